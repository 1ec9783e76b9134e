//! Writes a model file as SBML: `cargo run -p exoscope-sim --example sbml -- MODEL.toml OUT.xml`.
//!
//! With `--background` cells secrete and the export begins settled.

use exoscope_sim::model::Blueprint;
use exoscope_sim::sbml::{Settings, export};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (flags, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let [model, out] = files.as_slice() else {
        return Err("give a model file and a file to write".into());
    };
    let body: Blueprint = std::fs::read_to_string(model)?.parse()?;
    let background = flags.iter().any(|flag| flag == "--background");
    let document = export(&body, &body.values(), Settings { background, doses: true })?;
    std::fs::write(out, document)?;
    Ok(())
}
