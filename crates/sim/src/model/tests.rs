//! What a model file may say, and what is said back where it is wrong.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{ADULT, Blueprint, MOUSE, ModelError, Person, Sex, Site, lactating_adult};
use crate::parameter::Evidence;

fn wrong(from: &str, to: &str) -> String {
    let text = ADULT.replacen(from, to, 1);
    assert_ne!(text, ADULT, "{from:?} is not in the file");
    text.parse::<Blueprint>().unwrap_err().to_string()
}

fn adds(text: &str) -> String {
    format!("{ADULT}\n{text}").parse::<Blueprint>().unwrap_err().to_string()
}

#[test]
fn the_adult_has_the_organs_of_the_thirteen_cancers_and_more() {
    let body: Blueprint = ADULT.parse().unwrap();
    let organs = body.compartments.iter().filter(|c| c.place == Site::Interstitium).count();
    assert!(organs >= 20, "{organs}");
    let cancers = [
        "breast",
        "bladder",
        "biliary tract",
        "colon",
        "oesophagus",
        "stomach",
        "brain",
        "liver",
        "lung",
        "ovary",
        "pancreas",
        "prostate",
        "muscle",
    ];
    for organ in cancers.into_iter().chain(["marrow", "spleen", "heart", "skin", "adipose"]) {
        assert!(body.compartment(&format!("{organ}.interstitium")).is_some(), "{organ}");
    }
    assert!(body.slots.iter().all(|s| !s.parameter.source.contains("without a source")));
    assert!(body.assumed().count() > 0);
}

#[test]
fn every_default_of_the_mouse_has_a_source() {
    let body: Blueprint = MOUSE.parse().unwrap();
    assert!(body.slots.iter().all(|s| !s.parameter.source.contains("without a source")));
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let line = |message: &str| {
        assert!(message.starts_with("line "), "{message}");
        message.to_owned()
    };
    assert!(line(&wrong("6.5 L/min", "6.5 L")).contains("m^3/s is needed"));
    assert!(line(&wrong("\"500 g\"", "\"500 gg\"")).contains("\"gg\""));
    assert!(line(&wrong("drains_to = \"liver\"", "drains_to = \"livre\"")).contains("liver"));
    assert!(line(&wrong("name = \"heart\"", "name = \"lung\"")).contains("there twice"));
    assert!(line(&wrong("blood_flow = \"2.5 %\"", "blood_flow = \"250 %\"")).contains("100 %"));
    assert!(line(&wrong("format = 1", "format = 9")).contains("reads format 1"));
    assert!(line(&wrong("organ = \"kidney\"", "organ = \"kidny\"")).contains("kidney"));
    assert!(line(&wrong("into = \"plasma\"", "into = \"blood\"")).contains("no organ"));
    assert!(line(&wrong("cv = \"15 %\"", "cv = \"15 L\"")).contains("a pure number is needed"));
    let circle = wrong("name = \"liver\"\n", "name = \"liver\"\ndrains_to = \"spleen\"\n");
    assert!(circle.contains("drains to itself"), "{circle}");
    let zero = wrong("mass = \"500 g\"", "mass = \"0 g\"");
    assert!(zero.contains("organ.lung.mass is 0"), "{zero}");
    let evidence = wrong("\"organ.exchange\"", "\"organ.exchagne\"");
    assert!(evidence.contains("did you mean \"organ.exchange\""), "{evidence}");
}

#[test]
fn doses_need_what_their_route_needs() {
    let says = |dose: &str, part: &str| {
        let message = adds(&format!("[[dose]]\n{dose}\n"));
        assert!(message.starts_with("line ") && message.contains(part), "{message}");
    };
    says("route = \"vien\"\namount = \"1\"", "vein");
    says("route = \"vein\"", "needs an amount");
    says("route = \"drip\"\namount = \"1\"", "needs a duration");
    says("route = \"vein\"\namount = \"1\"\nevery = \"1 day\"", "both every and times");
    says("route = \"cells\"\namount = \"1\"", "by the route \"cells\" cells");
    let mouse = format!("{MOUSE}\n[[dose]]\nroute = \"skin\"\namount = \"1\"\n");
    let error = mouse.parse::<Blueprint>().unwrap_err();
    assert!(
        matches!(error, ModelError::Needs { .. }) && error.to_string().contains("[route.skin]")
    );
}

