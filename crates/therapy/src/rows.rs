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
        at.estimate.map_or_else(undefined, |estimate| fixed(estimate.0)),
        at.bias.map_or_else(undefined, signed),
        percent(at.significant),
        percent(at.favourable),
        percent(at.coverage),
        at.exaggeration.map_or_else(undefined, exaggeration),
        percent(at.sign_error),
    ]
}

fn undefined() -> String {
    UNDEFINED.to_owned()
}

/// Exaggeration beyond a hundredfold is no figure any more.
fn exaggeration(ratio: f64) -> String {
    if ratio > 100.0 { "> 100".to_owned() } else { format!("{ratio:.2}") }
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
    rate.map_or_else(undefined, |rate| number::percent(rate.value))
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

/// Who decided who is treated, and what a difference can be of other than treatment.
pub fn allocation(found: &Study) -> &'static str {
    match found.design {
        "single arm" => {
            "nobody is untreated: natural recovery, choice of people and chance look like an effect"
        }
        "historical control" => {
            "controls of another time: what else changed since looks like an effect"
        }
        _ if !found.randomised => {
            "treated people were not chosen by chance: who is chosen looks like an effect"
        }
        "stepped wedge" => "clusters change to treatment one after another",
        _ => "treatment is allocated by chance",
    }
}

/// Headings of [`arms`].
pub const ARMS: [&str; 6] = ["arm", "β", "effect", "mean estimate", "bias", "significant"];

/// Each treated arm of several, at each strength of the effect.
pub fn arms(found: &Study) -> Vec<[String; 6]> {
    let rows = found.operating.iter().flat_map(|at| {
        at.arms.iter().map(|arm| {
            [
                arm.name.clone(),
                short(at.beta),
                fixed(arm.truth),
                arm.estimate.map_or_else(undefined, fixed),
                arm.bias.map_or_else(undefined, signed),
                percent(arm.significant),
            ]
        })
    });
    rows.collect()
}

/// What the design does without an effect, and how many people it would take to see one, a sentence each.
pub fn null(found: &Study) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(null) = found.operating.first() {
        said.push(format!(
            "β = 0 (treated people have the natural course): significant in {} of trials, nominal {}; bias {}.",
            percent(null.significant),
            number::percent(found.alpha),
            null.bias.map_or_else(undefined, signed)
        ));
        if null.all_improved.is_some() {
            said.push(format!(
                "β = 0: every arm improves over its own baseline in {} of trials.",
                percent(null.all_improved)
            ));
        }
        if !null.arms.is_empty() {
            said.push(
                "Estimate, bias, coverage, exaggeration and sign error in this table are of the arm with the smallest p value of \
                 each trial, chosen after the fact; that of each arm stands below."
                    .to_owned(),
            );
        }
        if let Some(estimated) = null.estimated.filter(|rate| rate.value < 1.0) {
            said.push(format!(
                "{} of trials have no estimate: too few people are left on either side. Means and bias are of the others.",
                number::percent(1.0 - estimated.value)
            ));
        }
    }
    said.extend(found.operating.iter().filter_map(e_value));
    let given = found.operating.iter().skip(1).any(|at| at.beta != 0.0);
    if given && found.operating.iter().all(negligible) {
        said.push(format!(
            "No β changes anything that could be seen: the dose ({}) is {} × D50, and the effect lasts until day {} after the first \
             examination.",
            found.dose_counts,
            number::amount(found.dose_over_d50),
            short(found.effect_until)
        ));
        return said;
    }
    said.extend(found.operating.iter().filter_map(|at| {
        Some(format!(
            "β = {}: {} people in each of two randomised groups for a power of 80 % (closed form, blinded, nobody lost).",
            short(at.beta),
            people(at.people_for_80?)
        ))
    }));
    said.extend(found.operating.iter().filter_map(|at| {
        Some(format!(
            "β = {}: {} people with both sides compared, as here, for a power of 80 % (closed form, blinded, nobody lost).",
            short(at.beta),
            people(at.pairs_for_80?)
        ))
    }));
    said
}

/// A number of people, up to a million.
fn people(n: f64) -> String {
    if n > 1e6 { "more than a million".to_owned() } else { format!("{:.0}", n.ceil()) }
}

