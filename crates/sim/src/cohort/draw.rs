//! The cohort itself, row by row: a row depends on the design, the seed and its number alone, so that
//! threads and shards give the same bytes.

use std::ops::Range;

use exoscope_core::cohort::Step;
use exoscope_core::mirna::MirnaName;
use exoscope_core::{Cohort, Scale, Streams};
use ndarray::Array2;
use rand::RngExt;
use rayon::prelude::*;

use super::person::Physiology;
use super::profile::{MarkerEffect, Profiles};
use super::sample::{Sample, columns, samples};
use super::{AssayKind, Batch, Design, SimulatedPerson, StudyError, lay_out};
use crate::assay::{Array, Batches, Effects, Sequencing, Spots};
use crate::cargo::Cargo;
use crate::model::{ADULT, Blueprint};
use crate::parameter::{Evidence, Parameter, Table};
use crate::profile::{LearnedCohort, PlasmaProfile};

/// A design with everything drawn that its people share: cargo, host responses, batches.
#[derive(Debug, Clone)]
pub struct Study {
    design: Design,
    streams: Streams,
    /// Number of the first person.
    first: u64,
    nature: Physiology,
    profiles: Profiles,
    batches: Batches,
    samples: Vec<Sample>,
    layout: Vec<Batch>,
    array: Array,
    sequencing: Sequencing,
    missing: Vec<f64>,
    assumed: Vec<Parameter>,
}

/// One sample as drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedSample {
    /// The person whose tube was measured.
    pub measured: SimulatedPerson,
    /// Copies per mL of each miRNA in the tube, before any assay.
    pub copies: Vec<f64>,
    /// Sum of the batch effects on each miRNA, in natural logarithms.
    pub effects: Vec<f64>,
    /// Its batch.
    pub batch: Batch,
}

/// People of later numbers are measured on later dates: so many numbers are a day.
const NUMBERS_A_DAY: u64 = 1000;
/// What nobody knows of these: how far it may be from its value is its spread in the table. Spreads of
/// other parameters are differences between people, and drawn for each.
pub const UNCERTAIN: [&str; 18] = [
    "cargo.between-people",
    "profile.sd-rare",
    "profile.size",
    "plasma.non-vesicular",
    "preparation.carry-over",
    "tumour.secretion",
    "tumour.rim",
    "host.common",
    "host.own",
    "host.half-diameter",
    "marker.background",
    "marker.counted",
    "assay.array-noise",
    "assay.site",
    "assay.date",
    "assay.slide",
    "assay.storage",
    "assay.dispersion",
];
/// Scanner units that the median miRNA of the reference person shows above the background.
const MEDIAN_SIGNAL: f64 = 128.0;

/// What stands of people without disease and of the lab before a design is drawn.
struct World {
    plasma: PlasmaProfile,
    array: Array,
    sequencing: Sequencing,
    effects: Effects,
    /// Share of the samples in which each miRNA is missing; none where it is empty.
    missing: Vec<f64>,
}

/// The assumed parameters that were looked up in a table.
fn assumed(table: &Table) -> Vec<Parameter> {
    table.looked_up().filter(|p| p.standing == Evidence::Assumed).cloned().collect()
}

impl Study {
    /// Draws what the people of a design share, and numbers them from 0.
    ///
    /// ```
    /// use exoscope_core::Streams;
    /// use exoscope_sim::cohort::{BUILT_IN, Design, Study};
    /// let mut design: Design = BUILT_IN[2].1.parse()?;
    /// design.class.iter_mut().for_each(|class| class.people = 2);
    /// let study = Study::new(design, Streams::new(1))?;
    /// let cohort = study.cohort(0..study.len())?;
    /// assert_eq!((cohort.n_samples(), cohort.n_mirnas()), (12, 2565));
    /// # Ok::<(), exoscope_sim::cohort::StudyError>(())
    /// ```
    pub fn new(design: Design, streams: Streams) -> Result<Self, StudyError> {
        Self::later(design, streams, 0)
    }

    /// The same with people numbered from `first`, and batches of their own: other people of the same
    /// nature, measured later.
    ///
    /// # Errors
    ///
    /// As [`Study::new`].
    pub fn later(design: Design, streams: Streams, first: u64) -> Result<Self, StudyError> {
        Self::of(design, &Table::published()?, streams, first)
    }

    /// The same in a world whose parameters are those of `table`.
    ///
    /// # Errors
    ///
    /// As [`Study::new`].
    pub fn of(
        design: Design,
        table: &Table,
        streams: Streams,
        first: u64,
    ) -> Result<Self, StudyError> {
        let table = &table.unread();
        let plasma = PlasmaProfile::published(table, &design.levels.without, streams)?;
        let world = World {
            plasma,
            array: Array::of(table, 1.0)?,
            sequencing: Sequencing::of(table)?,
            effects: Effects::of(table)?,
            missing: Vec::new(),
        };
        Self::within(design, table, world, streams, first)
    }

