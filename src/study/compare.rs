//! A whole comparison: arms under common random numbers, what each did to get its effect, both ends
//! of the assumption that decides, and other worlds.

use super::StudyError;
use super::arms::{self, Arm};
use super::assumptions::{self, Assumption, Assumptions, Duel};
use super::contrasts::{self, Comparison, Contrast, Question};
use super::dominance;
use super::levers::{self, Levers, Sampling};
use super::measure::Measure;
use super::paired_draws::{PLAYED, PlayedArms};
use super::reliance::Reliance;
use super::stopping::Verdict;
use super::tipping::{self, Tipping};
use super::worlds::{self, Design, Notes, RobustnessFinding, World, Worlds};
use super::worth::{self, WorthFinding};
use crate::ensemble::{Portion, Progress, Sum};
use crate::stats::Estimate;
use crate::stats::best::AgainstBest;
use crate::stats::decision::{Robustness, robustness};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Which worlds are played besides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorldsAsked {
    /// How many: a multiple of [`worlds::HYPERCUBES`], at least two of each.
    pub worlds: usize,
    /// Trials of each arm in each world; at least 2.
    pub trials: u64,
    /// The measure asked for shall be at least as good as this.
    pub threshold: Option<f64>,
}

/// What is compared.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The arms, the baseline first; at least two.
    pub arms: Vec<Arm>,
    /// What is asked of them.
    pub question: Question,
    /// The worlds to play, if any.
    pub worlds: Option<WorldsAsked>,
}

/// How an arm stands in a measure, by itself and against the best of the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// The arm, by its place.
    pub arm: usize,
    /// The measure.
    pub measure: Measure,
    /// Its estimate.
    pub value: Estimate,
    /// Its place by the value, 1 is best.
    pub rank: u64,
    /// Against the best of the others (Hsu 1984).
    pub best: AgainstBest,
}

/// What a comparison found.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The arms, the baseline first.
    pub arms: Vec<Arm>,
    /// The paired tallies, and what can be asked of them.
    pub comparison: Comparison,
    /// Every difference from the baseline.
    pub contrasts: Vec<Contrast>,
    /// By measure, then arm.
    pub standings: Vec<Standing>,
    /// What each arm did.
    pub levers: Vec<Levers>,
    /// Which arms are not dominated, as [`dominance::non_dominated`] has it.
    pub non_dominated: Vec<bool>,
    /// Restraint against firmness where deterrence is assumed and where it is not.
    pub assumptions: Option<Assumptions>,
    /// By measure: every duel of [`Compared::assumptions`].
    pub duels: Vec<(Measure, Vec<Duel>)>,
    /// Where what is asked for turns between the ends of [`Compared::assumptions`], if it does.
    pub tipping: Option<Tipping>,
    /// The worlds, where they were asked for.
    pub worlds: Option<Worlds>,
    /// By measure, with the threshold where it has one: every arm by every criterion.
    pub robustness: Vec<(Measure, Option<f64>, Vec<RobustnessFinding>)>,
    /// By measure: what knowing what is uncertain would be worth, where worlds were asked for.
    pub worth: Vec<(Measure, Vec<WorthFinding>)>,
    /// Trials played, all arms, ends and worlds together.
    pub played: u64,
}

impl Asked {
    /// The name of the baseline's scenario.
    pub fn name(&self) -> &str {
        self.arms.first().map_or("", |arm| &arm.scenario.name)
    }
}

impl Compared {
    /// What follows of arms that were played, and of their ends, before it is looked where anything turns
    /// and into other worlds.
    pub fn of(
        arms: Vec<Arm>,
        comparison: Comparison,
        levers: Vec<Levers>,
        assumptions: Option<Assumptions>,
    ) -> Self {
        let duels = assumptions.iter().flat_map(|ends| {
            let of = |measure: Measure| (measure, ends.duels(measure));
            Measure::ALL.map(of)
        });
        let rivals: Vec<bool> = arms
            .iter()
            .map(|arm| arm.asks_others().next().is_none())
            .collect();
        Self {
            contrasts: comparison.contrasts(),
            standings: standings(&comparison),
            non_dominated: dominance::non_dominated(&comparison, &levers, &rivals),
            played: played(&comparison, assumptions.as_ref()),
            duels: duels.collect(),
            tipping: None,
            worlds: None,
            robustness: Vec::new(),
            worth: Vec::new(),
            arms,
            comparison,
            levers,
            assumptions,
        }
    }

