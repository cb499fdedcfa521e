//! Policies compared under the same luck: differences from the baseline with their intervals, who
//! cannot be told from the best, and what the pairing bought.

use super::LEVEL;
use super::arms::Arm;
use super::measure::{Measure, horizon};
use super::paired::{self, PairTally, PairedTallies};
use super::paired_draws::{self, ByDraw, OpenDifference, PlayedArms};
use super::stopping::{Goal, Looks, Verdict, step};
use crate::ensemble::{Halt, Plan, Portion, Progress, Sum};
use crate::model::Model;
use crate::stats::best::{AgainstBest, against_best, pair_level};
use crate::stats::decision::Better;
use crate::stats::multiplicity::bonferroni_level;
use crate::stats::{Estimate, Interval};
use crate::trial::record::Detail;

/// What is asked of a comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    /// The measure that gets a verdict.
    pub measure: Measure,
    /// Differences within it either way are equivalent.
    pub margin: Option<f64>,
    /// Root seed.
    pub seed: u64,
    /// How long to go on.
    pub size: Size,
}

/// How many trials are run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// So many.
    Fixed(u64),
    /// Until the goal is reached, but no more than so many.
    Until(Goal, u64),
}

impl Size {
    /// Until a goal, if there is one, and no more than so many; else exactly so many.
    pub fn of(goal: Option<Goal>, trials: u64) -> Self {
        goal.map_or(Size::Fixed(trials), |goal| Size::Until(goal, trials))
    }

    /// Whether how many are run follows from what they come to.
    pub fn is_open(self) -> bool {
        matches!(self, Size::Until(..))
    }

    /// The most trials it can take.
    pub fn most(self) -> u64 {
        match self {
            Size::Fixed(trials) | Size::Until(_, trials) => trials,
        }
    }
}

/// Which statement an interval makes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumMessage, strum::VariantArray, strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum IntervalScope {
    /// About this difference alone.
    Pointwise,
    /// About all arms at once, at this number of trials.
    Simultaneous,
    /// About all arms at once, at any number of trials.
    Sequential,
}

impl IntervalScope {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Arms that ran the same trials. The first is the baseline.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What was asked.
    pub question: Question,
    /// What they did.
    pub all: PairedTallies,
    /// By pair in the order of [`PairedTallies::pairs`]: whether the two models are one and the same.
    identical: Vec<bool>,
    looks: Looks,
    /// By draw of a posterior, where numbers are averaged over one.
    draws: Option<ByDraw>,
    /// Whether the goal was reached; always, at a fixed size.
    pub reached: bool,
}

/// An arm against the baseline in a measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    /// The arm, by its place.
    pub arm: usize,
    /// The measure.
    pub measure: Measure,
    /// What the interval of the difference says.
    pub scope: IntervalScope,
    /// The arm's estimate, with its own pointwise interval.
    pub value: Estimate,
    /// The baseline's.
    pub baseline: Estimate,
    /// Arm minus baseline.
    pub difference: Estimate,
    /// Correlation of the two over the trials.
    pub correlation: Option<f64>,
    /// How many times more trials independent runs would need.
    pub variance_ratio: Option<f64>,
    /// Trials in which the arm did better, and worse.
    pub flips: [u64; 2],
    /// What is concluded, where the measure is the one asked for.
    pub verdict: Option<Verdict>,
}

/// Runs the arms. The first model is the baseline.
pub fn run(
    models: &[Model],
    question: &Question,
    progress: &impl Progress,
) -> Result<Comparison, Halt> {
    let mut comparison = Comparison::of(models, question, PairedTallies::new(models));
    let more = |comparison: &mut Comparison, trials: u64| {
        let first = comparison.all.trials();
        let plan = Plan {
            seed: question.seed,
            first,
            trials,
            detail: Detail::Outcomes,
            daily: false,
        };
        let part = paired::run(models, &plan, progress)?;
        comparison.looks.add(&part);
        comparison.all.merge(&part);
        Ok::<(), Halt>(())
    };
    match question.size {
        Size::Fixed(trials) => more(&mut comparison, trials)?,
        Size::Until(goal, most) => {
            comparison.reached = false;
            while !comparison.reached && comparison.all.trials() < most {
                let done = comparison.all.trials();
                more(&mut comparison, step(done).min(most - done))?;
                comparison.reached = comparison.is_reached(goal);
            }
        }
    }
    Ok(comparison)
}

