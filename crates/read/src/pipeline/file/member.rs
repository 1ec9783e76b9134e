//! A member of a stack as a file, until the stack is whole.

use std::io;

use serde::{Deserialize, Serialize};

use super::Reason;
use super::model::{Layout, assemble, lay_out};
use super::sealed::{seal, unseal};
use super::tensor::{Tensor, matrix};
use crate::learn::{Fit, FitRecord, Member};

const CALLS: &str = "calls";

/// Everything of a member but its tensors.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    layout: Layout,
    record: FitRecord,
}

/// The bytes of a file.
pub(crate) fn member_to_bytes(member: &Member) -> io::Result<Vec<u8>> {
    let Member { fit, calls } = member;
    let (layout, mut tensors) = lay_out(&fit.model);
    tensors.push(Tensor::matrix(CALLS.to_owned(), calls.view()));
    seal(serde_json::to_string(&Facts { layout, record: fit.record.clone() })?, tensors)
}

/// The very member that was written.
pub(crate) fn member_from_bytes(bytes: &[u8]) -> Result<Member, Reason> {
    unseal(bytes, |facts, tensors| {
        let Facts { layout, record } = serde_json::from_str(facts)?;
        let fit = Fit { model: assemble(&layout, tensors)?, record };
        Ok(Member { fit, calls: matrix(tensors, CALLS.to_owned())? })
    })
}
