//! How far an answer moves over the points of a sweep.

use super::frequency::{Unit, capital, counted, happens, listed, thousands};
use super::prior;
use super::statement::{Figures, Statement};
use super::text::percents;
use crate::exploration::asked::Experiment;
use crate::exploration::design::Design;
use crate::exploration::factor::{Domain, Factor, Level};
use crate::scenario::distribution::Distribution;
use crate::stats::Estimate;
use crate::study::measure::Measure;
use crate::study::run::Sample;
use serde_json::{Map, Value, json};

/// A sweep that was played.
#[derive(Debug, Clone, Copy)]
pub struct Swept<'s> {
    /// What was explored.
    pub experiment: &'s Experiment,
    /// Seed, and trials of each point under each policy.
    pub sample: Sample,
    /// What the answer is about.
    pub measure: Measure,
    /// That measure at every point, under every policy.
    pub seen: &'s [Seen],
}

/// A measure at a point under a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The scenario of the point.
    pub scenario: String,
    /// The policy.
    pub policy: String,
    /// The point, by its number.
    pub point: usize,
    /// What was estimated.
    pub estimate: Estimate,
}

/// Where a measure is least and most, under one policy of one scenario.
struct Reach<'s> {
    scenario: &'s str,
    policy: &'s str,
    least: &'s Seen,
    most: &'s Seen,
    median: f64,
    points: usize,
}

/// Policies that have a sentence; of more, the table tells.
const TOLD: usize = 4;
/// Factors of a point that are told in a sentence.
const FACTORS: usize = 4;

/// What varied, how far a measure moved, and where it was most and least.
pub fn sweep(swept: &Swept<'_>) -> Statement {
    let Swept {
        experiment, sample, ..
    } = *swept;
    let reaches = reaches(swept.seen);
    let told = reaches.iter().take(TOLD);
    let mut sentences = vec![varied(experiment)];
    sentences.extend(told.map(|reach| moved(swept, reach, reaches.len() > 1)));
    if reaches.len() > TOLD {
        sentences.push(format!(
            "The other {} are in the table.",
            reaches.len() - TOLD
        ));
    }
    let bases = experiment.space.bases.iter();
    let scenarios: Vec<_> = bases.map(|base| &base.scenario).collect();
    let names: Vec<&str> = scenarios.iter().map(|one| one.name.as_str()).collect();
    let (points, factors) = (experiment.points.len(), experiment.space.factors.len());
    let (trials, design) = (counted(sample.trials, "trial"), design(experiment));
    let posterior = experiment.drawn.as_ref();
    let posterior = posterior.map(|drawn| {
        format!(
            ", {} of them drawn from the posterior {}",
            drawn.factors.len(),
            drawn.posterior.name
        )
    });
    let posterior = posterior.unwrap_or_default();
    let arms = match experiment.space.arms() {
        1 => String::new(),
        arms => format!(" under {arms} policies"),
    };
    Statement {
        sentences,
        figures: vec![figures(swept, &reaches)],
        notes: drawn(experiment).into_iter().chain([
            format!(
                "Each value is estimated from {trials}, the same luck at every point, with a 95% interval of its own; the least and the most of many lie further apart than the truth. responses.csv has all of them."
            ),
            format!("{} Not a forecast.", prior::sentence(&scenarios)),
        ]).collect(),
        cite: format!(
            "offramp {}, {}: {} of {}{posterior} ({design}), {trials} each{arms}, seed {}",
            env!("CARGO_PKG_VERSION"),
            listed(&names),
            counted(points as u64, "point"),
            counted(factors as u64, "factor"),
            sample.seed,
        ),
        numbers: numbers(swept, &reaches),
    }
}

/// How often a draw is there, where some are drawn.
fn drawn(experiment: &Experiment) -> Option<String> {
    let drawn = experiment.drawn.as_ref()?;
    let points = experiment.points.len() as u64;
    let unlike = drawn.unlike(&experiment.points) as u64;
    let again = if unlike < points {
        "; a draw is there as often as its weight says"
    } else {
        ""
    };
    Some(format!(
        "The {} take {}{again}, so that shares of points are shares of the posterior. posterior.csv has it.",
        counted(points, "point"),
        counted(unlike, "unlike draw"),
    ))
}

/// "a scrambled Sobol' sequence"
fn design(experiment: &Experiment) -> String {
    match experiment.design {
        None => "listed in a table".into(),
        Some(Design::Grid) => "a full grid".into(),
        Some(Design::Sobol) => "a scrambled Sobol' sequence".into(),
        Some(Design::Random) => "drawn at random".into(),
        Some(Design::Latin(cube)) => match experiment.points.len() / cube {
            1 => "a Latin hypercube".into(),
            cubes => format!("{cubes} Latin hypercubes of {cube}"),
        },
    }
}

