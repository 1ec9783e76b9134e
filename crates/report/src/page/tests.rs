use super::*;
use crate::fixture;

/// Elements that have no end tag.
const VOID: [&str; 3] = ["!doctype", "meta", "br"];

fn pages() -> [String; 2] {
    [fixture::vesicles(), fixture::thirteen_cancers()]
        .map(|evaluation| page(&evaluation, &fixture::manifest(), Some(&fixture::audit())).unwrap())
}

/// What stands between `<` and `>`, in order. No attribute in the page holds a `>`.
fn tags(page: &str) -> impl Iterator<Item = &str> {
    page.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag)
}

fn values<'a>(page: &'a str, attribute: &'a str) -> Vec<&'a str> {
    let value = |rest: &'a str| rest.split_once('"').map_or(rest, |(value, _)| value);
    page.split(attribute).skip(1).map(value).collect()
}

#[test]
fn every_element_ends_where_it_should() {
    for page in pages() {
        let mut open = Vec::new();
        for tag in tags(&page) {
            let name = tag.split_whitespace().next().unwrap();
            if let Some(name) = name.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name));
            } else if !tag.ends_with('/') && !VOID.contains(&name) {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
}

#[test]
fn ids_are_unique_and_every_link_has_its_end() {
    for page in pages() {
        let ids = values(&page, " id=\"");
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(ids.len(), unique.len());
        let labels =
            values(&page, "aria-labelledby=\"").into_iter().flat_map(str::split_whitespace);
        for id in values(&page, "href=\"#").into_iter().chain(labels) {
            assert!(ids.contains(&id), "{id}");
        }
    }
}

#[test]
fn needs_no_network_no_script_and_little_room() {
    for page in pages() {
        for foreign in
            ["http://", "https://", "<script", "<link", "<img", "url(", "@import", "src="]
        {
            assert!(!page.contains(foreign), "{foreign}");
        }
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
