//! HEADER segment: 58 bytes with version and offsets.

use std::io::Read;

use crate::error::{Fault, Problem};

/// Version, and first and last byte of the segments; 0 and 0: stated in TEXT.
pub(super) struct Header {
    pub(super) version: String,
    pub(super) text: (u64, u64),
    pub(super) data: (u64, u64),
}

impl Header {
    pub(super) fn read(file: &mut impl Read) -> Result<Self, Fault> {
        let mut bytes = [0_u8; 58];
        if file.read_exact(&mut bytes).is_err() {
            return Err(Problem::Cut("FCS HEADER has fewer than 58 bytes".into()).into());
        }
        let ascii = |from: usize, to: usize| -> Option<&str> {
            bytes.get(from..to).and_then(|part| std::str::from_utf8(part).ok())
        };
        let version = ascii(0, 6).unwrap_or_default().to_owned();
        if !["FCS3.0", "FCS3.1", "FCS3.2"].contains(&version.as_str()) {
            return Err(Problem::Unsupported(format!(
                "FCS version {version:?}; 3.0 to 3.2 are read"
            ))
            .into());
        }
        let offset = |from: usize, field: &str| -> Result<u64, Fault> {
            let text = ascii(from, from + 8).unwrap_or("not ASCII").trim();
            if text.is_empty() {
                return Ok(0);
            }
            text.parse().map_err(|_| {
                Problem::NotANumber { field: format!("HEADER {field}"), found: text.into() }.into()
            })
        };
        let text = (offset(10, "first byte of TEXT")?, offset(18, "last byte of TEXT")?);
        // Some programs write -1 or blanks where DATA is stated in TEXT.
        let data = (offset(26, "first byte of DATA")?, offset(34, "last byte of DATA")?);
        Ok(Self { version, text, data })
    }
}
