//! The lines of a series matrix above its table.

use std::path::PathBuf;

use super::super::cells::{Delimiter, row};
use super::super::error::{ImportError, Place};
use super::super::facts::Facts;
use super::super::layout::{Heading, Layout, Orientation, Use};
use super::super::limits::Limits;
use super::super::lines::{Block, Lines};
use super::super::table::{TableError, shortened};
use super::{GeoError, Platform, SeriesReport, facts};

/// The line that starts the table.
const TABLE_BEGIN: &str = "!series_matrix_table_begin";
/// The line that ends it.
pub(super) const TABLE_END: &str = "!series_matrix_table_end";

/// What a series matrix says of its samples, as a table, a row a sample.
pub(in super::super) fn samples(
    lines: &mut Lines,
    first: Block,
    limits: Limits,
) -> Result<Facts, ImportError> {
    Series::read(lines, first, limits)?.0.into_facts(lines)
}

/// What a series matrix says of its series and its samples.
pub(super) struct Series {
    path: PathBuf,
    /// `!Series_…` lines without the `!Series_`, with their first values.
    about: Vec<(String, String)>,
    samples: Vec<SampleLine>,
    /// The line that names the samples.
    accessions: usize,
}

/// A `!Sample_…` line without the `!Sample_`: a value for each sample.
pub(super) struct SampleLine {
    pub(super) key: String,
    pub(super) values: Vec<String>,
}

/// The table: its heading, and the block of lines that holds it.
pub(super) struct Table {
    pub(super) block: Block,
    pub(super) layout: Layout,
}

/// Whether a text that begins so is a series matrix.
pub(in super::super) fn starts_one(first: &Block) -> bool {
    let lines = first.lines();
    let line = lines.first().map_or("", |(_, line)| *line);
    line.starts_with("!Series_") || line.starts_with("!Sample_")
}

impl Series {
    /// Reads the lines down to the heading of the table.
    pub(super) fn read(
        lines: &mut Lines,
        first: Block,
        limits: Limits,
    ) -> Result<(Self, Table), ImportError> {
        let path = lines.path().to_owned();
        let mut series = Self { path, about: Vec::new(), samples: Vec::new(), accessions: 0 };
        let mut n_facts = 0;
        let mut begun = false;
        let mut next = Some(first);
        while let Some(block) = next {
            let mut heading = None;
            for (number, line) in block.lines() {
                if begun {
                    heading = Some(series.layout(number, line, limits)?);
                    break;
                }
                begun = line.trim() == TABLE_BEGIN;
                if !begun {
                    n_facts += series.note(number, line)?;
                }
                if n_facts > limits.facts {
                    let limit = limits.facts;
                    let place = Place::line(&series.path, number);
                    return Err(place.error(TableError::TooManyValues { limit }));
                }
            }
            if let Some(layout) = heading {
                series.check()?;
                return Ok((series, Table { block, layout }));
            }
            next = lines.next_block()?;
        }
        Err(Place::file(&series.path).error(GeoError::NoTable))
    }

    /// Metadata of the series (`!Series_` lines).
    pub(super) fn report(&self) -> SeriesReport {
        let of = |key: &'static str| self.about.iter().filter(move |(k, _)| k.starts_with(key));
        let first = |key: &'static str| of(key).next().map(|(_, v)| v.clone()).unwrap_or_default();
        let mut platforms: Vec<Platform> = Vec::new();
        for platform in
            self.samples.iter().filter(|l| l.key == "platform_id").flat_map(|l| &l.values)
        {
            match platforms.iter_mut().find(|known| known.accession == *platform) {
                Some(known) => known.samples += 1,
                None => {
                    platforms.push(Platform { accession: platform.clone(), samples: 1 });
                }
            }
        }
        SeriesReport {
            accession: first("geo_accession"),
            title: first("title"),
            platforms,
            supplementary: of("supplementary_file").map(|(_, link)| link.clone()).collect(),
            left_out: facts::left_out(&self.samples),
            processing: self.processing(),
        }
    }

