//! Every path of answers through a stage, one at a time.

use crate::crisis::chance::{CERTAIN, Chance};

/// Answers a question of the law can have.
const ANSWERS: usize = 4;

/// A path of answers through one stage and the share of a mass that takes it.
///
/// The stage is played once for each path. Each time it runs, the answers so far are repeated and
/// the path goes on with the first answer that has mass; [`advance`](Path::advance) turns to the
/// next path, deepest question first. A question splits its mass at the whole numbers below
/// `mass * threshold / 2^31`, so that the parts of a mass are whole and add up to it.
#[derive(Debug, Default)]
pub(super) struct Path {
    whole: u64,
    steps: Vec<Step>,
    /// Questions of this run answered so far.
    depth: usize,
    /// Cuts at which a part was rounded, over all paths.
    pub rounded: u64,
}

/// A question that more than one answer is possible to, or that was asked all the same.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// Mass at or below each answer.
    upto: [u64; ANSWERS],
    answers: usize,
    answer: usize,
}

impl Step {
    fn mass(&self) -> u64 {
        let below = self.answer.checked_sub(1).map_or(0, |k| self.upto[k]);
        self.upto[self.answer] - below
    }

    /// Turns to the next answer with mass. Whether there is one.
    fn next(&mut self) -> bool {
        while self.answer + 1 < self.answers {
            self.answer += 1;
            if self.mass() > 0 {
                return true;
            }
        }
        false
    }
}

impl Path {
    /// Before the first path through a stage, for a state of that mass.
    pub fn begin(&mut self, whole: u64) {
        self.whole = whole;
        self.steps.clear();
        self.depth = 0;
    }

    /// The mass of the path that was just played.
    pub fn mass(&self) -> u64 {
        self.steps.last().map_or(self.whole, Step::mass)
    }

    /// Turns to the next path. Whether there is one.
    pub fn advance(&mut self) -> bool {
        self.depth = 0;
        while let Some(step) = self.steps.last_mut() {
            if step.next() {
                return true;
            }
            self.steps.pop();
        }
        false
    }

    /// Splits the mass of the path so far at the thresholds of a question.
    fn ask(&mut self, thresholds: &[u32]) {
        let mass = self.mass();
        let mut step = Step {
            upto: [mass; ANSWERS],
            answers: thresholds.len() + 1,
            answer: 0,
        };
        let mut before = 0;
        for (upto, &threshold) in step.upto.iter_mut().zip(thresholds) {
            debug_assert!(
                before <= threshold && threshold <= CERTAIN,
                "thresholds ascend up to one"
            );
            before = threshold;
            let share = u128::from(mass) * u128::from(threshold);
            *upto = (share >> 31) as u64;
            self.rounded += u64::from(share as u32 & (CERTAIN - 1) != 0);
        }
        if step.mass() == 0 {
            let found = step.next();
            debug_assert!(found, "a mass that is split has a part with mass");
        }
        self.steps.push(step);
    }
}

impl Chance for Path {
    fn answer<const K: usize>(&mut self, _q: usize, _l: usize, thresholds: [u32; K]) -> u32 {
        const { assert!(K < ANSWERS, "no question of the law has more answers") };
        // Most questions have one possible answer, and that needs no step.
        let impossible = thresholds
            .iter()
            .filter(|&&threshold| threshold == 0)
            .count();
        let certain = thresholds
            .iter()
            .filter(|&&threshold| threshold == CERTAIN)
            .count();
        if impossible + certain == K {
            return impossible as u32;
        }
        if self.depth == self.steps.len() {
            self.ask(&thresholds);
        }
        let answer = self.steps[self.depth].answer;
        self.depth += 1;
        answer as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks two questions, the second only after some answers of the first.
    fn stage(path: &mut Path) -> (u32, u32) {
        let first = path.answer(0, 0, [CERTAIN / 4, CERTAIN / 4, CERTAIN / 2]);
        let threshold = if first == 0 { CERTAIN / 3 } else { CERTAIN };
        let second = path.answer(1, 0, [threshold]);
        (first, second)
    }

    #[test]
    fn paths_are_all_there_once_and_their_mass_is_whole() {
        let mut path = Path::default();
        path.begin(1_000_001);
        let mut found = Vec::new();
        loop {
            let answers = stage(&mut path);
            found.push((answers, path.mass()));
            if !path.advance() {
                break;
            }
        }
        let expected = [
            ((0, 0), 83_333),
            ((0, 1), 166_667),
            ((2, 0), 250_000),
            ((3, 0), 500_001),
        ];
        assert_eq!(found, expected);
        assert_eq!(path.rounded, 4);
    }

    #[test]
    fn a_mass_of_one_takes_one_path() {
        let mut path = Path::default();
        path.begin(1);
        assert_eq!((stage(&mut path), path.mass()), ((3, 0), 1));
        assert!(!path.advance());
    }
}
