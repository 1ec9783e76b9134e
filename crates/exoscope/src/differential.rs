//! Differential expression: which miRNAs differ between classes, by how much, and what that rests on.

use exoscope_core::cohort::Source;
use exoscope_core::progress::Progress;
use exoscope_core::sample::Field;
use exoscope_differential::{Analysis, Differential, HeatMap, Profile, Settings};
use exoscope_report::{DifferentialPage, differential_page, differential_plots};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::files::{Inputs, Outputs};

/// miRNAs of a heat map.
const HEAT_MIRNAS: usize = 40;
/// Samples of each class of a heat map.
const HEAT_SAMPLES: usize = 60;

/// Compares classes of a cohort. Reads `cohort.parquet`, writes `differential.tsv` and `differential.html`; its plots are
/// written by [`Compared::write_plots`], as their number depends on what is compared.
///
/// ```
/// use exoscope::differential::CompareClasses;
/// use exoscope::prelude::*;
/// use exoscope_differential::{Contrasts, Settings};
///
/// let cohort = exoscope::example::cohort(Streams::new(1))?;
/// let inputs = Inputs::default().with_bytes("cohort.parquet", cohort.to_bytes()?);
/// let contrasts = Contrasts::Pairs(vec!["pancreas,healthy".to_owned()]);
/// let compare = CompareClasses {
///     model: Settings { contrasts, even_so: true, ..Settings::default() },
///     ..CompareClasses::default()
/// };
/// let mut outputs = Outputs::memory();
/// let compared = compare.run(&inputs, &mut outputs, &Silent)?;
/// assert_eq!(compared.result.contrasts.len(), 1);
/// assert!(outputs.bytes("differential.tsv").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CompareClasses {
    /// Contrasts and model.
    pub model: Settings,
    /// miRNAs whose profile by class and batch is asked for.
    pub mirnas: Vec<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Compared {
    /// The tables, with what they rest on.
    pub result: Differential,
    /// The profiles asked for.
    pub profiles: Vec<Profile>,
    heat: Vec<Option<HeatMap>>,
    source: Source,
}

impl CompareClasses {
    /// Compares, and writes table and page.
    ///
    /// # Errors
    ///
    /// Where an input cannot be read, classes cannot be compared, an output cannot be written, or `watch` cancels.
    pub fn run(
        &self,
        inputs: &Inputs,
        outputs: &mut Outputs,
        watch: &dyn Progress,
    ) -> Result<Compared, Error> {
        let (cohort, source) = inputs.cohort("cohort.parquet")?;
        let analysis = Analysis::run(&cohort, &self.model, watch)?;
        let mut batches = self.model.batches.clone();
        for field in [Field::Site, Field::Slide, Field::Date] {
            let column = cohort.metadata().field(field).map(|column| column.name().to_owned());
            batches.extend(column.filter(|name| !self.model.batches.contains(name)));
        }
        let profiles = self
            .mirnas
            .iter()
            .map(|name| analysis.profile(&cohort, name, &batches))
            .collect::<Result<Vec<_>, _>>()?;
        let result = analysis.result().clone();
        let heat = (0..result.contrasts.len())
            .map(|number| analysis.heat_map(number, HEAT_MIRNAS, HEAT_SAMPLES))
            .collect();
        let compared = Compared { result, profiles, heat, source };
        outputs.write("differential.tsv", |out| compared.result.write_tsv(out))?;
        let page = differential_page(compared.page())?;
        outputs.write("differential.html", |out| out.write_all(page.as_bytes()))?;
        Ok(compared)
    }
}

impl Compared {
    /// Writes the plots, each an SVG file with its own name; gives the names.
    ///
    /// # Errors
    ///
    /// Where an output cannot be written.
    pub fn write_plots(&self, outputs: &mut Outputs) -> Result<Vec<String>, Error> {
        let mut names = Vec::new();
        for (name, svg) in differential_plots(self.page())? {
            outputs.write(&name, |out| out.write_all(svg.as_bytes()))?;
            names.push(name);
        }
        Ok(names)
    }

    fn page(&self) -> DifferentialPage<'_> {
        let Self { result, profiles, heat, source } = self;
        DifferentialPage { result, heat, profiles, input: source }
    }
}
