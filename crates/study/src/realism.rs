//! Simulated profiles beside real ones: the same figures of both, and whether a classifier tells them apart.

use std::collections::HashMap;

use exoscope_core::mirna::MirnaName;
use exoscope_core::progress::Silent;
use exoscope_core::sample::{Column, Field, SampleId};
use exoscope_core::{Cohort, Streams};
use exoscope_read::evaluate::{SplitPlan, cross_validate};
use exoscope_read::learn::{CentroidsSettings, LearnerSettings, TreesSettings};
use exoscope_read::pipeline::Pipeline;
use exoscope_read::split::Labelled;
use exoscope_sim::profile::{Figures, mean_levels, rank_correlation_of_levels};
use ndarray::Array2;
use serde::Serialize;

use crate::StudyError;

/// A simulated cohort beside a real one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    /// Figures of the simulated cohort.
    pub simulated: Figures,
    /// The same of the real one.
    pub real: Figures,
    /// miRNAs that both list.
    pub shared: usize,
    /// Spearman's correlation of their mean levels over these.
    pub rank_correlation: Option<f64>,
    /// How well classifiers tell simulated from real samples by these miRNAs.
    pub told_apart: Vec<ToldApart>,
    /// Folds of each.
    pub folds: usize,
}

/// How well one classifier tells simulated from real: out-of-fold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ToldApart {
    /// Name of the learner.
    pub learner: &'static str,
    /// Area under the ROC curve: 0.5 where it cannot, 1 where it always does.
    pub auroc: f64,
}

const FOLDS: usize = 3;
/// Samples of each cohort that classifiers see at most, at equal steps.
const MOST: usize = 400;
const LABEL: &str = "origin";

/// Holds a simulated cohort beside a real one of the same scale. Two classifiers try to tell them apart: one by averages
/// (shrunken centroids), one by anything (boosted trees).
///
/// # Errors
///
/// Where the scales differ or are neither counts nor log2 intensities, or the cohorts share too few miRNAs.
pub fn beside(simulated: &Cohort, real: &Cohort, streams: Streams) -> Result<Beside, StudyError> {
    if simulated.scale() != real.scale() {
        return Err(StudyError::Setting {
            what: "cohorts",
            why: "they are on different scales: a simulated array is held beside an array, libraries beside libraries",
        });
    }
    let pooled = pooled(simulated, real)?;
    let labelled = Labelled::of(&pooled, None)?;
    let plan = SplitPlan::draw(&labelled, FOLDS, 1, streams)?;
    let mut told_apart = Vec::new();
    for learner in [
        LearnerSettings::ShrunkenCentroids(CentroidsSettings::default()),
        LearnerSettings::Trees(TreesSettings::default()),
    ] {
        let name = learner.name();
        let settings = Pipeline { learner, ..Pipeline::default() };
        let outcome = cross_validate(&plan.labelled, &plan.folds, &settings, &Silent)?;
        let why = "no classifier could be fitted to tell them apart";
        let signal = outcome.scores.signal.ok_or(StudyError::Setting { what: "cohorts", why })?;
        told_apart.push(ToldApart { learner: name, auroc: signal.auroc });
    }
    Ok(Beside {
        rank_correlation: rank_correlation_of_levels(&mean_levels(simulated)?, &mean_levels(real)?),
        shared: pooled.n_mirnas(),
        simulated: Figures::of(simulated)?,
        real: Figures::of(real)?,
        told_apart,
        folds: FOLDS,
    })
}

