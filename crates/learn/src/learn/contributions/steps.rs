//! Trees along a line: their scores change in steps, each where one feature passes a threshold.

use crate::learn::TreesModel;
use crate::learn::trees::{Node, Tree};

/// Past the end of the line.
const BEYOND: f64 = 2.0;

/// The class scores of trees from baseline (t = 0) to sample (t = 1).
pub(super) struct Steps {
    /// Class scores at the baseline.
    start: Vec<f64>,
    /// In the order in which they come.
    changes: Vec<Change>,
}

struct Change {
    t: f64,
    feature: usize,
    class: usize,
    by: f64,
}

/// A leaf that a tree is at from `t` on, and the feature whose step led there.
struct Stay {
    t: f64,
    feature: usize,
    value: f64,
}

impl Steps {
    pub fn new(model: &TreesModel, x: &[f64], baseline: &[f64]) -> Self {
        let mut start = model.intercepts().to_vec();
        let mut changes = Vec::new();
        let classes = (0..start.len()).cycle();
        let mut stays = Vec::new();
        for (tree, class) in model.trees().iter().zip(classes) {
            stays.clear();
            Way { tree, x, baseline }.walk(0, (0.0, BEYOND), 0, &mut stays);
            start[class] += stays.first().map_or(0.0, |stay| stay.value);
            changes.extend(stays.windows(2).filter_map(|pair| match pair {
                [before, Stay { t, feature, value }] => {
                    let by = value - before.value;
                    Some(Change { t: *t, feature: *feature, class, by })
                }
                _ => None,
            }));
        }
        changes.sort_by(|a, b| a.t.total_cmp(&b.t).then(a.feature.cmp(&b.feature)));
        Self { start, changes }
    }

    /// Class scores at the baseline.
    pub fn start(&self) -> &[f64] {
        &self.start
    }

    /// Class scores at the sample.
    pub fn end(&self) -> Vec<f64> {
        let mut scores = self.start.clone();
        self.changes.iter().for_each(|change| scores[change.class] += change.by);
        scores
    }

    /// Adds to each feature's value what its steps change in a function of the class scores.
    pub fn contribute(&self, score: impl Fn(&[f64]) -> f64, values: &mut [f64]) {
        let mut scores = self.start.clone();
        let mut before = score(&scores);
        for change in &self.changes {
            scores[change.class] += change.by;
            let after = score(&scores);
            values[change.feature] += after - before;
            before = after;
        }
    }
}

/// The line through a tree.
struct Way<'a> {
    tree: &'a Tree,
    x: &'a [f64],
    baseline: &'a [f64],
}

impl Way<'_> {
    /// The leaves below a node while t is in a span, in order; `cause` led to the first.
    fn walk(&self, node: usize, span: (f64, f64), cause: usize, out: &mut Vec<Stay>) {
        match self.tree.nodes()[node] {
            Node::Leaf { value } => out.push(Stay { t: span.0, feature: cause, value }),
            Node::Split { feature, threshold, below } => {
                let (feature, threshold) = (feature as usize, f64::from(threshold));
                let (from, to) = (self.baseline[feature], self.x[feature]);
                let side = |value: f64| below as usize + usize::from(value > threshold);
                let (first, last) = (side(from), side(to));
                if first == last {
                    return self.walk(first, span, cause, out);
                }
                let crossing = ((threshold - from) / (to - from)).clamp(0.0, 1.0);
                if crossing <= span.0 {
                    self.walk(last, span, cause, out);
                } else if crossing >= span.1 {
                    self.walk(first, span, cause, out);
                } else {
                    self.walk(first, (span.0, crossing), cause, out);
                    self.walk(last, (crossing, span.1), feature, out);
                }
            }
        }
    }
}
