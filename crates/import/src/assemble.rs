//! From names, facts and numbers to a cohort.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;

use exoscope_core::cohort::{self, CohortError};
use exoscope_core::sample::{Column, MetadataError, SampleId};
use exoscope_core::{Cohort, MirnaName, Scale};

use super::columns::{ColumnChoice, LeftOut, halves, is_summary, odd_values, sample_of};
use super::decimal::{self, Decimal};
use super::error::{ImportError, Place};
use super::layout::{Layout, Orientation, Use};
use super::lines::Lines;
use super::list::{self, List, Named};
use super::long::Long;
use super::matrix::Matrix;
use super::named_scale;
use super::note::Note;
use super::replicates;
use super::report::{FileReport, NotCurrent, ScaleReport};
use super::rows::{Reading, Rows};
use super::sniff;
use super::spiked;
use super::table::{TableError, TableSettings};
use super::thousands;
use super::undetermined;

/// What stands in files beside a table: names of its rows and columns, and the note of an export.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) features: Option<List>,
    pub(super) labels: Option<List>,
    pub(super) samples: Option<List>,
    /// What is known of the table, beyond what its cells say.
    pub(super) note: Option<Note>,
}

impl Lists {
    /// The lists that there are.
    pub(super) fn all(&self) -> impl Iterator<Item = &List> {
        [&self.features, &self.labels, &self.samples].into_iter().flatten()
    }
}

/// What a line of a table holds.
enum Found {
    /// A sample or a miRNA.
    Matrix(Layout),
    /// A value.
    Long(Long),
}

/// What one file holds.
pub(super) struct Part {
    /// Its samples.
    pub(super) cohort: Cohort,
    /// Their scale.
    pub(super) scale: ScaleReport,
    pub(super) report: FileReport,
    pub(super) source: cohort::Source,
}

impl Part {
    /// Reads one file; lines named as `totals` are left out.
    pub(super) fn read(
        path: &Path,
        settings: &TableSettings,
        lists: &Lists,
        totals: &'static [&'static str],
    ) -> Result<Self, ImportError> {
        Self::read_by(path, settings, lists, totals, true)
    }

    fn read_by(
        path: &Path,
        settings: &TableSettings,
        lists: &Lists,
        totals: &'static [&'static str],
        undetermined: bool,
    ) -> Result<Self, ImportError> {
        let mut lines = Lines::open(path, settings.limits)?
            .stated(settings.encoding)
            .worksheet(settings.columns.worksheet.as_ref());
        let first = lines.first_block()?;
        let found = {
            let mut top = first.lines();
            top.drain(..sniff::comments(&top));
            let said = sniff::said(&top);
            if said.is_some() {
                top.remove(0);
            }
            let guessed = || sniff::delimiter(&top);
            let delimiter = settings
                .delimiter
                .or(said)
                .or_else(guessed)
                .ok_or_else(|| Place::file(path).error(TableError::OneColumn))?;
            let names = settings.names.as_ref();
            let top = super::layout::Top { path, delimiter, lines: top, names };
            match Long::find(&top, settings)? {
                Some(long) => Found::Long(long),
                None if settings.value_column.is_some() => {
                    return Err(Place::file(path).error(TableError::NotLong));
                }
                None => {
                    let features = lists.features.as_ref().map(|list| list.names.len());
                    Found::Matrix(Layout::find(&top, settings, features)?)
                }
            }
        };
        // What an export wrote holds samples, whatever they are called.
        let choice = Some(&settings.columns).filter(|_| lists.note.is_none());
        let reading = Reading { choice, undetermined, ..Reading::of(settings, totals) };
        let layout = match found {
            Found::Long(long) => return long.read(&mut lines, first, settings, reading),
            Found::Matrix(layout) => layout,
        };
        thousands::check(&layout, &first, path, settings)?;
        let rows = Rows::read(&mut lines, first, &layout, reading)?;
        assemble(path, &layout, rows, lists, settings.scale, reading, &lines)
    }

    /// Reads one file whose cells hold numbers or nothing: words for what was not detected are refused.
    pub(super) fn read_plain(
        path: &Path,
        settings: &TableSettings,
        lists: &Lists,
        totals: &'static [&'static str],
    ) -> Result<Self, ImportError> {
        Self::read_by(path, settings, lists, totals, false)
    }

    /// The same on the scale that is `given`, or the one the values speak for, and no description against.
    pub(super) fn on_scale(
        self,
        given: Option<Scale>,
        descriptions: &[String],
    ) -> Result<Self, CohortError> {
        let found = ScaleReport::given_or(given, || self.cohort.values().guess_scale());
        let scale =
            descriptions.iter().fold(found, |found, text| named_scale::described(found, text));
        Ok(Self { cohort: self.cohort.with_scale(scale.scale)?, scale, ..self })
    }
}

