//! Groups of arrays on their way to a file.

use super::array::{Array, Data};
use super::store::Attribute;

/// A group: attributes, arrays and groups, in the order they are written.
#[derive(Debug, Default)]
pub struct Group {
    pub(super) attributes: Vec<(&'static str, Attribute)>,
    pub(super) arrays: Vec<(String, Array, (&'static str, &'static str))>,
    pub(super) groups: Vec<(String, Group)>,
}

impl Group {
    /// A group of an encoding and its version.
    pub fn of(encoding: &str, version: &str) -> Self {
        Self::default()
            .with("encoding-type", Attribute::Text(encoding.to_owned()))
            .with("encoding-version", Attribute::Text(version.to_owned()))
    }

    /// With an attribute.
    #[must_use]
    pub fn with(mut self, name: &'static str, attribute: Attribute) -> Self {
        self.attributes.push((name, attribute));
        self
    }

    /// Adds an array, encoded as such arrays are.
    pub fn push(&mut self, name: &str, array: Array) {
        let encoding = array.data.encoding();
        self.arrays.push((name.to_owned(), array, encoding));
    }

    /// Adds one text.
    pub fn push_text(&mut self, name: &str, text: String) {
        let array = Array { shape: Vec::new(), data: Data::Texts(vec![text]) };
        self.arrays.push((name.to_owned(), array, ("string", "0.2.0")));
    }

    /// Adds a group.
    pub fn push_group(&mut self, name: &str, group: Self) {
        self.groups.push((name.to_owned(), group));
    }
}
