//! Cells of short numbers, one after the other.
//!
//! Where cells end is found for 64 bytes at once (Langdale and Lemire 2019, "Parsing gigabytes of JSON per
//! second", VLDB J. 28), a cell's digits are taken together (Lemire 2021, "Number parsing at a gigabyte per
//! second", Softw. Pract. Exp. 51), and several cells at a time: their lengths differ, which branches guess
//! wrong.

use super::{POWERS, short_decimal};

/// One in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte.
const HIGH: u64 = EACH * 0x80;
/// From here on to its double, the last bit of a number in 64 bits is 1.
const TWO_TO_52: f64 = 4_503_599_627_370_496.0;
/// Cells read together.
const CELLS: usize = 32;

/// Appends the numbers that the cells of `line` hold, `most` of them at most, up to the first cell that
/// is no number of up to 15 digits without an exponent. Returns where that cell starts.
pub(in super::super) fn short_numbers(
    line: &[u8],
    delimiter: u8,
    most: usize,
    numbers: &mut Vec<f64>,
) -> usize {
    let full = numbers.len() + most;
    // The instructions of the machine at hand: they give the same numbers on all.
    let batches = Batches { line, delimiter, full, numbers };
    let start = pulp::Arch::new().dispatch(batches);
    one_by_one(line, start, delimiter, full, numbers)
}

/// What [`short_numbers`] does, from the cell at `start` on, until there are as many as make it `full`.
fn one_by_one(
    line: &[u8],
    start: usize,
    delimiter: u8,
    full: usize,
    numbers: &mut Vec<f64>,
) -> usize {
    let mut next = start;
    for cell in line.get(start..).unwrap_or_default().split(|byte| *byte == delimiter) {
        let Some(number) = short_decimal(cell).filter(|_| numbers.len() < full) else { break };
        numbers.push(number);
        next += cell.len() + 1;
    }
    next
}

/// The cells of a line that make whole batches.
struct Batches<'a> {
    line: &'a [u8],
    delimiter: u8,
    full: usize,
    numbers: &'a mut Vec<f64>,
}

impl pulp::NullaryFnOnce for Batches<'_> {
    /// Where the first cell starts that is not taken.
    type Output = usize;

    // Inlined into what is compiled for the machine at hand.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn call(self) -> usize {
        let Self { line, delimiter, full, numbers } = self;
        let (mut batch, mut begun, mut start) = (Batch::default(), 0, 0);
        for (number, chunk) in line.as_chunks::<64>().0.iter().enumerate() {
            let mut ends = places(chunk, delimiter);
            while ends != 0 {
                let end = number * 64 + ends.trailing_zeros() as usize;
                ends &= ends - 1;
                batch.put(line, start, end);
                start = end + 1;
                if batch.filled < CELLS {
                    continue;
                }
                if numbers.len() + CELLS > full {
                    return begun;
                }
                if let Some(read) = batch.read() {
                    numbers.extend_from_slice(&read);
                } else {
                    let cells = line.get(..end).unwrap_or_default();
                    begun = one_by_one(cells, begun, delimiter, full, numbers);
                    if begun < start {
                        return begun;
                    }
                }
                (batch.filled, batch.odd, begun) = (0, false, start);
            }
        }
        begun
    }
}

/// The bytes of a chunk that are `wanted`, the first as the lowest bit.
#[allow(clippy::inline_always)]
#[inline(always)]
fn places(chunk: &[u8; 64], wanted: u8) -> u64 {
    let (words, _) = chunk.as_chunks::<8>();
    words.iter().rev().fold(0, |places, word| {
        let other = u64::from_le_bytes(*word) ^ (EACH * u64::from(wanted));
        let equal = !(((other & !HIGH) + !HIGH) | other) & HIGH;
        // The product moves the highest bit of byte n to bit 56 + n.
        (places << 8) | (equal.wrapping_mul(0x0002_0408_1020_4081) >> 56)
    })
}

