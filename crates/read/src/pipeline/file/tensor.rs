//! Numbers as named tensors, and tensors as numbers.

use ndarray::{Array2, ArrayView2};
use safetensors::tensor::{Dtype, SafeTensors};

use super::Reason;

/// A tensor to be written.
pub(super) struct Tensor {
    pub name: String,
    pub dtype: Dtype,
    pub shape: Vec<usize>,
    pub bytes: Vec<u8>,
}

/// A number that a tensor can hold.
pub(super) trait Number: Copy {
    const DTYPE: Dtype;

    fn write(values: impl Iterator<Item = Self>) -> Vec<u8>;

    fn read(bytes: &[u8]) -> Vec<Self>;
}

macro_rules! number {
    ($type:ty, $dtype:ident) => {
        impl Number for $type {
            const DTYPE: Dtype = Dtype::$dtype;

            fn write(values: impl Iterator<Item = Self>) -> Vec<u8> {
                values.flat_map(<$type>::to_le_bytes).collect()
            }

            fn read(bytes: &[u8]) -> Vec<Self> {
                bytes.as_chunks().0.iter().map(|bytes| <$type>::from_le_bytes(*bytes)).collect()
            }
        }
    };
}

number!(i8, I8);
number!(u32, U32);
number!(f32, F32);
number!(f64, F64);

impl Tensor {
    pub fn vector<T: Number>(name: String, values: impl Iterator<Item = T>) -> Self {
        let bytes = T::write(values);
        Self { name, dtype: T::DTYPE, shape: vec![bytes.len() / size_of::<T>()], bytes }
    }

    pub fn matrix<T: Number>(name: String, values: ArrayView2<'_, T>) -> Self {
        Self { shape: values.shape().to_vec(), ..Self::vector(name, values.iter().copied()) }
    }
}

pub(super) fn vector<T: Number>(tensors: &SafeTensors<'_>, name: String) -> Result<Vec<T>, Reason> {
    let tensor = tensors.tensor(&name)?;
    match tensor.shape() {
        [_] if tensor.dtype() == T::DTYPE => Ok(T::read(tensor.data())),
        _ => Err(Reason::Tensor { name }),
    }
}

pub(super) fn matrix<T: Number>(
    tensors: &SafeTensors<'_>,
    name: String,
) -> Result<Array2<T>, Reason> {
    let tensor = tensors.tensor(&name)?;
    let made = match *tensor.shape() {
        [rows, columns] if tensor.dtype() == T::DTYPE => {
            Array2::from_shape_vec((rows, columns), T::read(tensor.data())).ok()
        }
        _ => None,
    };
    made.ok_or(Reason::Tensor { name })
}
