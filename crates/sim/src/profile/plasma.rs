//! The profile of plasma and how people differ in it, from published means.

use exoscope_core::Streams;
use exoscope_core::suggest::did_you_mean;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use super::levels::{SETS, VESICLES, levels};
use super::{Level, ProfileError};
use crate::model::{Person, Sex};
use crate::parameter::Table;

/// What plasma of people without disease holds of each miRNA, and how people differ.
///
/// A person's copies are reference × exp(age · a + sex · s + Σ factors · f + residual · z), f and z standard normal.
#[derive(Debug, Clone, PartialEq)]
pub struct PlasmaProfile {
    /// Names of the miRNAs.
    pub mirnas: Vec<String>,
    /// Share of all copies in plasma; they add up to 1.
    pub plasma: Vec<f64>,
    /// Share of the copies in vesicles of plasma; they add up to 1.
    pub vesicles: Vec<f64>,
    /// Share of the copies that lysed red cells add; they add up to 1, or are all 0.
    pub red_cells: Vec<f64>,
    /// Loadings of common factors, factors × miRNAs: SD of the natural logarithm.
    pub factors: Vec<Vec<f64>>,
    /// SD of the natural logarithm of what is left of each miRNA.
    pub residual: Vec<f64>,
    /// Change of the natural logarithm over 15 years of age, from 60.
    pub age: Vec<f64>,
    /// Change of the natural logarithm from women to men.
    pub sex: Vec<f64>,
    /// Level on the array in the reference person, log2 intensity.
    pub array: Vec<f64>,
}

/// Added to counts per million before logarithms are taken, and taken off again: what a library of some million
/// reads shows once in ten.
const PSEUDO: f64 = 0.1;
/// Counts per million of a miRNA that no set has seen.
const UNSEEN: f64 = 0.003;
/// log2 of the counts per million from which a miRNA counts as abundant, and below which as rare.
const ABUNDANT: f64 = 14.0;
const RARE: f64 = 4.0;
/// Directions in which people differ beside size and platelets; each has so much of the variance of the one before.
const DIRECTIONS: i32 = 8;
const DECAY: f64 = 0.55;
/// Change over one SD of the score of platelets where it is not known: mean and SD of those that are.
const PLATELETS: (f64, f64) = (0.3, 0.3);
/// Mean and SD over miRNAs of the loading of the factor of size, of rare ones.
const SIZE: (f64, f64) = (0.6, 0.5);
/// SD of the log2 intensity of a miRNA about one that is known, where its own level on the array is not.
const ABOUT: f64 = 0.5;

