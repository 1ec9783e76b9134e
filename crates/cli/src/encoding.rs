//! The encoding of the text that a command reads.

use exoscope_import::TextEncoding;

/// A stated encoding.
#[derive(clap::Args)]
pub struct Encoding {
    /// Encoding of the text: utf-8, utf-16, shift_jis, latin1, windows-1250, … [default: found]
    #[arg(long, value_name = "NAME")]
    encoding: Option<TextEncoding>,
}

impl Encoding {
    /// What is stated.
    pub fn stated(&self) -> Option<TextEncoding> {
        self.encoding
    }
}