    /// How the values were made, in the submitter's words, each once.
    pub(super) fn processing(&self) -> Vec<String> {
        let lines = self.samples.iter().filter(|line| line.key.starts_with("data_processing"));
        facts::each_once(lines.flat_map(|line| &line.values).filter(|text| !text.is_empty()))
    }

    /// Metadata of the samples (`!Sample_` lines). Reads the rest of the file, for its checksum.
    pub(super) fn into_facts(self, lines: &mut Lines) -> Result<Facts, ImportError> {
        while lines.next_block()?.is_some() {}
        let (headings, rows) = facts::table(&self.samples);
        let header = self.accessions;
        let rows = rows.into_iter().map(|row| (header, row)).collect();
        Ok(Facts {
            path: self.path,
            delimiter: Delimiter::Tab,
            headings,
            header,
            rows,
            source: lines.provenance(),
            left_out: facts::left_out(&self.samples),
            unfinished: lines.unfinished(),
        })
    }

    /// Notes a line above the table, and says how many facts it held.
    fn note(&mut self, number: usize, line: &str) -> Result<usize, ImportError> {
        // GEO puts values in quotation marks and does not double those inside.
        let mut cells = line.split('\t').map(|cell| {
            let cell = cell.trim();
            cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell).trim()
        });
        let key = cells.next().unwrap_or_default();
        if let Some(key) = key.strip_prefix("!Series_") {
            self.about.push((key.to_owned(), cells.next().unwrap_or_default().to_owned()));
            return Ok(1);
        }
        let Some(key) = key.strip_prefix("!Sample_") else {
            let text = shortened(line);
            return Err(Place::line(&self.path, number).error(GeoError::NotASeries { text }));
        };
        let values: Vec<String> = cells.map(str::to_owned).collect();
        if let Some(first) = self.samples.first()
            && first.values.len() != values.len()
        {
            let (expected, found) = (first.values.len(), values.len());
            let key = format!("!Sample_{key}");
            let ragged = GeoError::Ragged { key, expected, found };
            return Err(Place::line(&self.path, number).error(ragged));
        }
        if key == "geo_accession" {
            self.accessions = number;
        }
        let n_values = values.len();
        self.samples.push(SampleLine { key: key.to_owned(), values });
        Ok(n_values)
    }

    /// Checks that there are samples, each once.
    fn check(&self) -> Result<(), ImportError> {
        let accessions = self.samples.iter().find(|line| line.key == "geo_accession");
        let accessions = accessions
            .filter(|line| !line.values.is_empty())
            .ok_or_else(|| Place::file(&self.path).error(GeoError::NoSamples))?;
        let mut seen = std::collections::HashSet::new();
        match accessions.values.iter().find(|sample| !seen.insert(*sample)) {
            None => Ok(()),
            Some(sample) => {
                let sample = sample.clone();
                let place = Place::line(&self.path, self.accessions);
                Err(place.error(GeoError::DuplicateSample { sample }))
            }
        }
    }

    /// The table's heading: `"ID_REF"`, then the samples.
    fn layout(&self, number: usize, line: &str, limits: Limits) -> Result<Layout, ImportError> {
        let cells = row(&self.path, (number, line), Delimiter::Tab, limits.columns)?;
        if cells.first().is_none_or(|first| first != "ID_REF") {
            let text = shortened(line);
            return Err(Place::line(&self.path, number).error(GeoError::NotASeries { text }));
        }
        let column = |(column, text): (usize, String)| Heading {
            text,
            holds: if column == 0 { Use::Name } else { Use::Value },
        };
        Ok(Layout {
            delimiter: Delimiter::Tab,
            orientation: Orientation::MirnasInRows,
            header: Some(number),
            columns: cells.into_iter().enumerate().map(column).collect(),
            left_out: Vec::new(),
            fact_lines: Vec::new(),
        })
    }
}