#[test]
fn people_scale_by_sex_weight_and_age() {
    let body: Blueprint = ADULT.parse().unwrap();
    let value = |person: Person, name: &str| body.values_of(person)[body.parameter(name).unwrap()];
    let man = Person { sex: Sex::Man, age: 30.0, weight: 73.0 };
    let woman = Person { sex: Sex::Woman, age: 30.0, weight: 60.0 };
    assert!((value(man, "organ.liver.mass") - 1800.0).abs() < 1e-9);
    assert!((value(woman, "organ.liver.mass") - 1400.0).abs() < 1e-9);
    let heavy = Person { weight: 146.0, ..man };
    assert!((value(heavy, "organ.liver.mass") - 3600.0).abs() < 1e-9);
    let flow =
        value(heavy, "circulation.cardiac_output") / value(man, "circulation.cardiac_output");
    assert!((flow - 2.0_f64.powf(0.75)).abs() < 1e-12);
    let old = Person { age: 70.0, ..man };
    assert!((value(old, "circulation.cardiac_output") - 0.8 * 6500.0).abs() < 1e-9);
    let milk: Blueprint = lactating_adult().parse().unwrap();
    assert_eq!(milk.person.sex, Sex::Woman);
}

#[test]
fn evidence_of_a_field_is_that_of_each_quantity_without_its_own() {
    let body: Blueprint = ADULT.parse().unwrap();
    let slot = |name: &str| &body.slots[body.parameter(name).unwrap()].parameter;
    assert_eq!(slot("organ.liver.mass").standing, Evidence::Measured);
    assert_eq!(slot("organ.liver.clearance").standing, Evidence::Derived);
    assert!(slot("organ.liver.clearance").calibrated_to.contains(&"clearance".to_owned()));
    assert_eq!(slot("tissue.uptake").standing, Evidence::Assumed);
    assert_eq!(slot("secretor.erythrocytes.secretion").source, "Auber & Svenningsen 2022");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_torn_file_is_read_or_refused(start in 0..MOUSE.len(), length in 0..200_usize) {
        let end = (start + length).min(MOUSE.len());
        if let (Some(a), Some(b)) = (MOUSE.get(..start), MOUSE.get(end..)) {
            let _ = format!("{a}{b}").parse::<Blueprint>();
        }
    }

    #[test]
    fn any_number_in_any_place_is_read_or_refused(place in 0..60_usize, number in "-?[0-9]{1,4}(e[0-9]{1,3})? ?[a-z/%]{0,8}") {
        let quoted: Vec<(usize, &str)> = MOUSE.match_indices("= \"").collect();
        let at = quoted[place % quoted.len()].0 + 3;
        let end = at + MOUSE[at..].find('"').unwrap();
        let text = format!("{}{number}{}", &MOUSE[..at], &MOUSE[end..]);
        if let Ok(body) = text.parse::<Blueprint>() {
            let plan = crate::solve::SimulationSettings {
                duration: 60.0, step: 30.0, background: false, doses: true,
                start: crate::solve::Start::Empty,
            };
            let _ = crate::solve::simulate(&body, &body.values(), &plan);
        }
    }

    #[test]
    fn lines_lost_doubled_or_moved_are_read_or_refused(
        from in 0..500_usize, to in 0..500_usize, what in 0..4_u8, number in "-?[0-9]{1,3}(e-?[0-9]{1,3})?",
    ) {
        const DOSES: &str = include_str!("../../tests/reference/doses.toml");
        let text = format!("{ADULT}\n{DOSES}");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let (from, to) = (from % lines.len(), to % lines.len());
        match what {
            0 => drop(lines.remove(from)),
            1 => lines.insert(to, lines[from].clone()),
            2 => lines.swap(from, to),
            _ => {
                // The first number of a line becomes another.
                let (line, digits) = (lines[from].clone(), |c: char| c.is_ascii_digit());
                if let Some(start) = line.find(digits) {
                    let end = line[start..].find(|c| !digits(c)).map_or(line.len(), |n| start + n);
                    lines[from] = format!("{}{number}{}", &line[..start], &line[end..]);
                }
            }
        }
        if let Ok(body) = lines.join("\n").parse::<Blueprint>() {
            let plan = crate::solve::SimulationSettings {
                duration: 600.0, step: 300.0, background: true, doses: true,
                start: crate::solve::Start::Steady,
            };
            let _ = crate::solve::simulate(&body, &body.values(), &plan);
        }
    }
}

