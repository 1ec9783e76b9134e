//! Which samples must stay together.

use std::collections::HashMap;

use exoscope_core::sample::{Column, Field, MetadataError};

use super::Samples;

/// Groups of labelled samples: samples of one person, and samples that agree in their group column
/// ([`Labelled::grouped_by`](super::Labelled::grouped_by)), are in one group, as are those linked through others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// The columns that hold samples together, the user's first; empty where nothing does.
    pub columns: Vec<String>,
    /// The group of each sample, `None` where the user's column has no value for it.
    pub groups: Vec<Option<String>>,
}

impl Grouping {
    /// Groups by the group column where one is stated, and always by person where the cohort knows
    /// persons.
    pub fn of(labelled: &dyn Samples) -> Result<Self, MetadataError> {
        let column = labelled.group_column();
        let metadata = labelled.cohort().metadata();
        let named = column.map(|name| metadata.column(name)).transpose()?;
        let person = metadata.field(Field::Person).filter(|p| Some(p.name()) != column);
        let mut links = Links::new(labelled.len());
        for column in [named, person].into_iter().flatten() {
            links.join_equal(labelled, column);
        }
        let groups = (0..labelled.len())
            .map(|sample| {
                let row = labelled.rows().get(sample).copied();
                let value = |column: &Column| row.is_some_and(|row| column.get(row).is_some());
                let known = named.is_none_or(value);
                known.then(|| links.root(sample).to_string())
            })
            .collect();
        let columns = [named, person].into_iter().flatten().map(|c| c.name().to_owned()).collect();
        Ok(Self { columns, groups })
    }
}

/// Samples linked to others, directly or through a third: a disjoint-set forest.
struct Links(Vec<usize>);

impl Links {
    fn new(samples: usize) -> Self {
        Self((0..samples).collect())
    }

    /// The first sample of the group that `sample` is in.
    fn root(&self, mut sample: usize) -> usize {
        while let Some(&parent) = self.0.get(sample)
            && parent != sample
        {
            sample = parent;
        }
        sample
    }

    /// Links samples that have the same value in `column`; a missing value links nothing.
    fn join_equal(&mut self, labelled: &dyn Samples, column: &Column) {
        let mut first: HashMap<String, usize> = HashMap::new();
        for (sample, &row) in labelled.rows().iter().enumerate() {
            if let Some(value) = column.get(row) {
                let other = *first.entry(value.into_owned()).or_insert(sample);
                let (a, b) = (self.root(other), self.root(sample));
                if let Some(parent) = self.0.get_mut(a.max(b)) {
                    *parent = a.min(b);
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::split::Labelled;
    use exoscope_core::{Cohort, Scale};
    use ndarray::Array2;

    #[test]
    fn one_person_on_two_slides_links_the_slides() {
        let samples = (0..5).map(|i| format!("S{i}").parse().unwrap()).collect();
        let mirnas = vec!["hsa-miR-21-5p".parse().unwrap()];
        let mut cohort =
            Cohort::new(samples, mirnas, Array2::zeros((5, 1)), Scale::Counts).unwrap();
        cohort.add_column(Column::guess("label", &["a", "b", "a", "b", "a"])).unwrap();
        cohort.add_column(Column::guess("slide", &["x", "x", "y", "z", ""])).unwrap();
        cohort.add_column(Column::guess("person", &["p", "q", "q", "", "r"])).unwrap();
        cohort.set_field(Field::Label, "label").unwrap();
        cohort.set_field(Field::Person, "person").unwrap();
        let labelled = Labelled::of(&cohort, None).unwrap();

        let slides = Grouping::of(&labelled.clone().grouped_by("slide").unwrap()).unwrap();
        assert_eq!(slides.columns, ["slide", "person"]);
        let same = |a: usize, b: usize| slides.groups[a] == slides.groups[b];
        assert!(same(0, 1) && same(1, 2) && !same(2, 3));
        assert_eq!(slides.groups[4], None, "no slide is known for the last sample");

        let persons = Grouping::of(&labelled).unwrap();
        assert_eq!(persons.columns, ["person"]);
        assert_eq!(persons.groups[1], persons.groups[2]);
        assert!(persons.groups.iter().all(Option::is_some));
    }
}
