//! A portion of what is played: part I of N, cut so that the parts together are the whole.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// The most parts that anything is cut into.
pub const MOST_PARTS: u64 = 100_000;

/// Part `part` of `of`, counted from 1, of all or of what lies beyond the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Portion {
    beyond: u64,
    of: u64,
    part: u64,
}

/// What is no portion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPortion {
    /// It is no pair of whole numbers.
    #[error("it must be I/N, two whole numbers: 3/8 is the third part of eight")]
    Form,
    /// There are no parts, or too many.
    #[error("there must be from 1 to {MOST_PARTS} parts")]
    Parts,
    /// The part is none of them.
    #[error("parts are counted from 1, and there is no part {part} of {of}")]
    Part {
        /// Which.
        part: u64,
        /// Of how many.
        of: u64,
    },
}

impl Portion {
    /// Everything.
    pub const ALL: Self = Self {
        beyond: 0,
        of: 1,
        part: 1,
    };

    /// Part `part` of `of`, counted from 1.
    ///
    /// # Errors
    /// [`NoPortion`].
    pub fn new(part: u64, of: u64) -> Result<Self, NoPortion> {
        if !(1..=MOST_PARTS).contains(&of) {
            return Err(NoPortion::Parts);
        }
        if !(1..=of).contains(&part) {
            return Err(NoPortion::Part { part, of });
        }
        Ok(Self {
            beyond: 0,
            of,
            part,
        })
    }

    /// Which part it is.
    pub fn part(self) -> u64 {
        self.part
    }

    /// How many there are.
    pub fn parts(self) -> u64 {
        self.of
    }

    /// The same part of what lies beyond so many of the first, which were played before.
    #[must_use]
    pub fn beyond(self, first: u64) -> Self {
        Self {
            beyond: first,
            ..self
        }
    }

    /// How many of the first it lies beyond.
    pub fn begins(self) -> u64 {
        self.beyond
    }

    /// Its part of a range: those of all parts follow one another, and differ by 1 in length at most.
    #[must_use]
    pub fn of(self, whole: &Range<u64>) -> Range<u64> {
        let start = whole.start + self.beyond.min(whole.end - whole.start);
        let length = u128::from(whole.end - start);
        let cut = |at: u64| start + (length * u128::from(at) / u128::from(self.of)) as u64;
        cut(self.part - 1)..cut(self.part)
    }
}

impl FromStr for Portion {
    type Err = NoPortion;

    fn from_str(text: &str) -> Result<Self, NoPortion> {
        let (part, of) = text.trim().split_once('/').ok_or(NoPortion::Form)?;
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse().unwrap_or(u64::MAX))
        };
        let (part, of) = number(part).zip(number(of)).ok_or(NoPortion::Form)?;
        Self::new(part, of)
    }
}

impl fmt::Display for Portion {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_the_whole_and_alike() {
        for (first, length) in [(0, 0), (0, 1), (5, 7), (0, 10_000), (3, u64::MAX - 3)] {
            for of in [1, 2, 3, 7, 16, 99_999] {
                let (mut next, mut lengths) = (first, Vec::new());
                for part in 1..=of {
                    let portion = Portion::new(part, of).unwrap().of(&(first..first + length));
                    assert_eq!(portion.start, next);
                    lengths.push(portion.end - portion.start);
                    next = portion.end;
                }
                assert_eq!(next, first + length);
                let (least, most) = (lengths.iter().min(), lengths.iter().max());
                assert!(most.unwrap() - least.unwrap() <= 1);
            }
        }
    }

    #[test]
    fn parts_beyond_the_first_are_the_rest() {
        let part = |part| Portion::new(part, 3).unwrap().beyond(10);
        let parts = [1, 2, 3].map(|number| part(number).of(&(5..25)));
        assert_eq!(parts, [15..18, 18..21, 21..25]);
        assert_eq!(part(2).of(&(5..12)), 12..12);
    }

    #[test]
    fn what_is_no_portion_is_told() {
        assert_eq!("3/8".parse(), Portion::new(3, 8));
        assert_eq!(Portion::new(3, 8).unwrap().to_string(), "3/8");
        for text in ["", "3", "/", "1/", "a/b", "-1/3", "1.0/3", "1/3/5", "+1/2"] {
            assert_eq!(text.parse::<Portion>(), Err(NoPortion::Form), "{text}");
        }
        for text in ["1/0", "1/100001", "1/99999999999999999999999"] {
            assert_eq!(text.parse::<Portion>(), Err(NoPortion::Parts), "{text}");
        }
        for (part, of) in [(0, 3), (4, 3)] {
            assert_eq!(Portion::new(part, of), Err(NoPortion::Part { part, of }));
        }
    }
}
