//! Words that mean the same and are written differently.

use std::collections::{BTreeMap, BTreeSet};

/// The spellings of one word: those of `words` that differ by case, spaces, the width of letters, or what else stands
/// `between` their parts alone; each group of several, in alphabetical order.
///
/// ```
/// use exoscope_core::sample::spellings;
/// let found = spellings(["Control ", "control", "case"], &['_', '-']);
/// assert_eq!(found, [["Control ", "control"]]);
/// ```
pub fn spellings<'a>(
    words: impl IntoIterator<Item = &'a str>,
    between: &[char],
) -> Vec<Vec<&'a str>> {
    let mut of_key: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for word in words {
        of_key.entry(key(word, between)).or_default().insert(word);
    }
    let several = of_key.into_values().filter(|same| same.len() > 1);
    several.map(|same| same.into_iter().collect()).collect()
}

/// A word in small letters of half width, without spaces and what else stands `between` its parts.
fn key(word: &str, between: &[char]) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    let letters = word.chars().map(half).filter(|c| !c.is_whitespace() && !between.contains(c));
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_meaning_are_found() {
        let found = |words: &[&'static str]| spellings(words.iter().copied(), &['_', '-']).len();
        assert_eq!(found(&["Lung", "lung ", "Breast"]), 1);
        assert_eq!(found(&["ＣＲＣ", "CRC"]), 1);
        assert_eq!(found(&["healthy control", "Healthy_Control", "CRC", "crc"]), 2);
        assert_eq!(found(&["lung", "breast", "lung"]), 0);
    }
}
