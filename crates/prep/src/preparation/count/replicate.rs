//! Replicates of one instrument and setting: concentration in the cell, blank taken off, and what speaks against it.

use super::super::{Entry, instrument};
use super::CountReplicate;
use crate::dilution::{BlankVariance, Dilute};
use crate::export::{Basis, Contents, Flag, Severity, SizeReplicate};
use crate::figure::mean;
use crate::replicates::{Replicate, SharedBlank};
use crate::sheet::Blank;
use crate::size::{BinLabel, Distribution};

/// Replicates, with what their stock concentration rests on.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) replicates: Vec<CountReplicate>,
    /// Net counts of those whose concentration and dilution are known.
    pub(super) series: Vec<Dilute>,
    /// The same counts, undiluted, with what they vary by.
    pub(super) stocks: Vec<Replicate>,
    /// Limits of detection, particles per mL of the stock.
    pub(super) limits: Vec<f64>,
    /// Why no stock concentration may be stated.
    pub(super) refused: Vec<String>,
}

/// Share of the counted particles that are the blank's above which sizes are said to be of both (assumed).
const SIZES_OF_BLANK: f64 = 0.05;

/// Gathers the replicates of one instrument and setting.
pub(super) fn gather(
    members: &[(&Entry, &SizeReplicate)],
    all: &[Entry],
    setting: &str,
    flags: &mut Vec<Flag>,
) -> Gathered {
    let mut found = Gathered::default();
    for (entry, replicate) in members {
        let (in_cell, dilution) = in_cell(replicate, entry.row.dilution);
        if let (Some(file), Some(sheet)) = (replicate.dilution, entry.row.dilution)
            && (file - sheet).abs() > 1e-6 * file
        {
            found.refused.push(format!(
                "{}: the file states dilution {file}, the sheet {sheet}",
                entry.row.file
            ));
        }
        if dilution.is_none() {
            found
                .refused
                .push(format!("{}: dilution not recorded, and not in the sheet", entry.row.file));
        }
        let blank = blank(entry, all, setting, flags);
        if blank.as_ref().is_some_and(|blank| blank.in_cell == 0.0) {
            flags.push(Flag::note(format!(
                "{}: its blank recorded nothing: nothing is subtracted",
                entry.row.file
            )));
        }
        let of_export = entry.export.flags.iter().chain(&replicate.flags);
        for flag in of_export.filter(|flag| flag.severity == Severity::Refuse) {
            found.refused.push(format!("{}: {}", replicate.name, flag.text));
        }
        if in_cell.is_none() {
            found.refused.push(format!("{}: no concentration is stated", replicate.name));
        }
        if let (Some(in_cell), Some(dilution)) = (in_cell, dilution) {
            let net = in_cell - blank.as_ref().map_or(0.0, |blank| blank.in_cell);
            let limit = blank.as_ref().and_then(|blank| blank.limit);
            if net <= 0.0 {
                found.refused.push(format!("{}: not above its blank", replicate.name));
            } else if limit.is_some_and(|limit| net < limit) {
                found.refused.push(format!(
                    "{}: {net:.2e} per mL in the cell is below the limit of detection by its blank, {:.2e}",
                    replicate.name,
                    limit.unwrap_or_default()
                ));
            }
            found.limits.extend(limit.map(|limit| limit * dilution));
            let tracks = replicate.tracks.filter(|tracks| *tracks > 0.0);
            let variance = tracks.map(|tracks| in_cell * in_cell / tracks);
            let counted_blank =
                blank.as_ref().and_then(|b| Some((b.file.clone(), b.in_cell, b.variance?)));
            found.series.push(Dilute {
                dilution,
                in_cell: net,
                variance,
                blank: counted_blank
                    .clone()
                    .map(|(file, _, variance)| BlankVariance { file, variance }),
            });
            found.stocks.push(Replicate {
                value: dilution * net,
                gross: dilution * in_cell,
                own: variance.map(|variance| dilution * dilution * variance),
                blank: counted_blank.map(|(file, in_cell, variance)| SharedBlank {
                    file,
                    in_cell,
                    variance,
                    factor: dilution,
                }),
            });
            let share = blank.as_ref().map_or(0.0, |blank| blank.in_cell / in_cell);
            if share > SIZES_OF_BLANK {
                flags.push(Flag::warning(format!(
                    "{}: {:.0} % of what was counted is its blank's, and its sizes are of all: the blank's are not taken \
                     off",
                    entry.row.file,
                    100.0 * share
                )));
            }
        }
        flags.extend(own_figures(&entry.row.file, replicate));
        let sizes = Distribution::of(replicate);
        let median = |label| sizes.percentile(0.5, label);
        found.replicates.push(CountReplicate {
            file: entry.row.file.clone(),
            name: replicate.name.clone(),
            dilution,
            in_cell,
            blank: blank.map(|blank| blank.in_cell),
            tracks: replicate.tracks,
            d50: median(BinLabel::Centre),
            d50_upper_edge: median(BinLabel::UpperEdge),
            d50_printed: replicate.printed.d50,
            flags: replicate.flags.clone(),
            centres: sizes.centres,
            weights: sizes.weights,
        });
    }
    found
}

