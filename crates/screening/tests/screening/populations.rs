//! A user's own population is read; a hostile one is refused with place and hint.

use exoscope_screening::plan::{BUILT_IN, Plan};
use exoscope_screening::{Population, ScreeningError, Simulator};

const HEADING: &str = "kind\tsex\tage_from\tage_to\tcancer\tstage\tvalue\tunit\n";

fn own(rows: &str) -> Result<Population, ScreeningError> {
    Population::from_tsv("mine.tsv", &format!("{HEADING}{rows}"))
}

const GOOD: &str = "people\tboth\t0\t111\t-\t-\t1000000\tpeople\ndeath\tboth\t0\t111\t-\t-\t800\tper-1e5-years\nincidence\tboth\t0\t111\tlung\tI\t20\tper-1e5-years\nincidence\tboth\t0\t111\tlung\tII\t0\tper-1e5-years\nincidence\tboth\t0\t111\tlung\tIII\t0\tper-1e5-years\nincidence\tboth\t0\t111\tlung\tIV\t40\tper-1e5-years\nsurvival\tboth\t0\t111\tlung\tI\t0.66\t5-year-share\nsurvival\tboth\t0\t111\tlung\tII\t0.4\t5-year-share\nsurvival\tboth\t0\t111\tlung\tIII\t0.2\t5-year-share\nsurvival\tboth\t0\t111\tlung\tIV\t0.05\t5-year-share\n";

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
    refused(
        &GOOD.replace("incidence\tboth\t0\t111\tlung\tIV\t40\tper-1e5-years\n", ""),
        "no incidence of \"lung\" in stage IV, and other stages have it",
    );
    refused(&GOOD.replace("\tI\t20", "\tV\t20"), "no stage");
    refused(&format!("{GOOD}{}", "incidence\tmen\t50\t60\tlung\tI\t3\tper-1e5-years\n"), "twice");
    refused("", "");
    refused(&GOOD.replace("lung\tI\t20", "lung\tI\tinf"), "no number");
    refused(
        &GOOD.replace("both\t0\t111\tlung\tI\t20", "both\t0\t50\tlung\tI\t20"),
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

#[test]
fn shares_in_the_place_of_rates_are_refused_whatever_their_size() {
    let shares = GOOD.replace("\t20\tper", "\t0.002\tper").replace("\t40\tper", "\t0.004\tper");
    let error = own(&shares).unwrap_err();
    assert!(error.to_string().contains("\"lung\" has at most 0.006 cases per 100,000"), "{error}");
    assert!(error.hint().unwrap().contains("a share of 0.002 a year is 200"));
    // Each cancer might be a rare one, all together are none that a registry has.
    let shares = GOOD.replace("\t20\tper", "\t0.3\tper").replace("\t40\tper", "\t0.4\tper");
    let error = own(&shares).unwrap_err();
    assert!(error.to_string().contains("all cancers together are at most 0.7"), "{error}");
    // What was read stands in the result.
    let read = own(GOOD).unwrap();
    assert!(read.assumed.iter().any(|said| said.contains("60 to 69 years: 60 cases")), "{read:?}");
}

#[test]
fn a_stratum_that_is_missing_is_refused_and_what_may_be_is_said() {
    for stage in ["I", "II", "III", "IV"] {
        let without: Vec<&str> =
            GOOD.lines().filter(|line| !line.contains(&format!("lung\t{stage}\t"))).collect();
        let error = own(&(without.join("\n") + "\n")).unwrap_err();
        let part = format!("no incidence of \"lung\" in stage {stage}, and other stages");
        assert!(error.to_string().contains(&part), "{error}");
        assert!(error.hint().unwrap().contains("write 0"));
    }
    let one_sex = GOOD.replace("both\t0\t111\tlung\tIII\t0\t", "women\t0\t111\tlung\tIII\t0\t");
    let error = own(&one_sex).unwrap_err();
    assert!(error.to_string().contains("other sexes in stage III"), "{error}");
    let read = own(&GOOD.replace("incidence\tboth", "incidence\twomen")).unwrap();
    assert!(read.assumed.contains(&"no lung in men: the file has no rows of it".to_owned()));
    assert!(read.assumed.iter().any(|said| said.starts_with("no lung without a stage")));
}

#[test]
fn a_cell_that_would_not_be_read_is_refused() {
    for (from, to) in [
        ("111\t-\t-\t1000000", "111\tlung\t-\t1000000"),
        ("111\t-\t-\t800", "111\t-\tI\t800"),
        ("survival\tboth\t0\t111\tlung\tI\t", "survival\twomen\t0\t111\tlung\tI\t"),
        ("survival\tboth\t0\t111\tlung\tI\t", "survival\tboth\t50\t60\tlung\tI\t"),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let error = own(&GOOD.replacen(from, to, 1)).unwrap_err();
        assert!(error.to_string().contains("not read"), "{error}");
        assert!(error.hint().unwrap().contains('-'));
    }
}
