//! The claims ledger: every figure computed anew is the one in the text, and its words are whole in both languages.

use exoscope_core::Streams;
use exoscope_therapy::ledger::words::{EN, JA};
use exoscope_therapy::ledger::{Claim, rows};

/// The screening programme is run where it is known (`exoscope-study`).
const ALL_BUT_SCREENING: [Claim; 11] = [
    Claim::Reach,
    Claim::Improved,
    Claim::Cause,
    Claim::Age,
    Claim::Cancers,
    Claim::Accuracy,
    Claim::Pure,
    Claim::Supernatant,
    Claim::Drip,
    Claim::Needling,
    Claim::Safety,
];

#[test]
fn every_figure_is_the_one_stated() {
    let mut wrong = Vec::new();
    for row in rows(&ALL_BUT_SCREENING, Streams::new(1), |_| Ok([1.0; 5])).unwrap() {
        for figure in &row.figures {
            if !figure.agrees() {
                wrong.push(format!(
                    "{}: {} and not {}",
                    row.claim.name(),
                    figure.computed,
                    figure.stated
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_are_whole_and_translated() {
    for claim in Claim::ALL {
        let (en, ja) = (EN.row(claim), JA.row(claim));
        assert_eq!(en.figures.len(), ja.figures.len());
        let all = |row: exoscope_therapy::ledger::words::RowText<'static>| {
            let mut all = vec![row.claim, row.known, row.said];
            all.extend(row.figures.iter().copied());
            all
        };
        for (en, ja) in all(en).into_iter().zip(all(ja)) {
            assert!(!en.is_empty() && en.is_ascii() || en.contains('\u{e9}'), "{en}");
            assert!(ja.chars().any(|c| ('\u{3040}'..'\u{a000}').contains(&c)), "{ja}");
        }
    }
}

/// The page is for patients: it promises nothing.
#[test]
fn nothing_is_promised() {
    let promises = ["will help", "cures", "proven to", "guarantee"];
    let said = Claim::ALL.map(|claim| EN.row(claim).said).join(" ");
    assert!(promises.iter().all(|promise| !said.contains(promise)));
}
