//! A screening study as text.

use std::fmt::Write as _;

use exoscope_screening::plan::ObservedKind;
use exoscope_screening::{Estimate, Outcome, Study};

use crate::tables::table;

/// `0.95 (0.88–1.02)`, or a dash.
fn estimate(figure: Estimate, decimals: usize) -> String {
    let Some(value) = figure.value else { return "–".into() };
    match (figure.low, figure.high) {
        (Some(low), Some(high)) => {
            format!("{value:.decimals$} ({low:.decimals$}–{high:.decimals$})")
        }
        _ => format!("{value:.decimals$}"),
    }
}

fn maybe(figure: Option<f64>) -> String {
    figure.map_or_else(|| "–".into(), |value| format!("{value:.3}"))
}

pub fn text(found: &Study) -> String {
    let mut said = format!("{}: {}\n", found.name, found.about);
    let kind = if found.randomised {
        "randomised to two arms"
    } else {
        "each with and without the programme"
    };
    let _ = writeln!(said, "{} simulated people, {kind}, {} years", found.people, found.years);
    if let Some(verdict) = &found.audit_verdict {
        let _ = writeln!(said, "audit of the test: {verdict}");
    }
    said.push('\n');
    let all: Vec<&Outcome> = std::iter::once(&found.outcome).chain(&found.alternatives).collect();
    let rows = all.iter().map(|outcome| {
        vec![
            outcome.test.clone(),
            format!("{:.0} %", 100.0 * outcome.uptake),
            estimate(outcome.late_ratio, 3),
            estimate(outcome.ppv, 3),
            estimate(outcome.overdiagnosed, 3),
            format!(
                "{:.0} of {:.0}",
                outcome.cancer_deaths.0 - outcome.cancer_deaths.1,
                outcome.cancer_deaths.0
            ),
            outcome
                .cost
                .per_cancer
                .map_or_else(|| "–".into(), |cost| format!("{cost:.0} {}", outcome.cost.currency)),
        ]
    });
    let heading = [
        "test",
        "uptake",
        "late-stage rate ratio",
        "PPV",
        "overdiagnosed, of found",
        "cancer deaths prevented per 1e5",
        "cost per cancer found",
    ];
    said.push_str(&table(heading, rows, true));
    said.push('\n');
    main(found, &mut said);
    if let Some(over) = &found.over_parameters {
        let from = if over.posterior { "posterior draws" } else { "draws from assumed ranges" };
        let _ = writeln!(
            said,
            "\nover {} {from}: late-stage rate ratio {}, mortality reduction {}, PPV {}",
            over.draws,
            estimate(over.late_ratio, 3),
            estimate(over.mortality_reduction, 3),
            estimate(over.ppv, 3)
        );
    }
    fit(found, &mut said);
    said.push_str("\nassumed:\n");
    for assumed in &found.assumed {
        let _ = writeln!(said, "  {assumed}");
    }
    said
}

/// The main test in full.
fn main(found: &Study, said: &mut String) {
    let outcome = &found.outcome;
    let rounds = outcome.rounds.iter().map(|round| {
        vec![
            round.round.to_string(),
            round.tests.to_string(),
            round.found.to_string(),
            estimate(round.ppv, 3),
            estimate(round.npv, 5),
            format!("{:.1}", round.false_per_thousand),
            round.interval_cancers.to_string(),
            outcome
                .years
                .get(round.round - 1)
                .map_or_else(|| "–".into(), |year| estimate(year.late_ratio, 2)),
        ]
    });
    let heading = [
        "round",
        "tests",
        "found",
        "PPV",
        "NPV",
        "false alarms per 1,000",
        "interval cancers",
        "late-stage rate ratio, year",
    ];
    let _ = writeln!(said, "{}:", outcome.test);
    said.push_str(&table(heading, rounds, true));
    let survival = &outcome.survival;
    let _ = writeln!(
        said,
        "\nstage IV rate ratio {}, early-stage {}; mean lead time {} years; excess diagnoses per 1e5 {:.1}",
        estimate(outcome.stage_four_ratio, 3),
        estimate(outcome.early_ratio, 3),
        outcome.lead_years.map_or_else(|| "–".into(), |years| format!("{years:.2}")),
        outcome.excess
    );
    let _ = writeln!(
        said,
        "mortality reduction {} by simulation, {} by Owens' formula; {:.2} life-years and {:.2} QALYs gained per 1,000",
        estimate(outcome.mortality_reduction, 3),
        maybe(outcome.owens_reduction),
        outcome.life_years.0,
        outcome.life_years.1
    );
    let _ = writeln!(
        said,
        "5-year survival {} without, {} of those found: length-time bias {}, lead-time bias {}, benefit {}",
        maybe(survival.clinical),
        maybe(survival.apparent),
        maybe(survival.length),
        maybe(survival.lead),
        maybe(survival.benefit)
    );
}

fn fit(found: &Study, said: &mut String) {
    let Some(fit) = &found.fit else { return };
    let _ = writeln!(
        said,
        "\nfit of a two-stage model ({} draws, effective {:.0}):",
        fit.prior_draws, fit.effective
    );
    let rows = fit.parameters.iter().map(|parameter| {
        vec![
            parameter.name.clone(),
            estimate(parameter.prior, 2),
            estimate(parameter.posterior, 2),
            format!("{:.0} %", 100.0 * parameter.learned),
        ]
    });
    said.push_str(&table(["parameter", "prior", "posterior", "variance explained"], rows, true));
    said.push('\n');
    let rows = fit.predictions.iter().map(|seen| {
        let what = match seen.what {
            ObservedKind::LateRatio => "III–IV rate ratio",
            ObservedKind::EarlyRatio => "I–II rate ratio",
            ObservedKind::Ppv => "PPV",
        };
        vec![
            format!("{what}, rounds {}–{}", seen.rounds.0, seen.rounds.1),
            estimate(seen.observed, 2),
            estimate(seen.predicted, 2),
            if seen.fitted { "fitted" } else { "held out" }.to_owned(),
        ]
    });
    said.push_str(&table(["observed", "trial", "posterior predictive", ""], rows, true));
    for promise in &fit.published {
        let rounds: Vec<String> = promise.late_ratio.iter().map(|r| format!("{r:.2}")).collect();
        let _ = writeln!(
            said,
            "\npublished model ({}): III–IV {} by round, {:.2} steady",
            promise.name,
            rounds.join(", "),
            promise.steady
        );
    }
    said.push_str("\ncannot be told apart: ");
    let flat: Vec<String> = fit
        .ridge
        .iter()
        .filter(|ridge| ridge.log_likelihood > -1.0)
        .map(|ridge| {
            format!(
                "sojourn {:.1} years with early sensitivity {:.2}",
                ridge.best.overall_sojourn, ridge.best.early
            )
        })
        .collect();
    said.push_str(&flat.join("; "));
    if let Some(pair) = fit.pairs.first() {
        let _ = write!(
            said,
            "\nstrongest posterior correlation: {} and {}, {:.2}",
            pair.first, pair.second, pair.correlation
        );
    }
    if let Some(last) = fit.later_rounds.last() {
        let _ = writeln!(
            said,
            "\nif testing went on: III–IV rate ratio {} in round {}; deaths reduced by at most {}",
            estimate(*last, 2),
            fit.later_rounds.len(),
            estimate(fit.deaths, 3)
        );
    }
}