/// Puts names, facts and values of one file together, on the scale that is `given`, or else guessed.
pub(super) fn assemble(
    path: &Path,
    layout: &Layout,
    rows: Rows,
    lists: &Lists,
    given: Option<Scale>,
    reading: Reading<'_>,
    lines: &Lines,
) -> Result<Part, ImportError> {
    let source = lines.provenance();
    let (names, choice) = (reading.names, reading.choice);
    let n_values = layout.headings(Use::Value).count();
    let line = layout.header.unwrap_or(1);
    let headings = layout.headings(Use::Value).filter(|_| layout.header.is_some());
    let beside: Vec<Named> = headings
        .map(|(column, text)| Named {
            text: text.to_owned(),
            place: Place::cell(path, line, column),
        })
        .collect();
    let (samples, mirnas, n_samples, n_mirnas) = match layout.orientation {
        Orientation::SamplesInRows => (rows.names, beside, rows.count, n_values),
        Orientation::MirnasInRows => (beside, rows.names, n_values, rows.count),
    };
    let count = |list: &Option<List>, what, expected| match list {
        Some(list) if list.names.len() != expected => {
            let in_rows = (what == "features") == (layout.orientation == Orientation::MirnasInRows);
            let of = if in_rows { "rows" } else { "columns" };
            let found = list.names.len();
            Err(Place::file(path).error(TableError::Count { what, found, of, expected }))
        }
        _ => Ok(()),
    };
    count(&lists.features, "features", n_mirnas)?;
    count(&lists.labels, "labels", n_samples)?;
    count(&lists.samples, "samples", n_samples)?;
    let samples = named_samples(lists, &samples, n_samples, path)?;
    check_names(&samples, choice, &rows.left_out, path)?;
    let (orientation, shape) = (layout.orientation, (n_samples, n_mirnas));
    let mut matrix = Matrix { rows: rows.values, orientation, shape };
    let mut written = Cow::Borrowed(
        lists.features.as_ref().map_or(mirnas.as_slice(), |list| list.names.as_slice()),
    );
    let spiked = spiked::take_out(&mut written, &mut matrix, names);
    if lists.note.is_none() {
        check_samples(&matrix, &samples, choice, path)?;
    }
    let scale =
        undetermined::fill(&mut matrix, given, reading.cycles).map_err(|(sample, mirna)| {
            let at = samples.get(sample).map(ToString::to_string);
            let mirna = written.get(mirna).map(|named| named.text.clone());
            let (sample, mirna) = (at.unwrap_or_default(), mirna.unwrap_or_default());
            Place::file(path).error(TableError::Undetermined { sample, mirna })
        })?;
    let corner = layout.corner();
    let scale =
        named_scale::checked(scale, &named_scale::Stated { path, corner, samples: &samples });
    let mut mirnas = written;
    let mut replicates = Vec::new();
    if matches!(scale.scale, Scale::Ct | Scale::Log2Intensity | Scale::Log2Cpm)
        && orientation == Orientation::MirnasInRows
        && lists.features.is_none()
    {
        if let Some(sample) = replicates::numbers_samples(&mirnas, &matrix) {
            let column = samples.get(sample).map(ToString::to_string).unwrap_or_default();
            return Err(Place::file(path).error(TableError::Long { column }));
        }
        replicates = replicates::average(mirnas.to_mut(), &mut matrix);
    }
    let mirnas = list::mirnas(&mirnas, names)?;
    let n_mirnas = mirnas.len();
    let values = matrix.into_values(scale.scale);
    let other_species = mirnas.iter().filter(|mirna| !mirna.canonical().starts_with("hsa-"));
    let cut_lists = lists.all().filter(|list| list.unfinished).map(|list| list.source.name.clone());
    let cut_table = lines.unfinished().then(|| source.name.clone());
    let unfinished = cut_table.into_iter().chain(cut_lists).collect();
    let report = FileReport {
        file: source.name.clone(),
        delimiter: layout.delimiter,
        header: layout.header.is_some(),
        heading_line: layout.header,
        numbered_names: numbered_names(&samples),
        worksheet: lines.sheet(),
        encoding: lines.encoding(),
        orientation: layout.orientation,
        long: None,
        samples: n_samples,
        mirnas: n_mirnas,
        first_samples: samples.iter().take(3).map(ToString::to_string).collect(),
        last_sample: samples.last().map(ToString::to_string),
        left_out: layout.left_out.iter().cloned().chain(rows.left_out).chain(spiked).collect(),
        renamed: Vec::new(),
        other_species: other_species.map(ToString::to_string).collect(),
        replicates,
        named_by: named_by(layout, lists),
        not_current: NotCurrent::default(),
        without_species: mirnas.iter().filter(|mirna| is_bare(mirna)).count(),
        dropped: rows.dropped,
        unfinished,
    };
    let mut cohort = Cohort::from_values(samples, mirnas, values, scale.scale)
        .map_err(|e| Place::file(path).error(e))?;
    add_facts(&mut cohort, layout, &rows.facts, lists, reading.decimal)
        .map_err(|e| Place::file(path).error(e))?;
    add_facts_above(&mut cohort, &rows.facts_above, reading.decimal)?;
    Ok(Part { cohort, scale, report, source })
}

