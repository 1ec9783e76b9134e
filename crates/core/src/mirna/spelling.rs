//! Other spellings of a miRNA's name: what programs and arrays make of `hsa-miR-21-5p`.
//!
//! | spelling | who writes it |
//! |---|---|
//! | `hsa.miR.21.5p`, `hsa.miR.21.` (a star) | R's `make.names` |
//! | `hsa_miR_21_5p`, `hsa-miR-21_5p` | statistics packages, file names |
//! | `hsa-miR-21_st`, `hsa-miR-21-star_st`, `hp_hsa-mir-21_x_st` | Affymetrix: probes, hairpins |
//! | `hsa-miR-21-5p_MIMAT0000076_Homo_sapiens_miR-21-5p` | nf-core/smrnaseq |
//! | `hsa-miR-21-5p:MIMAT0000076:Homo:sapiens:miR-21-5p` | exceRpt |
//! | `hsa-miR-21-5p MIMAT0000076 Homo sapiens miR-21-5p` | headings of `mature.fa` |
//! | `hsa-miR-21-5p (MIMAT0000076)` | people |
//! | hyphens that are dashes or minus signs | word processors |
//! | `ｈｓａ－ｍｉＲ－２１－５ｐ`, full width | Japanese input methods |
//! | `hsa-miR-21-000397`, `hsa-miR-20b#` | TaqMan assays, by number; `#` is a star |

use std::borrow::Cow;

/// One name (no list) in miRBase's spelling, and whether it was said to be a hairpin's. What is spelt in no
/// known way comes back as it is.
pub(super) fn plain(text: &str) -> (Cow<'_, str>, bool) {
    let text = without_accession(text);
    let (text, hairpin) = match text.strip_prefix("hp_") {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let (text, probe) = without_probe(text);
    let text = without_assay(text);
    if let Some(body) = text.strip_suffix("-star").filter(|_| probe) {
        return (Cow::Owned(format!("{body}*")), hairpin);
    }
    if let Some(body) = text.strip_suffix('#') {
        return (Cow::Owned(format!("{body}*")), hairpin);
    }
    let separated = ['.', '_'].into_iter().find(|separator| is_separated(text, *separator));
    let spelt = match separated {
        Some(separator) => {
            let star = separator == '.' && text.ends_with('.');
            let body = text.strip_suffix('.').filter(|_| star).unwrap_or(text);
            let dashed = body.replace(separator, "-");
            Cow::Owned(if star { format!("{dashed}*") } else { dashed })
        }
        None => match ["_5p", "_3p"].iter().find_map(|arm| Some((text.strip_suffix(arm)?, arm))) {
            Some((body, arm)) => Cow::Owned(format!("{body}{}", arm.replace('_', "-"))),
            None => Cow::Borrowed(text),
        },
    };
    (spelt, hairpin)
}

/// The text with hyphens where a word processor put dashes, and with full-width letters, digits and signs (as Japanese
/// input methods write them) as those of ASCII.
pub(super) fn with_hyphens(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let plain = |c: char| match c {
        '\u{2010}'..='\u{2013}' | '\u{2212}' => '-',
        // Full-width forms stand as far behind those of ASCII throughout.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    Cow::Owned(text.chars().map(plain).collect())
}

/// What stands before an accession that repeats the name.
fn without_accession(text: &str) -> &str {
    if let Some((name, accession)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('('))
        && is_accession(accession)
    {
        return name.trim_end();
    }
    let before = |separator: char| {
        let (name, rest) = text.split_once(separator)?;
        let accession = rest.split(separator).next()?;
        is_accession(accession).then_some(name)
    };
    [':', '_', ' '].into_iter().find_map(before).unwrap_or(text)
}

/// Whether a text is an accession of miRBase: `MIMAT0000076`, or `MI0000077` of a precursor.
fn is_accession(text: &str) -> bool {
    let digits = text.strip_prefix("MIMAT").or_else(|| text.strip_prefix("MI"));
    digits.is_some_and(|digits| digits.len() == 7 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Without what Affymetrix puts behind a probe's name, and whether it was there.
fn without_probe(text: &str) -> (&str, bool) {
    let Some(body) = text.strip_suffix("_st") else { return (text, false) };
    let body = ["_x", "_s"].iter().find_map(|mark| body.strip_suffix(mark)).unwrap_or(body);
    (body, true)
}

/// Without the number of a TaqMan assay, of 6 or 7 digits; no miRNA has a locus of so many.
fn without_assay(text: &str) -> &str {
    let Some((body, number)) = text.rsplit_once(['-', '_']) else { return text };
    let is_number = matches!(number.len(), 6 | 7) && number.bytes().all(|b| b.is_ascii_digit());
    // The number of the miRNA itself stays.
    if is_number && body.bytes().any(|b| b.is_ascii_digit()) { body } else { text }
}

/// Whether `mir`, `let` or `lin` stands between separators of this kind and no dash is in the text.
fn is_separated(text: &str, separator: char) -> bool {
    let family = |word: &str| ["mir", "let", "lin"].iter().any(|f| word.eq_ignore_ascii_case(f));
    !text.contains('-') && text.split(separator).take(2).any(family) && text.contains(separator)
}
