//! A place along a number: what some policies come to where it has a value, under the same luck.

use super::refusal::Refusal;
use super::state::Opened;
use super::told::estimate;
use crate::model::Model;
use crate::study::LEVEL;
use crate::study::arms::Arm;
use crate::study::contrasts::{self, Question, Size};
use crate::study::measure::Measure;
use serde_json::{Value, json};

/// What policies come to, the differences being those from the first.
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
    let values = (0..arms.len()).map(|arm| estimate(&found.value(arm, measure)));
    let difference =
        |arm: usize| (arm > 0).then(|| estimate(&found.difference(arm, 0, measure, LEVEL)));
    Ok(json!({
        "arms": values.collect::<Vec<_>>(),
        "differences": (0..arms.len()).map(difference).collect::<Vec<_>>(),
    }))
}
