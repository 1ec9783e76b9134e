//! What is done to the values of one array.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use exoscope_core::background::ABSENT;

/// What is done to the values of each array, after its negative controls are subtracted. None of these
/// looks at other arrays: what is learned from several, and from training arrays alone, is
/// `exoscope_read::prepare::FittedControls` and
/// `exoscope_read::prepare::FittedQuantiles`.
///
/// | Text | Does |
/// |---|---|
/// | `none` (default) | nothing: log2 above background, 0.1 where absent |
/// | `median` | shifts present miRNAs so that their median is 25 (log2 4.64), as the maker of 3D-Gene does |
/// | `controls=MEAN` | subtracts `MEAN` and adds 10.9 to all values, absent ones too, as Matsuzaki et al. 2023: `MEAN` is that of hsa-miR-149-3p, -2861 and -4463 over the *training* arrays, which `exoscope_read::prepare::FittedControls` learns |
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Normalise {
    /// Nothing.
    #[default]
    None,
    /// The median of the present miRNAs becomes 25.
    Median,
    /// One constant for the whole study.
    Controls {
        /// Mean of the three control miRNAs over the training arrays, log2.
        mean: f64,
    },
}

/// A text that names no normalisation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no normalisation; known are none, median, controls=MEAN, controls, quantile")]
pub struct UnknownNormalise(pub String);

/// What the median of the present miRNAs becomes.
const MEDIAN: f64 = 25.0;
/// What the mean of the control miRNAs becomes, log2.
const CONTROLS: f64 = 10.9;

impl Normalise {
    /// Values of an array from its log2 values, `None` where absent.
    pub(super) fn apply(self, log2: &[Option<f64>]) -> Vec<f32> {
        let (present, absent) = match self {
            Self::None => (0.0, 0.0),
            Self::Median => (MEDIAN.log2() - median(log2), 0.0),
            Self::Controls { mean } => (CONTROLS - mean, CONTROLS - mean),
        };
        let value = |value: &Option<f64>| value.map_or(ABSENT + absent, |value| value + present);
        log2.iter().map(|v| value(v) as f32).collect()
    }
}

/// The median of the values that are there; of an even number the mean of the middle two.
fn median(log2: &[Option<f64>]) -> f64 {
    let mut values: Vec<f64> = log2.iter().flatten().copied().filter(|v| !v.is_nan()).collect();
    values.sort_by(f64::total_cmp);
    let at = |place: usize| values.get(place).copied().unwrap_or_default();
    let half = values.len() / 2;
    if values.len() % 2 == 1 { at(half) } else { at(half.saturating_sub(1)).midpoint(at(half)) }
}

impl fmt::Display for Normalise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Median => f.write_str("median"),
            Self::Controls { mean } => write!(f, "controls={mean}"),
        }
    }
}

impl FromStr for Normalise {
    type Err = UnknownNormalise;

    fn from_str(text: &str) -> Result<Self, UnknownNormalise> {
        let mean = || text.strip_prefix("controls=")?.parse().ok().filter(|m: &f64| m.is_finite());
        match text {
            "none" => Ok(Self::None),
            "median" => Ok(Self::Median),
            _ => mean()
                .map(|mean| Self::Controls { mean })
                .ok_or_else(|| UnknownNormalise(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_method_does_as_it_says() {
        let log2 = [Some(4.0), None, Some(6.0), Some(f64::NAN)];
        let close = |method: Normalise, expected: [f64; 3]| {
            let values = method.apply(&log2);
            for (value, expected) in values.iter().zip(expected) {
                assert!((f64::from(*value) - expected).abs() < 1e-6, "{method}: {values:?}");
            }
            assert!(values.last().is_some_and(|v| v.is_nan()));
        };
        close(Normalise::None, [4.0, 0.1, 6.0]);
        close(Normalise::Median, [25_f64.log2() - 1.0, 0.1, 25_f64.log2() + 1.0]);
        close(Normalise::Controls { mean: 9.9 }, [5.0, 1.1, 7.0]);
    }

    #[test]
    fn methods_have_names() {
        for method in [Normalise::None, Normalise::Median, Normalise::Controls { mean: 9.5 }] {
            assert_eq!(method.to_string().parse(), Ok(method));
        }
        for text in ["", "quantile", "controls", "controls=x", "controls=inf"] {
            assert!(text.parse::<Normalise>().is_err(), "{text}");
        }
    }
}
