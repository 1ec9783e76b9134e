//! Two lives of the same people: figures, and intervals of pairs.

use exoscope_core::Streams;
use exoscope_screening::plan::{BUILT_IN, Plan};
use exoscope_screening::{Outcome, Population, Simulator, simulate, study};

fn plan(name: &str) -> Plan {
    BUILT_IN.iter().find(|(built_in, _)| *built_in == name).unwrap().1.parse().unwrap()
}

fn outcome(plan: &Plan, seed: u64, people: u64) -> Outcome {
    let population = Population::built_in(&plan.population).unwrap().unwrap();
    let simulator = Simulator::new(plan.clone(), population).unwrap();
    let tally = simulator.run(Streams::new(seed), 0, people);
    Outcome::new(&simulator, &tally)
}

/// Figures that have an interval over people.
type Figure = (&'static str, fn(&Outcome) -> exoscope_screening::Estimate);
const FIGURES: [Figure; 11] = [
    ("late ratio", |o| o.late_ratio),
    ("stage IV ratio", |o| o.stage_four_ratio),
    ("early ratio", |o| o.early_ratio),
    ("excess", |o| o.excess),
    ("prevented", |o| o.prevented),
    ("mortality reduction", |o| o.mortality_reduction),
    ("lead time", |o| o.lead_years),
    ("life-years", |o| o.life_years),
    ("QALYs", |o| o.quality_years),
    ("treatment", |o| o.cost.treatment),
    ("cost per cancer", |o| o.cost.per_cancer),
];

#[test]
fn intervals_over_people_cover_as_they_say_and_are_no_wider_than_needed() {
    let mut plan = plan("nhs-galleri");
    plan.trial = None;
    plan.relative_risk = 4.0;
    let runs: Vec<Outcome> = (0..60).map(|seed| outcome(&plan, seed, 8_000)).collect();
    let truth = outcome(&plan, 1_000, 600_000);
    for (name, pick) in FIGURES {
        let value = pick(&truth).value.unwrap();
        let held = runs.iter().filter(|run| pick(run).holds(value) == Some(true)).count();
        // 60 runs at 95 %: fewer than 51 has a probability below 0.001.
        assert!(held >= 51, "{name}: {held} of 60 hold {value}");
        // The spread of the figure over runs is that of its intervals.
        let values: Vec<f64> = runs.iter().map(|run| pick(run).value.unwrap()).collect();
        let mean = values.iter().sum::<f64>() / 60.0;
        let spread = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 59.0).sqrt();
        let width = runs.iter().map(|r| pick(r).high.unwrap() - pick(r).low.unwrap()).sum::<f64>();
        let stated = width / 60.0 / (2.0 * 1.96);
        assert!((0.7..1.45).contains(&(stated / spread)), "{name}: {stated} for {spread}");
    }
}

#[test]
fn a_trial_has_its_arms_apart_and_its_figures_of_the_same_people() {
    let plan = plan("nhs-galleri");
    let found = outcome(&plan, 5, 20_000);
    let arms = found.arms.as_ref().unwrap();
    assert_eq!(arms.people.0, found.people);
    assert_eq!(arms.people.0 + arms.people.1, 20_000);
    // Chance between the arms is no part of the excess of the same people.
    let width = |of: exoscope_screening::Estimate| of.high.unwrap() - of.low.unwrap();
    assert!(width(arms.excess) > 3.0 * width(found.excess), "{:?}", (arms.excess, found.excess));
    assert!(found.excess.low.unwrap() > 0.0);
    let mut unscreened = plan;
    unscreened.programme.uptake = 0.0;
    let found = outcome(&unscreened, 5, 20_000);
    assert_eq!((found.excess.value, found.prevented.value), (Some(0.0), Some(0.0)));
    assert_eq!((found.late_ratio.value, found.cost.treatment.value), (Some(1.0), Some(0.0)));
    assert_ne!(found.arms.unwrap().excess.value, Some(0.0));
}

#[test]
fn tumours_that_never_surface_move_neither_deaths_nor_life_years_of_one_round() {
    let run = |fraction: f64| {
        let mut plan = plan("pathfinder");
        plan.disease.indolent_fraction = fraction;
        outcome(&plan, 3, 100_000)
    };
    let (none, half) = (run(0.0), run(0.5));
    assert!(half.overdiagnosed.value > none.overdiagnosed.value);
    assert_eq!(none.cancer_deaths, half.cancer_deaths);
    assert_eq!(none.life_years.value, half.life_years.value);
}

#[test]
fn positives_that_work_up_does_not_confirm_are_false_positives_and_cancers_missed() {
    let mut plan = plan("hubbell2021");
    plan.workup.sensitivity = 0.6;
    let found = outcome(&plan, 3, 50_000);
    for round in &found.rounds {
        let unconfirmed = round.false_positives + round.workup_missed;
        assert_eq!(round.positives, round.found + unconfirmed);
        assert!(round.workup_missed > 0);
        let per = 1000.0 * unconfirmed as f64 / round.tests as f64;
        assert!((round.unconfirmed_per_thousand - per).abs() < 1e-9);
        assert!(round.unconfirmed_per_thousand > round.false_per_thousand);
    }
}

#[test]
fn few_draws_have_no_interval_and_a_plan_that_contradicts_its_fit_is_told() {
    let mut plan = plan("nhs-galleri");
    let population = Population::built_in("us").unwrap().unwrap();
    let part = simulate(&plan, &population, Streams::new(1), (0, 20_000)).unwrap();
    let found = study(&plan, &population, &part, None, 1).unwrap();
    assert_eq!(found.over_parameters.unwrap().late_ratio.low, None);
    assert!(found.cautions.iter().any(|said| said.contains("too few")), "{:?}", found.cautions);
    plan.test.sensitivity = Some([0.9, 0.9, 0.95, 0.95, 0.3]);
    let part = simulate(&plan, &population, Streams::new(1), (0, 20_000)).unwrap();
    let found = study(&plan, &population, &part, None, 10).unwrap();
    for part in ["parameters are not those of the fit", "contradict each other"] {
        assert!(found.cautions.iter().any(|said| said.contains(part)), "{:?}", found.cautions);
    }
}
