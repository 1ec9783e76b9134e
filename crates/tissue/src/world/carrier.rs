//! A field of either precision.

use super::file::Precision;
use crate::Real;
use crate::field::{Binding, Budget, Field, FieldError, Solver};
use crate::space::Medium;
use crate::vesicle::{Exchange, credit};

/// A field whose precision is known when the world is read.
#[derive(Debug, Clone)]
pub(super) enum AnyField {
    Single(Field<f32>),
    Double(Field<f64>),
}

/// Does the same to a field of either precision.
macro_rules! either {
    ($any:expr, $field:ident => $does:expr) => {
        match $any {
            AnyField::Single($field) => $does,
            AnyField::Double($field) => $does,
        }
    };
}
pub(super) use either;

impl AnyField {
    pub fn new(medium: &Medium, solver: Solver, precision: Precision) -> Result<Self, FieldError> {
        Ok(match precision {
            Precision::Single => Self::Single(Field::new(medium, solver)?),
            Precision::Double => Self::Double(Field::new(medium, solver)?),
        })
    }

    pub fn prepare(
        &mut self,
        decay: f64,
        binding: Option<Binding>,
        half: f64,
        initial: f64,
    ) -> Result<(), FieldError> {
        either!(self, field => {
            field.decays(decay)?;
            if let Some(binding) = binding {
                field.binds(binding);
            }
            field.set(|_| initial);
            if half > 0.0 {
                field.reaction().half = half;
            }
        });
        Ok(())
    }

    /// Advances by `dt` min with these cells, and says what each took (amount).
    pub fn advance(&mut self, dt: f64, cells: &[Exchange]) -> Result<Vec<f64>, FieldError> {
        either!(self, field => {
            if !cells.is_empty() {
                field.reaction().clear();
                Exchange::deposit(cells, field);
            } else if field.reacted().is_some() {
                field.reaction().clear();
            }
            field.advance(dt)?;
            Ok(credit(cells, field))
        })
    }

    pub fn sample(&self, point: [f64; 3]) -> f64 {
        either!(self, field => field.sample(point))
    }

    pub fn gradient(&self, point: [f64; 3]) -> [f64; 3] {
        either!(self, field => field.gradient(point))
    }

    pub fn amount(&self) -> f64 {
        either!(self, field => field.amount())
    }

    pub fn budget(&self) -> Budget {
        either!(self, field => *field.budget())
    }

    pub fn bytes(&self) -> usize {
        either!(self, field => field.bytes())
    }

    /// Least and largest free concentration.
    pub fn range(&self) -> (f64, f64) {
        either!(self, field => {
            let all = field.values().iter().map(|v| v.real());
            all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
        })
    }

    pub fn values(&self) -> Vec<f64> {
        either!(self, field => field.values().iter().map(|v| v.real()).collect())
    }
}
