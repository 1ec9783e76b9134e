//! The claims ledger: every figure computed anew is the one in the text, and its words are whole in both languages.

use exoscope_core::Streams;
use exoscope_therapy::ledger::words::{EN, JA};
use exoscope_therapy::ledger::{Claim, Spread, rows};

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
    for row in rows(&ALL_BUT_SCREENING, Streams::new(1), |_| Ok(vec![[0.1; 4], [0.2; 4]])).unwrap()
    {
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

/// What is drawn at random says its seed, its interval and what that is of, and nothing else does.
#[test]
fn chance_is_told() {
    let claims = [Claim::Needling, Claim::Drip, Claim::Improved, Claim::Reach, Claim::Cause];
    let found = rows(&claims, Streams::new(3), |_| Ok(vec![[0.1; 4], [0.2; 4]])).unwrap();
    let [needling, drip, improved, reach, cause] = found.as_slice() else { panic!("five rows") };
    assert_eq!(needling.command, "exoscope claims --row needling --seed 3");
    // 2000 trials of a share p: Wilson's interval; how many people one n-of-1 needs is closed.
    for figure in &needling.figures[..3] {
        let (p, (low, high)) = (figure.value.unwrap(), figure.interval.unwrap());
        let half = 1.96 * (p * (1.0 - p) / 2000.0).sqrt();
        assert_eq!(figure.spread, Some(Spread::Trials));
        assert!(
            low < p && p < high && ((high - low) / (2.0 * half)).ln().abs() < 0.1,
            "{figure:?}"
        );
    }
    assert_eq!(needling.figures[3].interval, None);
    // Vesicles and protein of a drip follow the ranges of secretion and recovery, tenfold and more; endotoxin and the body do
    // not.
    let spreads: Vec<_> = drip.figures.iter().map(|figure| figure.spread).collect();
    assert_eq!(spreads[0], Some(Spread::Parameters));
    assert_eq!(spreads[2..], [None, None]);
    let (low, high) = drip.figures[0].interval.unwrap();
    assert!(high / low > 5.0, "{low} {high}");
    for words in [EN, JA] {
        let said = words.of_seed(needling).unwrap();
        assert!(said.contains('3') && !said.contains('{'), "{said}");
        assert_ne!(words.of_seed(drip), words.of_seed(needling));
        assert!(words.of_figure(&drip.figures[0]).contains('('));
    }
    for row in [improved, reach, cause] {
        assert_eq!((row.seed, EN.of_seed(row)), (None, None));
        assert!(row.figures.iter().all(|figure| figure.range.is_none()));
    }
}

/// Bayes factors of 12 of 13 by table, by direct integration in Python (`tests/reference/bayes.py`).
#[test]
fn the_evidence_is_that_of_the_tables() {
    let found = rows(&[Claim::Cause], Streams::new(1), |_| Ok(Vec::new())).unwrap();
    let values: Vec<f64> = found[0].figures.iter().filter_map(|figure| figure.value).collect();
    for (value, wanted) in values.iter().zip([58.450, 24.786, 312.107, 71.288, 1.0]) {
        assert!((value / wanted - 1.0).abs() < 1e-3, "{value} beside {wanted}");
    }
    // An arm of vesicles alone would tell: fewer improve where the cells do it.
    assert!(values[5] < values[6] - 2.0 && values[7] > 20.0, "{values:?}");
}

/// Sentences end as sentences of their language do, and every row says how to go on.
#[test]
fn sentences_end_and_rows_go_on() {
    for claim in Claim::ALL {
        let (en, ja) = (EN.row(claim), JA.row(claim));
        assert!(
            en.said.ends_with('.') && en.known.ends_with('.') && en.claim.ends_with('.'),
            "{en:?}"
        );
        assert!(
            ja.said.ends_with('。') && ja.known.ends_with('。') && ja.claim.ends_with('。'),
            "{ja:?}"
        );
        assert!(!claim.in_full().is_empty() || claim == Claim::Accuracy, "{claim:?}");
    }
}

/// A share that is not 0 or all of it never reads as if it were.
#[test]
fn no_figure_reads_as_nothing_that_is_something() {
    for row in rows(&ALL_BUT_SCREENING, Streams::new(1), |_| Ok(vec![[0.1; 4], [0.2; 4]])).unwrap()
    {
        for figure in row.figures {
            let Some(value) = figure.value.filter(|value| *value != 0.0) else { continue };
            let digits = figure.computed.chars().any(|c| ('1'..='9').contains(&c));
            assert!(digits && value.is_finite(), "{}: {figure:?}", row.claim.name());
        }
    }
}
