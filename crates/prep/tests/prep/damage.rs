//! Damaged files: a hundred and more of each layout. None panics, and none gives a doubled or unscaled concentration in
//! silence: each is refused by file, or flagged, or says what the whole file says.

use std::path::Path;

use exoscope_core::Streams;
use exoscope_prep::export::{Basis, Severity};
use exoscope_prep::simulate::{Truth, simulate};
use exoscope_prep::{Contents, Export, read};

/// A NanoSight summary of two videos, of 3.4's layout.
pub fn nanosight() -> Vec<u8> {
    let mut text = "NTA Experiment Summary File,\r\nCreated with NTA 3.4 Build 3.4.003,\r\n,\r\n[Experiment Details],,\r\n\
        Sample Description,made up,\r\n,,\r\nFilename:,v_00,v_01,\r\n\r\n[Conditions],,,\r\nCamera Level,11,11,\r\n,,,\r\n\
        [Results],,,Average,Standard Error,\r\nDilution factor (concentrations adjusted for this factor),1.00e+03,1.00e+03,,,\r\n\
        Concentration (Particles / ml),1.00e+11,2.00e+11,1.50e+11,5.0e+10,\r\nParticles per frame,50.0,100.0,75.0,25.0,\r\n,,,,,\r\n\
        [Concentration Warnings]\r\nValidity of concentration measurement,OK,OK,\r\n\r\n[Size Data],,\r\nAnalysis Method,FTLA,\r\n\
        Filename,v_00,v_01,Average,Standard Error,\r\nD50,100.0,100.0,100.0,0.0,\r\nValid Tracks,900.0,1100.0,,,\r\nGraph Data,\r\n\
        Bin centre (nm),Concentration (particles / ml),Concentration (particles / ml),Concentration average,Standard Error,\r\n"
        .to_owned();
    for bin in 0..20 {
        let part = if (8..12).contains(&bin) { 2.5e10 } else { 0.0 };
        text.push_str(&format!("{}.5,{part},{},{},0,\r\n", bin * 10, 2.0 * part, 1.5 * part));
    }
    text.push_str("\r\nPercentile,Size (nm),Size (nm),\r\n0,80.0,80.0,\r\n");
    text.into_bytes()
}

/// One file of each layout that a made-up set holds.
fn whole() -> Vec<(&'static str, Vec<u8>)> {
    let files = simulate(&Truth::draw(Streams::new(1), 0), Streams::new(1), 0);
    let take =
        |name: &str| files.iter().find(|file| file.name.starts_with(name)).unwrap().bytes.clone();
    let bmg = "User: USER,Path: none,Test run no.: 3,,,,,,,,,,\nBMG,,,,,,,,,,,,\nRaw Data (484),,,,,,,,,,,,\n\
               ,1,2,3,4,5,6,7,8,9,10,11,12\n";
    let rows: String = ('A'..='H').map(|row| format!("{row}{}\n", ",0.125".repeat(12))).collect();
    let heading: String = (1..=12).map(|n| format!("\t{n}")).collect();
    let softmax = format!(
        "##BLOCKS= 1\nPlate:\tPlate1\t1.3\tPlateFormat\tEndpoint\tAbsorbance\tRaw\tFALSE\t1\n\tTemperature{heading}\n{}~End\n",
        format!("\t35{}\n", "\t0.25".repeat(12)).repeat(8)
    );
    let tracks = "Software:\tZetaView (version 8.06.01 SP1)\tAnalyze:\t8.06.01 SP1\nZetaView S/N:\t00-0000\n";
    let profile = format!(
        "{tracks}Type of Measurement:\tProfile\nZeta Potential / mV:\t-22.2\nZP Parabola Fit Accuracy / mV:\t0.58\n\
         Number of Traces:\t77\nConductivity: 52.0\tsensed\nPosition\tAverage\n{}",
        (1..=11)
            .map(|i| format!("{:.2}\t{:.1}\n", f64::from(i) / 12.0, -20.0 - f64::from(i)))
            .collect::<String>()
    );
    let positions = format!(
        "Use\tPosition\tMean Int.\tAv. No of Particles\tConc. (p./mL)\tOrig. Conc. (p./cm^3)\tNo. of Traces\tX50 (nm)\tRemoval\n{}",
        (1..=11)
            .map(|i| format!("1\t{i}\t33\t50.5\t2.1e7\t2.1e10\t{}\t101.5\t\n", 100 + i))
            .collect::<String>()
    );
    let lunatic = format!(
        "Plate ID,Plate Position,Sample name,Concentration (mg/ml),A280,Application\n{}",
        (1..=8)
            .map(|i| format!("P1,A{i},EV {i},0.{i}4,0.{i}4,Protein (Turbidity)\n"))
            .collect::<String>()
    );
    vec![
        ("profile", profile.into_bytes()),
        ("positions", positions.into_bytes()),
        ("Lunatic", lunatic.into_bytes()),
        ("NanoSight", nanosight()),
        ("ZetaView", take("counter_1000")),
        ("FCS", take("cytometer")),
        ("Gen5", take("plate")),
        ("BMG", format!("{bmg}{rows}").into_bytes()),
        ("SoftMax", softmax.into_bytes()),
        (
            "table",
            b"size_nm,count\n10,5\n20,7\n30,9\n40,2\n50,1\n60,0\n70,1\n80,3\n90,1\n100,1\n"
                .to_vec(),
        ),
    ]
}

