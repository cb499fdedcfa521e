//! The commands that look further: what drives an answer, adversaries that choose as well, policies that nobody
//! wrote down, and crises that happened.

use crate::calls::{Any, Place, ask, keep, keep_either, named};
use crate::folder::Folder;
use crate::part::Played;
use crate::scenario::RawScenario;
use crate::trouble::{Trouble, wrong};
use crate::value::{count, measure, read, seed};
use crate::work::Manner;
use offramp::asking::discover::DiscoverOptions;
use offramp::asking::game::GameOptions;
use offramp::asking::hindcast::HindcastOptions;
use offramp::asking::search::SearchOptions;
use offramp::asking::sensitivity::SensitivityOptions;
use offramp::asking::{AskingError, calibrate as usual_of, cases, named as by_name};
use offramp::history::smc::Walk;
use offramp::output::session::OutputError;
use offramp::output::setting::{TRIALS, not_negative, whole_hypercubes, world_trials};
use offramp::output::{
    write_calibration, write_discovery, write_game, write_given, write_hindcast,
    write_hindcast_part, write_search, write_sensitivity, write_sensitivity_part,
};
use offramp::search::quantity::{Bound, Goal, Quantity, UnknownQuantity};
use offramp::search::standard::Against;
use offramp::stats::decision::Better;
use offramp::stats::design::SOBOL;
use offramp::stats::discovery::BoxChoice;
use offramp::study::run::Sample;
use pyo3::prelude::*;
use std::path::PathBuf;

/// Finds what drives an answer.
#[pyfunction]
#[pyo3(signature = (scenarios, from_, method, of, metric, vary, group, points, precision, most_points, trials, seed_, place, manner))]
#[allow(clippy::too_many_arguments)] // options of a command
pub fn sensitivity(
    py: Python<'_>,
    scenarios: Vec<PyRef<'_, RawScenario>>,
    from_: Option<PathBuf>,
    method: Option<&str>,
    of: Option<String>,
    metric: &str,
    vary: Vec<String>,
    group: Vec<String>,
    points: Option<Any<'_>>,
    precision: Option<f64>,
    most_points: Any<'_>,
    trials: Any<'_>,
    seed_: Any<'_>,
    place: Place,
    manner: Manner,
) -> PyResult<Played> {
    if precision.is_some_and(|width| !(width > 0.0 && width <= 1.0)) {
        return Err(wrong("precision is a width above 0, at most 1"));
    }
    let most = SOBOL.0 as u64;
    if precision.is_some() && place.is_of_part() {
        return Err(wrong(
            "how far points are doubled until a precision is reached follows from what was played, so no part of it can be played alone: leave out precision, and name points",
        ));
    }
    if from_.is_some() && place.is_of_part() {
        return Err(wrong(
            "points of a sweep that is given are looked at, and nothing is played: there are no parts",
        ));
    }
    let points = points.map(|points| count("points", &points, &(1..=most)));
    let method =
        method.map(|name| read("method", name, |name| parsed(name, "sobol, morris or pawn")));
    let sets = scenarios.first().map(|scenario| scenario.sets.clone());
    let sets = sets.unwrap_or_default();
    if scenarios.iter().any(|scenario| scenario.sets != sets) {
        return Err(wrong(
            "scenarios that are varied share their overrides: set the same of each",
        ));
    }
    let options = SensitivityOptions {
        method: method.transpose()?,
        of,
        metric: measure("metric", metric)?,
        vary,
        group,
        points: points.transpose()?.map(sized),
        precision,
        most_points: sized(count("most_points", &most_points, &(1..=most))?),
        sample: Sample {
            seed: seed(&seed_)?,
            trials: count("trials", &trials, &TRIALS)?,
        },
        sets,
    };
    if let Some(from) = from_ {
        let (asked, swept) = ask(py, |_| options.given(&from))?;
        let name = from.file_name().unwrap_or_default().to_string_lossy();
        let found = keep(py, &place, &manner, 0, |target, _| {
            Ok(write_given(&asked, (name.as_ref(), &swept), target)?.folder)
        });
        return found.map(Played::Whole);
    }
    let drafts: Vec<_> = scenarios.iter().map(|one| one.draft.clone()).collect();
    let asked = ask(py, |hear| options.of(drafts, hear))?;
    keep_either(
        py,
        &place,
        &manner,
        asked.trials(),
        |target, watch| Ok(write_sensitivity(&asked, target, watch)?.folder),
        |portion, target, watch| write_sensitivity_part(&asked, portion, target, watch),
    )
}