/// Whether the effect is none, or a hazard ratio (of a mean a shift) that no trial of a million people would see.
fn negligible(at: &Operating) -> bool {
    at.truth == 0.0 || at.people_for_80.is_none_or(|n| n > 1e6)
}

/// How strong an unmeasured factor would have to be; nothing where chance allocates.
fn e_value(at: &Operating) -> Option<String> {
    Some(format!(
        "β = {}: risk ratio of the means {:.2}, E-value {:.2}: an unmeasured factor that goes with treatment and with outcome by \
         risk ratios of {:.2} each can explain it, a weaker one cannot.",
        short(at.beta),
        at.risk_ratio?,
        at.e_value?,
        at.e_value?
    ))
}

/// What a count that was seen says, a sentence each.
pub fn seen(observed: &Observed) -> Vec<String> {
    let seen = observed.seen;
    let mut said = vec![format!(
        "{} of {}: exact 95 % interval {}–{}.",
        seen.improved,
        seen.of,
        amount(observed.exact.0),
        amount(observed.exact.1)
    )];
    if let Some(rate) = observed.tipping_rate {
        said.push(format!(
            "Tipping point: with a natural rate of {} per person, {} of {} or more happen in 5 % of such groups.",
            amount(rate),
            seen.improved,
            seen.of
        ));
    }
    if seen.improved == 0 {
        said.push(format!("Exact one-sided upper 95 % bound: {}.", number::percent(seen.upper())));
    }
    if let Some(against) = &observed.against {
        said.push(format!(
            "Against the rate of {} that the arm is tested against: risk ratio {:.2}, E-value {:.2}, of the nearer end of the \
             interval {:.2}; an unmeasured factor of that strength explains it.",
            short(against.null),
            against.risk_ratio,
            against.e_value,
            against.e_value_of_interval
        ));
    }
    if let Some([a, b, c]) = observed.mix.filter(|_| !observed.beside.is_empty()) {
        said.push(format!("Grades at the start, for the published tables: {a} A, {b} B, {c} C."));
    }
    if let Some(posterior) = &observed.posterior {
        said.push(format!(
            "In this plan natural recovery alone gives {:.2} of {}; as many as seen, or more, with {}.",
            posterior.expected, seen.of, amount(posterior.at_least)
        ));
        let control = if observed.controls {
            "the count is of treated people alone, and says nothing of this design's controls"
        } else {
            "there was no control to say so"
        };
        said.push(format!(
            "Posterior of β if nothing but treatment differed from that natural history: {:.2} ({:.1} to {:.1}), P(β > 0) \
             {}, Bayes factor {}; {control}.",
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
            null.unwrap_or_else(undefined),
        ]
    });
    rows.collect()
}

/// Whether one effect fits all published results, and what else differs between them, a sentence each.
pub fn evidence_verdict(found: &Together) -> Vec<String> {
    let mut said = Vec::new();
    let (q, freedom) = found.heterogeneity;
    said.push(match found.common {
        Some((low, high)) => format!(
            "One effect, ln hazard ratio {low:.2} to {high:.2}, is inside every interval. No effect at all is inside them too \
             once the supposed rates are as high as the last column says."
        ),
        None => "No effect is inside every interval: population, endpoint, or the supposed rates differ as well.".to_owned(),
    });
    if let Some(p) = found.p {
        let both = match (found.common.is_some(), p < 0.05) {
            (true, true) => {
                " Both hold: an effect inside every interval, and results further apart than chance alone puts those of one effect."
            }
            _ => "",
        };
        said.push(format!(
            "Heterogeneity: Q = {q:.2} on {freedom} degrees of freedom, p = {}; the rate that single arms are compared with \
             counts as known.{both}",
            amount(p)
        ));
    }
    if found.endpoints.len() > 1 {
        said.push(format!(
            "What else differs: the endpoint ({}). A hazard ratio of one is not that of another.",
            found.endpoints.join("; ")
        ));
    }
    for reading in &found.readings {
        let assumed = if reading.assumed.is_empty() {
            String::new()
        } else {
            format!(" Assumed: {}.", reading.assumed.join("; "))
        };
        said.push(format!(
            "{}: {}. Source: {}.{assumed}",
            reading.name, reading.endpoint, reading.source
        ));
    }
    said
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
