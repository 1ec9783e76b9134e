//! Blosc 1, a container of blocks whose bytes are sorted by their place in a number before they are
//! packed (c-blosc, `README_CHUNK_FORMAT.rst`). LZ4, zlib and Zstandard blocks are read.

use std::io;

use flate2::read::ZlibDecoder;

use super::codec::{all, lz4, too_large, zstd};

/// Bytes of the heading.
const HEADING: usize = 16;
/// A block is cut into streams, one a byte of a number, where numbers have so few bytes …
const MOST_STREAMS: usize = 16;
/// … and each stream so many.
const LEAST_STREAM: usize = 128;

/// What a heading says.
struct Heading {
    type_size: usize,
    shuffled: bool,
    split: bool,
    packer: u8,
    size: usize,
    block: usize,
}

/// Unpacks a chunk to no more than `limit` bytes.
pub(super) fn unpack(chunk: &[u8], limit: usize) -> io::Result<Vec<u8>> {
    let &[_, _, flags, type_size, ..] = chunk else { return Err(cut()) };
    let field = |at: usize| number(chunk, at).map(|n| n as usize).ok_or_else(cut);
    let (size, block) = (field(4)?, field(8)?);
    if size > limit {
        return Err(too_large(limit));
    }
    let body = chunk.get(HEADING..).ok_or_else(cut)?;
    let (bytes_shuffled, stored, bits_shuffled) = (flags & 1, flags & 2, flags & 4);
    if stored != 0 {
        return body.get(..size).map(<[u8]>::to_vec).ok_or_else(cut);
    }
    if bits_shuffled != 0 {
        return Err(io::Error::other("Blosc's shuffle of bits is not read"));
    }
    let heading = Heading {
        type_size: usize::from(type_size.max(1)),
        shuffled: bytes_shuffled != 0 && type_size > 1,
        split: flags & 0x10 == 0,
        packer: flags >> 5,
        size,
        block,
    };
    if size == 0 {
        return Ok(Vec::new());
    }
    if block == 0 {
        return Err(cut());
    }
    let mut bytes = Vec::with_capacity(size);
    for number in 0..size.div_ceil(block) {
        let start = field(HEADING + 4 * number)?;
        let packed = chunk.get(start..).ok_or_else(cut)?;
        heading.block(packed, block.min(size - number * block), &mut bytes)?;
    }
    Ok(bytes)
}

impl Heading {
    /// Appends a block of `length` bytes.
    fn block(&self, packed: &[u8], length: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
        let whole = length == self.block && self.size >= self.block;
        let long = self.block / self.type_size >= LEAST_STREAM;
        let split = self.split && self.type_size <= MOST_STREAMS && long && whole;
        let streams = if split { self.type_size } else { 1 };
        let each = length / streams;
        let mut block = Vec::with_capacity(length);
        let mut rest = packed;
        for _ in 0..streams {
            let packed_length = number(rest, 0).ok_or_else(cut)? as usize;
            let stream = rest.get(4..).and_then(|r| r.get(..packed_length)).ok_or_else(cut)?;
            if packed_length == each {
                block.extend_from_slice(stream);
            } else {
                block.extend(self.stream(stream, each)?);
            }
            rest = rest.get(4 + packed_length..).unwrap_or_default();
        }
        if block.len() != length {
            return Err(cut());
        }
        if self.shuffled {
            unshuffle(&block, self.type_size, bytes);
        } else {
            bytes.extend(block);
        }
        Ok(())
    }

    fn stream(&self, packed: &[u8], length: usize) -> io::Result<Vec<u8>> {
        match self.packer {
            1 => lz4(packed, length, length),
            3 => all(ZlibDecoder::new(packed), length),
            4 => zstd(packed, length),
            0 => Err(io::Error::other("Blosc's own packer (blosclz) is not read")),
            _ => Err(io::Error::other("a packer of Blosc that is not read")),
        }
    }
}

/// The first bytes of all numbers, then the second ones, …, as numbers again; what is left over at the
/// end was not sorted.
fn unshuffle(block: &[u8], type_size: usize, bytes: &mut Vec<u8>) {
    let count = block.len() / type_size;
    for number in 0..count {
        let of = |byte: usize| block.get(byte * count + number).copied().unwrap_or_default();
        bytes.extend((0..type_size).map(of));
    }
    bytes.extend_from_slice(block.get(count * type_size..).unwrap_or_default());
}

/// Four bytes, least first, as a number.
pub(super) fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*four))
}

fn cut() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "it is cut short")
}
