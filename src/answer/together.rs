//! Factors that are draws of a posterior, in words: what they come from, and what that means.

use super::frequency::{capital, listed};

/// Factors that are named; of more, how many.
const NAMED: usize = 4;

/// "law.fear and law.climb are draws of the posterior korea, and go together as it has them"
pub(super) fn drawn(names: &[&str], posterior: &str) -> String {
    let (who, go) = match names {
        [one] => (format!("{one} is a draw"), String::new()),
        some if some.len() <= NAMED => (
            format!("{} are draws", listed(some)),
            ", and go together as it has them".into(),
        ),
        some => (
            format!("{} factors are draws", some.len()),
            format!(", and go together as it has them ({})", some.join(", ")),
        ),
    };
    format!("{who} of the posterior {posterior}{go}")
}

/// What a slice or a limit of one such factor means; `look` says what looks at it.
pub(super) fn correlated(names: &[&str], posterior: &str, look: &str) -> String {
    let drawn = capital(&drawn(names, posterior));
    if names.len() == 1 {
        return format!("{drawn}: it lies where the posterior has it, and as often.");
    }
    format!(
        "{drawn}: they are correlated, so {look} of one of them brings along where the others lie then. It says what follows if that factor is found to lie there, not what it does alone; what moves nothing can show an effect through what it goes with, and shares of several may sum to more than the whole."
    )
}
