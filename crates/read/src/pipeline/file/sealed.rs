//! Facts and tensors under one checksum.

use std::collections::HashMap;
use std::{io, iter};

use exoscope_core::store::{Checksum, checksum_bytes};
use safetensors::tensor::{SafeTensors, TensorView};
use serde::{Deserialize, Serialize};

use super::tensor::Tensor;
use super::{MODEL_FORMAT_VERSION, Reason};

/// The metadata key of everything that is no tensor.
pub(super) const KEY: &str = "exoscope";

/// The metadata entry: the checksum covers `facts` and then the tensors,
/// name and bytes, by name.
#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    sha256: Checksum,
    facts: String,
}

/// The version alone, read first, so that a newer file is refused by its version.
#[derive(Deserialize)]
struct Version {
    format: u32,
}

/// A file of some facts, as JSON, and tensors.
pub(super) fn seal(facts: String, mut tensors: Vec<Tensor>) -> io::Result<Vec<u8>> {
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    let parts = tensors.iter().flat_map(|t| [t.name.as_bytes(), &t.bytes]);
    let sha256 = checksum_bytes(iter::once(facts.as_bytes()).chain(parts));
    let header = serde_json::to_string(&Header { format: MODEL_FORMAT_VERSION, sha256, facts })?;
    let mut views = Vec::with_capacity(tensors.len());
    for Tensor { name, dtype, shape, bytes } in &tensors {
        let view = TensorView::new(*dtype, shape.clone(), bytes).map_err(io::Error::other)?;
        views.push((name, view));
    }
    let metadata = HashMap::from([(KEY.to_owned(), header)]);
    safetensors::serialize(views, Some(metadata)).map_err(io::Error::other)
}

/// What `read` makes of the facts and tensors of a file that is whole. Its checksum is taken at the
/// same time.
pub(super) fn unseal<T: Send>(
    bytes: &[u8],
    read: impl FnOnce(&str, &SafeTensors<'_>) -> Result<T, Reason> + Send,
) -> Result<T, Reason> {
    let (_, metadata) = SafeTensors::read_metadata(bytes)?;
    let header = metadata.metadata().as_ref().and_then(|entries| entries.get(KEY));
    let header = header.ok_or(Reason::NoHeader)?;
    let Version { format } = serde_json::from_str(header)?;
    if format != MODEL_FORMAT_VERSION {
        return Err(Reason::Version { found: format });
    }
    let Header { sha256: expected, facts, .. } = serde_json::from_str(header)?;
    let tensors = SafeTensors::deserialize(bytes)?;
    let mut named = tensors.tensors();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    let parts = named.iter().flat_map(|(name, tensor)| [name.as_bytes(), tensor.data()]);
    let parts = iter::once(facts.as_bytes()).chain(parts);
    let (found, made) = rayon::join(|| checksum_bytes(parts), || read(&facts, &tensors));
    if found != expected {
        return Err(Reason::Checksum { expected, found });
    }
    made
}
