//! Lines of the form `Key:<TAB>value<TAB>note`, as ZetaView writes them.

use std::collections::BTreeMap;

/// Keys with line and cells after them; a key that stands twice keeps its first place.
pub(super) struct Keys<'a> {
    found: BTreeMap<&'a str, (usize, Vec<&'a str>)>,
}

/// The one line on which further keys follow their values.
const SHARED_LINE: &str = "Number of Traces";

impl<'a> Keys<'a> {
    /// Keys of the lines before a table.
    pub(super) fn of(lines: &[(usize, &'a str)]) -> Self {
        let mut found = BTreeMap::new();
        for &(number, line) in lines {
            let mut cells = line.split('\t').map(str::trim);
            let Some(first) = cells.next() else { continue };
            let (key, value) = match (first.strip_suffix(':'), first.split_once(": ")) {
                (Some(key), _) => (key, None),
                (None, Some((key, value))) => (key, Some(value.trim())),
                (None, None) => continue,
            };
            let mut key = key.trim_end_matches(':').trim();
            let mut values: Vec<&str> = value.into_iter().collect();
            let shared = key == SHARED_LINE;
            for cell in cells {
                if shared && cell.ends_with(':') {
                    found.entry(key).or_insert((number, std::mem::take(&mut values)));
                    key = cell.trim_end_matches(':').trim();
                } else {
                    values.push(cell);
                }
            }
            found.entry(key).or_insert((number, values));
        }
        Self { found }
    }

    /// Line and first value of a key, where it is not empty.
    pub(super) fn get(&self, key: &str) -> Option<(usize, &'a str)> {
        let (line, values) = self.found.get(key)?;
        values.first().filter(|value| !value.is_empty()).map(|value| (*line, *value))
    }

    /// The text of a key.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.get(key).map(|(_, value)| value.to_owned())
    }
}
