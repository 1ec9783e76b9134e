//! Wells of a plate that hold no sample, and what instruments of PCR write around their results.

use super::super::columns::{ColumnKind, LeftOut};

/// Which columns say what a well holds, and what was left out for it.
pub(super) struct Wells {
    task: Option<usize>,
    omit: Option<usize>,
    /// What the wells left out were, each with how many there were.
    left_out: Vec<(String, usize)>,
}

/// Tasks of wells without a sample: no template, no reverse transcription, standards, other controls.
const NO_SAMPLE: &[&str] =
    &["ntc", "nac", "nrt", "std", "standard", "negctrl", "posctrl", "blank", "empty"];

impl Wells {
    pub(super) fn of(headings: &[String]) -> Self {
        let place =
            |wanted: &[&str]| headings.iter().position(|h| wanted.contains(&letters(h).as_str()));
        Self { task: place(&["task", "content"]), omit: place(&["omit"]), left_out: Vec::new() }
    }

    /// Whether a line is about a sample; those that are not are counted. `names` are the columns of the sample
    /// and of the miRNA.
    pub(super) fn is_a_samples(&mut self, cells: &[String], names: (usize, usize)) -> bool {
        let cell =
            |column: Option<usize>| column.and_then(|n| cells.get(n)).map_or("", String::as_str);
        let task = letters(cell(self.task));
        let task = task.trim_end_matches(|c: char| c.is_ascii_digit());
        let omitted = ["true", "yes", "1"].contains(&letters(cell(self.omit)).as_str());
        let why = if NO_SAMPLE.contains(&task) {
            format!(
                "wells of task {}",
                cell(self.task).trim_end_matches(|c: char| c.is_ascii_digit() || c == '-')
            )
        } else if omitted {
            "wells to be omitted".to_owned()
        } else if cell(Some(names.0)).is_empty() && cell(Some(names.1)).is_empty() {
            "wells without a sample".to_owned()
        } else {
            return true;
        };
        match self.left_out.iter_mut().find(|(known, _)| *known == why) {
            Some((_, count)) => *count += 1,
            None => self.left_out.push((why, 1)),
        }
        false
    }

    /// What was left out.
    pub(super) fn left_out(&self) -> impl Iterator<Item = LeftOut> {
        self.left_out.iter().map(|(what, count)| LeftOut {
            name: format!("{what} ({count})"),
            kind: ColumnKind::Well,
        })
    }
}

/// Whether a line is the first below an instrument's results: settings of the analysis, or another section.
pub(super) fn ends_results(cells: &[String]) -> bool {
    let first = cells.first().map_or("", String::as_str);
    let rest = cells.iter().skip(2).all(String::is_empty);
    rest && (first.starts_with('[') || BELOW.contains(&letters(first).as_str()))
}

/// What StepOne and QuantStudio write below the results.
const BELOW: &[&str] = &[
    "analysistype",
    "endogenouscontrol",
    "rqminmaxconfidencelevel",
    "referencesample",
    "comments",
];

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
