//! The search: generations of policies, each played little at first and, while it is among the best, three
//! times as much again and again (successive halving: Karnin et al. 2013, Jamieson & Talwalkar 2016). The
//! next generation varies those that went far.

use super::candidate::Candidate;
use super::grammar::Grammar;
use super::ground::Ground;
use super::play::{Course, Luck, Notes, play_noting, rounded};
use super::standard::{Rank, Replied, Standard};
use crate::ensemble::{Halt, Progress};
use crate::stats::design::below;
use crate::stats::moments::Moments;
use crate::trial::words::words;
use std::collections::BTreeSet;

/// Policies of the first generation beside the presets and what the scenario has, and of a later one.
const FIRST: usize = 200;
const LATER: usize = 120;
/// Trials of a policy at first, over all worlds.
const LEAST: u64 = 100;
/// Times as many at each step, and steps within a generation.
const TIMES: u64 = 3;
const STEPS: u32 = 3;
/// The last step that a policy may come to as it lasts.
const LAST: u32 = 5;
/// Policies that go a step further after each generation, and that are kept.
const FURTHER: usize = 6;
const KEPT: usize = 40;
/// Policies that are varied.
const PARENTS: usize = 16;
/// Of so many places among those that go on, one is for the front.
const FRONT: usize = 3;
/// Policies that are tried out one and all, where the grammar has no more.
pub const ALL: usize = 3_000;

/// A policy, as far as the search has played it.
#[derive(Debug, Clone)]
pub struct Runner {
    /// The policy.
    pub candidate: Candidate,
    /// How much there is to it.
    pub parts: usize,
    /// Against the replies that may count.
    pub replied: Vec<Replied>,
    /// Steps it came.
    step: u32,
    /// Trials against each of those.
    played: u64,
}

/// What is searched: policies of a grammar, on a ground, by a standard.
#[derive(Debug, Clone, Copy)]
pub struct Hunt<'a> {
    /// The policies.
    pub grammar: &'a Grammar,
    /// Where they are played.
    pub ground: &'a Ground,
    /// What makes them better.
    pub standard: &'a Standard,
    /// Policies that are tried out one and all, where the grammar has no more.
    pub all: usize,
}

/// How far a search was.
#[derive(Debug, Clone, PartialEq)]
pub struct Milestone {
    /// Trials that were played.
    pub trials: u64,
    /// Policies that were tried.
    pub tried: usize,
    /// The best of them.
    pub best: Candidate,
    /// The mean of what is sought, as it was seen.
    pub seen: f64,
}

/// What a search came to.
#[derive(Debug)]
pub struct Searched {
    /// Policies that went far, the best first.
    pub runners: Vec<Runner>,
    /// The way there.
    pub milestones: Vec<Milestone>,
    /// Trials that were played.
    pub trials: u64,
}

impl Searched {
    /// Policies that were tried.
    pub fn tried(&self) -> usize {
        self.milestones.last().map_or(0, |last| last.tried)
    }
}

impl Runner {
    fn new(candidate: Candidate, hunt: &Hunt<'_>) -> Self {
        let replies = match hunt.standard.against {
            super::standard::Against::Habits => 0..1,
            _ => 0..hunt.ground.replies.len(),
        };
        let nothing = vec![Moments::default(); hunt.ground.width()];
        Self {
            parts: candidate.parts(hunt.grammar),
            replied: replies
                .map(|reply| Replied {
                    reply,
                    sums: nothing.clone(),
                })
                .collect(),
            candidate,
            step: 0,
            played: 0,
        }
    }

    /// Against the reply that counts.
    pub fn met(&self, standard: &Standard) -> &Replied {
        &self.replied[standard.reply(&self.replied)]
    }

    fn rank(&self, standard: &Standard) -> Rank {
        standard.rank(&self.met(standard).sums, self.parts)
    }
}