/// The samples by the names that a file lists, that the table has, or that the table's own file has; numbered
/// where there is none.
fn named_samples(
    lists: &Lists,
    written: &[Named],
    count: usize,
    path: &Path,
) -> Result<Vec<SampleId>, ImportError> {
    match &lists.samples {
        Some(list) => list::samples(&list.names),
        // A file of one sample that does not name it.
        None if written.is_empty() && count == 1 && lists.features.is_none() => {
            let text = sample_of(path);
            list::samples(&[Named { text, place: Place::file(path) }])
        }
        None if written.is_empty() => list::samples(&numbered(count, path)),
        None => list::samples(written),
    }
}

/// Adds the facts that stand in lines above those of miRNAs.
fn add_facts_above(
    cohort: &mut Cohort,
    facts: &[(Named, Vec<String>)],
    stated: Option<Decimal>,
) -> Result<(), ImportError> {
    for (name, cells) in facts {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let column = Column::guess(&name.text, &decimal::facts(&cells, stated));
        cohort.add_column(column).map_err(|e| name.place.clone().error(e))?;
    }
    Ok(())
}

/// Adds the facts that stand beside the values, and the labels of a file of their own.
fn add_facts(
    cohort: &mut Cohort,
    layout: &Layout,
    facts: &[Vec<String>],
    lists: &Lists,
    stated: Option<Decimal>,
) -> Result<(), MetadataError> {
    for (number, (_, name)) in layout.headings(Use::Fact).enumerate() {
        let cells: Vec<&str> =
            facts.iter().filter_map(|row| Some(row.get(number)?.as_str())).collect();
        let cells = decimal::facts(&cells, stated);
        let words = lists.note.as_ref().is_some_and(|note| note.is_words(name));
        let column = if words { Column::words(name, &cells) } else { Column::guess(name, &cells) };
        cohort.add_column(column)?;
    }
    if let Some(labels) = &lists.labels {
        let labels: Vec<&str> = labels.names.iter().map(|label| label.text.as_str()).collect();
        cohort.add_column(Column::guess("label", &labels))?;
    }
    Ok(())
}