impl PlasmaProfile {
    /// From the means of the published [`SETS`], but those in `without`.
    ///
    /// Levels: the mean over sets of log2(CPM + 0.1), whose contrast is widened by the power `profile.contrast`, as
    /// means of sets that disagree are less uneven than any of them. Vesicles: the mean of that and of the set of
    /// vesicles. What the sets do not tell of a miRNA (loadings, level on the array) is drawn from how it is
    /// distributed over those of which it is known.
    ///
    /// ```
    /// use exoscope_core::Streams;
    /// use exoscope_sim::parameter::Table;
    /// use exoscope_sim::profile::PlasmaProfile;
    /// let plasma = PlasmaProfile::published(&Table::published()?, &[], Streams::new(1))?;
    /// assert!((plasma.plasma.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    /// let mir21 = plasma.mirnas.iter().position(|m| m == "hsa-miR-21-5p").ok_or("absent")?;
    /// let above = plasma.plasma.iter().filter(|share| **share > plasma.plasma[mir21]).count();
    /// assert!(above < 25);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where `without` names no set, or all of plasma.
    pub fn published(
        table: &Table,
        without: &[String],
        streams: Streams,
    ) -> Result<Self, ProfileError> {
        let number = |name: &str| table.number(name);
        let all = levels()?;
        let used = used(without)?;
        let contrast = number("profile.contrast")?;
        let plasma_sets: Vec<usize> =
            used.iter().copied().filter(|&place| SETS[place] != VESICLES).collect();
        if plasma_sets.is_empty() {
            return Err(ProfileError::NoSet);
        }
        let of_plasma: Vec<f64> = all.iter().map(|level| mean_log2(level, &plasma_sets)).collect();
        let of_vesicles = all.iter().zip(&of_plasma).map(|(level, plasma)| {
            let own = used.iter().find(|&&place| SETS[place] == VESICLES);
            let own = own.and_then(|&place| level.cpm[place]);
            own.map_or(*plasma, |cpm| f64::midpoint(*plasma, (cpm + PSEUDO).log2()))
        });
        let (plasma, vesicles) =
            (shares(of_plasma.iter().copied(), contrast), shares(of_vesicles, contrast));
        let lysed = all
            .iter()
            .zip(&plasma)
            .map(|(level, share)| share * level.red_cells.unwrap_or(0.0).max(0.0));
        let red_cells = normalised(lysed.collect());
        let draws = Draws { streams, mirnas: all.len() };
        let log2: Vec<f64> = plasma.iter().map(|share| (share * 1e6).log2()).collect();
        let (rare, abundant) = (number("profile.sd-rare")?, number("profile.sd-abundant")?);
        let sd: Vec<f64> = log2
            .iter()
            .map(|x| {
                let rarity = ((ABUNDANT - x) / (ABUNDANT - RARE)).clamp(0.0, 1.0);
                abundant + (rare - abundant) * rarity
            })
            .collect();
        let apart = number("profile.residual-share")?;
        let mut factors = vec![
            draws.size(&log2, number("profile.size")?),
            draws.platelets(&all, number("profile.platelets")?),
        ];
        let weight: f64 = (0..DIRECTIONS).map(|k| DECAY.powi(k)).sum();
        for direction in 0..DIRECTIONS {
            let part = ((1.0 - apart) * DECAY.powi(direction) / weight).sqrt();
            let normals = draws.normals("people", direction as u64);
            factors.push(normals.iter().zip(&sd).map(|(z, sd)| part * sd * z).collect());
        }
        let follows = |purpose: &str, share: f64, slope: f64| -> Vec<f64> {
            let chosen = draws.uniforms(purpose);
            let normals = draws.normals(purpose, 1);
            let own = chosen.iter().zip(normals).zip(&sd);
            own.map(|((u, z), sd)| if *u < share { slope * sd * z } else { 0.0 }).collect()
        };
        Ok(Self {
            age: follows("age", number("profile.age.share")?, number("profile.age.slope")?),
            sex: follows("sex", number("profile.sex.share")?, number("profile.sex.slope")?),
            residual: sd.iter().map(|sd| apart.sqrt() * sd).collect(),
            array: draws.array(&all),
            mirnas: all.into_iter().map(|level| level.mirna).collect(),
            plasma,
            vesicles,
            red_cells,
            factors,
        })
    }

    /// Natural logarithm of what this person's copies of each miRNA are over the reference person's.
    pub(crate) fn of(&self, person: Person, stream: &mut impl rand::Rng) -> Vec<f64> {
        let mut normal = || -> f64 { StandardNormal.sample(stream) };
        let scores: Vec<f64> = self.factors.iter().map(|_| normal()).collect();
        let mut logs: Vec<f64> = self.residual.iter().map(|sd| sd * normal()).collect();
        let age = (person.age - AGE) / AGE_STEP;
        let sex = if person.sex == Sex::Woman { -0.5 } else { 0.5 };
        let known = [(age, &self.age), (sex, &self.sex)];
        for (score, loadings) in scores.iter().copied().zip(&self.factors).chain(known) {
            logs.iter_mut().zip(loadings).for_each(|(log, loading)| *log += score * loading);
        }
        logs
    }
}

/// Age of the reference person, and the years over which [`PlasmaProfile::age`] is stated.
pub(super) const AGE: f64 = 60.0;
pub(super) const AGE_STEP: f64 = 15.0;

/// Places of the sets that are not left out.
fn used(without: &[String]) -> Result<Vec<usize>, ProfileError> {
    if let Some(name) = without.iter().find(|name| !SETS.contains(&name.as_str())) {
        let suggestion = did_you_mean(name, SETS.into_iter());
        return Err(ProfileError::UnknownSet { name: name.clone(), suggestion });
    }
    let kept = |place: &usize| !without.iter().any(|name| name == SETS[*place]);
    Ok((0..SETS.len()).filter(kept).collect())
}

/// Mean over the sets that list it of log2(CPM + 0.1); that of nothing where none does.
fn mean_log2(level: &Level, sets: &[usize]) -> f64 {
    let known: Vec<f64> = sets.iter().filter_map(|&place| level.cpm[place]).collect();
    if known.is_empty() {
        return PSEUDO.log2();
    }
    known.iter().map(|cpm| (cpm + PSEUDO).log2()).sum::<f64>() / known.len() as f64
}

