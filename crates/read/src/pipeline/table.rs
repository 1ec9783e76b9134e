//! Calls as a table.

use std::io::{self, Write};

use super::{Calls, Meaning};
use crate::call::{Origin, Verdict};

/// What the columns that rest on rules are called.
const RULED: [&str; 8] = [
    "verdict",
    "origin",
    "p_origin",
    "origin_2",
    "p_origin_2",
    "not_ruled_out",
    "ood_p_value",
    "abstention",
];

impl Calls {
    /// Writes a table, tab-separated, numbers in six digits: `sample`, `call` (the likeliest class)
    /// and `p_call`; `p_cancer` where roles are known, at the mix of classes that the reader stands on,
    /// and with a `meaning` `p_cancer_at_prevalence`, what that becomes there; then, of a reader with
    /// rules,
    ///
    /// - `verdict`: `signal`, `no signal`, `one class` or `not enough to say`;
    /// - `origin`, `p_origin`, `origin_2`, `p_origin_2`: of a signal, the two likeliest cancers and
    ///   their probabilities given that there is one;
    /// - `not_ruled_out`: the classes of the conformal set, with `|` between them; empty for a sample
    ///   less sure than most of every class;
    /// - `ood_p_value`: share of samples like those of training that are as far from them;
    /// - `abstention`: why nothing is said;
    ///
    /// then `missing`, the number of the model's miRNAs that the sample lacks, `in_training`, `yes` for a sample
    /// with the very values of a training sample, and `p:CLASS` for each class.
    pub fn write_tsv(&self, meaning: Option<&Meaning>, out: &mut dyn Write) -> io::Result<()> {
        let cancer = self.cancer();
        let mut table = csv::WriterBuilder::new().delimiter(b'\t').from_writer(out);
        let mut header: Vec<String> = ["sample", "call", "p_call"].map(str::to_owned).into();
        header.extend(cancer.is_some().then(|| "p_cancer".to_owned()));
        header.extend(meaning.map(|_| "p_cancer_at_prevalence".to_owned()));
        if self.verdicts.is_some() {
            header.extend(RULED.map(str::to_owned));
        }
        header.extend(["missing", "in_training"].map(str::to_owned));
        header.extend(self.classes.iter().map(|class| format!("p:{class}")));
        table.write_record(header)?;
        let called = self.samples.iter().zip(self.called());
        for (i, ((sample, call), row)) in called.zip(self.probabilities.rows()).enumerate() {
            let best = row.iter().copied().fold(0.0, f64::max);
            let mut line = vec![sample.to_string(), call.to_owned(), format!("{best:.6}")];
            line.extend(cancer.as_ref().and_then(|p| p.get(i)).map(|p| format!("{p:.6}")));
            if let Some(meaning) = meaning {
                let there = meaning.cancer.get(i).copied().flatten();
                line.push(there.map(|p| format!("{p:.6}")).unwrap_or_default());
            }
            if let Some(verdict) = self.verdicts.as_ref().and_then(|verdicts| verdicts.get(i)) {
                line.extend(self.ruled(verdict));
            }
            line.push(self.missing.get(i).copied().unwrap_or_default().to_string());
            let learned = self.in_training.get(i) == Some(&true);
            line.push(if learned { "yes" } else { "" }.to_owned());
            line.extend(row.iter().map(|p| format!("{p:.6}")));
            table.write_record(line)?;
        }
        table.flush()
    }

    fn ruled(&self, verdict: &Verdict) -> [String; 8] {
        let name = |class: usize| self.classes.get(class).cloned().unwrap_or_default();
        let origin = |place: usize| match verdict.origins.get(place) {
            Some(&Origin { class, p }) => [name(class), format!("{p:.6}")],
            None => [String::new(), String::new()],
        };
        let [first, p_first] = origin(0);
        let [second, p_second] = origin(1);
        let set: Vec<String> = verdict.set.iter().map(|&class| name(class)).collect();
        [
            verdict.words().to_owned(),
            first,
            p_first,
            second,
            p_second,
            set.join("|"),
            format!("{:.6}", verdict.ood_p_value),
            verdict.abstention.map(|abstention| abstention.to_string()).unwrap_or_default(),
        ]
    }
}
