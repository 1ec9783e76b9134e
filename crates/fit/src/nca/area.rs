//! Areas under the concentration curve (AUC) and under its first moment (AUMC).

use serde::Serialize;

use super::Point;

/// How areas between two samples are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrapezoidRule {
    /// Linear everywhere.
    Linear,
    /// Linear where the concentration rises, stays or reaches 0; logarithmic where it falls.
    LinearUpLogDown,
}

impl TrapezoidRule {
    /// Names in settings.
    pub const NAMES: [(&str, Self); 2] =
        [("linear-up-log-down", Self::LinearUpLogDown), ("linear", Self::Linear)];
}

/// Area and first moment.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Areas {
    pub auc: f64,
    pub aumc: f64,
}

/// Areas from the first point to the last one above 0; 0 of a curve that is 0. `None` of fewer than two
/// points.
pub(super) fn to_last(points: &[Point], rule: TrapezoidRule) -> Option<Areas> {
    if points.len() < 2 {
        return None;
    }
    let Some(last) = points.iter().rposition(|point| point.1 > 0.0) else {
        return Some(Areas::default());
    };
    Some(over(points.get(..=last).unwrap_or(points), rule))
}

/// Areas over all points.
pub(super) fn over(points: &[Point], rule: TrapezoidRule) -> Areas {
    let mut sum = Areas::default();
    for pair in points.windows(2) {
        let &[(t0, c0), (t1, c1)] = pair else { continue };
        let h = t1 - t0;
        if rule == TrapezoidRule::LinearUpLogDown && c1 < c0 && c1 > 0.0 {
            // ∫ C dt and ∫ t C dt of C = c0 (c1/c0)^((t − t0)/h).
            let log = (c1 / c0).ln();
            sum.auc += h * (c1 - c0) / log;
            sum.aumc += h * (c1 * t1 - c0 * t0) / log - h * h * (c1 - c0) / (log * log);
        } else {
            sum.auc += h * f64::midpoint(c0, c1);
            sum.aumc += h * f64::midpoint(c0 * t0, c1 * t1);
        }
    }
    sum
}

/// What a mono-exponential fall at rate λz adds from the last point on:
/// C/λz, and C t/λz + C/λz².
pub(super) fn to_infinity((time, value): Point, lambda_z: f64) -> Areas {
    let auc = value / lambda_z;
    Areas { auc, aumc: auc * time + auc / lambda_z }
}

/// The concentration between two points at `time`, as the rule draws the curve.
pub(super) fn between(rule: TrapezoidRule, a: Point, b: Point, time: f64) -> f64 {
    let part = (time - a.0) / (b.0 - a.0);
    if rule == TrapezoidRule::LinearUpLogDown && b.1 < a.1 && b.1 > 0.0 {
        a.1 * (b.1 / a.1).powf(part)
    } else {
        a.1 + part * (b.1 - a.1)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_exponential_fall_has_its_exact_areas() {
        let points: Vec<Point> =
            (0..=10).map(f64::from).map(|t| (t, 5.0 * (-0.3 * t).exp())).collect();
        let last = points[10];
        let seen = to_last(&points, TrapezoidRule::LinearUpLogDown).unwrap();
        let rest = to_infinity(last, 0.3);
        assert!((seen.auc + rest.auc - 5.0 / 0.3).abs() < 1e-12);
        assert!((seen.aumc + rest.aumc - 5.0 / 0.09).abs() < 1e-11);
    }

    #[test]
    fn too_few_points_give_no_area_and_zeros_none() {
        assert_eq!(to_last(&[(0.0, 1.0)], TrapezoidRule::Linear), None);
        let zeros = to_last(&[(0.0, 0.0), (1.0, 0.0)], TrapezoidRule::Linear).unwrap();
        assert_eq!(zeros, Areas::default());
    }
}
