//! What drives an answer, what cannot be told from nothing, what is dead, and how much is luck.

use super::frequency::{capital, counted, listed, thousands};
use super::prior;
use super::statement::{Figures, Statement};
use crate::exploration::dead::Reason;
use crate::exploration::indices::{DUMMY, Index, IndexRow, IndexStatus};
use crate::exploration::sensitivity::{Sensitivity, SensitivityAsked, SensitivityMethod};
use crate::exploration::swept::drawn;
use crate::stats::Estimate;
use serde_json::{Map, Value, json};

/// Factors that are told in a sentence; of more, the table tells.
const TOLD: usize = 4;
/// An interval of a share of variance that is wider tells little.
const WIDE: f64 = 0.3;

/// The sweep whose points are looked at.
#[derive(Debug, Clone, Copy)]
pub struct FromSweep<'s> {
    /// What it is called.
    pub name: &'s str,
    /// What some of its factors are draws of, as it was named.
    pub posterior: Option<&'s str>,
}

/// What drives the response, with how much of it is luck. `from` says of which sweep the points are, if
/// they were there already.
pub fn sensitivity(
    asked: &SensitivityAsked,
    found: &Sensitivity,
    from: Option<FromSweep>,
) -> Statement {
    let bases = asked.space.bases.iter();
    let scenarios: Vec<_> = bases.map(|base| &base.scenario).collect();
    let names: Vec<&str> = scenarios.iter().map(|one| one.name.as_str()).collect();
    let order = order(asked, found);
    let mut sentences = vec![most(asked, found, &order)];
    sentences.extend(untold(asked, found, &order));
    sentences.extend(dead(asked, found));
    sentences.extend(luck(asked, found));
    sentences.extend(precision(asked, found));
    sentences.extend(from.and_then(|from| correlated(asked, from)));
    let bases = format!("{} {}", thousands(found.bases as u64), asked.method.units());
    let trials = counted(asked.sample.trials, "trial");
    Statement {
        sentences,
        figures: vec![figures(asked, found, &order)],
        notes: from
            .map(|from| of_sweep(from.name))
            .into_iter()
            .chain([
                meaning(asked, from.is_some()),
                format!("{} Not a forecast.", prior::sentence(&scenarios)),
            ])
            .collect(),
        cite: format!(
            "offramp {}, {}: what drives {} ({}, {bases}), {}, {trials} each, seed {}",
            env!("CARGO_PKG_VERSION"),
            listed(&names),
            subject(asked),
            asked.method.name(),
            counted(found.played as u64, "point"),
            asked.sample.seed,
        ),
        numbers: numbers(asked, found),
    }
}

/// The index by which factors are ranked.
fn main_index(method: SensitivityMethod) -> Index {
    match method {
        SensitivityMethod::Sobol => Index::Total,
        SensitivityMethod::Morris => Index::MuStar,
        SensitivityMethod::Pawn => Index::PawnMedian,
    }
}

/// "minor clash under firm", "the difference in minor clash between grit and firm"
fn subject(asked: &SensitivityAsked) -> String {
    let label = asked.measure.label();
    match asked.policies() {
        [one] => format!("{label} under {one}"),
        [one, other] => format!("the difference in {label} between {one} and {other}"),
        _ => label.to_owned(),
    }
}

/// The rows of the main index, the largest first, those of nothing last.
fn order<'s>(asked: &SensitivityAsked, found: &'s Sensitivity) -> Vec<&'s IndexRow> {
    let main = main_index(asked.method);
    let is_main = |row: &&IndexRow| row.index == main && row.factor.as_deref() != Some(DUMMY);
    let mut rows: Vec<&IndexRow> = found.rows.iter().filter(is_main).collect();
    let place = |row: &IndexRow| match row.status {
        Some(IndexStatus::Told) => 0,
        Some(IndexStatus::Indistinguishable) => 1,
        None => 2,
        Some(IndexStatus::Dead) => 3,
    };
    let value = |row: &IndexRow| row.estimate.value.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| place(a).cmp(&place(b)).then(value(b).total_cmp(&value(a))));
    rows
}

fn name(row: &IndexRow) -> &str {
    row.factor.as_deref().unwrap_or_default()
}

fn with_status<'s>(order: &[&'s IndexRow], status: IndexStatus) -> Vec<&'s IndexRow> {
    let rows = order.iter().copied();
    rows.filter(|row| row.status == Some(status)).collect()
}

