//! Lists that are longer than what is read of them. TOML's reader fills a list of fixed length and leaves off the rest: a
//! sixth sensitivity would be lost in silence.

use serde_json::Value;

/// A list that is too long.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Surplus {
    /// Table and field, as `observed#2.cases`.
    pub(super) field: String,
    /// Values written, and those that are read.
    pub(super) lengths: (usize, usize),
}

/// The first list of `written` that is longer than the same one of `read`, which was read from it.
pub(super) fn surplus(written: &Value, read: &Value) -> Option<Surplus> {
    within(written, read, "")
}

fn within(written: &Value, read: &Value, field: &str) -> Option<Surplus> {
    match (written, read) {
        (Value::Object(written), Value::Object(read)) => written.iter().find_map(|(key, value)| {
            let inner = if field.is_empty() { key.clone() } else { format!("{field}.{key}") };
            within(value, read.get(key)?, &inner)
        }),
        (Value::Array(written), Value::Array(read)) if written.len() > read.len() => {
            Some(Surplus { field: field.to_owned(), lengths: (written.len(), read.len()) })
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
