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

/// What is drawn at random says its seed and its spread, and nothing else does.
#[test]
fn chance_is_told() {
    let claims = [Claim::Needling, Claim::Drip, Claim::Improved, Claim::Reach];
    let found = rows(&claims, Streams::new(3), |_| Ok([1.0; 5])).unwrap();
    let [needling, drip, improved, reach] = found.as_slice() else { panic!("four rows") };
    assert_eq!(needling.command, "exoscope claims --row needling --seed 3");
    assert!(needling.figures.iter().all(|figure| figure.sd.is_some_and(|sd| sd > 0.0)));
    // 2000 trials of a share p: a standard deviation of √(p(1 − p)/2000), from eight seeds within a factor of 2.5.
    for figure in &needling.figures {
        let (p, sd) = (figure.value.unwrap(), figure.sd.unwrap());
        let binomial = (p * (1.0 - p) / 2000.0).sqrt();
        assert!((0.4..2.5).contains(&(sd / binomial)), "{sd} beside {binomial}");
    }
    // Vesicles of a drip are drawn; its endotoxin and the body are not.
    let spread = |k: usize| drip.figures[k].spread.is_some();
    assert_eq!([spread(0), spread(1), spread(2)], [true, false, false]);
    for words in [EN, JA] {
        let said = words.of_seed(needling).unwrap();
        assert!(said.contains('3') && said.contains('8') && !said.contains('{'), "{said}");
        assert!(words.of_figure(&needling.figures[0]).contains(" (± "));
    }
    for row in [improved, reach] {
        assert_eq!((row.seed, EN.of_seed(row)), (None, None));
        assert!(row.figures.iter().all(|figure| figure.spread.is_none()));
    }
}

/// A share that is not 0 or all of it never reads as if it were.
#[test]
fn no_figure_reads_as_nothing_that_is_something() {
    for row in rows(&ALL_BUT_SCREENING, Streams::new(1), |_| Ok([1.0; 5])).unwrap() {
        for figure in row.figures {
            let Some(value) = figure.value.filter(|value| *value != 0.0) else { continue };
            let digits = figure.computed.chars().any(|c| ('1'..='9').contains(&c));
            assert!(digits && value.is_finite(), "{}: {figure:?}", row.claim.name());
        }
    }
}
