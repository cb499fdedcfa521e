//! Policies played on a ground: what was added up of the trials of each, all with the same luck.

use super::ground::{Ground, Overlays};
use crate::ensemble::{self, Halt, Plan, Progress};
use crate::stats::moments::Moments;
use crate::stats::paired::PairedSums;
use std::io;
use std::ops::Range;

/// Trials of a part of the work, at most.
const PART: u64 = 2_048;
/// Trials that a world plays before it is the turn of the next.
const TURN: u64 = 50;
/// Policies that are compared with one and the same at a time: that one is played once for all of them.
const TOGETHER: usize = 8;

/// Luck: world w plays trials from `first + w stride` on. Worlds take turns, so that few trials are played in
/// few worlds, and so many in all of them that each has as many as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Luck {
    /// Root seed.
    pub seed: u64,
    /// The first trial of the first world.
    pub first: u64,
    /// How far apart worlds begin.
    pub stride: u64,
}

/// Something to be played: what the side adopts, how it is answered, and which trials of all worlds together,
/// counted from where their luck begins.
#[derive(Debug, Clone)]
pub struct Course {
    /// What the side adopts.
    pub own: Overlays,
    /// What the other side does, by place among its replies.
    pub reply: usize,
    /// Trials, [`rounded`].
    pub trials: Range<u64>,
}

/// Remembers what was played, so that what is broken off can go on after it.
pub trait Notes {
    /// What was noted next, so many numbers of it; none where it is not known.
    fn known(&mut self, _count: usize) -> Option<Vec<Moments>> {
        None
    }
    /// Notes what was played.
    ///
    /// # Errors
    /// Where it could not be noted.
    fn keep(&mut self, _sums: &[Moments]) -> io::Result<()> {
        Ok(())
    }
}

/// Nobody remembers.
impl Notes for () {}

/// Plays all of them; by course, what was added up of each column of the ground.
///
/// # Errors
/// [`Halt`] where `progress` asked to stop.
pub fn play(
    ground: &Ground,
    courses: &[Course],
    luck: Luck,
    progress: &impl Progress,
) -> Result<Vec<Vec<Moments>>, Halt> {
    let width = ground.width();
    let mut all = vec![vec![Moments::default(); width]; courses.len()];
    let items = courses
        .iter()
        .enumerate()
        .flat_map(|(at, course)| parts(ground, &course.trials).map(move |part| (at, part)));
    let work = |(at, (world, trials)): &(usize, (usize, Range<u64>))| {
        let course = &courses[*at];
        let values = values(ground, course, *world, trials, luck);
        progress.done(trials.end - trials.start);
        let mut sums = vec![Moments::default(); width];
        for values in values.chunks(width) {
            for (sum, value) in sums.iter_mut().zip(values) {
                sum.add(*value);
            }
        }
        (*at, sums)
    };
    ensemble::in_order(items, progress, work, |(at, sums)| {
        for (all, more) in all[at].iter_mut().zip(&sums) {
            all.merge(more);
        }
        Ok(())
    })?;
    Ok(all)
}

/// The same, unless it is noted already.
///
/// # Errors
/// [`Halt`] where `progress` asked to stop, or it could not be noted.
pub fn play_noting(
    ground: &Ground,
    courses: &[Course],
    luck: Luck,
    (progress, notes): (&impl Progress, &mut impl Notes),
) -> Result<Vec<Vec<Moments>>, Halt> {
    let width = ground.width();
    if let Some(known) = notes.known(width * courses.len()) {
        let trials = courses.iter().map(|c| c.trials.end - c.trials.start);
        progress.done(trials.sum());
        return Ok(known.chunks(width).map(<[Moments]>::to_vec).collect());
    }
    let played = play(ground, courses, luck, progress)?;
    notes.keep(&played.concat())?;
    Ok(played)
}

/// Plays policies beside one, with the same trials, and adds up each column of both, those of the others
/// first.
///
/// # Errors
/// [`Halt`] where `progress` asked to stop.
pub fn beside(
    ground: &Ground,
    others: &[Course],
    one: &Course,
    luck: Luck,
    progress: &impl Progress,
) -> Result<Vec<Vec<PairedSums>>, Halt> {
    let width = ground.width();
    let mut all = vec![vec![PairedSums::default(); width]; others.len()];
    let groups = others.chunks(TOGETHER).enumerate();
    let items = groups.flat_map(|(group, others)| {
        parts(ground, &one.trials).map(move |part| (group * TOGETHER, others, part))
    });
    let work = |(first, others, (world, trials)): &(usize, &[Course], (usize, Range<u64>))| {
        let read = |course: &Course| {
            let values = values(ground, course, *world, trials, luck);
            progress.done(trials.end - trials.start);
            values
        };
        let here = read(one);
        let pair = |course: &Course| {
            let mut sums = vec![PairedSums::default(); width];
            let there = read(course);
            for (other, one) in there.chunks(width).zip(here.chunks(width)) {
                for (sum, (x, y)) in sums.iter_mut().zip(other.iter().zip(one)) {
                    sum.add(*x, *y);
                }
            }
            sums
        };
        (*first, others.iter().map(pair).collect::<Vec<_>>())
    };
    ensemble::in_order(items, progress, work, |(first, group)| {
        for (all, sums) in all[first..].iter_mut().zip(&group) {
            for (all, more) in all.iter_mut().zip(sums) {
                all.merge(more);
            }
        }
        Ok(())
    })?;
    Ok(all)
}

