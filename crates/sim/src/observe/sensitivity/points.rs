//! Sobol' points: a sequence that fills the unit cube evenly (Sobol' 1967).

use exoscope_core::Streams;
use rand::Rng;

/// Dimensions that points have at most.
pub const MOST_DIMENSIONS: usize = 64;

const DIRECTIONS: &str = include_str!("directions.tsv");
/// Bits of a coordinate.
const BITS: usize = 32;

/// Sobol' points of so many dimensions, with the direction numbers of Joe & Kuo 2008 and a random digital shift: every
/// point is uniform in the cube, and 2ⁿ of them fill it evenly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SobolPoints {
    directions: Vec<[u32; BITS]>,
    shift: Vec<u32>,
}

impl SobolPoints {
    /// Points shifted by what `streams` give; `None` beyond [`MOST_DIMENSIONS`].
    ///
    /// ```
    /// use exoscope_core::Streams;
    /// use exoscope_sim::observe::sensitivity::SobolPoints;
    /// let points = SobolPoints::shifted(3, Streams::new(1)).ok_or("too many")?;
    /// let all: Vec<Vec<f64>> = (0..8).map(|number| points.point(number)).collect();
    /// // One of 8 points in each eighth of every axis.
    /// let mut eighths: Vec<usize> = all.iter().map(|point| (8.0 * point[2]) as usize).collect();
    /// eighths.sort_unstable();
    /// assert_eq!(eighths, [0, 1, 2, 3, 4, 5, 6, 7]);
    /// assert!(SobolPoints::shifted(65, Streams::new(1)).is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn shifted(dimensions: usize, streams: Streams) -> Option<Self> {
        let stream = &mut streams.stream("shift of Sobol' points", 0);
        let shift = (0..dimensions).map(|_| stream.next_u32()).collect();
        Some(Self { directions: directions(dimensions)?, shift })
    }

    /// Point `number`, from 0; coordinates from 0 to below 1.
    pub fn point(&self, number: u32) -> Vec<f64> {
        let gray = number ^ (number >> 1);
        let coordinate = |(directions, shift): (&[u32; BITS], &u32)| {
            let set = directions.iter().enumerate().filter(|(bit, _)| (gray >> bit) & 1 == 1);
            let bits = set.fold(*shift, |bits, (_, direction)| bits ^ direction);
            f64::from(bits) / 2.0_f64.powi(BITS as i32)
        };
        self.directions.iter().zip(&self.shift).map(coordinate).collect()
    }
}

/// Direction numbers V_k = m_k 2^{32 − k} of each dimension, by the recurrence of Bratley & Fox 1988.
fn directions(dimensions: usize) -> Option<Vec<[u32; BITS]>> {
    let first: [u32; BITS] = std::array::from_fn(|k| 1 << (BITS - 1 - k));
    let rows = DIRECTIONS.lines().filter(|line| !line.starts_with('#')).map(directions_of);
    let all: Vec<[u32; BITS]> = std::iter::once(Some(first)).chain(rows).collect::<Option<_>>()?;
    (dimensions <= all.len()).then(|| all.into_iter().take(dimensions).collect())
}

fn directions_of(line: &str) -> Option<[u32; BITS]> {
    let (polynomial, initial) = line.split_once('\t')?;
    let polynomial: u32 = polynomial.parse().ok()?;
    let initial: Vec<u32> = initial.split(' ').map(|m| m.parse().ok()).collect::<Option<_>>()?;
    let degree = initial.len();
    let mut v = [0_u32; BITS];
    for (k, m) in initial.iter().enumerate() {
        v[k] = m << (BITS - 1 - k);
    }
    for k in degree..BITS {
        v[k] = v[k - degree] ^ (v[k - degree] >> degree);
        for i in 1..degree {
            if (polynomial >> (degree - i)) & 1 == 1 {
                v[k] ^= v[k - i];
            }
        }
    }
    Some(v)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn points_are_those_of_scipy() {
        // scipy 1.17.1: qmc.Sobol(64, scramble=False).random(16), rows 5 and 13, dimensions 1, 2, 6, 21, 41, 64.
        let points = SobolPoints { directions: directions(64).unwrap(), shift: vec![0; 64] };
        let known = [(5, SCIPY_5), (13, SCIPY_13)];
        for (number, row) in known {
            let point = points.point(number);
            for (dimension, expected) in [0, 1, 5, 20, 40, 63].into_iter().zip(row) {
                assert!((point[dimension] - expected).abs() < 1e-12, "{number} {dimension}");
            }
        }
    }

    const SCIPY_5: [f64; 6] = [0.875, 0.875, 0.625, 0.625, 0.375, 0.625];
    const SCIPY_13: [f64; 6] = [0.8125, 0.6875, 0.9375, 0.5625, 0.9375, 0.0625];
}
