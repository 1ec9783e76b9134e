//! What a place in the file accepts: a quantity of one dimension, with or without its evidence.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::parameter::Written;

/// A kind of quantity: the unit its values are kept in, and how it grows with body weight.
pub(super) trait Kind {
    /// Unit of computation.
    const UNIT: &'static str;
    /// Exponent of body weight between people (allometry: volumes 1, flows 3/4).
    const WEIGHT: f64 = 0.0;
    /// Whether only 0 to 1 makes sense.
    const SHARE: bool = false;
    /// The largest value, in [`Kind::UNIT`], that is no slip of the pen.
    const MOST: f64 = f64::MAX;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $unit:literal $(, weight $weight:literal)? $(, share $share:literal)?$(, most $most:literal)?;)*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub(super) struct $name;
        impl Kind for $name {
            const UNIT: &'static str = $unit;
            $(const WEIGHT: f64 = $weight;)?
            $(const SHARE: bool = $share;)?
            $(const MOST: f64 = $most;)?
        })*
    };
}

kinds! {
    /// Volume of a fluid.
    Volume: "mL", weight 1.0, most 1e5;
    /// Mass of an organ.
    Mass: "g", weight 1.0, most 5e5;
    /// Mass per volume.
    Density: "g/mL";
    /// Volume per time.
    Flow: "mL/min", weight 0.75, most 1e5;
    /// Volume per time and gram of organ; the fall of −1/4 makes organ clearances grow with 3/4.
    FlowPerMass: "mL/min/g", weight -0.25;
    /// First-order rate.
    Rate: "/min";
    /// Fraction of a whole.
    Share: "", share true;
    /// A factor or a number of vesicles.
    Number: "", most 1e20;
    /// Vesicles per volume.
    Concentration: "/mL";
    /// A number of cells.
    Cells: "cell", most 1e20;
    /// Cells per gram of organ.
    CellsPerMass: "cell/g";
    /// Vesicles per cell and time.
    PerCell: "/cell/min";
    /// Mass per time.
    MassFlow: "g/min", weight 0.75;
    /// Vesicles per time; grows with the volume of blood.
    Output: "/min", weight 1.0;
    /// A length of time.
    Time: "min";
    /// Length.
    Length: "µm";
    /// Diffusion coefficient.
    Diffusivity: "µm²/min";
    /// Body weight.
    Weight: "kg", most 700.0;
    /// Age.
    Age: "year", most 125.0;
}

/// A quantity of kind `K` as written: `"3 L"`, or a table with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Given<K> {
    pub written: Written,
    kind: PhantomData<K>,
}

impl<K: Kind> Given<K> {
    /// The value in the unit of its kind.
    pub fn value(&self) -> f64 {
        // The dimension was checked when it was read.
        self.written.value.to(K::UNIT).unwrap_or(f64::NAN)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Given<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GivenVisitor(PhantomData))
    }
}

struct GivenVisitor<K>(PhantomData<K>);

impl<'de, K: Kind> Visitor<'de> for GivenVisitor<K> {
    type Value = Given<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a quantity in quotes, like \"1 {}\"", K::UNIT)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Given<K>, E> {
        let value = text.parse().map_err(E::custom)?;
        let bare = Written {
            value,
            range: None,
            spread: crate::parameter::Fill::Even,
            sd: None,
            cv: None,
            source: None,
            standing: None,
            calibrated_to: Vec::new(),
            note: None,
        };
        check(bare)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Given<K>, A::Error> {
        check(Written::deserialize(MapAccessDeserializer::new(map))?)
    }
}

fn check<K: Kind, E: Error>(written: Written) -> Result<Given<K>, E> {
    let value = written.value.to(K::UNIT).map_err(E::custom)?;
    if value < 0.0 || (K::SHARE && value > 1.0) {
        let limits = if K::SHARE { "between 0 and 100 %" } else { "not negative" };
        return Err(E::custom(format!("\"{}\" must be {limits}", written.value)));
    }
    if value.is_nan() || value > K::MOST {
        return Err(E::custom(format!(
            "\"{}\" is more than a body has: at most {:e} {}",
            written.value,
            K::MOST,
            K::UNIT
        )));
    }
    written.checked_spread().map_err(E::custom)?;
    Ok(Given { written, kind: PhantomData })
}
