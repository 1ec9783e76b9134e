//! How chunks are unpacked.

use std::io::{self, Read};

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::StreamingDecoder;

use super::super::error::AnndataError;
use super::blosc;

/// A way of packing bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Gzip,
    Zlib,
    Zstd,
    Lz4,
    Blosc,
    /// A checksum of four bytes behind the others.
    Crc32c,
}

impl Codec {
    /// The codec of a name in either version; `None` for the form of text, which is part of its kind.
    pub(super) fn named(name: &str, path: &str) -> Result<Option<Self>, AnndataError> {
        Ok(Some(match name {
            "gzip" => Self::Gzip,
            "zlib" => Self::Zlib,
            "zstd" => Self::Zstd,
            "lz4" => Self::Lz4,
            "blosc" => Self::Blosc,
            "crc32c" => Self::Crc32c,
            "vlen-utf8" => return Ok(None),
            _ => {
                let codec = name.to_owned();
                return Err(AnndataError::Codec { path: path.to_owned(), codec });
            }
        }))
    }

    /// Unpacks to no more than `limit` bytes.
    pub(super) fn unpack(self, packed: &[u8], limit: usize) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip => all(MultiGzDecoder::new(packed), limit),
            Self::Zlib => all(ZlibDecoder::new(packed), limit),
            Self::Zstd => zstd(packed, limit),
            Self::Lz4 => {
                let size = blosc::number(packed, 0).ok_or(io::ErrorKind::UnexpectedEof)?;
                lz4(packed.get(4..).unwrap_or_default(), size as usize, limit)
            }
            Self::Blosc => blosc::unpack(packed, limit),
            Self::Crc32c => {
                let length = packed.len().checked_sub(4).ok_or(io::ErrorKind::UnexpectedEof)?;
                Ok(packed.get(..length).unwrap_or_default().to_vec())
            }
        }
    }
}

/// Everything that a reader gives, `limit` bytes at most.
pub(super) fn all(reader: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

pub(super) fn zstd(packed: &[u8], limit: usize) -> io::Result<Vec<u8>> {
    all(StreamingDecoder::new(packed).map_err(io::Error::other)?, limit)
}

/// A block of LZ4 that unpacks to `size` bytes.
pub(super) fn lz4(packed: &[u8], size: usize, limit: usize) -> io::Result<Vec<u8>> {
    if size > limit {
        return Err(too_large(limit));
    }
    let mut bytes = vec![0; size];
    let length = lz4_flex::block::decompress_into(packed, &mut bytes).map_err(io::Error::other)?;
    bytes.truncate(length);
    Ok(bytes)
}

pub(super) fn too_large(limit: usize) -> io::Error {
    io::Error::other(format!("it unpacks to more than {limit} bytes"))
}
