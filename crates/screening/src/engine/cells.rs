//! Sex and year of age at entry, drawn in one step by the alias method (Walker 1977; tables by Vose 1991).

use crate::error::ScreeningError;
use crate::plan::Plan;
use crate::population::Population;

/// People of one sex and year of age.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    /// 0 men, 1 women.
    pub sex: usize,
    /// Age in whole years.
    pub age: f64,
}

/// Cells with the weights of the population.
pub(super) struct Cells {
    /// Below this fraction (of 2^64) the cell itself, else the one it is paired with.
    table: Vec<(u64, Cell, Cell)>,
}

impl Cells {
    /// Those of a plan's ages, women in the plan's fraction.
    pub fn new(plan: &Plan, population: &Population) -> Result<Self, ScreeningError> {
        let ages = plan.programme.age;
        let of = |sex: usize, age: usize| {
            population.people.get(sex).and_then(|n| n.get(age)).map_or(0.0, |n| *n)
        };
        let years = ages.0 as usize..=ages.1 as usize;
        let sums = [0, 1].map(|sex| years.clone().map(|age| of(sex, age)).sum::<f64>());
        let women = plan.female_fraction.unwrap_or(sums[1] / (sums[0] + sums[1]));
        let nobody = |who: &str| {
            let name = &population.name;
            let why =
                format!("no {who} of population {name:?} are {} to {} years old", ages.0, ages.1);
            ScreeningError::value("programme.age", why, "choose ages that the population has")
        };
        if sums[0] + sums[1] <= 0.0 {
            return Err(nobody("people"));
        }
        let mut cells = Vec::new();
        for (sex, (fraction, who)) in
            [(1.0 - women, "men"), (women, "women")].into_iter().enumerate()
        {
            if fraction > 0.0 && sums[sex] <= 0.0 {
                return Err(nobody(who));
            }
            for age in years.clone().filter(|_| fraction > 0.0) {
                cells.push((fraction * of(sex, age) / sums[sex], Cell { sex, age: age as f64 }));
            }
        }
        Ok(Self { table: alias(&cells) })
    }

    /// The cell of a uniform word.
    #[inline]
    pub fn draw(&self, word: u64) -> Cell {
        let wide = u128::from(word) * self.table.len() as u128;
        let (place, within) = ((wide >> 64) as usize, wide as u64);
        match self.table.get(place) {
            Some((below, cell, _)) if within < *below => *cell,
            Some((_, _, other)) => *other,
            None => Cell { sex: 0, age: 0.0 },
        }
    }
}

/// Pairs every cell that has less than its share with one that has more.
fn alias(cells: &[(f64, Cell)]) -> Vec<(u64, Cell, Cell)> {
    let n = cells.len() as f64;
    let mut left: Vec<f64> = cells.iter().map(|(weight, _)| weight * n).collect();
    let mut table: Vec<(u64, Cell, Cell)> =
        cells.iter().map(|(_, cell)| (u64::MAX, *cell, *cell)).collect();
    let (mut poor, mut rich): (Vec<usize>, Vec<usize>) =
        (0..cells.len()).partition(|&place| left[place] < 1.0);
    while let (Some(small), Some(&large)) = (poor.pop(), rich.last()) {
        table[small].0 = (left[small] * 2.0_f64.powi(64)) as u64;
        table[small].2 = table[large].1;
        left[large] -= 1.0 - left[small];
        if left[large] < 1.0 {
            rich.pop();
            poor.push(large);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use exoscope_core::Streams;
    use rand::Rng as _;

    use super::*;

    #[test]
    fn cells_come_by_their_weights() {
        let weights = [0.5, 0.05, 0.25, 0.2, 0.0];
        let cells: Vec<(f64, Cell)> = weights
            .iter()
            .enumerate()
            .map(|(age, weight)| (*weight, Cell { sex: 0, age: age as f64 }))
            .collect();
        let cells = Cells { table: alias(&cells) };
        let mut random = Streams::new(1).stream("test", 0);
        let mut seen = [0_u32; 5];
        let n = 100_000;
        for _ in 0..n {
            seen[cells.draw(random.next_u64()).age as usize] += 1;
        }
        for (seen, weight) in seen.into_iter().zip(weights) {
            let expected = f64::from(n) * weight;
            assert!(
                (f64::from(seen) - expected).abs() <= 4.0 * expected.sqrt(),
                "{seen} {expected}"
            );
        }
    }
}
