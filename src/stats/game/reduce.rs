//! What can be left out of a game: strategies that act alike, and strategies that nobody would choose.
//!
//! Strategies of a player that pay every player alike, whatever the others do, are one strategy with
//! several names. A strategy is strictly dominated where another pays its player more whatever the others
//! do, or a mix of others does; no equilibrium plays it, and what is left of the game once it is gone has
//! the same equilibria, in whichever order such strategies go (Gilboa, Kalai & Zemel 1990).

use super::Game;
use super::zero_sum::maximin;

/// Why a strategy was left out.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// It pays everybody as this one does.
    Alike {
        /// The strategy that stands for it.
        with: usize,
    },
    /// These, in these shares, pay its player more, at least by so much.
    Dominated {
        /// Strategies with their shares.
        by: Vec<(usize, f64)>,
        /// The least gain, whatever the others do.
        gain: f64,
    },
}

/// A strategy that was left out. All numbers are those of the whole game.
#[derive(Debug, Clone, PartialEq)]
pub struct Dropped {
    /// Whose it is.
    pub player: usize,
    /// Its number.
    pub strategy: usize,
    /// Why it may be left out.
    pub why: Why,
    /// When, from 1: what is said of it holds in the game that was left then.
    pub round: usize,
}

/// A game with less in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reduction {
    /// What is left.
    pub game: Game,
    /// By player and strategy that is left: the strategies of the whole game that it stands for, itself
    /// first.
    pub classes: Vec<Vec<Vec<usize>>>,
    /// What was left out, in the order in which it went.
    pub dropped: Vec<Dropped>,
    /// By player: strategies of the whole game.
    strategies: Vec<usize>,
}

/// What may be left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reduce {
    /// Payoffs that differ by no more than this are the same, and a gain of no more than this is none.
    pub within: f64,
    /// Whether dominated strategies go as well, or only those that act alike.
    pub dominated: bool,
}

impl Reduction {
    /// Takes away, round after round, until nothing can be.
    pub fn of(game: &Game, reduce: Reduce) -> Self {
        let whole = |count: &usize| (0..*count).map(|strategy| vec![strategy]).collect();
        let mut now = Self {
            game: game.clone(),
            classes: game.strategies().iter().map(whole).collect(),
            dropped: Vec::new(),
            strategies: game.strategies().to_vec(),
        };
        for round in 1.. {
            let before = now.dropped.len();
            for player in 0..game.players() {
                now.merge(player, reduce.within, round);
            }
            if reduce.dominated {
                now.eliminate(reduce.within, round);
            }
            if now.dropped.len() == before {
                break;
            }
        }
        now
    }

    /// Puts strategies of a player that pay alike into one class.
    fn merge(&mut self, player: usize, within: f64, round: usize) {
        let mut kept: Vec<usize> = Vec::new();
        for strategy in 0..self.game.strategies()[player] {
            let like = kept
                .iter()
                .copied()
                .find(|&first| pay_alike(&self.game, player, first, strategy, within));
            let Some(first) = like else {
                kept.push(strategy);
                continue;
            };
            let joined = std::mem::take(&mut self.classes[player][strategy]);
            self.dropped.push(Dropped {
                player,
                strategy: joined[0],
                why: Why::Alike {
                    with: self.classes[player][first][0],
                },
                round,
            });
            self.classes[player][first].extend(joined);
        }
        self.keep(player, kept);
    }

    /// Takes away what is strictly dominated in the game as it stands.
    fn eliminate(&mut self, within: f64, round: usize) {
        let kept: Vec<Vec<usize>> = (0..self.game.players())
            .map(|player| {
                let mut kept: Vec<usize> = (0..self.game.strategies()[player]).collect();
                // One after another: what dominates a strategy is still there when it goes.
                for strategy in kept.clone() {
                    let others: Vec<usize> =
                        kept.iter().copied().filter(|&s| s != strategy).collect();
                    let Some((by, gain)) = dominant(&self.game, player, strategy, &others, within)
                    else {
                        continue;
                    };
                    kept = others;
                    let name = |strategy: usize| self.classes[player][strategy][0];
                    self.dropped.push(Dropped {
                        player,
                        strategy: name(strategy),
                        why: Why::Dominated {
                            by: by.into_iter().map(|(s, share)| (name(s), share)).collect(),
                            gain,
                        },
                        round,
                    });
                }
                kept
            })
            .collect();
        for (player, kept) in kept.into_iter().enumerate() {
            self.keep(player, kept);
        }
    }

    /// Leaves a player these strategies.
    fn keep(&mut self, player: usize, kept: Vec<usize>) {
        if kept.len() == self.game.strategies()[player] {
            return;
        }
        let classes = &mut self.classes[player];
        *classes = kept
            .iter()
            .map(|&s| std::mem::take(&mut classes[s]))
            .collect();
        let mut all: Vec<Vec<usize>> = self
            .game
            .strategies()
            .iter()
            .map(|&count| (0..count).collect())
            .collect();
        all[player] = kept;
        self.game = self.game.kept(&all);
    }

    /// By strategy of the whole game: the share of it where a player plays so in what is left. A class
    /// is played by its first.
    pub fn whole(&self, player: usize, shares: &[f64]) -> Vec<f64> {
        let mut whole = vec![0.0; self.strategies[player]];
        for (class, share) in self.classes[player].iter().zip(shares) {
            whole[class[0]] = *share;
        }
        whole
    }
}

/// Whether two strategies of a player pay every player the same, whatever the others do.
fn pay_alike(game: &Game, player: usize, one: usize, other: usize, within: f64) -> bool {
    game.others(player).all(|profile| {
        let (one, other) = (
            game.deviation(player, profile, one),
            game.deviation(player, profile, other),
        );
        (0..game.players())
            .all(|whose| (game.payoff(whose, one) - game.payoff(whose, other)).abs() <= within)
    })
}

