//! All extreme equilibria of a game of two players, by enumeration of vertices (Mangasarian 1964), and the
//! sets that they span (Jansen 1981; Avis, Rosenberg, Savani & von Stengel 2010).
//!
//! A player's mix belongs to a polytope whose half-spaces say which of its own strategies it does not
//! play and which of the other's are best against it. Two corners in which, together, each strategy is
//! unplayed or best are an equilibrium, and every equilibrium is a mixture of such pairs. That holds in
//! degenerate games as well, in which a search for supports of the same size finds only a part.
//!
//! Payoffs are rounded to integers first, `digits` decimal places of the player's range, and everything
//! after that is exact: ties that are meant as ties are ties, whatever the last bits of floats say, and
//! no tolerance decides what is an equilibrium. In the payoffs as given nobody gains more than two units
//! of that rounding by leaving one.

use std::collections::BTreeSet;

use super::vertices::{HALF_SPACES, Polytope, TooMany, Vertex};
use super::{Game, Mixed};

/// The most maximal sets that are put together.
const SUBSETS: usize = 10_000;

/// How equilibria are enumerated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enumerate {
    /// Decimal places of a player's range of payoffs that count, at most [`DIGITS`].
    pub digits: u32,
    /// The most corners of a polytope, at any stage.
    pub vertices: usize,
}

/// The most places: what a machine number holds.
pub const DIGITS: u32 = 12;

impl Default for Enumerate {
    fn default() -> Self {
        Self {
            digits: 9,
            vertices: 20_000,
        }
    }
}

/// Why there is no list of equilibria.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtremeError {
    /// Not a game of two.
    #[error("extreme equilibria are those of two players, and here are {players}")]
    NotTwo {
        /// Players.
        players: usize,
    },
    /// More strategies than there are labels.
    #[error("the players have {strategies} strategies together, more than {HALF_SPACES}")]
    Strategies {
        /// Of both together.
        strategies: usize,
    },
    /// Too many corners.
    #[error("the polytopes of the game have more than {limit} vertices, or are too much work")]
    TooManyVertices {
        /// The limit.
        limit: usize,
    },
    /// Too many sets.
    #[error("the equilibria of the game span more than {SUBSETS} maximal sets")]
    TooManySubsets,
}

/// A set of equilibria that is convex, and part of no other: any mixture of these mixes of the first
/// player with any mixture of those of the second.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subset {
    /// Mixes of the first player, by number.
    pub first: Vec<usize>,
    /// Mixes of the second player, by number.
    pub second: Vec<usize>,
}

/// Sets of equilibria that hang together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// The sets.
    pub subsets: Vec<Subset>,
}

impl Component {
    /// Whether it is a single equilibrium.
    pub fn is_point(&self) -> bool {
        let one = |subset: &Subset| subset.first.len() == 1 && subset.second.len() == 1;
        self.subsets.len() == 1 && self.subsets.iter().all(one)
    }
}

/// All equilibria of a game.
#[derive(Debug, Clone, PartialEq)]
pub struct Extreme {
    /// Mixes of the first player that are part of one: those with most on the first strategies come first.
    pub first: Vec<Vec<f64>>,
    /// Mixes of the second player.
    pub second: Vec<Vec<f64>>,
    /// The extreme equilibria: a mix of the first player and one of the second, by number, sorted.
    pub equilibria: Vec<(usize, usize)>,
    /// What they span.
    pub components: Vec<Component>,
}

