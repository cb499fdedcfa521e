//! The same game under other assumptions: other types of the players, the ends of what the record leaves
//! open on deterrence and exploitation, worlds of everything that is uncertain.

use super::equilibria::{RESAMPLES, Resampled};
use super::exploit::{Exploited, exploited};
use super::rounds::{Board, Rounds};
use crate::stats::decision::Better;
use crate::stats::game::pure;
use crate::study::measure::Measure;

/// What is stable in a game, and what one side would choose in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// Profiles that nobody gains by leaving, by mean payoffs, with the share of resamples in which that
    /// is so.
    pub stable: Vec<(usize, f64)>,
    /// What becomes of each strategy of the side that is advised, in order.
    pub exploited: Vec<Exploited>,
    /// Its strategy that does best in the measure while the others keep their habits.
    pub by_habit: usize,
    /// That which does best where the others answer in their own interest; none where nothing of theirs
    /// is stable whatever it does.
    pub answered: Option<usize>,
    /// That whose worst is least bad.
    pub safest: usize,
}

impl Outlook {
    /// That of a game that was played, for a player.
    pub fn of(
        board: &Board<'_>,
        (rounds, luck): (&Rounds, &Resampled),
        (player, measure): (usize, Measure),
    ) -> Self {
        let game = board.game(&luck.found);
        let mut counts = vec![0; game.profiles()];
        for means in &luck.again {
            for profile in pure::equilibria(&board.game(means), 0.0) {
                counts[profile] += 1;
            }
        }
        let stable = pure::equilibria(&game, 0.0).into_iter();
        let share = |profile: usize| f64::from(counts[profile]) / RESAMPLES as f64;
        let stable = stable.map(|profile| (profile, share(profile))).collect();
        let all = exploited(board, rounds, &game, measure);
        let own: Vec<Exploited> = all.into_iter().filter(|one| one.player == player).collect();
        Self::with(own, stable, measure)
    }

    /// What one side would choose, of what becomes of each of its strategies.
    pub fn with(exploited: Vec<Exploited>, stable: Vec<(usize, f64)>, measure: Measure) -> Self {
        let [by_habit, answered, safest] =
            best(&met(&exploited), measure).map(|best| best.first().copied());
        Self {
            by_habit: by_habit.unwrap_or_default(),
            answered,
            safest: safest.unwrap_or_default(),
            stable,
            exploited,
        }
    }

    /// Its strategies that are best by habit, where they are answered and at worst; those that tie, all.
    pub fn best(&self, measure: Measure) -> [Vec<usize>; 3] {
        best(&met(&self.exploited), measure)
    }
}

/// What becomes of each strategy by habit, where it is answered and at worst.
fn met(exploited: &[Exploited]) -> Vec<[Option<f64>; 3]> {
    let of = |one: &Exploited| {
        let answered = one.answered.as_ref();
        [
            one.habits.measure.value,
            answered.and_then(|fares| fares.measure.value),
            one.worst.measure.value,
        ]
    };
    exploited.iter().map(of).collect()
}

/// Of what becomes of each strategy by habit, where it is answered and at worst: the strategies that are
/// best in each, those that tie all of them.
pub fn best(met: &[[Option<f64>; 3]], measure: Measure) -> [Vec<usize>; 3] {
    std::array::from_fn(|reply| {
        let bad = |strategy: usize| {
            let value = met[strategy][reply]?;
            Some(match measure.better() {
                Better::Lower => value,
                Better::Higher => -value,
            })
        };
        let all = 0..met.len();
        let least = all.clone().filter_map(bad).fold(f64::INFINITY, f64::min);
        all.filter(|strategy| bad(*strategy).is_some_and(|value| value <= least))
            .collect()
    })
}
