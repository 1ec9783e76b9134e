//! NanoSight NTA `ExperimentSummary.csv` (3.x; 2.x by its sections): one column a video, rows by section and name.
//!
//! Concentrations are **already multiplied** by the dilution where it is recorded; `Not recorded` is unknown, never
//! 1. Bins are deconvolved (FTLA), no counts. Their sum must be the stated concentration.

mod section;

use self::section::{Format, Sections};
use super::Parts;
use crate::error::{Fault, Problem};
use crate::export::{Basis, Contents, Flag, PrintedSizes, SizeReplicate};
use crate::text::{cells, lines, number};

pub(super) fn matches(text: &str) -> bool {
    text.lines()
        .take(5)
        .any(|line| line.trim_start_matches('"').starts_with("NTA Experiment Summary"))
        || (text.contains("[Experiment Details]") && text.contains("[Size Data]"))
}

/// Rows of `[Conditions]` and `[Settings]` that must be equal in videos that are combined.
const SETTINGS: [(&str, &str); 9] = [
    ("Conditions", "Camera Type"),
    ("Conditions", "Laser Type"),
    ("Conditions", "Camera Level"),
    ("Conditions", "Slider Shutter"),
    ("Conditions", "Slider Gain"),
    ("Conditions", "Shutter/ms"),
    ("Conditions", "Syringe Pump Speed/AU"),
    ("Settings", "Detection Threshold"),
    ("Settings", "Blur"),
];

const DILUTION: &str = "Dilution factor (concentrations adjusted for this factor)";
const CONCENTRATION: &str = "Concentration (Particles / ml)";
/// Figures of the summary have three significant digits.
const ROUNDING: f64 = 0.006;

pub(super) fn read(text: &str) -> Result<Parts, Fault> {
    let lines = lines(text);
    let format = Format::of(text);
    let sections = Sections::of(&lines, format)?;
    let names = sections.videos()?;
    let graph = graph(&lines, names.len(), format)?;
    let mut replicates = Vec::with_capacity(names.len());
    for (video, name) in names.iter().enumerate() {
        replicates.push(replicate(&sections, &graph, video, name, format)?);
    }
    let detail = |name| sections.text("Experiment Details", name);
    let mut parts = Parts::new("NanoSight NTA experiment summary", Contents::Sizes { replicates });
    let software = lines.iter().take(5).find_map(|(_, line)| line.strip_prefix("Created with "));
    parts.software = software.map(|text| text.trim_end_matches([',', ';', '\t']).to_owned());
    parts.sample = detail("Sample Description").or_else(|| detail("Sample Name"));
    parts.diluent = detail("Diluent");
    parts.date = detail("Time Captured");
    if let Some(weighting) = sections.text("Size Data", "Weighting")
        && !weighting.eq_ignore_ascii_case("number")
    {
        parts.flags.push(Flag::refuse(format!(
            "bins are weighted by {}, and not by number: export them by number",
            weighting.to_lowercase()
        )));
    }
    for (place, name) in names.iter().enumerate() {
        if names.iter().take(place).any(|other| other == name) {
            parts.flags.push(Flag::warning(format!("two videos are named {name:?}")));
        }
    }
    if let Some(remark) = detail("Remarks").filter(|remark| remark.contains("combined")) {
        parts
            .flags
            .push(Flag::warning(format!("experiments were combined in one summary: {remark}")));
    }
    Ok(parts)
}

