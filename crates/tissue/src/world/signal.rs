//! Signals as a world file writes them.

use exoscope_core::suggest::did_you_mean;

use super::WorldError;
use crate::cell::Signal;

/// The place of `name` in `names`, or an error at `field` that says what there is.
pub(super) fn named(
    field: &str,
    what: &str,
    name: &str,
    names: &[String],
) -> Result<usize, WorldError> {
    names.iter().position(|known| known == name).ok_or_else(|| {
        let near = did_you_mean(name, names.iter().map(String::as_str));
        let hint = match names {
            [] => format!("the world has no {what}"),
            names => format!("there are: {}", names.join(", ")),
        };
        WorldError::value(field, format!("no {what} is called {name:?}{near}"), hint)
    })
}

/// `"field oxygen"`, `"vesicles MSC"`, `"delivered MSC"`, `"repressed MSC"`, `"pressure"`, `"senescence"`.
pub(super) fn signal(
    field: &str,
    text: &str,
    fields: &[String],
    classes: &[String],
) -> Result<Signal, WorldError> {
    let (kind, name) = text.split_once(' ').unwrap_or((text, ""));
    let class = || named(field, "class of vesicles", name.trim(), classes);
    Ok(match kind {
        "field" => Signal::Field(named(field, "field", name.trim(), fields)?),
        "vesicles" => Signal::Vesicles(class()?),
        "delivered" => Signal::Delivered(class()?),
        "repressed" => Signal::Repressed(class()?),
        "pressure" => Signal::Pressure,
        "senescence" => Signal::Senescence,
        _ => {
            let hint = "\"field NAME\", \"vesicles NAME\", \"delivered NAME\", \"repressed NAME\", \"pressure\" or \"senescence\"";
            return Err(WorldError::value(field, format!("{text:?} is no signal"), hint));
        }
    })
}
