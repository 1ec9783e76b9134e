//! What kind of thing a quantity is.

use std::fmt;

/// Exponents of the base dimensions, each with the base unit values are kept in.
///
/// ```
/// use exoscope_core::unit::{Dimension, Unit};
/// let flow: Unit = "mL/min".parse()?;
/// assert_eq!(flow.dimension().to_string(), "m^3/s");
/// # Ok::<(), exoscope_core::unit::UnitError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Dimension {
    /// Exponents of metre, kilogram, second, mole, cell and unit of activity, in this order.
    exponents: [i8; 6],
}

const BASE: [&str; 6] = ["m", "kg", "s", "mol", "cell", "U"];

impl Dimension {
    /// Of a pure number.
    pub const NONE: Self = Self { exponents: [0; 6] };
    pub(super) const LENGTH: Self = Self::base(0);
    pub(super) const MASS: Self = Self::base(1);
    pub(super) const TIME: Self = Self::base(2);
    pub(super) const AMOUNT: Self = Self::base(3);
    pub(super) const CELL: Self = Self::base(4);
    pub(super) const ACTIVITY: Self = Self::base(5);

    const fn base(index: usize) -> Self {
        let mut exponents = [0; 6];
        exponents[index] = 1;
        Self { exponents }
    }

    /// This dimension times `other` to the power `power`; `None` where an exponent leaves ±127.
    ///
    /// ```
    /// use exoscope_core::unit::{Dimension, Unit};
    /// let length = "m".parse::<Unit>()?.dimension();
    /// let volume = Dimension::NONE.times(length, 3);
    /// assert_eq!(volume, Some("L".parse::<Unit>()?.dimension()));
    /// # Ok::<(), exoscope_core::unit::UnitError>(())
    /// ```
    pub fn times(self, other: Self, power: i8) -> Option<Self> {
        let mut exponents = self.exponents;
        for (mine, theirs) in exponents.iter_mut().zip(other.exponents) {
            *mine = mine.checked_add(theirs.checked_mul(power)?)?;
        }
        Some(Self { exponents })
    }

    /// Whether this is the dimension of a pure number.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            return f.write_str("a pure number");
        }
        let parts = |sign: i8| {
            BASE.iter().zip(self.exponents).filter(move |(_, e)| e.signum() == sign).map(
                |(name, e)| match e.unsigned_abs() {
                    1 => (*name).to_owned(),
                    power => format!("{name}^{power}"),
                },
            )
        };
        let above: Vec<String> = parts(1).collect();
        f.write_str(&above.join("·"))?;
        parts(-1).try_for_each(|part| write!(f, "/{part}"))
    }
}
