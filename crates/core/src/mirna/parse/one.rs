//! One name of a miRNA: a gene's symbol or a name of miRBase.

use super::super::name::Form;
use super::super::spelling;

/// The species taken where a name has none.
const DEFAULT_SPECIES: &str = "hsa";

/// Words of as many letters as a species' code, which programs put before names of what is in no database.
const NO_SPECIES: &[&str] =
    &["novel", "new", "cand", "pred", "known", "candi", "mean", "total", "sum", "date"];

/// Parses one name.
pub(super) fn one(text: &str) -> Option<(String, Form)> {
    let text = spelling::with_hyphens(text);
    if !text.is_ascii() {
        return None;
    }
    let (spelt, hairpin) = spelling::plain(&text);
    let (name, form) = gene(&spelt).or_else(|| mirbase(&spelt))?;
    if !hairpin || form == Form::Precursor {
        return Some((name, form));
    }
    (form == Form::MatureOrPrecursor).then_some((name, Form::Precursor))
}

/// A gene symbol: `MIR21`, `MIR6859-1`, `MIRLET7A1`.
fn gene(text: &str) -> Option<(String, Form)> {
    let rest = text.strip_prefix("MIR")?;
    let (family, rest) = match rest.strip_prefix("LET") {
        Some(rest) => ("let", rest),
        None => ("mir", rest),
    };
    let (number, rest) = leading(rest, |b| b.is_ascii_digit())?;
    let (letters, rest) = leading(rest, |b| b.is_ascii_uppercase()).unwrap_or(("", rest));
    let locus = rest.strip_prefix('-').unwrap_or(rest);
    if letters.len() > 2 || !locus.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let letters = letters.to_ascii_lowercase();
    let dash = if locus.is_empty() { "" } else { "-" };
    let name = format!("{DEFAULT_SPECIES}-{family}-{number}{letters}{dash}{locus}");
    Some((name, Form::Precursor))
}

/// A miRBase name: `hsa-miR-24-1-5p`, `hsa-mir-24-1`, `hsa-miR-24-1*`, `let-7a-5p`.
fn mirbase(text: &str) -> Option<(String, Form)> {
    let (species, rest) = match text.split_once('-') {
        Some((first, rest)) if family(first).is_none() => (first.to_ascii_lowercase(), rest),
        _ => (DEFAULT_SPECIES.to_owned(), text),
    };
    if NO_SPECIES.contains(&species.as_str()) {
        return None;
    }
    if !(3..=5).contains(&species.len()) || !species.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let (family_text, rest) = rest.split_once('-')?;
    let family = family(family_text)?;
    let (body, arm) = arm(rest);
    let (number, rest) = leading(body, |b| b.is_ascii_digit())?;
    if number.starts_with('0') {
        return None;
    }
    let (letters, rest) = leading(rest, |b| b.is_ascii_alphabetic()).unwrap_or(("", rest));
    // miRBase numbers forms of one miRNA behind a point: mmu-miR-1982.1.
    let (variant, rest) =
        match rest.strip_prefix('.').and_then(|r| leading(r, |b| b.is_ascii_digit())) {
            Some((digits, rest)) if digits.len() == 1 => (format!(".{digits}"), rest),
            _ => (String::new(), rest),
        };
    let mut loci = 0_usize;
    for locus in rest.split('-').skip(1) {
        if locus.is_empty() || !locus.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        loci += 1;
    }
    if letters.len() > 2 || loci > 2 || !(rest.is_empty() || rest.starts_with('-')) {
        return None;
    }
    let letters = letters.to_ascii_lowercase();
    let form = match (arm, family) {
        ("*", _) => Form::Star,
        ("-5p" | "-3p", _) | (_, Family::Mature) => Form::Mature,
        (_, Family::Precursor) => Form::Precursor,
        (_, Family::Either(_)) if loci > 0 => Form::Precursor,
        (_, Family::Either(_)) => Form::MatureOrPrecursor,
    };
    let family = match (family, form) {
        (Family::Either(word), _) => word,
        (_, Form::Precursor) => "mir",
        _ => "miR",
    };
    Some((format!("{species}-{family}-{number}{letters}{variant}{rest}{arm}"), form))
}

/// The word between species and number.
#[derive(Clone, Copy)]
pub(super) enum Family {
    /// `miR`.
    Mature,
    /// `mir`.
    Precursor,
    /// `let` or `lin`, which do not tell.
    Either(&'static str),
}

pub(super) fn family(word: &str) -> Option<Family> {
    match word {
        "miR" | "MiR" => Some(Family::Mature),
        // `hsa-MIR-21` is read as its gene, as HGNC writes genes in capitals.
        "mir" | "MIR" | "Mir" => Some(Family::Precursor),
        _ if word.eq_ignore_ascii_case("let") => Some(Family::Either("let")),
        _ if word.eq_ignore_ascii_case("lin") => Some(Family::Either("lin")),
        _ => None,
    }
}

/// Splits the arm off the end of a name.
pub(super) fn arm(text: &str) -> (&str, &'static str) {
    for (ending, arm) in
        [("-5p", "-5p"), ("-3p", "-3p"), ("-5P", "-5p"), ("-3P", "-3p"), ("*", "*")]
    {
        if let Some(body) = text.strip_suffix(ending) {
            return (body, arm);
        }
    }
    (text, "")
}

/// The longest non-empty run of accepted bytes at the start, and the rest.
fn leading(text: &str, accept: impl Fn(u8) -> bool) -> Option<(&str, &str)> {
    let end = text.bytes().position(|b| !accept(b)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}
