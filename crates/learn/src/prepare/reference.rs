//! Values that `tests/reference/prepare.R` had from edgeR and sva.

use ndarray::Array2;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Reference {
    pub(super) tmm: TmmCases,
    pub(super) combat: CombatCases,
}

#[derive(Deserialize)]
pub(super) struct TmmCases {
    pub(super) dense: TmmCase,
    pub(super) sparse: TmmCase,
}

#[derive(Deserialize)]
pub(super) struct TmmCase {
    counts: Vec<Vec<f64>>,
    pub(super) factors: Vec<f64>,
    log2: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
pub(super) struct CombatCases {
    pub(super) plain: CombatCase,
    pub(super) class: CombatCase,
    pub(super) mean_only: CombatCase,
    pub(super) single: CombatCase,
}

#[derive(Deserialize)]
pub(super) struct CombatCase {
    x: Vec<Vec<f64>>,
    pub(super) batch: Vec<String>,
    pub(super) class: Option<Vec<usize>>,
    centre: Vec<Vec<f64>>,
    adjusted: Vec<Vec<f64>>,
}

impl TmmCase {
    pub(super) fn counts(&self) -> Array2<f64> {
        matrix(&self.counts)
    }

    pub(super) fn log2(&self) -> Array2<f64> {
        matrix(&self.log2)
    }
}

impl CombatCase {
    pub(super) fn x(&self) -> Array2<f32> {
        matrix(&self.x).mapv(|value| value as f32)
    }

    /// What sva standardises each value about.
    pub(super) fn centre(&self) -> Array2<f64> {
        matrix(&self.centre)
    }

    pub(super) fn adjusted(&self) -> Array2<f64> {
        matrix(&self.adjusted)
    }
}

#[allow(clippy::unwrap_used)]
pub(super) fn read() -> Reference {
    serde_json::from_str(include_str!("../../tests/reference/prepare.json")).unwrap()
}

#[allow(clippy::unwrap_used)]
fn matrix(rows: &[Vec<f64>]) -> Array2<f64> {
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}
