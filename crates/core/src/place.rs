//! Line and column of a value in a text file, for errors about its content.

use std::fmt;

/// A place in a file, counted from 1.
///
/// ```
/// use exoscope_core::Place;
/// let text = "[design]\nn = 13\n\n[[arm]]\nn = 4\n\n[[arm]]\n  n = 5\n";
/// assert_eq!(Place::of_field(text, "design.n"), Some(Place { line: 2, column: 1 }));
/// assert_eq!(Place::of_field(text, "arm#2.n"), Some(Place { line: 8, column: 3 }));
/// assert_eq!(Place::of_field(text, "arm#2.absent"), Some(Place { line: 7, column: 1 }));
/// assert_eq!(Place::of_field(text, "design"), Some(Place { line: 1, column: 1 }));
/// assert_eq!(Place::of_offset(text, 9), Place { line: 2, column: 1 });
/// // Dotted keys and inline tables: the line of the key, or of the table that holds it.
/// let text = "design.n = 13\narms = { control = { n = 4 } }\n";
/// assert_eq!(Place::of_field(text, "design.n"), Some(Place { line: 1, column: 1 }));
/// assert_eq!(Place::of_field(text, "arms.control.n"), Some(Place { line: 2, column: 1 }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl Place {
    /// The place of byte `offset` of `text`.
    pub fn of_offset(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        Self { line: before.matches('\n').count() + 1, column }
    }

    /// The place of a field of a TOML text, written `table.field`, or of the innermost table that holds it where the field
    /// itself is not found. The n-th table of an array is written `table#n`.
    pub fn of_field(text: &str, field: &str) -> Option<Self> {
        let (path, key) = field.rsplit_once('.').unwrap_or(("", field));
        let (path, number) = match path.rsplit_once('#') {
            Some((path, number)) => (path, number.parse().unwrap_or(1)),
            None => (path, 1_usize),
        };
        let (mut inside, mut seen, mut table) = (path.is_empty(), 0, None);
        let mut root = true;
        for (line, content) in text.lines().enumerate() {
            let trimmed = content.trim_start();
            let column = content.chars().count() - trimmed.chars().count() + 1;
            let here = Self { line: line + 1, column };
            if trimmed.starts_with('[') {
                root = false;
                let header = trimmed.split('#').next().unwrap_or_default().trim();
                let name = header.trim_matches(['[', ']']);
                if name == field {
                    return Some(here);
                }
                seen += usize::from(name == path);
                inside = name == path && seen == number;
                table = if inside { Some(here) } else { table };
            } else {
                let name = trimmed.split('=').next().unwrap_or_default().trim().trim_matches('"');
                if inside && name == key || root && name == field {
                    return Some(here);
                }
            }
        }
        table.or_else(|| (!path.is_empty()).then(|| Self::of_field(text, path)).flatten())
    }
}
