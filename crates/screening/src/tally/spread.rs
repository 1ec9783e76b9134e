//! Sums and products over people of what each contributes to costs, life-years and lead time: the interval of a mean
//! or ratio over people needs no more.

use serde::{Deserialize, Serialize};

/// What a person contributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Cost of tests and work-up, not discounted, in units of the plan's money.
    Spent,
    /// Cost of tests and work-up, and of treatment with less without, all discounted, in the same unit.
    Net,
    /// Cost of treatment with less without, discounted, in the same unit.
    Treatment,
    /// Life gained, discounted, in tenths of a day.
    Life,
    /// Quality-adjusted life gained, discounted, less the loss by false positives, in tenths of a day.
    Quality,
    /// 1 for a cancer found by the test.
    Found,
    /// Lead time of a cancer that would have surfaced, in tenths of a day.
    Lead,
}

/// Number of quantities.
pub(crate) const QUANTITIES: usize = 7;

/// Sums over people, and sums of products of two quantities of the same person: integers, whatever the order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spread {
    /// Σ over people, by quantity.
    pub sums: [i64; QUANTITIES],
    /// Σ over people of products, symmetric.
    pub products: [[i64; QUANTITIES]; QUANTITIES],
}

impl Spread {
    /// Adds `people` people who contribute the same.
    pub(crate) fn add(&mut self, of: &[i64; QUANTITIES], people: i64) {
        for ((x, sum), row) in of.iter().zip(&mut self.sums).zip(&mut self.products) {
            if *x == 0 {
                continue;
            }
            *sum = sum.saturating_add(x.saturating_mul(people));
            for (y, product) in of.iter().zip(row) {
                *product = product.saturating_add(x.saturating_mul(*y).saturating_mul(people));
            }
        }
    }

    /// Adds the sums of other people.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (to, from) in self.sums.iter_mut().zip(&other.sums) {
            *to = to.saturating_add(*from);
        }
        for (to, from) in self.products.iter_mut().flatten().zip(other.products.iter().flatten()) {
            *to = to.saturating_add(*from);
        }
    }

    /// The sum of a quantity.
    pub fn sum(&self, of: Quantity) -> f64 {
        self.sums.get(of as usize).map_or(0.0, |sum| *sum as f64)
    }

    /// Covariance of two sums over `people` people, n·Cov(x, y) = Σxy − Σx·Σy/n.
    pub fn covariance(&self, x: Quantity, y: Quantity, people: u64) -> f64 {
        let row = self.products.get(x as usize);
        let product = row.and_then(|row| row.get(y as usize)).map_or(0.0, |sum| *sum as f64);
        product - self.sum(x) * self.sum(y) / people.max(1) as f64
    }
}
