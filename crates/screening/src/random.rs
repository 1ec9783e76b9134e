//! Gamma and Beta deviates, for posteriors of counts.

use exoscope_core::random::Stream;
use rand::RngExt as _;

use crate::disease::normal;

/// A standard Gamma deviate of this shape (Marsaglia and Tsang 2000; below 1 by the power of a uniform number).
pub(crate) fn gamma(shape: f64, random: &mut Stream) -> f64 {
    if shape < 1.0 {
        let uniform: f64 = 1.0 - random.random::<f64>();
        return gamma(shape + 1.0, random) * uniform.powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(random);
        let v = (1.0 + c * x).powi(3);
        let u: f64 = 1.0 - random.random::<f64>();
        if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

/// A proportion given that `part` of `all` were counted: Beta(part + ½, all − part + ½), Jeffreys' posterior.
pub(crate) fn proportion(part: f64, all: f64, random: &mut Stream) -> f64 {
    let (a, b) = (gamma(part + 0.5, random), gamma((all - part).max(0.0) + 0.5, random));
    a / (a + b)
}

#[cfg(test)]
mod tests {
    use exoscope_core::Streams;

    use super::*;

    #[test]
    fn gamma_and_proportions_have_their_moments() {
        let mut random = Streams::new(2).stream("test", 0);
        let n = 40_000;
        let mut mean = |draw: &mut dyn FnMut(&mut Stream) -> f64| {
            let all: Vec<f64> = (0..n).map(|_| draw(&mut random)).collect();
            let mean = all.iter().sum::<f64>() / f64::from(n);
            (mean, all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n))
        };
        for shape in [0.5, 1.0, 7.5] {
            let (average, variance) = mean(&mut |random| gamma(shape, random));
            assert!((average / shape - 1.0).abs() < 0.03, "{average}");
            assert!((variance / shape - 1.0).abs() < 0.1, "{variance}");
        }
        // Beta(a, b): mean a / (a + b), variance mean (1 − mean) / (a + b + 1).
        let (average, variance) = mean(&mut |random| proportion(3.0, 20.0, random));
        let expected = 3.5 / 21.0;
        assert!((average - expected).abs() < 0.003, "{average}");
        assert!((variance / (expected * (1.0 - expected) / 22.0) - 1.0).abs() < 0.05, "{variance}");
    }
}
