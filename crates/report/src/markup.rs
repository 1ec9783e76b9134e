//! What tests look for in every page.

/// Elements that have no end tag.
const VOID: [&str; 3] = ["!doctype", "meta", "br"];

/// What stands between `<` and `>`, in order, the content of tables to save left out. No attribute of a
/// page holds a `>`.
pub(crate) fn tags(page: &str) -> impl Iterator<Item = &str> {
    let tags = page.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
    tags.map(|tag| tag.split_once(" href=\"data:").map_or(tag, |(tag, _)| tag))
}

/// The values of an attribute.
pub(crate) fn values<'a>(page: &'a str, attribute: &'a str) -> Vec<&'a str> {
    let value = |rest: &'a str| rest.split_once('"').map_or(rest, |(value, _)| value);
    page.split(attribute).skip(1).map(value).collect()
}

/// Whether the elements are closed in order, ids unique, links and labels have their ends, and
/// nothing is fetched from anywhere.
#[track_caller]
pub(crate) fn check(page: &str) {
    let mut open = Vec::new();
    for tag in tags(page) {
        let name = tag.split_whitespace().next().unwrap_or_default();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");

    let ids = values(page, " id=\"");
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(ids.len(), unique.len());
    let labels = values(page, "aria-labelledby=\"").into_iter().flat_map(str::split_whitespace);
    for id in values(page, "href=\"#").into_iter().chain(labels) {
        assert!(ids.contains(&id), "{id}");
    }

    for foreign in ["<script", "<link", "<img", "url(", "@import", "src="] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    for address in values(page, "href=\"") {
        assert!(address.starts_with('#') || address.starts_with("data:text/"), "{address}");
    }
}
