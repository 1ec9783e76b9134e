//! The features that trees may see.

use crate::learn::Examples;
use crate::learn::moments::ClassMoments;

/// The `most` features of the largest F ratio, in the order of their places: variance between the
/// classes' means over variance within classes. Trees look at one feature at a time, so that a
/// feature that tells nothing alone is a chance to be misled and little else.
pub(super) fn most_telling(examples: &Examples, most: usize) -> Vec<usize> {
    let ratios = f_ratios(&ClassMoments::all(examples));
    let mut order: Vec<usize> = (0..ratios.len()).collect();
    order.sort_by(|&a, &b| ratios[b].total_cmp(&ratios[a]).then(a.cmp(&b)));
    order.truncate(most);
    order.sort_unstable();
    order
}

/// Up to a factor that is the same for all features; 0 for a constant one.
fn f_ratios(classes: &[ClassMoments]) -> Vec<f64> {
    let total: f64 = classes.iter().map(|class| class.weight).sum();
    let features = classes.first().map_or(0, |class| class.means.len());
    let ratio = |j: usize| {
        let mean = classes.iter().map(|c| c.weight * c.means[j]).sum::<f64>() / total;
        let between: f64 = classes.iter().map(|c| c.weight * (c.means[j] - mean).powi(2)).sum();
        let within: f64 = classes.iter().map(|c| c.weight * c.variances[j]).sum();
        if between > 0.0 { between / within } else { 0.0 }
    };
    (0..features).map(ratio).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn ratios_are_those_of_the_analysis_of_variance() {
        let x = array![[1.0, 5.0, 0.0], [2.0, 5.0, 0.0], [4.0, 5.0, 1.0], [5.0, 5.0, 1.0]];
        let examples = Examples::new(x, vec![0, 0, 1, 1], 2).unwrap();
        let ratios = f_ratios(&ClassMoments::all(&examples));
        // Between: 4 × 1.5² = 9; within: 4 × 0.5² = 1.
        assert!((ratios[0] - 9.0).abs() < 1e-12);
        assert_eq!(ratios[1..], [0.0, f64::INFINITY]);
        assert_eq!(most_telling(&examples, 2), [0, 2]);
    }
}
