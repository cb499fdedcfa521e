//! Who plays: actors that decide together, and the policies that each may choose among.

use crate::diagnostic::nearest;
use crate::model::{Model, Switches};
use crate::scenario::Scenario;
use crate::scenario::policy::{Overlay, Policy};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// How many players a game may have.
pub const PLAYERS: RangeInclusive<usize> = 2..=4;
/// The strategy that changes nothing: an actor keeps its habits.
pub const HABITS: &str = "baseline";

/// Actors that choose together.
#[derive(Debug, Clone, PartialEq)]
pub struct Player {
    /// Their names, joined by `+`.
    pub name: String,
    /// Who they are, by place in the scenario, ascending.
    pub actors: Vec<usize>,
    /// What they may choose; the first is to change nothing.
    pub strategies: Vec<Strategy>,
}

/// What a player may choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Strategy {
    /// The name of the policy.
    pub name: String,
    /// Policies that are the same to the last draw under another name.
    pub also: Vec<String>,
    /// What each of the player's actors adopts.
    pub overlays: Vec<(usize, Overlay)>,
}

/// What is wrong with the players that were named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlayersError {
    /// Too few or too many.
    #[error(
        "a game has two to four players, not {found}: write --players A,B with A+B for actors that choose together"
    )]
    Number {
        /// How many were named.
        found: usize,
    },
    /// Nobody has that name.
    #[error("{scenario} has no actor `{name}`; {hint}")]
    Unknown {
        /// The scenario.
        scenario: String,
        /// The name.
        name: String,
        /// What it may have been.
        hint: String,
    },
    /// One actor in two places.
    #[error("`{name}` is named twice: an actor chooses alone or in one coalition")]
    Twice {
        /// Who.
        name: String,
    },
    /// Strategies of somebody who does not play.
    #[error("--policies-of names `{name}`, who is no player; the players are {players}")]
    NoPlayer {
        /// The name.
        name: String,
        /// Who plays.
        players: String,
    },
    /// A policy that asks something of somebody else.
    #[error("policy `{policy}` also asks something of {other}, who is not of the player {player}")]
    Others {
        /// The policy.
        policy: String,
        /// Whom it asks.
        other: String,
        /// Who should choose it.
        player: String,
    },
    /// A policy of that name is not there.
    #[error("{scenario} has no policy `{name}`; {hint}")]
    Policy {
        /// The scenario.
        scenario: String,
        /// The name.
        name: String,
        /// What it may have been.
        hint: String,
    },
    /// Nothing to choose.
    #[error("{player} has nothing to choose: {why}")]
    Alone {
        /// The player.
        player: String,
        /// Why there is only one strategy.
        why: String,
    },
}

/// Reads players: names of actors, those that choose together joined by `+`. What they may choose are
/// the policies named by `chosen` for them, or all that only they adopt; to keep one's habits always is
/// one of them. Policies that are the same to the last draw are one strategy.
///
/// # Errors
/// [`PlayersError`].
pub fn players(
    scenario: &Scenario,
    named: &[String],
    chosen: &[(String, Vec<String>)],
) -> Result<Vec<Player>, PlayersError> {
    if !PLAYERS.contains(&named.len()) {
        return Err(PlayersError::Number { found: named.len() });
    }
    let mut taken = BTreeSet::new();
    let mut coalitions = Vec::new();
    for name in named {
        let actors = coalition(scenario, name)?;
        if let Some(again) = actors.iter().find(|actor| !taken.insert(**actor)) {
            let name = scenario.actors[*again].name.clone();
            return Err(PlayersError::Twice { name });
        }
        coalitions.push(actors);
    }
    let names = coalitions.iter().map(|actors| called(scenario, actors));
    let names: Vec<String> = names.collect();
    let mut policies: Vec<Option<&[String]>> = vec![None; names.len()];
    for (player, list) in chosen {
        let asked = coalition(scenario, player)?;
        let Some(place) = coalitions.iter().position(|actors| *actors == asked) else {
            return Err(PlayersError::NoPlayer {
                name: player.clone(),
                players: names.join(", "),
            });
        };
        policies[place] = Some(list);
    }
    let of = |(place, actors): (usize, Vec<usize>)| player(scenario, actors, policies[place]);
    coalitions.into_iter().enumerate().map(of).collect()
}

/// Actors, ascending, as a player who may choose among the policies of those names, or among all that
/// only they adopt.
///
/// # Errors
/// [`PlayersError`].
pub fn player(
    scenario: &Scenario,
    actors: Vec<usize>,
    policies: Option<&[String]>,
) -> Result<Player, PlayersError> {
    let name = called(scenario, &actors);
    let found = match policies {
        Some(list) => named_policies(scenario, (&name, &actors), list)?,
        None => own_policies(scenario, &actors),
    };
    let strategies = strategies(scenario, &found);
    if strategies.len() < 2 {
        return Err(PlayersError::Alone {
            why: match policies {
                Some(_) => "the policies named are its habits under another name".to_owned(),
                None => format!("{} has no policy that it alone adopts", scenario.name),
            },
            player: name,
        });
    }
    Ok(Player {
        name,
        actors,
        strategies,
    })
}

/// What actors that choose together are called.
fn called(scenario: &Scenario, actors: &[usize]) -> String {
    let names = actors
        .iter()
        .map(|actor| scenario.actors[*actor].name.as_str());
    names.collect::<Vec<_>>().join("+")
}

/// The actors that a name joins by `+`, ascending.
///
/// # Errors
/// [`PlayersError`].
pub fn coalition(scenario: &Scenario, named: &str) -> Result<Vec<usize>, PlayersError> {
    let mut actors = Vec::new();
    for name in named.split('+').map(str::trim) {
        let actor = actor(scenario, name)?;
        if actors.contains(&actor) {
            return Err(PlayersError::Twice { name: name.into() });
        }
        actors.push(actor);
    }
    actors.sort_unstable();
    Ok(actors)
}

