//! Anytime-valid intervals: coverage holds at all looks together, so that one may
//! look as often as one likes and stop whenever the answer is clear.

mod bernstein;
mod multinomial;

pub use bernstein::EmpiricalBernstein;
pub use multinomial::MultinomialSequence;