impl Extreme {
    /// Of a game of two players.
    pub fn of(game: &Game, how: Enumerate) -> Result<Self, ExtremeError> {
        let &[m, n] = game.strategies() else {
            let players = game.players();
            return Err(ExtremeError::NotTwo { players });
        };
        if m + n > HALF_SPACES {
            return Err(ExtremeError::Strategies { strategies: m + n });
        }
        let (first, second) = polytopes(game, how.digits.min(DIGITS));
        let enumerated = |polytope: &Polytope| {
            polytope.vertices(how.vertices).map_err(|TooMany| {
                let limit = how.vertices;
                ExtremeError::TooManyVertices { limit }
            })
        };
        let mut corners = (enumerated(&first)?, enumerated(&second)?);
        let pairs = complementary(&corners.0, &corners.1, m, n);
        let (first, one) = mixes(&first, &mut corners.0, pairs.iter().map(|pair| pair.0));
        let (second, other) = mixes(&second, &mut corners.1, pairs.iter().map(|pair| pair.1));
        let named = pairs.into_iter().map(|(a, b)| (one[a], other[b]));
        let equilibria: BTreeSet<(usize, usize)> = named.collect();
        let equilibria: Vec<_> = equilibria.into_iter().collect();
        Ok(Self {
            components: components(&equilibria, first.len())?,
            first,
            second,
            equilibria,
        })
    }

    /// An extreme equilibrium as shares of both players.
    pub fn mixed(&self, equilibrium: usize) -> Mixed {
        let (first, second) = self.equilibria[equilibrium];
        vec![self.first[first].clone(), self.second[second].clone()]
    }

    /// The component that an extreme equilibrium is part of, by number.
    pub fn component(&self, equilibrium: usize) -> usize {
        let (first, second) = self.equilibria[equilibrium];
        let holds = |set: &Subset| set.first.contains(&first) && set.second.contains(&second);
        self.components
            .iter()
            .position(|component| component.subsets.iter().any(holds))
            .expect("invariant: every equilibrium is in a maximal set")
    }
}

/// The polytope of the first player's mixes, cut by what the second has of them, and the other way round.
fn polytopes(game: &Game, digits: u32) -> (Polytope, Polytope) {
    let (m, n) = (game.strategies()[0], game.strategies()[1]);
    let ((one, unit_one), (other, unit_other)) =
        (integers(game, 0, digits), integers(game, 1, digits));
    let first = Polytope {
        rows: (0..n)
            .map(|j| (0..m).map(|i| other[i * n + j]).collect())
            .collect(),
        unit: unit_other,
    };
    let second = Polytope {
        rows: one.chunks(n).map(<[i64]>::to_vec).collect(),
        unit: unit_one,
    };
    (first, second)
}

/// The payoffs of a player as integers from once to twice a unit. What is added and multiplied changes no
/// best answer.
fn integers(game: &Game, player: usize, digits: u32) -> (Vec<i64>, i64) {
    let payoffs = game.payoffs(player);
    let range = game.range(player);
    if range <= 0.0 {
        return (vec![1; payoffs.len()], 1);
    }
    let least = payoffs.iter().copied().fold(f64::INFINITY, f64::min);
    // Powers of ten, so that payoffs written with few digits are what they say.
    let places = f64::from(digits) - libm::ceil(libm::log10(range));
    let steps = |payoff: &f64| libm::round((payoff - least) * libm::pow(10.0, places)) as i64;
    let steps: Vec<i64> = payoffs.iter().map(steps).collect();
    let common = steps.iter().copied().fold(0, divisor).max(1);
    let unit = steps.iter().copied().fold(0, i64::max) / common;
    (
        steps.iter().map(|step| step / common + unit).collect(),
        unit,
    )
}

/// The greatest common divisor (Euclid).
fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

/// Pairs of corners in which each strategy is unplayed or best, but for that of nothing at all.
fn complementary(first: &[Vertex], second: &[Vertex], m: usize, n: usize) -> Vec<(usize, usize)> {
    let low = |bits: usize| u128::MAX >> (HALF_SPACES - bits);
    // The second player's own strategies come first in its corners, and last among the labels.
    let label = |corner: &Vertex| (corner.tight & low(n)) << m | corner.tight >> n;
    let second: Vec<u128> = second.iter().map(label).collect();
    let mut pairs = Vec::new();
    for (a, corner) in first.iter().enumerate() {
        if corner.tight & low(m) == low(m) {
            continue;
        }
        let missing = low(m + n) & !corner.tight;
        let fits = second
            .iter()
            .enumerate()
            .filter(|(_, labels)| **labels & missing == missing);
        pairs.extend(fits.map(|(b, _)| (a, b)));
    }
    pairs
}

