//! A single marker of vesicles: at what size it tells a tumour, and when, at regular tests.

mod people;
mod reading;
mod rim;

use exoscope_core::Streams;
use exoscope_sim::cohort::{Design, HostPlan, Role};
use exoscope_sim::world::shedding::Avanzini;
use rayon::prelude::*;
use serde::Serialize;

use self::people::People;
use self::reading::{Level, Marker, Tumour, readings};
use super::curve::{Line, Seen, cutoff};
use super::screening::{Found, Outcome, Said, Screening, density, follow_until, varied};
use super::worlds::{World, worlds};
use crate::StudyError;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkerKind {
    /// Vesicles with a marker of the tumour, counted one by one among as many as a test looks at.
    Vesicles,
    /// The miRNA of which a tumour's vesicles have most beside plasma.
    EnrichedMirna,
    /// The miRNA that the response of the host raises most.
    RespondingMirna,
}

/// Which tumours, and how many people tell the cut-off.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MarkerPlan {
    /// Diameters in mm of the curves, rising.
    pub diameters: Vec<f64>,
    /// People without disease that set the cut-off.
    pub controls: usize,
}

impl Default for MarkerPlan {
    fn default() -> Self {
        let diameters = vec![1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 50.0, 80.0];
        Self { diameters, controls: 1000 }
    }
}

/// What one marker tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MarkerSeen {
    /// What is measured.
    pub kind: MarkerKind,
    /// Its name: that of the miRNA, or `vesicles`.
    pub name: String,
    /// By what the tumour sheds alone.
    pub tumour_shed: Screen,
    /// With the response of the host.
    pub with_host_response: Screen,
}

/// One marker at one cut-off.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Screen {
    /// The value above which a test is positive: marked vesicles counted, or copies per mL of plasma.
    pub cutoff: f64,
    /// One test, by size.
    pub one_test: Seen,
    /// Regular tests while the tumour grows.
    pub regular_tests: Outcome,
}

/// Follows single markers in people with growing tumours of the first cancer of `design`.
///
/// Their bodies, cargo and host response are those of simulated cohorts, and vesicles are prepared before
/// miRNAs are measured; tumours divide, die and grow as
/// in Avanzini 2020, as for tumour DNA. The cut-off is the quantile of people without disease. Which miRNA
/// is followed is chosen from the truth, so that no single one does better on the same tumours.
///
/// # Errors
///
/// Where the screening makes no sense, the design has no cancer, or people cannot be simulated.
pub fn markers(
    design: &Design,
    plan: &MarkerPlan,
    screening: Screening,
    streams: Streams,
) -> Result<Vec<MarkerSeen>, StudyError> {
    screening.check()?;
    let cancer = design.class.iter().position(|class| class.role == Role::Cancer);
    let class = cancer.ok_or(StudyError::Setting { what: "design", why: "it has no cancer" })?;
    let worlds = worlds(design, screening.draws, streams)?;
    let people = People::draw(design, class, screening.people as usize, plan.controls, streams)?;
    let kinds = [MarkerKind::Vesicles, MarkerKind::EnrichedMirna, MarkerKind::RespondingMirna];
    kinds
        .into_iter()
        .map(|kind| {
            let measured: Vec<Measured> = worlds
                .iter()
                .map(|world| readings(kind, world, &people, streams))
                .collect::<Result<_, _>>()?;
            let name = measured.first().map_or_else(String::new, |(m, _)| m.name.clone());
            let at = |host| followed(&measured, host, &worlds, plan, screening, streams);
            Ok(MarkerSeen { kind, name, tumour_shed: at(0.0)?, with_host_response: at(1.0)? })
        })
        .collect()
}

/// A marker in one world, and its levels in people with a tumour and without.
type Measured = (Marker, [Vec<Level>; 2]);

