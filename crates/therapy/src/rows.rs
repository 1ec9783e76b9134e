//! Results of a trial as rows and sentences: one form for the terminal and for the page.

use exoscope_core::number::{self, UNDEFINED, amount, short};

use crate::closed::evidence::Together;
use crate::patient::Endpoint;
use crate::trial::operating::Rate;
use crate::trial::{Observed, Operating, Study};

/// Headings of [`operating`], the first for what the rows differ in; [`operating_heading`] fits them to an endpoint.
const OPERATING: [&str; 10] = [
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
/// Headings of [`natural`].
pub const NATURAL: [&str; 5] =
    ["natural recovery, published", "B improve", "expected", "P(as many or more)", "if all were C"];
/// Headings of [`evidence`].
pub const EVIDENCE: [&str; 5] = [
    "result",
    "treated",
    "compared with",
    "ln hazard ratio (95 %)",
    "no effect from a natural rate of",
];

/// Headings of [`operating`], where the rows differ in `first`.
pub fn operating_heading(first: &'static str, endpoint: &Endpoint) -> [&'static str; 10] {
    let mut heading = OPERATING;
    heading[0] = first;
    if matches!(endpoint, Endpoint::Continuous { .. }) {
        heading[1] = "shift, SD";
    }
    heading
}

/// Operating characteristics at one strength of the effect, after `first`: what tells the rows apart.
pub fn operating(first: String, at: &Operating) -> [String; 10] {
    [
        first,
        format!("{:.2}", at.ratio),
        fixed(at.truth),
        fixed(at.estimate.0),
        signed(at.bias),
        percent(at.significant),
        percent(at.favourable),
        percent(at.coverage),
        at.exaggeration.map_or_else(|| UNDEFINED.to_owned(), |value| format!("{value:.2}")),
        percent(at.sign_error),
    ]
}

/// With three decimals; what rounds to nothing has no sign.
fn fixed(x: f64) -> String {
    let text = format!("{x:.3}");
    if text == "-0.000" { "0.000".to_owned() } else { text }
}

/// The same with its sign.
fn signed(x: f64) -> String {
    let text = fixed(x);
    if x > 0.0 && text != "0.000" { format!("+{text}") } else { text }
}

/// `4.8 %`, or a dash.
pub fn percent(rate: Option<Rate>) -> String {
    rate.map_or_else(|| UNDEFINED.to_owned(), |rate| number::percent(rate.value))
}

/// The endpoint in words.
pub fn endpoint(endpoint: &Endpoint) -> String {
    match endpoint {
        Endpoint::Binary { success } => {
            format!("{success}; effect and bias are differences of shares")
        }
        Endpoint::Continuous { measure, sd } => {
            format!("{measure} (standard deviation {sd:.1}); more is better")
        }
    }
}

/// What the design does without an effect, and how many people it would take to see one, a sentence each.
pub fn null(found: &Study) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(null) = found.operating.first() {
        said.push(format!(
            "β = 0 (treated people have the natural course): significant in {} of trials, nominal {}; bias {}.",
            percent(null.significant),
            number::percent(found.alpha),
            signed(null.bias)
        ));
        if let Some(e_value) = null.e_value {
            said.push(format!(
                "E-value of the mean risk ratio at β = 0: {e_value:.2}. An unmeasured factor tied so strongly to treatment and to \
                 outcome explains it all."
            ));
        }
        if null.all_improved.is_some() {
            said.push(format!(
                "β = 0: every arm improves over its own baseline in {} of trials.",
                percent(null.all_improved)
            ));
        }
    }
    said.extend(found.operating.iter().filter_map(|at| {
        Some(format!(
            "β = {}: {:.0} people in each of two randomised groups for a power of 80 % (closed form, blinded, nobody lost).",
            short(at.beta),
            at.people_for_80?.ceil()
        ))
    }));
    said
}

/// What a count that was seen says, a sentence each.
pub fn seen(observed: &Observed) -> Vec<String> {
    let seen = observed.seen;
    let mut said = vec![
        format!(
            "{} of {}: exact 95 % interval {}–{}.",
            seen.improved,
            seen.of,
            amount(observed.exact.0),
            amount(observed.exact.1)
        ),
        format!(
            "Tipping point: with a natural rate of {} per person, {} of {} or more happen in 5 % of such groups.",
            amount(observed.tipping_rate),
            seen.improved,
            seen.of
        ),
    ];
    if seen.improved == 0 {
        said.push(format!("Exact one-sided upper 95 % bound: {}.", number::percent(seen.upper())));
    }
    if let Some(posterior) = &observed.posterior {
        said.push(format!(
            "In this plan natural recovery alone gives {:.2} of {}; as many as seen, or more, with {}.",
            posterior.expected, seen.of, amount(posterior.at_least)
        ));
        said.push(format!(
            "Posterior of β if nothing but treatment differed from that natural history: {:.2} ({:.1} to {:.1}), P(β > 0) \
             {}, Bayes factor {}; there was no control to say so.",
            posterior.mean,
            posterior.interval.0,
            posterior.interval.1,
            number::percent(posterior.positive),
            amount(posterior.bayes_factor)
        ));
    }
    said
}

/// Published tables of natural recovery beside a count.
pub fn natural(observed: &Observed) -> Vec<[String; 5]> {
    let rows = observed.beside.iter().map(|row| {
        [
            row.table.clone(),
            format!("{:.2}", row.rate_of_b),
            format!("{:.2}", row.expected),
            amount(row.at_least),
            amount(row.at_least_all_c),
        ]
    });
    rows.collect()
}

/// Published results beside one another.
pub fn evidence(found: &Together) -> Vec<[String; 5]> {
    let rows = found.readings.iter().map(|reading| {
        let null = reading.tipping_null.map(number::percent);
        [
            reading.name.clone(),
            number::percent(reading.rates.0),
            format!(
                "{}, {}",
                number::percent(reading.rates.1),
                if reading.controlled { "seen" } else { "supposed" }
            ),
            format!(
                "{:.2} ({:.2} to {:.2})",
                reading.log_ratio, reading.interval.0, reading.interval.1
            ),
            null.unwrap_or_else(|| UNDEFINED.to_owned()),
        ]
    });
    rows.collect()
}

/// Whether one effect fits all published results, a sentence each.
pub fn evidence_verdict(found: &Together) -> Vec<String> {
    let common = match found.common {
        Some((low, high)) => format!(
            "One effect, ln hazard ratio {low:.2} to {high:.2}, is inside every interval. No effect at all is inside them too \
             once the supposed rates are as high as the last column says."
        ),
        None => "No effect is inside every interval: population, endpoint, or the supposed rates differ as well.".to_owned(),
    };
    let (q, freedom) = found.heterogeneity;
    let heterogeneity = format!(
        "Heterogeneity: Q = {q:.2} on {freedom} degrees of freedom; the rate that single arms are compared with counts as \
         known."
    );
    vec![common, heterogeneity]
}

#[cfg(test)]
mod tests {
    use super::{fixed, signed};

    #[test]
    fn what_rounds_to_nothing_has_no_sign() {
        assert_eq!(
            [-0.0004, 0.0004, 0.0, -0.07, 0.07].map(signed),
            ["0.000", "0.000", "0.000", "-0.070", "+0.070"]
        );
        assert_eq!([-0.0004, -0.07, 0.07].map(fixed), ["0.000", "-0.070", "0.070"]);
    }
}
