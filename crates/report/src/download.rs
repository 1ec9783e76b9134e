//! Tables that a page gives away as files, without network or script.

use std::fmt::{self, Display, Formatter, Write};

use exoscope_score::Interval;

/// A link that saves a table as tab-separated text.
///
/// The table stands percent-encoded in the link itself (RFC 2397), so that a page of one file holds
/// its numbers in full.
pub(crate) struct Download {
    file: String,
    text: String,
}

impl Download {
    /// A table to be saved as `file`; tabs and line ends in cells become spaces.
    pub(crate) fn new<R, C>(file: impl Into<String>, heading: &[&str], rows: R) -> Self
    where
        R: IntoIterator<Item = C>,
        C: IntoIterator<Item = String>,
    {
        let mut text = heading.join("\t");
        for row in rows {
            text.push('\n');
            for (place, cell) in row.into_iter().enumerate() {
                text.push_str(if place > 0 { "\t" } else { "" });
                text.extend(cell.chars().map(|c| if c.is_control() { ' ' } else { c }));
            }
        }
        text.push('\n');
        Self { file: file.into(), text }
    }
}

impl Display for Download {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let file = &self.file;
        write!(f, "<a class=\"save\" download=\"{file}\" href=\"data:text/tab-separated-values,")?;
        for byte in self.text.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b',' | b':' => {
                    f.write_char(char::from(byte))?;
                }
                _ => write!(f, "%{byte:02X}")?,
            }
        }
        write!(f, "\">Save the numbers: {file}</a>")
    }
}

/// A figure in full, or nothing.
pub(crate) fn number(figure: Option<f64>) -> String {
    figure.filter(|figure| figure.is_finite()).map(|figure| figure.to_string()).unwrap_or_default()
}

/// A figure and both ends of its interval.
pub(crate) fn with_ends(figure: Option<f64>, interval: Option<Interval>) -> [String; 3] {
    [figure, interval.map(|ci| ci.low), interval.map(|ci| ci.high)].map(number)
}

/// [`with_ends`] of several figures, one after the other.
pub(crate) fn each_with_ends<const N: usize>(
    figures: [(Option<f64>, Option<Interval>); N],
) -> impl Iterator<Item = String> {
    figures.into_iter().flat_map(|(figure, interval)| with_ends(figure, interval))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_encoded_so_that_no_name_can_leave_the_link() {
        let rows =
            [[" \"><script>\t%\n".to_owned(), number(Some(0.25))], ["é".into(), number(None)]];
        let link = Download::new("x.tsv", &["class", "figure"], rows).to_string();
        let (_, rest) = link.split_once("values,").unwrap_or_default();
        let (text, rest) = rest.split_once('"').unwrap_or_default();
        assert_eq!(text, "class%09figure%0A%20%22%3E%3Cscript%3E%20%25%20%090.25%0A%C3%A9%09%0A");
        assert_eq!(rest, ">Save the numbers: x.tsv</a>");
    }
}
