//! Simulated cohorts: their truth is what was put in, and the same whoever draws them.

use std::collections::BTreeMap;

use exoscope_core::{Cohort, Scale, Streams};
use exoscope_sim::cohort::{AssayKind, BUILT_IN, Design, Preparation, Role, Study};
use exoscope_sim::parameter::Table;
use exoscope_sim::profile::{
    Figures, LearnedCohort, SETS, levels, mean_levels, rank_correlation_of_levels,
};

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
    let cargo = serum.cargo();
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

/// Six hundred people alike in everything but their batches.
fn alike(change: impl Fn(&mut Design)) -> Cohort {
    let mut design = small();
    design.class.iter_mut().for_each(|class| class.people = 100);
    design.variation = false;
    design.handling.haemolysis = 0.0;
    design.handling.storage = 0.0;
    design.host.scale = 0.0;
    change(&mut design);
    let study = Study::new(design, Streams::new(8)).unwrap();
    study.cohort(0..study.len()).unwrap()
}

fn texts(cohort: &Cohort, name: &str) -> Vec<String> {
    let column = cohort.metadata().column(name).unwrap();
    column.texts().map(|text| text.unwrap().into_owned()).collect()
}

fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.len() as f64
}

/// SD of the natural logarithm between the batches of `inner`, over miRNAs well above the background and
/// below saturation, by a nested analysis
/// of variance: (MS between batches about their `outer` batch − MS within) / samples per batch.
fn spread_between(cohort: &Cohort, inner: &str, outer: Option<&str>) -> f64 {
    let names = texts(cohort, inner);
    let above = outer.map_or_else(|| vec![String::new(); names.len()], |o| texts(cohort, o));
    let members = |of: &[String]| -> BTreeMap<String, Vec<usize>> {
        let mut by: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        of.iter().enumerate().for_each(|(row, name)| by.entry(name.clone()).or_default().push(row));
        by
    };
    let (batches, outers) = (members(&names), members(&above));
    let (mut variance, mut used) = (0.0, 0.0);
    for m in 0..cohort.n_mirnas() {
        let values: Vec<f64> =
            cohort.values().column(m).map(|x| x * std::f64::consts::LN_2).collect();
        // Chosen by their mean alone: by their range, those that batches move least would be.
        if !(7.0..9.5).contains(&mean(&values)) {
            continue;
        }
        let of = |rows: &[usize]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
        let (mut between, mut within) = (0.0, 0.0);
        for rows in batches.values() {
            let (here, centre) = (of(rows), mean(&of(&outers[&above[rows[0]]])));
            between += here.len() as f64 * (mean(&here) - centre).powi(2);
            within += here.iter().map(|x| (x - mean(&here)).powi(2)).sum::<f64>();
        }
        let (n, k) = (values.len() as f64, batches.len() as f64);
        variance += (between / (k - outers.len() as f64) - within / (n - k)) / (n / k);
        used += 1.0;
    }
    assert!(used > 50.0, "{used} miRNAs");
    (variance / used).sqrt()
}

#[test]
fn the_spreads_between_dates_slides_and_sites_are_found_again() {
    // Each batch has a factor in each of six directions: the relative standard error of an SD between k
    // batches is 1/√(12 k), and what is within adds a little.
    let near = |what: &str, sd: f64, wanted: f64, within: f64| {
        println!("{what}: {sd}, put in {wanted}");
        assert!((sd / wanted - 1.0).abs() < within, "{what}: {sd}");
    };
    let dates = alike(|d| (d.batch.per_date, d.batch.per_slide) = (10, 1));
    near("dates", spread_between(&dates, "date", None), 0.3, 0.12);
    let slides = alike(|d| (d.batch.per_date, d.batch.per_slide) = (24, 4));
    near("slides", spread_between(&slides, "slide", Some("date")), 0.15, 0.12);
    let sites = alike(|d| {
        (d.batch.per_date, d.batch.per_slide, d.batch.sites_of_controls) = (1, 1, 119);
    });
    near("sites", spread_between(&sites, "site", None), 0.35, 0.15);
}

