//! The headline figures of a programme: each with its interval over people, over parameters, and what it is computed from.

use exoscope_core::number::{grouped, short};

use super::{UNDEFINED, estimate};
use crate::estimate::Estimate;
use crate::outcome::{Arms, Outcome};
use crate::run::{OverParameters, Study};

/// Headings of [`headline`].
pub const HEADLINE: [&str; 4] =
    ["figure", "simulated (95 %, people)", "over parameters (95 %)", "computed from"];
/// Headings of [`arms`].
pub const ARMS: [&str; 2] = ["two arms of the trial", "screening arm against control arm"];

/// What figures compare.
const WITHIN: &str = "lives within follow-up";
const TO_DEATH: &str = "lives to death";
const FOUND: &str = "lives of those found";
const TESTS: &str = "tests";

/// How a figure is written.
enum Form {
    /// With so many decimals.
    Decimals(usize),
    /// Whole, with commas at the thousands.
    Whole,
    /// Whole, in the plan's currency.
    Money,
}

type Of<T> = fn(&T) -> Estimate;
type Line = (String, Form, Of<Outcome>, Of<OverParameters>, &'static str);

/// `1,234 (1,100 to 1,400)`, with the unit behind the value.
fn large(figure: Estimate, unit: &str) -> String {
    let Some(value) = figure.value else { return UNDEFINED.to_owned() };
    let whole = |value: f64| grouped(value.round() as i64);
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    match (figure.low, figure.high) {
        (Some(low), Some(high)) => {
            format!("{}{unit} ({} to {})", whole(value), whole(low), whole(high))
        }
        _ => format!("{}{unit}", whole(value)),
    }
}

/// Every headline figure of the main test, a row each.
pub fn headline(found: &Study) -> Vec<[String; 4]> {
    let outcome = &found.outcome;
    let over = found.over_parameters.as_ref();
    let row = |(what, form, of, over_of, from): Line| {
        let write = |figure: Estimate| match form {
            Form::Decimals(decimals) => estimate(figure, decimals),
            Form::Whole => large(figure, ""),
            Form::Money => large(figure, &outcome.cost.currency),
        };
        let over = over.map_or_else(|| UNDEFINED.to_owned(), |over| write(over_of(over)));
        [what, write(of(outcome)), over, from.to_owned()]
    };
    lines(outcome).into_iter().map(row).collect()
}

fn lines(outcome: &Outcome) -> Vec<Line> {
    use Form::{Decimals, Money, Whole};
    let rate = outcome.cost.discount;
    let later = |what: &str| match rate {
        rate if rate > 0.0 => format!("{what}, discounted at {} % a year", short(100.0 * rate)),
        _ => what.to_owned(),
    };
    let is = str::to_owned;
    vec![
        (
            is("late-stage (III–IV) rate ratio"),
            Decimals(3),
            |o| o.late_ratio,
            |o| o.late_ratio,
            WITHIN,
        ),
        (
            is("stage IV rate ratio"),
            Decimals(3),
            |o| o.stage_four_ratio,
            |o| o.stage_four_ratio,
            WITHIN,
        ),
        (
            is("early-stage (I–II) rate ratio"),
            Decimals(3),
            |o| o.early_ratio,
            |o| o.early_ratio,
            WITHIN,
        ),
        (is("PPV, all rounds"), Decimals(3), |o| o.ppv, |o| o.ppv, TESTS),
        (is("mean lead time, years"), Decimals(2), |o| o.lead_years, |o| o.lead_years, FOUND),
        (
            is("overdiagnosed, of those found"),
            Decimals(3),
            |o| o.overdiagnosed,
            |o| o.overdiagnosed,
            FOUND,
        ),
        (is("excess diagnoses per 100,000 people"), Whole, |o| o.excess, |o| o.excess, WITHIN),
        (
            is("cancer deaths prevented per 100,000 people"),
            Whole,
            |o| o.prevented,
            |o| o.prevented,
            WITHIN,
        ),
        (
            is("relative reduction of cancer deaths"),
            Decimals(3),
            |o| o.mortality_reduction,
            |o| o.mortality_reduction,
            WITHIN,
        ),
        (
            later("life-years gained per 1,000 people"),
            Decimals(2),
            |o| o.life_years,
            |o| o.life_years,
            TO_DEATH,
        ),
        (
            later("QALYs gained per 1,000 people"),
            Decimals(2),
            |o| o.quality_years,
            |o| o.quality_years,
            TO_DEATH,
        ),
        (
            later("treatment with less without, per 1,000 people"),
            Money,
            |o| o.cost.treatment,
            |o| o.treatment,
            WITHIN,
        ),
        (
            is("tests and work-up per cancer found"),
            Money,
            |o| o.cost.per_cancer,
            |o| o.per_cancer,
            TESTS,
        ),
        (
            later("net cost per life-year gained"),
            Money,
            |o| o.cost.per_life_year,
            |o| o.per_life_year,
            TO_DEATH,
        ),
        (later("net cost per QALY gained"), Money, |o| o.cost.per_qaly, |o| o.per_qaly, TO_DEATH),
        (
            is("tests and work-up, a year and 100,000 people"),
            Money,
            |o| o.cost.budget,
            |o| o.budget,
            TESTS,
        ),
    ]
}

/// What the two arms of the trial show; empty without a trial.
pub fn arms(outcome: &Outcome) -> Vec<[String; 2]> {
    let Some(arms) = &outcome.arms else { return Vec::new() };
    let of = |what: &str, figure: String| [what.to_owned(), figure];
    let Arms { people, late_ratio, stage_four_ratio, early_ratio, excess, prevented } = arms;
    let (screening, control) = (people.0.cast_signed(), people.1.cast_signed());
    vec![
        of("people", format!("{} and {}", grouped(screening), grouped(control))),
        of("late-stage (III–IV) rate ratio", estimate(*late_ratio, 3)),
        of("stage IV rate ratio", estimate(*stage_four_ratio, 3)),
        of("early-stage (I–II) rate ratio", estimate(*early_ratio, 3)),
        of("diagnoses more, per 100,000 people", large(*excess, "")),
        of("cancer deaths fewer, per 100,000 people", large(*prevented, "")),
    ]
}

/// What the figures compare, in a sentence.
pub fn compares(found: &Study) -> String {
    let n = grouped(found.outcome.people.cast_signed());
    match &found.outcome.arms {
        Some(arms) => format!(
            "Figures of lives compare two lives of the same {n} people of the screening arm, with and without the programme, \
             not the two arms: those differ by chance also, and stand apart (control arm: {} other people). Intervals over \
             parameters stand about their median.",
            grouped(arms.people.1.cast_signed())
        ),
        None => format!(
            "Figures of lives compare two lives of the same {n} people, with and without the programme. Intervals over \
             parameters stand about their median."
        ),
    }
}
