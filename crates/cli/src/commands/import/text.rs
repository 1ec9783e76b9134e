//! What an import found, in words.

use exoscope_read::import::{FileReport, ImportReport};

use crate::tables::{count, some};

/// The lines of a report, the cohort's file first.
pub fn text(report: &ImportReport, out: &str) -> String {
    let mut lines = vec![format!(
        "{out}: {}, {}",
        count(report.samples, "sample"),
        count(report.mirnas, "miRNA")
    )];
    let how = if report.scale.guessed { "guessed: " } else { "" };
    lines.push(format!("scale: {} ({how}{})", report.scale.scale, report.scale.reason));
    if report.missing.count > 0 {
        let worst = report.missing.worst.iter().map(|(mirna, n)| format!("{mirna} ({n})"));
        let worst: Vec<String> = worst.collect();
        let worst = some(worst.iter().map(String::as_str), 3);
        lines.push(format!("missing: {}, most in {worst}", count(report.missing.count, "value")));
    } else {
        lines.push("missing: none".to_owned());
    }
    for column in &report.columns {
        let missing = match column.missing {
            0 => String::new(),
            n => format!(", {n} missing"),
        };
        lines.push(format!("fact: {} ({}{missing})", column.name, column.kind));
    }
    for field in &report.fields {
        lines.push(match &field.refused {
            None => format!("field: {} is the {}", field.column, field.field),
            Some(why) => format!("field: {} is not the {}: {why}", field.column, field.field),
        });
    }
    for file in &report.files {
        lines.extend(file_lines(file));
    }
    lines.join("\n")
}

fn file_lines(file: &FileReport) -> Vec<String> {
    let heading = if file.header { "a heading" } else { "no heading" };
    let mut lines =
        vec![format!("file: {}: {}, {heading}, {}", file.file, file.delimiter, file.orientation)];
    for unfinished in &file.unfinished {
        lines.push(format!("  the last line of {unfinished} has no end: is the file cut short?"));
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
        lines.push(format!("  left out, no miRNA: {}", file.dropped.join(", ")));
    }
    lines
}
