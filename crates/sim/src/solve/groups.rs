//! Classes of vesicles that move alike are solved together.

use std::collections::BTreeMap;

use crate::model::Blueprint;

/// Classes with the same affinities, and these affinities by organ.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Places of the classes.
    pub classes: Vec<usize>,
    /// Factor on the uptake by an organ; 1 for organs not named.
    pub affinities: BTreeMap<String, f64>,
}

/// All classes of a blueprint, in groups that move alike.
pub fn groups(blueprint: &Blueprint, values: &[f64]) -> Vec<Group> {
    let mut plain = Group { classes: Vec::new(), affinities: BTreeMap::new() };
    let mut special = Vec::new();
    for class in 0..blueprint.classes.len() {
        let own = blueprint.affinities.iter().filter(|(of, _, _)| *of == class);
        let own: BTreeMap<String, f64> = own
            .map(|(_, organ, place)| {
                (organ.clone(), values.get(*place).copied().unwrap_or(f64::NAN))
            })
            .collect();
        if own.is_empty() {
            plain.classes.push(class);
        } else {
            special.push(Group { classes: vec![class], affinities: own });
        }
    }
    std::iter::once(plain).filter(|g| !g.classes.is_empty()).chain(special).collect()
}
