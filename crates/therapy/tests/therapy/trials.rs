//! The trial engine: no effect, closed forms, R, shards, threads, biases of designs.

use exoscope_core::Streams;
use exoscope_therapy::closed::power::power_proportions;
use exoscope_therapy::closed::tests::{Group, against_rate, mean, means, proportions};
use exoscope_therapy::production::{self, Process, produce};
use exoscope_therapy::rows;
use exoscope_therapy::trial::{BUILT_IN, Plan, join, simulate};

use crate::made::{bias, built_in, error, null, run};

fn group(n: f64, mean: f64) -> Group {
    Group { n, mean, squares: n * mean * (1.0 - mean) }
}

/// R 4.2.2 (`tests/reference/trials.R`).
#[test]
fn tests_agree_with_r() {
    let two = proportions(group(130.0, 60.0 / 130.0), group(130.0, 45.0 / 130.0), 0.05);
    assert!((two.p - 0.057_972_109_7).abs() < 1e-9);
    let one = against_rate(group(13.0, 12.0 / 13.0), 0.45, 0.05);
    assert!((one.interval.0 + 0.45 - 0.639_702_564_7).abs() < 1e-9, "{one:?}");
    assert!((power_proportions(130.0, 0.30, 0.45, 0.05) - 0.706_989_190_4).abs() < 1e-8);
    let of = |values: &[f64]| {
        let mut group = Group::default();
        for x in values {
            group.add(*x);
        }
        group
    };
    let (x, y) = (of(&[1.2, 3.4, 2.2, 5.1, 0.3]), of(&[0.1, 1.4, 2.0, 0.9, 1.1, -0.4]));
    let welch = means(x, y, 0.05);
    assert!(
        (welch.p - 0.137_884_114_5).abs() < 1e-8
            && (welch.interval.1 - 3.885_752_397_7).abs() < 1e-8
    );
    let paired = mean(x, 0.05);
    assert!(
        (paired.p - 0.044_179_646_34).abs() < 1e-8
            && (paired.interval.0 - 0.102_833_432_69).abs() < 1e-8
    );
}

#[test]
fn every_built_in_plan_runs_and_starts_without_an_effect() {
    for (name, _) in BUILT_IN {
        let found = run(&built_in(name), 40);
        assert_eq!(found.name, name);
        assert_eq!(null(&found).beta, 0.0);
        // Treated people without an effect have the natural course, bit for bit.
        assert_eq!(null(&found).truth.to_bits(), 0.0_f64.to_bits(), "{name}");
    }
}

#[test]
fn no_effect_is_no_dose_is_natural_recovery_bit_for_bit() {
    let mut plan = built_in("sci-randomised");
    plan.treatment.beta = vec![0.0, 1.0];
    let with = simulate(&plan, Streams::new(2), (0, 50)).unwrap();
    plan.treatment.dose = "0 cells".parse().unwrap();
    let without = simulate(&plan, Streams::new(2), (0, 50)).unwrap();
    assert_eq!(with.rows[0], without.rows[0]);
    assert_eq!(without.rows[0], without.rows[1]);
    assert_ne!(with.rows[0], with.rows[1]);
}

#[test]
fn shards_and_threads_give_the_same_rows() {
    let plan = built_in("post-marketing-bc");
    let whole = simulate(&plan, Streams::new(7), (0, 60)).unwrap();
    let parts =
        [(40, 60), (0, 17), (17, 40)].map(|range| simulate(&plan, Streams::new(7), range).unwrap());
    assert_eq!(join(parts.to_vec()).unwrap(), whole);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(pool.install(|| simulate(&plan, Streams::new(7), (0, 60))).unwrap(), whole);
    assert!(
        join(parts[..1].to_vec()).is_ok()
            && join(vec![parts[1].clone(), parts[0].clone()]).is_err()
    );
}