/// What varied, and over how many points.
fn varied(experiment: &Experiment) -> String {
    let drawn = experiment.drawn.as_ref();
    let (together, factors) = experiment
        .space
        .factors
        .split_at(drawn.map_or(0, |drawn| drawn.factors.len()));
    let points = counted(experiment.points.len() as u64, "point");
    let design = design(experiment);
    let together = drawn.map(|drawn| {
        let names: Vec<&str> = together.iter().map(|factor| factor.name.as_str()).collect();
        super::together::drawn(&names, &drawn.posterior.name)
    });
    let what = if factors.is_empty() {
        String::new()
    } else if factors.len() <= FACTORS {
        let each: Vec<String> = factors.iter().map(over).collect();
        listed(&each)
    } else {
        let names: Vec<&str> = factors.iter().map(|factor| factor.name.as_str()).collect();
        let others = if drawn.is_some() { "other " } else { "" };
        format!(
            "{} {others}factors vary ({})",
            factors.len(),
            names.join(", ")
        )
    };
    let what = match (together, what.as_str()) {
        (None, _) => what,
        (Some(together), "") => together,
        (Some(together), _) => format!("{together}; {what}"),
    };
    format!("{what}: {points} ({design}), each played with the same luck.")
}

/// "law.deterrence varies from -3 to 3"
fn over(factor: &Factor) -> String {
    let name = &factor.name;
    match &factor.domain {
        Domain::Choice(names) => format!("{name} is {}", either(names)),
        Domain::Parameter { range, .. } => match &range.distribution {
            Distribution::Levels(levels) if levels.len() <= 6 => {
                let shown = levels
                    .iter()
                    .map(|&level| factor.shown(Level::Number(level)));
                format!("{name} is {}", either(&shown.collect::<Vec<_>>()))
            }
            _ => {
                let [low, high] = factor.ends().map(|end| factor.shown(end));
                format!("{name} varies from {low} to {high}")
            }
        },
    }
}

/// "a, b or c".
fn either(items: &[String]) -> String {
    match items {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        items => items.concat(),
    }
}

/// The least and the most by scenario and policy, in the order of the responses.
fn reaches(seen: &[Seen]) -> Vec<Reach<'_>> {
    let mut groups: Vec<Vec<&Seen>> = Vec::new();
    for one in seen.iter().filter(|one| one.estimate.value.is_some()) {
        let same = |group: &&mut Vec<&Seen>| {
            (&group[0].scenario, &group[0].policy) == (&one.scenario, &one.policy)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups.into_iter().map(reach).collect()
}

/// The least and the most of a policy, whose responses are at least one.
fn reach(mut group: Vec<&Seen>) -> Reach<'_> {
    let value = |one: &Seen| one.estimate.value.unwrap_or_default();
    // Of values that are the same, the point that was played first.
    group.sort_by(|a, b| value(a).total_cmp(&value(b)).then(a.point.cmp(&b.point)));
    let (first, last) = (group[0], group[group.len() - 1]);
    let highest = |one: &&&Seen| value(one).total_cmp(&value(last)).is_eq();
    let most = group.iter().find(highest).copied().unwrap_or(last);
    let (below, above) = (group[(group.len() - 1) / 2], group[group.len() / 2]);
    Reach {
        scenario: &first.scenario,
        policy: &first.policy,
        least: first,
        most,
        median: f64::midpoint(value(below), value(above)),
        points: group.len(),
    }
}

/// How far a measure moved under a policy, and where it was most and least.
fn moved(swept: &Swept<'_>, reach: &Reach<'_>, several: bool) -> String {
    let (measure, space) = (swept.measure, &swept.experiment.space);
    let [least, most] = [reach.least, reach.most].map(|one| one.estimate.value.unwrap_or_default());
    let unit = Unit::of(measure, most);
    let under = match (space.bases.len() > 1, several) {
        (true, _) => format!("In {} under {}, ", reach.scenario, reach.policy),
        (false, true) => format!("Under {}, ", reach.policy),
        (false, false) => String::new(),
    };
    if reach.least.point == reach.most.point {
        let told = unit.told(most, measure);
        let all = counted(reach.points as u64, "point");
        return capital(&format!("{under}{told}, at each of {all}."));
    }
    let [from, to] = [reach.least, reach.most].map(|one| place(swept.experiment, one.point));
    let whole = match unit {
        Unit::Days => {
            let [least, most] = [least, most].map(|days| thousands(days.round() as u64));
            format!(
                "{under}a crisis like this one lasts from {least} days on average ({from}) to {most} ({to})."
            )
        }
        Unit::Of(of) => {
            let (least, most, of) = (unit.whole(least), unit.whole(most), thousands(of));
            let (do_so, _) = happens(measure);
            format!(
                "{under}from {least} in {of} crises like this one ({from}) to {most} in {of} ({to}) {do_so}."
            )
        }
    };
    capital(&whole)
}