/// Samples of both over the miRNAs that both list, labelled by where they are from; the real ones count as controls.
fn pooled(simulated: &Cohort, real: &Cohort) -> Result<Cohort, StudyError> {
    let there: HashMap<&MirnaName, usize> =
        real.mirnas().iter().enumerate().map(|(place, name)| (name, place)).collect();
    let shared: Vec<(usize, usize)> = simulated
        .mirnas()
        .iter()
        .enumerate()
        .filter_map(|(place, name)| Some((place, *there.get(name)?)))
        .collect();
    let parts = [("simulated", simulated, 0), ("real", real, 1)];
    let (mut ids, mut labels, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (label, cohort, side) in parts {
        let n = cohort.n_samples();
        let rows = (0..n.min(MOST)).map(|k| if n <= MOST { k } else { k * n / MOST });
        for row in rows {
            ids.push(format!("{label} {row}").parse::<SampleId>().map_err(cohort_error)?);
            labels.push(Some(label.to_owned()));
            let column =
                |&(simulated, real): &(usize, usize)| if side == 0 { simulated } else { real };
            let value = |pair| cohort.values().get(row, column(pair)).unwrap_or(f64::NAN);
            values.extend(shared.iter().map(value));
        }
    }
    let names: Vec<MirnaName> =
        shared.iter().filter_map(|(place, _)| simulated.mirnas().get(*place).cloned()).collect();
    let why = "they share no miRNA by name";
    let none = || StudyError::Setting { what: "cohorts", why };
    if names.len() < 10 {
        return Err(none());
    }
    let values = Array2::from_shape_vec((ids.len(), names.len()), values).map_err(|_| none())?;
    let mut pooled = Cohort::new(ids, names, values, real.scale()).map_err(cohort_error)?;
    pooled.add_column(Column::text(LABEL, labels)).map_err(cohort_error)?;
    pooled.set_field(Field::Label, LABEL).map_err(cohort_error)?;
    let none: [&str; 0] = [];
    pooled.set_roles(&["real"], &none).map_err(cohort_error)?;
    Ok(pooled)
}

fn cohort_error(error: impl Into<exoscope_sim::cohort::StudyError>) -> StudyError {
    StudyError::Cohort(error.into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use exoscope_core::Scale;
    use exoscope_sim::cohort::{BUILT_IN, Design, Role, Study};
    use exoscope_sim::profile::LearnedCohort;

    use super::*;

    fn plasma(people: usize) -> Design {
        let text = BUILT_IN.iter().find(|(name, _)| *name == "plasma").unwrap().1;
        let mut design: Design = text.parse().unwrap();
        design.class.retain(|class| class.role == Role::Control);
        design.class[0].people = people;
        design
    }

    fn simulated(design: Design, seed: u64) -> Cohort {
        let study = Study::new(design, Streams::new(seed)).unwrap();
        study.cohort(0..study.len()).unwrap()
    }

    /// A table of counts with miRNAs in rows, those of one name added up.
    fn real(path: &std::path::Path) -> Cohort {
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines = text.lines();
        let n = lines.next().unwrap().split(',').count() - 1;
        let mut rows: std::collections::BTreeMap<String, Vec<f64>> = Default::default();
        for line in lines {
            let mut cells = line.split(',').map(|cell| cell.trim_matches('"'));
            let name = cells.next().unwrap().to_owned();
            if name.parse::<MirnaName>().is_err() || !name.starts_with("hsa-") {
                continue;
            }
            let row = rows.entry(name).or_insert_with(|| vec![0.0; n]);
            row.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell.parse().unwrap_or(0.0));
        }
        let names = rows.keys().map(|name| name.parse().unwrap()).collect::<Vec<MirnaName>>();
        let columns: Vec<&Vec<f64>> = rows.values().collect();
        let values = Array2::from_shape_fn((n, names.len()), |(i, j)| columns[j][i]);
        let ids = (0..n).map(|i| format!("S{i}").parse().unwrap()).collect();
        Cohort::new(ids, names, values, Scale::Counts).unwrap()
    }

    #[test]
    fn a_cohort_is_hardly_told_from_its_like_and_easily_from_another_law() {
        let (one, two) = (simulated(plasma(40), 1), simulated(plasma(40), 1));
        let mut other = plasma(40);
        other.variation = false;
        // Other people of the same world: the second half of a larger cohort.
        let both = simulated(plasma(80), 1);
        let half =
            |from: usize| both.select_samples(&(from..from + 40).collect::<Vec<_>>()).unwrap();
        let apart =
            |a: &Cohort, b: &Cohort| beside(a, b, Streams::new(1)).unwrap().told_apart[0].auroc;
        assert_eq!(one, two);
        assert!(apart(&half(0), &half(40)) < 0.75);
        assert!(apart(&simulated(other, 1), &half(0)) > 0.9);
    }

    #[test]
    #[ignore = "slow: classifiers on real sets, a minute"]
    fn real_sets_of_plasma_beside_simulated_ones() {
        let figures = |name: &str, f: &Figures| {
            let sd: Vec<String> = f.spread.iter().map(|at| format!("{:.2}", at.sd)).collect();
            println!(
                "{name}: {} samples, detected {:.0}, top hundred {:.3}, compared {}, |r| {:.3}, first {:.3}, SD {}, age {:?}",
                f.samples,
                f.detected.p50,
                f.top_hundred.unwrap(),
                f.compared,
                f.mean_correlation,
                f.spectrum[0],
                sd.join(" "),
                f.following_age
            );
        };
        for set in ["GSE105052", "GSE118038", "GSE151341", "GSE153813"] {
            let Some(path) = exoscope_testkit::data(&format!("haemolysis/{set}.csv")) else {
                return;
            };
            let whole = real(&path);
            figures(set, &Figures::of(&whole).unwrap());
            let mut design = plasma(100);
            design.levels.without = vec![set.to_owned()];
            let without = simulated(design, 1);
            let found = beside(&without, &whole, Streams::new(1)).unwrap();
            figures("  simulated without it", &found.simulated);
            println!("  levels {:?}, told apart {:?}", found.rank_correlation, found.told_apart);
            if whole.n_samples() < 40 {
                continue;
            }
            let half = |odd: usize| {
                let rows: Vec<usize> =
                    (0..whole.n_samples()).filter(|row| row % 2 == odd).collect();
                whole.select_samples(&rows).unwrap()
            };
            let (first, second) = (half(0), half(1));
            let learned = LearnedCohort::of(&first).unwrap();
            let design = Design::like(&learned).unwrap().times(4).unwrap();
            let study = Study::like(design, &learned, Streams::new(1)).unwrap();
            let like = study.cohort(0..study.len()).unwrap();
            let halves = rank_correlation_of_levels(
                &mean_levels(&first).unwrap(),
                &mean_levels(&second).unwrap(),
            );
            let found = beside(&like, &second, Streams::new(1)).unwrap();
            figures("  like one half of it", &found.simulated);
            println!(
                "  levels with the other half {:?} (the halves themselves {halves:?}), told apart {:?}",
                found.rank_correlation, found.told_apart
            );
        }
    }
}
