//! Calls of another tool, read beside those of a run.

use std::collections::HashMap;
use std::io::Read;

use exoscope_core::sample::SampleId;
use ndarray::Array2;

use super::{HeldOutCalls, P, ReadCallsError};

/// How far the probabilities of a sample may be from a sum of 1: two decimals a class.
const OFF: f64 = 0.02;

impl HeldOutCalls {
    /// Reads calls of another tool on samples of `run`: a table (tabs or commas) with a column `sample` and one of
    /// probabilities for each class of the run, named as the class or `p:CLASS`. Labels, groups and folds are those of
    /// the run; its samples without a line are left out, lines of other samples are passed over.
    ///
    /// # Errors
    ///
    /// Where a column is missing, a cell is no probability, a line does not sum to 1 (within 0.02) or names a
    /// sample again, or no sample is of the run.
    pub fn read_other_tool(mut table: impl Read, run: &Self) -> Result<Self, ReadCallsError> {
        let mut text = String::new();
        table.read_to_string(&mut text).map_err(csv::Error::from)?;
        let heading = text.lines().next().unwrap_or_default();
        let delimiter = if heading.contains('\t') { b'\t' } else { b',' };
        let mut table = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = table.headers()?.clone();
        let of = |name: &str| header.iter().position(|column| column.trim() == name);
        let sample = of("sample").ok_or(ReadCallsError::NoColumn { column: "sample" })?;
        let columns: Vec<usize> = run
            .classes
            .iter()
            .map(|class| {
                let found = of(&format!("{P}{class}")).or_else(|| of(class));
                found.ok_or_else(|| ReadCallsError::NoClass { class: class.clone() })
            })
            .collect::<Result<_, _>>()?;
        let mut said: HashMap<SampleId, Vec<f64>> = HashMap::new();
        for (number, record) in table.records().enumerate() {
            let record = record?;
            let line = number + 2;
            let cell = |column: usize| record.get(column).unwrap_or_default().trim();
            let wrong = |what, column: usize| ReadCallsError::Cell {
                line,
                what,
                value: cell(column).to_owned(),
            };
            let p = |&column: &usize| {
                let p = cell(column).parse::<f64>().ok().filter(|p| (0.0..=1.001).contains(p));
                p.ok_or_else(|| wrong("probability", column))
            };
            let p: Vec<f64> = columns.iter().map(p).collect::<Result<_, _>>()?;
            let sum: f64 = p.iter().sum();
            if (sum - 1.0).abs() > OFF {
                return Err(ReadCallsError::Sum { line, sum });
            }
            let name: SampleId = cell(sample).parse().map_err(|_| wrong("sample", sample))?;
            if said.insert(name, p.iter().map(|p| p / sum).collect()).is_some() {
                return Err(wrong("sample named once", sample));
            }
        }
        let there: Vec<usize> =
            (0..run.samples.len()).filter(|&i| said.contains_key(&run.samples[i])).collect();
        if there.is_empty() {
            return Err(ReadCallsError::Empty);
        }
        let run = run.select(&there);
        let rows = run.samples.iter().filter_map(|sample| said.get(sample));
        let values: Vec<f64> = rows.flatten().copied().collect();
        let p = Array2::from_shape_vec((there.len(), run.classes.len()), values)
            .map_err(|_| ReadCallsError::Empty)?;
        let folds = run.folds.iter().take(1).cloned().collect();
        Ok(Self { folds, probabilities: vec![p], ..run })
    }

    /// The calls of these samples, by their number here; numbers that are not there are passed over.
    #[must_use]
    pub fn select(&self, numbers: &[usize]) -> Self {
        let numbers: Vec<usize> =
            numbers.iter().copied().filter(|&i| i < self.samples.len()).collect();
        let of = |values: &Vec<usize>| numbers.iter().map(|&i| values[i]).collect();
        Self {
            samples: numbers.iter().map(|&i| self.samples[i].clone()).collect(),
            classes: self.classes.clone(),
            y: of(&self.y),
            groups: self
                .groups
                .as_ref()
                .map(|groups| numbers.iter().map(|&i| groups[i].clone()).collect()),
            folds: self.folds.iter().map(of).collect(),
            probabilities: self
                .probabilities
                .iter()
                .map(|p| p.select(ndarray::Axis(0), &numbers))
                .collect(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ndarray::array;

    fn run() -> HeldOutCalls {
        HeldOutCalls {
            samples: ["P1", "P2", "P3"].map(|name| name.parse().unwrap()).to_vec(),
            classes: vec!["colorectal".to_owned(), "healthy".to_owned()],
            y: vec![1, 0, 1],
            groups: None,
            folds: vec![vec![0, 1, 0]],
            probabilities: vec![array![[0.25, 0.75], [0.1, 0.9], [0.4, 0.6]]],
        }
    }

    #[test]
    fn lines_are_found_by_sample_and_columns_by_class() {
        let table = "healthy,sample,p:colorectal\n0.2,P3,0.8\n0.9,P1,0.1\n0.5,other,0.5\n";
        let read = HeldOutCalls::read_other_tool(table.as_bytes(), &run()).unwrap();
        let names: Vec<String> = read.samples.iter().map(ToString::to_string).collect();
        assert_eq!((names, &read.y), (vec!["P1".to_owned(), "P3".to_owned()], &vec![1, 1]));
        assert_eq!(read.probabilities, [array![[0.1, 0.9], [0.8, 0.2]]]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (table, said) in [
            ("sample,healthy\nP1,1\n", "no column of probabilities of class \"colorectal\""),
            ("sample,healthy,colorectal\nP1,0.5,0.1\n", "line 2: probabilities sum to 0.600"),
            ("sample,healthy,colorectal\nP1,5,0.1\n", "line 2: \"5\" is no probability"),
            (
                "sample,healthy,colorectal\nP1,1,0\nP1,1,0\n",
                "line 3: \"P1\" is no sample named once",
            ),
            ("sample,healthy,colorectal\nP9,1,0\n", "no calls"),
        ] {
            let error = HeldOutCalls::read_other_tool(table.as_bytes(), &run()).unwrap_err();
            assert!(error.to_string().starts_with(said), "{error}");
        }
    }
}
