//! The page on which a server lists a folder.

/// What a server lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    /// Names of files, each once, in the order of the page.
    pub(crate) names: Vec<String>,
    /// Names that would leave the folder or clash with what the cache keeps beside its files.
    pub(crate) refused: Vec<String>,
}

/// More files than any series has.
const MOST_NAMES: usize = 10_000;

impl Listing {
    /// Reads the links of a page. Links to folders, to other servers and to other orders of the page
    /// are passed over.
    pub(crate) fn of(page: &str) -> Self {
        let mut listing = Self::default();
        for link in links(page).take(MOST_NAMES) {
            let elsewhere = link.starts_with(['?', '/', '#']) || link.contains(':');
            if link.is_empty() || elsewhere || link.ends_with('/') {
                continue;
            }
            let name = decoded(link.strip_prefix("./").unwrap_or(link));
            let names = match &name {
                Some(name) if is_safe(name) => &mut listing.names,
                _ => &mut listing.refused,
            };
            let name = name.unwrap_or_else(|| link.to_owned());
            if !names.contains(&name) {
                names.push(name);
            }
        }
        listing
    }
}

/// The texts of `href="…"`, quoted either way.
fn links(page: &str) -> impl Iterator<Item = &str> {
    let starts = page.match_indices("href=").chain(page.match_indices("HREF="));
    starts.filter_map(|(at, word)| {
        let rest = page.get(at + word.len()..)?;
        let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c))?;
        rest.get(1..)?.split(quote).next().map(str::trim)
    })
}

/// A link without its escapes: `%20` and `&amp;`; `None` where that is no text.
fn decoded(link: &str) -> Option<String> {
    let link = link.replace("&amp;", "&");
    let mut bytes = Vec::with_capacity(link.len());
    let mut rest = link.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            let (high, low) = (digit()?, digit()?);
            bytes.push((high * 16 + low) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Whether a name is that of a file in this very folder, on any system, and not one that the cache
/// gives itself.
pub(crate) fn is_safe(name: &str) -> bool {
    let odd = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let ours = [".part", ".receipt"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    let edges = name.starts_with('.') || name.ends_with(['.', ' ']) || name.starts_with(' ');
    !name.is_empty() && name.len() <= 200 && !name.contains(odd) && !edges && !ours
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever a page holds, each name stays in the folder of the series.
        #[test]
        fn no_page_leads_out_of_the_folder(
            pieces in prop::collection::vec("(href=|HREF=|'|\"|\\.\\./|%2[eEfF]|%|&amp;|<a |/|\\PC{0,9})", 0..40),
        ) {
            let folder = std::path::Path::new("cache");
            for name in Listing::of(&pieces.concat()).names {
                let path = folder.join(&name);
                prop_assert_eq!(path.parent(), Some(folder));
                prop_assert_eq!(path.file_name().and_then(|name| name.to_str()), Some(&*name));
            }
        }
    }

    #[test]
    fn the_page_of_ncbi_is_read() {
        let page = "<html><head><title>Index of /geo/series/GSE211nnn/GSE211692/suppl</title></head>\
            <body><h1>Index of /geo/series/GSE211nnn/GSE211692/suppl</h1>\
            <pre>Name                    Last modified      Size  <hr>\
            <a href=\"/geo/series/GSE211nnn/GSE211692/\">Parent Directory</a>     -   \n\
            <a href=\"GSE211692_RAW.tar\">GSE211692_RAW.tar</a>  2022-08-24 11:00  3.2G  \n\
            <a href=\"GSE211692_processed_data_matrix.txt.gz\">GSE211692_proces..&gt;</a>  124M  \n\
            <a href=\"filelist.txt\">filelist.txt</a>  1.1M  \n<hr></pre>\
            <a href=\"https://www.hhs.gov/vulnerability-disclosure-policy/index.html\">HHS</a>";
        let listing = Listing::of(page);
        let expected =
            ["GSE211692_RAW.tar", "GSE211692_processed_data_matrix.txt.gz", "filelist.txt"];
        assert_eq!(
            (listing.names.as_slice(), listing.refused.len()),
            (&expected.map(str::to_owned)[..], 0)
        );
    }

    #[test]
    fn names_that_leave_the_folder_are_refused() {
        let hostile = [
            "..%2f..%2fetc%2fpasswd",
            "%2e%2e",
            "a%2fb",
            "a\\b",
            "%00",
            ".lock",
            "a.part",
            "listing.receipt",
            "a.PART",
            "con%0a",
            "%zz",
            "..%5c..%5cx",
            "x%",
            "%ff",
            "../x",
            "a/../b",
        ];
        let page: String = hostile.map(|link| format!("<a href='{link}'>x</a>")).concat();
        let listing = Listing::of(&format!("{page}<a href='a%20%28b%29&amp;.txt'><a href='C:x'>"));
        assert_eq!(listing.names, ["a (b)&.txt"]);
        assert_eq!(listing.refused.len(), hostile.len());
    }
}
