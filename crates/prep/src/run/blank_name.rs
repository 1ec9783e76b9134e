//! Whether a file's name says that it measured diluent alone.
//!
//! A file that is taken for a blank is no preparation any more, so a name must say so by whole words: `blank` and `diluent`
//! anywhere, and a liquid (`water`, `PBS`) where nothing but an instrument, a number or a replicate stands beside it. A
//! fraction that is soluble in water, or vesicles in PBS, are none.

/// Words that name a blank, whatever stands beside them.
const BLANK: [&str; 4] = ["blank", "blanks", "diluent", "blk"];
/// Liquids that vesicles are diluted in.
const LIQUID: [&str; 12] = [
    "water", "h2o", "ddh2o", "dh2o", "pbs", "dpbs", "hbs", "tbs", "saline", "nacl", "buffer",
    "milliq",
];
/// Words that may stand beside a liquid: how it was made, and what measured it.
const BESIDE: [&str; 32] = [
    "only",
    "alone",
    "control",
    "ctrl",
    "filtered",
    "sterile",
    "ultrapure",
    "pure",
    "distilled",
    "mq",
    "milli",
    "q",
    "rep",
    "replicate",
    "run",
    "video",
    "scan",
    "measurement",
    "nta",
    "nanosight",
    "ns",
    "zetaview",
    "zv",
    "cytoflex",
    "cytoflexnano",
    "nano",
    "nanofcm",
    "fcs",
    "size",
    "nm",
    "um",
    "x",
];

/// Whether the name of a file, without its ending, is that of a blank.
pub(super) fn is_blank(stem: &str) -> bool {
    let lower = stem.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    // blank2, run1, 1um: a number may begin or end a word.
    let stripped = |word: &str| word.trim_matches(|c: char| c.is_ascii_digit()).to_owned();
    let named =
        |word: &str, of: &[&str]| of.contains(&word) || of.contains(&stripped(word).as_str());
    if words().any(|word| named(word, &BLANK)) {
        return true;
    }
    let neutral = |word: &str| {
        word.chars().all(|c| c.is_ascii_digit())
            || word.chars().count() == 1
            || named(word, &LIQUID)
            || named(word, &BESIDE)
    };
    words().any(|word| named(word, &LIQUID)) && words().all(neutral)
}

#[cfg(test)]
mod tests {
    use super::is_blank;

    #[test]
    fn whole_words_name_a_blank() {
        for name in [
            "blank",
            "Blank_2",
            "F7-blank",
            "cytoflexnano_blank",
            "EV diluent",
            "PBS",
            "pbs_only",
            "cytoflexnano_water",
            "0.1um filtered PBS 3",
            "H2O",
            "Milli-Q water",
            "PBS1",
            "buffer",
        ] {
            assert!(is_blank(name), "{name}");
        }
        for name in [
            "Blankenship_donor",
            "water_soluble_fraction",
            "EV_in_PBS",
            "buffer_exchanged",
            "waterman",
            "d1000_1",
            "",
            "PBS_EV1",
            "nano_1",
        ] {
            assert!(!is_blank(name), "{name}");
        }
    }
}
