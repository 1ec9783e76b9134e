//! Settings of an analysis.

use exoscope_core::Scale;
use serde::{Deserialize, Serialize};

/// Method of differential expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Method {
    /// Counts as log2 CPM with precision weights, TMM-normalised (Law et al. 2014).
    Voom,
    /// log2 values with a prior variance that follows the mean level (Law et al. 2014; Sartor et al. 2006).
    LimmaTrend,
    /// log2 values with one prior variance (Smyth 2004).
    Limma,
}

impl Method {
    /// All methods by their names.
    pub const NAMES: [(&'static str, Self); 3] =
        [("voom", Self::Voom), ("limma-trend", Self::LimmaTrend), ("limma", Self::Limma)];

    /// The method for values of a scale, where none is asked for: voom for counts, else limma-trend.
    pub fn default_for(scale: Scale) -> Self {
        if scale == Scale::Counts { Self::Voom } else { Self::LimmaTrend }
    }
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = Self::NAMES.iter().find(|(_, method)| method == self);
        f.write_str(name.map_or("", |(name, _)| name))
    }
}

/// What becomes of values below the limit of detection: Ct of 40 cycles or more, and 3D-Gene signals that are absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Censored {
    /// They stand at the limit, so that a fold change is a bound towards zero.
    #[default]
    AtLimit,
    /// They are missing: the fold change is among samples in which the miRNA was detected.
    Missing,
}

/// Which classes are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Contrasts {
    /// Pairs `A,B`: the mean of A less that of B.
    Pairs(Vec<String>),
    /// Each class against the mean of all others' means.
    EachAgainstRest,
}

impl Default for Contrasts {
    fn default() -> Self {
        Self::Pairs(Vec::new())
    }
}

/// Settings of an analysis.
///
/// | Setting | Default | Meaning |
/// |---|---|---|
/// | `contrasts` | none | classes that are compared |
/// | `by` | the label | column that holds the classes |
/// | `batches` | none | columns that are factors of the model beside the class |
/// | `covariates` | none | columns of the model: numbers as they are, words as factors |
/// | `paired` | none | column of the blocks, such as the person |
/// | `method` | voom for counts, else limma-trend | how variances are modelled |
/// | `robust` | false | whether variances out of line are kept from moving the prior |
/// | `censored` | at the limit | what becomes of values below the limit of detection |
/// | `even_so` | false | whether a contrast is estimated that cannot be told from a batch |
/// | `level` | 0.95 | level of the confidence intervals, above 0 and below 1 |
/// | `fdr` | 0.05 | false discovery rate below which a miRNA counts as different, above 0 and below 1 |
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Classes that are compared.
    pub contrasts: Contrasts,
    /// Column that holds the classes; the label where it is `None`.
    pub by: Option<String>,
    /// Columns that are factors of the model beside the class.
    pub batches: Vec<String>,
    /// Columns of the model: numbers as they are, words as factors.
    pub covariates: Vec<String>,
    /// Column of the blocks, such as the person.
    pub paired: Option<String>,
    /// How variances are modelled; by the scale where it is `None`.
    pub method: Option<Method>,
    /// Whether variances out of line are kept from moving the prior.
    pub robust: bool,
    /// What becomes of values below the limit of detection.
    pub censored: Censored,
    /// Whether a contrast is estimated that cannot be told from a batch.
    pub even_so: bool,
    /// Level of the confidence intervals.
    pub level: f64,
    /// False discovery rate below which a miRNA counts as different.
    pub fdr: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            contrasts: Contrasts::default(),
            by: None,
            batches: Vec::new(),
            covariates: Vec::new(),
            paired: None,
            method: None,
            robust: false,
            censored: Censored::default(),
            even_so: false,
            level: 0.95,
            fdr: 0.05,
        }
    }
}
