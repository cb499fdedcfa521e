//! What is chosen of what was found, on luck of its own, and how that is judged on luck which nothing was
//! chosen on: the best of many is never as good as it looked (the winner's curse).

use super::candidate::Candidate;
use super::grammar::Grammar;
use super::ground::Ground;
use super::halving::Searched;
use super::play::{Course, Luck, beside, level, play};
use super::standard::{Against, Rank, Replied, Standard};
use crate::ensemble::{Halt, Progress};
use crate::stats::moments::Moments;
use crate::stats::paired::PairedSums;
use std::collections::BTreeMap;

/// Policies of each search that come to the choice, and those of the front beside them.
const OF_EACH: usize = 8;
const OF_FRONT: usize = 16;
/// Replies that are played to the end, of those that may count.
const REPLIES: usize = 3;

/// Trials of a choice and of a judgement, of every policy, over all worlds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trials {
    /// On which is chosen.
    pub choice: u64,
    /// On which is judged.
    pub judged: u64,
}

/// A policy that came to the choice.
#[derive(Debug, Clone)]
pub struct Finalist {
    /// The policy.
    pub candidate: Candidate,
    /// How much there is to it.
    pub parts: usize,
    /// The answer of the other side, by place.
    pub reply: usize,
    /// What was added up where it was chosen.
    pub chosen_on: Vec<Moments>,
    /// What was added up where it is judged.
    pub judged: Vec<Moments>,
    /// The same beside keeping one's habits, pair by pair.
    pub against_habits: Vec<PairedSums>,
    /// Whether nothing beats it in everything on the front, where it was chosen.
    pub on_front: bool,
}

/// What was chosen; places are those of [`Chosen::finalists`].
#[derive(Debug, Clone)]
pub struct Chosen {
    /// All that came to the choice, the best there first.
    pub finalists: Vec<Finalist>,
    /// The best.
    pub winner: usize,
    /// The simplest that could not be told from the best, or the best itself.
    pub simplest: usize,
    /// It beside the winner, pair by pair.
    pub simplest_pairs: Vec<PairedSums>,
    /// The best that the scenario has, if it has any.
    pub written: Option<usize>,
    /// It beside the winner, pair by pair.
    pub written_pairs: Vec<PairedSums>,
    /// To keep one's habits.
    pub habits: usize,
    /// Trials that were played.
    pub trials: u64,
}

/// What is chosen from.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// The policies.
    pub grammar: &'a Grammar,
    /// Where they are played.
    pub ground: &'a Ground,
    /// What makes them better.
    pub standard: &'a Standard,
    /// How often they are played.
    pub trials: Trials,
    /// Differences within it do not matter.
    pub margin: f64,
}

/// A policy with what was added up of it.
#[derive(Debug, Clone)]
struct Settled {
    candidate: Candidate,
    parts: usize,
    met: Replied,
}

