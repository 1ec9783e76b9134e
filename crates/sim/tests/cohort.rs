//! Simulated cohorts: their truth is what was put in, and the same whoever draws them.

#![allow(clippy::unwrap_used)]

use exoscope_core::{Cohort, Streams};
use exoscope_sim::cargo::Cargo;
use exoscope_sim::cohort::{BUILT_IN, Design, Preparation, Study};
use exoscope_sim::model::{ADULT, Blueprint};

fn small() -> Design {
    let mut design: Design = BUILT_IN[2].1.parse().unwrap();
    design.class.iter_mut().for_each(|class| class.people = class.people.min(12));
    design
}

/// Nothing but vesicles, their cargo and what is bound to proteins.
fn plain(preparation: Preparation) -> Study {
    let mut design = small();
    design.variation = false;
    design.noise = false;
    design.preparation = preparation;
    design.batch.effect = 0.0;
    design.handling.haemolysis = 0.0;
    design.handling.storage = 0.0;
    design.host.scale = 0.0;
    design.tumour.shedding = 0.0;
    Study::new(design, Streams::new(4)).unwrap()
}

#[test]
fn without_noise_a_profile_is_vesicles_times_cargo_and_a_background() {
    let (serum, vesicles) = (plain(Preparation::Serum), plain(Preparation::Vesicles));
    let body: Blueprint = ADULT.parse().unwrap();
    let cargo = Cargo::draw(&body.classes, Streams::new(4)).unwrap();
    for row in [0, 7, 30] {
        let (all, prepared) = (serum.sample(row).unwrap(), vesicles.sample(row).unwrap());
        let mut expected = cargo.in_plasma(&all.measured.vesicles);
        expected.truncate(2565);
        let bound: f64 =
            all.copies.iter().zip(&expected).map(|(all, vesicles)| all - vesicles).sum();
        // The larger part is bound to proteins, of which a preparation keeps a fiftieth.
        let share = bound / all.copies.iter().sum::<f64>();
        assert!((0.8..0.97).contains(&share), "{share}");
        for ((all, prepared), vesicles) in all.copies.iter().zip(&prepared.copies).zip(&expected) {
            let back = (prepared - 0.02 * all) / 0.98;
            assert!((back / vesicles - 1.0).abs() < 1e-9, "{back} is not {vesicles}");
        }
        // The array shows gain × copies × probe above its background.
        let spots = serum.scan(row).unwrap();
        let array = serum.array();
        for ((signal, copies), probe) in spots.signal.iter().zip(&all.copies).zip(&all.effects) {
            let shown =
                (array.gain * copies * probe.exp() + array.background).min(array.saturation);
            assert!((signal / shown - 1.0).abs() < 1e-12, "{signal} is not {shown}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_cohort_at_any_thread_count_and_in_shards() {
    let study = Study::new(small(), Streams::new(2)).unwrap();
    let n = study.len();
    let at = |threads: usize, rows: std::ops::Range<usize>| -> Cohort {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| study.cohort(rows).unwrap())
    };
    let whole = at(1, 0..n);
    assert_eq!(whole, at(2, 0..n));
    assert_eq!(whole, at(4, 0..n));
    let shards = [at(2, 0..25), at(1, 25..n)];
    let rows = shards.iter().flat_map(|shard| {
        (0..shard.n_samples()).map(|row| (shard.samples()[row].clone(), shard.values().row(row)))
    });
    for (row, (sample, values)) in rows.enumerate() {
        assert_eq!(sample, whole.samples()[row]);
        assert!(values.eq(whole.values().row(row)));
    }
}

#[test]
fn a_tumour_of_1e8_cells_has_its_published_share_of_plasma_vesicles() {
    let mut design = small();
    design.class.retain(|class| class.organ.is_some() && class.label != "pancreatitis");
    design.class.iter_mut().for_each(|class| class.people = 60);
    design.tumour.diameter = [(5.759, 5.759); 5]; // 1e8 cells at 1e9 per cm³
    let study = Study::new(design, Streams::new(5)).unwrap();
    let mut shares: Vec<f64> = (0..study.len())
        .map(|row| {
            let truth = study.sample(row).unwrap().measured.truth;
            assert!((truth.tumour_cells / 1e8 - 1.0).abs() < 0.001);
            truth.tumour_vesicles / truth.vesicles
        })
        .collect();
    shares.sort_by(f64::total_cmp);
    println!("{:e} to {:e}", shares[0], shares[shares.len() - 1]);
    let (low, high) = (shares[shares.len() / 20], shares[shares.len() * 19 / 20]);
    assert!(low >= 5e-6 && high <= 1.5e-4, "{low:e} to {high:e}");
}

#[test]
fn the_spread_between_dates_is_found_again() {
    let mut design = small();
    design.class.iter_mut().for_each(|class| class.people = 150);
    design.variation = false;
    design.handling.haemolysis = 0.0;
    design.handling.storage = 0.0;
    design.host.scale = 0.0;
    (design.batch.per_date, design.batch.per_slide) = (10, 1);
    let study = Study::new(design, Streams::new(8)).unwrap();
    let cohort = study.cohort(0..study.len()).unwrap();
    let dates: Vec<String> = cohort
        .metadata()
        .column("date")
        .unwrap()
        .texts()
        .map(|date| date.unwrap().into_owned())
        .collect();
    let mut names = dates.clone();
    names.sort();
    names.dedup();
    // One-way analysis of variance of bright miRNAs: (MS between − MS within) / samples per date.
    let (mut variance, mut used) = (0.0, 0.0);
    for m in 0..cohort.n_mirnas() {
        let values: Vec<f64> =
            cohort.values().column(m).map(|x| x * std::f64::consts::LN_2).collect();
        if values.iter().any(|x| !(6.0..10.5).contains(x)) {
            continue;
        }
        let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
        let (all, mut between, mut within) = (mean(&values), 0.0, 0.0);
        for name in &names {
            let here = values.iter().zip(&dates).filter(|(_, date)| *date == name);
            let here: Vec<f64> = here.map(|(x, _)| *x).collect();
            let centre = mean(&here);
            between += here.len() as f64 * (centre - all).powi(2);
            within += here.iter().map(|x| (x - centre).powi(2)).sum::<f64>();
        }
        let (n, k) = (values.len() as f64, names.len() as f64);
        variance += (between / (k - 1.0) - within / (n - k)) / (n / k);
        used += 1.0;
    }
    let sd = (variance / used).sqrt();
    println!("{sd} from {used} miRNAs");
    // 90 dates in 6 directions: the relative standard error of the SD is about 3 %.
    assert!(used > 50.0 && (sd / 0.3 - 1.0).abs() < 0.12, "{sd}");
}

#[test]
fn what_goes_wrong_is_there_and_said() {
    let mut design = small();
    design.handling.missing = 0.05;
    design.handling.duplicates = 0.25;
    design.handling.swaps = 0.2;
    let study = Study::new(design, Streams::new(3)).unwrap();
    let cohort = study.cohort(0..study.len()).unwrap();
    let values = (cohort.n_samples() * cohort.n_mirnas()) as f64;
    assert!((cohort.values().n_missing() as f64 / values - 0.05).abs() < 0.01);
    let texts = |name: &str| -> Vec<String> {
        let column = cohort.metadata().column(name).unwrap();
        column.texts().map(|t| t.unwrap().into_owned()).collect()
    };
    let (labelled, measured) = (texts("person"), texts("measured_person"));
    let exchanged = labelled.iter().zip(&measured).filter(|(a, b)| a != b).count();
    assert!(exchanged >= 10, "{exchanged}");
    let twice = cohort.samples().iter().filter(|id| id.as_str().ends_with("-2")).count();
    assert!((8..30).contains(&twice), "{twice}");
}

#[test]
fn a_torn_design_is_read_or_refused() {
    let text = BUILT_IN[2].1;
    for start in (0..text.len()).step_by(7) {
        let end = (start + 23).min(text.len());
        if let (Some(a), Some(b)) = (text.get(..start), text.get(end..)) {
            let _ = format!("{a}{b}").parse::<Design>();
        }
    }
}
