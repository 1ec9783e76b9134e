//! The few features that say most together.

use ndarray::Axis;

use super::{Examples, FitError, LdaSettings, Learner, LinearModel, Shrinkage};
use crate::split::Training;

/// Share of the features that a step keeps, above the size asked for.
const KEPT: f64 = 0.7;

/// Chooses `size` features (all, where there are no more) from training samples, most telling
/// first.
///
/// Recursive elimination (Guyon et al. 2002, Mach Learn 46:389): discriminant analysis on the
/// features left, then those go whose coefficients differ least between the classes, three in ten
/// at a time until the size is reached. A feature that repeats another shares its coefficient with
/// it and goes early, which ranking features one by one would not do.
pub fn choose_panel(examples: &Training<Examples>, size: usize) -> Result<Vec<usize>, FitError> {
    let mut left: Vec<usize> = (0..examples.n_features()).collect();
    loop {
        let keep = (KEPT * left.len() as f64) as usize;
        let mut ranked = ranked(examples, &left)?;
        if keep <= size {
            ranked.truncate(size);
            return Ok(ranked);
        }
        ranked.truncate(keep);
        ranked.sort_unstable();
        left = ranked;
    }
}

/// These features, the most telling first.
fn ranked(examples: &Examples, left: &[usize]) -> Result<Vec<usize>, FitError> {
    let x = examples.x().select(Axis(1), left);
    let part = Examples::new(x, examples.y().to_vec(), examples.n_classes())
        .and_then(|part| part.with_weights(examples.weights().to_vec()))?;
    let says = importance(&fit(part)?, &class_shares(examples));
    let mut order: Vec<usize> = (0..left.len()).collect();
    order.sort_by(|&a, &b| says[b].total_cmp(&says[a]).then(a.cmp(&b)));
    Ok(order.into_iter().map(|place| left[place]).collect())
}

fn fit(part: Examples) -> Result<LinearModel, FitError> {
    let training = Training::new(part);
    match LdaSettings::default().check()?.fit(&training) {
        // A feature without spread within classes: any shrinkage gets past it.
        Err(FitError::SingularCovariance { .. }) => {
            Ok(LdaSettings { shrinkage: Shrinkage::Fixed(0.1) }.check()?.fit(&training)?.model)
        }
        fitted => Ok(fitted?.model),
    }
}

fn class_shares(examples: &Examples) -> Vec<f64> {
    let mut shares = vec![0.0; examples.n_classes()];
    for &y in examples.y() {
        shares[y] += 1.0 / examples.n_samples() as f64;
    }
    shares
}

/// The variance over the classes of each feature's coefficients: how far it moves the scores apart,
/// for features of equal spread.
fn importance(model: &LinearModel, shares: &[f64]) -> Vec<f64> {
    let of = |column: ndarray::ArrayView1<'_, f64>| {
        let mean: f64 = column.iter().zip(shares).map(|(w, share)| w * share).sum();
        column.iter().zip(shares).map(|(w, share)| share * (w - mean).powi(2)).sum()
    };
    model.coefficients().axis_iter(Axis(1)).map(of).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use exoscope_core::Streams;
    use ndarray::Array2;
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn telling_features_are_chosen_and_repeats_of_them_are_not() {
        let stream = &mut Streams::new(1).stream("panel", 0);
        let y: Vec<usize> = (0..300).map(|i| i % 3).collect();
        let mut x: Array2<f32> =
            Array2::from_shape_simple_fn((300, 60), || StandardNormal.sample(stream));
        for (i, mut row) in x.rows_mut().into_iter().enumerate() {
            row[10] += 2.0 * (i % 3) as f32;
            row[20] += if i % 3 == 1 { 2.0 } else { 0.0 };
            row[30] += if i % 3 == 2 { 1.5 } else { 0.0 };
        }
        let examples = Training::new(Examples::new(x, y, 3).unwrap());
        let mut panel = choose_panel(&examples, 3).unwrap();
        panel.sort_unstable();
        assert_eq!(panel, [10, 20, 30]);
        assert_eq!(choose_panel(&examples, 100).unwrap().len(), 60);
    }
}
