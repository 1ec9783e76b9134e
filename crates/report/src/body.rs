//! The page of a simulated body: one file, without scripts and without a network.

use askama::Template;
use exoscope_sim::observe::fluids::Shown;
use exoscope_sim::observe::provenance::ResultProvenance;
use exoscope_sim::observe::summary::{Among, Doses, Summary};

use crate::chart::{Axis, Chart, Curve};
use crate::fit::DataPlots;
use crate::format::{list, quantity};
use crate::page::{PageError, RESEARCH_USE_ONLY};

/// What the page of a body shows.
#[derive(Debug, Clone, Copy)]
pub struct BodyPage<'a> {
    /// The body, summed up.
    pub summary: &'a Summary,
    /// Its fluids among drawn people; empty where none were drawn.
    pub people: &'a [Among],
    /// How many people were drawn.
    pub drawn: u64,
    /// Values of a user beside what the body predicts of them.
    pub data: Option<DataPlots<'a>>,
}

#[derive(Template)]
#[template(path = "body.html")]
struct Page<'a> {
    summary: &'a Summary,
    fluids: Vec<Fluid<'a>>,
    people: &'a [Among],
    drawn: u64,
    doses: Option<Dosed<'a>>,
    data: Vec<Chart>,
}

struct Fluid<'a> {
    shown: &'a Shown,
    published: String,
    ground: Ground,
}

/// A footing in words.
struct Ground {
    kind: &'static str,
    firm: String,
    assumed: String,
}

struct Dosed<'a> {
    doses: &'a Doses,
    plasma: Option<Chart>,
    tissues: Option<Chart>,
    went: Vec<(&'a str, f64, String)>,
    kinetics: Vec<(&'static str, String, Option<Ground>)>,
}

/// Organs that are drawn.
const MOST_ORGANS: usize = 6;

/// The page of a simulated body: what its fluids hold at rest against what was published, what
/// became of doses, and what each figure rests on. One HTML file that needs no network and no script.
/// The same input gives the same bytes.
pub fn body_page(page: &BodyPage) -> Result<String, PageError> {
    let fluids = page.summary.rest.iter().map(Fluid::new).collect();
    let doses = page.summary.doses.as_ref().map(Dosed::new);
    let (summary, people, drawn) = (page.summary, page.people, page.drawn);
    let data = page.data.as_ref().map(DataPlots::charts).unwrap_or_default();
    Ok(Page { summary, fluids, people, drawn, doses, data }.render()?)
}

impl<'a> Fluid<'a> {
    fn new(shown: &'a Shown) -> Self {
        let standing = shown.standing.map(|s| format!(" ({s})")).unwrap_or_default();
        let published = shown.published.map_or_else(String::new, |(low, high)| {
            if low < high {
                format!("{low:.0e} to {high:.0e}{standing}")
            } else {
                format!("{low:.0e}{standing}")
            }
        });
        Self { shown, published, ground: Ground::of(&shown.footing) }
    }
}

impl Ground {
    fn of(footing: &ResultProvenance) -> Self {
        let kind = match (footing.assumed_alone, footing.calibrated) {
            (true, _) => "assumed alone",
            (false, true) => "calibration",
            (false, false) => "prediction",
        };
        let names = |all: Vec<&str>| list(all.get(..3).unwrap_or(&all), "and");
        Self {
            kind,
            firm: names(footing.firm().map(|l| l.parameter.as_str()).collect()),
            assumed: names(footing.assumed().map(|l| l.parameter.as_str()).collect()),
        }
    }
}

impl<'a> Dosed<'a> {
    fn new(doses: &'a Doses) -> Self {
        let curves = &doses.curves;
        let hours = |values: &[f64]| -> Vec<(f64, f64)> {
            curves.minutes.iter().map(|m| m / 60.0).zip(values.iter().copied()).collect()
        };
        let plasma = Curve { name: "plasma".into(), points: hours(&curves.plasma) };
        let mut went: Vec<(&str, f64)> =
            doses.went.iter().map(|(place, part)| (place.as_str(), *part)).collect();
        went.sort_by(|a, b| b.1.total_cmp(&a.1));
        let most = went.iter().filter_map(|&(organ, _)| {
            let name = organ.to_owned();
            curves.tissues.get(organ).map(|held| Curve { name, points: hours(held) })
        });
        let tissues: Vec<Curve> = most.take(MOST_ORGANS).collect();
        let went = went.into_iter().map(|(place, part)| {
            let peak = doses.peak.get(place).map(|minutes| format!("{minutes:.0} min"));
            (place, part, peak.unwrap_or_default())
        });
        let log = (Axis::Linear, Axis::Log);
        let title = "The doses in plasma, without the body's own vesicles".to_owned();
        let axes = ("hours", "vesicles per mL");
        let kinetics = doses.kinetics.as_ref().map_or_else(Vec::new, |k| {
            let on = |of: fn(
                &exoscope_sim::observe::summary::KineticsProvenance,
            ) -> &ResultProvenance| {
                doses.footing.as_ref().map(|standings| Ground::of(of(standings)))
            };
            vec![
                ("Clearance", format!("{} mL/min", quantity(k.clearance)), on(|s| &s.clearance)),
                ("Mean residence", format!("{} min", quantity(k.residence)), on(|s| &s.residence)),
                ("Volume of distribution", format!("{} mL", quantity(k.volume)), None),
                (
                    "Half-life (slowest phase that holds 5 % of the area)",
                    format!("{} min", quantity(k.half_life)),
                    None,
                ),
                (
                    "0.693 × mean residence",
                    format!("{} min", quantity(k.effective_half_life)),
                    None,
                ),
            ]
        });
        Self {
            doses,
            plasma: Chart::new("plasma", title, axes, log, &[plasma]),
            tissues: Chart::new(
                "tissues",
                "The doses in the tissue of organs, without the blood in them".into(),
                ("hours", "vesicles"),
                log,
                &tissues,
            ),
            went: went.collect(),
            kinetics,
        }
    }
}
