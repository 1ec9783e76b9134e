//! Real data and outside tools for tests, which are never missed in silence.
//!
//! A developer may have neither: then a test says `skipped` and ends. Where they are promised, by
//! `EXOSCOPE_DATA` (a folder) and `EXOSCOPE_TOOLS` (set to anything), what is missing is a failure:
//! a test that did not run must not look like one that passed.

#![allow(clippy::panic)]

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Real data: the path `name` below `$EXOSCOPE_DATA`, else below `../shared/data` beside the project.
/// `None`, with a note, where neither is there.
///
/// # Panics
///
/// Where the folder of the data is there or promised, and `name` is not in it.
pub fn data(name: &str) -> Option<PathBuf> {
    let promised = env::var_os("EXOSCOPE_DATA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = promised.clone().unwrap_or(beside);
    if promised.is_none() && !folder.is_dir() {
        println!("skipped: shared/data not found");
        return None;
    }
    let path = folder.join(name);
    match path.canonicalize() {
        Ok(path) => Some(path),
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

/// Whether an outside tool is there: whether `program` with `arguments` ends well. A note where not.
///
/// # Panics
///
/// Where tools are promised, and this one is not there.
pub fn tool(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let there = command.status().is_ok_and(|status| status.success());
    let called = || format!("{program} {}", arguments.join(" "));
    assert!(there || env::var_os("EXOSCOPE_TOOLS").is_none(), "missing: {}", called());
    if !there {
        println!("skipped: no {}", called());
    }
    there
}

#[cfg(test)]
mod tests {
    use super::{data, tool};

    #[test]
    fn a_file_that_is_not_in_the_folder_of_the_data_is_a_failure() {
        if data("README.md").is_some() {
            assert!(std::panic::catch_unwind(|| data("no such file")).is_err());
        }
    }

    #[test]
    fn a_tool_is_there_if_it_ends_well() {
        assert!(tool("cargo", &["--version"]));
    }
}
