//! Columns that each hold a part of a sample's counts: those of one arm of a hairpin, or of one strand.

use std::collections::HashSet;

/// Endings of headings that name a part, of which the second goes with the first.
const PARTS: &[(&str, &str)] =
    &[("mature", "star"), ("5p", "3p"), ("guide", "passenger"), ("sense", "antisense")];

/// Two of the samples that are parts of one, where every sample is: `S1_mature` and `S1_star`.
pub(in super::super) fn halves<'a>(samples: &[&'a str]) -> Option<(&'a str, &'a str)> {
    let whole = |first: &str, second: &str| {
        let stem = |name: &'a str, ending: &str| -> Option<&'a str> {
            let at = name.len().checked_sub(ending.len())?;
            let (stem, tail) = (name.get(..at)?, name.get(at..)?);
            let bare = stem.strip_suffix(['_', '.', '-', ' '])?;
            (tail.eq_ignore_ascii_case(ending) && !bare.is_empty()).then_some(bare)
        };
        let of = |ending: &str| -> Vec<(&'a str, &'a str)> {
            samples.iter().filter_map(|name| Some((stem(name, ending)?, *name))).collect()
        };
        let (firsts, seconds) = (of(first), of(second));
        let all = firsts.len() + seconds.len() == samples.len();
        let (stem, name) = *firsts.first()?;
        let stems: HashSet<&str> = seconds.iter().map(|(stem, _)| *stem).collect();
        let paired = firsts.iter().all(|(stem, _)| stems.contains(stem));
        let (_, other) = *seconds.iter().find(|(other, _)| *other == stem)?;
        (all && paired && firsts.len() == seconds.len()).then_some((name, other))
    };
    PARTS.iter().find_map(|(first, second)| whole(first, second))
}

#[cfg(test)]
mod tests {
    use super::halves;

    #[test]
    fn parts_of_samples_are_known_by_both_endings() {
        assert_eq!(
            halves(&["S1_mature", "S1_star", "S2_mature", "S2_star"]),
            Some(("S1_mature", "S1_star"))
        );
        assert_eq!(halves(&["A.3p", "A.5p"]), Some(("A.5p", "A.3p")));
        assert_eq!(halves(&["all-star", "B"]), None);
        assert_eq!(halves(&["S1_mature", "S2_mature"]), None);
        assert_eq!(halves(&["S1_mature", "S2_star"]), None);
        assert_eq!(halves(&["mature", "star"]), None);
        assert_eq!(halves(&[]), None);
    }
}
