//! How the run was made.

use askama::Template;
use exoscope_read::evaluate::Manifest;
use serde_json::Value;

use super::PageError;
use crate::format::list;

/// Program, seed and settings. A setting is named by its path in `manifest.json`.
#[derive(Template)]
#[template(path = "settings.html")]
pub(super) struct Settings<'a> {
    manifest: &'a Manifest,
    classes: String,
    /// Path and value of each setting of the reader.
    reader: Vec<(String, String)>,
}

impl<'a> Settings<'a> {
    pub(super) fn new(manifest: &'a Manifest) -> Result<Self, PageError> {
        let mut reader = Vec::new();
        flatten("reader", &serde_json::to_value(&manifest.reader)?, &mut reader);
        let classes = manifest.classes.as_ref();
        let classes = classes.map_or_else(|| "all".to_owned(), |classes| list(classes, "and"));
        Ok(Self { manifest, classes, reader })
    }
}

/// Lists the leaves of a JSON value with their paths.
fn flatten(path: &str, value: &Value, leaves: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (name, value) in fields {
                flatten(&format!("{path}.{name}"), value, leaves);
            }
        }
        Value::Null => leaves.push((path.to_owned(), "none".to_owned())),
        Value::String(text) => leaves.push((path.to_owned(), text.clone())),
        leaf => leaves.push((path.to_owned(), leaf.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_are_named_by_their_path() {
        let value =
            json!({ "depth": "tmm", "filter": { "share": 0.1 }, "batch": null, "on": true });
        let mut leaves = Vec::new();
        flatten("reader", &value, &mut leaves);
        leaves.sort();
        let leaves: Vec<_> = leaves.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(
            leaves,
            [
                ("reader.batch", "none"),
                ("reader.depth", "tmm"),
                ("reader.filter.share", "0.1"),
                ("reader.on", "true"),
            ]
        );
    }
}
