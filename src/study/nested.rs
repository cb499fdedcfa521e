//! Trials nested in the draws of a posterior: played draw by draw, counted together and by draw.
//!
//! What is counted is the sum of what the draws counted, whatever thread played which.

use super::arms::Arm;
use super::drawn::{Drawn, Turn};
use crate::ensemble::{self, Halt, Plan, Progress, Sum, Tally};
use crate::model::Model;
use crate::trace::choose::Finder;
use crate::trial::record::{Fields, Records};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Trials that are played at a time.
const CHUNK: u64 = 2048;

/// What the trials of an arm came to.
pub struct Found {
    /// All of them.
    pub tally: Tally,
    /// Those worth reading.
    pub finder: Finder,
    /// By draw, without days.
    pub draws: Vec<Tally>,
}

/// Plays an arm under the draws of its posterior. `make` and `hand_on` are those of a run.
pub fn run<T: Send>(
    (arm, drawn): (&Arm, &Drawn),
    plan: &Plan,
    progress: &impl Progress,
    make: impl Fn(Records) -> T + Sync,
    hand_on: impl FnMut(T) -> std::io::Result<()>,
) -> Result<Found, Halt> {
    let models: Vec<OnceLock<Model>> = (0..drawn.len()).map(|_| OnceLock::new()).collect();
    let work = |sum: &mut RunSum, turn: &Turn| {
        let model = models[turn.place].get_or_init(|| arm.under_draw(turn.place).model());
        let mut tally = Tally::new(model, Fields::of(model, plan.detail), plan.daily);
        let records = match &mut tally.daily {
            Some(daily) => ensemble::chunk(model, plan, turn.trials.clone(), daily),
            None => ensemble::chunk(model, plan, turn.trials.clone(), &mut ()),
        };
        tally.add(&records);
        progress.done(turn.trials.end - turn.trials.start);
        sum.finder.add(&records);
        sum.add(turn.place, tally);
        make(records)
    };
    let turns = drawn.turns(plan.trials);
    let parts = turns.iter().flat_map(chunks);
    let sum = ensemble::gather(parts, progress, RunSum::default, work, hand_on)?;
    Ok(Found {
        tally: sum.tally.expect("invariant: a run plays a trial at least"),
        finder: sum.finder,
        draws: sum.draws.into_values().collect(),
    })
}

/// The trials of a turn, so many at a time.
fn chunks(turn: &Turn) -> impl Iterator<Item = Turn> + use<> {
    let Turn { place, trials } = turn.clone();
    let Range { start, end } = trials;
    (start..end).step_by(CHUNK as usize).map(move |from| Turn {
        place,
        trials: from..(from + CHUNK).min(end),
    })
}

#[derive(Default)]
struct RunSum {
    tally: Option<Tally>,
    finder: Finder,
    draws: BTreeMap<usize, Tally>,
}

impl RunSum {
    fn add(&mut self, place: usize, mut tally: Tally) {
        merge(&mut self.tally, &tally);
        tally.daily = None;
        match self.draws.get_mut(&place) {
            Some(known) => known.merge(&tally),
            None => drop(self.draws.insert(place, tally)),
        }
    }
}

impl Sum for RunSum {
    fn merge(&mut self, other: &Self) {
        if let Some(tally) = &other.tally {
            merge(&mut self.tally, tally);
        }
        self.finder.merge(&other.finder);
        for (&place, tally) in &other.draws {
            match self.draws.get_mut(&place) {
                Some(known) => known.merge(tally),
                None => drop(self.draws.insert(place, tally.clone())),
            }
        }
    }
}

fn merge(sum: &mut Option<Tally>, tally: &Tally) {
    match sum {
        Some(sum) => sum.merge(tally),
        None => *sum = Some(tally.clone()),
    }
}
