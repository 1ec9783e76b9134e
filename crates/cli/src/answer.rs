//! What a command has to say.

use serde::Serialize;
use serde_json::Value;

/// The result of a command, for people and for programs.
pub struct Answer {
    /// For standard output without `--json`.
    pub text: String,
    /// For standard output with `--json`.
    pub json: Value,
}

impl Answer {
    /// An answer with its JSON form made from `value`, which must serialise to an object.
    pub fn new(text: impl Into<String>, value: &impl Serialize) -> anyhow::Result<Self> {
        let mut text = text.into();
        if !text.ends_with('\n') && !text.is_empty() {
            text.push('\n');
        }
        Ok(Self { text, json: serde_json::to_value(value)? })
    }

    /// Adds an entry to the JSON form.
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        if let Value::Object(entries) = &mut self.json {
            entries.insert(key.to_owned(), value.into());
        }
        self
    }
}
