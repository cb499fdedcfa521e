//! A comparison in a few sentences: what does best and by how much, how sure that is, what it hangs
//! on, and what helps whichever holds.

use super::averaged;
use super::frequency::{Unit, listed, thousands};
use super::terms::{advised, baseline, condition, others, unit};
use super::turning;
use crate::scenario::policy::Policy;
use crate::stats::Estimate;
use crate::study::assumptions::Assumption;
use crate::study::compare::Compared;
use crate::study::measure::Measure;
use crate::study::reliance::Group;
use crate::study::stopping::Verdict;

/// What a comparison found, in two to four sentences.
pub fn comparison(found: &Compared) -> Vec<String> {
    let told = Told {
        found,
        measure: found.comparison.question.measure,
        unit: unit(found),
    };
    let Some(best) = told.best() else {
        let instead = told.with_others();
        let instead = instead.unwrap_or_else(|| told.nothing_helps());
        return vec![format!("{}{}.", told.now(), told.open(0)), instead];
    };
    let mut sentences = vec![
        format!(
            "{}{}; {}{}.",
            told.now(),
            told.open(0),
            told.does_best(best),
            told.open(best)
        ),
        told.how_sure(best),
    ];
    sentences.extend(told.over_draws(best));
    sentences.extend(told.hangs_on(best));
    sentences.extend(told.whichever(best));
    sentences
}

struct Told<'a> {
    found: &'a Compared,
    measure: Measure,
    unit: Unit,
}