fn actor(scenario: &Scenario, name: &str) -> Result<usize, PlayersError> {
    let found = scenario.actors.iter().position(|actor| actor.name == name);
    let known = || scenario.actors.iter().map(|actor| actor.name.as_str());
    found.ok_or_else(|| PlayersError::Unknown {
        scenario: scenario.name.clone(),
        name: name.into(),
        hint: hint(name, known),
    })
}

fn hint<'s, I: Iterator<Item = &'s str>>(name: &str, known: impl Fn() -> I) -> String {
    nearest(name, known()).map_or_else(
        || format!("it has {}", known().collect::<Vec<_>>().join(", ")),
        |near| format!("did you mean `{near}`?"),
    )
}

/// All policies that these actors adopt and nobody else.
fn own_policies<'s>(scenario: &'s Scenario, actors: &[usize]) -> Vec<&'s Policy> {
    let own = |policy: &&Policy| {
        let mut adopters = policy.overlays.iter().map(|(actor, _)| actor);
        !policy.overlays.is_empty() && adopters.all(|actor| actors.contains(actor))
    };
    scenario.policies.iter().filter(own).collect()
}

fn named_policies<'s>(
    scenario: &'s Scenario,
    (player, actors): (&str, &[usize]),
    names: &[String],
) -> Result<Vec<&'s Policy>, PlayersError> {
    let mut found = Vec::new();
    for name in names.iter().filter(|name| *name != HABITS) {
        let known = || scenario.policies.iter().map(|policy| policy.name.as_str());
        let policy = scenario.policy(name).ok_or_else(|| PlayersError::Policy {
            scenario: scenario.name.clone(),
            name: name.clone(),
            hint: hint(name, known),
        })?;
        let mut adopters = policy.overlays.iter().map(|(actor, _)| *actor);
        if let Some(other) = adopters.find(|actor| !actors.contains(actor)) {
            return Err(PlayersError::Others {
                policy: name.clone(),
                other: scenario.actors[other].name.clone(),
                player: player.into(),
            });
        }
        found.push(policy);
    }
    Ok(found)
}

/// The habits and the policies, each once: those whose models are one and the same are one strategy.
fn strategies(scenario: &Scenario, policies: &[&Policy]) -> Vec<Strategy> {
    let habits = Policy {
        name: HABITS.into(),
        description: String::new(),
        overlays: Vec::new(),
    };
    let mut found: Vec<(Strategy, Model)> = Vec::new();
    for policy in std::iter::once(&habits).chain(policies.iter().copied()) {
        let mut model = Model::compile(scenario, policy, Switches::default());
        // What its rules are called plays no part.
        model.rules.clear();
        let same = found.iter_mut().find(|(_, other)| *other == model);
        if let Some((strategy, _)) = same {
            if strategy.name != policy.name && !strategy.also.contains(&policy.name) {
                strategy.also.push(policy.name.clone());
            }
            continue;
        }
        let strategy = Strategy {
            name: policy.name.clone(),
            also: Vec::new(),
            overlays: policy.overlays.clone(),
        };
        found.push((strategy, model));
    }
    found.into_iter().map(|(strategy, _)| strategy).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_embedded;

    fn korea() -> Scenario {
        read_embedded("kaesong-2020", &[]).unwrap().scenario
    }

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    fn told(named: &[&str], chosen: &[(&str, &[&str])]) -> String {
        let chosen: Vec<(String, Vec<String>)> = chosen
            .iter()
            .map(|(player, list)| ((*player).to_owned(), words(list)))
            .collect();
        players(&korea(), &words(named), &chosen)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_player_chooses_among_what_it_alone_adopts() {
        let named = words(&["international-community", "united-states + south-korea"]);
        let found = players(&korea(), &named, &[]).unwrap();
        assert_eq!(found[1].name, "south-korea+united-states");
        let names: Vec<&str> = found[1]
            .strategies
            .iter()
            .map(|s| s.name.as_str())
            .collect();
        assert_eq!(names[0], HABITS);
        for own in ["grit", "grit-south", "firm", "maximum-restraint-us"] {
            assert!(names.contains(&own), "{own}: {names:?}");
        }
        for others in ["all-maximum-restraint", "mediate-early"] {
            assert!(!names.contains(&others), "{others}");
        }
        // The same under two names is one.
        let restraint = found[1].strategies.iter();
        let mut restraint = restraint.filter(|s| s.name.starts_with("maximum-restraint-south"));
        let restraint = restraint.next().unwrap();
        assert!(
            restraint.also.contains(&"south-restraint-only".to_owned()),
            "{restraint:?}"
        );
    }

    #[test]
    fn who_cannot_play_is_told_why() {
        let us = "united-states";
        assert!(told(&[us], &[]).contains("not 1"));
        assert!(told(&[us, "north-corea"], &[]).contains("`north-korea`"));
        assert!(told(&[us, "south-korea+united-states"], &[]).contains("named twice"));
        let of = [("south-korea", &["grit"][..])];
        assert!(told(&[us, "international-community"], &of).contains("no player"));
        let of = [(us, &["grit"][..])];
        assert!(told(&[us, "international-community"], &of).contains("south-korea"));
        let of = [(us, &["grid-us"][..])];
        assert!(told(&[us, "international-community"], &of).contains("`grit-us`"));
        let of = [(us, &["baseline"][..])];
        assert!(told(&[us, "international-community"], &of).contains("nothing to choose"));
    }
}
