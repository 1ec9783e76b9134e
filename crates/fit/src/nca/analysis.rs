//! All profiles of a table.

use std::collections::BTreeMap;

use serde::Serialize;

use super::bioavailability::bioavailability;
use super::profile::profile;
use super::{Bioavailability, NcaError, NcaSettings, Profile};
use crate::table::{Dataset, Observation};

/// A noncompartmental analysis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Nca {
    /// Settings.
    pub settings: NcaSettings,
    /// Figures of each compartment of each subject and occasion, in the order of the table.
    pub profiles: Vec<Profile>,
    /// Bioavailability against vein, where doses were given both ways.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bioavailability: Vec<Bioavailability>,
}

/// Analyses every profile of a table.
///
/// ```
/// use exoscope_fit::nca::{NcaSettings, analyse};
/// use exoscope_fit::table::{Dataset, Route};
/// // 100 ng by vein, falling by half each hour from 10 ng/mL.
/// let table: Dataset = "TIME(h),AMT(ng),DV(ng/mL)\n0,100,.\n1,.,5\n2,.,2.5\n3,.,1.25\n4,.,0.625\n".parse()?;
/// let settings = NcaSettings { route: Some(Route::Bolus), ..NcaSettings::default() };
/// let found = analyse(&table, &settings)?;
/// let exposure = found.profiles[0].exposure.as_ref().ok_or("no figures")?;
/// let clearance = exposure.clearance.ok_or("unknown")?; // mL/h
/// assert!((clearance - 10.0 * std::f64::consts::LN_2).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Where the route of a dose is not known, a profile has doses by several routes or two values at one time.
pub fn analyse(table: &Dataset, settings: &NcaSettings) -> Result<Nca, NcaError> {
    if settings.least_points < 3 {
        return Err(NcaError::Points { points: settings.least_points });
    }
    let mut profiles = Vec::new();
    for subject in &table.subjects {
        let mut order: Vec<Option<&str>> = Vec::new();
        let mut by_compartment: BTreeMap<Option<&str>, Vec<&Observation>> = BTreeMap::new();
        for one in &subject.observations {
            let key = one.compartment.as_deref();
            if !by_compartment.contains_key(&key) {
                order.push(key);
            }
            by_compartment.entry(key).or_default().push(one);
        }
        for key in order {
            let samples = by_compartment.get(&key).map(Vec::as_slice).unwrap_or_default();
            profiles.push(profile(subject, samples, &table.units, settings)?);
        }
    }
    let bioavailability = bioavailability(&profiles);
    Ok(Nca { settings: settings.clone(), profiles, bioavailability })
}
