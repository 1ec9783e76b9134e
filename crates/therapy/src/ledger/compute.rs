//! Figures of the ledger, each in a form that takes seconds.

use exoscope_core::Streams;
use exoscope_core::number::amount;
use exoscope_sim::cohort::{BUILT_IN, Design, lay_out};
use exoscope_sim::observe::recovery::NaturalRecovery;
use exoscope_sim::world::msc::Pool;

use super::Claim;
use super::value::{Spread, Value, mean_of};
use super::words::EN;
use crate::TherapyError;
use crate::closed::natural::{Count, beside};
use crate::closed::power::{people_for_pairs, people_for_proportions};
use crate::dose::{Route, deliver, deliver_sized};
use crate::fortune::normal_quantile;
use crate::patient::spinal::published::{TABLES, Table};
use crate::production::{self, Process, produce};
use crate::trial::{self, Operating, Plan};

/// Of blocks of simulated people the share of cancer deaths that is prevented by a reader no better than false alarms and by
/// the article's 95 %, each at an uptake of 30 and of 70 %.
pub type Programme = fn(Streams) -> Result<Vec<[f64; 4]>, String>;

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
    Value::number(x)
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
        Claim::Cause => fit(cause(), &rows.cause.figures),
        Claim::Age => fit(age(streams)?, &rows.age.figures),
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

fn reach() -> Result<Figures<6>, TherapyError> {
    let amount = quantity("1e11 EV")?;
    let time = quantity("30 min")?;
    let brain = deliver(&amount, Route::Drip, Some(&time), "brain")?;
    let skin = deliver(&amount, Route::Drip, Some(&time), "skin")?;
    let needles = deliver(&amount, Route::Microneedles, None, "skin")?;
    let sized = |nm| deliver_sized(&amount, Route::Drip, Some(&time), "brain", nm);
    let computed = [
        Value::percent(brain.filtered),
        Value::percent(brain.share),
        Value::percent(sized(50.0)?.share),
        Value::percent(sized(200.0)?.share),
        Value::percent(skin.share),
        Value::percent(needles.share),
    ];
    Ok(stated!(computed, "88.8 %", "0.000097 %", "0.00019 %", "0.000049 %", "0.021 %", "96.8 %"))
}

fn quantity(text: &str) -> Result<exoscope_core::unit::Quantity, TherapyError> {
    text.parse()
        .map_err(|e: exoscope_core::unit::UnitError| TherapyError::Body { what: e.to_string() })
}

fn count(improved: u32, of: u32) -> Result<Count, TherapyError> {
    Count::new(improved, of).map_err(|what| TherapyError::Body { what })
}

