//! Costs of a programme: tests and work-up, treatment, per cancer found, per life-year and QALY, budget.

use serde::{Deserialize, Serialize};

use super::{per, stages};
use crate::engine::Simulator;
use crate::estimate::{Estimate, Totals};
use crate::tally::{Quantity, Tally, Universe};

/// Costs in the currency of the plan, over the two lives of the same people. Net cost per life-year is discounted above
/// and below the line; cost per cancer found and the budget are not discounted. Intervals are over people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CostOutcome {
    /// Currency.
    pub currency: String,
    /// Tests and work-up, all people with the programme, not discounted; none where the plan has no price of them, which
    /// is not 0.
    pub screening: Option<f64>,
    /// Treatment with the programme less treatment without, per 1,000 people, discounted; none where the plan has no
    /// price of it.
    pub treatment: Estimate,
    /// Tests and work-up a true positive, (N·price + positives·work-up)/TP.
    pub per_cancer: Estimate,
    /// Net cost per life-year gained; none where the gain is not told from 0.
    pub per_life_year: Estimate,
    /// Net cost per quality-adjusted life-year gained; none where the gain is not told from 0.
    pub per_qaly: Estimate,
    /// Discount rate per year of treatment, life-years and quality-adjusted life-years, and of net costs per these.
    pub discount: f64,
    /// Tests and work-up per year and 100,000 people; none where the plan has no price of them.
    pub budget: Estimate,
}

/// Costs from counts; `life_years` are years and quality-adjusted years gained per 1,000 people.
pub(super) fn cost(simulator: &Simulator, tally: &Tally, life_years: (f64, f64)) -> CostOutcome {
    let plan = simulator.plan();
    let cost = &plan.cost;
    let now = |years: f64| (1.0 + cost.discount).powf(-years);
    let interval = plan.programme.interval.0;
    let (mut screening, mut tested) = (0.0, 0.0);
    for (number, round) in tally.rounds.iter().enumerate() {
        let spent = round.tests as f64 * cost.test + round.positives() as f64 * cost.workup;
        screening += spent;
        tested += spent * now(number as f64 * interval);
    }
    let treated = |u: &Universe| {
        let of_year = |(year, counts): (usize, &[u64; 5])| {
            let (early, all) = (stages(counts, 0..2), stages(counts, 0..5));
            let spent = cost.early * early as f64 + cost.late * all.saturating_sub(early) as f64;
            spent * now(year as f64 + 0.5)
        };
        u.by_year.iter().enumerate().map(of_year).sum::<f64>()
    };
    let n = tally.with.people;
    let treatment = treated(&tally.with) - treated(&tally.without);
    let found: u64 = tally.rounds.iter().map(|round| round.true_positives).sum();
    let tests_priced = cost.test > 0.0 || cost.workup > 0.0;
    let treatment_priced = cost.early > 0.0 || cost.late > 0.0;
    let unit = simulator.money_unit();
    let of = |x: Quantity, y: Quantity| tally.spread.covariance(x, y, n);
    let (life, quality) = (Quantity::Life, Quantity::Quality);
    let net = tested + treatment;
    // Life-years in the spread are in tenths of a day.
    let each = |gained: f64, quantity: Quantity| {
        let year = 10.0 * crate::tally::DAYS;
        let totals = Totals {
            sums: (net, gained * n as f64 / 1000.0),
            variances: (
                of(Quantity::Net, Quantity::Net) * unit * unit,
                of(quantity, quantity) / (year * year),
            ),
            covariance: of(Quantity::Net, quantity) * unit / year,
        };
        let gains = gained > 0.0 && tests_priced;
        if gains { Estimate::ratio_of_means(totals) } else { Estimate::default() }
    };
    let per_cancer = Totals {
        sums: (screening, found as f64),
        variances: (
            of(Quantity::Spent, Quantity::Spent) * unit * unit,
            of(Quantity::Found, Quantity::Found),
        ),
        covariance: of(Quantity::Spent, Quantity::Found) * unit,
    };
    let spent = of(Quantity::Spent, Quantity::Spent) * unit * unit;
    let budget = 1e5 / plan.follow_up.0;
    let treatment_error = of(Quantity::Treatment, Quantity::Treatment) * unit * unit;
    let priced = |priced: bool, estimate: Estimate| {
        if priced { estimate } else { Estimate::default() }
    };
    CostOutcome {
        currency: cost.currency.clone(),
        discount: cost.discount,
        screening: tests_priced.then_some(screening),
        treatment: priced(treatment_priced, Estimate::mean(treatment, treatment_error, n, 1000.0)),
        per_cancer: priced(tests_priced, Estimate::ratio_of_means(per_cancer).or_ratio(per_cancer)),
        per_life_year: each(life_years.0, life),
        per_qaly: each(life_years.1, quality),
        budget: priced(tests_priced, Estimate::mean(screening, spent, n, budget)),
    }
}

/// Loss of quality-adjusted years by false positives, per 1,000 people.
pub(super) fn anxiety(simulator: &Simulator, alarms: u64, people: u64) -> f64 {
    per(alarms, people, 1000.0) * simulator.plan().cost.false_positive_loss
}
