//! The names of series.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The accession of a series of NCBI GEO, such as `GSE211692`.
///
/// ```
/// use exoscope_fetch::Accession;
///
/// let series: Accession = "gse211692".parse()?;
/// assert_eq!(series.to_string(), "GSE211692");
/// assert_eq!(series.folder(), "geo/series/GSE211nnn/GSE211692");
/// assert_eq!("GSE12".parse::<Accession>()?.folder(), "geo/series/GSEnnn/GSE12");
/// # Ok::<(), exoscope_fetch::AccessionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Accession(String);

/// A text that is no accession of a series.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is no accession of a series: GSE and a number, such as GSE211692{}",
    instead(text)
)]
pub struct AccessionError {
    /// The text.
    pub text: String,
}

impl Accession {
    /// Where GEO keeps the series, from the root of its server: a folder for every thousand series.
    pub fn folder(&self) -> String {
        let digits = self.0.strip_prefix("GSE").unwrap_or_default();
        let thousands = digits.get(..digits.len().saturating_sub(3)).unwrap_or_default();
        format!("geo/series/GSE{thousands}nnn/{self}")
    }

    /// The page on which GEO shows the series.
    pub fn page(&self) -> String {
        format!("https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi?acc={self}")
    }
}

impl FromStr for Accession {
    type Err = AccessionError;

    fn from_str(text: &str) -> Result<Self, AccessionError> {
        let upper = text.trim().to_ascii_uppercase();
        let digits = upper.strip_prefix("GSE").unwrap_or_default();
        let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if number && digits.len() <= 9 && !digits.starts_with('0') {
            return Ok(Self(upper));
        }
        Err(AccessionError { text: text.to_owned() })
    }
}

impl fmt::Display for Accession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Accession {
    type Error = AccessionError;

    fn try_from(text: String) -> Result<Self, AccessionError> {
        text.parse()
    }
}

impl From<Accession> for String {
    fn from(accession: Accession) -> Self {
        accession.0
    }
}

/// What an accession of another kind stands for.
fn instead(text: &str) -> &'static str {
    match text.trim().to_ascii_uppercase().get(..3) {
        Some("GSM") => "; GSM is one sample",
        Some("GPL") => "; GPL is a platform",
        Some("GDS") => "; GDS is a data set made from a series",
        Some("SRP" | "ERP" | "DRP" | "PRJ") => "; GEO alone is fetched from",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_series_is_refused() {
        for text in ["", "GSE", "GSE0", "GSE1x", "GSM1", "../GSE1", "GSE1/..", "GSE1234567890", "1"]
        {
            assert!(text.parse::<Accession>().is_err(), "{text}");
        }
        let sample = "GSM12".parse::<Accession>().map_err(|error| error.to_string());
        assert!(sample.is_err_and(|message| message.ends_with("GSM is one sample")));
    }
}
