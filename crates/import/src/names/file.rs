//! The files that say which name is whose: those of miRBase, and tables of two columns.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::error::{ImportError, Place};
use super::super::limits::Limits;
use super::super::lines::Lines;
use super::super::table::shortened;
use super::{Names, NamesError, carried, is_accession};

/// Adds what a file says to `names`. FASTA is known by its `>`.
pub(super) fn read(names: &mut Names, path: &Path, limits: Limits) -> Result<(), ImportError> {
    let mut lines = Lines::open(path, limits)?;
    let mut next = Some(lines.first_block()?);
    let mut live = BTreeSet::new();
    let mut heading_is_last = false;
    while let Some(block) = next {
        for (number, line) in block.lines() {
            let noted = match line.strip_prefix('>') {
                Some(heading) => fasta(names, heading, &mut live),
                // The sequence of the heading above.
                None if !live.is_empty() && is_sequence(line) => Ok(()),
                None if line.starts_with('#') => Ok(()),
                None => pair(names, line),
            };
            heading_is_last = line.starts_with('>');
            noted.map_err(|e| Place::line(path, number).error(e))?;
        }
        next = lines.next_block()?;
    }
    // Names that the rest would hold would pass for retired ones.
    let here = || Place::file(path);
    if heading_is_last {
        return Err(here().error(NamesError::NoSequence));
    }
    if lines.unfinished() {
        return Err(here().error(NamesError::Cut));
    }
    if !live.is_empty() {
        names.live = Some(live);
    }
    names.sources.push(lines.provenance());
    Ok(())
}

/// `>hsa-let-7a-5p MIMAT0000062 Homo sapiens let-7a-5p`
fn fasta(names: &mut Names, heading: &str, live: &mut BTreeSet<String>) -> Result<(), NamesError> {
    let mut words = heading.split_whitespace();
    let (name, accession) = (words.next(), words.next());
    match (name, accession.filter(|accession| is_accession(accession))) {
        (Some(name), Some(accession)) => {
            names.note(accession, name, true);
            live.insert(accession.to_owned());
            Ok(())
        }
        _ => Err(NamesError::NoAccession { text: shortened(heading) }),
    }
}

/// A line of two columns: an alias of miRBase, or a name of another kind and what it stands for.
fn pair(names: &mut Names, line: &str) -> Result<(), NamesError> {
    match line.split_once('\t') {
        Some((told, _)) if !told.starts_with("MI") => told_by(names, line),
        _ => alias(names, line),
    }
}

/// `Hsa-Mir-8-P1a_3p<tab>hsa-miR-200b-3p`, or an accession in the second column.
fn told_by(names: &mut Names, line: &str) -> Result<(), NamesError> {
    let wrong = || NamesError::Line { text: shortened(line) };
    let (told, mirna) = line.split_once('\t').ok_or_else(wrong)?;
    let (told, mirna) = (told.trim(), mirna.trim());
    let mirna = carried(mirna).ok().filter(|_| !told.is_empty() && !mirna.contains([';', '\t']));
    let name = mirna.ok_or_else(wrong)?.canonical().to_owned();
    match names.told.insert(told.to_owned(), name.clone()) {
        Some(before) if before != name => {
            Err(NamesError::Twice { name: shortened(told), first: before, second: name })
        }
        _ => Ok(()),
    }
}

/// `MIMAT0000062<tab>hsa-let-7a;hsa-let-7a-5p;`, oldest name first.
fn alias(names: &mut Names, line: &str) -> Result<(), NamesError> {
    let wrong = || NamesError::Line { text: shortened(line) };
    let (accession, list) = line.split_once('\t').ok_or_else(wrong)?;
    // A blank in a name is what is left of a line's end.
    if !is_accession(accession) || list.trim_end().contains(char::is_whitespace) {
        return Err(wrong());
    }
    let all: Vec<&str> = list.split(';').map(str::trim).filter(|name| !name.is_empty()).collect();
    for (number, name) in all.iter().enumerate() {
        names.note(accession, name, number + 1 == all.len());
    }
    Ok(())
}

fn is_sequence(line: &str) -> bool {
    line.bytes().all(|b| b.is_ascii_alphabetic())
}
