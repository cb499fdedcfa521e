//! What somebody asks who looks while numbers are moved: questions and answers as JSON, for a page in a
//! browser or any other host.
//!
//! Trials are played by **hands**, as many as there are cores, and gathered by a **hub** that says what
//! follows of them: the same estimates, sentences, tables and figures as those of a comparison of the same
//! trials. A [`Desk`] is both.

mod card;
mod course;
mod crisis;
mod desk;
mod names;
mod refusal;
mod stage;
mod state;
mod told;

pub use card::catalog;
pub use desk::Desk;
pub use names::sheets;
pub use refusal::Refusal;
