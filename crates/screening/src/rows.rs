//! Results as rows of text: one form for the terminal and for the page.

mod headline;

use exoscope_core::number::grouped;

pub use self::headline::{ARMS, HEADLINE, arms, compares, headline};

use crate::estimate::Estimate;
use crate::fit::Fit;
use crate::outcome::{Outcome, RoundOutcome};
use crate::run::Study;

/// What stands where a figure is not defined.
pub const UNDEFINED: &str = "–";

/// Headings of [`tests`].
pub const TESTS: [&str; 7] = [
    "test",
    "uptake",
    "late-stage rate ratio",
    "PPV",
    "overdiagnosed, of found",
    "cancer deaths prevented per 100,000 (95 % interval)",
    "cost per cancer found",
];
/// Headings of [`rounds`].
pub const ROUNDS: [&str; 9] = [
    "round",
    "tests",
    "found",
    "PPV",
    "NPV",
    "false positives (no cancer) per 1,000",
    "not confirmed by work-up per 1,000",
    "interval cancers",
    "late-stage rate ratio, year",
];
/// Headings of [`yields`].
pub const YIELDS: [&str; 6] = [
    "screening",
    "positive per 1,000 tests",
    "found per 1,000 tests",
    "PPV",
    "positives not confirmed per cancer",
    "work-up per cancer found",
];
/// Headings of [`compared`].
pub const COMPARED: [&str; 4] = ["observed", "seen", "simulated test", "simulated"];
/// Headings of [`measured`].
pub const MEASURED: [&str; 3] = ["of the run's test", "samples", "95 % interval"];
/// Headings of [`parameters`].
pub const PARAMETERS: [&str; 4] = ["parameter", "prior", "posterior", "variance explained"];
/// Headings of [`predictions`].
pub const PREDICTIONS: [&str; 4] = ["observed", "seen", "posterior predictive", "used"];
/// Headings of [`published`].
pub const PUBLISHED: [&str; 3] = ["published model", "III–IV rate ratio by round", "steady state"];
/// Headings of [`ridge`].
pub const RIDGE: [&str; 6] = [
    "overall sojourn, years",
    "best",
    "late sojourn",
    "early sensitivity",
    "late sensitivity",
    "log-likelihood below the best",
];

/// `0.95 (0.88–1.02)`, or a dash.
///
/// ```
/// use exoscope_screening::{Estimate, rows::estimate};
/// let figure = Estimate { value: Some(-0.09), low: Some(-0.2), high: Some(0.03) };
/// assert_eq!(estimate(figure, 2), "-0.09 (-0.20 to 0.03)");
/// ```
pub fn estimate(figure: Estimate, decimals: usize) -> String {
    let Some(value) = figure.value else { return UNDEFINED.to_owned() };
    match (figure.low, figure.high) {
        (Some(low), Some(high)) => {
            // A dash before a minus reads as one sign.
            let to = if high < 0.0 || low < 0.0 { " to " } else { "–" };
            format!("{value:.decimals$} ({low:.decimals$}{to}{high:.decimals$})")
        }
        _ => format!("{value:.decimals$}"),
    }
}

/// `0.950`, or a dash.
pub fn figure(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| UNDEFINED.to_owned(), |value| format!("{value:.decimals$}"))
}

/// `15,155,820 JPY`, or a dash.
fn money(value: Option<f64>, currency: &str) -> String {
    value.map_or_else(|| UNDEFINED.to_owned(), |value| format!("{} {currency}", whole(value)))
}

/// A figure without decimals, with commas at the thousands.
fn whole(value: f64) -> String {
    grouped(value.round() as i64)
}

/// `1 year`, `7.4 years`.
pub fn years(years: f64) -> String {
    // Months are twelfths, so that a length has many decimals.
    let rounded = (1000.0 * years).round() / 1000.0;
    format!("{rounded} year{}", if (rounded - 1.0).abs() > 0.0 { "s" } else { "" })
}

