//! Built-in plans can be simulated; hostile plans are refused with place and hint.

use exoscope_screening::plan::{BUILT_IN, Plan};
use exoscope_screening::{Population, Simulator};

#[test]
fn every_built_in_programme_can_be_simulated() {
    for (name, text) in BUILT_IN {
        let plan: Plan = text.parse().unwrap();
        assert_eq!(plan.name, name);
        let population = Population::built_in(&plan.population).unwrap().unwrap();
        Simulator::new(plan, population).map_err(|error| format!("{name}: {error}")).unwrap();
    }
}

#[track_caller]
fn refused(text: &str, part: &str, hint: &str) {
    let error = text.parse::<Plan>().unwrap_err();
    let said = error.to_string();
    assert!(said.starts_with("line ") && said.contains(part), "{said}");
    assert!(error.hint().unwrap().contains(hint), "{error:?}");
}

#[test]
fn a_hostile_plan_is_refused_with_place_and_hint() {
    let text = BUILT_IN[0].1;
    let line = |part: &str| text.lines().position(|line| line.starts_with(part)).unwrap() + 1;
    let uptake = text.replace("uptake = 1.0", "uptake = 130");
    refused(
        &uptake,
        &format!("line {}, column 1: programme.uptake: 130 is no share", line("uptake")),
        "divided by 1e5",
    );
    refused(
        &text.replace("uptake = 1.0", "uptake = 70"),
        "programme.uptake",
        "70 % is written 0.7",
    );
    refused(&text.replace("uptake = 1.0", "uptake = -0.1"), "programme.uptake", "not negative");
    refused(
        &text.replace("attendance = [1.0, 0.93]", "attendance = [1.0, 0.93, 0.9, 0.8]"),
        "programme.attendance: 4 values for 3 rounds",
        "one a round",
    );
    refused(
        &text.replace("uptake = 1.0", "uptake = 1.0\nstop_age = 40"),
        "programme.stop_age: 40, where nobody is younger than 50",
        "above the youngest",
    );
    refused(&text.replace("age = [50, 77]", "age = [-5, 77]"), "programme.age", "youngest first");
    refused(&text.replace("age = [50, 77]", "age = [77, 50]"), "programme.age", "youngest first");
    refused(
        &text.replace("specificity = 0.9955", "specificity = 99550"),
        "test.specificity",
        "divided by 1e5",
    );
    refused(
        &text.replace("specificity = 0.9955", "specificity = nan"),
        "test.specificity",
        "share",
    );
    refused(&text.replace("rounds = 3\n", "rounds = 9\n"), "programme.rounds", "longer follow_up");
    refused(&text.replace("interval = \"1 year\"", "interval = \"1 kg\""), "year", "print");
    refused(&text.replace("interval = \"1 year\"", "interval = 1"), "", "print");
    refused(&text.replace("uptake = 1.0", "uptaek = 1.0"), "uptaek", "print");
    refused(&text.replace("allocation = 0.5", "allocation = 1.0"), "trial.allocation", "half");
    refused(&text.replace("cure = 0.9", "cure = 1"), "disease.cure", "below 1");
    refused(&text.replace("format = 1", "format = 2"), "format", "format = 1");
    refused(
        &text.replace("people = 142924", "people = 142924\nrelative_risk = 4e5"),
        "relative_risk",
        "at most 100",
    );
    refused(
        &text.replace("rounds = 3\n", "rounds = 4\n"),
        "not within the follow-up",
        "longer follow_up",
    );
    refused(
        &text.replace(
            "specificity = 0.9955\nsensitivity = [0.12,",
            "specificity = 0.9955\nsensitivity = [12,",
        ),
        "test.sensitivity",
        "12 % is written 0.12",
    );
    refused(
        &text.replace("[0.12, 0.12, 0.65, 0.65, 0.3]", "[0.12, 0.12, 0.65, 0.65]"),
        "length",
        "print",
    );
    refused(
        &text.replace("late_sojourn = \"1 year\" }", "late_sojourn = \"0 years\" }"),
        "disease.history",
        "above 0",
    );
    refused(
        &text.replace("found = 1\n", "found = 20\n"),
        "organ_screening#1.found: 20 of 19 positive tests",
        "cancers found, of positive tests",
    );
    refused(
        &text.replace("positive = 19", "positive = -19"),
        "organ_screening#1.positive",
        "above 0",
    );
    let second = text.replacen("value = 0.95", "value = -1", 1);
    let place = second.lines().position(|line| line == "value = -1").unwrap() + 1;
    refused(&second, &format!("line {place}, column 1: observed#2.value"), "above 0");
}

