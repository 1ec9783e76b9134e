//! Names of miRNAs across versions of miRBase.
//!
//! miRBase renames: `hsa-miR-21` became `hsa-miR-21-5p`, `hsa-miR-21*` became `hsa-miR-21-3p`, and
//! entries are taken out. Its accessions (`MIMAT0000076`) stay. The files it publishes say which
//! name is whose: `aliases.txt` every name an accession ever had, `mature.fa` the names of one
//! version. [`Names`] reads them and finds the current name of any older one. Names of other kinds
//! (MirGeneDB's, numbers of assays and probes) are told by a table of two columns.

mod current;
mod error;
mod file;
mod older;
mod other;
mod report;
mod table;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use exoscope_core::cohort::Source;
use exoscope_core::mirna::{Form, MirnaName, ParseError};
use exoscope_core::suggest::nearest;

pub use error::NamesError;
pub use older::older_names;
pub use other::OtherRna;
pub use report::{Ambiguous, NamesReport, UnknownName};

pub(super) use current::{Current, current};
pub(super) use older::{is_older, not_current};

use super::error::ImportError;
use super::limits::Limits;

/// How many names are shown, and how many like each.
const NEAREST: usize = 3;

/// Every name that miRBase gave, and whose it is.
///
/// ```
/// use exoscope_import::{Names, Resolution};
///
/// let folder = tempfile::tempdir()?;
/// let aliases = folder.path().join("aliases.txt");
/// std::fs::write(&aliases, "MIMAT0000076\thsa-miR-21;hsa-miR-21-5p;\n")?;
/// let names = Names::open(&[aliases])?;
/// assert_eq!(names.resolve("hsa-miR-21"), Resolution::Renamed("hsa-miR-21-5p".into()));
/// assert_eq!(names.resolve("MIMAT0000076"), Resolution::Renamed("hsa-miR-21-5p".into()));
/// assert_eq!(names.resolve("hsa-miR-21-5p"), Resolution::Current);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Names {
    /// The current name of each accession, in canonical form.
    current: BTreeMap<String, String>,
    /// The accessions of each canonical name, current or old.
    holders: HashMap<String, BTreeSet<String>>,
    /// The accessions of the last `mature.fa`, where one was read: all others are retired.
    live: Option<BTreeSet<String>>,
    /// What names and numbers of other kinds are told to stand for, in canonical form.
    told: HashMap<String, String>,
    sources: Vec<Source>,
}

/// What became of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// It is the current name of a miRNA.
    Current,
    /// It was the name, or is the accession, of a miRNA that is called so now.
    Renamed(String),
    /// It was the name of several miRNAs that are called so now.
    Ambiguous(Vec<String>),
    /// The entry was taken out of miRBase.
    Retired,
    /// Nothing is known of it.
    Unknown,
}

impl Names {
    /// Reads `mature.fa` and `aliases.txt` of miRBase, plain or gzip, in any number, and tables of two
    /// columns: a name of another kind, a tab, a miRNA of miRBase. Where several give an accession a
    /// name, the last file's is the current one.
    pub fn open(paths: &[PathBuf]) -> Result<Self, ImportError> {
        let mut names = Self::default();
        for path in paths {
            file::read(&mut names, path, Limits::default())?;
        }
        Ok(names)
    }

    /// The files that the names are from.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// What became of `text`: a name, an accession, or a list of names.
    pub fn resolve(&self, text: &str) -> Resolution {
        let text = text.trim();
        if let Some(name) = self.told.get(text) {
            return Resolution::Renamed(name.clone());
        }
        if let Some(name) = self.current.get(text) {
            return if self.is_live(text) {
                Resolution::Renamed(name.clone())
            } else {
                Resolution::Retired
            };
        }
        let Ok(name) = text.parse::<MirnaName>() else { return Resolution::Unknown };
        let mut members = Vec::new();
        let mut renamed = false;
        for member in name.members() {
            match self.resolve_one(member) {
                Resolution::Current => members.push(member.to_owned()),
                Resolution::Renamed(name) => {
                    renamed = true;
                    members.push(name);
                }
                other => return other,
            }
        }
        if renamed { Resolution::Renamed(members.join(",")) } else { Resolution::Current }
    }

