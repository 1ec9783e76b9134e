//! The grammar of miRNA names.
//!
//! ```text
//! list      = name *( [ " " ] ( "," / "/" / "|" / "+" / ";" ) [ " " ] name )
//! name      = [ species "-" ] ( "miR" / "mir" / "let" / "lin" ) "-" number [ letters ] [ "." digit ] *( "-" digits ) [ arm ]
//! gene      = "MIR" [ "LET" ] number [ letters ] [ [ "-" ] digits ]
//! arm       = "-5p" / "-3p" / "*"
//! ```
//!
//! After the first, a name of a list may leave out its species, or its species and family, or all but its
//! letters (`hsa-miR-320a/b/c`). Other spellings ([`spelling`]) are brought to this one first.
//!
//! [`spelling`]: super::spelling

use std::borrow::Cow;

use super::name::Form;
use super::spelling;

/// Why a text is not a miRNA's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// The text is empty.
    #[error("an empty miRNA name")]
    Empty,
    /// The text does not follow the grammar of miRNA names.
    #[error("{text:?} is not a miRNA name such as hsa-miR-21-5p, hsa-mir-21 or hsa-let-7a-5p")]
    NotAName {
        /// The text.
        text: String,
    },
    /// A list holds mature miRNAs and precursors.
    #[error("{text:?} lists mature miRNAs and precursors together")]
    MixedList {
        /// The text.
        text: String,
    },
}

/// The species taken where a name has none.
const DEFAULT_SPECIES: &str = "hsa";

/// Parses a name or a list of names to its canonical text and form.
pub(super) fn list(text: &str) -> Result<(String, Form), ParseError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ParseError::Empty);
    }
    let mut canonical = String::with_capacity(text.len() + 4);
    let mut form = None;
    for part in text.split([',', '/', '|', '+', ';']) {
        let (name, part_form) = one(&in_full(part.trim(), &canonical))
            .ok_or_else(|| ParseError::NotAName { text: text.to_owned() })?;
        form = match form {
            None => Some(part_form),
            Some(so_far) => Some(
                common(so_far, part_form)
                    .ok_or_else(|| ParseError::MixedList { text: text.to_owned() })?,
            ),
        };
        if !canonical.is_empty() {
            canonical.push(',');
        }
        canonical.push_str(&name);
    }
    Ok((canonical, form.unwrap_or(Form::MatureOrPrecursor)))
}

/// A member of a list with the species and family of the `first`, where it leaves them out:
/// `hsa-let-7a-5p/7c-5p`, as miRge writes what a read could not tell apart.
fn in_full<'a>(part: &'a str, first: &str) -> Cow<'a, str> {
    let mut words = first.splitn(3, '-');
    let (Some(species), Some(word)) = (words.next(), words.next()) else {
        return Cow::Borrowed(part);
    };
    if part.starts_with(|c: char| c.is_ascii_digit()) {
        Cow::Owned(format!("{species}-{word}-{part}"))
    } else if let Some(stem) = stem(first).filter(|_| is_letters(part)) {
        Cow::Owned(format!("{stem}{part}"))
    } else if part.split_once('-').is_some_and(|(word, _)| family(word).is_some()) {
        Cow::Owned(format!("{species}-{part}"))
    } else {
        Cow::Borrowed(part)
    }
}

/// A name without its letters, where it ends in these: `hsa-miR-320` of `hsa-miR-320a`. Behind an arm,
/// letters alone would not say which arm is meant.
fn stem(first: &str) -> Option<&str> {
    let first = first.split(',').next()?;
    let stem = first.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let digits = stem.ends_with(|c: char| c.is_ascii_digit());
    let arm = ["-5p", "-3p"].iter().any(|arm| first.ends_with(arm));
    (digits && stem.len() < first.len() && !arm).then_some(stem)
}

/// Whether a text is one or two letters.
fn is_letters(text: &str) -> bool {
    matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_lowercase())
}

