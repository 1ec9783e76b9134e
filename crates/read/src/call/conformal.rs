//! Which classes cannot be ruled out.

use ndarray::{Array2, ArrayView1};
use serde::{Deserialize, Serialize};

/// Samples of a class from which on its sets rest on it alone.
const OWN: usize = 100;

/// Conformal sets: of samples of one kind with the training samples, at least the stated share has
/// its class in its set.
///
/// A class is in the set of a sample if its probability is at least that class's least one: the
/// ⌊(n + 1)(1 − coverage)⌋-th smallest among its n training samples, each by a fit that did not see
/// it (Vovk, Gammerman & Shafer 2005, § 4.5, Mondrian by class; scores as Sadinle, Lei & Wasserman
/// 2019, J Am Stat Assoc 114:223). Classes with fewer than 100 samples share one least probability,
/// so that coverage holds for them together, not for each. A class without any such call (all its
/// samples stand in one group, so that no fit saw it that did not see them) is in every set. The fits are on a part of the training
/// samples each, the sets are of the fit on all: coverage then is close to the stated one and not
/// bounded by it (cross-conformal: Vovk 2015, Ann Math Artif Intell 74:9). Samples of another site
/// are not of one kind with those of training: nothing is promised of them.
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
    /// let sets = Conformal::fit(&p, &y, 0.9);
    /// assert_eq!(sets.set(array![0.95, 0.05].view()), [0]);
    /// assert_eq!(sets.set(array![0.2, 0.8].view()), [1]);
    /// assert!(sets.set(array![0.6, 0.4].view()).is_empty(), "less sure than either");
    /// ```
    pub fn fit(p: &Array2<f64>, y: &[usize], coverage: f64) -> Self {
        let mut own: Vec<Vec<f64>> = vec![Vec::new(); p.ncols()];
        for (row, &class) in p.outer_iter().zip(y) {
            if let (Some(own), Some(&p)) = (own.get_mut(class), row.get(class)) {
                own.push(p);
            }
        }
        let thin = |own: &Vec<f64>| (1..OWN).contains(&own.len());
        let pool: Vec<f64> = own.iter().filter(|own| thin(own)).flatten().copied().collect();
        let pooled = least(pool, coverage);
        let rule = |own: Vec<f64>| {
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
                "fewer than {OWN} samples each of {}: the sets' coverage holds for these together, \
                 not for each",
                pooled.join(", ")
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

/// The probability that all but a share 1 − coverage of these reach.
fn least(mut own: Vec<f64>, coverage: f64) -> f64 {
    own.sort_unstable_by(f64::total_cmp);
    let rank = ((own.len() + 1) as f64 * (1.0 - coverage) + 1e-9).floor() as usize;
    rank.checked_sub(1).and_then(|place| own.get(place)).copied().unwrap_or(0.0)
}

#[cfg(test)]
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
            let sets = Conformal::fit(&p, &y, coverage);
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
        let sets = Conformal::fit(&p, &y, 0.9);
        assert!(sets.classes[2].pooled && sets.classes[2].samples == 30);
        assert!(!sets.classes[0].pooled);
        let said = sets.warnings(&["a", "b", "rare"].map(str::to_owned)).concat();
        assert!(said.contains("rare") && !said.contains("a, b"), "{said}");
        // Too few samples to rule anything out.
        let few = Conformal::fit(&p.select(ndarray::Axis(0), &[0, 1, 2]), &y[..3], 0.9);
        assert!(few.classes.iter().all(|rule| rule.least <= 0.0));
    }

    #[test]
    fn a_class_without_usable_calls_is_in_every_set_and_said() {
        let (p, y) = samples(900, 4);
        let keep: Vec<usize> = (0..900).filter(|&i| y[i] < 2).collect();
        let y: Vec<usize> = keep.iter().map(|&i| y[i]).collect();
        let sets = Conformal::fit(&p.select(ndarray::Axis(0), &keep), &y, 0.9);
        assert!(sets.set(ndarray::array![1.0, 0.0, 0.0].view()).contains(&2));
        let said = sets.warnings(&["a", "b", "alone"].map(str::to_owned));
        assert!(said.len() == 1 && said[0].contains("alone stand in one group"), "{said:?}");
    }
}
