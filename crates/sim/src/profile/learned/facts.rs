//! What is known of the samples: age, sex, batches; and what each explains.

use std::borrow::Cow;
use std::collections::BTreeMap;

use exoscope_core::Cohort;
use exoscope_core::sample::{Field, Sex};

use super::super::figures::{Logs, numbers};
use super::super::plasma::{AGE, AGE_STEP};
use super::BatchShares;
use super::marginal::Marginal;

/// Facts of the rows that are used.
pub(super) struct Facts {
    ages: Vec<Option<f64>>,
    sexes: Vec<Option<f64>>,
    kinds: [(Field, Vec<Option<String>>); 3],
}

/// Fewest samples of which a fact must be known, and the t below which its effect is taken for chance.
const KNOWN: usize = 20;
const CHANCE: f64 = 2.0;

impl Facts {
    pub(super) fn of(cohort: &Cohort, rows: &[usize]) -> Self {
        let texts = |field: Field| -> Vec<Option<String>> {
            let column = cohort.metadata().field(field);
            let text = |&row: &usize| column.and_then(|column| column.get(row));
            rows.iter().map(|row| text(row).map(Cow::into_owned)).collect()
        };
        let ages = numbers(cohort, Field::Age);
        let age = |&row: &usize| ages.and_then(|ages| ages.get(row).copied().flatten());
        let sex = |text: Option<String>| match text?.parse() {
            Ok(Sex::Female) => Some(-0.5),
            Ok(Sex::Male) => Some(0.5),
            Err(_) => None,
        };
        Self {
            ages: rows.iter().map(age).collect(),
            sexes: texts(Field::Sex).into_iter().map(sex).collect(),
            kinds: [Field::Site, Field::Date, Field::Slide].map(|field| (field, texts(field))),
        }
    }

