//! Where policies are tried out: the scenario as it stands or worlds of it, and what the other side does.

use super::quantity::{Quantity, Readings};
use crate::model::{Model, Switches};
use crate::scenario::policy::{Overlay, Policy};
use crate::scenario::{ReadError, Scenario};
use crate::strategy::player::Player;
use crate::strategy::utility::{Columns, Utility};
use crate::study::arms::Arm;
use crate::study::worlds::Design;
use crate::trial::record::{Detail, Records};

/// What an actor adopts, by place.
pub type Overlays = Vec<(usize, Overlay)>;

/// What is added up of trials: what is read for the side, and then what the other side has of them.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The scenario, or worlds of it that are alike but for numbers.
    pub worlds: Vec<Scenario>,
    /// How rows are read.
    pub readings: Readings,
    /// What the other side may do, each as what its actors adopt; the first is to keep its habits.
    pub replies: Vec<Overlays>,
    /// What payoffs weigh.
    columns: Columns,
    /// What the other side has of a trial; none: nobody asks.
    theirs: Option<Utility>,
}

/// Who may answer, and what it has of it.
#[derive(Debug, Clone)]
pub struct Other {
    /// The other side with its strategies.
    pub player: Player,
    /// What it has of a trial, where the scenario says so.
    pub utility: Option<Utility>,
}

/// So many worlds of the scenario of an arm: draws of its posterior, where it has one, and what is open in
/// `[uncertain]` anywhere in its range.
///
/// # Errors
/// [`ReadError`] where the scenario is not sound in one of them.
pub fn worlds(arm: &Arm, count: usize, seed: u64) -> Result<Vec<Scenario>, ReadError> {
    let design = Design::new([arm], count, seed);
    let world = |world| arm.origin.under(&design.sets(world, arm));
    (0..count).map(world).collect()
}

/// The scenario of an arm under every draw of its posterior; as it stands, where it has none.
pub fn drawn(arm: &Arm) -> Vec<Scenario> {
    let Some(drawn) = &arm.drawn else {
        return vec![arm.scenario.clone()];
    };
    let draws = 0..drawn.draws() as usize;
    let scenario = |world| drawn.scenario(drawn.of_world(world).0).clone();
    draws.map(scenario).collect()
}

impl Ground {
    /// Worlds of a scenario, at least one, for a side of actors; `own` is what that side has of a trial,
    /// where it is asked for, and `other` may answer.
    pub fn new(
        worlds: Vec<Scenario>,
        side: &[usize],
        quantities: &[Quantity],
        own: Option<&Utility>,
        other: Option<&Other>,
    ) -> Self {
        let scenario = &worlds[0];
        let habits = Policy {
            name: String::new(),
            description: String::new(),
            overlays: Vec::new(),
        };
        let model = Model::compile(scenario, &habits, Switches::default());
        let readings = Readings::new(scenario, &model, side, quantities, own);
        let strategies = other.map_or(&[] as &[_], |other| &other.player.strategies);
        let mut replies: Vec<Overlays> = strategies
            .iter()
            .map(|strategy| strategy.overlays.clone())
            .collect();
        if replies.is_empty() {
            replies.push(Vec::new());
        }
        Self {
            theirs: other.and_then(|other| other.utility.clone()),
            columns: Columns::new(scenario),
            readings,
            replies,
            worlds,
        }
    }

    /// The scenario, or the first of its worlds.
    pub fn scenario(&self) -> &Scenario {
        &self.worlds[0]
    }

    /// How many columns are added up.
    pub fn width(&self) -> usize {
        self.readings.quantities.len() + usize::from(self.theirs.is_some())
    }

    /// The column of what the other side has.
    pub fn theirs_at(&self) -> Option<usize> {
        let at = self.readings.quantities.len();
        self.theirs.as_ref().map(|_| at)
    }

    /// How much of a trial its rows have to keep.
    pub fn detail(&self) -> Detail {
        match self.theirs {
            Some(_) => Detail::Full,
            None => self.readings.detail,
        }
    }

    /// What rows of a model show, row after row and by column.
    pub fn read(&self, model: &Model, records: &Records) -> Vec<i64> {
        let own = self.readings.quantities.len();
        let asked = self.theirs.is_some() || self.readings.pays();
        let reader = asked.then(|| self.columns.reader(self.scenario(), model));
        let mut terms = vec![0; self.columns.columns.len()];
        let mut values = vec![0; self.width() * records.rows().len()];
        for ((_, row), into) in records.rows().zip(values.chunks_mut(self.width())) {
            if let Some(reader) = &reader {
                reader.read(row, &mut terms);
            }
            self.readings.read(row, &terms, &mut into[..own]);
            if let Some(utility) = &self.theirs {
                into[own] = utility.units(&terms);
            }
        }
        values
    }

    /// A world in which the side adopts something and the other side answers.
    pub fn model(&self, world: usize, own: &Overlays, reply: usize) -> Model {
        let mut overlays = own.clone();
        overlays.extend(self.replies[reply].iter().cloned());
        overlays.sort_by_key(|(actor, _)| *actor);
        let policy = Policy {
            name: String::new(),
            description: String::new(),
            overlays,
        };
        self.columns.model(&self.worlds[world], policy)
    }
}
