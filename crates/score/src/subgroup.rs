//! The figures of some of the samples: of a sex, of a site.

use serde::{Deserialize, Serialize};

use super::{
    Interval, Truth,
    mean::mean,
    scores::{Repeat, share},
};

/// The figures of the samples that have one value of a fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubgroupScores {
    /// The fact: `sex`, `site`.
    pub of: String,
    /// Its value.
    pub value: String,
    /// Samples that have it.
    pub n: usize,
    /// Share of them called right.
    pub accuracy: f64,
    /// Wilson interval of `accuracy`.
    pub accuracy_ci: Interval,
    /// Cancers among them.
    pub n_cancers: usize,
    /// Share of these called any cancer.
    pub sensitivity: Option<f64>,
    /// Wilson interval of `sensitivity`.
    pub sensitivity_ci: Option<Interval>,
    /// Share of the others not called a cancer.
    pub specificity: Option<f64>,
    /// Wilson interval of `specificity`.
    pub specificity_ci: Option<Interval>,
}

/// The figures of each value of each fact, in the order of facts, then of values.
pub(super) fn by_subgroup(truth: &Truth, repeats: &[Repeat]) -> Vec<SubgroupScores> {
    let cancer = truth.has_cancer();
    let mut all = Vec::new();
    for (of, values) in truth.subgroups() {
        let mut distinct: Vec<&str> = values.iter().flatten().map(String::as_str).collect();
        distinct.sort_unstable();
        distinct.dedup();
        for value in distinct {
            let within = |wanted: Option<bool>| -> Vec<bool> {
                let cancer = cancer.iter().map(|c| wanted.is_none_or(|wanted| *c == wanted));
                values.iter().zip(cancer).map(|(v, c)| v.as_deref() == Some(value) && c).collect()
            };
            all.extend(of_samples(of, value, truth, repeats, within));
        }
    }
    all
}

fn of_samples(
    of: &str,
    value: &str,
    truth: &Truth,
    repeats: &[Repeat],
    within: impl Fn(Option<bool>) -> Vec<bool>,
) -> Option<SubgroupScores> {
    let count = |chosen: &[bool]| chosen.iter().filter(|chosen| **chosen).count();
    let (all, cancers, others) = (within(None), within(Some(true)), within(Some(false)));
    let (n, n_cancers, n_others) = (count(&all), count(&cancers), count(&others));
    let over = |chosen: &[bool], holds: &dyn Fn(&Repeat, usize) -> bool| {
        mean(repeats.iter().map(|r| share(chosen, |row| holds(r, row))))
    };
    let says_cancer = |r: &Repeat, row: usize| {
        r.called.get(row).and_then(|&c| truth.is_cancer().get(c)) == Some(&true)
    };
    let accuracy = over(&all, &|r, row| r.called.get(row) == truth.y().get(row))?;
    let asked = truth.asks_for_cancer();
    let sensitivity = over(&cancers, &says_cancer).filter(|_| asked);
    let specificity = over(&others, &|r, row| !says_cancer(r, row)).filter(|_| asked);
    let wilson = |p: Option<f64>, n: usize| Interval::wilson(p?, n as f64);
    Some(SubgroupScores {
        of: of.to_owned(),
        value: value.to_owned(),
        n,
        accuracy,
        accuracy_ci: Interval::wilson(accuracy, n as f64)?,
        n_cancers,
        sensitivity,
        sensitivity_ci: wilson(sensitivity, n_cancers),
        specificity,
        specificity_ci: wilson(specificity, n_others),
    })
}
