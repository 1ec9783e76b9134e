//! The fit of a programme's trial or registry, in the setting of its population.

use exoscope_core::Streams;

use crate::closed::interception::{Round, Scenario, Slip, intercept};
use crate::error::ScreeningError;
use crate::fit::{Fit, Promise, Registry, Setting, fit};
use crate::plan::Plan;
use crate::population::{CancerRates, Population};
use crate::table::us_cancers;

pub(super) fn fitted(
    plan: &Plan,
    population: &Population,
    registry: Option<&Registry>,
    streams: Streams,
) -> Result<Option<Fit>, ScreeningError> {
    if registry.is_none() && !plan.observed.iter().any(|seen| seen.fit) {
        if let Some(model) = plan.published.first() {
            let why = format!("{:?} has nothing to stand beside: nothing is fitted", model.name);
            let hint = "published models stand beside a fit: set `fit` true in a figure of [[observed]], or give `registry`";
            return Err(ScreeningError::value("published#1.name", why, hint));
        }
        return Ok(None);
    }
    let population = population.clone().only(&plan.cancers)?;
    let setting = setting(plan, &population);
    let mut found = fit(&plan.observed, registry, &plan.published, &setting, streams)?;
    if let Some(found) = &mut found {
        for promise in interception(plan, &population)?.into_iter().rev() {
            found.published.insert(0, promise);
        }
    }
    Ok(found)
}

/// Incidence, late fraction and survival of the programme's cancers and ages.
fn setting(plan: &Plan, population: &Population) -> Setting {
    let (mut early, mut late, mut all) = ((0.0, 0.0), (0.0, 0.0), 0.0);
    for cancer in &population.cancers {
        let incidence = population.incidence(cancer, plan.programme.age) * plan.relative_risk;
        let fraction = population.late_fraction(cancer, plan.programme.age);
        let add = |to: &mut (f64, f64), fraction: f64, alive: f64| {
            to.0 += incidence * fraction;
            to.1 += incidence * fraction * alive;
        };
        add(&mut early, 1.0 - fraction, mean_survival(cancer, 0..2));
        add(&mut late, fraction, mean_survival(cancer, 2..4));
        all += incidence;
    }
    Setting {
        late_fraction: late.0 / (early.0 + late.0),
        incidence: all,
        specificity: plan.test.specificity,
        rounds: plan.programme.rounds,
        interval: plan.programme.interval.0,
        survival: (early.1 / early.0, late.1 / late.0),
    }
}

/// 5-year survival of a cancer in these stages, weighted by incidence.
fn mean_survival(cancer: &CancerRates, stages: std::ops::Range<usize>) -> f64 {
    let (mut rate, mut alive) = (0.0, 0.0);
    for of_age in cancer.rate.iter().flatten() {
        for stage in stages.clone() {
            let here = of_age.get(stage).map_or(0.0, |r| *r);
            rate += here;
            alive += here * cancer.survival.get(stage).map_or(0.0, |s| *s);
        }
    }
    if rate > 0.0 { alive / rate } else { 0.0 }
}

/// What the interception model (Hubbell 2021) predicts for these cancers with the test's published sensitivity, slowest
/// and fastest dwell times; of those of the US alone, which it was made for.
fn interception(plan: &Plan, population: &Population) -> Result<Vec<Promise>, ScreeningError> {
    let mut cancers = us_cancers()?;
    cancers.retain(|us| population.cancers.iter().any(|cancer| cancer.name == us.name));
    if population.name != "us" || cancers.is_empty() || plan.observed.is_empty() {
        return Ok(Vec::new());
    }
    let mut promises = Vec::new();
    for scenario in [Scenario::VerySlow, Scenario::Aggressive] {
        let ratio = |round| -> Result<f64, ScreeningError> {
            let found = intercept(&cancers, scenario, round, plan.test.specificity, Slip::Exact)?;
            Ok(found.late_after / found.late_before)
        };
        let (first, steady) = (ratio(Round::Prevalent)?, ratio(Round::Incident)?);
        let mut late_ratio = vec![steady; plan.programme.rounds];
        if let Some(prevalent) = late_ratio.first_mut() {
            *prevalent = first;
        }
        let name = format!("interception model, {} dwell times", scenario.name());
        promises.push(Promise { name, late_ratio, steady });
    }
    Ok(promises)
}
