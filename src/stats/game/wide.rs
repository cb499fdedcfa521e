//! Positive numbers of any size. Chances of a hundred factors do not vanish, and are added and multiplied
//! with the precision of floats.

use std::ops::{Add, Div, Mul};

/// Bits of a float behind its leading one.
const MANTISSA: u64 = (1 << 52) - 1;
/// The exponent of floats from 1 to 2, as it is kept.
const ONE: u64 = 1023;

/// A number that is not negative: a float from 1 to 2 times a power of two, or 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wide {
    lead: f64,
    power: i64,
}

impl Wide {
    /// Nothing.
    pub const ZERO: Self = Self {
        lead: 0.0,
        power: 0,
    };

    /// Of a float that is neither negative nor so small that its last bits are missing.
    pub fn new(value: f64) -> Self {
        Self::scaled(value, 0)
    }

    /// e to a power.
    pub fn exp(of: f64) -> Self {
        let power = libm::floor(of / std::f64::consts::LN_2);
        let rest = libm::fma(-power, std::f64::consts::LN_2, of);
        Self::scaled(libm::exp(rest), power as i64)
    }

    /// A float times a power of two.
    fn scaled(value: f64, power: i64) -> Self {
        if value <= 0.0 {
            return Self::ZERO;
        }
        let bits = value.to_bits();
        Self {
            lead: f64::from_bits(bits & MANTISSA | ONE << 52),
            power: power + (bits >> 52) as i64 - ONE as i64,
        }
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.lead <= 0.0
    }

    /// As a float; 0 where it is too small for one.
    pub fn float(self) -> f64 {
        let power = self.power.clamp(-2000, 2000) as i32;
        libm::ldexp(self.lead, power)
    }
}

impl Add for Wide {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        if self.is_zero() {
            return other;
        }
        if other.is_zero() {
            return self;
        }
        let (large, small) = if self.power >= other.power {
            (self, other)
        } else {
            (other, self)
        };
        let apart = large.power - small.power;
        if apart > 60 {
            return large;
        }
        let shift = f64::from_bits((ONE - apart as u64) << 52);
        Self::scaled(large.lead + small.lead * shift, large.power)
    }
}

impl Mul for Wide {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self::scaled(self.lead * other.lead, self.power + other.power)
    }
}

impl Div for Wide {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        Self::scaled(self.lead / other.lead, self.power - other.power)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_is_that_of_floats() {
        for (a, b) in [
            (3.5, 0.1),
            (1e-300, 7e200),
            (0.0, 2.0),
            (1.0, 1e-20),
            (2.5, 2.5),
        ] {
            let (x, y) = (Wide::new(a), Wide::new(b));
            for (found, expected) in [(x + y, a + b), (x * y, a * b), (x / y, a / b)] {
                assert!(
                    (found.float() - expected).abs() <= 1e-15 * expected,
                    "{a} {b}"
                );
            }
        }
    }

    #[test]
    fn nothing_is_too_small() {
        let tiny = Wide::exp(-49_000.0);
        assert!(tiny.float() <= 0.0 && !tiny.is_zero());
        let back = tiny * Wide::exp(49_000.5);
        assert!((back.float() - libm::exp(0.5)).abs() < 1e-10);
        assert!(((tiny + tiny) / tiny).float() - 2.0 < 1e-15);
        assert!((Wide::exp(-0.25).float() - libm::exp(-0.25)).abs() < 1e-15);
    }
}
