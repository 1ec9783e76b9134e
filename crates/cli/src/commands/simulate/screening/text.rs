//! A screening study as text.

use std::fmt::Write as _;

use exoscope_screening::rows::{self, estimate, figure};
use exoscope_screening::{Outcome, Study};

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
    said.push('\n');
    put(&mut said, rows::TESTS, rows::tests(found));
    if !found.alternatives.is_empty() {
        let _ = writeln!(said, "{}", rows::deaths(found));
    }
    measured(found, &mut said);
    main(&found.outcome, &mut said);
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
    said.push_str("\ncost, life-years and harms:\n");
    for [what, how_much] in rows::costs(&found.outcome) {
        let _ = writeln!(said, "  {what}: {how_much}");
    }
    if let Some(over) = &found.over_parameters {
        let from = if over.posterior { "posterior draws" } else { "draws from assumed ranges" };
        let _ = writeln!(
            said,
            "\nover {} {from}: late-stage rate ratio {}, mortality reduction {}, PPV {}, overdiagnosed {}, QALYs per \
             1,000 {}",
            over.draws,
            estimate(over.late_ratio, 3),
            estimate(over.mortality_reduction, 3),
            estimate(over.ppv, 3),
            estimate(over.overdiagnosed, 3),
            estimate(over.quality_years, 2)
        );
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
fn main(outcome: &Outcome, said: &mut String) {
    let _ = writeln!(said, "\n{}:", outcome.test);
    put(said, rows::ROUNDS, rows::rounds(outcome));
    let survival = &outcome.survival;
    let _ = writeln!(
        said,
        "\nstage IV rate ratio {}, early-stage {}; mean lead time {} years; excess diagnoses per 100,000 {:.1}",
        estimate(outcome.stage_four_ratio, 3),
        estimate(outcome.early_ratio, 3),
        figure(outcome.lead_years, 2),
        outcome.excess
    );
    let _ = writeln!(
        said,
        "mortality reduction {} by simulation, {} by Owens' formula",
        estimate(outcome.mortality_reduction, 3),
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
            "if testing went on yearly: III–IV rate ratio {} in round {}; deaths reduced by at most {}",
            estimate(*last, 2),
            fit.later_rounds.len(),
            estimate(fit.deaths, 3)
        );
    }
}
