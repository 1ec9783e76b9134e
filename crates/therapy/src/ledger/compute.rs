//! Figures of the ledger, each in a form that takes seconds.

use exoscope_core::Streams;
use exoscope_core::number::amount;
use exoscope_sim::cohort::{BUILT_IN, Design, lay_out};
use exoscope_sim::world::msc::Pool;

use super::Claim;
use super::value::Value;
use super::words::EN;
use crate::TherapyError;
use crate::closed::natural::{Count, beside};
use crate::dose::{Route, deliver};
use crate::production::{self, Process, produce};
use crate::trial::{self, Operating, Plan, Trials};

/// Cancer deaths per 100,000 without screening, and prevented by a reader no better than false alarms and by the article's
/// 95 %, each at an uptake of 30 and of 70 %.
pub type Programme = fn(Streams) -> Result<[f64; 5], String>;

/// Figures as they stand in the ledger, for seed 1: what is computed must be the same.
macro_rules! stated {
    ($computed:expr, $($stated:literal),+ $(,)?) => {
        pair($computed, [$($stated),+])
    };
}

/// As many figures as words, by type.
struct Figures<const N: usize>(Vec<(Value, &'static str)>);

fn pair<const N: usize>(computed: [Value; N], stated: [&'static str; N]) -> Figures<N> {
    Figures(computed.into_iter().zip(stated).collect())
}

const fn number(x: f64) -> Value {
    Value::Amount(x, "")
}

pub(super) fn figures(
    claim: Claim,
    streams: Streams,
    programme: Programme,
) -> Result<Vec<(Value, &'static str)>, TherapyError> {
    // The types below tie the number of figures to that of their words.
    let rows = &EN.rows;
    let found = match claim {
        Claim::Reach => fit(reach()?, &rows.reach.figures),
        Claim::Improved => fit(improved()?, &rows.improved.figures),
        Claim::Cause => fit(cause(streams)?, &rows.cause.figures),
        Claim::Age => fit(age()?, &rows.age.figures),
        Claim::Cancers => fit(cancers(streams)?, &rows.cancers.figures),
        Claim::Accuracy => fit(accuracy(), &rows.accuracy.figures),
        Claim::Threat => fit(threat(streams, programme)?, &rows.threat.figures),
        Claim::Pure => fit(pure(), &rows.pure.figures),
        Claim::Supernatant => fit(supernatant(streams)?, &rows.supernatant.figures),
        Claim::Drip => fit(drip(streams)?, &rows.drip.figures),
        Claim::Needling => fit(needling(streams)?, &rows.needling.figures),
        Claim::Safety => fit(safety()?, &rows.safety.figures),
    };
    Ok(found)
}

fn fit<const N: usize>(figures: Figures<N>, _: &[&'static str; N]) -> Vec<(Value, &'static str)> {
    figures.0
}

fn reach() -> Result<Figures<4>, TherapyError> {
    let amount = quantity("1e11 EV")?;
    let time = quantity("30 min")?;
    let brain = deliver(&amount, Route::Drip, Some(&time), "brain")?;
    let skin = deliver(&amount, Route::Drip, Some(&time), "skin")?;
    let needles = deliver(&amount, Route::Microneedles, None, "skin")?;
    let computed = [
        Value::Percent(brain.filtered),
        Value::Percent(brain.share),
        Value::Percent(skin.share),
        Value::Percent(needles.share),
    ];
    Ok(stated!(computed, "88.8 %", "0.000097 %", "0.021 %", "96.8 %"))
}

fn quantity(text: &str) -> Result<exoscope_core::unit::Quantity, TherapyError> {
    text.parse()
        .map_err(|e: exoscope_core::unit::UnitError| TherapyError::Body { what: e.to_string() })
}

fn count(improved: u32, of: u32) -> Result<Count, TherapyError> {
    Count::new(improved, of).map_err(|what| TherapyError::Body { what })
}

fn improved() -> Result<Figures<6>, TherapyError> {
    let seen = count(12, 13)?;
    let (low, high) = seen.exact();
    let tables = beside(seen, [6, 2, 5]);
    let of = |place: usize| {
        tables.get(place).map_or_else(String::new, |row| {
            let (chance, all_c) = (amount(row.at_least), amount(row.at_least_all_c));
            format!("{chance} (B {:.2}); {all_c}", row.rate_of_b)
        })
    };
    let interval = format!("{}–{}", amount(low), amount(high));
    let [kirshblum, spiess, marino, van_middendorp] = [of(3), of(1), of(0), of(2)].map(Value::Text);
    let tipping = number(seen.tipping_rate(0.05).unwrap_or(f64::NAN));
    let computed = [Value::Text(interval), kirshblum, spiess, marino, van_middendorp, tipping];
    Ok(stated!(
        computed,
        "0.640–0.998",
        "4.73e-4 (B 0.50); 0.091",
        "1.48e-3 (B 0.50); 0.390",
        "1.81e-5 (B 0.45); 0.068",
        "3.23e-4 (B 0.45); 0.117",
        "0.684",
    ))
}

fn plan(name: &str) -> Result<Plan, TherapyError> {
    let text = trial::BUILT_IN.iter().find(|(n, _)| *n == name).map_or("", |(_, text)| *text);
    text.parse()
}

fn process(name: &str) -> Result<Process, TherapyError> {
    let text = production::BUILT_IN.iter().find(|(n, _)| *n == name).map_or("", |(_, text)| *text);
    text.parse()
}

/// The same result under an effect of cells and under one of the vesicles that they shed.
fn cause(streams: Streams) -> Result<Figures<3>, TherapyError> {
    let seen = count(12, 13)?;
    let cells = plan("msc-13")?;
    let mut vesicles = cells.clone();
    vesicles.treatment.dose = quantity("6e11 EV")?;
    vesicles.treatment.d50 = quantity("6e11 EV")?;
    let factor = |plan: &Plan| -> Result<f64, TherapyError> {
        let found = trial::posterior::posterior(&Trials::new(plan)?, seen, streams);
        Ok(found.map_or(f64::NAN, |found| found.bayes_factor))
    };
    let (of_cells, of_vesicles) = (factor(&cells)?, factor(&vesicles)?);
    let computed = [number(of_cells), number(of_vesicles), number(of_cells / of_vesicles)];
    Ok(stated!(computed, "114", "114", "1.00"))
}

/// Nucleated and other cells of an adult body that the article's count rests on (derived: 6e9 × 1e4).
const CELLS_OF_A_BODY: f64 = 6e13;

fn age() -> Result<Figures<4>, TherapyError> {
    let pool = Pool::published(0.0).map_err(|e| TherapyError::Body { what: e.to_string() })?;
    let fall = pool.part(0.0) / pool.part(85.0);
    let computed = [
        number(CELLS_OF_A_BODY / 1e4),
        number(CELLS_OF_A_BODY / 2e6),
        number(fall),
        number(fall.log2()),
    ];
    Ok(stated!(computed, "6.00e9", "3.00e7", "200", "7.64"))
}

/// Share of samples whose class is the commonest among the other samples of their date, no miRNA looked at: where
/// batches follow classes, and where they do not.
fn cancers(streams: Streams) -> Result<Figures<2>, TherapyError> {
    let text = BUILT_IN.iter().find(|(name, _)| *name == "small").map_or("", |(_, text)| *text);
    let mut design: Design =
        text.parse().map_err(|e| TherapyError::Body { what: format!("{e}") })?;
    design.batch.sites_too = false;
    let classes = design.class.iter().enumerate();
    let samples: Vec<_> =
        classes.flat_map(|(k, class)| vec![(k, class.role); class.people]).collect();
    let mut share = |confounding: f64| {
        design.batch.confounding = confounding;
        let batches = lay_out(&design.batch, &samples, streams);
        let dated: Vec<(usize, u64)> =
            samples.iter().zip(&batches).map(|((k, _), batch)| (*k, batch.date)).collect();
        let right =
            dated.iter().enumerate().filter(|(n, one)| called_by_date(&dated, *n) == Some(one.0));
        Value::Percent(right.count() as f64 / dated.len().max(1) as f64)
    };
    Ok(stated!([share(1.0), share(0.0)], "100 %", "41.7 %"))
}

/// The commonest class among the other samples of the date of sample `number`, the first of equals.
fn called_by_date(dated: &[(usize, u64)], number: usize) -> Option<usize> {
    let date = dated.get(number)?.1;
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for (other, (class, of)) in dated.iter().enumerate() {
        if other != number && *of == date {
            *counts.entry(*class).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .max_by_key(|(class, n)| (*n, std::cmp::Reverse(*class)))
        .map(|(class, _)| class)
}

/// Predictive value of 95 % sensitivity and specificity at a prevalence of 0.5 and 1 %.
fn accuracy() -> Figures<2> {
    let value = |prevalence: f64| {
        let found = 0.95 * prevalence;
        Value::Percent(found / (found + 0.05 * (1.0 - prevalence)))
    };
    stated!([value(0.005), value(0.01)], "8.7 %", "16.1 %")
}

fn threat(streams: Streams, programme: Programme) -> Result<Figures<4>, TherapyError> {
    let [deaths, reader_30, reader_70, promised_30, promised_70] =
        programme(streams).map_err(|what| TherapyError::Body { what })?;
    let of = |prevented: f64| Value::Percent(prevented / deaths);
    Ok(stated!(
        [of(reader_30), of(reader_70), of(promised_30), of(promised_70)],
        "0.081 %",
        "0.57 %",
        "4.4 %",
        "10.2 %"
    ))
}

/// Particles that must all be of the kind claimed, or all but one, before a share of 99 % is shown (exact, one-sided 95 %).
fn pure() -> Figures<2> {
    let shown = |impure: u32| {
        let enough = |n: u32| Count::new(impure, n).is_ok_and(|count| count.upper() <= 0.01);
        number((impure + 1..10_000).find(|n| enough(*n)).map_or(f64::NAN, f64::from))
    };
    stated!([shown(0), shown(1)], "299", "473")
}

fn supernatant(streams: Streams) -> Result<Figures<3>, TherapyError> {
    let batch = produce(&process("supernatant-flask")?, streams)?;
    let dose = batch.in_a_dose.first().map(|(_, figure)| figure.median / 1e12);
    let medium = batch.in_a_dose.get(1).map(|(_, figure)| figure.median / 1e12);
    let protein = batch.in_a_dose.get(4).map(|(_, figure)| figure.median / 1000.0);
    let share = |share: Option<f64>| Value::Percent(share.unwrap_or(f64::NAN));
    let computed = [share(dose), share(medium), Value::Amount(protein.unwrap_or(f64::NAN), "mg")];
    Ok(stated!(computed, "0.10 %", "0.62 %", "4.18 mg"))
}

fn drip(streams: Streams) -> Result<Figures<3>, TherapyError> {
    let batch = produce(&process("supernatant-flask")?, streams)?;
    let vesicles = batch.in_a_dose.first().map_or(f64::NAN, |(_, figure)| figure.median);
    let computed =
        [number(vesicles), number(batch.endotoxin.1), Value::Percent(batch.delivery.share)];
    Ok(stated!(computed, "1.03e9", "0.833", "0.021 %"))
}

/// Trials of a plan that are significant in favour, at each strength.
fn favourable(name: &str, streams: Streams) -> Result<Vec<Operating>, TherapyError> {
    const TRIALS: u64 = 2000;
    let mut plan = plan(name)?;
    plan.sweep = trial::plan::Sweep::default();
    let part = trial::simulate(&plan, streams, (0, TRIALS))?;
    Ok(trial::study(&plan, &part)?.operating)
}

fn needling(streams: Streams) -> Result<Figures<3>, TherapyError> {
    let (split, single) =
        (favourable("skin-split-face", streams)?, favourable("hair-single-arm", streams)?);
    let at = |rows: &[Operating], k: usize| {
        let share = rows.get(k).and_then(|at| at.favourable).map_or(f64::NAN, |rate| rate.value);
        Value::Percent(share)
    };
    Ok(stated!([at(&single, 0), at(&split, 0), at(&split, 1)], "81.4 %", "2.4 %", "17.6 %"))
}

fn safety() -> Result<Figures<2>, TherapyError> {
    let none = count(0, 13)?;
    Ok(stated!([Value::Percent(none.upper()), Value::Percent(3.0 / 13.0)], "20.6 %", "23.1 %"))
}
