//! limma 3.54.1 and edgeR 3.40.2 on made-up data (`tests/reference/limma.R`).

use std::collections::BTreeMap;

use exoscope_core::{Cohort, Scale};
use exoscope_differential::{Contrasts, Differential, Method, Settings};
use ndarray::Array2;
use serde::Deserialize;

use crate::made;

#[derive(Deserialize)]
struct Reference {
    mirnas: Vec<String>,
    samples: Vec<String>,
    facts: Vec<Facts>,
    data: BTreeMap<String, Vec<Vec<Option<f64>>>>,
    cases: BTreeMap<String, Case>,
}

#[derive(Deserialize)]
struct Facts {
    class: String,
    batch: String,
    age: f64,
    person: String,
}

#[derive(Deserialize)]
struct Case {
    data: String,
    contrasts: OneOrMore,
    terms: OneOrMore,
    method: String,
    robust: bool,
    samples: usize,
    kept: Vec<String>,
    prior: Prior,
    tables: BTreeMap<String, Table>,
    sets: serde_json::Value,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn list(&self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one.clone()],
            Self::More(more) => more.clone(),
        }
    }
}

#[derive(Deserialize)]
struct Prior {
    df: f64,
    sd: f64,
}

#[derive(Deserialize)]
struct Table {
    mirna: Vec<String>,
    log2_fold_change: Vec<f64>,
    ci_low: Vec<f64>,
    ci_high: Vec<f64>,
    average: Vec<f64>,
    t: Vec<f64>,
    p: Vec<f64>,
    fdr: Vec<f64>,
}

fn read() -> Reference {
    serde_json::from_str(include_str!("../reference/limma.json")).unwrap()
}

impl Reference {
    fn cohort(&self, data: &str) -> Cohort {
        let values = &self.data[data];
        let value = |(i, j): (usize, usize)| values[i][j].unwrap_or(f64::NAN);
        let values = Array2::from_shape_fn((self.samples.len(), self.mirnas.len()), value);
        let scale = if data == "counts" { Scale::Counts } else { Scale::Log2Intensity };
        let column = |of: &dyn Fn(&Facts) -> String| self.facts.iter().map(of).collect();
        let facts = [
            ("class", column(&|f| f.class.clone())),
            ("batch", column(&|f| f.batch.clone())),
            ("age", column(&|f| f.age.to_string())),
            ("person", column(&|f| f.person.clone())),
        ];
        let names = |names: &[String]| -> Vec<String> { names.to_vec() };
        let (samples, mirnas) = (names(&self.samples), names(&self.mirnas));
        let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
        let mirnas: Vec<&str> = mirnas.iter().map(String::as_str).collect();
        made::cohort(&samples, &mirnas, values, scale, &facts)
    }
}

fn settings(case: &Case) -> Settings {
    let terms = case.terms.list();
    let has = |name: &str| terms.iter().any(|term| term == name);
    let only = |name: &str| if has(name) { vec![name.to_owned()] } else { Vec::new() };
    let contrasts = case.contrasts.list();
    let rest = contrasts.iter().any(|contrast| contrast.ends_with(",rest"));
    Settings {
        contrasts: if rest { Contrasts::EachAgainstRest } else { Contrasts::Pairs(contrasts) },
        batches: only("batch"),
        covariates: only("age"),
        paired: has("person").then(|| "person".to_owned()),
        method: Method::NAMES.iter().find(|(name, _)| *name == case.method).map(|(_, m)| *m),
        robust: case.robust,
        ..Settings::default()
    }
}

fn near(found: f64, expected: f64, relative: f64, what: &str) {
    let bound = relative * expected.abs().max(1e-300);
    assert!((found - expected).abs() <= bound, "{what}: {found} is not {expected}");
}

fn agrees(name: &str) -> Differential {
    let reference = read();
    let case = &reference.cases[name];
    let found = made::compare(&reference.cohort(&case.data), &settings(case)).unwrap();
    assert_eq!((found.samples, found.tested), (case.samples, case.kept.len()), "{name}");
    assert!(!case.tables.is_empty());
    near(found.prior_sd, case.prior.sd, 1e-6, name);
    if !case.robust {
        near(found.prior_df.unwrap(), case.prior.df, 1e-6, name);
    }
    for (contrast, table) in &case.tables {
        let result = found.contrasts.iter().find(|c| c.name == *contrast).unwrap();
        assert_eq!(result.rows.len(), table.mirna.len());
        for (i, mirna) in table.mirna.iter().enumerate() {
            let row = result.rows.iter().find(|row| row.mirna == *mirna).unwrap();
            let what = |figure: &str| format!("{name}, {contrast}, {mirna}: {figure}");
            let same = |found: f64, expected: f64, figure: &str| {
                assert!((found - expected).abs() < 1e-9, "{}: {found} {expected}", what(figure));
            };
            same(row.log2_fold_change, table.log2_fold_change[i], "log2 fold change");
            same(row.average, table.average[i], "average");
            near(row.t, table.t[i], 1e-6, &what("t"));
            near(row.p, table.p[i], 1e-5, &what("p"));
            near(row.fdr, table.fdr[i], 1e-5, &what("fdr"));
            let width = table.ci_high[i] - table.ci_low[i];
            near(row.ci_high - row.ci_low, width, 1e-6, &what("width of the interval"));
        }
    }
    found
}

#[test]
fn trend_with_batch_and_age() {
    agrees("trend");
}

#[test]
fn one_prior_variance() {
    agrees("plain");
}

#[test]
fn missing_values_with_and_without_a_trend() {
    agrees("gaps");
    agrees("gaps_plain");
}

#[test]
fn robust_prior_with_missing_values() {
    agrees("gaps_robust");
}

#[test]
fn robust_prior_with_and_without_a_trend() {
    agrees("robust");
    agrees("robust_trend");
}

#[test]
fn pairs_as_blocks() {
    agrees("paired");
    agrees("voom_paired");
}

#[test]
fn each_class_against_the_rest() {
    agrees("rest");
}

#[test]
fn voom_with_edger_filter_and_tmm() {
    agrees("voom");
    agrees("voom_batch");
    agrees("voom_robust");
}

#[test]
fn counts_as_log2_cpm_with_a_trend() {
    agrees("trend_counts");
}

/// camera with the correlation within each set estimated (`inter.gene.cor = NA`).
#[test]
fn sets_by_camera() {
    #[derive(Deserialize)]
    struct Sets {
        name: Vec<String>,
        correlation: Vec<f64>,
        up: Vec<bool>,
        p: Vec<f64>,
        fdr: Vec<f64>,
    }
    let found = agrees("sets");
    let expected: Sets = serde_json::from_value(read().cases["sets"].sets.clone()).unwrap();
    let sets = &found.contrasts[0].sets;
    assert!(expected.name.len() > 8);
    assert_eq!(sets.len(), expected.name.len());
    for (i, name) in expected.name.iter().enumerate() {
        let set = sets.iter().find(|set| set.name == *name).unwrap();
        assert!((set.correlation - expected.correlation[i]).abs() < 1e-9, "{name}");
        assert_eq!(set.up, expected.up[i], "{name}");
        near(set.p, expected.p[i], 1e-6, name);
        near(set.fdr, expected.fdr[i], 1e-6, name);
    }
}
