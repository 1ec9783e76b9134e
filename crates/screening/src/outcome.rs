//! Outcomes of a programme, from counts: stages, rounds, deaths, overdiagnosis, cost.

mod arms;
mod cost;

use serde::{Deserialize, Serialize};

pub use self::arms::Arms;
pub use self::cost::CostOutcome;
use crate::closed::mortality::StageShift;
use crate::engine::Simulator;
use crate::estimate::Estimate;
use crate::tally::{ALL, Change, DAYS, EARLY, FOUR, LATE, Quantity, Tally, Universe};

/// What a programme does, by a simulation of it: two lives of the same people, with and without the programme. In a trial
/// these are the people of the screening arm; what the two arms show stands in `arms`. Intervals are over people, and
/// of pairs where two universes are compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The test.
    pub test: String,
    /// Uptake.
    pub uptake: f64,
    /// People invited.
    pub people: u64,
    /// The screening arm against the control arm; none where there is no trial.
    pub arms: Option<Arms>,
    /// People who take part.
    pub participants: u64,
    /// Rounds of tests.
    pub rounds: Vec<RoundOutcome>,
    /// Diagnoses per 100,000 by stage: without the programme, with it, and with it by the test.
    pub stages: [[f64; 5]; 3],
    /// By year from the first invitation.
    pub years: Vec<YearOutcome>,
    /// Late-stage (III, IV) rate ratio over follow-up.
    pub late_ratio: Estimate,
    /// Stage IV rate ratio over follow-up.
    pub stage_four_ratio: Estimate,
    /// Early-stage (I, II) rate ratio over follow-up.
    pub early_ratio: Estimate,
    /// Screen-found cancers that would not have surfaced in life, as a fraction of those found.
    pub overdiagnosed: Estimate,
    /// Excess of diagnoses within follow-up per 100,000: lead time and overdiagnosis together.
    pub excess: Estimate,
    /// Mean lead time of cancers found that would have surfaced, years.
    pub lead_years: Estimate,
    /// Of people tested, the fraction with a false positive at least once.
    pub false_alarm_people: Estimate,
    /// Cancer deaths per 100,000 within follow-up: without, with.
    pub cancer_deaths: (f64, f64),
    /// Cancer deaths prevented per 100,000 within follow-up.
    pub prevented: Estimate,
    /// Relative reduction of cancer deaths by simulation.
    pub mortality_reduction: Estimate,
    /// The same by Owens' formula from the late-stage reduction.
    pub owens_reduction: Option<f64>,
    /// Years of life gained over life per 1,000 people, discounted as stated.
    pub life_years: Estimate,
    /// Quality-adjusted years of life gained over life per 1,000 people, discounted as stated.
    pub quality_years: Estimate,
    /// 5-year survival told apart into its biases.
    pub survival: SurvivalBias,
    /// Costs.
    pub cost: CostOutcome,
    /// Invasive procedures after a false positive, serious complications, cancers of a wrong first origin, and cancers
    /// that the work-up misses in a round, per 1,000 participants.
    pub harms: (f64, f64, f64, f64),
    /// PPV of all rounds.
    pub ppv: Estimate,
    /// People of 1,000 participants: found early enough to shift, found otherwise, overdiagnosed, surfaced all the same, false
    /// alarm alone.
    pub of_thousand: [f64; 5],
}

/// One round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoundOutcome {
    /// Number, from 1.
    pub round: usize,
    /// Whole years from the first invitation.
    pub year: usize,
    /// Tests.
    pub tests: u64,
    /// Positive tests.
    pub positives: u64,
    /// Cancers found.
    pub found: u64,
    /// False positives: positive tests of people without a cancer.
    pub false_positives: u64,
    /// Positive tests of people with a cancer that the work-up misses.
    pub workup_missed: u64,
    /// Positive predictive value.
    pub ppv: Estimate,
    /// Negative predictive value, against preclinical cancers present.
    pub npv: Estimate,
    /// False positives per 1,000 tests.
    pub false_per_thousand: f64,
    /// Positive tests that the work-up does not confirm, per 1,000 tests: false positives, and cancers that it misses.
    pub unconfirmed_per_thousand: f64,
    /// Cancers that surfaced between a negative test and the next.
    pub interval_cancers: u64,
}

/// One year from the first invitation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct YearOutcome {
    /// From 0.
    pub year: usize,
    /// Late-stage rate ratio.
    pub late_ratio: Estimate,
    /// Stage IV rate ratio.
    pub stage_four_ratio: Estimate,
    /// Early-stage rate ratio.
    pub early_ratio: Estimate,
    /// Diagnoses per 100,000: without, with.
    pub diagnoses: (f64, f64),
}

