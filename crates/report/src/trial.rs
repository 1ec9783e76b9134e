//! The page of a simulated trial: operating characteristics, sweeps, the result that was seen, published results.

use askama::Template;
use exoscope_therapy::patient::Endpoint;
use exoscope_therapy::trial::operating::Rate;
use exoscope_therapy::trial::{Operating, Study, Swept};

use crate::chart::{Axis, Chart, Curve};
use crate::download::{Download, number};
use crate::format::UNDEFINED;
use crate::page::{PageError, RESEARCH_USE_ONLY};

#[derive(Template)]
#[template(path = "trial.html")]
struct Page<'a> {
    found: &'a Study,
    headline: String,
    endpoint: String,
    heading: [&'static str; 10],
    rows: Vec<[String; 10]>,
    null: Vec<String>,
    power: Option<Chart>,
    bias: Option<Chart>,
    by_odds_ratio: Vec<[String; 10]>,
    by_people: Vec<[String; 10]>,
    seen: Option<Seen>,
    evidence: Option<Evidence>,
    save: Download,
}

/// A count that was seen, in words and tables.
struct Seen {
    sentences: Vec<String>,
    beside: Vec<[String; 5]>,
    posterior: Option<Chart>,
}

/// Published results.
struct Evidence {
    rows: Vec<[String; 5]>,
    verdict: String,
}

fn percent(rate: Option<Rate>) -> String {
    rate.map_or_else(|| UNDEFINED.to_owned(), |rate| format!("{:.1}\u{a0}%", 100.0 * rate.value))
}

fn maybe(figure: Option<f64>, decimals: usize) -> String {
    figure.map_or_else(|| UNDEFINED.to_owned(), |value| format!("{value:.decimals$}"))
}

fn row(first: String, at: &Operating) -> [String; 10] {
    [
        first,
        format!("{:.2}", at.ratio),
        format!("{:.3}", at.truth),
        format!("{:.3}", at.estimate.0),
        format!("{:+.3}", at.bias),
        percent(at.significant),
        percent(at.favourable),
        percent(at.coverage),
        maybe(at.exaggeration, 2),
        percent(at.sign_error),
    ]
}

/// The page of a trial: one HTML file that needs no network and no script. The same input gives the same bytes.
pub fn trial_page(found: &Study) -> Result<String, PageError> {
    let binary = matches!(found.endpoint, Endpoint::Binary { .. });
    let ratio = if binary { "Hazard ratio" } else { "Shift, SD" };
    let heading = [
        "β",
        ratio,
        "Effect",
        "Mean estimate",
        "Bias",
        "Significant",
        "In favour",
        "Coverage",
        "Exaggeration",
        "Sign error",
    ];
    let endpoint = match &found.endpoint {
        Endpoint::Binary { success } => {
            format!("{success}; effect and bias are differences of shares")
        }
        Endpoint::Continuous { measure, sd } => {
            format!("{measure} (standard deviation {sd:.1}); more is better")
        }
    };
    let people = |swept: &Swept| format!("{:.0}", swept.value);
    Page {
        found,
        headline: headline(found),
        endpoint,
        heading,
        rows: found.operating.iter().map(|at| row(format!("{}", at.beta), at)).collect(),
        null: null(found),
        power: power(&found.by_people),
        bias: bias(&found.by_odds_ratio),
        by_odds_ratio: found
            .by_odds_ratio
            .iter()
            .filter_map(|s| Some(row(format!("{}", s.value), s.operating.first()?)))
            .collect(),
        by_people: found
            .by_people
            .iter()
            .filter_map(|s| Some(row(people(s), s.operating.last()?)))
            .collect(),
        seen: found.observed.as_ref().map(seen),
        evidence: found.evidence.as_ref().map(evidence),
        save: save(found),
    }
    .render()
    .map_err(PageError::from)
}

fn headline(found: &Study) -> String {
    let Some(null) = found.operating.first() else { return String::new() };
    let significant = percent(null.significant);
    let all = format!(
        "Without any effect {significant} of such trials are significant; nominal is {}\u{a0}%.",
        100.0 * found.alpha
    );
    if found.randomised {
        all
    } else {
        format!(
            "{all} Treated people were not chosen by chance: what the design shows is treatment and choice together."
        )
    }
}

fn null(found: &Study) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(null) = found.operating.first() {
        if let Some(e_value) = null.e_value {
            said.push(format!(
                "E-value of the mean risk ratio without an effect: {e_value:.2}. An unmeasured factor tied so strongly to treatment \
                 and to outcome explains it all."
            ));
        }
        if null.all_improved.is_some() {
            let improved = percent(null.all_improved);
            said.push(format!("Without an effect every arm improves over its own baseline in {improved} of trials."));
        }
    }
    for at in &found.operating {
        if let Some(n) = at.people_for_80 {
            let n = n.ceil();
            said.push(format!(
                "β = {}: {n:.0} people in each of two randomised groups for a power of 80\u{a0}% (closed form, blinded, nobody lost).",
                at.beta
            ));
        }
    }
    said
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
        Curve { name: format!("β = {beta}"), points: points.collect() }
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

fn seen(observed: &exoscope_therapy::trial::Observed) -> Seen {
    let seen = observed.seen;
    let mut sentences = vec![
        format!(
            "{} of {}: exact 95\u{a0}% interval {:.3} to {:.3}.",
            seen.improved, seen.of, observed.exact.0, observed.exact.1
        ),
        format!(
            "Tipping point: with a natural rate of {:.3} per person, {} of {} or more happen in 5\u{a0}% of such groups.",
            observed.tipping_rate, seen.improved, seen.of
        ),
    ];
    let posterior = observed.posterior.as_ref();
    if let Some(found) = posterior {
        sentences.push(format!(
            "In this plan natural recovery alone gives {:.1} of {}; as many as seen, or more, with {:.1e}.",
            found.expected, seen.of, found.at_least
        ));
        sentences.push(format!(
            "If nothing but treatment differed from that natural history, β is {:.1} ({:.1} to {:.1}); there was no control to say so.",
            found.mean, found.interval.0, found.interval.1
        ));
    }
    let beside = observed.beside.iter().map(|row| {
        [
            row.table.clone(),
            format!("{:.2}", row.rate_of_b),
            format!("{:.2}", row.expected),
            format!("{:.1e}", row.at_least),
            format!("{:.3}", row.at_least_all_c),
        ]
    });
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
    Seen { sentences, beside: beside.collect(), posterior: density }
}

fn evidence(found: &exoscope_therapy::closed::evidence::Together) -> Evidence {
    let rows = found.readings.iter().map(|reading| {
        [
            reading.name.clone(),
            format!("{:.1}\u{a0}%", 100.0 * reading.rates.0),
            format!(
                "{:.1}\u{a0}%, {}",
                100.0 * reading.rates.1,
                if reading.controlled { "seen" } else { "supposed" }
            ),
            format!(
                "{:.2} ({:.2} to {:.2})",
                reading.log_ratio, reading.interval.0, reading.interval.1
            ),
            reading
                .tipping_null
                .map_or_else(|| UNDEFINED.to_owned(), |null| format!("{:.1}\u{a0}%", 100.0 * null)),
        ]
    });
    let verdict = match found.common {
        Some((low, high)) => format!(
            "One effect, ln hazard ratio {low:.2} to {high:.2}, is inside every interval. No effect at all is inside them too once the \
             supposed rates are as high as the last column says."
        ),
        None => "No effect is inside every interval: population, endpoint, or the supposed rates differ as well.".to_owned(),
    };
    Evidence { rows: rows.collect(), verdict }
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
