//! One row of a sample sheet: text to checked cells.

use super::{Blank, Endotoxin, Row, SheetError};

/// Reads a row under the heading `names`.
pub(super) fn row(line: usize, names: &[&str], cells: &[&str]) -> Result<Row, SheetError> {
    let row = Cells { line, names, cells };
    let file = row.needed("file")?;
    let blank = match row.text("blank") {
        None => None,
        Some("yes") => Some(Blank::Itself),
        Some(name) if name == file => {
            return Err(row.refuse(
                "blank",
                name,
                "is the file itself: write yes where it is a blank",
            ));
        }
        Some(name) => Some(Blank::File(name.to_owned())),
    };
    let control = row.text("control").map(str::to_owned);
    if control.as_ref() == Some(&file) {
        return Err(row.refuse("control", &file, "is the file itself"));
    }
    let above_0 = "is not a number above 0";
    let share = "is not a number from 0 to 1";
    Ok(Row {
        sample: row.needed("sample")?,
        dilution: row.number("dilution", 1.0, f64::MAX, "is not a number of 1 or more")?,
        blank,
        replicate: row.text("replicate").map(str::to_owned),
        volume: row.number("volume", f64::MIN_POSITIVE, f64::MAX, above_0)?,
        cells: row.number("cells", f64::MIN_POSITIVE, f64::MAX, above_0)?,
        acquired: row.number("acquired", f64::MIN_POSITIVE, f64::MAX, above_0)?,
        wells: row.text("wells").map(str::to_owned),
        standards: row.text("standards").map(str::to_owned),
        marker: row.marker()?,
        control,
        sensitivity: row.number("sensitivity", 0.0, 1.0, share)?,
        specificity: row.number("specificity", 0.0, 1.0, share)?,
        detergent: match row.text("treatment") {
            None => false,
            Some("detergent") => true,
            Some(text) => return Err(row.refuse("treatment", text, "is not detergent")),
        },
        endotoxin: row.endotoxin()?,
        dose: row.number("dose", f64::MIN_POSITIVE, f64::MAX, above_0)?,
        weight: row.number("weight", f64::MIN_POSITIVE, f64::MAX, above_0)?,
        file,
    })
}

/// The cells of a line by the names of their columns.
struct Cells<'a> {
    line: usize,
    names: &'a [&'a str],
    cells: &'a [&'a str],
}

impl<'a> Cells<'a> {
    fn text(&self, column: &str) -> Option<&'a str> {
        let place = self.names.iter().position(|name| *name == column)?;
        self.cells.get(place).copied().filter(|cell| !cell.is_empty())
    }

    fn refuse(&self, column: &'static str, found: &str, why: &'static str) -> SheetError {
        SheetError::Cell { line: self.line, column, found: found.to_owned(), why }
    }

    fn needed(&self, column: &'static str) -> Result<String, SheetError> {
        self.text(column).map(str::to_owned).ok_or_else(|| self.refuse(column, "", "must be given"))
    }

    fn number(
        &self,
        column: &'static str,
        least: f64,
        most: f64,
        why: &'static str,
    ) -> Result<Option<f64>, SheetError> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let value = text.parse::<f64>().ok().filter(|value| (least..=most).contains(value));
        value.map(Some).ok_or_else(|| self.refuse(column, text, why))
    }

    fn marker(&self) -> Result<Option<(String, f64)>, SheetError> {
        let Some(text) = self.text("marker") else { return Ok(None) };
        let pair = text.split_once('>').and_then(|(channel, above)| {
            let above = above.trim().parse::<f64>().ok().filter(|above| above.is_finite())?;
            Some((channel.trim().to_owned(), above))
        });
        pair.map(Some).ok_or_else(|| self.refuse("marker", text, "is not CHANNEL>VALUE"))
    }

    fn endotoxin(&self) -> Result<Option<Endotoxin>, SheetError> {
        let Some(text) = self.text("endotoxin") else { return Ok(None) };
        let (below, number) = match text.strip_prefix('<') {
            Some(limit) => (true, limit.trim()),
            None => (false, text),
        };
        let value = number.parse::<f64>().ok().filter(|value| (0.0..=f64::MAX).contains(value));
        let found = value.map(|per_ml| Some(Endotoxin { per_ml, below }));
        found.ok_or_else(|| self.refuse("endotoxin", text, "is not EU/mL as 0.2 or <0.05"))
    }
}
