//! A noncompartmental analysis on the terminal.

use exoscope_core::number::{UNDEFINED, amount, percent};
use exoscope_fit::nca::{Interval, Nca, Profile};
use exoscope_fit::table::Dataset;

use crate::tables::{count, table};

pub fn text(nca: &Nca, data: &Dataset) -> String {
    let mut parts = vec![heading(nca, data)];
    let single: Vec<&Profile> = nca.profiles.iter().filter(|p| p.exposure.is_some()).collect();
    if !single.is_empty() {
        let heading = [
            "subject",
            "sampled",
            "C_max",
            "t_max",
            "AUC_last",
            "AUC_inf",
            "extrapolated",
            "half-life",
            "span",
            "CL",
            "V_z",
            "V_ss",
            "MRT",
        ];
        parts.push(table(heading, single.iter().map(|p| of_single(p)), true));
        parts.push(units(single.as_slice()));
    }
    let repeated: Vec<&Profile> = nca.profiles.iter().filter(|p| !p.intervals.is_empty()).collect();
    if !repeated.is_empty() {
        let heading = [
            "subject",
            "sampled",
            "dose",
            "C_max",
            "C_min",
            "AUC_tau",
            "C_av",
            "swing",
            "fluctuation",
            "CL_ss",
            "half-life",
            "accumulation",
        ];
        let rows = repeated.iter().flat_map(|p| p.intervals.iter().map(|i| of_interval(p, i)));
        parts.push(table(heading, rows, true));
        parts.push(units(repeated.as_slice()));
    }
    for f in &nca.bioavailability {
        let whom = match &f.subject {
            Some(subject) => format!("subject {subject}"),
            None => format!(
                "geometric means of {} and {} by vein",
                count(f.extravascular, "profile"),
                f.vein
            ),
        };
        parts.push(format!("bioavailability F {} ({whom})", percent(f.fraction)));
    }
    let notes = nca
        .profiles
        .iter()
        .flat_map(|profile| profile.notes.iter().map(|note| format!("{}: {note}", name(profile))));
    let notes: Vec<String> = notes.collect();
    if !notes.is_empty() {
        parts.push(notes.join("\n"));
    }
    parts.join("\n\n")
}

fn heading(nca: &Nca, data: &Dataset) -> String {
    let samples: usize = nca.profiles.iter().map(|p| p.samples).sum();
    let below: usize = nca.profiles.iter().map(|p| p.below_limit).sum();
    let mut said = format!(
        "{}, {}, {} ({below} below the limit or 0)",
        count(data.subjects.len(), "subject"),
        count(nca.profiles.len(), "profile"),
        count(samples, "sample"),
    );
    if data.skipped > 0 {
        said = format!("{said}; {} without a value left out", count(data.skipped, "row"));
    }
    if !data.ignored.is_empty() {
        said = format!("{said}; not used: {}", data.ignored.join(", "));
    }
    said
}

fn name(profile: &Profile) -> String {
    let occasion = profile.occasion.as_ref().map(|o| format!(", occasion {o}")).unwrap_or_default();
    let place = profile.compartment.as_ref().map(|c| format!(" {c}")).unwrap_or_default();
    format!("{}{occasion}{place}", profile.subject)
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| UNDEFINED.to_owned(), amount)
}

fn who(profile: &Profile) -> [String; 2] {
    let occasion = profile.occasion.as_ref().map(|o| format!(", occasion {o}")).unwrap_or_default();
    let sampled = profile.compartment.clone().unwrap_or_else(|| UNDEFINED.to_owned());
    [format!("{}{occasion}", profile.subject), sampled]
}

fn of_single(profile: &Profile) -> Vec<String> {
    let exposure = profile.exposure.clone().unwrap_or_default();
    let terminal = profile.terminal;
    let extrapolated = exposure.extrapolated.map_or_else(|| UNDEFINED.to_owned(), percent);
    let figures = [
        figure(exposure.c_max),
        figure(exposure.t_max),
        figure(exposure.auc_last),
        figure(exposure.auc_inf),
        extrapolated,
        figure(terminal.map(|t| t.half_life)),
        figure(terminal.map(|t| t.span_ratio)),
        figure(exposure.clearance),
        figure(exposure.v_z),
        figure(exposure.v_ss),
        figure(exposure.mrt),
    ];
    who(profile).into_iter().chain(figures).collect()
}

fn of_interval(profile: &Profile, interval: &Interval) -> Vec<String> {
    let last = profile.intervals.last() == Some(interval);
    let of_last = |value: Option<f64>| if last { figure(value) } else { String::new() };
    let figures = [
        interval.dose.to_string(),
        figure(interval.c_max),
        figure(interval.c_min),
        figure(interval.auc_tau),
        figure(interval.c_av),
        interval.swing.map_or_else(|| UNDEFINED.to_owned(), percent),
        interval.fluctuation.map_or_else(|| UNDEFINED.to_owned(), percent),
        figure(interval.clearance_ss),
        of_last(profile.terminal.map(|t| t.half_life)),
        of_last(profile.accumulation),
    ];
    who(profile).into_iter().chain(figures).collect()
}

/// Units of the figures, once for all profiles that share them.
fn units(profiles: &[&Profile]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for profile in profiles {
        let units = &profile.units;
        let line = format!(
            "concentrations in {}, times in {}, areas in {}, clearance in {}, volumes in {}",
            units.concentration, units.time, units.auc, units.clearance, units.volume
        );
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}
