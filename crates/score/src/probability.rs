//! How good the probabilities are, not only the calls.

use ndarray::{ArrayRef2, ArrayView1};

/// The least probability that log-loss takes into account: a class that a reader never saw, and so
/// gives 0, costs `−ln 10⁻⁶ ≈ 13.8` and not infinity.
pub const FLOOR: f64 = 1e-6;

/// Log-loss, in nats: the mean over samples of `−ln q(true class)`, where `q` are the
/// probabilities raised to at least [`FLOOR`] and divided by their sum (Good 1952, J R Stat Soc B
/// 14:107).
///
/// `p`: probabilities, samples × classes; `y`: the class of each row, below the number of columns.
/// `None` without samples.
pub fn log_loss(p: &ArrayRef2<f64>, y: &[usize]) -> Option<f64> {
    log_loss_above(FLOOR, p, y)
}

/// Log-loss without the floor of [`log_loss`]: probabilities are raised to 2⁻⁵² alone, as scikit-learn's
/// `log_loss` does, so that a true class of probability 0 costs 36 nats.
pub fn log_loss_unclipped(p: &ArrayRef2<f64>, y: &[usize]) -> Option<f64> {
    log_loss_above(f64::EPSILON, p, y)
}

fn log_loss_above(floor: f64, p: &ArrayRef2<f64>, y: &[usize]) -> Option<f64> {
    let loss = |(row, &class): (ArrayView1<f64>, &usize)| {
        let sum: f64 = row.iter().map(|&v| v.max(floor)).sum();
        row.get(class).map(|v| -(v.max(floor) / sum).ln())
    };
    super::mean::mean(p.outer_iter().zip(y).map(loss))
}

/// Brier score: the mean over samples of the sum over classes of `(p − 1[true class])²`, in 0 to 2
/// (Brier 1950, Mon Weather Rev 78:1). For two classes this is twice the one-column form that some
/// tools give.
///
/// `p`: probabilities, samples × classes; `y`: the class of each row, below the number of columns.
/// `None` without samples.
pub fn brier(p: &ArrayRef2<f64>, y: &[usize]) -> Option<f64> {
    let square = |(row, &class): (ArrayView1<f64>, &usize)| {
        let error = |(c, v): (usize, &f64)| v - f64::from(u8::from(c == class));
        row.iter().enumerate().map(error).map(|e| e * e).sum()
    };
    super::mean::mean(p.outer_iter().zip(y).map(square).map(Some))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn an_unseen_class_scores_the_floor() {
        let p = array![[1.0, 0.0], [0.0, 1.0]];
        let q = 1e-6 / (1.0 + 1e-6_f64);
        let expected = -(q.ln() + (1.0 - q).ln()) / 2.0;
        let found = log_loss(&p, &[1, 1]).unwrap_or(f64::NAN);
        assert!((found - expected).abs() < 1e-12);
    }

    /// scikit-learn 1.9.1: `log_loss([1, 1, 0], [[1, 0], [0, 1], [0.7, 0.3]])` is 12.13344…
    #[test]
    fn without_the_floor_it_is_that_of_scikit_learn() {
        let p = array![[1.0, 0.0], [0.0, 1.0], [0.7, 0.3]];
        let expected = (-f64::EPSILON.ln() - 0.7_f64.ln()) / 3.0;
        let found = log_loss_unclipped(&p, &[1, 1, 0]).unwrap_or(f64::NAN);
        assert!((found - expected).abs() < 1e-12, "{found}");
        assert!(log_loss(&p, &[1, 1, 0]).is_some_and(|clipped| clipped < found));
    }

    #[test]
    fn brier_goes_from_nought_to_two() {
        let p = array![[1.0, 0.0], [1.0, 0.0]];
        assert_eq!(brier(&p, &[0, 0]), Some(0.0));
        assert_eq!(brier(&p, &[1, 1]), Some(2.0));
    }
}
