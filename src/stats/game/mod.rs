//! Games in normal form: players, strategies, payoffs, and what follows from them. [`pure`] says who
//! answers what best, [`reduce`] takes away what is played alike or never, [`extreme`] finds all equilibria of
//! two players, [`zero_sum`] what one is sure of, [`quantal`] how players answer who err, [`alpha`] and
//! [`sinks`] where evolution leads.

pub mod alpha;
mod exact;
pub mod extreme;
pub mod pure;
pub mod quantal;
pub mod reduce;
pub mod sinks;
mod vertices;
mod wide;
pub mod zero_sum;

use std::ops::RangeInclusive;

/// How many players a game may have.
pub const PLAYERS: RangeInclusive<usize> = 2..=4;
/// The most profiles that a game may have.
pub const PROFILES: usize = 1 << 20;

/// What is wrong with the numbers of a game.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GameError {
    /// Too few or too many.
    #[error("a game has two to four players, not {found}")]
    Players {
        /// Players there are.
        found: usize,
    },
    /// A player who cannot do anything.
    #[error("player {} has no strategy", player + 1)]
    NoStrategy {
        /// Who.
        player: usize,
    },
    /// More than are ever looked at.
    #[error("a game has at most {PROFILES} profiles")]
    Profiles,
    /// A list of payoffs that is too short or too long.
    #[error("player {} has {found} payoffs, and there are {expected} profiles", player + 1)]
    Payoffs {
        /// Who.
        player: usize,
        /// Payoffs that were given.
        found: usize,
        /// Profiles that there are.
        expected: usize,
    },
    /// Lists of payoffs of more or fewer players than there are.
    #[error("there are {players} players and payoffs of {found}")]
    Lists {
        /// Players.
        players: usize,
        /// Lists of payoffs.
        found: usize,
    },
    /// Not a number, or without end.
    #[error("player {} has no finite payoff in profile {profile}", player + 1)]
    NotFinite {
        /// Who.
        player: usize,
        /// Where.
        profile: usize,
    },
}

/// A game in normal form of two to four players. Players, strategies and profiles have numbers from 0; a
/// profile is numbered with the strategy of the last player running fastest.
#[derive(Debug, Clone, PartialEq)]
pub struct Game {
    strategies: Vec<usize>,
    /// By player: how far apart two profiles are that differ in one step of this player's strategy.
    strides: Vec<usize>,
    /// By player: the payoff in each profile.
    payoffs: Vec<Vec<f64>>,
}

/// What each player does: shares of its strategies that add up to one.
pub type Mixed = Vec<Vec<f64>>;

impl Game {
    /// Of players with so many strategies each, and for each player a list of payoffs by profile.
    pub fn new(strategies: Vec<usize>, payoffs: Vec<Vec<f64>>) -> Result<Self, GameError> {
        let players = strategies.len();
        if !PLAYERS.contains(&players) {
            return Err(GameError::Players { found: players });
        }
        if let Some(player) = strategies.iter().position(|&count| count == 0) {
            return Err(GameError::NoStrategy { player });
        }
        let profiles = strategies
            .iter()
            .try_fold(1usize, |product, &count| product.checked_mul(count))
            .filter(|&profiles| profiles <= PROFILES)
            .ok_or(GameError::Profiles)?;
        if payoffs.len() != players {
            let found = payoffs.len();
            return Err(GameError::Lists { players, found });
        }
        for (player, payoffs) in payoffs.iter().enumerate() {
            if payoffs.len() != profiles {
                return Err(GameError::Payoffs {
                    player,
                    found: payoffs.len(),
                    expected: profiles,
                });
            }
            if let Some(profile) = payoffs.iter().position(|payoff| !payoff.is_finite()) {
                return Err(GameError::NotFinite { player, profile });
            }
        }
        let mut strides = vec![1; players];
        for player in (0..players - 1).rev() {
            strides[player] = strides[player + 1] * strategies[player + 1];
        }
        Ok(Self {
            strategies,
            strides,
            payoffs,
        })
    }

    /// How many players.
    pub fn players(&self) -> usize {
        self.strategies.len()
    }

    /// By player: how many strategies.
    pub fn strategies(&self) -> &[usize] {
        &self.strategies
    }

    /// How many profiles.
    pub fn profiles(&self) -> usize {
        self.payoffs[0].len()
    }

