//! What was found, for people: sentences and tables of text. Numbers come from finished estimates;
//! nothing here asks how wide a terminal is, or prints.

mod attribution;
mod averaged;
mod calibration;
mod comparison;
mod enough;
mod exact;
mod formats;
mod frequency;
mod hindcast;
mod parameters;
mod patterns;
mod prior;
mod provenance;
mod ranking;
mod run;
mod sentences;
mod statement;
mod sweep;
mod terms;
mod text;

pub use attribution::attribution;
pub use calibration::calibration;
pub use comparison::{Extent, comparison, over_scenarios};
pub use exact::{Law, exact};
pub use formats::{comparison_json, comparison_markdown};
pub use hindcast::{Scoring, hindcast};
pub use parameters::{in_force, parameters};
pub use patterns::patterns;
pub use provenance::provenance;
pub use run::{run, run_sentences};
pub use sentences::comparison as comparison_sentences;
pub use statement::Statement;
pub use sweep::{Seen, Swept, sweep};
pub use text::TextLayout;
