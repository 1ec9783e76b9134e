//! Boundary conditions at the faces of the domain.

use serde::{Deserialize, Serialize};

/// The boundary condition at one face of the domain.
///
/// A face passes the flux J = P_eff (c_outside − c) into its voxel, where the half voxel that lies between the centre
/// and the face is a resistance of its own: 1/P_eff = 1/P + h/(2D).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Boundary {
    /// Neumann: nothing passes.
    NoFlux,
    /// What leaves here comes in on the other side.
    Periodic,
    /// Dirichlet: the concentration at the face is held.
    Held(f64),
    /// Robin: a barrier of permeability P (µm/min) towards a concentration outside.
    Robin {
        /// Permeability, µm/min.
        permeability: f64,
        /// Concentration beyond it.
        outside: f64,
    },
}

impl Boundary {
    /// Rate (1/min) at which a voxel of size `step` (µm) and diffusivity `diffusivity` (µm²/min) exchanges with what
    /// is outside, and the concentration there; `None` where nothing is exchanged.
    ///
    /// ```
    /// use exoscope_tissue::space::Boundary;
    /// // A face held at 1: half a voxel away, so twice D/h².
    /// assert_eq!(Boundary::Held(1.0).exchange(50.0, 10.0), Some((1.0, 1.0)));
    /// let tight = Boundary::Robin { permeability: 1e-9, outside: 1.0 };
    /// assert!(tight.exchange(50.0, 10.0).unwrap().0 < 1e-9);
    /// assert_eq!(Boundary::NoFlux.exchange(50.0, 10.0), None);
    /// ```
    pub fn exchange(self, diffusivity: f64, step: f64) -> Option<(f64, f64)> {
        let half = 2.0 * diffusivity / step;
        let (permeability, outside) = match self {
            Self::NoFlux | Self::Periodic => return None,
            Self::Held(outside) => (half, outside),
            Self::Robin { permeability, outside } => {
                (permeability * half / (permeability + half), outside)
            }
        };
        (permeability > 0.0).then_some((permeability / step, outside))
    }
}
