//! The answer of a comparison, to be pasted into a memo: sentences first, one table that fits, and
//! what has to be minded; all tables and findings where they are asked for.

use super::averaged;
use super::frequency::counted;
use super::prior;
use super::statement::dated;
use super::text::{TextLayout, percent, signed};
use super::turning;
use super::worth;
use super::{ranking, sentences};
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::stats::decision::{Better, Robustness};
use crate::study::assumptions::{Duel, End};
use crate::study::compare::Compared;
use crate::study::contrasts::{Comparison, Contrast, IntervalScope};
use crate::study::measure::Measure;
use crate::study::stopping::Verdict;
use crate::study::worlds::{Criterion, RobustnessFinding};

/// How much of it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What decides.
    Brief,
    /// Every measure and finding.
    All,
}

/// The answer of a comparison; on a day, if one is to be cited.
pub fn comparison(
    found: &Compared,
    extent: Extent,
    layout: TextLayout,
    on: Option<&str>,
) -> String {
    Memo { found, layout }.text(extent, on)
}

/// What the answer is made of.
#[derive(Clone, Copy)]
struct Memo<'a> {
    found: &'a Compared,
    layout: TextLayout,
}

/// Measures shown beside the one asked for.
const SHOWN: [Measure; 5] = [
    Measure::MinorClash,
    Measure::SeriousClash,
    Measure::War,
    Measure::Days,
    Measure::Agreement,
];

