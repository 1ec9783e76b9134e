//! Why two runs cannot be compared.

use exoscope_core::sample::SampleId;

/// Why two runs cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// One has samples that the other does not have.
    #[error("the runs are of different samples: {}{}{}",
        only("first", only_a),
        if only_a.is_empty() || only_b.is_empty() { "" } else { "; " },
        only("second", only_b)
    )]
    OtherSamples {
        /// Samples of the first alone.
        only_a: Vec<String>,
        /// Samples of the second alone.
        only_b: Vec<String>,
    },
    /// A sample has another class.
    #[error("sample {sample} has another label in the second run")]
    OtherLabel {
        /// The sample.
        sample: SampleId,
    },
    /// The runs call other classes.
    #[error("the runs are of different classes: {} and {}", a.join(", "), b.join(", "))]
    OtherClasses {
        /// Classes of the first.
        a: Vec<String>,
        /// Classes of the second.
        b: Vec<String>,
    },
    /// There is nothing to compare.
    #[error("the runs have no samples")]
    NoSamples,
}

/// How many samples one run alone has, and the first few of them.
fn only(which: &str, samples: &[String]) -> String {
    let shown = samples.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if samples.len() > 5 { ", …" } else { "" };
    match samples.len() {
        0 => String::new(),
        n => format!("{n} are in the {which} alone ({shown}{more})"),
    }
}
