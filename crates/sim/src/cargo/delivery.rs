//! What a message does in a cell that takes vesicles up.

use crate::parameter::{ParameterError, look_up};

/// From vesicles taken up to copies that act.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delivery {
    /// Copies per vesicle of the miRNA.
    pub copies: f64,
    /// Fraction of the vesicles whose cargo reaches the cytosol.
    pub escape: f64,
    /// Copies per cell above which targets are repressed.
    pub threshold: f64,
}

impl Delivery {
    /// Natural vesicles, with `loading` times the natural copies: 1 for exosomes as cells make them, more
    /// for engineered ones. The escape is the upper end of what was published, in favour of an effect.
    pub fn published(loading: f64) -> Result<Self, ParameterError> {
        let number = |name: &str| look_up(name).map(|p| p.value.in_base());
        Ok(Self {
            copies: loading * number("cargo.copies-per-vesicle")?,
            escape: number("uptake.endosomal-escape.upper")?,
            threshold: number("repression.threshold")?,
        })
    }

    /// Vesicles that one cell must take up before any target is repressed.
    ///
    /// ```
    /// use exoscope_sim::cargo::Delivery;
    /// // 1,000 copies ÷ (0.00825 × 0.3): four hundred thousand vesicles a cell.
    /// let natural = Delivery::published(1.0)?;
    /// assert!((natural.vesicles_needed() / 4e5 - 1.0).abs() < 0.02);
    /// // All vesicles of plasma, 3e13, shared by the body's 3e12 nucleated cells, are ten a cell.
    /// assert!(!natural.acts(10.0));
    /// # Ok::<(), exoscope_sim::parameter::ParameterError>(())
    /// ```
    pub fn vesicles_needed(self) -> f64 {
        self.threshold / (self.copies * self.escape)
    }

    /// Copies in the cytosol of a cell that took up so many vesicles.
    pub fn delivered(self, vesicles: f64) -> f64 {
        vesicles * self.copies * self.escape
    }

    /// Whether so many vesicles a cell repress anything.
    pub fn acts(self, vesicles: f64) -> bool {
        self.delivered(vesicles) > self.threshold
    }
}

/// Free target of `targets` copies that bind `mirna` copies with dissociation constant `k` (all per
/// cell): ½ [(T − R − K) + √((T − R − K)² + 4 K T)], the titration of Mukherji 2011.
///
/// ```
/// use exoscope_sim::cargo::free_target;
/// assert!(free_target(1000.0, 100.0, 1.0) > 895.0); // below the threshold: as many gone as came
/// assert!(free_target(1000.0, 2000.0, 1.0) < 2.0); // above it: next to none left
/// ```
pub fn free_target(targets: f64, mirna: f64, k: f64) -> f64 {
    let rest = targets - mirna - k;
    0.5 * (rest + (rest * rest + 4.0 * k * targets).sqrt())
}
