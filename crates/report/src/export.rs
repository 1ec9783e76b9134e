//! The same evaluation for other readers than a browser.

use std::fmt::Write;

use exoscope_read::audit::Audit;
use exoscope_read::evaluate::{Evaluation, Manifest};
use serde_json::{Value, json};

use crate::card::{Item, model_card, tripod};
use crate::methods::Methods;
use crate::text::summary_text;

/// The figures, the model card and the items of TRIPOD+AI as Markdown.
pub fn markdown(evaluation: &Evaluation, manifest: &Manifest, audit: Option<&Audit>) -> String {
    let mut text = String::from(
        "# What the miRNA reader is worth on samples it did not learn from\n\nResearch use only. Not a \
         diagnostic device.\n",
    );
    if let Some(audit) = audit {
        let asked = audit.first_question().map_or_else(String::new, |asked| format!("{asked}: "));
        let _ = write!(text, "\n**{asked}{}.** {}\n", audit.verdict, audit.sentence);
        for judged in audit.other_questions() {
            let _ = write!(
                text,
                "\n**{}: {}.** {}\n",
                judged.question, judged.verdict, judged.sentence
            );
        }
    }
    let _ = write!(text, "\n```text\n{}```\n", summary_text(evaluation));
    let methods = Methods::of(evaluation, manifest, audit);
    let _ = write!(text, "\n## Methods\n\n{}\n", methods.paragraphs.join("\n\n"));
    for (number, reference) in (1..).zip(&methods.references) {
        let _ = write!(text, "\n{number}. {reference}");
    }
    text.push('\n');
    table(&mut text, "Model card", &model_card(evaluation, manifest, audit));
    table(&mut text, "TRIPOD+AI", &tripod(evaluation, manifest, audit));
    text
}

fn table(text: &mut String, heading: &str, items: &[Item]) {
    let _ = write!(text, "\n## {heading}\n\n| item | what the run says |\n|---|---|\n");
    for Item { asked, said } in items {
        let said = said.as_deref().unwrap_or("*to be supplied*");
        let _ = writeln!(text, "| {asked} | {} |", said.replace('|', "\\|").replace('\n', " "));
    }
}

/// Everything in one JSON object: `evaluation`, `manifest`, and `audit` where there is one.
pub fn json(evaluation: &Evaluation, manifest: &Manifest, audit: Option<&Audit>) -> Value {
    json!({ "evaluation": evaluation, "manifest": manifest, "audit": audit })
}

/// Custom content for MultiQC: a table with a row a class. Files that end in `_mqc.json` are found
/// by it.
pub fn multiqc(evaluation: &Evaluation) -> Value {
    let rows: serde_json::Map<String, Value> = evaluation
        .scores
        .per_class
        .iter()
        .map(|class| {
            let figures = json!({
                "n": class.n,
                "recall": class.recall,
                "precision": class.precision,
                "specificity": class.specificity,
                "auroc": class.auroc,
            });
            (class.class.clone(), figures)
        })
        .collect();
    json!({
        "id": "exoscope",
        "section_name": "Exoscope",
        "description": "Held-out calls of a miRNA reader, class by class. Research use only.",
        "plot_type": "table",
        "pconfig": { "id": "exoscope_classes", "title": "Exoscope: classes", "min": 0, "max": 1 },
        "data": rows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn a_class_cannot_break_the_table() {
        let mut evaluation = fixture::vesicles();
        evaluation.scores.classes = vec!["a|b\nc".to_owned(), "d".to_owned()];
        let text = markdown(&evaluation, &fixture::manifest(), Some(&fixture::audit()));
        assert!(text.contains("a\\|b c") && text.contains("*to be supplied*"), "{text}");
        let tables = text.lines().filter(|line| line.starts_with('|'));
        assert!(tables.count() > 38);
    }

    #[test]
    fn multiqc_has_a_row_a_class() {
        let content = multiqc(&fixture::vesicles());
        assert_eq!(content["data"]["Healthy Control"]["n"], 50);
        assert_eq!(content["plot_type"], "table");
    }
}