/// Concentrations that a file states (of the stock, of protein, of a cytometer's tube), and whether it says that something is
/// wrong.
fn stocks(export: &Export) -> (Vec<f64>, bool) {
    match &export.contents {
        Contents::Concentrations { readings } => {
            return (readings.iter().filter_map(|reading| reading.ug_per_ml).collect(), false);
        }
        Contents::Positions { positions } => {
            return (
                positions.iter().filter_map(|position| position.stock_concentration).collect(),
                false,
            );
        }
        Contents::Events(events) => {
            return (
                events.volume_nl.map(|volume| events.events as f64 / volume).into_iter().collect(),
                false,
            );
        }
        _ => {}
    }
    let Contents::Sizes { replicates } = &export.contents else { return (Vec::new(), false) };
    let stock = |r: &exoscope_prep::export::SizeReplicate| match (r.basis, r.dilution) {
        (Basis::Stock, _) => r.concentration,
        (Basis::InCell, dilution) => Some(r.concentration? * dilution?),
    };
    let refused =
        replicates.iter().flat_map(|r| &r.flags).any(|flag| flag.severity == Severity::Refuse);
    (replicates.iter().filter_map(stock).collect(), refused)
}

/// The next number of a fixed sequence (Knuth's MMIX generator).
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

fn opened(path: &Path, bytes: &[u8], name: &str) -> Option<Export> {
    std::fs::write(path, bytes).unwrap();
    match read(path) {
        Ok(export) => Some(export),
        Err(error) => {
            let text = error.to_string();
            assert!(
                text.contains("damaged") && text.len() > 20 && error.hint().is_some(),
                "{name}: {text}"
            );
            None
        }
    }
}

#[test]
fn a_cut_file_is_refused_or_flagged_or_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged");
    for (name, bytes) in whole() {
        let (truth, _) = stocks(&opened(&path, &bytes, name).unwrap());
        for i in 0..100 {
            let cut = &bytes[..bytes.len() * i / 100];
            let Some(export) = opened(&path, cut, name) else { continue };
            let (found, refused) = stocks(&export);
            let flagged = export.flags.iter().any(|flag| flag.severity > Severity::Note);
            // A table without a total says nothing of its end, but each of its rows is whole; all else is whole or says so.
            let rows = ["table", "Lunatic", "positions"].contains(&name);
            let begun = rows && (name == "table" || truth.starts_with(&found));
            assert!(
                refused || flagged || found == truth || begun,
                "{name} {i}: {found:?} {truth:?}"
            );
        }
    }
}

