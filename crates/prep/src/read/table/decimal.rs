//! The decimal sign of a plain table: of the whole file, and none that could separate thousands.

use crate::error::{Fault, Problem};
use crate::text::{Decimal, number, thousands};

/// A cell that holds a number: line, column from 1, name of its quantity, text.
pub(super) type Cell<'a> = (usize, usize, &'static str, &'a str);

/// The decimal sign of these cells.
///
/// A comma beside cells with a point, and a comma that may separate thousands (`1,000`), are refused: read wrongly they
/// change a figure a thousandfold.
pub(super) fn decimal<'a>(cells: impl Iterator<Item = Cell<'a>> + Clone) -> Result<Decimal, Fault> {
    let Some(comma) = cells.clone().find(|(.., text)| text.contains(',')) else {
        return Ok(Decimal::Point);
    };
    let refuse = |(line, column, field, text): Cell<'a>, why| {
        let problem = Problem::OutOfRange { field: field.into(), found: text.into(), why };
        Err(Fault::cell(line, column, problem))
    };
    let point = |text: &str| text.contains('.') && number(text, Decimal::Point).is_some();
    if cells.clone().any(|(.., text)| point(text)) {
        return refuse(comma, "a comma where other cells have a decimal point");
    }
    match cells.into_iter().find(|(.., text)| thousands(text)) {
        Some(cell) => refuse(cell, "ambiguous: a decimal comma, or a comma between thousands"),
        None => Ok(Decimal::Comma),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_is_decimal_only_where_it_can_be_nothing_else() {
        let of = |texts: &[&'static str]| {
            let cells = texts.iter().enumerate().map(|(i, text)| (i + 2, 1, "size", *text));
            decimal(cells).map_err(|fault| (fault.line, fault.problem.to_string()))
        };
        assert_eq!(of(&["52.5", "57.5", "1e7"]), Ok(Decimal::Point));
        assert_eq!(of(&["52,5", "57,5", "1,157E+5", "0,125"]), Ok(Decimal::Comma));
        let line = |texts: &[&'static str]| of(texts).err().and_then(|(line, _)| line);
        assert_eq!(line(&["50", "1,000", "3,000"]), Some(3));
        assert_eq!(line(&["52,5", "12,345,678"]), Some(3));
        // The comma is blamed, not the point.
        assert_eq!(line(&["52.5", "1,000,000"]), Some(3));
    }
}
