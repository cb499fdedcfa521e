//! What a player makes of a trial: payoffs of its actors, added up, over what rows of trials show.

use super::player::Player;
use crate::diagnostic::nearest;
use crate::model::{Model, Switches};
use crate::scenario::payoff::{Payoff, Term};
use crate::scenario::policy::{Condition, Feature, Overlay, Policy, Rule, RuleEffect};
use crate::scenario::{Relation, Scenario};
use crate::study::measure::Measure;
use crate::trial::record::{Detail, Fields};

/// Integer units of a payoff in a point: payoffs of trials add up exactly in them.
pub const UNIT: f64 = 1000.0;

/// What can be read of a trial: a term as it is for an actor. What is the same for all has no actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// Whose it is.
    pub actor: Option<usize>,
    /// What it is.
    pub term: Term,
}

/// A weight of a payoff, as a number of one player's utility.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Where the scenario has it, as an override would name it.
    pub path: String,
    /// The place of what it weighs among the columns.
    pub column: usize,
    /// Points for each of it.
    pub weight: f64,
    /// What else the weight may be.
    pub range: Option<(f64, f64)>,
}

/// What a player makes of a trial: the sum of its parts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Utility {
    /// Weights.
    pub parts: Vec<Part>,
}

/// How the columns are read off the rows of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct Reader(Vec<Reading>);

/// How a column is read off a row.
#[derive(Debug, Clone, PartialEq)]
enum Reading {
    Measure(Measure),
    Field(usize),
    Sum(Vec<usize>),
}

/// All that the payoffs of a scenario weigh.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    /// What they are.
    pub columns: Vec<Column>,
    /// The greatest value of each; the least is 0.
    most: Vec<i64>,
}

/// What is wrong with the payoffs of a game.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UtilityError {
    /// Nobody says what the player wants.
    #[error(
        "nothing says what {player} cares about: write [payoff.{actor}] into the scenario, or --set payoff.{actor}.minor_clash=-1"
    )]
    None {
        /// The player.
        player: String,
        /// Its first actor.
        actor: String,
    },
    /// A type that the actor does not have.
    #[error("{actor} has no type `{kind}`; {hint}")]
    Type {
        /// Who.
        actor: String,
        /// The type asked for.
        kind: String,
        /// What there is.
        hint: String,
    },
}

impl Column {
    fn of(actor: usize, term: Term) -> Self {
        let actor = match term {
            Term::MinorClash
            | Term::SeriousClash
            | Term::War
            | Term::Agreement
            | Term::Unilateral
            | Term::Calm
            | Term::Unresolved
            | Term::Days => None,
            _ => Some(actor),
        };
        Self { actor, term }
    }
}

impl Columns {
    /// Those of every payoff and type of a scenario, in order.
    pub fn new(scenario: &Scenario) -> Self {
        let payoffs = scenario.payoffs.iter();
        let columns = payoffs.flat_map(|payoff| {
            let weights = payoff.weights.iter();
            weights.map(|weight| Column::of(payoff.actor, weight.term))
        });
        let mut columns: Vec<Column> = columns.collect();
        columns.sort_unstable();
        columns.dedup();
        let most = columns.iter().map(|column| most(scenario, *column));
        Self {
            most: most.collect(),
            columns,
        }
    }

    /// A scenario under a policy, compiled so that its rows show all of it.
    pub fn model(&self, scenario: &Scenario, mut policy: Policy) -> Model {
        for actor in self.watching() {
            let overlays = &mut policy.overlays;
            let at = overlays.binary_search_by_key(&actor, |(actor, _)| *actor);
            let at = at.unwrap_or_else(|at| {
                overlays.insert(at, (actor, nothing()));
                at
            });
            overlays[at].1.rules.push(watch());
        }
        Model::compile(scenario, &policy, Switches::default())
    }

