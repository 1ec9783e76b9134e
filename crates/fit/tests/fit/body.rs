//! Bodies fitted to tables.

use std::fmt::Write as _;

use exoscope_core::Streams;
use exoscope_fit::body::{
    BodyFitError, FitSettings, fit, fit_each, overlay, visual_predictive_check,
};
use exoscope_fit::estimate::ResidualModel;
use exoscope_fit::table::Dataset;
use exoscope_sim::model::{Blueprint, MOUSE};
use exoscope_sim::solve::{SimulationSettings, Start, simulate};

use crate::estimate::reference;

const BODY: &str = include_str!("../reference/body.toml");
const TABLE: &str = include_str!("../reference/body.tsv");

fn settings(free: &[&str], residual: ResidualModel) -> FitSettings {
    let free = free.iter().map(|name| (*name).to_owned()).collect();
    FitSettings { free, residual, profiles: false }
}

/// Bolus and infusion, plasma and liver, three values below the limit by M3: the equations were written down again in
/// Python (`tests/reference/fit.py`).
#[test]
fn scipy_1_17_finds_the_same_maximum_and_errors_of_a_body() {
    let body: Blueprint = BODY.parse().unwrap();
    let table: Dataset = TABLE.parse().unwrap();
    let names = ["exchange", "partition", "uptake"];
    let free = names.map(|name| format!("organ.liver.{name}"));
    let free: Vec<&str> = free.iter().map(String::as_str).collect();
    let found =
        fit(&body, &table, &settings(&free, ResidualModel::Proportional)).unwrap().estimates;
    assert_eq!(found.data, (45, 3));
    let theirs = reference("body");
    let near = |ours: f64, theirs: f64, tolerance: f64| {
        assert!((ours / theirs - 1.0).abs() < tolerance, "{ours} {theirs}");
    };
    near(found.objective, theirs["objective"], 1e-8);
    for (place, name) in names.iter().enumerate() {
        near(found.values[place], theirs[name], 1e-4);
        let se = found.information.standard_errors[place].unwrap();
        near(se, theirs[format!("{name} se").as_str()], 2e-3);
    }
    let error =
        |unit: &str| found.residual.iter().find(|r| r.group == unit).unwrap().proportional.unwrap();
    near(error("%ID/mL"), theirs["plasma"], 1e-4);
    near(error("%ID/g"), theirs["liver"], 1e-4);
}

/// The prediction is that of the simulator, whose solver is another.
#[test]
fn predictions_are_those_of_the_simulator() {
    let body: Blueprint = MOUSE.parse().unwrap();
    let plan = SimulationSettings {
        duration: 1440.0,
        step: 60.0,
        background: false,
        doses: true,
        start: Start::Empty,
    };
    let course = simulate(&body, &body.values(), &plan).unwrap();
    let veins = course.concentration(body.compartment("veins").unwrap()).unwrap();
    let organs = exoscope_sim::observe::distribution::organs(&body, &course);
    let mut text = String::from("TIME(h)\tAMT(EV)\tDV\tUNIT\tCMT\n0\t1e10\t.\t.\tvein\n");
    for hour in 1..=24 {
        writeln!(text, "{hour}\t.\t1\tEV/mL\tplasma\n{hour}\t.\t1\t%ID/g\tliver\n{hour}\t.\t1\tEV\tspleen.tissue").unwrap();
    }
    let table: Dataset = text.parse().unwrap();
    let rows = overlay(&body, &table).unwrap();
    for row in rows {
        let at = row.time as usize;
        let theirs = match row.sampled.as_str() {
            "plasma" => veins[at],
            "liver" => organs["liver"].vesicles[at] / 1e10 * 100.0 / 1.1,
            _ => organs["spleen"].tissue[at],
        };
        assert!((row.predicted / theirs - 1.0).abs() < 1e-9, "{row:?} {theirs}");
    }
}

#[test]
fn signals_take_a_factor_of_their_own() {
    let body: Blueprint = BODY.parse().unwrap();
    let named = TABLE.replace("%ID/g", "RLU/g");
    let table: Dataset = named.parse().unwrap();
    let found = fit(&body, &table, &settings(&["organ.liver.uptake"], ResidualModel::Proportional))
        .unwrap();
    assert_eq!(found.estimates.names, ["organ.liver.uptake", "factor.RLU"]);
    // Vesicles of a dose of 1e10 in percent of it.
    let factor = found.estimates.values[1];
    assert!((0.7e-8..1.4e-8).contains(&factor), "{factor}");
}

#[test]
fn each_subject_by_itself_and_what_they_have_in_common() {
    let body: Blueprint = BODY.parse().unwrap();
    let table: Dataset = TABLE.parse().unwrap();
    let (each, variation) =
        fit_each(&body, &table, &settings(&["organ.liver.uptake"], ResidualModel::Proportional))
            .unwrap();
    assert_eq!(each.len(), 3);
    assert_eq!(variation[0].subjects, 3);
    assert!((0.006..0.01).contains(&variation[0].geometric_mean), "{variation:?}");
}

