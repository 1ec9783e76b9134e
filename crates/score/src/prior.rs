//! Probabilities where classes are more or less common than among the samples of training.

use ndarray::ArrayView1;

use super::Prevalence;

/// The mix of classes that probabilities stand on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mix<'a> {
    /// Names of the classes.
    pub classes: &'a [String],
    /// Whether each is a cancer.
    pub is_cancer: &'a [bool],
    /// Weight of the training samples of each: their number, where each counted as one.
    pub weights: &'a [f64],
}

impl Mix<'_> {
    /// Share of the samples that have a cancer; `None` of none.
    pub fn cancer_share(&self) -> Option<f64> {
        let (cancers, all) = (self.sum(true), self.sum(true) + self.sum(false));
        (all > 0.0).then(|| cancers / all)
    }

    /// Weight of the cancers, or of the other classes.
    fn sum(&self, cancer: bool) -> f64 {
        let each = self.weights.iter().zip(self.is_cancer);
        each.filter(|(_, is_cancer)| **is_cancer == cancer).map(|(weight, _)| weight).sum()
    }
}

impl Prevalence {
    /// Moves the probabilities of one sample from the mix of training to where cancer is as common
    /// as stated:
    ///
    /// `p'(k) = p(k) π'(k) / π(k)`, divided by their sum (Saerens, Latinne & Decaestecker 2002, Neural
    /// Comput 14:21, eq. 2.4)
    ///
    /// with π the shares of training. Classes without cancer, and cancers where only their sum is
    /// stated, keep the shares they had among themselves; a cancer without a stated prevalence has
    /// none. It takes each class to look there as it did in training. `None` unless training had both
    /// cancers and others, or where nothing is left.
    ///
    /// ```
    /// use exoscope_score::{Mix, Prevalence};
    /// use ndarray::array;
    ///
    /// let classes = ["cancer", "healthy"].map(str::to_owned);
    /// let mix = Mix { classes: &classes, is_cancer: &[true, false], weights: &[500.0, 500.0] };
    /// let p = Prevalence::Any(0.01).shift(array![0.9, 0.1].view(), mix).ok_or("no mix")?;
    /// assert!((p[0] - 0.009 / (0.009 + 0.099)).abs() < 1e-12);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn shift(&self, p: ArrayView1<'_, f64>, mix: Mix<'_>) -> Option<Vec<f64>> {
        let (cancers, others) = (mix.sum(true), mix.sum(false));
        if cancers <= 0.0 || others <= 0.0 {
            return None;
        }
        // π'(k)/π(k), up to a factor that all classes share.
        let ratio = |class: usize, is_cancer: bool, weight: f64| match self {
            _ if !is_cancer => (1.0 - self.overall()) / others,
            Self::Any(share) => share / cancers,
            Self::ByCancer(shares) => {
                let share = mix.classes.get(class).and_then(|class| shares.get(class));
                share.filter(|_| weight > 0.0).map_or(0.0, |share| share / weight)
            }
        };
        let each = p.iter().zip(mix.is_cancer.iter().zip(mix.weights)).enumerate();
        let moved: Vec<f64> =
            each.map(|(class, (p, (&cancer, &weight)))| p * ratio(class, cancer, weight)).collect();
        let sum: f64 = moved.iter().sum();
        (sum > 0.0 && moved.len() == p.len()).then(|| moved.iter().map(|p| p / sum).collect())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ndarray::array;

    fn classes() -> [String; 4] {
        ["lung", "prostate", "healthy", "benign"].map(str::to_owned)
    }

    #[test]
    fn at_the_mix_of_training_nothing_moves() {
        let (classes, p) = (classes(), array![0.2, 0.5, 0.2, 0.1]);
        let is_cancer = [true, true, false, false];
        let mix =
            Mix { classes: &classes, is_cancer: &is_cancer, weights: &[30.0, 10.0, 50.0, 10.0] };
        let any = Prevalence::Any(mix.cancer_share().unwrap()).shift(p.view(), mix).unwrap();
        let shares = [("lung".to_owned(), 0.3), ("prostate".to_owned(), 0.1)].into();
        let each = Prevalence::by_cancer(shares).unwrap().shift(p.view(), mix).unwrap();
        for (class, p) in p.iter().enumerate() {
            assert!((any[class] - p).abs() < 1e-12 && (each[class] - p).abs() < 1e-12);
        }
    }

    #[test]
    fn a_cancer_that_is_not_stated_is_not_there() {
        let (classes, p) = (classes(), array![0.2, 0.5, 0.2, 0.1]);
        let is_cancer = [true, true, false, false];
        let mix =
            Mix { classes: &classes, is_cancer: &is_cancer, weights: &[30.0, 10.0, 50.0, 10.0] };
        let lung = Prevalence::by_cancer([("lung".to_owned(), 0.01)].into()).unwrap();
        let moved = lung.shift(p.view(), mix).unwrap();
        assert!(moved[1] == 0.0 && (moved[2] / moved[3] - 2.0).abs() < 1e-12);
        let odds = 0.2 / 30.0 * 0.01 / (0.3 * 0.99 / 60.0);
        assert!((moved[0] / (moved[2] + moved[3]) - odds).abs() < 1e-12);
        let none = Mix { weights: &[0.0, 0.0, 50.0, 10.0], ..mix };
        assert_eq!(lung.shift(p.view(), none), None);
    }
}
