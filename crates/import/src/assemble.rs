//! From names, facts and numbers to a cohort.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use exoscope_core::cohort::{self, CohortError};
use exoscope_core::sample::{Column, SampleId};
use exoscope_core::{Cohort, MirnaName, Scale};

use super::cells::{Delimiter, cells};
use super::columns::{ColumnChoice, ColumnKind, LeftOut, is_summary, odd_values, sample_of};
use super::decimal::{self, has_thousands};
use super::error::{ImportError, Place};
use super::layout::{Layout, Orientation, Use};
use super::lines::{Block, Lines};
use super::list::{self, List, Named};
use super::matrix::Matrix;
use super::names::{Names, OtherRna, mirna, not_current};
use super::note::Note;
use super::report::{FileReport, NotCurrent, Renamed, ScaleReport};
use super::rows::{Reading, Rows};
use super::sniff;
use super::table::{TableError, TableSettings};
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
        let mut lines = Lines::open(path, settings.limits)?.stated(settings.encoding);
        let first = lines.first_block()?;
        let layout = {
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
            Layout::find(&top, settings, lists.features.as_ref().map(|list| list.names.len()))?
        };
        check_thousands(&layout, &first, path, settings)?;
        // What an export wrote holds samples, whatever they are called.
        let choice = Some(&settings.columns).filter(|_| lists.note.is_none());
        let reading = Reading { undetermined, choice, ..Reading::of(settings, totals) };
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

    /// The same on the scale that is `given`, or the one the values speak for.
    pub(super) fn on_scale(self, given: Option<Scale>) -> Result<Self, CohortError> {
        let scale = ScaleReport::given_or(given, || self.cohort.values().guess_scale());
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
    let samples = match &lists.samples {
        Some(list) => list::samples(&list.names)?,
        // A file of one sample that does not name it.
        None if samples.is_empty() && n_samples == 1 && lists.features.is_none() => {
            let text = sample_of(path);
            list::samples(&[Named { text, place: Place::file(path) }])?
        }
        None if samples.is_empty() => list::samples(&numbered(n_samples, path))?,
        None => list::samples(&samples)?,
    };
    if choice.is_some() && is_summary(samples.iter().map(SampleId::as_str)) {
        return Err(Place::file(path).error(TableError::Summary));
    }
    let (orientation, shape) = (layout.orientation, (n_samples, n_mirnas));
    let mut matrix = Matrix { rows: rows.values, orientation, shape };
    if lists.note.is_none() {
        check_samples(&matrix, &samples, choice, path)?;
    }
    let mut written = Cow::Borrowed(
        lists.features.as_ref().map_or(mirnas.as_slice(), |list| list.names.as_slice()),
    );
    let spiked = take_spike_ins_out(&mut written, &mut matrix, names);
    let scale =
        undetermined::fill(&mut matrix, given, reading.cycles).map_err(|(sample, mirna)| {
            let at = samples.get(sample).map(ToString::to_string);
            let mirna = written.get(mirna).map(|named| named.text.clone());
            let (sample, mirna) = (at.unwrap_or_default(), mirna.unwrap_or_default());
            Place::file(path).error(TableError::Undetermined { sample, mirna })
        })?;
    let mut mirnas = written;
    let mut replicates = Vec::new();
    if matches!(scale.scale, Scale::Ct | Scale::Log2Intensity | Scale::Log2Cpm)
        && orientation == Orientation::MirnasInRows
        && lists.features.is_none()
    {
        if let Some(sample) = numbers_samples(&mirnas, &matrix) {
            let column = samples.get(sample).map(ToString::to_string).unwrap_or_default();
            return Err(Place::file(path).error(TableError::Long { column }));
        }
        replicates = average_replicates(mirnas.to_mut(), &mut matrix);
    }
    let mirnas = list::mirnas(&mirnas, names)?;
    let n_mirnas = mirnas.len();
    let values = matrix.into_values(scale.scale);
    let renamed = mirnas.iter().filter(|mirna| mirna.original() != mirna.canonical());
    let other_species = mirnas.iter().filter(|mirna| !mirna.canonical().starts_with("hsa-"));
    let cut_lists = lists.all().filter(|list| list.unfinished).map(|list| list.source.name.clone());
    let cut_table = lines.unfinished().then(|| source.name.clone());
    let unfinished = cut_table.into_iter().chain(cut_lists).collect();
    let report = FileReport {
        file: source.name.clone(),
        delimiter: layout.delimiter,
        header: layout.header.is_some(),
        encoding: lines.encoding(),
        orientation: layout.orientation,
        samples: n_samples,
        mirnas: n_mirnas,
        first_samples: samples.iter().take(3).map(ToString::to_string).collect(),
        left_out: layout.left_out.iter().cloned().chain(rows.left_out).chain(spiked).collect(),
        renamed: renamed
            .map(|m| Renamed { original: m.original().into(), canonical: m.canonical().into() })
            .collect(),
        other_species: other_species.map(ToString::to_string).collect(),
        replicates,
        named_by: named_by(layout, lists),
        not_current: names.map_or_else(|| not_current(&mirnas), |_| NotCurrent::default()),
        without_species: mirnas.iter().filter(|mirna| is_bare(mirna)).count(),
        dropped: rows.dropped,
        unfinished,
    };
    let mut cohort = Cohort::from_values(samples, mirnas, values, scale.scale)
        .map_err(|e| Place::file(path).error(e))?;
    let mut add = |column| cohort.add_column(column).map_err(|e| Place::file(path).error(e));
    for (number, (_, name)) in layout.headings(Use::Fact).enumerate() {
        let facts: Vec<&str> =
            rows.facts.iter().filter_map(|row| Some(row.get(number)?.as_str())).collect();
        let facts = decimal::facts(&facts, reading.decimal);
        let words = lists.note.as_ref().is_some_and(|note| note.is_words(name));
        add(if words { Column::words(name, &facts) } else { Column::guess(name, &facts) })?;
    }
    if let Some(labels) = &lists.labels {
        let labels: Vec<&str> = labels.names.iter().map(|label| label.text.as_str()).collect();
        add(Column::guess("label", &labels))?;
    }
    Ok(Part { cohort, scale, report, source })
}