#[test]
fn the_check_holds_the_data_of_a_model_that_made_them() {
    let body: Blueprint = BODY.parse().unwrap();
    let table: Dataset = TABLE.parse().unwrap();
    let free = ["organ.liver.exchange", "organ.liver.partition", "organ.liver.uptake"];
    let found = fit(&body, &table, &settings(&free, ResidualModel::Proportional)).unwrap();
    let bands = visual_predictive_check(&found, Streams::new(1));
    let inside =
        bands.iter().filter(|b| (b.simulated[1][0]..=b.simulated[1][2]).contains(&b.observed[1]));
    assert!(inside.count() * 10 >= bands.len() * 8, "{bands:?}");
    assert_eq!(bands, visual_predictive_check(&found, Streams::new(1)));
}

#[test]
fn tables_that_do_not_suit_the_body_are_refused_with_line_and_hint() {
    let body: Blueprint = MOUSE.parse().unwrap();
    let refused = |text: &str, free: &[&str]| -> (String, String) {
        let table: Dataset = text.parse().unwrap();
        let error: BodyFitError =
            fit(&body, &table, &settings(free, ResidualModel::Proportional)).unwrap_err();
        (error.to_string(), error.hint().unwrap_or_default())
    };
    let head = "TIME(h)\tAMT(EV)\tDV\tUNIT\tCMT\n0\t1e10\t.\t.\tvein\n";
    for (rows, free, says, hint) in [
        (
            "1\t.\t5\t%ID/g\tlivr\n",
            "organ.liver.uptake",
            "line 3: CMT: the body has no \"livr\"; did you mean \"liver\"",
            "leave",
        ),
        (
            "1\t.\t5\t%ID/g\tbrain\n",
            "organ.liver.uptake",
            "there are: plasma, lung, liver",
            "leave",
        ),
        (
            "1\t.\t5\tng/mL\tplasma\n",
            "organ.liver.uptake",
            "doses are in EV, which ng does not measure",
            "DV(%ID/g)",
        ),
        (
            "1\t.\t5\t%ID/mL\tliver\n",
            "organ.liver.uptake",
            "liver is an organ, whose volume",
            "%ID/g",
        ),
        ("1\t.\t5\t%ID/g\tplasma\n", "organ.liver.uptake", "plasma has no mass", "per mL"),
        (
            "1\t.\tBLQ\t%ID/g\tliver\n",
            "organ.liver.uptake",
            "limit of quantification is not known",
            "LLOQ",
        ),
        (
            "1\t.\t5\t%ID/g\tliver\n",
            "organ.liver.uptak",
            "no parameter \"organ.liver.uptak\"; did you mean",
            "model file",
        ),
        ("1\t.\t5\t%ID/g\tliver\n", "dose.1.amount", "doses are those of the table", "AMT"),
        (
            "1\t.\t5\t%ID/g\tliver\n",
            "organ.liver.uptake",
            "1 values do not tell 2 parameters",
            "fewer",
        ),
        (
            "0\t.\t5\t%ID/g\tliver.cells\n1\t.\t5\t%ID/g\tliver\n",
            "organ.liver.uptake",
            "liver.cells has no mass",
            "mL",
        ),
        (
            "0\t.\t5\t%ID\tliver.cells\n1\t.\t5\t%ID\tliver\n2\t.\t5\t%ID\tliver\n3\t.\t5\t%ID\tliver\n",
            "organ.liver.uptake",
            "line 3: DV: value 1 is 5, where the model predicts 0",
            "combined",
        ),
    ] {
        let (said, what) = refused(&format!("{head}{rows}"), &[free]);
        assert!(said.contains(says), "{rows}: {said}");
        assert!(what.contains(hint), "{rows}: {what}");
    }
    let none = refused("TIME\tAMT(EV)\tDV(%ID/mL)\n0\t1\t.\n1\t.\t5\n", &[]);
    assert!(
        none.0.contains("in which unit its times are") && none.1.contains("TIME(h)"),
        "{none:?}"
    );
    let given = refused("TIME(h)\tDV(%ID/mL)\n1\t5\n", &[]);
    assert!(given.0.contains("line 2: AMT: subject 1 was given nothing"), "{given:?}");
}

#[test]
fn numbers_beyond_reason_end_in_an_answer_or_an_error() {
    let body: Blueprint = BODY.parse().unwrap();
    for (time, amount, duration) in [
        ("1e300", "1e10", "."),
        ("1", "1e308", "1e308"),
        ("1e15", "1e-300", "1e15"),
        ("1e-300", "1", "1e-300"),
    ] {
        let text = format!(
            "TIME(h)\tAMT(EV)\tDUR\tDV(%ID/mL)\n0\t{amount}\t{duration}\t.\n{time}\t.\t.\t5\n{time}\t.\t.\t6\n1e9\t.\t.\t1\n"
        );
        if let Ok(table) = text.parse::<Dataset>() {
            let found =
                fit(&body, &table, &settings(&["organ.liver.uptake"], ResidualModel::Additive));
            assert!(found.is_err() || found.is_ok_and(|fit| fit.estimates.objective.is_finite()));
        }
    }
}
