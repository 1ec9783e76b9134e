//! Patterns over names: keys of a table to names of samples, names of samples to facts.

use std::str::FromStr;

use regex::Regex;

use super::PatternError;

/// How the keys of a table become the names of samples: `PATTERN=REPLACEMENT`, where the pattern
/// must match the whole key and `$1` is its first group.
///
/// ```
/// use exoscope_import::KeyMap;
/// let map: KeyMap = "X?(.+)=Sample_$1".parse()?;
/// assert_eq!(map.apply("X1S3").as_deref(), Some("Sample_1S3"));
/// # Ok::<(), exoscope_import::PatternError>(())
/// ```
#[derive(Debug, Clone)]
pub struct KeyMap {
    pattern: Regex,
    replacement: String,
}

/// A column made from the samples' names: `COLUMN=PATTERN`, where the first group of the pattern
/// is the value.
///
/// ```
/// use exoscope_import::Derive;
/// let derive: Derive = "tissue=^([^_]+)__".parse()?;
/// assert_eq!(derive.value("heart__atrium__2"), Some("heart"));
/// # Ok::<(), exoscope_import::PatternError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Derive {
    column: String,
    pattern: Regex,
}

impl KeyMap {
    /// The sample's name for a key; `None` where the pattern does not match the whole key.
    pub fn apply(&self, key: &str) -> Option<String> {
        let groups = self.pattern.captures(key)?;
        let mut name = String::new();
        groups.expand(&self.replacement, &mut name);
        Some(name)
    }
}

impl Derive {
    /// The column's name.
    pub fn column(&self) -> &str {
        &self.column
    }

    /// The pattern.
    pub fn pattern(&self) -> &str {
        self.pattern.as_str()
    }

    /// The value for a sample of this name; `None` where the pattern does not match.
    pub fn value<'a>(&self, sample: &'a str) -> Option<&'a str> {
        Some(self.pattern.captures(sample)?.get(1)?.as_str())
    }
}

impl FromStr for KeyMap {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let (pattern, replacement) = text.split_once('=').ok_or_else(|| {
            PatternError::NoEquals { text: text.to_owned(), form: "PATTERN=NAME" }
        })?;
        // In `$1x` the group would be called `1x`; digits alone are meant.
        let bare = regex(r"\$(\d+)")?;
        let replacement = bare.replace_all(replacement, "$${$1}").into_owned();
        let pattern = regex(&format!("^(?:{pattern})$"))?;
        let groups = pattern.captures_len();
        let named = bare_groups(&replacement)?;
        match named.into_iter().find(|&group| group >= groups) {
            Some(group) => Err(PatternError::NoGroup { pattern: text.to_owned(), group }),
            None => Ok(Self { pattern, replacement }),
        }
    }
}

/// The numbers of the groups that a replacement names.
fn bare_groups(replacement: &str) -> Result<Vec<usize>, PatternError> {
    let group = regex(r"\$\{(\d+)\}")?;
    Ok(group.captures_iter(replacement).filter_map(|c| c.get(1)?.as_str().parse().ok()).collect())
}

impl FromStr for Derive {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let (column, pattern) = text.split_once('=').ok_or_else(|| PatternError::NoEquals {
            text: text.to_owned(),
            form: "COLUMN=PATTERN",
        })?;
        let pattern = regex(pattern)?;
        if pattern.captures_len() < 2 {
            return Err(PatternError::NoGroup { pattern: text.to_owned(), group: 1 });
        }
        Ok(Self { column: column.trim().to_owned(), pattern })
    }
}

fn regex(pattern: &str) -> Result<Regex, PatternError> {
    Regex::new(pattern)
        .map_err(|source| PatternError::Regex { pattern: pattern.to_owned(), source })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_matched_whole() {
        let map: KeyMap = "S(\\d+)=P$1x".parse().unwrap();
        assert_eq!(map.apply("S12").as_deref(), Some("P12x"));
        assert_eq!(map.apply("S12b"), None);
        assert_eq!("(a)|b=$1".parse::<KeyMap>().unwrap().apply("b").as_deref(), Some(""));
    }

    #[test]
    fn wrong_patterns_are_refused() {
        assert!(matches!("abc".parse::<KeyMap>(), Err(PatternError::NoEquals { .. })));
        assert!(matches!("a(=b".parse::<KeyMap>(), Err(PatternError::Regex { .. })));
        assert!(matches!("a=$1".parse::<KeyMap>(), Err(PatternError::NoGroup { group: 1, .. })));
        assert!(matches!("tissue=^a".parse::<Derive>(), Err(PatternError::NoGroup { .. })));
    }
}