fn improved() -> Result<Figures<8>, TherapyError> {
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
    let [kirshblum, spiess, marino, van_middendorp] = [of(3), of(1), of(0), of(2)].map(Value::text);
    let tipping = number(seen.tipping_rate(0.05).unwrap_or(f64::NAN));
    // The design again, with controls: Kirshblum's rates, and the same with every hazard doubled.
    let (natural, doubled) = (shares(3, 0.0), shares(3, 1.0));
    let redone = people_for_proportions(average(&natural), average(&doubled), 0.05, 0.8);
    let computed = [
        Value::text(interval),
        kirshblum,
        spiess,
        marino,
        van_middendorp,
        tipping,
        number(seen.at_least_at(average(&doubled))),
        Value::whole(redone.unwrap_or(f64::NAN).ceil()),
    ];
    Ok(stated!(
        computed,
        "0.640–0.998",
        "4.73e-4 (B 0.50); 0.091",
        "1.48e-3 (B 0.50); 0.390",
        "1.81e-5 (B 0.45); 0.068",
        "3.23e-4 (B 0.45); 0.117",
        "0.684",
        "0.057",
        "87",
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

/// Patients of the article by grade at the start (assumed): 6 A, 2 B, 5 C.
const MIX: [u32; 3] = [6, 2, 5];

/// Share of A, B and C that improves at a strength of the effect, by a published table: 1 − (1 − p)^{2^β}, where at D₅₀ the
/// law multiplies hazards by 2^β.
fn shares(table: usize, beta: f64) -> [f64; 3] {
    let natural = TABLES.get(table).map_or([f64::NAN; 3], Table::improved);
    natural.map(|p| -((-p).ln_1p() * beta.exp2()).exp_m1())
}

/// Mean share over the mix.
fn average(shares: &[f64; 3]) -> f64 {
    let all: u32 = MIX.iter().sum();
    shares.iter().zip(MIX).map(|(p, n)| p * f64::from(n)).sum::<f64>() / f64::from(all)
}

/// Evidence of 12 of 13 for an effect over none by one table: the mean likelihood over the prior of β, normal about 0 with SD 1
/// within ±3, over that at 0.
fn bayes_factor(table: usize) -> f64 {
    let likelihood = |beta: f64| {
        let [a, b, c] = shares(table, beta);
        let groups = [(MIX[0], a), (MIX[1], b), (MIX[2], c)];
        NaturalRecovery::of(&groups).probability.get(12).copied().unwrap_or(0.0)
    };
    let grid = (0..=300).map(|k| f64::from(k) / 50.0 - 3.0);
    let (mut all, mut sum) = (0.0, 0.0);
    for beta in grid {
        let prior = (-0.5 * beta * beta).exp();
        all += prior;
        sum += prior * likelihood(beta);
    }
    sum / all / likelihood(0.0)
}

/// The same result under an effect of cells and under one of the vesicles that they shed: the arm that got cells is the same
/// in both, and only an arm of vesicles alone, which nobody had, differs.
fn cause() -> Figures<8> {
    let [marino, spiess, middendorp, kirshblum] = [0, 1, 2, 3].map(bayes_factor);
    let (natural, doubled) = (average(&shares(3, 0.0)), average(&shares(3, 1.0)));
    // A dose of the cells and of their vesicles, each over its own D50, moves hazards alike: one likelihood for both.
    let ratio = 1.0;
    let told_apart = people_for_proportions(natural, doubled, 0.05, 0.8).unwrap_or(f64::NAN);
    let computed = [
        number(kirshblum),
        number(spiess),
        number(marino),
        number(middendorp),
        number(ratio),
        number(13.0 * natural),
        number(13.0 * doubled),
        Value::whole(told_apart.ceil()),
    ];
    stated!(computed, "58.5", "24.8", "312", "71.3", "1.00", "6.29", "8.99", "87")
}

/// Nucleated and other cells of an adult body that the article's count rests on (derived: 6e9 × 1e4).
const CELLS_OF_A_BODY: f64 = 6e13;

fn age(streams: Streams) -> Result<Figures<6>, TherapyError> {
    let pool = Pool::published(0.0).map_err(|e| TherapyError::Body { what: e.to_string() })?;
    let fall = pool.part(0.0) / pool.part(85.0);
    let batch = produce(&process("cells-13")?, streams)?;
    let computed = [
        number(CELLS_OF_A_BODY / 1e4),
        number(CELLS_OF_A_BODY / 2e6),
        number(fall),
        number(fall.log2()),
        number(batch.harvested.1),
        number(batch.harvested_otherwise),
    ];
    Ok(stated!(computed, "6.00e9", "3.00e7", "200", "7.64", "21446", "40000"))
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
    let mut share = |confounding: f64, streams: Streams| {
        design.batch.confounding = confounding;
        let batches = lay_out(&design.batch, &samples, streams);
        let dated: Vec<(usize, u64)> =
            samples.iter().zip(&batches).map(|((k, _), batch)| (*k, batch.date)).collect();
        let right =
            dated.iter().enumerate().filter(|(n, one)| called_by_date(&dated, *n) == Some(one.0));
        right.count() as f64 / dated.len().max(1) as f64
    };
    let mut over_layouts = |confounding: f64| {
        let seeds = (0..LAYOUTS).map(|k| Streams::new(streams.seed().wrapping_add(k)));
        let mut all: Vec<f64> = seeds.map(|streams| share(confounding, streams)).collect();
        let first = all.first().copied().unwrap_or(f64::NAN);
        all.sort_by(f64::total_cmp);
        let at = |q: f64| {
            all.get((q * (all.len() as f64 - 1.0)).round() as usize).copied().unwrap_or(f64::NAN)
        };
        Value::percent(first).within((at(0.025), at(0.975)), Spread::Layouts)
    };
    Ok(stated!([over_layouts(1.0), over_layouts(0.0)], "100 %", "41.7 %"))
}

/// Layouts of samples on dates, the first of the row's seed.
const LAYOUTS: u64 = 40;

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
        Value::percent(found / (found + 0.05 * (1.0 - prevalence)))
    };
    stated!([value(0.005), value(0.01)], "8.7 %", "16.1 %")
}

fn threat(streams: Streams, programme: Programme) -> Result<Figures<4>, TherapyError> {
    let blocks = programme(streams).map_err(|what| TherapyError::Body { what })?;
    let of = |place: usize| {
        let values: Vec<f64> =
            blocks.iter().filter_map(|block| block.get(place).copied()).collect();
        mean_of(&values).map_or(Value::percent(f64::NAN), |(mean, ends)| {
            Value::percent(mean).within(ends, Spread::People)
        })
    };
    Ok(stated!([of(0), of(1), of(2), of(3)], "0.063 %", "0.23 %", "4.4 %", "10.0 %"))
}

/// Measurements that show 99 % in each of the five meanings of "pure" (one-sided 95 %): particles and marker-positive
/// particles are looked at one by one (exact binomial). Protein, peak area and protein removed are a measured share of the
/// rest, here 0.8 % of a limit of 1 %, with a coefficient of variation of 20 % a measurement (assumed): (1.645 cv / ln(1/0.8))²
/// repeats, and for what was removed two measurements each, of before and after.
fn pure() -> Figures<6> {
    let shown = |impure: u32| {
        let enough = |n: u32| Count::new(impure, n).is_ok_and(|count| count.upper() <= 0.01);
        Value::whole((impure + 1..10_000).find(|n| enough(*n)).map_or(f64::NAN, f64::from))
    };
    let repeats = |measurements: f64| {
        let z = normal_quantile(0.95);
        Value::whole((measurements * (z * 0.2 / (1.0_f64 / 0.8).ln()).powi(2)).ceil())
    };
    stated!(
        [shown(0), shown(1), shown(0), repeats(1.0), repeats(1.0), repeats(2.0)],
        "299",
        "473",
        "299",
        "3",
        "3",
        "5"
    )
}

fn supernatant(streams: Streams) -> Result<Figures<5>, TherapyError> {
    let batch = produce(&process("supernatant-flask")?, streams)?;
    let of = |place: usize| batch.in_a_dose.get(place).map(|(_, figure)| *figure);
    let computed = [
        Value::drawn(of(0), 1e12, None),
        Value::drawn(of(1), 1e12, None),
        Value::drawn(of(3), 1e12, None),
        Value::drawn(of(2), 1e12, None),
        Value::drawn(of(4), 1000.0, Some("mg")),
    ];
    Ok(stated!(computed, "0.10 %", "0.62 %", "99.0 %", "0.23 %", "4.18 mg"))
}

fn drip(streams: Streams) -> Result<Figures<4>, TherapyError> {
    let batch = produce(&process("supernatant-flask")?, streams)?;
    let of = |place: usize| batch.in_a_dose.get(place).map(|(_, figure)| *figure);
    let computed = [
        Value::drawn(of(0), 1.0, Some("")),
        Value::drawn(of(4), 1.0, Some("µg")),
        number(batch.endotoxin.per_hour),
        Value::percent(batch.delivery.share),
    ];
    Ok(stated!(computed, "1.03e9", "4177 µg", "0.833", "0.021 %"))
}

/// Trials of a plan that are significant in favour, at each strength.
fn favourable(name: &str, streams: Streams) -> Result<Vec<Operating>, TherapyError> {
    const TRIALS: u64 = 2000;
    let mut plan = plan(name)?;
    plan.sweep = trial::plan::Sweep::default();
    let part = trial::simulate(&plan, streams, (0, TRIALS))?;
    Ok(trial::study(&plan, &part)?.operating)
}

fn needling(streams: Streams) -> Result<Figures<4>, TherapyError> {
    let (split, single) =
        (favourable("skin-split-face", streams)?, favourable("hair-single-arm", streams)?);
    let at = |rows: &[Operating], k: usize| Value::rate(rows.get(k).and_then(|at| at.favourable));
    // One person's two sides, session after session: as many pairs as people would give, if all respond alike.
    let plan = plan("skin-split-face")?;
    let pairs = match (&plan.disease, plan.treatment.beta.get(1)) {
        (crate::patient::Disease::Split(face), Some(beta)) => {
            let sd = face.sd * (2.0 * (1.0 - face.correlation)).sqrt();
            people_for_pairs(face.sd * beta * 2.0_f64.ln(), sd, plan.alpha, 0.8)
        }
        _ => None,
    };
    let pairs = Value::whole(pairs.unwrap_or(f64::NAN).ceil());
    Ok(stated!(
        [at(&single, 0), at(&split, 0), at(&split, 1), pairs],
        "81.4 %",
        "2.4 %",
        "17.6 %",
        "146"
    ))
}

fn safety() -> Result<Figures<2>, TherapyError> {
    let none = count(0, 13)?;
    Ok(stated!([Value::percent(none.upper()), Value::percent(3.0 / 13.0)], "20.6 %", "23.1 %"))
}
