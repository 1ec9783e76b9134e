//! Files of a simulated flow cytometer: sample and water, beads of known size, and the calibration file that names them.

use rand::RngExt as _;
use rand_distr::{Distribution as _, LogNormal, Poisson};

use super::files::{SimulatedFile, beside, file};
use super::{Kind, Truth, detection};
use crate::cytometry::scatter::{Optics, VesicleOptics};
use crate::sheet::{Blank, Row};

/// Optics: violet laser, all scattered light.
const OPTICS: Optics = Optics { wavelength: 405.0, medium: 1.343, half_angle: None };
/// Signal per nm² of cross-section.
const FACTOR: f64 = 12.0;
/// Polystyrene beads: diameters, nm, and index at the wavelength.
const BEADS: ([f64; 4], f64) = ([70.0, 100.0, 150.0, 200.0], 1.624);
/// Index of LDL and of protein aggregates (assumed).
const DENSE_INDEX: f64 = 1.46;
/// MESF per channel of fluorescence.
const MESF: f64 = 2.5;
/// Events of particles, and of the water, in one file on average.
const EVENTS: f64 = 5000.0;
const WATER: f64 = 250.0;
/// Sizes at which cross-sections are computed, nm.
const STEP: f64 = 5.0;
const SIZES: usize = 220;

/// Cross-sections of one kind of particle over a grid of sizes.
struct Sections(Vec<f64>);

impl Sections {
    fn of(section: impl Fn(f64) -> Option<f64>) -> Self {
        Self((1..=SIZES).map(|i| section(i as f64 * STEP).unwrap_or(0.0)).collect())
    }

    /// Cross-section at a size, between grid points by a power law.
    fn at(&self, size: f64) -> f64 {
        let place = (size / STEP - 1.0).clamp(0.0, (SIZES - 2) as f64);
        let below = place.floor() as usize;
        let value = |i: usize| self.0.get(i).copied().unwrap_or_default().max(1e-9).ln();
        let lower = (below + 1) as f64 * STEP;
        let part = (size / lower).ln() / ((lower + STEP) / lower).ln();
        (value(below) + part * (value(below + 1) - value(below))).exp()
    }
}

