//! A model as named tensors and a description of which belong where.

use ndarray::Array1;
use safetensors::tensor::SafeTensors;
use serde::{Deserialize, Serialize};

use super::Reason;
use super::tensor::{Tensor, matrix, vector};
use crate::learn::trees::{Node, Tree};
use crate::learn::{
    Centres, Classifier, KernelModel, LinearModel, Model, StackModel, TreesModel, Within,
};

/// What kind of model the tensors under a name make. Members of a stack are named after it:
/// `model/0/coefficients`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Layout {
    /// `coefficients` (classes × features) and `intercepts`.
    Linear,
    /// `directions` (32-bit, directions × features) and `gains`; `middle` (32-bit), `centres` (8-bit,
    /// centres × features) and their `steps` (32-bit); `widths`, `coefficients` and `intercepts`.
    Kernel,
    /// `intercepts`, `sizes` (nodes of each tree) and, of the nodes of all trees, `below` (place of the
    /// next node; of a leaf 0), `feature`, and `number` (threshold, or value of a leaf).
    Trees {
        /// Features of a sample.
        features: usize,
    },
    /// `weights` and `intercepts` beside the members.
    Stack {
        /// The members in order.
        members: Vec<Layout>,
    },
}

/// Lays a model out: its layout, and its tensors in the order of their names.
pub(super) fn lay_out(model: &Model) -> (Layout, Vec<Tensor>) {
    let mut tensors = Vec::new();
    let layout = write(model, "model", &mut tensors);
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    (layout, tensors)
}

fn write(model: &Model, name: &str, out: &mut Vec<Tensor>) -> Layout {
    let of = |part: &str| format!("{name}/{part}");
    let mut push = |tensor| out.push(tensor);
    match model {
        Model::Linear(linear) => {
            push(Tensor::matrix(of("coefficients"), linear.coefficients()));
            push(Tensor::vector(of("intercepts"), linear.intercepts().iter().copied()));
            Layout::Linear
        }
        Model::Kernel(kernel) => {
            let (within, centres) = (kernel.within(), kernel.centres());
            push(Tensor::matrix(of("directions"), within.directions()));
            push(Tensor::vector(of("gains"), within.gains().iter().copied()));
            push(Tensor::vector(of("middle"), centres.middle().iter().copied()));
            push(Tensor::matrix(of("centres"), centres.values()));
            push(Tensor::vector(of("steps"), centres.steps().iter().copied()));
            push(Tensor::vector(of("widths"), kernel.widths().iter().copied()));
            push(Tensor::matrix(of("coefficients"), kernel.coefficients()));
            push(Tensor::vector(of("intercepts"), kernel.intercepts().iter().copied()));
            Layout::Kernel
        }
        Model::Trees(trees) => {
            push(Tensor::vector(of("intercepts"), trees.intercepts().iter().copied()));
            let sizes = trees.trees().iter().map(|tree| tree.nodes().len() as u32);
            push(Tensor::vector(of("sizes"), sizes));
            let nodes = || trees.trees().iter().flat_map(Tree::nodes).map(|&node| record(node));
            push(Tensor::vector(of("below"), nodes().map(|node| node.0)));
            push(Tensor::vector(of("feature"), nodes().map(|node| node.1)));
            push(Tensor::vector(of("number"), nodes().map(|node| node.2)));
            Layout::Trees { features: trees.n_features() }
        }
        Model::Stack(stack) => {
            push(Tensor::vector(of("weights"), stack.weights().iter().copied()));
            push(Tensor::vector(of("intercepts"), stack.intercepts().iter().copied()));
            let member = |(i, member)| write(member, &format!("{name}/{i}"), out);
            Layout::Stack { members: stack.members().iter().enumerate().map(member).collect() }
        }
    }
}

/// Puts a model together again.
pub(super) fn assemble(layout: &Layout, tensors: &SafeTensors<'_>) -> Result<Model, Reason> {
    read(layout, "model", tensors)
}

fn read(layout: &Layout, name: &str, tensors: &SafeTensors<'_>) -> Result<Model, Reason> {
    let of = |part: &str| format!("{name}/{part}");
    let numbers = |part: &str| vector::<f64>(tensors, of(part));
    match layout {
        Layout::Linear => {
            let coefficients = matrix(tensors, of("coefficients"))?;
            let intercepts = Array1::from_vec(numbers("intercepts")?);
            Ok(Model::Linear(LinearModel::from_parts(coefficients, intercepts)?))
        }
        Layout::Kernel => {
            let directions = matrix(tensors, of("directions"))?;
            let within = Within::from_parts(directions, numbers("gains")?)
                .ok_or_else(|| Reason::Tensor { name: of("directions") })?;
            let (values, steps) = (matrix(tensors, of("centres"))?, vector(tensors, of("steps"))?);
            let centres = Centres::from_parts(vector(tensors, of("middle"))?, values, steps)?;
            let coefficients = matrix(tensors, of("coefficients"))?;
            let (widths, intercepts) = (numbers("widths")?, numbers("intercepts")?);
            let kernel =
                KernelModel::from_parts(within, centres, widths, coefficients, intercepts)?;
            Ok(Model::Kernel(kernel))
        }
        Layout::Trees { features } => {
            let (below, feature) = (vector(tensors, of("below"))?, vector(tensors, of("feature"))?);
            let records = below.into_iter().zip(feature).zip(numbers("number")?);
            let mut nodes = records.map(|((below, feature), number)| node(below, feature, number));
            let trees = vector::<u32>(tensors, of("sizes"))?.into_iter();
            let tree = |size| Tree::from_nodes(nodes.by_ref().take(size as usize).collect());
            let trees = trees.map(tree).collect();
            Ok(Model::Trees(TreesModel::from_parts(*features, numbers("intercepts")?, trees)?))
        }
        Layout::Stack { members } => {
            let member = |(i, layout)| read(layout, &format!("{name}/{i}"), tensors);
            let members = members.iter().enumerate().map(member).collect::<Result<_, _>>()?;
            let stack =
                StackModel::from_parts(members, numbers("weights")?, numbers("intercepts")?)?;
            Ok(Model::Stack(stack))
        }
    }
}

/// A node's place of the next, feature and number. Nothing leads back to a tree's first node, so
/// that 0 tells a leaf.
fn record(node: Node) -> (u32, u32, f64) {
    match node {
        Node::Leaf { value } => (0, 0, value),
        Node::Split { feature, threshold, below } => (below, feature, f64::from(threshold)),
    }
}

/// The node of a record; whether it fits its tree is checked there.
fn node(below: u32, feature: u32, number: f64) -> Node {
    match below {
        0 => Node::Leaf { value: number },
        _ => Node::Split { feature, threshold: number as f32, below },
    }
}
