//! Simulated preparations: files of counter, plate and cytometer of a mixture of vesicles, LDL and protein aggregates
//! whose truth is known, in the layouts that the readers read.

mod cytometer;
mod files;

pub use self::files::{SimulatedFile, sheet};
use crate::sheet::{Blank, Row};
use exoscope_core::Streams;

use rand::RngExt as _;
use rand_distr::{Distribution as _, LogNormal, Normal, Poisson};
use serde::{Deserialize, Serialize};

use crate::purity::{LDL_PROTEIN, vesicle_protein};

/// What is true of a simulated preparation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// Vesicles among counted particles.
    pub vesicle_share: f64,
    /// LDL among counted particles that are no vesicles.
    pub ldl_share: f64,
    /// Counted particles per mL of the stock.
    pub particles_per_ml: f64,
    /// Median size of vesicles and aggregates, nm.
    pub median_nm: f64,
    /// Protein of a vesicle's lumen, g/mL.
    pub lumen: f64,
    /// Protein of a vesicle's shell, g/mL.
    pub shell: f64,
    /// Protein of an aggregate, g/mL.
    pub aggregate: f64,
    /// Free protein per counted particle, over the protein of a vesicle.
    pub free: f64,
    /// Vesicles that appear below 40 nm.
    pub small_vesicles: f64,
    /// Aggregates that appear below 40 nm.
    pub small_aggregates: f64,
    /// Particles other than vesicles that resist detergent, among these.
    pub resists: f64,
    /// Vesicles that resist detergent, among these.
    pub vesicles_resist: f64,
}

/// Tracks of diluent alone in the counter.
const BLANK_TRACKS: f64 = 12.0;

/// Spread of the logarithm of sizes.
const SIGMA: f64 = 0.35;
/// Dilutions of the counter, and tracks at the first.
const DILUTIONS: [f64; 3] = [1000.0, 2000.0, 4000.0];
const TRACKS: f64 = 3000.0;
/// Measurements of each dilution.
const REPLICATES: usize = 2;

impl Truth {
    /// A truth drawn from the prior of the posterior, so that its intervals can be held against it.
    pub fn draw(streams: Streams, entity: u64) -> Self {
        let mut rng = streams.stream("prep truth", entity);
        let unknown = crate::purity::draw_prior(&mut rng);
        Self {
            particles_per_ml: 10_f64.powf(11.0 + rng.random::<f64>()),
            median_nm: 80.0 + 50.0 * rng.random::<f64>(),
            ..unknown
        }
    }

    /// Protein of the stock, µg/mL.
    pub fn protein_ug_per_ml(&self) -> f64 {
        // Moments of the log-normal above 40 nm, by 4,000 equal steps of its logarithm.
        let (mut total, mut lumen, mut shell) = (0.0, 0.0, 0.0);
        for i in 0..4000 {
            let z = -5.0 + (f64::from(i) + 0.5) / 400.0;
            let d = self.median_nm * (SIGMA * z).exp();
            if d >= crate::purity::SMALLEST_VESICLE {
                let weight = (-z * z / 2.0).exp();
                total += weight;
                lumen += weight * vesicle_protein(d, 1.0, 0.0);
                shell += weight * vesicle_protein(d, 0.0, 1.0);
            }
        }
        let (lumen, shell) = (lumen / total, shell / total);
        let vesicle = self.lumen * lumen + self.shell * shell;
        let rest = self.ldl_share * LDL_PROTEIN
            + (1.0 - self.ldl_share) * self.aggregate * (lumen + shell);
        let each =
            self.vesicle_share * vesicle + (1.0 - self.vesicle_share) * rest + self.free * vesicle;
        1e6 * each * self.particles_per_ml
    }
}

/// What a detection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Vesicle,
    Ldl,
    Aggregate,
}