/// Share by which figures of one file may differ that are said to be of the same particles (assumed).
const MOST_APART: f64 = 0.05;
/// Particles of a bin from which its concentration is held against those of the others.
const ENOUGH: u64 = 20;

/// Warnings where figures of one measurement contradict each other: the median that the software prints and that of its
/// table, and columns of counts and of concentrations.
fn own_figures(file: &str, replicate: &SizeReplicate) -> Vec<Flag> {
    let mut found = Vec::new();
    let sizes = Distribution::of(replicate);
    let medians = [BinLabel::Centre, BinLabel::UpperEdge].map(|label| sizes.percentile(0.5, label));
    if let (Some(printed), [Some(centre), Some(edge)]) = (replicate.printed.d50, medians) {
        let off = (printed - centre).abs().min((printed - edge).abs());
        if off > (2.0 * replicate.bin_width).max(MOST_APART * centre) {
            found.push(Flag::warning(format!(
                "{file}, {}: the software prints a median of {printed:.1} nm, its table has {centre:.1} nm: one of them was \
                 edited; the table's is used",
                replicate.name
            )));
        }
    }
    if let Some(counts) = &replicate.counts {
        let bins = counts.iter().zip(&replicate.density).filter(|(n, _)| **n >= ENOUGH);
        let each: Vec<f64> = bins.map(|(n, density)| density / *n as f64).collect();
        let middle = mean(&each).unwrap_or(0.0);
        if each.iter().any(|per| (per - middle).abs() > MOST_APART * middle) {
            found.push(Flag::warning(format!(
                "{file}, {}: a particle stands for different concentrations in its bins: the columns of counts and of \
                 concentrations contradict each other",
                replicate.name
            )));
        }
    }
    found
}

/// Concentration in the cell of a replicate, and its dilution: by the file, else by the sheet.
fn in_cell(replicate: &SizeReplicate, sheet: Option<f64>) -> (Option<f64>, Option<f64>) {
    let dilution = replicate.dilution.or(sheet);
    let in_cell = match (replicate.basis, replicate.dilution) {
        (Basis::Stock, Some(own)) => replicate.concentration.map(|c| c / own),
        (Basis::Stock, None) => None,
        (Basis::InCell, _) => replicate.concentration,
    };
    (in_cell, dilution)
}

/// What diluent alone gives.
struct BlankCount {
    /// File.
    file: String,
    /// Particles per mL in the cell.
    in_cell: f64,
    /// Limit of detection above it, per mL in the cell.
    limit: Option<f64>,
    /// Variance of its concentration by its tracks, where they are known.
    variance: Option<f64>,
}

/// Count of an entry's blank by the same instrument at the same setting; why there is none is said.
fn blank(entry: &Entry, all: &[Entry], setting: &str, flags: &mut Vec<Flag>) -> Option<BlankCount> {
    let Some(Blank::File(name)) = &entry.row.blank else { return None };
    let blank = all.iter().find(|other| other.row.file == *name)?;
    let mut unlike = |why: String| {
        let file = &entry.row.file;
        flags.push(Flag::warning(format!("{file}: its blank {name} is not subtracted: {why}")));
    };
    if instrument(blank) != instrument(entry) {
        unlike(format!("it was measured by another instrument ({})", instrument(blank)));
        return None;
    }
    let replicates = match &blank.export.contents {
        Contents::NothingMeasured { .. } => {
            let file = name.clone();
            return Some(BlankCount { file, in_cell: 0.0, limit: None, variance: None });
        }
        Contents::Sizes { replicates } => replicates,
        _ => {
            unlike("it holds no sizes".to_owned());
            return None;
        }
    };
    if !replicates.iter().any(|replicate| replicate.setting == setting) {
        unlike(format!("it was not measured at the setting {setting}"));
    }
    let same = replicates.iter().filter(|replicate| replicate.setting == setting);
    let values: Vec<(f64, Option<f64>)> = same
        .map(|replicate| Some((in_cell(replicate, blank.row.dilution).0?, replicate.tracks)))
        .collect::<Option<_>>()?;
    let of_one = |(concentration, tracks): &(f64, Option<f64>)| {
        let tracks = tracks.filter(|tracks| *tracks > 0.0)?;
        Some(1.645 * (2.0 * tracks).sqrt() * concentration / tracks)
    };
    let limits: Option<Vec<f64>> = values.iter().map(of_one).collect();
    let concentrations: Vec<f64> = values.iter().map(|value| value.0).collect();
    // Poisson: c² / tracks each, and a mean of several.
    let variances: Option<Vec<f64>> =
        values.iter().map(|(c, tracks)| Some(c * c / tracks.filter(|n| *n > 0.0)?)).collect();
    let of_mean = |each: Vec<f64>| Some(mean(&each)? / each.len() as f64);
    Some(BlankCount {
        file: name.clone(),
        in_cell: mean(&concentrations)?,
        limit: limits.and_then(|limits| mean(&limits)),
        variance: variances.and_then(of_mean),
    })
}