/// Cancer deaths prevented per 100,000: `300 (189 to 411)`. An end below 0 says that chance alone could have done it.
pub fn prevented(outcome: &Outcome) -> String {
    let figure = outcome.prevented;
    let Some(value) = figure.value else { return UNDEFINED.to_owned() };
    let ends = figure.low.zip(figure.high);
    ends.map_or_else(
        || whole(value),
        |(low, high)| format!("{} ({} to {})", whole(value), whole(low), whole(high)),
    )
}

/// What the tests of a programme do to cancer deaths, in a sentence: the least and the most.
pub fn deaths(found: &Study) -> String {
    let all = || std::iter::once(&found.outcome).chain(&found.alternatives);
    let fewer = |outcome: &Outcome| outcome.prevented.value.unwrap_or_default();
    let by = |a: &&Outcome, b: &&Outcome| fewer(a).total_cmp(&fewer(b));
    let (Some(least), Some(most)) = (all().min_by(by), all().max_by(by)) else {
        return String::new();
    };
    let said = |outcome: &Outcome, most: &str| {
        let uptake = 100.0 * outcome.uptake;
        format!("{} {most} ({}, uptake {uptake:.0} %)", prevented(outcome), outcome.test)
    };
    format!(
        "Of {} cancer deaths per 100,000 people in {} without the programme, its tests prevent {} and {}: {:.0} % \
         remain with the best of them.",
        whole(most.cancer_deaths.0),
        years(found.years),
        said(least, "at least"),
        said(most, "at most"),
        100.0 * most.cancer_deaths.1 / most.cancer_deaths.0.max(f64::MIN_POSITIVE)
    )
}

/// Every test of the programme, one a row.
pub fn tests(found: &Study) -> Vec<[String; 7]> {
    let row = |outcome: &Outcome| {
        [
            outcome.test.clone(),
            format!("{:.0} %", 100.0 * outcome.uptake),
            estimate(outcome.late_ratio, 3),
            estimate(outcome.ppv, 3),
            estimate(outcome.overdiagnosed, 3),
            format!("{} of {}", prevented(outcome), whole(outcome.cancer_deaths.0)),
            money(outcome.cost.per_cancer.value, &outcome.cost.currency),
        ]
    };
    std::iter::once(&found.outcome).chain(&found.alternatives).map(row).collect()
}

/// Every round of tests.
pub fn rounds(outcome: &Outcome) -> Vec<[String; 9]> {
    let row = |round: &RoundOutcome| {
        let year = outcome.years.get(round.year);
        [
            round.round.to_string(),
            grouped(round.tests.cast_signed()),
            grouped(round.found.cast_signed()),
            estimate(round.ppv, 3),
            estimate(round.npv, 5),
            format!("{:.1}", round.false_per_thousand),
            format!("{:.1}", round.unconfirmed_per_thousand),
            grouped(round.interval_cancers.cast_signed()),
            year.map_or_else(|| UNDEFINED.to_owned(), |year| estimate(year.late_ratio, 2)),
        ]
    };
    outcome.rounds.iter().map(row).collect()
}

/// Today's organ-by-organ screening and the test.
pub fn yields(found: &Study) -> Vec<[String; 6]> {
    let row = |of: &crate::yields::Yield| {
        [
            of.name.clone(),
            figure(of.positive_per_thousand, 1),
            figure(of.found_per_thousand, 2),
            estimate(of.ppv, 3),
            figure(of.unconfirmed_per_found, 1),
            money(of.workup_per_found, &of.currency),
        ]
    };
    found.yields.iter().map(row).collect()
}

/// What a trial or cohort saw beside what the simulation gives, a row a figure and test.
pub fn compared(found: &Study) -> Vec<[String; 4]> {
    let row = |compared: &crate::run::Compared| {
        let decimals = if compared.rate { 4 } else { 2 };
        let (seen, simulated) = (compared.observed, compared.simulated);
        let (seen, simulated) = (estimate(seen, decimals), estimate(simulated, decimals));
        [compared.what.clone(), seen, compared.test.clone(), simulated]
    };
    found.compared.iter().map(row).collect()
}

