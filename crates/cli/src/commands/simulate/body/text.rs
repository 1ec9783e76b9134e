//! What `exoscope simulate body` says on the terminal.

use std::fmt::Write as _;

use exoscope_report::quantity;
use exoscope_sim::observe::fluids::Shown;
use exoscope_sim::observe::provenance::ResultProvenance;
use exoscope_sim::observe::summary::Doses;

use super::Ran;
use crate::tables::{count, some, table};

/// All that was found, for people.
pub(super) fn text(ran: &Ran, drawn: u64) -> String {
    let summary = &ran.summary;
    let mut parts = vec![summary.name.clone()];
    if !summary.rest.is_empty() {
        let rows = summary.rest.iter().map(fluid);
        let heading =
            ["at rest", "vesicles/mL", "published", "what it is", "rests on", "and on assumed"];
        parts.push(table(heading, rows, false));
        let creatinine = summary.rest.iter().filter_map(|shown| {
            let per = shown.per_creatinine?;
            Some(format!("{}: {per:.2e} vesicles per g creatinine", shown.fluid))
        });
        parts.extend(creatinine);
    }
    if !ran.people.is_empty() {
        let rows = ran.people.iter().map(|among| {
            let c = &among.concentration;
            let all = [c.p5, c.p25, c.p50, c.p75, c.p95].map(|x| format!("{x:.2e}"));
            std::iter::once(among.fluid.clone()).chain(all).collect()
        });
        let heading = ["vesicles/mL", "5 %", "25 %", "median", "75 %", "95 %"];
        let people = usize::try_from(drawn).unwrap_or(usize::MAX);
        let listing = table(heading, rows, true);
        parts.push(format!(
            "{}\n{listing}",
            count(people, "drawn person").replace("persons", "people")
        ));
    }
    if let Some(doses) = &summary.doses {
        parts.push(dosed(doses));
    }
    let assumed = some(summary.assumed.iter().map(String::as_str), 5);
    parts
        .push(format!("leans on {}: {assumed}", count(summary.assumed.len(), "assumed parameter")));
    parts.extend(summary.caveats.iter().map(|caveat| format!("note: {caveat}")));
    parts.join("\n\n")
}

fn fluid(shown: &Shown) -> Vec<String> {
    let published = match (shown.published, shown.standing) {
        (Some((low, high)), Some(standing)) if low < high => {
            format!("{low:.0e} to {high:.0e} ({standing})")
        }
        (Some((value, _)), Some(standing)) => format!("{value:.0e} ({standing})"),
        _ => String::new(),
    };
    let mut row = vec![shown.fluid.clone(), format!("{:.2e}", shown.concentration), published];
    row.extend(ground(&shown.footing));
    row
}

/// What a result is, and the strongest of what it rests on.
fn ground(footing: &ResultProvenance) -> [String; 3] {
    let kind = match (footing.assumed_alone, footing.calibrated) {
        (true, _) => "assumed alone",
        (false, true) => "calibration",
        (false, false) => "prediction",
    };
    let firm = footing.firm().next().map(|l| l.parameter.clone());
    let assumed = footing.assumed().next().map(|l| l.parameter.clone());
    [kind.to_owned(), firm.unwrap_or_default(), assumed.unwrap_or_default()]
}

fn dosed(doses: &Doses) -> String {
    let balance = &doses.balance;
    let mut out = format!(
        "doses, followed for {} min: {:.3e} vesicles\n\
         present {:.3e}, taken up {:.3e}, cleared {:.3e}, excreted {:.3e} (books close to {:.0e})\n",
        doses.minutes,
        balance.made,
        balance.present,
        balance.taken_up,
        balance.cleared,
        balance.excreted,
        balance.error()
    );
    if let Some(k) = &doses.kinetics {
        let _ = writeln!(
            out,
            "clearance {} mL/min, mean residence {} min, volume of distribution {} mL\nhalf-life {} min (slowest \
             phase that holds 5 % of the area with all slower ones), {} min (0.693 × residence)",
            quantity(k.clearance),
            quantity(k.residence),
            quantity(k.volume),
            quantity(k.half_life),
            quantity(k.effective_half_life),
        );
    }
    if let Some(note) = &doses.volume_note {
        let _ = writeln!(out, "note: {note}");
    }
    if let Some(standings) = &doses.footing {
        let of = |what: &str, footing| {
            let [kind, firm, assumed] = ground(footing);
            let also = if assumed.is_empty() {
                String::new()
            } else {
                format!(", and on assumed {assumed}")
            };
            format!("{what} is a {kind}: it rests most on {firm}{also}\n")
        };
        out.push_str(&of("clearance", &standings.clearance));
        out.push_str(&of("residence", &standings.residence));
    }
    let mut went: Vec<_> = doses.went.iter().collect();
    went.sort_by(|a, b| b.1.total_cmp(a.1));
    let rows = went.iter().take(10).map(|(place, share)| {
        let peak = doses.peak.get(*place).map(|minutes| format!("{minutes:.0} min"));
        vec![(*place).clone(), format!("{:.2} %", *share * 100.0), peak.unwrap_or_default()]
    });
    let _ = write!(out, "\n{}", table(["went to", "part", "tissue peaks"], rows, true));
    out
}
