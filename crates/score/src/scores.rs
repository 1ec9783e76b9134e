//! From probabilities to figures.

use ndarray::Array2;

use super::{
    Calibration, ClassScores, Confusion, Interval, Ranking, RocCurve, ScoreError, Scores, Truth,
    brier, call, log_loss, log_loss_unclipped,
    mean::{mean, ratio},
    signal::signal,
    stage::by_stage,
    subgroup::by_subgroup,
};

/// Most points of a ROC curve: enough for a page, few enough for a file.
pub(super) const ROC_POINTS: usize = 200;

/// Rows may miss a sum of one by this much, so that single precision is good enough.
const SUM_TOLERANCE: f64 = 1e-3;

/// The calls of one repeat.
pub(super) struct Repeat<'a> {
    /// Probabilities, samples × classes.
    pub p: &'a Array2<f64>,
    /// The called class of each sample.
    pub called: Vec<usize>,
    confusion: Confusion,
}

impl Scores {
    /// Scores the probabilities (samples × classes, rows summing to one) of one or more repeats,
    /// rows aligned with `truth` and columns with its classes. A class that the reader of a fold
    /// never saw has probability 0 there. The call is the most probable class.
    ///
    /// ```
    /// use exoscope_score::{Scores, Truth};
    /// use ndarray::array;
    ///
    /// let classes = vec!["colorectal".to_owned(), "healthy".to_owned()];
    /// let truth = Truth::new(classes, vec![true, false], vec![0, 0, 1])?;
    /// let scores = Scores::new(&truth, &[array![[0.9, 0.1], [0.4, 0.6], [0.2, 0.8]]])?;
    /// assert_eq!(scores.accuracy, 2.0 / 3.0);
    /// assert_eq!(scores.accuracy_cancers, Some(0.5));
    /// # Ok::<(), exoscope_score::ScoreError>(())
    /// ```
    pub fn new(truth: &Truth, probabilities: &[Array2<f64>]) -> Result<Self, ScoreError> {
        let n_classes = truth.classes().len();
        let mut repeats = Vec::new();
        for (repeat, p) in probabilities.iter().enumerate() {
            check(p, repeat, truth)?;
            let called = call(p);
            let confusion = Confusion::new(truth.y(), &called, n_classes);
            repeats.push(Repeat { p, called, confusion });
        }
        let over = |figure: &dyn Fn(&Repeat) -> Option<f64>| mean(repeats.iter().map(figure));
        let overall =
            |figure: &dyn Fn(&Repeat) -> Option<f64>| over(figure).ok_or(ScoreError::NoRepeats);

        let accuracy = overall(&|r| r.confusion.accuracy())?;
        let accuracy_ci =
            Interval::wilson(accuracy, truth.n() as f64).ok_or(ScoreError::NoSamples)?;
        let cancers = truth.has_cancer();
        let accuracy_cancers = over(&|r| share(&cancers, |row| r.called[row] == truth.y()[row]));
        let n_cancers = cancers.iter().filter(|c| **c).count() as f64;
        let (per_class, roc) = (0..n_classes).map(|c| of_class(c, truth, &repeats)).unzip();
        let per_class: Vec<ClassScores> = per_class;
        let confusion = (0..n_classes).map(|t| {
            let called = |c| over(&|r| r.confusion.counts().get((t, c)).copied()).unwrap_or(0.0);
            (0..n_classes).map(called).collect()
        });

        Ok(Self {
            n: truth.n(),
            repeats: repeats.len(),
            classes: truth.classes().to_vec(),
            accuracy,
            accuracy_ci,
            balanced_accuracy: overall(&|r| r.confusion.balanced_accuracy())?,
            accuracy_cancers,
            accuracy_cancers_ci: accuracy_cancers.and_then(|p| Interval::wilson(p, n_cancers)),
            macro_f1: overall(&|r| r.confusion.macro_f1())?,
            macro_auroc: mean(per_class.iter().map(|class| class.auroc)),
            log_loss: overall(&|r| log_loss(r.p, truth.y()))?,
            log_loss_unclipped: overall(&|r| log_loss_unclipped(r.p, truth.y()))?,
            brier: overall(&|r| brier(r.p, truth.y()))?,
            signal: signal(truth, &repeats),
            by_stage: by_stage(truth, &repeats),
            by_subgroup: by_subgroup(truth, &repeats),
            classwise_ece: mean(per_class.iter().map(|class| class.calibration.ece)),
            confusion: confusion.collect(),
            per_class,
            roc,
        })
    }
}

