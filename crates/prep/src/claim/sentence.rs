//! A claim as people write it: a quantity that names one of the five meanings, or just "pure", and a share.

use exoscope_core::suggest::nearest;
use serde::{Deserialize, Serialize};

use super::{Claim, Quantity};

/// A sentence is no claim that can be judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{claim:?} is no claim that can be judged: {why}")]
pub struct ClaimError {
    claim: String,
    why: String,
}

impl ClaimError {
    /// What the user can do.
    pub fn hint(&self) -> String {
        let names: Vec<&str> = Quantity::ALL.iter().map(|quantity| quantity.name()).collect();
        format!("write it as \"particle purity >= 99 %\"; quantities are {}", names.join(", "))
    }
}

/// A claim that was read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sentence {
    /// It names its quantity.
    Named(Claim),
    /// It says "pure" of nothing in particular: each of the five meanings is judged.
    Unnamed {
        /// The share, 0 to 1.
        at_least: f64,
    },
}

impl Sentence {
    /// Reads `particle purity >= 99 %`, `purity 99 % or more`, `at least 99,5 % pure`.
    ///
    /// ```
    /// use exoscope_prep::claim::{Claim, Quantity, Sentence};
    /// let named = Sentence::parse("particle purity >= 99 %").unwrap();
    /// assert_eq!(named, Sentence::Named(Claim { quantity: Quantity::ParticlePurity, at_least: 0.99 }));
    /// assert_eq!(Sentence::parse("purity 99 % or more"), Ok(Sentence::Unnamed { at_least: 0.99 }));
    /// assert!(Sentence::parse("purity < 99 %").is_err() && Sentence::parse("99 % clean").is_err());
    /// let slip = Sentence::parse("particle puritty >= 99 %").unwrap_err();
    /// assert!(slip.to_string().ends_with("did you mean \"particle purity\"?"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, ClaimError> {
        let refuse = |why: &str| ClaimError { claim: text.to_owned(), why: why.to_owned() };
        let lower = signs(&text.to_lowercase());
        let plain = at_least_alone(&lower);
        if plain.contains(['~', '≈', '±', '?']) {
            return Err(refuse("it does not say \"at least\""));
        }
        let less = ["<", "≤", "less than", "at most", "below", "not "];
        if less.iter().any(|word| plain.contains(word)) {
            return Err(refuse("it does not say \"at least\""));
        }
        if plain.replace(">=", " ").contains('=') {
            return Err(refuse(
                "it says that the share is one value, and a least share is judged: write \">=\"",
            ));
        }
        if STRICT.iter().any(|word| plain.replace(">=", " ").contains(word)) {
            return Err(refuse("it says more than, and a least share is judged: write \">=\""));
        }
        if numbers(&plain) > 1 {
            return Err(refuse("it has two numbers, and one least share is judged"));
        }
        let at_least = share(&lower).ok_or_else(|| refuse("it has not exactly one percentage"))?;
        if !(at_least > 0.0 && at_least < 1.0) {
            return Err(refuse("a share that can be shown is above 0 % and below 100 %"));
        }
        let (named, left) = words(&plain);
        match named.as_slice() {
            [quantity] if left.is_empty() => {
                Ok(Self::Named(Claim { quantity: *quantity, at_least }))
            }
            [_, _, ..] => Err(refuse("it names two quantities")),
            _ => {
                // "particle puritty" is a slip for one meaning, not all five.
                let near = slip(&plain);
                let pure = |word: &String| matches!(word.as_str(), "pure" | "purity" | "purities");
                let mut unknown = left.iter().filter(|word| !pure(word));
                if let (true, None, None) = (named.is_empty(), near, unknown.clone().next())
                    && left.iter().any(pure)
                {
                    return Ok(Self::Unnamed { at_least });
                }
                let positive = left.iter().any(|word| word == "positive");
                if let (true, true, Some(word)) =
                    (named.is_empty(), positive, unknown.clone().next())
                {
                    let why = format!(
                        "the files name channels and no {word:?}: write \"marker-positive particles\", of the gate in the sheet"
                    );
                    return Err(refuse(&why));
                }
                let why = match (near.filter(|_| named.is_empty()), unknown.next()) {
                    (Some(name), _) => {
                        format!("it names no quantity; did you mean {name:?}?")
                    }
                    (None, Some(word)) => {
                        format!("{word:?} is no part of one, so what is meant stays open")
                    }
                    (None, None) if named.is_empty() => "it names no quantity".to_owned(),
                    (None, None) => "it names a quantity, and purity beside it".to_owned(),
                };
                Err(refuse(&why))
            }
        }
    }

    /// Claims to judge: one, or one for each meaning.
    pub fn claims(self) -> Vec<Claim> {
        match self {
            Self::Named(claim) => vec![claim],
            Self::Unnamed { at_least } => {
                Quantity::ALL.map(|quantity| Claim { quantity, at_least }).to_vec()
            }
        }
    }

    /// The share that is claimed, 0 to 1.
    pub fn at_least(self) -> f64 {
        match self {
            Self::Named(claim) => claim.at_least,
            Self::Unnamed { at_least } => at_least,
        }
    }
}

/// Words that say "more than" and not "at least".
const STRICT: [&str; 7] =
    [">", "more than", "greater than", "higher than", "better than", "above", "exceeds"];

