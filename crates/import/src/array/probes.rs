//! What an array measures: the same on every array of a study.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use exoscope_core::mirna::MirnaName;

use super::super::error::{ImportError, Place};
use super::super::list::{self, Named};
use super::super::names::{Names, current};
use super::ArrayError;
use super::scan::Scan;

/// The miRNAs of the first array, in its order.
pub(super) struct Probes {
    written: Vec<String>,
    mirnas: Vec<MirnaName>,
    /// The first array.
    file: String,
}

impl Probes {
    pub(super) fn of(
        scan: &Scan<'_>,
        path: &Path,
        names: Option<&Names>,
    ) -> Result<Self, ImportError> {
        let named = |&(line, name, _): &(usize, &str, f64)| Named {
            text: name.to_owned(),
            place: Place::line(path, line),
        };
        let named: Vec<Named> = scan.mirnas.iter().map(named).collect();
        let mirnas = list::mirnas(&named, names)?;
        let mirnas = current(&mirnas, names);
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { written: named.into_iter().map(|n| n.text).collect(), mirnas, file })
    }

    pub(super) fn mirnas(&self) -> Vec<MirnaName> {
        self.mirnas.clone()
    }

    /// The signals of an array in the order of the first one's miRNAs; fails where it does not
    /// measure just these.
    pub(super) fn in_order(&self, scan: &Scan<'_>) -> Result<Vec<f64>, ArrayError> {
        let same = self.written.len() == scan.mirnas.len()
            && self.written.iter().zip(&scan.mirnas).all(|(a, (_, b, _))| a == b);
        if same {
            return Ok(scan.mirnas.iter().map(|(_, _, signal)| *signal).collect());
        }
        let signals: HashMap<&str, f64> = scan.mirnas.iter().map(|&(_, n, s)| (n, s)).collect();
        let other = |mirna: &str, missing| {
            Err(ArrayError::OtherMirnas {
                mirna: mirna.to_owned(),
                missing,
                first: self.file.clone(),
            })
        };
        let known: HashSet<&str> = self.written.iter().map(String::as_str).collect();
        let mut seen = HashSet::new();
        if let Some((_, extra, _)) =
            scan.mirnas.iter().find(|(_, n, _)| !known.contains(n) || !seen.insert(*n))
        {
            return other(extra, false);
        }
        let mut ordered = Vec::with_capacity(self.written.len());
        for mirna in &self.written {
            match signals.get(mirna.as_str()) {
                Some(signal) => ordered.push(*signal),
                None => return other(mirna, true),
            }
        }
        Ok(ordered)
    }
}
