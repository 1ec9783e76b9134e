//! Why a series cannot be fetched.

use std::io;
use std::path::PathBuf;

use exoscope_core::store::{LockError, WriteError};

use crate::Accession;

/// Why a series cannot be fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No folder of the system is for caches.
    #[error("there is no folder for caches: neither XDG_CACHE_HOME nor HOME is set")]
    NoCache,
    /// The server has no such series.
    #[error("{accession} is not there: {url} has neither matrix/ nor suppl/")]
    NoSuchSeries {
        /// The series.
        accession: Accession,
        /// Where it should be.
        url: String,
    },
    /// The series has no file of the kinds that are asked for.
    #[error("{accession} has no file of kind {kinds}; it has {found}")]
    NoSuchKind {
        /// The series.
        accession: Accession,
        /// The kinds.
        kinds: String,
        /// The names of the files that it has.
        found: String,
    },
    /// A file that the server lists is not there.
    #[error("{accession}: {url} is not there (404)")]
    Missing {
        /// The series.
        accession: Accession,
        /// The file.
        url: String,
    },
    /// The server answers with what cannot be helped by asking again.
    #[error("{url}: the server answers {status}")]
    Refused {
        /// What was asked for.
        url: String,
        /// Status of HTTP.
        status: u16,
    },
    /// The server was asked in vain.
    #[error("{url}: {why}{}", if *.tries > 1 { format!(" (asked {tries} times)") } else { String::new() })]
    GivenUp {
        /// What was asked for.
        url: String,
        /// What went wrong the last time.
        why: String,
        /// How often it was asked.
        tries: u32,
    },
    /// This processor has no https.
    #[error("{url}: there is no https on this processor, for which no cryptography is built")]
    NoHttps {
        /// What was asked for.
        url: String,
    },
    /// The certificates that SSL_CERT_FILE names cannot be read.
    #[error("the certificates of SSL_CERT_FILE, {}, cannot be read: {why}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// A file is damaged although it came to its end.
    #[error("{}: {damage}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        damage: Damage,
    },
    /// A file that was put into the cache by hand is another than before.
    #[error("{} has changed since it was first used: its checksum is another", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// What is known of a file was noted by a later Exoscope.
    #[error("{}: its format is {format}; this Exoscope reads up to {known}", path.display())]
    LaterFormat {
        /// The note.
        path: PathBuf,
        /// Its format.
        format: u32,
        /// The latest format that is read.
        known: u32,
    },
    /// A file of the cache cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file of the cache cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Another process fetches the series.
    #[error(transparent)]
    Lock(#[from] LockError),
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// It should be gzip.
    #[error("no gzip file, although it is called so")]
    NotGzip,
    /// It is gzip, and damaged or cut short.
    #[error("the gzip file is damaged: {0}")]
    Gzip(String),
    /// It should be a tar archive.
    #[error("the tar archive is damaged: {0}")]
    Tar(String),
    /// It has no byte.
    #[error("the file is empty")]
    Empty,
}

impl FetchError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoCache => "name one with `cache`".to_owned(),
            Self::NoSuchSeries { accession, .. } => {
                format!("is it public? see {}", accession.page())
            }
            Self::NoSuchKind { .. } => "leave `only` out to fetch all of them".to_owned(),
            Self::Missing { .. } => "`refresh` looks at the server's folders anew".to_owned(),
            Self::GivenUp { .. } => {
                "what has come is kept: run it again, name a server near by with \
                                     `mirror`, or put the files into the cache by hand"
                    .to_owned()
            }
            Self::NoHttps { .. } => "name a server of plain http with `mirror`, or put the files \
                                     into the cache by hand"
                .to_owned(),
            Self::Certificates { .. } => {
                "it holds certificates in PEM, or is unset for those of Mozilla".to_owned()
            }
            Self::Damaged { damage: Damage::NotGzip | Damage::Empty, .. } => {
                "does a proxy answer instead of the server?".to_owned()
            }
            Self::Damaged { .. } => "run it again to fetch it anew".to_owned(),
            Self::Changed { .. } => "remove the .receipt beside it to take it as it is".to_owned(),
            Self::LaterFormat { .. } => {
                "update Exoscope, or name another folder with `cache`".to_owned()
            }
            Self::Refused { status: 401 | 403 | 407, .. } => {
                "does a proxy stand between? HTTPS_PROXY names one".to_owned()
            }
            _ => return None,
        })
    }
}
