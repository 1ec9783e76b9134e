#![allow(clippy::unwrap_used)]

use exoscope_core::Streams;
use exoscope_core::progress::Silent;
use exoscope_differential::{Analysis, Contrasts, Settings};

use super::*;
use crate::fixture;
use crate::markup::check;

fn analysis(contrasts: Contrasts) -> (exoscope_core::Cohort, Analysis) {
    let cohort = exoscope_read::example::cohort(Streams::new(1)).unwrap();
    let batches = vec!["slide".to_owned()];
    let settings = Settings { contrasts, batches, ..Settings::default() };
    let analysis = Analysis::run(&cohort, &settings, &Silent).unwrap();
    (cohort, analysis)
}

#[test]
fn an_analysis_has_a_page_and_its_plots_are_files() {
    let pair = Contrasts::Pairs(vec!["pancreas,healthy".to_owned()]);
    let (cohort, analysis) = analysis(pair);
    let result = analysis.result();
    let heat = [analysis.heat_map(0, 30, 40)];
    let name = &result.contrasts[0].rows[0].mirna;
    let profile = analysis.profile(&cohort, name, &["slide".to_owned()]).unwrap();
    let input = fixture::manifest().inputs;
    let page = DifferentialPage {
        result,
        heat: &heat,
        profiles: std::slice::from_ref(&profile),
        input: &input[0],
    };
    let html = differential_page(page).unwrap();
    check(&html);
    for words in ["Volcano plot", "MA plot", "Histogram of p values", "Heat map", "by class"] {
        assert!(html.contains(words), "{words}");
    }
    let plots = differential_plots(page).unwrap();
    let names: Vec<&str> = plots.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(&names[..4], ["volcano.svg", "ma.svg", "p-values.svg", "heat-map.svg"]);
    assert_eq!(names.len(), 6);
    for (name, svg) in &plots {
        check(svg);
        assert!(svg.starts_with("<svg xmlns") && svg.trim_end().ends_with("</svg>"), "{name}");
    }
}

#[test]
fn files_of_several_contrasts_have_names_of_their_own() {
    let (_, analysis) = analysis(Contrasts::EachAgainstRest);
    let result = analysis.result();
    let input = fixture::manifest().inputs;
    let page = DifferentialPage { result, heat: &[], profiles: &[], input: &input[0] };
    let plots = differential_plots(page).unwrap();
    let mut names: Vec<&String> = plots.iter().map(|(name, _)| name).collect();
    assert!(names.iter().any(|name| *name == "volcano-2-healthy-rest.svg"), "{names:?}");
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
    check(&differential_page(page).unwrap());
}

#[test]
fn small_p_values_keep_their_power_of_ten() {
    assert_eq!([small(0.04, None), small(2e-7, None)], ["0.040", "2.0e-7"]);
    assert_eq!(small(0.0, Some(-412.3)), "1e-412");
    assert_eq!(small(f64::NAN, None), "–");
}
