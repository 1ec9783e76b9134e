//! What `annotate` and every kind of import may be told of the samples.

use std::path::{Path, PathBuf};

use exoscope_core::Cohort;
use exoscope_core::sample::Field;
use exoscope_import::{Annotation, AnnotationReport, Derive, Join, Renamed, annotate, older_names};
use serde::Serialize;

use crate::answer::Answer;
use crate::commands::annotate::text;
use crate::tables::count;

/// Which facts hold what.
#[derive(clap::Args)]
pub struct Facts {
    /// The column that is the label
    #[arg(long, value_name = "COL")]
    label: Option<String>,
    /// Labels that are controls; * stands for any characters
    #[arg(long, value_name = "LABEL", num_args = 1..)]
    control: Vec<String>,
    /// Labels that are benign diseases; * stands for any characters
    #[arg(long, value_name = "LABEL", num_args = 1..)]
    benign: Vec<String>,
    /// The column that says whose sample it is: one person's samples stay together in every split
    #[arg(long, value_name = "COL")]
    person: Option<String>,
    /// The column that holds a field: stage, sex, age, person, site, slide, date
    #[arg(long, value_name = "FIELD=COL", value_parser = field)]
    field: Vec<(Field, String)>,
}

/// What was noted about the samples, and the miRNAs whose names were older ones.
pub struct Noted {
    noted: AnnotationReport,
    older: Vec<Renamed>,
}

impl Facts {
    /// The columns that are named as facts.
    pub fn named(&self) -> Vec<String> {
        let fields = self.field.iter().map(|(_, column)| column);
        self.label.iter().chain(&self.person).chain(fields).cloned().collect()
    }

    /// These facts beside those that a table and the samples' names bring.
    pub fn annotation(&self, join: Option<Join>, derive: Vec<Derive>) -> Annotation {
        let label = self.label.iter().map(|column| (Field::Label, column.clone()));
        let person = self.person.iter().map(|column| (Field::Person, column.clone()));
        Annotation {
            join,
            derive,
            fields: label.chain(person).chain(self.field.iter().cloned()).collect(),
            controls: self.control.clone(),
            benign: self.benign.clone(),
        }
    }

    /// Notes the facts about the samples of `cohort`, which came from `files`, and writes it.
    pub fn note(
        &self,
        cohort: Cohort,
        files: &[PathBuf],
        join: Option<Join>,
        out: &Path,
    ) -> anyhow::Result<Noted> {
        let path = files.first().map_or(out, PathBuf::as_path);
        let annotated = annotate(cohort, path, &self.annotation(join, Vec::new()))?;
        annotated.cohort.save(out)?;
        let older = older_names(annotated.cohort.mirnas());
        Ok(Noted { noted: annotated.report, older })
    }
}

impl Noted {
    /// The answer of an import: its report, and what was noted.
    pub fn answer(
        &self,
        mut lines: String,
        report: &impl Serialize,
        out: String,
    ) -> anyhow::Result<Answer> {
        if let Some(first) = self.older.first() {
            let names = count(self.older.len(), "name");
            let Renamed { original, canonical } = first;
            let brought = format!(
                "\ncalled otherwise than in the file, {names} of another version of miRBase: such as {original}, here {canonical}"
            );
            lines.push_str(&brought);
        }
        let noted = text(&self.noted);
        if !noted.is_empty() {
            lines.push('\n');
            lines.push_str(&noted);
        }
        let answer = Answer::new(lines, report)?.with("cohort", out);
        let answer = answer.with("annotation", serde_json::to_value(&self.noted)?);
        Ok(answer.with("older_names", serde_json::to_value(&self.older)?))
    }
}

/// `FIELD=COL` as it is typed.
fn field(text: &str) -> Result<(Field, String), String> {
    let (field, column) = text.split_once('=').ok_or("write FIELD=COLUMN")?;
    match field.parse() {
        Ok(field) => Ok((field, column.to_owned())),
        Err(()) => {
            let known: Vec<String> = Field::ALL.iter().map(ToString::to_string).collect();
            Err(format!("{field:?} is no field; known are {}", known.join(", ")))
        }
    }
}