/// Which of others, or which mix of them, pays more than a strategy whatever the other players do, and
/// how much at least.
fn dominant(
    game: &Game,
    player: usize,
    strategy: usize,
    others: &[usize],
    within: f64,
) -> Option<(Vec<(usize, f64)>, f64)> {
    // By what the others do and then by strategy: what it pays more.
    let more: Vec<Vec<f64>> = others
        .iter()
        .map(|&other| {
            let gain = |profile| {
                game.payoff(player, game.deviation(player, profile, other))
                    - game.payoff(player, game.deviation(player, profile, strategy))
            };
            game.others(player).map(gain).collect()
        })
        .collect();
    let least = |gains: &Vec<f64>| gains.iter().copied().fold(f64::INFINITY, f64::min);
    let best = (0..others.len()).max_by(|&a, &b| least(&more[a]).total_cmp(&least(&more[b])))?;
    if least(&more[best]) > within {
        return Some((vec![(others[best], 1.0)], least(&more[best])));
    }
    // A mix can only help where against everything some strategy pays more.
    let answered = |at: usize| more.iter().any(|gains| gains[at] > within);
    if others.len() < 2 || !(0..more[0].len()).all(answered) {
        return None;
    }
    let mix = maximin(&more).ok()?;
    let by = others.iter().copied().zip(mix.strategy);
    (mix.value > within).then(|| (by.filter(|(_, share)| *share > 0.0).collect(), mix.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Reduce = Reduce {
        within: 1e-9,
        dominated: true,
    };

    fn two(rows: usize, first: &[f64], second: &[f64]) -> Game {
        let columns = first.len() / rows;
        Game::new(vec![rows, columns], vec![first.to_vec(), second.to_vec()]).unwrap()
    }

    #[test]
    fn strategies_that_act_alike_are_one() {
        // Rows 0 and 2 pay alike; columns 0 and 1 do once that is seen, and row 1 is not row 0.
        let game = two(
            3,
            &[1.0, 1.0, 4.0, 0.0, 0.0, 5.0, 1.0, 1.0, 4.0],
            &[2.0, 2.0, 1.0, 3.0, 3.0, 0.0, 2.0, 2.0, 1.0],
        );
        let alike = Reduce {
            dominated: false,
            ..ALL
        };
        let found = Reduction::of(&game, alike);
        assert_eq!(
            found.classes,
            [vec![vec![0, 2], vec![1]], vec![vec![0, 1], vec![2]]]
        );
        assert_eq!(found.game.payoffs(0), [1.0, 4.0, 0.0, 5.0]);
        assert_eq!(found.game.payoffs(1), [2.0, 1.0, 3.0, 0.0]);
        assert_eq!(found.dropped.len(), 2);
        assert_eq!(found.dropped[0].why, Why::Alike { with: 0 });
        assert_eq!(found.whole(0, &[0.25, 0.75]), [0.25, 0.75, 0.0]);
    }

    #[test]
    fn what_pays_one_player_alike_and_another_not_stays() {
        let game = two(2, &[1.0, 1.0], &[0.0, 1.0]);
        assert_eq!(Reduction::of(&game, ALL).dropped, []);
    }

    #[test]
    fn dominance_goes_on_until_nothing_is_dominated() {
        // A dilemma played by the first row and column after the others have gone, one by one.
        let game = two(
            3,
            &[2.0, 1.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0, -1.0],
            &[3.0, 2.0, 1.0, 0.0, -1.0, -2.0, 5.0, 9.0, 9.0],
        );
        let found = Reduction::of(&game, ALL);
        assert_eq!(found.game.strategies(), [1, 1]);
        assert_eq!(found.classes, [vec![vec![0]], vec![vec![0]]]);
        let round = |player, strategy| {
            let of = |d: &&Dropped| d.player == player && d.strategy == strategy;
            found.dropped.iter().find(of).unwrap().round
        };
        assert_eq!((round(0, 2), round(1, 1), round(0, 1)), (1, 2, 3));
    }

    #[test]
    fn a_mix_dominates_what_no_strategy_does() {
        let game = two(
            3,
            &[3.0, 0.0, 0.0, 3.0, 1.0, 1.0],
            &[0.0, 1.0, 1.0, 0.0, 0.0, 0.0],
        );
        let found = Reduction::of(&game, ALL);
        assert_eq!(found.dropped.len(), 1);
        let Why::Dominated { by, gain } = &found.dropped[0].why else {
            panic!("dominated");
        };
        assert!((gain - 0.5).abs() < 1e-9);
        for ((strategy, share), expected) in by.iter().zip([0, 1]) {
            assert_eq!(*strategy, expected);
            assert!((share - 0.5).abs() < 1e-9);
        }
        // At the border it is not dominated strictly.
        let game = two(
            3,
            &[3.0, 0.0, 0.0, 3.0, 1.5, 1.5],
            &[0.0, 1.0, 1.0, 0.0, 0.0, 0.0],
        );
        assert_eq!(Reduction::of(&game, ALL).dropped, []);
    }

    #[test]
    fn three_players_reduce_as_two_do() {
        // The third player's second strategy is the better one everywhere; then so is the first's.
        let third = [0.0, 1.0].repeat(4);
        let first = [5.0, 0.0, 5.0, 0.0, 0.0, 1.0, 0.0, 1.0].to_vec();
        let second = [1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 2.0].to_vec();
        let game = Game::new(vec![2, 2, 2], vec![first, second, third]).unwrap();
        let found = Reduction::of(&game, ALL);
        assert_eq!(found.classes, [vec![vec![1]], vec![vec![1]], vec![vec![1]]]);
    }
}
