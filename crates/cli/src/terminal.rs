//! What a terminal is sent: names in files and models are written by whoever made the file, and must not move its cursor,
//! change its colours or its title.

use std::borrow::Cow;
use std::fmt::Write;

/// A text as it is printed: control characters but tab and line end, and those that turn the direction of writing
/// (with which a name can look like another), are escaped (`\u{1b}`).
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hostile) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(escaped(text, |c, to| to.extend(c.escape_unicode())))
}

/// The same of JSON, whose escapes mean the same text.
pub fn shown_json(text: &str) -> String {
    escaped(text, |c, to| {
        // All of these are of the basic plane: four hexadecimal digits each.
        let _ = write!(to, "\\u{:04x}", u32::from(c));
    })
}

fn escaped(text: &str, escape: impl Fn(char, &mut String)) -> String {
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hostile(c) {
            escape(c, &mut shown);
        } else {
            shown.push(c);
        }
    }
    shown
}

fn is_hostile(c: char) -> bool {
    let turns = matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    turns || c.is_control() && !matches!(c, '\n' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_a_terminal_is_escaped() {
        assert_eq!(shown("a\tb\n健常者 é"), "a\tb\n健常者 é");
        assert_eq!(shown("x\x1b[2J\r\x07\u{9b}31m"), "x\\u{1b}[2J\\u{d}\\u{7}\\u{9b}31m");
        assert_eq!(shown("a\u{202e}b"), "a\\u{202e}b");
        let json = shown_json("{\"a\":\"x\u{9b}31m\u{200f}\"}");
        assert_eq!(json, r#"{"a":"x\u009b31m\u200f"}"#);
    }
}
