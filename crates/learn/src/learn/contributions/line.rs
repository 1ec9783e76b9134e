//! A model along the straight line from a baseline (t = 0) to a sample (t = 1).

use super::kernel::KernelPart;
use super::steps::Steps;
use crate::learn::combine::FLOOR;
use crate::learn::linear::{dot, softmax};
use crate::learn::{KernelModel, LinearModel, Model};

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
        Self::Kernel(KernelPart::new(model, x, baseline))
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
            Self::Kernel(part) => part.slope(t, counts),
        }
    }

    fn add(&mut self, t: f64, weight: f64, counts: &[f64]) {
        match self {
            Self::Linear { sum, .. } => {
                sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += weight * count);
            }
            Self::Kernel(part) => part.add(t, weight, counts),
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
