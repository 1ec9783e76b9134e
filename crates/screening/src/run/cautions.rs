//! What a reader of a study must know before its figures: a model that does not fit, parameters that contradict it.

use crate::estimate::{Estimate, LEAST_DRAWS};
use crate::fit::{Fit, LEAST_P};
use crate::outcome::Outcome;
use crate::plan::{History, Plan};
use crate::rows::estimate;
use crate::run::OverParameters;

/// Every caution, a sentence each.
pub(super) fn cautions(
    plan: &Plan,
    outcome: &Outcome,
    fit: Option<&Fit>,
    over: Option<&OverParameters>,
) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(fit) = fit {
        of_fit(fit, &mut said);
        parameters(plan, fit, &mut said);
    }
    if let Some(over) = over {
        if over.draws < LEAST_DRAWS {
            said.push(format!(
                "{} draws of parameters are too few for an interval over parameters, which needs {LEAST_DRAWS} or more: \
                 medians alone are shown.",
                over.draws
            ));
        }
        if over.impossible > 0 {
            said.push(format!(
                "{} draws of parameters leave the early stage of a cancer no time and are left out: intervals over \
                 parameters are of the others.",
                over.impossible
            ));
        }
        if over.posterior {
            figures(outcome, over, &mut said);
        }
    }
    said
}

fn of_fit(fit: &Fit, said: &mut Vec<String>) {
    if fit.power < 1.0 {
        said.push(format!(
            "The sampler stopped at {:.2} of the likelihood: no parameters come near the data, and the draws are not those \
             of the posterior.",
            fit.power
        ));
    }
    if !fit.check.fits() {
        let outside = match fit.check.outside.as_slice() {
            [] => String::new(),
            outside => format!(" Outside of its predictive interval: {}.", outside.join("; ")),
        };
        said.push(format!(
            "The model does not fit: posterior predictive p {:.3}, below {LEAST_P}. Its parameters and predictions are \
             not to be relied on.{outside}",
            fit.check.p
        ));
    }
}

/// Parameters of the plan that the posterior excludes.
fn parameters(plan: &Plan, fit: &Fit, said: &mut Vec<String>) {
    let mut stated: Vec<(&str, f64)> = Vec::new();
    if let History::TwoStage { overall_sojourn, late_sojourn } = &plan.disease.history {
        let factor = plan.disease.sojourn_factor;
        stated.push(("overall sojourn", overall_sojourn.0 * factor));
        stated.push(("late sojourn", late_sojourn.0 * factor));
    }
    if let (Some(stages), true) = (plan.test.sensitivity, plan.test.by_cancer.is_empty()) {
        let preclinical = plan.test.preclinical;
        stated.push(("early sensitivity", f64::midpoint(stages[0], stages[1]) * preclinical));
        stated.push(("late sensitivity", f64::midpoint(stages[2], stages[3]) * preclinical));
    }
    let apart: Vec<String> = stated
        .into_iter()
        .filter_map(|(name, value)| {
            let of = fit.parameters.iter().find(|parameter| parameter.name.starts_with(name))?;
            let outside = of.posterior.holds(value) == Some(false);
            outside.then(|| format!("{name} {value:.2}, posterior {}", estimate(of.posterior, 2)))
        })
        .collect();
    if !apart.is_empty() {
        said.push(format!(
            "The plan's parameters are not those of the fit, and the simulated figures are by the plan's: {}.",
            apart.join("; ")
        ));
    }
}

/// Simulated figures that lie outside of their interval over posterior draws.
fn figures(outcome: &Outcome, over: &OverParameters, said: &mut Vec<String>) {
    let pairs: [(&str, Estimate, Estimate); 5] = [
        ("late-stage rate ratio", outcome.late_ratio, over.late_ratio),
        ("stage IV rate ratio", outcome.stage_four_ratio, over.stage_four_ratio),
        ("PPV", outcome.ppv, over.ppv),
        ("mean lead time in years", outcome.lead_years, over.lead_years),
        ("reduction of cancer deaths", outcome.mortality_reduction, over.mortality_reduction),
    ];
    // The plan's figure has an interval over people itself: apart where the two do not meet.
    let apart = pairs.iter().filter(|(_, plan, draws)| {
        let ends = (plan.low, plan.high, draws.low, draws.high);
        matches!(ends, (Some(a), Some(b), Some(c), Some(d)) if b < c || d < a)
    });
    let apart: Vec<String> = apart
        .map(|(name, plan, draws)| {
            format!("{name} {} by the plan, {} by the fit", estimate(*plan, 3), estimate(*draws, 3))
        })
        .collect();
    if !apart.is_empty() {
        said.push(format!(
            "Figures by the plan's parameters and by the fit contradict each other: {}. To simulate the fit, put its \
             posterior into the plan.",
            apart.join("; ")
        ));
    }
}
