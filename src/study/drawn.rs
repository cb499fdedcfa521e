//! Draws of a posterior that are played: which, the trials of each, and a scenario under each.
//!
//! Draws and luck are nested, as worlds and luck are: a draw plays the trials of its own numbers, for
//! every arm, so arms stay paired. Trials are as many as without a posterior.

use super::posterior::Posterior;
use crate::diagnostic::Problem;
use crate::ensemble::Portion;
use crate::model::layout::Sites;
use crate::scenario::file::paths;
use crate::scenario::{Draft, ReadError, Scenario};
use crate::stats::design::{below, unit};
use crate::trial::words::words;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Draws that are played at most, and trials that each has at least: with fewer, the luck within draws
/// drowns what lies between them.
const MOST: u64 = 100;
const LEAST_TRIALS: u64 = 50;

/// How many draws are played in so many trials, where one that is played twice counts twice.
pub fn draws(trials: u64) -> u64 {
    (trials / LEAST_TRIALS).clamp(2, MOST).min(trials.max(1))
}

/// A scenario under every draw of a posterior that is played.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// What was drawn from.
    pub posterior: Arc<Posterior>,
    chosen: Vec<Chosen>,
    /// By place among the chosen.
    scenarios: Vec<Scenario>,
    /// What the posterior probably does not mean of the scenario; render with the posterior's sources.
    pub warnings: Vec<Problem>,
    /// Ranges of `[uncertain]` that are set aside, since the posterior speaks on what they are about.
    aside: BTreeSet<String>,
}

/// A draw that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Chosen {
    /// Its number in the posterior.
    draw: usize,
    /// How often it was chosen.
    times: u64,
}

/// A draw at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Its place among those that are played.
    pub place: usize,
    /// The trials it plays.
    pub trials: Range<u64>,
}

/// A portion of the trials of turns, one after the other; turns that play none of it are left out.
pub fn cut(turns: Vec<Turn>, portion: Portion) -> Vec<Turn> {
    let length = |turn: &Turn| turn.trials.end - turn.trials.start;
    let kept = portion.of(&(0..turns.iter().map(length).sum()));
    let mut before = 0;
    let cut = |turn: Turn| {
        let (from, to) = (before, before + length(&turn));
        before = to;
        let (first, end) = (kept.start.max(from), kept.end.min(to));
        (first < end).then(|| Turn {
            place: turn.place,
            trials: turn.trials.start + first - from..turn.trials.start + end - from,
        })
    };
    turns.into_iter().filter_map(cut).collect()
}

impl Drawn {
    /// A scenario, sound under its user's own overrides, under the draws that so many trials take. Its
    /// user's overrides come after those of a draw, so they hold in every one.
    ///
    /// # Errors
    /// [`ReadError`] where the scenario does not have the parameters, or a draw does not fit it.
    pub fn new(
        posterior: Arc<Posterior>,
        (draft, own): (&Draft, &[String]),
        (trials, seed): (u64, u64),
    ) -> Result<Self, ReadError> {
        let warnings = posterior.fits(draft, own)?;
        let now = draft.check(own)?;
        let chosen = choose(&posterior, draws(trials), seed);
        let under = |one: &Chosen| {
            let sets = [&posterior.sets(one.draw), own].concat();
            let scenario = match draft.check(&sets) {
                Ok(checked) => checked.scenario,
                Err(ReadError::Invalid(problems)) => {
                    let why = problems
                        .list
                        .first()
                        .map(|problem| problem.message.as_str());
                    return Err(posterior.refused(one.draw, why.unwrap_or_default()));
                }
                Err(other) => return Err(other),
            };
            match unlike(&now.scenario, &scenario) {
                Some(why) => Err(posterior.refused(one.draw, why)),
                None => Ok(scenario),
            }
        };
        let scenarios = chosen.iter().map(under).collect::<Result<_, _>>()?;
        let reached = |path: &str| {
            let keys: Vec<String> = paths::split(path).into_iter().map(|(key, _)| key).collect();
            paths::reach(&now.tree.root, &keys)
        };
        let spoken: BTreeSet<Vec<String>> = posterior.paths().flat_map(reached).collect();
        let aside = now.scenario.uncertain.iter().map(|range| &range.path);
        let aside = aside.filter(|path| reached(path).iter().any(|place| spoken.contains(place)));
        Ok(Self {
            aside: aside.cloned().collect(),
            posterior,
            chosen,
            scenarios,
            warnings,
        })
    }

