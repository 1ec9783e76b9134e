//! What an import found, in words.

use exoscope_import::{
    ColumnKind, ColumnReport, FieldReport, FileReport, ImportReport, LeftOut, LongReport, Missing,
    NotCurrent, ScaleReport,
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
    if report.files.len() > LISTED {
        lines.extend(together(&report.files));
    } else {
        lines.extend(report.files.iter().flat_map(|file| {
            let named = std::iter::once(first_line(file));
            named
                .chain(text_lines(file))
                .chain(std::iter::once(samples_line(file)))
                .chain(file_lines(file))
        }));
    }
    lines.join("\n")
}

/// More files than these are told of together.
const LISTED: usize = 5;

/// What was found in many files: what they are, and each thing that was found, once, with the number of files.
fn together(files: &[FileReport]) -> Vec<String> {
    let names = some(files.iter().map(|file| file.file.as_str()), 3);
    let mut lines = vec![format!("files: {}: {names}", files.len())];
    let mut found: Vec<(String, usize)> = Vec::new();
    for line in files.iter().flat_map(|file| text_lines(file).into_iter().chain(file_lines(file))) {
        match found.iter_mut().find(|(known, _)| *known == line) {
            Some((_, count)) => *count += 1,
            None => found.push((line, 1)),
        }
    }
    let more = found.len().saturating_sub(2 * LISTED);
    found.truncate(2 * LISTED);
    lines.extend(found.into_iter().map(|(line, count)| match count {
        all if all == files.len() => line,
        _ => format!("{line} ({})", crate::tables::count(count, "file")),
    }));
    if more > 0 {
        lines.push(format!("  and {more} more lines, which --json has"));
    }
    lines
}

/// What a file is.
fn first_line(file: &FileReport) -> String {
    let heading = match file.heading_line {
        None => "no heading".to_owned(),
        Some(1) => "a heading".to_owned(),
        Some(line) => format!("a heading on line {line}"),
    };
    let lines = match &file.long {
        Some(_) => "a line a value".to_owned(),
        None => file.orientation.to_string(),
    };
    format!("file: {}: {}, {heading}, {lines}", file.file, file.delimiter)
}

/// The samples of a file.
fn samples_line(file: &FileReport) -> String {
    let samples = first_and_last(file);
    let named = match &file.named_by {
        Some(column) if !column.is_empty() => format!(" (named by column {column})"),
        _ => String::new(),
    };
    format!("  samples: {samples}{named}")
}

/// The text of a file: its encoding, and whether it ends.
fn text_lines(file: &FileReport) -> Vec<String> {
    let encoding = file.encoding.map(|encoding| {
        let how = if encoding.stated { "as stated" } else { "found by its bytes" };
        format!("  text: {}, {how}", encoding.name)
    });
    let unfinished = file.unfinished.iter().map(|unfinished| {
        format!("  the last line of {unfinished} has no end: is the file cut short?")
    });
    let sheet = file.worksheet.iter().map(|sheet| format!("  sheet: {sheet}"));
    sheet.chain(encoding).chain(unfinished).collect()
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
        near => format!(" ({}?)", near.join(" or ")),
    };
    let (count, verb) = (count(names.count, "name"), if names.count == 1 { "is" } else { "are" });
    Some(format!("  {count} {verb} not of miRBase 22 and kept, such as {}{near}", first.name))
}

/// The first names of samples and the last, where what is no sample stands mostly, and how many there are.
fn first_and_last(file: &FileReport) -> String {
    let first = file.first_samples.join(", ");
    match &file.last_sample {
        Some(last) if file.samples > file.first_samples.len() => {
            format!("{first}, … {last} ({} in all)", file.samples)
        }
        _ => first,
    }
}

/// What was found in a file.
fn file_lines(file: &FileReport) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(long) = &file.long {
        let LongReport { samples, mirnas, values } = long;
        lines.push(format!(
            "  samples in column {samples}, miRNAs in column {mirnas}, values in column {values}"
        ));
    }
    if !file.numbered_names.is_empty() {
        let names = some(file.numbered_names.iter().map(String::as_str), 3);
        lines.push(format!(
            "  called like others with a number behind, as second columns of one name are: {names}"
        ));
    }
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
