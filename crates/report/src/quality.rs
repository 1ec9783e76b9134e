//! The page of a cohort's quality.

use askama::Template;
use exoscope_core::cohort::Source;
use exoscope_read::quality::{Quality, SampleQuality};

use crate::download::Download;
use crate::format::{count, counted};
use crate::histogram::Histogram;
use crate::page::{PageError, RESEARCH_USE_ONLY};

/// Flagged samples that are listed.
const LISTED: usize = 500;

#[derive(Template)]
#[template(path = "quality.html")]
struct Page<'a> {
    quality: &'a Quality,
    input: &'a Source,
    flagged: usize,
    listed: Vec<&'a SampleQuality>,
    histograms: Vec<Histogram>,
    save: Download,
    shared: Option<&'a [(String, String, bool)]>,
    also: usize,
}

/// The page of what was found of each sample of the file `input`: one HTML file that needs no network and
/// no script. `shared` are samples that another cohort has too, with their names there and whether every
/// value is the same. The same input gives the same bytes.
pub fn quality_page(
    quality: &Quality,
    input: &Source,
    shared: Option<&[(String, String, bool)]>,
) -> Result<String, PageError> {
    let of = |id, title, figure: &dyn Fn(&SampleQuality) -> Option<f64>| {
        Histogram::new(id, title, quality.samples.iter().filter_map(figure))
    };
    let histograms = [
        of("detected", "Share of miRNAs detected", &|sample| Some(sample.detected)),
        of("depth", "Reads, log10", &|sample| sample.depth.map(|depth| (depth + 1.0).log10())),
        of("distance", "Distance from the cohort, robust SD", &|sample| sample.distance_z),
        of("haemolysis", "Haemolysis, robust SD", &|sample| sample.haemolysis_z),
    ];
    let rows = quality.samples.iter().map(SampleQuality::cells);
    let page = Page {
        quality,
        input,
        flagged: quality.flagged().count(),
        listed: quality.flagged().take(LISTED).collect(),
        histograms: histograms.into_iter().flatten().collect(),
        save: Download::new("quality.tsv", &SampleQuality::COLUMNS, rows),
        also: shared.map_or(0, <[_]>::len),
        shared: shared.map(|shared| shared.get(..LISTED).unwrap_or(shared)),
    };
    Ok(page.render()?)
}

/// Flags, with the sample that one repeats.
fn told(sample: &SampleQuality) -> String {
    let of = sample.repeats.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
    format!("{}{of}", sample.listed_flags())
}

/// A figure with two decimals.
fn short(figure: Option<f64>) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.2}"))
}

/// Reads, as a whole number.
fn reads(depth: Option<f64>) -> String {
    depth.map_or_else(|| "–".to_owned(), |depth| count(depth as usize))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::markup::check;
    use exoscope_core::Streams;

    #[test]
    fn a_cohort_has_a_page_of_its_quality() {
        let cohort = exoscope_read::example::cohort(Streams::new(1)).unwrap();
        let quality = Quality::of(&cohort);
        let shared = [("P001".to_owned(), "<b>".to_owned(), true)];
        let input = fixture::manifest().inputs;
        let page = quality_page(&quality, &input[0], Some(&shared)).unwrap();
        check(&page);
        assert!(page.contains("Share of miRNAs detected") && !page.contains("<b>"));
    }
}
