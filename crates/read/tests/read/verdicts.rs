//! How often verdicts and intervals are right where the truth is known.

use exoscope_core::progress::Silent;
use exoscope_core::random::Stream;
use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale, Streams};
use exoscope_read::audit::{Audit, AuditSettings, Verdict, permutation_test};
use exoscope_read::split::Labelled;
use exoscope_score::{Clusters, Interval};
use ndarray::Array2;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

const BATCHES: usize = 8;
const MIRNAS: usize = 40;
const MARKERS: usize = 10;

/// A cohort of `n` samples in eight batches, of which `single` hold one class; class effect `delta`.
fn cohort(n: usize, single: usize, delta: f64, batch_sd: f64, stream: &mut Stream) -> Cohort {
    let mut normal = || -> f64 { StandardNormal.sample(stream) };
    let batch_effect: Vec<f64> = (0..BATCHES * MIRNAS).map(|_| batch_sd * normal()).collect();
    let batch = |i: usize| i % BATCHES;
    let case = |i: usize| {
        let batch = batch(i);
        if batch < single { batch.is_multiple_of(2) } else { (i / BATCHES).is_multiple_of(2) }
    };
    let values = Array2::from_shape_fn((n, MIRNAS), |(i, m)| {
        let effect = if case(i) && m < MARKERS { delta } else { 0.0 };
        8.0 + effect + batch_effect[batch(i) * MIRNAS + m] + normal()
    });
    let samples = (0..n).map(|i| format!("s{i}").parse().unwrap()).collect();
    let mirnas = (0..MIRNAS).map(|m| format!("hsa-miR-{}-5p", m + 1).parse().unwrap()).collect();
    let mut cohort = Cohort::new(samples, mirnas, values, Scale::Log2Intensity).unwrap();
    let text = |of: &dyn Fn(usize) -> String| (0..n).map(|i| Some(of(i))).collect();
    let label = text(&|i| if case(i) { "cancer" } else { "healthy" }.to_owned());
    cohort.add_column(Column::text("label", label)).unwrap();
    cohort.add_column(Column::text("batch", text(&|i| format!("b{}", batch(i))))).unwrap();
    cohort.set_field(Field::Label, "label").unwrap();
    cohort.set_roles(&["healthy"], &[] as &[&str]).unwrap();
    cohort
}

fn settings(permutations: usize) -> AuditSettings {
    AuditSettings { draws: 0, permutations, ..AuditSettings::default() }
}

fn verdict(cohort: &Cohort, streams: Streams) -> Verdict {
    let labelled = Labelled::of(cohort, None).unwrap();
    let keys = ["batch".to_owned()];
    Audit::of_cohort(&labelled, &keys, &settings(199), streams, &Silent).unwrap().verdict
}

/// Whether a verdict is a miss and whether it is a false alarm, by `docs/verdicts.md`.
fn judged(verdict: &Verdict, single: usize, delta: f64, n: usize) -> (bool, bool) {
    let supported = *verdict == Verdict::Supported;
    let cannot = matches!(verdict, Verdict::CannotBeSeparated { .. });
    let mixed = n * (BATCHES - single) / BATCHES;
    if single == BATCHES {
        return (!cannot, supported);
    }
    if delta == 0.0 {
        return (false, supported || cannot && single == 0);
    }
    (mixed >= 40 && !supported, false)
}

#[test]
#[ignore = "slow: hundreds of audits, a minute"]
fn verdicts_are_right_over_a_grid() {
    const DRAWS: u64 = 10;
    let mut cells = Vec::new();
    for single in [0, 4, 6, BATCHES] {
        for delta in [0.0, 0.7, 1.2] {
            for n in [64, 160] {
                cells.push((single, delta, n));
            }
        }
    }
    let jobs: Vec<_> = cells.iter().flat_map(|&cell| (0..DRAWS).map(move |d| (cell, d))).collect();
    let found: Vec<(String, bool, bool)> = jobs
        .par_iter()
        .map(|&((single, delta, n), draw)| {
            let streams = Streams::new(1000 + draw);
            let purpose = format!("{single} {delta} {n}");
            let cohort = cohort(n, single, delta, 0.5, &mut streams.stream(&purpose, 0));
            let verdict = verdict(&cohort, streams);
            let (miss, alarm) = judged(&verdict, single, delta, n);
            (verdict.to_string(), miss, alarm)
        })
        .collect();
    println!(
        "| batches of one class | δ | n | supported | cannot | no signal | too small | misses | false alarms |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (cell, found) in cells.iter().zip(found.chunks(DRAWS as usize)) {
        let count = |what: &str| found.iter().filter(|f| f.0.starts_with(what)).count();
        let (misses, alarms) =
            (found.iter().filter(|f| f.1).count(), found.iter().filter(|f| f.2).count());
        println!(
            "| {} of 8 | {} | {} | {} | {} | {} | {} | {misses} | {alarms} |",
            cell.0,
            cell.1,
            cell.2,
            count("supported"),
            count("cannot"),
            count("no"),
            count("too")
        );
    }
    let share = |of: fn(&(String, bool, bool)) -> bool| {
        found.iter().filter(|f| of(f)).count() as f64 / found.len() as f64
    };
    let (misses, alarms) = (share(|f| f.1), share(|f| f.2));
    println!("misses {misses:.3}, false alarms {alarms:.3} of {} audits", found.len());
    assert!(misses <= 0.05 && alarms <= 0.05, "{misses} {alarms}");
}

