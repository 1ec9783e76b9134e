//! The seeds of the fuzz targets, whole and damaged: nothing panics, and what is accepted can be simulated.

use std::path::Path;
use std::time::{Duration, Instant};

use exoscope_core::Streams;
use exoscope_screening::fit::{Setting, fit};
use exoscope_screening::{Outcome, Plan, Population, Registry, ScreeningError, Simulator};
use rand::RngExt as _;

/// Reads a text and does with it what the fuzz target does; whether it was accepted.
type Target = (&'static str, fn(&str) -> Result<(), ScreeningError>);

const TARGETS: [Target; 3] = [
    ("screening_plan", |text| {
        let plan: Plan = text.parse()?;
        if let Some(population) = Population::built_in(&plan.population)? {
            let simulator = Simulator::new(plan, population)?;
            let tally = simulator.run(Streams::new(0), 0, 20);
            drop(Outcome::new(&simulator, &tally));
        }
        Ok(())
    }),
    ("population", |text| {
        let population = Population::from_tsv("t", text)?;
        let plan = include_str!("../../../../fuzz/corpus/screening_plan/growth.toml");
        let mut plan: Plan = plan.parse()?;
        plan.test.by_cancer.clear();
        Simulator::new(plan, population)?.run(Streams::new(0), 0, 5);
        Ok(())
    }),
    ("registry", |text| Registry::from_tsv("t", text).map(drop)),
];

fn seeds(target: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_seed_is_accepted() {
    for (target, read) in TARGETS {
        let seeds = seeds(target);
        assert!(!seeds.is_empty());
        for seed in seeds {
            read(&seed).map_err(|error| format!("{target}: {error}")).unwrap();
        }
    }
}

/// Cuts, lines lost or doubled, characters changed, numbers replaced by others that are hostile.
fn damaged(seed: &str, number: u64) -> String {
    const NUMBERS: [&str; 8] = ["-1", "1e308", "nan", "0", "1e-300", "99999999999", "0.5", "\"x\""];
    let mut random = Streams::new(11).stream("damage", number);
    let mut lines: Vec<String> = seed.lines().map(str::to_owned).collect();
    let at = random.random_range(0..lines.len());
    match number % 5 {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[at].clone()),
        2 => {
            let mut characters: Vec<char> = lines[at].chars().collect();
            if !characters.is_empty() {
                let place = random.random_range(0..characters.len());
                characters[place] = char::from(random.random_range(32_u8..127));
            }
            lines[at] = characters.into_iter().collect();
        }
        3 => {
            let hostile = NUMBERS[random.random_range(0..NUMBERS.len())];
            let is_number = |word: &&str| word.parse::<f64>().is_ok();
            let word = lines[at].split(['\t', ' ', ',', '[', ']', '"']).find(is_number);
            if let Some(word) = word.map(str::to_owned) {
                lines[at] = lines[at].replacen(&word, hostile, 1);
            }
        }
        _ => lines.truncate(at),
    }
    lines.join("\n")
}

#[test]
fn damaged_seeds_do_not_panic_and_errors_say_what_to_do() {
    let (mut accepted, mut refused) = (0, 0);
    for (target, read) in TARGETS {
        for seed in seeds(target) {
            for number in 0..120 {
                match read(&damaged(&seed, number)) {
                    Ok(()) => accepted += 1,
                    Err(error) => {
                        refused += 1;
                        assert!(error.hint().is_some(), "{target}: {error}");
                    }
                }
            }
        }
    }
    assert!(accepted > 100 && refused > 100, "{accepted} {refused}");
}

/// `EXOSCOPE_FUZZ_READER` restricts the targets to those whose names begin so: one reader at a time. Damage is laid on
/// damage, and lines of other seeds of the target stand between.
#[test]
#[ignore = "slow: EXOSCOPE_FUZZ_SECONDS (5) of mixtures of seeds a target"]
fn mixtures_of_seeds_for_long() {
    let seconds = std::env::var("EXOSCOPE_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let long = Duration::from_secs(seconds.unwrap_or(5));
    let reader = std::env::var("EXOSCOPE_FUZZ_READER").unwrap_or_default();
    for (target, read) in TARGETS.into_iter().filter(|(target, _)| target.starts_with(&reader)) {
        let (seeds, start) = (seeds(target), Instant::now());
        let (mut accepted, mut number) = (0_u64, 0_u64);
        while start.elapsed() < long {
            let mut random = Streams::new(12).stream("mixture", number);
            let mut text = seeds[random.random_range(0..seeds.len())].clone();
            for _ in 0..random.random_range(1..6) {
                if random.random_range(0..4) == 0 {
                    let other: Vec<&str> =
                        seeds[random.random_range(0..seeds.len())].lines().collect();
                    let line = other[random.random_range(0..other.len())];
                    let at = random.random_range(0..=text.lines().count());
                    let mut lines: Vec<&str> = text.lines().collect();
                    lines.insert(at, line);
                    text = lines.join("\n");
                }
                if !text.is_empty() {
                    text = damaged(&text, random.random());
                }
            }
            let began = Instant::now();
            match read(&text) {
                Ok(()) => accepted += 1,
                Err(error) => assert!(error.hint().is_some(), "{target}: {error}"),
            }
            // What 20 people take: a file that holds the machine up is printed, so that it can be looked at.
            if began.elapsed() > Duration::from_secs(10) {
                println!("{target}: {:.0?} for:\n{text}\n", began.elapsed());
            }
            number += 1;
        }
        println!("{target}: {number} files in {} s, {accepted} accepted", long.as_secs());
    }
}

#[test]
fn a_registry_whose_counts_cannot_be_fits_nothing_and_does_not_hang() {
    let text = "kind\tround\tfrom\tto\tstage\tcases\tof\nusual\t-\t-\t-\tall\t1\t1e12\nfound\t80\t-\t-\tall\t1e9\t1e9\n";
    let registry = Registry::from_tsv("t", text).unwrap();
    let setting = Setting {
        late_fraction: 0.5,
        incidence: 1e-12,
        specificity: 0.99,
        rounds: 1,
        interval: 1.0,
        survival: (0.8, 0.2),
    };
    let found = fit(&[], Some(&registry), &[], &setting, Streams::new(0));
    // Either nothing of the prior can be, or the draws are said not to fit.
    match found {
        Err(error) => assert!(error.hint().is_some(), "{error}"),
        Ok(fit) => {
            let fit = fit.unwrap();
            assert_eq!(fit.draws.len(), 1000);
            assert!(!fit.check.fits() && fit.check.p < 0.01, "{:?}", fit.check);
        }
    }
}