/// Describes the points of a sweep that stands in a folder.
#[pyfunction]
#[pyo3(signature = (folder, condition, policy, metric, threshold, step, boxes, peel, min_mass, halves, shuffles, seed_, place, manner))]
#[allow(clippy::too_many_arguments)] // options of a command
pub fn discover(
    py: Python<'_>,
    folder: PathBuf,
    condition: &str,
    policy: Option<String>,
    metric: Option<&str>,
    threshold: Option<f64>,
    step: Option<Any<'_>>,
    boxes: Any<'_>,
    peel: f64,
    min_mass: f64,
    halves: Any<'_>,
    shuffles: Any<'_>,
    seed_: Any<'_>,
    place: Place,
    manner: Manner,
) -> PyResult<Folder> {
    let share = |share: f64, most: f64| share > 0.0 && share <= most;
    if !share(peel, 0.5) || !share(min_mass, 1.0) || threshold.is_some_and(|one| !share(one, 1.0)) {
        return Err(wrong(
            "shares are above 0 and at most 1, that of peel at most 0.5",
        ));
    }
    let mut options = DiscoverOptions {
        policy,
        metric: metric.map(|name| measure("metric", name)).transpose()?,
        seed: seed(&seed_)?,
        ..DiscoverOptions::new(condition)
    };
    let search = &mut options.search;
    search.choice = match (step, threshold) {
        (Some(_), Some(_)) => return Err(wrong("a box by its step, or by its density: not both")),
        (Some(step), None) => BoxChoice::Step(sized(count("box", &step, &(0..=1_000_000))?)),
        (None, Some(density)) => BoxChoice::Density(density),
        (None, None) => BoxChoice::Agreement,
    };
    search.boxes = sized(count("boxes", &boxes, &(1..=20))?);
    search.halves = sized(count("halves", &halves, &(0..=100_000))?);
    search.shuffles = sized(count("shuffles", &shuffles, &(19..=100_000))?);
    (search.patience.peel, search.patience.paste) = (peel, peel);
    search.patience.least = min_mass;
    let (swept, found) = ask(py, |_| options.of(&folder))?;
    keep(py, &place, &manner, 0, |target, _| {
        Ok(write_discovery(&swept, &found, target)?.folder)
    })
}

/// Names under names.
type Named = Vec<(String, Vec<String>)>;

/// Worlds: how many, and trials in each.
type Worlds<'py> = (Option<u64>, Any<'py>);

/// Lets the other side choose as well.
#[pyfunction]
#[pyo3(signature = (scenario, players, policies_of, types, metric, margin, trials, worlds, posterior_, seed_, place, manner))]
#[allow(clippy::too_many_arguments)] // options of a command
pub fn game(
    py: Python<'_>,
    scenario: &RawScenario,
    players: Vec<String>,
    policies_of: Named,
    types: Vec<(String, String)>,
    metric: &str,
    margin: f64,
    trials: Any<'_>,
    worlds: Worlds<'_>,
    posterior_: Option<&str>,
    seed_: Any<'_>,
    place: Place,
    manner: Manner,
) -> PyResult<Folder> {
    let (number, each) = worlds;
    if number.is_none() && posterior_.is_some() {
        return Err(wrong("a posterior is of worlds: say how many"));
    }
    let each = count("world_trials", &each, &(0..=u64::MAX))?;
    let options = GameOptions {
        players,
        policies_of,
        types,
        metric: measure("metric", metric)?,
        margin: read("margin", margin, not_negative)?,
        trials: count("trials", &trials, &TRIALS)?,
        worlds: number
            .map(|number| read("worlds", number, whole_hypercubes))
            .transpose()?,
        world_trials: read("world_trials", each, world_trials)?,
        posterior: named(py, posterior_)?,
        seed: seed(&seed_)?,
        sets: scenario.sets.clone(),
    };
    let game = ask(py, |hear| options.of(scenario.draft.clone(), hear))?;
    let total = game.trials();
    keep(py, &place, &manner, total, |target, watch| {
        Ok(write_game(game, target, watch)?.folder)
    })
}