#[test]
fn a_list_longer_than_what_is_read_is_refused_wherever_it_stands() {
    let text = BUILT_IN[0].1;
    for (from, to, part) in [
        (
            "0.65, 0.65, 0.3]",
            "0.65, 0.65, 0.3, 0.1]",
            "test.sensitivity: 6 values, where 5 are read",
        ),
        ("age = [50, 77]", "age = [50, 77, 90]", "programme.age: 3 values, where 2 are read"),
        ("cases = [218, 229]", "cases = [218, 229, 1]", "observed#2.cases: 3 values"),
        ("rounds = [2, 2]", "rounds = [2, 2, 2]", "observed#3.rounds: 3 values"),
    ] {
        assert!(text.contains(from), "{from}");
        refused(&text.replacen(from, to, 1), part, "give");
        let at = text.replacen(from, to, 1).lines().position(|line| line.contains(to)).unwrap() + 1;
        refused(&text.replacen(from, to, 1), &format!("line {at}, column 1"), "give");
    }
    let by_cancer = format!("{text}\n[test.by_cancer]\nlung = [0.1, 0.2, 0.3, 0.4, 0.2, 0.2]\n");
    refused(&by_cancer, "test.by_cancer.lung: 6 values", "give 5 values");
}

#[test]
fn a_figure_that_its_cases_or_rounds_belie_is_refused() {
    let text = BUILT_IN[0].1;
    let replaced = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    refused(
        &replaced("value = 0.52", "value = 0.12"),
        "observed#5.value: 0.12 is not that",
        "first",
    );
    refused(
        &replaced("value = 1.19", "value = 11.9"),
        "observed#1.value",
        "rate of the screening arm",
    );
    refused(&replaced("rounds = [2, 2]", "rounds = [7, 7]"), "observed#3.rounds", "0 to 2");
    // Two people of three in the screening arm have twice the cases at the same rate.
    let arms = replaced("allocation = 0.5", "allocation = 0.6666666");
    refused(&arms, "observed#1.value: 1.19 is not that of 273 and 229 cases, 0.596", "rate");
}

#[test]
fn a_share_above_one_is_both_readings_and_a_hint_has_few_digits() {
    let text = BUILT_IN[0].1;
    refused(
        &text.replace("uptake = 1.0", "uptake = 1.3"),
        "programme.uptake",
        "at most 1 (100 %), and 1.3 is 130 %; if 1.3 % is meant, write 0.013",
    );
    let error = text.replace("uptake = 1.0", "uptake = 1.3").parse::<Plan>().unwrap_err();
    assert!(error.hint().unwrap().ends_with("0.013"));
    refused(&text.replace("= 0.9955", "= nan"), "specificity", "a number from 0 to 1");
}

#[test]
fn a_cancer_or_a_sojourn_that_cannot_be_is_refused_by_name() {
    let text = BUILT_IN[0].1.replace("\"stomach\"", "\"stomache\"");
    let plan: Plan = text.parse().unwrap();
    let error = Simulator::new(plan, Population::built_in("us").unwrap().unwrap())
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("did you mean \"stomach\""), "{error}");
    let text = BUILT_IN[0].1.replace("late_sojourn = \"1 year\"", "late_sojourn = \"3 years\"");
    let plan: Plan = text.parse().unwrap();
    let error = Simulator::new(plan, Population::built_in("us").unwrap().unwrap())
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("leaves nothing"), "{error}");
}