/// The largest distance between the shares of p values up to x and x, over the values p can have.
fn kolmogorov_smirnov(p: &[f64], values: usize) -> f64 {
    let distance = |i: usize| {
        let x = i as f64 / values as f64;
        let share = p.iter().filter(|p| **p <= x + 1e-9).count() as f64 / p.len() as f64;
        (share - x).abs()
    };
    (1..=values).map(distance).fold(0.0, f64::max)
}

#[test]
#[ignore = "slow: a thousand permutation tests, a minute"]
fn p_values_are_uniform_where_labels_mean_nothing() {
    const COHORTS: u64 = 1000;
    const PERMUTATIONS: usize = 39;
    // Within batches only pairs of one batch are compared: of 48 samples they are so few that equal
    // figures, which count against the reader, make p values larger than uniform ones.
    for (key, single, n) in [(None, 0, 48), (Some("batch"), 3, 144)] {
        let p: Vec<f64> = (0..COHORTS)
            .into_par_iter()
            .map(|number| {
                let streams = Streams::new(number);
                // Labels follow batches within which they mean nothing.
                let batch_sd = if key.is_some() { 0.5 } else { 0.0 };
                let cohort =
                    cohort(n, single, 0.0, batch_sd, &mut streams.stream("null cohort", 0));
                let labelled = Labelled::of(&cohort, None).unwrap();
                let test = permutation_test(&labelled, key, &settings(PERMUTATIONS), streams);
                test.unwrap().unwrap().p
            })
            .collect();
        let distance = kolmogorov_smirnov(&p, PERMUTATIONS + 1);
        // 5 % point: 1.358 / √n.
        println!("{key:?}: Kolmogorov–Smirnov distance {distance:.4} over {COHORTS} cohorts");
        assert!(distance < 1.358 / (COHORTS as f64).sqrt(), "{distance}");
    }
}

/// A fixed reader is right on a sample with a chance that its group shares.
#[test]
#[ignore = "slow: five hundred bootstraps, half a minute"]
fn cluster_intervals_cover_and_wilson_does_not() {
    const SETS: u64 = 500;
    const GROUPS: usize = 120;
    const SIZE: usize = 8;
    let chance = |z: f64| 1.0 / (1.0 + (-(1.2 + 1.2 * z)).exp());
    // The mean of the chance over groups, by the midpoint rule over the normal distribution.
    let truth = {
        let steps = 200_000;
        let z = |i: usize| -8.0 + 16.0 * (i as f64 + 0.5) / f64::from(steps);
        let density = |z: f64| (-z * z / 2.0).exp();
        let total: f64 = (0..steps as usize).map(|i| density(z(i))).sum();
        (0..steps as usize).map(|i| density(z(i)) * chance(z(i))).sum::<f64>() / total
    };
    let covered: Vec<(bool, bool)> = (0..SETS)
        .map(|set| {
            let streams = Streams::new(set);
            let stream = &mut streams.stream("test set", 0);
            let mut right = Vec::new();
            for _ in 0..GROUPS {
                let p = chance(StandardNormal.sample(stream));
                right.extend((0..SIZE).map(|_| stream.random_bool(p)));
            }
            let groups: Vec<usize> = (0..right.len()).map(|i| i / SIZE).collect();
            let accuracy = |drawn: &[usize]| {
                let hits = drawn.iter().filter(|&&i| right[i]).count();
                vec![Some(hits as f64 / drawn.len() as f64)]
            };
            let cluster = Clusters::new(&groups).intervals(streams, 2000, accuracy)[0].unwrap();
            let share = right.iter().filter(|r| **r).count() as f64 / right.len() as f64;
            let wilson = Interval::wilson(share, right.len() as f64).unwrap();
            let covers = |interval: Interval| interval.low <= truth && truth <= interval.high;
            (covers(cluster), covers(wilson))
        })
        .collect();
    let share = |of: fn(&(bool, bool)) -> bool| {
        covered.iter().filter(|c| of(c)).count() as f64 / SETS as f64
    };
    let (cluster, wilson) = (share(|c| c.0), share(|c| c.1));
    println!("coverage over {SETS} test sets: cluster bootstrap {cluster:.3}, Wilson {wilson:.3}");
    assert!((0.93..=0.97).contains(&cluster), "{cluster}");
    assert!(wilson < 0.9, "{wilson}");
}
