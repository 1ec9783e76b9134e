//! Purity: particles per µg that are possible for the sizes measured, and the posterior of the vesicle share.

mod posterior;

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

pub(crate) use self::posterior::VESICLES_RESIST;
pub use self::posterior::{Evidence, Posterior, posterior};
use crate::size::Distribution;

/// Smallest size that is taken for a vesicle with a lumen, nm; smaller detections are lipoproteins or noise.
pub const SMALLEST_VESICLE: f64 = 40.0;

/// Thickness of the membrane with its proteins, nm.
const SHELL: f64 = 5.0;
/// Protein of the lumen, g/mL: low and high (assumed).
pub const LUMEN: (f64, f64) = (0.10, 0.25);
/// Protein of the shell, g/mL: a third to half of its mass at 1 g/mL (assumed).
pub const SHELL_PROTEIN: (f64, f64) = (1.0 / 3.0, 0.5);
/// Protein of one LDL particle, g: one apolipoprotein B-100 of 550 kDa.
pub const LDL_PROTEIN: f64 = 550e3 / 6.022_140_76e23;

/// Protein of one vesicle, g, for lumen and shell proteins in g/mL.
pub fn vesicle_protein(diameter: f64, lumen: f64, shell: f64) -> f64 {
    // nm³ to mL.
    let volume = |d: f64| PI / 6.0 * d.max(0.0).powi(3) * 1e-21;
    let core = volume(diameter - 2.0 * SHELL);
    lumen * core + shell * (volume(diameter) - core)
}

/// Fewest and most particles per µg of protein that pure vesicles of one size can have.
///
/// ```
/// let (fewest, most) = exoscope_prep::purity::possible_ratio_at(100.0);
/// assert!((fewest / 6.0e9 - 1.0).abs() < 0.01 && (most / 1.17e10 - 1.0).abs() < 0.01);
/// ```
pub fn possible_ratio_at(diameter: f64) -> (f64, f64) {
    let of = |lumen, shell| 1e-6 / vesicle_protein(diameter, lumen, shell);
    (of(LUMEN.1, SHELL_PROTEIN.1), of(LUMEN.0, SHELL_PROTEIN.0))
}

/// The same for a measured distribution of sizes from 40 nm; `None` where it is empty.
pub fn possible_ratio(sizes: &Distribution) -> Option<(f64, f64)> {
    let mean = |lumen, shell| sizes.mean_of(SMALLEST_VESICLE, |d| vesicle_protein(d, lumen, shell));
    Some((1e-6 / mean(LUMEN.1, SHELL_PROTEIN.1)?, 1e-6 / mean(LUMEN.0, SHELL_PROTEIN.0)?))
}

/// The bands of Webber and Clayton 2013 (J Extracell Vesicles 2:19861), particles per µg. The limits are assumed: only the
/// abstract was at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RatioBand {
    /// Above 3e10.
    High,
    /// Between the bands.
    Between,
    /// 2e9 to 2e10.
    Low,
    /// Below 1.5e9.
    Impure,
}

/// The band of a ratio.
pub fn ratio_band(per_ug: f64) -> RatioBand {
    match per_ug {
        r if r > 3e10 => RatioBand::High,
        r if (2e9..=2e10).contains(&r) => RatioBand::Low,
        r if r < 1.5e9 => RatioBand::Impure,
        _ => RatioBand::Between,
    }
}

/// A mixture drawn from the prior of [`posterior`], with size and number left open.
pub(crate) fn draw_prior(rng: &mut impl rand::Rng) -> crate::simulate::Truth {
    let u = posterior::Unknown::draw(rng);
    crate::simulate::Truth {
        vesicle_share: u.share,
        ldl_share: u.ldl,
        particles_per_ml: 0.0,
        median_nm: 0.0,
        lumen: u.lumen,
        shell: u.shell,
        aggregate: u.aggregate,
        free: u.free,
        small_vesicles: u.small_vesicles,
        small_aggregates: u.small_aggregates,
        resists: u.resists,
        vesicles_resist: u.vesicles_resist,
    }
}

/// Most of the particles that can be vesicles where `resistant` of all resist detergent: all others do, and as many vesicles
/// as the prior of [`posterior`] allows. 1 − (r − v) / (1 − v), from 0 to 1.
///
/// ```
/// use exoscope_prep::purity::most_vesicles;
/// assert!((most_vesicles(0.24) - 0.8).abs() < 1e-12);
/// // 2 % may be vesicles that resist.
/// assert_eq!(most_vesicles(0.02), 1.0);
/// ```
pub fn most_vesicles(resistant: f64) -> f64 {
    let (_, most) = VESICLES_RESIST;
    (1.0 - (resistant - most) / (1.0 - most)).clamp(0.0, 1.0)
}