    /// The name of the baseline's scenario.
    pub fn name(&self) -> &str {
        &self.arms[0].scenario.name
    }

    /// The measure asked for.
    pub fn measure(&self) -> Measure {
        self.comparison.question.measure
    }

    /// The command that explains a trial of an arm beside the same trial of the baseline.
    pub fn explain(&self, arm: usize, trial: u64) -> String {
        let seed = match self.comparison.question.seed {
            0 => String::new(),
            seed => format!(" --seed {seed}"),
        };
        // A draw of a posterior is the overrides that it is.
        let [arm, baseline] =
            [arm, 0].map(|arm| self.arms[arm].of_trial(trial, self.comparison.trials()));
        let command = |arm: &Arm| {
            let (words, policy) = (&arm.origin.words, &arm.policy.name);
            format!("offramp trace {words}{seed} --trial {trial} --policy {policy}")
        };
        if arm.origin.words == baseline.origin.words {
            format!("{} --against {}", command(&arm), baseline.policy.name)
        } else {
            format!("{}; {}", command(&arm), command(&baseline))
        }
    }

    /// The statement about an arm in a measure that stands first: pointwise.
    pub fn contrast(&self, arm: usize, measure: Measure) -> Option<&Contrast> {
        let mut all = self.contrasts.iter();
        all.find(|contrast| contrast.arm == arm && contrast.measure == measure)
    }

    /// The duels in a measure.
    pub fn duels(&self, measure: Measure) -> &[Duel] {
        let found = self.duels.iter().find(|(of, _)| *of == measure);
        found.map_or(&[], |(_, duels)| duels)
    }

    /// What can be relied on of an arm in the measure asked for.
    pub fn reliance(&self, arm: usize) -> Reliance {
        let now = self.comparison.joint(arm, self.measure()).verdict;
        let ends = self.at_ends(arm);
        let ends = ends.filter(|(end, ..)| *end != Assumption::Default);
        Reliance {
            now: now.unwrap_or(Verdict::Undecided),
            ends: ends.map(|(end, _, verdict)| (end, verdict)).collect(),
        }
    }

    /// The difference of an arm from the baseline in the measure asked for where this is assumed, and
    /// what it says; none where assumptions are about none of the arms.
    pub fn at_end(&self, arm: usize, assumed: Assumption) -> Option<(Estimate, Verdict)> {
        let mut ends = self.at_ends(arm);
        let found = ends.find(|(end, ..)| *end == assumed);
        found.map(|(_, difference, verdict)| (difference, verdict))
    }

    fn at_ends(&self, arm: usize) -> impl Iterator<Item = (Assumption, Estimate, Verdict)> + '_ {
        let duels = self.duels(self.measure()).iter();
        let duels = duels.filter(move |duel| duel.arm == arm && duel.against == 0);
        duels.flat_map(|duel| {
            let ends = self.assumptions.iter().flat_map(|found| &found.ends);
            let found = duel.differences.iter().zip(&duel.verdicts);
            let ends = ends.map(|(end, _)| end.assumption).zip(found);
            ends.map(|(end, (difference, verdict))| (end, *difference, *verdict))
        })
    }

    /// Whether an arm asks something of an actor who is not among those to be advised.
    pub fn asks_others(&self, arm: usize) -> bool {
        self.arms[arm].asks_others().next().is_some()
    }

    /// Labels of the actors that some arm asks something of and who are not among those to be advised.
    pub fn others(&self) -> BTreeSet<&str> {
        fn labels(arm: &Arm) -> impl Iterator<Item = &str> {
            let label = |actor: usize| arm.scenario.actors[actor].label.as_str();
            arm.asks_others().map(label)
        }
        self.arms.iter().flat_map(labels).collect()
    }

    /// What knowing each unknown would be worth in a measure, most first.
    pub fn worth(&self, measure: Measure) -> &[WorthFinding] {
        let found = self.worth.iter().find(|(of, _)| *of == measure);
        found.map_or(&[], |(_, findings)| findings)
    }

    /// The arms by every criterion of robustness in a measure.
    pub fn robustness(&self, measure: Measure) -> &[RobustnessFinding] {
        let found = self.robustness.iter().find(|(of, ..)| *of == measure);
        found.map_or(&[], |(.., findings)| findings)
    }
}

