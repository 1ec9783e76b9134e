//! Values below the limit of quantification: which of them an analysis keeps.

use super::Point;

/// The points without zeros between the first and the last value above zero (PKNCA's rule: first keep,
/// middle drop, last keep; a value below the limit is 0).
pub(super) fn cleaned(points: &[Point]) -> Vec<Point> {
    let above = |point: &Point| point.1 > 0.0;
    let (first, last) = (points.iter().position(above), points.iter().rposition(above));
    let (Some(first), Some(last)) = (first, last) else { return points.to_vec() };
    let kept = |place: usize, point: &Point| above(point) || place < first || place > last;
    let all = points.iter().enumerate();
    all.filter(|(place, point)| kept(*place, point)).map(|(_, point)| *point).collect()
}

#[cfg(test)]
mod tests {
    use super::cleaned;

    #[test]
    fn zeros_are_kept_at_the_ends_and_dropped_between() {
        let points = [(0.0, 0.0), (1.0, 2.0), (2.0, 0.0), (3.0, 1.0), (4.0, 0.0), (5.0, 0.0)];
        let kept = [(0.0, 0.0), (1.0, 2.0), (3.0, 1.0), (4.0, 0.0), (5.0, 0.0)];
        assert_eq!(cleaned(&points), kept);
        let nothing = [(0.0, 0.0), (1.0, 0.0)];
        assert_eq!(cleaned(&nothing), nothing);
    }
}
