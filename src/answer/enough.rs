//! Whether there were enough trials for what was asked, in plain words.

use super::frequency::{Unit, counted, listed, thousands};
use crate::crisis::outcome::Outcome;
use crate::stats::Estimate;
use crate::stats::multiplicity::bonferroni_level;
use crate::stats::paired::Flips;
use crate::study::LEVEL;
use crate::study::estimates::Share;

/// How near a share has to be known for a sentence about 100 crises.
const NEAR: f64 = 0.01;

/// "10,000 trials place each of these shares within 1 in 100": as far as the widest interval reaches,
/// with what more trials would do. `open` says what they leave open, if anything.
pub(super) fn of_shares<'a>(
    estimates: impl IntoIterator<Item = &'a Estimate>,
    open: Option<String>,
) -> Vec<String> {
    let reach = |estimate: &Estimate| estimate.reach().unwrap_or(1.0);
    let widest = estimates
        .into_iter()
        .max_by(|a, b| reach(a).total_cmp(&reach(b)));
    let Some(widest) = widest else {
        return Vec::new();
    };
    let within = (100.0 * reach(widest)).ceil().max(1.0);
    let more = if reach(widest) > NEAR {
        let needed = widest.n_for_reach(NEAR).unwrap_or(f64::INFINITY);
        format!("; about {} would place them within 1", rounded_up(needed))
    } else if open.is_none() {
        "; more would hardly change this".to_owned()
    } else {
        String::new()
    };
    let told = format!(
        "{} each of these shares within {within} in 100 (95% confidence){more}.",
        place(widest.n)
    );
    [told].into_iter().chain(open).collect()
}

/// Neighbours among the outcomes that these trials do not tell apart, and how many would.
///
/// No trial has two outcomes, so the difference of two shares is one of paired counts without trials
/// that have both.
pub(super) fn of_neighbours(outcomes: &[(Outcome, Share)]) -> Option<String> {
    let seen = outcomes.iter().filter(|(_, share)| share.count > 0);
    let mut seen: Vec<&(Outcome, Share)> = seen.collect();
    seen.sort_by_key(|(_, share)| std::cmp::Reverse(share.count));
    let level = bonferroni_level(LEVEL, seen.len().saturating_sub(1).max(1));
    let (mut pairs, mut needed) = (Vec::new(), Vec::new());
    for pair in seen.windows(2) {
        let [(more, one), (less, other)] = [pair[0], pair[1]];
        let apart = Flips {
            n10: one.count,
            n01: other.count,
            n11: 0,
            n00: one.estimate.n - one.count - other.count,
        }
        .difference(level);
        if apart.covers(0.0) {
            pairs.push(format!("{} from {}", more.name(), less.name()));
            needed.extend(apart.n_to_exclude_zero());
        }
    }
    let told = format!("They do not tell {}", listed(&pairs));
    let (they, needed) = (
        if pairs.len() == 1 { "the two" } else { "they" },
        needed.into_iter().max_by(f64::total_cmp),
    );
    match needed {
        _ if pairs.is_empty() => None,
        None => Some(format!("{told}, which came out alike.")),
        Some(needed) => Some(format!(
            "{told}; about {} would, if {they} lie as far apart as here.",
            rounded_up(needed)
        )),
    }
}

/// Parts by name: how near their values are known, and of which these trials do not say whether
/// they add anything.
pub(super) fn of_parts(parts: &[(&str, Estimate)], unit: Unit, of: &str) -> Option<String> {
    let reaches = parts.iter().filter_map(|(_, part)| part.reach());
    let widest = reaches.max_by(f64::total_cmp)?;
    let n = parts.first()?.1.n;
    let open = parts
        .iter()
        .filter(|(_, part)| part.covers(0.0) && part.value != Some(0.0));
    let open: Vec<&(&str, Estimate)> = open.collect();
    let names: Vec<&str> = open.iter().map(|(name, _)| *name).collect();
    let needed = open
        .iter()
        .filter_map(|(_, part)| part.n_to_exclude_zero())
        .max_by(f64::total_cmp);
    let open = match (names.as_slice(), needed) {
        ([], _) | (_, None) => None,
        ([name], Some(needed)) => Some(format!(
            "; whether {name} adds anything takes about {}, if it is what it is here",
            rounded_up(needed)
        )),
        (names, Some(needed)) => Some(format!(
            "; whether {} add anything takes up to about {}, if they are what they are here",
            listed(names),
            rounded_up(needed)
        )),
    };
    let none = parts.iter().filter(|(_, part)| part.value == Some(0.0));
    let none: Vec<&str> = none.map(|(name, _)| *name).collect();
    let none = (!none.is_empty()).then(|| format!("; {} came out at nothing", listed(&none)));
    let rest: String = match (open, none) {
        (None, None) => "; more would not change which are named".into(),
        (open, none) => open.into_iter().chain(none).collect(),
    };
    let within = unit.scaled(widest);
    Some(format!(
        "{} each value within {within:.1}{of}{rest}.",
        place(n)
    ))
}