/// How many lines are looked at for thousands marks.
const LINES: usize = 50;

/// Refuses a table between semicolons whose numbers all have three digits behind the point: in half the
/// world that is a mark between thousands, and `22.622` a count.
fn check_thousands(
    layout: &Layout,
    first: &Block,
    path: &Path,
    settings: &TableSettings,
) -> Result<(), ImportError> {
    if settings.decimal.is_some() || layout.delimiter != Delimiter::Semicolon {
        return Ok(());
    }
    let mut marked = None;
    let below = first.lines().into_iter().filter(|(number, _)| Some(*number) > layout.header);
    for (number, line) in below.take(LINES) {
        for (place, (cell, column)) in
            cells(line, layout.delimiter).zip(&layout.columns).enumerate()
        {
            let Ok(cell) = cell else { return Ok(()) };
            if column.holds != Use::Value || !cell.contains('.') {
                continue;
            }
            if !has_thousands(&cell, '.') {
                return Ok(());
            }
            marked.get_or_insert((number, place + 1, cell.into_owned()));
        }
    }
    match marked {
        Some((line, column, text)) => {
            Err(Place::cell(path, line, column).error(TableError::Thousands { text }))
        }
        None => Ok(()),
    }
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

/// Takes out what was added to samples of another species, and says what: before the scale is looked for, as it
/// counts in no sample's sum.
fn take_spike_ins_out(
    written: &mut Cow<'_, [Named]>,
    matrix: &mut Matrix,
    names: Option<&Names>,
) -> Vec<LeftOut> {
    let canonical = |named: &Named| {
        let name = mirna(&named.text, names).ok()?.canonical().to_owned();
        OtherRna::is_spike_in(&name).then_some(name)
    };
    let species = |text: &str| {
        let species: String = text.chars().take_while(char::is_ascii_alphanumeric).collect();
        species.to_ascii_lowercase()
    };
    // In a study of worms or plants they are the sample's own.
    let own = |name: &str| {
        let species_of = species(name);
        let count = written.iter().filter(|named| species(&named.text) == species_of).count();
        count * 2 > written.len()
    };
    let added = |named: &Named| canonical(named).is_some_and(|name| !own(&name));
    let places: Vec<usize> =
        written.iter().enumerate().filter(|(_, named)| added(named)).map(|(n, _)| n).collect();
    if places.is_empty() {
        return Vec::new();
    }
    matrix.take_out(&places);
    let kind = ColumnKind::Rna(OtherRna::SpikeIn);
    let mut left_out = Vec::new();
    let mut place = 0..;
    written.to_mut().retain(|named| {
        let stays = place.next().is_none_or(|place| places.binary_search(&place).is_err());
        if !stays {
            left_out.push(LeftOut { name: named.text.clone(), kind });
        }
        stays
    });
    left_out
}

/// Makes one line of lines about a miRNA that are called alike, as replicate probes are: the mean of
/// logarithms and of Ct, missing values left out. Says which.
fn average_replicates(names: &mut Vec<Named>, matrix: &mut Matrix) -> Vec<String> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Named> = Vec::new();
    let mut rows: Vec<Vec<Vec<f64>>> = Vec::new();
    for (named, row) in names.drain(..).zip(std::mem::take(&mut matrix.rows)) {
        match first.get(&named.text).and_then(|&place| rows.get_mut(place)) {
            Some(together) => together.push(row),
            None => {
                first.insert(named.text.clone(), kept.len());
                kept.push(named);
                rows.push(vec![row]);
            }
        }
    }
    let of_several = kept.iter().zip(&rows).filter(|(_, rows)| rows.len() > 1);
    let replicates = of_several.map(|(named, _)| named.text.clone()).collect();
    matrix.rows = rows.into_iter().map(mean).collect();
    matrix.shape.1 = matrix.rows.len();
    *names = kept;
    replicates
}

