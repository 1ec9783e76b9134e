//! Names of older versions among those of a cohort.

use exoscope_core::mirna::MirnaName;

use super::{NEAREST, Names, Resolution, UnknownName, table};
use crate::report::{NotCurrent, Renamed};

/// The miRNAs that are written by names of older versions of miRBase, and how they are called now: in a cohort just
/// imported.
///
/// ```
/// use exoscope_import::{TableSettings, older_names, table};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("counts.csv");
/// std::fs::write(&path, "miRNA,S1,S2\nhsa-miR-21*,90,70\nhsa-miR-16-5p,812,655\n")?;
/// let read = table(&[path], &TableSettings::default())?;
/// let older = older_names(read.cohort.mirnas());
/// assert_eq!((older[0].original.as_str(), older[0].canonical.as_str()), ("hsa-miR-21*", "hsa-miR-21-3p"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn older_names(mirnas: &[MirnaName]) -> Vec<Renamed> {
    mirnas.iter().filter(|mirna| is_older(mirna)).map(Renamed::of).collect()
}

/// Whether a miRNA is written by another name than its own, not by another spelling of it.
pub(crate) fn is_older(mirna: &MirnaName) -> bool {
    mirna
        .original()
        .parse::<MirnaName>()
        .is_ok_and(|written| written != *mirna && written.into_mature() != *mirna)
}

/// The names that the table in the program does not have, of species that it has; none where `names` state a version.
pub(crate) fn not_current(mirnas: &[MirnaName], names: Option<&Names>) -> NotCurrent {
    let mut found = NotCurrent::default();
    if names.is_some_and(Names::states_a_version) {
        return found;
    }
    for member in mirnas.iter().flat_map(MirnaName::members) {
        if table::is_current(member) != Some(false) {
            continue;
        }
        found.count += 1;
        if found.first.len() < NEAREST {
            let name = member.to_owned();
            let nearest = match table::names().resolve(&name) {
                Resolution::Ambiguous(candidates) => candidates.into_iter().take(NEAREST).collect(),
                Resolution::Renamed(now) => vec![now],
                Resolution::Retired => Vec::new(),
                _ => table::nearest_to(&name),
            };
            found.first.push(UnknownName { name, nearest });
        }
    }
    found
}
