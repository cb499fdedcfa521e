//! Profiles: one strategy of each player, and the policy that unites them.

use super::player::Player;
use crate::scenario::policy::Policy;

/// All profiles of some players, numbered with the strategy of the last player running fastest.
#[derive(Debug, Clone, PartialEq)]
pub struct Profiles {
    /// Who plays.
    pub players: Vec<Player>,
    /// By player: how far apart two profiles are that differ in one step of its strategy.
    strides: Vec<usize>,
}

impl Profiles {
    /// Those of some players; there is at least one.
    pub fn new(players: Vec<Player>) -> Self {
        let mut strides = vec![1; players.len()];
        for player in (0..players.len().saturating_sub(1)).rev() {
            strides[player] = strides[player + 1] * players[player + 1].strategies.len();
        }
        Self { players, strides }
    }

    /// How many profiles.
    pub fn count(&self) -> usize {
        let of = |player: &Player| player.strategies.len();
        self.players.iter().map(of).product()
    }

    /// By player: how many strategies.
    pub fn strategies(&self) -> Vec<usize> {
        let of = |player: &Player| player.strategies.len();
        self.players.iter().map(of).collect()
    }

    /// What a player does in a profile.
    pub fn strategy(&self, player: usize, profile: usize) -> usize {
        profile / self.strides[player] % self.players[player].strategies.len()
    }

    /// The same profile but for what one player does.
    pub fn with(&self, profile: usize, player: usize, strategy: usize) -> usize {
        profile + strategy * self.strides[player]
            - self.strategy(player, profile) * self.strides[player]
    }

    /// The profiles that differ in what this player does alone, by its strategy.
    pub fn line(&self, profile: usize, player: usize) -> impl Iterator<Item = usize> + '_ {
        let count = self.players[player].strategies.len();
        (0..count).map(move |strategy| self.with(profile, player, strategy))
    }

    /// The first profile of every line of a player: what the others do, each way once.
    pub fn starts(&self, player: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.count()).filter(move |profile| self.strategy(player, *profile) == 0)
    }

    /// The profile in which nobody changes anything.
    pub fn habits(&self) -> usize {
        0
    }

    /// The names of what the players do in a profile.
    pub fn names(&self, profile: usize) -> Vec<&str> {
        (0..self.players.len())
            .map(|at| {
                self.players[at].strategies[self.strategy(at, profile)]
                    .name
                    .as_str()
            })
            .collect()
    }

    /// The policy that unites what the players do in a profile.
    pub fn policy(&self, profile: usize) -> Policy {
        let mut overlays: Vec<_> = (0..self.players.len())
            .flat_map(|at| {
                let strategy = self.strategy(at, profile);
                self.players[at].strategies[strategy].overlays.clone()
            })
            .collect();
        overlays.sort_by_key(|(actor, _)| *actor);
        Policy {
            name: self.names(profile).join(" / "),
            description: String::new(),
            overlays,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::player::players;
    use super::*;
    use crate::scenario::read_embedded;

    #[test]
    fn profiles_are_every_choice_once_and_unite_them() {
        let scenario = read_embedded("kaesong-2020", &[]).unwrap().scenario;
        let named = ["south-korea", "united-states", "international-community"];
        let found = players(&scenario, &named.map(String::from), &[]).unwrap();
        let profiles = Profiles::new(found);
        let all: std::collections::BTreeSet<Vec<&str>> =
            (0..profiles.count()).map(|p| profiles.names(p)).collect();
        assert_eq!(all.len(), profiles.count());
        assert_eq!(profiles.names(profiles.habits()), ["baseline"; 3]);
        let last = profiles.count() - 1;
        assert_eq!(profiles.policy(last).overlays.len(), 3);
        for player in 0..3 {
            let line: Vec<usize> = profiles.line(last, player).collect();
            assert_eq!(line.len(), profiles.strategies()[player]);
            assert!(line.contains(&last));
            let start = profiles.starts(player).filter(|start| line.contains(start));
            assert_eq!(start.count(), 1);
        }
    }
}
