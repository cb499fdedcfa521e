//! Trials nested in the draws of a posterior: played draw by draw, counted together and by draw.
//!
//! What is counted is the sum of what the draws counted, whatever thread played which.

use super::arms::Arm;
use super::drawn::{self, Drawn, Turn};
use crate::ensemble::{self, Halt, Plan, Portion, Progress, Sum, Tally};
use crate::model::Model;
use crate::trace::choose::Finder;
use crate::trial::record::{Fields, Records};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Trials that are played at a time.
const CHUNK: u64 = 2048;

/// What the trials of an arm came to, in integers: the same of any of its trials, played in any order
/// and anywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Played {
    /// All of them; none where none was played.
    pub(super) tally: Option<Tally>,
    /// Those worth reading.
    pub(super) finder: Finder,
    /// By draw of a posterior, without days.
    pub(super) draws: BTreeMap<usize, Tally>,
}

/// Plays a portion of an arm under the draws of its posterior. `make` and `hand_on` are those of a run.
pub fn play<T: Send>(
    (arm, drawn): (&Arm, &Drawn),
    (plan, portion): (&Plan, Portion),
    progress: &impl Progress,
    make: impl Fn(Records) -> T + Sync,
    hand_on: impl FnMut(T) -> std::io::Result<()>,
) -> Result<Played, Halt> {
    let models: Vec<OnceLock<Model>> = (0..drawn.len()).map(|_| OnceLock::new()).collect();
    let work = |sum: &mut Played, turn: &Turn| {
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
    let turns = drawn::cut(drawn.turns(plan.trials), portion);
    let chunks = turns.iter().flat_map(chunks);
    ensemble::gather(chunks, progress, Played::default, work, hand_on)
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

impl Played {
    fn add(&mut self, place: usize, mut tally: Tally) {
        match &mut self.tally {
            Some(all) => all.merge(&tally),
            None => self.tally = Some(tally.clone()),
        }
        tally.daily = None;
        ensemble::merge_by_key(&mut self.draws, &BTreeMap::from([(place, tally)]));
    }
}

impl Sum for Played {
    fn merge(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        self.finder.merge(&other.finder);
        ensemble::merge_by_key(&mut self.draws, &other.draws);
    }
}