/// All files of a simulated preparation: three dilutions by the counter, each twice, the first again after detergent, diluent alone; a
/// plate; a cytometer's sample, water and beads with their calibration file.
pub fn simulate(truth: &Truth, streams: Streams, entity: u64) -> Vec<SimulatedFile> {
    let mut found = Vec::new();
    let first = DILUTIONS.first().copied().unwrap_or(1.0);
    // What one track stands for in the cell: one constant of the instrument at its setting.
    let per_track = truth.particles_per_ml / first / TRACKS;
    let mut counter = |name: String, stream: u64, dilution: f64, lysed: bool, row: Row| {
        let mut rng = streams.stream("prep counter", entity * 10 + stream);
        let mut tracks = |expected: f64| {
            Poisson::new(expected).map_or(expected, |poisson| poisson.sample(&mut rng)) as usize
        };
        let (own, diluent) = (tracks(TRACKS * first / dilution), tracks(BLANK_TRACKS));
        let own = (0..own).map(|_| detection(truth, &mut rng)).collect::<Vec<_>>();
        let left = own.into_iter().filter(|(kind, _)| {
            let resists =
                if *kind == Kind::Vesicle { truth.vesicles_resist } else { truth.resists };
            !lysed || rng.random::<f64>() < resists
        });
        let mut sizes: Vec<f64> = left.map(|(_, size)| size).collect();
        if row.blank == Some(Blank::Itself) {
            sizes.clear();
        }
        sizes.extend((0..diluent).map(|_| 60.0 + 80.0 * rng.random::<f64>()));
        let text = files::zetaview(&name, dilution, &sizes, per_track);
        found.push(files::file(format!("{name}.txt"), text, row));
    };
    let of_diluent = Some(Blank::File("diluent.txt".into()));
    let all =
        DILUTIONS.into_iter().flat_map(|dilution| (1..=REPLICATES).map(move |n| (dilution, n)));
    for (number, (dilution, replicate)) in all.enumerate() {
        let row = Row {
            dilution: Some(dilution),
            blank: of_diluent.clone(),
            replicate: Some(replicate.to_string()),
            ..Row::default()
        };
        counter(format!("counter_{dilution}x_{replicate}"), number as u64, dilution, false, row);
    }
    let row = Row { dilution: Some(first), blank: of_diluent, detergent: true, ..Row::default() };
    counter("detergent".into(), 8, first, true, row);
    let row = Row { blank: Some(Blank::Itself), ..Row::default() };
    counter("diluent".into(), 9, 1.0, false, row);
    let mut rng = streams.stream("prep plate", entity);
    found.push(files::gen5(truth.protein_ug_per_ml(), &mut rng));
    let mut rng = streams.stream("prep cytometer", entity);
    found.extend(cytometer::files(truth, &mut rng));
    found
}

/// Kind and apparent size of one detection, nm.
fn detection(truth: &Truth, rng: &mut impl rand::Rng) -> (Kind, f64) {
    let vesicle = rng.random::<f64>() < truth.vesicle_share;
    let ldl = !vesicle && rng.random::<f64>() < truth.ldl_share;
    let kind = match (vesicle, ldl) {
        (true, _) => Kind::Vesicle,
        (false, true) => Kind::Ldl,
        (false, false) => Kind::Aggregate,
    };
    (kind, size(truth, kind, rng))
}

/// Apparent size, nm.
fn size(truth: &Truth, kind: Kind, rng: &mut impl rand::Rng) -> f64 {
    if kind == Kind::Ldl {
        let size: f64 = Normal::new(26.0, 5.0).map_or(26.0, |normal| normal.sample(rng));
        return size.clamp(8.0, 39.0);
    }
    let small = if kind == Kind::Vesicle { truth.small_vesicles } else { truth.small_aggregates };
    if rng.random::<f64>() < small {
        return 20.0 + 19.9 * rng.random::<f64>();
    }
    let Ok(sizes) = LogNormal::new(truth.median_nm.ln(), SIGMA) else { return truth.median_nm };
    loop {
        let size: f64 = sizes.sample(rng);
        if (crate::purity::SMALLEST_VESICLE..5900.0).contains(&size) {
            return size;
        }
    }
}
