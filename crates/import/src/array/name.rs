//! What the name of an array's file says.

use exoscope_core::sample::{Column, Date};

/// What the name of an array's file says: slide, cell on it, date and time of the scan.
///
/// ```
/// use exoscope_import::ArrayName;
/// let name = ArrayName::of("GSM6487301_SH52127_Cell4_20150310_1539_1Color_IntegratedResult.txt.gz");
/// assert_eq!(name.sample, "GSM6487301");
/// assert_eq!(name.slide.as_deref(), Some("SH52127"));
/// assert_eq!(name.scan_date.as_deref(), Some("20150310"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArrayName {
    /// The GEO accession where there is one, else the file's name without its ending.
    pub sample: String,
    /// The slide.
    pub slide: Option<String>,
    /// The cell of the slide.
    pub cell: Option<String>,
    /// The day of the scan, `20150310`.
    pub scan_date: Option<String>,
    /// The time of the scan, `1539`.
    pub scan_time: Option<String>,
}

impl ArrayName {
    /// Reads the name of a file.
    pub fn of(file: &str) -> Self {
        let stem = file.strip_suffix(".gz").unwrap_or(file);
        let stem = stem.strip_suffix(".txt").unwrap_or(stem);
        let words: Vec<&str> = stem.split('_').collect();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let accession = words.iter().find(|w| w.strip_prefix("GSM").is_some_and(digits));
        let mut name = Self {
            sample: accession.map_or_else(|| stem.to_owned(), |gsm| (*gsm).to_owned()),
            ..Self::default()
        };
        let cell = words.iter().position(|w| w.strip_prefix("Cell").is_some_and(digits));
        let Some(cell) = cell else { return name };
        let word = |place: Option<usize>| place.and_then(|place| words.get(place)).copied();
        let owned = |text: Option<&str>| text.map(str::to_owned);
        name.cell = owned(word(Some(cell)).and_then(|word| word.strip_prefix("Cell")));
        name.slide = owned(word(cell.checked_sub(1)).filter(|slide| !slide.starts_with("GSM")));
        name.scan_date =
            owned(word(Some(cell + 1)).filter(|d| d.len() == 8 && d.parse::<Date>().is_ok()));
        name.scan_time = owned(word(Some(cell + 2)).filter(|t| t.len() == 4 && digits(t)));
        name
    }

    /// The facts in the names of files as columns; those that no name holds are left out.
    pub fn columns(names: &[Self]) -> Vec<Column> {
        let of = |title, fact: fn(&Self) -> &Option<String>| {
            let values: Vec<Option<String>> = names.iter().map(|name| fact(name).clone()).collect();
            values.iter().any(Option::is_some).then(|| Column::text(title, values))
        };
        let columns = [
            of("slide", |name| &name.slide),
            of("cell", |name| &name.cell),
            of("scan_date", |name| &name.scan_date),
            of("scan_time", |name| &name.scan_time),
        ];
        columns.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_say_what_they_can() {
        let bare = ArrayName::of("SH52127_Cell4_20150310_1539_1Color_IntegratedResult.txt");
        assert_eq!(bare.sample, "SH52127_Cell4_20150310_1539_1Color_IntegratedResult");
        assert_eq!((bare.cell.as_deref(), bare.scan_time.as_deref()), (Some("4"), Some("1539")));
        let plain = ArrayName::of("patient_7.txt");
        assert_eq!(plain, ArrayName { sample: "patient_7".into(), ..ArrayName::default() });
        let odd = ArrayName::of("GSM1_Cell2_20151350_x.txt");
        assert_eq!((odd.slide, odd.scan_date, odd.scan_time), (None, None, None));
        assert_eq!(ArrayName::of("Cell1").slide, None);
    }
}
