//! `--prevalence`: a share, or cancers and the share of each.

use std::collections::BTreeMap;
use std::path::Path;

use exoscope_score::Prevalence;

/// A share, `CLASS=SHARE` between commas, or a file with a class, a tab and a share a line.
pub fn prevalence(text: &str) -> Result<Prevalence, String> {
    let path = Path::new(text);
    if text.parse::<f64>().is_err() && path.is_file() {
        return of_table(&std::fs::read_to_string(path).map_err(|error| error.to_string())?)
            .map_err(|error| format!("{text}: {error}"));
    }
    if text.contains('=') {
        let pairs: Option<_> = text.split(',').map(|pair| share(pair.rsplit_once('=')?)).collect();
        let pairs = pairs.ok_or("write CLASS=SHARE, with commas between")?;
        return Prevalence::by_cancer(pairs).map_err(|error| error.to_string());
    }
    text.parse().map_err(|error| format!("{error}, and no file of that name"))
}

/// The shares of a table, whose first line may be a heading.
fn of_table(table: &str) -> Result<Prevalence, String> {
    let mut shares = BTreeMap::new();
    for (number, line) in table.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match line.split_once('\t').and_then(share) {
            Some((class, share)) => {
                shares.insert(class, share);
            }
            None if number == 0 => {}
            None => return Err(format!("line {}: write CLASS, a tab and a share", number + 1)),
        }
    }
    Prevalence::by_cancer(shares).map_err(|error| error.to_string())
}

fn share((class, share): (&str, &str)) -> Option<(String, f64)> {
    Some((class.trim().to_owned(), share.trim().parse().ok()?))
}
