//! What the points of a sweep at which something is so have in common, in words.

use super::frequency::{capital, counted, happens, listed};
use super::prior;
use super::statement::{Figures, Statement};
use crate::exploration::condition::{Compared, Condition, Relation};
use crate::exploration::discover::{Discovery, asked};
use crate::exploration::factor::{Factor, Level};
use crate::exploration::swept::SweptTable;
use crate::scenario::Scenario;
use crate::stats::boxes::{Edge, Inside, Limit};
use crate::stats::discovery::{BoxChoice, FoundBox, most_quasi_p};
use serde_json::{Map, Value, json};

/// The boxes of a sweep, with how far each can be relied on.
pub fn discovery(scenarios: &[Scenario], swept: &SweptTable, found: &Discovery) -> Statement {
    let mut sentences = vec![holds(found)];
    for (at, one) in found.boxes.iter().enumerate() {
        sentences.extend(told(swept, found, (at, one)));
    }
    sentences.push(
        "It describes the points of the sweep: how probable such conditions are it does not say."
            .into(),
    );
    let scenarios: Vec<&Scenario> = scenarios.iter().collect();
    let names: Vec<&str> = scenarios.iter().map(|one| one.name.as_str()).collect();
    let boxes = found.boxes.iter().enumerate();
    Statement {
        sentences,
        figures: boxes.map(|one| figures(swept, found, one)).collect(),
        notes: correlated(swept)
            .into_iter()
            .chain([
                method(found),
                format!("{} Not a forecast.", prior::sentence(&scenarios)),
            ])
            .collect(),
        cite: format!(
            "offramp {}, {}: `{}` over {} of {}, {} each, seed {}; boxes by PRIM, seed {}",
            env!("CARGO_PKG_VERSION"),
            listed(&names),
            found.condition.words(),
            counted(swept.points.len() as u64, "point"),
            counted(swept.asked.factors.len() as u64, "factor"),
            counted(swept.asked.sample.trials, "trial"),
            swept.asked.sample.seed,
            found.seed,
        ),
        numbers: numbers(swept, found),
    }
}

/// What a limit means on a factor that is a draw of a posterior, where some are.
fn correlated(swept: &SweptTable) -> Option<String> {
    let posterior = swept.asked.posterior.as_deref()?;
    let said = super::together::correlated(&swept.asked.drawn(), posterior, "a limit");
    Some(said)
}

/// "more than 20% of crises see at least a serious clash under grit"
pub fn condition(of: &Condition) -> String {
    let (measure, value) = (of.measure, of.value);
    let (than, zero) = match of.relation {
        Relation::Above => ("more than", "more"),
        Relation::AtLeast => ("at least", "no fewer"),
        Relation::Below => ("fewer than", "fewer"),
        Relation::AtMost => ("at most", "no more"),
    };
    let under = match &of.compared {
        Compared::Own => String::new(),
        Compared::Policy(policy) => format!(" under {policy}"),
        Compared::Difference(one, other) => {
            let unit = if measure.is_binary() {
                "points"
            } else {
                "days"
            };
            let scale = if measure.is_binary() { 100.0 } else { 1.0 };
            if value.abs() > 0.0 {
                let value = plain(scale * value);
                return format!(
                    "{one} minus {other} in {} is {than} {value} {unit}",
                    measure.label()
                )
                .replace("fewer than", "below")
                .replace("more than", "above");
            }
            return if measure.is_binary() {
                let (do_so, _) = happens(measure);
                format!("{zero} crises {do_so} under {one} than under {other}")
            } else {
                let longer = match of.relation {
                    Relation::Above => "longer",
                    Relation::AtLeast => "no shorter",
                    Relation::Below => "shorter",
                    Relation::AtMost => "no longer",
                };
                format!("crises are {longer} under {one} than under {other}")
            };
        }
    };
    if measure.is_binary() {
        let (do_so, _) = happens(measure);
        format!("{than} {}% of crises {do_so}{under}", plain(100.0 * value))
    } else {
        format!("crises last {than} {} days on average{under}", plain(value))
    }
}