impl Memo<'_> {
    fn text(self, extent: Extent, on: Option<&str>) -> String {
        let told = sentences::comparison(self.found);
        let mut lines: Vec<String> = told.iter().map(|line| self.layout.sentence(line)).collect();
        let table = ranking::table(self.found, self.layout);
        lines.extend([String::new(), table, String::new()]);
        if extent == Extent::All {
            lines.extend([self.layout.sentence(&self.title()), self.table()]);
        }
        let findings = match extent {
            Extent::Brief => vec![self.robustness(), self.dead()],
            Extent::All => vec![
                Some(self.decided()),
                Some(self.candidates()),
                Some(self.pareto()),
                self.turning(),
                self.robustness(),
                self.dead(),
                self.pairing(),
            ],
        };
        let findings = findings.iter().flatten().flat_map(|line| line.lines());
        lines.extend(findings.map(|line| self.layout.sentence(line)));
        // A command stays in one line, to be copied.
        if let Some((sentence, command)) = self.example().filter(|_| extent == Extent::All) {
            lines.extend([self.layout.sentence(&sentence), format!("  {command}")]);
        }
        // The star stands in the headings of the wide table.
        let star = if extent == Extent::All { "* " } else { "" };
        let caveat = star.to_owned() + &caveat(self.found);
        lines.extend(averaged(self.found).map(|note| self.layout.sentence(&note)));
        lines.push(self.layout.sentence(&caveat));
        if extent == Extent::Brief {
            let more = "Other outcomes, costs, pairs and levers: --wide, or the page that --report writes.";
            lines.push(self.layout.sentence(more));
        }
        lines.push(self.layout.sentence(&cited(self.found, on)));
        lines.join("\n") + "\n"
    }

    fn measure(self) -> Measure {
        self.found.comparison.question.measure
    }

    fn name(&self, arm: usize) -> &str {
        &self.found.arms[arm].name
    }

    fn names(self, arms: impl IntoIterator<Item = usize>) -> String {
        let names: Vec<&str> = arms.into_iter().map(|arm| self.name(arm)).collect();
        names.join(", ")
    }

    fn title(self) -> String {
        let n = self.found.comparison.arms() - 1;
        format!(
            "{}: {n} against {} in {} paired trials each (seed {}), best first by {}",
            self.found.arms[0].scenario.name,
            self.name(0),
            self.found.comparison.trials(),
            self.found.comparison.question.seed,
            self.measure().label(),
        )
    }

    fn table(self) -> String {
        let measure = self.measure();
        let heading = |m: Measure| {
            let unit = if m.is_binary() { " %" } else { "" };
            let star = if self.is_prior(m) { "*" } else { "" };
            let label = m.label();
            // A column each has to fit: the first word says it.
            let word = label.split(' ').next().unwrap_or(label);
            format!("{word}{star}{unit}")
        };
        let others: Vec<Measure> = SHOWN.into_iter().filter(|m| *m != measure).collect();
        let mut header = vec!["policy".to_string(), heading(measure)];
        header.push(if measure.is_binary() {
            "points from baseline".into()
        } else {
            "days from baseline".into()
        });
        header.push("verdict".into());
        header.extend(others.iter().map(|m| heading(*m)));
        let ends = self
            .found
            .assumptions
            .as_ref()
            .map_or(&[][..], |a| &a.ends[1..]);
        header.extend(ends.iter().map(|(end, _)| end.assumption.to_string()));
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        let mut rows = Vec::new();
        for arm in self.found.comparison.ranking(measure) {
            let mut row = vec![self.name(arm).to_string(), self.value(arm, measure)];
            if arm == 0 {
                row.extend([String::new(), "(baseline)".into()]);
            } else {
                let contrast = self.found.comparison.joint(arm, measure);
                let verdict = contrast.verdict.map_or("", Verdict::name);
                row.extend([difference(&contrast), verdict.into()]);
            }
            row.extend(others.iter().map(|m| self.value(arm, *m)));
            for (_, comparison) in ends {
                row.push(number(&comparison.value(arm, measure), measure));
            }
            rows.push(row);
        }
        self.layout.all_figures(&header, &rows, 1)
    }

    fn value(self, arm: usize, measure: Measure) -> String {
        number(&self.found.comparison.value(arm, measure), measure)
    }

    /// What is decided and what is not.
    fn decided(self) -> String {
        let measure = self.measure();
        let of = |verdict: Verdict| {
            let arms = self.found.comparison.ranking(measure).into_iter();
            let arms = arms.filter(|&arm| arm > 0);
            let joint = |arm: &usize| self.found.comparison.joint(*arm, measure).verdict;
            self.names(arms.filter(|arm| joint(arm) == Some(verdict)))
        };
        let scope = self.found.comparison.joint(1, measure);
        let intervals = match scope.scope {
            IntervalScope::Sequential => "intervals that hold whenever one stops",
            IntervalScope::Simultaneous | IntervalScope::Pointwise => "simultaneous intervals",
        };
        let parts = [
            ("better", Verdict::Better),
            ("worse", Verdict::Worse),
            ("equivalent within the margin", Verdict::Equivalent),
            ("the same model", Verdict::Identical),
            ("NOT decided", Verdict::Undecided),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .map(|(words, verdict)| (words, of(verdict)))
            .filter(|(_, names)| !names.is_empty())
            .map(|(words, names)| format!("{words}: {names}"))
            .collect();
        format!(
            "On {} (95% {intervals}, {}), {}.",
            measure.label(),
            scope.difference.method,
            parts.join("; ")
        )
    }

    fn candidates(self) -> String {
        let best = self.found.comparison.against_best(self.measure());
        let candidates = (0..best.len()).filter(|&arm| best[arm].candidate);
        let names = self.names(candidates.clone());
        if candidates.count() == 1 {
            format!("Best of all: {names} (Hsu 1984, 95%).")
        } else {
            format!("Cannot be told from the best: {names} (Hsu 1984, 95%).")
        }
    }

    fn pareto(self) -> String {
        let kept = (0..self.found.arms.len()).filter(|&arm| self.found.non_dominated[arm]);
        let with = |arm: usize| {
            let concessions = self.found.levers[arm].concessions.value.unwrap_or(f64::NAN);
            format!("{} ({concessions:.1})", self.name(arm))
        };
        let names: Vec<String> = kept.map(with).collect();
        format!(
            "Not dominated on {}, days and concessions (days of seeking talks by those who did not trigger it): {}.",
            self.measure().label(),
            if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            }
        )
    }

    /// Whether a verdict turns with deterrence and exploitation.
    fn turning(self) -> Option<String> {
        let assumptions = self.found.assumptions.as_ref()?;
        let measure = self.measure();
        let duels = self.found.duels(measure);
        let turned = duels.iter().filter(|duel| duel.turns()).count();
        let verdict = if turned == 0 {
            format!(
                "Nothing turns with deterrence and exploitation in any of {} pairs",
                duels.len()
            )
        } else {
            let places = duels.iter().filter_map(|duel| {
                let place = turning::place(self.found, duel.arm, duel.against)?;
                let [arm, against] = [duel.arm, duel.against].map(|arm| self.name(arm));
                Some(format!("{arm} does as well as {against} at {place}"))
            });
            let places: Vec<String> = places.collect();
            let axis = turning::axis(self.found);
            let axis = axis.unwrap_or_else(|| "deterrence and exploitation".to_owned());
            let places = match places.len() {
                0 => ", too few trials to say where".to_owned(),
                _ => format!(": {}", places.join("; ")),
            };
            format!(
                "The verdict turns with {axis} in {turned} of {} pairs{places}",
                duels.len()
            )
        };
        let best = self.telling(duels)?;
        let at = |(e, (end, _)): (usize, &(End, Comparison))| {
            let difference = &best.differences[e];
            format!("{} {}", end.assumption, signed(difference, measure))
        };
        let ends: Vec<String> = assumptions.ends.iter().enumerate().map(at).collect();
        Some(format!(
            "{verdict}. At both ends (columns spiral, deterrence) {} minus {}: {}. The record does not settle which end is nearer.",
            self.name(best.arm),
            self.name(best.against),
            ends.join(", "),
        ))
    }

    /// The duel to tell of: one that turns before any that does not, then between the best of
    /// both kinds at the default.
    fn telling(self, duels: &[Duel]) -> Option<&Duel> {
        let ranking = self.found.comparison.ranking(self.measure());
        let rank = |arm: usize| ranking.iter().position(|&ranked| ranked == arm);
        duels
            .iter()
            .min_by_key(|duel| (!duel.turns(), rank(duel.arm), rank(duel.against)))
    }

    /// Who does best over the worlds, by each criterion.
    fn robustness(self) -> Option<String> {
        let worlds = self.found.worlds.as_ref()?;
        let measure = self.measure();
        // Whether a threshold is met is in the table: it ranks nobody.
        let findings = self.found.robustness(measure).iter();
        let ranks = |f: &&RobustnessFinding| f.criterion != Criterion::Threshold;
        let findings: Vec<&RobustnessFinding> = findings.filter(ranks).collect();
        let mut lines = vec![format!(
            "Over {} worlds of the [uncertain] ranges, {} trials each, best on {}:",
            worlds.design.worlds,
            worlds.trials,
            measure.label()
        )];
        for &criterion in Criterion::ALL {
            let of = findings.iter().filter(|f| f.criterion == criterion);
            let sign = match criterion.better(measure.better()) {
                Better::Lower => 1.0,
                Better::Higher => -1.0,
            };
            let key = |f: &&RobustnessFinding| f.estimate.value.map(|value| sign * value);
            let best = of.min_by(|a, b| f64::total_cmp(&known(key(a)), &known(key(b))));
            let Some(best) = best else { continue };
            let shown = if criterion.is_share() {
                percent(&best.estimate) + " %"
            } else {
                plain(&best.estimate, measure)
            };
            let (name, doc) = (self.name(best.arm), criterion.doc());
            lines.push(format!("  {criterion}: {name} {shown} ({doc})"));
        }
        let noisy = findings.iter().filter(|finding| finding.is_noisy()).count();
        if noisy > 0 {
            lines.push(format!(
                "  {noisy} of {} rows differ at half the trials by more than their interval: luck within worlds is not averaged out, raise --world-trials",
                findings.len()
            ));
        }
        lines.extend(worth::worth(self.found));
        Some(lines.join("\n"))
    }

    fn dead(self) -> Option<String> {
        let n = self.found.comparison.trials();
        let dead = |arm: &usize| {
            self.found.comparison.pair(*arm).changed == 0
                && !self.found.comparison.is_identical(*arm, 0)
        };
        let tell = |arm: usize| {
            let levers = &self.found.levers[arm];
            let held: u64 = levers.rules.iter().map(|rule| rule.days).sum();
            let why = if levers.rules.is_empty() {
                "IT HAS NO RULES".to_string()
            } else if held == 0 {
                format!("NO RULE EVER HELD IN {} SAMPLED TRIALS", levers.trials)
            } else {
                format!(
                    "ITS RULES HELD ON {held} DAYS OF {} SAMPLED TRIALS, WITHOUT EFFECT",
                    levers.trials
                )
            };
            let name = self.name(arm).to_uppercase();
            format!("DEAD LEVER: {name} CHANGED 0 OF {n} TRIALS. {why}.")
        };
        let lines: Vec<String> = (1..self.found.arms.len()).filter(dead).map(tell).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// What the pairing bought.
    fn pairing(self) -> Option<String> {
        let measure = self.measure();
        let contrast = |arm| self.found.comparison.joint(arm, measure);
        let contrasts = (1..self.found.arms.len()).map(contrast);
        let mut ratios: Vec<(f64, usize)> = contrasts
            .filter_map(|c| Some((c.variance_ratio?, c.arm)))
            .collect();
        ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (low, high) = (ratios.first()?, ratios.last()?);
        Some(format!(
            "Pairing on {}: independent runs would need {:.1} ({}) to {:.1} ({}) times the trials.",
            measure.label(),
            low.0,
            self.name(low.1),
            high.0,
            self.name(high.1),
        ))
    }

    /// The first trial that the best-ranked arm turned for the better, and the command for it.
    fn example(self) -> Option<(String, String)> {
        let measure = self.measure();
        let ranking = self.found.comparison.ranking(measure);
        let arm = ranking.into_iter().find(|&arm| {
            arm > 0 && !self.found.comparison.first_flips(arm, measure)[0].is_empty()
        })?;
        let [better, worse] = self.found.comparison.joint(arm, measure).flips;
        let first = self.found.comparison.first_flips(arm, measure)[0];
        let trials: Vec<String> = first.iter().map(u64::to_string).collect();
        let sentence = format!(
            "{} did better in {better} trials and worse in {worse} (which ones is a matter of the coupling of draws); first better {}:",
            self.name(arm),
            trials.join(", "),
        );
        Some((sentence, self.found.explain(arm, first[0])))
    }

    fn is_prior(self, measure: Measure) -> bool {
        let mut arms = self.found.arms.iter();
        arms.any(|arm| prior::of(&arm.scenario, measure).is_some())
    }
}

