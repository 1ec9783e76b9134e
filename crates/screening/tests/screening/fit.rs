//! Posteriors of registries whose truth is known.

use std::fmt::Write as _;

use exoscope_core::Streams;
use exoscope_screening::closed::markov::{TwoSensitivities, TwoStage};
use exoscope_screening::fit::{Fit, Setting, fit};
use exoscope_screening::{Registry, ScreeningError};

const HISTORY: TwoStage = TwoStage { overall_sojourn: 2.5, late_sojourn: 1.2, late_fraction: 0.5 };
const SENSITIVITY: TwoSensitivities = TwoSensitivities { early: 0.4, late: 0.8 };
const INCIDENCE: f64 = 0.004;
const SETTING: Setting = Setting {
    late_fraction: 0.5,
    incidence: INCIDENCE,
    specificity: 0.99,
    rounds: 2,
    interval: 2.0,
    survival: (0.8, 0.2),
};

const HEADING: &str = "kind\tround\tfrom\tto\tstage\tcases\tof\n";

/// The counts that these parameters lead to in `people` people, rounds two years apart, without sampling error.
fn counts(people: f64, intervals: bool) -> String {
    let mut text = HEADING.to_owned();
    let mut put = |kind: &str, (early, late): (f64, f64)| {
        for (stage, cases) in [("early", early), ("late", late)] {
            let cases = (cases * INCIDENCE * people).round();
            writeln!(text, "{kind}\t{stage}\t{cases}\t{people}").unwrap();
        }
    };
    put("usual\t-\t-\t-", (0.5, 0.5));
    let mut now = HISTORY.untested().unwrap();
    for round in 1..=2 {
        put(&format!("found\t{round}\t-\t-"), now.test(SENSITIVITY));
        for (from, to) in [(0.0, 1.0), (1.0, 2.0)] {
            let (later, surfaced) = HISTORY.later(now, to - from).unwrap();
            if intervals {
                put(&format!("interval\t{round}\t{from}\t{to}"), surfaced);
            }
            now = later;
        }
    }
    text
}

fn fitted(text: &str) -> Fit {
    let registry = Registry::from_tsv("r.tsv", text).unwrap();
    fit(&[], Some(&registry), &[], &SETTING, Streams::new(1)).unwrap().unwrap()
}

fn interval(fit: &Fit, name: &str) -> (f64, f64) {
    let found = fit.parameters.iter().find(|p| p.name.starts_with(name)).unwrap();
    (found.posterior.low.unwrap(), found.posterior.high.unwrap())
}

#[test]
fn a_registry_with_interval_cancers_gives_back_its_parameters() {
    let fit = fitted(&counts(400_000.0, true));
    assert!(fit.distinct > 800, "{}", fit.distinct);
    let truth = [
        ("overall sojourn", 2.5),
        ("late sojourn", 1.2),
        ("early sensitivity", 0.4),
        ("late sensitivity", 0.8),
        ("incidence", 4.0),
        ("late fraction", 0.5),
    ];
    for (name, value) in truth {
        let (low, high) = interval(&fit, name);
        assert!(low < value && value < high, "{name}: {low} to {high}");
    }
    let (low, high) = interval(&fit, "overall sojourn");
    assert!(high / low < 2.0, "{low} to {high}");
    for seen in &fit.predictions {
        let (value, ends) = (seen.observed.value.unwrap(), &seen.predicted);
        assert!(ends.low.unwrap() < value && value < ends.high.unwrap(), "{seen:?}");
    }
}

#[test]
fn without_interval_cancers_sojourn_and_sensitivity_are_not_told_apart() {
    let (with, without) = (fitted(&counts(50_000.0, true)), fitted(&counts(50_000.0, false)));
    let width = |fit: &Fit| {
        let (low, high) = interval(fit, "overall sojourn");
        high / low
    };
    assert!(width(&without) > 1.3 * width(&with), "{} {}", width(&without), width(&with));
    let flat = |fit: &Fit| fit.ridge.iter().filter(|ridge| ridge.log_likelihood > -1.0).count();
    assert!(flat(&without) >= 2, "{:?}", without.ridge);
}