/// Cells of up to eight bytes behind their signs.
#[derive(Default)]
struct Batch {
    /// The eight bytes that end with the cell, the last as the highest.
    words: [u64; CELLS],
    /// How many bits of those stand before it.
    before: [u64; CELLS],
    /// The highest bit, where there is a minus.
    signs: [u64; CELLS],
    filled: usize,
    /// Whether a cell is empty or longer.
    odd: bool,
}

impl Batch {
    /// Adds the cell from `start` to `end`.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn put(&mut self, line: &[u8], start: usize, end: usize) {
        let negative = line.get(start) == Some(&b'-');
        let length = end.wrapping_sub(start + usize::from(negative));
        let word = line.get(end.wrapping_sub(8)..end).and_then(|bytes| bytes.first_chunk());
        self.odd |= !(1..=8).contains(&length) || word.is_none();
        let at = self.filled % CELLS;
        self.words[at] = word.map_or(0, |bytes| u64::from_le_bytes(*bytes));
        self.before[at] = (64 - 8 * (length as u64 & 7)) & 63;
        self.signs[at] = u64::from(negative) << 63;
        self.filled += 1;
    }

    /// The numbers of a full batch; `None` where a cell holds anything but digits and a point.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn read(&self) -> Option<[f64; CELLS]> {
        const POINT: u64 = (b'.' ^ b'0') as u64;
        let (mut points, mut wholes, mut numbers) = ([0; CELLS], [0; CELLS], [0.0; CELLS]);
        let mut odd = 0;
        for i in 0..CELLS {
            // A digit becomes its value, and what is before the cell 0.
            let before = self.before[i];
            let bytes = ((self.words[i] ^ (EACH * u64::from(b'0'))) >> before) << before;
            // The highest bit of each byte that is above 9, brought to its lowest.
            let point = ((((bytes & !HIGH) + EACH * (0x7f - 9)) | bytes) & HIGH) >> 7;
            let (whole, fraction) = (point.wrapping_sub(1), !(point << 8).wrapping_sub(1));
            // There is one at most, it is a point, and it is not alone.
            odd |= point & whole;
            odd |= (bytes & !whole & !fraction) ^ (point * POINT);
            odd |= if before == 56 { point } else { 0 };
            let digits =
                if point == 0 { bytes } else { ((bytes & whole) << 8) | (bytes & fraction) };
            // Pairs of digits, then fours, then all as one.
            let pairs = (digits.wrapping_mul((10 << 8) | 1) >> 8) & 0x00ff_00ff_00ff_00ff;
            let fours = (pairs.wrapping_mul((100 << 16) | 1) >> 16) & 0x0000_ffff_0000_ffff;
            wholes[i] = fours.wrapping_mul((10_000 << 32) | 1) >> 32;
            points[i] = point;
        }
        for i in 0..CELLS {
            let whole = f64::from_bits(TWO_TO_52.to_bits() | wholes[i]) - TWO_TO_52;
            // Of eight digits those behind the point are below it; without one, none.
            let below = 7_u32.saturating_sub(points[i].trailing_zeros() / 8);
            let number = whole / POWERS[below as usize];
            numbers[i] = f64::from_bits(number.to_bits() | self.signs[i]);
        }
        (odd == 0 && !self.odd).then_some(numbers)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells() -> impl Strategy<Value = Vec<String>> {
        let plain = "-?[0-9]{1,4}(\\.[0-9]{0,3})?";
        let long = "-?[0-9]{0,9}(\\.[0-9]{0,9})?";
        let odd = "[-+.0-9eE \"\u{0}\u{7f}-\u{ff}]{0,12}";
        prop::collection::vec(prop_oneof![400 => plain, 4 => long, 1 => odd], 1..400)
    }

    proptest! {
        #[test]
        fn a_run_is_what_the_standard_library_reads(
            cells in cells(), most in 0_usize..500,
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
