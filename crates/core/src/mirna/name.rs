//! A miRNA's name.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use super::parse::{self, ParseError};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// The mature miRNA, about 22 nucleotides: `hsa-miR-21-5p`.
    Mature,
    /// The rarer arm in the notation of miRBase before version 18: `hsa-miR-21*`.
    Star,
    /// The hairpin a mature miRNA is cut from, or its gene: `hsa-mir-21`, `MIR21`.
    Precursor,
    /// A name that miRBase uses for both: `hsa-let-7b` is a hairpin and was a mature miRNA.
    MatureOrPrecursor,
}

/// A miRNA's name: as it was written, and in the form names are compared in.
///
/// Two names are equal when their canonical forms are.
///
/// ```
/// use exoscope_core::mirna::{Form, MirnaName};
///
/// let name: MirnaName = "miR-21-5p".parse()?;
/// assert_eq!(name.canonical(), "hsa-miR-21-5p");
/// assert_eq!(name.original(), "miR-21-5p");
/// assert_eq!(name.form(), Form::Mature);
/// assert_ne!(name, "hsa-mir-21".parse()?);
///
/// let either: MirnaName = "hsa-miR-365a-3p, hsa-miR-365b-3p".parse()?;
/// assert_eq!(either.members(), ["hsa-miR-365a-3p", "hsa-miR-365b-3p"]);
/// # Ok::<(), exoscope_core::mirna::ParseError>(())
/// ```
#[derive(Debug, Clone)]
pub struct MirnaName {
    original: String,
    canonical: String,
    form: Form,
}

impl MirnaName {
    /// The name in the form all names are compared in: species first, `miR` for mature and `mir`
    /// for precursor, members of a list joined by a comma.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The name as it was written.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// What the name stands for. A list has the form its members share.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The canonical names of the miRNAs that this name lists; one, unless a probe or a read could
    /// not tell several apart.
    pub fn members(&self) -> Vec<&str> {
        self.canonical.split(',').collect()
    }

    /// The name as that of a mature miRNA, where it was read as a precursor's for its lower-case
    /// `mir` alone: right for tables whose writer did not keep the case.
    ///
    /// ```
    /// use exoscope_core::mirna::{Form, MirnaName};
    ///
    /// let name: MirnaName = "hsa-mir-122".parse()?;
    /// let mature = name.into_mature();
    /// assert_eq!((mature.canonical(), mature.form()), ("hsa-miR-122", Form::Mature));
    /// assert_eq!(mature.original(), "hsa-mir-122");
    /// # Ok::<(), exoscope_core::mirna::ParseError>(())
    /// ```
    #[must_use]
    pub fn into_mature(self) -> Self {
        let canonical = self.canonical.replace("-mir-", "-miR-");
        let form = if canonical == self.canonical { self.form } else { Form::Mature };
        Self { canonical, form, ..self }
    }

    /// The same name, written as `original`: for names looked up in a table of older ones.
    #[must_use]
    pub fn written(self, original: &str) -> Self {
        Self { original: original.to_owned(), ..self }
    }

    /// Whether `text` can be read as a miRNA's name.
    pub fn is_name(text: &str) -> bool {
        text.parse::<Self>().is_ok()
    }
}

impl FromStr for MirnaName {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let (canonical, form) = parse::list(text)?;
        Ok(Self { original: text.trim().to_owned(), canonical, form })
    }
}

impl PartialEq for MirnaName {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for MirnaName {}

impl Hash for MirnaName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl fmt::Display for MirnaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.canonical)
    }
}
