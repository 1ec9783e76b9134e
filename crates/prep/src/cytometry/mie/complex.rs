//! Complex numbers, as far as Mie's series needs them.

/// A complex number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Complex {
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}

impl Complex {
    /// 0.
    pub const ZERO: Self = Self { re: 0.0, im: 0.0 };

    /// A real number.
    pub const fn real(re: f64) -> Self {
        Self { re, im: 0.0 }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }

    pub(super) fn times(self, factor: f64) -> Self {
        Self { re: self.re * factor, im: self.im * factor }
    }

    pub(super) fn by(self, other: Self) -> Self {
        let re = self.re * other.re - self.im * other.im;
        Self { re, im: self.re * other.im + self.im * other.re }
    }

    pub(super) fn over(self, other: Self) -> Self {
        let norm = other.norm();
        let conjugate = Self { re: other.re, im: -other.im };
        self.by(conjugate).times(1.0 / norm)
    }

    /// Square of the absolute value.
    pub fn norm(self) -> f64 {
        self.re * self.re + self.im * self.im
    }

    pub(super) fn abs(self) -> f64 {
        self.norm().sqrt()
    }
}
