//! One tree, grown best split first on histograms of gradients.

use std::ops::{AddAssign, Range, Sub};

use super::TreesSettings;
use super::bins::{BINS, Binned};
use super::model::{Node, Tree};

/// λ: what is added to a leaf's curvature.
const RIDGE: f64 = 1.0;
/// A gain below this is rounding.
const LEAST_GAIN: f64 = 1e-9;

/// What samples ask of a score: summed gradient and curvature of their log-loss, and weight.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct GradHess {
    pub gradient: f64,
    pub curvature: f64,
    pub weight: f64,
}

impl AddAssign for GradHess {
    fn add_assign(&mut self, other: Self) {
        self.gradient += other.gradient;
        self.curvature += other.curvature;
        self.weight += other.weight;
    }
}

impl Sub for GradHess {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            gradient: self.gradient - other.gradient,
            curvature: self.curvature - other.curvature,
            weight: self.weight - other.weight,
        }
    }
}

impl GradHess {
    /// The Newton step.
    fn step(self) -> f64 {
        -self.gradient / (self.curvature + RIDGE)
    }

    /// Twice what the step takes from the loss, to second order.
    fn worth(self) -> f64 {
        self.gradient * self.gradient / (self.curvature + RIDGE)
    }
}

/// A leaf that may yet be split.
struct Leaf {
    node: usize,
    /// Where its samples stand in the order.
    span: Range<usize>,
    sum: GradHess,
    /// Of every column in turn, the pull of each bin.
    histogram: Vec<GradHess>,
    best: Option<Split>,
}

struct Split {
    gain: f64,
    column: usize,
    bin: usize,
    below: GradHess,
}

/// A tree, and its value for each training sample.
pub(super) fn grow(
    columns: &[&Binned],
    pulls: &[GradHess],
    settings: &TreesSettings,
) -> (Tree, Vec<f64>) {
    let TreesSettings { max_leaves: leaves, learning_rate: rate, .. } = *settings;
    let least = settings.min_samples_leaf as f64;
    let mut order: Vec<u32> = (0..pulls.len() as u32).collect();
    let histogram = tally(columns, pulls, &order);
    let mut sum = GradHess::default();
    for &pull in pulls {
        sum += pull;
    }
    let mut nodes = vec![Node::Leaf { value: rate * sum.step() }];
    let mut open = vec![Leaf::new(0, 0..pulls.len(), sum, histogram, least)];
    while open.len() < leaves {
        let gains =
            open.iter().enumerate().filter_map(|(i, leaf)| Some((i, leaf.best.as_ref()?.gain)));
        // The first of equal gains, so that the order of growth is settled.
        let best = gains.reduce(|a, b| if b.1 > a.1 { b } else { a });
        let Some((place, _)) = best else { break };
        let Leaf { node, span, sum, mut histogram, best } = open.swap_remove(place);
        let Some(split) = best else { break };
        let column = columns[split.column];
        let is_below = |row: &u32| usize::from(column.bin_of[*row as usize]) <= split.bin;
        let middle = span.start + part(&mut order[span.clone()], is_below);
        let spans = [span.start..middle, middle..span.end];
        let sums = [split.below, sum - split.below];
        let smaller = usize::from(spans[1].len() < spans[0].len());
        let tallied = tally(columns, pulls, &order[spans[smaller].clone()]);
        histogram.iter_mut().zip(&tallied).for_each(|(all, &part)| *all = *all - part);
        let histograms = if smaller == 0 { [tallied, histogram] } else { [histogram, tallied] };
        let below = nodes.len();
        let (feature, threshold) = (column.feature as u32, column.edges[split.bin]);
        nodes[node] = Node::Split { feature, threshold, below: below as u32 };
        for (((node, span), sum), histogram) in (below..).zip(spans).zip(sums).zip(histograms) {
            nodes.push(Node::Leaf { value: rate * sum.step() });
            open.push(Leaf::new(node, span, sum, histogram, least));
        }
    }
    let mut values = vec![0.0; pulls.len()];
    for Leaf { node, span, .. } in open {
        if let Node::Leaf { value } = nodes[node] {
            order[span].iter().for_each(|&row| values[row as usize] = value);
        }
    }
    (Tree::from_nodes(nodes), values)
}

impl Leaf {
    fn new(
        node: usize,
        span: Range<usize>,
        sum: GradHess,
        histogram: Vec<GradHess>,
        least: f64,
    ) -> Self {
        let best = best_split(&histogram, sum, least);
        Self { node, span, sum, histogram, best }
    }
}

/// The pull of each bin of each column, over some samples.
fn tally(columns: &[&Binned], pulls: &[GradHess], rows: &[u32]) -> Vec<GradHess> {
    let own: Vec<GradHess> = rows.iter().map(|&row| pulls[row as usize]).collect();
    let mut histogram = vec![GradHess::default(); columns.len() * BINS];
    for (column, bins) in columns.iter().zip(histogram.chunks_exact_mut(BINS)) {
        for (&row, &pull) in rows.iter().zip(&own) {
            bins[usize::from(column.bin_of[row as usize]) % BINS] += pull;
        }
    }
    histogram
}

/// The split of the largest gain, the first of equals, or `None` where none gains. On either side
/// lies at least a weight of `least`.
fn best_split(histogram: &[GradHess], sum: GradHess, least: f64) -> Option<Split> {
    let mut best: Option<Split> = None;
    for (column, bins) in histogram.chunks_exact(BINS).enumerate() {
        let mut below = GradHess::default();
        for (bin, &pull) in bins[..BINS - 1].iter().enumerate() {
            if pull.weight <= 0.0 {
                continue;
            }
            below += pull;
            let above = sum - below;
            if below.weight < least || above.weight < least {
                continue;
            }
            let gain = below.worth() + above.worth() - sum.worth();
            if gain > best.as_ref().map_or(LEAST_GAIN, |best| best.gain) {
                best = Some(Split { gain, column, bin, below });
            }
        }
    }
    best
}

/// Puts those that are `first` before the others, each in their order, and counts them.
fn part(rows: &mut [u32], first: impl Fn(&u32) -> bool) -> usize {
    let (yes, no): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| first(row));
    let (front, back) = rows.split_at_mut(yes.len());
    front.copy_from_slice(&yes);
    back.copy_from_slice(&no);
    yes.len()
}
