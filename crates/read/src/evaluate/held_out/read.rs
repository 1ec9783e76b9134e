//! The calls of a run folder, read back.

use std::collections::HashMap;
use std::io::Read;

use exoscope_core::sample::SampleId;
use ndarray::Array2;

use super::{FACTS, GROUP, HeldOutCalls, P};

/// Why a table of calls cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadCallsError {
    /// It is no table.
    #[error(transparent)]
    Table(#[from] csv::Error),
    /// A column is not there.
    #[error("no column {column:?}")]
    NoColumn {
        /// The column.
        column: &'static str,
    },
    /// A cell does not hold what it should.
    #[error("line {line}: {value:?} is no {what}")]
    Cell {
        /// The line, from 1, with the heading.
        line: usize,
        /// What the cell should hold.
        what: &'static str,
        /// What it holds.
        value: String,
    },
    /// A repeat has other samples than the first.
    #[error("line {line}: repeat {repeat} does not have the samples of the first, in their order")]
    OtherSamples {
        /// The line, from 1, with the heading.
        line: usize,
        /// The repeat, from 0.
        repeat: usize,
    },
    /// Another tool's table has no probabilities of a class.
    #[error(
        "no column of probabilities of class {class:?}: it is named as the class, or \"p:{class}\""
    )]
    NoClass {
        /// The class.
        class: String,
    },
    /// A line's probabilities do not sum to 1.
    #[error("line {line}: probabilities sum to {sum:.3}, not 1")]
    Sum {
        /// The line, from 1, with the heading.
        line: usize,
        /// Their sum.
        sum: f64,
    },
    /// There is no call.
    #[error("no calls")]
    Empty,
}

/// One line.
struct Line {
    repeat: usize,
    fold: usize,
    sample: SampleId,
    y: usize,
    group: Option<String>,
    p: Vec<f64>,
}

impl HeldOutCalls {
    /// Reads what [`HeldOutCalls::write_tsv`] wrote.
    pub fn read_tsv(table: impl Read) -> Result<Self, ReadCallsError> {
        let mut table = csv::ReaderBuilder::new().delimiter(b'\t').from_reader(table);
        let header = table.headers()?.clone();
        let place: HashMap<&str, usize> =
            header.iter().enumerate().map(|(column, name)| (name, column)).collect();
        let of = |column| place.get(column).copied().ok_or(ReadCallsError::NoColumn { column });
        let [repeat, fold, sample, label, _] = FACTS;
        let columns = [of(repeat)?, of(fold)?, of(sample)?, of(label)?];
        let group = place.get(GROUP).copied();
        let probabilities: Vec<(usize, &str)> = header
            .iter()
            .enumerate()
            .filter_map(|(column, name)| Some((column, name.strip_prefix(P)?)))
            .collect();
        let classes: Vec<String> =
            probabilities.iter().map(|(_, class)| (*class).to_owned()).collect();

        let mut lines = Vec::new();
        for (number, record) in table.records().enumerate() {
            let record = record?;
            let cell = |column: usize| record.get(column).unwrap_or_default();
            let wrong = |what, column: usize| ReadCallsError::Cell {
                line: number + 2,
                what,
                value: cell(column).to_owned(),
            };
            let whole = |what, column| cell(column).parse().map_err(|_| wrong(what, column));
            let [repeat, fold, sample, label] = columns;
            let class = classes.iter().position(|class| class == cell(label));
            let p = |&(column, _): &(usize, &str)| {
                let p = cell(column).parse::<f64>().ok().filter(|p| (0.0..=1.001).contains(p));
                p.ok_or_else(|| wrong("probability", column))
            };
            lines.push(Line {
                repeat: whole("repeat", repeat)?,
                fold: whole("fold", fold)?,
                sample: cell(sample).parse().map_err(|_| wrong("sample", sample))?,
                y: class.ok_or_else(|| wrong("class of the table", label))?,
                group: group.map(|column| cell(column).to_owned()),
                p: probabilities.iter().map(p).collect::<Result<_, _>>()?,
            });
        }
        gather(classes, &lines)
    }
}

