//! A kernel machine along a straight line.

use ndarray::ArrayView1;

use crate::learn::linear::dot;
use crate::learn::{KernelModel, Within};

/// A kernel machine maps samples first; its map f is linear, so that the line stays one.
pub(super) struct KernelPart<'a> {
    model: &'a KernelModel,
    /// f(baseline) and f(sample) − f(baseline).
    start: Vec<f64>,
    way: Vec<f64>,
    /// Squared distance from each centre: c₀ + c₁t + c₂t².
    squares: Vec<[f64; 3]>,
    /// For each centre, the integral of what a unit of (line − centre) counts.
    sum: Vec<f64>,
    /// The integral of t times that, over all centres.
    moment: f64,
}

impl<'a> KernelPart<'a> {
    pub fn new(model: &'a KernelModel, x: &[f64], baseline: &[f64]) -> Self {
        let start = mapped(model.within(), baseline);
        let way: Vec<f64> =
            mapped(model.within(), x).iter().zip(&start).map(|(x, b)| x - b).collect();
        let length = dot(&way, &way);
        let centres = model.centres().points();
        let squares = centres.outer_iter().map(|centre| {
            let (mut from, mut across) = (0.0, 0.0);
            for ((&c, b), way) in centre.iter().zip(&start).zip(&way) {
                let off = b - f64::from(c);
                from += off * off;
                across += way * off;
            }
            [from, 2.0 * across, length]
        });
        let squares: Vec<_> = squares.collect();
        let sum = vec![0.0; squares.len()];
        Self { model, start, way, squares, sum, moment: 0.0 }
    }

    /// Class scores at t.
    pub fn scores(&self, t: f64) -> Vec<f64> {
        let mut scores = self.model.intercepts().to_vec();
        self.by_class(t, |class, row, _, similarities| {
            scores[class] += row.iter().zip(similarities).map(|(a, k)| a * k).sum::<f64>();
        });
        scores
    }

    /// The derivative at t of Σ counts · scores.
    pub fn slope(&self, t: f64, counts: &[f64]) -> f64 {
        let each = self.pulls(t, counts).into_iter().zip(&self.squares);
        // d/dt of the squared distance is twice (way · (line − centre)).
        each.map(|(pull, [_, across, way])| pull * (across / 2.0 + t * way)).sum()
    }

    /// Adds the gradient at t of Σ counts · scores, `weight` times.
    pub fn add(&mut self, t: f64, weight: f64, counts: &[f64]) {
        let pulls = self.pulls(t, counts);
        self.moment += weight * t * pulls.iter().sum::<f64>();
        self.sum.iter_mut().zip(pulls).for_each(|(sum, pull)| *sum += weight * pull);
    }

    /// The integrated gradient, in the features as they are: f's matrix is symmetric, so that it takes
    /// gradients back as it takes samples there.
    pub fn gradient(&self) -> Vec<f64> {
        let mut gradient: Vec<f64> = self.way.iter().map(|way| self.moment * way).collect();
        for (centre, sum) in self.model.centres().points().outer_iter().zip(&self.sum) {
            for ((gradient, &c), b) in gradient.iter_mut().zip(centre).zip(&self.start) {
                *gradient += sum * (b - f64::from(c));
            }
        }
        mapped(self.model.within(), &gradient)
    }

    /// exp(−γ d²) of each centre at t.
    fn similarities(&self, t: f64, width: f64) -> Vec<f64> {
        self.squares.iter().map(|[a, b, c]| (-width * (a + t * b + t * t * c)).exp()).collect()
    }

    /// For each centre, what a unit of (line − centre) adds to the gradient of Σ counts · scores at
    /// t: −2 Σ counts γ a exp(−γ d²).
    fn pulls(&self, t: f64, counts: &[f64]) -> Vec<f64> {
        let mut pulls = vec![0.0; self.squares.len()];
        self.by_class(t, |class, row, width, similarities| {
            let scale = -2.0 * counts[class] * width;
            for ((pull, a), k) in pulls.iter_mut().zip(row).zip(similarities) {
                *pull += scale * a * k;
            }
        });
        pulls
    }

    /// Visits class by class: its number, coefficients, width and similarities, which are computed
    /// once for neighbouring classes of one width.
    fn by_class(&self, t: f64, mut visit: impl FnMut(usize, ArrayView1<'_, f64>, f64, &[f64])) {
        let mut known: Option<(f64, Vec<f64>)> = None;
        let rows = self.model.coefficients();
        for (class, (&width, row)) in self.model.widths().iter().zip(rows.outer_iter()).enumerate()
        {
            let similarities = match known {
                Some((same, similarities)) if same.to_bits() == width.to_bits() => similarities,
                _ => self.similarities(t, width),
            };
            visit(class, row, width, &similarities);
            known = Some((width, similarities));
        }
    }
}

/// x + V (g ∘ Vᵀx), see [`Within`].
fn mapped(within: &Within, x: &[f64]) -> Vec<f64> {
    let mut out = x.to_vec();
    for (v, gain) in within.directions().outer_iter().zip(within.gains()) {
        let along: f64 = v.iter().zip(x).map(|(&v, x)| f64::from(v) * x).sum();
        out.iter_mut().zip(v).for_each(|(out, &v)| *out += gain * along * f64::from(v));
    }
    out
}
