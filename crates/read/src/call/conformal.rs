//! Which classes cannot be ruled out.

use std::collections::BTreeMap;

use ndarray::{Array2, ArrayView1};
use serde::{Deserialize, Serialize};

/// Independent samples (groups, where these are known) of a class from which on its sets rest on it alone.
const OWN: usize = 100;

/// Conformal sets: of samples of one kind with the training samples, at least the stated share has
/// its class in its set.
///
/// A class is in the set of a sample if its probability is at least that class's least one: the
/// ⌊(n + 1)(1 − coverage)⌋-th smallest among its n training samples, each by a fit that did not see
/// it (Vovk, Gammerman & Shafer 2005, § 4.5, Mondrian by class; scores as Sadinle, Lei & Wasserman
/// 2019, J Am Stat Assoc 114:223). Classes with fewer than 100 samples (groups, where known) share one least probability,
/// so that coverage holds for them together, not for each. A class without any such call (all its
/// samples stand in one group, so that no fit saw it that did not see them) is in every set. The fits are on a part of the training
/// samples each, the sets are of the fit on all: coverage then is close to the stated one and not
/// bounded by it (cross-conformal: Vovk 2015, Ann Math Artif Intell 74:9).
///
/// Where groups are known (studies, sites, plates), a new sample is of a new group, and groups are what is of one kind:
/// each of the G groups that hold a class then counts 1 / (G + 1) in all, its samples in equal parts, and as much is
/// kept for the new group. The least probability is the largest below which at most 1 − coverage lies (Lee, Barber
/// & Willett 2023, "Distribution-free inference with hierarchical data", § 3; with groups of one sample it is the
/// rule above). Sets widen where groups differ, and with fewer than 1 / (1 − coverage) − 1 groups hold every class. Of a
/// site unlike all those of training nothing is promised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conformal {
    /// The coverage asked for.
    pub coverage: f64,
    /// One for each class.
    pub classes: Vec<ClassRule>,
}

/// When a class is in a set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRule {
    /// Its least probability in a set; 0 where samples are too few to rule it out.
    pub least: f64,
    /// Training samples of the class with a call by a fit that saw others of it.
    pub samples: usize,
    /// Whether `least` rests on the other classes of few samples too.
    pub pooled: bool,
}

impl Conformal {
    /// Fits on out-of-fold probabilities (samples × classes) of samples of the classes `y`.
    ///
    /// ```
    /// use exoscope_read::call::Conformal;
    /// use ndarray::{Array2, array};
    ///
    /// // Sure calls of the first class, unsure ones of the second.
    /// let y: Vec<usize> = (0..400).map(|i| i % 2).collect();
    /// let p = Array2::from_shape_fn((400, 2), |(i, k)| match (i % 2, k) {
    ///     (0, 0) => 0.9,
    ///     (0, _) => 0.1,
    ///     (_, k) => 0.3 + 0.4 * k as f64,
    /// });
    /// let sets = Conformal::fit(&p, &y, None, 0.9);
    /// assert_eq!(sets.set(array![0.95, 0.05].view()), [0]);
    /// assert_eq!(sets.set(array![0.2, 0.8].view()), [1]);
    /// assert!(sets.set(array![0.6, 0.4].view()).is_empty(), "less sure than either");
    /// ```
    pub fn fit(p: &Array2<f64>, y: &[usize], groups: Option<&[usize]>, coverage: f64) -> Self {
        let mut own: Vec<Vec<Score>> = vec![Vec::new(); p.ncols()];
        for (sample, (row, &class)) in p.outer_iter().zip(y).enumerate() {
            let group = groups.map_or(Some(sample), |groups| groups.get(sample).copied());
            if let (Some(own), Some(&p), Some(group)) = (own.get_mut(class), row.get(class), group)
            {
                own.push(Score { p, group });
            }
        }
        let thin = |own: &Vec<Score>| (1..OWN).contains(&sizes(own).len());
        let pool: Vec<Score> = own.iter().filter(|own| thin(own)).flatten().copied().collect();
        let pooled = least(pool, coverage);
        let rule = |own: Vec<Score>| {
            let (samples, thin) = (own.len(), thin(&own));
            let least = if thin { pooled } else { least(own, coverage) };
            ClassRule { least, samples, pooled: thin }
        };
        Self { coverage, classes: own.into_iter().map(rule).collect() }
    }