fn replicate(
    sections: &Sections,
    graph: &Graph,
    video: usize,
    name: &str,
    format: Format,
) -> Result<SizeReplicate, Fault> {
    let figure = |section: &str, row: &str| sections.number(section, row, video);
    let mut flags = Vec::new();
    let dilution = match sections.cell("Results", DILUTION, video) {
        None => None,
        Some((_, text)) if text.eq_ignore_ascii_case("not recorded") => None,
        Some((line, text)) => {
            match number(text, format.decimal).filter(|dilution| *dilution >= 1.0) {
                Some(dilution) => Some(dilution),
                None => {
                    let problem =
                        Problem::NotANumber { field: DILUTION.into(), found: text.into() };
                    return Err(Fault::cell(line, video + 2, problem));
                }
            }
        }
    };
    let concentration = figure("Results", CONCENTRATION)?.ok_or(Problem::Missing(CONCENTRATION))?;
    let density = graph.density.get(video).cloned().unwrap_or_default();
    let sum: f64 = density.iter().sum();
    if sum <= 0.0 && concentration > 0.0 {
        return Err(Problem::Cut(format!("no size distribution of video {name:?}")).into());
    }
    if (sum - concentration).abs() > ROUNDING * concentration.max(sum) {
        let text = format!(
            "the bins add up to {sum:.3e} per mL, the summary says {concentration:.3e}: no concentration is stated"
        );
        flags.push(Flag::refuse(text));
    }
    let noted = ["Concentration Warnings", "Information"].into_iter();
    for (section, row) in
        noted.flat_map(|section| sections.rows(section).map(move |row| (section, row)))
    {
        let Some((_, said)) = sections.cell(section, row, video) else { continue };
        if said.is_empty()
            || ["OK", "No"].contains(&said)
            || row.starts_with("Vibration correction")
        {
            continue;
        }
        let text = format!("{row}: {said}");
        flags.push(if row.starts_with("Validity") {
            Flag::refuse(format!("{text} (the instrument's own verdict on the concentration)"))
        } else {
            Flag::warning(text)
        });
    }
    if let Some((_, said)) = sections.cell("Experiment Details", "Processed", video)
        && said.eq_ignore_ascii_case("no")
    {
        flags.push(Flag::refuse("Processed: No: its figures are of no finished analysis"));
    }
    let setting: Vec<String> = SETTINGS
        .iter()
        .filter_map(|(section, row)| {
            Some(format!("{row} {}", sections.cell(section, row, video)?.1))
        })
        .collect();
    let printed = |row| figure("Size Data", row);
    Ok(SizeReplicate {
        name: name.to_owned(),
        setting: setting.join(", "),
        dilution,
        concentration: Some(concentration),
        basis: if dilution.is_some() { Basis::Stock } else { Basis::InCell },
        tracks: figure("Size Data", "Valid Tracks")?,
        particles_per_frame: figure("Results", "Particles per frame")?,
        centres: graph.centres.clone(),
        bin_width: graph.width,
        density,
        counts: None,
        printed: PrintedSizes {
            mean: printed("Mean")?,
            mode: printed("Mode")?,
            sd: printed("SD")?,
            d10: printed("D10")?,
            d50: printed("D50")?,
            d90: printed("D90")?,
        },
        flags,
    })
}

/// The table of bins: centres, and a column a video.
struct Graph {
    centres: Vec<f64>,
    width: f64,
    density: Vec<Vec<f64>>,
}

fn graph(lines: &[(usize, &str)], videos: usize, format: Format) -> Result<Graph, Fault> {
    let start = lines.iter().position(|(_, line)| line.starts_with("Bin centre (nm)"));
    let start = start.ok_or(Problem::Missing("Bin centre (nm)"))?;
    let (line, heading) = lines.get(start).copied().unwrap_or_default();
    let heading = cells(heading, line, format.delimiter)?;
    let columns: Vec<usize> = heading
        .iter()
        .enumerate()
        .filter(|(_, name)| name.eq_ignore_ascii_case("Concentration (particles / ml)"))
        .map(|(column, _)| column)
        .collect();
    if columns.len() != videos {
        let what = "videos and columns of the size table";
        let (left, right) = (videos.to_string(), columns.len().to_string());
        return Err(Fault::at(line, Problem::Disagree { what, left, right }));
    }
    let mut graph = Graph { centres: Vec::new(), width: 0.0, density: vec![Vec::new(); videos] };
    let mut closed = false;
    for &(line, text) in lines.get(start + 1..).unwrap_or_default() {
        if text.trim_matches([',', ';', '\t', ' ']).is_empty() {
            closed = true;
            break;
        }
        let row = cells(text, line, format.delimiter)?;
        let read = |column: usize| -> Result<f64, Fault> {
            let cell = row.get(column).map(String::as_str).unwrap_or_default();
            number(cell, format.decimal).filter(|value| *value >= 0.0).ok_or_else(|| {
                let problem =
                    Problem::NotANumber { field: "Graph Data".into(), found: cell.into() };
                Fault::cell(line, column + 1, problem)
            })
        };
        graph.push(read(0)?, line)?;
        for (density, &column) in graph.density.iter_mut().zip(&columns) {
            density.push(read(column)?);
        }
    }
    if !closed || graph.centres.len() < 2 {
        return Err(Problem::Cut("the size table has no end".into()).into());
    }
    Ok(graph)
}

impl Graph {
    /// Adds a bin; bins must be of one width.
    fn push(&mut self, centre: f64, line: usize) -> Result<(), Fault> {
        let step = self.centres.last().map(|last| centre - last);
        match step {
            None => {}
            Some(step) if self.centres.len() == 1 && step > 0.0 => self.width = step,
            Some(step) if step > 0.0 && (step - self.width).abs() < 1e-6 * self.width.max(1.0) => {}
            Some(step) => {
                let what = "bins of the size table are not of one width, nm";
                let (left, right) = (self.width.to_string(), step.to_string());
                return Err(Fault::at(line, Problem::Disagree { what, left, right }));
            }
        }
        self.centres.push(centre);
        Ok(())
    }
}