/// Puts the lines of all repeats together; each has the samples of the first, in their order.
fn gather(classes: Vec<String>, lines: &[Line]) -> Result<HeldOutCalls, ReadCallsError> {
    let n = lines.iter().take_while(|line| line.repeat == 0).count();
    let (first, _) = lines.split_at(n);
    if n == 0 || classes.is_empty() {
        return Err(ReadCallsError::Empty);
    }
    let (mut folds, mut probabilities) = (Vec::new(), Vec::new());
    for (repeat, block) in lines.chunks(n).enumerate() {
        let same = |(i, line): (usize, &Line)| {
            let twin = first.get(i);
            let same = twin.is_some_and(|twin| twin.sample == line.sample && twin.y == line.y);
            let whole = i + 1 < block.len() || block.len() == n;
            if same && whole && line.repeat == repeat {
                return Ok(());
            }
            Err(ReadCallsError::OtherSamples { line: repeat * n + i + 2, repeat })
        };
        block.iter().enumerate().try_for_each(same)?;
        folds.push(block.iter().map(|line| line.fold).collect());
        let mut p = Array2::zeros((n, classes.len()));
        for (mut to, line) in p.rows_mut().into_iter().zip(block) {
            to.iter_mut().zip(&line.p).for_each(|(to, p)| *to = *p);
        }
        probabilities.push(p);
    }
    Ok(HeldOutCalls {
        samples: first.iter().map(|line| line.sample.clone()).collect(),
        y: first.iter().map(|line| line.y).collect(),
        groups: first.iter().map(|line| line.group.clone()).collect(),
        classes,
        folds,
        probabilities,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ndarray::array;

    fn calls() -> HeldOutCalls {
        HeldOutCalls {
            samples: ["P1", "P2"].map(|name| name.parse().unwrap()).to_vec(),
            classes: vec!["colorectal".to_owned(), "healthy".to_owned()],
            y: vec![1, 0],
            groups: Some(vec!["P1".to_owned(), "P1".to_owned()]),
            folds: vec![vec![0, 1], vec![1, 0]],
            probabilities: vec![array![[0.25, 0.75], [0.1, 0.9]], array![[0.5, 0.5], [1.0, 0.0]]],
        }
    }

    #[test]
    fn comes_back_as_it_was_written() {
        for groups in [calls().groups, None] {
            let calls = HeldOutCalls { groups, ..calls() };
            let mut table = Vec::new();
            calls.write_tsv(&mut table).unwrap();
            assert_eq!(HeldOutCalls::read_tsv(table.as_slice()).unwrap(), calls);
        }
    }

    #[test]
    fn what_does_not_hold_together_is_refused_with_its_line() {
        let mut table = Vec::new();
        calls().write_tsv(&mut table).unwrap();
        let table = String::from_utf8(table).unwrap();
        for (from, to, said) in [
            ("P2\tcolorectal", "P2\tcolon", "line 3: \"colon\" is no class of the table"),
            ("0.25", "25", "line 2: \"25\" is no probability"),
            ("\tlabel", "\tlabels", "no column \"label\""),
            ("1\t0\tP2", "1\t0\tP3", "line 5: repeat 1 does not have the samples"),
            ("1\t0\tP2", "2\t0\tP2", "line 5: repeat 1 does not have the samples"),
        ] {
            let broken = table.replace(from, to);
            let error = HeldOutCalls::read_tsv(broken.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
        let cut = table.lines().take(4).collect::<Vec<_>>().join("\n");
        assert!(HeldOutCalls::read_tsv(cut.as_bytes()).is_err());
        assert!(HeldOutCalls::read_tsv("".as_bytes()).is_err());
    }
}
