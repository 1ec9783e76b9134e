//! A run as the test, organ screening beside it, counts of files.

use exoscope_core::Streams;
use exoscope_screening::plan::{BUILT_IN, Plan};
use exoscope_screening::{Part, Population, join, measured_test, rows, simulate, study};

fn plan(name: &str) -> Plan {
    BUILT_IN.iter().find(|(built_in, _)| *built_in == name).unwrap().1.parse().unwrap()
}

fn population(plan: &Plan) -> Population {
    Population::built_in(&plan.population).unwrap().unwrap()
}

/// What evaluate writes, as far as it is read: two operating points, no sample of stage III.
const METRICS: &str = r#"{"signal": {"at": [
    {"target": 0.98, "specificity": 0.98, "specificity_ci": [0.9, 0.99], "n_controls": 100,
     "sensitivity": 0.9, "sensitivity_ci": [0.8, 0.95], "by_cancer": [], "by_stage": []},
    {"target": 0.995, "specificity": 0.9950, "specificity_ci": [0.97, 0.999], "n_controls": 200,
     "sensitivity": 0.40, "sensitivity_ci": [0.30, 0.51], "by_cancer": [{"of": "a", "n": 80}],
     "by_stage": [{"of": "I", "n": 30, "sensitivity": 0.1, "sensitivity_ci": [0.03, 0.26]},
                  {"of": "II", "n": 30, "sensitivity": 0.5, "sensitivity_ci": [0.33, 0.67]},
                  {"of": "IV", "n": 20, "sensitivity": 0.7, "sensitivity_ci": [0.48, 0.85]}],
     "origin": {"top1": 0.6}}]}}"#;
const AUDIT: &str = r#"{"verdict": "cannot be separated from slide", "sentence": "Slides alone call 0.9 of them."}"#;

#[test]
fn a_run_is_the_test_at_the_nearest_specificity_with_its_intervals_and_verdict() {
    let plan = plan("nhs-galleri");
    let (test, measured) = measured_test("run", METRICS, Some(AUDIT), &plan.test).unwrap();
    assert_eq!((test.specificity, test.origin), (0.995, 0.6));
    assert_eq!(test.sensitivity, Some([0.1, 0.5, 0.4, 0.7, 0.4]));
    assert_eq!(test.samples, Some([30.0, 30.0, 0.0, 20.0, 80.0]));
    assert_eq!(measured.stages[1].sensitivity.high, Some(0.67));
    assert!(measured.audit.starts_with("cannot be separated from slide: Slides alone"));
    let (_, unaudited) = measured_test("run", METRICS, None, &plan.test).unwrap();
    assert!(unaudited.audit.starts_with("no audit"));
    // Few samples make wide intervals over parameters: those of the same figures in a thousand times as many are narrower.
    let wide = over_ppv(&test);
    let sure = exoscope_screening::plan::Test {
        samples: test.samples.map(|n| n.map(|n| 1000.0 * n)),
        controls: test.controls.map(|n| 1000.0 * n),
        ..test
    };
    let narrow = over_ppv(&sure);
    assert!(wide > 1.5 * narrow, "{wide} {narrow}");
}

/// Width of the interval of PPV over parameters.
fn over_ppv(test: &exoscope_screening::plan::Test) -> f64 {
    let mut plan = plan("hubbell2021");
    plan.test = test.clone();
    plan.follow_up = exoscope_screening::plan::Years(3.0);
    plan.programme.rounds = 2;
    let population = population(&plan);
    let part = simulate(&plan, &population, Streams::new(1), (0, 20_000)).unwrap();
    let over = study(&plan, &population, &part, None, 12).unwrap().over_parameters.unwrap();
    over.ppv.high.unwrap() - over.ppv.low.unwrap()
}

#[test]
fn what_is_no_run_is_refused_with_a_hint() {
    let like = plan("nhs-galleri").test;
    for metrics in [
        "",
        "{}",
        r#"{"signal": {"at": []}}"#,
        r#"{"signal": {"at": [{"target": 0.99, "specificity": 99, "sensitivity": 0.4}]}}"#,
        r#"{"signal": {"at": [{"target": 0.99, "specificity": 0.99, "sensitivity": -1}]}}"#,
        r#"{"signal": {"at": [{"target": 0.99, "specificity": null, "sensitivity": 0.5}]}}"#,
    ] {
        let error = measured_test("run", metrics, None, &like).unwrap_err();
        assert!(error.to_string().contains("run: ") && error.hint().is_some(), "{error}");
    }
}