/// What moves the response most.
fn most(asked: &SensitivityAsked, found: &Sensitivity, order: &[&IndexRow]) -> String {
    let told = with_status(order, IndexStatus::Told);
    let subject = subject(asked);
    if told.is_empty() {
        let all_dead = with_status(order, IndexStatus::Dead).len() == order.len();
        return if all_dead {
            format!("{} is the same at every point.", capital(&subject))
        } else {
            format!(
                "What drives {subject} cannot be told from {} {} of {}: take more of either.",
                thousands(found.bases as u64),
                asked.method.units(),
                counted(asked.sample.trials, "trial")
            )
        };
    }
    let each: Vec<String> = told
        .iter()
        .take(TOLD)
        .map(|row| format!("{} with {}", name(row), shown(asked, &row.estimate)))
        .collect();
    let (first, rest) = each
        .split_first()
        .map_or(("", &[][..]), |(f, r)| (f.as_str(), r));
    let mut said = match asked.method {
        SensitivityMethod::Sobol => {
            format!("{first} of its variance, alone and with others")
        }
        SensitivityMethod::Morris => {
            format!("{first} on average, where it alone goes from one end to the other")
        }
        SensitivityMethod::Pawn => {
            format!("{first} of distance between distributions (0 to 1)")
        }
    };
    said = format!("What moves {subject} most is {said}");
    if !rest.is_empty() {
        said.extend(["; then ", &listed(rest)]);
    }
    if told.len() > TOLD {
        said.extend([" and ", &(told.len() - TOLD).to_string(), " more"]);
    }
    said + "."
}

/// "62% [55%, 70%]", "0.12 [0.10, 0.14]"
fn shown(asked: &SensitivityAsked, estimate: &Estimate) -> String {
    let scale = match asked.method {
        SensitivityMethod::Sobol => return percent(estimate),
        SensitivityMethod::Morris if asked.measure.is_binary() => 100.0,
        _ => 1.0,
    };
    let digits = if scale > 1.0 || !asked.measure.is_binary() {
        1
    } else {
        2
    };
    let unit = match (asked.method, asked.measure.is_binary()) {
        (SensitivityMethod::Morris, true) => " points",
        (SensitivityMethod::Morris, false) => " days",
        _ => "",
    };
    ends(estimate, scale, digits) + unit
}

fn percent(estimate: &Estimate) -> String {
    let known = [estimate.value, estimate.low, estimate.high];
    let digits = usize::from(known.iter().flatten().all(|end| end.abs() < 0.1));
    let text = ends(estimate, 100.0, digits);
    text.replacen(' ', "% ", 1)
        .replace(',', "%,")
        .replace(']', "%]")
}

fn ends(estimate: &Estimate, scale: f64, digits: usize) -> String {
    let shown = |end: Option<f64>| {
        let Some(end) = end else {
            return "?".to_owned();
        };
        let text = format!("{:.digits$}", scale * end);
        // What is rounded to nothing has no sign.
        match text.strip_prefix('-') {
            Some(size) if !size.contains(|digit| ('1'..='9').contains(&digit)) => size.to_owned(),
            _ => text,
        }
    };
    let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(shown);
    format!("{value} [{low}, {high}]")
}

/// What cannot be told from nothing.
fn untold(asked: &SensitivityAsked, found: &Sensitivity, order: &[&IndexRow]) -> Option<String> {
    let rows = with_status(order, IndexStatus::Indistinguishable);
    let names: Vec<&str> = rows.into_iter().map(name).collect();
    let from = match asked.method {
        SensitivityMethod::Pawn => "a factor that moves nothing",
        _ => "zero",
    };
    (!names.is_empty()).then(|| {
        format!(
            "Indistinguishable from {from} with {} {} of {}: {}.",
            thousands(found.bases as u64),
            asked.method.units(),
            counted(asked.sample.trials, "trial"),
            listed(&names)
        )
    })
}

