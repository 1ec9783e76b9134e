//! Plans that cannot be are refused with their place and what to do.

use exoscope_therapy::production::{self, Process};
use exoscope_therapy::trial::{self, Plan};
use exoscope_therapy::{TherapyError, closed::natural::Count};
use proptest::prelude::*;

fn trial(name: &str) -> &'static str {
    trial::BUILT_IN.iter().find(|(n, _)| *n == name).unwrap().1
}

fn process(name: &str) -> &'static str {
    production::BUILT_IN.iter().find(|(n, _)| *n == name).unwrap().1
}

#[track_caller]
fn refused(error: &TherapyError, field: &str) {
    let said = error.to_string();
    assert!(said.contains(field), "{said}");
    assert!(said.starts_with("line "), "{said}");
    assert!(error.hint().is_some_and(|hint| !hint.is_empty()), "{said}");
}

#[test]
fn trials_that_cannot_be() {
    let base = trial("msc-13");
    for (from, to, field) in [
        ("improved = 12\nof = 13", "improved = 13\nof = 12", "13 of 12"),
        ("dose = \"1e8 cells\"", "dose = \"-1e8 cells\"", "treatment.dose"),
        ("dose = \"1e8 cells\"", "dose = \"1e8 particles\"", "treatment.d50"),
        ("dose = \"1e8 cells\"", "dose = 1e8", "invalid type"),
        ("first_exam = \"40 days\"", "first_exam = \"5 days\"", "before the injury"),
        ("first_exam = \"40 days\"", "first_exam = \"40\"", "40"),
        ("first_exam = \"40 days\"", "first_exam = \"40 mL\"", "40 mL"),
        ("last_exam = \"220 days\"", "last_exam = \"50 days\"", "last_exam"),
        ("null = 0.48", "null = 48", "design.single-arm.null"),
        ("null = 0.48", "null = 1.0", "design.single-arm.null"),
        ("n = 13\nnull", "n = 0\nnull", "design.single-arm.n"),
        ("gain = 1", "gain = 5", "gain"),
        ("year = 2010", "year = 2022", "year"),
        ("year = 2010", "year = 15", "year"),
        ("beta = [0.5, 1.0, 2.0]", "beta = [inf]", "treatment.beta"),
        ("beta = [0.5, 1.0, 2.0]", "beta = [200]", "treatment.beta"),
        ("exact = true", "exakt = true", "exakt"),
        ("grades = { A = 6, B = 2, C = 5 }", "grades = { E = 6 }", "grades"),
        ("grades = { A = 6, B = 2, C = 5 }", "grades = { F = 6 }", "F"),
        ("trials = 10000", "trials = 0", "trials"),
        ("exact = true", "misread = 1.5", "misread"),
        ("exact = true", "death_per_year = 1.5", "death_per_year"),
        ("exact = true", "age = [20, 70, 80]", "age: 3 values, where 2 are read"),
    ] {
        assert!(base.contains(from), "{from}");
        refused(&base.replace(from, to).parse::<Plan>().unwrap_err(), field);
    }
    let usual = trial("knee-four-arm").replace("usual = [", "usual = [50.0, ");
    refused(&usual.parse::<Plan>().unwrap_err(), "knee.usual: 3 values, where 2 are read");
    let knees = trial("knee-four-arm")
        .replace("{ name = \"cord MSC\", n = 120 }", "{ name = \"cord MSC\", n = 0 }");
    assert!(knees.parse::<Plan>().unwrap_err().to_string().contains("arms#2.n"));
    let severity = trial("sci-randomised").to_owned()
        + "\n[severity]\nmild = 0.5\nhazard_ratio = 2\nodds_ratio = 2\n";
    refused(&severity.parse::<Plan>().unwrap_err(), "severity.odds_ratio");
    let split = trial("sci-randomised")
        .replace("[design.randomised]\nn = 260\nratio = 1.0", "[design.split-body]\nn = 20");
    refused(&split.parse::<Plan>().unwrap_err(), "split-body");
    let hazard = trial("wound-stepped").replace("natural_rate = 0.24", "natural_rate = 1.24");
    refused(&hazard.parse::<Plan>().unwrap_err(), "natural_rate");
}

