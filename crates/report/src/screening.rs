//! The page of a screening programme: stages, rounds, people of 1,000, organ screening, cost, fit, sensitivity analysis.

mod icons;
mod stages;
mod tornado;

use askama::Template;
use exoscope_core::number::grouped;
use exoscope_screening::fit::Fit;
use exoscope_screening::rows::{self, estimate, figure};
use exoscope_screening::{Estimate, Outcome, Study};

use self::icons::Icons;
use self::stages::Stages;
use self::tornado::Tornado;
use crate::chart::{Axis, Chart, Curve};
use crate::download::{Download, number};
use crate::grid::Grid;
use crate::page::{PageError, RESEARCH_USE_ONLY};

#[derive(Template)]
#[template(path = "screening.html")]
struct Page<'a> {
    found: &'a Study,
    headline: String,
    people: String,
    tests: Grid,
    measured: Option<Grid>,
    stages: Stages,
    icons: Icons,
    rounds: Grid,
    curves: Option<Chart>,
    compared: Option<Grid>,
    yields: Option<Grid>,
    survival: [String; 5],
    figures: Grid,
    arms: Option<Grid>,
    harms: Vec<[String; 2]>,
    tornado: Option<Tornado>,
    fit: Option<Fitted>,
    save: Download,
}

/// The fit to a trial or registry.
struct Fitted {
    parameters: Grid,
    predictions: Grid,
    published: Option<Grid>,
    chart: Option<Chart>,
    ridge: Grid,
    pair: String,
    deaths: String,
    check: String,
}

/// The page of a screening study: one HTML file that needs no network and no script. The same input gives the same
/// bytes.
pub fn screening_page(found: &Study) -> Result<String, PageError> {
    let outcome = &found.outcome;
    let ppv = outcome
        .ppv
        .value
        .map_or_else(|| rows::UNDEFINED.to_owned(), |p| format!("{:.0} %", 100.0 * p));
    let headline = format!(
        "Late-stage rate ratio {} and stage IV {} over {}; of positive tests {ppv} are cancers; cancer deaths prevented per \
         100,000 people: {}, 95 % intervals.",
        estimate(outcome.late_ratio, 2),
        estimate(outcome.stage_four_ratio, 2),
        rows::years(found.years),
        rows::prevented(outcome)
    );
    let bias = &outcome.survival;
    let survival =
        [bias.clinical, bias.apparent, bias.length, bias.lead, bias.benefit].map(|s| figure(s, 3));
    Page {
        found,
        headline,
        people: people(found.people),
        tests: Grid::new("Tests", rows::TESTS, rows::tests(found)),
        measured: Grid::new("The run's test", rows::MEASURED, rows::measured(found)).any(),
        stages: Stages::new(&outcome.stages),
        icons: Icons::new(&outcome.of_thousand),
        rounds: Grid::new("Rounds", rows::ROUNDS, rows::rounds(outcome)),
        curves: curves(outcome),
        compared: Grid::new("Observed", rows::COMPARED, rows::compared(found)).any(),
        yields: Grid::new("Organ screening", rows::YIELDS, rows::yields(found)).any(),
        survival,
        figures: Grid::new("Figures", rows::HEADLINE, rows::headline(found)),
        arms: Grid::new("Arms", rows::ARMS, rows::arms(outcome)).any(),
        harms: rows::harms(outcome),
        tornado: Tornado::new(&found.tornado),
        fit: found.fit.as_ref().map(fitted),
        save: save(outcome),
    }
    .render()
    .map_err(PageError::from)
}

fn people(n: u64) -> String {
    grouped(n.cast_signed())
}

/// Rate ratios by year; `None` of a single year, which the table has.
fn curves(outcome: &Outcome) -> Option<Chart> {
    type Pick = fn(&exoscope_screening::outcome::YearOutcome) -> Estimate;
    if outcome.years.len() < 2 {
        return None;
    }
    let ratios: [(&str, Pick); 3] = [
        ("III–IV", |year| year.late_ratio),
        ("IV", |year| year.stage_four_ratio),
        ("I–II", |year| year.early_ratio),
    ];
    let curve = |(name, pick): (&str, Pick)| {
        let points =
            outcome.years.iter().filter_map(|year| Some((year.year as f64, pick(year).value?)));
        Curve { name: name.to_owned(), points: points.collect() }
    };
    let labels = ("year from the first invitation", "rate ratio, with : without");
    let title = "Incidence by stage, with over without the programme".to_owned();
    let ends = outcome
        .years
        .iter()
        .filter_map(|year| Some((year.year as f64, year.late_ratio.low?, year.late_ratio.high?)));
    let (axes, bands) = ((Axis::Linear, Axis::Linear), [ends.collect()]);
    let chart = Chart::with_bands("years", title, labels, axes, &ratios.map(curve), &bands)?;
    Some(chart.with_line(1.0))
}

