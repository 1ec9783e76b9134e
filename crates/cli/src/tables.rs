//! Plain tables for the terminal.

use comfy_table::{CellAlignment, Table, presets};

/// A table without lines: a heading, then rows; columns after the first to the right where `right`.
pub fn table<H, R, C>(heading: H, rows: R, right: bool) -> String
where
    H: IntoIterator<Item = &'static str>,
    R: IntoIterator<Item = Vec<C>>,
    C: Into<comfy_table::Cell>,
{
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(heading.into_iter().map(str::to_owned).collect::<Vec<_>>());
    for row in rows {
        table.add_row(row.into_iter().map(Into::into).collect::<Vec<comfy_table::Cell>>());
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((u16::from(index > 0), 1));
        if right && index > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// "1 sample", "2 samples".
pub fn count(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}

/// A number with six significant digits; a whole one as it is.
pub fn figure(value: f64) -> String {
    let short = format!("{value:.5e}").parse::<f64>();
    match short {
        Ok(short) if value.fract() != 0.0 => short.to_string(),
        _ => value.to_string(),
    }
}

/// The first few names, and how many more there are.
pub fn some<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let shown = names.iter().take(most).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn figures_are_short() {
        for (value, text) in [
            (2.565_495_915_878_41, "2.5655"),
            (516_581_472_890.684_9, "516581000000"),
            (0.016_868_635_551_116_177, "0.0168686"),
            (1_234_567.0, "1234567"),
            (0.5, "0.5"),
            (0.0, "0"),
        ] {
            assert_eq!(figure(value), text);
        }
    }
}