impl Hunt<'_> {
    /// Searches until so many trials were played. `number` tells one search from another: it draws other
    /// policies, and meets other luck.
    ///
    /// # Errors
    /// [`Halt`] where `progress` asked to stop, or it could not be noted.
    pub fn search(
        &self,
        (number, budget): (u64, u64),
        luck: Luck,
        (progress, notes): (&impl Progress, &mut impl Notes),
    ) -> Result<Searched, Halt> {
        let mut word = words("search for a policy", luck.seed, number);
        let mut found = Searched {
            runners: Vec::new(),
            milestones: Vec::new(),
            trials: 0,
        };
        let mut known: BTreeSet<Candidate> = BTreeSet::new();
        let all = self.grammar.all(self.all);
        let mut generation = self.first(all.as_deref(), &mut word);
        generation.retain(|candidate| known.insert(candidate.clone()));
        loop {
            let runners = generation.into_iter().map(|one| Runner::new(one, self));
            let mut pool: Vec<Runner> = runners.collect();
            for step in 0..=STEPS {
                self.play(&mut pool, luck, &mut found.trials, (progress, &mut *notes))?;
                let go_on = pool.len().div_ceil(TIMES as usize);
                if step < STEPS {
                    self.keep(&mut pool, go_on.max(1));
                }
            }
            found.runners.append(&mut pool);
            self.keep(&mut found.runners, KEPT);
            let mut further: Vec<Runner> = Vec::new();
            for _ in 0..FURTHER.min(found.runners.len()) {
                further.push(found.runners.remove(0));
            }
            further.retain_mut(|runner| {
                let last = runner.step > LAST;
                if last {
                    found.runners.push(runner.clone());
                }
                !last
            });
            self.play(
                &mut further,
                luck,
                &mut found.trials,
                (progress, &mut *notes),
            )?;
            found.runners.append(&mut further);
            self.sort(&mut found.runners);
            let best = &found.runners[0];
            let seen = &best.met(self.standard).sums;
            found.milestones.push(Milestone {
                trials: found.trials,
                tried: known.len(),
                best: best.candidate.clone(),
                seen: self.standard.mean(self.standard.goal.quantity, seen),
            });
            let lasting = || found.runners.iter().take(FURTHER).all(|r| r.step > LAST);
            if found.trials >= budget || (all.is_some() && lasting()) {
                return Ok(found);
            }
            generation = match all {
                Some(_) => Vec::new(),
                None => self.later(&found.runners, &mut known, &mut word),
            };
        }
    }

    /// What the scenario has, every preset as it is, and policies at random; or all there are.
    fn first(&self, all: Option<&[Candidate]>, word: &mut impl FnMut() -> u64) -> Vec<Candidate> {
        let written = (0..self.grammar.written.len()).map(Candidate::Written);
        if let Some(all) = all {
            return written.chain(all.iter().cloned()).collect();
        }
        let mut first: Vec<Candidate> = written.chain(self.grammar.plain()).collect();
        first.extend((0..FIRST).map(|_| self.grammar.random(word)));
        first
    }

    /// Policies that nobody tried yet: most vary one of the best.
    fn later(
        &self,
        runners: &[Runner],
        known: &mut BTreeSet<Candidate>,
        word: &mut impl FnMut() -> u64,
    ) -> Vec<Candidate> {
        let mut found = Vec::new();
        // A grammar may have few policies that nobody tried.
        for _ in 0..20 * LATER {
            if found.len() == LATER {
                break;
            }
            let parents = PARENTS.min(runners.len()) as u64;
            let one = if below(5, word) == 0 {
                self.grammar.random(word)
            } else {
                // The better of two is varied, so that the best are most often.
                let parent = below(parents, word).min(below(parents, word));
                let other = below(parents, word);
                let [parent, other] = [parent, other].map(|at| &runners[at as usize].candidate);
                self.grammar.vary(parent, other, word)
            };
            if known.insert(one.clone()) {
                found.push(one);
            }
        }
        found
    }

    /// Plays policies a step further, and keeps those replies to each that may still count.
    fn play(
        &self,
        pool: &mut [Runner],
        luck: Luck,
        trials: &mut u64,
        (progress, notes): (&impl Progress, &mut impl Notes),
    ) -> Result<(), Halt> {
        if pool.is_empty() {
            return Ok(());
        }
        let worlds = self.ground.worlds.len();
        let mut courses = Vec::new();
        for runner in pool.iter() {
            let until = rounded(LEAST * TIMES.pow(runner.step), worlds);
            let own = runner.candidate.overlays(self.grammar);
            courses.extend(runner.replied.iter().map(|replied| Course {
                own: own.clone(),
                reply: replied.reply,
                trials: runner.played..until.max(runner.played),
            }));
        }
        let played = play_noting(self.ground, &courses, luck, (progress, notes))?;
        let lengths = courses.iter().map(|c| c.trials.end - c.trials.start);
        *trials += lengths.sum::<u64>();
        let mut played = played.iter().zip(&courses);
        for runner in pool {
            for replied in &mut runner.replied {
                let Some((more, course)) = played.next() else {
                    continue;
                };
                for (sum, more) in replied.sums.iter_mut().zip(more) {
                    sum.merge(more);
                }
                runner.played = course.trials.end;
            }
            runner.step += 1;
            let count = runner.replied.len().div_ceil(2).max(2);
            let mut leading = self.standard.leading(&runner.replied, count).into_iter();
            let mut next = leading.next();
            let mut at = 0;
            runner.replied.retain(|_| {
                let stays = next == Some(at);
                if stays {
                    next = leading.next();
                }
                at += 1;
                stays
            });
        }
        Ok(())
    }

    /// The best first.
    fn sort(&self, runners: &mut [Runner]) {
        runners.sort_by(|a, b| {
            let order = a.rank(self.standard).order(&b.rank(self.standard));
            order.then_with(|| a.candidate.cmp(&b.candidate))
        });
    }

    /// Keeps so many: the best, and some that nothing beats in everything on the front.
    fn keep(&self, pool: &mut Vec<Runner>, count: usize) {
        self.sort(pool);
        if pool.len() <= count {
            return;
        }
        let sums: Vec<_> = pool.iter().map(|r| r.met(self.standard)).collect();
        let sums: Vec<_> = sums.iter().map(|met| met.sums.as_slice()).collect();
        let front = self.standard.front(&sums);
        let best = count - count / FRONT;
        let beyond = (best..pool.len()).filter(|at| front[*at]);
        let beyond: BTreeSet<usize> = beyond.take(count - best).collect();
        let rest = count - beyond.len();
        let mut at = 0;
        pool.retain(|_| {
            let stays = at < rest || beyond.contains(&at);
            at += 1;
            stays
        });
        pool.truncate(count);
    }
}
