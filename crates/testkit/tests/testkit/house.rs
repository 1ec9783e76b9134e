//! The house: which crate may use which, how long files and crates are, which words are not used.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Crates in the order of the house, and what of ours each may use (ARCHITECTURE.md).
const MAY_USE: [(&str, &[&str]); 21] = [
    ("core", &[]),
    ("linalg", &[]),
    ("ode", &[]),
    ("score", &["core"]),
    ("fetch", &["core"]),
    ("container", &["core"]),
    ("import", &["core", "container"]),
    ("prep", &["core"]),
    ("sim", &["core", "linalg", "ode"]),
    ("fit", &["core", "sim", "linalg"]),
    ("tissue", &["core", "sim"]),
    ("therapy", &["core", "sim", "score"]),
    ("screening", &["core"]),
    ("learn", &["core", "linalg"]),
    ("differential", &["core", "learn", "linalg", "score"]),
    ("read", &["core", "score", "import", "learn"]),
    ("study", &["core", "score", "fetch", "import", "read", "sim", "screening", "therapy"]),
    (
        "report",
        &[
            "core",
            "score",
            "import",
            "read",
            "sim",
            "study",
            "prep",
            "screening",
            "therapy",
            "differential",
            "fit",
        ],
    ),
    ("exoscope", &["core", "score", "import", "read", "sim", "report", "differential"]),
    (
        "cli",
        &[
            "core",
            "differential",
            "score",
            "fetch",
            "fit",
            "import",
            "prep",
            "sim",
            "tissue",
            "therapy",
            "screening",
            "read",
            "study",
            "report",
            "exoscope",
        ],
    ),
    ("testkit", &[]),
];

/// Lines of a file of code at most.
const LONGEST_FILE: usize = 400;
/// Lines of code of a crate at most.
const LARGEST_CRATE: usize = 15_000;

/// What nobody searches for, and the term of the field.
const WORDS: [(&str, &str); 8] = [
    (concat!("strang", "er"), "out of distribution"),
    (concat!("flat", "ter"), "optimism"),
    (concat!("whe", "nce"), "tissue of origin"),
    (concat!("parting ", "key"), "batch variable"),
    ("kept together by", "grouped by"),
    ("stand-in data", "surrogate data"),
    (" very cancer", "top-1 tissue of origin"),
    ("be let be", "specificity"),
];

/// Types that were riddles.
const TYPES: [&str; 14] = [
    "Stranger",
    "Typical",
    "Doubt",
    "Pull",
    "KeepMembers",
    "Absent",
    "Nature",
    "Tell",
    "Natural",
    "Sight",
    "Footing",
    "Leaning",
    "UNSURE",
    "LEANS_ON",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Files below `folder` whose names end so; nothing of folders that are built.
fn files(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    open.push(path);
                }
            } else if ends.iter().any(|end| name.ends_with(end)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn lines(path: &Path) -> usize {
    fs::read_to_string(path).unwrap().lines().count()
}

#[test]
fn every_crate_uses_what_stands_before_it_and_nothing_else() {
    let may_use: BTreeMap<&str, &[&str]> = MAY_USE.into();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let Some(allowed) = may_use.get(name.as_str()) else {
            panic!("crate {name} is not in MAY_USE, nor in ARCHITECTURE.md");
        };
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        for line in dependencies.lines() {
            let used = line.split(['.', ' ', '=']).next().unwrap_or_default();
            let used = match used {
                "exoscope" => "exoscope",
                other => match other.strip_prefix("exoscope-") {
                    Some(used) => used,
                    None => continue,
                },
            };
            assert!(allowed.contains(&used), "{name} uses {used}");
        }
    }
}

#[test]
fn files_and_crates_are_short() {
    for (name, _) in MAY_USE {
        let of_crate = files(&root().join("crates").join(name).join("src"), &[".rs"]);
        for file in &of_crate {
            assert!(lines(file) <= LONGEST_FILE, "{}: {} lines", file.display(), lines(file));
        }
        let all: usize = of_crate.iter().map(|file| lines(file)).sum();
        assert!(all <= LARGEST_CRATE, "{name}: {all} lines");
    }
}

#[test]
fn no_word_is_a_riddle() {
    let here = Path::new(file!()).file_name().unwrap();
    let mut read = files(&root().join("crates"), &[".rs", ".html", ".md", ".toml"]);
    read.extend(files(&root().join("docs"), &[".md"]));
    read.extend(["README.md", "ARCHITECTURE.md"].map(|name| root().join(name)));
    for path in read.iter().filter(|path| path.file_name() != Some(here)) {
        let text = fs::read_to_string(path).unwrap();
        let low = text.to_lowercase();
        for (word, term) in WORDS {
            assert!(!low.contains(word), "{}: {word:?}; say {term:?}", path.display());
        }
        for name in TYPES {
            let declared = ["struct", "enum", "trait", "type", "const"];
            let declared = declared.iter().any(|kind| {
                let declaration = format!("pub {kind} {name}");
                text.match_indices(&declaration).any(|(at, found)| {
                    let next = text[at + found.len()..].chars().next();
                    next.is_none_or(|next| !(next.is_alphanumeric() || next == '_'))
                })
            });
            assert!(!declared, "{}: {name}", path.display());
        }
    }
}

/// Every crate is in the table of ARCHITECTURE.md.
#[test]
fn the_map_names_every_crate() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for (name, _) in MAY_USE {
        assert!(
            map.contains(&format!("crates/{name} ")),
            "crates/{name} is not in ARCHITECTURE.md"
        );
    }
}
