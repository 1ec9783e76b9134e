//! A virtual population: people who differ in body and in every parameter that varies.

use std::ops::Range;

use exoscope_core::Streams;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;
use serde::Serialize;

use crate::model::{Blueprint, Person, Sex};

/// Whom to draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Population {
    /// Ages, drawn evenly, in years.
    pub age: Range<f64>,
    /// Fraction of women, 0 to 1.
    pub female_fraction: f64,
    /// Median weight of men and of women in kg; the reference adults of ICRP Publication 89.
    pub weight: (f64, f64),
    /// Coefficient of variation of weight, lognormal. Assumed.
    pub weight_cv: f64,
}

impl Default for Population {
    fn default() -> Self {
        Self { age: 20.0..80.0, female_fraction: 0.5, weight: (73.0, 60.0), weight_cv: 0.17 }
    }
}

/// One person: a body and a value for each parameter of the blueprint.
#[derive(Debug, Clone, PartialEq)]
pub struct Individual {
    /// The body.
    pub person: Person,
    /// Values in units of computation.
    pub values: Vec<f64>,
}

impl Population {
    /// Person `number`: the same whoever else is drawn.
    pub fn person(&self, blueprint: &Blueprint, streams: Streams, number: u64) -> Individual {
        let mut stream = streams.stream("person", number);
        let sex = if stream.random::<f64>() < self.female_fraction { Sex::Woman } else { Sex::Man };
        let age = self.age.start + stream.random::<f64>() * (self.age.end - self.age.start);
        let z: f64 = StandardNormal.sample(&mut stream);
        let median = if sex == Sex::Woman { self.weight.1 } else { self.weight.0 };
        let weight = median * (z * (1.0 + self.weight_cv.powi(2)).ln().sqrt()).exp();
        let person = Person { sex, age, weight };
        Individual { person, values: blueprint.draw(person, &mut stream) }
    }

    /// Does `run` for each person of `numbers` on all threads, and returns what it gave in their
    /// order. Shards of the numbers give together what all of them give at once.
    pub fn each<T: Send, E: Send>(
        &self,
        blueprint: &Blueprint,
        streams: Streams,
        numbers: Range<u64>,
        run: impl Fn(&Individual) -> Result<T, E> + Sync,
    ) -> Result<Vec<T>, E> {
        let one = |number| run(&self.person(blueprint, streams, number));
        numbers.into_par_iter().map(one).collect()
    }
}

/// Percentiles of one output over a population.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Percentiles {
    /// 5th.
    pub p5: f64,
    /// 25th.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75th.
    pub p75: f64,
    /// 95th.
    pub p95: f64,
}

impl Percentiles {
    /// Of `values`, by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996,
    /// the default of R and `NumPy`); `None` where there are none.
    ///
    /// ```
    /// use exoscope_sim::world::people::Percentiles;
    /// let seen = Percentiles::of((0..=100).map(f64::from).collect()).unwrap();
    /// assert_eq!((seen.p5, seen.p50, seen.p95), (5.0, 50.0, 95.0));
    /// ```
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let at = |p: f64| {
            let place = p * (values.len().checked_sub(1)?) as f64;
            let below = values.get(place.floor() as usize)?;
            let above = values.get(place.ceil() as usize)?;
            Some(below + (above - below) * place.fract())
        };
        Some(Self { p5: at(0.05)?, p25: at(0.25)?, p50: at(0.5)?, p75: at(0.75)?, p95: at(0.95)? })
    }
}
