//! Natural history of spinal cord injury: published tables, fit, prediction, and the engine without an effect.

use exoscope_core::Streams;
use exoscope_therapy::closed::natural::{Count, beside};
use exoscope_therapy::fortune::Fortune;
use exoscope_therapy::patient::spinal::chain::{Rates, as_read, clock};
use exoscope_therapy::patient::spinal::published::TABLES;
use exoscope_therapy::patient::spinal::{SpinalCord, SpinalPlan, fit};
use exoscope_therapy::patient::{Course, NaturalHistory, Seat};

/// R 4.2.2: `binom.test(12, 13)$conf.int`, `uniroot(function(p) pbinom(11, 13, p, lower = FALSE) - 0.05, …)`,
/// `binom.test(0, 13, alternative = "less")$conf.int`.
#[test]
fn twelve_of_thirteen_as_in_r() {
    let seen = Count::new(12, 13).unwrap();
    let (low, high) = seen.exact();
    assert!((low - 0.639_702_564_7).abs() < 1e-9 && (high - 0.998_054_371_5).abs() < 1e-9);
    assert!((seen.tipping_rate(0.05) - 0.683_660_235_2).abs() < 1e-9);
    let none = Count::new(0, 13).unwrap();
    assert!((none.upper() - 0.205_816_665_2).abs() < 1e-9);
}

/// Recomputed by convolution in Python (`tests/reference/binomial.py`).
#[test]
fn twelve_of_thirteen_beside_the_four_tables() {
    let rows = beside(Count::new(12, 13).unwrap(), [6, 2, 5]);
    let wanted = [
        ("Marino", 0.45, 5.349, 1.811e-5, 0.068_44),
        ("Spiess", 0.50, 7.052, 1.477e-3, 0.390_5),
        ("Middendorp", 0.45, 6.186, 3.233e-4, 0.117_13),
        ("Kirshblum", 0.50, 6.293, 4.734e-4, 0.090_68),
    ];
    for (row, (name, b, expected, at_least, all_c)) in rows.iter().zip(wanted) {
        assert!(row.table.contains(name) && row.rate_of_b == b);
        assert!((row.expected - expected).abs() < 1e-3, "{row:?}");
        assert!((row.at_least / at_least - 1.0).abs() < 1e-3, "{row:?}");
        assert!((row.at_least_all_c / all_c - 1.0).abs() < 1e-3, "{row:?}");
    }
}

#[test]
fn each_table_is_predicted_from_the_other_three() {
    for left_out in 0..TABLES.len() {
        for row in fit::predict(&TABLES, left_out, 400, Streams::new(1)) {
            assert!(row.holds(), "{row:?}");
        }
    }
}

#[test]
#[ignore = "slow: a long chain"]
fn the_published_rates_are_those_of_the_fit() {
    let all: Vec<_> = TABLES.iter().copied().enumerate().collect();
    let (found, _) = fit::mean(&fit::fit(&all, 8_000, Streams::new(1))).unwrap();
    for (stored, fitted) in Rates::PUBLISHED.leaving.iter().zip(found.leaving) {
        assert!((stored / fitted).ln().abs() < 0.06, "{stored} {fitted}");
    }
    assert!((Rates::PUBLISHED.skip - found.skip).abs() < 0.03);
    assert!((Rates::PUBLISHED.trend - found.trend).abs() < 0.005);
}

fn plan(text: &str) -> SpinalPlan {
    toml::from_str(text).unwrap()
}

const B: &str =
    "grades = { B = 1 }\nage = [45, 45]\nfirst_exam = \"20 days\"\nlast_exam = \"300 days\"\n";

fn gained(model: &SpinalCord, course: &Course, people: usize) -> f64 {
    let mut stream = Streams::new(3).stream("test", 0);
    let one = |number| {
        let fortune = Fortune::draw(&mut stream);
        let seat = Seat { number, of: people, frailty: 1.0 };
        model.outcome(&model.enrol(seat, &fortune), course, &fortune)
    };
    (0..people).map(one).sum::<f64>() / people as f64
}

/// People drawn one by one are the matrix exponential.
#[test]
fn simulated_people_follow_the_chain() {
    let model = SpinalCord::new(&plan(&format!("{B}death_per_year = 0.0\n"))).unwrap();
    let time = clock(300.0) - clock(20.0);
    let start = [0.0, 0.95, 0.05, 0.0, 0.0];
    let exact: f64 = as_read(Rates::PUBLISHED.after(start, 1.0, time), 0.03).iter().skip(2).sum();
    let simulated = gained(&model, &Course::NATURAL, 200_000);
    assert!((simulated - exact).abs() < 4.0 * (0.25_f64 / 200_000.0).sqrt(), "{simulated} {exact}");
}

/// A constant hazard ratio over all of the time is that much more operational time.
#[test]
fn a_hazard_ratio_is_more_time() {
    let model = SpinalCord::new(&plan(&format!("{B}death_per_year = 0.0\n"))).unwrap();
    let course = Course { log_ratio: 2.0_f64.ln(), lasts: 1000.0, ..Course::NATURAL };
    let time = 2.0 * (clock(300.0) - clock(20.0));
    let exact: f64 = as_read(Rates::PUBLISHED.after([0.0, 0.95, 0.05, 0.0, 0.0], 1.0, time), 0.03)
        .iter()
        .skip(2)
        .sum();
    let simulated = gained(&model, &course, 200_000);
    assert!((simulated - exact).abs() < 4.0 * (0.25_f64 / 200_000.0).sqrt(), "{simulated} {exact}");
}

#[test]
fn without_an_effect_every_patient_has_the_natural_course() {
    let model = SpinalCord::new(&plan(B)).unwrap();
    let mut stream = Streams::new(9).stream("test", 0);
    for number in 0..5000 {
        let fortune = Fortune::draw(&mut stream);
        let patient = model.enrol(Seat { number, of: 5000, frailty: 1.0 }, &fortune);
        for delay in [0.0, 13.0, 400.0] {
            let treated = Course { log_ratio: 0.0, delay, lasts: 77.7, ..Course::NATURAL };
            let (a, b) = (
                model.outcome(&patient, &treated, &fortune),
                model.outcome(&patient, &Course::NATURAL, &fortune),
            );
            assert_eq!(a.to_bits(), b.to_bits());
        }
    }
}