    /// The number of the profile in which the players do this.
    pub fn index(&self, profile: &[usize]) -> usize {
        debug_assert!(profile.iter().zip(&self.strategies).all(|(s, n)| s < n));
        profile
            .iter()
            .zip(&self.strides)
            .map(|(s, by)| s * by)
            .sum()
    }

    /// What a player does in a profile.
    pub fn strategy(&self, player: usize, profile: usize) -> usize {
        profile / self.strides[player] % self.strategies[player]
    }

    /// What all players do in a profile.
    pub fn profile(&self, profile: usize) -> Vec<usize> {
        (0..self.players())
            .map(|player| self.strategy(player, profile))
            .collect()
    }

    /// What a player has in a profile.
    pub fn payoff(&self, player: usize, profile: usize) -> f64 {
        self.payoffs[player][profile]
    }

    /// What a player has, by profile.
    pub fn payoffs(&self, player: usize) -> &[f64] {
        &self.payoffs[player]
    }

    /// The profile that this one becomes where one player does something else.
    pub fn deviation(&self, player: usize, profile: usize, strategy: usize) -> usize {
        profile - self.strategy(player, profile) * self.strides[player]
            + strategy * self.strides[player]
    }

    /// The profiles that a player can choose between while the others stay, itself among them, in the
    /// order of the player's strategies.
    pub fn deviations(&self, player: usize, profile: usize) -> impl Iterator<Item = usize> + use<> {
        let stride = self.strides[player];
        let first = profile - self.strategy(player, profile) * stride;
        (0..self.strategies[player]).map(move |strategy| first + strategy * stride)
    }