    /// How it is read off the rows of [`Columns::model`].
    pub fn reader(&self, scenario: &Scenario, model: &Model) -> Reader {
        let fields = Fields::of(model, Detail::Full);
        let reading = |column: &Column| reading(scenario, model, &fields, *column);
        Reader(self.columns.iter().map(reading).collect())
    }

    /// Actors whose talks are counted.
    fn watching(&self) -> impl Iterator<Item = usize> {
        let talks = self
            .columns
            .iter()
            .filter(|column| column.term == Term::Talks);
        talks.filter_map(|column| column.actor)
    }
}

impl Reader {
    /// What a row shows of each column.
    pub fn read(&self, row: &[u32], into: &mut [i64]) {
        for (reading, value) in self.0.iter().zip(into) {
            *value = match reading {
                Reading::Measure(measure) => i64::from(measure.of(row)),
                Reading::Field(field) => i64::from(row[*field]),
                Reading::Sum(fields) => fields.iter().map(|field| i64::from(row[*field])).sum(),
            };
        }
    }
}

/// To adopt nothing.
fn nothing() -> Overlay {
    Overlay {
        rules: Vec::new(),
        seeks_channels: 1.0,
    }
}

/// A rule that does nothing but hold on days with talks: rows show on how many days a rule held.
fn watch() -> Rule {
    Rule {
        name: Term::Talks.row().key.into(),
        when: vec![Condition {
            feature: Feature::Talks,
            low: 1,
            high: i32::MAX,
        }],
        effect: RuleEffect::Shift {
            escalate: 0.0,
            negotiate: 0.0,
        },
    }
}

/// The greatest value of a column.
fn most(scenario: &Scenario, column: Column) -> i64 {
    let horizon = i64::from(scenario.closing.horizon_days);
    match column.term {
        Term::MinorClash
        | Term::SeriousClash
        | Term::War
        | Term::Agreement
        | Term::Unilateral
        | Term::Calm
        | Term::Unresolved => 1,
        Term::OwnRung => scenario.rungs.len() as i64 - 1,
        Term::Days | Term::OwnEscalations | Term::OwnRestraints | Term::OwnOffers | Term::Talks => {
            horizon
        }
        Term::OthersEscalations | Term::OthersRestraints | Term::OthersOffers => {
            horizon * others(scenario, column.actor.unwrap_or_default()).len() as i64
        }
    }
}

fn reading(scenario: &Scenario, model: &Model, fields: &Fields, column: Column) -> Reading {
    let actor = column.actor.unwrap_or_default();
    let acts = |actor: usize, act: usize| fields.acts + 3 * actor + act;
    let others = |act: usize| {
        let all = others(scenario, actor).into_iter();
        Reading::Sum(all.map(|other| acts(other, act)).collect())
    };
    match column.term {
        Term::MinorClash => Reading::Measure(Measure::MinorClash),
        Term::SeriousClash => Reading::Measure(Measure::SeriousClash),
        Term::War => Reading::Measure(Measure::War),
        Term::Agreement => Reading::Measure(Measure::Agreement),
        Term::Unilateral => Reading::Measure(Measure::Unilateral),
        Term::Calm => Reading::Measure(Measure::Calm),
        Term::Unresolved => Reading::Measure(Measure::Unresolved),
        Term::Days => Reading::Measure(Measure::Days),
        Term::OwnRung => {
            let party = fields.parties.iter().position(|party| *party == actor);
            let party = party.expect("invariant: only a party weighs its rung");
            Reading::Field(fields.peak + party)
        }
        Term::OwnEscalations => Reading::Field(acts(actor, 0)),
        Term::OwnRestraints => Reading::Field(acts(actor, 1)),
        Term::OwnOffers => Reading::Field(acts(actor, 2)),
        Term::OthersEscalations => others(0),
        Term::OthersRestraints => others(1),
        Term::OthersOffers => others(2),
        Term::Talks => {
            // The last of its rules: see `Columns::model`.
            let mut rules = model.rules.iter();
            let rule = rules.rposition(|(of, _)| *of == actor);
            Reading::Field(fields.rules + rule.expect("invariant: it watches its talks"))
        }
    }
}

