//! How often values are what they are: a small plot for its shape and its ends.

use askama::Template;

use crate::format::count;

/// Bars of a histogram.
const BARS: usize = 40;

/// Bars of equal width from the lowest to the highest value. Places are those of the drawing: 100 wide
/// and 60 high, 4 from the left and the top.
#[derive(Template)]
#[template(path = "histogram.html")]
pub(crate) struct Histogram {
    id: &'static str,
    title: &'static str,
    description: String,
    low: String,
    high: String,
    /// Left edge and height.
    bars: Vec<(f64, f64)>,
}

impl Histogram {
    /// `None` without values.
    pub(crate) fn new(
        id: &'static str,
        title: &'static str,
        values: impl Iterator<Item = f64>,
    ) -> Option<Self> {
        let values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if values.is_empty() {
            return None;
        }
        let mut counts = [0_usize; BARS];
        for value in &values {
            let place = if high > low { (value - low) / (high - low) } else { 0.5 };
            let bar = ((place * BARS as f64) as usize).min(BARS - 1);
            if let Some(count) = counts.get_mut(bar) {
                *count += 1;
            }
        }
        let most = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
        // Even one sample of thousands should be seen.
        let height = |n: usize| if n == 0 { 0.0 } else { (60.0 * n as f64 / most).max(0.8) };
        let bar = |(i, &n): (usize, &usize)| (4.0 + 2.5 * i as f64, height(n));
        let description = format!(
            "{title}: {} samples from {low:.2} to {high:.2}, at most {most} in a bar.",
            count(values.len())
        );
        Some(Self {
            id,
            title,
            description,
            low: format!("{low:.2}"),
            high: format!("{high:.2}"),
            bars: counts.iter().enumerate().map(bar).filter(|(_, height)| *height > 0.0).collect(),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_in_a_bar() {
        let drawn = Histogram::new("a", "A", [0.0, 1.0, 1.0, 1.0].into_iter()).unwrap();
        assert_eq!(drawn.bars, [(4.0, 20.0), (101.5, 60.0)]);
        assert!(Histogram::new("a", "A", [f64::NAN].into_iter()).is_none());
        assert_eq!(Histogram::new("a", "A", [2.0, 2.0].into_iter()).unwrap().bars, [(54.0, 60.0)]);
    }
}
