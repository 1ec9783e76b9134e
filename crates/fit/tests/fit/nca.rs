//! Figures against PKNCA.

use std::fmt::Write as _;

use exoscope_fit::nca::rows::{Row, rows};
use exoscope_fit::nca::{Nca, NcaError, NcaSettings, analyse};
use exoscope_fit::table::{Dataset, Route};

fn analysed(text: &str, route: Option<Route>) -> Nca {
    let table: Dataset = text.parse().unwrap();
    analyse(&table, &NcaSettings { route, ..NcaSettings::default() }).unwrap()
}

const CASES: [(&str, &str, Option<Route>); 4] = [
    ("theoph", include_str!("../reference/theoph.csv"), Some(Route::Extravascular)),
    ("indometh", include_str!("../reference/indometh.csv"), Some(Route::Bolus)),
    ("hand", include_str!("../reference/hand.csv"), None),
    ("repeated", include_str!("../reference/repeated.csv"), None),
];

/// Every figure of every profile: two studies of R's datasets, and infusion, values below the limit, a tail that is
/// too short, a predose sample, repeated doses by three routes (`tests/reference/pknca.R`).
#[test]
fn pknca_0_12_1_gives_the_same_figures() {
    let mut compared = 0;
    let mut worst = (0.0_f64, String::new());
    for (case, text, route) in CASES {
        let ours: Vec<Row> = rows(&analysed(text, route));
        for line in include_str!("../reference/pknca.tsv").lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            if cells[0] != case || cells[3] == "F" {
                continue;
            }
            let dose: usize = cells[2].parse().unwrap();
            let found = ours
                .iter()
                .find(|r| r.subject == cells[1] && r.dose == dose && r.figure == cells[3])
                .unwrap_or_else(|| panic!("{line}: not there"));
            compared += 1;
            let theirs: Option<f64> = (cells[4] != "NA").then(|| cells[4].parse().unwrap());
            let (Some(ours), Some(theirs)) = (found.value, theirs) else {
                assert_eq!(found.value, theirs, "{line}");
                continue;
            };
            let off = (ours - theirs).abs() / theirs.abs().max(1e-300);
            let off = if theirs == 0.0 { ours.abs() } else { off };
            assert!(off <= 1e-6, "{line}: {ours}");
            if off > worst.0 {
                worst = (off, line.to_owned());
            }
        }
    }
    println!("{compared} figures, worst {worst:?}");
    assert!(compared > 570, "{compared}");
}

#[test]
fn bioavailability_is_that_of_geometric_means() {
    let found = analysed(CASES[2].1, None).bioavailability;
    assert_eq!((found.len(), found[0].extravascular, found[0].vein), (1, 1, 3));
    let theirs = include_str!("../reference/pknca.tsv").lines().last().unwrap();
    let theirs: f64 = theirs.rsplit('\t').next().unwrap().parse().unwrap();
    assert!((found[0].fraction / theirs - 1.0).abs() < 1e-6, "{found:?}");
}

/// By hand: V 10 mL, k 0.5 /h, infusion of 100 ng over 2 h: C = 10 (1 − e^{−k t}) until 2 h, then a fall.
/// AUC to infinity = dose / (k V) = 20 h·ng/mL and MRT of a bolus 1/k = 2 h hold for the curve; the samples give them as
/// closely as they are dense.
#[test]
fn dense_samples_of_an_infusion_give_back_clearance_and_residence() {
    let mut text = String::from("TIME(h)\tAMT(ng)\tRATE\tDV(ng/mL)\n0\t100\t50\t.\n");
    for i in 0..=2400 {
        let t = f64::from(i) * 0.01;
        let rise = |t: f64| 10.0 * (1.0 - (-0.5 * t).exp());
        let c = if t <= 2.0 { rise(t) } else { rise(2.0) * (-0.5 * (t - 2.0)).exp() };
        writeln!(text, "{t}\t.\t.\t{c}").unwrap();
    }
    let found = analysed(&text, None);
    let e = found.profiles[0].exposure.as_ref().unwrap();
    assert!((e.clearance.unwrap() - 5.0).abs() < 1e-4, "{e:?}");
    assert!((e.mrt.unwrap() - 2.0).abs() < 1e-3, "{e:?}");
    assert!((e.v_ss.unwrap() - 10.0).abs() < 6e-3, "{e:?}");
    assert!((found.profiles[0].terminal.unwrap().lambda_z - 0.5).abs() < 1e-9);
}

#[test]
fn a_tissue_has_exposure_and_no_clearance() {
    let text = "TIME(h)\tAMT(EV)\tDV\tUNIT\tCMT\n0\t1e10\t.\t.\tplasma\n\
                1\t.\t20\t%ID/mL\tplasma\n2\t.\t10\t%ID/mL\tplasma\n3\t.\t5\t%ID/mL\tplasma\n4\t.\t2.5\t%ID/mL\tplasma\n\
                1\t.\t8\t%ID/g\tliver\n2\t.\t7\t%ID/g\tliver\n3\t.\t5\t%ID/g\tliver\n4\t.\t4\t%ID/g\tliver\n";
    let found = analysed(text, None);
    let [plasma, liver] = found.profiles.as_slice() else { panic!("{found:?}") };
    let clearance = plasma.exposure.as_ref().unwrap().clearance.unwrap();
    assert!((clearance - 100.0 / (40.0 / std::f64::consts::LN_2)).abs() < 1e-9, "{clearance}");
    assert_eq!(plasma.units.clearance, "mL/h");
    let of_liver = liver.exposure.as_ref().unwrap();
    assert!(of_liver.clearance.is_none() && of_liver.c0.is_none() && of_liver.auc_last.is_some());
}

#[test]
fn what_the_table_does_not_say_is_asked_for() {
    let refused = |text: &str| {
        analyse(&text.parse::<Dataset>().unwrap(), &NcaSettings::default()).unwrap_err()
    };
    let route = refused("TIME,AMT,DV\n0,10,.\n1,.,5\n");
    assert!(matches!(route, NcaError::Route { line: 2, .. }) && route.hint().contains("`route`"));
    let several =
        refused("TIME,AMT,DV,ROUTE\n0,10,.,bolus\n1,.,5,.\n2,10,.,extravascular\n3,.,5,.\n");
    assert!(matches!(several, NcaError::Routes { line: 4, .. }), "{several}");
    let twice = refused("TIME,AMT,DV,ROUTE\n0,10,.,bolus\n1,.,5,.\n1,.,6,.\n");
    assert!(matches!(twice, NcaError::Twice { line: 4, first: 3, .. }), "{twice}");
}
