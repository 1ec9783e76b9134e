//! The page of a simulated trial: operating characteristics, sweeps, the result that was seen, published results.

use askama::Template;
use exoscope_core::number::short;
use exoscope_therapy::rows;
use exoscope_therapy::trial::{Observed, Operating, Study, Swept};

use crate::chart::{Axis, Chart, Curve};
use crate::download::{Download, number};
use crate::frame::FrameWords;
use crate::grid::Grid;
use crate::page::PageError;

#[derive(Template)]
#[template(path = "trial.html")]
struct Page<'a> {
    words: &'a FrameWords,
    found: &'a Study,
    headline: String,
    facts: Vec<(&'static str, String)>,
    operating: Grid,
    null: Vec<String>,
    arms: Option<Grid>,
    power: Option<Chart>,
    bias: Option<Chart>,
    by_odds_ratio: Vec<(&'static str, Grid)>,
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

/// The page of a trial, its frame in the language of `words`: one HTML file that needs no network and no script. The same input
/// gives the same bytes.
pub fn trial_page(found: &Study, words: &FrameWords) -> Result<String, PageError> {
    let of = &words.trial;
    let binary = found.endpoint.is_binary();
    let heading = |first| {
        let mut heading = [first; 10];
        heading[1..].copy_from_slice(&of.columns);
        if !binary {
            heading[1] = of.shift;
        }
        heading
    };
    let by_odds_ratio = |swept: &[Swept]| {
        let rows = swept
            .iter()
            .filter_map(|s| Some(rows::operating(short(s.value), s.operating.first()?)));
        Grid::new("By odds ratio", heading(of.odds_ratio), rows.collect()).any()
    };
    let (blind, knowing) = if found.by_odds_ratio_blinded.is_empty() {
        (by_odds_ratio(&found.by_odds_ratio), None)
    } else {
        (by_odds_ratio(&found.by_odds_ratio_blinded), by_odds_ratio(&found.by_odds_ratio))
    };
    let tables = [(of.blind, blind), (of.knowing, knowing)];
    Page {
        words,
        found,
        headline: headline(found),
        facts: of.facts.into_iter().zip(facts(found)).collect(),
        operating: Grid::new(
            "Operating characteristics",
            heading("β"),
            found.operating.iter().map(|at| rows::operating(short(at.beta), at)).collect(),
        ),
        null: rows::null(found),
        arms: Grid::new("Each treated arm", rows::ARMS, rows::arms(found)).any(),
        power: power(&found.by_people),
        bias: bias(found),
        by_odds_ratio: tables
            .into_iter()
            .filter_map(|(name, table)| Some((name, table?)))
            .collect(),
        by_people: Grid::new(
            "By people",
            heading(of.people),
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

/// Design, people, trials, seed, endpoint, treatment, dose.
fn facts(found: &Study) -> [String; 7] {
    [
        format!("{}; {}", found.design, rows::allocation(found)),
        found.people.to_string(),
        found.trials.to_string(),
        found.seed.to_string(),
        rows::endpoint(&found.endpoint),
        found.treatment.clone(),
        format!("{} ({})", exoscope_core::number::amount(found.dose_over_d50), found.dose_counts),
    ]
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

/// Bias at β = 0 by odds ratio of unmeasured severity: of severity alone, and with assessors who know the arm.
fn bias(found: &Study) -> Option<Chart> {
    let of = |name: &str, swept: &[Swept], pick: fn(&Operating) -> Option<f64>| Curve {
        name: name.to_owned(),
        points: swept.iter().filter_map(|s| Some((s.value, pick(s.operating.first()?)?))).collect(),
    };
    let favourable = |at: &Operating| at.favourable.map(|rate| rate.value);
    let (all, blinded) = (&found.by_odds_ratio, &found.by_odds_ratio_blinded);
    let mut curves = Vec::new();
    if !blinded.is_empty() {
        curves.push(of("bias, blind", blinded, |at| at.bias));
        curves.push(of("success, blind", blinded, favourable));
    }
    let (bias, success) = if blinded.is_empty() {
        ("bias", "success")
    } else {
        ("bias, knowing", "success, knowing")
    };
    curves.push(of(bias, all, |at| at.bias));
    curves.push(of(success, all, favourable));
    let title = "Without an effect: bias and false success by unmeasured severity, assessors blind or knowing".to_owned();
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
            number(at.estimate.map(|estimate| estimate.0)),
            number(at.bias),
            number(at.significant.map(|r| r.value)),
            number(at.favourable.map(|r| r.value)),
            number(at.coverage.map(|r| r.value)),
            number(at.exaggeration),
            number(at.sign_error.map(|r| r.value)),
        ]
    };
    let mut rows: Vec<[String; 11]> =
        found.operating.iter().map(|at| of("plan", String::new(), at)).collect();
    for (name, swept) in [
        ("odds_ratio", &found.by_odds_ratio),
        ("odds_ratio_blinded", &found.by_odds_ratio_blinded),
        ("people", &found.by_people),
    ] {
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
            let found = study(&plan, &part).unwrap();
            for words in [FrameWords::EN, FrameWords::JA] {
                let page = trial_page(&found, &words).unwrap();
                crate::markup::check(&page);
                assert!(page.contains(name) && page.contains(words.trial.beta), "{name}");
                assert!(page.contains(&format!("<html lang=\"{}\"", words.code)));
                assert_eq!(page.contains(words.trial.blind), !found.by_odds_ratio.is_empty());
                assert_eq!(page.contains(words.trial.knowing), name.starts_with("post-marketing"));
                let arms = page.contains(words.trial.arms);
                assert_eq!(arms, name == "knee-four-arm");
            }
        }
    }
}
