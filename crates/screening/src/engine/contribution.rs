//! What one person contributes to costs, life-years and lead time, as integers.

use super::compile::Simulator;
use super::life::Life;
use super::person::Person;
use crate::tally::{DAYS, QUANTITIES};

/// Parts of the largest price of a plan that costs of single people are rounded to.
const PARTS: f64 = 10_000.0;
/// Parts of a day that times of single people are rounded to.
const TENTHS: f64 = 10.0;

/// Money spent on one person's tests and work-up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spent {
    plain: f64,
    discounted: f64,
}

/// What a person contributes beyond tests and work-up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Contribution {
    /// Treatment with less without, discounted.
    pub treatment: f64,
    /// Years and quality-adjusted years gained, discounted.
    pub life: (f64, f64),
    /// Whether the test found a cancer, and its lead time in years if it would have surfaced.
    pub found: bool,
    pub lead: Option<f64>,
    pub false_positives: u64,
}

impl Spent {
    /// One more test in the round of this number, from 0.
    #[inline]
    pub fn test(&mut self, simulator: &Simulator, round: usize) {
        self.add(simulator.plan.cost.test, simulator, round);
    }

    /// Work-up of a positive test.
    #[inline]
    pub fn work_up(&mut self, simulator: &Simulator, round: usize) {
        self.add(simulator.plan.cost.workup, simulator, round);
    }

    fn add(&mut self, price: f64, simulator: &Simulator, round: usize) {
        self.plain += price;
        self.discounted += price * simulator.worth.get(round).map_or(1.0, |worth| *worth);
    }
}

impl Simulator {
    /// The unit of money that costs of single people are counted in; 0 where the plan has no price.
    pub(crate) fn money_unit(&self) -> f64 {
        let cost = &self.plan.cost;
        (cost.test + cost.workup).max(cost.early).max(cost.late) / PARTS
    }

    /// Integers by [`crate::tally::Quantity`].
    pub(super) fn quantities(&self, spent: &Spent, of: &Contribution) -> [i64; QUANTITIES] {
        let unit = self.money_unit();
        let money = |x: f64| if unit > 0.0 { (x / unit).round() as i64 } else { 0 };
        let time = |years: f64| (years * DAYS * TENTHS).round() as i64;
        let loss = self.plan.cost.false_positive_loss * of.false_positives as f64;
        [
            money(spent.plain),
            money(spent.discounted + of.treatment),
            money(of.treatment),
            time(of.life.0),
            time(of.life.1 - loss),
            i64::from(of.found),
            of.lead.map_or(0, time),
        ]
    }

    /// Of a healthy participant with this many tests, one a round, all negative.
    pub(super) fn clean_quantities(&self, tests: usize) -> [i64; QUANTITIES] {
        let mut spent = Spent::default();
        (0..tests).for_each(|round| spent.test(self, round));
        self.quantities(&spent, &Contribution::default())
    }

    /// Treatment of the cancers that a life has within follow-up, discounted to the middle of the year.
    pub(super) fn treatment(&self, person: &Person, life: &Life) -> f64 {
        let cost = &self.plan.cost;
        let of = |diagnosis: &super::life::Diagnosis| {
            let price = if diagnosis.stage < 2 { cost.early } else { cost.late };
            let year = (diagnosis.age - person.entry).floor();
            price * (1.0 + cost.discount).powf(-(year + 0.5))
        };
        life.within(person.entry + self.follow_up).map(of).sum()
    }
}