/// How many trials a comparison plays at most, without assumption ends and worlds: what progress
/// is measured against.
pub fn trials(asked: &Asked) -> u64 {
    asked.question.size.most() * asked.arms.len() as u64
}

/// How many trials all of it plays at most but the worlds: the comparison, the sample in which
/// rules are counted, both assumption ends beside the default, and what lies between them.
pub fn trials_with_ends(asked: &Asked) -> u64 {
    known_trials(asked).saturating_add(turning_trials(asked))
}

/// How many of these look for where it turns.
pub fn turning_trials(asked: &Asked) -> u64 {
    match assumptions::trials(&asked.arms, asked.question.size.most()) {
        0 => 0,
        _ => tipping::budget(known_trials(asked)),
    }
}

/// How many of these are known of beforehand.
fn known_trials(asked: &Asked) -> u64 {
    let (most, arms) = (asked.question.size.most(), &asked.arms);
    let sampled = most.min(levers::SAMPLE) * arms.len() as u64;
    let ends = assumptions::trials(arms, most);
    trials(asked).saturating_add(sampled).saturating_add(ends)
}

/// Bytes that the worlds of a comparison take, about: what every arm did in each, and the rows of
/// their table.
pub fn memory(asked: &Asked) -> u64 {
    let paths = asked.arms[0].scenario.uncertain.len() as u64;
    let (arms, worlds) = (
        asked.arms.len() as u64,
        asked.worlds.map_or(0, |w| w.worlds as u64),
    );
    let cells = 8 + Measure::ALL.len() as u64 + paths;
    let figures = 16 * Measure::ALL.len() as u64;
    worlds.saturating_mul(8 * paths + arms * (figures + CELL * cells))
}

/// Bytes of a cell of a table.
const CELL: u64 = 32;

/// Compares.
///
/// # Errors
/// [`StudyError`] where the arms do not compare, a world cannot be read or `progress` asked to stop.
pub fn compare(asked: &Asked, progress: &impl Progress) -> Result<Compared, StudyError> {
    compare_noting(asked, progress, &mut ())
}

/// The same, noting worlds as they are played and playing none that is noted.
///
/// # Errors
/// As [`compare`], and where a note fails.
pub fn compare_noting(
    asked: &Asked,
    progress: &impl Progress,
    notes: &mut impl Notes,
) -> Result<Compared, StudyError> {
    let (arms, question) = (&asked.arms, &asked.question);
    arms::comparable(arms)?;
    let comparison = if question.size.is_open() && arms[0].drawn.is_none() {
        let models: Vec<_> = arms.iter().map(Arm::model).collect();
        contrasts::run(&models, question, progress)?
    } else {
        let whole = (question, Portion::ALL);
        let played = contrasts::play(arms, Arm::clone, whole, progress)?;
        Comparison::told(question, played.expect(PLAYED))
    };
    let trials = comparison.trials();
    let beside = play_beside(asked, (trials, Portion::ALL), (progress, notes))?;
    found(asked, comparison, beside, progress)
}

/// What a portion of a comparison came to, in integers and worlds: what the portions came to adds up, in any
/// order, to what all of them come to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Played {
    /// The arms.
    arms: Option<PlayedArms>,
    /// What is played besides.
    beside: Beside,
}