/// Plays a portion of the most trials that a question takes, which are then fixed. `change` makes of an arm
/// what is played, under each draw of the posterior that the arms share, if they do. The first is the
/// baseline. What the portions came to adds up, in any order, to what all of them come to.
pub fn play(
    arms: &[Arm],
    change: impl Fn(&Arm) -> Arm + Sync,
    (question, portion): (&Question, Portion),
    progress: &impl Progress,
) -> Result<Option<PlayedArms>, Halt> {
    let (trials, seed) = (question.size.most(), question.seed);
    if let Some(drawn) = &arms[0].drawn {
        return paired_draws::play((arms, drawn), change, (trials, seed), portion, progress);
    }
    let models: Vec<Model> = arms.iter().map(|arm| change(arm).model()).collect();
    let plan = Plan {
        seed,
        first: 0,
        trials,
        detail: Detail::Outcomes,
        daily: false,
    };
    Ok(Some(PlayedArms {
        all: paired::run(&models, &plan.portion(portion), progress)?,
        identical: paired_draws::same(&models),
        draws: None,
    }))
}

impl Comparison {
    /// What follows of the trials of arms, all of which were played.
    pub fn told(question: &Question, played: PlayedArms) -> Self {
        Self {
            question: Question {
                size: Size::Fixed(question.size.most()),
                ..*question
            },
            all: played.all,
            identical: played.identical,
            looks: Looks::default(),
            draws: played.draws,
            reached: true,
        }
    }

    /// Arms that were played, in a number of trials that is fixed. The first is the baseline.
    pub fn of(models: &[Model], question: &Question, all: PairedTallies) -> Self {
        Self {
            question: *question,
            all,
            identical: paired_draws::same(models),
            looks: Looks::default(),
            draws: None,
            reached: true,
        }
    }

    /// Whether numbers are averaged over a posterior.
    pub fn is_averaged(&self) -> bool {
        self.draws.is_some()
    }

    /// From where to where an arm lies in a measure over the draws of a posterior, luck left out.
    pub fn open(&self, arm: usize, measure: Measure) -> Option<Interval> {
        self.draws.as_ref()?.value(arm, measure)
    }

    /// The same of its difference from the baseline.
    pub fn open_difference(&self, arm: usize, measure: Measure) -> Option<OpenDifference> {
        self.draws.as_ref()?.difference(arm, measure)
    }

    /// Number of arms.
    pub fn arms(&self) -> usize {
        self.all.tallies.len()
    }

    /// Number of trials of each arm.
    pub fn trials(&self) -> u64 {
        self.all.trials()
    }

    /// Whether the number of trials was left to a stopping rule.
    pub fn is_sequential(&self) -> bool {
        self.question.size.is_open()
    }

    /// The estimate of an arm.
    pub fn value(&self, arm: usize, measure: Measure) -> Estimate {
        measure.estimate(&self.all.tallies[arm], LEVEL)
    }

    /// Whether two arms are the same model under two names.
    pub fn is_identical(&self, x: usize, y: usize) -> bool {
        let (x, y) = (x.min(y), x.max(y));
        x == y || self.identical[y * (y - 1) / 2 + x]
    }

    /// The pair of an arm and the baseline.
    pub fn pair(&self, arm: usize) -> &PairTally {
        self.all.pair(0, arm)
    }

    /// An arm minus another, with an interval for a number of trials that was fixed beforehand.
    pub fn difference(&self, x: usize, y: usize, measure: Measure, level: f64) -> Estimate {
        if self.is_identical(x, y) {
            return Estimate::identical(level, self.trials());
        }
        if x > y {
            return self.difference(y, x, measure, level).negated();
        }
        let pair = self.all.pair(x, y);
        match pair.flips.get(measure as usize) {
            Some(flips) => flips.difference(level),
            None => pair
                .days
                .bounded_difference(horizon(&self.all.tallies[x]), level),
        }
    }

    /// An arm minus another, with an interval that holds whenever one stops.
    fn anytime(&self, x: usize, y: usize, measure: Measure, level: f64) -> Estimate {
        if self.is_identical(x, y) {
            return Estimate::identical(level, self.trials());
        }
        if x > y {
            return self.anytime(y, x, measure, level).negated();
        }
        self.looks.difference(&self.all, measure, (x, y), level)
    }