/// So many trials or a few more, so that over several worlds every one has its whole turn.
pub fn rounded(trials: u64, worlds: usize) -> u64 {
    if worlds == 1 {
        return trials;
    }
    trials.div_ceil(TURN) * TURN
}

/// So many trials or a few more, so that every world has as many as another.
pub fn level(trials: u64, worlds: usize) -> u64 {
    let worlds = worlds as u64;
    if worlds == 1 {
        return trials;
    }
    trials.div_ceil(TURN * worlds) * TURN * worlds
}

/// Trials by world, in parts.
fn parts(
    ground: &Ground,
    trials: &Range<u64>,
) -> impl Iterator<Item = (usize, Range<u64>)> + use<> {
    let (start, end) = (trials.start, trials.end);
    let worlds = ground.worlds.len() as u64;
    (0..worlds).flat_map(move |world| {
        // How many of the first trials are of this world.
        let of = |trials: u64| {
            if worlds == 1 {
                return trials;
            }
            (trials / TURN + worlds - 1 - world) / worlds * TURN
        };
        let (start, end) = (of(start), of(end));
        let starts = (start..end).step_by(PART as usize);
        starts.map(move |start| (world as usize, start..(start + PART).min(end)))
    })
}

/// What these trials show, trial after trial and by column.
fn values(
    ground: &Ground,
    course: &Course,
    world: usize,
    trials: &Range<u64>,
    luck: Luck,
) -> Vec<i64> {
    let model = ground.model(world, &course.own, course.reply);
    let first = luck.first + world as u64 * luck.stride;
    let trials = first + trials.start..first + trials.end;
    let plan = Plan {
        seed: luck.seed,
        first: trials.start,
        trials: trials.end - trials.start,
        detail: ground.detail(),
        daily: false,
    };
    let records = ensemble::chunk(&model, &plan, trials, &mut ());
    ground.read(&model, &records)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_embedded;
    use crate::search::quantity::Quantity;
    use crate::study::measure::Measure;
    use std::collections::BTreeSet;

    fn ground(worlds: usize) -> Ground {
        let scenario = read_embedded("exact/two-actors", &[]).unwrap().scenario;
        let quantities = [Measure::MinorClash, Measure::Days].map(Quantity::Metric);
        let worlds = vec![scenario; worlds];
        Ground::new(worlds, &[0], &quantities, None, None)
    }

    /// However trials are cut, each world plays its own in order and none twice; level ones are shared
    /// alike.
    #[test]
    fn worlds_take_turns() {
        let ground = ground(3);
        let mut seen = BTreeSet::new();
        for (from, to) in [(0, 100), (100, 150), (150, 450), (450, level(2_000, 3))] {
            for (world, part) in parts(&ground, &(from..to)) {
                for trial in part {
                    assert!(seen.insert((world, trial)));
                }
            }
            assert_eq!(seen.len() as u64, to);
        }
        assert_eq!(level(2_000, 3), 2_100);
        for world in 0..3 {
            let own: Vec<u64> = seen.iter().filter(|s| s.0 == world).map(|s| s.1).collect();
            assert_eq!(own, (0..700).collect::<Vec<u64>>());
        }
        assert_eq!(
            (rounded(101, 1), rounded(101, 3), level(7, 1)),
            (101, 150, 7)
        );
    }

    #[test]
    fn what_is_played_beside_another_is_what_is_played_alone() {
        let ground = ground(2);
        let course = Course {
            own: Vec::new(),
            reply: 0,
            trials: 0..300,
        };
        let luck = Luck {
            seed: 3,
            first: 10,
            stride: 1_000,
        };
        let alone = play(&ground, std::slice::from_ref(&course), luck, &()).unwrap();
        let others = vec![course.clone(); TOGETHER + 2];
        let both = beside(&ground, &others, &course, luck, &()).unwrap();
        assert_eq!(both.len(), others.len());
        for pairs in both {
            let first: Vec<Moments> = pairs.iter().map(PairedSums::first).collect();
            assert_eq!(first, alone[0]);
            assert!(pairs.iter().all(|sums| sums.xy == sums.xx && sums.n == 300));
        }
    }
}
