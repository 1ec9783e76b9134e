//! Sections in square brackets, each with rows by name: the same name may stand in several sections.

use crate::error::{Fault, Problem};
use crate::text::{Decimal, cells, delimiter, number};

/// All rows of a summary before its size table.
pub(super) struct Sections {
    rows: Vec<Row>,
    format: Format,
}

/// How the file separates cells and writes decimal fractions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Format {
    pub(super) delimiter: char,
    pub(super) decimal: Decimal,
}

impl Format {
    /// Comma and point as the software writes them; semicolon or tab, and then a decimal comma too, as a spreadsheet of
    /// another locale saves them.
    pub(super) fn of(text: &str) -> Self {
        let delimiter = delimiter(text);
        let comma = delimiter != ',' && {
            let table =
                text.lines().skip_while(|line| !line.starts_with("Bin centre (nm)")).skip(1);
            table.take_while(|line| !line.is_empty()).any(|line| line.contains(','))
        };
        Self { delimiter, decimal: if comma { Decimal::Comma } else { Decimal::Point } }
    }
}

struct Row {
    section: String,
    line: usize,
    cells: Vec<String>,
}

impl Row {
    fn name(&self) -> &str {
        self.cells.first().map(String::as_str).unwrap_or_default()
    }
}

impl Sections {
    pub(super) fn of(lines: &[(usize, &str)], format: Format) -> Result<Self, Fault> {
        let mut rows: Vec<Row> = Vec::new();
        let mut section = String::new();
        for &(line, text) in lines {
            if text.starts_with("Bin centre (nm)") {
                break;
            }
            let bare = text.trim_start();
            if let Some((name, _)) = bare.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                name.clone_into(&mut section);
                continue;
            }
            let cells = cells(text, line, format.delimiter)?;
            let twice = |row: &Row| {
                row.section == section && Some(row.name()) == cells.first().map(String::as_str)
            };
            if cells.first().is_some_and(|name| !name.is_empty())
                && !section.is_empty()
                && let Some(first) = rows.iter().find(|row| twice(row))
                && first.cells != cells
            {
                let what = "a row that stands twice in its section";
                let (left, right) = (first.cells.join(","), cells.join(","));
                return Err(Fault::at(line, Problem::Disagree { what, left, right }));
            }
            rows.push(Row { section: section.clone(), line, cells });
        }
        Ok(Self { rows, format })
    }

    fn row(&self, section: &str, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.section == section && row.name() == name)
    }

    /// Names of the videos.
    pub(super) fn videos(&self) -> Result<Vec<String>, Fault> {
        let row = self.rows.iter().find(|row| row.name() == "Filename:");
        let row = row.ok_or(Problem::Missing("Filename:"))?;
        let names = row.cells.iter().skip(1);
        let names: Vec<String> = names.take_while(|name| !name.is_empty()).cloned().collect();
        if names.is_empty() {
            return Err(Fault::at(row.line, Problem::Cut("no video is named".into())));
        }
        // The names stand again over the sizes.
        if let Some(again) = self.row("Size Data", "Filename") {
            let same = again.cells.iter().skip(1).take(names.len()).eq(names.iter());
            let next = again.cells.get(names.len() + 1).map(String::as_str);
            if !same || !matches!(next, None | Some("Average" | "")) {
                let what = "names of the videos, above and over the sizes";
                let (left, right) = (names.join(", "), again.cells.join(", "));
                return Err(Fault::at(again.line, Problem::Disagree { what, left, right }));
            }
        }
        Ok(names)
    }

    /// Names of the rows of a section.
    pub(super) fn rows<'a>(&'a self, section: &'a str) -> impl Iterator<Item = &'a str> {
        let of = self.rows.iter().filter(move |row| row.section == section);
        of.map(Row::name).filter(|name| !name.is_empty())
    }

    /// Line and text of a video's cell.
    pub(super) fn cell(&self, section: &str, name: &str, video: usize) -> Option<(usize, &str)> {
        let row = self.row(section, name)?;
        row.cells
            .get(video + 1)
            .filter(|cell| !cell.is_empty())
            .map(|cell| (row.line, cell.as_str()))
    }

    /// Number of a video's cell, not below 0.
    pub(super) fn number(
        &self,
        section: &str,
        name: &str,
        video: usize,
    ) -> Result<Option<f64>, Fault> {
        let Some((line, text)) = self.cell(section, name, video) else { return Ok(None) };
        match number(text, self.format.decimal).filter(|value| *value >= 0.0) {
            Some(value) => Ok(Some(value)),
            None => {
                let problem = Problem::NotANumber { field: name.into(), found: text.into() };
                Err(Fault::cell(line, video + 2, problem))
            }
        }
    }

    /// Text of a row's first cell, where it is not empty.
    pub(super) fn text(&self, section: &str, name: &str) -> Option<String> {
        self.cell(section, name, 0).map(|(_, text)| text.to_owned())
    }
}