#[test]
fn a_file_cannot_ask_for_more_than_can_be_kept() {
    let organ = |n: usize| {
        format!(
            "\n[[organ]]\nname = \"o{n}\"\nmass = \"1 g\"\nblood_flow = \"0 %\"\nblood_part = \"1 %\"\n"
        )
    };
    let many: String = (0..300).map(organ).collect();
    let error = format!("{ADULT}{many}").parse::<Blueprint>().unwrap_err();
    assert!(error.to_string().contains("at most 200 organs"), "{error}");
    let body: Blueprint = ADULT.parse().unwrap();
    let plan = crate::solve::SimulationSettings {
        duration: 1e9,
        step: 1.0,
        background: true,
        doses: false,
        start: crate::solve::Start::Empty,
    };
    let error = crate::solve::simulate(&body, &body.values(), &plan).unwrap_err();
    assert!(error.to_string().contains("more than can be kept"), "{error}");
}

#[test]
fn a_body_that_no_one_has_is_refused_with_its_line() {
    let said = |from: &str, to: &str| {
        let text = ADULT.replacen(from, to, 1);
        assert_ne!(text, ADULT, "{from} is not there");
        let error = text.parse::<Blueprint>().unwrap_err().to_string();
        assert!(error.contains("line "), "{error}");
        error
    };
    assert!(said("blood_flow = \"4 %\"", "blood_flow = \"99 %\"").contains("cardiac output"));
    let ends = "blood_flow = { value = \"4 %\", range = [\"3 %\", \"4 %\", \"5 %\"] }";
    assert!(said("blood_flow = \"4 %\"", ends).contains("a range has 2 ends, and 3 are given"));
    let person = |age: &str, weight: &str| {
        let own = format!("[person]\nsex = \"man\"\nage = \"{age}\"\nweight = \"{weight}\"\n");
        format!("{ADULT}\n{own}").parse::<Blueprint>().map_err(|error| error.to_string())
    };
    assert!(person("40 years", "80 kg").is_ok());
    assert!(person("400 years", "80 kg").unwrap_err().contains("more than a body has"));
    assert!(person("40 years", "5000 kg").unwrap_err().contains("more than a body has"));
    let dose = |amount: &str| {
        let text = format!("{ADULT}\n[[dose]]\nroute = \"vein\"\namount = \"{amount}\"\n");
        text.parse::<Blueprint>().unwrap_err().to_string()
    };
    assert!(dose("0").contains("more than nothing"));
    assert!(dose("1e308").contains("more than a body has"));
}

#[test]
fn plasma_that_fits_into_no_body_is_refused() {
    let line = ADULT.lines().find(|line| line.starts_with("plasma_volume")).unwrap();
    let text = ADULT.replacen(line, "plasma_volume = \"30 L\"", 1);
    let error = text.parse::<Blueprint>().unwrap_err().to_string();
    assert!(error.contains("0.15 mL per gram"), "{error}");
    let text = ADULT.replacen(line, "plasma_volume = \"300 L\"", 1);
    assert!(text.parse::<Blueprint>().unwrap_err().to_string().contains("more than a body has"));
}
