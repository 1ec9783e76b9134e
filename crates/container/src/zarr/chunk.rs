//! The chunks of an array, put together.

use std::fs;
use std::io;
use std::path::Path;

use super::super::error::AnndataError;
use super::blosc::number;
use super::meta::{Element, Meta};

/// Where the chunks of an array are.
pub(super) struct Source<'a> {
    pub(super) folder: &'a Path,
    pub(super) path: &'a str,
    pub(super) meta: &'a Meta,
    pub(super) limit: usize,
}

/// Bytes of text that a chunk may hold.
const TEXT_BYTES: usize = 1 << 30;

impl Source<'_> {
    /// All values, those of chunks that are not there being `fill`. `values` gives those of a chunk, too
    /// few where it is damaged.
    pub(super) fn all<T: Clone>(
        &self,
        fill: T,
        values: impl Fn(&[u8], &Meta) -> Vec<T>,
    ) -> Result<Vec<T>, AnndataError> {
        let Meta { shape, chunks, .. } = self.meta;
        let mut all = vec![fill; shape.iter().product()];
        let grid: Vec<usize> = shape.iter().zip(chunks).map(|(n, c)| n.div_ceil(*c)).collect();
        for place in places(&grid) {
            if let Some(bytes) = self.bytes(&place)? {
                let chunk = values(&bytes, self.meta);
                if chunk.len() < chunks.iter().product() {
                    return Err(AnndataError::damaged(self.path, "a chunk has too few values"));
                }
                self.lay(&mut all, &chunk, &place);
            }
        }
        Ok(all)
    }

    /// Copies a chunk to its place, run by run along the last axis.
    fn lay<T: Clone>(&self, all: &mut [T], chunk: &[T], place: &[usize]) {
        let Meta { shape, chunks, .. } = self.meta;
        let Some((&last, rows)) = chunks.split_last() else {
            all.clone_from_slice(chunk.get(..1).unwrap_or_default());
            return;
        };
        let start: Vec<usize> = place.iter().zip(chunks).map(|(p, c)| p * c).collect();
        let from = start.last().copied().unwrap_or_default();
        let length = last.min(shape.last().copied().unwrap_or_default().saturating_sub(from));
        for (row, within) in places(rows).enumerate() {
            let at: Vec<usize> = start.iter().zip(&within).map(|(s, w)| s + w).collect();
            if at.iter().zip(shape).any(|(at, n)| at >= n) {
                continue;
            }
            let first = at.iter().zip(shape).fold(0, |sum, (at, n)| sum * n + at);
            let first = first * shape.last().copied().unwrap_or(1) + from;
            let run = chunk.get(row * last..row * last + length);
            if let (Some(to), Some(run)) = (all.get_mut(first..first + length), run) {
                to.clone_from_slice(run);
            }
        }
    }

    /// The unpacked bytes of a chunk; `None` where it has no file.
    fn bytes(&self, place: &[usize]) -> Result<Option<Vec<u8>>, AnndataError> {
        let Meta { prefix, separator, .. } = self.meta;
        let numbers: Vec<String> = place.iter().map(usize::to_string).collect();
        let key = match (*prefix, numbers.as_slice()) {
            ("", []) => "0".to_owned(),
            ("", numbers) => numbers.join(separator),
            (prefix, []) => prefix.to_owned(),
            (prefix, numbers) => format!("{prefix}{separator}{}", numbers.join(separator)),
        };
        let failed =
            |e: io::Error| AnndataError::damaged(&format!("chunk {key} of {}", self.path), e);
        let mut bytes = match fs::read(self.folder.join(&key)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(failed)?,
        };
        let count: usize = self.meta.chunks.iter().product();
        let most = match self.meta.element {
            Element::Float { bytes } | Element::Whole { bytes, .. } => count * bytes,
            Element::Flag => count,
            Element::Text => TEXT_BYTES.min(self.limit.saturating_mul(64)),
        };
        for codec in &self.meta.codecs {
            // A checksum may stand behind what is packed.
            bytes = codec.unpack(&bytes, most.saturating_add(4)).map_err(failed)?;
        }
        Ok(Some(bytes))
    }
}

/// All places of a grid, the last axis fastest; one empty place of a grid without axes.
fn places(grid: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    let grid = grid.to_vec();
    let count: usize = grid.iter().product();
    (0..count).map(move |mut number| {
        let mut place = vec![0; grid.len()];
        for (at, &n) in place.iter_mut().zip(&grid).rev() {
            *at = number % n.max(1);
            number /= n.max(1);
        }
        place
    })
}

pub(super) fn floats(bytes: &[u8], meta: &Meta) -> Vec<f64> {
    match meta.element {
        Element::Float { bytes: 4 } => {
            let single = |bits| f64::from(f32::from_bits(bits));
            words::<4>(bytes, meta).map(|word| single(u32::from_le_bytes(word))).collect()
        }
        _ => words::<8>(bytes, meta).map(f64::from_le_bytes).collect(),
    }
}

pub(super) fn whole(bytes: &[u8], meta: &Meta) -> Vec<i64> {
    let Element::Whole { bytes: width, signed } = meta.element else { return Vec::new() };
    match (width, signed) {
        (1, true) => bytes.iter().map(|&b| i64::from(b.cast_signed())).collect(),
        (1, false) => bytes.iter().map(|&b| i64::from(b)).collect(),
        (2, true) => words(bytes, meta).map(|w| i64::from(i16::from_le_bytes(w))).collect(),
        (2, false) => words(bytes, meta).map(|w| i64::from(u16::from_le_bytes(w))).collect(),
        (4, true) => words(bytes, meta).map(|w| i64::from(i32::from_le_bytes(w))).collect(),
        (4, false) => words(bytes, meta).map(|w| i64::from(u32::from_le_bytes(w))).collect(),
        _ => words(bytes, meta).map(i64::from_le_bytes).collect(),
    }
}

pub(super) fn flags(bytes: &[u8], _: &Meta) -> Vec<bool> {
    bytes.iter().map(|&byte| byte != 0).collect()
}

/// How many texts there are, then each with its length before it.
pub(super) fn texts(bytes: &[u8], _: &Meta) -> Vec<String> {
    counted_texts(bytes).unwrap_or_default()
}

fn counted_texts(bytes: &[u8]) -> Option<Vec<String>> {
    let count = number(bytes, 0)? as usize;
    let mut rest = bytes.get(4..)?;
    let mut texts = Vec::with_capacity(count.min(rest.len() / 4));
    for _ in 0..count {
        let length = number(rest, 0)? as usize;
        let text = rest.get(4..)?.get(..length)?;
        texts.push(String::from_utf8_lossy(text).into_owned());
        rest = rest.get(4 + length..)?;
    }
    Some(texts)
}

/// The words of a chunk, least byte first.
fn words<const N: usize>(bytes: &[u8], meta: &Meta) -> impl Iterator<Item = [u8; N]> {
    let big_endian = meta.big_endian;
    bytes.as_chunks::<N>().0.iter().map(move |&word| {
        let mut word = word;
        if big_endian {
            word.reverse();
        }
        word
    })
}