    /// The classes that cannot be ruled out, ascending; none for a sample that is less sure than
    /// most of every class, as there must be where the classes are told apart more often than the
    /// coverage asks for.
    pub fn set(&self, p: ArrayView1<'_, f64>) -> Vec<usize> {
        let kept =
            self.classes.iter().zip(p).enumerate().filter(|(_, (rule, p))| **p >= rule.least);
        kept.map(|(class, _)| class).collect()
    }

    /// What to say of classes with too few samples for sets of their own, or with none to test them on.
    pub(super) fn warnings(&self, classes: &[String]) -> Vec<String> {
        let named = |which: &dyn Fn(&ClassRule) -> bool| -> Vec<&str> {
            let of = self.classes.iter().zip(classes).filter(|(rule, _)| which(rule));
            of.map(|(_, class)| class.as_str()).collect()
        };
        let (pooled, untested) = (named(&|rule| rule.pooled), named(&|rule| rule.samples == 0));
        let mut said = Vec::new();
        if !pooled.is_empty() {
            said.push(format!(
                "fewer than {OWN} independent samples each of {}: the sets' coverage holds for these together, \
                 not for each",
                pooled.join(", ")
            ));
        }
        let known = |rule: &ClassRule| rule.samples > 0;
        if self.classes.iter().any(known) && self.classes.iter().all(|rule| rule.least <= 0.0) {
            said.push(format!(
                "too few independent samples (groups, where known) for sets of coverage {}: every class is in \
                 every set",
                self.coverage
            ));
        }
        if !untested.is_empty() {
            said.push(format!(
                "all training samples of {} stand in one group each: no fit without that group has \
                 seen the class, so its probabilities are not calibrated and it is in every set",
                untested.join(", ")
            ));
        }
        said
    }
}

/// The probability of its own class that a sample was given, and the sample's group.
#[derive(Debug, Clone, Copy)]
struct Score {
    p: f64,
    group: usize,
}

/// Samples of each group.
fn sizes(scores: &[Score]) -> BTreeMap<usize, usize> {
    let mut sizes = BTreeMap::new();
    for score in scores {
        *sizes.entry(score.group).or_insert(0) += 1;
    }
    sizes
}

