//! Mesenchymal stem cells from birth to old age.

use crate::parameter::{Parameter, ParameterError, look_up};

/// The pool of MSC as a fraction of that at birth: dM/dt = (renewal − differentiation) M, with rates that
/// do not change, so M(t) = M(0) e^{−net · t}.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Cells that renew themselves, per cell and year.
    pub renewal: f64,
    /// Cells that differentiate or die, per cell and year.
    pub differentiation: f64,
    /// What the decline rests on, with its caveat in the note.
    pub decline: Parameter,
}

/// Age at which the published decline is reached: the middle of the eighties.
const OLD: f64 = 85.0;

impl Pool {
    /// The pool that falls as published between birth and the eighties, with `renewal` divisions per
    /// cell and year. Only the difference of the two rates is known; it is the same for any renewal.
    ///
    /// ```
    /// use exoscope_sim::world::msc::Pool;
    /// let pool = Pool::published(1.0)?;
    /// assert!((pool.part(0.0) / pool.part(85.0) - 200.0).abs() < 1e-9);
    /// assert!(pool.caveat().contains("no significant decline"));
    /// # Ok::<(), exoscope_sim::parameter::ParameterError>(())
    /// ```
    pub fn published(renewal: f64) -> Result<Self, ParameterError> {
        let decline = look_up("msc.decline")?;
        let net = decline.value.in_base().ln() / OLD;
        Ok(Self { renewal, differentiation: renewal + net, decline })
    }

    /// The pool at `age` years as a fraction of that at birth.
    pub fn part(&self, age: f64) -> f64 {
        ((self.renewal - self.differentiation) * age).exp()
    }

    /// What to say wherever the decline is shown.
    pub fn caveat(&self) -> &str {
        self.decline.note.as_deref().unwrap_or_default()
    }
}
