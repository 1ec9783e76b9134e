//! An array of an AnnData file.

/// Numbers, flags or texts in rows (the last axis runs fastest).
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Length of each axis; none for a single value.
    pub shape: Vec<usize>,
    /// The values.
    pub data: Data,
}

/// What an array holds. Read are all kinds but `Singles`, which become `Floats`; `Codes` are written as
/// 32-bit, read from integers of any width.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Numbers in double precision.
    Floats(Vec<f64>),
    /// Numbers in single precision.
    Singles(Vec<f32>),
    /// Whole numbers.
    Codes(Vec<i64>),
    /// Flags.
    Flags(Vec<bool>),
    /// Texts.
    Texts(Vec<String>),
}

impl Array {
    /// An array of one axis.
    pub fn flat(data: Data) -> Self {
        Self { shape: vec![data.len()], data }
    }
}

impl Data {
    /// Number of values.
    pub fn len(&self) -> usize {
        match self {
            Self::Floats(values) => values.len(),
            Self::Singles(values) => values.len(),
            Self::Codes(values) => values.len(),
            Self::Flags(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The encoding that anndata gives such an array: its name and version.
    pub fn encoding(&self) -> (&'static str, &'static str) {
        match self {
            Self::Texts(_) => ("string-array", "0.2.0"),
            _ => ("array", "0.2.0"),
        }
    }

    /// The numbers, where it holds numbers.
    pub fn into_numbers(self) -> Option<Vec<f64>> {
        match self {
            Self::Floats(values) => Some(values),
            Self::Singles(values) => Some(values.into_iter().map(f64::from).collect()),
            Self::Codes(values) => Some(values.into_iter().map(|value| value as f64).collect()),
            Self::Flags(_) | Self::Texts(_) => None,
        }
    }

    /// The values as text; flags as `true` and `false`, missing numbers as nothing.
    pub fn into_texts(self) -> Vec<Option<String>> {
        match self {
            Self::Texts(values) => values.into_iter().map(Some).collect(),
            Self::Flags(values) => values.into_iter().map(|v| Some(v.to_string())).collect(),
            Self::Codes(values) => values.into_iter().map(|v| Some(v.to_string())).collect(),
            Self::Singles(values) => values.into_iter().map(|v| number(f64::from(v))).collect(),
            Self::Floats(values) => values.into_iter().map(number).collect(),
        }
    }
}

fn number(value: f64) -> Option<String> {
    (!value.is_nan()).then(|| value.to_string())
}