#[test]
fn depth_and_dispersion_of_a_sequenced_cohort_are_found_again() {
    let cohort = alike(|design| {
        design.assay = AssayKind::Sequencing;
        design.batch.effect = 0.0;
        design.tumour.shedding = 0.0;
    });
    let column = |m: usize| cohort.values().column(m).collect::<Vec<f64>>();
    // miRNAs that every library has, none of them a large part of it.
    let usual = |x: &Vec<f64>| (200.0..5000.0).contains(&mean(x)) && x.iter().all(|x| *x > 0.0);
    let counts: Vec<Vec<f64>> = (0..cohort.n_mirnas()).map(column).filter(usual).collect();
    let (n, used) = (cohort.n_samples() as f64, counts.len() as f64);
    // The logarithm of a library's depth, beside the mean of all: that of its usual miRNAs.
    let mut depths = vec![0.0; cohort.n_samples()];
    for x in &counts {
        let logs: Vec<f64> = x.iter().map(|x| x.ln()).collect();
        let centre = mean(&logs);
        depths.iter_mut().zip(&logs).for_each(|(depth, log)| *depth += (log - centre) / used);
    }
    let sd = (depths.iter().map(|depth| depth * depth).sum::<f64>() / (n - 1.0)).sqrt();
    let wanted = (1.0_f64 + 0.35 * 0.35).ln().sqrt();
    let all: Vec<f64> = (0..cohort.n_samples()).map(|row| cohort.values().row(row).sum()).collect();
    let median = mean(&all) / (0.5 * wanted * wanted).exp();
    println!("depth {median:.3e}, SD of its logarithm {sd}, from {used} miRNAs");
    // Three standard errors: 0.45/√600 of the mean, 1/√1200 of the SD.
    assert!((median / 1.2e6 - 1.0).abs() < 0.055, "{median:e}");
    assert!(used > 50.0 && (sd / wanted - 1.0).abs() < 0.087, "{sd}");
    // At equal depth: variance / mean² = dispersion + 1 / mean.
    let mut dispersion = 0.0;
    for x in &counts {
        let level: Vec<f64> = x.iter().zip(&depths).map(|(x, depth)| x / depth.exp()).collect();
        let centre = mean(&level);
        let spread: Vec<f64> = level.iter().map(|x| (x / centre - 1.0).powi(2)).collect();
        dispersion += (mean(&spread) - 1.0 / centre) / used;
    }
    println!("dispersion {dispersion}");
    let put_in = Table::published().unwrap().number("assay.dispersion").unwrap();
    // Bodies differ in their vesicles by age, sex and weight, which adds a little.
    assert!((dispersion / put_in - 1.0).abs() < 0.2, "{dispersion}");
}

/// Two hundred people without disease, sequenced as plasma is.
fn plasma(without: &[&str]) -> Cohort {
    let text = BUILT_IN.iter().find(|(name, _)| *name == "plasma").unwrap().1;
    let mut design: Design = text.parse().unwrap();
    design.class.retain(|class| class.role == Role::Control);
    design.class[0].people = 200;
    design.levels.without = without.iter().map(|set| (*set).to_owned()).collect();
    let study = Study::new(design, Streams::new(6)).unwrap();
    study.cohort(0..study.len()).unwrap()
}

#[test]
fn simulated_plasma_has_the_figures_of_real_sets() {
    // Real sets of plasma at hand, by docs/benchmarks.md: detected 484 to 717, top hundred 0.97 to 0.99, mean absolute
    // correlation 0.29 to 0.41, first component 0.32 to 0.64, SD falling with level.
    let figures = Figures::of(&plasma(&[])).unwrap();
    println!("{figures:?}");
    assert!((450.0..750.0).contains(&figures.detected.p50), "{:?}", figures.detected);
    assert!((0.97..0.996).contains(&figures.top_hundred.unwrap()));
    assert!((0.29..0.41).contains(&figures.mean_correlation), "{}", figures.mean_correlation);
    assert!((0.32..0.64).contains(&figures.spectrum[0]), "{:?}", figures.spectrum);
    let [rare, .., abundant] = figures.spread.as_slice() else { unreachable!() };
    assert!(rare.sd > 1.2 * abundant.sd && (0.2..1.4).contains(&rare.sd), "{:?}", figures.spread);
    assert!((0.2..0.6).contains(&figures.following_age.unwrap()), "{:?}", figures.following_age);
}