    /// People of `design` measured as those of `learned` were: its miRNAs, levels, spreads, factors, batch effects,
    /// depth and missing values take the place of the published ones, and its scale that of the design's assay.
    /// Tumours, the host's response, batches' make-up, duplicates and exchanges are the design's. Red cells are in the
    /// factors that were learned, and not added.
    ///
    /// # Errors
    ///
    /// As [`Study::new`].
    pub fn like(
        mut design: Design,
        learned: &LearnedCohort,
        streams: Streams,
    ) -> Result<Self, StudyError> {
        let table = Table::published()?.unread();
        design.handling.haemolysis = 0.0;
        let mut array = Array::of(&table, 1.0)?;
        let mut sequencing = Sequencing::of(&table)?;
        if let Some((depth, depth_cv)) = learned.depth {
            design.assay = AssayKind::Sequencing;
            (sequencing.depth, sequencing.depth_cv) = (depth, depth_cv);
        } else {
            design.assay = AssayKind::Array;
            // A spot is present from two SDs of empty ones on.
            array.background_sd = learned.floor.unwrap_or(0.0).exp2() / 2.0;
            array.noise = 0.0; // it is in what was learned of each miRNA
        }
        let batches = &learned.batches;
        let effects =
            Effects { site: batches.site, date: batches.date, slide: batches.slide, storage: 0.0 };
        let (plasma, missing) = (learned.profile.clone(), learned.missing.clone());
        let world = World { plasma, array, sequencing, effects, missing };
        Self::within(design, &table, world, streams, 0)
    }

    fn within(
        design: Design,
        table: &Table,
        world: World,
        streams: Streams,
        first: u64,
    ) -> Result<Self, StudyError> {
        let body: Blueprint = ADULT.parse()?;
        let nature = Physiology::new(body, table)?;
        let reference = nature.reference()?;
        let classes = &nature.body().classes;
        let profiles = Profiles::draw(&design, world.plasma, classes, &reference, table, streams)?;
        let copies = profiles.reference();
        let mut median = copies.to_vec();
        median.sort_by(f64::total_cmp);
        let median = median.get(median.len() / 2).copied().unwrap_or(1.0);
        let array = Array { gain: MEDIAN_SIGNAL / median, ..world.array };
        // What a probe of the array makes of its miRNA's concentration, so that the reference person shows the level
        // known of it; levels of sequencing are of libraries already.
        let level = |(level, copies): (&f64, &f64)| {
            level * std::f64::consts::LN_2 - (array.gain * copies).max(f64::MIN_POSITIVE).ln()
        };
        let probe = match design.assay {
            AssayKind::Array => profiles.plasma().array.iter().zip(copies).map(level).collect(),
            AssayKind::Sequencing => vec![0.0; copies.len()],
        };
        let (array, sequencing) = if design.noise {
            (array, world.sequencing)
        } else {
            (array.noiseless(), world.sequencing.noiseless())
        };
        let size = design.batch.effect;
        let effects = Effects {
            site: size * world.effects.site,
            date: size * world.effects.date,
            slide: size * world.effects.slide,
            storage: size * world.effects.storage,
        };
        let batches = Batches::draw(effects, probe, streams);
        let samples = samples(&design, first, streams);
        let kinds: Vec<_> = samples
            .iter()
            .filter_map(|s| Some((s.class, design.class.get(s.class)?.role)))
            .collect();
        let mut layout = lay_out(&design.batch, &kinds, streams);
        for batch in &mut layout {
            batch.date += first / NUMBERS_A_DAY;
            batch.slide += first;
        }
        Ok(Self {
            assumed: assumed(table),
            missing: world.missing,
            design,
            streams,
            first,
            nature,
            profiles,
            batches,
            samples,
            layout,
            array,
            sequencing,
        })
    }

    /// The assumed parameters of the table that it was drawn with, as they were looked up.
    pub fn assumed(&self) -> &[Parameter] {
        &self.assumed
    }

    /// Copies per vesicle of every message in every class.
    pub fn cargo(&self) -> &Cargo {
        self.profiles.cargo()
    }

    /// Number of samples: people, and those measured twice.
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// Names of the miRNAs.
    pub fn mirnas(&self) -> Vec<String> {
        self.profiles.names()
    }

    /// The array that measures it.
    pub fn array(&self) -> &Array {
        &self.array
    }

    /// Sample `row` before its assay.
    pub fn sample(&self, row: usize) -> Result<SimulatedSample, StudyError> {
        let absent =
            || StudyError::Value { line: None, field: "row".into(), why: "no such sample".into() };
        let here = self.samples.get(row).ok_or_else(absent)?;
        let tube = self.samples.get(here.tube).ok_or_else(absent)?;
        let batch = *self.layout.get(row).ok_or_else(absent)?;
        let measured = self.nature.simulate(&self.design, tube.class, tube.person, self.streams)?;
        let copies = self.profiles.of(&measured, tube.person, self.streams);
        let stream = &mut self.streams.stream("storage", tube.person);
        let years = self.design.handling.storage * stream.random::<f64>();
        let effects = self.batches.of(batch.site, batch.date, batch.slide, years);
        Ok(SimulatedSample { measured, copies, effects, batch })
    }

