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
        let lower = text.to_lowercase();
        let less = ["<", "≤", "less than", "at most", "below", "not "];
        if less.iter().any(|word| lower.contains(word)) {
            return Err(refuse("it does not say \"at least\""));
        }
        let at_least = share(&lower).ok_or_else(|| refuse("it has not exactly one percentage"))?;
        if !(at_least > 0.0 && at_least < 1.0) {
            return Err(refuse("a share that can be shown is above 0 % and below 100 %"));
        }
        let mut named = Quantity::ALL
            .into_iter()
            .filter(|quantity| lower.contains(&quantity.name().to_lowercase()));
        match (named.next(), named.next()) {
            (Some(quantity), None) => Ok(Self::Named(Claim { quantity, at_least })),
            (Some(_), Some(_)) => Err(refuse("it names two quantities")),
            (None, _) => {
                let near = slip(&lower);
                let pure = |word: &str| matches!(word, "pure" | "purity" | "purities");
                // "particle puritty" is a slip for one meaning, not all five.
                if near.is_none() && lower.split(|c: char| !c.is_alphabetic()).any(pure) {
                    return Ok(Self::Unnamed { at_least });
                }
                let near = near.map(|name| format!("; did you mean {name:?}?"));
                Err(refuse(&format!("it names no quantity{}", near.unwrap_or_default())))
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
    let digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let start = before.char_indices().rev().take_while(|(_, c)| digit(*c)).last()?.0;
    let number = before.get(start..)?.replace(',', ".");
    // -99 % is no share.
    let sign = before.get(..start)?.trim_end().ends_with(['-', '−']);
    number.parse::<f64>().ok().filter(|_| !sign).map(|number| number / 100.0)
}
