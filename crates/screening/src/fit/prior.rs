//! Prior of the parameters: the unit cube, so that every prior is uniform there.

use super::{Draw, Registry, RowKind, Setting, StageGroup};

/// Least and greatest overall sojourn, years.
pub const SOJOURN: (f64, f64) = (0.5, 8.0);
/// Least, likeliest and greatest fraction of screen-found cancers that an endpoint counts.
const COUNTED: (f64, f64, f64) = (0.4, 0.7, 1.0);
/// Factor either way within which incidence is looked for about the registry's.
const INCIDENCE: f64 = 3.0;

/// Number of coordinates.
pub const COORDINATES: usize = 7;
/// A point of the unit cube.
pub type Point = [f64; COORDINATES];

/// Which parameters there are, and between what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    incidence: f64,
    late_fraction: f64,
    /// Whether the registry counts cancers without a test, by stage.
    incidence_free: bool,
    late_fraction_free: bool,
    trial: bool,
}

/// A parameter of a [`Draw`]: its name and value.
pub type Field = (&'static str, fn(&Draw) -> f64);

impl Prior {
    /// Priors where a registry is given or not: incidence and late fraction are free only where it counts them.
    pub fn new(setting: &Setting, registry: Option<&Registry>) -> Self {
        let rows = registry.map(|registry| registry.rows.as_slice()).unwrap_or_default();
        let usual = rows.iter().filter(|row| row.kind == RowKind::Usual);
        let (mut cases, mut years) = (0.0, 0.0_f64);
        let mut staged = false;
        for row in usual {
            cases += row.cases;
            years = years.max(row.of);
            staged |= row.stage != StageGroup::All;
        }
        let counted = cases > 0.0 && years > 0.0;
        Self {
            incidence: if counted { cases / years } else { setting.incidence },
            late_fraction: setting.late_fraction,
            incidence_free: counted,
            late_fraction_free: counted && staged,
            trial: registry.is_none(),
        }
    }

    /// The parameters at a point.
    pub fn draw(&self, point: &Point) -> Draw {
        let [sojourn, late_part, early, late, counted, incidence, late_fraction] = *point;
        let overall_sojourn = SOJOURN.0 * (SOJOURN.1 / SOJOURN.0).powf(sojourn);
        let early = 0.7 * early;
        Draw {
            overall_sojourn,
            late_sojourn: overall_sojourn * (0.1 + 0.85 * late_part),
            early,
            late: early + (1.0 - early) * late,
            counted: triangular(counted),
            incidence: if self.incidence_free {
                self.incidence * INCIDENCE.powf(2.0 * incidence - 1.0)
            } else {
                self.incidence
            },
            late_fraction: if self.late_fraction_free { late_fraction } else { self.late_fraction },
        }
    }

    /// Parameters that can be learned of.
    pub fn fields(&self) -> Vec<Field> {
        let mut fields: Vec<Field> = vec![
            ("overall sojourn, years", |draw| draw.overall_sojourn),
            ("late sojourn, years", |draw| draw.late_sojourn),
            ("early sensitivity", |draw| draw.early),
            ("late sensitivity", |draw| draw.late),
        ];
        if self.trial {
            fields.push(("fraction of found cancers counted", |draw| draw.counted));
        }
        if self.incidence_free {
            fields.push(("incidence per 1,000 years", |draw| 1000.0 * draw.incidence));
        }
        if self.late_fraction_free {
            fields.push(("late fraction without a test", |draw| draw.late_fraction));
        }
        fields
    }

    /// The interval of the first coordinate that an interval of the overall sojourn is.
    pub fn sojourns(&self, (from, to): (f64, f64)) -> (f64, f64) {
        let place = |years: f64| (years / SOJOURN.0).ln() / (SOJOURN.1 / SOJOURN.0).ln();
        (place(from), place(to))
    }
}

/// Quantile of the triangular distribution of [`COUNTED`].
fn triangular(uniform: f64) -> f64 {
    let (low, mode, high) = COUNTED;
    let turn = (mode - low) / (high - low);
    if uniform < turn {
        low + (uniform * (high - low) * (mode - low)).sqrt()
    } else {
        high - ((1.0 - uniform) * (high - low) * (high - mode)).sqrt()
    }
}
