//! Whether data are those of a study.

use exoscope_core::Cohort;
use exoscope_core::sample::{Column, Field, Role};
use exoscope_fetch::Mirror;
use serde::Serialize;

use super::{Files, Published};

/// Whether data are those of a study, so that what is found says something of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "standing", content = "why")]
pub enum Standing {
    /// As many samples of each role and miRNAs as published, from GEO itself.
    AsPublished,
    /// The numbers are those published, but the files came from elsewhere: nobody vouches for them.
    Unvouched(String),
    /// Other data in the same layout: nothing that is found says anything of the study.
    StandIn(String),
}

impl Standing {
    /// Compares what there is with what is published.
    pub fn of(cohort: &Cohort, files: &Files, published: &Published) -> Self {
        let counts = Counts::of(cohort);
        let Counts { cancers, benign, controls } = counts;
        let (samples, mirnas) = (cohort.n_samples(), cohort.n_mirnas());
        let found = [samples, mirnas, cancers, benign, controls];
        let Published { accession, samples, mirnas, cancers, benign, controls, .. } = *published;
        if found != [samples, mirnas, cancers, benign, controls] {
            let [n, measured, ill, mild, _] = found;
            return Self::StandIn(format!(
                "{n} samples of {measured} miRNAs, {ill} with a cancer and {mild} with a benign disease, \
                 where {accession} has {samples} of {mirnas}, {cancers} and {benign}"
            ));
        }
        let geo = format!("{}/", Mirror::default());
        let from_geo = |url: &Option<String>| url.as_ref().is_some_and(|url| url.starts_with(&geo));
        match files.all().find(|file| !from_geo(&file.receipt.url)) {
            None => Self::AsPublished,
            Some(file) => Self::Unvouched(match &file.receipt.url {
                Some(url) => format!("{} came from {url}", file.name),
                None => format!("{} was put into the cache by hand", file.name),
            }),
        }
    }

    /// What this comes to, in a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::AsPublished => {
                "The data are those of the study: samples and miRNAs as published, from GEO itself."
                    .to_owned()
            }
            Self::Unvouched(why) => format!(
                "Samples and miRNAs are as many as published, but {why}: that these are the study's \
                 data is taken on trust."
            ),
            Self::StandIn(why) => {
                format!("A stand-in: {why}. Nothing here says anything of the study.")
            }
        }
    }

    /// Whether the data are other than those of the study.
    pub fn is_stand_in(&self) -> bool {
        matches!(self, Self::StandIn(_))
    }
}

/// Samples of each role.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) cancers: usize,
    pub(super) benign: usize,
    pub(super) controls: usize,
}

impl Counts {
    pub(super) fn of(cohort: &Cohort) -> Self {
        let mut counts = Self::default();
        let labels = cohort.metadata().field(Field::Label).into_iter();
        for label in labels.flat_map(Column::texts).flatten() {
            match cohort.roles().of(&label) {
                Some(Role::Cancer) => counts.cancers += 1,
                Some(Role::Benign) => counts.benign += 1,
                Some(Role::Control) => counts.controls += 1,
                _ => {}
            }
        }
        counts
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::PathBuf;

    use exoscope_core::Scale;
    use exoscope_core::store::checksum_bytes;
    use exoscope_fetch::{FetchedFile, Kind, Origin, Receipt, Version};
    use ndarray::Array2;

    use super::super::GSE211692;
    use super::*;

    fn cohort() -> Cohort {
        let samples = ["a", "b", "c"].map(|name| name.parse().unwrap()).to_vec();
        let mirnas = vec!["hsa-miR-21-5p".parse().unwrap()];
        let values = Array2::zeros((3, 1));
        let mut cohort = Cohort::new(samples, mirnas, values, Scale::Log2Intensity).unwrap();
        let labels = ["lung cancer", "benign", "no cancer"].map(|label| Some(label.to_owned()));
        cohort.add_column(Column::text("label", labels.to_vec())).unwrap();
        cohort.set_field(Field::Label, "label").unwrap();
        cohort.set_roles(&["no cancer"], &["benign"]).unwrap();
        cohort
    }

    fn file(url: Option<&str>) -> FetchedFile {
        let (length, sha256) = (1, checksum_bytes([b"x".as_slice()]));
        let version = Version::default();
        FetchedFile {
            name: "matrix.txt".to_owned(),
            kind: Kind::Series,
            path: PathBuf::new(),
            origin: Origin::Cache,
            receipt: Receipt { url: url.map(str::to_owned), length, sha256, version },
        }
    }

    #[test]
    fn numbers_and_where_files_came_from_decide() {
        let small =
            Published { samples: 3, mirnas: 1, cancers: 1, benign: 1, controls: 1, ..GSE211692 };
        let standing = |url: Option<&str>, published: &Published| {
            let files = Files { matrix: file(url), series: file(url), list: None };
            Standing::of(&cohort(), &files, published)
        };
        let geo = Some("https://ftp.ncbi.nlm.nih.gov/geo/series/x");
        assert_eq!(standing(geo, &small), Standing::AsPublished);
        for other in
            [None, Some("http://mirror.example/x"), Some("https://ftp.ncbi.nlm.nih.gov.x/")]
        {
            let unvouched = standing(other, &small);
            assert!(matches!(unvouched, Standing::Unvouched(_)), "{unvouched:?}");
        }
        assert!(standing(geo, &GSE211692).is_stand_in());
        let one_more = Published { cancers: 2, benign: 0, ..small };
        assert!(
            standing(geo, &one_more).sentence().starts_with("A stand-in: 3 samples of 1 miRNAs")
        );
    }
}
