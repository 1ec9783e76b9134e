//! Components of a preparation, counted in particles or weighed in µg.

use serde::{Deserialize, Serialize};

/// What a preparation is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Component {
    /// Vesicles that the cells secreted, particles.
    CellVesicles,
    /// Vesicles that came with serum or platelet lysate, particles.
    MediumVesicles,
    /// Broken or clumped vesicles, particles.
    Fragments,
    /// Lipoproteins of the medium, particles.
    Lipoproteins,
    /// Protein of the medium, µg.
    Protein,
    /// Free protein of the cells (host-cell protein), µg.
    HostCellProtein,
    /// DNA, µg.
    Dna,
}

/// Number of components.
pub const COMPONENTS: usize = 7;

impl Component {
    /// All, particles first.
    pub const ALL: [Self; COMPONENTS] = [
        Self::CellVesicles,
        Self::MediumVesicles,
        Self::Fragments,
        Self::Lipoproteins,
        Self::Protein,
        Self::HostCellProtein,
        Self::Dna,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CellVesicles => "vesicles of the cells",
            Self::MediumVesicles => "vesicles of the medium",
            Self::Fragments => "fragments and aggregates",
            Self::Lipoproteins => "lipoproteins",
            Self::Protein => "protein of the medium",
            Self::HostCellProtein => "host-cell protein",
            Self::Dna => "DNA",
        }
    }

    /// Whether it is counted; else weighed in µg.
    pub const fn is_particle(self) -> bool {
        matches!(
            self,
            Self::CellVesicles | Self::MediumVesicles | Self::Fragments | Self::Lipoproteins
        )
    }

    /// Its unit.
    pub const fn unit(self) -> &'static str {
        if self.is_particle() { "particles" } else { "µg" }
    }
}

/// An amount of each component, in the order of [`Component::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Amounts(pub [f64; COMPONENTS]);

impl Amounts {
    /// The amount of one.
    pub fn of(&self, component: Component) -> f64 {
        self.0.get(component as usize).copied().unwrap_or(0.0)
    }

    /// All particles, as a particle counter sees them.
    pub fn particles(&self) -> f64 {
        Component::ALL.iter().filter(|c| c.is_particle()).map(|c| self.of(*c)).sum()
    }

    /// Vesicles of the cells as a share of all particles; nothing where there are none.
    pub fn vesicle_share(&self) -> Option<f64> {
        let all = self.particles();
        (all > 0.0).then(|| self.of(Component::CellVesicles) / all)
    }

    /// Free protein, µg: of the medium and of the cells.
    pub fn protein(&self) -> f64 {
        self.of(Component::Protein) + self.of(Component::HostCellProtein)
    }

    /// Particles per µg of free protein; nothing where there is none.
    pub fn per_ug(&self) -> Option<f64> {
        (self.protein() > 0.0).then(|| self.particles() / self.protein())
    }
}
