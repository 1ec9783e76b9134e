//! Line charts as files of their own, for documents.

use askama::Template;

use crate::chart::{Axis, Chart, Curve};
use crate::page::PageError;

/// A line chart on logarithmic axes as an SVG file: a title, the names of its axes (across, up) and
/// curves, each with its name at its end. It carries the colours of the pages, light and dark.
///
/// `None` where no point has both values above zero, so that there is nothing to draw.
///
/// # Errors
///
/// [`PageError::Template`] if the template fails.
pub fn drawing(
    title: &str,
    labels: (&str, &str),
    curves: &[Curve],
) -> Result<Option<String>, PageError> {
    let chart = Chart::new("drawing", title.to_owned(), labels, (Axis::Log, Axis::Log), curves);
    Ok(chart.map(|chart| chart.alone().render()).transpose()?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_one_svg_with_its_own_style() {
        let curve = Curve { name: "stack".into(), points: vec![(800.0, 0.9), (13_000.0, 0.2)] };
        let svg = drawing("Learning", ("samples", "log-loss"), &[curve]).unwrap().unwrap();
        assert!(svg.starts_with("<svg xmlns") && svg.trim_end().ends_with("</svg>"), "{svg}");
        assert!(svg.contains("<style>") && !svg.contains("figure"), "{svg}");
        assert!(drawing("Nothing", ("samples", "log-loss"), &[]).unwrap().is_none());
    }
}