/// What moved nothing, each with the reason.
fn dead(asked: &SensitivityAsked, found: &Sensitivity) -> Vec<String> {
    let one = |(group, reason): &(usize, Reason)| {
        let name = &asked.groups[*group].name;
        let moves = match asked.method {
            // Its points do not differ in one factor alone.
            SensitivityMethod::Pawn => "probably moves nothing",
            _ => "moves nothing, at any point",
        };
        match reason {
            Reason::Shut(gate) => {
                let shut = gate
                    .shut
                    .iter()
                    .map(|(key, value)| format!("{key} is {value}"));
                let shut = listed(&shut.collect::<Vec<_>>());
                let why = gate.why;
                format!("{name} {moves}: while {shut}, {why}.")
            }
            Reason::Untaken => format!(
                "{name} moves nothing, at any point: nothing that is played takes its value."
            ),
            Reason::Unknown => format!(
                "{name} moved nothing, at any point; the model knows no reason why it never could."
            ),
        }
    };
    found.dead.iter().map(one).collect()
}

/// How far the response moves at all, and how much of that is luck.
fn luck(asked: &SensitivityAsked, found: &Sensitivity) -> Vec<String> {
    let trials = asked.sample.trials;
    let values: Vec<f64> = found.seen.iter().map(|seen| seen.value).collect();
    let [least, most] = [
        values.iter().copied().reduce(f64::min),
        values.iter().copied().reduce(f64::max),
    ]
    .map(Option::unwrap_or_default);
    let unit = if asked.measure.is_binary() {
        "%"
    } else {
        " days"
    };
    let scale = if asked.measure.is_binary() {
        100.0
    } else {
        1.0
    };
    let over = format!(
        "Over the points it lies from {:.1}{unit} to {:.1}{unit}.",
        scale * least + 0.0,
        scale * most + 0.0
    );
    let noise = found.noise().filter(|row| row.estimate.value.is_some());
    let noise = noise.map(|row| {
        format!(
            "Luck is {} of how it varies over the points, with {} of each; it is kept apart from what the factors do.",
            percent(&row.estimate),
            counted(trials, "trial")
        )
    });
    std::iter::once(over).chain(noise).collect()
}

/// Whether it is precise enough, where that was asked; else, where it is not, what would be needed.
fn precision(asked: &SensitivityAsked, found: &Sensitivity) -> Option<String> {
    if asked.method != SensitivityMethod::Sobol {
        return None;
    }
    let bases = thousands(found.bases as u64);
    let widest = found.widest();
    match (asked.precision, widest) {
        (Some((width, _)), Some(widest)) if widest <= width => Some(format!(
            "The widest interval of a total index is {widest:.2} wide, with {bases} base points: {width} was asked for."
        )),
        (Some((width, most)), Some(widest)) => Some(format!(
            "The precision that was asked for, {width}, is not reached: the widest interval of a total index is {widest:.2} wide with {bases} base points, and at most {} were allowed (--most-points); more --trials may help as well.",
            thousands(most as u64)
        )),
        (Some(_), None) => Some(format!(
            "The precision that was asked for is not reached with {bases} base points: total indices are not known."
        )),
        (None, Some(widest)) if widest > WIDE => {
            let needed = found.bases as f64 * (widest / WIDE) * (widest / WIDE);
            let needed = (needed as usize).next_power_of_two();
            Some(format!(
                "The widest interval of a total index is {widest:.2} wide: these are few points, and {WIDE} would take about {} (--points, or --precision {WIDE}).",
                thousands(needed as u64)
            ))
        }
        _ => None,
    }
}

/// What slices mean of factors that are draws of a posterior, where some are.
fn correlated(asked: &SensitivityAsked, from: FromSweep) -> Option<String> {
    let names = drawn(&asked.space.factors);
    let said = super::together::correlated(&names, from.posterior?, "a slice");
    (!names.is_empty()).then_some(said)
}

/// What points cannot say that were there already.
fn of_sweep(from: &str) -> String {
    format!(
        "The points are those of {from}. Total indices and elementary effects need points that differ in one factor, and luck is told apart by parts of the trials, which a sweep does not keep: without --from they are played."
    )
}

/// What the columns of the table mean.
fn meaning(asked: &SensitivityAsked, given: bool) -> String {
    let again = if given { "" } else { " and luck.csv" };
    let what = match asked.method {
        SensitivityMethod::Sobol => {
            "total: the share of the variance that would vanish if all other factors were known; first: the share that the factor explains alone; what total has more, it does together with others."
        }
        SensitivityMethod::Morris => {
            "mu*: how far the response moves, whichever way, where the factor alone goes from one end of its range to the other, on average over where the others stand, luck included; mu: the same with its sign; sigma: how much that depends on where."
        }
        SensitivityMethod::Pawn => {
            "median, max: Kolmogorov-Smirnov distances, from 0 to 1, between all responses and those in a slice of the factor; dummy: what factors that move nothing stay below."
        }
    };
    format!(
        "{what} Brackets are 95% intervals; not told: the interval holds zero{}. indices.csv has all, convergence.csv how they settle, points.csv, responses.csv{again} what they are found from.",
        match asked.method {
            SensitivityMethod::Pawn => ", or it is below the dummy",
            SensitivityMethod::Morris => ", luck taken out",
            SensitivityMethod::Sobol => "",
        }
    )
}