/// Finds policies that nobody wrote down.
#[pyfunction]
#[pyo3(signature = (scenario, side, sought, subject_to, front, against, answered_by, worlds, posterior_, rules, budget, searches, trials, margin, elsewhere, seed_, place, manner))]
#[allow(clippy::too_many_arguments)] // options of a command
pub fn search(
    py: Python<'_>,
    scenario: &RawScenario,
    side: &str,
    sought: (bool, String),
    subject_to: Vec<String>,
    front: Vec<String>,
    against: &str,
    answered_by: Option<String>,
    worlds: Option<u64>,
    posterior_: Option<&str>,
    rules: Any<'_>,
    budget: Any<'_>,
    searches: Any<'_>,
    trials: Any<'_>,
    margin: f64,
    elsewhere: Vec<String>,
    seed_: Any<'_>,
    place: Place,
    manner: Manner,
) -> PyResult<Folder> {
    let (low, quantity_) = sought;
    let goal = Goal {
        quantity: quantity(&quantity_)?,
        better: if low { Better::Lower } else { Better::Higher },
    };
    let bounds = subject_to
        .iter()
        .map(|text| read("subject_to", text, Bound::read));
    let front = front.iter().map(|text| quantity(text));
    let options = SearchOptions {
        bounds: bounds.collect::<PyResult<_>>()?,
        front: front.collect::<PyResult<_>>()?,
        against: read("against", against, |name| {
            let known: Vec<&str> = Against::ALL.iter().map(|one| one.name()).collect();
            parsed(name, &known.join(", "))
        })?,
        answered_by,
        worlds: worlds
            .map(|number| read("worlds", number, whole_hypercubes))
            .transpose()?,
        posterior: named(py, posterior_)?,
        rules: sized(count("rules", &rules, &(0..=4))?),
        budget: count("budget", &budget, &(1_000..=100_000_000_000))?,
        searches: count("searches", &searches, &(1..=100))?,
        trials: count("trials", &trials, &TRIALS)?,
        margin: read("margin", margin, not_negative)?,
        elsewhere,
        seed: seed(&seed_)?,
        sets: scenario.sets.clone(),
        ..SearchOptions::new(side, goal)
    };
    let search = ask(py, |hear| options.of(&scenario.draft, hear))?;
    let total = search.ready.trials();
    keep(py, &place, &manner, total, |target, watch| {
        Ok(write_search(search, target, watch)?.folder)
    })
}

