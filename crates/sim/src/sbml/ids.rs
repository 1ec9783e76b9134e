//! SBML identifiers: letters, digits and underscores, none twice.

use std::collections::BTreeSet;

use crate::model::Blueprint;

/// Identifiers of compartments and species.
pub(super) struct Ids {
    /// One per compartment.
    pub places: Vec<String>,
    /// One per group and compartment.
    pub species: Vec<Vec<String>>,
}

impl Ids {
    pub fn of(blueprint: &Blueprint, groups: usize) -> Self {
        let mut taken = BTreeSet::new();
        let mut new = |wanted: &str| {
            let mut id: String =
                wanted.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
            if !id.starts_with(|c: char| c.is_ascii_alphabetic()) {
                id.insert_str(0, "c_");
            }
            while !taken.insert(id.clone()) {
                id.push('_');
            }
            id
        };
        let names: Vec<&str> = blueprint.compartments.iter().map(|c| c.name.as_str()).collect();
        let mut species = Vec::new();
        for group in 0..groups {
            let own = names.iter().map(|name| match group {
                0 => new(name),
                _ => new(&format!("{name}_{group}")),
            });
            species.push(own.collect());
        }
        let places = names.iter().map(|name| new(&format!("at_{name}"))).collect();
        Self { places, species }
    }
}

/// `text` between tags or in quotes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
