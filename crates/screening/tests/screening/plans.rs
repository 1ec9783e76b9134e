//! Hostile plans and populations are refused with place and hint.

use exoscope_screening::plan::{BUILT_IN, Plan};
use exoscope_screening::{Population, ScreeningError, Simulator};

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

const HEADING: &str = "kind\tsex\tage_from\tage_to\tcancer\tstage\tvalue\tunit\n";

fn own(rows: &str) -> Result<Population, ScreeningError> {
    Population::from_tsv("mine.tsv", &format!("{HEADING}{rows}"))
}

const GOOD: &str = "people\tboth\t0\t111\t-\t-\t1000000\tpeople\ndeath\tboth\t0\t111\t-\t-\t800\tper-1e5-years\nincidence\tboth\t0\t111\tlung\tI\t20\tper-1e5-years\nincidence\tboth\t0\t111\tlung\tIV\t40\tper-1e5-years\nsurvival\tboth\t0\t111\tlung\tI\t0.66\t5-year-share\nsurvival\tboth\t0\t111\tlung\tIV\t0.05\t5-year-share\n";

#[test]
fn a_population_of_ones_own_is_read() {
    let population = own(GOOD).unwrap();
    let lung = &population.cancers[0];
    assert_eq!(lung.rate[1][60], [20e-5, 0.0, 0.0, 40e-5, 0.0]);
    assert!((population.late_fraction(lung, (50.0, 70.0)) - 2.0 / 3.0).abs() < 1e-12);
}

#[test]
fn a_hostile_population_is_refused_with_place_and_hint() {
    let refused = |rows: &str, part: &str| {
        let error = own(rows).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
        assert!(error.hint().is_some());
    };
    refused(
        &GOOD.replace("\t20\tper", "\t0.0002\tper"),
        "line 4, column 29: value: 0.0002 per 1e5 years is less",
    );
    refused(&GOOD.replace("\t20\tper", "\t200000\tper"), "more than all people");
    refused(&GOOD.replace("\t20\tper-1e5-years", "\t0.2\tshare"), "is not the unit");
    refused(&GOOD.replace("\t20\tper", "\t-20\tper"), "negative");
    refused(&GOOD.replace("people\tboth\t0", "people\tboth\t-5"), "line 2, column 13: age_from");
    refused(&GOOD.replace("people\tboth\t0", "people\tboth\t50"), "no people of men aged 0");
    refused(&GOOD.replace("0.66\t", "66\t"), "66 is no share");
    refused(&GOOD.replace("0.05\t", "0.95\t"), "");
    refused(
        &GOOD.replace("survival\tboth\t0\t111\tlung\tIV\t0.05\t5-year-share\n", ""),
        "no survival of \"lung\" in stage IV",
    );
    refused(&GOOD.replace("I\t20", "V\t20"), "no stage");
    refused(&format!("{GOOD}{}", "incidence\tmen\t50\t60\tlung\tI\t3\tper-1e5-years\n"), "twice");
    refused("", "");
    refused(&GOOD.replace("lung\tI\t20", "lung\tI\tinf"), "no number");
    refused(
        &GOOD.replace("both\t0\t111\tlung\tI\t20", "men\t0\t50\tlung\tI\t20"),
        "no incidence of \"lung\", stage I, in men aged 50",
    );
    refused(
        &GOOD.replace("both\t0\t111\t-\t-\t800", "men\t0\t111\t-\t-\t800"),
        "no death of women aged 0",
    );
    refused(&GOOD.replace("\tper-1e5-years\nsurvival", "\nsurvival"), "7 columns instead of 8");
    assert!(Population::from_tsv("x", "a\tb\n").unwrap_err().to_string().contains("heading"));
}

#[test]
fn rates_that_sum_to_more_than_everyone_every_year_are_refused() {
    // Each of two stages is a rate that can be; together, at four times the risk, they are not.
    let rows = GOOD.replace("\t20\tper", "\t20000\tper").replace("\t40\tper", "\t9000\tper");
    let population = own(&rows).unwrap();
    let mut plan: Plan = BUILT_IN[2].1.parse().unwrap();
    plan.cancers.clear();
    plan.relative_risk = 1.0;
    assert!(Simulator::new(plan.clone(), population.clone()).is_ok());
    plan.relative_risk = 4.0;
    let error = Simulator::new(plan, population).err().unwrap();
    assert!(
        error.to_string().contains("1.16 cancers a year for each of the men aged 0"),
        "{error}"
    );
    assert!(error.hint().unwrap().contains("per 100,000"));
}
