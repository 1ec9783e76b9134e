//! Integration along a line, where the integral of the derivative is known.

use super::line::Line;

/// Points in (0, 1) and weights of the 8-point Gauss–Legendre rule on \[−1, 1\], those above 0.
const RULE: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_5),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_3),
];
/// Error of a piece that is small enough: far below 10⁻⁶ in all.
const ENOUGH: f64 = 1e-9;
/// Halvings of the line after which a piece is taken as it is: a kink in it weighs nothing.
const DEEPEST: u32 = 36;

/// Integrates what has a gradient from 0 to 1, halving pieces on which the derivative's integral differs from the
/// score's difference: at most where a member's probability meets its floor.
pub(super) fn along(line: &mut Line<'_>) {
    let mut pieces = vec![(0.0, 1.0, 0)];
    while let Some((from, to, depth)) = pieces.pop() {
        let (middle, half) = (f64::midpoint(from, to), (to - from) / 2.0);
        let points: Vec<(f64, f64)> = RULE
            .iter()
            .flat_map(|(x, w)| [(middle - half * x, half * w), (middle + half * x, half * w)])
            .collect();
        let slope: f64 = points.iter().map(|&(t, w)| w * line.slope(t)).sum();
        let rise = line.smooth(to) - line.smooth(from);
        if (slope - rise).abs() <= ENOUGH || depth == DEEPEST {
            for (t, w) in points {
                line.add(t, w);
            }
        } else {
            pieces.extend([(middle, to, depth + 1), (from, middle, depth + 1)]);
        }
    }
}
