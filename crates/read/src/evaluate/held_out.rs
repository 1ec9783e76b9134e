//! The calls of an evaluation, sample by sample.

mod other_tool;
mod read;

use std::io::{self, Write};

use exoscope_core::sample::SampleId;
use ndarray::Array2;

use exoscope_score::call;

pub use read::ReadCallsError;

/// Columns before the probabilities.
const FACTS: [&str; 5] = ["repeat", "fold", "sample", "label", "call"];
const GROUP: &str = "group";
/// What the name of a column of probabilities begins with.
const P: &str = "p:";

/// What was said of every held-out sample in every repeat.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOutCalls {
    /// The samples.
    pub samples: Vec<SampleId>,
    /// The classes.
    pub classes: Vec<String>,
    /// The class of each sample.
    pub y: Vec<usize>,
    /// The group of each sample that was held together with others, by the name of its first
    /// sample; `None` where samples were split one by one.
    pub groups: Option<Vec<String>>,
    /// In each repeat, the fold in which each sample was held out.
    pub folds: Vec<Vec<usize>>,
    /// In each repeat, the probability of each class (samples × classes).
    pub probabilities: Vec<Array2<f64>>,
}

impl HeldOutCalls {
    /// Writes a table with a line a sample and repeat: `repeat`, `fold`, `sample`, `label`, `call`,
    /// `group` where samples were held together, then `p:CLASS` for each class; tab-separated,
    /// repeats and folds from 0, probabilities in full.
    pub fn write_tsv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = csv::WriterBuilder::new().delimiter(b'\t').from_writer(out);
        let mut columns = FACTS.map(str::to_owned).to_vec();
        columns.extend(self.groups.is_some().then(|| GROUP.to_owned()));
        columns.extend(self.classes.iter().map(|class| format!("{P}{class}")));
        table.write_record(columns)?;
        let name = |class: usize| self.classes.get(class).map_or("", String::as_str);
        for (repeat, (folds, probabilities)) in
            self.folds.iter().zip(&self.probabilities).enumerate()
        {
            let called = call(probabilities);
            let rows = probabilities.rows().into_iter().zip(called);
            let samples = self.samples.iter().zip(&self.y).zip(folds).zip(rows).enumerate();
            for (i, (((sample, &y), fold), (row, call))) in samples {
                let mut line = vec![repeat.to_string(), fold.to_string(), sample.to_string()];
                line.extend([name(y).to_owned(), name(call).to_owned()]);
                line.extend(self.groups.as_ref().and_then(|groups| groups.get(i)).cloned());
                line.extend(row.iter().map(ToString::to_string));
                table.write_record(line)?;
            }
        }
        table.flush()
    }
}
