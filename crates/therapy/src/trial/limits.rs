//! What a plan can ask for: amounts that a body holds, effects that hazards bear, people and trials that a run can hold.

use exoscope_core::number::short;
use exoscope_core::unit::Quantity;

use super::layout::people_of;
use super::meaning::exact;
use super::plan::{Design, Plan};
use super::study::{SWEEP_TRIALS, scaled as times};
use crate::TherapyError;
use crate::effect::EffectLaw as _;
use crate::quantity::{finite, not_negative, positive, within};

type Checked = Result<(), TherapyError>;

/// Most cells given, more than two bodies have.
pub(crate) const MOST_CELLS: f64 = 1e14;
/// Most vesicles given: of 100 nm they weigh half a kilogram.
pub(crate) const MOST_VESICLES: f64 = 1e18;
/// Largest logarithm of a hazard ratio, either way.
const MOST_EFFECT: f64 = 20.0;
/// Most people of one trial: 0.2 GB of random numbers a thread.
const MOST_PEOPLE: u64 = 1_000_000;
/// Most courses of patients in all, an hour or so of one core.
const MOST_COURSES: f64 = 1e10;
/// Most rows, one a trial and strength: 4 GB.
const MOST_ROWS: f64 = 2e7;

/// Dose and dose of half effect, whose units are of one kind.
pub(super) fn dose(dose: &Quantity, d50: &Quantity) -> Checked {
    not_negative("treatment.dose", dose.value())?;
    positive("treatment.d50", d50.value())?;
    let most = if dose.to("cells").is_ok() { MOST_CELLS } else { MOST_VESICLES };
    for (field, amount) in [("treatment.dose", dose), ("treatment.d50", d50)] {
        if amount.in_base() > most {
            let why = format!("{amount} are more than any body holds");
            return Err(TherapyError::value(field, why, format!("up to {}", short(most))));
        }
    }
    Ok(())
}

/// Strengths of the effect, and what the dose of each arm makes of them.
pub(super) fn effect(plan: &Plan) -> Checked {
    let factors: Vec<f64> = match &plan.design {
        Design::MultiArm(arms) => arms.arms.iter().map(|arm| arm.dose_factor).collect(),
        _ => vec![1.0],
    };
    for (number, beta) in plan.treatment.beta.iter().enumerate() {
        let beta = *beta;
        if plan.treatment.beta.iter().take(number).any(|other| (other - beta).abs() < 1e-12) {
            let why = format!("β = {} twice", short(beta));
            return Err(TherapyError::value("treatment.beta", why, "each strength once"));
        }
        finite("treatment.beta", beta)?;
        within("treatment.beta", beta, -20.0..=20.0, "strength; 1 doubles a hazard at D50")?;
        for factor in &factors {
            let log_ratio = plan.treatment.law.log_ratio(beta, plan.dose() * factor);
            if log_ratio.is_nan() || log_ratio.abs() > MOST_EFFECT {
                let why = format!(
                    "β = {} at {} of the dose of half effect has the logarithm of a hazard ratio of {}",
                    short(beta),
                    short(plan.dose() * factor),
                    short(log_ratio)
                );
                let hint = "from -20 to 20: a smaller β or dose, or a larger d50";
                return Err(TherapyError::value("treatment.beta", why, hint));
            }
        }
    }
    Ok(())
}

/// Designs with other numbers of people, each of which must be one that could be written.
pub(super) fn scaled(plan: &Plan, check: impl Fn(&Design) -> Checked) -> Checked {
    for factor in &plan.sweep.n_factor {
        let design = times(&plan.design, *factor);
        let fits = check(&design).is_ok() && people_of(&design) <= MOST_PEOPLE;
        if fits && exact(plan, &design).is_err() {
            let why = format!("{} times the people is no exact mix any more", short(*factor));
            return Err(TherapyError::value(
                "sweep.n_factor",
                why,
                "whole factors, or exact = false",
            ));
        }
        if !fits {
            let why =
                format!("{} times the people leaves an arm empty or is too many", short(*factor));
            let hint = "every arm from 1 person on, and up to 1,000,000 people in all";
            return Err(TherapyError::value("sweep.n_factor", why, hint));
        }
    }
    Ok(())
}

/// People of one trial, and courses of patients and rows of all trials with their sweeps together.
pub(super) fn work(plan: &Plan) -> Checked {
    let people = people_of(&plan.design);
    if people > MOST_PEOPLE {
        let why = format!("{people} people in one trial");
        return Err(TherapyError::value(table(&plan.design), why, "up to 1,000,000 in all arms"));
    }
    let (trials, strengths) = (plan.trials as f64, plan.treatment.beta.len() as f64);
    let swept = plan.trials.min(SWEEP_TRIALS) as f64;
    let factors = plan.sweep.n_factor.iter().sum::<f64>()
        + plan.sweep.odds_ratio.len() as f64 * if plan.conduct.unblinded > 0.0 { 2.0 } else { 1.0 };
    let courses = strengths * people as f64 * (trials + swept * factors);
    let rows = strengths * trials;
    if courses <= MOST_COURSES && rows <= MOST_ROWS {
        return Ok(());
    }
    let why = format!(
        "{trials} trials of {people} people at {strengths} strengths, with sweeps {courses:.1e} courses and {rows:.1e} rows"
    );
    let hint = "fewer trials, people or strengths: up to 1e10 courses and 2e7 rows";
    Err(TherapyError::value("trials", why, hint))
}

/// The table of a design in the file of a plan.
const fn table(design: &Design) -> &'static str {
    match design {
        Design::SingleArm(_) => "design.single-arm",
        Design::Historical(_) => "design.historical",
        Design::Randomised(_) => "design.randomised",
        Design::MultiArm(_) => "design.multi-arm",
        Design::SplitBody(_) => "design.split-body",
        Design::Stepped(_) => "design.stepped",
        Design::Cohort(_) => "design.cohort",
    }
}