/// The heading of the column that names the samples; empty where the heading does so, or rows are numbered.
fn named_by(layout: &Layout, lists: &Lists) -> Option<String> {
    let in_rows = layout.orientation == Orientation::SamplesInRows && lists.samples.is_none();
    let column = layout.headings(Use::Name).next().map(|(_, text)| text.to_owned());
    column.filter(|_| in_rows)
}

/// Whether a name lacks its species, and is taken for a human miRNA's.
fn is_bare(mirna: &MirnaName) -> bool {
    let written = mirna.original().to_ascii_lowercase();
    let gene = mirna.original().starts_with("MIR");
    let start = ["mir", "let", "lin"].iter().any(|family| written.starts_with(family));
    start && !gene && mirna.canonical().starts_with("hsa-")
}

/// Samples called like another with a number behind a point, as R and pandas call the second of two columns of one
/// name: `S1.1` beside `S1`.
fn numbered_names(samples: &[SampleId]) -> Vec<String> {
    let known: HashSet<&str> = samples.iter().map(SampleId::as_str).collect();
    let second = |name: &&str| {
        name.rsplit_once('.').is_some_and(|(name, number)| {
            known.contains(name) && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
        })
    };
    samples.iter().map(SampleId::as_str).filter(second).map(str::to_owned).collect()
}

/// Refuses names of samples that are those of a summary, or of parts of samples.
fn check_names(
    samples: &[SampleId],
    choice: Option<&ColumnChoice>,
    left_out: &[LeftOut],
    path: &Path,
) -> Result<(), ImportError> {
    let taken = samples.iter().map(SampleId::as_str).filter(|name| !keeps(choice, name));
    let taken: Vec<&str> = taken.collect();
    if choice.is_some() && is_summary(&taken, left_out) {
        return Err(Place::file(path).error(TableError::Summary));
    }
    match halves(&taken).filter(|_| choice.is_some()) {
        Some((first, second)) => {
            let (first, second) = (first.to_owned(), second.to_owned());
            Err(Place::file(path).error(TableError::Halves { first, second }))
        }
        None => Ok(()),
    }
}

/// Refuses samples whose values are no sample's.
fn check_samples(
    matrix: &Matrix,
    samples: &[SampleId],
    choice: Option<&ColumnChoice>,
    path: &Path,
) -> Result<(), ImportError> {
    let odd = odd_values(matrix.shape, |sample, mirna| matrix.get(sample, mirna));
    match odd.and_then(|(sample, why)| Some((samples.get(sample)?, why))) {
        Some((sample, why)) if !keeps(choice, sample.as_str()) => {
            let sample = sample.to_string();
            Err(Place::file(path).error(TableError::NotASample { sample, why }))
        }
        _ => Ok(()),
    }
}

/// Whether a sample is taken whatever its values look like.
fn keeps(choice: Option<&ColumnChoice>, sample: &str) -> bool {
    choice.is_some_and(|choice| choice.keep.iter().any(|keep| keep == sample))
}

/// `sample_001`, `sample_002`, … for samples that have no names, in the order of their rows.
fn numbered(count: usize, path: &Path) -> Vec<Named> {
    let width = count.to_string().len();
    (1..=count)
        .map(|number| Named { text: format!("sample_{number:0width$}"), place: Place::file(path) })
        .collect()
}