#[test]
fn the_same_seed_gives_the_same_posterior_at_any_thread_count() {
    let text = counts(20_000.0, true);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(fitted(&text), one.install(|| fitted(&text)));
}

#[test]
fn hostile_registries_are_refused_with_place_and_hint() {
    let refused = |rows: &str, part: &str| {
        let error = Registry::from_tsv("r", &format!("{HEADING}{rows}")).unwrap_err();
        let said = error.to_string();
        assert!(said.contains(part), "{said}");
        assert!(error.hint().is_some());
        if !rows.is_empty() && !rows.starts_with("usual") {
            assert!(matches!(error, ScreeningError::Value { place: Some(_), .. }), "{said}");
        }
    };
    refused("found\t1\t-\t-\tearly\t30\t20\n", "line 2, column 22: of: 30 cases of 20");
    refused("found\t0\t-\t-\tearly\t3\t20\n", "no round");
    refused("found\t1.5\t-\t-\tearly\t3\t20\n", "no round");
    refused("found\t1\t-\t-\tIII\t3\t20\n", "no group of stages");
    refused("found\t1\t-\t-\tearly\t-3\t20\n", "no number");
    refused("found\t1\t-\t-\tearly\tnan\t20\n", "no number");
    refused("interval\t1\t2\t1\tearly\t3\t20\n", "no time");
    refused("seen\t1\t-\t-\tearly\t3\t20\n", "no kind");
    refused("found\t1\t-\tearly\t3\t20\n", "6 columns");
    let one = "found\t1\t-\t-\tearly\t3\t20\n";
    refused(&format!("{one}{one}"), "twice");
    refused(&format!("{one}found\t1\t-\t-\tall\t3\t20\n"), "twice");
    refused(&format!("{one}found\t1\t-\t-\tlate\t3\t30\n"), "other stage");
    refused("usual\t-\t-\t-\tall\t3\t20\n", "no row of cancers found");
    refused("", "no row of cancers found");
    assert!(Registry::from_tsv("r", "a\tb\n").unwrap_err().to_string().contains("heading"));
}

#[test]
fn a_model_that_cannot_give_the_counts_says_so() {
    let good = fitted(&counts(50_000.0, true));
    assert!(good.check.fits() && good.check.outside.is_empty(), "{:?}", good.check);
    // Ten times the cancers of the late stage between rounds: no sojourn and sensitivity give them.
    let text = counts(50_000.0, true);
    let line = text.lines().find(|line| line.starts_with("interval\t1\t0\t1\tlate")).unwrap();
    let cells: Vec<&str> = line.split('\t').collect();
    let more = line.replace(&format!("\tlate\t{}\t", cells[5]), "\tlate\t900\t");
    let bad = fitted(&text.replace(line, &more));
    assert!(!bad.check.fits() && !bad.check.outside.is_empty(), "{:?}", bad.check);
}

#[test]
fn windows_that_overlap_and_cells_that_are_not_read_are_refused() {
    let refused = |rows: &str, part: &str| {
        let error = Registry::from_tsv("r", &format!("{HEADING}{rows}")).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
        assert!(error.hint().is_some());
    };
    let found = "found\t1\t-\t-\tall\t3\t20\n";
    let first = "interval\t1\t0\t1\tearly\t3\t200\n";
    refused(
        &format!("{found}{first}interval\t1\t0.5\t2\tall\t3\t200\n"),
        "overlap those of 0 to 1",
    );
    refused("found\t1\t0\t1\tall\t3\t20\n", "\"0\" is not read in a row of found");
    refused("usual\t1\t-\t-\tall\t3\t20\n", "\"1\" is not read in a row of usual");
    for other in ["interval\t1\t1\t2\tall", "interval\t2\t0\t1\tall", "interval\t1\t0.5\t2\tlate"] {
        let text = format!("{HEADING}{found}{first}{other}\t3\t200\n");
        assert!(Registry::from_tsv("r", &text).is_ok(), "{other}");
    }
}
