//! The summary that a terminal shows.

use std::fmt::Write;

use exoscope_read::evaluate::Evaluation;
use exoscope_score::{Bootstrap, ClassScores, Interval, OperatingPoint};

use crate::format::{count, counted, maybe, maybe_interval, proportion, quantity};
use crate::sentence::{AmongCancers, Headline};

/// Most characters of a line.
const WIDTH: usize = 80;

/// Most characters of a class name; what is longer ends in an ellipsis.
const NAME_WIDTH: usize = 20;

/// The figures of an evaluation in a few aligned lines of at most 80 characters: how samples were
/// held out, the overall figures with 95 % intervals, then a line a class.
///
/// Plain text without colour. Control characters in names of classes are replaced, so that a label
/// in a file cannot command the terminal.
pub fn summary_text(evaluation: &Evaluation) -> String {
    let headline = Headline::new(evaluation);
    let mut text = String::new();
    for line in wrap(&printable(&headline.held_out)) {
        let _ = writeln!(text, "{line}");
    }
    let (samples, classes) = (evaluation.scores.n, evaluation.scores.classes.len());
    let _ = writeln!(
        text,
        "{}, {}, {} used\n",
        counted(samples, "sample"),
        counted(classes, "class"),
        counted(evaluation.n_features, "miRNA"),
    );
    overall(&mut text, evaluation, headline.among_cancers);
    text.push('\n');
    per_class(&mut text, &evaluation.scores.per_class);
    if let Some(caution) = &headline.caution {
        text.push('\n');
        for line in wrap(caution) {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

fn overall(text: &mut String, evaluation: &Evaluation, cancers: Option<AmongCancers>) {
    let scores = &evaluation.scores;
    let of =
        |figure: fn(&Bootstrap) -> Option<Interval>| evaluation.bootstrap.as_ref().and_then(figure);
    let mut line = |name: &str, figure: String, ci: Option<Interval>| {
        let row = format!("{name:<27} {figure:<7}  {}", maybe_interval(ci));
        let _ = writeln!(text, "{}", row.trim_end());
    };
    line(
        "accuracy (95 % interval)",
        proportion(scores.accuracy),
        Some(evaluation.accuracy_interval()),
    );
    if let Some(AmongCancers { n, accuracy, interval }) = cancers {
        line(&format!("  among {} cancers", count(n)), proportion(accuracy), Some(interval));
    }
    line(
        "balanced accuracy",
        proportion(scores.balanced_accuracy),
        of(|drawn| drawn.balanced_accuracy),
    );
    line("macro F1", proportion(scores.macro_f1), of(|drawn| drawn.macro_f1));
    line("macro AUROC", maybe(scores.macro_auroc), of(|drawn| drawn.macro_auroc));
    line("log-loss", quantity(scores.log_loss), of(|drawn| drawn.log_loss));
    if scores.log_loss_unclipped > 1.01 * scores.log_loss {
        line("  unclipped (at 1e-6 above)", quantity(scores.log_loss_unclipped), None);
    }
    line("Brier score", quantity(scores.brier), of(|drawn| drawn.brier));
    if let Some(signal) = &scores.signal {
        line("any cancer: AUROC", proportion(signal.auroc), of(|drawn| drawn.signal_auroc));
        // Last those that so few controls cannot show: none of them may be called there.
        let (told, untold): (Vec<_>, Vec<_>) = signal.at.iter().partition(|point| is_told(point));
        for point in told.into_iter().chain(untold) {
            let percent = format!("{:.1}", 100.0 * point.target);
            let percent = percent.trim_end_matches(".0");
            let at = if is_told(point) { "spec." } else { "(0 called)" };
            let name = format!("  sens. at {percent} % {at}");
            line(&name, proportion(point.sensitivity), Some(point.sensitivity_ci));
        }
        // The likeliest class is what comes of the samples' own mix of classes, and of no specificity that was asked for.
        let (sensitivity, specificity) = (signal.sensitivity, signal.specificity);
        line("  likeliest class: sens.", proportion(sensitivity), Some(signal.sensitivity_ci));
        line("  likeliest class: spec.", proportion(specificity), Some(signal.specificity_ci));
    }
}

/// Whether there are controls enough that one may be called at the specificity asked for.
fn is_told(point: &OperatingPoint) -> bool {
    (1.0 - point.target) * point.n_controls as f64 + 1e-9 >= 1.0
}

fn per_class(text: &mut String, classes: &[ClassScores]) {
    let names: Vec<String> =
        classes.iter().map(|class| shorten(&printable(&class.class))).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).max(5);
    let mut line = |cells: [&str; 7]| {
        let [name, n, recall, ci, precision, specificity, auroc] = cells;
        let row = format!(
            "{name:<width$} {n:>6}  {recall:<7} {ci:<11}  {precision:<9}  {specificity:<11} {auroc}",
        );
        let _ = writeln!(text, "{}", row.trim_end());
    };
    line(["class", "n", "recall", "", "precision", "specificity", "AUROC"]);
    for (name, class) in names.iter().zip(classes) {
        line([
            name,
            &count(class.n),
            &maybe(class.recall),
            &maybe_interval(class.recall_ci),
            &maybe(class.precision),
            &maybe(class.specificity),
            &maybe(class.auroc),
        ]);
    }
}

/// A text whose control characters are replaced.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// A name of at most [`NAME_WIDTH`] characters.
fn shorten(name: &str) -> String {
    if name.chars().count() <= NAME_WIDTH {
        return name.to_owned();
    }
    name.chars().take(NAME_WIDTH - 1).chain(['…']).collect()
}

/// A text in lines of at most [`WIDTH`] characters, broken at spaces.
fn wrap(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn three_classes() {
        insta::assert_snapshot!(summary_text(&fixture::vesicles()));
    }

    #[test]
    fn nineteen_classes() {
        insta::assert_snapshot!(summary_text(&fixture::thirteen_cancers()));
    }

    #[test]
    fn lines_stay_narrow_and_names_cannot_command_the_terminal() {
        let mut evaluation = fixture::thirteen_cancers();
        evaluation.split.grouped_by = vec!["a column whose name goes on and on".to_owned(); 4];
        for class in &mut evaluation.scores.per_class {
            class.n = 161_900;
            class.class = "\u{1b}[31ma class whose name takes far more than its place".to_owned();
        }
        let text = summary_text(&evaluation);
        assert!(!text.contains('\u{1b}'));
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest.is_some_and(|widest| widest <= WIDTH), "{text}");
    }
}