/// The column whose values tell lines about a miRNA apart, the same in each: such a table has a line a value,
/// and the column numbers samples.
fn numbers_samples(names: &[Named], matrix: &Matrix) -> Option<usize> {
    let mut rows_of: HashMap<&str, Vec<&Vec<f64>>> = HashMap::new();
    for (named, row) in names.iter().zip(&matrix.rows) {
        rows_of.entry(&named.text).or_default().push(row);
    }
    rows_of.retain(|_, rows| rows.len() > 1);
    if rows_of.len() < 2 {
        return None;
    }
    (0..matrix.shape.0).find(|&column| {
        let values = |rows: &Vec<&Vec<f64>>| {
            let mut values: Vec<f64> =
                rows.iter().filter_map(|row| row.get(column)).copied().collect();
            values.sort_by(f64::total_cmp);
            values
        };
        let mut all = rows_of.values().map(values);
        let first = all.next().unwrap_or_default();
        let distinct = first.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
        distinct && all.all(|other| other == first)
    })
}

/// The mean of each place over rows, missing values left out.
fn mean(rows: Vec<Vec<f64>>) -> Vec<f64> {
    if let [only] = rows.as_slice() {
        return only.clone();
    }
    let width = rows.first().map_or(0, Vec::len);
    let at = |place: usize| {
        let there = rows.iter().filter_map(|row| row.get(place)).filter(|value| !value.is_nan());
        let (sum, count) = there.fold((0.0, 0_usize), |(sum, n), value| (sum + value, n + 1));
        if count == 0 { f64::NAN } else { sum / count as f64 }
    };
    (0..width).map(at).collect()
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
