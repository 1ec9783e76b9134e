//! Terminal phase: rate λz by log-linear regression, over the window with the best adjusted R².

use serde::Serialize;

use super::{NcaSettings, Point};

/// The terminal phase.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Terminal {
    /// λz, per unit of time.
    pub lambda_z: f64,
    /// ln 2 / λz.
    pub half_life: f64,
    /// First time of the window, since the dose.
    pub first: f64,
    /// Last time of the window, since the dose.
    pub last: f64,
    /// Points in the window.
    pub points: usize,
    /// Coefficient of determination.
    pub r_squared: f64,
    /// 1 − (1 − R²)(n − 1)/(n − 2).
    pub adjusted_r_squared: f64,
    /// Length of the window in half-lives; below 2 the half-life is doubtful.
    pub span_ratio: f64,
    /// Concentration at the last quantified time that the line predicts.
    pub c_last_predicted: f64,
}

/// The terminal phase of `points` (times since the dose), of those later than t_max and than `dose_end`.
///
/// PKNCA's rule: of the windows that end with the last quantified point and hold the least number of points,
/// those with λz > 0 and an adjusted R² within the tolerance of the best; of these the longest. `None` where
/// there is none.
pub(super) fn terminal(
    points: &[Point],
    dose_end: f64,
    settings: &NcaSettings,
) -> Option<Terminal> {
    let above: Vec<Point> = points.iter().copied().filter(|point| point.1 > 0.0).collect();
    let peak = above.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    let t_max = above.iter().find(|point| point.1 >= peak)?.0;
    let t_last = above.last()?.0;
    let late: Vec<Point> =
        above.into_iter().filter(|(time, _)| *time > t_max && *time > dose_end).collect();
    let windows = late.len().checked_sub(settings.least_points)?;
    let fits: Vec<Terminal> = (0..=windows)
        .filter_map(|start| line(late.get(start..)?, t_last))
        .filter(|fit| fit.adjusted_r_squared.is_finite())
        .collect();
    let best = fits.iter().map(|fit| fit.adjusted_r_squared).fold(f64::NEG_INFINITY, f64::max);
    // Windows are in order of their start, so the first is the longest.
    fits.into_iter()
        .find(|fit| fit.lambda_z > 0.0 && fit.adjusted_r_squared > best - settings.tolerance)
}

/// ln C = a − λz t by least squares.
fn line(points: &[Point], t_last: f64) -> Option<Terminal> {
    let n = points.len() as f64;
    let (&(first, _), &(last, _)) = (points.first()?, points.last()?);
    let t_mean = points.iter().map(|point| point.0).sum::<f64>() / n;
    let y_mean = points.iter().map(|point| point.1.ln()).sum::<f64>() / n;
    let (mut tt, mut ty, mut yy) = (0.0, 0.0, 0.0);
    for (time, value) in points {
        let (t, y) = (time - t_mean, value.ln() - y_mean);
        tt += t * t;
        ty += t * y;
        yy += y * y;
    }
    let slope = ty / tt;
    let rest: f64 = points
        .iter()
        .map(|(time, value)| (value.ln() - y_mean - slope * (time - t_mean)).powi(2))
        .sum();
    let r_squared = 1.0 - rest / yy;
    let half_life = std::f64::consts::LN_2 / -slope;
    Some(Terminal {
        lambda_z: -slope,
        half_life,
        first,
        last,
        points: points.len(),
        r_squared,
        adjusted_r_squared: 1.0 - (1.0 - r_squared) * (n - 1.0) / (n - 2.0),
        span_ratio: (last - first) / half_life,
        c_last_predicted: (y_mean + slope * (t_last - t_mean)).exp(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_fall_takes_all_points_after_the_peak() {
        let points: Vec<Point> =
            [0.5, 1.0, 2.0, 4.0, 8.0].map(|t| (t, 9.0 * (-0.2_f64 * t).exp())).into();
        let found = terminal(&points, 0.0, &NcaSettings::default()).unwrap();
        assert!((found.lambda_z - 0.2).abs() < 1e-12);
        assert_eq!((found.points, found.first, found.last), (4, 1.0, 8.0));
        assert!((found.span_ratio - 7.0 / found.half_life).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_said_of_a_tail_that_is_too_short_rises_or_is_flat() {
        let none = |points: &[Point]| terminal(points, 0.0, &NcaSettings::default());
        assert_eq!(none(&[(1.0, 5.0), (2.0, 4.0), (3.0, 3.0)]), None);
        assert_eq!(none(&[(1.0, 9.0), (2.0, 4.0), (3.0, 5.0), (4.0, 6.0), (5.0, 7.0)]), None);
        assert_eq!(none(&[(1.0, 9.0), (2.0, 4.0), (3.0, 4.0), (4.0, 4.0)]), None);
        assert_eq!(none(&[]), None);
    }
}
