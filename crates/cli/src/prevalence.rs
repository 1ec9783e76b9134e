//! `--prevalence`: a share, or a table of cancers and theirs.

use std::collections::BTreeMap;
use std::path::Path;

use exoscope_read::score::Prevalence;

/// A share, or a table of cancers and theirs.
pub fn prevalence(text: &str) -> Result<Prevalence, String> {
    let path = Path::new(text);
    if text.parse::<f64>().is_ok() || !path.is_file() {
        return text.parse().map_err(|error| format!("{error}, and no file of that name"));
    }
    let table = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let mut shares = BTreeMap::new();
    for (number, line) in table.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match line.split_once('\t').map(|(class, share)| (class, share.trim().parse::<f64>())) {
            Some((class, Ok(share))) => {
                shares.insert(class.trim().to_owned(), share);
            }
            _ if number == 0 => {}
            _ => return Err(format!("{text}:{}: write CLASS, a tab and a share", number + 1)),
        }
    }
    Prevalence::by_cancer(shares).map_err(|error| format!("{text}: {error}"))
}
