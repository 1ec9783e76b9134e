//! The page of the claims ledger: one a patient can read, in English or Japanese.

use askama::Template;
use exoscope_therapy::ledger::Row;
use exoscope_therapy::ledger::words::Words;

use crate::page::PageError;

#[derive(Template)]
#[template(path = "claims.html")]
struct Page<'a> {
    words: &'a Words,
    rows: Vec<Shown<'a>>,
}

/// A row in words.
struct Shown<'a> {
    id: &'static str,
    number: usize,
    claim: &'a str,
    known: &'a str,
    evidence: &'a str,
    figures: Vec<(String, &'a str)>,
    seed: Option<String>,
    verdict: &'a str,
    said: &'a str,
    command: &'a str,
    in_full: &'static [&'static str],
}

/// The page of the ledger: one HTML file that needs no network and no script. The same input gives the same bytes.
pub fn claims_page(rows: &[Row], words: &Words) -> Result<String, PageError> {
    let shown = rows.iter().enumerate().map(|(number, row)| {
        let of = words.row(row.claim);
        Shown {
            id: row.claim.name(),
            number: number + 1,
            claim: of.claim,
            known: of.known,
            evidence: words.of_grade(row.evidence),
            figures: of
                .figures
                .iter()
                .zip(&row.figures)
                .map(|(name, figure)| (words.of_figure(figure), *name))
                .collect(),
            seed: words.of_seed(row),
            verdict: words.of_verdict(row.verdict),
            said: of.said,
            command: &row.command,
            in_full: row.in_full,
        }
    });
    Page { words, rows: shown.collect() }.render().map_err(PageError::from)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use exoscope_core::Streams;
    use exoscope_therapy::ledger::words::{EN, JA};
    use exoscope_therapy::ledger::{Claim, rows};

    use super::*;
    use crate::page::RESEARCH_USE_ONLY;

    #[test]
    fn the_page_is_whole_in_both_languages() {
        let claims = [Claim::Improved, Claim::Accuracy, Claim::Pure, Claim::Safety];
        let rows = rows(&claims, Streams::new(1), |_| Ok(Vec::new())).unwrap();
        for words in [EN, JA] {
            let page = claims_page(&rows, &words).unwrap();
            crate::markup::check(&page);
            assert!(page.contains(words.title) && page.contains("20.6 %"));
            assert!(page.contains(&format!("lang=\"{}\"", words.code)));
        }
        assert!(!claims_page(&rows, &JA).unwrap().contains(RESEARCH_USE_ONLY));
    }
}
