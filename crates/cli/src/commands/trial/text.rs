//! A trial's study as text.

use std::fmt::Write as _;

use exoscope_therapy::patient::Endpoint;
use exoscope_therapy::trial::operating::Rate;
use exoscope_therapy::trial::{Operating, Study, Swept};

use crate::tables::table;

fn percent(rate: Option<Rate>) -> String {
    rate.map_or_else(|| "–".into(), |rate| format!("{:.1} %", 100.0 * rate.value))
}

fn maybe(figure: Option<f64>, decimals: usize) -> String {
    figure.map_or_else(|| "–".into(), |value| format!("{value:.decimals$}"))
}

const HEADING: [&str; 10] = [
    "β",
    "hazard ratio",
    "effect",
    "mean estimate",
    "bias",
    "significant",
    "in favour",
    "coverage",
    "exaggeration",
    "sign error",
];

fn row(first: String, at: &Operating) -> Vec<String> {
    vec![
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

pub fn text(found: &Study) -> String {
    let mut said = format!("{}: {}\n", found.name, found.about);
    let allocation = if found.randomised {
        ""
    } else {
        "; nothing but natural recovery and chance is needed for a difference"
    };
    let _ = writeln!(
        said,
        "{}, {} people, {} simulated trials{allocation}",
        found.design, found.people, found.trials
    );
    let heading = match &found.endpoint {
        Endpoint::Binary { success } => {
            let _ =
                writeln!(said, "endpoint: {success}; effect and bias are differences of shares");
            HEADING
        }
        Endpoint::Continuous { measure, sd } => {
            let _ =
                writeln!(said, "endpoint: {measure} (standard deviation {sd:.1}); more is better");
            let mut heading = HEADING;
            heading[1] = "shift, SD";
            heading
        }
    };
    said.push('\n');
    said.push_str(&table(
        heading,
        found.operating.iter().map(|at| row(format!("{}", at.beta), at)),
        true,
    ));
    said.push('\n');
    at_null(found, &mut said);
    sweep(
        "odds ratio of unmeasured severity, at β = 0",
        &found.by_odds_ratio,
        "odds ratio",
        true,
        &mut said,
    );
    sweep("people of one trial, at the largest β", &found.by_people, "people", false, &mut said);
    observed(found, &mut said);
    evidence(found, &mut said);
    said.push_str("\nassumed:\n");
    for assumed in &found.assumed {
        let _ = writeln!(said, "  {assumed}");
    }
    said
}

/// What the design does without an effect, and what it would take to see one.
fn at_null(found: &Study, said: &mut String) {
    let Some(null) = found.operating.first() else { return };
    let nominal = 100.0 * found.alpha;
    let _ = writeln!(
        said,
        "\nβ = 0 (treated people have the natural course): significant in {} of trials, nominal {nominal} %; bias {:+.3}",
        percent(null.significant),
        null.bias
    );
    if let Some(improved) = null.all_improved {
        let _ = writeln!(
            said,
            "β = 0: every arm improves over its own baseline in {} of trials",
            percent(Some(improved))
        );
    }
    if let Some(e_value) = null.e_value {
        let _ = writeln!(said, "E-value of the mean risk ratio at β = 0: {e_value:.2}");
    }
    for at in &found.operating {
        if let Some(n) = at.people_for_80 {
            let _ = writeln!(
                said,
                "β = {}: {:.0} people in each of two randomised groups for a power of 80 % (closed form, blinded, nobody lost)",
                at.beta,
                n.ceil()
            );
        }
    }
}

fn sweep(title: &str, swept: &[Swept], name: &'static str, null: bool, said: &mut String) {
    if swept.is_empty() {
        return;
    }
    let _ = writeln!(said, "\nby {title}:");
    let mut heading = HEADING;
    heading[0] = name;
    let rows = swept.iter().filter_map(|swept| {
        let at = if null { swept.operating.first() } else { swept.operating.last() }?;
        Some(row(format!("{}", swept.value), at))
    });
    said.push_str(&table(heading, rows, true));
    said.push('\n');
}

fn observed(found: &Study, said: &mut String) {
    let Some(observed) = &found.observed else { return };
    let seen = observed.seen;
    let _ = writeln!(
        said,
        "\nobserved: {} of {}, exact 95 % interval {:.4}–{:.4}",
        seen.improved, seen.of, observed.exact.0, observed.exact.1
    );
    let _ = writeln!(
        said,
        "tipping point: a natural rate of {:.4} per person gives {} of {} or more with 5 %",
        observed.tipping_rate, seen.improved, seen.of
    );
    if seen.improved == 0 {
        let _ = writeln!(said, "exact one-sided upper 95 % bound: {:.1} %", 100.0 * seen.upper());
    }
    if !observed.beside.is_empty() {
        let rows = observed.beside.iter().map(|row| {
            vec![
                row.table.clone(),
                format!("{:.2}", row.rate_of_b),
                format!("{:.2}", row.expected),
                format!("{:.2e}", row.at_least),
                format!("{:.3}", row.at_least_all_c),
            ]
        });
        let heading = [
            "natural recovery, published",
            "B improve",
            "expected",
            "P(as many or more)",
            "if all were C",
        ];
        said.push_str(&table(heading, rows, true));
        said.push('\n');
    }
    if let Some(posterior) = &observed.posterior {
        let _ = writeln!(
            said,
            "in this plan natural recovery alone: {:.2} expected, P(as many or more) {:.2e}",
            posterior.expected, posterior.at_least
        );
        let _ = writeln!(
            said,
            "posterior of β if nothing but treatment differed from the plan's natural history: {:.2} ({:.1} to {:.1}), \
             P(β > 0) {:.3}, Bayes factor {:.1}",
            posterior.mean,
            posterior.interval.0,
            posterior.interval.1,
            posterior.positive,
            posterior.bayes_factor
        );
    }
}

fn evidence(found: &Study, said: &mut String) {
    let Some(evidence) = &found.evidence else { return };
    said.push_str("\npublished results, ln hazard ratio that each allows:\n");
    let rows = evidence.readings.iter().map(|reading| {
        vec![
            reading.name.clone(),
            format!("{:.1} %", 100.0 * reading.rates.0),
            format!(
                "{:.1} % {}",
                100.0 * reading.rates.1,
                if reading.controlled { "seen" } else { "supposed" }
            ),
            format!(
                "{:.2} ({:.2} to {:.2})",
                reading.log_ratio, reading.interval.0, reading.interval.1
            ),
            reading
                .tipping_null
                .map_or_else(|| "–".into(), |null| format!("{:.1} %", 100.0 * null)),
        ]
    });
    let heading = [
        "result",
        "treated",
        "compared with",
        "ln hazard ratio (95 %)",
        "no effect from a natural rate of",
    ];
    said.push_str(&table(heading, rows, true));
    match evidence.common {
        Some((low, high)) => {
            let _ = writeln!(said, "\none value fits all intervals: {low:.2} to {high:.2}");
        }
        None => said.push_str(
            "\nno value of the effect is inside every interval: something else differed\n",
        ),
    }
    let (q, freedom) = evidence.heterogeneity;
    let _ = writeln!(
        said,
        "heterogeneity: Q = {q:.2} on {freedom} degrees of freedom; the rate that single arms are compared with counts as known"
    );
}
