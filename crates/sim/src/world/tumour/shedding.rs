//! What a tumour sends into blood.

/// Vesicles (or any marker) of a tumour that reach plasma.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shedding {
    /// Shed per living cell and day.
    pub per_cell: f64,
    /// Shed per dying cell.
    pub per_death: f64,
    /// Part that reaches blood.
    pub reaching: f64,
}

impl Shedding {
    /// Reaching plasma per day, of `cells` of which `deaths` die per cell and day.
    pub fn into_plasma(self, cells: f64, deaths: f64) -> f64 {
        cells * (self.per_cell + self.per_death * deaths) * self.reaching
    }

    /// How many are in plasma when the tumour has long been about this large, with a mean residence of
    /// `minutes`.
    ///
    /// ```
    /// use exoscope_sim::world::tumour::Shedding;
    /// // 1e8 cells at 1.5e3 a day, 10 to 100 % of it reaching blood, half-life 10 to 30 minutes,
    /// // among 1e10/mL in 3 L: a share of 5e-6 to 1.5e-4.
    /// let share = |reaching: f64, half_life: f64| {
    ///     let shed = Shedding { per_cell: 1.5e3, per_death: 0.0, reaching };
    ///     shed.in_plasma(1e8, 0.0, half_life / std::f64::consts::LN_2) / (1e10 * 3e3)
    /// };
    /// assert!((share(0.1, 10.0) / 5e-6 - 1.0).abs() < 0.01);
    /// assert!((share(1.0, 30.0) / 1.5e-4 - 1.0).abs() < 0.01);
    /// ```
    pub fn in_plasma(self, cells: f64, deaths: f64, minutes: f64) -> f64 {
        self.into_plasma(cells, deaths) * minutes / 1440.0
    }
}