/// A sentence in lower case with one sign for each thing: `>=` and `%`.
fn signs(lower: &str) -> String {
    let pairs = [("≥", ">="), ("=>", ">="), ("per cent", "%"), ("percent", "%")];
    pairs.iter().fold(lower.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// How many numbers stand in a sentence; a decimal comma is read, and the digits of a name as A280 are none.
fn numbers(plain: &str) -> usize {
    let apart = |c: char| c.is_whitespace() || "%<>=-–—/".contains(c);
    let tokens = plain.split(apart).map(|token| token.trim_matches([',', '.', ';', ':', '(', ')']));
    tokens.filter(|token| token.replace(',', ".").parse::<f64>().is_ok()).count()
}

/// A sentence in which every way to say "at least" is one sign: "not less than" is no "less than".
fn at_least_alone(lower: &str) -> String {
    ["not less than", "no less than", "nlt "]
        .iter()
        .fold(lower.to_owned(), |text, phrase| text.replace(phrase, " >= "))
}

/// Words that say "at least", or nothing about what is claimed.
const BESIDE: [&str; 43] = [
    "at",
    "least",
    "or",
    "more",
    "higher",
    "above",
    "greater",
    "better",
    "than",
    "minimum",
    "min",
    "over",
    "exceeds",
    "a",
    "an",
    "the",
    "of",
    "is",
    "are",
    "be",
    "has",
    "have",
    "was",
    "were",
    "with",
    "in",
    "to",
    "and",
    "our",
    "this",
    "these",
    "its",
    "preparation",
    "preparations",
    "product",
    "sample",
    "stock",
    "vesicles",
    "vesicle",
    "exosomes",
    "exosome",
    "evs",
    "ev",
];

/// The quantities that a sentence names, and its words that belong to none and are not known.
fn words(lower: &str) -> (Vec<Quantity>, Vec<String>) {
    let split = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    // The share was read already: what stands before the sign of percent is no word.
    let numbers =
        |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) && word.parse::<f64>().is_ok();
    let mut left: Vec<String> = split(lower);
    let mut named = Vec::new();
    for quantity in Quantity::ALL {
        let name = split(quantity.name());
        while let Some(at) = left.windows(name.len()).position(|run| run == name) {
            left.drain(at..at + name.len());
            named.push(quantity);
        }
    }
    // "Marker-positive" alone is the same.
    if let Some(at) = left.windows(2).position(|run| run == ["marker", "positive"]) {
        left.drain(at..at + 2);
        named.push(Quantity::MarkerPositive);
    }
    left.retain(|word| !numbers(word) && !BESIDE.contains(&word.as_str()));
    (named, left)
}

/// The meaning that a claim misspells. "Pure particles" is part of a name, and no slip for it.
fn slip(text: &str) -> Option<&'static str> {
    let number =
        |word: &&str| word.starts_with(|c: char| c.is_ascii_digit() || "<>=≥%".contains(c));
    let comparison = |word: &&str| matches!(*word, "at" | "least" | "or" | "more" | "is");
    let words = text.split_whitespace().filter(|word| !number(word) && !comparison(word));
    let phrase = words.collect::<Vec<_>>().join(" ");
    let near = nearest(&phrase, Quantity::ALL.map(Quantity::name), 1).into_iter().next();
    near.filter(|name| !name.to_lowercase().contains(&phrase) && !phrase.contains(name))
}

/// The one percentage of a sentence, as a share; a decimal comma is read.
fn share(text: &str) -> Option<f64> {
    let (before, after) = text.split_once('%')?;
    if after.contains('%') {
        return None;
    }
    let before = before.trim_end();
    // An exponent belongs to the number: 1e2 % is not 2 %.
    let digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ',');
    let start = before.char_indices().rev().take_while(|(_, c)| digit(*c)).last()?.0;
    let number = before.get(start..)?.replace(',', ".");
    // -99 % is no share.
    let sign = before.get(..start)?.trim_end().ends_with(['-', '−']);
    number.parse::<f64>().ok().filter(|_| !sign).map(|number| number / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_whole_is_refused() {
        for text in [
            "particle purity >= 1e2 %",
            "lipoprotein purity >= 99 %",
            "95 % confidence particle purity",
            "purity up to 99 %",
            "particle purity about 99 %",
            "particle purity ~ 99 %",
            "purity of RNA >= 99 %",
            "particle purity >= x99 %",
            "protein purity and particle purity >= 99 %",
            "marker-negative particles >= 99 %",
            "purity not above 99 %",
        ] {
            let refused = Sentence::parse(text);
            assert!(
                refused.as_ref().is_err_and(|error| !error.hint().is_empty()),
                "{text}: {refused:?}"
            );
        }
        let named = |text| match Sentence::parse(text) {
            Ok(Sentence::Named(claim)) => Some((claim.quantity, claim.at_least)),
            _ => None,
        };
        assert_eq!(
            named("protein purity not less than 99.5 %"),
            Some((Quantity::ProteinPurity, 0.995))
        );
        assert_eq!(
            named("≥ 90 % marker-positive particles"),
            Some((Quantity::MarkerPositive, 0.9))
        );
        assert_eq!(named("A280 peak area >= 9e1 %"), Some((Quantity::PeakArea, 0.9)));
        let open = "exosomes with a purity of 99 % or more";
        assert_eq!(Sentence::parse(open), Ok(Sentence::Unnamed { at_least: 0.99 }));
    }
}