    /// Copies per mL of each miRNA in a tube of person `number` if `one` is true of them: the same
    /// person with another tumour, or none.
    pub fn copies(&self, one: &SimulatedPerson, number: u64) -> Vec<f64> {
        self.profiles.of(one, number, self.streams)
    }

    /// What each miRNA tells of the tumours of a class of the design, by its place; empty where the class
    /// has none.
    pub fn marker_effects(&self, class: usize) -> Vec<MarkerEffect> {
        self.profiles.marker_effects(class)
    }

    /// Number of the person whose tube is sample `row`.
    pub fn person(&self, row: usize) -> Option<u64> {
        self.samples.get(row).and_then(|sample| self.tube_person(sample))
    }

    /// Row `row` among all that were ever numbered.
    const fn number(&self, row: usize) -> u64 {
        self.first + row as u64
    }

    /// The array of sample `row` as scanned; its name tells slide and place on it.
    pub fn scan(&self, row: usize) -> Result<Spots, StudyError> {
        Ok(self.scan_of(row, &self.sample(row)?))
    }

    fn scan_of(&self, row: usize, drawn: &SimulatedSample) -> Spots {
        let stream = &mut self.streams.stream("assay", self.number(row));
        self.array.scan(&drawn.copies, &drawn.effects, stream)
    }

    fn measure(&self, row: usize, drawn: &SimulatedSample) -> Vec<f64> {
        let mut values = match self.design.assay {
            AssayKind::Array => self.scan_of(row, drawn).log2(),
            AssayKind::Sequencing => {
                let stream = &mut self.streams.stream("assay", self.number(row));
                self.sequencing.count(&drawn.copies, &drawn.effects, stream)
            }
        };
        let any = self.design.handling.missing;
        if any > 0.0 || self.missing.iter().any(|share| *share > 0.0) {
            let stream = &mut self.streams.stream("missing", self.number(row));
            for (place, value) in values.iter_mut().enumerate() {
                let own = self.missing.get(place).copied().unwrap_or(0.0);
                if stream.random::<f64>() < 1.0 - (1.0 - any) * (1.0 - own) {
                    *value = f64::NAN;
                }
            }
        }
        values
    }

    /// The cohort of these rows, with what is true in columns of their own: `tumour_cells`,
    /// `tumour_diameter_mm`, `tumour_years`, `tumour_vesicles_per_ml`, `vesicles_per_ml`,
    /// `host_response`, `haemolysis`, and `measured_person` where tubes were exchanged.
    pub fn cohort(&self, rows: Range<usize>) -> Result<Cohort, StudyError> {
        let rows = rows.start..rows.end.min(self.len());
        let mirnas = self.mirnas();
        let mut values: Array2<f64> = Array2::zeros((rows.len(), mirnas.len()));
        let width = mirnas.len().max(1);
        let measured = match values.as_slice_mut() {
            Some(cells) => cells
                .par_chunks_mut(width)
                .enumerate()
                .map(|(place, cells)| {
                    let row = rows.start + place;
                    let drawn = self.sample(row)?;
                    cells.copy_from_slice(&self.measure(row, &drawn));
                    Ok(drawn.measured)
                })
                .collect::<Result<Vec<SimulatedPerson>, StudyError>>()?,
            None => Vec::new(),
        };
        let scale = match self.design.assay {
            AssayKind::Array => Scale::Log2Intensity,
            AssayKind::Sequencing => Scale::Counts,
        };
        let names: Vec<MirnaName> = mirnas.iter().map(|m| m.parse()).collect::<Result<_, _>>()?;
        let here = self.samples.get(rows.clone()).unwrap_or_default();
        let ids = here.iter().map(|s| s.id.parse()).collect::<Result<_, _>>()?;
        let mut cohort = Cohort::new(ids, names, values, scale)?;
        let layout = self.layout.get(rows).unwrap_or_default();
        columns(&mut cohort, self, here, layout, &measured)?;
        let seed = self.streams.seed();
        let what = format!(
            "simulated by the design {:?} with seed {seed}: no real person",
            self.design.name
        );
        cohort.add_step(Step::new(what, vec![]));
        Ok(cohort)
    }

    /// The person in the tube that was measured for `sample`.
    pub(super) fn tube_person(&self, sample: &Sample) -> Option<u64> {
        self.samples.get(sample.tube).map(|tube| tube.person)
    }

    pub(super) fn design(&self) -> &Design {
        &self.design
    }

    /// Who the sample says it is from, whatever tube was measured.
    pub(super) fn labelled(&self, sample: &Sample) -> Result<SimulatedPerson, StudyError> {
        self.nature.simulate(&self.design, sample.class, sample.person, self.streams)
    }
}
