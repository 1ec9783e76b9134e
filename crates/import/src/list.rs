//! Names as they stand in a file, with their places.

use std::collections::HashMap;
use std::path::Path;

use exoscope_core::cohort;
use exoscope_core::mirna::{Form, MirnaName};
use exoscope_core::sample::SampleId;

use super::error::{ImportError, Place};
use super::limits::Limits;
use super::lines::Lines;
use super::names::{Names, mirna};
use super::table::TableError;

/// A name and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) text: String,
    pub(super) place: Place,
}

/// A file of one name a line.
pub(super) struct List {
    pub(super) names: Vec<Named>,
    pub(super) source: cohort::Source,
    /// Whether the last line has no end, as in a file that is cut short.
    pub(super) unfinished: bool,
}

impl List {
    /// Reads a file of one name a line; blank lines between names are refused where they would
    /// shift the names, by their number.
    pub(super) fn open(path: &Path, limits: Limits) -> Result<Self, ImportError> {
        let mut lines = Lines::open(path, limits)?;
        let mut next = Some(lines.first_block()?);
        let mut names = Vec::new();
        while let Some(block) = next {
            for (number, line) in block.lines() {
                let place = Place::line(path, number);
                if number != names.len() + 1 {
                    return Err(Place::line(path, names.len() + 1).error(TableError::BlankLine));
                }
                if names.len() == limits.facts {
                    return Err(place.error(TableError::TooManyValues { limit: limits.facts }));
                }
                let text = line.trim();
                let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
                names.push(Named { text: bare.unwrap_or(text).to_owned(), place });
            }
            next = lines.next_block()?;
        }
        Ok(Self { names, source: lines.provenance(), unfinished: lines.unfinished() })
    }
}

/// The names as those of samples, each once.
pub(super) fn samples(names: &[Named]) -> Result<Vec<SampleId>, ImportError> {
    let mut first: HashMap<SampleId, &Place> = HashMap::with_capacity(names.len());
    let mut samples = Vec::with_capacity(names.len());
    for Named { text, place } in names {
        let sample: SampleId =
            text.parse().map_err(|e| place.clone().error(TableError::SampleName(e)))?;
        if let Some(&before) = first.get(&sample) {
            let first = before.clone();
            return Err(place.clone().error(TableError::DuplicateSample { sample, first }));
        }
        first.insert(sample.clone(), place);
        samples.push(sample);
    }
    Ok(samples)
}

/// The names as those of miRNAs, each once.
pub(super) fn mirnas(
    names: &[Named],
    known: Option<&Names>,
) -> Result<Vec<MirnaName>, ImportError> {
    let mut mirnas = Vec::with_capacity(names.len());
    for Named { text, place } in names {
        let mirna = mirna(text, known);
        mirnas.push(mirna.map_err(|e| place.clone().error(TableError::UnknownMirna(e)))?);
    }
    if is_caseless(&mirnas) {
        mirnas = mirnas.into_iter().map(MirnaName::into_mature).collect();
    }
    let mut first: HashMap<&MirnaName, &Place> = HashMap::with_capacity(names.len());
    for (mirna, Named { place, .. }) in mirnas.iter().zip(names) {
        if let Some((before, &at)) = first.get_key_value(mirna) {
            let (written, first) = (before.original().to_owned(), at.clone());
            let mirna = Box::new(mirna.clone());
            let twice = TableError::DuplicateMirna { mirna, written, first };
            return Err(place.clone().error(twice));
        }
        first.insert(mirna, place);
    }
    Ok(mirnas)
}

/// Whether the names of mature miRNAs, known by their arm or star, are all written with the
/// lower-case `mir` of precursors, or in capitals. Then the case does not tell the two apart, and names without an
/// arm are mature, as they were before miRBase gave both arms a number.
fn is_caseless(mirnas: &[MirnaName]) -> bool {
    let mature = |mirna: &MirnaName| matches!(mirna.form(), Form::Mature | Form::Star);
    let mut mature = mirnas
        .iter()
        .filter(|mirna| mature(mirna) && mirna.canonical().contains("-miR-"))
        .peekable();
    mature.peek().is_some() && mature.all(|mirna| !mirna.original().contains("miR"))
}