#[test]
fn lines_that_stand_twice_or_are_lost_change_no_concentration_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged");
    for (name, bytes) in whole().into_iter().filter(|(name, _)| *name != "FCS") {
        let (truth, _) = stocks(&opened(&path, &bytes, name).unwrap());
        let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let mut state = 7;
        for i in 0..120 {
            let mut damaged = lines.clone();
            let at = if i < lines.len() && i < 40 { i } else { next(&mut state) % lines.len() };
            if i % 2 == 0 {
                damaged.insert(at, lines[at]);
            } else {
                damaged.remove(at);
            }
            let Some(export) = opened(&path, &damaged.concat(), name) else { continue };
            let (found, refused) = stocks(&export);
            // Rows of independent wells or positions may be lost; none may stand twice.
            if ["Lunatic", "positions"].contains(&name) {
                assert!(found.len() <= truth.len(), "{name} {i} line {at}: {found:?}");
                continue;
            }
            for (found, truth) in found.iter().zip(&truth) {
                let same = (found / truth - 1.0).abs() < 0.006;
                assert!(same || refused, "{name} {i} line {at}: {found} {truth}");
            }
        }
    }
}

#[test]
fn random_damage_does_not_panic() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged");
    for (name, bytes) in whole() {
        let mut state = 42;
        for _ in 0..150 {
            let mut damaged = bytes.clone();
            for _ in 0..=next(&mut state) % 6 {
                // Most of what decides stands at the beginning.
                let within = if next(&mut state).is_multiple_of(2) {
                    damaged.len().min(1200)
                } else {
                    damaged.len()
                };
                let at = next(&mut state) % within.max(1);
                match next(&mut state) % 4 {
                    0 => damaged[at] = next(&mut state) as u8,
                    1 => damaged.insert(at, b"\t,;\"\n\r 0.e-"[next(&mut state) % 11]),
                    2 => drop(damaged.drain(at..(at + next(&mut state) % 9).min(damaged.len()))),
                    _ => damaged[at] ^= 1 << (next(&mut state) % 8),
                }
            }
            opened(&path, &damaged, name);
        }
    }
}

/// The seeds of the fuzz target.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/prep");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut seeds: Vec<_> = entries
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(&path).unwrap(),
            )
        })
        .collect();
    seeds.sort();
    seeds
}

#[test]
fn seeds_are_read_and_mixtures_of_them_do_not_panic() {
    mixtures(&seeds(), |runs| runs == 3000);
}

/// `EXOSCOPE_FUZZ_READER` restricts the seeds to those whose names begin so: one reader at a time.
#[test]
#[ignore = "slow: EXOSCOPE_FUZZ_SECONDS (5) of mixtures of seeds"]
fn mixtures_of_seeds_for_long() {
    let seconds = std::env::var("EXOSCOPE_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok());
    let (start, long) =
        (std::time::Instant::now(), std::time::Duration::from_secs(seconds.unwrap_or(5)));
    let reader = std::env::var("EXOSCOPE_FUZZ_READER").unwrap_or_default();
    let mut seeds = seeds();
    seeds.retain(|(name, _)| name.starts_with(&reader));
    let runs = mixtures(&seeds, |_| start.elapsed() > long);
    println!("{reader}: {runs} files in {} s", long.as_secs());
}

fn mixtures(seeds: &[(String, Vec<u8>)], until: impl Fn(usize) -> bool) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged");
    for (name, bytes) in seeds {
        assert!(opened(&path, bytes, name).is_some(), "{name}");
    }
    let (mut state, mut runs) = (42, 0);
    while !until(runs) {
        let pick = |state: &mut u64| seeds[next(state) % seeds.len()].1.clone();
        let mut bytes = pick(&mut state);
        for _ in 0..=next(&mut state) % 8 {
            let at = next(&mut state) % (bytes.len() + 1);
            match next(&mut state) % 5 {
                0 if at < bytes.len() => bytes[at] = next(&mut state) as u8,
                1 => bytes.insert(at, b"\t,;\"\n\r \0.e-"[next(&mut state) % 11]),
                2 => drop(bytes.drain(at..(at + next(&mut state) % 9).min(bytes.len()))),
                3 => {
                    let end = (at + next(&mut state) % 64).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => bytes.extend(pick(&mut state)),
            }
        }
        opened(&path, &bytes, "a mixture");
        runs += 1;
    }
    runs
}
