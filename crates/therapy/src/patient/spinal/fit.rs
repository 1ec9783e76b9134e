//! Fit of the hazards to published tables by Markov chain Monte Carlo, and prediction of a table that was left out.
//!
//! Counts of A → A, B, C–E are multinomial and of C → D–E binomial, given hazards that a study multiplies by its own
//! log-normal factor (who is admitted, who examines, what is done for them); the hazard of leaving A grows with calendar
//! year in cervical injuries. A prediction of another study draws its factors anew.

use exoscope_core::Streams;
use exoscope_core::random::Stream;
use rand::RngExt as _;

use super::chain::{MISCLASSIFIED, MISREAD, REFERENCE_YEAR, Rates, as_read, clock};
use super::published::Table;
use super::{GRADES, factors_in, level_shares};
use crate::fortune::normal_quantile;

/// Parameters: ln of four hazards, logit of the skip, trend, ln of the SD between studies, then two factors a study (of
/// leaving A, of leaving C).
const SHARED: usize = 7;
const STUDIES: usize = 4;
const DIMENSIONS: usize = SHARED + 2 * STUDIES;

/// Prior means and standard deviations of the shared parameters. The trend is that of tetraplegia, 17.6 % of A in 1995–97
/// and 50 % in 2013–15 (jdc.jefferson.edu/rmposters/6), cumulative hazards of 0.127 and 0.627 without errors of
/// examination: ln(0.627/0.127)/18 = 0.089 per year.
const PRIOR: [(f64, f64); SHARED] =
    [(-5.7, 1.0), (-4.9, 1.0), (-4.0, 1.0), (-6.7, 1.0), (-0.6, 1.0), (0.089, 0.035), (-1.6, 0.7)];

/// Last examination of the tables, days.
const A_YEAR: f64 = 365.0;

/// One draw of the posterior.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Draw([f64; DIMENSIONS]);

impl Draw {
    /// Hazards of the average study.
    pub fn rates(&self) -> Rates {
        let p = &self.0;
        let leaving = [p[0], p[1], p[2], p[3]].map(f64::exp);
        Rates { leaving, skip: 1.0 / (1.0 + (-p[4]).exp()), trend: p[5] }
    }

    /// Standard deviation of the logarithm of a study's factors.
    pub fn between_studies(&self) -> f64 {
        self.0[6].exp()
    }

    fn of_study(&self, study: usize) -> [f64; 2] {
        [0, 1].map(|of| self.0.get(SHARED + 2 * study + of).copied().unwrap_or(0.0))
    }
}

/// What a study with these hazards records at a year: of A the shares that stay A, are B, are C or better; of B and of C
/// the share that gained a grade or more.
pub fn recorded(rates: Rates, table: &Table, factors: [f64; 2]) -> ([f64; 3], [f64; 2]) {
    let of_levels = factors_in(table.year, &rates);
    let mut rates = rates;
    rates.leaving[0] *= factors[0].exp();
    rates.leaving[2] *= factors[1].exp();
    // First examinations fill the days up to the latest evenly; their middle stands for them.
    let time = clock(A_YEAR) - clock(table.first_exam / 2.0);
    let start = |grade: usize| {
        let mut start = [0.0; GRADES];
        start[grade] = 1.0 - MISCLASSIFIED;
        start[grade + 1] = MISCLASSIFIED;
        start
    };
    let mut from_a = [0.0; GRADES];
    for (share, factor) in level_shares().into_iter().zip(of_levels) {
        let after = rates.after(start(0), factor, time);
        from_a.iter_mut().zip(after).for_each(|(sum, p)| *sum += share * p);
    }
    let from_a = as_read(from_a, MISREAD);
    let gained = |grade: usize| {
        as_read(rates.after(start(grade), 1.0, time), MISREAD).iter().skip(grade + 1).sum::<f64>()
    };
    ([from_a[0], from_a[1], from_a[2] + from_a[3] + from_a[4]], [gained(1), gained(2)])
}

/// ln likelihood of one table.
fn log_likelihood(draw: &Draw, number: usize, table: &Table) -> f64 {
    let (from_a, [from_b, from_c]) = recorded(draw.rates(), table, draw.of_study(number));
    let a: f64 = from_a.iter().zip(table.from_a).map(|(p, seen)| seen * p.max(1e-300).ln()).sum();
    let two =
        |p: f64, seen: f64| seen * p.max(1e-300).ln() + (1.0 - seen) * (1.0 - p).max(1e-300).ln();
    // B is quoted without a number of people; it counts as 40.
    f64::from(table.n_a) * a
        + f64::from(table.n_c) * two(from_c, table.from_c)
        + 40.0 * two(from_b, table.from_b)
}

fn log_prior(draw: &Draw) -> f64 {
    let shared: f64 =
        draw.0.iter().zip(PRIOR).map(|(x, (mean, sd))| -0.5 * ((x - mean) / sd).powi(2)).sum();
    let sd = draw.between_studies();
    let studies: f64 = draw.0.iter().skip(SHARED).map(|u| -0.5 * (u / sd).powi(2) - sd.ln()).sum();
    shared + studies
}

