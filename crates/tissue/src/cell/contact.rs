//! Contact: how much of a cell is covered by its neighbours, and how much is free.

use std::f64::consts::PI;

/// Of one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contact {
    /// Part of the perimeter (2-D) or surface (3-D) within neighbours, 0 to 1.
    pub covered: f64,
    /// Free area or volume over its own, 0 to 1: what lies on its side of the radical line with every neighbour.
    pub free: f64,
}

/// Contact of a cell of `radius` µm with neighbours at these offsets (µm) and radii, in a plane or in space.
///
/// In a plane the covered part is the union of arcs, exactly. In space caps are added up and cut at the whole, which
/// counts twice what two neighbours share. The free part subtracts the segment or cap beyond each radical plane.
///
/// ```
/// use exoscope_tissue::cell::contact;
/// let alone = contact(5.0, &[], true);
/// assert_eq!((alone.covered, alone.free), (0.0, 1.0));
/// // An equal disc at one radius: a third of the perimeter lies within it.
/// let one = contact(5.0, &[([5.0, 0.0, 0.0], 5.0)], true);
/// assert!((one.covered - 1.0 / 3.0).abs() < 1e-12);
/// ```
pub fn contact(radius: f64, neighbours: &[([f64; 3], f64)], plane: bool) -> Contact {
    let (mut arcs, mut caps, mut lost) = (Vec::new(), 0.0, 0.0);
    for &(offset, other) in neighbours {
        let distance = offset.iter().map(|o| o * o).sum::<f64>().sqrt();
        if distance >= radius + other || radius <= 0.0 {
            continue;
        }
        // Distance to the radical plane, over the radius.
        let towards = if distance > 0.0 {
            (distance * distance + radius * radius - other * other) / (2.0 * distance * radius)
        } else {
            0.0
        };
        let cosine = towards.clamp(-1.0, 1.0);
        let angle = libm::acos(cosine);
        if plane {
            arcs.push((libm::atan2(offset[1], offset[0]), angle));
            lost += (angle - libm::sin(angle) * cosine) / PI;
        } else {
            caps += 0.5 * (1.0 - cosine);
            lost += 0.25 * (1.0 - cosine) * (1.0 - cosine) * (2.0 + cosine);
        }
    }
    let covered = if plane { union(&arcs) } else { caps.min(1.0) };
    Contact { covered, free: (1.0 - lost).max(0.0) }
}

/// Part of the circle that arcs (middle, half width) cover together.
fn union(arcs: &[(f64, f64)]) -> f64 {
    let mut spans: Vec<(f64, f64)> = Vec::with_capacity(2 * arcs.len());
    for &(middle, half) in arcs {
        if half >= PI {
            return 1.0;
        }
        let (low, high) = (middle - half, middle + half);
        // Cut where the circle is cut, at ±π.
        if low < -PI {
            spans.push((low + 2.0 * PI, PI));
            spans.push((-PI, high));
        } else if high > PI {
            spans.push((low, PI));
            spans.push((-PI, high - 2.0 * PI));
        } else {
            spans.push((low, high));
        }
    }
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut sum, mut end) = (0.0, -PI);
    for (low, high) in spans {
        sum += (high - low.max(end)).max(0.0);
        end = end.max(high);
    }
    (sum / (2.0 * PI)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_neighbours_that_touch_cover_nothing_and_overlaps_cover_all() {
        let ring = |distance: f64| -> Vec<([f64; 3], f64)> {
            (0..6)
                .map(|i| {
                    let angle = f64::from(i) * PI / 3.0;
                    ([distance * angle.cos(), distance * angle.sin(), 0.0], 5.0)
                })
                .collect()
        };
        let loose = contact(5.0, &ring(10.0), true);
        assert!(loose.covered < 1e-6 && loose.free > 1.0 - 1e-6);
        let tight = contact(5.0, &ring(8.0), true);
        assert!((tight.covered - 1.0).abs() < 1e-12 && tight.free < 0.9);
    }

    #[test]
    fn a_sphere_cut_in_the_middle_loses_half() {
        let half = contact(5.0, &[([0.0; 3], 5.0)], false);
        assert!((half.free - 0.5).abs() < 1e-12 && (half.covered - 0.5).abs() < 1e-12);
    }
}
