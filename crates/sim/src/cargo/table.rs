//! The built-in tables: names of miRNAs, miRNAs enriched in tissues and blood cells, other messages.

use serde::Serialize;

use super::CargoError;

const NAMES: &str = include_str!("names.txt");
const TISSUES: &str = include_str!("enriched.tsv");
const BLOOD: &str = include_str!("blood.tsv");
const OTHERS: &str = include_str!("messages.tsv");

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A mature miRNA.
    MiRna,
    /// A messenger RNA.
    Mrna,
    /// A protein.
    Protein,
}

/// A miRNA that a class has more of than others.
#[derive(Debug, Clone, PartialEq)]
pub struct Enriched {
    /// Class of vesicles: an organ or a kind of blood cell.
    pub class: String,
    /// The miRNA.
    pub mirna: String,
    /// Fold over other classes.
    pub fold: f64,
}

pub(super) struct Other {
    pub kind: Kind,
    pub name: String,
    pub copies: f64,
    pub class: String,
}

/// The names of the 2,565 miRNAs of the 3D-Gene array by miRBase 22, in its order.
///
/// ```
/// let names = exoscope_sim::cargo::mirnas();
/// assert_eq!(names.len(), 2565);
/// assert!(names.contains(&"hsa-miR-21-5p".to_owned()));
/// ```
pub fn mirnas() -> Vec<String> {
    let full = |line: &str| {
        let names: Vec<String> = line.split(',').map(|name| format!("hsa-{name}")).collect();
        names.join(",")
    };
    NAMES.lines().filter(|line| !line.starts_with('#')).map(full).collect()
}

/// The miRNAs that tissues (miRNATissueAtlas2) and blood cells are known to be rich in.
pub fn enriched() -> Result<Vec<Enriched>, CargoError> {
    let mut all = Vec::new();
    for (table, text) in [("enriched.tsv", TISSUES), ("blood.tsv", BLOOD)] {
        for (line, fields) in rows(text) {
            let row = match fields.as_slice() {
                [class, mirna, fold] => fold.parse().ok().map(|fold| (class, mirna, fold)),
                _ => None,
            };
            let (class, mirna, fold) = row.ok_or_else(|| wrong(table, line, &fields))?;
            let (class, mirna) = ((*class).to_owned(), (*mirna).to_owned());
            all.push(Enriched { class, mirna, fold });
        }
    }
    Ok(all)
}

/// mRNAs and proteins.
pub(super) fn others() -> Result<Vec<Other>, CargoError> {
    let read = |(line, fields): (usize, Vec<&str>)| {
        let row = match fields.as_slice() {
            [kind, name, copies, class] => {
                let kind = match *kind {
                    "protein" => Some(Kind::Protein),
                    "mrna" => Some(Kind::Mrna),
                    _ => None,
                };
                let (name, class) = ((*name).to_owned(), (*class).to_owned());
                kind.zip(copies.parse().ok()).map(|(kind, copies)| Other {
                    kind,
                    name,
                    copies,
                    class,
                })
            }
            _ => None,
        };
        row.ok_or_else(|| wrong("messages.tsv", line, &fields))
    };
    rows(OTHERS).map(read).collect()
}

fn rows(text: &'static str) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines.map(|(line, text)| (line + 1, text.split('\t').collect()))
}

fn wrong(table: &'static str, line: usize, fields: &[&str]) -> CargoError {
    CargoError::Table { table, line, text: fields.join("\t") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_enriched_mirna_is_on_the_array() {
        let names = mirnas();
        let all = enriched().unwrap();
        assert!(all.len() > 100);
        for row in all {
            assert!(names.contains(&row.mirna), "{}", row.mirna);
            assert!(row.fold > 1.0);
        }
        assert!(!others().unwrap().is_empty());
    }
}
