//! Cells: off-lattice agents that move, grow, divide, die and change.
//!
//! Overdamped mechanics (no inertia at this scale) on a short step, phenotype on a long one, after PhysiCell
//! (Ghaffarizadeh 2018, PLoS Comput Biol 14:e1005991). Lengths in µm, times in min, volumes in µm³.

mod agent;
mod contact;
mod cycle;
mod death;
mod draws;
mod engulf;
mod kind;
mod ledger;
mod mechanics;
mod motility;
mod neighbours;
mod population;
mod rule;
mod volume;

pub use agent::{Agent, Vitality};
pub use contact::{Contact, contact};
pub use cycle::{Cycle, Duration, Inhibition, Phase};
pub use death::{Death, OxygenDependence};
pub use draws::Draws;
pub use engulf::Engulfment;
pub use kind::{CellType, Differentiation, KindError, Senescence};
pub use ledger::{Ledger, Tally};
pub use mechanics::{Box3, Force, Wall, pressure, relax};
pub use motility::{Chemotaxis, Motility};
pub use neighbours::{Body, Neighbours};
pub use population::{Census, Population, PopulationState};
pub use rule::{Behaviour, Rule, Signal, Signals};
pub use volume::{Volume, VolumeLaw, radius_of, volume_of};