#[test]
fn levels_are_those_of_real_sets_that_gave_none() {
    // The median rank correlation of each set of plasma or serum with the others, by tests/reference/plasma.py's table.
    let known = levels().unwrap();
    for (place, set) in SETS.iter().enumerate().take(7) {
        let of = |place: usize| -> Vec<(String, f64)> {
            known.iter().filter_map(|row| Some((row.mirna.clone(), row.cpm[place]?))).collect()
        };
        let real = of(place);
        let mut others: Vec<f64> = (0..7)
            .filter(|other| *other != place)
            .map(|other| rank_correlation_of_levels(&of(other), &real).unwrap())
            .collect();
        others.sort_by(f64::total_cmp);
        let median = f64::midpoint(others[2], others[3]);
        let simulated = mean_levels(&plasma(&[set])).unwrap();
        let found = rank_correlation_of_levels(&simulated, &real).unwrap();
        println!("{set}: {found:.3}, with other sets {median:.3}");
        assert!(found >= median, "{set}: {found} is less than {median}");
    }
}

#[test]
fn a_cohort_like_another_has_its_levels_spreads_and_factors() {
    let (first, second) = {
        let whole = plasma(&[]);
        let half =
            |odd: usize| (0..whole.n_samples()).filter(|row| row % 2 == odd).collect::<Vec<_>>();
        (whole.select_samples(&half(0)).unwrap(), whole.select_samples(&half(1)).unwrap())
    };
    let learned = LearnedCohort::of(&first).unwrap();
    let study = Study::like(Design::like(&learned).unwrap(), &learned, Streams::new(3)).unwrap();
    let like = study.cohort(0..study.len()).unwrap();
    assert_eq!((like.n_samples(), like.mirnas()), (100, first.mirnas()));
    let levels = |cohort: &Cohort| mean_levels(cohort).unwrap();
    let found = rank_correlation_of_levels(&levels(&like), &levels(&second)).unwrap();
    println!("rank correlation with the other half {found}");
    assert!(found > 0.95, "{found}");
    let (real, simulated) = (Figures::of(&second).unwrap(), Figures::of(&like).unwrap());
    println!("{real:?}\n{simulated:?}");
    assert!((simulated.detected.p50 / real.detected.p50 - 1.0).abs() < 0.1);
    assert!((simulated.mean_correlation - real.mean_correlation).abs() < 0.08);
    assert!((simulated.spectrum[0] - real.spectrum[0]).abs() < 0.12);
    for (a, b) in simulated.spread.iter().zip(&real.spread) {
        assert!((a.sd / b.sd - 1.0).abs() < 0.25, "{a:?} {b:?}");
    }
}

#[test]
fn a_cohort_of_too_few_or_on_another_scale_is_not_learned_from() {
    let whole = plasma(&[]);
    let few = whole.select_samples(&(0..8).collect::<Vec<_>>()).unwrap();
    let said = LearnedCohort::of(&few).unwrap_err().to_string();
    assert!(said.contains("8 samples"), "{said}");
    let said = LearnedCohort::of(&whole.with_scale(Scale::Cpm).unwrap()).unwrap_err().to_string();
    assert!(said.contains("counts or log2 intensities"), "{said}");
}

#[test]
fn a_tumour_of_stage_one_has_less_than_a_thousandth_and_none_has_a_third() {
    let mut design = small();
    design.class.retain(|class| class.role != Role::Benign);
    design.class.iter_mut().for_each(|class| class.people = 80);
    let study = Study::new(design, Streams::new(7)).unwrap();
    let mut early = Vec::new();
    for row in 0..study.len() {
        let one = study.sample(row).unwrap().measured;
        let share = one.truth.tumour_vesicles / one.truth.vesicles;
        assert!(share < 0.1, "{share} at stage {:?}", one.stage);
        assert_eq!(one.truth.metastases > 0, one.stage == Some(4));
        assert!(!one.truth.nodes || one.stage.unwrap() >= 2);
        if one.stage == Some(1) {
            early.push(share);
        }
    }
    let over = early.iter().filter(|share| **share >= 1e-3).count();
    println!("{over} of {} at stage I have 0.1 % or more", early.len());
    assert!(early.len() > 60 && over * 20 <= early.len());
}

#[test]
fn what_a_cohort_rests_on_is_what_it_looked_up() {
    let study = Study::new(small(), Streams::new(1)).unwrap();
    let names: Vec<&str> = study.assumed().iter().map(|p| p.name.as_str()).collect();
    for name in ["host.own", "plasma.non-vesicular", "tumour.growth", "tumour.rim", "assay.site"] {
        assert!(names.contains(&name), "{name} is not in {names:?}");
    }
    assert!(!names.contains(&"msc.doubling"));
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
    let (labelled, measured) = (texts(&cohort, "person"), texts(&cohort, "measured_person"));
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
