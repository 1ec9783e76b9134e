//! A model as named tensors and a description of which belong where.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};

use super::Reason;
use crate::learn::trees::{Node, Tree};
use crate::learn::{Classifier, KernelModel, LinearModel, Model, StackModel, TreesModel, Within};

/// What kind of model the tensors under a name make. Members of a stack are named after it:
/// `model/0/coefficients`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Layout {
    /// `coefficients` (classes × features) and `intercepts`.
    Linear,
    /// `directions` (32-bit, directions × features) and `gains`; `centres` (32-bit, landmarks ×
    /// features), `widths`, `coefficients` and `intercepts`.
    Kernel,
    /// `intercepts`, `sizes` (nodes of each tree), and `nodes` (nodes of all trees × 4: feature,
    /// threshold, places of the next nodes; of a leaf −1, value, 0, 0).
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

/// A tensor to be written.
pub(super) struct Tensor {
    pub name: String,
    pub dtype: Dtype,
    pub shape: Vec<usize>,
    pub bytes: Vec<u8>,
}

/// Lays a model out: its layout, and its tensors in the order of their names.
pub(super) fn lay_out(model: &Model) -> (Layout, Vec<Tensor>) {
    let mut tensors = Vec::new();
    let layout = write(model, "model", &mut tensors);
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    (layout, tensors)
}

