//! Purification steps: a recovery per component, as a matrix; what is not recovered is in the waste, and all of it adds up.

use serde::{Deserialize, Serialize};

use super::component::{Amounts, COMPONENTS, Component};

/// One step with a range of recovery per component, from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Recovery of vesicles, of cells and of the medium alike: no step tells them apart.
    pub vesicles: (f64, f64),
    /// Recovery of fragments; that of vesicles where it is not given.
    pub fragments: Option<(f64, f64)>,
    /// Recovery of lipoproteins.
    pub lipoproteins: (f64, f64),
    /// Recovery of protein of the medium, and of the cells unless given.
    pub protein: (f64, f64),
    /// Recovery of host-cell protein.
    pub host_cell_protein: Option<(f64, f64)>,
    /// Recovery of DNA.
    pub dna: (f64, f64),
    /// Share of the vesicles lost that stay as fragments (freeze–thaw, shear).
    #[serde(default)]
    pub broken: f64,
    /// Volume after the step over that before.
    #[serde(default = "one")]
    pub volume: f64,
}

const fn one() -> f64 {
    1.0
}

/// Recoveries of one draw: entry (to, from).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matrix(pub [[f64; COMPONENTS]; COMPONENTS]);

impl Step {
    /// Ranges in the order of [`Component::ALL`].
    pub fn ranges(&self) -> [(f64, f64); COMPONENTS] {
        [
            self.vesicles,
            self.vesicles,
            self.fragments.unwrap_or(self.vesicles),
            self.lipoproteins,
            self.protein,
            self.host_cell_protein.unwrap_or(self.protein),
            self.dna,
        ]
    }

    /// The matrix at quantiles `u` of the ranges, a quantile a component. Vesicles of cells and medium have one.
    pub fn matrix(&self, u: [f64; COMPONENTS]) -> Matrix {
        let mut matrix = [[0.0; COMPONENTS]; COMPONENTS];
        for (place, (low, high)) in self.ranges().into_iter().enumerate() {
            let at = if place == Component::MediumVesicles as usize { u[0] } else { u[place] };
            matrix[place][place] = low + (high - low) * at;
        }
        for vesicles in [Component::CellVesicles as usize, Component::MediumVesicles as usize] {
            let lost = 1.0 - matrix[vesicles][vesicles];
            matrix[Component::Fragments as usize][vesicles] = lost * self.broken;
        }
        Matrix(matrix)
    }
}

impl Matrix {
    /// What is in the product, and what is in the waste.
    ///
    /// ```
    /// use exoscope_therapy::production::component::Amounts;
    /// use exoscope_therapy::production::step::Matrix;
    /// let mut nothing_lost = [[0.0; 7]; 7];
    /// (0..7).for_each(|k| nothing_lost[k][k] = 1.0);
    /// let before = Amounts([1e12, 1e11, 0.0, 1e13, 1e4, 1e3, 10.0]);
    /// let (product, waste) = Matrix(nothing_lost).apply(&before);
    /// assert_eq!(product, before);
    /// assert_eq!(waste, Amounts::default());
    /// ```
    pub fn apply(&self, before: &Amounts) -> (Amounts, Amounts) {
        let (mut product, mut waste) = (Amounts::default(), Amounts::default());
        for (from, amount) in before.0.iter().enumerate() {
            let mut kept = 0.0;
            for (to, row) in self.0.iter().enumerate() {
                product.0[to] += row[from] * amount;
                kept += row[from];
            }
            waste.0[from] += (1.0 - kept) * amount;
        }
        (product, waste)
    }
}

/// Largest relative difference between what went into a train of steps and what came out of it, product and waste: of
/// particles together, and of each component in µg.
pub fn imbalance(before: &Amounts, product: &Amounts, waste: &Amounts) -> f64 {
    let error = |before: f64, after: f64| {
        if before > 0.0 { ((after - before) / before).abs() } else { after.abs() }
    };
    let particles = error(before.particles(), product.particles() + waste.particles());
    let masses = Component::ALL.iter().filter(|c| !c.is_particle());
    masses.map(|c| error(before.of(*c), product.of(*c) + waste.of(*c))).fold(particles, f64::max)
}