    /// An arm minus another, with an interval that holds however the number of trials was chosen.
    pub fn to_tell(&self, x: usize, y: usize, measure: Measure, level: f64) -> Estimate {
        if self.is_sequential() {
            self.anytime(x, y, measure, level)
        } else {
            self.difference(x, y, measure, level)
        }
    }

    fn is_reached(&self, goal: Goal) -> bool {
        let measure = self.question.measure;
        (1..self.arms()).all(|arm| {
            let difference = self.anytime(arm, 0, measure, self.joint_level());
            goal.reached(&difference, measure.better())
        })
    }

    /// The level of each difference from the baseline for all of them to hold together.
    fn joint_level(&self) -> f64 {
        bonferroni_level(LEVEL, self.arms() - 1)
    }

    /// The joint statement about an arm in a measure: simultaneous at a fixed number of trials,
    /// sequential where a rule stopped.
    pub fn joint(&self, arm: usize, measure: Measure) -> Contrast {
        let level = self.joint_level();
        let (scope, difference) = if self.is_sequential() {
            let difference = self.anytime(arm, 0, measure, level);
            (IntervalScope::Sequential, difference)
        } else {
            let difference = self.difference(arm, 0, measure, level);
            (IntervalScope::Simultaneous, difference)
        };
        self.contrast(arm, measure, scope, difference)
    }

    /// Every difference from the baseline: pointwise, and jointly. Where a rule stopped, only the
    /// measure it watched has a joint statement: its alpha was spent there.
    pub fn contrasts(&self) -> Vec<Contrast> {
        let mut contrasts = Vec::new();
        for measure in Measure::ALL {
            for arm in 1..self.arms() {
                let difference = self.difference(arm, 0, measure, LEVEL);
                contrasts.push(self.contrast(arm, measure, IntervalScope::Pointwise, difference));
                if !self.is_sequential() || measure == self.question.measure {
                    contrasts.push(self.joint(arm, measure));
                }
            }
        }
        contrasts
    }

    fn contrast(
        &self,
        arm: usize,
        measure: Measure,
        scope: IntervalScope,
        difference: Estimate,
    ) -> Contrast {
        let pair = self.pair(arm);
        let (correlation, variance_ratio) = match pair.flips.get(measure as usize) {
            Some(flips) => (flips.correlation(), flips.variance_reduction()),
            None => (pair.days.correlation(), pair.days.variance_reduction()),
        };
        let joint = scope != IntervalScope::Pointwise && measure == self.question.measure;
        let verdict = Verdict::of(&difference, measure.better(), self.question.margin);
        Contrast {
            arm,
            measure,
            scope,
            value: self.value(arm, measure),
            baseline: self.value(0, measure),
            difference,
            correlation,
            variance_ratio,
            flips: sides(measure).map(|side| pair.more(measure)[side]),
            verdict: joint.then_some(verdict),
        }
    }

    /// The first trials in which the arm did better than the baseline, and worse.
    pub fn first_flips(&self, arm: usize, measure: Measure) -> [&[u64]; 2] {
        let first = &self.pair(arm).first[measure as usize];
        sides(measure).map(|side| first[side].as_slice())
    }

    /// Each arm against the best of the others in a measure (Hsu 1984). Where a rule stopped, the
    /// intervals between pairs are the sequential ones.
    pub fn against_best(&self, measure: Measure) -> Vec<AgainstBest> {
        self.against_best_of(&(0..self.arms()).collect::<Vec<_>>(), measure)
    }

    /// The same among some of the arms, by place among them.
    pub fn against_best_of(&self, arms: &[usize], measure: Measure) -> Vec<AgainstBest> {
        let level = pair_level(LEVEL, arms.len());
        against_best(arms.len(), measure.better(), LEVEL, |x, y| {
            self.to_tell(arms[x], arms[y], measure, level)
        })
    }

    /// The arms in the order of a measure, the best first; ties in the order of the list.
    pub fn ranking(&self, measure: Measure) -> Vec<usize> {
        let mut arms: Vec<usize> = (0..self.arms()).collect();
        let count = |arm: usize| measure.count(&self.all.tallies[arm]) as i64;
        arms.sort_by_key(|&arm| match measure.better() {
            Better::Lower => count(arm),
            Better::Higher => -count(arm),
        });
        arms
    }
}

/// Which side of a pair (baseline, arm) has more of the measure where the arm does better, and
/// where it does worse.
fn sides(measure: Measure) -> [usize; 2] {
    match measure.better() {
        Better::Lower => [0, 1],
        Better::Higher => [1, 0],
    }
}
