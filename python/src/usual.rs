//! What options usually are, as the library has it: held against the signatures of the Python side.

use offramp::asking::attribute::AttributeOptions;
use offramp::asking::calibrate::{CASES, usual};
use offramp::asking::compare::CompareOptions;
use offramp::asking::discover::DiscoverOptions;
use offramp::asking::exact::ExactOptions;
use offramp::asking::game::GameOptions;
use offramp::asking::hindcast::HindcastOptions;
use offramp::asking::run::RunOptions;
use offramp::asking::search::{BUDGET, JUDGED, RULES, SEARCHES};
use offramp::asking::sensitivity::SensitivityOptions;
use offramp::asking::sweep::SweepOptions;
use offramp::asking::tip::{Followed, TipOptions};
use offramp::asking::trace::TraceOptions;
use offramp::output::setting::WORLD_TRIALS;
use offramp::study::measure::Measure;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// What options usually are, by `call.option`.
#[pyfunction]
pub fn defaults(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let all = PyDict::new(py);
    for (name, number) in numbers() {
        all.set_item(name, number)?;
    }
    let boxes = DiscoverOptions::new("").search;
    for (name, share) in [
        ("discover.peel", boxes.patience.peel),
        ("discover.min_mass", boxes.patience.least),
        ("game.margin", GameOptions::default().margin),
        (
            "exact.prune_below",
            ExactOptions::default().limits.prune_below,
        ),
        ("calibrate.moves", usual(0).walk.moves),
    ] {
        all.set_item(name, share)?;
    }
    for (name, word) in [
        ("compare.metric", CompareOptions::default().metric.name()),
        ("sweep.metric", SweepOptions::default().metric.name()),
        (
            "sensitivity.metric",
            SensitivityOptions::default().metric.name(),
        ),
        ("game.metric", GameOptions::default().metric.name()),
        (
            "attribute.outcome",
            AttributeOptions::default().outcome.name(),
        ),
        (
            "attribute.policy",
            AttributeOptions::default().policy.as_str(),
        ),
        ("trace.policy", TraceOptions::default().policy.as_str()),
        ("calibrate.cases", CASES[0]),
        ("calibrate.template", CASES[1]),
    ] {
        all.set_item(name, word)?;
    }
    Ok(all)
}

fn numbers() -> Vec<(&'static str, u64)> {
    let (run, compare) = (RunOptions::default(), CompareOptions::default());
    let tip = TipOptions::new(Followed::Between(Vec::new(), Measure::MinorClash));
    let (fit, boxes) = (usual(0), DiscoverOptions::new("").search);
    let sensitivity = SensitivityOptions::default();
    let hindcast = HindcastOptions::default();
    vec![
        ("run.trials", run.sample.trials),
        ("run.seed", run.sample.seed),
        ("compare.trials", compare.trials),
        ("compare.max_trials", compare.max_trials),
        ("compare.max_memory", compare.max_memory as u64),
        ("compare.world_trials", WORLD_TRIALS),
        ("compare.seed", compare.seed),
        (
            "attribute.trials",
            AttributeOptions::default().sample.trials,
        ),
        ("sweep.trials", SweepOptions::default().sample.trials),
        ("tip.trials", tip.sample.trials),
        ("trace.trials", TraceOptions::default().sample.trials),
        (
            "exact.max_memory",
            ExactOptions::default().limits.memory as u64,
        ),
        ("sensitivity.trials", sensitivity.sample.trials),
        ("sensitivity.most_points", sensitivity.most_points as u64),
        ("game.trials", GameOptions::default().trials),
        ("game.world_trials", GameOptions::default().world_trials),
        ("search.rules", RULES),
        ("search.budget", BUDGET),
        ("search.searches", SEARCHES),
        ("search.trials", JUDGED),
        ("hindcast.trials", hindcast.sample.trials),
        ("hindcast.patterns", hindcast.patterns),
        ("discover.boxes", boxes.boxes as u64),
        ("discover.halves", boxes.halves as u64),
        ("discover.shuffles", boxes.shuffles as u64),
        ("calibrate.trials", fit.trials),
        ("calibrate.places", fit.places as u64),
        ("calibrate.rounds", fit.rounds),
        ("calibrate.draws", fit.draws as u64),
        ("calibrate.folds", fit.folds as u64),
        ("calibrate.divisions", fit.divisions),
        ("calibrate.scored", fit.scored),
        ("calibrate.check", fit.checks),
    ]
}