#[test]
fn randomised_power_is_the_closed_form() {
    let mut plan = built_in("gvhd-randomised");
    plan.treatment.beta = vec![1.0];
    if let exoscope_therapy::patient::Disease::Gvhd(gvhd) = &mut plan.disease {
        gvhd.between = 0.0;
    }
    let exoscope_therapy::trial::plan::Design::Randomised(design) = &mut plan.design else {
        unreachable!()
    };
    (design.n, design.ratio) = (120, 1.0);
    let found = run(&plan, 4000);
    // The hazard is doubled: 30 % become 1 − 0.7² = 51 %.
    let effect = &found.operating[1];
    assert!((effect.truth - 0.21).abs() < 0.005, "{effect:?}");
    let closed = power_proportions(60.0, 0.30, 0.51, 0.05);
    let power = effect.favourable.unwrap().value;
    assert!((power - closed).abs() < 0.025, "{power} {closed}");
    let retro = effect.closed.unwrap();
    assert!(
        (retro.exaggeration - effect.exaggeration.unwrap()).abs() < 0.03,
        "{retro:?} {effect:?}"
    );
    let type_one = null(&found).significant.unwrap().value;
    assert!((0.038..0.062).contains(&type_one), "{type_one}");
    assert!(bias(effect).abs() < 4.0 * error(effect) + 1e-3);
}

#[test]
#[ignore = "slow: 10,000 trials"]
fn the_randomised_type_one_error_is_nominal() {
    let found = run(&built_in("sci-randomised"), 10_000);
    let rate = null(&found).significant.unwrap();
    let interval = rate.interval.unwrap();
    assert!(interval.low <= 0.05 && 0.05 <= interval.high, "{rate:?}");
    let coverage = null(&found).coverage.unwrap().value;
    assert!((0.94..0.965).contains(&coverage), "{coverage}");
}

#[test]
fn unmeasured_severity_is_taken_for_an_effect() {
    let mut plan = built_in("post-marketing-bc");
    plan.conduct.unblinded = 0.0;
    let at = |plan: &Plan, ratio: f64| {
        let mut plan = plan.clone();
        if let Some(severity) = &mut plan.severity {
            severity.odds_ratio = ratio;
        }
        null(&run(&plan, 1500)).clone()
    };
    let (none, strong) = (at(&plan, 1.0), at(&plan, 3.0));
    assert!(bias(&none).abs() < 4.0 * error(&none));
    assert!(bias(&strong) > 8.0 * error(&strong) && bias(&strong) > 0.02, "{strong:?}");
    assert!(strong.significant.unwrap().value > none.significant.unwrap().value);
}

#[test]
fn records_of_the_past_are_taken_for_an_effect() {
    let found = run(&built_in("sci-historical"), 400);
    assert!(bias(null(&found)) > 0.1, "{:?}", null(&found));
    assert!(null(&found).favourable.unwrap().value > 0.5);
}

#[test]
fn a_single_arm_of_knees_works_and_four_arms_do_not_differ() {
    let single = run(&built_in("knee-single-arm"), 300);
    assert!(null(&single).significant.unwrap().value > 0.99);
    let four = run(&built_in("knee-four-arm"), 600);
    assert!(null(&four).significant.unwrap().value < 0.08);
    assert!(null(&four).all_improved.unwrap().value > 0.99);
}

#[test]
fn looks_without_a_boundary_and_chosen_subgroups_inflate_the_error() {
    use exoscope_therapy::trial::plan::Boundary;
    let mut plan = built_in("gvhd-randomised");
    plan.conduct.looks = 5;
    let rate = |plan: &Plan| null(&run(plan, 3000)).significant.unwrap().value;
    // Five looks at 5 %: 14.2 % (Armitage 1969).
    let naive = rate(&plan);
    assert!((naive - 0.142).abs() < 0.025, "{naive}");
    for boundary in [Boundary::Pocock, Boundary::OBrienFleming] {
        plan.conduct.boundary = boundary;
        let kept = rate(&plan);
        assert!((kept - 0.05).abs() < 0.016, "{boundary:?} {kept}");
    }
    let mut plan = built_in("gvhd-randomised");
    plan.conduct.subgroups = 5;
    assert!(rate(&plan) > 0.15);
}

