//! From a tally to estimates: outcome shares, violence, metrics.

use super::{LEVEL, Metric, QUANTILES, Statistic, mechanism};
use crate::crisis::chance::Note;
use crate::crisis::outcome::Outcome;
use crate::ensemble::Tally;
use crate::scenario::{Act, Relation, Scenario};
use crate::stats::between::Between;
use crate::stats::histogram::{Histogram, OrderRanks};
use crate::stats::moments::Moments;
use crate::stats::share::share;
use crate::stats::{Estimate, Interval};
use crate::trial::record::Fields;

/// The highest ICB violence level.
pub const VIOLENCE_LEVELS: u32 = 4;

/// How many trials had something, and the share with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// How many.
    pub count: u64,
    /// The share.
    pub estimate: Estimate,
    /// From where to where it lies over the draws of a posterior, luck left out.
    pub open: Option<Interval>,
}

impl Share {
    /// So many of so many.
    pub fn of(count: u64, trials: u64) -> Self {
        Self {
            count,
            estimate: share(count, trials, LEVEL),
            open: None,
        }
    }

    /// The same of several tallies: of all their trials, and over the draws of a posterior, a tally each.
    fn over(tally: &Tally, draws: &[Tally], count: impl Fn(&Tally) -> u64) -> Self {
        Self {
            open: open(draws, |tally| Moments::of_share(count(tally), tally.trials)),
            ..Self::of(count(tally), tally.trials)
        }
    }
}

/// From where to where a mean lies over the draws of a posterior, luck left out; unknown without draws.
pub fn open(draws: &[Tally], moments: impl Fn(&Tally) -> Moments) -> Option<Interval> {
    let groups: Vec<Moments> = draws.iter().map(moments).collect();
    Some(Between::of(&groups)?.interval(LEVEL))
}

/// The share of every outcome, in the order of [`Outcome::ALL`]; `draws` are the trials of each draw of a
/// posterior, where there is one.
pub fn outcomes(tally: &Tally, draws: &[Tally]) -> Vec<(Outcome, Share)> {
    let share = |outcome| {
        let share = Share::over(tally, draws, |tally| tally.outcome(outcome));
        (outcome, share)
    };
    Outcome::ALL.into_iter().map(share).collect()
}

/// Whether violence is counted from the trigger on or from the day after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumMessage)]
pub enum Since {
    /// The trigger's own level included.
    Trigger,
    /// Only acts after the onset.
    Onset,
}

impl Since {
    /// Both, in the order of tables.
    pub const ALL: [Since; 2] = [Since::Trigger, Since::Onset];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Since::Trigger => "with_trigger",
            Since::Onset => "after_onset",
        }
    }
}

/// The share of every violence level reached, 1 to 4.
pub fn violence(tally: &Tally, draws: &[Tally]) -> Vec<(Since, u32, Share)> {
    let mut shares = Vec::new();
    for since in Since::ALL {
        for level in 1..=VIOLENCE_LEVELS {
            let count = |tally: &Tally| match since {
                Since::Onset => tally.count(Fields::VIOLENCE, level),
                Since::Trigger => tally.violence_with_trigger(level),
            };
            shares.push((since, level, Share::over(tally, draws, count)));
        }
    }
    shares
}

/// Mean and quantiles of every counted quantity.
pub fn metrics(scenario: &Scenario, tally: &Tally, draws: &[Tally]) -> Vec<Metric> {
    let horizon = scenario.closing.horizon_days;
    let fields = &tally.fields;
    let ranks = QUANTILES.map(|(p, _)| OrderRanks::new(tally.trials, p, LEVEL));
    let mut metrics = Vec::new();
    let mut add = |subject: &str, name, unit, field: usize, censored: bool, most: u32| {
        let histogram = Histogram::new(&tally.histograms[field]);
        let statistic = if censored {
            Statistic::RestrictedMean
        } else {
            Statistic::Mean
        };
        let estimate = histogram.bounded_mean(u64::from(most), LEVEL);
        metrics.push(Metric {
            subject: subject.to_owned(),
            name,
            unit,
            statistic,
            estimate,
            open: open(draws, |tally| {
                Histogram::new(&tally.histograms[field]).moments()
            }),
        });
        let from = censored.then_some(horizon as usize);
        for (&(_, statistic), ranks) in QUANTILES.iter().zip(&ranks) {
            let estimate = histogram.quantile_censored(ranks, from);
            metrics.push(Metric {
                subject: subject.to_owned(),
                name,
                unit,
                statistic,
                estimate,
                open: None,
            });
        }
    };
    add("", "days", "days", Fields::DAYS, true, horizon);
    for (p, &party) in fields.parties.iter().enumerate() {
        let (subject, most) = (&scenario.actors[party].name, scenario.top() as u32);
        add(subject, "peak_rung", "rung", fields.peak + p, false, most);
    }
    for (a, actor) in scenario.actors.iter().enumerate() {
        for (kind, name) in DAYS_OF_ACTS.into_iter().enumerate() {
            let field = fields.acts + 3 * a + kind;
            add(&actor.name, name, "days", field, false, horizon);
        }
    }
    for (line, name) in lines(scenario).enumerate() {
        let field = fields.down + line;
        add(&name, "days_down", "days", field, false, horizon);
    }
    for note in Note::COUNTED {
        let field = fields.mechanisms + note.index();
        let most = horizon * most_a_day(scenario, note);
        add("", mechanism(note), "count", field, false, most);
    }
    metrics
}

/// What the days are called on which an actor did something, in the order of [`Act::NAMES`].
const DAYS_OF_ACTS: [&str; Act::NAMES.len()] = ["days_escalate", "days_restrain", "days_negotiate"];

/// How often a mechanism can strike on one day.
fn most_a_day(scenario: &Scenario, note: Note) -> u32 {
    let actors = scenario.actors.len();
    let adversaries = scenario
        .pairs
        .iter()
        .filter(|pair| matches!(pair.relation, Relation::Adversaries { .. }));
    let most = match note {
        // Everybody reads everybody else.
        Note::Misperception => actors * (actors - 1),
        Note::LostOffer | Note::UnsentOffer => 2 * adversaries.count(),
        Note::Overshoot | Note::Unauthorised => scenario.parties().count(),
        Note::Incident => scenario.incidents.len(),
        Note::ChannelCut => lines(scenario).count(),
        Note::Rule(_) => 1,
    };
    most as u32
}

/// Names of the channels, `pair.channel`, in the order of a row.
pub fn lines(scenario: &Scenario) -> impl Iterator<Item = String> + '_ {
    scenario.pairs.iter().flat_map(|pair| {
        let channels = match &pair.relation {
            Relation::Adversaries { channels, .. } => channels.as_slice(),
            Relation::Allies => &[],
        };
        channels
            .iter()
            .map(move |channel| format!("{}.{}", pair.name, channel.name))
    })
}