    pub(super) fn mean_age(&self) -> Option<(f64, f64)> {
        let known: Vec<f64> = self.ages.iter().copied().flatten().collect();
        let n = known.len() as f64;
        if known.len() < KNOWN {
            return None;
        }
        let mean = known.iter().sum::<f64>() / n;
        let sd = (known.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        Some((mean, sd))
    }

    pub(super) fn female_fraction(&self) -> Option<f64> {
        let known: Vec<f64> = self.sexes.iter().copied().flatten().collect();
        let women = known.iter().filter(|sex| **sex < 0.0).count();
        (known.len() >= KNOWN).then(|| women as f64 / known.len() as f64)
    }

    /// Slopes of the natural logarithm over 15 years and from women to men, and the log2 levels without them.
    pub(super) fn age_and_sex(&self, logs: &Logs) -> (Vec<f64>, Vec<f64>, Vec<Vec<f64>>) {
        let step = |age: &Option<f64>| age.map(|age| (age - AGE) / AGE_STEP);
        let ages: Vec<Option<f64>> = self.ages.iter().map(step).collect();
        let (mut by_age, mut by_sex) = (Vec::new(), Vec::new());
        let mut left = logs.log2.clone();
        for values in &mut left {
            by_age.push(without(values, &ages));
            by_sex.push(without(values, &self.sexes));
        }
        (by_age, by_sex, left)
    }

    /// SD between batches of each kind: by analysis of variance, (MS between − MS within) / n₀, of the variance of
    /// log2 levels, as a share of it times the variance of each usual miRNA; the mean over these.
    pub(super) fn batches(&self, logs: &Logs, marginals: &[Marginal]) -> BatchShares {
        let usual = || {
            let all = logs.log2.iter().zip(&logs.usual).zip(marginals);
            all.filter(|((_, usual), _)| **usual).map(|((values, _), marginal)| (values, marginal))
        };
        let mut shares = BatchShares::default();
        // Slides lie within dates, dates within sites: what differs between them is counted at the widest.
        let mut wider = 0.0;
        for (field, batches) in &self.kinds {
            let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (place, batch) in batches.iter().enumerate() {
                if let Some(batch) = batch {
                    members.entry(batch).or_default().push(place);
                }
            }
            let (samples, groups) = (members.values().map(Vec::len).sum::<usize>(), members.len());
            if groups < 2 {
                continue;
            }
            let mean = (samples as f64 / groups as f64).round().max(1.0) as usize;
            match field {
                Field::Site => shares.sites = Some(groups),
                Field::Date => shares.per_date = Some(mean),
                _ => shares.per_slide = Some(mean),
            }
            if samples < groups + 5 {
                continue;
            }
            let variance: Vec<f64> = usual()
                .map(|(values, marginal)| between(values, &members) * marginal.sd.powi(2))
                .collect();
            let variance = variance.iter().sum::<f64>() / variance.len().max(1) as f64;
            let sd = (variance - wider).max(0.0).sqrt();
            wider = f64::max(wider, variance);
            match field {
                Field::Site => shares.site = sd,
                Field::Date => shares.date = sd,
                _ => shares.slide = sd,
            }
        }
        shares
    }
}

/// Share of the variance that lies between groups, above what chance puts there.
fn between(values: &[f64], members: &BTreeMap<&str, Vec<usize>>) -> f64 {
    let at = |places: &[usize]| -> Vec<f64> {
        places.iter().filter_map(|&place| values.get(place).copied()).collect()
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let all: Vec<f64> = members.values().flat_map(|places| at(places)).collect();
    let (n, k) = (all.len() as f64, members.len() as f64);
    let centre = mean(&all);
    let (mut outer, mut inner, mut squares) = (0.0, 0.0, 0.0);
    for places in members.values() {
        let here = at(places);
        let own = mean(&here);
        outer += here.len() as f64 * (own - centre).powi(2);
        inner += here.iter().map(|x| (x - own).powi(2)).sum::<f64>();
        squares += (here.len() as f64).powi(2);
    }
    let size = (n - squares / n) / (k - 1.0);
    let within = inner / (n - k).max(1.0);
    let component = ((outer / (k - 1.0) - within) / size).max(0.0);
    if component + within > 0.0 { component / (component + within) } else { 0.0 }
}

/// Slope of the natural logarithm of log2 `values` on a fact, taken out of them where it is more than chance.
fn without(values: &mut [f64], fact: &[Option<f64>]) -> f64 {
    let known: Vec<(f64, f64)> =
        fact.iter().zip(values.iter()).filter_map(|(x, y)| Some(((*x)?, *y))).collect();
    let n = known.len() as f64;
    if known.len() < KNOWN {
        return 0.0;
    }
    let mean = |of: fn(&(f64, f64)) -> f64| known.iter().map(of).sum::<f64>() / n;
    let (across, up) = (mean(|p| p.0), mean(|p| p.1));
    let square = known.iter().map(|(x, _)| (x - across).powi(2)).sum::<f64>();
    let product = known.iter().map(|(x, y)| (x - across) * (y - up)).sum::<f64>();
    if square <= 0.0 {
        return 0.0;
    }
    let slope = product / square;
    let left = known.iter().map(|(x, y)| (y - up - slope * (x - across)).powi(2)).sum::<f64>();
    let error = (left / (n - 2.0) / square).sqrt();
    if slope.abs() <= CHANCE * error {
        return 0.0;
    }
    for (value, fact) in values.iter_mut().zip(fact) {
        *value -= slope * fact.map_or(0.0, |x| x - across);
    }
    slope * std::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_is_taken_out_and_chance_is_not() {
        let fact: Vec<Option<f64>> = (0..40).map(|i| Some(f64::from(i) / 10.0)).collect();
        let wave = |i: i32| 0.1 * f64::from(i % 3 - 1);
        let mut values: Vec<f64> = (0..40).map(|i| f64::from(i) / 5.0 + wave(i)).collect();
        let slope = without(&mut values, &fact);
        assert!((slope / std::f64::consts::LN_2 - 2.0).abs() < 0.02, "{slope}");
        assert!(values.iter().all(|value| (value - values[0]).abs() < 0.3));
        assert!(without(&mut values, &fact).abs() < 1e-12);
    }

    #[test]
    fn variance_between_groups_is_found_and_none_where_there_is_none() {
        let members = BTreeMap::from([("a", (0..20).collect()), ("b", (20..40).collect())]);
        let apart: Vec<f64> = (0..40).map(|i| f64::from(i / 20) + 0.1 * f64::from(i % 2)).collect();
        assert!(between(&apart, &members) > 0.95);
        let alike: Vec<f64> = (0..40).map(|i| f64::from(i % 2)).collect();
        assert!(between(&alike, &members) < 1e-9);
    }
}
