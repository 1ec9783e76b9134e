//! The page of a simulated trial: operating characteristics, sweeps, the result that was seen, published results.

use askama::Template;
use exoscope_core::number::short;
use exoscope_therapy::rows;
use exoscope_therapy::trial::{Observed, Operating, Study, Swept};

use crate::chart::{Axis, Chart, Curve};
use crate::download::{Download, number};
use crate::grid::Grid;
use crate::page::{PageError, RESEARCH_USE_ONLY};

#[derive(Template)]
#[template(path = "trial.html")]
struct Page<'a> {
    found: &'a Study,
    headline: String,
    endpoint: String,
    operating: Grid,
    null: Vec<String>,
    power: Option<Chart>,
    bias: Option<Chart>,
    by_odds_ratio: Option<Grid>,
    by_people: Option<Grid>,
    seen: Option<Seen>,
    evidence: Option<Evidence>,
    save: Download,
}

/// A count that was seen, in words and tables.
struct Seen {
    sentences: Vec<String>,
    beside: Option<Grid>,
    posterior: Option<Chart>,
}

/// Published results.
struct Evidence {
    results: Grid,
    verdict: Vec<String>,
}

/// The page of a trial: one HTML file that needs no network and no script. The same input gives the same bytes.
pub fn trial_page(found: &Study) -> Result<String, PageError> {
    let heading = |first| rows::operating_heading(first, &found.endpoint);
    Page {
        found,
        headline: headline(found),
        endpoint: rows::endpoint(&found.endpoint),
        operating: Grid::new(
            "Operating characteristics",
            heading("β"),
            found.operating.iter().map(|at| rows::operating(short(at.beta), at)).collect(),
        ),
        null: rows::null(found),
        power: power(&found.by_people),
        bias: bias(&found.by_odds_ratio),
        by_odds_ratio: Grid::new(
            "By odds ratio",
            heading("odds ratio"),
            found
                .by_odds_ratio
                .iter()
                .filter_map(|s| Some(rows::operating(short(s.value), s.operating.first()?)))
                .collect(),
        )
        .any(),
        by_people: Grid::new(
            "By people",
            heading("people"),
            found
                .by_people
                .iter()
                .filter_map(|s| {
                    Some(rows::operating(format!("{:.0}", s.value), s.operating.last()?))
                })
                .collect(),
        )
        .any(),
        seen: found.observed.as_ref().map(seen),
        evidence: found.evidence.as_ref().map(|together| Evidence {
            results: Grid::new("Published results", rows::EVIDENCE, rows::evidence(together)),
            verdict: rows::evidence_verdict(together),
        }),
        save: save(found),
    }
    .render()
    .map_err(PageError::from)
}

fn headline(found: &Study) -> String {
    let Some(null) = found.operating.first() else { return String::new() };
    let significant = rows::percent(null.significant);
    let all = format!(
        "Without any effect {significant} of such trials are significant; nominal is {}.",
        exoscope_core::number::percent(found.alpha)
    );
    if found.randomised {
        all
    } else {
        format!(
            "{all} Treated people were not chosen by chance: what the design shows is treatment and choice together."
        )
    }
}

/// Share of trials that are significant in favour, by people, a curve a strength of the effect.
fn power(by_people: &[Swept]) -> Option<Chart> {
    let strengths = by_people.first()?.operating.len();
    let curve = |k: usize| {
        let points = by_people
            .iter()
            .filter_map(|swept| Some((swept.value, swept.operating.get(k)?.favourable?.value)));
        let beta =
            by_people.first().and_then(|swept| swept.operating.get(k)).map_or(0.0, |at| at.beta);
        Curve { name: format!("β = {}", short(beta)), points: points.collect() }
    };
    let curves: Vec<Curve> = (0..strengths).map(curve).collect();
    let title = "Trials that are significant in favour of treatment, by people".to_owned();
    let chart = Chart::new(
        "power",
        title,
        ("people of one trial", "share"),
        (Axis::Log, Axis::Share),
        &curves,
    )?;
    Some(chart.with_line(0.8))
}

/// Bias at β = 0 by odds ratio of unmeasured severity.
fn bias(by_odds_ratio: &[Swept]) -> Option<Chart> {
    let of = |name: &str, pick: fn(&Operating) -> Option<f64>| Curve {
        name: name.to_owned(),
        points: by_odds_ratio
            .iter()
            .filter_map(|s| Some((s.value, pick(s.operating.first()?)?)))
            .collect(),
    };
    let curves = [
        of("bias", |at| Some(at.bias)),
        of("significant in favour", |at| at.favourable.map(|rate| rate.value)),
    ];
    let title = "Without an effect: bias and false success by unmeasured severity".to_owned();
    let labels = ("odds ratio of being a mild case, treated over untreated", "share");
    Chart::new("bias", title, labels, (Axis::Linear, Axis::Linear), &curves)
}

fn seen(observed: &Observed) -> Seen {
    let posterior = observed.posterior.as_ref();
    let density = posterior.and_then(|found| {
        let prior = found.density.iter().map(|(b, p, _)| (*b, *p)).collect();
        let after = found.density.iter().map(|(b, _, p)| (*b, *p)).collect();
        let curves = [
            Curve { name: "prior".into(), points: prior },
            Curve { name: "posterior".into(), points: after },
        ];
        let title = "Strength of the effect, before and after the result".to_owned();
        Chart::new("posterior", title, ("β", "density"), (Axis::Linear, Axis::Linear), &curves)
    });
    let beside = Grid::new("Natural recovery", rows::NATURAL, rows::natural(observed)).any();
    Seen { sentences: rows::seen(observed), beside, posterior: density }
}

fn save(found: &Study) -> Download {
    let heading = [
        "setting",
        "value",
        "beta",
        "effect",
        "estimate",
        "bias",
        "significant",
        "in_favour",
        "coverage",
        "exaggeration",
        "sign_error",
    ];
    let of = |setting: &str, value: String, at: &Operating| {
        [
            setting.to_owned(),
            value,
            number(Some(at.beta)),
            number(Some(at.truth)),
            number(Some(at.estimate.0)),
            number(Some(at.bias)),
            number(at.significant.map(|r| r.value)),
            number(at.favourable.map(|r| r.value)),
            number(at.coverage.map(|r| r.value)),
            number(at.exaggeration),
            number(at.sign_error.map(|r| r.value)),
        ]
    };
    let mut rows: Vec<[String; 11]> =
        found.operating.iter().map(|at| of("plan", String::new(), at)).collect();
    for (name, swept) in [("odds_ratio", &found.by_odds_ratio), ("people", &found.by_people)] {
        for swept in swept {
            rows.extend(swept.operating.iter().map(|at| of(name, swept.value.to_string(), at)));
        }
    }
    Download::new("trial.tsv", &heading, rows)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use exoscope_core::Streams;
    use exoscope_therapy::trial::{BUILT_IN, Plan, simulate, study};

    use super::*;

    #[test]
    fn the_page_of_every_trial_is_whole() {
        for (name, text) in BUILT_IN {
            let plan: Plan = text.parse().unwrap();
            let part = simulate(&plan, Streams::new(1), (0, 4)).unwrap();
            let page = trial_page(&study(&plan, &part).unwrap()).unwrap();
            crate::markup::check(&page);
            assert!(page.contains(name) && page.contains("natural course"), "{name}");
        }
    }
}
