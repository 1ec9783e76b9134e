//! The accessions of miRBase that the program carries: human miRNAs and hairpins of version 22, mouse and
//! rat miRNAs of version 21. miRBase is in the public domain.

use std::collections::HashMap;
use std::sync::OnceLock;

/// `accession<tab>name`, and a first line that says where they are from.
const TABLE: &str = include_str!("../../data/mirbase.tsv");

/// The name of an accession, such as `hsa-miR-21-5p` of `MIMAT0000076`.
pub(super) fn name_of(accession: &str) -> Option<&'static str> {
    static NAMES: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    if !super::is_accession(accession) {
        return None;
    }
    let lines = || TABLE.lines().filter_map(|line| line.split_once('\t'));
    NAMES.get_or_init(|| lines().collect()).get(accession).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use exoscope_core::MirnaName;

    #[test]
    fn every_accession_has_a_name_of_the_grammar() {
        let lines: Vec<_> = TABLE.lines().filter_map(|line| line.split_once('\t')).collect();
        let human = |mature: bool| {
            let of = |(accession, name): &&(&str, &str)| {
                name.starts_with("hsa-") && accession.starts_with("MIMAT") == mature
            };
            lines.iter().filter(of).count()
        };
        // The counts of miRBase 22: 2,656 mature miRNAs and 1,917 hairpins of man.
        assert_eq!((human(true), human(false)), (2656, 1917));
        for (accession, name) in lines {
            assert!(name.parse::<MirnaName>().is_ok(), "{accession} {name}");
        }
        assert_eq!(name_of("MIMAT0000076"), Some("hsa-miR-21-5p"));
        assert_eq!(name_of("MIMAT9999999"), None);
    }
}