    /// What the others do, in every way: the profiles in which this player does its first.
    pub fn others(&self, player: usize) -> impl Iterator<Item = usize> + use<'_> {
        (0..self.profiles()).filter(move |&profile| self.strategy(player, profile) == 0)
    }

    /// How far apart the least and the largest payoff of a player are.
    pub fn range(&self, player: usize) -> f64 {
        let payoffs = self.payoffs[player].iter().copied();
        payoffs.clone().fold(f64::NEG_INFINITY, f64::max) - payoffs.fold(f64::INFINITY, f64::min)
    }

    /// The same game with each player's payoffs counted from its least in units of its range; those of a
    /// player whose payoffs are all alike are 0. Nothing that players prefer changes by it.
    #[must_use]
    pub fn normal(&self) -> Self {
        let payoffs = (0..self.players()).map(|player| {
            let least = self.payoffs[player]
                .iter()
                .copied()
                .fold(f64::INFINITY, f64::min);
            let range = self.range(player);
            let unit = if range > 0.0 { range } else { 1.0 };
            self.payoffs[player]
                .iter()
                .map(|payoff| (payoff - least) / unit)
                .collect()
        });
        Self {
            strategies: self.strategies.clone(),
            strides: self.strides.clone(),
            payoffs: payoffs.collect(),
        }
    }

    /// By strategy of a player: what it is worth where the others play so. What the player itself plays
    /// does not matter.
    pub fn worth(&self, player: usize, mixed: &[Vec<f64>]) -> Vec<f64> {
        let mut worth = vec![0.0; self.strategies[player]];
        for (profile, payoff) in self.payoffs[player].iter().enumerate() {
            let chance: f64 = (0..self.players())
                .filter(|&other| other != player)
                .map(|other| mixed[other][self.strategy(other, profile)])
                .product();
            worth[self.strategy(player, profile)] += chance * payoff;
        }
        worth
    }

    /// What a player has on average where all play so.
    pub fn expected(&self, player: usize, mixed: &[Vec<f64>]) -> f64 {
        super::linear::dot(&self.worth(player, mixed), &mixed[player])
    }

    /// What a player could gain by its best answer; nobody gains in an equilibrium.
    pub fn regret(&self, player: usize, mixed: &[Vec<f64>]) -> f64 {
        let worth = self.worth(player, mixed);
        let best = worth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        best - super::linear::dot(&worth, &mixed[player])
    }

    /// A profile as shares: all of one strategy each.
    pub fn surely(&self, profile: usize) -> Mixed {
        (0..self.players())
            .map(|player| {
                let mut shares = vec![0.0; self.strategies[player]];
                shares[self.strategy(player, profile)] = 1.0;
                shares
            })
            .collect()
    }

    /// The game in which players can do nothing but these; each keeps something.
    #[must_use]
    pub fn kept(&self, kept: &[Vec<usize>]) -> Self {
        let strategies: Vec<usize> = kept.iter().map(Vec::len).collect();
        let mut profiles = vec![0];
        for (kept, stride) in kept.iter().zip(&self.strides) {
            let longer = profiles
                .iter()
                .flat_map(|at| kept.iter().map(move |s| at + s * stride));
            profiles = longer.collect();
        }
        let payoffs = self
            .payoffs
            .iter()
            .map(|payoffs| profiles.iter().map(|&at| payoffs[at]).collect());
        Self::new(strategies, payoffs.collect()).expect("invariant: a part of a game is a game")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three players with two, three and two strategies, whose payoffs are their profiles.
    fn numbered() -> Game {
        let payoffs = |by: f64| (0..12).map(|profile| f64::from(profile) * by).collect();
        Game::new(
            vec![2, 3, 2],
            vec![payoffs(1.0), payoffs(-2.0), payoffs(0.5)],
        )
        .unwrap()
    }

    #[test]
    fn profiles_are_numbered_with_the_last_player_fastest() {
        let game = numbered();
        for number in 0..game.profiles() {
            let profile = game.profile(number);
            assert_eq!(game.index(&profile), number);
            assert_eq!(number, profile[0] * 6 + profile[1] * 2 + profile[2]);
            for player in 0..3 {
                let found: Vec<Vec<usize>> = game
                    .deviations(player, number)
                    .map(|at| game.profile(at))
                    .collect();
                for (strategy, found) in found.iter().enumerate() {
                    let mut expected = profile.clone();
                    expected[player] = strategy;
                    assert_eq!(found, &expected);
                }
                assert_eq!(found.len(), game.strategies()[player]);
            }
        }
        assert_eq!(game.others(1).collect::<Vec<_>>(), [0, 1, 6, 7]);
    }

    #[test]
    fn mixed_strategies_are_worth_their_average() {
        let game = numbered();
        let mixed = vec![vec![0.25, 0.75], vec![0.5, 0.0, 0.5], vec![0.1, 0.9]];
        let mean = 6.0 * 0.75 + 2.0 + 0.9;
        assert!((game.expected(0, &mixed) - mean).abs() < 1e-12);
        assert!((game.expected(1, &mixed) + 2.0 * mean).abs() < 1e-12);
        let worth = game.worth(1, &mixed);
        assert!((worth[0] + 2.0 * (mean - 2.0)).abs() < 1e-12 && worth.len() == 3);
        assert!((game.regret(1, &mixed) - 4.0).abs() < 1e-12);
        let surely = game.surely(7);
        assert!((game.expected(2, &surely) - 3.5).abs() < 1e-12);
    }

    #[test]
    fn a_part_of_a_game_keeps_its_payoffs() {
        let part = numbered().kept(&[vec![1], vec![2, 0], vec![0, 1]]);
        assert_eq!(part.strategies(), [1, 2, 2]);
        assert_eq!(part.payoffs(0), [10.0, 11.0, 6.0, 7.0]);
    }

    #[test]
    fn a_normal_game_runs_from_0_to_1() {
        let normal = numbered().normal();
        for player in 0..3 {
            assert!((normal.range(player) - 1.0).abs() < 1e-12);
        }
        let flat = Game::new(vec![1, 2], vec![vec![3.0, 3.0], vec![3.0, 4.0]]).unwrap();
        assert_eq!(flat.normal().payoffs(0), [0.0, 0.0]);
    }

    #[test]
    fn numbers_that_are_no_game_are_refused() {
        let said = |strategies: &[usize], payoffs: &[&[f64]]| {
            let payoffs = payoffs.iter().map(|payoffs| payoffs.to_vec()).collect();
            Game::new(strategies.to_vec(), payoffs)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            said(&[2], &[&[1.0, 2.0]]),
            "a game has two to four players, not 1"
        );
        assert_eq!(said(&[2, 0], &[&[], &[]]), "player 2 has no strategy");
        assert_eq!(
            said(&[1 << 12, 1 << 12], &[]),
            "a game has at most 1048576 profiles"
        );
        assert_eq!(
            said(&[1, 1], &[&[1.0]]),
            "there are 2 players and payoffs of 1"
        );
        assert_eq!(
            said(&[1, 2], &[&[1.0, 2.0], &[1.0]]),
            "player 2 has 1 payoffs, and there are 2 profiles"
        );
        assert_eq!(
            said(&[1, 1], &[&[1.0], &[f64::NAN]]),
            "player 2 has no finite payoff in profile 0"
        );
    }
}