/// What was run, to be cited.
pub(super) fn cited(found: &Compared, on: Option<&str>) -> String {
    let (question, scenario) = (found.comparison.question, &found.arms[0].scenario.name);
    let mut arms = found.arms.iter();
    let what = if arms.all(|arm| arm.scenario.name == *scenario) {
        "policies"
    } else {
        "arms"
    };
    let cite = format!(
        "offramp {}, {scenario}: {} {what} in {} each, seed {}",
        env!("CARGO_PKG_VERSION"),
        found.arms.len(),
        counted(found.comparison.trials(), "paired trial"),
        question.seed
    );
    dated(&cite, on)
}

/// What a comparison is averaged over, if it is.
pub(super) fn averaged(found: &Compared) -> Option<String> {
    let drawn = found.arms[0].drawn.as_ref()?;
    Some(averaged::note(&drawn.posterior, found.comparison.trials()))
}

/// What rests on data and what on assumption.
pub(super) fn caveat(found: &Compared) -> String {
    let scenarios = found.arms.iter().map(|arm| &arm.scenario);
    let mut each: Vec<&Scenario> = Vec::new();
    for scenario in scenarios {
        if each.iter().all(|known| known.name != scenario.name) {
            each.push(scenario);
        }
    }
    format!("{} Not a forecast.", prior::sentence(&each))
}

