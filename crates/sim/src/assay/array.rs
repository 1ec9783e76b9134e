//! A one-colour array: signal above a background, absent below it, saturated at the top.

use exoscope_core::background::{ABSENT, Background};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::parameter::{ParameterError, Table};

/// An array of one spot per miRNA and as many negative controls as it takes to know the background.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Signal per copy per mL, in scanner units.
    pub gain: f64,
    /// SD of the natural logarithm of one spot's signal; 0 without noise.
    pub noise: f64,
    /// Mean signal of an empty spot, in scanner units.
    pub background: f64,
    /// Its standard deviation between spots; 0 without noise.
    pub background_sd: f64,
    /// Signal that no spot passes.
    pub saturation: f64,
}

/// The spots of one array as scanned.
#[derive(Debug, Clone, PartialEq)]
pub struct Spots {
    /// Signal of each miRNA's spot.
    pub signal: Vec<f64>,
    /// Signal of the negative controls.
    pub controls: Vec<f64>,
}

/// Negative controls on an array.
const CONTROLS: usize = 64;

impl Array {
    /// The array of the built-in table, with `gain` scanner units per copy per mL.
    pub fn published(gain: f64) -> Result<Self, ParameterError> {
        Self::of(&Table::published()?, gain)
    }

    /// The array of `table`.
    pub fn of(table: &Table, gain: f64) -> Result<Self, ParameterError> {
        let number = |name: &str| table.number(name);
        Ok(Self {
            gain,
            noise: number("assay.array-noise")?,
            background: number("assay.array-background")?,
            background_sd: number("assay.array-background-sd")?,
            saturation: number("assay.array-saturation")?,
        })
    }

    /// The same without noise: signal = gain × copies + background, to rounding.
    #[must_use]
    pub fn noiseless(self) -> Self {
        Self { noise: 0.0, background_sd: 0.0, ..self }
    }

    /// Scans an array of `copies` per mL, each times e to the `effect` of its batch.
    pub fn scan(&self, copies: &[f64], effects: &[f64], stream: &mut impl Rng) -> Spots {
        let mut normal = || -> f64 { StandardNormal.sample(stream) };
        let spot = |(copies, effect): (&f64, &f64)| {
            let signal = self.gain * copies * (effect + self.noise * normal()).exp();
            let empty = self.background + self.background_sd * normal();
            (signal + empty).clamp(0.0, self.saturation)
        };
        let signal = copies.iter().zip(effects).map(spot).collect();
        let empty = |_| {
            let z: f64 = StandardNormal.sample(stream);
            (self.background + self.background_sd * z).max(0.0)
        };
        Spots { signal, controls: (0..CONTROLS).map(empty).collect() }
    }
}

impl Spots {
    /// log2 of each spot above the background, as the 13-cancer study does; 0.1 where absent.
    ///
    /// ```
    /// use exoscope_sim::assay::Spots;
    /// let spots = Spots { signal: vec![1124.0, 101.0], controls: vec![98.0, 99.0, 101.0, 102.0] };
    /// assert_eq!(spots.log2(), [10.0, 0.1]);
    /// ```
    pub fn log2(&self) -> Vec<f64> {
        // Without controls nothing is known to stand out.
        let background = Background::of(&self.controls);
        let value = |&signal: &f64| background.and_then(|b| b.log2(signal)).unwrap_or(ABSENT);
        self.signal.iter().map(value).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use exoscope_core::Streams;

    use super::*;

    #[test]
    fn without_noise_a_spot_is_its_copies_and_the_background() {
        let array = Array::published(1e-3).unwrap().noiseless();
        let copies = [1e5, 3e6, 0.0];
        let spots = array.scan(&copies, &[0.0; 3], &mut Streams::new(1).stream("array", 0));
        for (signal, copies) in spots.signal.iter().zip(copies) {
            assert!((signal - (1e-3 * copies + 100.0)).abs() < 1e-9);
        }
        assert!((spots.log2()[0] - 100.0_f64.log2()).abs() < 1e-9);
        assert!((spots.log2()[2] - 0.1).abs() < 1e-12);
    }

    #[test]
    fn noise_has_its_size_empty_spots_are_absent_and_bright_ones_saturate() {
        let array = Array::published(1.0).unwrap();
        let mut copies = vec![20_000.0; 4000];
        copies.extend(vec![0.0; 4000]);
        copies.push(1e9);
        let effects = vec![0.0; copies.len()];
        let spots = array.scan(&copies, &effects, &mut Streams::new(1).stream("array", 0));
        let log: Vec<f64> = spots.log2()[..4000].iter().map(|x| x * 2.0_f64.ln()).collect();
        let mean = log.iter().sum::<f64>() / 4000.0;
        let sd = (log.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 4000.0).sqrt();
        assert!((sd / 0.25 - 1.0).abs() < 0.05, "{sd}");
        // One side of two SDs is 2.3 % of empty spots, and more with the SD of trimmed controls.
        let present = spots.log2()[4000..8000].iter().filter(|x| **x > 0.1).count();
        assert!((30..400).contains(&present), "{present}");
        assert_eq!(spots.signal.last(), Some(&65535.0));
    }
}