/// A point in words: its number, and where it is if that is short. Policy and scenario are named before.
fn place(experiment: &Experiment, number: usize) -> String {
    let factors = experiment.space.factors.iter();
    let levels = factors.zip(&experiment.points[number]);
    let levels: Vec<String> = levels
        .filter(|(factor, _)| factor.row().is_some())
        .map(|(factor, level)| format!("{} = {}", factor.name, rounded(factor, *level)))
        .collect();
    if levels.is_empty() || levels.len() > FACTORS {
        return format!("point {number}");
    }
    format!("point {number}: {}", levels.join(", "))
}

/// A level with its first three digits.
fn rounded(factor: &Factor, level: Level) -> String {
    let value = level.number();
    if factor.row().is_none() || value.fract() == 0.0 {
        return factor.shown(level);
    }
    let digits = 2 - libm::floor(libm::log10(value.abs())) as i32;
    let digits = digits.clamp(0, 12) as usize;
    format!("{value:.digits$}")
}

/// The least, the middle and the most under each policy.
fn figures(swept: &Swept<'_>, reaches: &[Reach<'_>]) -> Figures {
    let measure = swept.measure;
    let several = swept.experiment.space.bases.len() > 1;
    let unit = if measure.is_binary() { "%" } else { "days" };
    let shown = |of: fn(&Reach) -> Estimate| -> Vec<String> {
        let column: Vec<Estimate> = reaches.iter().map(of).collect();
        if measure.is_binary() {
            return percents(&column);
        }
        let days = |estimate: &Estimate| match (estimate.value, estimate.interval()) {
            (Some(value), Some(ends)) => format!("{value:.1} [{:.1}, {:.1}]", ends.low, ends.high),
            (Some(value), None) => format!("{value:.1}"),
            _ => String::new(),
        };
        column.iter().map(days).collect()
    };
    let (least, most) = (
        shown(|reach| reach.least.estimate),
        shown(|reach| reach.most.estimate),
    );
    let scale = if measure.is_binary() { 100.0 } else { 1.0 };
    let rows = reaches.iter().zip(least.into_iter().zip(most));
    let row = |(reach, (least, most)): (&Reach, (String, String))| {
        let names = several.then(|| reach.scenario.to_owned());
        let names = names.into_iter().chain([reach.policy.to_owned()]);
        let rest = [
            least,
            reach.least.point.to_string(),
            format!("{:.1}", scale * reach.median),
            most,
            reach.most.point.to_string(),
        ];
        names.chain(rest).collect()
    };
    let first = several.then_some("scenario".to_owned());
    let header = [
        "policy".to_owned(),
        format!("least, {unit} [95%]"),
        "at point".to_owned(),
        format!("median, {unit}"),
        format!("most, {unit} [95%]"),
        "at point".to_owned(),
    ];
    Figures {
        title: capital(&format!("{} over the points", measure.label())),
        header: first.into_iter().chain(header).collect(),
        rows: rows.map(row).collect(),
        keep: if several { 2 } else { 1 },
        wrapped: false,
    }
}

/// The numbers as the tables have them.
fn numbers(swept: &Swept<'_>, reaches: &[Reach<'_>]) -> Map<String, Value> {
    let experiment = swept.experiment;
    let at = |one: &Seen| {
        let factors = experiment.space.factors.iter();
        let levels = factors.zip(&experiment.points[one.point]);
        let levels =
            levels.map(|(factor, level)| (factor.name.clone(), json!(factor.shown(*level))));
        json!({
            "point": one.point,
            "at": levels.collect::<Map<_, _>>(),
            "value": super::json::interval(&one.estimate),
        })
    };
    let reach = |reach: &Reach| {
        json!({
            "scenario": reach.scenario,
            "policy": reach.policy,
            "points": reach.points,
            "least": at(reach.least),
            "median": reach.median,
            "most": at(reach.most),
        })
    };
    let factors = experiment.space.factors.iter();
    let design = experiment.design.map_or("listed", Design::name);
    let posterior = experiment.drawn.as_ref().map(|drawn| {
        json!({
            "source": drawn.posterior.name,
            "factors": drawn.factors.iter().map(|factor| factor.name.as_str()).collect::<Vec<_>>(),
            "draws": drawn.unlike(&experiment.points),
        })
    });
    let all = [
        ("metric", json!(swept.measure.name())),
        ("unit", json!(swept.measure.unit())),
        (
            "factors",
            factors.map(|factor| json!(factor.asked())).collect(),
        ),
        ("posterior", posterior.into()),
        ("design", json!(design)),
        ("points", json!(experiment.points.len())),
        ("trials", json!(swept.sample.trials)),
        ("seed", json!(swept.sample.seed)),
        ("policies", reaches.iter().map(reach).collect()),
    ];
    all.map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}
