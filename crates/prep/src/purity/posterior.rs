//! Posterior of the vesicle share of counted particles, by weighted draws from the prior.
//!
//! Detections are vesicles (share s), LDL particles that the counter sees as such, below 40 nm, or aggregates of protein
//! with the vesicles' sizes. Protein is theirs and, besides, free. Priors, all **assumed**: s uniform on 0 to 1; LDL part
//! of the rest uniform; lumen and shell protein uniform in their ranges; aggregates 5 to 50 % protein (1.35 g/mL) by
//! volume; free protein log-uniform from 0.001 to 100 times that of a vesicle, per particle counted; 0 to 15 % of
//! vesicles and of aggregates appear below 40 nm; 30 to 100 % of what is no vesicle resists detergent, and 0 to 5 % of vesicles.
//!
//! Sizes alone give no posterior: aggregates have the vesicles' sizes, so that what they would leave is the prior.

use exoscope_core::Streams;
use rand::RngExt as _;
use rand_distr::{Beta, Distribution as _, LogNormal, StandardNormal};
use serde::{Deserialize, Serialize};

use super::{LDL_PROTEIN, LUMEN, SHELL_PROTEIN, SMALLEST_VESICLE, vesicle_protein};
use crate::figure::{Estimate, normal_quantile};
use crate::size::Distribution;

/// What was measured of one preparation.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Sizes of the counted particles.
    pub sizes: Distribution,
    /// Independent tracks behind them.
    pub tracks: f64,
    /// Protein per counted particle, g, and its relative standard error. `None`: protein not measured.
    pub protein: Option<(f64, f64)>,
    /// Share of particles that resist detergent, blanks taken off, with its 95 % limits: value and limits may lie beyond 0 … 1.
    pub detergent_resistant: Option<Estimate>,
}

/// Posterior of a preparation's purity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Posterior {
    /// Vesicles among counted particles: median with the 90 % interval.
    pub vesicle_share: Estimate,
    /// Protein of vesicles among all protein: median with the 90 % interval; `None` where protein was not measured.
    pub protein_share: Option<Estimate>,
    /// Probability that 99 % or more of counted particles are vesicles.
    pub at_least_99: f64,
    /// Draws that carry the posterior (effective sample size).
    pub effective_draws: f64,
}

/// Draws from the prior in one round, and the most rounds.
const DRAWS: usize = 20_000;
const ROUNDS: usize = 200;
/// Rounds go on until the posterior is carried by as many draws: its ends are then sure to a percent of the draws.
const EFFECTIVE: f64 = 2000.0;
/// Fewest draws that a posterior may be stated of.
const FEWEST: f64 = 400.0;
/// Protein of aggregates, g/mL: 5 to 50 % of their volume at 1.35 g/mL.
pub(crate) const AGGREGATE: (f64, f64) = (0.05 * 1.35, 0.5 * 1.35);
/// Free protein per counted particle over the protein of a vesicle: decades.
pub(crate) const FREE_DECADES: (f64, f64) = (-3.0, 2.0);
/// Share of vesicles or aggregates that appear below 40 nm.
pub(crate) const SMALL: (f64, f64) = (0.0, 0.15);

/// Particles other than vesicles that resist detergent, among these.
pub(crate) const RESISTS: (f64, f64) = (0.3, 1.0);
/// Vesicles that resist detergent, among these.
pub(crate) const VESICLES_RESIST: (f64, f64) = (0.0, 0.05);

/// One draw of all that is unknown, from the prior.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unknown {
    pub(crate) share: f64,
    pub(crate) ldl: f64,
    pub(crate) lumen: f64,
    pub(crate) shell: f64,
    pub(crate) aggregate: f64,
    pub(crate) free: f64,
    pub(crate) small_vesicles: f64,
    pub(crate) small_aggregates: f64,
    pub(crate) resists: f64,
    pub(crate) vesicles_resist: f64,
}

impl Unknown {
    pub(crate) fn draw(rng: &mut impl rand::Rng) -> Self {
        let mut uniform = |(low, high): (f64, f64)| low + (high - low) * rng.random::<f64>();
        Self {
            share: uniform((0.0, 1.0)),
            ldl: uniform((0.0, 1.0)),
            lumen: uniform(LUMEN),
            shell: uniform(SHELL_PROTEIN),
            aggregate: uniform(AGGREGATE),
            free: 10_f64.powf(uniform(FREE_DECADES)),
            small_vesicles: uniform(SMALL),
            small_aggregates: uniform(SMALL),
            resists: uniform(RESISTS),
            vesicles_resist: uniform(VESICLES_RESIST),
        }
    }
}

