//! Cells, volume, diameter.

use std::f64::consts::PI;

/// Cells per cm³ of tumour: 1e9 in Avanzini 2020, 2.07e8 in Hori & Gambhir 2011.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Density(f64);

impl Density {
    /// A density in cells per cm³; `None` unless it is positive.
    pub fn new(cells: f64) -> Option<Self> {
        (cells.is_finite() && cells > 0.0).then_some(Self(cells))
    }

    /// Volume of so many cells in cm³.
    pub fn volume(self, cells: f64) -> f64 {
        cells / self.0
    }

    /// Diameter in mm of a sphere of so many cells.
    ///
    /// ```
    /// use exoscope_sim::world::tumour::Density;
    /// let hori = Density::new(2.07e8).ok_or("positive")?;
    /// assert!((hori.diameter(1.77e9) - 25.37).abs() < 0.01); // the paper: 25.36 mm
    /// # Ok::<(), &str>(())
    /// ```
    pub fn diameter(self, cells: f64) -> f64 {
        10.0 * (6.0 * self.volume(cells) / PI).cbrt()
    }

    /// Cells of a sphere of this diameter in mm.
    ///
    /// ```
    /// use exoscope_sim::world::tumour::Density;
    /// let density = Density::new(1e9).ok_or("positive")?;
    /// assert!((density.diameter(density.cells(12.0)) - 12.0).abs() < 1e-12);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn cells(self, diameter: f64) -> f64 {
        self.0 * PI / 6.0 * (diameter / 10.0).powi(3)
    }

    /// Cells of a sphere of `cells` that lie within `rim` mm of its surface: N (1 − (1 − 2 rim / d)³). Those further in
    /// are far from vessels, and what they shed stays.
    ///
    /// ```
    /// use exoscope_sim::world::tumour::Density;
    /// let density = Density::new(1e9).ok_or("positive")?;
    /// assert_eq!(density.within_rim(1e6, 1.5), 1e6); // 1.2 mm: all of it
    /// let large = density.cells(100.0);
    /// assert!((density.within_rim(large, 1.5) / large - 0.0873).abs() < 1e-4);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn within_rim(self, cells: f64, rim: f64) -> f64 {
        let core = 1.0 - 2.0 * rim / self.diameter(cells);
        if core > 0.0 { cells * (1.0 - core.powi(3)) } else { cells }
    }
}
