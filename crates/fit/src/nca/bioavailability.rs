//! Absolute bioavailability: F = (AUC/dose by another route) / (AUC/dose by vein).

use std::collections::BTreeSet;

use serde::Serialize;

use super::Profile;
use super::profile::is_systemic;
use crate::table::Route;

/// Bioavailability of extravascular doses against doses by vein.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bioavailability {
    /// What was sampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compartment: Option<String>,
    /// The subject who was given both; `None` for the ratio of geometric means over all profiles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Profiles of extravascular doses.
    pub extravascular: usize,
    /// Profiles of doses by vein.
    pub vein: usize,
    /// F, a fraction; above 1 where doses or assays differ.
    pub fraction: f64,
}

/// F of every subject who was given both ways, then that of the geometric means, for each compartment of the blood.
pub(super) fn bioavailability(profiles: &[Profile]) -> Vec<Bioavailability> {
    let mut all = Vec::new();
    let compartments: BTreeSet<Option<&String>> =
        profiles.iter().map(|profile| profile.compartment.as_ref()).collect();
    for compartment in compartments {
        if !is_systemic(compartment.map(String::as_str)) {
            continue;
        }
        let here: Vec<&Profile> =
            profiles.iter().filter(|p| p.compartment.as_ref() == compartment).collect();
        let subjects: BTreeSet<&String> = here.iter().map(|profile| &profile.subject).collect();
        let own = |subject: Option<&String>| {
            let of = here.iter().copied().filter(|p| subject.is_none_or(|s| p.subject == *s));
            ratio(&of.collect::<Vec<_>>(), compartment, subject)
        };
        let each: Vec<Bioavailability> = subjects.iter().filter_map(|s| own(Some(s))).collect();
        let together = own(None);
        let alone = subjects.len() == 1;
        all.extend(each);
        all.extend(together.filter(|_| !alone));
    }
    all
}

fn ratio(
    profiles: &[&Profile],
    compartment: Option<&String>,
    subject: Option<&String>,
) -> Option<Bioavailability> {
    let normalised = |vein: bool| -> Vec<f64> {
        let by_vein =
            |p: &&&Profile| matches!(p.route, Some(Route::Bolus | Route::Infusion)) == vein;
        let one = |p: &&Profile| Some(p.exposure.as_ref()?.auc_inf? / p.dose?);
        let of = profiles.iter().filter(|p| p.route.is_some()).filter(by_vein);
        of.filter_map(one).filter(|x| *x > 0.0 && x.is_finite()).collect()
    };
    let (given, vein) = (normalised(false), normalised(true));
    if given.is_empty() || vein.is_empty() {
        return None;
    }
    Some(Bioavailability {
        compartment: compartment.cloned(),
        subject: subject.cloned(),
        extravascular: given.len(),
        vein: vein.len(),
        fraction: geometric_mean(&given) / geometric_mean(&vein),
    })
}

fn geometric_mean(values: &[f64]) -> f64 {
    (values.iter().map(|x| x.ln()).sum::<f64>() / values.len() as f64).exp()
}