/// "10,000 trials place", "1 trial places".
fn place(n: u64) -> String {
    let verb = if n == 1 { "places" } else { "place" };
    format!("{} {verb}", counted(n, "trial"))
}

/// A number of trials that would do: one digit and noughts, never too few.
fn rounded_up(n: f64) -> String {
    const MOST: f64 = 1e9;
    if n > MOST {
        return format!("more than {}", thousands(MOST as u64));
    }
    let mut size = 1.0;
    while size * 10.0 <= n {
        size *= 10.0;
    }
    thousands(((n / size).ceil() * size) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(counts: [u64; 5]) -> Vec<(Outcome, Share)> {
        let trials = counts.iter().sum();
        let share = |(outcome, count)| (outcome, Share::of(count, trials));
        Outcome::ALL.into_iter().zip(counts).map(share).collect()
    }

    fn said(counts: [u64; 5]) -> String {
        let shares = shares(counts);
        of_shares(shares.iter().map(|(_, share)| &share.estimate), None).remove(0)
    }

    #[test]
    fn the_widest_interval_decides_how_near_shares_are_known() {
        let enough = "10,000 trials place each of these shares within 1 in 100 (95% confidence); more would hardly change this.";
        assert_eq!(said([100, 3600, 2800, 1800, 1700]), enough);
        let few = said([1, 36, 28, 18, 17]);
        assert!(
            few.starts_with("100 trials place each of these shares within 11 in 100"),
            "{few}"
        );
        assert!(
            few.ends_with("about 20,000 would place them within 1."),
            "{few}"
        );
        let one = said([0, 1, 0, 0, 0]);
        assert!(
            one.starts_with("1 trial places each of these shares within 98 in 100"),
            "{one}"
        );
    }

    #[test]
    fn neighbours_that_lie_close_are_named_with_what_would_tell() {
        assert_eq!(of_neighbours(&shares([100, 3600, 2700, 1900, 1700])), None);
        let close = of_neighbours(&shares([100, 3600, 2700, 1810, 1790])).unwrap();
        let words = "They do not tell calm from unresolved; about 600,000 would, if the two lie as far apart as here.";
        assert_eq!(close, words);
        let alike = of_neighbours(&shares([0, 50, 50, 0, 0])).unwrap();
        assert_eq!(
            alike,
            "They do not tell agreement from unilateral, which came out alike."
        );
        assert_eq!(of_neighbours(&shares([0, 1, 0, 0, 0])), None);
    }

    #[test]
    fn parts_that_may_be_nothing_are_named_with_what_would_tell() {
        let part = |value: f64, reach: f64| Estimate {
            value: Some(value),
            low: Some(value - reach),
            high: Some(value + reach),
            ..Estimate::unknown(0.95, crate::stats::Method::ShapleyT, 2000)
        };
        let told = |parts: &[(&str, Estimate)]| of_parts(parts, Unit::Of(100), " in 100").unwrap();
        let sure = [
            ("outages", part(0.1, 0.015)),
            ("incidents", part(-0.1, 0.01)),
        ];
        assert_eq!(
            told(&sure),
            "2,000 trials place each value within 1.5 in 100; more would not change which are named."
        );
        let open = [
            sure[0],
            ("incidents", part(0.01, 0.0199)),
            ("b", part(0.0, 0.01)),
        ];
        assert_eq!(
            told(&open),
            "2,000 trials place each value within 2.0 in 100; whether incidents adds anything takes about 8,000, if it is what it is here; b came out at nothing."
        );
        let both = [("a", part(0.01, 0.0399)), ("b", part(0.01, 0.02))];
        assert!(told(&both).contains("whether a and b add anything takes up to about 40,000,"));
    }

    #[test]
    fn the_number_that_would_do_is_one_digit_and_never_too_small() {
        assert_eq!(
            [1.0, 9.2, 101.0, 20_000.0, 1e12].map(rounded_up),
            ["1", "10", "200", "20,000", "more than 1,000,000,000"]
        );
    }
}
