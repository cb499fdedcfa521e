//! Linear algebra of small dense matrices, in an order of operations that never depends on the machine.

/// Below this share of what it was, what is left of a variance is rounding.
const NOTHING: f64 = 1e-9;

/// The lower triangle whose square a positive definite matrix is (Cholesky).
pub fn cholesky(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let d = matrix.len();
    let mut factor = vec![vec![0.0; d]; d];
    for i in 0..d {
        for j in 0..=i {
            let known = dot(&factor[i][..j], &factor[j][..j]);
            factor[i][j] = if i == j {
                libm::sqrt((matrix[i][i] - known).max(1e-12))
            } else {
                (matrix[i][j] - known) / factor[j][j]
            };
        }
    }
    factor
}

/// Solves a system whose matrix is the square of this triangle.
pub fn solve(factor: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let d = factor.len();
    let mut x = right.to_vec();
    for i in 0..d {
        x[i] = (x[i] - dot(&factor[i][..i], &x[..i])) / factor[i][i];
    }
    for i in (0..d).rev() {
        let known: f64 = (i + 1..d).map(|k| factor[k][i] * x[k]).sum();
        x[i] = (x[i] - known) / factor[i][i];
    }
    x
}

/// Solves any system by elimination, the largest number of what is left of a column first; `None` where
/// its equations depend on each other.
pub fn eliminate(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let d = right.len();
    for at in 0..d {
        let size = |row: &usize| matrix[*row][at].abs();
        let pivot = (at..d).max_by(|a, b| size(a).total_cmp(&size(b)))?;
        if size(&pivot) < f64::MIN_POSITIVE {
            return None;
        }
        matrix.swap(at, pivot);
        right.swap(at, pivot);
        let (done, left) = matrix.split_at_mut(at + 1);
        let lead = &done[at];
        for (row, numbers) in left.iter_mut().enumerate() {
            let factor = numbers[at] / lead[at];
            if factor.abs() > 0.0 {
                for (number, of_lead) in numbers[at..].iter_mut().zip(&lead[at..]) {
                    *number -= factor * of_lead;
                }
                right[at + 1 + row] -= factor * right[at];
            }
        }
    }
    for at in (0..d).rev() {
        let known = dot(&matrix[at][at + 1..], &right[at + 1..]);
        right[at] = (right[at] - known) / matrix[at][at];
    }
    Some(right)
}

/// Sum of products.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// A cloud of points: where it lies and along which axes it spreads, dimensions that only follow
/// others left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Cloud {
    /// The middle.
    pub mean: Vec<f64>,
    /// By axis: a step of one standard deviation.
    axes: Vec<Vec<f64>>,
    /// By axis: the dimension that tells how far a point is along it, once the axes before it are known.
    pivots: Vec<usize>,
}

impl Cloud {
    /// Of points of as many dimensions, spread so many times as far as they do.
    pub fn of(points: &[Vec<f64>], times: f64) -> Self {
        let d = points.first().map_or(0, Vec::len);
        let n = points.len().max(1) as f64;
        let mean: Vec<f64> = (0..d)
            .map(|i| points.iter().map(|point| point[i]).sum::<f64>() / n)
            .collect();
        let mut left: Vec<Vec<f64>> = (0..d)
            .map(|i| {
                let shared = |j: usize| {
                    let product = |p: &Vec<f64>| (p[i] - mean[i]) * (p[j] - mean[j]);
                    times * times * points.iter().map(product).sum::<f64>() / n
                };
                (0..d).map(shared).collect()
            })
            .collect();
        // Cholesky with pivots: the dimension of which most is left comes next, until nothing is.
        let was: Vec<f64> = (0..d).map(|i| left[i][i]).collect();
        let share = |left: &[Vec<f64>], i: usize| {
            if was[i] > f64::MIN_POSITIVE {
                left[i][i] / was[i]
            } else {
                0.0
            }
        };
        let (mut axes, mut pivots) = (Vec::new(), Vec::new());
        while let Some(next) = (0..d).max_by(|&i, &j| share(&left, i).total_cmp(&share(&left, j))) {
            if share(&left, next) < NOTHING {
                break;
            }
            let root = libm::sqrt(left[next][next]);
            let axis: Vec<f64> = (0..d).map(|i| left[i][next] / root).collect();
            for i in 0..d {
                for j in 0..d {
                    left[i][j] -= axis[i] * axis[j];
                }
            }
            pivots.push(next);
            axes.push(axis);
        }
        Self { mean, axes, pivots }
    }

    /// How many axes it has.
    pub fn axes(&self) -> usize {
        self.axes.len()
    }

    /// The point so many standard deviations along each axis.
    pub fn point(&self, along: &[f64]) -> Vec<f64> {
        let mut point = self.mean.clone();
        for (axis, by) in self.axes.iter().zip(along) {
            for (x, step) in point.iter_mut().zip(axis) {
                *x += by * step;
            }
        }
        point
    }

    /// How far along each axis a point lies.
    pub fn along(&self, point: &[f64]) -> Vec<f64> {
        let mut along: Vec<f64> = Vec::with_capacity(self.axes.len());
        for (a, &pivot) in self.pivots.iter().enumerate() {
            let known: f64 = (0..a).map(|b| along[b] * self.axes[b][pivot]).sum();
            along.push((point[pivot] - self.mean[pivot] - known) / self.axes[a][pivot]);
        }
        along
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved() {
        let matrix = [[4.0, 2.0, 0.4], [2.0, 3.0, 0.1], [0.4, 0.1, 1.0]].map(|row| row.to_vec());
        let x = solve(&cholesky(&matrix), &[1.0, -2.0, 0.5]);
        for (row, right) in matrix.iter().zip([1.0, -2.0, 0.5]) {
            assert!((dot(row, &x) - right).abs() < 1e-12);
        }
    }

    #[test]
    fn a_system_that_is_not_symmetric_is_solved_and_one_that_depends_is_not() {
        let matrix = [[0.0, 2.0, 0.4], [-2.0, 3.0, 0.1], [0.4, 5.0, 1.0]].map(|row| row.to_vec());
        let x = eliminate(matrix.to_vec(), vec![1.0, -2.0, 0.5]).unwrap();
        for (row, right) in matrix.iter().zip([1.0, -2.0, 0.5]) {
            assert!((dot(row, &x) - right).abs() < 1e-12);
        }
        let twice = vec![vec![1.0, 2.0], vec![2.0, 4.0]];
        assert_eq!(eliminate(twice, vec![1.0, 1.0]), None);
    }

    #[test]
    fn a_cloud_finds_its_points_again_and_leaves_out_what_follows() {
        // The third dimension is the sum of the others, the fourth never moves.
        let points: Vec<Vec<f64>> = (0..40)
            .map(|i| {
                let (a, b) = (f64::from(i % 7) - 2.0, f64::from(i % 5) * 0.3);
                vec![a, b, a + b, 8.0]
            })
            .collect();
        let cloud = Cloud::of(&points, 1.5);
        assert_eq!(cloud.axes(), 2);
        let (mut sum, mut square) = (0.0, 0.0);
        for point in &points {
            let along = cloud.along(point);
            for (found, known) in cloud.point(&along).iter().zip(point) {
                assert!((found - known).abs() < 1e-9);
            }
            sum += along[0];
            square += along[0] * along[0];
        }
        assert!(sum.abs() < 1e-9 && (square / 40.0 - 1.0 / 2.25).abs() < 1e-9);
    }
}