/// What the run of the test measured.
pub fn measured(found: &Study) -> Vec<[String; 3]> {
    let Some(measured) = &found.measured else { return Vec::new() };
    let stage = |stage: &crate::measured::MeasuredStage| {
        let name = match stage.stage.as_str() {
            "all" => "sensitivity, all cancers".to_owned(),
            stage => format!("sensitivity, stage {stage}"),
        };
        let samples = match stage.samples {
            n if n > 0.0 => format!("{n:.0}"),
            _ => "none: as all cancers".to_owned(),
        };
        [name, samples, estimate(stage.sensitivity, 3)]
    };
    let specificity = [
        "specificity".to_owned(),
        format!("{:.0}", measured.controls),
        estimate(measured.specificity, 4),
    ];
    std::iter::once(specificity).chain(measured.stages.iter().map(stage)).collect()
}

/// Priors and posteriors of a fit.
pub fn parameters(fit: &Fit) -> Vec<[String; 4]> {
    let row = |parameter: &crate::fit::Parameter| {
        let learned = format!("{:.0} %", 100.0 * parameter.learned.max(0.0));
        let name = parameter.name.clone();
        [name, estimate(parameter.prior, 2), estimate(parameter.posterior, 2), learned]
    };
    fit.parameters.iter().map(row).collect()
}

/// What was seen beside what the fit gives.
pub fn predictions(fit: &Fit) -> Vec<[String; 4]> {
    let row = |seen: &crate::fit::Prediction| {
        let used = if seen.fitted { "fitted" } else { "held out" }.to_owned();
        let decimals = if seen.per_thousand { 3 } else { 2 };
        [
            seen.what.clone(),
            estimate(seen.observed, decimals),
            estimate(seen.predicted, decimals),
            used,
        ]
    };
    fit.predictions.iter().map(row).collect()
}

/// Whether the model fits, in a sentence.
pub fn predictive_check(fit: &Fit) -> String {
    let verdict = if fit.check.fits() {
        "the model can give what it was fitted to"
    } else {
        "the model does not fit"
    };
    format!("posterior predictive check: p {:.2}, {verdict}", fit.check.p)
}

/// Predictions of published models.
pub fn published(fit: &Fit) -> Vec<[String; 3]> {
    let row = |(n, model): (usize, &crate::fit::Promise)| {
        let rounds: Vec<String> = model.late_ratio.iter().map(|r| format!("{r:.2}")).collect();
        let name = format!("{}: {}", n + 1, model.name);
        [name, rounds.join(", "), format!("{:.2}", model.steady)]
    };
    fit.published.iter().enumerate().map(row).collect()
}

/// The best fit at each overall sojourn time.
pub fn ridge(fit: &Fit) -> Vec<[String; 6]> {
    let row = |ridge: &crate::fit::Ridge| {
        let (from, to) = ridge.overall_sojourn;
        let best = &ridge.best;
        let two = |value: f64| format!("{value:.2}");
        [
            format!("{from} to {to}"),
            two(best.overall_sojourn),
            two(best.late_sojourn),
            two(best.early),
            two(best.late),
            two(ridge.log_likelihood),
        ]
    };
    fit.ridge.iter().map(row).collect()
}

/// Harms, and cost of all people simulated: what, and how much.
pub fn harms(outcome: &Outcome) -> Vec<[String; 2]> {
    let cost = &outcome.cost;
    let row = |what: &str, how_much: String| [what.to_owned(), how_much];
    let (invasive, complications, origin, missed) = outcome.harms;
    vec![
        row("tests and work-up, all people simulated", money(cost.screening, &cost.currency)),
        row(
            "false positives (no cancer), at least one in all rounds, of participants",
            estimate(outcome.false_alarm_people, 3),
        ),
        row(
            "invasive procedures after false positives, per 1,000 participants",
            format!("{invasive:.2}"),
        ),
        row("serious complications of them, per 1,000 participants", format!("{complications:.3}")),
        row("cancers with a wrong first origin, per 1,000 participants", format!("{origin:.2}")),
        row(
            "positive tests of cancers that the work-up misses, per 1,000 participants",
            format!("{missed:.2}"),
        ),
    ]
}
