//! The body that a command is about: a file, or one that comes with the program.

use std::path::Path;

use anyhow::Context as _;
use exoscope_core::unit::Quantity;
use exoscope_sim::model::{ADULT, Blueprint, MOUSE, lactating_adult};

/// Names of the models that come with the program.
pub const BUILT_IN: [&str; 3] = ["adult", "lactating-adult", "mouse"];

/// The text of the model called `name`, or of the file of that name.
pub fn text(name: &str) -> anyhow::Result<String> {
    match name {
        "adult" => Ok(ADULT.to_owned()),
        "lactating-adult" => Ok(lactating_adult()),
        "mouse" => Ok(MOUSE.to_owned()),
        _ => std::fs::read_to_string(Path::new(name)).with_context(|| {
            format!(
                "cannot read {name}, and no built-in model is called so ({})",
                BUILT_IN.join(", ")
            )
        }),
    }
}

/// The checked model called `name`, or in the file of that name.
pub fn blueprint(name: &str) -> anyhow::Result<Blueprint> {
    text(name)?.parse::<Blueprint>().with_context(|| name.to_owned())
}

/// A length of time on the command line, in minutes.
pub fn minutes(text: &str) -> Result<f64, String> {
    let minutes = text.parse::<Quantity>().and_then(|q| q.to("min")).map_err(|e| e.to_string())?;
    if minutes > 0.0 { Ok(minutes) } else { Err("it must be longer than nothing".into()) }
}