fn figures(asked: &SensitivityAsked, found: &Sensitivity, order: &[&IndexRow]) -> Figures {
    let points = asked.measure.is_binary();
    let indices: &[(Index, &str)] = match asked.method {
        SensitivityMethod::Sobol => &[(Index::Total, "total"), (Index::First, "first")],
        SensitivityMethod::Morris if points => &[
            (Index::MuStar, "mu*, points"),
            (Index::Mu, "mu, points"),
            (Index::Sigma, "sigma, points"),
        ],
        SensitivityMethod::Morris => &[
            (Index::MuStar, "mu*, days"),
            (Index::Mu, "mu, days"),
            (Index::Sigma, "sigma, days"),
        ],
        SensitivityMethod::Pawn => &[(Index::PawnMedian, "median"), (Index::PawnMax, "max")],
    };
    let is_morris = asked.method == SensitivityMethod::Morris;
    let (scale, digits) = match (is_morris, points) {
        (true, true) => (100.0, 1),
        (true, false) => (1.0, 1),
        (false, _) => (1.0, 2),
    };
    let cell = |row: Option<&IndexRow>| {
        let Some(row) = row.filter(|row| row.estimate.value.is_some()) else {
            return String::new();
        };
        match row.status {
            Some(IndexStatus::Dead) => "0, dead".into(),
            Some(IndexStatus::Indistinguishable) => {
                let all = ends(&row.estimate, scale, digits);
                let interval = all.split_once(' ').map_or("", |(_, interval)| interval);
                format!("not told {interval}")
            }
            _ => ends(&row.estimate, scale, digits),
        }
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in order {
        let cells = indices
            .iter()
            .map(|(index, _)| cell(found.of(name(row), *index)));
        let mut cells: Vec<String> = std::iter::once(name(row).to_owned()).chain(cells).collect();
        if asked.method == SensitivityMethod::Pawn {
            cells.push(
                row.dummy
                    .map_or_else(String::new, |dummy| format!("{dummy:.2}")),
            );
        }
        rows.push(cells);
    }
    if let Some(dummy) = found.of(DUMMY, Index::First) {
        rows.push(vec![DUMMY.into(), String::new(), cell(Some(dummy))]);
    }
    let mut header = vec!["factor".to_owned()];
    header.extend(indices.iter().map(|(_, title)| format!("{title} [95%]")));
    if asked.method == SensitivityMethod::Pawn {
        header.push("dummy, median".into());
    }
    Figures {
        title: format!("What drives {}", subject(asked)),
        header,
        rows,
        keep: 1,
        wrapped: false,
    }
}

/// The numbers as the tables have them.
fn numbers(asked: &SensitivityAsked, found: &Sensitivity) -> Map<String, Value> {
    let row = |row: &IndexRow| {
        json!({
            "factor": row.factor,
            "index": row.index.name(),
            "value": super::json::interval(&row.estimate),
            "dummy": row.dummy,
            "status": row.status.map(IndexStatus::name),
        })
    };
    let dead = |(group, reason): &(usize, Reason)| {
        let why = match reason {
            Reason::Shut(gate) => Some(gate.why),
            Reason::Untaken => Some("nothing that is played takes its value"),
            Reason::Unknown => None,
        };
        json!({ "factor": asked.groups[*group].name, "why": why })
    };
    let factors = asked.space.factors.iter();
    let all = [
        ("method", json!(asked.method.name())),
        ("metric", json!(asked.measure.name())),
        ("policies", json!(asked.policies())),
        (
            "factors",
            factors.map(|factor| json!(factor.asked())).collect(),
        ),
        ("base_points", json!(found.bases)),
        ("points", json!(found.played)),
        ("trials", json!(asked.sample.trials)),
        ("seed", json!(asked.sample.seed)),
        ("indices", found.rows.iter().map(row).collect()),
        ("dead", found.dead.iter().map(dead).collect()),
    ];
    all.map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}
