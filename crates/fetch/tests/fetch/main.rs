//! Series from a server that has GEO's folders and does what servers do.

#![allow(clippy::unwrap_used, missing_docs)]

mod cache;
mod resume;
mod server;
mod trouble;

use std::cell::RefCell;
use std::io::Write;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use exoscope_fetch::{
    Accession, Cache, Event, FetchError, Fetched, Kind, Patience, Settings, Watch, fetch,
};
use flate2::{Compression, write::GzEncoder};
use server::{Server, Site};

const FOLDER: &str = "/geo/series/GSE1nnn/GSE1234";
const MATRIX: &str = "/geo/series/GSE1nnn/GSE1234/matrix/GSE1234_series_matrix.txt.gz";
const NAME: &str = "GSE1234_series_matrix.txt.gz";

/// Text that gzip does not make short.
fn text(lines: u32) -> Vec<u8> {
    let line =
        |n: u32| format!("{}\t{}\n", n.wrapping_mul(2_654_435_761), n.rotate_left(9) ^ 0x5bd1);
    (0..lines).map(line).collect::<String>().into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A series with a matrix, a supplementary file and a list.
fn site() -> Site {
    SITE.clone()
}

/// Made once: a test's server must not be slow because gzip is.
static SITE: LazyLock<Site> = LazyLock::new(|| {
    Site::default()
        .with(MATRIX, gzip(&text(20_000)))
        .with(&format!("{FOLDER}/suppl/GSE1234_processed data.txt.gz"), gzip(&text(900)))
        .with(&format!("{FOLDER}/suppl/GSE1234_processed%20data.txt.gz"), gzip(&text(900)))
        .with(&format!("{FOLDER}/suppl/filelist.txt"), "#Archive/File\tName\n")
});

/// A cache of its own, and the waits that were not waited for.
struct Desk {
    folder: tempfile::TempDir,
    waits: RefCell<Vec<u64>>,
    whys: RefCell<Vec<String>>,
    patience: Patience,
}

impl Watch for Desk {
    fn hear(&self, event: &Event<'_>) {
        if let Event::Again { why, .. } = event {
            self.whys.borrow_mut().push((*why).to_owned());
        }
    }

    fn wait(&self, time: Duration) {
        self.waits.borrow_mut().push(time.as_secs());
    }
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            waits: RefCell::default(),
            whys: RefCell::default(),
            patience: Patience { tries: 4, ..Patience::default() },
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.cache().folder(&series()).join(name)
    }

    fn cache(&self) -> Cache {
        Cache::at(self.folder.path())
    }

    fn settings(&self, url: &str) -> Settings {
        let mirror = url.parse().unwrap();
        Settings { mirror, patience: self.patience, ..Settings::default() }
    }

    /// Fetches the files of one kind.
    fn fetch(&self, server: &Server, kind: Kind) -> Result<Fetched, FetchError> {
        let settings = Settings { kinds: vec![kind], ..self.settings(&server.url) };
        fetch(&series(), &self.cache(), &settings, self)
    }
}

fn series() -> Accession {
    "GSE1234".parse().unwrap()
}