    /// How many unlike draws are played.
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    /// Whether none is: never.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// How many draws are played, one that is played twice counted twice.
    pub fn draws(&self) -> u64 {
        self.chosen.iter().map(|one| one.times).sum()
    }

    /// The scenario under a draw, by its place among those that are played.
    pub fn scenario(&self, place: usize) -> &Scenario {
        &self.scenarios[place]
    }

    /// The overrides of a draw, by its place among those that are played.
    pub fn sets(&self, place: usize) -> Vec<String> {
        self.posterior.sets(self.chosen[place].draw)
    }

    /// So many trials, shared among the draws.
    pub fn turns(&self, trials: u64) -> Vec<Turn> {
        let draws = self.draws();
        let start = |slot: u64| (u128::from(trials) * u128::from(slot) / u128::from(draws)) as u64;
        let mut slot = 0;
        let turn = |(place, one): (usize, &Chosen)| {
            let from = slot;
            slot += one.times;
            Turn {
                place,
                trials: start(from)..start(slot),
            }
        };
        self.chosen.iter().enumerate().map(turn).collect()
    }

    /// The first of the trials of each draw, so many of all of them.
    pub fn sample(&self, trials: u64, sampled: u64) -> Vec<Turn> {
        let mut turns = self.turns(trials);
        for (turn, part) in turns.iter_mut().zip(self.turns(sampled)) {
            let most = turn.trials.start + (part.trials.end - part.trials.start);
            turn.trials.end = turn.trials.end.min(most);
        }
        turns
    }

    /// The place of the draw that plays a trial of so many.
    pub fn of_trial(&self, trial: u64, trials: u64) -> Option<usize> {
        let mut turns = self.turns(trials).into_iter();
        let turn = turns.find(|turn| turn.trials.contains(&trial))?;
        Some(turn.place)
    }

    /// The place and the number of the draw that a world is in: one after the other, as often as each was
    /// chosen.
    pub fn of_world(&self, world: usize) -> (usize, usize) {
        let mut slot = world as u64 % self.draws();
        let found = self.chosen.iter().position(|one| {
            let here = slot < one.times;
            slot = slot.saturating_sub(one.times);
            here
        });
        let place = found.expect("invariant: a slot belongs to a draw");
        (place, self.chosen[place].draw)
    }

    /// Whether a range of `[uncertain]` is set aside, because the posterior speaks on what it is about.
    pub fn sets_aside(&self, path: &str) -> bool {
        self.aside.contains(path)
    }
}

/// So many draws of equal weight by systematic resampling (Kitagawa 1996): a draw is chosen as often as
/// its weight says, rounded up or down. They stand in a random order, so that some of them are like all.
fn choose(posterior: &Posterior, draws: u64, seed: u64) -> Vec<Chosen> {
    let largest = posterior.weights().fold(0.0, f64::max);
    let weights: Vec<f64> = posterior.weights().map(|weight| weight / largest).collect();
    let total: f64 = weights.iter().sum();
    let last = weights.iter().rposition(|weight| *weight > 0.0);
    let mut word = words("draws of a posterior", seed, 0);
    let offset = unit(word());
    let (mut chosen, mut sum, mut next) = (Vec::<Chosen>::new(), 0.0, 0);
    for (draw, weight) in weights.iter().enumerate() {
        sum += weight / total;
        let reached = |next: u64| (next as f64 + offset) / (draws as f64) < sum;
        let mut times = 0;
        // What rounding leaves over goes to the last that can be chosen.
        while next < draws && (reached(next) || Some(draw) == last) {
            times += 1;
            next += 1;
        }
        if times == 0 {
            continue;
        }
        let mut known = chosen.iter_mut();
        match known.find(|one| posterior.is_same(one.draw, draw)) {
            Some(same) => same.times += times,
            None => chosen.push(Chosen { draw, times }),
        }
    }
    for last in (1..chosen.len()).rev() {
        chosen.swap(last, below(last as u64 + 1, &mut word) as usize);
    }
    chosen
}

