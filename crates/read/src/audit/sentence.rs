//! The verdict and its figures in words.

use super::{Audit, Coincidence, Verdict, design::MIN_SAMPLES};

/// The verdict on a design.
pub(super) fn of_design(audit: &Audit) -> String {
    match &audit.verdict {
        Verdict::TooSmall => too_small(),
        Verdict::CannotBeSeparated { from } => {
            let coincidence = audit.coincidence.get(from);
            coincidence.map_or_else(String::new, |coincidence| parted(from, coincidence))
        }
        _ if audit.keys.is_empty() => {
            "No key was named: nothing says what was handled together.".to_owned()
        }
        _ => format!(
            "Batches of {} hold samples of several classes, so a split of this design can tell a \
             signal from them. It holds no miRNA: whether there is one is not known.",
            audit.keys.join(", ")
        ),
    }
}

pub(super) fn too_small() -> String {
    format!("Fewer than two classes have {MIN_SAMPLES} samples.")
}

/// That a key leaves nothing to compare.
pub(super) fn parted(key: &str, coincidence: &Coincidence) -> String {
    let single = percent(coincidence.single_class_share);
    let batches = grouped(coincidence.batches);
    match coincidence.cancers_beside_controls {
        Some(beside) => {
            let parts = match beside {
                0 => format!("{key} parts every cancer from every control"),
                n => format!(
                    "{n} of {} cancers share a {key} with a control",
                    grouped(coincidence.cancers)
                ),
            };
            format!(
                "{parts}, and {single} of its {batches} batches hold one class: no split of these \
                 samples can show a cancer signal apart from {key}."
            )
        }
        None => format!(
            "Class and {key} coincide for {single} of {batches} batches: no split of these samples \
             can show a signal apart from {key}."
        ),
    }
}

/// What a key alone reaches, and how far it coincides with the label.
pub(super) fn of_key(audit: &Audit, key: &str) -> Option<String> {
    let (floor, coincidence) = (audit.floor.get(key)?, audit.coincidence.get(key)?);
    let cancers = floor.accuracy_cancers.map_or_else(String::new, |p| {
        format!(" and {p:.3} of the {} cancers", grouped(coincidence.cancers))
    });
    let beside = match coincidence.cancers_beside_controls {
        Some(0) => format!(" {key} parts every cancer from every control."),
        Some(n) => format!(
            " {} of {} cancers share a {key} with a control.",
            grouped(n),
            grouped(coincidence.cancers)
        ),
        None => String::new(),
    };
    Some(format!(
        "{key} alone, without any miRNA, calls {:.3} of {} samples{cancers} right; {} of {} batches \
         ({}) hold one class.{beside}{}",
        floor.accuracy,
        grouped(floor.n),
        grouped(coincidence.single_class_batches),
        grouped(coincidence.batches),
        percent(coincidence.single_class_share),
        alone(key, coincidence),
    ))
}

/// Which classes a key keeps whole.
fn alone(key: &str, coincidence: &Coincidence) -> String {
    match coincidence.alone.as_slice() {
        [] => String::new(),
        [one] => {
            let company = match one.others {
                0 => "and nothing else is in it".to_owned(),
                n => format!("with {} of other classes", grouped(n)),
            };
            format!(
                " All {} {} samples are in {key} {}, {company}: no split that keeps {key} together \
                 can test that class.",
                one.n, one.class, one.batch
            )
        }
        many => {
            let names: Vec<&str> = many.iter().map(|alone| alone.class.as_str()).collect();
            format!(
                " {} classes are each in one {key} alone ({}): no split that keeps {key} together \
                 can test them.",
                many.len(),
                names.join(", ")
            )
        }
    }
}

/// A share in percent, one decimal, never rounded to a 0 or 100 that it is not.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.1}", 100.0 * share);
    match text.as_str() {
        "100.0" if share < 1.0 => "over 99.9 %".to_owned(),
        "100.0" => "100 %".to_owned(),
        "0.0" if share > 0.0 => "under 0.1 %".to_owned(),
        _ => format!("{text} %"),
    }
}

/// A count with commas at the thousands.
pub(super) fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let chunks: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|chunk| std::str::from_utf8(chunk).ok())
        .collect();
    chunks.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!(
            [5, 1000, 16_190, 1_234_567].map(grouped),
            ["5", "1,000", "16,190", "1,234,567"]
        );
        assert_eq!(
            [0.977_77, 0.999_999, 1.0, 0.000_1, 0.0].map(percent),
            ["97.8 %", "over 99.9 %", "100 %", "under 0.1 %", "0.0 %"]
        );
    }
}
