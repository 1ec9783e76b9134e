//! Writes pages of made-up evaluations, to look at while working on the page:
//! `cargo run -p exoscope-report --example pages -- FOLDER`.

use std::error::Error;
use std::path::PathBuf;

#[path = "../src/fixture.rs"]
mod fixture;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    std::fs::create_dir_all(&folder)?;
    let evaluations =
        [("vesicles", fixture::vesicles()), ("thirteen-cancers", fixture::thirteen_cancers())];
    for (name, evaluation) in evaluations {
        let page =
            exoscope_report::page(&evaluation, &fixture::manifest(), Some(&fixture::audit()))?;
        std::fs::write(folder.join(name).with_extension("html"), page)?;
        println!("{name}\n\n{}", exoscope_report::summary_text(&evaluation));
    }
    Ok(())
}
