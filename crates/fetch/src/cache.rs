//! The folder where series are kept.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::{Accession, FetchError};

/// A folder with a folder for each series: `CACHE/geo/GSE211692/`. Beside each file stands its receipt
/// ([`Receipt`](crate::Receipt)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    root: PathBuf,
}

impl Cache {
    /// The cache in this folder, which is made when something is fetched.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The cache of this user: `exoscope` below XDG_CACHE_HOME, else below the folder for caches that
    /// the system has: `~/.cache`, `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on Windows.
    pub fn of_user() -> Result<Self, FetchError> {
        let root = of_system(&|name| env::var_os(name)).ok_or(FetchError::NoCache)?;
        Ok(Self::at(root.join("exoscope")))
    }

    /// The folder of all series.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of a series.
    ///
    /// ```
    /// let cache = exoscope_fetch::Cache::at("cache");
    /// let folder = cache.folder(&"GSE211692".parse()?);
    /// assert_eq!(folder, std::path::Path::new("cache/geo/GSE211692"));
    /// # Ok::<(), exoscope_fetch::AccessionError>(())
    /// ```
    pub fn folder(&self, accession: &Accession) -> PathBuf {
        self.root.join("geo").join(accession.to_string())
    }
}

/// The folder for caches, from variables of the environment. XDG asks that relative paths be passed
/// over.
fn of_system(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if let Some(xdg) = absolute("XDG_CACHE_HOME") {
        return Some(xdg);
    }
    if cfg!(windows) {
        return absolute("LOCALAPPDATA");
    }
    let home = absolute("HOME")?;
    Some(home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_where() {
        let of = |xdg: &'static str, home: &'static str| {
            of_system(&move |name| {
                let value = if name == "XDG_CACHE_HOME" { xdg } else { home };
                (!value.is_empty()).then(|| value.into())
            })
        };
        assert_eq!(of("/c", "/h"), Some("/c".into()));
        assert!(of("c", "/h").is_some_and(|path| path.starts_with("/h")));
        assert_eq!(of("", ""), None);
    }
}