/// Why trials under a draw cannot be counted with the others, if they cannot.
fn unlike(now: &Scenario, drawn: &Scenario) -> Option<&'static str> {
    if now.closing.horizon_days != drawn.closing.horizon_days {
        return Some("it changes the horizon, to which days are restricted");
    }
    if now.trigger.violence != drawn.trigger.violence {
        return Some("it changes the violence of the trigger, from which violence is counted");
    }
    let same = Sites::number(now) == Sites::number(drawn);
    (!same).then_some("it changes where draws of luck belong")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    fn posterior(weights: &[f64]) -> Arc<Posterior> {
        let mut text = "law,draw,weight,log_likelihood,law.fear\n".to_owned();
        for (draw, weight) in weights.iter().enumerate() {
            writeln!(text, "1,{draw},{weight},0,{}", draw as f64 / 1e3).unwrap();
        }
        Arc::new(Posterior::parse("p.csv", text.into_bytes()).unwrap())
    }

    fn drawn(weights: &[f64], trials: u64, seed: u64) -> Drawn {
        let draft = Draft::shipped("kaesong-2020").unwrap();
        Drawn::new(posterior(weights), (&draft, &[]), (trials, seed)).unwrap()
    }

    #[test]
    fn draws_are_chosen_as_often_as_their_weights_say() {
        let weights: Vec<f64> = (0..250).map(|draw| f64::from(draw % 5)).collect();
        let total: f64 = weights.iter().sum();
        for seed in 0..20 {
            let chosen = choose(&posterior(&weights), 100, seed);
            assert_eq!(chosen.iter().map(|one| one.times).sum::<u64>(), 100);
            for one in &chosen {
                let due = 100.0 * weights[one.draw] / total;
                assert!((one.times as f64 - due).abs() < 1.0, "{one:?} of {due}");
            }
            let mut ordered: Vec<usize> = chosen.iter().map(|one| one.draw).collect();
            assert!(!ordered.is_sorted());
            ordered.sort_unstable();
            ordered.dedup();
            assert_eq!(ordered.len(), chosen.len());
        }
        assert_ne!(
            choose(&posterior(&weights), 100, 0),
            choose(&posterior(&weights), 100, 1)
        );
        let huge = choose(&posterior(&[f64::MAX, f64::MAX, 0.0]), 100, 3);
        assert_eq!(
            huge.iter().map(|one| one.times).collect::<Vec<_>>(),
            [50, 50]
        );
    }

    #[test]
    fn every_trial_has_a_draw_and_arms_share_it() {
        assert_eq!(
            [1, 2, 99, 500, 4999, 1_000_000].map(draws),
            [1, 2, 2, 10, 99, 100]
        );
        let found = drawn(&[1.0, 2.0, 1.0], 10_007, 4);
        assert_eq!((found.len(), found.draws()), (3, 100));
        for trials in [10_007, 20_000, 333] {
            let turns = found.turns(trials);
            let mut next = 0;
            for turn in &turns {
                assert_eq!(turn.trials.start, next);
                next = turn.trials.end;
            }
            assert_eq!(next, trials);
            let sampled: u64 = found
                .sample(trials, 200)
                .iter()
                .map(|turn| turn.trials.end - turn.trials.start)
                .sum();
            assert_eq!(sampled, 200);
            assert_eq!(found.of_trial(trials - 1, trials), Some(2));
            assert_eq!(found.of_trial(trials, trials), None);
        }
        let worlds: Vec<usize> = (0..200).map(|world| found.of_world(world).0).collect();
        assert_eq!(worlds[..100], worlds[100..]);
        let times = worlds.iter().filter(|place| **place == 0).count() as u64;
        assert_eq!(times, 2 * found.chosen[0].times);
    }

    #[test]
    fn a_draw_comes_before_what_its_user_overrides() {
        let draft = Draft::shipped("kaesong-2020").unwrap();
        let text = "law,draw,weight,log_likelihood,law.fear,law.deterrence,message_loss\n1,0,1,0,2.5,1,0.5\n";
        let read = Arc::new(Posterior::parse("p.csv", text.into()).unwrap());
        let own = ["law.deterrence=-2".to_owned()];
        let found = Drawn::new(read, (&draft, &own), (100, 0)).unwrap();
        let response = &found.scenario(0).actors[0].response;
        assert_eq!((response.fear, response.deterrence), (2.5, -2.0));
        assert!(found.sets_aside("law.deterrence"));
        assert!(!found.sets_aside("law.exploitation"));
    }

    #[test]
    fn what_changes_the_shape_of_a_crisis_is_no_draw() {
        let draft = Draft::shipped("kaesong-2020").unwrap();
        for (path, value) in [("crisis.horizon_days", 90), ("trigger.violence", 3)] {
            let text = format!("law,draw,weight,log_likelihood,{path}\n1,0,1,0,{value}\n");
            let read = Arc::new(Posterior::parse("p.csv", text.into_bytes()).unwrap());
            let refused = Drawn::new(read, (&draft, &[]), (100, 0)).unwrap_err();
            assert!(refused.to_string().contains("p.csv:2:1"), "{refused}");
        }
    }
}
