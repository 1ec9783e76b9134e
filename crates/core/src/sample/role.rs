//! What a label stands for in a cancer test: cancer, no cancer, or a benign disease.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::suggest::did_you_mean_or_all;

/// What a label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A cancer.
    Cancer,
    /// No known disease of the organ: what a cancer is told from.
    Control,
    /// A disease that is not cancer.
    Benign,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cancer => "cancer",
            Self::Control => "control",
            Self::Benign => "benign",
        })
    }
}

/// The role of every label of a cohort; empty where nobody has said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(BTreeMap<String, Role>);

/// Why roles cannot be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RolesError {
    /// A pattern names no label of the cohort.
    #[error("no label is {pattern:?}{suggestion}")]
    NoSuchLabel {
        /// The label or pattern asked for.
        pattern: String,
        /// Labels like it.
        suggestion: String,
    },
    /// A label was called control and benign.
    #[error("label {label:?} cannot be both control and benign")]
    TwoRoles {
        /// The label.
        label: String,
    },
}

impl Roles {
    /// Gives each label its role: those named as control or benign have it, all others are cancers.
    /// A name may hold `*` for any characters.
    ///
    /// ```
    /// use exoscope_core::sample::{Role, Roles};
    ///
    /// let labels = ["BC", "VOL", "benign_BC", "benign_OV"];
    /// let roles = Roles::assign(&labels, &["VOL"], &["benign_*"])?;
    /// assert_eq!(roles.of("BC"), Some(Role::Cancer));
    /// assert_eq!(roles.of("benign_OV"), Some(Role::Benign));
    /// # Ok::<(), exoscope_core::sample::RolesError>(())
    /// ```
    pub fn assign(
        labels: &[impl AsRef<str>],
        controls: &[impl AsRef<str>],
        benign: &[impl AsRef<str>],
    ) -> Result<Self, RolesError> {
        let labels: BTreeSet<&str> = labels.iter().map(AsRef::as_ref).collect();
        let mut roles = BTreeMap::new();
        let named = controls
            .iter()
            .map(|c| (c.as_ref(), Role::Control))
            .chain(benign.iter().map(|b| (b.as_ref(), Role::Benign)));
        for (pattern, role) in named {
            let mut found = false;
            for label in labels.iter().filter(|label| matches(pattern, label)) {
                found = true;
                match roles.insert((*label).to_owned(), role) {
                    Some(before) if before != role => {
                        return Err(RolesError::TwoRoles { label: (*label).to_owned() });
                    }
                    _ => {}
                }
            }
            if !found {
                let suggestion = did_you_mean_or_all(pattern, labels.iter().copied());
                return Err(RolesError::NoSuchLabel { pattern: pattern.to_owned(), suggestion });
            }
        }
        for label in labels {
            roles.entry(label.to_owned()).or_insert(Role::Cancer);
        }
        Ok(Self(roles))
    }

    /// The role of `label`, where it is known.
    pub fn of(&self, label: &str) -> Option<Role> {
        self.0.get(label).copied()
    }

    /// Whether no role is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Labels and their roles, by label.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Role)> {
        self.0.iter().map(|(label, &role)| (label.as_str(), role))
    }
}

/// Whether `text` is `pattern`, where `*` stands for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        match rest.find(piece) {
            Some(at) => rest = rest.get(at + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, expected) in [
            ("VOL", "VOL", true),
            ("VOL", "VOLX", false),
            ("benign_*", "benign_BC", true),
            ("*_BC", "benign_BC", true),
            ("b*n*C", "benign_BC", true),
            ("*", "", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn unknown_and_contradicting_names_are_refused() {
        let labels = ["Healthy Control", "CRC"];
        let none: [&str; 0] = [];
        assert!(matches!(
            Roles::assign(&labels, &["Healthy control"], &none),
            Err(RolesError::NoSuchLabel { suggestion, .. }) if suggestion.contains("Healthy Control")
        ));
        assert!(matches!(
            Roles::assign(&labels, &["CRC"], &["CRC"]),
            Err(RolesError::TwoRoles { .. })
        ));
    }
}
