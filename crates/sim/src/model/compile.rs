//! From a file to a blueprint, or to the first thing that is wrong with it.

mod builder;
mod doses;
mod fluids;
mod organs;
mod routes;
mod secretors;

use std::str::FromStr;

use self::builder::Builder;
use super::file::{FORMAT, File, PersonEntry};
use super::{Blueprint, Line, ModelError, Person, Sex};

impl FromStr for Blueprint {
    type Err = ModelError;

    /// Reads and checks a model file.
    ///
    /// ```
    /// use exoscope_sim::model::{ADULT, Blueprint};
    /// let adult: Blueprint = ADULT.parse()?;
    /// assert!(adult.is_linear());
    ///
    /// let slip = ADULT.replace("cardiac_output", "cardiac_ouput");
    /// let error = slip.parse::<Blueprint>().unwrap_err().to_string();
    /// assert!(error.starts_with("line ") && error.contains("`cardiac_output`"), "{error}");
    /// # Ok::<(), exoscope_sim::model::ModelError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, ModelError> {
        let file: File = toml::from_str(text).map_err(|error| ModelError::Syntax {
            line: error.span().map(|span| Line::of(text, &span)),
            message: error.message().trim().to_owned(),
        })?;
        if *file.format.get_ref() != FORMAT {
            return Err(ModelError::Format {
                line: Line::of(text, &file.format.span()),
                found: *file.format.get_ref(),
                known: FORMAT,
            });
        }
        let mut builder = Builder::new(text, &file);
        plasma_fits(&builder, &file)?;
        let trunk = builder.trunk(&file.circulation)?;
        organs::add(&mut builder, &file, &trunk)?;
        fluids::add(&mut builder, &file, &trunk)?;
        secretors::add(&mut builder, &file)?;
        doses::add(&mut builder, &file)?;
        builder.finish(&file, reference(&file), person(&file))
    }
}

/// The man whom the numbers of the file describe.
fn reference(file: &File) -> Person {
    let entry = &file.reference;
    Person { sex: Sex::Man, age: entry.age.value(), weight: entry.weight.value() }
}

fn person(file: &File) -> Person {
    let own = |p: &PersonEntry| Person { sex: p.sex, age: p.age.value(), weight: p.weight.value() };
    file.person.as_ref().map_or_else(|| reference(file), own)
}

/// Most plasma that a gram of body weight goes with, mL: in mammals it is a twentieth.
const MOST_PLASMA: f64 = 0.15;

/// Fails where the reference has more plasma than fits into its weight.
fn plasma_fits(builder: &Builder, file: &File) -> Result<(), ModelError> {
    let plasma = &file.circulation.plasma_volume;
    let (volume, grams) = (plasma.value(), 1000.0 * file.reference.weight.value());
    if volume <= MOST_PLASMA * grams {
        return Ok(());
    }
    let line = builder.line(&file.format);
    let needs = format!(
        "a plasma volume of {volume} mL in a reference of {grams} g is more than a body has: 0.15 mL per gram at most"
    );
    Err(ModelError::Needs { line, needs })
}