impl Choice<'_> {
    /// So many trials, shared by all worlds alike.
    fn level(&self, trials: u64) -> u64 {
        level(trials, self.ground.worlds.len())
    }

    /// Chooses and judges. The luck of the choice and that of the judgement are not that of a search.
    ///
    /// # Errors
    /// [`Halt`] where `progress` asked to stop.
    pub fn choose(
        &self,
        searched: &[Searched],
        (choice, judged): (Luck, Luck),
        progress: &impl Progress,
    ) -> Result<Chosen, Halt> {
        let mut trials = 0;
        let finalists = self.finalists(searched);
        let mut settled = self.settle(&finalists, choice, (&mut trials, progress))?;
        self.sort(&mut settled);
        let (winner, simplest) = loop {
            let winner = settled[0].clone();
            let told = (&mut trials, progress);
            let simplest = self.simplest(&winner, &mut settled, choice, told)?;
            self.sort(&mut settled);
            // What is left of the best may be better still.
            if settled[0].candidate == winner.candidate {
                break (winner.candidate, simplest);
            }
        };
        // What else was tried on the way is no find of its own.
        let is_find =
            |one: &Candidate| finalists.contains(one) || [&winner, &simplest].contains(&one);
        settled.retain(|one| is_find(&one.candidate));
        let sums: Vec<&[Moments]> = settled.iter().map(|one| one.met.sums.as_slice()).collect();
        let front = self.standard.front(&sums);
        let found = self.judge(&settled, &front, judged, (&mut trials, progress))?;
        let place = |candidate: &Candidate| found.iter().position(|f| f.candidate == *candidate);
        let known = "invariant: it came to the choice";
        let winner = place(&winner).expect(known);
        let simplest = place(&simplest).expect(known);
        let written = |one: &Finalist| matches!(one.candidate, Candidate::Written(at) if at > 0);
        let written = found.iter().position(written);
        let course = |at: usize| self.course(&found[at], self.trials.judged);
        let others: Vec<Course> = written.into_iter().chain([simplest]).map(course).collect();
        let mut both = beside(self.ground, &others, &course(winner), judged, progress)?;
        trials += (others.len() as u64 + 1) * self.trials.judged;
        Ok(Chosen {
            simplest_pairs: both.pop().unwrap_or_default(),
            written_pairs: both.pop().unwrap_or_default(),
            habits: place(&Candidate::HABITS).expect(known),
            finalists: found,
            winner,
            simplest,
            written,
            trials,
        })
    }

    /// What comes to the choice: the best of each search, its front, and what the scenario has.
    fn finalists(&self, searched: &[Searched]) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let mut come = |candidate: &Candidate| {
            let candidate = candidate.known(self.grammar);
            if !found.contains(&candidate) {
                found.push(candidate);
            }
        };
        (0..self.grammar.written.len()).for_each(|at| come(&Candidate::Written(at)));
        for one in searched {
            let best = one.runners.iter().take(OF_EACH);
            best.for_each(|runner| come(&runner.candidate));
            let met: Vec<&Replied> = one.runners.iter().map(|r| r.met(self.standard)).collect();
            let sums: Vec<&[Moments]> = met.iter().map(|met| met.sums.as_slice()).collect();
            let front = self.standard.front(&sums);
            let on_front = one.runners.iter().zip(front).filter(|(_, front)| *front);
            on_front
                .take(OF_FRONT)
                .for_each(|(runner, _)| come(&runner.candidate));
        }
        found
    }

    /// Plays policies where is chosen: a quarter of the trials against every reply, the rest against those
    /// that may count.
    fn settle(
        &self,
        candidates: &[Candidate],
        luck: Luck,
        (trials, progress): (&mut u64, &impl Progress),
    ) -> Result<Vec<Settled>, Halt> {
        let replies: Vec<usize> = match self.standard.against {
            Against::Habits => vec![0],
            Against::BestResponse | Against::Worst => (0..self.ground.replies.len()).collect(),
        };
        let until = self.level(self.trials.choice);
        let first = if replies.len() > REPLIES {
            self.level(until.div_ceil(4))
        } else {
            until
        };
        let course = |candidate: &Candidate, reply: usize, trials: std::ops::Range<u64>| Course {
            own: candidate.overlays(self.grammar),
            reply,
            trials,
        };
        let courses: Vec<Course> = candidates
            .iter()
            .flat_map(|one| replies.iter().map(move |reply| (one, *reply)))
            .map(|(one, reply)| course(one, reply, 0..first))
            .collect();
        let played = play(self.ground, &courses, luck, progress)?;
        *trials += courses.len() as u64 * first;
        let mut left = Vec::new();
        for sums in played.chunks(replies.len()) {
            let all: Vec<Replied> = replies
                .iter()
                .zip(sums)
                .map(|(reply, sums)| Replied {
                    reply: *reply,
                    sums: sums.clone(),
                })
                .collect();
            let leading = self.standard.leading(&all, REPLIES);
            left.push(
                leading
                    .iter()
                    .map(|at| all[*at].clone())
                    .collect::<Vec<_>>(),
            );
        }
        if first < until {
            let courses: Vec<Course> = candidates
                .iter()
                .zip(&left)
                .flat_map(|(one, left)| left.iter().map(move |replied| (one, replied.reply)))
                .map(|(one, reply)| course(one, reply, first..until))
                .collect();
            let more = play(self.ground, &courses, luck, progress)?;
            *trials += courses.len() as u64 * (until - first);
            let all = left.iter_mut().flatten();
            for (replied, more) in all.zip(&more) {
                for (sum, more) in replied.sums.iter_mut().zip(more) {
                    sum.merge(more);
                }
            }
        }
        let settled = candidates
            .iter()
            .zip(left)
            .map(|(candidate, mut left)| Settled {
                parts: candidate.parts(self.grammar),
                candidate: candidate.clone(),
                met: left.swap_remove(self.standard.reply(&left)),
            });
        Ok(settled.collect())
    }

    fn rank(&self, one: &Settled) -> Rank {
        self.standard.rank(&one.met.sums, one.parts)
    }

    /// The best first.
    fn sort(&self, settled: &mut [Settled]) {
        settled.sort_by(|a, b| {
            let order = self.rank(a).order(&self.rank(b));
            order.then_with(|| a.candidate.cmp(&b.candidate))
        });
    }

    /// The simplest that cannot be told from the winner: what is left of it as one thing after another is
    /// taken out, or another that came to the choice. What was tried joins `settled`.
    fn simplest(
        &self,
        winner: &Settled,
        settled: &mut Vec<Settled>,
        luck: Luck,
        (trials, progress): (&mut u64, &impl Progress),
    ) -> Result<Candidate, Halt> {
        let mut best = winner.clone();
        loop {
            let less = best.candidate.simpler(self.grammar);
            let less: Vec<Candidate> = less.iter().map(|one| one.known(self.grammar)).collect();
            let is_new = |one: &&Candidate| settled.iter().all(|known| known.candidate != **one);
            let mut new: Vec<Candidate> = less.iter().filter(is_new).cloned().collect();
            new.sort();
            new.dedup();
            settled.extend(self.settle(&new, luck, (&mut *trials, progress))?);
            let less = settled.iter().filter(|one| less.contains(&one.candidate));
            let less: Vec<Settled> = less.cloned().collect();
            match self.least_of(winner, &less, luck, (&mut *trials, progress))? {
                Some(simpler) => best = simpler,
                None => break,
            }
        }
        let fewer = settled.iter().filter(|one| one.parts < best.parts);
        let fewer: Vec<Settled> = fewer.cloned().collect();
        let found = self.least_of(winner, &fewer, luck, (trials, progress))?;
        Ok(found.unwrap_or(best).candidate)
    }

    /// The simplest of some that cannot be told from the winner, the best of several.
    fn least_of(
        &self,
        winner: &Settled,
        others: &[Settled],
        luck: Luck,
        told: (&mut u64, &impl Progress),
    ) -> Result<Option<Settled>, Halt> {
        let alike = self.alike(winner, others, luck, told)?;
        Ok(alike.into_iter().min_by(|a, b| {
            let parts = a.parts.cmp(&b.parts);
            parts.then_with(|| self.rank(a).order(&self.rank(b)))
        }))
    }

    /// Those that keep the bounds as far as can be told, and are not surely worse than the winner by more
    /// than the margin.
    fn alike(
        &self,
        winner: &Settled,
        others: &[Settled],
        luck: Luck,
        (trials, progress): (&mut u64, &impl Progress),
    ) -> Result<Vec<Settled>, Halt> {
        let kept = self.rank(winner).missed;
        let others = others.iter().filter(|one| self.rank(one).missed <= kept);
        let others: Vec<&Settled> = others.collect();
        let course = |one: &Settled| Course {
            own: one.candidate.overlays(self.grammar),
            reply: one.met.reply,
            trials: 0..self.level(self.trials.choice),
        };
        let asked: Vec<Course> = others.iter().map(|one| course(one)).collect();
        let sums = beside(self.ground, &asked, &course(winner), luck, progress)?;
        *trials += (asked.len() as u64 + 1) * self.trials.choice;
        let goal = self.standard.goal;
        let column = self.standard.column(goal.quantity);
        let is_alike = |sums: &Vec<PairedSums>| {
            let scenario = self.ground.scenario();
            let level = crate::study::LEVEL;
            let worse = goal.quantity.difference(&sums[column], scenario, level);
            // Where nothing varied there is no interval: the two are alike in every trial, or differ by the
            // same in all.
            let ends = [worse.low.or(worse.value), worse.high.or(worse.value)];
            let costs = ends.into_iter().flatten().map(|end| goal.cost(end));
            costs.fold(f64::INFINITY, f64::min) <= self.margin
        };
        let all = others.into_iter().zip(&sums);
        Ok(all
            .filter(|(_, sums)| is_alike(sums))
            .map(|(one, _)| one.clone())
            .collect())
    }

    fn course(&self, one: &Finalist, trials: u64) -> Course {
        Course {
            own: one.candidate.overlays(self.grammar),
            reply: one.reply,
            trials: 0..self.level(trials),
        }
    }

    /// How policies fare on this ground, habits among them; how each is answered is found on the luck of a
    /// choice.
    ///
    /// # Errors
    /// [`Halt`] where `progress` asked to stop.
    pub fn fare(
        &self,
        policies: &[Candidate],
        (choice, judged): (Luck, Luck),
        (trials, progress): (&mut u64, &impl Progress),
    ) -> Result<Vec<Finalist>, Halt> {
        let settled = match self.standard.against {
            // There is but one answer.
            Against::Habits => policies
                .iter()
                .map(|candidate| Settled {
                    candidate: candidate.clone(),
                    parts: candidate.parts(self.grammar),
                    met: Replied {
                        reply: 0,
                        sums: Vec::new(),
                    },
                })
                .collect(),
            Against::BestResponse | Against::Worst => {
                self.settle(policies, choice, (&mut *trials, progress))?
            }
        };
        let front = vec![false; settled.len()];
        self.judge(&settled, &front, judged, (trials, progress))
    }

    /// Plays all of them, beside keeping one's habits, where nothing was chosen.
    fn judge(
        &self,
        settled: &[Settled],
        front: &[bool],
        luck: Luck,
        (trials, progress): (&mut u64, &impl Progress),
    ) -> Result<Vec<Finalist>, Halt> {
        let course = |one: &Settled| Course {
            own: one.candidate.overlays(self.grammar),
            reply: one.met.reply,
            trials: 0..self.level(self.trials.judged),
        };
        let habits = settled
            .iter()
            .find(|one| one.candidate == Candidate::HABITS);
        let habits = course(habits.expect("invariant: habits always come to the choice"));
        let asked: Vec<Course> = settled.iter().map(course).collect();
        let both = beside(self.ground, &asked, &habits, luck, progress)?;
        *trials += (asked.len() as u64 + 1) * self.trials.judged;
        let all = settled.iter().zip(front).zip(both);
        Ok(all
            .map(|((one, on_front), pairs)| Finalist {
                candidate: one.candidate.clone(),
                parts: one.parts,
                reply: one.met.reply,
                chosen_on: one.met.sums.clone(),
                judged: pairs.iter().map(PairedSums::first).collect(),
                against_habits: pairs,
                on_front: *on_front,
            })
            .collect())
    }
}