#[test]
fn a_trend_is_an_effect_to_a_stepped_design_that_does_not_compare_within_periods() {
    let mut plan = built_in("wound-stepped");
    let within = null(&run(&plan, 1000)).clone();
    assert!(bias(&within).abs() < 4.0 * error(&within) + 2e-3, "{within:?}");
    let exoscope_therapy::trial::plan::Design::Stepped(design) = &mut plan.design else {
        unreachable!()
    };
    design.within_periods = false;
    let naive = null(&run(&plan, 1000)).clone();
    assert!(bias(&naive) > 10.0 * error(&naive), "{naive:?}");
}

#[test]
fn assessors_and_selective_loss_bias() {
    let mut plan = built_in("sci-randomised");
    plan.conduct.unblinded = 0.2;
    let found = null(&run(&plan, 400)).clone();
    assert!(bias(&found) > 0.05, "{found:?}");
    plan.conduct.unblinded = 0.0;
    plan.conduct.loss_of_failures = 0.3;
    let found = null(&run(&plan, 400)).clone();
    assert!(bias(&found) < -0.03, "{found:?}");
}

#[test]
fn the_posterior_of_twelve_of_thirteen_leans_on_the_controls_nobody_had() {
    let found = run(&built_in("msc-13"), 50);
    let seen = found.observed.unwrap();
    let posterior = seen.posterior.unwrap();
    assert!(posterior.at_least < 1e-2 && posterior.expected < 7.0, "{posterior:?}");
    assert!(posterior.mean > 0.5 && posterior.positive > 0.9);
    // Under a natural history like the tipping rate the same result says little.
    let easy = seen.seen.at_least_at(seen.tipping_rate.unwrap());
    assert!((easy - 0.05).abs() < 1e-9);
}

#[test]
fn one_effect_fits_the_trials_of_graft_versus_host_disease() {
    let found = run(&built_in("gvhd-single-arm"), 20).evidence.unwrap();
    assert_eq!(found.readings.len(), 3);
    // R 4.2.2, binom.test(38, 55)$conf.int[1] is 0.5518703.
    assert!((found.readings[0].tipping_null.unwrap() - 0.551_870_25).abs() < 1e-7, "{found:?}");
    assert!(found.readings[0].interval.0 > 0.0 && found.readings[1].interval.0 < 0.0);
    // Q = 6.91 on 2: R 4.2.2, pchisq(6.91, 2, lower = FALSE) is 0.0316.
    assert!((found.p.unwrap() - 0.0316).abs() < 5e-4, "{:?}", found.p);
    assert_eq!(found.endpoints.len(), 3);
    let said = rows::evidence_verdict(&found).join(" ");
    for part in [
        "p = 0.032",
        "Both hold",
        "What else differs",
        "durable complete",
        "PMC5945536",
        "Assumed: 55 children",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_trial_takes_the_dose_of_a_batch_in_the_body() {
    let process = |name: &str| -> Process {
        production::BUILT_IN.iter().find(|(n, _)| *n == name).unwrap().1.parse().unwrap()
    };
    let batch = |name: &str| produce(&process(name), Streams::new(1)).unwrap();
    // Cells: those given, whatever of them comes where.
    let cells = batch("cells-13");
    let plan = built_in("msc-13").with_batch(&cells).unwrap();
    assert_eq!(plan.treatment.dose, cells.given);
    assert!(plan.assumed.last().unwrap().contains("cells-13"));
    // Vesicles: what is at the lesion, which is far less than the dose.
    let vesicles = batch("vesicles-wheel");
    let plan = built_in("wound-stepped").with_batch(&vesicles).unwrap();
    let there = plan.treatment.dose.to("particles").unwrap();
    // The process names the brain; the plan's wound is in the skin.
    let skin = exoscope_therapy::dose::deliver(
        &vesicles.given,
        vesicles.route.0,
        vesicles.route.1.as_ref(),
        "skin",
    )
    .unwrap();
    assert!((there / skin.mean - 1.0).abs() < 1e-12 && vesicles.delivery.lesion == "brain");
    assert!(plan.assumed.last().unwrap().contains("vesicles in the skin"), "{:?}", plan.assumed);
    assert!(there > 0.0 && there < vesicles.given.in_base() / 10.0);
    // The dose at the lesion of half effect cannot be in cells there.
    let error = built_in("msc-13").with_batch(&vesicles).unwrap_err();
    assert!(error.to_string().contains("treatment.d50") && error.hint().is_some(), "{error}");
}