#[test]
fn processes_that_cannot_be() {
    let base = process("vesicles-wheel");
    for (from, to, field) in [
        ("harvest = \"2.5e4 cells/cm^2\"", "harvest = \"3e3 cells/cm^2\"", "without doublings"),
        ("passages = 8", "passages = 0", "passages"),
        ("amount = \"1e11 particles\"", "amount = \"-1e11 particles\"", "dose.amount"),
        ("amount = \"1e11 particles\"", "amount = \"1e11 mL\"", "dose.amount"),
        ("amount = \"1e11 particles\"", "amount = \"1e8 cells\"", "dose.amount"),
        ("duration = \"30 min\"", "", "dose.duration"),
        ("donor_age = \"0 years\"", "donor_age = \"-1 years\"", "donor_age"),
        ("donor_age = \"0 years\"", "donor_age = \"400 years\"", "donor_age"),
        ("vesicles = [0.60, 0.95]", "vesicles = [0.60, 1.95]", "step#2.vesicles"),
        ("vesicles = [0.60, 0.95]", "vesicles = [0.95, 0.60]", "step#2.vesicles"),
        ("vesicles = [0.60, 0.95]", "vesicles = [0.60, 0.95, 0.99]", "step#2.vesicles: 3 values"),
        (
            "\"1e4 EV/cell/day\"]",
            "\"1e4 EV/cell/day\", \"1e5 EV/cell/day\"]",
            "secretion: 3 values",
        ),
        ("doubling = \"42 h\"", "doubling = 42", "invalid type"),
        ("collect = \"48 h\"", "collect = \"48\"", "culture.collect"),
        (
            "[\"1e3 EV/cell/day\", \"1e4 EV/cell/day\"]",
            "[\"1e3 EV/day\", \"1e4 EV/day\"]",
            "culture.secretion",
        ),
    ] {
        assert!(base.contains(from), "{from}");
        refused(&base.replacen(from, to, 1).parse::<Process>().unwrap_err(), field);
    }
    let organ =
        base.replace("lesion = \"brain\"", "lesion = \"brian\"").parse::<Process>().unwrap();
    let error = production::produce(&organ, exoscope_core::Streams::new(1)).unwrap_err();
    assert!(error.to_string().contains("did you mean \"brain\""), "{error}");
}

