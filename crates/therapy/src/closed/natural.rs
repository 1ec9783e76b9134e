//! A count of improved patients beside natural recovery: exact interval, chance of so many, tipping rate.

use exoscope_sim::observe::recovery::{NaturalRecovery, exact_interval};
use serde::Serialize;
use statrs::distribution::{Beta, ContinuousCDF};

use crate::patient::spinal::published::TABLES;

/// Improved of all, as `12/13`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// Patients who reached the endpoint.
    pub improved: u32,
    /// All patients.
    pub of: u32,
}

impl std::str::FromStr for Count {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts =
            text.split_once('/').ok_or_else(|| format!("{text:?} is not written as 12/13"))?;
        let whole = |part: &str| {
            part.trim().parse::<u32>().map_err(|_| format!("{part:?} is no whole number"))
        };
        Self::new(whole(parts.0)?, whole(parts.1)?)
    }
}

impl Count {
    /// A count; an error where more improved than there were, or there was nobody, or more than 100,000.
    pub fn new(improved: u32, of: u32) -> Result<Self, String> {
        if of == 0 || of > 100_000 {
            return Err(format!("{of} patients; give from 1 to 100,000"));
        }
        if improved > of {
            return Err(format!("{improved} of {of} cannot have improved"));
        }
        Ok(Self { improved, of })
    }

    /// The exact 95 % interval (Clopper & Pearson 1934).
    pub fn exact(self) -> (f64, f64) {
        exact_interval(self.improved, self.of).unwrap_or((0.0, 1.0))
    }

    /// Exact one-sided upper 95 % bound of the rate: of 0 of n, 1 − 0.05^{1/n}.
    ///
    /// ```
    /// use exoscope_therapy::closed::natural::Count;
    /// let none = Count::new(0, 13)?;
    /// assert!((none.upper() - (1.0 - 0.05_f64.powf(1.0 / 13.0))).abs() < 1e-9);
    /// # Ok::<(), String>(())
    /// ```
    pub fn upper(self) -> f64 {
        let (x, n) = (f64::from(self.improved), f64::from(self.of));
        if self.improved == self.of {
            return 1.0;
        }
        Beta::new(x + 1.0, n - x).map_or(1.0, |beta| beta.inverse_cdf(0.95))
    }

    /// P(at least so many improve) where each does with chance `rate`.
    pub fn at_least_at(self, rate: f64) -> f64 {
        NaturalRecovery::of(&[(self.of, rate)]).at_least(self.improved as usize)
    }

    /// The natural rate per patient at which so many or more have a chance of `chance`: below it the result is a
    /// surprise, above it is none. Nothing where nobody improved: so many or more is certain at any rate.
    ///
    /// ```
    /// use exoscope_therapy::closed::natural::Count;
    /// assert_eq!(Count::new(0, 13)?.tipping_rate(0.05), None);
    /// assert!((Count::new(1, 13)?.tipping_rate(0.05).unwrap_or_default() - 0.003_938).abs() < 1e-5);
    /// # Ok::<(), String>(())
    /// ```
    pub fn tipping_rate(self, chance: f64) -> Option<f64> {
        if self.improved == 0 {
            return None;
        }
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if self.at_least_at(middle) < chance { low = middle } else { high = middle }
        }
        Some(0.5 * (low + high))
    }
}

/// A result beside one published table of natural recovery.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    /// The table.
    pub table: String,
    /// Share of B that improves there.
    pub rate_of_b: f64,
    /// Mean number who improve, of the baseline mix.
    pub expected: f64,
    /// P(at least as many as seen).
    pub at_least: f64,
    /// The same if all had been C at the start.
    pub at_least_all_c: f64,
}

/// A result beside each published table, for `grades` patients of A, B, C at the start.
///
/// ```
/// use exoscope_therapy::closed::natural::{Count, beside};
/// let rows = beside(Count::new(12, 13)?, [6, 2, 5]);
/// let kirshblum = rows.last().ok_or("four tables")?;
/// assert!((kirshblum.at_least - 4.73e-4).abs() < 5e-6);
/// # Ok::<(), String>(())
/// ```
pub fn beside(seen: Count, grades: [u32; 3]) -> Vec<Beside> {
    let row = |table: &crate::patient::spinal::published::Table| {
        let [a, b, c] = table.improved();
        let natural = NaturalRecovery::of(&[(grades[0], a), (grades[1], b), (grades[2], c)]);
        Beside {
            table: table.name.to_owned(),
            rate_of_b: b,
            expected: natural.expected(),
            at_least: natural.at_least(seen.improved as usize),
            at_least_all_c: seen.at_least_at(c),
        }
    };
    TABLES.iter().map(row).collect()
}