/// Posterior of the purity, the same wherever the preparation stands among others; `None` where nothing was counted from
/// 40 nm on, where sizes are all that was measured, and where too few draws of the prior fit what was.
pub fn posterior(evidence: &Evidence, streams: Streams) -> Option<Posterior> {
    if evidence.protein.is_none() && evidence.detergent_resistant.is_none() {
        return None;
    }
    let small = evidence.sizes.share_below(SMALLEST_VESICLE)? * evidence.tracks;
    let mean = |f: &dyn Fn(f64) -> f64| evidence.sizes.mean_of(SMALLEST_VESICLE, f);
    let lumen = mean(&|d| vesicle_protein(d, 1.0, 0.0))?;
    let shell = mean(&|d| vesicle_protein(d, 0.0, 1.0))?;
    let volume = lumen + shell;
    // The mean of d³ over n tracks is itself uncertain.
    let square = mean(&|d| vesicle_protein(d, 1.0, 1.0).powi(2))?;
    let tracks = (evidence.tracks - small).max(1.0);
    let of_sizes = (square / (volume * volume) - 1.0).max(0.0) / tracks;
    let mut rng = streams.stream("purity posterior", 0);
    // The share below 40 nm, the protein per particle and the share that resists detergent are drawn from what was measured;
    // the LDL part or the vesicles' own small ones, free protein and, with a detergent control, the vesicle share follow from
    // them, and the weight is the prior's density there (importance sampling).
    let seen = Beta::new(small + 1.0, evidence.tracks - small + 1.0).ok()?;
    let protein = match evidence.protein {
        None => None,
        Some((mass, se)) => {
            Some(LogNormal::new(mass.ln(), (se * se + of_sizes).sqrt().max(1e-3)).ok()?)
        }
    };
    let resistant = evidence.detergent_resistant.and_then(SplitNormal::of);
    let law = Law { lumen, shell, seen, protein, resistant };
    let mut draws: Vec<(f64, f64, f64)> = Vec::new();
    let (mut total, mut squares) = (0.0, 0.0);
    // Effective number of weighted draws, (Σw)² / Σw² (Kish 1965).
    let mut effective = 0.0;
    for _ in 0..ROUNDS {
        for draw in (0..DRAWS).filter_map(|_| law.draw(&mut rng)) {
            total += draw.0;
            squares += draw.0 * draw.0;
            draws.push(draw);
        }
        effective = if squares > 0.0 { total * total / squares } else { 0.0 };
        if effective >= EFFECTIVE {
            break;
        }
    }
    if effective < FEWEST {
        return None;
    }
    let shares = |pick: fn(&(f64, f64, f64)) -> f64| draws.iter().map(|d| (pick(d), d.0)).collect();
    let at_least = draws.iter().filter(|d| d.1 >= 0.99).map(|d| d.0).sum::<f64>() / total;
    Some(Posterior {
        vesicle_share: interval(shares(|d| d.1), total)?,
        protein_share: evidence.protein.and_then(|_| interval(shares(|d| d.2), total)),
        at_least_99: at_least,
        effective_draws: effective,
    })
}

/// The likelihood of a share whose limits lie unequally far: a normal law with a spread of its own on either side.
struct SplitNormal {
    value: f64,
    below: f64,
    above: f64,
}

impl SplitNormal {
    /// By the limits of an estimate; `None` where nothing bounds it above.
    fn of(estimate: Estimate) -> Option<Self> {
        let z = normal_quantile(f64::midpoint(1.0, estimate.level))?;
        let (below, above) =
            ((estimate.value - estimate.low) / z, (estimate.high - estimate.value) / z);
        let known = below.is_finite() && above.is_finite() && above > 0.0;
        known.then_some(Self { value: estimate.value, below, above })
    }