    /// The name that `text` is to have: the current one where there is exactly one, else the name
    /// it is.
    pub(super) fn parse(&self, text: &str) -> Result<MirnaName, ParseError> {
        match self.resolve(text) {
            Resolution::Renamed(name) => Ok(name.parse::<MirnaName>()?.written(text)),
            Resolution::Unknown => carried(text),
            _ => text.parse(),
        }
    }

    /// Up to three current names of the same species like `name`.
    pub fn suggest(&self, name: &str) -> Vec<String> {
        let species = name.split('-').next().unwrap_or_default();
        let of_species = self
            .current
            .values()
            .filter(|known| known.split('-').next() == Some(species))
            .map(String::as_str);
        nearest(name, of_species, 3).into_iter().map(str::to_owned).collect()
    }

    /// Whether files of miRBase were read, not a table of names of other kinds alone.
    fn states_a_version(&self) -> bool {
        !self.holders.is_empty() || self.live.is_some()
    }

    fn resolve_one(&self, name: &str) -> Resolution {
        let mut holders: Vec<&String> = self.holders.get(name).into_iter().flatten().collect();
        // `hsa-let-7b` is a hairpin's name and was a mature miRNA's; profiles are of the latter.
        let form = name.parse::<MirnaName>().map(|name| name.form());
        if form == Ok(Form::MatureOrPrecursor) && holders.iter().any(|a| is_mature(a)) {
            holders.retain(|accession| is_mature(accession));
        }
        if holders.is_empty() {
            return Resolution::Unknown;
        }
        holders.retain(|accession| self.is_live(accession));
        let mut now: Vec<&String> =
            holders.iter().filter_map(|accession| self.current.get(*accession)).collect();
        now.sort();
        now.dedup();
        match now.as_slice() {
            [] => Resolution::Retired,
            names if names.iter().any(|current| *current == name) => Resolution::Current,
            [only] => Resolution::Renamed((*only).clone()),
            several => Resolution::Ambiguous(several.iter().map(|&n| n.clone()).collect()),
        }
    }

    /// Whether an accession is in the last `mature.fa`; precursors do not stand in one.
    fn is_live(&self, accession: &str) -> bool {
        self.live.as_ref().is_none_or(|live| !is_mature(accession) || live.contains(accession))
    }

    /// Notes that `accession` is, or was, called `name`. Names outside the grammar, such as those of
    /// viruses, cannot be in a cohort and are passed over.
    fn note(&mut self, accession: &str, name: &str, is_current: bool) {
        let Ok(name) = name.parse::<MirnaName>() else { return };
        let name = name.canonical().to_owned();
        self.holders.entry(name.clone()).or_default().insert(accession.to_owned());
        if is_current {
            self.current.insert(accession.to_owned(), name);
        }
    }
}

/// A text as a miRNA's name, by its current name where `names` know it; without them, an accession by the
/// table that the program carries.
pub(super) fn mirna(text: &str, names: Option<&Names>) -> Result<MirnaName, ParseError> {
    match names {
        Some(names) => names.parse(text),
        None => carried(text),
    }
}

/// What a name stands for that is no miRNA's, where that is known.
pub(super) fn other_rna(name: &str, names: Option<&Names>) -> Option<OtherRna> {
    if mirna(name, names).is_ok() { None } else { OtherRna::of(name) }
}

/// A text as a miRNA's name, an accession by the table that the program carries.
fn carried(text: &str) -> Result<MirnaName, ParseError> {
    match table::name_of(text.trim()) {
        Some(name) => Ok(name.parse::<MirnaName>()?.written(text.trim())),
        None => text.parse(),
    }
}

