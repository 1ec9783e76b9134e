//! PATHFINDER and PATHFINDER 2, one test without a control arm: predicted by the fit to NHS-Galleri; the larger one speaks
//! against published sensitivities, both against most published dwell times.

use exoscope_core::Streams;
use exoscope_screening::closed::interception::{Round, Scenario, Slip, intercept};
use exoscope_screening::plan::{BUILT_IN, Plan};
use exoscope_screening::table::us_cancers;
use exoscope_screening::{Compared, Estimate, Population, Study, simulate, study};

fn run(name: &str) -> Study {
    let text = BUILT_IN.iter().find(|(built_in, _)| *built_in == name).unwrap().1;
    let plan: Plan = text.parse().unwrap();
    let population = Population::built_in(&plan.population).unwrap().unwrap();
    let part = simulate(&plan, &population, Streams::new(1), (0, 300_000)).unwrap();
    study(&plan, &population, &part, None, 0).unwrap()
}

fn within(value: f64, of: Estimate) -> bool {
    of.low.unwrap() < value && value < of.high.unwrap()
}

#[test]
fn the_fit_to_another_trial_predicts_both_cohorts_and_published_sensitivity_only_the_smaller() {
    for name in ["pathfinder", "pathfinder-2"] {
        let found = run(name);
        assert!(found.fit.is_none() && found.compared.len() == 6, "{:?}", found.compared);
        let of = |published: bool| -> Vec<&Compared> {
            let rows = found.compared.iter();
            rows.filter(|row| row.test.contains("published") == published).collect()
        };
        for row in of(false) {
            assert!(within(row.simulated.value.unwrap(), row.observed), "{name}: {row:?}");
        }
        let rate = of(true).into_iter().find(|row| row.what.contains("found")).unwrap();
        let inside = within(rate.simulated.value.unwrap(), rate.observed);
        assert_eq!(inside, name == "pathfinder", "{rate:?}");
    }
}

#[test]
fn interception_promised_more_in_a_first_round_than_either_cohort_found() {
    // Found of tested, 95 % interval of Wilson: 35 of 6,621 and 133 of 23,161.
    let seen = [Estimate::proportion(35, 6621), Estimate::proportion(133, 23_161)];
    let cancers = us_cancers().unwrap();
    let promised = |scenario| {
        intercept(&cancers, scenario, Round::Prevalent, 0.993, Slip::Exact).unwrap().found / 1e5
    };
    for scenario in [Scenario::VerySlow, Scenario::Slow, Scenario::Fast] {
        for seen in seen {
            assert!(promised(scenario) > 1.5 * seen.high.unwrap(), "{scenario:?}");
        }
    }
    // The fastest dwell times alone are not refuted.
    assert!(seen.into_iter().all(|seen| within(promised(Scenario::Aggressive), seen)));
}

#[test]
fn figures_of_a_cohort_can_be_fitted_to() {
    let text = BUILT_IN.iter().find(|(name, _)| *name == "pathfinder-2").unwrap().1;
    let plan: Plan = text.replace("fit = false", "fit = true").parse().unwrap();
    let population = Population::built_in("us").unwrap().unwrap();
    let part = simulate(&plan, &population, Streams::new(1), (0, 2_000)).unwrap();
    let found = study(&plan, &population, &part, None, 0).unwrap();
    assert!(found.compared.is_empty());
    let fit = found.fit.unwrap();
    for seen in &fit.predictions {
        assert!(within(seen.observed.value.unwrap(), seen.predicted), "{seen:?}");
    }
}
