//! What an import found, in words.

use exoscope_import::{
    ColumnKind, ColumnReport, FieldReport, FileReport, ImportReport, LeftOut, Missing, NotCurrent,
    ScaleReport,
};

use crate::tables::{count, some};

/// The lines of a report, the cohort's file first.
pub fn text(report: &ImportReport, out: &str) -> String {
    let mut lines = vec![format!(
        "{out}: {}, {}",
        count(report.samples, "sample"),
        count(report.mirnas, "miRNA")
    )];
    lines.push(scale(&report.scale));
    lines.push(missing(&report.missing));
    lines.extend(facts_and_fields(&report.columns, &report.fields));
    for file in &report.files {
        lines.extend(file_lines(file));
    }
    lines.join("\n")
}

/// The scale, and what speaks for it.
pub fn scale(scale: &ScaleReport) -> String {
    let how = if scale.guessed { "guessed: " } else { "" };
    format!("scale: {} ({how}{})", scale.scale, scale.reason)
}

/// How many values are missing, and where most are.
pub fn missing(missing: &Missing) -> String {
    if missing.count == 0 {
        return "missing: none".to_owned();
    }
    let worst: Vec<String> =
        missing.worst.iter().map(|(mirna, n)| format!("{mirna} ({n})")).collect();
    let worst = some(worst.iter().map(String::as_str), 3);
    format!("missing: {}, most in {worst}", count(missing.count, "value"))
}

/// A line a column of facts, and a line a field.
pub fn facts_and_fields(columns: &[ColumnReport], fields: &[FieldReport]) -> Vec<String> {
    let fact = |column: &ColumnReport| {
        let missing = match column.missing {
            0 => String::new(),
            n => format!(", {n} missing"),
        };
        format!("fact: {} ({}{missing})", column.name, column.kind)
    };
    let field = |field: &FieldReport| match &field.refused {
        None => format!("field: {} is the {}", field.column, field.field),
        Some(why) => format!("field: {} is not the {}: {why}", field.column, field.field),
    };
    columns.iter().map(fact).chain(fields.iter().map(field)).collect()
}

/// The kinds of what was left out, each once.
fn kinds(left_out: &[LeftOut]) -> Vec<ColumnKind> {
    let mut kinds: Vec<ColumnKind> = left_out.iter().map(|out| out.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn is_rna(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Rna(_))
}

/// One line about all other RNAs and control probes: how many of each, and the first of them.
pub fn other_rnas(left_out: &[LeftOut]) -> Option<String> {
    let rnas = || left_out.iter().filter(|out| is_rna(out.kind));
    let first = rnas().next()?;
    let of_kind = |kind| {
        let count = rnas().filter(|out| out.kind == kind).count();
        format!("{count} {}", kind.words())
    };
    let kinds: Vec<String> =
        kinds(left_out).into_iter().filter(|kind| is_rna(*kind)).map(of_kind).collect();
    Some(format!("kept apart, other RNAs: {}, such as {}", kinds.join(", "), first.name))
}

/// One line about names that the table of miRBase in the program does not have.
fn not_current(names: &NotCurrent) -> Option<String> {
    let first = names.first.first()?;
    let near = match first.nearest.as_slice() {
        [] => String::new(),
        near => format!(" (now {}?)", near.join(" or ")),
    };
    let (count, verb) = (count(names.count, "name"), if names.count == 1 { "is" } else { "are" });
    Some(format!(
        "  {count} {verb} not of miRBase 22, such as {}{near}; --names aliases.txt brings them up to date",
        first.name
    ))
}

/// The first names, and how many more there are of `all`.
fn some_of(all: usize, first: &[String]) -> String {
    match all.saturating_sub(first.len()) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

fn file_lines(file: &FileReport) -> Vec<String> {
    let heading = if file.header { "a heading" } else { "no heading" };
    let mut lines =
        vec![format!("file: {}: {}, {heading}, {}", file.file, file.delimiter, file.orientation)];
    if let Some(encoding) = file.encoding {
        let how = if encoding.stated { "as stated" } else { "found by its bytes" };
        lines.push(format!("  text: {}, {how}", encoding.name));
    }
    for unfinished in &file.unfinished {
        lines.push(format!("  the last line of {unfinished} has no end: is the file cut short?"));
    }
    let samples = some_of(file.samples, &file.first_samples);
    let named = match &file.named_by {
        Some(column) if !column.is_empty() => format!(" (named by column {column})"),
        _ => String::new(),
    };
    lines.push(format!("  samples: {samples}{named}"));
    if file.without_species > 0 {
        let names = count(file.without_species, "name");
        lines.push(format!("  {names} without a species, read as human (hsa)"));
    }
    if !file.replicates.is_empty() {
        let names = some(file.replicates.iter().map(String::as_str), 3);
        lines.push(format!("  means of several lines: {names}"));
    }
    lines.extend(not_current(&file.not_current));
    lines.extend(other_rnas(&file.left_out).map(|line| format!("  {line}")));
    for kind in kinds(&file.left_out).into_iter().filter(|kind| !is_rna(*kind)) {
        let of_kind = file.left_out.iter().filter(|out| out.kind == kind);
        let names = some(of_kind.map(|out| out.name.as_str()), 3);
        lines.push(format!("  left out, {}: {names}", kind.words()));
    }
    if let Some(first) = file.renamed.first() {
        let renamed = count(file.renamed.len(), "miRNA");
        lines.push(format!(
            "  {renamed} written otherwise here, such as {} for {}",
            first.original, first.canonical
        ));
    }
    if !file.other_species.is_empty() {
        let names = some(file.other_species.iter().map(String::as_str), 5);
        lines.push(format!("  of other species, kept: {names}"));
    }
    if !file.dropped.is_empty() {
        lines.push(format!(
            "  left out, no miRNA ({}): {}",
            file.dropped.len(),
            some(file.dropped.iter().map(String::as_str), 10)
        ));
    }
    lines
}