/// What is replaced, by what, and what the error names.
type Change = (&'static str, &'static str, &'static str);

/// Each a value that can be written and that no trial, patient or body has.
#[test]
fn impossible_values() {
    let cases: &[(&str, &[Change])] = &[
        (
            "post-marketing-bc",
            &[
                ("odds_ratio = 1.5", "odds_ratio = 1e300", "severity.odds_ratio"),
                ("hazard_ratio = 2.0", "hazard_ratio = 1e300", "severity.hazard_ratio"),
                ("hazard_ratio = 2.0", "hazard_ratio = 1e-300", "severity.hazard_ratio"),
                ("odds_ratio = [1.0, 1.2", "odds_ratio = [1e9, 1.2", "sweep.odds_ratio"),
                ("n_factor = [0.5", "n_factor = [1e-9", "sweep.n_factor"),
                ("n_factor = [0.5", "n_factor = [1e9", "sweep.n_factor"),
                ("treated = 50", "treated = 900000", "sweep.n_factor"),
                ("gain = 1", "gain = 1\nhazard_factor = 1e300", "hazard_factor"),
                ("gain = 1", "gain = 1\nhazard_factor = 1e-9", "hazard_factor"),
                ("lasts =", "delay = \"94 days\"\nlasts =", "treatment.delay"),
                ("last_window = \"30", "last_window = \"130", "last_exam"),
                ("last_exam = \"180 days", "last_exam = \"1800 weeks", "last_exam"),
                ("unblinded = 0.05", "loss = 1.0", "conduct.loss"),
                ("name = \"post-marketing-bc\"", "name = \" \"", "name"),
            ],
        ),
        (
            "sci-randomised",
            &[
                ("dose = \"1e8 cells\"", "dose = \"1e308 cells\"", "treatment.dose"),
                ("d50 = \"1e8 cells\"", "d50 = \"1e-300 cells\"", "treatment.beta"),
                ("beta = [0.25, ", "beta = [0.5, ", "twice"),
                ("n = 260", "n = 20000000", "design.randomised.n"),
                ("trials = 10000", "trials = 10000000", "rows"),
                ("n = 260\nratio = 1.0", "n = 200000\nratio = 1.0", "courses"),
                ("sci-randomised\"\n", "sci-randomised\"\nalpha = 1e-300\n", "alpha"),
                ("lasts = \"180 days\"", "lasts = \"180\"", "line 24, column 9"),
            ],
        ),
        (
            "wound-stepped",
            &[
                ("per_period = 8", "per_period = 50000", "design.stepped"),
                ("visit = \"12 weeks\"", "visit = \"1e9 weeks\"", "wound.visit"),
                ("natural_rate = 0.24", "natural_rate = 0.24\narea_sd = 1e9", "area_sd"),
            ],
        ),
        (
            "gvhd-randomised",
            &[
                ("between = 0.5", "between = 0.5\ndeath = 1.0", "gvhd.death"),
                ("between = 0.5", "between = 900.0", "gvhd.between"),
                ("lasts =", "delay = \"4 weeks\"\nlasts =", "treatment.delay"),
            ],
        ),
        (
            "knee-four-arm",
            &[
                ("response_sd = 15", "response_sd = 1e300", "response_sd"),
                ("usual = [", "usual = [1.0, 1e-9] # [", "entry"),
            ],
        ),
        (
            "skin-split-face",
            &[
                ("sd = 0.8", "sd = 1e-300", "split.sd"),
                ("step = 1.0", "step = 1e300", "split.step"),
                ("control_improvement = 1.0", "control_improvement = 1e300", "improvement"),
            ],
        ),
    ];
    for (name, changes) in cases {
        for (from, to, field) in *changes {
            let base = trial(name);
            assert!(base.contains(from), "{name}: {from}");
            match base.replacen(from, to, 1).parse::<Plan>() {
                Ok(_) => panic!("{name}: {to} is taken"),
                Err(error) => refused(&error, field),
            }
        }
    }
}

#[test]
fn impossible_processes() {
    let base = process("vesicles-wheel");
    for (from, to, field) in [
        ("cells = \"5e9 cells\"", "cells = \"1e300 cells\"", "growth.cells"),
        ("limit = 30", "limit = 1e300", "growth.limit"),
        ("density = \"1e4 cells/mL\"", "density = \"1e300 cells/mL\"", "harvest.density"),
        ("collect = \"48 h\"", "collect = \"48 years\"", "culture.collect"),
        ("volume = 0.05", "volume = 1e-300", "step#2.volume"),
        ("amount = \"1e11 particles\"", "amount = \"1e300 particles\"", "dose.amount"),
        ("kept = 0.1", "kept = 1.0", "dose.kept"),
        ("litre = 300", "litre = 1e300", "cost.litre"),
        ("weight = \"60 kg\"", "weight = \"6000 kg\"", "weight"),
        ("name = \"vesicles-wheel\"", "name = \"\"", "name"),
        ("[harvest]", "draws = 100000000\n[harvest]", "draws"),
        ("per_passage = 0.05", "per_passage = 1e300", "growth.per_passage"),
        ("passages = 8", "passages = 8\nsenescent = 1.0", "growth.senescent"),
    ] {
        assert!(base.contains(from), "{from}");
        match base.replacen(from, to, 1).parse::<Process>() {
            Ok(_) => panic!("{to} is taken"),
            Err(error) => refused(&error, field),
        }
    }
}

/// A run larger than any machine is refused where the number of trials comes from the caller, too.
#[test]
fn a_run_too_large_is_refused_before_it_starts() {
    let mut plan: Plan = trial("sci-randomised").parse().unwrap();
    plan.trials = 9_000_000;
    let error = plan.checked().unwrap_err();
    assert!(error.to_string().contains("9000000 trials of 260 people"), "{error}");
}

/// Figures in what is said are those that a person would write.
#[test]
fn hints_write_figures_short() {
    let text = process("cells-13").replace("viability = ", "viability = 7");
    let hint = text.parse::<Process>().unwrap_err().hint().unwrap();
    assert_eq!(hint, "70.9 % is written 0.709");
    let text = trial("msc-13").replace("first_exam = \"40 days\"", "first_exam = \"0.1 days\"");
    let text = text.replace("first_window = \"10 days\"", "first_window = \"0.3 days\"");
    let said = text.parse::<Plan>().unwrap_err().to_string();
    assert!(said.contains("the window opens 0.2 days before the injury"), "{said}");
}

#[test]
fn counts_that_cannot_be() {
    for text in ["13/12", "12", "a/b", "0/0", "-1/3", "1/1000000", "1.5/3"] {
        assert!(text.parse::<Count>().is_err(), "{text}");
    }
    assert!("0/13".parse::<Count>().is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    /// No damage to a plan ends in a panic.
    #[test]
    fn damaged_plans_are_plans_or_errors(which in 0..16_usize, at in 0..3000_usize, with in "[ -~]{0,3}") {
        let all: Vec<&str> = trial::BUILT_IN.iter().map(|(_, text)| *text)
            .chain(production::BUILT_IN.iter().map(|(_, text)| *text)).collect();
        let text = all[which % all.len()];
        let place = text.char_indices().map(|(i, _)| i).nth(at % text.chars().count()).unwrap();
        let end = (place + 1..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap();
        let damaged = format!("{}{with}{}", &text[..place], &text[end..]);
        let _ = damaged.parse::<Plan>();
        let _ = damaged.parse::<Process>();
    }
}
