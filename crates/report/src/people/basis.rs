//! The miRNAs behind one call.

use exoscope_read::pipeline::Explanation;

/// miRNAs that are shown.
const TOP: usize = 10;

/// The part of an [`Explanation`] that a page shows: its largest contributions, and what the others
/// sum to.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    pub(super) class: String,
    pub(super) score: String,
    pub(super) rows: Vec<Row>,
}

/// A contribution in text and as a bar.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub name: String,
    pub adds: String,
    /// `plus` or `minus`.
    pub side: &'static str,
    /// Length of the bar, in percent of its cell, of which it takes half at most; 0 where none is drawn.
    pub percent: u32,
    pub value: String,
}

impl Basis {
    /// Takes the largest contributions; none of them is rounded before others are summed.
    pub fn of(explanation: &Explanation) -> Self {
        let all = &explanation.contributions;
        let (shown, rest) = all.split_at(TOP.min(all.len()));
        let sum: f64 = rest.iter().map(|c| c.contribution).sum();
        // What is summed is not drawn: beside it single miRNAs would not be seen.
        let most = shown.iter().map(|c| c.contribution.abs()).fold(f64::MIN_POSITIVE, f64::max);
        let row = |name: String, adds: f64, value: String| Row {
            name,
            adds: format!("{adds:+.3}"),
            side: if adds < 0.0 { "minus" } else { "plus" },
            percent: 0,
            value,
        };
        let mut rows: Vec<Row> = shown
            .iter()
            .map(|c| {
                let value = if c.missing { "missing".into() } else { format!("{:+.2}", c.value) };
                let percent = (50.0 * c.contribution.abs() / most).round() as u32;
                Row { percent, ..row(c.mirna.clone(), c.contribution, value) }
            })
            .collect();
        if !rest.is_empty() {
            rows.push(row(format!("{} others", rest.len()), sum, String::new()));
        }
        rows.push(row("mean training sample".to_owned(), explanation.baseline, String::new()));
        Self { class: explanation.class.clone(), score: format!("{:+.3}", explanation.score), rows }
    }
}
