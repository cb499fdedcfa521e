//! Systems of equations in integers, without a rounding.

use std::ops::Div;

use num_bigint::BigInt;
use num_traits::{CheckedMul, CheckedSub, ToPrimitive, Zero};

/// A solution: these numbers over that one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fractions {
    /// What stands above.
    pub above: Vec<BigInt>,
    /// What stands below, and is not 0.
    pub below: BigInt,
}

/// Why there is no solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// A number on the way does not fit.
    TooLarge,
    /// There are fewer independent equations than unknowns.
    Dependent,
}

/// The solution of equations, each a list of coefficients with the right side last. There may be more of
/// them than unknowns if they agree; `None` where too few do not follow from others.
pub fn solved(equations: &[Vec<i64>]) -> Option<Fractions> {
    // Machine numbers where every number on the way fits, which is soon found out.
    let (above, below) = match eliminated::<i128>(equations) {
        Ok((above, below)) => (above.into_iter().map(BigInt::from).collect(), below.into()),
        Err(Stop::TooLarge) => eliminated::<BigInt>(equations).ok()?,
        Err(Stop::Dependent) => return None,
    };
    Some(Fractions { above, below })
}

/// Elimination in which every division leaves nothing over (Bareiss 1968).
fn eliminated<T>(equations: &[Vec<i64>]) -> Result<(Vec<T>, T), Stop>
where
    T: Clone + From<i64> + CheckedMul + CheckedSub + Zero + PartialEq + Div<Output = T>,
{
    let mut rows: Vec<Vec<T>> = equations
        .iter()
        .map(|row| row.iter().map(|&x| T::from(x)).collect())
        .collect();
    let unknowns = rows.first().ok_or(Stop::Dependent)?.len() - 1;
    let mut before = T::from(1);
    for at in 0..unknowns {
        let pivot = (at..rows.len())
            .find(|&row| !rows[row][at].is_zero())
            .ok_or(Stop::Dependent)?;
        rows.swap(at, pivot);
        let lead = rows[at].clone();
        let minor = |number: &T, factor: &T, of_lead: &T| {
            let left = lead[at].checked_mul(number)?;
            left.checked_sub(&factor.checked_mul(of_lead)?)
        };
        for (row, numbers) in rows.iter_mut().enumerate() {
            if row == at {
                continue;
            }
            let factor = numbers[at].clone();
            for (number, of_lead) in numbers.iter_mut().zip(&lead) {
                let minor = minor(number, &factor, of_lead).ok_or(Stop::TooLarge)?;
                *number = minor / before.clone();
            }
        }
        before = lead[at].clone();
    }
    let above = rows[..unknowns].iter().map(|row| row[unknowns].clone());
    Ok((above.collect(), before))
}

/// The nearest number that a machine has, but for its last bit.
pub fn ratio(above: &BigInt, below: &BigInt) -> f64 {
    // As many bits of the quotient as a float has, and some more.
    let bits = |number: &BigInt| i32::try_from(number.bits()).expect("invariant: few bits");
    let shift = 64 + bits(below) - bits(above);
    let quotient = if shift >= 0 {
        (above << shift) / below
    } else {
        above / (below << -shift)
    };
    libm::ldexp(quotient.to_f64().unwrap_or(0.0), -shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_big_numbers_give_the_same() {
        // The second equation twice, and one that follows from the others.
        let equations = [
            vec![2, 1, 1, 4],
            vec![1, 3, 2, 6],
            vec![1, 3, 2, 6],
            vec![3, 4, 3, 10],
            vec![1, 0, 0, 1],
        ];
        let found = solved(&equations).unwrap();
        let values: Vec<f64> = found
            .above
            .iter()
            .map(|above| ratio(above, &found.below))
            .collect();
        for (value, expected) in values.iter().zip([1.0, 1.0, 1.0]) {
            assert!((value - expected).abs() < 1e-15);
        }
        let big = eliminated::<BigInt>(&equations).unwrap();
        assert_eq!((found.above, found.below), big);
    }

    #[test]
    fn numbers_that_no_machine_number_holds_are_exact() {
        let equations: Vec<Vec<i64>> = (0..6u64)
            .map(|row| {
                (0..7u64)
                    .map(|at| ((row * 7 + at + 3).wrapping_pow(17) >> 1) as i64 % 4_000_000_007)
                    .collect()
            })
            .collect();
        assert_eq!(eliminated::<i128>(&equations), Err(Stop::TooLarge));
        let found = solved(&equations).unwrap();
        for row in &equations {
            let sum: BigInt = found
                .above
                .iter()
                .zip(row)
                .map(|(value, by)| value * *by)
                .sum();
            assert_eq!(sum, &found.below * row[6]);
        }
    }

    #[test]
    fn equations_that_depend_on_each_other_have_no_solution() {
        assert_eq!(solved(&[vec![1, 2, 3], vec![2, 4, 6]]), None);
        assert_eq!(solved(&[]), None);
    }

    #[test]
    fn ratios_of_any_size_are_rounded_once() {
        let big = BigInt::from(7u8).pow(900);
        assert!((ratio(&(&big * 2), &(&big * 3)) - 2.0 / 3.0).abs() < 1e-16);
        assert!((ratio(&BigInt::from(-3), &BigInt::from(8)) + 0.375).abs() < 1e-16);
        assert!(ratio(&BigInt::from(0), &big).abs() < 1e-300);
    }
}