/// Arms over several scenarios, the least regret first.
pub fn over_scenarios(
    found: &[(String, Robustness)],
    measure: Measure,
    scenarios: usize,
    layout: TextLayout,
) -> String {
    let mut found: Vec<_> = found.iter().collect();
    found.sort_by(|a, b| a.1.max_regret.total_cmp(&b.1.max_regret));
    let figure = |value: f64| {
        if measure.is_binary() {
            format!("{:.2} %", 100.0 * value)
        } else {
            format!("{value:.1}")
        }
    };
    let row = |(name, r): &(String, Robustness)| {
        let best = (r.domain * scenarios as f64).round();
        let best = format!("{best} of {scenarios}");
        let [mean, worst, regret] = [r.mean, r.worst, r.max_regret].map(figure);
        vec![name.clone(), mean, worst, regret, best]
    };
    let rows: Vec<_> = found.into_iter().map(row).collect();
    let header = ["policy", "mean", "worst", "largest regret", "best in"];
    let shown = layout.all_figures(&header, &rows, 1);
    format!(
        "Over {scenarios} scenarios, {}, least regret first (scenarios are no sample: no intervals):\n{shown}",
        measure.label()
    )
}

/// A value for people: percent, or days.
fn number(estimate: &Estimate, measure: Measure) -> String {
    let Some(value) = estimate.value else {
        return String::new();
    };
    if measure.is_binary() {
        let digits = if value < 0.01 { 2 } else { 1 };
        format!("{:.digits$}", 100.0 * value)
    } else {
        format!("{value:.1}")
    }
}

/// What is not known comes last.
fn known(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::INFINITY)
}

/// A value with its interval for people.
fn plain(estimate: &Estimate, measure: Measure) -> String {
    if measure.is_binary() {
        return percent(estimate) + " %";
    }
    match (estimate.value, estimate.low, estimate.high) {
        (Some(value), Some(low), Some(high)) => format!("{value:.1} [{low:.1}, {high:.1}] days"),
        _ => number(estimate, measure),
    }
}

/// A difference with its interval for people.
fn difference(contrast: &Contrast) -> String {
    signed(&contrast.difference, contrast.measure)
}