/// One marker in every world, with a response of the host of `host`.
fn followed(
    measured: &[Measured],
    host: f64,
    worlds: &[World],
    plan: &MarkerPlan,
    screening: Screening,
    streams: Streams,
) -> Result<Screen, StudyError> {
    let (density, model) = (density()?, Avanzini::published()?);
    let mut cutoffs = Vec::new();
    let (mut lines, mut found): (Vec<Line>, Vec<Vec<Found>>) = (Vec::new(), Vec::new());
    for (draw, ((marker, [ill, well]), world)) in (0..).zip(measured.iter().zip(worlds)) {
        let few = if draw == 0 { ill.len() } else { screening.people_of_a_draw() as usize };
        let ill = ill.get(..few).unwrap_or(ill);
        let host = &HostPlan { scale: host, ..world.design.host.clone() };
        let test = |purpose: &str, number: usize| {
            streams.stream(&format!("{purpose} of {}, draw {draw}", marker.name), number as u64)
        };
        let none = Tumour { cells: 0.0, diameter: 0.0 };
        let background = well
            .iter()
            .enumerate()
            .map(|(number, one)| marker.read(one, none, host, &mut test("background", number)));
        let cut = cutoff(background.collect(), screening.specificity)?;
        let sensitivity = |&diameter: &f64| {
            let tumour = Tumour { cells: density.cells(diameter), diameter };
            let positive = |(number, one): &(usize, &_)| {
                let stream = &mut test(&format!("test at {diameter} mm"), *number);
                marker.read(one, tumour, host, stream) > cut
            };
            let seen = ill.iter().enumerate().filter(positive).count();
            (diameter, seen as f64 / ill.len().max(1) as f64)
        };
        lines.push(plan.diameters.iter().map(sensitivity).collect());
        let model = varied(model, streams, draw);
        let grown = |(number, one)| {
            let stream = &mut test("growth", number);
            follow_until(screening, model, density, stream, |now, stream| {
                let diameter = density.diameter(now.cells);
                // The same draws without the tumour: is it the tumour that makes the test positive?
                let twin = &mut stream.clone();
                let without_tumour = marker.read(one, none, host, twin) > cut;
                let tumour = Tumour { cells: now.cells, diameter };
                Said { positive: marker.read(one, tumour, host, stream) > cut, without_tumour }
            })
        };
        found.push(ill.par_iter().enumerate().map(grown).collect());
        cutoffs.push(cut);
    }
    let none = || StudyError::Setting { what: "draws", why: "there is no world" };
    let (published, draws) = lines.split_first().ok_or_else(none)?;
    let (here, elsewhere) = found.split_first().ok_or_else(none)?;
    Ok(Screen {
        cutoff: cutoffs.first().copied().ok_or_else(none)?,
        one_test: Seen::of(published, here.len(), draws)?,
        regular_tests: Outcome::of(here, elsewhere)?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use exoscope_sim::cohort::BUILT_IN;

    use super::*;

    #[test]
    fn vesicles_counted_see_sooner_than_a_mirna_and_the_host_moves_what_responds() {
        let design: Design = BUILT_IN[2].1.parse().unwrap();
        let screening =
            Screening { people: 60, draws: 2, specificity: 0.95, ..Screening::default() };
        let plan = MarkerPlan { diameters: vec![5.0, 20.0, 80.0], controls: 200 };
        let all = markers(&design, &plan, screening, Streams::new(1)).unwrap();
        assert_eq!(all, markers(&design, &plan, screening, Streams::new(1)).unwrap());
        let [vesicles, enriched, responding] = all.as_slice() else { unreachable!() };
        let at = |screen: &Screen, place: usize| screen.one_test.curve[place].sensitivity;
        assert!(at(&vesicles.tumour_shed, 2) > 0.95);
        assert!(at(&vesicles.tumour_shed, 1) > at(&enriched.tumour_shed, 1) + 0.1);
        // What a tumour does not shed cannot be seen by it, only by the host's response.
        assert!(at(&responding.tumour_shed, 2) < 0.2);
        assert!(at(&responding.with_host_response, 2) > at(&responding.tumour_shed, 2) + 0.2);
        for screen in [&vesicles.tumour_shed, &enriched.with_host_response] {
            let Outcome { median_over_parameters, missed, .. } = &screen.regular_tests;
            let (low, high) = median_over_parameters.unwrap();
            assert!(low <= high && (0.0..=1.0).contains(missed));
        }
    }

    #[test]
    fn a_marker_that_no_tumour_moves_finds_nothing_but_alarms_as_often_as_asked() {
        let mut design: Design = BUILT_IN[2].1.parse().unwrap();
        design.tumour.shedding = 0.0;
        let screening =
            Screening { people: 80, draws: 0, specificity: 0.9, ..Screening::default() };
        let plan = MarkerPlan { diameters: vec![5.0], controls: 200 };
        for marker in markers(&design, &plan, screening, Streams::new(1)).unwrap() {
            let Outcome { missed, false_alarm, tests, lead_years, .. } =
                marker.tumour_shed.regular_tests;
            assert!(missed > 0.999 && lead_years.p95 < 1e-9, "{}: {missed}", marker.name);
            // People differ in their level, so that alarms gather in some: no more than independent tests give.
            assert!(tests > 3.0 && false_alarm > 0.05, "{}: {false_alarm}", marker.name);
            assert!(false_alarm < 1.0 - 0.9_f64.powf(tests) + 0.2, "{false_alarm} in {tests}");
        }
    }

    #[test]
    fn a_design_without_a_cancer_is_refused() {
        let mut design: Design = BUILT_IN[2].1.parse().unwrap();
        design.class.retain(|class| class.role == Role::Control);
        let plan = MarkerPlan::default();
        assert!(markers(&design, &plan, Screening::default(), Streams::new(1)).is_err());
    }
}