    fn draw(&self, rng: &mut impl rand::Rng) -> f64 {
        let z: f64 = StandardNormal.sample(rng);
        // Each side by its spread, so that the density is continuous.
        let lower = rng.random::<f64>() * (self.below + self.above) < self.below;
        if lower { self.value - self.below * z.abs() } else { self.value + self.above * z.abs() }
    }
}

/// What is drawn in the place of unknowns that follow from it.
struct Law {
    /// Protein of a vesicle per g/mL of lumen, and of shell.
    lumen: f64,
    shell: f64,
    /// Share below 40 nm.
    seen: Beta<f64>,
    /// Protein per counted particle, g.
    protein: Option<LogNormal<f64>>,
    /// Share that resists detergent.
    resistant: Option<SplitNormal>,
}

impl Law {
    /// A weight, the vesicle share and the protein share; `None` where the draw contradicts what was measured.
    fn draw(&self, rng: &mut impl rand::Rng) -> Option<(f64, f64, f64)> {
        let mut u = Unknown::draw(rng);
        let mut weight = 1.0;
        if let Some(resistant) = &self.resistant {
            let seen = resistant.draw(rng);
            if !(0.0..1.0).contains(&seen) {
                return None;
            }
            // What resists is what is no vesicle, in its part, and few vesicles: no more of these than of all. The vesicles'
            // part is drawn from 0 to that, and weighted by its prior there.
            let (least, most) = VESICLES_RESIST;
            let room = (most.min(seen) - least).max(0.0);
            u.vesicles_resist = least + (u.vesicles_resist - least) / (most - least) * room;
            u.share = (u.resists - seen) / (u.resists - u.vesicles_resist);
            if !(0.0..=1.0).contains(&u.share) || room <= 0.0 {
                return None;
            }
            weight *= room / (most - least) / (u.resists - u.vesicles_resist);
        }
        let below: f64 = self.seen.sample(rng);
        let rest = 1.0 - u.share;
        // What is seen below 40 nm has three parts. Each but the last is drawn from 0 to what is left of it, and weighted by its
        // prior there; the last follows: LDL where most is no vesicle, else the vesicles' own. The prior's density over the
        // other's is then bounded.
        let mut fit = |value: &mut f64, prior: f64, left: f64| {
            let room = (left / prior).min(1.0);
            *value *= room;
            weight *= room;
        };
        fit(&mut u.small_aggregates, SMALL.1, below / rest);
        let left = below - rest * u.small_aggregates;
        let others = rest * (1.0 - u.small_aggregates);
        if u.share < 0.5 {
            fit(&mut u.small_vesicles, SMALL.1, left / u.share);
            u.ldl = (left - u.share * u.small_vesicles) / others;
            weight /= others;
        } else {
            fit(&mut u.ldl, 1.0, left / others);
            u.small_vesicles = (left - others * u.ldl) / u.share;
            weight /= u.share * (SMALL.1 - SMALL.0);
        }
        let possible =
            (0.0..=1.0).contains(&u.ldl) && (SMALL.0..=SMALL.1).contains(&u.small_vesicles);
        if !possible {
            return None;
        }
        let vesicle = u.lumen * self.lumen + u.shell * self.shell;
        let of_vesicles = u.share * vesicle;
        let of_rest =
            rest * (u.ldl * LDL_PROTEIN + (1.0 - u.ldl) * u.aggregate * (self.lumen + self.shell));
        let Some(protein) = &self.protein else {
            let protein_share = of_vesicles / (of_vesicles + of_rest + u.free * vesicle);
            return Some((weight, u.share, protein_share));
        };
        let all: f64 = protein.sample(rng);
        let free = (all - of_vesicles - of_rest) / vesicle;
        if free <= 0.0 || !(FREE_DECADES.0..=FREE_DECADES.1).contains(&free.log10()) {
            return None;
        }
        Some((weight * all / (free * vesicle), u.share, of_vesicles / all))
    }
}

/// Median and 90 % interval of weighted draws.
fn interval(mut draws: Vec<(f64, f64)>, total: f64) -> Option<Estimate> {
    draws.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |p: f64| -> Option<f64> {
        let mut below = 0.0;
        for (value, weight) in &draws {
            below += weight;
            if below >= p * total {
                return Some(*value);
            }
        }
        None
    };
    Some(Estimate { value: at(0.5)?, low: at(0.05)?, high: at(0.95)?, level: 0.9 })
}