/// The policies that were best on the way of each search, judged alike: by policy the mean of what is
/// sought.
///
/// # Errors
/// [`Halt`] where `progress` asked to stop.
pub fn along(
    choice: &Choice<'_>,
    searched: &[Searched],
    (chosen, judged): (Luck, Luck),
    (trials, progress): (&mut u64, &impl Progress),
) -> Result<BTreeMap<Candidate, f64>, Halt> {
    let milestones = searched.iter().flat_map(|one| &one.milestones);
    let mut bests: Vec<Candidate> = milestones.map(|one| one.best.clone()).collect();
    bests.sort();
    bests.dedup();
    let settled = choice.settle(&bests, chosen, (&mut *trials, progress))?;
    let courses: Vec<Course> = settled
        .iter()
        .map(|one| Course {
            own: one.candidate.overlays(choice.grammar),
            reply: one.met.reply,
            trials: 0..choice.level(choice.trials.choice),
        })
        .collect();
    let played = play(choice.ground, &courses, judged, progress)?;
    *trials += courses.len() as u64 * choice.trials.choice;
    let quantity = choice.standard.goal.quantity;
    let all = bests.into_iter().zip(&played);
    Ok(all
        .map(|(best, sums)| (best, choice.standard.mean(quantity, sums)))
        .collect())
}
