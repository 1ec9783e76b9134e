//! Rates as products of parameters.

/// One factor of a term, by the parameter's place in the blueprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// The value.
    Times(usize),
    /// Its inverse.
    Over(usize),
    /// One less the value, of a share.
    OneMinus(usize),
}

/// A number times a product of parameters: `2 · a · b / c`.
#[derive(Debug, Clone, PartialEq)]
pub struct RateExpr {
    /// The number.
    pub coefficient: f64,
    /// The parameters.
    pub factors: Vec<Factor>,
}

impl RateExpr {
    /// The product of the parameters at `places`.
    pub(super) fn of(places: impl IntoIterator<Item = usize>) -> Self {
        Self { coefficient: 1.0, factors: places.into_iter().map(Factor::Times).collect() }
    }

    /// This times a parameter.
    pub(super) fn times(mut self, place: usize) -> Self {
        self.factors.push(Factor::Times(place));
        self
    }

    /// This over a parameter.
    pub(super) fn over(mut self, place: usize) -> Self {
        self.factors.push(Factor::Over(place));
        self
    }

    /// This times one less a parameter.
    pub(super) fn one_minus(mut self, place: usize) -> Self {
        self.factors.push(Factor::OneMinus(place));
        self
    }

    /// This over a product, which has no factors of one less a parameter.
    pub(super) fn over_term(mut self, product: &Self) -> Self {
        self.coefficient /= product.coefficient;
        self.factors.extend(product.factors.iter().map(|factor| match *factor {
            Factor::Times(place) => Factor::Over(place),
            Factor::Over(place) => Factor::Times(place),
            Factor::OneMinus(place) => Factor::OneMinus(place),
        }));
        self
    }

    /// Its value for these parameter values; NaN where one is missing.
    pub fn value(&self, values: &[f64]) -> f64 {
        let of = |place: usize| values.get(place).copied().unwrap_or(f64::NAN);
        self.factors.iter().fold(self.coefficient, |product, factor| match *factor {
            Factor::Times(place) => product * of(place),
            Factor::Over(place) => product / of(place),
            Factor::OneMinus(place) => product * (1.0 - of(place)),
        })
    }
}
