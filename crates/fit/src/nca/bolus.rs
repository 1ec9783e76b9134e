//! Concentration at the time of a bolus (C₀).

use super::Point;

/// C₀ of samples at times since the bolus: what was measured at time 0, where that is above 0 and `at_dose` says that
/// it was drawn after the dose; else the line through the logarithms of the first two later samples, where the second
/// is lower and above 0; else the first later sample (PKNCA: methods `c0`, `logslope`, `c1`).
pub(super) fn back_extrapolated(points: &[Point], at_dose: bool) -> Option<f64> {
    if at_dose && let Some(&(_, c)) = points.iter().find(|(time, c)| *time == 0.0 && *c > 0.0) {
        return Some(c);
    }
    let mut later = points.iter().filter(|(time, _)| *time > 0.0);
    let &(t1, c1) = later.next()?;
    match later.next() {
        Some(&(t2, c2)) if c2 < c1 && c2 > 0.0 => {
            Some((c1.ln() - (c2.ln() - c1.ln()) / (t2 - t1) * t1).exp())
        }
        _ => (c1 > 0.0).then_some(c1),
    }
}

#[cfg(test)]
mod tests {
    use super::back_extrapolated;

    #[test]
    fn the_line_through_two_logarithms_meets_the_axis_at_c0() {
        let found = back_extrapolated(&[(1.0, 50.0), (2.0, 25.0)], true);
        assert!(found.is_some_and(|c| (c - 100.0).abs() < 1e-12));
        assert_eq!(back_extrapolated(&[(0.0, 90.0), (1.0, 50.0), (2.0, 25.0)], true), Some(90.0));
        assert_eq!(back_extrapolated(&[(1.0, 50.0), (2.0, 60.0)], true), Some(50.0));
        assert_eq!(back_extrapolated(&[(1.0, 0.0)], true), None);
        assert_eq!(back_extrapolated(&[], true), None);
    }
}
