//! Did you mean: the known names nearest to one that is not known.

use strsim::{damerau_levenshtein, jaro_winkler};

/// The up to `count` candidates nearest to `name`, best first; those too far to be a slip are left
/// out.
///
/// Near means that a third of the characters or fewer have to change (Damerau–Levenshtein, letter
/// case ignored), or that one name contains the other.
///
/// ```
/// use exoscope_core::suggest::nearest;
///
/// let columns = ["Sex", "Age", "CancerType"];
/// assert_eq!(nearest("cancer_type", columns, 1), ["CancerType"]);
/// assert!(nearest("slide", columns, 1).is_empty());
/// ```
pub fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    count: usize,
) -> Vec<&'a str> {
    let wanted = name.to_lowercase();
    let mut near: Vec<(usize, f64, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let changes = damerau_levenshtein(&wanted, &lower);
            let longest = wanted.chars().count().max(lower.chars().count());
            let shortest = wanted.chars().count().min(lower.chars().count());
            let contained = shortest >= 3 && (wanted.contains(&lower) || lower.contains(&wanted));
            (changes * 3 <= longest || contained)
                .then(|| (changes, jaro_winkler(&wanted, &lower), candidate))
        })
        .collect();
    near.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(b.2)));
    near.into_iter().take(count).map(|(_, _, candidate)| candidate).collect()
}

/// `nearest` as the end of an error message: `; did you mean "a" or "b"?`, or nothing.
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let near = nearest(name, candidates, 3);
    if near.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = near.iter().map(|n| format!("{n:?}")).collect();
    format!("; did you mean {}?", quoted.join(" or "))
}

/// How many candidates are listed where none is like a name.
const LISTED: usize = 12;

/// `did_you_mean`, or where none is like the name the first of those that there are: `; there are: a, b`.
///
/// ```
/// use exoscope_core::suggest::did_you_mean_or_all;
///
/// let labels = ["lung", "no cancer"];
/// assert_eq!(did_you_mean_or_all("lugn", labels), "; did you mean \"lung\"?");
/// assert_eq!(did_you_mean_or_all("healthy", labels), "; there are: lung, no cancer");
/// assert_eq!(did_you_mean_or_all("healthy", []), "");
/// ```
pub fn did_you_mean_or_all<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    let near = did_you_mean(name, candidates.clone());
    let all: Vec<&str> = candidates.into_iter().take(LISTED).collect();
    if near.is_empty() && !all.is_empty() {
        return format!("; there are: {}", all.join(", "));
    }
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swapped_letter_is_one_change() {
        assert_eq!(nearest("hsa-mir-12-5p", ["hsa-miR-21-5p", "hsa-miR-155-5p"], 2).len(), 2);
        assert_eq!(nearest("lable", ["label", "table", "slide"], 1), ["label"]);
    }

    #[test]
    fn nothing_near_says_nothing() {
        assert_eq!(did_you_mean("zebra", ["label", "slide"]), "");
        assert_eq!(did_you_mean("lable", ["label"]), "; did you mean \"label\"?");
    }
}
