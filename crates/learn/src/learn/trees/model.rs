//! Fitted trees.

use std::collections::BTreeSet;

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use rayon::prelude::*;

use crate::learn::linear::softmax_rows;
use crate::learn::{Classifier, InputError};

/// Leaves of a tree at most: more than samples can tell apart, few enough that every way through it is
/// short.
pub(super) const LEAVES: usize = 256;

/// Samples for which a tree is read once: all trees are too large for the processor's cache.
const BLOCK: usize = 64;

/// A question or an answer in a tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Node {
    /// Asks whether a feature's value is above a threshold.
    Split {
        /// Place of the feature.
        feature: u32,
        /// In units of the prepared feature.
        threshold: f32,
        /// Place of the next node for values of at most the threshold, later in the tree; that for
        /// others follows it.
        below: u32,
    },
    /// What the tree adds to its class's score.
    Leaf {
        /// Log-odds.
        value: f64,
    },
}

/// A decision tree: its first node is where every sample starts.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    /// A tree of these nodes, of which [`TreesModel::from_parts`] sees whether they fit each other.
    pub fn from_nodes(nodes: Vec<Node>) -> Self {
        Self { nodes }
    }

    /// Its nodes.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Whether every node is reached by one way from the first, of at most [`LEAVES`] splits, and asks
    /// for one of the features or gives a number.
    fn is_sound(&self, features: usize) -> bool {
        let mut depths = vec![None; self.nodes.len()];
        if let Some(first) = depths.first_mut() {
            *first = Some(0);
        }
        let mut sound = |(at, node): (usize, &Node)| {
            let Some(depth) = depths[at] else { return false };
            match *node {
                Node::Leaf { value } => value.is_finite(),
                Node::Split { feature, threshold, below } => {
                    let (feature, below) = (feature as usize, below as usize);
                    let mut leads = |to: usize| match depths.get_mut(to) {
                        Some(there @ None) if to > at => {
                            *there = Some(depth + 1);
                            depth < LEAVES
                        }
                        _ => false,
                    };
                    feature < features && threshold.is_finite() && leads(below) && leads(below + 1)
                }
            }
        };
        !self.nodes.is_empty() && self.nodes.iter().enumerate().all(&mut sound)
    }

    /// What it says of a sample.
    fn value(&self, x: ArrayView1<'_, f32>) -> f64 {
        let mut at = 0;
        loop {
            match self.nodes[at] {
                Node::Leaf { value } => return value,
                Node::Split { feature, threshold, below } => {
                    at = below as usize + usize::from(x[feature as usize] > threshold);
                }
            }
        }
    }
}

/// Probability of class k of a sample x is softmax(bₖ + Σₜ treeₖₜ(x))ₖ.
#[derive(Debug, Clone, PartialEq)]
pub struct TreesModel {
    features: usize,
    intercepts: Vec<f64>,
    trees: Vec<Tree>,
}

impl TreesModel {
    /// Puts a model together from the number of features, b (finite), and trees: the first of each
    /// class in the order of classes, then the second of each, and so on.
    pub fn from_parts(
        features: usize,
        intercepts: Vec<f64>,
        trees: Vec<Tree>,
    ) -> Result<Self, InputError> {
        let classes = intercepts.len();
        if classes < 2 || features == 0 {
            return Err(InputError::Empty { classes, features });
        }
        if let Some(column) = intercepts.iter().position(|v| !v.is_finite()) {
            return Err(InputError::NotFinite { row: 0, column, value: intercepts[column] });
        }
        if !trees.len().is_multiple_of(classes) {
            return Err(InputError::Classes { coefficients: trees.len(), intercepts: classes });
        }
        if let Some(tree) = trees.iter().position(|tree| !tree.is_sound(features)) {
            return Err(InputError::Tree { tree });
        }
        Ok(Self { features, intercepts, trees })
    }

    /// One for each class: the log-odds before any tree.
    pub fn intercepts(&self) -> &[f64] {
        &self.intercepts
    }

    /// Round by round, in each the tree of every class in order.
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// The features that some tree asks for.
    pub fn features_used(&self) -> BTreeSet<usize> {
        let of = |node: &Node| match *node {
            Node::Split { feature, .. } => Some(feature as usize),
            Node::Leaf { .. } => None,
        };
        self.trees.iter().flat_map(Tree::nodes).filter_map(of).collect()
    }
}

impl Classifier for TreesModel {
    fn n_features(&self) -> usize {
        self.features
    }

    fn n_classes(&self) -> usize {
        self.intercepts.len()
    }

    fn probabilities(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f64>, InputError> {
        InputError::check(x, self.features)?;
        let k = self.n_classes();
        let mut scores = Array2::from_shape_fn((x.nrows(), k), |(_, class)| self.intercepts[class]);
        let blocks = scores.axis_chunks_iter_mut(Axis(0), BLOCK).into_par_iter();
        blocks.zip(x.axis_chunks_iter(Axis(0), BLOCK)).for_each(|(mut scores, x)| {
            for (tree, class) in self.trees.iter().zip((0..k).cycle()) {
                for (score, x) in scores.column_mut(class).iter_mut().zip(x.outer_iter()) {
                    *score += tree.value(x);
                }
            }
        });
        softmax_rows(&mut scores);
        Ok(scores)
    }
}
