//! What a code is there for.

/// The class of a code, by which its count is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeClass {
    /// A target of the sample: miRNAs here.
    Endogenous,
    /// A target added in a known amount, `POS_A(128)` to `POS_F(0.125)` fM: how well the assay worked.
    Positive,
    /// A probe without any target, `NEG_A(0)`: the background.
    Negative,
    /// A gene that is taken to be steady.
    Housekeeping,
    /// A control of the ligation that miRNA assays begin with.
    Ligation,
    /// RNA added to the sample.
    SpikeIn,
    /// Binding, purification, reserved and the like.
    Other,
}

impl CodeClass {
    /// The class that is written so: `Endogenous1`, `Positive`.
    pub(super) fn of(text: &str) -> Self {
        let lower = text.trim().to_ascii_lowercase();
        let plain: String = lower.chars().filter(char::is_ascii_alphabetic).collect();
        match plain.as_str() {
            "endogenous" | "mirna" => Self::Endogenous,
            "positive" => Self::Positive,
            "negative" => Self::Negative,
            "housekeeping" | "control" => Self::Housekeeping,
            "ligation" | "ligationcontrol" => Self::Ligation,
            "spikein" => Self::SpikeIn,
            _ => Self::Other,
        }
    }
}
