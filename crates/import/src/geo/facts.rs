//! What a series matrix says of samples, as columns.

use super::series::SampleLine;

/// How the `!Sample_…` lines start that say something of the sample itself. The others are about
/// the laboratory, the protocol and GEO's own dates; they are left out and listed.
const KEPT: [&str; 8] = [
    "geo_accession",
    "title",
    "platform_id",
    "source_name",
    "organism",
    "characteristics",
    "description",
    "supplementary_file",
];

fn is_kept(key: &str) -> bool {
    KEPT.iter().any(|kept| key.starts_with(kept))
}

/// The lines that are left out, each once; how the values were made is looked at beside them.
pub(super) fn left_out(lines: &[SampleLine]) -> Vec<String> {
    let used = |key: &str| is_kept(key) || key.starts_with("data_processing");
    each_once(lines.iter().map(|line| &line.key).filter(|key| !used(key)))
}

/// Texts in the order in which each comes first.
pub(super) fn each_once<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for text in texts {
        if !seen.contains(text) {
            seen.push(text.clone());
        }
    }
    seen
}

/// Headings and rows, a row a sample; `geo_accession` is the first column.
///
/// `characteristics` hold `key: value` and become a column a key, as one line may hold different
/// keys for different samples. Keys that differ in case alone are one. A sample that has a key twice
/// has both values, joined by `; `.
pub(super) fn table(lines: &[SampleLine]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut columns = Columns::default();
    let n_samples = lines.first().map_or(0, |line| line.values.len());
    let of = |key: &'static str| lines.iter().filter(move |line| line.key == key);
    for line in of("geo_accession").take(1).chain(of("title").take(1)) {
        columns.own(&line.key, &line.values);
    }
    for line in lines.iter().filter(|line| is_kept(&line.key)) {
        let key = line.key.as_str();
        if key == "geo_accession" || key == "title" {
            continue;
        }
        if key.starts_with("characteristics") {
            for (sample, text) in line.values.iter().enumerate() {
                columns.characteristic(sample, n_samples, text);
            }
        } else {
            columns.own(key, &line.values);
        }
    }
    let rows = (0..n_samples)
        .map(|row| {
            columns.0.iter().map(|c| c.values.get(row).cloned().unwrap_or_default()).collect()
        })
        .collect();
    (columns.0.into_iter().map(|column| column.name).collect(), rows)
}

#[derive(Default)]
struct Columns(Vec<Column>);

struct Column {
    name: String,
    /// The key of the characteristics it is made of.
    key: Option<String>,
    values: Vec<String>,
}

impl Columns {
    /// A line that is a column of its own.
    fn own(&mut self, key: &str, values: &[String]) {
        let present = |value: &String| if value == "NONE" { String::new() } else { value.clone() };
        let name = self.free(key);
        let values = values.iter().map(present).collect();
        self.0.push(Column { name, key: None, values });
    }

    /// One sample's `key: value`.
    fn characteristic(&mut self, sample: usize, n_samples: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        let (key, value) = text.split_once(':').unwrap_or(("characteristics", text));
        let (key, value) = (key.trim(), value.trim());
        let is_it = |known: &String| known.eq_ignore_ascii_case(key);
        let known = self.0.iter().position(|column| column.key.as_ref().is_some_and(is_it));
        let place = known.unwrap_or_else(|| {
            let name = self.free(key);
            let values = vec![String::new(); n_samples];
            self.0.push(Column { name, key: Some(key.to_owned()), values });
            self.0.len() - 1
        });
        let Some(cell) = self.0.get_mut(place).and_then(|c| c.values.get_mut(sample)) else {
            return;
        };
        if !cell.is_empty() && cell != value {
            cell.push_str("; ");
            cell.push_str(value);
        } else if cell.is_empty() {
            value.clone_into(cell);
        }
    }

    /// `name`, or with a number behind where it is taken. A column cannot be called `sample`.
    fn free(&self, name: &str) -> String {
        let name = if name.is_empty() { "characteristics" } else { name };
        let taken = |name: &str| name == "sample" || self.0.iter().any(|c| c.name == name);
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| !taken(name)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(key: &str, values: [&str; 2]) -> SampleLine {
        SampleLine { key: key.to_owned(), values: values.map(str::to_owned).to_vec() }
    }

    #[test]
    fn characteristics_become_a_column_a_key() {
        let lines = [
            line("title", ["a", "b"]),
            line("geo_accession", ["GSM1", "GSM2"]),
            line("contact_city", ["Tokyo", "Tokyo"]),
            line("characteristics_ch1", ["Sex: F", "age: 61"]),
            line("characteristics_ch1", ["age: 50", "sex: M"]),
            line("characteristics_ch1", ["sample: 1", "Sample: 2"]),
            line("characteristics_ch1", ["", "free words"]),
            line("characteristics_ch1", ["age: 51", ""]),
            line("supplementary_file", ["ftp://x/a.gz", "NONE"]),
        ];
        let (headings, rows) = table(&lines);
        assert_eq!(
            headings,
            [
                "geo_accession",
                "title",
                "Sex",
                "age",
                "sample (2)",
                "characteristics",
                "supplementary_file"
            ]
        );
        assert_eq!(rows[0], ["GSM1", "a", "F", "50; 51", "1", "", "ftp://x/a.gz"]);
        assert_eq!(rows[1], ["GSM2", "b", "M", "61", "2", "free words", ""]);
        assert_eq!(left_out(&lines), ["contact_city"]);
    }
}
