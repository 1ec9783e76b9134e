//! Units against their definitions, and properties of parsing and converting.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{Quantity, UnitError};

fn to(text: &str, unit: &str) -> f64 {
    text.parse::<Quantity>().unwrap().to(unit).unwrap()
}

#[test]
fn units_have_the_size_they_are_defined_to_have() {
    let near = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-14, "{a} is not {b}");
    near(to("3 L", "mL"), 3000.0);
    near(to("1 cm3", "mL"), 1.0);
    near(to("250 µm²/min", "um^2/s"), 250.0 / 60.0);
    near(to("4.5e-5 U/day/cell", "U/cell/h"), 4.5e-5 / 24.0);
    near(to("1.5e12 EV/min", "/day"), 1.5e12 * 1440.0);
    near(to("10 µM", "mol/L"), 1e-5);
    near(to("2 mL min^-1 kg⁻¹", "mL/min/kg"), 2.0);
    near(to("12 %", ""), 0.12);
    near(to("1 year", "day"), 365.25);
    near(to("1 exosome", ""), 1.0);
    near(to("1e3cells", "cell"), 1000.0);
}

#[test]
fn what_is_wrong_is_said_with_a_suggestion() {
    let says = |text: &str, part: &str| {
        let message = text.parse::<Quantity>().unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
    };
    says("min", "does not begin with a number");
    says("3 litre", "\"litre\" in \"litre\" is no unit");
    says("3 ml/mim", "did you mean \"min\"");
    says("3 mL//min", "no unit: write products");
    says("3 m^", "no unit: write products");
    says("1e999 m", "too large");
    says("3 m^8/m^-9/m^-9/m^-9/m^-9/m^-9/m^-9/m^-9/m^-9/m^-9/m^-9/m^-9/m^-9/m^-9/m^-9", "exponent");
    let wrong = "60 /h".parse::<Quantity>().unwrap().to("/cell/h").unwrap_err();
    assert!(matches!(wrong, UnitError::Mismatch { .. }));
}

const UNITS: [&str; 10] =
    ["mL/min", "L/day", "/cell/h", "EV/cell/day", "%", "", "µm²/s", "kg", "U/mL", "mm³/week"];

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,24}") {
        let _ = text.parse::<Quantity>();
    }

    #[test]
    fn nearly_quantities_are_read_or_refused(text in "[0-9.e+-]{1,6} ?[a-zA-Zµ%/^*·²0-9 -]{0,12}") {
        let _ = text.parse::<Quantity>();
    }

    #[test]
    fn what_is_printed_reads_back_the_same(value in -1e300..1e300_f64, unit in 0..UNITS.len()) {
        let quantity = Quantity::new(value, UNITS[unit].parse().unwrap()).unwrap();
        prop_assert_eq!(quantity.to_string().parse::<Quantity>().unwrap(), quantity);
    }

    #[test]
    fn there_and_back_is_the_same(value in 1e-6..1e12_f64) {
        let there = Quantity::new(value, "mL/min".parse().unwrap()).unwrap().to("L/day").unwrap();
        let back = Quantity::new(there, "L/day".parse().unwrap()).unwrap().to("mL/min").unwrap();
        prop_assert!((back / value - 1.0).abs() < 1e-14);
    }
}
