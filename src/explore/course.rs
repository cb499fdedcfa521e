//! A place along a number: what some policies come to where it has a value, under the same luck; and the
//! endings of several places as a figure.

use super::names::sheets;
use super::refusal::Refusal;
use super::state::{Opened, State};
use super::told;
use crate::answer::interval;
use crate::crisis::outcome::Outcome;
use crate::ensemble::Tally;
use crate::figure::along::{self, Along};
use crate::model::Model;
use crate::study::LEVEL;
use crate::study::arms::Arm;
use crate::study::contrasts::{self, Question, Size};
use crate::study::measure::Measure;
use serde::Deserialize;
use serde_json::{Value, json};

/// What policies come to: the differences are those from the first, and how far each is behind is its difference
/// from the best.
///
/// # Errors
/// [`Refusal`].
pub fn course(
    opened: &Opened,
    policies: &[String],
    (measure, trials): (Measure, u64),
) -> Result<Value, Refusal> {
    let arms = opened.arms(Some(policies))?;
    let models: Vec<Model> = arms.iter().map(Arm::model).collect();
    let question = Question {
        measure,
        margin: None,
        seed: opened.seed,
        size: Size::Fixed(trials),
    };
    let found = contrasts::run(&models, &question, &())?;
    let values = (0..arms.len()).map(|arm| interval(&found.value(arm, measure)));
    let from = |other: usize| {
        let difference = |arm: usize| {
            let difference = || interval(&found.difference(arm, other, measure, LEVEL));
            (arm != other).then(difference)
        };
        (0..arms.len()).map(difference).collect::<Vec<_>>()
    };
    let endings = |tally: &Tally| Outcome::ALL.map(|outcome| tally.outcome(outcome));
    let best = found.ranking(measure)[0];
    Ok(json!({
        "arms": values.collect::<Vec<_>>(),
        "endings": found.all.tallies.iter().map(endings).collect::<Vec<_>>(),
        "differences": from(0),
        "best": best,
        "behind": from(best),
    }))
}

/// How a hundred crises end over places of a number, as courses said it.
#[derive(Debug, Deserialize)]
pub struct AlongAsked {
    #[serde(flatten)]
    pub state: State,
    title: String,
    /// What the number is.
    axis: String,
    percent: bool,
    at: Vec<f64>,
    endings: Vec<[u64; Outcome::ALL.len()]>,
}

/// Draws it.
///
/// # Errors
/// [`Refusal`] where these are no places.
pub fn along(opened: &Opened, asked: &AlongAsked) -> Result<Value, Refusal> {
    let at = &asked.at;
    let rises = at.iter().all(|at| at.is_finite()) && at.is_sorted_by(|a, b| a < b);
    if at.len() < 2 || at.len() != asked.endings.len() || !rises {
        let why = "these are no rising places with their endings";
        return Err(Refusal::new(why));
    }
    let share = |place: usize| {
        let of = |counts: &[u64; Outcome::ALL.len()]| {
            let all: u64 = counts.iter().sum();
            counts[place] as f64 / all.max(1) as f64
        };
        asked.endings.iter().map(of).collect()
    };
    let endings = Outcome::ALL.map(|outcome| (outcome.name(), share(outcome.index())));
    let along = Along {
        title: &asked.axis,
        percent: asked.percent,
        at,
        endings: &endings,
    };
    let source = sheets(opened.scenario());
    let figure = along::along(&source, &asked.title, &along).map_err(Refusal::new)?;
    Ok(told::figure(&figure))
}
