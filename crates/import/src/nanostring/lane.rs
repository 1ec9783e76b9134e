//! Lanes, whatever file they come from.

use std::path::Path;

use exoscope_core::cohort::Source;
use exoscope_core::sample::Column;

use super::super::encoding::TextEncoding;
use super::super::error::{ImportError, Place};
use super::super::limits::Limits;
use super::super::lines::Lines;
use super::super::list::Named;
use super::{CodeClass, NanostringError, rcc, sheet};

/// A code of a code set.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) class: CodeClass,
    pub(super) name: Named,
}

/// The counts of a lane.
pub(super) struct Lane {
    /// What the file calls the sample; empty where it does not.
    pub(super) sample: Named,
    /// What the file is called, where it is of one lane.
    pub(super) file: Option<String>,
    /// What is known of the lane, by headings of facts.
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) codes: Vec<Code>,
    /// A count a code.
    pub(super) counts: Vec<f64>,
}

/// What a file holds.
pub(super) struct Read {
    pub(super) lanes: Vec<Lane>,
    pub(super) source: Source,
    /// Whether the last line has no end.
    pub(super) unfinished: bool,
}

/// Reads an RCC file or a sheet, told apart by the first line.
pub(super) fn read(
    path: &Path,
    limits: Limits,
    encoding: Option<TextEncoding>,
) -> Result<Read, ImportError> {
    let mut lines = Lines::open(path, limits)?.stated(encoding);
    let mut all: Vec<(usize, String)> = Vec::new();
    let mut next = Some(lines.first_block()?);
    while let Some(block) = next {
        all.extend(block.lines().into_iter().map(|(number, line)| (number, line.to_owned())));
        next = lines.next_block()?;
    }
    let all: Vec<(usize, &str)> =
        all.iter().map(|(number, line)| (*number, line.as_str())).collect();
    let lanes = if all.first().is_some_and(|(_, line)| rcc::starts_one(line)) {
        vec![rcc::lane(path, &all)?]
    } else {
        sheet::lanes(path, &all, limits)?
    };
    Ok(Read { lanes, source: lines.provenance(), unfinished: lines.unfinished() })
}

impl Lane {
    /// Checks that the codes are those of the first lane, in their order.
    pub(super) fn check_codes(&self, first: &[Code]) -> Result<(), ImportError> {
        let wrong = |what: String| {
            let place = Place::file(&self.sample.place.path);
            Err(place.error(NanostringError::OtherCodes { what }))
        };
        if self.codes.len() != first.len() {
            return wrong(format!("{} of them, not {}", self.codes.len(), first.len()));
        }
        for (here, there) in self.codes.iter().zip(first) {
            if here.name.text != there.name.text || here.class != there.class {
                return wrong(format!("{:?} for {:?}", here.name.text, there.name.text));
            }
        }
        Ok(())
    }
}

/// What is known of lanes, as columns.
pub(super) fn facts(lanes: &[Lane]) -> Vec<Column> {
    let mut headings: Vec<&'static str> = Vec::new();
    for (heading, value) in lanes.iter().flat_map(|lane| &lane.facts) {
        if !value.is_empty() && !headings.contains(heading) {
            headings.push(heading);
        }
    }
    let value = |lane: &Lane, heading: &str| {
        lane.facts.iter().find(|(h, _)| *h == heading).map(|(_, v)| v.clone()).unwrap_or_default()
    };
    let column = |heading: &&'static str| {
        let values: Vec<String> = lanes.iter().map(|lane| value(lane, heading)).collect();
        Column::guess(heading, &values)
    };
    headings.iter().map(column).collect()
}
