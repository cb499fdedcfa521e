//! Profiles played in rounds, all with the same luck: trial 7 meets the same draws in every profile. After
//! each round those go on about which something that matters is still open.

use super::lines::{Line, lines};
use super::profiles::Profiles;
use super::utility::{Columns, Utility};
use crate::ensemble::{self, Halt, Plan, Progress, Tally};
use crate::model::Model;
use crate::scenario::Scenario;
use crate::stats::moments::Moments;
use crate::trial::record::{Detail, Fields, Records};
use serde::{Deserialize, Serialize};
use std::io;
use std::ops::Range;

/// Trials of a block: blocks are what is drawn again to see how far luck goes.
pub const BLOCK: u64 = 50;
/// Trials that are played at a time.
const CHUNK: u64 = 20 * BLOCK;

/// How many trials a profile is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Root seed.
    pub seed: u64,
    /// Trials of each in the first round, a multiple of [`BLOCK`].
    pub first: u64,
    /// The most trials of one, a multiple of [`BLOCK`].
    pub most: u64,
}

/// What came of a profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Played {
    /// Outcomes, days and violence.
    pub tally: Tally,
    /// By block of [`BLOCK`] trials in order: what they show of each column, added up.
    pub blocks: Vec<Vec<i64>>,
}

/// What came of a round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// By profile that was played.
    played: Vec<Played>,
    /// By line, its [`Line::differences`].
    differences: Vec<Vec<Option<Moments>>>,
}

impl Round {
    /// How many trials it has.
    pub fn trials(&self) -> u64 {
        self.played.iter().map(|played| played.tally.trials).sum()
    }
}

/// Remembers rounds, so that a game that is broken off can go on after them. It asks for the same rounds in
/// the same order whenever it is played.
pub trait Notes {
    /// The round that was noted next.
    fn known(&mut self) -> Option<Round> {
        None
    }
    /// Notes a round that was played.
    ///
    /// # Errors
    /// Where it could not be noted.
    fn keep(&mut self, _round: &Round) -> io::Result<()> {
        Ok(())
    }
}

/// Nobody remembers.
impl Notes for () {}

/// A game that was played.
#[derive(Debug, Clone)]
pub struct Rounds {
    /// By profile.
    pub played: Vec<Played>,
    /// What is known of the best answers.
    pub lines: Vec<Line>,
    /// By player: the numbers of its lines by the profile they start from.
    of_player: Vec<std::collections::BTreeMap<usize, usize>>,
}

/// Some trials of a profile.
struct Part {
    profile: usize,
    played: Played,
    /// By player, by trial.
    payoffs: Vec<Vec<i64>>,
}

/// What is played: a scenario, profiles, and what players make of trials.
#[derive(Debug, Clone, Copy)]
pub struct Board<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Who may do what.
    pub profiles: &'a Profiles,
    /// What payoffs weigh.
    pub columns: &'a Columns,
    /// By player.
    pub utilities: &'a [Utility],
}

