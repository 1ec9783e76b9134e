//! The files that a result is made from.

use exoscope_fetch::{
    Accession, Cache, Fetched, FetchedFile, Kind, Mirror, Settings, Watch, cached, fetch,
};

use super::{Published, ReproduceError};

/// The files that a result is made from.
#[derive(Debug, Clone)]
pub struct Files {
    /// The processed values.
    pub matrix: FetchedFile,
    /// What is known of the samples.
    pub series: FetchedFile,
    /// The names of the raw files, which hold slides and dates, where GEO lists them.
    pub list: Option<FetchedFile>,
}

/// Finds the files of a study in the cache, without asking anybody where all are there; else fetches
/// what is small: everything but the archive of raw arrays, of which the names suffice.
///
/// # Errors
///
/// Where files are missing and cannot be fetched, the error says which to put where.
pub fn files(
    published: &Published,
    cache: &Cache,
    mirror: &Mirror,
    watch: &dyn Watch,
) -> Result<Files, ReproduceError> {
    let accession: Accession = published.accession.parse()?;
    let kinds = vec![Kind::Series, Kind::FileList, Kind::Supplementary];
    let here = cached(&accession, cache, &kinds, watch)?;
    if let Ok(files) = Files::among(here, published) {
        return Ok(files);
    }
    let settings = Settings { mirror: mirror.clone(), kinds, ..Settings::default() };
    match fetch(&accession, cache, &settings, watch) {
        Ok(fetched) => Files::among(fetched, published),
        Err(source) => Err(ReproduceError::NoData {
            accession: published.accession,
            folder: cache.folder(&accession),
            urls: urls(published, &accession),
            source: Box::new(source),
        }),
    }
}

impl Files {
    fn among(found: Fetched, published: &Published) -> Result<Self, ReproduceError> {
        let Fetched { folder, files, .. } = found;
        let named = |name: &'static str| -> Result<FetchedFile, ReproduceError> {
            let is_it =
                |file: &&FetchedFile| file.name.strip_suffix(".gz").unwrap_or(&file.name) == name;
            let accession = published.accession;
            let missing = || ReproduceError::NoFile { accession, name, folder: folder.clone() };
            files.iter().find(is_it).cloned().ok_or_else(missing)
        };
        let list = files.iter().find(|file| file.kind == Kind::FileList).cloned();
        Ok(Self { matrix: named(published.matrix)?, series: named(published.series)?, list })
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &FetchedFile> {
        [&self.matrix, &self.series].into_iter().chain(&self.list)
    }
}

/// Where GEO has what is needed.
fn urls(published: &Published, accession: &Accession) -> Vec<String> {
    let (geo, folder) = (Mirror::default(), accession.folder());
    vec![
        geo.url(&[&folder, "matrix", &format!("{}.gz", published.series)]),
        geo.url(&[&folder, "suppl", &format!("{}.gz", published.matrix)]),
        geo.url(&[&folder, "suppl", "filelist.txt"]),
    ]
}
