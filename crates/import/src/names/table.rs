//! The names and accessions of miRBase that the program carries: human miRNAs and hairpins of version 22 (and
//! what version 21 had besides), mouse and rat miRNAs of version 21. miRBase is in the public domain.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use exoscope_core::suggest::nearest;

use super::NEAREST;

/// `accession<tab>name`, and behind a second tab the last version that had the entry, where that is not the
/// table's; a first line says where they are from.
const TABLE: &str = include_str!("../../data/mirbase.tsv");

fn entries() -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    TABLE.lines().filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?, cells.next().is_none()))
    })
}

/// The name of an accession, such as `hsa-miR-21-5p` of `MIMAT0000076`.
pub(super) fn name_of(accession: &str) -> Option<&'static str> {
    static NAMES: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    if !super::is_accession(accession) {
        return None;
    }
    let names = || entries().map(|(accession, name, _)| (accession, name)).collect();
    NAMES.get_or_init(names).get(accession).copied()
}

/// Whether a canonical name is one of the table's versions; `None` where the table does not hold its kind:
/// other species, and hairpins of mouse and rat.
pub(super) fn is_current(name: &str) -> Option<bool> {
    static NAMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| entries().filter(|e| e.2).map(|(_, name, _)| name).collect());
    let (species, rest) = name.split_once('-')?;
    let held = match species {
        "hsa" => true,
        "mmu" | "rno" => rest.starts_with("miR-"),
        _ => false,
    };
    held.then(|| names.contains(name))
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
    let of_species = entries().filter(|(_, known, current)| {
        *current && known.split('-').next().is_some_and(|known| known.eq_ignore_ascii_case(species))
    });
    let known: Vec<&str> = of_species.map(|(_, known, _)| known).collect();
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
    use super::*;
    use exoscope_core::MirnaName;

    #[test]
    fn every_accession_has_a_name_of_the_grammar() {
        let human = |mature: bool| {
            let of = |(accession, name, current): &(&str, &str, bool)| {
                *current && name.starts_with("hsa-") && accession.starts_with("MIMAT") == mature
            };
            entries().filter(of).count()
        };
        // The counts of miRBase 22: 2,656 mature miRNAs and 1,917 hairpins of man.
        assert_eq!((human(true), human(false)), (2656, 1917));
        for (accession, name, _) in entries() {
            assert!(name.parse::<MirnaName>().is_ok(), "{accession} {name}");
        }
        assert_eq!(name_of("MIMAT0000076"), Some("hsa-miR-21-5p"));
        // Taken out of miRBase with version 22.
        assert_eq!(name_of("MIMAT0005905"), Some("hsa-miR-1254"));
        assert_eq!(name_of("MIMAT9999999"), None);
    }

    #[test]
    fn older_names_have_their_arms_beside_them() {
        assert_eq!(is_current("hsa-miR-21-5p"), Some(true));
        assert_eq!(is_current("hsa-mir-21"), Some(true));
        assert_eq!(is_current("hsa-miR-21"), Some(false));
        assert_eq!(is_current("hsa-miR-1254"), Some(false));
        assert_eq!((is_current("cel-miR-39-3p"), is_current("mmu-mir-21a")), (None, None));
        assert_eq!(nearest_to("hsa-miR-21"), ["hsa-miR-21-5p", "hsa-miR-21-3p"]);
        assert_eq!(nearest_to("hsa-miR-21*"), ["hsa-miR-21-5p", "hsa-miR-21-3p"]);
        assert_eq!(nearest_to("hsa-miR-451")[0], "hsa-miR-451a");
    }
}
