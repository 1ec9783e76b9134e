//! Clearance, residence and half-lives, as they are read off a concentration after a bolus.

use std::ops::Range;

use serde::Serialize;

/// Noncompartmental figures of one bolus into plasma.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Kinetics {
    /// Area under the curve to infinity, vesicles · min / mL.
    pub auc: f64,
    /// Dose / area, mL/min.
    pub clearance: f64,
    /// Area under t·C over area under C, minutes.
    pub residence: f64,
    /// Clearance × residence: the volume of distribution at steady state, mL.
    pub volume: f64,
    /// Half-life of the slowest phase that together with all slower ones holds 5 % of the area or more,
    /// minutes: what a sampling scheme would see. From a course alone: of the decade of concentration that
    /// ends where 95 % of the area is past.
    pub half_life: f64,
    /// ln 2 × mean residence, minutes: the half-life of one phase with the same residence.
    pub effective_half_life: f64,
    /// Half-life of the very last phase, minutes, however little of the area it holds.
    pub terminal_half_life: f64,
    /// Fraction of the area that lies after the last time, and was extrapolated.
    pub extrapolated: f64,
}

/// Fraction of the area that a phase must hold, with all slower ones, for its half-life to be reported.
pub const HELD: f64 = 0.05;

/// The figures for `dose` vesicles whose concentration (per mL) at `times` (minutes, rising, the first
/// at the dose) is `concentration`. `None` where it does not fall at the end, or there are fewer than
/// four times.
///
/// Areas by the linear-up log-down trapezoid, extrapolated with the terminal slope.
///
/// ```
/// use exoscope_sim::observe::kinetics::kinetics;
/// let times: Vec<f64> = (0..600).map(f64::from).collect();
/// let falls: Vec<f64> = times.iter().map(|t| 1e9 * (-t / 20.0).exp()).collect();
/// let seen = kinetics(3e12, &times, &falls).unwrap();
/// assert!((seen.clearance - 150.0).abs() < 1e-6); // 3 L in 20 min
/// assert!((seen.residence - 20.0).abs() < 1e-6);
/// assert!((seen.half_life / seen.effective_half_life - 1.0).abs() < 1e-6); // one phase
/// ```
pub fn kinetics(dose: f64, times: &[f64], concentration: &[f64]) -> Option<Kinetics> {
    let (&last_time, &last) = (times.last()?, concentration.last()?);
    let peak = concentration.iter().copied().fold(0.0, f64::max);
    let floor = last.max(peak * 1e-12);
    let tail = concentration.iter().rposition(|&c| c > 10.0 * floor).unwrap_or(0);
    let tail = tail.min(times.len().checked_sub(4)?);
    let slope = -log_slope(times.get(tail..)?, concentration.get(tail..)?)?;
    if slope <= 0.0 {
        return None;
    }
    let (mut area, mut moment) = (0.0, 0.0);
    let mut past = vec![0.0];
    for (t, c) in times.windows(2).zip(concentration.windows(2)) {
        let (&[t0, t1], &[c0, c1]) = (t, c) else { continue };
        let (one, first) = piece(t0, t1, c0, c1);
        area += one;
        moment += first;
        past.push(area);
    }
    let (rest, rest_moment) = (last / slope, last * (last_time / slope + 1.0 / (slope * slope)));
    let auc = area + rest;
    let residence = (moment + rest_moment) / auc;
    let clearance = dose / auc;
    let end = past.iter().position(|&area| area >= (1.0 - HELD) * auc).unwrap_or(times.len() - 1);
    let at_end = concentration.get(end)?;
    let begin = concentration.get(..end)?.iter().rposition(|c| *c > 10.0 * at_end).unwrap_or(0);
    let begin = begin.min(end.saturating_sub(3));
    let main = -log_slope(times.get(begin..=end)?, concentration.get(begin..=end)?)?;
    Some(Kinetics {
        auc,
        clearance,
        residence,
        volume: clearance * residence,
        half_life: std::f64::consts::LN_2 / main,
        effective_half_life: std::f64::consts::LN_2 * residence,
        terminal_half_life: std::f64::consts::LN_2 / slope,
        extrapolated: rest / auc,
    })
}

/// ∫ C dt and ∫ t C dt between two times: exponential where C falls, straight where it does not.
fn piece(t0: f64, t1: f64, c0: f64, c1: f64) -> (f64, f64) {
    let h = t1 - t0;
    let k = (c0 / c1).ln() / h;
    if c1 > 0.0 && c1 < c0 && k * h > 1e-6 {
        let area = (c0 - c1) / k;
        (area, (t0 * c0 - t1 * c1) / k + area / k)
    } else {
        let area = h * f64::midpoint(c0, c1);
        (area, h * (t0 * (2.0 * c0 + c1) + t1 * (c0 + 2.0 * c1)) / 6.0)
    }
}

/// Half-lives of a fall in two phases.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TwoPhases {
    /// t½α, minutes.
    pub alpha: f64,
    /// t½β, minutes.
    pub beta: f64,
}

/// The two half-lives by curve stripping: β from the straight part of log C within `late`, α from what
/// is left within `early` once β is taken away (minutes). `None` where either does not fall.
pub fn two_phases(
    times: &[f64],
    concentration: &[f64],
    early: Range<f64>,
    late: Range<f64>,
) -> Option<TwoPhases> {
    let within = |range: &Range<f64>| -> (Vec<f64>, Vec<f64>) {
        times.iter().zip(concentration).filter(|(t, _)| range.contains(t)).unzip()
    };
    let (t, c) = within(&late);
    let beta = -log_slope(&t, &c)?;
    let end: f64 = t.iter().zip(&c).map(|(t, c)| c.ln() + beta * t).sum::<f64>() / t.len() as f64;
    let (t, c) = within(&early);
    let left: Vec<f64> = t.iter().zip(&c).map(|(t, c)| c - (end - beta * t).exp()).collect();
    let alpha = -log_slope(&t, &left)?;
    let half = |rate: f64| (rate > 0.0).then(|| std::f64::consts::LN_2 / rate);
    Some(TwoPhases { alpha: half(alpha)?, beta: half(beta)? })
}

/// Slope of log C by least squares, over positive C; `None` for fewer than three.
fn log_slope(times: &[f64], concentration: &[f64]) -> Option<f64> {
    let points: Vec<(f64, f64)> = times
        .iter()
        .zip(concentration)
        .filter(|(_, c)| **c > 0.0)
        .map(|(t, c)| (*t, c.ln()))
        .collect();
    let n = points.len() as f64;
    if points.len() < 3 {
        return None;
    }
    let mean = |part: fn(&(f64, f64)) -> f64| points.iter().map(part).sum::<f64>() / n;
    let (t, y) = (mean(|p| p.0), mean(|p| p.1));
    let across: f64 = points.iter().map(|p| (p.0 - t) * (p.1 - y)).sum();
    let along: f64 = points.iter().map(|p| (p.0 - t).powi(2)).sum();
    (along > 0.0).then(|| across / along)
}
