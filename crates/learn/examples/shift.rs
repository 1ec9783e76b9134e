//! Out-of-fold and held-out probabilities of learners under a given split, for studies of dataset shift.
//!
//! `shift TABLE.csv counts|cpm|log2 OUT LEARNER…`, with columns `sample`, `label`, `group` (empty: none), `fold` (each
//! value but `train` is held out in turn) and then one a miRNA. For each fold and learner writes
//! `OUT.LEARNER.tsv`: fold, part (`inner` or `test`), row, inner fold, usable, class, probabilities; and prints seconds.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Instant;

use exoscope_learn::learn::{Classifier, Examples, LearnerSettings};
use exoscope_learn::prepare::{Measured, PreparationSettings, Profiles};
use exoscope_learn::split::{HeldOut, Training};
use ndarray::{Array2, ArrayView2, Axis};

struct Table {
    x: Array2<f64>,
    label: Vec<String>,
    group: Vec<String>,
    fold: Vec<String>,
}

fn read(path: &str) -> Table {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let width = reader.headers().unwrap().len() - 4;
    let (mut values, mut label, mut group, mut fold) = (Vec::new(), vec![], vec![], vec![]);
    for record in reader.records() {
        let record = record.unwrap();
        label.push(record[1].to_owned());
        group.push(record[2].to_owned());
        fold.push(record[3].to_owned());
        values.extend(record.iter().skip(4).map(|v| v.parse::<f64>().unwrap_or(f64::NAN)));
    }
    let x = Array2::from_shape_vec((label.len(), width), values).unwrap();
    Table { x, label, group, fold }
}

fn measured<'a>(scale: &str, x: ArrayView2<'a, f64>, single: ArrayView2<'a, f32>) -> Measured<'a> {
    match scale {
        "counts" => Measured::Counts(x),
        "cpm" => Measured::Cpm(single),
        _ => Measured::Log2(single),
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [path, scale, out, learners @ ..] = args.as_slice() else {
        panic!("see the top of the file")
    };
    let table = read(path);
    let folds: BTreeSet<&String> = table.fold.iter().filter(|f| *f != "train").collect();
    let names: Vec<&String> = table.label.iter().collect::<BTreeSet<_>>().into_iter().collect();
    let class = |i: usize| names.iter().position(|n| **n == table.label[i]).unwrap();
    for learner in learners {
        let (name, settings): (String, LearnerSettings) = match LearnerSettings::default_of(learner)
        {
            Some(settings) => (learner.clone(), settings),
            None => {
                let (name, json) = learner.split_once('=').unwrap();
                (name.to_owned(), serde_json::from_str(json).unwrap())
            }
        };
        let mut file = BufWriter::new(File::create(format!("{out}.{name}.tsv")).unwrap());
        writeln!(
            file,
            "fold\tpart\trow\tinner\tusable\ty\t{}",
            names.iter().map(|n| n.as_str()).collect::<Vec<_>>().join("\t")
        )
        .unwrap();
        let (mut seconds, mut loss, mut n) = (0.0, 0.0, 0);
        for fold in &folds {
            let (test, train): (Vec<usize>, Vec<usize>) =
                (0..table.label.len()).partition(|&i| table.fold[i] == **fold);
            let present: Vec<usize> =
                train.iter().map(|&i| class(i)).collect::<BTreeSet<_>>().into_iter().collect();
            let y: Vec<usize> = train
                .iter()
                .map(|&i| present.iter().position(|c| *c == class(i)).unwrap())
                .collect();
            let x = table.x.select(Axis(0), &train);
            let single = x.mapv(|v| v as f32);
            let profiles = Training::new(Profiles::new(measured(scale, x.view(), single.view())));
            let (prepared, training) =
                PreparationSettings::default().check().unwrap().fit(&profiles).unwrap();
            let held = table.x.select(Axis(0), &test);
            let single = held.mapv(|v| v as f32);
            let held = prepared
                .apply(&HeldOut::new(Profiles::new(measured(scale, held.view(), single.view()))))
                .unwrap();
            let start = Instant::now();
            let examples = training
                .try_map(|t| {
                    let examples = Examples::new(t.x, y.clone(), present.len())?;
                    if train.iter().all(|&i| table.group[i].is_empty()) {
                        return Ok::<_, exoscope_learn::learn::ExamplesError>(examples);
                    }
                    let mut numbers = BTreeMap::new();
                    let groups = train
                        .iter()
                        .map(|&i| {
                            let next = numbers.len();
                            *numbers.entry(&table.group[i]).or_insert(next)
                        })
                        .collect();
                    examples.with_groups(groups)
                })
                .unwrap();
            let (fit, oof) = settings.fit_out_of_fold(&examples, &()).unwrap();
            seconds += start.elapsed().as_secs_f64();
            let p = fit.model.probabilities(held.x.view()).unwrap();
            let mut write = |part: &str,
                             row: usize,
                             inner: usize,
                             usable: bool,
                             p: ndarray::ArrayView1<'_, f64>| {
                let mut all = vec![0.0; names.len()];
                present.iter().zip(p).for_each(|(&c, &p)| all[c] = p);
                let all: Vec<String> = all.iter().map(|p| format!("{p:.7}")).collect();
                writeln!(
                    file,
                    "{fold}\t{part}\t{row}\t{inner}\t{}\t{}\t{}",
                    u8::from(usable),
                    class(row),
                    all.join("\t")
                )
                .unwrap();
            };
            for (place, &row) in train.iter().enumerate() {
                write(
                    "inner",
                    row,
                    oof.fold_of[place],
                    oof.usable[place],
                    oof.probabilities.row(place),
                );
            }
            for (place, &row) in test.iter().enumerate() {
                write("test", row, 0, true, p.row(place));
                let own = present.iter().position(|c| *c == class(row));
                loss -= own.map_or(1e-6, |c| p[[place, c]].max(1e-6)).ln();
                n += 1;
            }
            eprintln!("{name} {fold}: {:?}", short(&format!("{:?}", fit.record)));
        }
        println!(
            "{name}: log-loss {:.4} over {n}, {seconds:.2} s in {} fits",
            loss / f64::from(n),
            folds.len()
        );
    }
}

fn short(text: &str) -> &str {
    &text[..text.len().min(400)]
}
