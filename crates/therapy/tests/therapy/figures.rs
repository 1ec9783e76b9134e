//! Figures of trials: sample sizes, E-values, arms, what cannot be estimated, what is at the lesion.

use exoscope_core::Streams;
use exoscope_therapy::production::{self, Process, produce};
use exoscope_therapy::rows;
use exoscope_therapy::trial::{BUILT_IN, Plan, simulate, study};

use crate::made::{bias, built_in, error, null, run};

/// The natural rate is the simulated one where hazards differ between people.
#[test]
fn a_single_arm_has_its_natural_rate() {
    let found = run(&built_in("gvhd-single-arm"), 4000);
    let at = null(&found);
    assert!(
        (at.natural - 0.45).abs() < 4.0 * (0.45_f64 * 0.55 / 55.0 / 4000.0).sqrt(),
        "{}",
        at.natural
    );
    assert!(bias(at).abs() < 4.0 * error(at));
    // Independent binomial: P(38 or more of 55 at 0.45) = 2.68e-4 (scipy.stats.binom.sf(37, 55, 0.45)).
    let exact = found.observed.unwrap();
    assert!((exact.posterior.unwrap().at_least / 2.68e-4).ln().abs() < 0.35);
}

/// (z₀.₉₇₅ + z₀.₈)²·2σ²/δ² for two groups at any correlation and size of the trial, ·2σ²(1 − ρ)/δ² for pairs.
#[test]
fn people_for_a_power_of_means_follow_the_closed_form() {
    use exoscope_therapy::patient::Disease;
    use exoscope_therapy::trial::plan::Design;
    let z2 = (1.959_964_f64 + 0.841_621).powi(2);
    let at = |correlation: f64, n: usize| {
        let mut plan = built_in("skin-split-face");
        plan.treatment.beta = vec![0.3];
        if let (Disease::Split(split), Design::SplitBody(design)) =
            (&mut plan.disease, &mut plan.design)
        {
            (split.correlation, split.step, design.n) = (correlation, 0.0, n);
        }
        run(&plan, 40_000 / n as u64).operating[1].clone()
    };
    let effect = 0.3 * 2.0_f64.ln();
    for (correlation, n) in [(0.0, 28), (0.6, 28), (0.9, 400)] {
        let found = at(correlation, n);
        let (two, pairs) = (found.people_for_80.unwrap(), found.pairs_for_80.unwrap());
        assert!((two / (2.0 * z2 / effect.powi(2)) - 1.0).abs() < 0.03, "{correlation} {two}");
        let paired = 2.0 * z2 * (1.0 - correlation) / effect.powi(2);
        assert!((pairs / paired - 1.0).abs() < 0.03, "{correlation} {pairs} {paired}");
    }
    let hair = |n: usize| {
        let mut plan = built_in("hair-single-arm");
        let Design::SingleArm(design) = &mut plan.design else { unreachable!() };
        design.n = n;
        run(&plan, 40_000 / n as u64).operating[1].people_for_80.unwrap()
    };
    let (small, large) = (hair(20), hair(1000));
    assert!((small / large - 1.0).abs() < 0.03, "{small} {large}");
}

/// E-value of 12 of 13 against 0.48: RR 1.923, 1.923 + √(1.923 · 0.923) = 3.256; none where chance allocates.
#[test]
fn e_values_are_of_designs_that_chance_does_not_allocate() {
    let against = run(&built_in("msc-13"), 20).observed.unwrap().against.unwrap();
    assert!((against.risk_ratio - 1.923).abs() < 1e-3 && (against.e_value - 3.256).abs() < 2e-3);
    assert!((against.e_value_of_interval - 2.0).abs() < 0.01, "{against:?}");
    for name in ["sci-randomised", "wound-stepped", "skin-split-face", "knee-four-arm"] {
        let found = run(&built_in(name), 20);
        assert!(found.operating.iter().all(|at| at.e_value.is_none()), "{name}");
        assert!(!rows::null(&found).join(" ").contains("E-value"), "{name}");
    }
    // Of a mean exp(0.91 d): hair improves by 8 of 12 without any effect.
    let hair = run(&built_in("hair-single-arm"), 400);
    let ratio = null(&hair).risk_ratio.unwrap();
    assert!((ratio / (0.91_f64 * 8.0 / 12.0).exp()).ln().abs() < 0.05, "{ratio}");
    let cohort = run(&built_in("post-marketing-bc"), 200);
    let said = rows::null(&cohort).join(" ");
    assert_eq!(said.matches("E-value").count(), cohort.operating.len(), "{said}");
}

