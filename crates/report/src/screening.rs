//! The page of a screening programme: stages, rounds, people of 1,000, cost, fit, sensitivity analysis.

mod icons;
mod stages;
mod tornado;

use askama::Template;
use exoscope_screening::fit::Fit;
use exoscope_screening::plan::ObservedKind;
use exoscope_screening::{Estimate, Outcome, Study};

use self::icons::Icons;
use self::stages::Stages;
use self::tornado::Tornado;
use crate::chart::{Axis, Chart, Curve};
use crate::download::{Download, number};
use crate::format::UNDEFINED;
use crate::page::{PageError, RESEARCH_USE_ONLY};

#[derive(Template)]
#[template(path = "screening.html")]
struct Page<'a> {
    found: &'a Study,
    headline: String,
    tests: Vec<[String; 7]>,
    stages: Stages,
    icons: Icons,
    rounds: Vec<[String; 8]>,
    curves: Option<Chart>,
    survival: [String; 5],
    cost: Vec<[String; 2]>,
    tornado: Option<Tornado>,
    fit: Option<Fitted>,
    save: Download,
}

/// The fit to a trial.
struct Fitted {
    parameters: Vec<[String; 4]>,
    predictions: Vec<[String; 4]>,
    published: Vec<[String; 3]>,
    chart: Option<Chart>,
    ridge: Vec<[String; 6]>,
    pair: String,
    deaths: String,
}

/// `0.95 (0.88–1.02)`.
fn estimate(figure: Estimate, decimals: usize) -> String {
    let Some(value) = figure.value else { return UNDEFINED.to_owned() };
    match (figure.low, figure.high) {
        (Some(low), Some(high)) => {
            format!("{value:.decimals$} ({low:.decimals$}–{high:.decimals$})")
        }
        _ => format!("{value:.decimals$}"),
    }
}

fn maybe(figure: Option<f64>, decimals: usize) -> String {
    figure.map_or_else(|| UNDEFINED.to_owned(), |value| format!("{value:.decimals$}"))
}

/// The page of a screening study: one HTML file that needs no network and no script. The same input gives the same
/// bytes.
pub fn screening_page(found: &Study) -> Result<String, PageError> {
    let outcome = &found.outcome;
    let tests = std::iter::once(outcome).chain(&found.alternatives).map(test_row).collect();
    let ratio = estimate(outcome.late_ratio, 2);
    let ppv =
        outcome.ppv.value.map_or_else(|| UNDEFINED.to_owned(), |p| format!("{:.0} %", 100.0 * p));
    let headline = format!(
        "Late-stage rate ratio {ratio} over {} years; of positive tests {ppv} are cancers; {:.1} cancer deaths \
         prevented per 100,000 people.",
        found.years,
        outcome.cancer_deaths.0 - outcome.cancer_deaths.1
    );
    let bias = &outcome.survival;
    let survival =
        [bias.clinical, bias.apparent, bias.length, bias.lead, bias.benefit].map(|s| maybe(s, 3));
    Page {
        found,
        headline,
        tests,
        stages: Stages::new(&outcome.stages),
        icons: Icons::new(&outcome.of_thousand),
        rounds: outcome.rounds.iter().map(|round| round_row(outcome, round)).collect(),
        curves: curves(outcome),
        survival,
        cost: cost(outcome),
        tornado: Tornado::new(&found.tornado),
        fit: found.fit.as_ref().map(fitted),
        save: save(outcome),
    }
    .render()
    .map_err(PageError::from)
}

fn test_row(outcome: &Outcome) -> [String; 7] {
    let cost = &outcome.cost;
    [
        outcome.test.clone(),
        format!("{:.0}\u{a0}%", 100.0 * outcome.uptake),
        estimate(outcome.late_ratio, 2),
        estimate(outcome.ppv, 3),
        estimate(outcome.overdiagnosed, 3),
        format!(
            "{:.0} of {:.0}",
            outcome.cancer_deaths.0 - outcome.cancer_deaths.1,
            outcome.cancer_deaths.0
        ),
        cost.per_cancer
            .map_or_else(|| UNDEFINED.to_owned(), |c| format!("{c:.0} {}", cost.currency)),
    ]
}

fn round_row(outcome: &Outcome, round: &exoscope_screening::outcome::RoundOutcome) -> [String; 8] {
    let year = outcome.years.get(round.round.saturating_sub(1));
    [
        round.round.to_string(),
        round.tests.to_string(),
        round.found.to_string(),
        estimate(round.ppv, 3),
        estimate(round.npv, 5),
        format!("{:.1}", round.false_per_thousand),
        round.interval_cancers.to_string(),
        year.map_or_else(|| UNDEFINED.to_owned(), |year| estimate(year.late_ratio, 2)),
    ]
}

