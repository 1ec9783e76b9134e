//! Barcodes of The Cancer Genome Atlas: where a tissue came from, what it is, and what was handled together.
//!
//! `TCGA-02-0001-01C-01R-0182-01` is project, tissue source site, participant, sample type and vial, portion and
//! analyte, plate, centre; shorter ones end after one of these. R writes points for the hyphens. Codes by the
//! GDC's code tables.

use exoscope_core::Cohort;
use exoscope_core::sample::{Column, Field, MetadataError, SampleId};

use super::fields::set_fields;
use super::report::FieldReport;

/// What a barcode says, each part empty where the barcode ends before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Barcode {
    person: String,
    tissue_source_site: String,
    sample_type: String,
    plate: String,
    centre: String,
}

/// Codes of sample types, and their names.
const SAMPLE_TYPES: &[(&str, &str)] = &[
    ("01", "Primary Solid Tumor"),
    ("02", "Recurrent Solid Tumor"),
    ("03", "Primary Blood Derived Cancer - Peripheral Blood"),
    ("04", "Recurrent Blood Derived Cancer - Bone Marrow"),
    ("05", "Additional - New Primary"),
    ("06", "Metastatic"),
    ("07", "Additional Metastatic"),
    ("09", "Primary Blood Derived Cancer - Bone Marrow"),
    ("10", "Blood Derived Normal"),
    ("11", "Solid Tissue Normal"),
    ("12", "Buccal Cell Normal"),
    ("14", "Bone Marrow Normal"),
    ("20", "Control Analyte"),
];

impl Barcode {
    /// The parts of a barcode of a sample or of what was taken from one; `None` for other texts.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let separator = if text.contains('-') { '-' } else { '.' };
        let parts: Vec<&str> = text.split(separator).collect();
        let part = |number: usize| parts.get(number).copied().unwrap_or_default();
        let of = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        // Sample type and vial, portion and analyte: two digits, and a letter that may not be there.
        let numbered = |text: &str| {
            let (digits, letter) = text.split_at_checked(2).unwrap_or((text, "-"));
            digits.bytes().all(|b| b.is_ascii_digit())
                && (letter.is_empty()
                    || letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_uppercase()))
        };
        let absent_or = |number: usize, fits: bool| number >= parts.len() || fits;
        let fits = (4..=7).contains(&parts.len())
            && part(0) == "TCGA"
            && of(part(1), 2)
            && of(part(2), 4)
            && numbered(part(3))
            && absent_or(4, numbered(part(4)))
            && absent_or(5, of(part(5), 4))
            && absent_or(6, of(part(6), 2));
        let code = part(3).get(..2).unwrap_or_default();
        let known = SAMPLE_TYPES.iter().find(|(known, _)| *known == code);
        fits.then(|| Self {
            person: format!("TCGA-{}-{}", part(1), part(2)),
            tissue_source_site: part(1).to_owned(),
            sample_type: known.map_or(code, |(_, name)| name).to_owned(),
            plate: part(5).to_owned(),
            centre: part(6).to_owned(),
        })
    }

    /// Facts and their names.
    fn facts(&self) -> [(&'static str, &str); 5] {
        [
            ("person", &self.person),
            ("sample_type", &self.sample_type),
            ("tissue_source_site", &self.tissue_source_site),
            ("plate", &self.plate),
            ("centre", &self.centre),
        ]
    }
}

/// Adds what barcodes say, where every sample is called by one, or has one in a column: persons, and what was
/// handled together. Facts that are there already stay as they are. Says which fields they hold.
pub(super) fn add_facts(cohort: &mut Cohort) -> Result<Vec<FieldReport>, MetadataError> {
    let Some(barcodes) = barcodes(cohort) else { return Ok(Vec::new()) };
    let mut given = Vec::new();
    for (place, (name, _)) in Barcode::default().facts().into_iter().enumerate() {
        let fact = |code: &Barcode| code.facts().get(place).map_or("", |(_, fact)| fact).to_owned();
        let texts: Vec<String> = barcodes.iter().map(fact).collect();
        if cohort.metadata().column(name).is_ok() || texts.iter().all(String::is_empty) {
            continue;
        }
        cohort.add_column(Column::words(name, &texts))?;
        let field = match name {
            "person" => Field::Person,
            "tissue_source_site" => Field::Site,
            "plate" => Field::Slide,
            _ => continue,
        };
        if cohort.metadata().field(field).is_none() {
            given.push((field, name.to_owned()));
        }
    }
    set_fields(cohort, &given, usize::MAX)
}

/// The barcodes of all samples: the longest of their names and of the columns that hold one for each.
fn barcodes(cohort: &Cohort) -> Option<Vec<Barcode>> {
    let names = cohort.samples().iter().map(SampleId::as_str).map(Barcode::parse).collect();
    let of_column = |column: &Column| -> Option<Vec<Barcode>> {
        column.texts().map(|text| Barcode::parse(&text?)).collect()
    };
    let all = std::iter::once(names).chain(cohort.metadata().columns().iter().map(of_column));
    let known = |codes: &Vec<Barcode>| {
        codes.first().map(|code| code.facts().iter().filter(|f| !f.1.is_empty()).count())
    };
    all.flatten().filter(|codes| !codes.is_empty()).max_by_key(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn barcodes_are_taken_apart() {
        let of = |text: &str| {
            Barcode::parse(text).map(|code| code.facts().map(|(_, fact)| fact.to_owned()))
        };
        let whole = ["TCGA-02-0001", "Primary Solid Tumor", "02", "0182", "01"];
        assert_eq!(of("TCGA-02-0001-01C-01R-0182-01"), Some(whole.map(str::to_owned)));
        assert_eq!(of("TCGA.02.0001.01C.01R.0182.01"), Some(whole.map(str::to_owned)));
        let normal = ["TCGA-A7-A0CE", "Solid Tissue Normal", "A7", "", ""];
        assert_eq!(of("TCGA-A7-A0CE-11"), Some(normal.map(str::to_owned)));
        for other in [
            "TCGA-02-0001",
            "TCGA-AA-P1",
            "TCGA-02-0001-X1C",
            "GTEX-1117F-0226-SM-5GZZ7",
            "",
            "é-ö-0001-01",
        ] {
            assert_eq!(Barcode::parse(other), None, "{other}");
        }
    }
}
