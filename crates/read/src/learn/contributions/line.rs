//! A model along the straight line from a baseline (t = 0) to a sample (t = 1).

use super::steps::Steps;
use crate::learn::combine::FLOOR;
use crate::learn::linear::softmax;
use crate::learn::{KernelModel, LinearModel, Model, Within};

/// A model's score along a line, and the integral of its gradient so far.
pub(super) struct Line<'a> {
    /// What each class counts in the score; sums to 0.
    against: Vec<f64>,
    kind: Kind<'a>,
    /// Trees, with their weight in a stack.
    steps: Vec<(Option<f64>, Steps)>,
}

/// What has a gradient.
enum Kind<'a> {
    Plain(Part<'a>),
    Stack { members: Vec<(f64, Part<'a>)>, intercepts: &'a [f64] },
}

/// A member, or a model that is none: its class scores along the line.
enum Part<'a> {
    /// `start + t · slope`; `sum` is the integral of what each class's score counts.
    Linear {
        model: &'a LinearModel,
        start: Vec<f64>,
        slope: Vec<f64>,
        sum: Vec<f64>,
    },
    Kernel(KernelPart<'a>),
}

/// A kernel machine maps samples first; its map f is linear, so that the line stays one.
struct KernelPart<'a> {
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

impl<'a> Line<'a> {
    pub fn new(model: &'a Model, x: &[f64], baseline: &[f64], against: Vec<f64>) -> Self {
        let mut steps = Vec::new();
        let kind = match model {
            Model::Stack(stack) => {
                let mut members = Vec::new();
                for (member, &weight) in stack.members().iter().zip(stack.weights()) {
                    match member {
                        Model::Linear(m) => members.push((weight, Part::linear(m, x, baseline))),
                        Model::Kernel(m) => members.push((weight, Part::kernel(m, x, baseline))),
                        Model::Trees(m) => steps.push((Some(weight), Steps::new(m, x, baseline))),
                        // A member of a stack is no stack itself.
                        Model::Stack(_) => {}
                    }
                }
                Kind::Stack { members, intercepts: stack.intercepts() }
            }
            Model::Linear(linear) => Kind::Plain(Part::linear(linear, x, baseline)),
            Model::Kernel(kernel) => Kind::Plain(Part::kernel(kernel, x, baseline)),
            Model::Trees(trees) => {
                steps.push((None, Steps::new(trees, x, baseline)));
                Kind::Stack { members: Vec::new(), intercepts: &[] }
            }
        };
        Self { against, kind, steps }
    }

    /// The score at the baseline and at the sample.
    pub fn ends(&self) -> [f64; 2] {
        let mut ends = [self.smooth(0.0), self.smooth(1.0)];
        for (weight, steps) in &self.steps {
            ends[0] += self.counted_score(*weight, steps.start());
            ends[1] += self.counted_score(*weight, &steps.end());
        }
        ends
    }

    /// What class scores count: as they are, or of a member of this weight.
    fn counted_score(&self, weight: Option<f64>, scores: &[f64]) -> f64 {
        let Some(weight) = weight else { return dot(&self.against, scores) };
        let mut p = scores.to_vec();
        softmax(&mut p, None);
        let logs: Vec<f64> = p.iter().map(|p| p.max(FLOOR).ln()).collect();
        weight * dot(&self.against, &logs)
    }

    /// The part of the score that has a gradient, at t.
    pub fn smooth(&self, t: f64) -> f64 {
        match &self.kind {
            Kind::Plain(part) => self.counted_score(None, &part.scores(t)),
            Kind::Stack { members, intercepts } => {
                let of = |(weight, part): &(f64, Part<'_>)| {
                    self.counted_score(Some(*weight), &part.scores(t))
                };
                dot(&self.against, intercepts) + members.iter().map(of).sum::<f64>()
            }
        }
    }

    /// Its derivative.
    pub fn slope(&self, t: f64) -> f64 {
        match &self.kind {
            Kind::Plain(part) => part.slope(t, &self.against),
            Kind::Stack { members, .. } => {
                let of = |(weight, part): &(f64, Part<'_>)| {
                    part.slope(t, &counted(&self.against, *weight, part, t))
                };
                members.iter().map(of).sum()
            }
        }
    }

    /// Adds the gradient at t, `weight` times.
    pub fn add(&mut self, t: f64, weight: f64) {
        match &mut self.kind {
            Kind::Plain(part) => part.add(t, weight, &self.against),
            Kind::Stack { members, .. } => {
                for (share, part) in members {
                    let counts = counted(&self.against, *share, part, t);
                    part.add(t, weight, &counts);
                }
            }
        }
    }

    /// The integrated gradient times the way from baseline to sample, and the steps on it, feature
    /// by feature.
    pub fn contributions(&self, x: &[f64], baseline: &[f64]) -> Vec<f64> {
        let mut values = vec![0.0; x.len()];
        match &self.kind {
            Kind::Plain(part) => part.contribute(x, baseline, &mut values),
            Kind::Stack { members, .. } => {
                for (_, part) in members {
                    part.contribute(x, baseline, &mut values);
                }
            }
        }
        for (weight, steps) in &self.steps {
            steps.contribute(|scores| self.counted_score(*weight, scores), &mut values);
        }
        values
    }
}

/// What a unit of each class score of a member counts in the stack's score at t: with L the floored
/// log-probabilities, w Σₖ aₖ ∂Lₖ/∂sₗ = w (aₗ1ₗ − pₗ Σₖ aₖ1ₖ), 1ₖ being 0 for a class at the floor.
fn counted(against: &[f64], weight: f64, part: &Part<'_>, t: f64) -> Vec<f64> {
    let mut p = part.scores(t);
    softmax(&mut p, None);
    let above = |a: &f64, p: &f64| if *p > FLOOR { *a } else { 0.0 };
    let sum: f64 = against.iter().zip(&p).map(|(a, p)| above(a, p)).sum();
    against.iter().zip(&p).map(|(a, p)| weight * (above(a, p) - p * sum)).collect()
}

impl<'a> Part<'a> {
    fn linear(model: &'a LinearModel, x: &[f64], baseline: &[f64]) -> Self {
        let w = model.coefficients();
        let along = |point: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let product = |row: ndarray::ArrayView1<'_, f64>| {
                row.iter().enumerate().map(|(j, w)| w * point(j)).sum()
            };
            w.outer_iter().map(product).collect()
        };
        let mut start = along(&|j| baseline[j]);
        start.iter_mut().zip(model.intercepts()).for_each(|(s, b)| *s += b);
        let slope = along(&|j| x[j] - baseline[j]);
        Self::Linear { model, start, slope, sum: vec![0.0; w.nrows()] }
    }

    fn kernel(model: &'a KernelModel, x: &[f64], baseline: &[f64]) -> Self {
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
        Self::Kernel(KernelPart { model, start, way, squares, sum, moment: 0.0 })
    }

    fn scores(&self, t: f64) -> Vec<f64> {
        match self {
            Self::Linear { start, slope, .. } => {
                start.iter().zip(slope).map(|(a, b)| a + t * b).collect()
            }
            Self::Kernel(part) => part.scores(t),
        }
    }

    /// The derivative at t of Σ counts · scores.
    fn slope(&self, t: f64, counts: &[f64]) -> f64 {
        match self {
            Self::Linear { slope, .. } => dot(counts, slope),
            Self::Kernel(part) => {
                let pulls = part.pulls(t, counts);
                // d/dt of the squared distance is twice (way · (line − centre)).
                let each = pulls.iter().zip(&part.squares);
                each.map(|(q, [_, across, way])| q * (across / 2.0 + t * way)).sum()
            }
        }
    }

    fn add(&mut self, t: f64, weight: f64, counts: &[f64]) {
        match self {
            Self::Linear { sum, .. } => {
                sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += weight * count);
            }
            Self::Kernel(part) => {
                let pulls = part.pulls(t, counts);
                part.moment += weight * t * pulls.iter().sum::<f64>();
                part.sum.iter_mut().zip(pulls).for_each(|(sum, pull)| *sum += weight * pull);
            }
        }
    }

    fn contribute(&self, x: &[f64], baseline: &[f64], values: &mut [f64]) {
        match self {
            Self::Linear { model, sum, .. } => {
                for (row, sum) in model.coefficients().outer_iter().zip(sum) {
                    for (j, (value, w)) in values.iter_mut().zip(row).enumerate() {
                        *value += sum * w * (x[j] - baseline[j]);
                    }
                }
            }
            Self::Kernel(part) => {
                for (j, (value, gradient)) in values.iter_mut().zip(part.gradient()).enumerate() {
                    *value += gradient * (x[j] - baseline[j]);
                }
            }
        }
    }
}

impl KernelPart<'_> {
    /// The integrated gradient, in the features as they are: f's matrix is symmetric, so that it takes
    /// gradients back as it takes samples there.
    fn gradient(&self) -> Vec<f64> {
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

    fn scores(&self, t: f64) -> Vec<f64> {
        let mut scores = self.model.intercepts().to_vec();
        self.by_class(t, |class, row, _, similarities| {
            scores[class] += row.iter().zip(similarities).map(|(a, k)| a * k).sum::<f64>();
        });
        scores
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
    fn by_class(
        &self,
        t: f64,
        mut visit: impl FnMut(usize, ndarray::ArrayView1<'_, f64>, f64, &[f64]),
    ) {
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

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
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
