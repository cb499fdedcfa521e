//! The answer of a comparison for other programs: Markdown to be pasted, JSON to be read.

use super::averaged::json as range;
use super::comparison::{averaged, caveat, cited};
use super::json::interval;
use super::statement::escaped;
use super::{ranking, sentences, terms, turning, worth};
use crate::study::assumptions::Assumption;
use crate::study::compare::Compared;
use serde_json::{Map, Value, json};

/// The answer in Markdown; on a day, if one is to be cited.
pub fn comparison_markdown(found: &Compared, on: Option<&str>) -> String {
    let mut parts: Vec<String> = sentences::comparison(found)
        .iter()
        .map(|s| escaped(s))
        .collect();
    parts.push(ranking::markdown(found, escaped));
    parts.extend(averaged(found).map(|note| escaped(&note)));
    parts.extend([escaped(&caveat(found)), escaped(&cited(found, on))]);
    parts.join("\n\n") + "\n"
}

/// The answer in JSON: sentences, and the numbers they are made of as the tables have them, shares
/// of 1 or days.
pub fn comparison_json(found: &Compared, on: Option<&str>) -> Value {
    let question = found.comparison.question;
    let measure = question.measure;
    let value = |arm: usize| {
        let mut told = interval(&found.comparison.value(arm, measure));
        if found.comparison.is_averaged() {
            told["posterior"] = range(found.comparison.open(arm, measure));
        }
        told
    };
    let against = |arm: usize| {
        let mut told = interval(&found.comparison.joint(arm, measure).difference);
        if found.comparison.is_averaged() {
            let open = found.comparison.open_difference(arm, measure);
            told["posterior"] = range(open.map(|open| open.range));
            told["posterior"]["better"] = json!(open.map(|open| open.better));
        }
        told
    };
    let ranking = found.comparison.ranking(measure);
    let arms = ranking.into_iter().filter(|&arm| arm > 0).map(|arm| {
        let reliance = found.reliance(arm);
        let ends = found.assumptions.iter().flat_map(|found| &found.ends);
        let ends = ends.filter(|(end, _)| end.assumption != Assumption::Default);
        let ends: Map<String, Value> = ends
            .zip(&reliance.ends)
            .map(|((end, there), (_, verdict))| {
                let [own, other] = [arm, 0].map(|arm| there.value(arm, measure).value);
                let told = json!({ "value": own, "baseline": other, "verdict": verdict.name() });
                (end.assumption.name().to_owned(), told)
            })
            .collect();
        json!({
            "name": found.arms[arm].name,
            "says": found.arms[arm].policy.description,
            "group": reliance.heading(measure).1,
            "asks_others": found.asks_others(arm),
            "verdict": reliance.now.name(),
            "value": value(arm),
            "difference": against(arm),
            "ends": ends,
        })
    });
    let mut told = json!({
        "scenario": found.arms[0].scenario.name,
        "title": found.arms[0].scenario.title,
        "metric": measure.name(),
        "unit": measure.unit(),
        "trials": found.comparison.trials(),
        "seed": question.seed,
        "answer": sentences::comparison(found),
        "baseline": {
            "name": found.arms[0].name,
            "called": terms::baseline(found),
            "value": value(0),
        },
        "arms": arms.collect::<Vec<_>>(),
        "turns": turning::json(found),
        "worth": worth::json(found),
        "caveat": caveat(found),
        "cite": cited(found, on),
    });
    if let Some(note) = averaged(found) {
        told["averaged"] = note.into();
    }
    told
}