/// The share of the chosen samples for which `right` holds; `None` if none is chosen.
pub(super) fn share(chosen: &[bool], right: impl Fn(usize) -> bool) -> Option<f64> {
    let rows = chosen.iter().enumerate().filter(|(_, chosen)| **chosen).map(|(row, _)| row);
    let (n, hits) = rows.fold((0, 0), |(n, hits), row| (n + 1, hits + u32::from(right(row))));
    ratio(f64::from(hits), f64::from(n))
}

/// The figures of one class against the rest, and its ROC curve.
fn of_class(class: usize, truth: &Truth, repeats: &[Repeat]) -> (ClassScores, RocCurve) {
    let positive: Vec<bool> = truth.y().iter().map(|&y| y == class).collect();
    let n = positive.iter().filter(|p| **p).count();
    let columns: Vec<Vec<f64>> = repeats.iter().map(|r| r.p.column(class).to_vec()).collect();
    let rankings: Vec<Ranking> = columns.iter().map(|p| Ranking::new(p, &positive)).collect();
    let over = |figure: fn(&Confusion, usize) -> Option<f64>| {
        mean(repeats.iter().map(|r| figure(&r.confusion, class)))
    };
    let interval = |p: Option<f64>, n: f64| p.and_then(|p| Interval::wilson(p, n));

    let recall = over(Confusion::recall);
    let precision = over(Confusion::precision);
    let specificity = over(Confusion::specificity);
    let calls = mean(repeats.iter().map(|r| Some(r.confusion.called(class)))).unwrap_or(0.0);
    let name = truth.classes()[class].clone();
    let points = rankings.first().map(|ranking| ranking.roc(ROC_POINTS)).unwrap_or_default();
    let scores = ClassScores {
        class: name.clone(),
        is_cancer: truth.is_cancer()[class],
        n,
        recall,
        recall_ci: interval(recall, n as f64),
        precision,
        precision_ci: interval(precision, calls),
        f1: over(Confusion::f1),
        specificity,
        specificity_ci: interval(specificity, (truth.n() - n) as f64),
        auroc: mean(rankings.iter().map(Ranking::auroc)),
        average_precision: mean(rankings.iter().map(Ranking::average_precision)),
        calibration: Calibration::of(&columns, &positive),
    };
    (scores, RocCurve { class: name, points })
}

/// That `p` holds a distribution over the classes for each sample.
fn check(p: &Array2<f64>, repeat: usize, truth: &Truth) -> Result<(), ScoreError> {
    let (samples, classes) = (truth.n(), truth.classes().len());
    let (rows, columns) = p.dim();
    if (rows, columns) != (samples, classes) {
        return Err(ScoreError::Shape { repeat, rows, columns, samples, classes });
    }
    let outside = |(_, v): &((usize, usize), &f64)| !(0.0..=1.0 + SUM_TOLERANCE).contains(*v);
    if let Some(((row, column), &value)) = p.indexed_iter().find(outside) {
        return Err(ScoreError::NotAProbability { repeat, row, column, value });
    }
    let sums = p.outer_iter().map(|row| row.sum()).enumerate();
    match sums.into_iter().find(|(_, sum)| (sum - 1.0).abs() > SUM_TOLERANCE) {
        Some((row, sum)) => Err(ScoreError::NotADistribution { repeat, row, sum }),
        None => Ok(()),
    }
}