/// Whether a text is an accession of miRBase: `MIMAT0000076`, or `MI0000077` of a precursor.
pub(super) fn is_accession(text: &str) -> bool {
    let digits = text.strip_prefix("MIMAT").or_else(|| text.strip_prefix("MI"));
    digits.is_some_and(|digits| digits.len() >= 7 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Names of miRBase like a text that was to be one.
pub(super) fn like(text: &str) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    let species = ["hsa", "mmu", "rno"].iter().any(|species| lower.starts_with(species));
    table::nearest_to(&if species { text.to_owned() } else { format!("hsa-{text}") })
}

fn is_mature(accession: &str) -> bool {
    accession.starts_with("MIMAT")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const ALIASES: &str = "MIMAT0000076\thsa-miR-21;hsa-miR-21-5p;\n\
        MIMAT0004494\thsa-miR-21*;hsa-miR-21-3p;\n\
        MI0000077\thsa-mir-21;\n\
        MIMAT0000062\thsa-let-7a;hsa-let-7a-5p;\n\
        MIMAT0000063\thsa-let-7b;hsa-let-7b-5p;\n\
        MI0000063\thsa-let-7b;\n\
        MIMAT0000710\thsa-miR-365;hsa-miR-365a-3p;\n\
        MIMAT0022834\thsa-miR-365;hsa-miR-365b-3p;\n\
        MIMAT0000995\tebv-miR-BHRF1-1;\n";
    const MATURE: &str = ">hsa-miR-21-5p MIMAT0000076 Homo sapiens miR-21-5p\nUAGCUU\n\
        >hsa-let-7a-5p MIMAT0000062 Homo sapiens let-7a-5p\nUGAGGU\n";

    fn names(files: &[&str]) -> Result<Names, ImportError> {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = files
            .iter()
            .enumerate()
            .map(|(number, text)| {
                let path = folder.path().join(format!("{number}.txt"));
                std::fs::write(&path, text).unwrap();
                path
            })
            .collect();
        Names::open(&paths)
    }

    #[test]
    fn old_names_stars_and_accessions_are_found() {
        let names = names(&[ALIASES]).unwrap();
        let renamed = |name: &str| Resolution::Renamed(name.to_owned());
        for (old, expected) in [
            ("hsa-miR-21", renamed("hsa-miR-21-5p")),
            ("miR-21*", renamed("hsa-miR-21-3p")),
            ("MIMAT0004494", renamed("hsa-miR-21-3p")),
            ("hsa-mir-21", Resolution::Current),
            ("hsa-let-7b", renamed("hsa-let-7b-5p")),
            ("hsa-miR-21/hsa-let-7a", renamed("hsa-miR-21-5p,hsa-let-7a-5p")),
            ("hsa-miR-9999", Resolution::Unknown),
            ("Age", Resolution::Unknown),
        ] {
            assert_eq!(names.resolve(old), expected, "{old}");
        }
        let both = vec!["hsa-miR-365a-3p".to_owned(), "hsa-miR-365b-3p".to_owned()];
        assert_eq!(names.resolve("hsa-miR-365"), Resolution::Ambiguous(both));
        assert_eq!(names.suggest("hsa-miR-21-4p")[..1], ["hsa-miR-21-3p"]);
        assert_eq!(names.parse("miR-21*").unwrap().original(), "miR-21*");
    }

    #[test]
    fn what_the_last_version_lacks_is_retired() {
        let names = names(&[ALIASES, MATURE]).unwrap();
        assert_eq!(names.resolve("hsa-miR-365"), Resolution::Retired);
        assert_eq!(names.resolve("hsa-miR-21"), Resolution::Renamed("hsa-miR-21-5p".into()));
        assert_eq!(names.sources().len(), 2);
    }

    #[test]
    fn names_of_other_kinds_are_told() {
        let table = "# MirGeneDB\nHsa-Mir-8-P1a_3p\thsa-miR-200b-3p\n477975_mir\tMIMAT0000076\n";
        let names = names(&[table]).unwrap();
        for (told, name) in
            [("Hsa-Mir-8-P1a_3p", "hsa-miR-200b-3p"), ("477975_mir", "hsa-miR-21-5p")]
        {
            assert_eq!(names.resolve(told), Resolution::Renamed(name.to_owned()));
            assert_eq!(names.parse(told).unwrap().original(), told);
        }
        assert!(names.parse("Hsa-Mir-8-P1b_3p").is_err());
    }

    #[test]
    fn other_files_are_refused_with_their_line() {
        for text in [
            "hsa-miR-21\n",
            "MIMAT0000076 hsa-miR-21\n",
            ">hsa-miR-21-5p\nUAG\n",
            "",
            "name\tmiRNA\n",
            "MIMAT000007\thsa-miR-21;hsa-miR-21-5p;\n",
            "a\thsa-miR-21-5p\na\thsa-miR-16-5p\n",
        ] {
            let error = names(&[text]).unwrap_err();
            assert!(error.to_string().contains("0.txt"), "{error}");
        }
    }
}