/// Forecasts crises that happened, and scores the forecasts.
#[pyfunction]
#[pyo3(signature = (scenarios, names, table, template, sets, trials, folds, patterns, seed_, posterior_, place, manner))]
#[allow(clippy::too_many_arguments)] // options of a command
pub fn hindcast(
    py: Python<'_>,
    scenarios: Vec<PyRef<'_, RawScenario>>,
    names: Vec<String>,
    table: Option<String>,
    template: Option<String>,
    sets: Vec<String>,
    trials: Any<'_>,
    folds: Option<Any<'_>>,
    patterns: Any<'_>,
    seed_: Any<'_>,
    posterior_: Option<&str>,
    place: Place,
    manner: Manner,
) -> PyResult<Played> {
    let folds = folds.map(|folds| count("folds", &folds, &(2..=1000)));
    let options = HindcastOptions {
        sample: Sample {
            seed: seed(&seed_)?,
            trials: count("trials", &trials, &(1..=1_000_000))?,
        },
        folds: folds.transpose()?,
        patterns: count("patterns", &patterns, &(0..=1_000_000))?,
        sets,
        posterior: named(py, posterior_)?,
    };
    let drafts: Vec<_> = scenarios.iter().map(|one| one.draft.clone()).collect();
    let asked = ask(py, |hear| match (table, template) {
        (Some(table), Some(template)) => {
            let read = cases::of_table(&table, &template, &options.sets)?;
            options.of_table(read, hear)
        }
        (None, None) => {
            for draft in &drafts {
                by_name::checked(draft, &options.sets, hear)?;
            }
            options.of_scenarios(drafts, &names, hear)
        }
        _ => Err(AskingError::Wrong(
            "a table of cases needs its template".into(),
        )),
    })?;
    let count = || {
        // Patterns of events are measured by the merge.
        let apart = if place.is_of_part() {
            asked.pattern_trials()?
        } else {
            0
        };
        Ok(asked.trials()? - apart)
    };
    let total = count().map_err(|error: OutputError| error.raise(py))?;
    keep_either(
        py,
        &place,
        &manner,
        total,
        |target, watch| Ok(write_hindcast(&asked, target, watch)?.folder),
        |portion, target, watch| write_hindcast_part(&asked, portion, target, watch),
    )
}

/// Fits the law to crises that happened.
#[pyfunction]
#[pyo3(signature = (table, template, sets, draws, places, trials, rounds, watched, scored, folds, check, divisions, moves, seed_, place, manner))]
#[allow(clippy::too_many_arguments)] // options of a command
pub fn calibrate(
    py: Python<'_>,
    table: &str,
    template: &str,
    sets: Vec<String>,
    draws: Any<'_>,
    places: Any<'_>,
    trials: Any<'_>,
    rounds: Any<'_>,
    watched: Option<Any<'_>>,
    scored: Any<'_>,
    folds: Any<'_>,
    check: Any<'_>,
    divisions: Any<'_>,
    moves: f64,
    seed_: Any<'_>,
    place: Place,
    manner: Manner,
) -> PyResult<Folder> {
    if !(0.1..=100.0).contains(&moves) {
        return Err(wrong("moves must be a number from 0.1 to 100"));
    }
    let mut asked = usual_of::usual(seed(&seed_)?);
    asked.draws = sized(count("draws", &draws, &(8..=100_000))?);
    asked.places = sized(count("places", &places, &(16..=1_000_000))?);
    asked.trials = count("trials", &trials, &(4..=1_000_000))?;
    asked.rounds = count("rounds", &rounds, &(1..=20))?;
    let watched = watched.map(|days| count("watched", &days, &(1..=36_500)));
    asked.watched = watched.transpose()?.and_then(|days| days.try_into().ok());
    asked.scored = count("scored", &scored, &(16..=10_000_000))?;
    asked.folds = sized(count("folds", &folds, &(0..=1_000))?);
    asked.checks = count("check", &check, &(0..=10_000))?;
    asked.divisions = count("divisions", &divisions, &(1..=100))?;
    asked.walk = Walk {
        moves,
        ..asked.walk
    };
    let cases = ask(py, |_| cases::of_table(table, template, &sets))?;
    keep(py, &place, &manner, 0, |target, watch| {
        Ok(write_calibration(&cases, &asked, target, watch, &mut |_| {})?.folder)
    })
}

fn quantity(name: &str) -> PyResult<Quantity> {
    read("quantity", name, |name| {
        name.trim()
            .parse()
            .map_err(|error: UnknownQuantity| error.to_string())
    })
}

/// One of a few words.
fn parsed<T: std::str::FromStr>(name: &str, known: &str) -> Result<T, String> {
    name.parse().map_err(|_| format!("it is {known}"))
}

/// A number that was found to be small enough.
fn sized(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
