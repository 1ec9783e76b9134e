//! What was seen, what a set of parameters expects of it, and how likely it is.

use super::{Draw, Registry, RegistryRow, RowKind, Setting};
use crate::closed::markov::YearOfCancers;
use crate::plan::{Observed, ObservedKind};

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

    /// Standard error: of a fraction; of the logarithm of a ratio or of a registry's rate.
    pub fn error(&self) -> f64 {
        match self {
            Self::Trial { figure, .. } if figure.what.is_fraction() => {
                (figure.value * (1.0 - figure.value) / figure.cases.1).sqrt()
            }
            Self::Trial { figure, .. } => (1.0 / figure.cases.0 + 1.0 / figure.cases.1).sqrt(),
            Self::Registry { row, .. } => (1.0 / row.cases.max(0.5)).sqrt(),
        }
    }

    /// What a set of parameters expects: a ratio, a fraction of tests, cases per test or person-year.
    pub fn expected(&self, draw: &Draw) -> Option<f64> {
        match self {
            Self::Trial { figure, setting } => trial(figure, setting, draw),
            Self::Registry { row, interval } => registry(row, *interval, draw),
        }
    }

    /// Log-likelihood up to a constant: normal for ratios (of logarithms) and fractions, Poisson for counts.
    pub fn log_likelihood(&self, draw: &Draw) -> f64 {
        let Some(expected) = self.expected(draw) else { return f64::NEG_INFINITY };
        match self {
            Self::Trial { figure, .. } => {
                let difference = if figure.what.is_fraction() {
                    expected - figure.value
                } else {
                    (expected / figure.value).ln()
                };
                -0.5 * (difference / self.error()).powi(2)
            }
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

fn trial(figure: &Observed, setting: &Setting, draw: &Draw) -> Option<f64> {
    let years = draw.years(setting.rounds, figure.rounds.1 + 1)?;
    let years = years.get(figure.rounds.0..=figure.rounds.1)?;
    let (n, p) = (years.len() as f64, draw.late_fraction);
    let sum = |pick: fn(&YearOfCancers) -> f64| -> f64 { years.iter().map(pick).sum() };
    let found = sum(|year| year.screen_early + year.screen_late) / n;
    let found = found * draw.incidence / draw.counted;
    let alarms = (1.0 - setting.specificity) * (1.0 - draw.incidence);
    Some(match figure.what {
        ObservedKind::LateRatio => sum(YearOfCancers::late) / (n * p),
        ObservedKind::EarlyRatio => sum(YearOfCancers::early) / (n * (1.0 - p)),
        ObservedKind::Ppv => found / (found + alarms),
        ObservedKind::PositiveRate => found + alarms,
        ObservedKind::FoundRate => found,
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
