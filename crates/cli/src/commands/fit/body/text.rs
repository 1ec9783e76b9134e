//! A fitted body on the terminal.

use exoscope_core::number::{UNDEFINED, amount, percent};
use exoscope_fit::body::{BodyFit, Fitted, Variation};
use exoscope_fit::estimate::{Bound, Estimates};
use exoscope_fit::table::Dataset;

use crate::tables::{count, table};

pub fn text(fit: &BodyFit, data: &Dataset, variation: &[Variation], each: &[Fitted]) -> String {
    let found = &fit.estimates;
    let (values, below) = found.data;
    let mut head = format!(
        "{}: {}, {} ({below} below the limit), {} residual error; −2 log L {:.3}, AIC {:.3}",
        fit.body,
        count(fit.subjects, "subject"),
        count(values, "value"),
        exoscope_fit::estimate::ResidualModel::NAMES
            .iter()
            .find(|(_, own)| *own == fit.settings.residual)
            .map_or("", |(name, _)| name),
        found.objective,
        found.aic
    );
    if !data.ignored.is_empty() {
        head = format!("{head}; columns not used: {}", data.ignored.join(", "));
    }
    let heading = [
        "parameter",
        "estimate",
        "start",
        "unit",
        "standard error",
        "RSE",
        "95 % interval (profile)",
    ];
    let rows = (0..found.names.len()).map(|place| row(found, place));
    let mut parts = vec![head, table(heading, rows, true)];
    let residual = found.residual.iter().map(|r| {
        let show = |value: Option<f64>| value.map_or_else(|| UNDEFINED.to_owned(), amount);
        let proportional = r.proportional.map_or_else(|| UNDEFINED.to_owned(), percent);
        vec![r.group.clone(), show(r.additive), proportional]
    });
    parts.push(table(["residual error", "additive", "proportional"], residual, true));
    parts.push(told(found));
    if !found.information.correlation.is_empty() && found.names.len() > 1 {
        parts.push(correlations(found));
    }
    if !variation.is_empty() {
        let rows = variation.iter().map(|v| {
            let cv = v.geometric_cv.map_or_else(|| UNDEFINED.to_owned(), percent);
            vec![v.parameter.clone(), v.subjects.to_string(), amount(v.geometric_mean), cv]
        });
        let heading = ["each subject by itself", "subjects", "geometric mean", "geometric CV"];
        parts.push(table(heading, rows, true));
    }
    let failed: Vec<String> = each
        .iter()
        .filter_map(|f| Some(format!("subject {}: {}", f.subject, f.why.as_ref()?)))
        .collect();
    if !failed.is_empty() {
        parts.push(failed.join("\n"));
    }
    parts.join("\n\n")
}

fn row(found: &Estimates, place: usize) -> Vec<String> {
    let value = found.values.get(place).copied().unwrap_or(f64::NAN);
    let error = found.information.standard_errors.get(place).copied().flatten();
    let show = |x: Option<f64>| x.map_or_else(|| UNDEFINED.to_owned(), amount);
    let end = |bound: Bound, open: &str| bound.value().map_or_else(|| open.to_owned(), amount);
    let interval = found
        .profiles
        .get(place)
        .map(|p| format!("{}–{}", end(p.low, "no lower bound "), end(p.high, " no upper bound")));
    vec![
        found.names.get(place).cloned().unwrap_or_default(),
        amount(value),
        found.starts.get(place).copied().map_or_else(String::new, amount),
        found.units.get(place).cloned().unwrap_or_default(),
        show(error),
        error.map_or_else(|| UNDEFINED.to_owned(), |error| percent(error / value)),
        interval.unwrap_or_default(),
    ]
}

/// What the data do not tell, in words.
fn told(found: &Estimates) -> String {
    let open: Vec<&str> =
        found.profiles.iter().filter(|p| p.is_open()).map(|p| p.parameter.as_str()).collect();
    let along = &found.information.not_told;
    if open.is_empty() && along.is_empty() {
        return "every parameter is bounded on both sides by the data".to_owned();
    }
    let mut lines = Vec::new();
    if !open.is_empty() {
        lines.push(format!(
            "the data do not tell {}: the likelihood stays within 1.92 of its maximum over a factor of 1,000",
            open.join(", ")
        ));
    }
    if !along.is_empty() {
        lines.push(format!(
            "together the data hardly change the likelihood along {}: hold one of them, or sample more",
            along.join(", ")
        ));
    }
    lines.join("\n")
}

fn correlations(found: &Estimates) -> String {
    let row = |(name, other, r): (&str, &str, f64)| {
        vec![name.to_owned(), other.to_owned(), format!("{r:.3}")]
    };
    let rows: Vec<Vec<String>> = found.correlations().map(row).collect();
    table(["correlation of", "with", "r"], rows, false)
}
