//! Quartiles of a stream by the inverse of the empirical distribution (type 1 of Hyndman and Fan 1996): exact for small
//! files, else from a histogram of the leading bits of the values.

/// Values seen so far.
pub(super) enum Quantiles {
    Exact(Vec<f32>),
    /// Counts by sign, exponent and seven bits of the fraction, of values as f32 in the order of their size.
    Bins(Vec<u32>),
}

/// Bits of an f32 that are not looked at.
const DROPPED: u32 = 16;

impl Quantiles {
    /// Events up to which quartiles are exact.
    pub(super) const MOST_EXACT: u64 = 1 << 20;

    pub(super) fn new(exact: bool) -> Self {
        if exact { Self::Exact(Vec::new()) } else { Self::Bins(vec![0; 1 << (32 - DROPPED)]) }
    }

    /// Takes finite values.
    pub(super) fn add(&mut self, new: &[f64]) {
        match self {
            Self::Exact(values) => values.extend(new.iter().map(|&value| value as f32)),
            Self::Bins(bins) => {
                for value in new {
                    let bin = ordered(*value as f32) >> DROPPED;
                    if let Some(count) = bins.get_mut(bin as usize) {
                        *count = count.saturating_add(1);
                    }
                }
            }
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        match (self, other) {
            (Self::Exact(ours), Self::Exact(theirs)) => ours.extend(theirs),
            (Self::Bins(ours), Self::Bins(theirs)) => {
                for (a, b) in ours.iter_mut().zip(theirs) {
                    *a = a.saturating_add(b);
                }
            }
            _ => {}
        }
    }

    /// Greatest relative error of a quartile.
    pub(super) fn relative_error(&self) -> f64 {
        match self {
            Self::Exact(_) => 0.0,
            Self::Bins(_) => 1.0 / 256.0,
        }
    }

    pub(super) fn quartiles(&self) -> Option<[f64; 3]> {
        let of = [0.25, 0.5, 0.75];
        match self {
            Self::Exact(values) => {
                let mut values: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
                values.sort_by(f64::total_cmp);
                let rank = |p: f64| ((p * values.len() as f64).ceil() as usize).saturating_sub(1);
                let [a, b, c] = of.map(|p| values.get(rank(p)).copied());
                Some([a?, b?, c?])
            }
            Self::Bins(bins) => {
                let n: u64 = bins.iter().map(|&count| u64::from(count)).sum();
                let [a, b, c] =
                    of.map(|p| binned(bins, ((p * n as f64).ceil() as u64).saturating_sub(1)));
                Some([a?, b?, c?])
            }
        }
    }
}

/// The middle of the bin that holds the value of this rank.
fn binned(bins: &[u32], rank: u64) -> Option<f64> {
    let mut below = 0_u64;
    for (bin, &count) in bins.iter().enumerate() {
        below += u64::from(count);
        if below > rank {
            let first = f64::from(unordered((bin as u32) << DROPPED));
            let last = f64::from(unordered(((bin as u32) << DROPPED) | ((1 << DROPPED) - 1)));
            return Some(f64::midpoint(first, last)).filter(|value| value.is_finite());
        }
    }
    None
}

/// Bits of an f32 in an order that is that of its values.
#[inline]
fn ordered(value: f32) -> u32 {
    let bits = value.to_bits();
    bits ^ ((bits.cast_signed() >> 31).cast_unsigned() | 0x8000_0000)
}

fn unordered(bits: u32) -> f32 {
    let mask = if bits & 0x8000_0000 == 0 { u32::MAX } else { 0x8000_0000 };
    f32::from_bits(bits ^ mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binned_quartiles_are_within_their_stated_error_of_exact_ones() {
        let (mut exact, mut binned) = (Quantiles::new(true), Quantiles::new(false));
        for i in 0..20_000_i32 {
            let value = f64::from((i * 7919) % 20_000 - 6000) * 3.7;
            exact.add(&[value]);
            binned.add(&[value]);
        }
        let pairs =
            exact.quartiles().into_iter().flatten().zip(binned.quartiles().into_iter().flatten());
        for (exact, binned) in pairs {
            assert!((exact - binned).abs() <= binned_error(exact) + 3.7, "{exact} {binned}");
        }
    }

    fn binned_error(value: f64) -> f64 {
        value.abs() / 256.0
    }

    #[test]
    fn bits_in_order_go_back() {
        for value in [-1e30_f32, -1.5, -0.0, 0.0, 1e-20, 2.0, f32::MAX] {
            assert_eq!(unordered(ordered(value)).to_bits(), value.to_bits());
        }
        assert!(ordered(-2.0) < ordered(-1.0) && ordered(-1.0) < ordered(1.0));
    }
}