fn curves(outcome: &Outcome) -> Option<Chart> {
    type Pick = fn(&exoscope_screening::outcome::YearOutcome) -> Estimate;
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
    let chart =
        Chart::new("years", title, labels, (Axis::Linear, Axis::Linear), &ratios.map(curve))?;
    let ends = outcome
        .years
        .iter()
        .filter_map(|year| Some((year.year as f64, year.late_ratio.low?, year.late_ratio.high?)));
    let band: Vec<(f64, f64, f64)> = ends.collect();
    Some(chart.with_band(0, &band).with_line(1.0))
}

fn cost(outcome: &Outcome) -> Vec<[String; 2]> {
    let cost = &outcome.cost;
    let money = |c: Option<f64>| {
        c.map_or_else(|| UNDEFINED.to_owned(), |c| format!("{c:.0} {}", cost.currency))
    };
    vec![
        ["Screening and work-up per cancer found".into(), money(cost.per_cancer)],
        ["Net cost per life-year gained".into(), money(cost.per_life_year)],
        ["Net cost per QALY gained".into(), money(cost.per_qaly)],
        ["Budget a year per 100,000 people".into(), money(Some(cost.budget))],
        ["Life-years gained per 1,000 people".into(), format!("{:.2}", outcome.life_years.0)],
        ["QALYs gained per 1,000 people".into(), format!("{:.2}", outcome.life_years.1)],
        [
            "Invasive procedures after false alarms, per 1,000 participants".into(),
            format!("{:.2}", outcome.harms.0),
        ],
        ["Serious complications, per 1,000 participants".into(), format!("{:.3}", outcome.harms.1)],
        [
            "Cancers with a wrong first origin, per 1,000 participants".into(),
            format!("{:.2}", outcome.harms.2),
        ],
    ]
}

fn fitted(fit: &Fit) -> Fitted {
    let parameters = fit.parameters.iter().map(|p| {
        [
            p.name.clone(),
            estimate(p.prior, 2),
            estimate(p.posterior, 2),
            format!("{:.0}\u{a0}%", 100.0 * p.learned),
        ]
    });
    let predictions = fit.predictions.iter().map(|seen| {
        let what = match seen.what {
            ObservedKind::LateRatio => "III–IV rate ratio",
            ObservedKind::EarlyRatio => "I–II rate ratio",
            ObservedKind::Ppv => "PPV",
        };
        let rounds = format!("{what}, rounds {}–{}", seen.rounds.0, seen.rounds.1);
        let use_of = if seen.fitted { "fitted" } else { "held out" };
        [rounds, estimate(seen.observed, 2), estimate(seen.predicted, 2), use_of.to_owned()]
    });
    let published = fit.published.iter().map(|model| {
        let rounds: Vec<String> = model.late_ratio.iter().map(|r| format!("{r:.2}")).collect();
        [model.name.clone(), rounds.join(", "), format!("{:.2}", model.steady)]
    });
    let ridge = fit.ridge.iter().map(|ridge| {
        [
            format!("{}–{}", ridge.overall_sojourn.0, ridge.overall_sojourn.1),
            format!("{:.2}", ridge.best.overall_sojourn),
            format!("{:.2}", ridge.best.late_sojourn),
            format!("{:.2}", ridge.best.early),
            format!("{:.2}", ridge.best.late),
            format!("{:.2}", ridge.log_likelihood),
        ]
    });
    let pair = fit.pairs.first().map_or_else(String::new, |pair| {
        format!("{} and {}, {:.2}", pair.first, pair.second, pair.correlation)
    });
    Fitted {
        parameters: parameters.collect(),
        predictions: predictions.collect(),
        published: published.collect(),
        chart: fit_chart(fit),
        ridge: ridge.collect(),
        pair,
        deaths: estimate(fit.deaths, 3),
    }
}

/// Published predictions, what was seen, and the posterior: one plot.
fn fit_chart(fit: &Fit) -> Option<Chart> {
    let seen = fit
        .predictions
        .iter()
        .filter(|p| p.what == ObservedKind::LateRatio && p.rounds.0 == p.rounds.1);
    let seen = seen.filter_map(|p| Some((p.rounds.0 as f64, p.observed.value?)));
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
    let title = "Published predictions, the trial, and the posterior of a fit to it".to_owned();
    let labels = ("round", "III–IV rate ratio");
    let chart = Chart::new("fit", title, labels, (Axis::Linear, Axis::Linear), &curves)?;
    let band: Vec<(f64, f64, f64)> =
        posterior.filter_map(|(n, e)| Some((n as f64, e.low?, e.high?))).collect();
    Some(chart.with_band(0, &band).with_line(1.0))
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
            let page = screening_page(&study(&plan, &population, &part, 0).unwrap()).unwrap();
            crate::markup::check(&page);
            assert!(page.contains("1,000") && page.contains(name), "{name}");
        }
    }
}