fn write(model: &Model, name: &str, out: &mut Vec<Tensor>) -> Layout {
    match model {
        Model::Linear(linear) => {
            out.push(matrix_of(format!("{name}/coefficients"), linear.coefficients()));
            out.push(vector_of(format!("{name}/intercepts"), linear.intercepts().iter()));
            Layout::Linear
        }
        Model::Kernel(kernel) => {
            let within = kernel.within();
            out.push(singles_of(format!("{name}/directions"), within.directions()));
            out.push(vector_of(format!("{name}/gains"), within.gains().iter()));
            out.push(singles_of(format!("{name}/centres"), kernel.centres()));
            out.push(vector_of(format!("{name}/widths"), kernel.widths().iter()));
            out.push(matrix_of(format!("{name}/coefficients"), kernel.coefficients()));
            out.push(vector_of(format!("{name}/intercepts"), kernel.intercepts().iter()));
            Layout::Kernel
        }
        Model::Trees(trees) => {
            out.push(vector_of(format!("{name}/intercepts"), trees.intercepts().iter()));
            let sizes: Vec<f64> = trees.trees().iter().map(|t| t.nodes().len() as f64).collect();
            out.push(vector_of(format!("{name}/sizes"), sizes.iter()));
            let nodes = trees.trees().iter().flat_map(Tree::nodes).copied().map(numbers);
            let nodes: Vec<f64> = nodes.flatten().collect();
            let rows = nodes.len() / 4;
            let flat = vector_of(format!("{name}/nodes"), nodes.iter());
            out.push(Tensor { shape: vec![rows, 4], ..flat });
            Layout::Trees { features: trees.n_features() }
        }
        Model::Stack(stack) => {
            out.push(vector_of(format!("{name}/weights"), stack.weights().iter()));
            out.push(vector_of(format!("{name}/intercepts"), stack.intercepts().iter()));
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
    let vector = |part: &str| vector(tensors, format!("{name}/{part}"));
    match layout {
        Layout::Linear => {
            let coefficients = matrix(tensors, format!("{name}/coefficients"))?;
            let intercepts = Array1::from_vec(vector("intercepts")?);
            Ok(Model::Linear(LinearModel::from_parts(coefficients, intercepts)?))
        }
        Layout::Kernel => {
            let centres = singles(tensors, format!("{name}/centres"))?;
            let coefficients = matrix(tensors, format!("{name}/coefficients"))?;
            let (widths, intercepts) = (vector("widths")?, vector("intercepts")?);
            let directions = singles(tensors, format!("{name}/directions"))?;
            let within = Within::from_parts(directions, vector("gains")?)
                .ok_or_else(|| Reason::Tensor { name: format!("{name}/directions") })?;
            let kernel =
                KernelModel::from_parts(within, centres, widths, coefficients, intercepts)?;
            Ok(Model::Kernel(kernel))
        }
        Layout::Trees { features } => {
            let nodes = matrix(tensors, format!("{name}/nodes"))?;
            let mut nodes = nodes.outer_iter().map(node);
            let trees = vector("sizes")?.into_iter().map(|size| {
                let nodes: Vec<Node> = nodes.by_ref().take(size as usize).collect();
                Tree::from_nodes(nodes)
            });
            let trees = trees.collect();
            Ok(Model::Trees(TreesModel::from_parts(*features, vector("intercepts")?, trees)?))
        }
        Layout::Stack { members } => {
            let member = |(i, layout)| read(layout, &format!("{name}/{i}"), tensors);
            let members = members.iter().enumerate().map(member).collect::<Result<_, _>>()?;
            let stack = StackModel::from_parts(members, vector("weights")?, vector("intercepts")?)?;
            Ok(Model::Stack(stack))
        }
    }
}

/// A node of a tree as a row of numbers.
fn numbers(node: Node) -> [f64; 4] {
    match node {
        Node::Leaf { value } => [-1.0, value, 0.0, 0.0],
        Node::Split { feature, threshold, below, above } => {
            [feature as f64, f64::from(threshold), below as f64, above as f64]
        }
    }
}

/// A row of numbers as a node; whether it fits its tree is checked there.
fn node(row: ArrayView1<'_, f64>) -> Node {
    match row.as_slice() {
        Some(&[feature, threshold, below, above]) if feature >= 0.0 => Node::Split {
            feature: feature as usize,
            threshold: threshold as f32,
            below: below as usize,
            above: above as usize,
        },
        Some(&[_, value, ..]) => Node::Leaf { value },
        _ => Node::Leaf { value: f64::NAN },
    }
}

pub(super) fn matrix_of(name: String, values: ArrayView2<'_, f64>) -> Tensor {
    let (rows, columns) = values.dim();
    Tensor { shape: vec![rows, columns], ..vector_of(name, values.iter()) }
}

fn singles_of(name: String, values: ArrayView2<'_, f32>) -> Tensor {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    Tensor { name, dtype: Dtype::F32, shape: values.shape().to_vec(), bytes }
}

pub(super) fn vector_of<'a>(name: String, values: impl Iterator<Item = &'a f64>) -> Tensor {
    let bytes: Vec<u8> = values.flat_map(|value| value.to_le_bytes()).collect();
    Tensor { name, dtype: Dtype::F64, shape: vec![bytes.len() / 8], bytes }
}

pub(super) fn matrix(tensors: &SafeTensors<'_>, name: String) -> Result<Array2<f64>, Reason> {
    let tensor = tensors.tensor(&name)?;
    let wrong = Reason::Tensor { name };
    match (tensor.dtype(), tensor.shape()) {
        (Dtype::F64, &[rows, columns]) => {
            Array2::from_shape_vec((rows, columns), doubles(&tensor)).map_err(|_| wrong)
        }
        _ => Err(wrong),
    }
}

/// A matrix of 32-bit numbers.
fn singles(tensors: &SafeTensors<'_>, name: String) -> Result<Array2<f32>, Reason> {
    let tensor = tensors.tensor(&name)?;
    let wrong = Reason::Tensor { name };
    match (tensor.dtype(), tensor.shape()) {
        (Dtype::F32, &[rows, columns]) => {
            let chunks = tensor.data().as_chunks::<4>().0;
            let values = chunks.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
            Array2::from_shape_vec((rows, columns), values).map_err(|_| wrong)
        }
        _ => Err(wrong),
    }
}

pub(super) fn vector(tensors: &SafeTensors<'_>, name: String) -> Result<Vec<f64>, Reason> {
    let tensor = tensors.tensor(&name)?;
    match (tensor.dtype(), tensor.shape()) {
        (Dtype::F64, [_]) => Ok(doubles(&tensor)),
        _ => Err(Reason::Tensor { name }),
    }
}

fn doubles(tensor: &TensorView<'_>) -> Vec<f64> {
    tensor.data().as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()
}