fn fitted(fit: &Fit) -> Fitted {
    let pair = fit.pairs.first().map_or_else(String::new, |pair| {
        format!("{} and {}, {:.2}", pair.first, pair.second, pair.correlation)
    });
    Fitted {
        parameters: Grid::new("Parameters", rows::PARAMETERS, rows::parameters(fit)),
        predictions: Grid::new("Observed and predicted", rows::PREDICTIONS, rows::predictions(fit)),
        published: Grid::new("Published models", rows::PUBLISHED, rows::published(fit)).any(),
        chart: fit_chart(fit),
        ridge: Grid::new("Best fits along the sojourn time", rows::RIDGE, rows::ridge(fit)),
        pair,
        deaths: estimate(fit.deaths, 3),
        check: rows::predictive_check(fit),
    }
}

/// Published predictions, what was seen, and the posterior: one plot.
fn fit_chart(fit: &Fit) -> Option<Chart> {
    let seen = fit
        .predictions
        .iter()
        .filter_map(|seen| Some((seen.late_ratio_of_round? as f64, seen.observed.value?)));
    let posterior = fit.later_rounds.iter().enumerate();
    let mut curves = vec![
        Curve {
            name: "posterior".into(),
            points: posterior.clone().filter_map(|(n, e)| Some((n as f64, e.value?))).collect(),
        },
        Curve { name: "trial".into(), points: seen.collect() },
    ];
    for (number, model) in fit.published.iter().enumerate() {
        let mut points: Vec<(f64, f64)> =
            model.late_ratio.iter().enumerate().map(|(n, r)| (n as f64, *r)).collect();
        points.push((fit.later_rounds.len().saturating_sub(1) as f64, model.steady));
        curves.push(Curve { name: format!("published {}", number + 1), points });
    }
    curves.retain(|curve| !curve.points.is_empty());
    let title = "Late-stage rate ratio by round: posterior of the fit, what was seen, published predictions".to_owned();
    let labels = ("round", "III–IV rate ratio");
    let band = posterior.filter_map(|(n, e)| Some((n as f64, e.low?, e.high?))).collect();
    let axes = (Axis::Linear, Axis::Linear);
    Some(Chart::with_bands("fit", title, labels, axes, &curves, &[band])?.with_line(1.0))
}

fn save(outcome: &Outcome) -> Download {
    let heading = [
        "year",
        "late_ratio",
        "low",
        "high",
        "stage_four_ratio",
        "early_ratio",
        "diagnoses_without",
        "diagnoses_with",
    ];
    let rows = outcome.years.iter().map(|year| {
        [
            year.year.to_string(),
            number(year.late_ratio.value),
            number(year.late_ratio.low),
            number(year.late_ratio.high),
            number(year.stage_four_ratio.value),
            number(year.early_ratio.value),
            number(Some(year.diagnoses.0)),
            number(Some(year.diagnoses.1)),
        ]
    });
    Download::new("years.tsv", &heading, rows)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use exoscope_core::Streams;
    use exoscope_screening::plan::BUILT_IN;
    use exoscope_screening::{Plan, Population, simulate, study};

    use super::*;

    #[test]
    fn the_page_of_every_programme_is_whole() {
        for (name, text) in BUILT_IN {
            let plan: Plan = text.parse().unwrap();
            let population = Population::built_in(&plan.population).unwrap().unwrap();
            let part = simulate(&plan, &population, Streams::new(1), (0, 2000)).unwrap();
            let page = screening_page(&study(&plan, &population, &part, None, 0).unwrap()).unwrap();
            crate::markup::check(&page);
            assert!(page.contains("1,000") && page.contains(name), "{name}");
        }
    }
}
