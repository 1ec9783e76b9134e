//! A screening study as text.

use std::fmt::Write as _;

use exoscope_screening::Study;
use exoscope_screening::rows::{self, estimate, figure};

use crate::tables::table;

pub fn text(found: &Study) -> String {
    let mut said = format!("{}: {}\n", found.name, found.about);
    let kind = if found.randomised {
        "randomised to two arms"
    } else {
        "each with and without the programme"
    };
    let _ =
        writeln!(said, "{} simulated people, {kind}, {}", found.people, rows::years(found.years));
    for caution in &found.cautions {
        let _ = writeln!(said, "caution: {caution}");
    }
    said.push('\n');
    put(&mut said, rows::TESTS, rows::tests(found));
    if !found.alternatives.is_empty() {
        let _ = writeln!(said, "{}", rows::deaths(found));
    }
    measured(found, &mut said);
    main(found, &mut said);
    if !found.compared.is_empty() {
        said.push_str(
            "\nobserved, and simulated with the parameters of this plan (rounds from 0):\n",
        );
        put(&mut said, rows::COMPARED, rows::compared(found));
    }
    if !found.yields.is_empty() {
        said.push_str("\ntoday's organ-by-organ screening as stated, and the test:\n");
        put(&mut said, rows::YIELDS, rows::yields(found));
    }
    said.push_str("\nharms and cost:\n");
    for [what, how_much] in rows::harms(&found.outcome) {
        let _ = writeln!(said, "  {what}: {how_much}");
    }
    fit(found, &mut said);
    said.push_str("\nassumed:\n");
    for assumed in &found.assumed {
        let _ = writeln!(said, "  {assumed}");
    }
    said.push_str("sources:\n");
    for source in &found.sources {
        let _ = writeln!(said, "  {source}");
    }
    said.truncate(said.trim_end().len());
    said
}

fn put<const N: usize>(said: &mut String, heading: [&'static str; N], rows: Vec<[String; N]>) {
    said.push_str(&table(heading, rows.into_iter().map(Vec::from), true));
    said.push('\n');
}

/// What the run behind the test measured, and the verdict of its audit.
fn measured(found: &Study, said: &mut String) {
    let Some(measured) = &found.measured else { return };
    let _ = writeln!(said, "\ntest of the run {}", measured.run);
    let _ = writeln!(said, "audit of the run: {}", measured.audit);
    put(said, rows::MEASURED, rows::measured(found));
}

/// The main test in full.
fn main(found: &Study, said: &mut String) {
    let outcome = &found.outcome;
    let _ = writeln!(said, "\n{}:\n{}", outcome.test, rows::compares(found));
    put(said, rows::HEADLINE, rows::headline(found));
    if let Some(over) = &found.over_parameters {
        let from = if over.posterior { "posterior draws" } else { "draws from assumed ranges" };
        let _ = writeln!(said, "over parameters: {} {from}", over.draws);
    }
    if outcome.arms.is_some() {
        said.push('\n');
        put(said, rows::ARMS, rows::arms(outcome));
    }
    said.push('\n');
    put(said, rows::ROUNDS, rows::rounds(outcome));
    let survival = &outcome.survival;
    let _ = writeln!(
        said,
        "\nrelative reduction of cancer deaths by Owens' formula from the late-stage rate ratio: {}",
        figure(outcome.owens_reduction, 3)
    );
    let _ = writeln!(
        said,
        "5-year survival {} without, {} of those found: length-time bias {}, lead-time bias {}, benefit {}",
        figure(survival.clinical, 3),
        figure(survival.apparent, 3),
        figure(survival.length, 3),
        figure(survival.lead, 3),
        figure(survival.benefit, 3)
    );
}

fn fit(found: &Study, said: &mut String) {
    let Some(fit) = &found.fit else { return };
    let _ = writeln!(
        said,
        "\nfit of a two-stage model ({} sets of parameters tried, {} distinct posterior draws):",
        fit.tried, fit.distinct
    );
    put(said, rows::PARAMETERS, rows::parameters(fit));
    said.push('\n');
    put(said, rows::PREDICTIONS, rows::predictions(fit));
    let _ = writeln!(said, "{}", rows::predictive_check(fit));
    if !fit.published.is_empty() {
        said.push('\n');
        put(said, rows::PUBLISHED, rows::published(fit));
    }
    said.push_str(
        "\nbest fit at each overall sojourn (within 1 of the best: not told apart by the data):\n",
    );
    put(said, rows::RIDGE, rows::ridge(fit));
    if let Some(pair) = fit.pairs.first() {
        let _ = writeln!(
            said,
            "strongest posterior correlation: {} and {}, {:.2}",
            pair.first, pair.second, pair.correlation
        );
    }
    if let Some(last) = fit.later_rounds.last() {
        let _ = writeln!(
            said,
            "if testing went on every {}: III–IV rate ratio {} in year {}; deaths reduced by at most {}",
            rows::years(fit.interval),
            estimate(*last, 2),
            fit.later_rounds.len(),
            estimate(fit.deaths, 3)
        );
    }
}
