//! Where things are: the columns of the state and the sites of the draws.

use crate::scenario::{Relation, Scenario};
use serde::{Deserialize, Serialize};

/// The number of a column of the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Column(pub u16);

/// Names of the columns, for traces and error messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    names: Vec<String>,
    start: Vec<u32>,
    /// Columns from here on are forgotten at night.
    pub night: usize,
}

impl Layout {
    /// Adds a column with the value a crisis begins with.
    pub fn column(&mut self, name: impl Into<String>, start: u32) -> Column {
        let column = Column(u16::try_from(self.names.len()).expect("fewer than 65,536 columns"));
        self.names.push(name.into());
        self.start.push(start);
        column
    }

    /// The columns so far are kept overnight; those that follow are not.
    pub fn nightfall(&mut self) {
        self.night = self.names.len();
    }

    /// The name of a column.
    pub fn name(&self, column: Column) -> &str {
        &self.names[column.0 as usize]
    }

    /// The state at the onset, before anything is drawn.
    pub fn start(&self) -> &[u32] {
        &self.start
    }

    /// The value a column begins with.
    pub fn start_of(&mut self, column: Column) -> &mut u32 {
        &mut self.start[column.0 as usize]
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.names.len()
    }
}

/// Words a day may use; the position of a word is `day * STRIDE + site`.
pub const STRIDE: usize = 4096;
/// Channels a pair of adversaries can have.
pub const CHANNELS: usize = 4;
/// Sources of incidents an actor can have.
pub const INCIDENTS: usize = 2;

/// Where an actor's own draws begin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ActorSites {
    /// Its decision.
    pub decide: usize,
    /// Its campaign (on day 0: whether it is in one).
    pub campaign: usize,
    /// How its order is carried out: two words.
    pub execute: usize,
    /// Its sources of incidents: [`INCIDENTS`] words.
    pub incidents: usize,
}

/// Where the draws of two actors begin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PairSites {
    /// How the later actor reads the earlier, then the earlier the later: two words. Between a
    /// third party and a party: how it reads the party, then its pressure on it.
    pub perceive: usize,
    /// Beliefs, in the same order: two words (on day 0: the prior). Adversaries only, as the rest.
    pub belief: usize,
    /// Offers of the earlier actor, then of the later: two words.
    pub offers: usize,
    /// Channels: [`CHANNELS`] words.
    pub channels: usize,
}

/// The site of every draw of a day.
///
/// Sites are numbered in blocks by actor: those of an actor and of its pairs with earlier actors follow
/// those of all earlier actors. So an actor appended to the list leaves every other site where it
/// was, and so does any change of parameters, policies, channels or incident sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sites {
    /// By actor.
    pub actors: Vec<ActorSites>,
    /// By later actor, then earlier actor.
    pub pairs: Vec<Vec<PairSites>>,
    /// Words in use.
    pub words: usize,
}

impl Sites {
    /// Numbers the sites of a scenario. Depends on the actors, their kinds and who is an
    /// adversary or ally of whom, and on nothing else.
    pub fn number(scenario: &Scenario) -> Self {
        let mut next = 0;
        let mut take = |words: usize| {
            let site = next;
            next += words;
            site
        };
        let mut sites = Sites {
            actors: Vec::new(),
            pairs: Vec::new(),
            words: 0,
        };
        for (later, actor) in scenario.actors.iter().enumerate() {
            let decide = take(1);
            let own = if actor.is_party() {
                ActorSites {
                    decide,
                    campaign: take(1),
                    execute: take(2),
                    incidents: take(INCIDENTS),
                }
            } else {
                ActorSites {
                    decide,
                    ..ActorSites::default()
                }
            };
            sites.actors.push(own);
            let block = (0..later).map(|earlier| {
                let relation = scenario
                    .pairs
                    .iter()
                    .find(|pair| pair.parties == [earlier, later])
                    .map(|pair| &pair.relation);
                let mixed = actor.is_party() != scenario.actors[earlier].is_party();
                match relation {
                    Some(Relation::Adversaries { .. }) => PairSites {
                        perceive: take(2),
                        belief: take(2),
                        offers: take(2),
                        channels: take(CHANNELS),
                    },
                    Some(Relation::Allies) => PairSites {
                        perceive: take(2),
                        ..PairSites::default()
                    },
                    None if mixed => PairSites {
                        perceive: take(2),
                        ..PairSites::default()
                    },
                    None => PairSites::default(),
                }
            });
            let block = block.collect();
            sites.pairs.push(block);
        }
        sites.words = next;
        assert!(
            sites.words <= STRIDE,
            "8 actors use fewer words than a day has"
        );
        sites
    }

    /// The sites two actors share, the earlier of the list first.
    pub fn pair(&self, one: usize, other: usize) -> PairSites {
        self.pairs[one.max(other)][one.min(other)]
    }
}