/// The mixes of the corners in a list, sorted, and by corner its number among them.
fn mixes(
    polytope: &Polytope,
    corners: &mut [Vertex],
    used: impl Iterator<Item = usize>,
) -> (Vec<Vec<f64>>, Vec<usize>) {
    let used: BTreeSet<usize> = used.collect();
    let mut mixes: Vec<(usize, Vec<f64>)> = used
        .into_iter()
        .map(|at| (at, polytope.shares(&mut corners[at])))
        .collect();
    mixes.sort_by(|(_, a), (_, b)| {
        let sides = a.iter().zip(b).map(|(a, b)| b.total_cmp(a));
        sides.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    });
    let mut numbers = vec![usize::MAX; corners.len()];
    for (number, (at, _)) in mixes.iter().enumerate() {
        numbers[*at] = number;
    }
    (mixes.into_iter().map(|(_, mix)| mix).collect(), numbers)
}

/// The maximal sets of mixes of both players of which every pair is an equilibrium, put together where
/// they have a mix in common.
fn components(equilibria: &[(usize, usize)], first: usize) -> Result<Vec<Component>, ExtremeError> {
    let mut partners: Vec<Vec<usize>> = vec![Vec::new(); first];
    for &(a, b) in equilibria {
        partners[a].push(b);
    }
    // The second halves of maximal sets are the intersections of such lists.
    let mut halves: BTreeSet<Vec<usize>> = BTreeSet::new();
    for list in &partners {
        let shared = |half: &Vec<usize>| -> Vec<usize> {
            half.iter()
                .copied()
                .filter(|b| list.binary_search(b).is_ok())
                .collect()
        };
        let mut new: Vec<Vec<usize>> = halves.iter().map(shared).collect();
        new.push(list.clone());
        halves.extend(new.into_iter().filter(|half| !half.is_empty()));
        if halves.len() > SUBSETS {
            return Err(ExtremeError::TooManySubsets);
        }
    }
    let whole = |second: Vec<usize>| Subset {
        first: (0..first)
            .filter(|&a| second.iter().all(|b| partners[a].binary_search(b).is_ok()))
            .collect(),
        second,
    };
    let mut subsets: Vec<Subset> = halves.into_iter().map(whole).collect();
    subsets.sort();
    let mut components: Vec<Vec<Subset>> = Vec::new();
    for subset in subsets {
        let touches = |other: &Subset| {
            subset.first.iter().any(|a| other.first.contains(a))
                || subset.second.iter().any(|b| other.second.contains(b))
        };
        let (near, far): (Vec<_>, Vec<_>) = components
            .into_iter()
            .partition(|component| component.iter().any(touches));
        components = far;
        components.push(near.into_iter().flatten().chain([subset]).collect());
    }
    let mut components: Vec<Component> = components
        .into_iter()
        .map(|mut subsets| {
            subsets.sort();
            Component { subsets }
        })
        .collect();
    components.sort_by(|a, b| a.subsets.cmp(&b.subsets));
    Ok(components)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(rows: usize, first: &[f64], second: &[f64]) -> Game {
        let columns = first.len() / rows;
        Game::new(vec![rows, columns], vec![first.to_vec(), second.to_vec()]).unwrap()
    }

    fn of(rows: usize, first: &[f64], second: &[f64]) -> Extreme {
        Extreme::of(&two(rows, first, second), Enumerate::default()).unwrap()
    }

    fn are(found: &Extreme, expected: &[(&[f64], &[f64])]) {
        let mut left: Vec<Mixed> = (0..found.equilibria.len())
            .map(|at| found.mixed(at))
            .collect();
        for (first, second) in expected {
            let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-15);
            let at = left
                .iter()
                .position(|mixed| near(&mixed[0], first) && near(&mixed[1], second));
            left.remove(at.unwrap_or_else(|| panic!("{first:?} {second:?} is not in {left:?}")));
        }
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn known_games_have_their_equilibria() {
        let dilemma = of(2, &[3.0, 0.0, 5.0, 1.0], &[3.0, 5.0, 0.0, 1.0]);
        are(&dilemma, &[(&[0.0, 1.0], &[0.0, 1.0])]);
        let chicken = of(2, &[0.0, -1.0, 1.0, -10.0], &[0.0, 1.0, -1.0, -10.0]);
        let (out, on, now) = ([1.0, 0.0], [0.0, 1.0], [0.9, 0.1]);
        are(&chicken, &[(&out, &on), (&on, &out), (&now, &now)]);
        let stag = of(2, &[4.0, 1.0, 3.0, 3.0], &[4.0, 3.0, 1.0, 3.0]);
        let third = [2.0 / 3.0, 1.0 / 3.0];
        are(&stag, &[(&out, &out), (&on, &on), (&third, &third)]);
        let pennies = of(2, &[1.0, -1.0, -1.0, 1.0], &[-1.0, 1.0, 1.0, -1.0]);
        are(&pennies, &[(&[0.5; 2], &[0.5; 2])]);
        let sexes = of(2, &[3.0, 0.0, 0.0, 2.0], &[2.0, 0.0, 0.0, 3.0]);
        are(
            &sexes,
            &[(&out, &out), (&on, &on), (&[0.6, 0.4], &[0.4, 0.6])],
        );
        let stones = [0.0, -1.0, 1.0, 1.0, 0.0, -1.0, -1.0, 1.0, 0.0];
        let turned = stones.map(|payoff: f64| -payoff);
        are(
            &of(3, &stones, &turned),
            &[(&[1.0 / 3.0; 3], &[1.0 / 3.0; 3])],
        );
        for game in [dilemma, pennies, sexes] {
            assert!(game.components.iter().all(Component::is_point));
            assert_eq!(game.components.len(), game.equilibria.len());
        }
    }

    #[test]
    fn a_degenerate_game_has_a_component() {
        // The game of three rows and two columns of von Stengel (2007), with its tie.
        let found = of(
            3,
            &[3.0, 3.0, 2.0, 5.0, 0.0, 6.0],
            &[3.0, 3.0, 2.0, 6.0, 3.0, 1.0],
        );
        let (first, third) = ([1.0, 0.0, 0.0], [0.0, 1.0 / 3.0, 2.0 / 3.0]);
        are(
            &found,
            &[
                (&first, &[1.0, 0.0]),
                (&first, &[2.0 / 3.0, 1.0 / 3.0]),
                (&third, &[1.0 / 3.0, 2.0 / 3.0]),
            ],
        );
        assert_eq!(found.components.len(), 2);
        let segment = found
            .components
            .iter()
            .find(|component| !component.is_point())
            .unwrap();
        assert_eq!(segment.subsets.len(), 1);
        assert_eq!(
            (
                segment.subsets[0].first.len(),
                segment.subsets[0].second.len()
            ),
            (1, 2)
        );
    }

    #[test]
    fn degenerate_games_that_support_enumeration_breaks_on_are_whole() {
        // The game of Nashpy's page on degenerate games, of which it finds two equilibria and no set.
        let first = [0.0, -1.0, 1.0, -1.0, 0.0, 1.0, -1.0, 0.0, 1.0];
        let found = of(3, &first, &first.map(|payoff: f64| -payoff));
        let column = [0.5, 0.5, 0.0];
        are(
            &found,
            &[(&[0.5, 0.5, 0.0], &column), (&[0.5, 0.0, 0.5], &column)],
        );
        assert_eq!(found.components.len(), 1);
        assert_eq!(found.components[0].subsets[0].first.len(), 2);
        // One of its issues (222): a column answered by any mix up to 2/7 of the first row.
        let found = of(2, &[-3.0, 3.0, -3.0, 5.0], &[2.0, 7.0, 4.0, 2.0]);
        let column = [1.0, 0.0];
        are(
            &found,
            &[(&[0.0, 1.0], &column), (&[2.0 / 7.0, 5.0 / 7.0], &column)],
        );
    }

    #[test]
    fn a_game_in_which_nothing_matters_is_one_component() {
        let found = of(2, &[1.0; 6], &[5.0; 6]);
        assert_eq!(found.equilibria.len(), 6);
        assert_eq!(found.components.len(), 1);
        assert_eq!(
            found.components[0].subsets,
            [Subset {
                first: vec![0, 1],
                second: vec![0, 1, 2],
            }]
        );
    }

    #[test]
    fn strategies_with_two_names_span_a_set() {
        // Matching pennies in which the first column has a double.
        let found = of(
            2,
            &[1.0, 1.0, -1.0, -1.0, -1.0, 1.0],
            &[-1.0, -1.0, 1.0, 1.0, 1.0, -1.0],
        );
        are(
            &found,
            &[(&[0.5; 2], &[0.5, 0.0, 0.5]), (&[0.5; 2], &[0.0, 0.5, 0.5])],
        );
        assert_eq!(found.components.len(), 1);
    }

    #[test]
    fn components_are_put_together_from_sets_that_touch() {
        // Everybody has what they have in all corners but one: sets in the shape of an L.
        let found = of(2, &[1.0, 1.0, 1.0, 0.0], &[1.0, 1.0, 1.0, 0.0]);
        are(
            &found,
            &[
                (&[1.0, 0.0], &[1.0, 0.0]),
                (&[1.0, 0.0], &[0.0, 1.0]),
                (&[0.0, 1.0], &[1.0, 0.0]),
            ],
        );
        assert_eq!(found.components.len(), 1);
        assert_eq!(found.components[0].subsets.len(), 2);
    }

    #[test]
    fn last_bits_break_no_tie() {
        let third = 0.1 + 0.2;
        let found = of(2, &[0.3, 0.0, third, 0.0], &[0.0, 0.0, 0.0, 0.0]);
        assert_eq!(found.equilibria.len(), 4);
        let coarse = Enumerate {
            digits: 2,
            ..Enumerate::default()
        };
        let game = two(2, &[1.0, 0.0, 1.001, 0.0], &[0.0; 4]);
        assert_eq!(Extreme::of(&game, coarse).unwrap().equilibria.len(), 4);
        assert_eq!(
            Extreme::of(&game, Enumerate::default())
                .unwrap()
                .equilibria
                .len(),
            3
        );
    }

    #[test]
    fn nobody_gains_by_leaving_an_equilibrium_of_a_large_game() {
        let mut state = 3u64;
        let mut payoffs = |of: usize| -> Vec<f64> {
            let next = |_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (state >> 11) as f64 / 9_007_199_254_740_992.0 * 1e6
            };
            (0..of).map(next).collect()
        };
        for size in [4, 8, 12] {
            let game = two(size, &payoffs(size * size), &payoffs(size * size));
            let found = Extreme::of(&game, Enumerate::default()).unwrap();
            // Their number is odd where a game is not degenerate (Lemke & Howson 1964).
            assert_eq!(found.equilibria.len() % 2, 1);
            assert_eq!(found.components.len(), found.equilibria.len());
            for at in 0..found.equilibria.len() {
                let mixed = found.mixed(at);
                assert!((0..2).all(|player| game.regret(player, &mixed) < 1e-2));
            }
        }
    }

    #[test]
    fn what_is_too_large_is_said() {
        let game = Game::new(vec![2, 2, 2], vec![vec![0.0; 8]; 3]).unwrap();
        let said = Extreme::of(&game, Enumerate::default()).unwrap_err();
        assert_eq!(said, ExtremeError::NotTwo { players: 3 });
        let long = two(100, &vec![0.0; 2900], &vec![0.0; 2900]);
        let said = Extreme::of(&long, Enumerate::default()).unwrap_err();
        assert_eq!(said, ExtremeError::Strategies { strategies: 129 });
        let stones = two(
            3,
            &[0.0, -1.0, 1.0, 1.0, 0.0, -1.0, -1.0, 1.0, 0.0],
            &[0.0; 9],
        );
        let few = Enumerate {
            vertices: 3,
            ..Enumerate::default()
        };
        let said = Extreme::of(&stones, few).unwrap_err();
        assert_eq!(said, ExtremeError::TooManyVertices { limit: 3 });
    }
}
