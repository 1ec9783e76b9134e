//! What was seen, what a set of parameters expects of it, and how likely it is.

use exoscope_core::random::Stream;

use super::{Draw, Registry, RegistryRow, RowKind, Setting};
use crate::closed::markov::YearOfCancers;
use crate::disease::normal;
use crate::estimate::Estimate;
use crate::plan::{Observed, ObservedKind};
use crate::random::{gamma, proportion};

/// One figure that was seen, with what its expectation depends on beside the parameters.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// A ratio or fraction of a trial.
    Trial {
        /// The figure.
        figure: Observed,
        /// The trial.
        setting: Setting,
    },
    /// A count of a registry.
    Registry {
        /// The row.
        row: RegistryRow,
        /// Years between tests.
        interval: f64,
    },
}

impl Seen {
    /// All figures of a trial and rows of a registry.
    pub fn all(observed: &[Observed], registry: Option<&Registry>, setting: &Setting) -> Vec<Self> {
        let trial = |figure: &Observed| Self::Trial { figure: figure.clone(), setting: *setting };
        let rows = registry.map(|registry| registry.rows.as_slice()).unwrap_or_default();
        let row = |row: &RegistryRow| Self::Registry { row: *row, interval: setting.interval };
        observed.iter().map(trial).chain(rows.iter().map(row)).collect()
    }

    /// Whether parameters are fitted to it.
    pub const fn fitted(&self) -> bool {
        match self {
            Self::Trial { figure, .. } => figure.fit,
            Self::Registry { .. } => true,
        }
    }

    /// How far what was seen is from an expectation, in standard errors: of the logarithm of a ratio, of a binomial
    /// fraction, of a Poisson count.
    pub fn residual(&self, expected: f64) -> f64 {
        match self {
            Self::Trial { figure, .. } if figure.what.is_fraction() => {
                let error = (expected * (1.0 - expected) / figure.cases.1).sqrt();
                (figure.cases.0 / figure.cases.1 - expected) / error.max(1e-12)
            }
            Self::Trial { figure, .. } => (figure.value / expected).ln() / log_error(figure),
            Self::Registry { row, .. } => {
                let mean = expected * row.of;
                (row.cases - mean) / mean.max(1e-12).sqrt()
            }
        }
    }

    /// What might have been seen where this is expected: a figure with the sampling error of what was.
    pub fn replicate(&self, expected: f64, random: &mut Stream) -> f64 {
        match self {
            Self::Trial { figure, .. } if figure.what.is_fraction() => {
                proportion(expected * figure.cases.1, figure.cases.1, random)
            }
            Self::Trial { figure, .. } => expected * (log_error(figure) * normal(random)).exp(),
            // A Gamma time has the mean and variance of the Poisson count.
            Self::Registry { row, .. } => gamma((expected * row.of).max(1e-9), random) / row.of,
        }
    }

    /// What was seen, with its 95 % interval: Wilson's of a fraction, log-normal of a ratio, Poisson score limits.
    pub fn observed(&self) -> Estimate {
        match self {
            Self::Trial { figure, .. } => figure.estimate(),
            Self::Registry { row, .. } => Estimate::rate(row.cases, row.of),
        }
    }

    /// What a set of parameters expects: a ratio, a fraction of tests, cases per test or person-year.
    pub fn expected(&self, draw: &Draw) -> Option<f64> {
        match self {
            Self::Trial { figure, setting } => trial(figure, setting, draw),
            Self::Registry { row, interval } => registry(row, *interval, draw),
        }
    }

    /// Log-likelihood up to a constant: normal of logarithms of ratios, binomial of fractions, Poisson of counts.
    pub fn log_likelihood(&self, draw: &Draw) -> f64 {
        let Some(expected) = self.expected(draw) else { return f64::NEG_INFINITY };
        match self {
            Self::Trial { figure, .. } if figure.what.is_fraction() => {
                let (part, all) = figure.cases;
                // 0 ln 0 is 0.
                let term = |n: f64, p: f64| if n > 0.0 { n * p.ln() } else { 0.0 };
                term(part, expected) + term(all - part, 1.0 - expected)
            }
            Self::Trial { .. } => -0.5 * self.residual(expected).powi(2),
            Self::Registry { row, .. } => {
                let mean = expected * row.of;
                match row.cases {
                    cases if mean > 0.0 => cases * mean.ln() - mean,
                    cases if cases > 0.0 => f64::NEG_INFINITY,
                    _ => 0.0,
                }
            }
        }
    }
}

/// Standard error of the logarithm of a ratio of two counts.
fn log_error(figure: &Observed) -> f64 {
    (1.0 / figure.cases.0 + 1.0 / figure.cases.1).sqrt()
}

fn trial(figure: &Observed, setting: &Setting, draw: &Draw) -> Option<f64> {
    let (tests, (first, last)) = ((setting.rounds, setting.interval), figure.rounds);
    let p = draw.late_fraction;
    if figure.what.is_fraction() {
        let rounds = draw.history().rounds(draw.sensitivity(), tests).ok()?;
        let rounds = rounds.get(first..=last)?;
        let found = rounds.iter().map(|(early, late)| early + late).sum::<f64>();
        let found = found / rounds.len() as f64 * draw.incidence / draw.counted;
        let alarms = (1.0 - setting.specificity) * (1.0 - draw.incidence);
        return Some(match figure.what {
            ObservedKind::Ppv => found / (found + alarms),
            ObservedKind::FoundRate => found,
            _ => found + alarms,
        });
    }
    let years = draw.years(tests, last + 1)?;
    let years = years.get(first..=last)?;
    let n = years.len() as f64;
    let sum = |pick: fn(&YearOfCancers) -> f64| -> f64 { years.iter().map(pick).sum() };
    Some(match figure.what {
        ObservedKind::EarlyRatio => sum(YearOfCancers::early) / (n * (1.0 - p)),
        _ => sum(YearOfCancers::late) / (n * p),
    })
}

/// Cases per test or person-year of people who attended every round before, `interval` years apart.
fn registry(row: &RegistryRow, interval: f64, draw: &Draw) -> Option<f64> {
    let (history, sensitivity) = (draw.history(), draw.sensitivity());
    let (round, window) = match row.kind {
        RowKind::Usual => {
            let late = draw.late_fraction;
            return Some(draw.incidence * row.stage.of((1.0 - late, late)));
        }
        RowKind::Found { round } => (round, None),
        RowKind::Interval { round, from, to } => (round, Some((from, to))),
    };
    let mut now = history.untested().ok()?;
    for _ in 1..round {
        now.test(sensitivity);
        now = history.later(now, interval).ok()?.0;
    }
    let found = now.test(sensitivity);
    let Some((from, to)) = window else { return Some(draw.incidence * row.stage.of(found)) };
    let begin = history.later(now, from).ok()?.0;
    let (_, surfaced) = history.later(begin, to - from).ok()?;
    Some(draw.incidence * row.stage.of(surfaced) / (to - from))
}
