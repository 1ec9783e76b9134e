//! Lists of a plan that are longer than what is read of them: a reader of TOML fills an array of fixed length and leaves
//! off the rest, so that a third number would be lost in silence.

use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// A list that is longer than what was read of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surplus {
    /// Table and field, as [`Place::of_field`](crate::Place::of_field) finds it: `observed#2.cases`.
    pub field: String,
    /// Values that stand there.
    pub written: usize,
    /// Values that were read.
    pub read: usize,
}

impl Surplus {
    /// The first list of a text, `written`, that is longer than the same one of `read`, which was read from that text.
    /// Lists under another name or of another shape than written are not compared.
    ///
    /// # Errors
    ///
    /// `read` is no tree of values: a map in it has keys that are no text.
    ///
    /// ```
    /// use exoscope_core::Surplus;
    /// use serde_json::json;
    ///
    /// let written = json!({ "arm": [{ "age": [20, 70, 80] }] });
    /// let read = json!({ "arm": [{ "age": [20, 70] }] });
    /// let long = Surplus::of(&written, &read)?.expect("a third age");
    /// assert_eq!(long.field, "arm#1.age");
    /// assert_eq!(long.to_string(), "3 values, where 2 are read");
    /// assert_eq!(Surplus::of(&read, &read)?, None);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn of(written: &Value, read: &impl Serialize) -> Result<Option<Self>, serde_json::Error> {
        Ok(within(written, &serde_json::to_value(read)?, ""))
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        format!("give {} values", self.read)
    }
}

impl fmt::Display for Surplus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} values, where {} are read", self.written, self.read)
    }
}

fn within(written: &Value, read: &Value, field: &str) -> Option<Surplus> {
    match (written, read) {
        (Value::Object(written), Value::Object(read)) => written.iter().find_map(|(key, value)| {
            let inner = if field.is_empty() { key.clone() } else { format!("{field}.{key}") };
            within(value, read.get(key)?, &inner)
        }),
        (Value::Array(written), Value::Array(read)) if written.len() > read.len() => {
            Some(Surplus { field: field.to_owned(), written: written.len(), read: read.len() })
        }
        (Value::Array(written), Value::Array(read)) => {
            let pairs = written.iter().zip(read).enumerate();
            pairs.into_iter().find_map(|(n, (written, read))| {
                within(written, read, &format!("{field}#{}", n + 1))
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Surplus;
    use serde_json::json;

    #[test]
    fn lists_in_lists_are_compared_and_shorter_ones_let_be() {
        let written = json!({ "a": [[1, 2], [1, 2, 3]], "b": [1], "c": [1, 2] });
        let read = json!({ "a": [[1, 2], [1, 2]], "b": [1, 0], "d": [1] });
        let found = Surplus::of(&written, &read).ok().flatten();
        assert_eq!(found, Some(Surplus { field: "a#2".into(), written: 3, read: 2 }));
    }

    #[test]
    fn a_reading_without_a_tree_is_no_silence() {
        let read = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert!(Surplus::of(&json!({}), &read).is_err());
    }
}