/// 5-year cancer survival of those diagnosed, step by step from without to with the programme.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct SurvivalBias {
    /// Of all diagnosed without the programme.
    pub clinical: Option<f64>,
    /// Of those found by the test, as it shows.
    pub apparent: Option<f64>,
    /// Of the difference: length-time bias, selection of those found.
    pub length: Option<f64>,
    /// Lead-time bias.
    pub lead: Option<f64>,
    /// True benefit.
    pub benefit: Option<f64>,
}

fn ratio(with: &Universe, without: &Universe, pick: impl Fn(&Universe) -> u64) -> Estimate {
    Estimate::rate_ratio((pick(with), with.people), (pick(without), without.people))
}

fn stages(counts: &[u64; 5], stages: std::ops::Range<usize>) -> u64 {
    counts.get(stages).unwrap_or_default().iter().sum()
}

fn per(count: u64, people: u64, of: f64) -> f64 {
    if people == 0 { 0.0 } else { of * count as f64 / people as f64 }
}

impl Outcome {
    /// Outcomes of these counts.
    pub fn new(simulator: &Simulator, tally: &Tally) -> Self {
        let (with, without) = (&tally.with, &tally.without);
        let plan = simulator.plan();
        let sum = |rows: &[[u64; 5]], people: u64| {
            let mut all = [0.0; 5];
            for (stage, all) in all.iter_mut().enumerate() {
                *all = per(rows.iter().filter_map(|row| row.get(stage)).sum(), people, 1e5);
            }
            all
        };
        let changes = &tally.changes;
        let kind = |kind: usize| changes.diagnoses.get(kind).copied().unwrap_or_default();
        let late_ratio = Estimate::paired_ratio(without.in_stages(2..4), kind(LATE));
        let found: u64 = tally.rounds.iter().map(|r| r.true_positives).sum();
        let missed: u64 = tally.rounds.iter().map(|r| r.workup_missed).sum();
        let alarms: u64 = tally.rounds.iter().map(|r| r.false_positives).sum();
        let deaths = |u: &Universe| u.cancer_deaths.iter().sum::<u64>();
        let screen_found = tally.lead.0 + tally.overdiagnosed;
        let workup = &plan.workup;
        let thousand = |n: f64| {
            if tally.participants == 0 { 0.0 } else { 1000.0 * n / tally.participants as f64 }
        };
        let invasive = alarms as f64 * workup.invasive;
        let (life_years, quality_years) = life_years(simulator, tally, alarms);
        let gained =
            (life_years.value.unwrap_or_default(), quality_years.value.unwrap_or_default());
        let more = |change: Change| {
            let n = with.people;
            Estimate::rate_difference((change.more, n), (change.fewer, n), 1e5)
        };
        let death = changes.deaths;
        Self {
            test: plan.test.name.clone(),
            uptake: plan.programme.uptake,
            people: with.people,
            arms: Arms::new(tally),
            participants: tally.participants,
            rounds: rounds(tally, plan.programme.interval.0),
            stages: [
                sum(&without.cancers, without.people),
                sum(&with.cancers, with.people),
                sum(&with.screen, with.people),
            ],
            years: years(tally),
            stage_four_ratio: Estimate::paired_ratio(without.in_stages(3..4), kind(FOUR)),
            early_ratio: Estimate::paired_ratio(without.in_stages(0..2), kind(EARLY)),
            overdiagnosed: Estimate::proportion(tally.overdiagnosed, screen_found),
            excess: more(kind(ALL)),
            lead_years: lead_years(tally),
            false_alarm_people: Estimate::proportion(tally.false_alarm_people, tally.participants),
            cancer_deaths: (
                per(deaths(without), without.people, 1e5),
                per(deaths(with), with.people, 1e5),
            ),
            prevented: more(Change { more: death.fewer, fewer: death.more }),
            mortality_reduction: Estimate::paired_ratio(deaths(without), death).complement(),
            owens_reduction: owens(simulator, without, late_ratio),
            life_years,
            quality_years,
            survival: survival(tally),
            cost: cost::cost(simulator, tally, gained),
            harms: (
                thousand(invasive),
                thousand(invasive * workup.complication),
                thousand(found as f64 * (1.0 - plan.test.origin)),
                thousand(missed as f64),
            ),
            ppv: Estimate::proportion(found, found + alarms + missed),
            of_thousand: [
                thousand(tally.shifted as f64),
                thousand(tally.lead.0.saturating_sub(tally.shifted) as f64),
                thousand(tally.overdiagnosed as f64),
                thousand(tally.surfaced as f64),
                thousand(tally.false_alarm_alone as f64),
            ],
            late_ratio,
        }
    }
}

