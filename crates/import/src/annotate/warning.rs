//! What is odd about labels and roles: said, not refused.

use std::collections::{BTreeMap, BTreeSet};

use exoscope_core::Cohort;
use exoscope_core::sample::{ColumnValues, Field, Role};

/// What was so before facts were noted: the column of the label, and whether roles were known.
pub(super) struct Before {
    label: Option<String>,
    roles: bool,
}

impl Before {
    pub(super) fn of(cohort: &Cohort) -> Self {
        let label = cohort.metadata().field(Field::Label).map(|column| column.name().to_owned());
        Self { label, roles: !cohort.roles().is_empty() }
    }

    /// What is odd now.
    pub(super) fn warnings(&self, cohort: &Cohort) -> Vec<String> {
        let mut warnings = Vec::new();
        let Some(label) = cohort.metadata().field(Field::Label) else { return warnings };
        let moved = self.label.as_deref().filter(|before| *before != label.name());
        if let Some(before) = moved.filter(|_| self.roles && cohort.roles().is_empty()) {
            warnings
                .push(format!("the roles of column {before} are forgotten: they were its labels'"));
        }
        let labels: BTreeSet<String> = label.texts().flatten().map(Into::into).collect();
        warnings.extend(alike(&labels));
        if matches!(label.values(), ColumnValues::Number(_)) {
            let name = label.name();
            warnings
                .push(format!("the labels of column {name} are numbers: each value is a class"));
        }
        if labels.len() > 1 && labels.len() == label.len() - label.n_missing() {
            warnings.push(format!("each sample has a label of its own in column {}", label.name()));
        }
        let cancers = cohort.roles().iter().any(|(_, role)| role == Role::Cancer);
        if !cohort.roles().is_empty() && !cancers {
            warnings.push("no label is a cancer: all are controls or benign".to_owned());
        }
        warnings
    }
}

/// Labels that differ by case, spaces or the width of letters alone.
fn alike(labels: &BTreeSet<String>) -> Vec<String> {
    let mut of_key: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for label in labels {
        of_key.entry(key(label)).or_default().push(label);
    }
    let several = of_key.into_values().filter(|same| same.len() > 1);
    several
        .map(|same| {
            let same: Vec<String> = same.iter().map(|label| format!("{label:?}")).collect();
            format!("labels {} differ by case, spaces or width alone", same.join(" and "))
        })
        .collect()
}

/// A label in small letters of half width, without what separates its words.
fn key(label: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    let letters = label.chars().map(half).filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'));
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_one_meaning_are_found() {
        let labels = |all: &[&str]| alike(&all.iter().map(|&l| l.to_owned()).collect());
        assert_eq!(labels(&["Lung", "lung ", "Breast"]).len(), 1);
        assert_eq!(labels(&["ＣＲＣ", "CRC"]).len(), 1);
        assert_eq!(labels(&["healthy control", "Healthy_Control"]).len(), 1);
        assert!(labels(&["lung", "breast"]).is_empty());
    }
}
