//! Scales on which parameters are free: the logarithm of positive ones, the logit of fractions.

use serde::Serialize;

/// How a parameter is made free of bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transform {
    /// ln x of a positive x.
    Log,
    /// ln(x / (1 − x)) of a fraction.
    Logit,
}

impl Transform {
    /// x on the free scale; not finite where x is out of range.
    pub fn to_free(self, x: f64) -> f64 {
        match self {
            Self::Log => x.ln(),
            Self::Logit => (x / (1.0 - x)).ln(),
        }
    }

    /// The parameter at `free`.
    pub fn from_free(self, free: f64) -> f64 {
        match self {
            Self::Log => free.exp(),
            Self::Logit => 1.0 / (1.0 + (-free).exp()),
        }
    }

    /// dx/dfree at x.
    pub fn slope(self, x: f64) -> f64 {
        match self {
            Self::Log => x,
            Self::Logit => x * (1.0 - x),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Transform;

    #[test]
    fn there_and_back() {
        for (transform, x) in [(Transform::Log, 3.5), (Transform::Logit, 0.2)] {
            let free = transform.to_free(x);
            assert!((transform.from_free(free) - x).abs() < 1e-14);
            let h = 1e-6;
            let slope = (transform.from_free(free + h) - transform.from_free(free - h)) / (2.0 * h);
            assert!((slope - transform.slope(x)).abs() < 1e-8);
        }
    }
}
