//! The seeds of the fuzz targets, and random mixtures of them: nothing panics, and nothing hangs.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use exoscope_import::{
    AnndataSettings, Annotation, ArraySettings, Background, Content, CountsSettings, GeoSettings,
    Join, Limits, Names, NanostringSettings, Normalisation, TableSettings, anndata, annotate,
    array, counts, design, geo, head, nanostring, table,
};

use crate::Folder;

#[path = "../../../../fuzz/fold.rs"]
mod fold;
#[path = "../../../../fuzz/zarr.rs"]
mod zarr;

/// A target's name, and what it does with a file.
type Target = (&'static str, fn(PathBuf));

const TARGETS: [Target; 13] = [
    ("table", |path| drop(table(&[path], &TableSettings::default()))),
    ("geo", |path| drop(geo(&[path], &GeoSettings::default()))),
    ("array", |path| {
        drop(array(&[path], &ArraySettings { older: true, ..ArraySettings::default() }));
    }),
    ("archive", |path| {
        let archive = path.with_extension("tar");
        std::fs::rename(path, &archive).unwrap();
        drop(array(&[archive], &ArraySettings::default()));
    }),
    ("counts", |path| drop(counts(&[path], &CountsSettings::default()))),
    ("sample_sheet", |path| {
        let counted = path.with_file_name("a.counts");
        std::fs::write(&counted, "hsa-miR-21-5p\t400\nhsa-miR-16-5p\t50\n").unwrap();
        let json = path.with_extension("json");
        std::fs::copy(&path, &json).unwrap();
        for sheet in [path, json] {
            let settings = CountsSettings { sheets: vec![sheet], ..CountsSettings::default() };
            drop(counts(std::slice::from_ref(&counted), &settings));
        }
    }),
    ("nanostring", |path| {
        let normalisation = Normalisation {
            positive: true,
            background: Background::Threshold,
            content: Content::Top100,
        };
        let settings = NanostringSettings { normalisation, ..NanostringSettings::default() };
        drop(nanostring(&[path], &settings));
    }),
    ("note", |path| {
        let table_path = path.with_extension("csv");
        let text = "sample,label,sex,age,hsa-miR-21-5p\na,1,F,50,7.5\nb,2,M,61,8.25\n";
        std::fs::write(&table_path, text).unwrap();
        let settings = TableSettings { note: Some(path), ..TableSettings::default() };
        drop(table(&[table_path], &settings));
    }),
    ("names", |path| drop(Names::open(&[path]))),
    ("facts", |path| {
        drop(design(&path, "label", Limits::default()));
        let table_path = path.with_extension("csv");
        std::fs::write(&table_path, "name,hsa-miR-21-5p\nGSM1,7.5\nGSM2,8.25\n").unwrap();
        let cohort = table(&[table_path], &TableSettings::default()).unwrap().cohort;
        let join = Join { from: path.clone(), allow_unmatched: true, ..Join::default() };
        drop(annotate(cohort, &path, &Annotation { join: Some(join), ..Annotation::default() }));
    }),
    ("head", |path| drop(head(&fold(&path), None))),
    ("h5ad", |path| drop(anndata(&path, &AnndataSettings::default()))),
    ("zarr", |path| drop(anndata(&zarr(&path), &AnndataSettings::default()))),
];

/// The folder that a file describes ([`zarr::unpack`]).
fn zarr(path: &Path) -> PathBuf {
    let folder = path.with_extension("zarr");
    zarr::unpack(&std::fs::read(path).unwrap(), &folder).unwrap();
    folder
}

/// The files of a fold, each with a heading `== NAME` in one text.
fn fold(path: &Path) -> PathBuf {
    let folder = path.with_extension("fold");
    fold::unpack(&std::fs::read(path).unwrap(), &folder).unwrap();
    folder
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn seeds_do_not_panic() {
    for (target, run) in TARGETS {
        let folder = Folder::new();
        for (number, seed) in seeds(target).iter().enumerate() {
            run(folder.file(&format!("{number}.txt"), seed));
        }
    }
}

/// The next number of a fixed sequence (Knuth's MMIX generator).
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// A seed with a few bytes changed, taken out, put in twice, or followed by another seed.
fn mixed(seeds: &[Vec<u8>], state: &mut u64) -> Vec<u8> {
    let mut bytes = seeds[next(state) % seeds.len()].clone();
    for _ in 0..=next(state) % 8 {
        let at = next(state) % (bytes.len() + 1);
        match next(state) % 5 {
            0 if at < bytes.len() => bytes[at] = next(state) as u8,
            1 => bytes.insert(at, b"\t,;\"\n\r \0.e-"[next(state) % 11]),
            2 => drop(bytes.drain(at..(at + next(state) % 9).min(bytes.len()))),
            3 => {
                let end = (at + next(state) % 64).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => bytes.extend_from_slice(&seeds[next(state) % seeds.len()]),
        }
    }
    bytes
}

fn fuzz(target: &str, run: fn(PathBuf), until: impl Fn(usize) -> bool) -> usize {
    let (folder, seeds) = (Folder::new(), seeds(target));
    let (mut state, mut runs) = (42, 0);
    while !until(runs) {
        run(folder.file("t.txt", mixed(&seeds, &mut state)));
        runs += 1;
    }
    runs
}

#[test]
fn mixtures_of_seeds_do_not_panic() {
    for (target, run) in TARGETS {
        fuzz(target, run, |runs| runs == 300);
    }
}

#[test]
#[ignore = "slow: EXOSCOPE_FUZZ_SECONDS (5) for each reader, or for EXOSCOPE_FUZZ_TARGET alone"]
fn mixtures_of_seeds_for_long() {
    let seconds = std::env::var("EXOSCOPE_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok());
    let chosen = std::env::var("EXOSCOPE_FUZZ_TARGET").ok();
    for (target, run) in TARGETS.into_iter().filter(|(t, _)| chosen.as_ref().is_none_or(|c| c == t))
    {
        let start = Instant::now();
        let long = Duration::from_secs(seconds.unwrap_or(5));
        let runs = fuzz(target, run, |_| start.elapsed() > long);
        println!("{target}: {runs} files in {} s", long.as_secs());
    }
}