impl Board<'_> {
    /// Every profile, compiled.
    pub fn models(&self) -> Vec<Model> {
        let all = (0..self.profiles.count()).map(|profile| self.profiles.policy(profile));
        all.map(|policy| self.columns.model(self.scenario, policy))
            .collect()
    }

    /// Plays these trials of some profiles, unless that is noted already.
    fn round(
        &self,
        models: &[Model],
        profiles: &[usize],
        (seed, trials): (u64, Range<u64>),
        lines: &[Line],
        (progress, notes): (&impl Progress, &mut impl Notes),
    ) -> Result<Round, Halt> {
        if let Some(known) = notes.known() {
            progress.done((trials.end - trials.start) * profiles.len() as u64);
            return Ok(known);
        }
        let round = self.play(models, profiles, (seed, trials), lines, progress)?;
        notes.keep(&round)?;
        Ok(round)
    }

    fn play(
        &self,
        models: &[Model],
        profiles: &[usize],
        (seed, trials): (u64, Range<u64>),
        lines: &[Line],
        progress: &impl Progress,
    ) -> Result<Round, Halt> {
        let plan = Plan {
            seed,
            first: trials.start,
            trials: trials.end - trials.start,
            detail: Detail::Full,
            daily: false,
        };
        let starts: Vec<u64> = trials.clone().step_by(CHUNK as usize).collect();
        let items = profiles.iter().enumerate().flat_map(|(at, profile)| {
            let end = trials.end;
            let of = move |start: &u64| (at, *profile, *start..(start + CHUNK).min(end));
            starts.iter().map(of)
        });
        let work = |(at, profile, trials): &(usize, usize, Range<u64>)| {
            let model = &models[*profile];
            let records = ensemble::chunk(model, &plan, trials.clone(), &mut ());
            progress.done(trials.end - trials.start);
            (*at, self.part(*profile, model, &records))
        };
        let nothing = |profile: &usize| Played::nothing(&models[*profile]);
        let mut played: Vec<Played> = profiles.iter().map(nothing).collect();
        let mut payoffs = vec![vec![None; self.profiles.count()]; self.utilities.len()];
        ensemble::in_order(items, progress, work, |(at, part): (usize, Part)| {
            played[at].add(part.played);
            for (all, more) in payoffs.iter_mut().zip(part.payoffs) {
                all[part.profile].get_or_insert_with(Vec::new).extend(more);
            }
            Ok(())
        })?;
        let differences = lines.iter();
        let differences = differences.map(|line| line.differences(&payoffs[line.player]));
        Ok(Round {
            differences: differences.collect(),
            played,
        })
    }

    fn part(&self, profile: usize, model: &Model, records: &Records) -> Part {
        let mut tally = Tally::new(model, Fields::of(model, Detail::Outcomes), false);
        tally.add(records);
        let reader = self.columns.reader(self.scenario, model);
        let columns = self.columns.columns.len();
        let mut values = vec![0; columns];
        let mut blocks: Vec<Vec<i64>> = Vec::new();
        let mut payoffs = vec![Vec::new(); self.utilities.len()];
        for (at, (_, row)) in records.rows().enumerate() {
            if (at as u64).is_multiple_of(BLOCK) {
                blocks.push(vec![0; columns]);
            }
            reader.read(row, &mut values);
            if let Some(block) = blocks.last_mut() {
                for (sum, value) in block.iter_mut().zip(&values) {
                    *sum += value;
                }
            }
            for (payoffs, utility) in payoffs.iter_mut().zip(self.utilities) {
                payoffs.push(utility.units(&values));
            }
        }
        Part {
            profile,
            played: Played { tally, blocks },
            payoffs,
        }
    }

    /// Plays every profile in the first round, and then, in rounds that double what was played, those
    /// about which it is open, for any player, whether it is a best answer. `margin` points do not matter.
    ///
    /// # Errors
    /// [`Halt`] where `progress` asked to stop.
    pub fn rounds(
        &self,
        budget: Budget,
        margin: f64,
        (progress, notes): (&impl Progress, &mut impl Notes),
    ) -> Result<Rounds, Halt> {
        let models = self.models();
        let ranges: Vec<(i64, i64)> = self
            .utilities
            .iter()
            .map(|utility| utility.range(self.columns))
            .collect();
        let margin = (margin * super::utility::UNIT).round() as i64;
        let lines = lines(self.profiles, &ranges, margin);
        let mut rounds = Rounds {
            played: models.iter().map(Played::nothing).collect(),
            of_player: numbered(self.profiles, &lines),
            lines,
        };
        let mut open: Vec<usize> = (0..models.len()).collect();
        let (mut done, mut until) = (0, budget.first.min(budget.most));
        while done < budget.most && !open.is_empty() {
            let luck = (budget.seed, done..until);
            let aids = (progress, &mut *notes);
            let round = self.round(&models, &open, luck, &rounds.lines, aids)?;
            for (profile, played) in open.iter().zip(round.played) {
                rounds.played[*profile].add(played);
            }
            for (line, differences) in rounds.lines.iter_mut().zip(&round.differences) {
                line.observe(differences);
            }
            open.retain(|profile| rounds.is_open(self.profiles, *profile));
            done = until;
            until = (2 * done).min(budget.most);
        }
        Ok(rounds)
    }

    /// Plays some profiles on to the most trials, so that they are quoted from as many as there may be.
    ///
    /// # Errors
    /// [`Halt`] where `progress` asked to stop.
    pub fn complete(
        &self,
        rounds: &mut Rounds,
        profiles: &[usize],
        budget: Budget,
        (progress, notes): (&impl Progress, &mut impl Notes),
    ) -> Result<(), Halt> {
        let models = self.models();
        for profile in profiles {
            let done = rounds.played[*profile].tally.trials;
            if done >= budget.most {
                continue;
            }
            let luck = (budget.seed, done..budget.most);
            let aids = (progress, &mut *notes);
            let round = self.round(&models, &[*profile], luck, &[], aids)?;
            for played in round.played {
                rounds.played[*profile].add(played);
            }
        }
        Ok(())
    }
}

/// By player: its lines by their first profile.
fn numbered(profiles: &Profiles, lines: &[Line]) -> Vec<std::collections::BTreeMap<usize, usize>> {
    let mut numbers = vec![std::collections::BTreeMap::new(); profiles.players.len()];
    for (number, line) in lines.iter().enumerate() {
        numbers[line.player].insert(line.profiles[0], number);
    }
    numbers
}

impl Rounds {
    /// The line of a player through a profile.
    pub fn line(&self, profiles: &Profiles, player: usize, profile: usize) -> &Line {
        let start = profiles.with(profile, player, 0);
        &self.lines[self.of_player[player][&start]]
    }

    /// Whether it is open, for any player, if a profile is a best answer, and more trials may tell.
    fn is_open(&self, profiles: &Profiles, profile: usize) -> bool {
        (0..profiles.players.len()).any(|player| {
            let line = self.line(profiles, player, profile);
            line.open[profiles.strategy(player, profile)] && !line.is_settled()
        })
    }

    /// Trials that were played, of all profiles together.
    pub fn trials(&self) -> u64 {
        self.played.iter().map(|played| played.tally.trials).sum()
    }
}

impl Played {
    fn nothing(model: &Model) -> Self {
        Self {
            tally: Tally::new(model, Fields::of(model, Detail::Outcomes), false),
            blocks: Vec::new(),
        }
    }

    /// Takes in the trials that follow.
    fn add(&mut self, more: Self) {
        crate::ensemble::Sum::merge(&mut self.tally, &more.tally);
        self.blocks.extend(more.blocks);
    }

    /// The mean of every column, where each block counts as often as it says; blocks beyond the list do
    /// not count.
    pub fn means(&self, weights: Option<&[f64]>) -> Vec<f64> {
        let columns = self.blocks.first().map_or(0, Vec::len);
        let (mut sums, mut all) = (vec![0.0; columns], 0.0);
        for (at, block) in self.blocks.iter().enumerate() {
            let weight = weights.map_or(1.0, |weights| weights[at]);
            all += weight;
            for (sum, value) in sums.iter_mut().zip(block) {
                *sum += weight * *value as f64;
            }
        }
        let scale = 1.0 / (all * BLOCK as f64);
        sums.iter().map(|sum| sum * scale).collect()
    }
}