fn log_posterior(draw: &Draw, tables: &[(usize, Table)]) -> f64 {
    log_prior(draw) + tables.iter().map(|(n, table)| log_likelihood(draw, *n, table)).sum::<f64>()
}

/// Fits the hazards to `tables` (number of the study and its table): `sweeps` draws after a quarter as many for warm-up,
/// one parameter at a time (random-walk Metropolis, steps of each adapted during warm-up).
pub fn fit(tables: &[(usize, Table)], sweeps: usize, streams: Streams) -> Vec<Draw> {
    let mut stream = streams
        .stream("natural history", tables.iter().fold(0, |sum, (n, _)| sum * 5 + *n as u64 + 1));
    let mut at = Draw([0.0; DIMENSIONS]);
    at.0.iter_mut().zip(PRIOR).for_each(|(x, (mean, _))| *x = mean);
    let mut steps = [0.3; DIMENSIONS];
    steps[5] = 0.02;
    let mut height = log_posterior(&at, tables);
    let (warm_up, mut kept) = (sweeps / 4, Vec::with_capacity(sweeps));
    for sweep in 0..warm_up + sweeps {
        for (dimension, step) in steps.iter_mut().enumerate() {
            let mut next = at;
            let Some(x) = next.0.get_mut(dimension) else { continue };
            *x += *step * normal(&mut stream);
            let proposed = log_posterior(&next, tables);
            let accepted = stream.random::<f64>().ln() < proposed - height;
            if accepted {
                (at, height) = (next, proposed);
            }
            if sweep < warm_up {
                *step *= if accepted { 1.10 } else { 0.93 };
            }
        }
        if sweep >= warm_up {
            kept.push(at);
        }
    }
    kept
}

fn normal(stream: &mut Stream) -> f64 {
    normal_quantile(stream.random())
}

/// A published share and what the fit to the other tables predicts for it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Prediction {
    /// Table and transition.
    pub what: String,
    /// As published.
    pub published: f64,
    /// Median of the prediction.
    pub median: f64,
    /// Ends of the 95 % prediction interval: parameters, a new study's factors, and the number of people.
    pub interval: (f64, f64),
    /// The same without a factor of the study's own.
    pub without_study: (f64, f64),
}

impl Prediction {
    /// Whether the published share lies in the interval.
    pub fn holds(&self) -> bool {
        (self.interval.0..=self.interval.1).contains(&self.published)
    }
}

/// Fits all tables but number `left_out` and predicts that one.
pub fn predict(all: &[Table], left_out: usize, sweeps: usize, streams: Streams) -> Vec<Prediction> {
    let others: Vec<(usize, Table)> =
        all.iter().copied().enumerate().filter(|(n, _)| *n != left_out).collect();
    let Some(table) = all.get(left_out) else { return Vec::new() };
    let draws = fit(&others, sweeps, streams);
    let mut stream = streams.stream("prediction", left_out as u64);
    let what = ["A stays A", "A to B", "A to C or better", "C to D or E"];
    let published = [table.from_a[0], table.from_a[1], table.from_a[2], table.from_c];
    let mut shares: [[Vec<f64>; 2]; 4] = Default::default();
    for draw in &draws {
        let sd = draw.between_studies();
        let new = [sd * normal(&mut stream), sd * normal(&mut stream)];
        for (kind, factors) in [new, [0.0, 0.0]].into_iter().enumerate() {
            let (a, [_, c]) = recorded(draw.rates(), table, factors);
            for (place, (p, n)) in
                [(a[0], table.n_a), (a[1], table.n_a), (a[2], table.n_a), (c, table.n_c)]
                    .into_iter()
                    .enumerate()
            {
                let seen = (0..n).filter(|_| stream.random::<f64>() < p).count();
                shares[place][kind].push(seen as f64 / f64::from(n));
            }
        }
    }
    let row = |((what, published), [mut new, mut same]): ((&str, f64), [Vec<f64>; 2])| {
        new.sort_by(f64::total_cmp);
        same.sort_by(f64::total_cmp);
        let at = |sorted: &[f64], q: f64| {
            sorted.get((q * (sorted.len() as f64 - 1.0)) as usize).copied().unwrap_or(f64::NAN)
        };
        Prediction {
            what: format!("{}: {what}", table.short),
            published,
            median: at(&new, 0.5),
            interval: (at(&new, 0.025), at(&new, 0.975)),
            without_study: (at(&same, 0.025), at(&same, 0.975)),
        }
    };
    what.into_iter().zip(published).zip(shares).map(row).collect()
}

/// Mean hazards over draws: geometric for hazards, logistic for the skip.
pub fn mean(draws: &[Draw]) -> Option<(Rates, f64)> {
    if draws.is_empty() {
        return None;
    }
    let mut sum = [0.0; DIMENSIONS];
    for draw in draws {
        sum.iter_mut().zip(draw.0).for_each(|(sum, x)| *sum += x / draws.len() as f64);
    }
    let mean = Draw(sum);
    Some((mean.rates(), mean.between_studies()))
}

/// Year that [`Rates::PUBLISHED`] is stated for.
pub const YEAR: f64 = REFERENCE_YEAR;
