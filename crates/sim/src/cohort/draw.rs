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
use crate::model::{ADULT, Blueprint};
use crate::parameter::{Evidence, Parameter, Table};

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
/// What cohorts draw from the parameter table, beside the body.
const DRAWN_FROM: [&str; 20] = [
    "cargo.copies-per-vesicle",
    "cargo.between-mirnas",
    "cargo.between-tissues",
    "cargo.between-people",
    "plasma.non-vesicular",
    "preparation.carry-over",
    "tumour.secretion",
    "tumour.reaching-blood",
    "tumour.density",
    "host.common",
    "host.own",
    "host.half-diameter",
    "assay.array-noise",
    "assay.array-background",
    "assay.probe",
    "assay.site",
    "assay.date",
    "assay.slide",
    "assay.storage",
    "assay.haemolysis",
];
/// What nobody knows of these: how far it may be from its value is its spread in the table. Spreads of
/// other parameters are differences between people, and drawn for each.
pub const UNCERTAIN: [&str; 15] = [
    "cargo.between-people",
    "plasma.non-vesicular",
    "preparation.carry-over",
    "tumour.secretion",
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
        let body: Blueprint = ADULT.parse()?;
        let nature = Physiology::new(body, table)?;
        let reference = nature.reference()?;
        let profiles = Profiles::draw(&design, &nature.body().classes, &reference, table, streams)?;
        let mut median = profiles.reference().to_vec();
        median.sort_by(f64::total_cmp);
        let median = median.get(median.len() / 2).copied().unwrap_or(1.0);
        let array = Array::of(table, MEDIAN_SIGNAL / median)?;
        let sequencing = Sequencing::of(table)?;
        let (array, sequencing) = if design.noise {
            (array, sequencing)
        } else {
            (array.noiseless(), sequencing.noiseless())
        };
        let published = Effects::of(table)?;
        let size = design.batch.effect;
        let effects = Effects {
            site: size * published.site,
            date: size * published.date,
            slide: size * published.slide,
            storage: size * published.storage,
            probe: published.probe,
        };
        let batches = Batches::draw(effects, profiles.reference().len(), streams);
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

    /// The assumed parameters of the table that every simulated cohort leans on.
    ///
    /// # Errors
    ///
    /// Where one is missing from the table.
    pub fn assumed() -> Result<Vec<Parameter>, StudyError> {
        let table = Table::published()?;
        let mut all = Vec::new();
        for name in DRAWN_FROM {
            all.push(table.look_up(name)?.clone());
        }
        all.retain(|p| p.standing == Evidence::Assumed);
        Ok(all)
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
        if self.design.handling.missing > 0.0 {
            let stream = &mut self.streams.stream("missing", self.number(row));
            for value in &mut values {
                if stream.random::<f64>() < self.design.handling.missing {
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
