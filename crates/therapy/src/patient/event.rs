//! Time to an event of constant hazard, with a hazard that differs between patients (frailty).
//!
//! P(event by day t) = E[1 − exp(−h·t·Z)] over the frailty Z. By Jensen's inequality that is less than 1 − exp(−h·t·E[Z]), so
//! h is found such that the share of the whole population is the natural rate asked for.

use super::{Course, Patient};
use crate::TherapyError;
use crate::fortune::Fortune;
use crate::trial::plan::Severity;
use exoscope_core::number::short;

/// Points of the quadrature over a standard normal number, from −8 to 8.
const POINTS: usize = 801;

/// Factors of unmeasured severity on hazards in untreated people, each with its share; of mean 1.
fn mixture(severity: Option<&Severity>) -> [(f64, f64); 2] {
    let Some(severity) = severity else { return [(1.0, 1.0), (0.0, 1.0)] };
    let mean = 1.0 - severity.mild + severity.mild * severity.hazard_ratio;
    [(1.0 - severity.mild, 1.0 / mean), (severity.mild, severity.hazard_ratio / mean)]
}

/// E[1 − exp(−budget·Z)] for ln Z normal with mean `log_mean` and SD `log_sd`, times a factor of `mixture`: trapezoids over the
/// normal density, which for a smooth integrand that vanishes at both ends are exact to many digits.
fn reached(budget: f64, log_mean: f64, log_sd: f64, mixture: &[(f64, f64)]) -> f64 {
    let step = 16.0 / (POINTS - 1) as f64;
    let density = |z: f64| (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
    let at = |k: usize| {
        let z = step.mul_add(k as f64, -8.0);
        let frailty = log_sd.mul_add(z, log_mean).exp();
        let share: f64 =
            mixture.iter().map(|(share, f)| share * -(-budget * f * frailty).exp_m1()).sum();
        density(z) * step * share
    };
    (0..POINTS).map(at).sum()
}

/// The hazard per day at which a share `rate` of untreated people has the event by day `visit`, where ln of the frailty is
/// normal(`log_mean`, `log_sd`), `severity` multiplies it, and a share `death` dies before and has no event.
///
/// # Errors
///
/// As many die as leave no room for the rate; `field` is that of the rate.
pub(super) fn calibrated(
    field: &str,
    rate: f64,
    visit: f64,
    (log_mean, log_sd): (f64, f64),
    severity: Option<&Severity>,
    death: f64,
) -> Result<f64, TherapyError> {
    let of_the_living = rate / (1.0 - death);
    if of_the_living >= 1.0 {
        let why = format!("{} respond and {} die", short(rate), short(death));
        return Err(TherapyError::value(field, why, "together below 1"));
    }
    let mixture = mixture(severity);
    let (mut low, mut high) = (1e-12_f64.ln(), 1e12_f64.ln());
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if reached(middle.exp(), log_mean, log_sd, &mixture) < of_the_living {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(f64::midpoint(low, high).exp() / visit)
}

/// Whether an event of constant hazard comes before the last visit.
pub(super) fn event(patient: &Patient, course: &Course, hazard: f64, fortune: &Fortune) -> bool {
    let start = (patient.first + course.delay).min(patient.last);
    let end = (start + course.lasts).min(patient.last);
    let natural = patient.last - patient.first;
    let budget = (natural + (course.log_ratio.exp() - 1.0) * (end - start)) * course.drift.exp();
    fortune.exponential(crate::fortune::Draw::Wait1) < hazard * patient.frailty * budget
}

/// Whether an effect is there at the visit: it lasts from treatment on, and a score is of its day.
pub(super) fn present(visit: f64, course: &Course) -> bool {
    course.delay <= visit && visit <= course.delay + course.lasts
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn without_frailty_the_hazard_has_its_closed_form() {
        let hazard = calibrated("r", 0.45, 28.0, (0.0, 0.0), None, 0.0).unwrap();
        assert!((hazard - -(-0.45_f64).ln_1p() / 28.0).abs() < 1e-12);
        let hazard = calibrated("r", 0.3, 28.0, (0.0, 0.0), None, 0.25).unwrap();
        assert!((hazard - -(-0.4_f64).ln_1p() / 28.0).abs() < 1e-12);
        assert!(calibrated("r", 0.6, 28.0, (0.0, 0.0), None, 0.5).is_err());
    }

    /// A mixture of two has its sum: 1 − ½e^{−h·2/3} − ½e^{−h·4/3} for mild 0.5 with a ratio of 2.
    #[test]
    fn severity_is_part_of_the_population() {
        let severity = Severity { mild: 0.5, hazard_ratio: 2.0, odds_ratio: 3.0 };
        let h = calibrated("r", 0.45, 1.0, (0.0, 0.0), Some(&severity), 0.0).unwrap();
        let share = 1.0 - 0.5 * (-h * 2.0 / 3.0).exp() - 0.5 * (-h * 4.0 / 3.0).exp();
        assert!((share - 0.45).abs() < 1e-12, "{share}");
    }
}