/// A cancer of one's own of which nothing says how often the test finds it.
#[test]
fn a_cancer_without_a_sensitivity_is_not_taken_for_one_that_is_never_found() {
    let (_, text) = BUILT_IN.iter().find(|(name, _)| *name == "hubbell2021").unwrap();
    let plan: Plan = text.parse().unwrap();
    let mut population = Population::built_in("us").unwrap().unwrap();
    population.cancers[0].clinical_sensitivity = None;
    let error = Simulator::new(plan.clone(), population.clone()).err().unwrap();
    assert!(error.to_string().starts_with("test.sensitivity: nothing states that of"), "{error}");
    let mut stated = plan;
    stated.test.by_cancer.insert(population.cancers[0].name.clone(), [0.0; 5]);
    assert!(Simulator::new(stated, population).is_ok());
}

#[test]
fn what_would_not_be_used_or_would_overflow_is_refused() {
    let text = BUILT_IN[0].1;
    let replaced = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    refused(&replaced("workup = 2500", "workup = 1e308"), "cost.workup: 1e308 is above", "unit");
    refused(
        &text.replace("cure = 0.9", "cure = 0.9\nslow_factor = 1e308"),
        "disease.slow_factor",
        "unit",
    );
    let list = text.lines().find(|line| line.starts_with("cancers = ")).unwrap();
    refused(&text.replace(list, "cancers = []"), "cancers: an empty list", "leave the line out");
    refused(
        &replaced("[1.0, 0.93]", "[]"),
        "programme.attendance: an empty list",
        "leave the line",
    );
    refused(&replaced("uptake = 1.0", "uptake = .5"), "digit before its point, 0.5", "print");
    // Fractions of tests are of rounds, ratios of years of follow-up.
    let longer = replaced("follow_up = \"3 years\"", "follow_up = \"5 years\"");
    let late = longer.replacen("rounds = [2, 2]", "rounds = [4, 4]", 1);
    assert!(late.parse::<Plan>().is_ok());
    let ppv = longer.replace("what = \"ppv\"\nrounds = [0, 2]", "what = \"ppv\"\nrounds = [0, 3]");
    refused(&ppv, "observed#5.rounds: PPV of 0 to 3, where there are 3 rounds of tests", "0 to 2");
}

#[test]
fn published_models_that_cannot_be_or_stand_alone_are_refused() {
    use exoscope_core::Streams;
    use exoscope_screening::{simulate, study};
    let text = BUILT_IN[0].1;
    let population = Population::built_in("us").unwrap().unwrap();
    let run = |text: &str| {
        let plan: Plan = text.parse().unwrap();
        let part = simulate(&plan, &population, Streams::new(1), (0, 500)).unwrap();
        study(&plan, &population, &part, None, 0).unwrap_err()
    };
    let error = run(&text.replacen(
        "overall_sojourn = \"1 year\"\nlate_sojourn = \"0.5 years\"",
        "overall_sojourn = \"1 year\"\nlate_sojourn = \"3 years\"",
        1,
    ));
    assert!(error.to_string().contains("published#1.overall_sojourn"), "{error}");
    let error = run(&text.replace("fit = true", "fit = false"));
    assert!(error.to_string().contains("nothing is fitted"), "{error}");
    // A cancer named twice: the hint names what there is.
    let plan: Plan = text.parse().unwrap();
    let one = population.clone().only(&["lung".to_owned()]).unwrap();
    let twice = one.only(&["lung".to_owned(), "lung".to_owned()]).unwrap_err();
    assert_eq!(twice.hint().unwrap(), "it has lung", "{twice} {}", plan.name);
}
