//! The folder of a result made again.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use exoscope_core::store::{Early, FolderLock, checksum_bytes, checksum_file, write_atomic};
use exoscope_read::evaluate::{Manifest, RunError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const MANIFEST: &str = "manifest.json";
const KEPT: &str = "kept";

/// The names that stand in such a folder.
const OURS: [&str; 11] = [
    "cohort.parquet",
    "quality.tsv",
    "audit.json",
    "reproduction.json",
    "report.html",
    MANIFEST,
    KEPT,
    "random",
    "slide",
    "scan_date",
    ".lock",
];

/// A folder being written; held against other writers until it is dropped.
pub struct Folder {
    path: PathBuf,
    _lock: FolderLock,
}

impl Folder {
    /// Makes the folder, or takes that of an earlier run over, whose finished parts stay.
    pub fn start(path: &Path) -> anyhow::Result<Self> {
        let others = fs::read_dir(path).is_ok_and(|entries| {
            entries.flatten().any(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                !OURS.contains(&name.as_str()) && !name.ends_with(".partial")
            })
        });
        if others || path.is_file() {
            return Err(RunError::InTheWay { folder: path.to_owned() }.into());
        }
        let lock = FolderLock::hold(path)?;
        let manifest = path.join(MANIFEST);
        if manifest.is_file() {
            // What is in the folder counts as a result again only at the end.
            fs::remove_file(&manifest)
                .with_context(|| format!("cannot remove {}", manifest.display()))?;
        }
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub fn write(
        &self,
        name: &str,
        fill: impl FnOnce(&mut BufWriter<Early<'_>>) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        Ok(write_atomic(&self.path(name), fill)?)
    }

    pub fn json(&self, name: &str, value: &impl Serialize) -> anyhow::Result<()> {
        let mut text = serde_json::to_vec_pretty(value)?;
        text.push(b'\n');
        self.write(name, |out| out.write_all(&text))
    }

    /// A part that takes long, kept until the whole is finished under a name made of all that it
    /// `depends` on, so that nothing stale is taken.
    pub fn kept<T: Serialize + DeserializeOwned>(
        &self,
        part: &str,
        depends: &Value,
        make: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let sum = checksum_bytes([depends.to_string().as_bytes()]);
        let folder = self.path(KEPT);
        let path = folder.join(format!("{part}-{sum}.json"));
        let read = fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok());
        if let Some(kept) = read {
            return Ok(kept);
        }
        let made = make()?;
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let text = serde_json::to_vec(&made)?;
        write_atomic(&path, |out| out.write_all(&text))?;
        Ok(made)
    }

    /// Writes the manifest, with the checksums of these files.
    pub fn finish(self, mut manifest: Manifest, files: &[&str]) -> anyhow::Result<()> {
        for name in files {
            let path = self.path(name);
            let sum = checksum_file(&path);
            let sum = sum.with_context(|| format!("cannot read {}", path.display()))?;
            manifest.files.insert((*name).to_owned(), sum);
        }
        self.json(MANIFEST, &manifest)?;
        let kept = self.path(KEPT);
        if kept.is_dir() {
            fs::remove_dir_all(&kept)
                .with_context(|| format!("cannot remove {}", kept.display()))?;
        }
        Ok(())
    }
}