/// The most extreme of several arms is not the mean one, and each stands beside it.
#[test]
fn each_of_several_arms_has_an_estimate_of_its_own() {
    let found = run(&built_in("knee-four-arm"), 1500);
    let at = null(&found);
    assert_eq!(at.arms.len(), 3);
    for arm in &at.arms {
        assert!(arm.bias.unwrap().abs() < 0.25, "{arm:?}");
        assert!(arm.significant.unwrap().value < 0.05);
    }
    assert!(rows::null(&found).join(" ").contains("smallest p value"));
    let strong = &found.operating[2];
    assert!(bias(strong) > 0.5, "the arm chosen after the fact is above its effect: {strong:?}");
    assert!(strong.arms.iter().all(|arm| arm.bias.unwrap().abs() < 0.25));
    assert_eq!(rows::arms(&found).len(), 9);
}

/// An estimate that nobody can make is nothing, and not 0.
#[test]
fn what_cannot_be_estimated_is_not_zero() {
    let mut plan = built_in("sci-randomised");
    plan.conduct.loss = 0.999;
    let found = run(&plan, 200);
    let estimated = null(&found).estimated.unwrap().value;
    assert!(estimated < 0.2, "{estimated}");
    assert!(rows::null(&found).join(" ").contains("have no estimate"));
    let text = BUILT_IN.iter().find(|(n, _)| *n == "wound-stepped").unwrap().1;
    let error = text.replace("clusters = 6", "clusters = 1").parse::<Plan>().unwrap_err();
    assert!(error.to_string().contains("design.stepped.clusters"), "{error}");
    let mut plan: Plan = text
        .replace("clusters = 6", "clusters = 2")
        .replace("per_period = 8", "per_period = 1")
        .parse()
        .unwrap();
    plan.trials = 20;
    let found = run(&plan, 20);
    assert_eq!((null(&found).estimate, null(&found).bias), (None, None));
    assert_eq!(rows::operating("0".into(), null(&found))[3], "–");
}

/// Bias without any difference in severity is that of the assessors, and falls away where they are blind.
#[test]
fn assessors_and_severity_are_told_apart() {
    let mut plan = built_in("post-marketing-bc");
    plan.sweep.n_factor.clear();
    plan.sweep.odds_ratio = vec![1.0, 3.0];
    let part = simulate(&plan, Streams::new(5), (0, 1500)).unwrap();
    let found = study(&plan, &part).unwrap();
    let at = |swept: &[exoscope_therapy::trial::Swept], k: usize| swept[k].operating[0].clone();
    let blind = at(&found.by_odds_ratio_blinded, 0);
    assert!(bias(&blind).abs() < 4.0 * error(&blind), "{blind:?}");
    let knowing = at(&found.by_odds_ratio, 0);
    assert!(bias(&knowing) > 6.0 * error(&knowing), "{knowing:?}");
    assert!(bias(&at(&found.by_odds_ratio_blinded, 1)) > 0.02);
}

/// A score is of its day: an effect that ended before the visit is not in it.
#[test]
fn an_effect_that_ended_before_the_visit_is_none() {
    for (name, lasts) in
        [("skin-split-face", "63"), ("knee-single-arm", "365"), ("hair-single-arm", "90")]
    {
        let text = BUILT_IN.iter().find(|(n, _)| *n == name).unwrap().1;
        let short = text.replace(&format!("lasts = \"{lasts} days\""), "lasts = \"10 days\"");
        assert_ne!(short, text);
        let found = run(&short.parse().unwrap(), 10);
        assert!(found.operating.iter().all(|at| at.truth == 0.0), "{name}");
        assert!(rows::null(&found).join(" ").contains("No β changes anything"), "{name}");
        assert!(run(&built_in(name), 10).operating[1].truth > 0.0, "{name}");
    }
}

/// A product whose route does not lead to the lesion is no treatment of it.
#[test]
fn a_product_that_does_not_reach_the_lesion_is_refused() {
    let text = |name: &str| production::BUILT_IN.iter().find(|(n, _)| *n == name).unwrap().1;
    let batch = |text: &str| produce(&text.parse::<Process>().unwrap(), Streams::new(1)).unwrap();
    let cells = batch(text("cells-13"));
    let vesicles = text("vesicles-wheel");
    let fluid = batch(
        &vesicles.replace("route = \"drip\"\nduration = \"30 min\"", "route = \"intrathecal\""),
    );
    for (name, product, part) in [
        ("knee-four-arm", &cells, "knee joint"),
        ("wound-stepped", &fluid, "wound, as skin"),
        ("skin-split-face", &fluid, "skin"),
    ] {
        let error = built_in(name).with_batch(product).unwrap_err();
        assert!(error.to_string().contains(part) && error.hint().is_some(), "{error}");
    }
    let error = "lesion = \"skin\"";
    let elsewhere = vesicles
        .replace("route = \"drip\"\nduration = \"30 min\"", "route = \"intrathecal\"")
        .replace("lesion = \"brain\"", error);
    assert!(produce(&elsewhere.parse().unwrap(), Streams::new(1)).is_err());
    let given = built_in("msc-13").with_batch(&cells).unwrap();
    assert!(given.assumed.last().unwrap().contains("cells given by vein"));
}
