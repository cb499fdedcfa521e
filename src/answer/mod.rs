//! What was found, for people: sentences and tables of text. Numbers come from finished estimates;
//! nothing here asks how wide a terminal is, or prints.

mod attribution;
mod comparison;
mod exact;
mod patterns;
mod prior;
mod run;
mod text;

pub use attribution::attribution;
pub use comparison::{comparison, over_scenarios};
pub use exact::{Law, exact};
pub use patterns::patterns;
pub use run::run;
pub use text::TextLayout;
