use super::*;
use crate::fixture;
use crate::markup::{check, tags};

fn pages() -> [String; 2] {
    [fixture::vesicles(), fixture::thirteen_cancers()]
        .map(|evaluation| page(&evaluation, &fixture::manifest(), Some(&fixture::audit())).unwrap())
}

#[test]
fn is_well_formed_needs_no_network_and_little_room() {
    for page in pages() {
        check(&page);
        assert!(page.len() < 500_000, "{} bytes", page.len());
    }
}

/// A page on which every text that a user can choose is `name`.
fn named(name: &str) -> String {
    let name = || name.to_owned();
    let mut evaluation = fixture::thirteen_cancers();
    let scores = &mut evaluation.scores;
    scores.classes.fill(name());
    scores.per_class.iter_mut().for_each(|class| class.class = name());
    scores.roc.iter_mut().for_each(|curve| curve.class = name());
    scores.by_stage.iter_mut().for_each(|stage| stage.stage = name());
    evaluation.split.grouped_by = vec![name()];
    evaluation.absent.iter_mut().for_each(|absent| absent.class = name());
    evaluation.warnings.fill(name());
    for point in &mut evaluation.panel_curve {
        point.chosen.iter_mut().for_each(|chosen| chosen.mirna = name());
    }
    if let Some(map) = &mut evaluation.heat_map {
        map.classes.fill(name());
        map.rows.iter_mut().for_each(|row| row.mirna = name());
    }
    if let Some(quality) = &mut evaluation.quality {
        quality.not_judged.fill(name());
        quality.flags.iter_mut().for_each(|flag| flag.flag = name());
    }
    let mut manifest = fixture::manifest();
    manifest.program.name = name();
    manifest.classes = Some(vec![name()]);
    manifest.reader.batch = Some(name());
    manifest.inputs.iter_mut().for_each(|input| input.name = name());
    manifest.left_out.iter_mut().for_each(|left_out| left_out.why = name());
    for step in &mut manifest.cohort.steps {
        (step.what, step.version) = (name(), name());
        step.sources.iter_mut().for_each(|source| source.name = name());
    }
    page(&evaluation, &manifest, None).unwrap()
}

#[test]
fn every_overall_figure_has_its_interval() {
    let [page, _] = pages();
    let (_, summary) = page.split_once("<table class=\"summary\">").unwrap();
    let (summary, _) = summary.split_once("</table>").unwrap();
    let figures = summary.split("<tr>").filter(|row| row.contains("scope=\"row\""));
    let bare = figures.filter(|row| !row.contains('–')).map(|row| {
        let (_, name) = row.split_once("scope=\"row\">").unwrap();
        name.split_once('<').unwrap().0
    });
    assert_eq!(bare.collect::<Vec<_>>(), ["Samples", "Classes", "miRNAs used"]);
}

#[test]
fn names_are_text_and_never_markup() {
    let (hostile, plain) =
        (named("<script>alert('1')</script> \" onload=\"x & {{ 7 }}"), named("x"));
    assert!(hostile.contains("&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62; &#34; onload"));
    assert!(tags(&hostile).eq(tags(&plain)));
}

#[test]
fn figures_that_are_undefined_leave_no_gap() {
    let mut evaluation = fixture::vesicles();
    let scores = &mut evaluation.scores;
    (scores.macro_auroc, scores.signal) = (None, None);
    (scores.accuracy_cancers, scores.accuracy_cancers_ci) = (None, None);
    for class in &mut scores.per_class {
        (class.recall, class.recall_ci, class.precision, class.precision_ci) =
            (None, None, None, None);
        (class.specificity, class.specificity_ci, class.auroc) = (None, None, None);
    }
    scores.roc.iter_mut().for_each(|curve| curve.points.clear());
    let page = page(&evaluation, &fixture::manifest(), Some(&fixture::audit())).unwrap();
    assert!(page.contains("there is no curve to draw"));
    assert!(!page.contains("NaN") && !page.contains("None"));
}

#[test]
fn says_what_it_is_for_at_both_ends() {
    for page in pages() {
        let (body, end) = (page.find("<body>").unwrap(), page.rfind("</body>").unwrap());
        let first = page.find(RESEARCH_USE_ONLY).unwrap();
        let last = page.rfind(RESEARCH_USE_ONLY).unwrap();
        assert!(first - body < 60 && end - last < 100);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(pages(), pages());
}
