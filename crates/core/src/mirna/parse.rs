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
//! letters (`hsa-miR-320a/b/c`), locus (`hsa-mir-16-1/2`) or arm (`hsa-miR-21-5p/3p`). A list of homologues
//! (`hsa-miR-9/mmu-miR-9/rno-miR-9`, one probe for all) is of man's where man's is there. Other spellings
//! ([`spelling`]) are brought to this one first.
//!
//! [`spelling`]: super::spelling

mod one;

use std::borrow::Cow;

use super::name::Form;
use one::{arm, family, one};

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

/// Parses a name or a list of names to its canonical text and form.
pub(super) fn list(text: &str) -> Result<(String, Form), ParseError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ParseError::Empty);
    }
    let mut members: Vec<(String, Form)> = Vec::new();
    let named = without_factor(text);
    // Behind other marks a number alone is an offset or a factor, not a miRNA's.
    let short = !named.contains(['|', '+', ';']);
    for part in named.split([',', '/', '|', '+', ';']) {
        let first = members.first().map_or("", |(first, _)| first.as_str()).to_owned();
        let first = if short { first.as_str() } else { "" };
        let member = one(&in_full(part.trim(), first));
        members.push(member.ok_or_else(|| ParseError::NotAName { text: text.to_owned() })?);
    }
    let mixed = || ParseError::MixedList { text: text.to_owned() };
    of_man(&mut members);
    let mut canonical = String::with_capacity(text.len() + 4);
    let mut form = None;
    for (name, part_form) in &members {
        form = match form {
            None => Some(*part_form),
            Some(so_far) => Some(common(so_far, *part_form).ok_or_else(mixed)?),
        };
        if !canonical.is_empty() {
            canonical.push(',');
        }
        canonical.push_str(name);
    }
    Ok((canonical, form.unwrap_or(Form::MatureOrPrecursor)))
}

/// A name without the factor that NanoString writes behind it, a part of one: `hsa-miR-1246|0.0042`.
fn without_factor(text: &str) -> &str {
    let factor = |text: &str| text.trim().parse::<f64>().is_ok_and(|f| (0.0..1.0).contains(&f));
    match text.rsplit_once('|') {
        Some((name, rest)) if factor(rest) => name.trim_end(),
        _ => text,
    }
}

/// Leaves man's miRNAs of a list of homologues: a probe whose target several species share.
fn of_man(members: &mut Vec<(String, Form)>) {
    let human = |(name, _): &(String, Form)| name.starts_with("hsa-");
    if members.iter().any(human) {
        members.retain(human);
    }
}

/// A member of a list with the species and family of the `first`, where it leaves them out:
/// `hsa-let-7a-5p/7c-5p`, as miRge writes what a read could not tell apart.
fn in_full<'a>(part: &'a str, first: &str) -> Cow<'a, str> {
    let mut words = first.splitn(3, '-');
    let (Some(species), Some(word)) = (words.next(), words.next()) else {
        return Cow::Borrowed(part);
    };
    let (body, own_arm) = arm(first);
    if matches!(part, "5p" | "3p") {
        // Behind a name without an arm it says nothing of which miRNA is meant.
        let of_arm = own_arm.starts_with('-').then(|| Cow::Owned(format!("{body}-{part}")));
        of_arm.unwrap_or(Cow::Borrowed(part))
    } else if let Some(stem) = before_locus(body).filter(|_| is_locus(part)) {
        Cow::Owned(format!("{stem}-{part}"))
    } else if part.starts_with(|c: char| c.is_ascii_digit()) {
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

/// A name without its locus, where it has one: `hsa-mir-16` of `hsa-mir-16-1`.
fn before_locus(body: &str) -> Option<&str> {
    let (stem, locus) = body.rsplit_once('-')?;
    let digits = locus.bytes().all(|b| b.is_ascii_digit());
    (digits && stem.matches('-').count() > 1).then_some(stem)
}

/// Whether a member of a list is a locus alone, with an arm or without: `2`, `2-5p`.
fn is_locus(part: &str) -> bool {
    let (locus, _) = arm(part);
    matches!(locus.len(), 1 | 2) && locus.bytes().all(|b| b.is_ascii_digit())
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
        reads("hsa-mir-16-1/2", "hsa-mir-16-1,hsa-mir-16-2", Form::Precursor);
        reads("hsa-mir-16-1/15a", "hsa-mir-16-1,hsa-mir-15a", Form::Precursor);
        reads("hsa-miR-24-1-5p/2-5p", "hsa-miR-24-1-5p,hsa-miR-24-2-5p", Form::Mature);
        reads("hsa-miR-21-5p/3p", "hsa-miR-21-5p,hsa-miR-21-3p", Form::Mature);
        assert!(list("hsa-miR-21/3p").is_err());
        assert!(list("hsa-miR-103a-3p/b").is_err());
        assert!(matches!(list("hsa-miR-1-3p,hsa-mir-1"), Err(ParseError::MixedList { .. })));
    }

    #[test]
    fn probes_of_several_species_are_of_man() {
        reads("hsa-miR-9/mmu-miR-9/rno-miR-9", "hsa-miR-9", Form::Mature);
        reads("mmu-miR-9/hsa-miR-9", "hsa-miR-9", Form::Mature);
        reads("hsa-let-7b-5p;mmu-let-7b-5p", "hsa-let-7b-5p", Form::Mature);
        reads("mmu-miR-9/rno-miR-9", "mmu-miR-9,rno-miR-9", Form::Mature);
    }

    #[test]
    fn the_factors_of_nanostring_are_no_names() {
        reads("hsa-miR-579|0", "hsa-miR-579", Form::Mature);
        reads("hsa-miR-1246|0.0042", "hsa-miR-1246", Form::Mature);
        reads("hsa-miR-4454+hsa-miR-7975|0.1", "hsa-miR-4454,hsa-miR-7975", Form::Mature);
        reads("hsa-let-7a-5p|hsa-let-7c-5p", "hsa-let-7a-5p,hsa-let-7c-5p", Form::Mature);
        for offsets in
            ["hsa-miR-21-5p|0|0", "hsa-miR-21-5p|1|2", "hsa-miR-21-5p|-1|+2", "hsa-miR-0"]
        {
            assert!(list(offsets).is_err(), "{offsets}");
        }
    }

    #[test]
    fn other_spellings_are_the_same_names() {
        for (text, canonical, form) in [
            ("hsa.miR.21.5p", "hsa-miR-21-5p", Form::Mature),
            ("hsa\u{2011}miR\u{2013}21\u{2212}5p", "hsa-miR-21-5p", Form::Mature),
            ("hsa-miR-21-5p (MIMAT0000076)", "hsa-miR-21-5p", Form::Mature),
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
            "novel-miR-12",
            "Novel_miR_12",
            "MIR",
            "label",
            "5p",
            "mir-",
            "ab-miR-2",
        ] {
            assert!(list(text).is_err(), "{text}");
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
