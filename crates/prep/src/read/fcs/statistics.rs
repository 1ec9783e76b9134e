//! Per-channel statistics of a stream of events.

use super::layout::Layout;
use super::quantiles::Quantiles;
use crate::export::ChannelSummary;

/// Bytes of whole events that all channels pass over, in the first cache, before the next ones are looked at.
const PIECE: usize = 24 << 10;

/// Statistics of all channels over some of the events.
pub(super) struct Statistics {
    channels: Vec<Moments>,
    /// Values of one channel in one piece, side by side.
    column: Vec<f64>,
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
        let channels = layout.channels.iter().map(|_| Moments::new(exact)).collect();
        Self { channels, column: Vec::new() }
    }

    pub(super) fn add(&mut self, layout: &Layout, block: &[u8]) {
        let piece = (PIECE / layout.stride).max(1) * layout.stride;
        for piece in block.chunks(piece) {
            for (number, moments) in self.channels.iter_mut().enumerate() {
                layout.column(piece, number, &mut self.column);
                moments.add(&mut self.column);
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

/// Sums of one piece about its first value, so that large offsets do not cancel, in as many parts as vectors hold.
struct Sums {
    origin: f64,
    sum: f64,
    squares: f64,
    min: f64,
    max: f64,
}

impl Sums {
    /// Of finite values.
    fn of(values: &[f64]) -> Option<Self> {
        const WIDE: usize = 8;
        let origin = *values.first()?;
        let (mut sum, mut squares) = ([0.0; WIDE], [0.0; WIDE]);
        let (mut min, mut max) = ([origin; WIDE], [origin; WIDE]);
        let mut add = |group: &[f64; WIDE]| {
            for i in 0..WIDE {
                let from_origin = group[i] - origin;
                sum[i] += from_origin;
                squares[i] += from_origin * from_origin;
                min[i] = if group[i] < min[i] { group[i] } else { min[i] };
                max[i] = if group[i] > max[i] { group[i] } else { max[i] };
            }
        };
        let (groups, rest) = values.as_chunks::<WIDE>();
        groups.iter().for_each(&mut add);
        // The origin itself adds nothing to any sum.
        let mut last = [origin; WIDE];
        last.iter_mut().zip(rest).for_each(|(slot, value)| *slot = *value);
        add(&last);
        Some(Self {
            origin,
            sum: sum.iter().sum(),
            squares: squares.iter().sum(),
            min: min.into_iter().fold(origin, f64::min),
            max: max.into_iter().fold(origin, f64::max),
        })
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

    /// Takes the values of a piece; those that are not finite are counted and dropped.
    fn add(&mut self, values: &mut Vec<f64>) {
        if !values.iter().fold(true, |all, value| all & value.is_finite()) {
            let before = values.len();
            values.retain(|value| value.is_finite());
            self.not_finite += (before - values.len()) as u64;
        }
        let Some(part) = Sums::of(values) else { return };
        let shift = part.sum / values.len() as f64;
        let squares = (part.squares - part.sum * shift).max(0.0);
        self.join(values.len() as u64, part.origin + shift, squares);
        self.min = self.min.min(part.min);
        self.max = self.max.max(part.max);
        self.quantiles.add(values);
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