/// Mean lead time with the normal interval of its mean.
fn lead_years(tally: &Tally) -> Estimate {
    let (n, days) = tally.lead;
    if n == 0 {
        return Estimate::default();
    }
    // The variance among those n: the sum's about n times the mean, in tenths of a day.
    let squares = tally.spread.covariance(Quantity::Lead, Quantity::Lead, n);
    let year = 10.0 * DAYS;
    Estimate::mean(days as f64 / DAYS, squares / (year * year), n, 1.0)
}

/// Life-years and QALYs gained per 1,000 people; the loss by false positives is in the second.
fn life_years(simulator: &Simulator, tally: &Tally, alarms: u64) -> (Estimate, Estimate) {
    let people = tally.with.people;
    let mean = |thousandths: i64, quantity: Quantity, loss: f64| {
        let year = 10.0 * DAYS;
        let variance = tally.spread.covariance(quantity, quantity, people) / (year * year);
        let total = thousandths as f64 / 1000.0 / DAYS - loss * people as f64 / 1000.0;
        Estimate::mean(total, variance, people, 1000.0)
    };
    let loss = cost::anxiety(simulator, alarms, people);
    (
        mean(tally.life_gained, Quantity::Life, 0.0),
        mean(tally.quality_gained, Quantity::Quality, loss),
    )
}

fn rounds(tally: &Tally, interval: f64) -> Vec<RoundOutcome> {
    let rounds = tally.rounds.iter().enumerate().filter(|(_, round)| round.tests > 0);
    let round = |(number, round): (usize, &crate::tally::Round)| {
        let positive = round.positives();
        let negative = round.tests.saturating_sub(positive);
        RoundOutcome {
            round: number + 1,
            year: (number as f64 * interval) as usize,
            tests: round.tests,
            positives: positive,
            found: round.true_positives,
            false_positives: round.false_positives,
            workup_missed: round.workup_missed,
            ppv: Estimate::proportion(round.true_positives, positive),
            npv: Estimate::proportion(negative.saturating_sub(round.false_negatives), negative),
            false_per_thousand: per(round.false_positives, round.tests, 1000.0),
            unconfirmed_per_thousand: per(
                positive.saturating_sub(round.true_positives),
                round.tests,
                1000.0,
            ),
            interval_cancers: round.interval_cancers,
        }
    };
    rounds.map(round).collect()
}

fn years(tally: &Tally) -> Vec<YearOutcome> {
    let (with, without) = (&tally.with, &tally.without);
    let year = |(year, (a, b)): (usize, (&[u64; 5], &[u64; 5]))| {
        let of = |range: std::ops::Range<usize>, kind: usize| {
            let changed = tally.changes.by_year.get(year).and_then(|of_year| of_year.get(kind));
            Estimate::paired_ratio(stages(b, range), changed.copied().unwrap_or_default())
        };
        YearOutcome {
            year,
            late_ratio: of(2..4, LATE),
            stage_four_ratio: of(3..4, FOUR),
            early_ratio: of(0..2, EARLY),
            diagnoses: (
                per(stages(b, 0..5), without.people, 1e5),
                per(stages(a, 0..5), with.people, 1e5),
            ),
        }
    };
    with.by_year.iter().zip(&without.by_year).enumerate().map(year).collect()
}

fn survival(tally: &Tally) -> SurvivalBias {
    let five = &tally.five_years;
    if five.screen == 0 || five.clinical.0 == 0 {
        return SurvivalBias::default();
    }
    let all = five.screen as f64;
    let clinical = five.clinical.1 as f64 / five.clinical.0 as f64;
    let (natural, lead, seen) =
        (five.natural as f64 / all, five.lead as f64 / all, five.seen as f64 / all);
    SurvivalBias {
        clinical: Some(clinical),
        apparent: Some(seen),
        length: Some(natural - clinical),
        lead: Some(lead - natural),
        benefit: Some(seen - lead),
    }
}

/// Owens' formula with the hazards of this population: all cancers as one disease.
fn owens(simulator: &Simulator, without: &Universe, late_ratio: Estimate) -> Option<f64> {
    let (mut early, mut late) = ((0.0, 0.0), (0.0, 0.0));
    for (counts, rates) in without.cancers.iter().zip(&simulator.population().cancers) {
        for (stage, (n, five)) in counts.iter().zip(rates.survival).enumerate().take(4) {
            let to = if stage < 2 { &mut early } else { &mut late };
            to.0 += *n as f64;
            to.1 += *n as f64 * five;
        }
    }
    let hazard = |(n, alive): (f64, f64)| -(alive / n).ln() / 5.0;
    let shift = StageShift {
        diagnosis: (early.0 + late.0) / without.person_years(),
        early: hazard(early),
        late: hazard(late),
        late_fraction: late.0 / (early.0 + late.0),
        years: simulator.plan().follow_up.0,
    };
    shift.mortality_reduction(1.0 - late_ratio.value?).ok()
}