/// The probability below which at most a share 1 − coverage lies, a new group's among it; 0 where groups are too few.
fn least(mut own: Vec<Score>, coverage: f64) -> f64 {
    let sizes = sizes(&own);
    own.sort_unstable_by(|a, b| a.p.total_cmp(&b.p));
    // In units of one group: what may lie below, less the new group.
    let mut allowed = (sizes.len() + 1) as f64 * (1.0 - coverage) + 1e-9 - 1.0;
    for score in &own {
        if allowed < 0.0 {
            break;
        }
        allowed -= 1.0 / sizes.get(&score.group).copied().unwrap_or(1) as f64;
        if allowed < 0.0 {
            return score.p;
        }
    }
    0.0
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use exoscope_core::Streams;
    use rand::RngExt;
    use rand_distr::{Distribution, Normal};

    /// Samples of three classes on a line and their true posteriors, tempered as an over-sure fit.
    fn samples(n: usize, seed: u64) -> (Array2<f64>, Vec<usize>) {
        let stream = &mut Streams::new(seed).stream("samples", 0);
        let y: Vec<usize> = (0..n).map(|_| stream.random_range(0..3)).collect();
        let mut p = Array2::zeros((n, 3));
        for (mut row, &class) in p.rows_mut().into_iter().zip(&y) {
            let x = Normal::new(class as f64, 0.8).map_or(0.0, |normal| normal.sample(stream));
            row.iter_mut()
                .enumerate()
                .for_each(|(k, p)| *p = (-(x - k as f64).powi(2) * 2.0).exp());
            row /= row.sum();
        }
        (p, y)
    }

    #[test]
    fn coverage_is_as_stated_in_every_class() {
        for coverage in [0.8, 0.9, 0.95] {
            let (p, y) = samples(6000, 1);
            let sets = Conformal::fit(&p, &y, None, coverage);
            let (p, y) = samples(30_000, 2);
            for class in 0..3 {
                let of_class = p.outer_iter().zip(&y).filter(|(_, y)| **y == class);
                let held = of_class.map(|(p, y)| sets.set(p).contains(y)).collect::<Vec<_>>();
                let share = held.iter().filter(|h| **h).count() as f64 / held.len() as f64;
                assert!((share - coverage).abs() < 0.02, "{coverage} {class}: {share}");
            }
        }
    }

    #[test]
    fn classes_of_few_samples_are_pooled_and_said() {
        let (p, mut y) = samples(400, 3);
        // Thins out the third class.
        let mut seen = 0;
        let keep: Vec<usize> = (0..400)
            .filter(|&i| {
                seen += usize::from(y[i] == 2);
                y[i] != 2 || seen <= 30
            })
            .collect();
        let p = p.select(ndarray::Axis(0), &keep);
        y = keep.iter().map(|&i| y[i]).collect();
        let sets = Conformal::fit(&p, &y, None, 0.9);
        assert!(sets.classes[2].pooled && sets.classes[2].samples == 30);
        assert!(!sets.classes[0].pooled);
        let said = sets.warnings(&["a", "b", "rare"].map(str::to_owned)).concat();
        assert!(said.contains("rare") && !said.contains("a, b"), "{said}");
        // Too few samples to rule anything out.
        let few = Conformal::fit(&p.select(ndarray::Axis(0), &[0, 1, 2]), &y[..3], None, 0.9);
        assert!(few.classes.iter().all(|rule| rule.least <= 0.0));
    }

    #[test]
    fn a_class_without_usable_calls_is_in_every_set_and_said() {
        let (p, y) = samples(900, 4);
        let keep: Vec<usize> = (0..900).filter(|&i| y[i] < 2).collect();
        let y: Vec<usize> = keep.iter().map(|&i| y[i]).collect();
        let sets = Conformal::fit(&p.select(ndarray::Axis(0), &keep), &y, None, 0.9);
        assert!(sets.set(ndarray::array![1.0, 0.0, 0.0].view()).contains(&2));
        let said = sets.warnings(&["a", "b", "alone"].map(str::to_owned));
        assert!(said.len() == 1 && said[0].contains("alone stand in one group"), "{said:?}");
    }

    /// Three classes in groups, each group of its own bias towards a class, as a study or a site has one.
    fn grouped(groups: usize, seed: u64) -> (Array2<f64>, Vec<usize>, Vec<usize>) {
        let stream = &mut Streams::new(seed).stream("groups", 0);
        let (mut p, mut y, mut of) = (Vec::new(), Vec::new(), Vec::new());
        for group in 0..groups {
            let normal = Normal::new(0.0, 1.5).unwrap();
            let bias: Vec<f64> = (0..3).map(|_| normal.sample(stream)).collect();
            for _ in 0..stream.random_range(2..30) {
                let class = stream.random_range(0..3);
                let noise = Normal::new(0.0, 0.5).unwrap();
                let score =
                    |k: usize, z: f64| (bias[k] + z + if k == class { 2.0 } else { 0.0 }).exp();
                let scores: Vec<f64> = (0..3).map(|k| score(k, noise.sample(stream))).collect();
                let sum: f64 = scores.iter().sum();
                p.extend(scores.into_iter().map(|s| s / sum));
                y.push(class);
                of.push(group);
            }
        }
        (Array2::from_shape_vec((y.len(), 3), p).unwrap(), y, of)
    }

    /// The mean over new groups of the share that is covered.
    fn coverage_by_group(sets: &Conformal, new: &(Array2<f64>, Vec<usize>, Vec<usize>)) -> f64 {
        let (p, y, of) = new;
        let mut by_group: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for ((p, y), group) in p.outer_iter().zip(y).zip(of) {
            let counts = by_group.entry(*group).or_default();
            counts.0 += f64::from(u8::from(sets.set(p).contains(y)));
            counts.1 += 1.0;
        }
        by_group.values().map(|(held, n)| held / n).sum::<f64>() / by_group.len() as f64
    }

    #[test]
    fn coverage_of_left_out_groups_is_as_stated() {
        for (groups, coverage) in [(12, 0.9), (25, 0.9), (40, 0.95), (12, 0.8)] {
            let mut mean = (0.0, 0.0);
            for seed in 0..20 {
                let (p, y, of) = grouped(groups, seed);
                let new = grouped(200, seed + 1000);
                let by_groups = Conformal::fit(&p, &y, Some(&of), coverage);
                mean.0 += coverage_by_group(&by_groups, &new) / 20.0;
                let by_samples = Conformal::fit(&p, &y, None, coverage);
                mean.1 += coverage_by_group(&by_samples, &new) / 20.0;
            }
            println!("{groups} groups, {coverage}: {:.3}, by samples {:.3}", mean.0, mean.1);
            assert!(mean.0 >= coverage - 0.02, "{groups} groups, {coverage}: {mean:?}");
        }
        // Too few groups to rule anything out.
        let (p, y, of) = grouped(5, 1);
        let sets = Conformal::fit(&p, &y, Some(&of), 0.9);
        assert!(sets.classes.iter().all(|rule| rule.least <= 0.0));
    }
}
