//! Cells of short numbers, one after the other.
//!
//! Where cells end is found for 64 bytes at once, so that the next cell can be begun before the last one
//! is read (Langdale and Lemire 2019, "Parsing gigabytes of JSON per second", VLDB J. 28), and a cell's
//! digits are taken together (Lemire 2021, "Number parsing at a gigabyte per second", Softw. Pract. Exp.
//! 51): cells differ in length, which a branch for each byte guesses wrong.

use super::{POWERS, short_decimal};

/// One in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte.
const HIGH: u64 = EACH * 0x80;

/// Appends the numbers that the cells of `line` hold, `most` of them at most, up to the first cell that
/// is no number of up to 15 digits without an exponent. Returns where that cell starts: behind the line
/// where there is none.
pub(in super::super) fn short_numbers(
    line: &[u8],
    delimiter: u8,
    most: usize,
    numbers: &mut Vec<f64>,
) -> usize {
    let full = numbers.len() + most;
    let mut start = 0;
    let (chunks, rest) = line.as_chunks::<64>();
    for (number, chunk) in chunks.iter().enumerate() {
        let mut ends = places(chunk, delimiter);
        while ends != 0 {
            let end = number * 64 + ends.trailing_zeros() as usize;
            ends &= ends - 1;
            let Some(value) = cell(line, start, end).filter(|_| numbers.len() < full) else {
                return start;
            };
            numbers.push(value);
            start = end + 1;
        }
    }
    let ends = rest.iter().enumerate().filter(|(_, byte)| **byte == delimiter);
    let ends = ends.map(|(at, _)| line.len() - rest.len() + at);
    for end in ends.chain([line.len()]) {
        let Some(value) = cell(line, start, end).filter(|_| numbers.len() < full) else {
            return start;
        };
        numbers.push(value);
        start = end + 1;
    }
    start
}

/// The bytes of a chunk that are `wanted`, the first as the lowest bit.
fn places(chunk: &[u8; 64], wanted: u8) -> u64 {
    let (words, _) = chunk.as_chunks::<8>();
    words.iter().rev().fold(0, |places, word| {
        let other = u64::from_le_bytes(*word) ^ (EACH * u64::from(wanted));
        let equal = !(((other & !HIGH) + !HIGH) | other) & HIGH;
        // The product moves the highest bit of byte n to bit 56 + n.
        (places << 8) | (equal.wrapping_mul(0x0002_0408_1020_4081) >> 56)
    })
}

/// The number in the cell from `start` to `end`.
fn cell(line: &[u8], start: usize, end: usize) -> Option<f64> {
    eight_bytes(line, start, end).or_else(|| short_decimal(line.get(start..end)?))
}

/// The number in a cell of up to eight bytes behind its sign; `None` where it holds more or others, or
/// stands at the very start of the line.
fn eight_bytes(line: &[u8], start: usize, end: usize) -> Option<f64> {
    const POINT: u64 = (b'.' ^ b'0') as u64;
    let negative = line.get(start) == Some(&b'-');
    let length = end.checked_sub(start + usize::from(negative))?;
    if !(1..=8).contains(&length) {
        return None;
    }
    // The last character becomes the highest byte, a digit its value, and what is before the cell 0.
    let bytes: [u8; 8] = *line.get(end.checked_sub(8)?..end)?.first_chunk()?;
    let before = 64 - 8 * length;
    let bytes = ((u64::from_le_bytes(bytes) ^ (EACH * u64::from(b'0'))) >> before) << before;
    // The highest bit of each byte that is above 9.
    let others = (((bytes & !HIGH) + EACH * (0x7f - 9)) | bytes) & HIGH;
    let (digits, below) = if others == 0 {
        (bytes, 0)
    } else {
        let point = others.trailing_zeros() & !7;
        if others & (others - 1) != 0 || (bytes >> point) & 0xff != POINT || length == 1 {
            return None;
        }
        let whole = bytes & ((1 << point) - 1);
        let fraction = bytes & ((u64::MAX << point) << 8);
        ((whole << 8) | fraction, 7 - point as usize / 8)
    };
    // Pairs of digits, then fours, then all as one.
    let pairs = (digits.wrapping_mul((10 << 8) | 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul((100 << 16) | 1) >> 16) & 0x0000_ffff_0000_ffff;
    let one = fours.wrapping_mul((10_000 << 32) | 1) >> 32;
    let number = one as f64 / POWERS.get(below)?;
    Some(if negative { -number } else { number })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_run_is_what_the_standard_library_reads(
            cells in prop::collection::vec(
                "-?[0-9]{0,9}(\\.[0-9]{0,9})?|[-+.0-9eE \"\u{0}\u{7f}-\u{ff}]{0,12}", 1..40,
            ),
            most in 0_usize..50,
        ) {
            let line = cells.join("\t");
            let mut numbers = vec![0.5];
            let start = short_numbers(line.as_bytes(), b'\t', most, &mut numbers);
            let taken = numbers.len() - 1;
            let length: usize = cells.iter().take(taken).map(|cell| cell.len() + 1).sum();
            prop_assert_eq!(start, length);
            for (number, cell) in numbers.iter().skip(1).zip(&cells) {
                prop_assert_eq!(cell.parse::<f64>().map(f64::to_bits), Ok(number.to_bits()));
            }
            if let Some(cell) = cells.get(taken) && taken < most {
                prop_assert_eq!(short_decimal(cell.as_bytes()), None);
            }
        }

        #[test]
        fn places_are_those_of_single_bytes(chunk in prop::collection::vec(any::<u8>(), 64), wanted: u8) {
            let chunk: [u8; 64] = chunk.try_into().unwrap();
            let one_by_one = (0..64).filter(|&at| chunk[at] == wanted).map(|at| 1 << at).sum::<u64>();
            prop_assert_eq!(places(&chunk, wanted), one_by_one);
        }
    }
}
