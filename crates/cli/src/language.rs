//! Language of pages that stand in two.

use clap::ValueEnum;
use exoscope_report::FrameWords;
use exoscope_therapy::ledger::words::{EN, JA, Words};

/// Language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// English
    En,
    /// Japanese
    Ja,
}

impl Language {
    /// Words of the claims ledger.
    pub const fn ledger(self) -> &'static Words {
        match self {
            Self::En => &EN,
            Self::Ja => &JA,
        }
    }

    /// Words of the frame of a trial's or a production page.
    pub const fn frame(self) -> FrameWords {
        match self {
            Self::En => FrameWords::EN,
            Self::Ja => FrameWords::JA,
        }
    }
}
