//! Fields that mean nothing beside others: refused, so that nothing that is written is ignored.

use exoscope_core::number::short;

use super::layout::arms_of;
use super::plan::{Design, Plan, TwoProportions};
use crate::TherapyError;
use crate::patient::Disease;

type Checked = Result<(), TherapyError>;

fn refuse(field: &str, why: &str, hint: &str) -> Checked {
    Err(TherapyError::value(field, why, hint))
}

/// Whether each field of the plan can change its results.
pub(super) fn check(plan: &Plan, binary: bool) -> Checked {
    let (design, conduct) = (&plan.design, &plan.conduct);
    let untreated = !matches!(design, Design::SingleArm(_) | Design::SplitBody(_));
    if conduct.loss_of_failures > 0.0 && !binary {
        let why = "nobody fails an endpoint that is a number";
        return refuse("conduct.loss_of_failures", why, "conduct.loss, or leave it out");
    }
    if conduct.loss_of_failures > 0.0 && !untreated {
        let why = "it is of untreated people, and this design has none";
        return refuse("conduct.loss_of_failures", why, "conduct.loss, or leave it out");
    }
    let within = matches!(design, Design::Stepped(stepped) if stepped.within_periods);
    if conduct.test == TwoProportions::Fisher && (!binary || !untreated || within) {
        let why = "this design or endpoint compares no two proportions";
        return refuse("conduct.test", why, "leave it out");
    }
    if matches!(design, Design::MultiArm(_)) {
        for (field, given) in
            [("conduct.looks", conduct.looks > 1), ("conduct.subgroups", conduct.subgroups > 0)]
        {
            if given {
                let why = "looks and subgroups are of one treated arm, and this design has several";
                return refuse(field, why, "leave it out, or design.randomised");
            }
        }
    }
    if matches!(design, Design::SplitBody(_)) && plan.severity.is_some() {
        let why = "a person's severity is in both of their sides and falls out of the difference";
        return refuse("severity.mild", why, "leave [severity] out");
    }
    if plan.observed.is_some() && !binary {
        let why = "a count of successes, and the endpoint is a number";
        return refuse("observed.improved", why, "a plan whose endpoint is reached or not");
    }
    exact(plan, design)
}

/// An exact mix is one of whole patients, and fills every arm once or several times over.
pub(super) fn exact(plan: &Plan, design: &Design) -> Checked {
    let Disease::SpinalCord(spinal) = &plan.disease else { return Ok(()) };
    if !spinal.exact {
        return Ok(());
    }
    let all: f64 = spinal.grades.values().sum();
    let whole = spinal.grades.values().all(|n| n.fract() == 0.0);
    for n in arms_of(design) {
        if !whole || (n as f64 % all).abs() > 0.0 {
            let why = format!(
                "an exact mix of {} patients does not fill an arm of {n} without parts of patients",
                short(all)
            );
            let hint = "grades that sum to the people of each arm, or exact = false";
            return Err(TherapyError::value("disease.spinal-cord.grades", why, hint));
        }
    }
    Ok(())
}
