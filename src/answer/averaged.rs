//! What a posterior leaves open, in words.

use super::frequency::{Unit, counted, thousands};
use crate::stats::Interval;
use crate::study::drawn::draws;
use crate::study::posterior::{FEW, Posterior};
use serde_json::{Value, json};

/// ", from 8 to 24 if one counts what the data leave open"; nothing where it is not known.
pub(super) fn open(unit: Unit, open: Option<Interval>) -> String {
    let Some(range) = range(unit, open) else {
        return String::new();
    };
    match range {
        Range::Same => {
            ", and what the data leave open changes that by less than can be told".into()
        }
        Range::Apart(low, high) => {
            format!(", from {low} to {high} if one counts what the data leave open")
        }
    }
}

/// " (8 to 24 if one counts what the data leave open)"
pub(super) fn aside(unit: Unit, open: Option<Interval>) -> String {
    match range(unit, open) {
        Some(Range::Apart(low, high)) => {
            format!(" ({low} to {high} if one counts what the data leave open)")
        }
        Some(Range::Same) | None => String::new(),
    }
}

enum Range {
    /// Both ends are told by the same word.
    Same,
    Apart(String, String),
}

fn range(unit: Unit, open: Option<Interval>) -> Option<Range> {
    let Interval { low, high } = open?;
    let [low, high] = [low, high].map(|end| unit.whole(end));
    Some(if low == high {
        Range::Same
    } else {
        Range::Apart(low, high)
    })
}

/// The ends in a column of figures in percent.
pub(super) fn percents(open: Option<Interval>) -> String {
    let digits = if open.is_some_and(|open| open.high < 0.01) {
        2
    } else {
        1
    };
    open.map_or_else(String::new, |open| {
        let [low, high] = [open.low, open.high].map(|end| 100.0 * end);
        format!("{low:.digits$} to {high:.digits$}")
    })
}

/// What stands under figures that are averaged over a posterior.
pub(super) fn note(posterior: &Posterior, trials: u64) -> String {
    let draws = draws(trials);
    let (name, each) = (&posterior.name, counted(trials / draws, "trial"));
    let (draws, rough) = (counted(draws, "draw"), rough(posterior));
    format!(
        "Averaged over {draws} of {name}, {each} of each. Intervals say how far luck reaches given these draws; what the data leave open is where 95% of the draws lie with luck left out.{rough}"
    )
}

/// What stands under scores of forecasts that are averaged over a posterior.
pub(super) fn forecasts(posterior: &Posterior) -> String {
    format!(
        "Trials are shared among the draws by their weights, so a forecast counts what the data leave open as well as luck.{}",
        rough(posterior)
    )
}

/// That a posterior has few draws, where it has.
fn rough(posterior: &Posterior) -> String {
    let effective = posterior.effective_draws();
    if effective >= FEW || posterior.len() < 2 {
        return String::new();
    }
    let all = thousands(posterior.len() as u64);
    format!(
        " Its {all} draws come to about {effective:.0} unlike ones of equal weight: what it leaves open is told roughly."
    )
}

/// The ends for programs.
pub(super) fn json(open: Option<Interval>) -> Value {
    match open {
        Some(open) => json!({ "low": open.low, "high": open.high }),
        None => Value::Null,
    }
}
