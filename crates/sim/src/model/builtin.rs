//! The model files that come with the program.

/// The reference adult; see its comments.
pub const ADULT: &str = include_str!("builtin/adult.toml");

/// A mouse given vesicles by vein, calibrated apart from the human.
pub const MOUSE: &str = include_str!("builtin/mouse.toml");

/// The reference adult as a woman who breast-feeds, with milk.
///
/// ```
/// use exoscope_sim::model::{Blueprint, lactating_adult};
/// let woman: Blueprint = lactating_adult().parse()?;
/// assert!(woman.compartment("milk").is_some());
/// # Ok::<(), exoscope_sim::model::ModelError>(())
/// ```
pub fn lactating_adult() -> String {
    format!("{ADULT}{}", include_str!("builtin/lactation.toml"))
}
