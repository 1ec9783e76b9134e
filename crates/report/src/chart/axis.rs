//! Axes: which part of one is drawn, and where its ticks stand.

use exoscope_core::number::short;

use crate::format::count;

/// A scale of one axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    /// Even.
    Linear,
    /// The same of whole numbers: no tick stands between them.
    Whole,
    /// Even, from the lowest value.
    Free,
    /// Even, from 0 to 1 whatever is drawn.
    Share,
    /// Logarithmic; what is not positive is not drawn.
    Log,
}

/// The part of an axis that is drawn.
pub(crate) struct Span {
    axis: Axis,
    low: f64,
    high: f64,
}

/// Decades that a logarithmic axis shows at most, from its top.
const MOST_DECADES: f64 = 8.0;

/// Decades from which on only whole ones have a tick.
const MANY_DECADES: f64 = 3.0;

impl Span {
    /// The part that holds all values that the axis can show; `None` where there is none.
    pub(crate) fn of(axis: Axis, values: impl Iterator<Item = f64>) -> Option<Self> {
        let fits = |v: &f64| v.is_finite() && (axis != Axis::Log || *v > 0.0);
        let (low, high) = values
            .filter(fits)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
        if low > high {
            return None;
        }
        let (low, high) = match axis {
            Axis::Linear | Axis::Whole => (low.min(0.0), high),
            Axis::Free => (low, high),
            Axis::Share => (0.0, 1.0),
            Axis::Log => {
                let (low, high) = (low.log10(), high.log10());
                (start(low, high).max(high.ceil() - MOST_DECADES), high)
            }
        };
        let high = if high > low { high } else { low + 1.0 };
        Some(Self { axis, low, high })
    }

    /// Place from 0 to 1.
    pub(crate) fn place(&self, value: f64) -> Option<f64> {
        let value = match self.axis {
            Axis::Linear | Axis::Whole | Axis::Free | Axis::Share => value,
            Axis::Log if value > 0.0 => value.log10(),
            Axis::Log => return None,
        };
        let place = (value - self.low) / (self.high - self.low);
        (place.is_finite() && (-1e-9..=1.0 + 1e-9).contains(&place)).then_some(place)
    }

    /// Place from 0 to 1, that of the nearer edge for what is beyond; `None` for no number.
    pub(crate) fn clipped(&self, value: f64) -> Option<f64> {
        let value = match self.axis {
            Axis::Log if value <= 0.0 => return Some(0.0),
            Axis::Log => value.log10(),
            Axis::Linear | Axis::Whole | Axis::Free | Axis::Share => value,
        };
        let place = (value - self.low) / (self.high - self.low);
        (!place.is_nan()).then(|| place.clamp(0.0, 1.0))
    }

    /// The value that is `times` as far from the lower end as the upper end is.
    pub(crate) fn beyond(&self, times: f64) -> f64 {
        let value = self.low + times * (self.high - self.low);
        if self.axis == Axis::Log { 10_f64.powf(value) } else { value }
    }

    /// Places from 0 to 1 with what stands there.
    pub(crate) fn ticks(&self) -> Vec<(f64, String)> {
        let range = self.high - self.low;
        if self.axis == Axis::Log && range < MANY_DECADES {
            return self.fine_ticks();
        }
        let step = match self.axis {
            Axis::Log => (range / 5.0).ceil().max(1.0),
            Axis::Linear | Axis::Whole | Axis::Free | Axis::Share => {
                let rough = range / 5.0;
                let decade = 10_f64.powf(rough.log10().floor());
                let nice = [1.0, 2.0, 5.0, 10.0].into_iter().find(|n| n * decade >= rough);
                let step = nice.unwrap_or(10.0) * decade;
                if self.axis == Axis::Whole { step.max(1.0) } else { step }
            }
        };
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        let tick = |i: i64| {
            let value = i as f64 * step;
            let text = match self.axis {
                Axis::Log => format!("1e{value:.0}"),
                Axis::Linear | Axis::Whole | Axis::Free | Axis::Share => {
                    let decimals = (-step.log10().floor()).clamp(0.0, 6.0) as usize;
                    // Ticks stand in 50 units of the drawing: eight characters.
                    if value.abs() < 1e6 { format!("{value:.decimals$}") } else { short(value) }
                }
            };
            ((value - self.low) / range, text)
        };
        (first..=last.min(first + 20)).map(tick).collect()
    }

    /// 1, 2 and 5 of every decade, for a logarithmic axis of few.
    fn fine_ticks(&self) -> Vec<(f64, String)> {
        let decades = self.low.floor() as i32..=self.high.ceil() as i32;
        let values = decades.flat_map(|d| [1.0, 2.0, 5.0].map(|n| n * 10_f64.powi(d)));
        let text = |value: f64| {
            if (1000.0..1e5).contains(&value) { count(value as usize) } else { short(value) }
        };
        values.filter_map(|value| Some((self.place(value)?, text(value)))).collect()
    }
}

/// Where a logarithmic axis starts: at the last tick that is not above all values.
fn start(low: f64, high: f64) -> f64 {
    let decade = low.floor();
    let ticks = if high - low < MANY_DECADES { [5.0, 2.0, 1.0].as_slice() } else { &[1.0] };
    let starts = ticks.iter().map(|tick: &f64| decade + tick.log10());
    starts.into_iter().find(|start| *start <= low + 1e-9).unwrap_or(decade)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithmic_axis_starts_at_the_tick_below_its_values() {
        let ticks = |values: [f64; 2]| -> Vec<String> {
            let span = Span::of(Axis::Log, values.into_iter());
            span.map_or_else(Vec::new, |span| span.ticks().into_iter().map(|t| t.1).collect())
        };
        assert_eq!(ticks([810.0, 12_952.0]), ["500", "1,000", "2,000", "5,000", "10,000"]);
        assert_eq!(ticks([0.05, 0.9]), ["0.05", "0.1", "0.2", "0.5"]);
        assert_eq!(ticks([2.1e13, 1e14]), ["2e13", "5e13", "1e14"]);
        assert_eq!(ticks([3e-4, 40.0]), ["1e-4", "1e-2", "1e0"]);
    }

    #[test]
    fn whole_numbers_have_no_ticks_between_them() {
        let ticks = |high: f64| -> Vec<String> {
            let span = Span::of(Axis::Whole, [0.0, high].into_iter());
            span.map_or_else(Vec::new, |span| span.ticks().into_iter().map(|t| t.1).collect())
        };
        assert_eq!(ticks(1.0), ["0", "1"]);
        assert_eq!(ticks(2.0), ["0", "1", "2"]);
        assert_eq!(ticks(20.0), ["0", "5", "10", "15", "20"]);
    }

    #[test]
    fn no_tick_is_longer_than_its_place() {
        for most in [1e-5, 0.3, 7.0, 39_432.0, 999_999.0, 1_200_000.0, 3.1e9, 4e13] {
            for axis in [Axis::Linear, Axis::Log] {
                let span = Span::of(axis, [most / 40.0, most].into_iter());
                let ticks = span.map_or_else(Vec::new, |span| span.ticks());
                assert!(!ticks.is_empty());
                assert!(ticks.iter().all(|tick| tick.1.len() <= 8), "{ticks:?}");
            }
        }
    }
}