#[test]
fn organ_screening_stands_beside_the_test_as_it_is_stated() {
    let plan = plan("japan-13");
    let population = population(&plan);
    let part = simulate(&plan, &population, Streams::new(1), (0, 20_000)).unwrap();
    let found = study(&plan, &population, &part, None, 0).unwrap();
    // 7,113 breast cancers of 130,402 positives of 2,126,527 tests.
    let breast = found.yields.iter().find(|of| of.name.starts_with("breast")).unwrap();
    assert!((breast.ppv.value.unwrap() - 0.054_547).abs() < 1e-6);
    assert!((breast.found_per_thousand.unwrap() - 3.344_9).abs() < 1e-4);
    assert!((breast.unconfirmed_per_found.unwrap() - 17.333).abs() < 1e-3);
    let simulated: Vec<_> = found.yields.iter().filter(|of| !of.stated).collect();
    assert_eq!(simulated.len(), 4, "every test once, whatever the uptakes");
    let main = simulated[0];
    assert_eq!(main.ppv, found.outcome.ppv);
    let rounds = &found.outcome.rounds;
    let positives: u64 = rounds.iter().map(|round| round.positives).sum();
    let tests: u64 = rounds.iter().map(|round| round.tests).sum();
    let per_thousand = 1000.0 * positives as f64 / tests as f64;
    assert!((main.positive_per_thousand.unwrap() - per_thousand).abs() < 1e-9);
    assert_eq!(rows::yields(&found).len(), found.yields.len());
    // The US: 189,498 cancers at 43 false positives each, 89,042 dollars of work-up.
    let us = plan_of_organs("hubbell2021");
    assert!((us.unconfirmed_per_found.unwrap() - 43.0).abs() < 1e-9);
    assert_eq!(us.workup_per_found, Some(89_042.0));
    // Of the UK the ratio alone is stated: no interval.
    let uk = plan_of_organs("nhs-galleri");
    assert_eq!((uk.unconfirmed_per_found, uk.ppv.low), (Some(18.0), None));
}

fn plan_of_organs(name: &str) -> exoscope_screening::Yield {
    exoscope_screening::Yield::from(&plan(name).organ_screening[0])
}

#[test]
fn counts_of_another_population_or_that_cannot_be_are_refused() {
    let plan = plan("nlst");
    let population = population(&plan);
    let part = simulate(&plan, &population, Streams::new(1), (0, 3000)).unwrap();
    let refused = |part: Part, what: &str| {
        let error = study(&plan, &population, &part, None, 0).unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
        assert!(error.hint().is_some());
    };
    let mut other = part.clone();
    other.population ^= 1;
    refused(other, "another population");
    let mut huge = part.clone();
    huge.tallies[0].with.cancers[0][0] = u64::MAX;
    refused(huge, "cannot be those of 3000 people");
    let mut odd = part.clone();
    odd.tallies[0].rounds[0].true_positives = odd.tallies[0].rounds[0].tests + 1;
    refused(odd, "cannot be");
    let mut short = part.clone();
    short.tallies[0].with.by_year.pop();
    refused(short, "cannot be");
    let mut none = part.clone();
    none.people.1 = 0;
    refused(none, "cannot be");
    let mut old = part;
    old.format = 1;
    assert!(join(vec![old]).unwrap_err().to_string().contains("format 1"));
}

#[test]
fn a_damaged_audit_is_no_missing_one_and_the_same_test_is_replaced_everywhere() {
    let mut plan = plan("japan-13");
    for audit in ["", "{}", "junk", r#"{"verdict": 3, "sentence": "x"}"#] {
        let error = measured_test("run", METRICS, Some(audit), &plan.test).unwrap_err();
        assert!(error.to_string().contains("audit.json") && error.hint().is_some(), "{error}");
    }
    let (test, _) = measured_test("run", METRICS, Some(AUDIT), &plan.test).unwrap();
    let said = exoscope_screening::replace_test(&mut plan, test);
    assert!(
        said.contains("also in 1 of 6 alternatives") && said.contains("5 alternatives stay"),
        "{said}"
    );
    assert_eq!(plan.test, plan.alternative[0].test);
    assert!(plan.alternative[1].test.name.contains("95"));
}

#[test]
fn a_file_of_counts_that_was_changed_is_refused() {
    let plan = plan("nlst");
    let part = simulate(&plan, &population(&plan), Streams::new(1), (0, 3000)).unwrap();
    let text = serde_json::to_string(&part).unwrap();
    assert_eq!(Part::from_json("a.json", &text).unwrap(), part);
    let participants = format!("\"participants\":{}", part.tallies[0].participants);
    assert!(text.contains(&participants));
    let error =
        Part::from_json("a.json", &text.replacen(&participants, "\"participants\":1500", 1));
    assert!(error.unwrap_err().to_string().starts_with("a.json: its counts are not those"));
}