/// Sample, water, beads and calibration file.
pub(super) fn files(truth: &Truth, rng: &mut impl rand::Rng) -> Vec<SimulatedFile> {
    let vesicle = VesicleOptics::with_core(1.38);
    let vesicles = Sections::of(|d| OPTICS.vesicle(d, &vesicle));
    let others = Sections::of(|d| OPTICS.sphere(d, DENSE_INDEX));
    let noise = LogNormal::new(0.0, 0.1);
    let (dark, bright) = (LogNormal::new(4.0, 0.5), LogNormal::new(7.5, 0.4));
    let mut draw = |law: Result<LogNormal<f64>, _>| law.map_or(1.0, |law| law.sample(rng));
    // Two closures would borrow the generator twice, so noise of all events is drawn first.
    let mut noises: Vec<[f64; 3]> = Vec::with_capacity(2 * EVENTS as usize);
    for _ in 0..2 * EVENTS as usize {
        noises.push([draw(noise), draw(dark), draw(bright)]);
    }
    let of_water =
        |[noise, dark, _]: &[f64; 3]| [(FACTOR * others.at(45.0) * noise) as f32, *dark as f32];
    // Particles and what the water adds; stained, or with an antibody of no target.
    let mut tube = |stained: bool| -> Vec<[f32; 2]> {
        let mut events: Vec<[f32; 2]> = noises
            .iter()
            .take(counted(EVENTS, rng))
            .map(|[noise, dark, bright]| {
                let (kind, size) = detection(truth, rng);
                let sections = if kind == Kind::Vesicle { &vesicles } else { &others };
                let positive = stained && kind == Kind::Vesicle && rng.random::<f64>() < 0.4;
                let fluorescence = if positive { bright } else { dark };
                [(FACTOR * sections.at(size) * noise) as f32, *fluorescence as f32]
            })
            .collect();
        events.extend(noises.iter().rev().take(counted(WATER, rng)).map(of_water));
        events
    };
    let (sample, isotype) = (tube(true), tube(false));
    let water: Vec<[f32; 2]> =
        noises.iter().rev().take(counted(WATER, rng)).map(of_water).collect();
    let dilution = (truth.particles_per_ml * 500e-6 / EVENTS).max(1.0);
    let row = Row {
        dilution: Some(dilution),
        blank: Some(Blank::File("water.fcs".into())),
        marker: Some(("FL1-H".into(), 400.0)),
        control: Some("isotype.fcs".into()),
        ..Row::default()
    };
    let of_isotype = Row {
        dilution: Some(dilution),
        blank: Some(Blank::File("water.fcs".into())),
        ..Row::default()
    };
    let mut found = vec![
        file("cytometer.fcs".into(), fcs(&sample), row),
        file("isotype.fcs".into(), fcs(&isotype), of_isotype),
        file("water.fcs".into(), fcs(&water), Row { blank: Some(Blank::Itself), ..Row::default() }),
    ];
    let mut text = format!(
        "interrogation_volume_pl = 0.05\n\n[[fluorescence]]\nchannel = \"FL1-H\"\nunit = \"MESF\"\nlot = \"simulated\"\n\
         peaks = [{}]\n\n[scatter]\nchannel = \"SSC-H\"\nwavelength = {}\nmedium = {}\nhalf_angle = \"all\"\nbeads = [\n",
        [40.0, 400.0, 4000.0, 40_000.0]
            .map(|channel: f64| format!("{{ signal = {channel:?}, value = {:?} }}", channel * MESF))
            .join(", "),
        OPTICS.wavelength,
        OPTICS.medium,
    );
    let (diameters, index) = BEADS;
    for diameter in diameters {
        let signal = FACTOR * OPTICS.sphere(diameter, index).unwrap_or_default();
        let beads: Vec<[f32; 2]> = noises
            .iter()
            .step_by(10)
            .map(|[noise, dark, _]| [(signal * noise) as f32, *dark as f32])
            .collect();
        let name = format!("beads_{diameter}nm.fcs");
        text.extend([format!(
            "  {{ diameter = {diameter:?}, index = {index}, file = \"{name}\" }},\n"
        )]);
        found.push(beside(&name, fcs(&beads)));
    }
    text.push_str("]\n");
    found.push(beside("calibration.toml", text.into_bytes()));
    found
}

/// A Poisson count.
fn counted(mean: f64, rng: &mut impl rand::Rng) -> usize {
    Poisson::new(mean).map_or(mean, |poisson| poisson.sample(rng)) as usize
}

/// FCS 3.1 of two channels of little-endian floats in 500 nL.
fn fcs(events: &[[f32; 2]]) -> Vec<u8> {
    const START: usize = 1024;
    let n = events.len();
    let (first, last) = if n == 0 { (0, 0) } else { (START, START + 8 * n - 1) };
    let text = format!(
        "/$BEGINSTEXT/0/$ENDSTEXT/0/$BEGINANALYSIS/0/$ENDANALYSIS/0/$BEGINDATA/{first}/$ENDDATA/{last}/$TOT/{n}/$PAR/2/\
         $MODE/L/$BYTEORD/1,2,3,4/$DATATYPE/F/$NEXTDATA/0/$VOL/500/$P1N/SSC-H/$P1B/32/$P1E/0,0/$P1R/16777216/$P2N/FL1-H/\
         $P2B/32/$P2E/0,0/$P2R/16777216/"
    );
    let end = 58 + text.len() - 1;
    let offsets = if last > 99_999_999 { (0, 0) } else { (first, last) };
    let mut bytes = format!(
        "FCS3.1    {:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{text}",
        58, end, offsets.0, offsets.1, 0, 0
    )
    .into_bytes();
    bytes.resize(START, b' ');
    for event in events {
        bytes.extend(event.iter().flat_map(|value| value.to_le_bytes()));
    }
    bytes
}
