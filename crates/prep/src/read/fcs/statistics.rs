//! Per-channel statistics of a stream of events.

use super::layout::Layout;
use super::quantiles::Quantiles;
use crate::export::ChannelSummary;

/// Bytes of whole events that all channels pass over before the next ones are looked at.
const PIECE: usize = 1 << 17;

/// Statistics of all channels over some of the events.
pub(super) struct Statistics {
    channels: Vec<Moments>,
}

/// Moments about a running mean (Chan, Golub and LeVeque 1979), extremes and quantiles of one channel.
struct Moments {
    n: u64,
    not_finite: u64,
    mean: f64,
    squares: f64,
    min: f64,
    max: f64,
    quantiles: Quantiles,
}

impl Statistics {
    pub(super) fn new(layout: &Layout) -> Self {
        let exact = layout.events <= Quantiles::MOST_EXACT;
        Self { channels: layout.channels.iter().map(|_| Moments::new(exact)).collect() }
    }

    pub(super) fn add(&mut self, layout: &Layout, block: &[u8]) {
        // One pass a channel over a piece that stays in the cache, not over the block.
        let piece = (PIECE / layout.stride).max(1) * layout.stride;
        for piece in block.chunks(piece) {
            for (number, moments) in self.channels.iter_mut().enumerate() {
                let mut part = Sums::default();
                let quantiles = &mut moments.quantiles;
                // Sums about the first value, so that large offsets do not cancel.
                layout.each_value(piece, number, |value| {
                    part.add(value);
                    quantiles.add(value);
                });
                moments.take(&part);
            }
        }
    }

    pub(super) fn merge(mut self, other: Self) -> Self {
        for (ours, theirs) in self.channels.iter_mut().zip(other.channels) {
            ours.merge(theirs);
        }
        self
    }

    pub(super) fn channels(self, layout: &Layout) -> Vec<ChannelSummary> {
        let pairs = layout.channels.iter().zip(self.channels);
        pairs
            .map(|(channel, moments)| {
                let some = |value: f64| (moments.n > 0).then_some(value);
                ChannelSummary {
                    name: channel.name.clone(),
                    stain: channel.stain.clone(),
                    n: moments.n,
                    not_finite: moments.not_finite,
                    min: some(moments.min),
                    max: some(moments.max),
                    mean: some(moments.mean),
                    sd: (moments.n > 1).then(|| (moments.squares / (moments.n - 1) as f64).sqrt()),
                    quartile_error: moments.quantiles.relative_error(),
                    quartiles: moments.quantiles.quartiles(),
                }
            })
            .collect()
    }
}

#[derive(Default)]
struct Sums {
    n: u64,
    not_finite: u64,
    origin: f64,
    sum: f64,
    squares: f64,
    min: f64,
    max: f64,
}

impl Sums {
    #[inline]
    fn add(&mut self, value: f64) {
        if !value.is_finite() {
            self.not_finite += 1;
            return;
        }
        if self.n == 0 {
            (self.origin, self.min, self.max) = (value, value, value);
        }
        self.n += 1;
        let from_origin = value - self.origin;
        self.sum += from_origin;
        self.squares += from_origin * from_origin;
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }
}

impl Moments {
    fn new(exact: bool) -> Self {
        let quantiles = Quantiles::new(exact);
        Self {
            n: 0,
            not_finite: 0,
            mean: 0.0,
            squares: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            quantiles,
        }
    }

    fn take(&mut self, part: &Sums) {
        self.not_finite += part.not_finite;
        if part.n == 0 {
            return;
        }
        let n = part.n as f64;
        let shift = part.sum / n;
        self.join(part.n, part.origin + shift, (part.squares - part.sum * shift).max(0.0));
        self.min = self.min.min(part.min);
        self.max = self.max.max(part.max);
    }

    fn join(&mut self, n: u64, mean: f64, squares: f64) {
        let total = (self.n + n) as f64;
        let apart = mean - self.mean;
        self.squares += squares + apart * apart * self.n as f64 * n as f64 / total;
        self.mean += apart * n as f64 / total;
        self.n += n;
    }

    fn merge(&mut self, other: Self) {
        self.not_finite += other.not_finite;
        if other.n > 0 {
            self.join(other.n, other.mean, other.squares);
            self.min = self.min.min(other.min);
            self.max = self.max.max(other.max);
        }
        self.quantiles.merge(other.quantiles);
    }
}