/// An actor's adversaries; of a third party, all parties.
pub fn others(scenario: &Scenario, actor: usize) -> Vec<usize> {
    let all = 0..scenario.actors.len();
    if !scenario.actors[actor].is_party() {
        return all
            .filter(|other| scenario.actors[*other].is_party())
            .collect();
    }
    let adversaries = |other: &usize| {
        let mut pairs = scenario.pairs.iter();
        let between = [actor.min(*other), actor.max(*other)];
        pairs.any(|pair| {
            let adversaries = matches!(pair.relation, Relation::Adversaries { .. });
            adversaries && pair.parties == between
        })
    };
    all.filter(adversaries).collect()
}

impl Utility {
    /// That of a player: the payoffs of its actors added up, each of the type that is asked for, by name
    /// of the actor.
    ///
    /// # Errors
    /// [`UtilityError`].
    pub fn of(
        scenario: &Scenario,
        columns: &Columns,
        player: &Player,
        types: &[(String, String)],
    ) -> Result<Self, UtilityError> {
        let mut parts = Vec::new();
        for actor in &player.actors {
            let name = scenario.actors[*actor].name.as_str();
            let asked = types.iter().find(|(of, _)| of == name);
            let kind = asked.map(|(_, kind)| kind.as_str());
            let own = || {
                scenario
                    .payoffs
                    .iter()
                    .filter(|payoff| payoff.actor == *actor)
            };
            let found = own().find(|payoff| payoff.kind.as_deref() == kind);
            match (found, kind) {
                (Some(payoff), _) => parts.extend(parts_of(columns, payoff, name)),
                (None, Some(kind)) => {
                    let kinds = || own().filter_map(|payoff| payoff.kind.as_deref());
                    let hint = match nearest(kind, kinds()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None if kinds().next().is_none() => "it has none".to_owned(),
                        None => format!("it has {}", kinds().collect::<Vec<_>>().join(", ")),
                    };
                    return Err(UtilityError::Type {
                        actor: name.into(),
                        kind: kind.into(),
                        hint,
                    });
                }
                (None, None) => {}
            }
        }
        if parts.is_empty() {
            return Err(UtilityError::None {
                player: player.name.clone(),
                actor: scenario.actors[player.actors[0]].name.clone(),
            });
        }
        Ok(Self { parts })
    }

    /// The payoff of a trial in integer units, by what its row shows.
    pub fn units(&self, values: &[i64]) -> i64 {
        let part = |part: &Part| (part.weight * UNIT).round() as i64 * values[part.column];
        self.parts.iter().map(part).sum()
    }

    /// The least and the greatest payoff of a trial, in integer units.
    pub fn range(&self, columns: &Columns) -> (i64, i64) {
        let all = self.parts.iter();
        let ends = all.map(|part| (part.weight * UNIT).round() as i64 * columns.most[part.column]);
        let ends: Vec<i64> = ends.collect();
        let sum = |of: fn(i64) -> i64| ends.iter().map(|end| of(*end)).sum();
        (sum(|end| end.min(0)), sum(|end| end.max(0)))
    }

    /// The payoff in points, of means of what rows show.
    pub fn points(&self, means: &[f64]) -> f64 {
        let part = |part: &Part| part.weight * means[part.column];
        self.parts.iter().map(part).sum()
    }
}

fn parts_of<'p>(
    columns: &'p Columns,
    payoff: &'p Payoff,
    actor: &'p str,
) -> impl Iterator<Item = Part> + 'p {
    payoff.weights.iter().map(move |weight| {
        let column = Column::of(payoff.actor, weight.term);
        let place = columns.columns.binary_search(&column);
        let range = weight.range.as_ref();
        Part {
            path: payoff.path_of(actor, weight.term),
            column: place.expect("invariant: columns are those of all payoffs"),
            weight: weight.value,
            range: range.map(|range| (range.low, range.high)),
        }
    })
}
