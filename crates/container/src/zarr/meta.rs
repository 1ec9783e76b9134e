//! What a Zarr array says of itself.

use serde_json::Value;

use super::super::error::AnndataError;
use super::codec::Codec;

/// The description of an array, of either version.
pub(super) struct Meta {
    pub(super) shape: Vec<usize>,
    /// The shape of a chunk; those at the far edges are as large, and run over.
    pub(super) chunks: Vec<usize>,
    pub(super) element: Element,
    pub(super) big_endian: bool,
    /// What a chunk that is not there holds.
    pub(super) fill: f64,
    /// How chunks are unpacked, in the order it is done.
    pub(super) codecs: Vec<Codec>,
    /// What chunks' files are called: what stands before, and between, the numbers.
    pub(super) prefix: &'static str,
    pub(super) separator: String,
}

/// What an array holds.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Element {
    Float { bytes: usize },
    Whole { bytes: usize, signed: bool },
    Flag,
    Text,
}

impl Meta {
    /// `.zarray` of version 2.
    pub(super) fn of_v2(meta: &Value, path: &str) -> Result<Self, AnndataError> {
        let (shape, chunks) = (numbers(meta, "/shape", path)?, numbers(meta, "/chunks", path)?);
        let dtype = text(meta, "/dtype").ok_or_else(|| missing(path, "dtype"))?;
        let element = match dtype.trim_start_matches(['<', '>', '|', '=']) {
            "f4" => Element::Float { bytes: 4 },
            "f8" => Element::Float { bytes: 8 },
            "b1" => Element::Flag,
            "O" => Element::Text,
            whole => whole_of(whole.strip_prefix(['i', 'u']), whole.starts_with('i'), 1)
                .ok_or_else(|| encoding(path, dtype))?,
        };
        let order = text(meta, "/order").unwrap_or("C");
        if order != "C" && shape.len() > 1 {
            let codec = format!("columns first (order {order})");
            return Err(AnndataError::Codec { path: path.to_owned(), codec });
        }
        let mut codecs = Vec::new();
        let filters = meta.pointer("/filters").and_then(Value::as_array);
        let compressor = meta.pointer("/compressor").filter(|codec| !codec.is_null());
        for codec in compressor.into_iter().chain(filters.into_iter().flatten().rev()) {
            codecs.extend(Codec::named(text(codec, "/id").unwrap_or_default(), path)?);
        }
        let separator = text(meta, "/dimension_separator").unwrap_or(".").to_owned();
        let big_endian = dtype.starts_with('>');
        let fill = fill(meta);
        Ok(Self { shape, chunks, element, big_endian, fill, codecs, prefix: "", separator })
    }

    /// `zarr.json` of version 3.
    pub(super) fn of_v3(meta: &Value, path: &str) -> Result<Self, AnndataError> {
        let shape = numbers(meta, "/shape", path)?;
        let chunks = numbers(meta, "/chunk_grid/configuration/chunk_shape", path)?;
        let dtype = text(meta, "/data_type").ok_or_else(|| missing(path, "data_type"))?;
        let element = match dtype {
            "float32" => Element::Float { bytes: 4 },
            "float64" => Element::Float { bytes: 8 },
            "bool" => Element::Flag,
            "string" => Element::Text,
            whole => {
                let bits = whole.strip_prefix("int").or_else(|| whole.strip_prefix("uint"));
                whole_of(bits, whole.starts_with("int"), 8).ok_or_else(|| encoding(path, dtype))?
            }
        };
        let mut codecs = Vec::new();
        let mut big_endian = false;
        for codec in meta.pointer("/codecs").and_then(Value::as_array).into_iter().flatten().rev() {
            let name = text(codec, "/name").unwrap_or_default();
            if name == "bytes" {
                big_endian = text(codec, "/configuration/endian") == Some("big");
            } else {
                codecs.extend(Codec::named(name, path)?);
            }
        }
        let keys = text(meta, "/chunk_key_encoding/name").unwrap_or("default");
        let (prefix, usual) = if keys == "v2" { ("", ".") } else { ("c", "/") };
        let separator = text(meta, "/chunk_key_encoding/configuration/separator");
        let separator = separator.unwrap_or(usual).to_owned();
        let fill = fill(meta);
        Ok(Self { shape, chunks, element, big_endian, fill, codecs, prefix, separator })
    }

    /// Checks that neither the array nor a chunk of it is too large.
    pub(super) fn check_size(&self, path: &str, limit: usize) -> Result<(), AnndataError> {
        if self.chunks.len() != self.shape.len() || self.chunks.contains(&0) {
            return Err(AnndataError::damaged(path, "its chunks are not of its shape"));
        }
        let fits = |axes: &[usize]| {
            let count = axes.iter().try_fold(1_usize, |count, &axis| count.checked_mul(axis));
            count.is_some_and(|count| count <= limit)
        };
        if fits(&self.shape) && fits(&self.chunks) {
            return Ok(());
        }
        Err(AnndataError::TooLarge { path: path.to_owned(), limit })
    }
}

fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}

fn numbers(meta: &Value, pointer: &str, path: &str) -> Result<Vec<usize>, AnndataError> {
    let all = meta.pointer(pointer).and_then(Value::as_array);
    let all = all.ok_or_else(|| missing(path, pointer.trim_start_matches('/')))?;
    let number = |value: &Value| value.as_u64().and_then(|number| usize::try_from(number).ok());
    let numbers: Option<Vec<usize>> = all.iter().map(number).collect();
    numbers.ok_or_else(|| missing(path, pointer.trim_start_matches('/')))
}

/// Whole numbers of a width that is written in `unit` bits or bytes.
fn whole_of(width: Option<&str>, signed: bool, unit: usize) -> Option<Element> {
    let bytes = width?.parse::<usize>().ok()? / unit;
    [1, 2, 4, 8].contains(&bytes).then_some(Element::Whole { bytes, signed })
}

fn fill(meta: &Value) -> f64 {
    match meta.get("fill_value") {
        Some(Value::Number(number)) => number.as_f64().unwrap_or_default(),
        Some(Value::Bool(flag)) => f64::from(u8::from(*flag)),
        Some(Value::String(text)) if text == "NaN" => f64::NAN,
        _ => 0.0,
    }
}

fn missing(path: &str, what: &str) -> AnndataError {
    AnndataError::damaged(path, format!("its description has no {what}"))
}

fn encoding(path: &str, found: &str) -> AnndataError {
    AnndataError::Encoding { path: path.to_owned(), found: found.to_owned() }
}
