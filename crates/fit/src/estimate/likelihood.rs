//! Likelihood of one value given its prediction, with its score and information.

use serde::Serialize;

use super::normal::{ln_cdf, mills};

/// A value and the residual error that it has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Datum {
    /// What was observed.
    pub observed: Observed,
    /// Which residual error, counted from 0.
    pub group: usize,
}

/// What was observed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observed {
    /// A value.
    Value(f64),
    /// A value below this limit of quantification.
    Below(f64),
}

impl Observed {
    /// The value, or the limit.
    pub fn number(self) -> f64 {
        match self {
            Self::Value(x) | Self::Below(x) => x,
        }
    }
}

/// Residual error: the standard deviation of a value about its prediction f.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResidualModel {
    /// a.
    Additive,
    /// b f.
    Proportional,
    /// √(a² + b² f²).
    Combined,
    /// a y: least squares with weights 1/y², y observed.
    Weighted,
}

impl ResidualModel {
    /// Names in settings.
    pub const NAMES: [(&str, Self); 4] = [
        ("additive", Self::Additive),
        ("proportional", Self::Proportional),
        ("combined", Self::Combined),
        ("weighted", Self::Weighted),
    ];

    /// Whether it has an a, and a b.
    pub(super) fn has(self) -> (bool, bool) {
        match self {
            Self::Additive | Self::Weighted => (true, false),
            Self::Proportional => (false, true),
            Self::Combined => (true, true),
        }
    }

    /// Variance at f of a datum of size y.
    pub(crate) fn variance(self, f: f64, y: f64, (a, b): (f64, f64)) -> f64 {
        match self {
            Self::Additive => a * a,
            Self::Proportional => b * b * f * f,
            Self::Combined => a * a + b * b * f * f,
            Self::Weighted => a * a * y * y,
        }
    }
}

/// −2 log L of one datum, half its gradient and half its expected Hessian over (f, ln a, ln b).
pub(super) struct Term {
    pub objective: f64,
    pub score: [f64; 3],
    pub information: [[f64; 3]; 3],
}

/// ln 2π.
const LN_2PI: f64 = 1.837_877_066_409_345_3;
/// Least variance, so that a prediction of 0 is very unlikely and not impossible.
const LEAST: f64 = 1e-300;

/// The term of a datum at prediction `f` with errors `(a, b)`.
pub(super) fn term(datum: Observed, model: ResidualModel, f: f64, (a, b): (f64, f64)) -> Term {
    let y = datum.number();
    let variance = model.variance(f, y, (a, b)).max(LEAST);
    let (proportional, additive) = match model {
        ResidualModel::Additive => (0.0, a * a),
        ResidualModel::Proportional => (b * b, 0.0),
        ResidualModel::Combined => (b * b, a * a),
        ResidualModel::Weighted => (0.0, a * a * y * y),
    };
    // ∇g/g over (f, ln a, ln b).
    let relative = [
        2.0 * proportional * f / variance,
        2.0 * additive / variance,
        2.0 * proportional * f * f / variance,
    ];
    let outer = |x: [f64; 3], y: [f64; 3]| x.map(|x| y.map(|y| x * y));
    match datum {
        Observed::Value(y) => {
            let squared = (y - f).powi(2) / variance;
            let of_mean = [-(y - f) / variance, 0.0, 0.0];
            let mut score = relative.map(|g| 0.5 * g * (1.0 - squared));
            score.iter_mut().zip(of_mean).for_each(|(s, own)| *s += own);
            let mut information = outer(relative, relative.map(|g| 0.5 * g));
            information[0][0] += 1.0 / variance;
            Term { objective: LN_2PI + variance.ln() + squared, score, information }
        }
        Observed::Below(limit) => {
            let sd = variance.sqrt();
            let z = (limit - f) / sd;
            let ratio = mills(z);
            // ∇z = −∇f/σ − z ∇g/2g.
            let mut slope = relative.map(|g| -0.5 * z * g);
            slope[0] -= 1.0 / sd;
            let curved = ratio * (ratio + z);
            Term {
                objective: -2.0 * ln_cdf(z),
                score: slope.map(|s| -ratio * s),
                information: outer(slope, slope.map(|s| curved * s)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_the_slopes_of_the_objective() {
        let models = ResidualModel::NAMES.map(|(_, model)| model);
        for model in models {
            for datum in [Observed::Value(3.0), Observed::Below(3.0), Observed::Below(1.0)] {
                let at = |x: [f64; 3]| term(datum, model, x[0], (x[1].exp(), x[2].exp())).objective;
                let x = [2.5, -0.3, -1.2];
                let found = term(datum, model, x[0], (x[1].exp(), x[2].exp()));
                for i in 0..3 {
                    let (mut up, mut down) = (x, x);
                    up[i] += 1e-5;
                    down[i] -= 1e-5;
                    let slope = (at(up) - at(down)) / 2e-5;
                    assert!((slope - 2.0 * found.score[i]).abs() < 1e-7, "{model:?} {datum:?} {i}");
                }
            }
        }
    }
}
