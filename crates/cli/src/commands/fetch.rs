//! `exoscope fetch`.

use std::path::PathBuf;

use exoscope_fetch::{
    Accession, Cache, Fetched, FetchedFile, Kind, Mirror, Origin, Settings, fetch,
};

use crate::answer::Answer;
use crate::context::Context;
use crate::download::Download;
use crate::tables::{count, table};

/// Bring a series of NCBI GEO into the cache
///
/// The series matrix and the supplementary files come from GEO's server, or from one with the same
/// folders. What is cut off goes on where it was; each file is read through to its end before it takes
/// its place, and its checksum stands beside it. What is in the cache is checked and not fetched
/// again, so that files can be brought by hand to a machine without network.
///
/// The cache is $XDG_CACHE_HOME/exoscope, else ~/.cache/exoscope (~/Library/Caches/exoscope on macOS,
/// %LOCALAPPDATA%\exoscope on Windows); a series is in its folder geo/GSE….
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope fetch GSE211692 --only series,filelist,supplementary
  exoscope fetch GSE106817 --mirror http://mirror.example --cache /data/cache
  exoscope import geo $(exoscope fetch GSE106817 --only series) --out cohort.parquet

HTTPS_PROXY and NO_PROXY name a proxy, SSL_CERT_FILE its certificates.")]
pub struct Args {
    /// Accession of the series, such as GSE211692
    accession: Accession,
    /// Kinds of files, separated by commas: series, raw, supplementary, filelist [default: all]
    #[arg(long, value_name = "KIND,…", value_delimiter = ',')]
    only: Vec<Kind>,
    /// Ask the server for newer files, too
    #[arg(long)]
    refresh: bool,
    #[command(flatten)]
    from: Source,
}

/// Where series come from and where they are kept.
#[derive(clap::Args)]
pub struct Source {
    /// Server to fetch from, with GEO's folders geo/series/… below [default: GEO's own,
    /// ftp.ncbi.nlm.nih.gov]
    #[arg(long, value_name = "URL", default_value_t, hide_default_value = true)]
    pub mirror: Mirror,
    /// Folder of the cache
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
}

impl Source {
    /// The cache that is named, or the user's own.
    pub fn cache(&self) -> anyhow::Result<Cache> {
        Ok(self.cache.as_ref().map_or_else(Cache::of_user, |root| Ok(Cache::at(root)))?)
    }
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let settings = Settings {
        mirror: args.from.mirror.clone(),
        kinds: args.only.clone(),
        refresh: args.refresh,
        ..Settings::default()
    };
    let download = Download::new(context);
    let fetched = fetch(&args.accession, &args.from.cache()?, &settings, &download)?;
    drop(download);
    for name in &fetched.refused {
        context.warn(format!("the server lists {name:?}, which is no name that can be kept"));
    }
    context.note(text(&fetched));
    let paths: Vec<String> = fetched.files.iter().map(|f| f.path.display().to_string()).collect();
    Answer::new(paths.join("\n"), &fetched)
}

/// The files, for a person.
fn text(fetched: &Fetched) -> String {
    let row = |file: &FetchedFile| {
        let came = match file.origin {
            Origin::Server => "fetched",
            Origin::Cache => "was there",
            Origin::Hand => "put there by hand",
        };
        let (bytes, sum) = (file.receipt.length, file.receipt.sha256.to_string());
        vec![file.name.clone(), megabytes(bytes), came.to_owned(), sum.chars().take(12).collect()]
    };
    let files = table(["file", "MB", "", "SHA-256"], fetched.files.iter().map(row), true);
    let folder = fetched.folder.display();
    format!("{folder}: {}\n{files}", count(fetched.files.len(), "file"))
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}