/// What a comparison plays besides its arms and knows of beforehand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Beside {
    /// By arm: what it does.
    sampled: Vec<Sampling>,
    /// By end of the assumption that decides, where that is about any of the arms.
    ends: Vec<Option<PlayedArms>>,
    /// Worlds, by number.
    worlds: BTreeMap<usize, World>,
}

impl Sum for Played {
    fn merge(&mut self, other: &Self) {
        self.arms.merge(&other.arms);
        let (mine, theirs) = (&mut self.beside, &other.beside);
        for (mine, theirs) in mine.sampled.iter_mut().zip(&theirs.sampled) {
            mine.merge(theirs);
        }
        for (mine, theirs) in mine.ends.iter_mut().zip(&theirs.ends) {
            mine.merge(theirs);
        }
        let worlds = theirs.worlds.iter();
        mine.worlds
            .extend(worlds.map(|(place, world)| (*place, world.clone())));
    }
}

/// Plays a portion of a comparison whose number of trials is fixed.
///
/// # Errors
/// As [`compare`].
pub fn play(
    asked: &Asked,
    portion: Portion,
    progress: &impl Progress,
) -> Result<Played, StudyError> {
    let (arms, question) = (&asked.arms, &asked.question);
    arms::comparable(arms)?;
    let trials = question.size.most();
    Ok(Played {
        arms: contrasts::play(arms, Arm::clone, (question, portion), progress)?,
        beside: play_beside(asked, (trials, portion), (progress, &mut ()))?,
    })
}

/// What follows of a comparison, all portions of which were played: where it turns is looked for now.
///
/// # Errors
/// As [`compare`].
pub fn told(
    asked: &Asked,
    played: Played,
    progress: &impl Progress,
) -> Result<Compared, StudyError> {
    let comparison = Comparison::told(&asked.question, played.arms.expect(PLAYED));
    found(asked, comparison, played.beside, progress)
}

/// Plays a portion of what is played besides the arms, where these play so many trials.
fn play_beside(
    asked: &Asked,
    (trials, portion): (u64, Portion),
    (progress, notes): (&impl Progress, &mut impl Notes),
) -> Result<Beside, StudyError> {
    let (arms, seed) = (&asked.arms, asked.question.seed);
    let sample = |arm| levers::play(arm, (seed, trials), portion, progress);
    let mut beside = Beside {
        sampled: arms.iter().map(sample).collect::<Result<_, _>>()?,
        ends: assumptions::play(arms, (trials, seed), portion, progress)?,
        worlds: BTreeMap::new(),
    };
    if let Some(of) = asked.worlds {
        let Range { start, end } = portion.of(&(0..of.worlds as u64));
        let worlds = start as usize..end as usize;
        let played = play_worlds(asked, (of, worlds.clone()), (progress, notes))?;
        beside.worlds.extend(worlds.zip(played));
    }
    Ok(beside)
}

/// What follows of everything that was played.
fn found(
    asked: &Asked,
    comparison: Comparison,
    beside: Beside,
    progress: &impl Progress,
) -> Result<Compared, StudyError> {
    let arms = &asked.arms;
    let Question { seed, measure, .. } = asked.question;
    let levers = beside.sampled.iter().map(Sampling::levers).collect();
    let played = (comparison.trials(), seed);
    let assumptions = assumptions::told(arms, played, measure, beside.ends);
    let mut found = Compared::of(arms.clone(), comparison, levers, assumptions);
    if let Some(ends) = &found.assumptions {
        let budget = tipping::budget(found.played);
        let duels = found.duels(measure);
        let tipping = tipping::find(arms, (ends, duels), &asked.question, budget, progress)?;
        let spent = tipping.as_ref().map_or(0, |found| found.played);
        progress.done(budget.saturating_sub(spent));
        found.played += spent;
        found.tipping = tipping;
    }
    if let Some(of) = asked.worlds {
        let worlds = Worlds {
            design: Design::new(arms, of.worlds, seed),
            trials: of.trials,
            values: beside.worlds.into_values().collect(),
        };
        let robustness = Measure::ALL.map(|of_measure| {
            let threshold = of.threshold.filter(|_| of_measure == measure);
            let findings = worlds.findings(of_measure, threshold);
            (of_measure, threshold, findings)
        });
        let worth = Measure::ALL.map(|of| (of, worth::findings(arms, &worlds, of)));
        found.robustness = robustness.into();
        found.worth = worth.into();
        found.played += of.worlds as u64 * of.trials * arms.len() as u64;
        found.worlds = Some(worlds);
    }
    Ok(found)
}