/// Shares of all copies, of levels as log2(CPM + 0.1).
fn shares(log2: impl Iterator<Item = f64>, contrast: f64) -> Vec<f64> {
    normalised(log2.map(|x| (x.exp2() - PSEUDO).max(UNSEEN).powf(contrast)).collect())
}

fn normalised(mut values: Vec<f64>) -> Vec<f64> {
    let sum: f64 = values.iter().sum();
    if sum > 0.0 {
        values.iter_mut().for_each(|value| *value /= sum);
    }
    values
}

/// What is drawn of all miRNAs.
struct Draws {
    streams: Streams,
    mirnas: usize,
}

impl Draws {
    fn normals(&self, purpose: &str, entity: u64) -> Vec<f64> {
        let stream = &mut self.streams.stream(&format!("profile: {purpose}"), entity);
        (0..self.mirnas).map(|_| StandardNormal.sample(stream)).collect()
    }

    fn uniforms(&self, purpose: &str) -> Vec<f64> {
        let stream = &mut self.streams.stream(&format!("profile: {purpose}"), 0);
        (0..self.mirnas).map(|_| stream.random()).collect()
    }

    /// The factor of size: all but the most abundant miRNAs move together, as a library's others do where a few
    /// abundant ones take more or less of it.
    fn size(&self, log2: &[f64], sd: f64) -> Vec<f64> {
        let normals = self.normals("size", 0);
        let own = normals.iter().zip(log2);
        own.map(|(z, x)| {
            let rarity = ((ABUNDANT - x) / (ABUNDANT - 6.0)).clamp(-0.2, 1.0);
            sd * (SIZE.0 + SIZE.1 * z) * rarity
        })
        .collect()
    }

    fn platelets(&self, all: &[Level], sd: f64) -> Vec<f64> {
        let drawn = self.normals("platelets", 0);
        let slope = |(level, z): (&Level, &f64)| {
            sd * level.platelets.unwrap_or(PLATELETS.0 + PLATELETS.1 * z)
        };
        all.iter().zip(&drawn).map(slope).collect()
    }

    /// Levels on the array: the known ones, and for others one of these at random.
    fn array(&self, all: &[Level]) -> Vec<f64> {
        let known: Vec<f64> = all.iter().filter_map(|level| level.array).collect();
        let (chosen, normals) = (self.uniforms("array"), self.normals("array", 1));
        let level = |((level, u), z): ((&Level, &f64), &f64)| {
            let drawn = known.get((u * known.len() as f64) as usize).copied().unwrap_or(0.0);
            level.array.unwrap_or(drawn + ABOUT * z)
        };
        all.iter().zip(&chosen).zip(&normals).map(level).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn published(without: &[&str]) -> Result<PlasmaProfile, ProfileError> {
        let without: Vec<String> = without.iter().map(|name| (*name).to_owned()).collect();
        PlasmaProfile::published(&Table::published().unwrap(), &without, Streams::new(1))
    }

    #[test]
    fn a_set_that_is_left_out_gives_no_level() {
        let (all, without) = (published(&[]).unwrap(), published(&["GSE118038"]).unwrap());
        assert_ne!(all.plasma, without.plasma);
        assert_eq!(all.factors[3].len(), without.factors[3].len());
        let error = published(&["GSE118083"]).unwrap_err().to_string();
        assert!(error.contains("did you mean \"GSE118038\""), "{error}");
        let plasma: Vec<&str> = SETS.into_iter().filter(|set| *set != VESICLES).collect();
        assert_eq!(published(&plasma).unwrap_err(), ProfileError::NoSet);
    }

    #[test]
    fn people_differ_less_in_what_is_abundant() {
        let profile = published(&[]).unwrap();
        let mut order: Vec<usize> = (0..profile.mirnas.len()).collect();
        order.sort_by(|&a, &b| profile.plasma[b].total_cmp(&profile.plasma[a]));
        let mean = |places: &[usize]| {
            places.iter().map(|&place| profile.residual[place]).sum::<f64>() / places.len() as f64
        };
        assert!(mean(&order[..20]) < 0.7 * mean(&order[300..600]));
        let age = profile.age.iter().filter(|slope| slope.abs() > 0.0).count() as f64;
        assert!((age / profile.age.len() as f64 - 0.38).abs() < 0.05);
    }
}
