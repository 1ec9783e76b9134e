//! A whole series: what there is of it, and each of its files.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use exoscope_core::store::FolderLock;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::download::Asking;
use crate::listing::{Listing, is_safe};
use crate::receipt::{self, Receipt};
use crate::{Accession, Cache, Event, FetchError, Kind, Mirror, Patience, Watch, check};

/// What is fetched, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// The server.
    pub mirror: Mirror,
    /// Kinds of files; all where none is named.
    pub kinds: Vec<Kind>,
    /// Whether the server is asked for newer files than those in the cache.
    pub refresh: bool,
    /// How long and how often the server is asked.
    pub patience: Patience,
}

/// A series in the cache.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fetched {
    /// The series.
    pub accession: Accession,
    /// Its folder.
    pub folder: PathBuf,
    /// Its files, the small kinds first.
    pub files: Vec<FetchedFile>,
    /// Names that the server lists and that are no names of files, or none that the cache can keep.
    pub refused: Vec<String>,
}

/// A file of a series, read through and found whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FetchedFile {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub path: PathBuf,
    /// How it got there.
    pub origin: Origin,
    /// Where it came from, and its checksum.
    #[serde(flatten)]
    pub receipt: Receipt,
}

/// How a file got into the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// It came from the server just now.
    Server,
    /// It was there.
    Cache,
    /// It was put there by hand, and is used for the first time.
    Hand,
}

/// What a server lists of a series: the file `listing.receipt` of its folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Listed {
    mirror: Mirror,
    files: Vec<(Kind, String)>,
    refused: Vec<String>,
}

/// Brings the files of a series into the cache; those that are there are read through and kept.
///
/// One process at a time may do so. What has come of a file when something goes wrong stays, and a
/// later call goes on from there.
pub fn fetch(
    accession: &Accession,
    cache: &Cache,
    settings: &Settings,
    watch: &dyn Watch,
) -> Result<Fetched, FetchError> {
    let folder = cache.folder(accession);
    let _lock = FolderLock::hold(&folder)?;
    let client = Client::new(&settings.patience)?;
    let (patience, reached) = (settings.patience, Cell::new(false));
    let asking = Asking { client: &client, patience, accession, watch, reached };
    let index = folder.join("listing");
    let known: Option<Listed> = receipt::read(&index)?.filter(|_| !settings.refresh);
    let listed = match known {
        Some(listed) => listed,
        None => {
            let listed = look(&asking, &settings.mirror)?;
            receipt::write(&index, &listed)?;
            listed
        }
    };
    let wanted = |kind: &Kind| settings.kinds.is_empty() || settings.kinds.contains(kind);
    let mut files = Vec::new();
    for kind in Kind::ALL.into_iter().filter(wanted) {
        let of_kind = listed.files.iter().filter(|(of, name)| *of == kind && is_safe(name));
        for (_, name) in of_kind {
            let (series, path) = (accession.folder(), folder.join(name));
            let url = settings.mirror.url(&[&series, kind.folder(), name]);
            let (receipt, origin) = bring(&asking, &url, &path, settings.refresh)?;
            files.push(FetchedFile { name: name.clone(), kind, path, origin, receipt });
        }
    }
    if files.is_empty() {
        let kinds: Vec<String> = settings.kinds.iter().map(ToString::to_string).collect();
        let found: Vec<&str> = listed.files.iter().map(|(_, name)| name.as_str()).collect();
        let (kinds, found) = (kinds.join(" or "), found.join(", "));
        return Err(FetchError::NoSuchKind { accession: accession.clone(), kinds, found });
    }
    Ok(Fetched { accession: accession.clone(), folder, files, refused: listed.refused })
}

/// What of a series is in the cache, fetched or put there by hand, without asking any server: files of
/// these kinds, or of all where none is named.
pub fn cached(
    accession: &Accession,
    cache: &Cache,
    kinds: &[Kind],
    watch: &dyn Watch,
) -> Result<Fetched, FetchError> {
    let folder = cache.folder(accession);
    let mut files = Vec::new();
    if folder.is_dir() {
        let _lock = FolderLock::hold(&folder)?;
        let unreadable = |source| FetchError::Read { path: folder.clone(), source };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_safe(&name) && entry.path().is_file() {
                names.push(name);
            }
        }
        names.sort();
        for name in names {
            let (path, kind) = (folder.join(&name), Kind::of_name(&name));
            if !kinds.is_empty() && !kinds.contains(&kind) {
                continue;
            }
            let Some((receipt, origin)) = kept(&path, watch)? else { continue };
            files.push(FetchedFile { name, kind, path, origin, receipt });
        }
    }
    Ok(Fetched { accession: accession.clone(), folder, files, refused: Vec::new() })
}

/// Looks through both folders of a series.
fn look(asking: &Asking<'_>, mirror: &Mirror) -> Result<Listed, FetchError> {
    let series = asking.accession.folder();
    let (mut files, mut refused, mut there) = (Vec::new(), Vec::new(), false);
    for folder in [Kind::Series, Kind::Supplementary].map(Kind::folder) {
        let url = format!("{}/", mirror.url(&[&series, folder]));
        let Some(page) = asking.page(&url)? else { continue };
        there = true;
        let listing = Listing::of(&page);
        refused.extend(listing.refused);
        let is_matrix = folder == Kind::Series.folder();
        let kind = |name: &str| {
            if is_matrix { Kind::Series } else { Kind::of_supplementary(name) }
        };
        files.extend(listing.names.into_iter().map(|name| (kind(&name), name)));
    }
    if !there {
        let (accession, url) = (asking.accession.clone(), mirror.url(&[&series]));
        return Err(FetchError::NoSuchSeries { accession, url });
    }
    Ok(Listed { mirror: mirror.clone(), files, refused })
}

/// Makes sure that a file is there and whole.
fn bring(
    asking: &Asking<'_>,
    url: &str,
    path: &Path,
    refresh: bool,
) -> Result<(Receipt, Origin), FetchError> {
    if let Some((receipt, origin)) = kept(path, asking.watch)? {
        let by_hand = receipt.url.is_none();
        if !refresh || by_hand || asking.is_unchanged(url, &receipt.version)? {
            return Ok((receipt, origin));
        }
    }
    Ok((asking.file(url, path)?, Origin::Server))
}

/// A file that is there already, if it is what it was. One that was put there by hand is read through
/// and given a receipt; one that was fetched and has changed since counts as missing.
fn kept(path: &Path, watch: &dyn Watch) -> Result<Option<(Receipt, Origin)>, FetchError> {
    if !path.is_file() {
        return Ok(None);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    watch.hear(&Event::Checking { name: &name });
    let known: Option<Receipt> = receipt::read(path)?;
    let fetched = known.as_ref().is_some_and(|receipt| receipt.url.is_some());
    let (length, sha256) = match check::whole(path, &name) {
        Ok(found) => found,
        Err(FetchError::Damaged { .. }) if fetched => return Ok(None),
        Err(error) => return Err(error),
    };
    match known {
        Some(receipt) if (receipt.length, &receipt.sha256) == (length, &sha256) => {
            Ok(Some((receipt, Origin::Cache)))
        }
        Some(_) if fetched => Ok(None),
        Some(_) => Err(FetchError::Changed { path: path.to_owned() }),
        None => {
            let receipt =
                Receipt { url: None, length, sha256, version: receipt::Version::default() };
            receipt::write(path, &receipt)?;
            Ok(Some((receipt, Origin::Hand)))
        }
    }
}