/// The form that two members of a list share.
fn common(a: Form, b: Form) -> Option<Form> {
    use Form::{Mature, MatureOrPrecursor, Precursor, Star};
    match (a, b) {
        _ if a == b => Some(a),
        (MatureOrPrecursor, other) | (other, MatureOrPrecursor) => Some(other),
        (Mature, Star) | (Star, Mature) => Some(Mature),
        (Precursor, _) | (_, Precursor) => None,
        (Mature, Mature) | (Star, Star) => Some(a),
    }
}

/// Parses one name.
fn one(text: &str) -> Option<(String, Form)> {
    if !text.is_ascii() {
        return None;
    }
    let (spelt, hairpin) = spelling::plain(text);
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
    if !(3..=5).contains(&species.len()) || !species.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let (family_text, rest) = rest.split_once('-')?;
    let family = family(family_text)?;
    let (body, arm) = arm(rest);
    let (number, rest) = leading(body, |b| b.is_ascii_digit())?;
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
enum Family {
    /// `miR`.
    Mature,
    /// `mir`.
    Precursor,
    /// `let` or `lin`, which do not tell.
    Either(&'static str),
}

fn family(word: &str) -> Option<Family> {
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
fn arm(text: &str) -> (&str, &'static str) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn reads(text: &str, canonical: &str, form: Form) {
        assert_eq!(list(text), Ok((canonical.to_owned(), form)), "{text}");
    }

    #[test]
    fn forms_are_told_apart() {
        reads("hsa-miR-21-5p", "hsa-miR-21-5p", Form::Mature);
        reads("miR-451a", "hsa-miR-451a", Form::Mature);
        reads("HSA-miR-21-5p", "hsa-miR-21-5p", Form::Mature);
        reads("hsa-mir-21", "hsa-mir-21", Form::Precursor);
        reads("hsa-mir-6859-1", "hsa-mir-6859-1", Form::Precursor);
        reads("hsa-mir-21-5p", "hsa-miR-21-5p", Form::Mature);
        reads("hsa-miR-24-1*", "hsa-miR-24-1*", Form::Star);
        reads("hsa-let-7a*", "hsa-let-7a*", Form::Star);
        reads("hsa-let-7a-5p", "hsa-let-7a-5p", Form::Mature);
        reads("hsa-let-7a-1", "hsa-let-7a-1", Form::Precursor);
        reads("hsa-let-7b", "hsa-let-7b", Form::MatureOrPrecursor);
        reads("hsa-miR-92a-2-5p", "hsa-miR-92a-2-5p", Form::Mature);
        reads("cel-miR-39-3p", "cel-miR-39-3p", Form::Mature);
        reads("hsa-miR-548ah-3p", "hsa-miR-548ah-3p", Form::Mature);
    }

    #[test]
    fn gene_symbols_are_precursors() {
        reads("MIR21", "hsa-mir-21", Form::Precursor);
        reads("MIR200B", "hsa-mir-200b", Form::Precursor);
        reads("MIR6859-1", "hsa-mir-6859-1", Form::Precursor);
        reads("MIRLET7A1", "hsa-let-7a-1", Form::Precursor);
    }

    #[test]
    fn lists_hold_names_of_one_form() {
        reads("hsa-miR-365a-3p, hsa-miR-365b-3p", "hsa-miR-365a-3p,hsa-miR-365b-3p", Form::Mature);
        reads("hsa-miR-1-3p/hsa-miR-206", "hsa-miR-1-3p,hsa-miR-206", Form::Mature);
        reads("hsa-let-7a-5p/7c-5p", "hsa-let-7a-5p,hsa-let-7c-5p", Form::Mature);
        reads("hsa-miR-103a-3p/107", "hsa-miR-103a-3p,hsa-miR-107", Form::Mature);
        reads("mmu-let-7a-5p/miR-98-5p", "mmu-let-7a-5p,mmu-miR-98-5p", Form::Mature);
        assert!(list("hsa-miR-103a-3p/b").is_err());
        assert!(matches!(list("hsa-miR-1-3p,hsa-mir-1"), Err(ParseError::MixedList { .. })));
    }

    #[test]
    fn other_spellings_are_the_same_names() {
        for (text, canonical, form) in [
            ("hsa.miR.21.5p", "hsa-miR-21-5p", Form::Mature),
            ("hsa.miR.21.", "hsa-miR-21*", Form::Star),
            ("let.7a", "hsa-let-7a", Form::MatureOrPrecursor),
            ("mmu.let.7a", "mmu-let-7a", Form::MatureOrPrecursor),
            ("hsa_miR_21_5p", "hsa-miR-21-5p", Form::Mature),
            ("hsa-miR-21_5p", "hsa-miR-21-5p", Form::Mature),
            ("hsa-miR-21_st", "hsa-miR-21", Form::Mature),
            ("hsa-miR-21-star_st", "hsa-miR-21*", Form::Star),
            ("hp_hsa-mir-21_x_st", "hsa-mir-21", Form::Precursor),
            ("hp_hsa-let-7a-1_st", "hsa-let-7a-1", Form::Precursor),
            ("hsa-let-7g-5p_MIMAT0000414_Homo_sapiens_let-7g-5p", "hsa-let-7g-5p", Form::Mature),
            ("hsa-miR-101-3p:MIMAT0000099:Homo:sapiens:miR-101-3p", "hsa-miR-101-3p", Form::Mature),
            ("hsa-miR-21-5p MIMAT0000076 Homo sapiens miR-21-5p", "hsa-miR-21-5p", Form::Mature),
            ("hsa-miR-21-000397", "hsa-miR-21", Form::Mature),
            ("mmu-miR-374-5p-4381045", "mmu-miR-374-5p", Form::Mature),
            ("hsa-miR-20b#", "hsa-miR-20b*", Form::Star),
            ("mmu-miR-1982.1-3p", "mmu-miR-1982.1-3p", Form::Mature),
            (
                "hsa-miR-320a/b/c/d",
                "hsa-miR-320a,hsa-miR-320b,hsa-miR-320c,hsa-miR-320d",
                Form::Mature,
            ),
            ("hsa-miR-199a-3p+hsa-miR-199b-3p", "hsa-miR-199a-3p,hsa-miR-199b-3p", Form::Mature),
            ("hsa-let-7a/b", "hsa-let-7a,hsa-let-7b", Form::MatureOrPrecursor),
        ] {
            reads(text, canonical, form);
        }
        for text in ["hsa-miR-320a/", "hsa-miR-103a-3p/b", "a.b.c", "hp_hsa-miR-21-5p", "x_st"] {
            assert!(list(text).is_err(), "{text}");
        }
    }

    #[test]
    fn other_words_are_refused() {
        for text in [
            "Age",
            "sex",
            "Negative Control 2",
            "miR",
            "hsa-miR-",
            "let-go",
            "ENSG00000284190",
            "",
            "hsa-miR-21-5p,",
            "miR-21-x",
            "date-miR-1",
            "MIR",
            "label",
            "5p",
            "mir-",
            "ab-miR-2",
        ] {
            let refused = list(text).is_err();
            // Species codes have three letters or more, so "date" could be one.
            assert!(refused || text == "date-miR-1", "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_a_canonical_name_is_its_own(text in "\\PC{0,24}") {
            if let Ok((canonical, form)) = list(&text) {
                prop_assert_eq!(list(&canonical), Ok((canonical.clone(), form)));
            }
        }

        #[test]
        fn every_well_formed_name_is_read(
            number in 1_u32..9999, letter in "[a-z]{0,2}", locus in proptest::option::of(1_u8..30),
            arm in prop::sample::select(vec!["", "-5p", "-3p", "*"]),
        ) {
            let locus = locus.map_or(String::new(), |l| format!("-{l}"));
            let text = format!("hsa-miR-{number}{letter}{locus}{arm}");
            prop_assert_eq!(list(&text).map(|(canonical, _)| canonical), Ok(text));
        }
    }
}
