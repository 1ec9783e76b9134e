//! The names of an import as miRBase 22 has them, by the table that the program carries.

use std::collections::{HashMap, HashSet};

use exoscope_core::mirna::{Form, MirnaName};

use super::{Names, Resolution, table};

/// What the names of the files of one import are now: the same name the same in all of them.
pub(crate) struct Current {
    /// The current name of each name that has one, both in canonical form.
    now: HashMap<String, String>,
}

impl Current {
    /// The current names of `files`, one list of miRNAs each, where the table knows exactly one; none where `names`
    /// state another version.
    ///
    /// Two that would have one name in a file keep those they have, in every file.
    pub(crate) fn of<'a>(
        files: impl IntoIterator<Item = &'a [MirnaName]> + Clone,
        names: Option<&Names>,
    ) -> Self {
        let mut now = HashMap::new();
        if names.is_some_and(Names::states_a_version) {
            return Self { now };
        }
        let mut seen = HashSet::new();
        let all = files.clone().into_iter().flatten();
        for mirna in all.filter(|mirna| seen.insert(mirna.canonical())) {
            if let Resolution::Renamed(name) = table::names().resolve(mirna.canonical()) {
                now.insert(mirna.canonical().to_owned(), name);
            }
        }
        let mut current = Self { now };
        loop {
            let twice: HashSet<String> =
                files.clone().into_iter().flat_map(|file| current.twice(file)).collect();
            if twice.is_empty() {
                return current;
            }
            current.now.retain(|before, _| !twice.contains(before));
        }
    }

    /// The names of a file that would be called as another of it is.
    fn twice(&self, file: &[MirnaName]) -> Vec<String> {
        let called = self.called(file);
        let mut count: HashMap<&str, usize> = HashMap::with_capacity(called.len());
        for mirna in &called {
            *count.entry(mirna.canonical()).or_default() += 1;
        }
        let clashes = |now: &MirnaName| count.get(now.canonical()).is_some_and(|count| *count > 1);
        let pairs = file.iter().zip(&called);
        pairs
            .filter(|(mirna, now)| mirna != now && clashes(now))
            .map(|(mirna, _)| mirna.canonical().to_owned())
            .collect()
    }

    /// The miRNAs of one of the files by their current names, with the writing they had.
    ///
    /// Names that are those of hairpins now and were of mature miRNAs (`hsa-let-7b`) are the latter beside mature miRNAs
    /// and no hairpins of the same file, and stay as they are elsewhere: what is one in one file may be the other in
    /// another.
    pub(crate) fn called(&self, file: &[MirnaName]) -> Vec<MirnaName> {
        let there = |forms: &[Form]| file.iter().any(|mirna| forms.contains(&mirna.form()));
        let mature = there(&[Form::Mature, Form::Star]) && !there(&[Form::Precursor]);
        let called = |mirna: &MirnaName| {
            let either = mirna.form() == Form::MatureOrPrecursor
                && table::is_current(mirna.canonical()) == Some(true);
            let now = self.now.get(mirna.canonical()).filter(|_| mature || !either);
            let now = now.and_then(|now| now.parse::<MirnaName>().ok());
            now.map_or_else(|| mirna.clone(), |now| now.written(mirna.original()))
        };
        file.iter().map(called).collect()
    }
}

/// The miRNAs of an import of one file by their current names.
pub(crate) fn current(mirnas: &[MirnaName], names: Option<&Names>) -> Vec<MirnaName> {
    Current::of([mirnas], names).called(mirnas)
}