impl<'a> Told<'a> {
    fn name(&self, arm: usize) -> &'a str {
        &self.found.arms[arm].name
    }

    fn value(&self, arm: usize) -> Estimate {
        self.found.comparison.value(arm, self.measure)
    }

    /// How much or how many an arm comes to, in words.
    fn whole(&self, arm: usize) -> String {
        self.unit.whole(self.value(arm).value.unwrap_or_default())
    }

    /// "Without a policy, 40 in 100 crises like this one see at least a minor clash"
    fn now(&self) -> String {
        let value = self.value(0).value.unwrap_or_default();
        let told = self.unit.told(value, self.measure);
        match baseline(self.found) {
            "no policy" => format!("Without a policy, {told}"),
            name => format!("Under {name}, {told}"),
        }
    }

    /// What a posterior leaves open of an arm, to follow its value.
    fn open(&self, arm: usize) -> String {
        averaged::open(self.unit, self.found.comparison.open(arm, self.measure))
    }

    /// What a posterior leaves open of what the best does.
    fn over_draws(&self, best: usize) -> Option<String> {
        let open = self.found.comparison.open_difference(best, self.measure)?;
        if open.range.width() <= 0.0 {
            let none = "What the data leave open changes that by less than these trials can tell.";
            return Some(none.into());
        }
        let by = |x: f64| {
            let fewer = if x < 0.0 { "fewer" } else { "more" };
            format!("{:.1} {fewer}", self.unit.scaled(x.abs()))
        };
        let (low, high) = (by(open.range.low), by(open.range.high));
        let of = match self.unit {
            Unit::Of(of) => format!(" in {}", thousands(of)),
            Unit::Days => " days".into(),
        };
        let better = Unit::Of(100).whole(open.better);
        let range = if low == high {
            low
        } else {
            format!("{low} to {high}")
        };
        Some(format!(
            "If one counts what the data leave open, that is {range}{of}, and {} is better in {better} of 100 draws.",
            self.name(best)
        ))
    }

    /// The best of those that are advised, if it is better than the baseline.
    fn best(&self) -> Option<usize> {
        let better = |arm: &usize| self.found.reliance(*arm).now == Verdict::Better;
        advised(self.found).into_iter().find(better)
    }

    fn does_best(&self, arm: usize) -> String {
        let value = self.value(arm);
        let range = match (value.low, value.high) {
            (Some(low), Some(high)) => {
                let [low, high] = [low, high].map(|x| self.unit.figure(x));
                format!(" ({low} to {high})")
            }
            _ => String::new(),
        };
        format!(
            "under {}{}, {}{range}",
            self.name(arm),
            says(&self.found.arms[arm].policy),
            self.whole(arm),
        )
    }

    fn how_sure(&self, best: usize) -> String {
        let comparison = &self.found.comparison;
        let contrast = comparison.joint(best, self.measure);
        let by = |x: f64| format!("{:.1}", self.unit.scaled(x.abs()));
        let (value, low, high) = (
            contrast.difference.value.unwrap_or_default(),
            contrast.difference.low.unwrap_or_default(),
            contrast.difference.high.unwrap_or_default(),
        );
        let (near, far) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
        let fewer = if value < 0.0 { "fewer" } else { "more" };
        let what = match self.unit {
            Unit::Of(of) => format!("{} {fewer} in {}", by(value), thousands(of)),
            Unit::Days => format!("{} days {fewer}", by(value)),
        };
        let scope = match comparison.arms() {
            2 => String::new(),
            arms => format!(" for all {} at once", arms - 1),
        };
        let trials = thousands(comparison.trials());
        let arms = [&[0], &advised(self.found)[..]].concat();
        let candidates = comparison.against_best_of(&arms, self.measure);
        let rivals: Vec<&str> = (arms.iter().zip(&candidates))
            .filter(|(arm, against)| **arm != best && against.candidate)
            .map(|(arm, _)| self.name(*arm))
            .collect();
        let others = if arms.len() == 2 {
            String::new()
        } else if rivals.is_empty() {
            ", and tells it from every other that is ranked".into()
        } else {
            format!("; it does not tell it from {}", listed(&rivals))
        };
        format!(
            "The same luck in {trials} simulated crises of each makes that {what} ({} to {}, 95% confidence{scope}){others}.",
            by(near),
            by(far)
        )
    }

    /// What the best depends on that the record does not settle.
    fn hangs_on(&self, best: usize) -> Option<String> {
        let reliance = self.found.reliance(best);
        let at = |end: Assumption| {
            let assumptions = self.found.assumptions.as_ref()?;
            let mut ends = assumptions.ends.iter();
            let (_, there) = ends.find(|(of, _)| of.assumption == end)?;
            let whole = |arm| {
                let value = there.value(arm, self.measure).value.unwrap_or_default();
                self.unit.whole(value)
            };
            let (own, other) = (whole(best), whole(0));
            let than = baseline(self.found);
            let condition = condition(end);
            Some(format!(
                "{condition}, it is {own} against {other} with {than}"
            ))
        };
        let all = |verdict| {
            reliance
                .ends_with(verdict)
                .filter_map(at)
                .collect::<Vec<_>>()
        };
        match reliance.group() {
            Group::BetterUnless => Some(format!(
                "That turns with what the record does not settle: {}.{}",
                all(Verdict::Worse).join("; "),
                self.equal(best)
            )),
            Group::BetterUnsure => Some(format!(
                "That hangs on what the record does not settle: {}, too close to tell.",
                all(Verdict::Undecided).join("; ")
            )),
            Group::Better if !reliance.ends.is_empty() => Some(format!(
                "That holds whether firmness deters or provokes: {}.",
                all(Verdict::Better).join("; ")
            )),
            _ => None,
        }
    }

    /// Where an arm does as well as the baseline, if that is known.
    fn equal(&self, arm: usize) -> String {
        let axis = turning::axis(self.found);
        let place = turning::place(self.found, arm, 0);
        axis.zip(place).map_or_else(String::new, |(axis, place)| {
            format!(" The two do equally well at {place} of {axis}.")
        })
    }

    /// Who else helps whichever assumption holds.
    fn whichever(&self, best: usize) -> Option<String> {
        self.found.assumptions.as_ref()?;
        let group = |arm: usize| self.found.reliance(arm).group();
        let mut helping = advised(self.found);
        helping.retain(|&arm| arm != best && group(arm) == Group::Better);
        let also = if group(best) == Group::Better {
            "also "
        } else {
            ""
        };
        let than = baseline(self.found);
        if helping.is_empty() {
            let none = format!("Nothing here does better than {than} whichever holds.");
            return also.is_empty().then_some(none);
        }
        let named: Vec<String> = helping
            .iter()
            .map(|&arm| format!("{} ({})", self.name(arm), self.whole(arm)))
            .collect();
        let verb = if helping.len() == 1 { "does" } else { "do" };
        Some(format!(
            "Whichever holds, {} {also}{verb} better than {than}.",
            listed(&named)
        ))
    }

    /// Where every other arm asks something of others, there is nobody to advise.
    fn with_others(&self) -> Option<String> {
        if !advised(self.found).is_empty() {
            return None;
        }
        let ranking = self.found.comparison.ranking(self.measure);
        let best = ranking.into_iter().find(|&arm| arm > 0)?;
        Some(format!(
            "Every other asks something of {}, to whom this is no advice: if that took part, under {} it would be {}.",
            others(self.found),
            self.name(best),
            self.whole(best)
        ))
    }

    fn nothing_helps(&self) -> String {
        let than = baseline(self.found);
        let mut worse = advised(self.found);
        worse.retain(|&arm| self.found.reliance(arm).now == Verdict::Worse);
        let named: Vec<String> = worse
            .iter()
            .map(|&arm| format!("{} ({})", self.name(arm), self.whole(arm)))
            .collect();
        let trials = thousands(self.found.comparison.trials());
        let worse = match named.len() {
            0 => String::new(),
            1 => format!("; {} does worse", named[0]),
            _ => format!("; {} do worse", listed(&named)),
        };
        format!(
            "In {trials} simulated crises of each, no other can be told to do better than {than}{worse}."
        )
    }
}

/// What a policy says, in brackets, where that is one short sentence.
fn says(policy: &Policy) -> String {
    let text = policy.description.trim().trim_end_matches('.');
    if policy.overlays.is_empty()
        || text.is_empty()
        || text.contains(". ")
        || text.chars().count() > 120
    {
        String::new()
    } else {
        format!(" ({text})")
    }
}
