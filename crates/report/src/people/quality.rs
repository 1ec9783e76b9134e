//! What the quality of a sample says of its call.

use exoscope_read::quality::{Flag, SampleQuality};

/// Its flags in a few words.
pub(super) fn short(found: &SampleQuality) -> String {
    let flags: Vec<String> = found.flags.iter().map(ToString::to_string).collect();
    flags.join(", ")
}

/// A sentence for each flag.
pub(super) fn told(found: &SampleQuality) -> Vec<String> {
    found.flags.iter().map(|flag| sentence(*flag, found)).collect()
}

fn sentence(flag: Flag, found: &SampleQuality) -> String {
    let by = |z: Option<f64>| z.map(|z| format!(" ({z:+.1} robust SD)")).unwrap_or_default();
    let of = found.repeats.as_ref().map_or("another sample", |of| of.as_str());
    match flag {
        Flag::Shallow => {
            "Shallow: far fewer miRNAs are detected, or reads counted, than in the other \
                          samples of its cohort."
                .to_owned()
        }
        Flag::ManyMissing => {
            format!("Many missing: {} miRNAs of its cohort have no value.", found.missing)
        }
        Flag::Far => format!(
            "Far from the cohort{}: its profile is unlike those of the samples beside it.",
            by(found.distance_z)
        ),
        Flag::Duplicate => format!("Duplicate: every value is that of {of}."),
        Flag::NearDuplicate => {
            format!("Near duplicate: what is unusual in it is nearly what is in {of}.")
        }
        Flag::Haemolysis => format!(
            "Haemolysis{}: the miRNAs of red cells stand high beside those of its cohort. Cells may have \
             burst while the blood was handled, which can raise and hide signals.",
            by(found.haemolysis_z)
        ),
        Flag::Sex => {
            "Sex: the recorded sex does not have the organ that its label names; samples may \
                      have been swapped."
                .to_owned()
        }
    }
}
