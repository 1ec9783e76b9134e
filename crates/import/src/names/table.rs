//! The names and accessions of miRBase that the program carries: miRNAs and hairpins of man, mouse and rat of version
//! 22, and every name that they had since version 6. miRBase is in the public domain.

use std::collections::HashSet;
use std::sync::OnceLock;

use exoscope_core::suggest::nearest;

use super::{NEAREST, Names};

/// `accession<tab>name<tab>last version, where that is not 22<tab>older names`; a first line says where they are from.
const TABLE: &str = include_str!("../../data/mirbase.tsv");

/// A line of the table.
struct Entry {
    accession: &'static str,
    /// The last name.
    name: &'static str,
    /// Whether version 22 has it.
    current: bool,
    /// The names before, oldest first.
    older: &'static str,
}

fn entries() -> impl Iterator<Item = Entry> {
    TABLE.lines().filter_map(|line| {
        let mut cells = line.split('\t');
        let (accession, name) = (cells.next()?, cells.next()?);
        let current = cells.next().is_none_or(str::is_empty);
        Some(Entry { accession, name, current, older: cells.next().unwrap_or_default() })
    })
}

/// The table as [`Names`], which find the current name of any older one.
pub(super) fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = Names::default();
        let mut live = std::collections::BTreeSet::new();
        for Entry { accession, name, current, older } in entries() {
            for older in older.split(';').filter(|older| !older.is_empty()) {
                names.note(accession, older, false);
            }
            names.note(accession, name, true);
            if current {
                live.insert(accession.to_owned());
            }
        }
        names.live = Some(live);
        names
    })
}

/// The name of an accession, such as `hsa-miR-21-5p` of `MIMAT0000076`.
pub(super) fn name_of(accession: &str) -> Option<&'static str> {
    if !super::is_accession(accession) {
        return None;
    }
    names().current.get(accession).map(String::as_str)
}

/// Whether a canonical name is one of version 22; `None` for species that the table does not hold.
pub(super) fn is_current(name: &str) -> Option<bool> {
    static NAMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let names =
        NAMES.get_or_init(|| entries().filter(|e| e.current).map(|entry| entry.name).collect());
    let species = name.split('-').next()?;
    ["hsa", "mmu", "rno"].contains(&species).then(|| names.contains(name))
}

/// Current names like one that is none: its arms, where it lacks one, or its letters (451a for 451), else those
/// that are spelt most alike.
pub(super) fn nearest_to(name: &str) -> Vec<String> {
    let stem = name.trim_end_matches('*');
    let arms = [format!("{stem}-5p"), format!("{stem}-3p")];
    let arms: Vec<String> = arms.into_iter().filter(|arm| is_current(arm) == Some(true)).collect();
    if !arms.is_empty() {
        return arms;
    }
    let species = name.split('-').next().unwrap_or_default();
    let of_species = entries().filter(|entry| {
        let known = entry.name.split('-').next();
        entry.current && known.is_some_and(|known| known.eq_ignore_ascii_case(species))
    });
    let known: Vec<&str> = of_species.map(|entry| entry.name).collect();
    let lettered = |known: &&&str| {
        let rest = known.strip_prefix(stem);
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    let family: Vec<String> =
        known.iter().filter(lettered).take(NEAREST).map(|&known| known.to_owned()).collect();
    if !family.is_empty() {
        return family;
    }
    let near = nearest(name, known, NEAREST);
    near.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Resolution;
    use super::*;
    use exoscope_core::MirnaName;

    #[test]
    fn every_accession_has_a_name_of_the_grammar() {
        let of = |species: &str, mature: bool| {
            let of = |entry: &Entry| {
                entry.current
                    && entry.name.starts_with(species)
                    && entry.accession.starts_with("MIMAT") == mature
            };
            entries().filter(of).count()
        };
        // The counts of miRBase 22, mature miRNAs and hairpins; of mouse without two whose form no other name has.
        assert_eq!((of("hsa-", true), of("hsa-", false)), (2656, 1917));
        assert_eq!((of("mmu-", true), of("mmu-", false)), (1976, 1234));
        assert_eq!((of("rno-", true), of("rno-", false)), (764, 496));
        for Entry { accession, name, .. } in entries() {
            assert!(name.parse::<MirnaName>().is_ok(), "{accession} {name}");
        }
        assert_eq!(name_of("MIMAT0000076"), Some("hsa-miR-21-5p"));
        // Taken out of miRBase with version 22.
        assert_eq!(name_of("MIMAT0005905"), Some("hsa-miR-1254"));
        assert_eq!(name_of("MIMAT9999999"), None);
    }

    #[test]
    fn older_names_lead_to_current_ones() {
        let now = |name: &str| Resolution::Renamed(name.to_owned());
        for (older, found) in [
            ("hsa-miR-21*", now("hsa-miR-21-3p")),
            ("hsa-miR-199a", now("hsa-miR-199a-5p")),
            ("hsa-miR-199a*", now("hsa-miR-199a-3p")),
            ("hsa-miR-302b*", now("hsa-miR-302b-5p")),
            ("hsa-miR-320", now("hsa-miR-320a-3p")),
            ("hsa-miR-422b", now("hsa-miR-378a-3p")),
            ("mmu-miR-21", now("mmu-miR-21a-5p")),
            ("rno-miR-17-3p", now("rno-miR-17-1-3p")),
            ("hsa-mir-147", now("hsa-mir-147a")),
            ("hsa-miR-21-5p", Resolution::Current),
            ("hsa-mir-21", Resolution::Current),
            ("hsa-miR-1254", Resolution::Retired),
            ("hsa-miR-99999", Resolution::Unknown),
        ] {
            assert_eq!(names().resolve(older), found, "{older}");
        }
        // Of one version the 5p arm, of later ones the 3p arm.
        let both = vec!["hsa-miR-378a-3p".to_owned(), "hsa-miR-378a-5p".to_owned()];
        assert_eq!(names().resolve("hsa-miR-378"), Resolution::Ambiguous(both));
    }

    #[test]
    fn older_names_have_their_arms_beside_them() {
        assert_eq!(is_current("hsa-miR-21-5p"), Some(true));
        assert_eq!(is_current("hsa-mir-21"), Some(true));
        assert_eq!(is_current("hsa-miR-21"), Some(false));
        assert_eq!(is_current("hsa-miR-1254"), Some(false));
        assert_eq!((is_current("cel-miR-39-3p"), is_current("mmu-mir-21a")), (None, Some(true)));
        assert_eq!(nearest_to("hsa-miR-21"), ["hsa-miR-21-5p", "hsa-miR-21-3p"]);
        assert_eq!(nearest_to("hsa-miR-21*"), ["hsa-miR-21-5p", "hsa-miR-21-3p"]);
        assert_eq!(nearest_to("hsa-miR-451")[0], "hsa-miR-451a");
    }
}