/// A number without the noise of its last digits.
fn plain(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Where the condition holds, and how surely.
fn holds(found: &Discovery) -> String {
    let all = found.all();
    let unsure = found.classified.sure.iter().filter(|sure| !**sure).count();
    let mut said = format!(
        "{} at {} of {} ({}%).",
        capital(&condition(&found.condition)),
        all.such,
        counted(all.n as u64, "point"),
        percent(all.density()),
    );
    if unsure == all.n {
        said.push_str(" No point is sure: every interval covers the value, so that what follows may change with more --trials of the sweep.");
    } else if unsure > 0 {
        let value = plain(found.condition.value);
        said.extend([
            " At ",
            &counted(unsure as u64, "point"),
            " it could be either: the interval covers ",
            &value,
            ".",
        ]);
    }
    said
}

/// A box, and how far it can be relied on.
fn told(swept: &SweptTable, found: &Discovery, (at, one): (usize, &FoundBox)) -> Vec<String> {
    let (all, inside) = (found.all(), one.step().inside);
    let asks = asks(swept, one);
    let p = probability(one.chance);
    let shuffles = found.search.shuffles + 1;
    if asks.is_empty() {
        return vec![format!(
            "No box: no limit on a factor sets those points apart more surely than luck would (p = {p} over {shuffles} orders of the points)."
        )];
    }
    let (lie, share) = if at == 0 {
        ("Those points lie", "")
    } else {
        ("Outside of earlier boxes they lie", "another ")
    };
    let mut said = format!(
        "{lie} where {}: {share}{}% of all of them are there (coverage), and of the {} there {}% are such (density).",
        listed(&asks),
        percent(inside.coverage(all)),
        counted(inside.n as u64, "point"),
        percent(inside.density()),
    );
    if !Discovery::is_finding(one) {
        said = format!(
            "No finding: shuffled points have a box as good in {}% of orders (p = {p}), so that what follows may be luck. {said}",
            percent(one.chance)
        );
    }
    let mut sentences = vec![said];
    sentences.extend(halves(swept, found, one));
    let (sure, all_sure) = found.sure(one);
    if all_sure.n < all.n && all_sure.such > 0 && sure.n > 0 {
        sentences.push(format!(
            "Where points that could be either do not count, coverage is {}% and density {}%.",
            percent(sure.coverage(all_sure)),
            percent(sure.density()),
        ));
    }
    sentences
}

/// What a box asks, in words with few digits.
fn asks(swept: &SweptTable, one: &FoundBox) -> Vec<String> {
    let factors = swept.asked.factors.iter().zip(&one.step().limits.0);
    let asks =
        factors.filter_map(|(factor, limit)| asked(factor, limit, |number| shown(factor, number)));
    asks.collect()
}

/// What halves of the points say.
fn halves(swept: &SweptTable, found: &Discovery, one: &FoundBox) -> Option<String> {
    let told = [&one.halves.coverage, &one.halves.density];
    let [coverage, density] = told.map(|values| FoundBox::over_halves(values));
    let (coverage, density) = (coverage?, density?);
    let limits = swept.asked.factors.iter().zip(&one.step().limits.0);
    let counts = limits.zip(&one.halves.restricted);
    let counts = counts.filter(|((_, limit), _)| limit.is_restricted());
    let counts: Vec<String> = counts
        .map(|((factor, _), count)| format!("{} in {count}", factor.name))
        .collect();
    let spread = |[mean, low, high]: [f64; 3]| {
        format!("{}% [{}, {}]", percent(mean), percent(low), percent(high))
    };
    let left = if one.all.n < found.all().n {
        "(of what earlier boxes left) "
    } else {
        ""
    };
    Some(format!(
        "Of {} random halves of the points, each searched anew, {} have a box; it asks something of {}. On the half it did not see it covers {left}{} and has a density of {}.",
        found.search.halves,
        one.halves.found,
        listed(&counts),
        spread(coverage),
        spread(density),
    ))
}

/// How it was looked for.
fn method(found: &Discovery) -> String {
    let search = found.search;
    let rule = match search.choice {
        BoxChoice::Agreement => {
            "of the boxes on the way, the one told agrees best with where the condition holds (Yule's phi)".to_owned()
        }
        BoxChoice::Density(density) => {
            format!("of the boxes on the way with a density of {density} or more, the one told covers most")
        }
        BoxChoice::Step(step) => format!("step {step} was asked for"),
    };
    let freed = match search.choice {
        BoxChoice::Step(_) => String::new(),
        _ => format!(
            "; then limits with a quasi-p-value above {:.2} / {} were given up",
            crate::stats::discovery::CHANCE,
            libm::round(crate::stats::discovery::CHANCE / most_quasi_p(&found.columns)),
        ),
    };
    format!(
        "PRIM: {}% of the points of the box are peeled at a time, down to {}% of all; {rule}{freed}. Brackets are the middle 95% of the halves. peeling.csv has the way, docs/statistics.md the method.",
        plain(100.0 * search.patience.peel),
        plain(100.0 * search.patience.least),
    )
}

/// What a box asks of each factor.
fn figures(swept: &SweptTable, found: &Discovery, (at, one): (usize, &FoundBox)) -> Figures {
    let (all, inside) = (found.all(), one.step().inside);
    let share = |count: usize| match one.halves.found {
        0 => String::new(),
        halves => format!("{count} of {halves}"),
    };
    let quasi_p = |column: usize| {
        let known = one.quasi_p.iter().filter(|((of, _), _)| *of == column);
        let spelt = known.map(|((_, edge), p)| match edge {
            Edge::Choices => probability(*p),
            Edge::Low => format!("{} below", probability(*p)),
            Edge::High => format!("{} above", probability(*p)),
        });
        spelt.collect::<Vec<_>>().join(", ")
    };
    let factors = swept.asked.factors.iter().enumerate();
    let row = |(column, factor): (usize, &Factor)| {
        let limit = &one.step().limits.0[column];
        let name = format!("{} ", factor.name);
        let asks = asked(factor, limit, |number| shown(factor, number));
        let asks = asks.map(|asks| asks.replacen(&name, "", 1));
        vec![
            factor.name.clone(),
            range(factor),
            asks.unwrap_or_else(|| "anything".into()),
            quasi_p(column),
            share(one.halves.restricted[column]),
        ]
    };
    Figures {
        title: format!(
            "Box {}: {} of {}, coverage {}%, density {}%, mass {}%",
            at + 1,
            inside.n,
            counted(all.n as u64, "point"),
            percent(inside.coverage(all)),
            percent(inside.density()),
            percent(inside.mass(all)),
        ),
        header: ["factor", "swept", "in the box", "quasi-p", "in halves"]
            .map(String::from)
            .to_vec(),
        rows: factors.map(row).collect(),
        keep: 1,
        wrapped: true,
    }
}

fn range(factor: &Factor) -> String {
    if factor.row().is_none() {
        let names = factor.asked().replacen(&format!("{}=", factor.name), "", 1);
        return names.replace(',', ", ");
    }
    let [low, high] = factor.ends().map(|end| factor.shown(end));
    format!("{low} to {high}")
}

/// A number with so many digits that a hundredth of the range shows.
fn shown(factor: &Factor, value: f64) -> String {
    let [low, high] = factor.ends().map(Level::number);
    let digits = libm::ceil(2.0 - libm::log10(high - low)).clamp(0.0, 12.0) as usize;
    plain_to(value, digits)
}

fn plain_to(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn percent(share: f64) -> String {
    format!("{:.0}", 100.0 * share)
}

/// A probability with two digits that say something.
fn probability(p: f64) -> String {
    if p < 0.0001 {
        return "<0.0001".into();
    }
    let digits = (1 - libm::floor(libm::log10(p)) as i32).clamp(1, 5) as usize;
    plain_to(p, digits)
}

/// The numbers as the tables have them.
fn numbers(swept: &SweptTable, found: &Discovery) -> Map<String, Value> {
    let all = found.all();
    let inside = |inside: Inside| {
        json!({
            "n": inside.n,
            "such": inside.such,
            "coverage": inside.coverage(all),
            "density": inside.density(),
            "mass": inside.mass(all),
        })
    };
    let one = |one: &FoundBox| {
        let limits = swept.asked.factors.iter().zip(&one.step().limits.0);
        let limit = |(factor, limit): (&Factor, &Limit)| {
            let words = asked(factor, limit, |number| number.to_string())?;
            let (low, high) = match limit {
                Limit::Range { low, high } => (*low, *high),
                Limit::Among(_) => (None, None),
            };
            Some(json!({"factor": factor.name, "low": low, "high": high, "words": words}))
        };
        json!({
            "step": one.told,
            "inside": inside(one.step().inside),
            "limits": limits.filter_map(limit).collect::<Vec<_>>(),
            "chance_p": one.chance,
            "held_coverage": FoundBox::over_halves(&one.halves.coverage),
            "held_density": FoundBox::over_halves(&one.halves.density),
        })
    };
    let unsure = found.classified.sure.iter().filter(|sure| !**sure).count();
    let entries = [
        ("condition", json!(found.condition.words())),
        ("metric", json!(found.condition.measure.name())),
        ("points", json!(all.n)),
        ("such", json!(all.such)),
        ("unsure", json!(unsure)),
        ("boxes", found.boxes.iter().map(one).collect()),
    ];
    entries
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}
