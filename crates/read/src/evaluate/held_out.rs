//! The calls of an evaluation, sample by sample.

use std::io::{self, Write};

use exoscope_core::sample::SampleId;
use ndarray::Array2;

use crate::score::call;

/// What was said of every held-out sample in every repeat.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOutCalls {
    /// The samples.
    pub samples: Vec<SampleId>,
    /// The classes.
    pub classes: Vec<String>,
    /// The class of each sample.
    pub y: Vec<usize>,
    /// In each repeat, the fold in which each sample was held out.
    pub folds: Vec<Vec<usize>>,
    /// In each repeat, the probability of each class (samples × classes).
    pub probabilities: Vec<Array2<f64>>,
}

impl HeldOutCalls {
    /// Writes a table with a line a sample and repeat: `repeat`, `fold`, `sample`, `label`, `call`,
    /// then `p:CLASS` for each class; tab-separated, repeats and folds from 0, probabilities in
    /// full.
    pub fn write_tsv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = csv::WriterBuilder::new().delimiter(b'\t').from_writer(out);
        let columns = ["repeat", "fold", "sample", "label", "call"].map(str::to_owned);
        let probability_of = self.classes.iter().map(|class| format!("p:{class}"));
        table.write_record(columns.into_iter().chain(probability_of))?;
        let name = |class: usize| self.classes.get(class).map_or("", String::as_str);
        for (repeat, (folds, probabilities)) in
            self.folds.iter().zip(&self.probabilities).enumerate()
        {
            let called = call(probabilities);
            let rows = probabilities.rows().into_iter().zip(called);
            for (((sample, &y), fold), (row, call)) in
                self.samples.iter().zip(&self.y).zip(folds).zip(rows)
            {
                let facts = [repeat.to_string(), fold.to_string(), sample.to_string()];
                let names = [name(y).to_owned(), name(call).to_owned()];
                let p = row.iter().map(ToString::to_string);
                table.write_record(facts.into_iter().chain(names).chain(p))?;
            }
        }
        table.flush()
    }
}