fn standings(comparison: &Comparison) -> Vec<Standing> {
    let of = |measure: Measure| {
        let ranking = comparison.ranking(measure);
        let best = comparison.against_best(measure);
        let standing = move |arm: usize| Standing {
            arm,
            measure,
            value: comparison.value(arm, measure),
            rank: 1 + ranking.iter().take_while(|&&other| other != arm).count() as u64,
            best: best[arm],
        };
        (0..comparison.arms()).map(standing)
    };
    Measure::ALL.into_iter().flat_map(of).collect()
}

/// Plays these worlds of all. The overrides of an arm come after those of the world, so they hold in every
/// world.
fn play_worlds(
    asked: &Asked,
    (all, worlds): (WorldsAsked, Range<usize>),
    heard: (&impl Progress, &mut impl Notes),
) -> Result<Vec<World>, StudyError> {
    let (arms, seed) = (&asked.arms, asked.question.seed);
    let design = Design::new(arms, all.worlds, seed);
    let reread = |arm: &Arm, sets: &[String]| Ok::<_, StudyError>(arm.origin.under(sets)?);
    worlds::run(arms, (&design, worlds), (all.trials, seed), reread, heard)
}

/// Trials of a comparison, of the sample in which rules are counted, and of its ends.
fn played(comparison: &Comparison, ends: Option<&Assumptions>) -> u64 {
    let arms = comparison.arms() as u64;
    let sampled = comparison.trials().min(levers::SAMPLE) * arms;
    let at_ends = ends.map_or(0, |ends| {
        let each = ends.ends.iter();
        each.map(|(_, c)| c.trials() * c.arms() as u64).sum()
    });
    comparison.trials() * arms + sampled + at_ends
}

/// What every arm of a comparison came to in every measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// Name of the scenario.
    pub scenario: String,
    /// By the arm's name, then measure; unknown where it is.
    pub arms: Vec<(String, BTreeMap<Measure, f64>)>,
}

impl Values {
    /// Those of a comparison.
    pub fn of(found: &Compared) -> Self {
        let arm = |(place, arm): (usize, &Arm)| {
            let value = |measure| Some((measure, found.comparison.value(place, measure).value?));
            let values = Measure::ALL.into_iter().filter_map(value);
            (arm.name.clone(), values.collect())
        };
        Self {
            scenario: found.name().into(),
            arms: found.arms.iter().enumerate().map(arm).collect(),
        }
    }

    fn get(&self, arm: &str) -> Option<&BTreeMap<Measure, f64>> {
        let found = self.arms.iter().find(|(name, _)| name == arm);
        found.map(|(_, values)| values)
    }
}

/// Several scenarios as the worlds of a choice under deep uncertainty: each arm that all of them
/// have, by name, with its robustness over them. Scenarios are no sample of anything, so there
/// are no intervals.
pub fn over_scenarios(compared: &[Values], measure: Measure) -> Vec<(String, Robustness)> {
    let Some((first, rest)) = compared.split_first() else {
        return Vec::new();
    };
    let names = first.arms.iter().map(|(name, _)| name.as_str());
    let shared = names.filter(|name| rest.iter().all(|other| other.get(name).is_some()));
    let shared: Vec<&str> = shared.collect();
    let row = |name: &&str| -> Vec<f64> {
        let values = compared.iter();
        let values = values.filter_map(|found| found.get(name)?.get(&measure).copied());
        values.collect()
    };
    let rows: Vec<Vec<f64>> = shared.iter().map(row).collect();
    let found = robustness(&rows, measure.better(), None);
    shared.iter().map(ToString::to_string).zip(found).collect()
}
