//! Logistic regression on two features that are there or not, from the counts of their four cells.

use super::ridge::chance;

/// Steps that a fit may take. Where there is one it takes fewer than ten.
const STEPS: usize = 30;
/// The largest move of a coefficient that still counts as none.
const STILL: f64 = 1e-10;

/// How often it did not happen and did, by the first feature and the second.
pub type LogitCells = [[[u64; 2]; 2]; 2];

/// Constant and the two coefficients of logit p = a + b x + c y: the maximum of the likelihood, by
/// iteratively reweighted least squares (McCullagh & Nelder 1989). `None` where there is none: cells
/// that tell the outcomes apart without an error push a coefficient beyond all bounds (Albert &
/// Anderson 1984), and features that never vary, or only together, cannot be told from each other.
pub fn logit(cells: &LogitCells) -> Option<[f64; 3]> {
    let each = |i: usize| (i >> 1, i & 1);
    let counts: Vec<([f64; 3], f64, f64)> = (0..4)
        .map(each)
        .map(|(x, y)| {
            let [no, yes] = cells[x][y];
            let row = [1.0, x as f64, y as f64];
            (row, yes as f64, (no + yes) as f64)
        })
        .filter(|(_, _, n)| *n > 0.0)
        .collect();
    let mut now: Option<[f64; 3]> = None;
    for _ in 0..STEPS {
        let (mut square, mut right) = ([[0.0; 3]; 3], [0.0; 3]);
        for (row, yes, n) in &counts {
            // Begins at the logits of the cells themselves, kept off the edges.
            let eta = now.map_or_else(
                || libm::log((yes + 0.5) / (n - yes + 0.5)),
                |now| now.iter().zip(row).map(|(b, x)| b * x).sum(),
            );
            let p = chance(eta);
            let weight = n * p * (1.0 - p);
            // weight · (eta + (yes - n p) / weight), without the division.
            let response = weight * eta + (yes - n * p);
            for i in 0..3 {
                right[i] += row[i] * response;
                for j in 0..3 {
                    square[i][j] += row[i] * row[j] * weight;
                }
            }
        }
        let next = solve(square, right)?;
        let moved = now.map(|now| {
            let moves = now.iter().zip(&next).map(|(old, new)| (old - new).abs());
            moves.fold(0.0, f64::max)
        });
        if moved.is_some_and(|moved| moved < STILL) {
            return Some(next);
        }
        now = Some(next);
    }
    None
}

/// Solves a symmetric positive definite system of three equations by Cholesky's factors.
fn solve(square: [[f64; 3]; 3], right: [f64; 3]) -> Option<[f64; 3]> {
    let mut lower = [[0.0; 3]; 3];
    let mut x = right;
    for i in 0..3 {
        for j in 0..=i {
            let inner: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let left = square[i][j] - inner;
            lower[i][j] = match (i == j, left > 1e-12 * square[i][i]) {
                (true, true) => libm::sqrt(left),
                (true, false) => return None,
                _ => left / lower[j][j],
            };
        }
        let known: f64 = (0..i).map(|k| lower[i][k] * x[k]).sum();
        x[i] = (x[i] - known) / lower[i][i];
    }
    for i in (0..3).rev() {
        let known: f64 = (i + 1..3).map(|k| lower[k][i] * x[k]).sum();
        x[i] = (x[i] - known) / lower[i][i];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: [f64; 3], known: [f64; 3], within: f64) {
        for (found, known) in found.into_iter().zip(known) {
            assert!((found - known).abs() < within, "{found} {known}");
        }
    }

    #[test]
    fn counts_that_follow_the_law_give_it_back() {
        // Odds 1/4, times 3 with the first feature, times 2 with the second.
        let cells = [[[80, 20], [200, 100]], [[400, 300], [2, 3]]];
        let odds = |[no, yes]: [u64; 2]| yes as f64 / no as f64;
        assert!((odds(cells[1][1]) / odds(cells[1][0]) - 2.0).abs() < 1e-15);
        let known = [0.25, 3.0, 2.0].map(libm::log);
        near(logit(&cells).unwrap(), known, 1e-9);
    }

    #[test]
    fn residuals_of_a_fit_sum_to_zero_over_everybody_and_over_each_feature() {
        // The score equations, which the maximum of the likelihood solves and nothing else does.
        let cells = [[[40, 10], [11, 9]], [[12, 28], [5, 60]]];
        let [a, b, c] = logit(&cells).unwrap();
        let mut sums = [0.0; 3];
        for (x, y) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let [no, yes] = cells[x][y];
            let eta = a + b * x as f64 + c * y as f64;
            let rest = yes as f64 - (no + yes) as f64 / (1.0 + libm::exp(-eta));
            for (sum, of) in sums.iter_mut().zip([1.0, x as f64, y as f64]) {
                *sum += of * rest;
            }
        }
        near(sums, [0.0; 3], 1e-8);
        assert!(b > 1.5 && c > 0.5);
    }

    #[test]
    fn no_fit_where_the_likelihood_has_no_maximum() {
        // Certain with the first feature.
        assert_eq!(logit(&[[[5, 5], [5, 5]], [[0, 9], [0, 4]]]), None);
        // The second feature never varies.
        assert_eq!(logit(&[[[5, 5], [0, 0]], [[3, 9], [0, 0]]]), None);
        // They vary only together.
        assert_eq!(logit(&[[[5, 5], [0, 0]], [[0, 0], [3, 9]]]), None);
        assert_eq!(logit(&[[[0; 2]; 2]; 2]), None);
        // A cell without an observation is no harm.
        assert!(logit(&[[[5, 5], [3, 4]], [[3, 9], [0, 0]]]).is_some());
    }
}
