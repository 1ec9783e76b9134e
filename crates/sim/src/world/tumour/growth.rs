//! Laws of growth.

use serde::{Deserialize, Serialize};

/// How the number of cells grows; rates are per day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "law", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Growth {
    /// N = N₀ e^{rt} (Hori & Gambhir 2011).
    Exponential {
        /// r.
        rate: f64,
    },
    /// N = N₀ exp[(r/ρ)(1 − e^{−ρt})]: it slows, and stops at N₀ e^{r/ρ}.
    Gompertz {
        /// Rate at N₀, r.
        rate: f64,
        /// Slowing, ρ.
        slowing: f64,
    },
    /// dN/dt = a N^γ, so N = (N₀^{1−γ} + (1−γ) a t)^{1/(1−γ)}. Hart 1998: γ = 0.5 fits mammography
    /// better than Gompertz growth.
    PowerLaw {
        /// a, in cells^{1−γ} per day.
        rate: f64,
        /// γ, at least 0 and below 1.
        exponent: f64,
    },
    /// Cells divide at b and die at d, by chance; on average N₀ e^{(b−d)t} (Avanzini 2020). See
    /// [`super::branching`].
    Branching {
        /// Divisions per cell, b.
        birth: f64,
        /// Deaths per cell, d.
        death: f64,
    },
}

impl Growth {
    /// Cells `days` after there were `start`; the mean of a branching tumour.
    ///
    /// ```
    /// use exoscope_sim::world::tumour::Growth;
    /// let tumour = Growth::Exponential { rate: 5.78e-3 };
    /// assert!((tumour.cells(1.0, 119.9) - 2.0).abs() < 1e-3);
    /// ```
    pub fn cells(self, start: f64, days: f64) -> f64 {
        match self {
            Self::Exponential { rate } => start * (rate * days).exp(),
            Self::Branching { birth, death } => start * ((birth - death) * days).exp(),
            Self::Gompertz { rate, slowing } => {
                start * (-rate / slowing * (-slowing * days).exp_m1()).exp()
            }
            Self::PowerLaw { rate, exponent } => {
                let free = 1.0 - exponent;
                (start.powf(free) + free * rate * days).powf(1.0 / free)
            }
        }
    }

    /// Days from `start` to `cells`; `None` where they are never reached.
    pub fn days(self, start: f64, cells: f64) -> Option<f64> {
        let fold = (cells / start).ln();
        let days = match self {
            Self::Exponential { rate } => fold / rate,
            Self::Branching { birth, death } => fold / (birth - death),
            Self::Gompertz { rate, slowing } => -(-slowing / rate * fold).ln_1p() / slowing,
            Self::PowerLaw { rate, exponent } => {
                let free = 1.0 - exponent;
                (cells.powf(free) - start.powf(free)) / (free * rate)
            }
        };
        (days.is_finite() && days >= 0.0).then_some(days)
    }

    /// Deaths per cell and day; 0 for laws that do not tell them.
    pub const fn deaths(self) -> f64 {
        match self {
            Self::Branching { death, .. } => death,
            _ => 0.0,
        }
    }

    /// Whether its rates make sense: positive, and growing.
    pub fn is_sound(self) -> bool {
        let positive = |x: f64| x.is_finite() && x > 0.0;
        match self {
            Self::Exponential { rate } => positive(rate),
            Self::Gompertz { rate, slowing } => positive(rate) && positive(slowing),
            Self::PowerLaw { rate, exponent } => positive(rate) && (0.0..1.0).contains(&exponent),
            Self::Branching { birth, death } => {
                positive(birth) && death >= 0.0 && positive(birth - death)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn laws() -> impl Strategy<Value = Growth> {
        prop_oneof![
            (1e-3..0.1).prop_map(|rate| Growth::Exponential { rate }),
            (0.01..0.5, 1e-4..1e-3).prop_map(|(rate, slowing)| Growth::Gompertz { rate, slowing }),
            (1.0..1e3, 0.0..0.9).prop_map(|(rate, exponent)| Growth::PowerLaw { rate, exponent }),
            (0.11..0.2, 0.0..0.1).prop_map(|(birth, death)| Growth::Branching { birth, death }),
        ]
    }

    proptest! {
        #[test]
        fn days_and_cells_are_each_others_inverse(law in laws(), days in 1.0..2000.0_f64) {
            prop_assert!(law.is_sound());
            let cells = law.cells(1e3, days);
            prop_assume!(cells.is_finite());
            let back = law.days(1e3, cells);
            // A Gompertz tumour near its limit tells little of its age.
            prop_assert!(back.is_none_or(|back| (law.cells(1e3, back) / cells - 1.0).abs() < 1e-6));
            prop_assert!(law.cells(1e3, days + 1.0) >= cells);
        }
    }

    #[test]
    fn a_gompertz_tumour_stops_at_its_limit() {
        let law = Growth::Gompertz { rate: 0.02, slowing: 1e-3 };
        assert!((law.cells(1.0, 1e6) / 20.0_f64.exp() - 1.0).abs() < 1e-9);
        assert_eq!(law.days(1.0, 21.0_f64.exp()), None);
    }
}
