//! Explanation: what each call rests on, miRNA by miRNA, and how stable the ranking of miRNAs is.

use std::io::{self, Write};

use exoscope_core::progress::Progress;
use exoscope_read::evaluate::Rankings;
use exoscope_read::pipeline::{DEFAULT_MAX_MISSING, Explanation, FittedPipeline, RankedMirnas};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::files::{FileError, Inputs, Outputs};
use crate::samples::rows;

/// Explains the calls of a cohort's samples. Reads `model`, `cohort.parquet` and, where it is given,
/// `mirnas.tsv` of an evaluation; writes `contributions.tsv` and `ranked.tsv` where asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Explain {
    /// Only these samples; all where none is named.
    pub samples: Vec<String>,
    /// Explain the score of this class; of the likeliest of each sample where it is `None`.
    pub class: Option<String>,
    /// How many miRNAs count as the first of a fit.
    pub top: usize,
    /// Whether every contribution to every sample is written.
    pub contributions: bool,
    /// Whether the ranking of miRNAs is written.
    pub ranked: bool,
}

impl Default for Explain {
    fn default() -> Self {
        Self { samples: Vec::new(), class: None, top: 10, contributions: false, ranked: false }
    }
}

/// Why calls cannot be explained as asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// The table of an evaluation's rankings cannot be read.
    #[error("{name}: {source}")]
    Rankings {
        /// The file.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// The evaluation ranked no miRNAs.
    #[error("{name}: the run did not rank miRNAs: evaluate again")]
    Unranked {
        /// The file.
        name: String,
    },
}

/// What the calls rest on.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Explained {
    /// The model.
    pub model: FittedPipeline,
    /// Number of samples.
    pub n: usize,
    /// miRNAs, the largest mean contribution first.
    pub ranked: Vec<RankedMirna>,
    /// How steady the ranking is over the fits of an evaluation, where one was given.
    pub stability: Option<Stability>,
    /// The samples that were named, one by one; empty where all are explained.
    pub samples: Vec<Explanation>,
}

/// A miRNA that calls rest on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RankedMirna {
    /// The miRNA.
    pub mirna: String,
    /// Mean of its absolute contributions to the samples' scores, in log-odds.
    pub mean_contribution: f64,
    /// Share of the evaluation's fits in which it is among the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_among_top: Option<f64>,
}

/// How steady a ranking is over the fits of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Stability {
    /// Number of fits.
    pub fits: usize,
    /// How many miRNAs count as the first of a fit.
    pub top: usize,
    /// Share of the first of a fit that are among the first of another, on average.
    pub overlap: Option<f64>,
}

/// Samples that are explained at once.
const BLOCK: usize = 256;

impl Explain {
    /// Explains, and writes what is asked for.
    ///
    /// # Errors
    ///
    /// Where an input cannot be read, the cohort cannot be called, an output cannot be written, or `watch`
    /// cancels.
    pub fn run(
        &self,
        inputs: &Inputs,
        outputs: &mut Outputs,
        watch: &dyn Progress,
    ) -> Result<Explained, Error> {
        let (model, _) = inputs.model("model")?;
        let (cohort, _) = inputs.cohort("cohort.parquet")?;
        let rows = rows(&cohort, &self.samples)?;
        let mut ranking = RankedMirnas::default();
        let mut samples = Vec::new();
        let mut explain = |out: &mut dyn Write| -> Result<(), Error> {
            for (block, rows_of) in rows.chunks(BLOCK).enumerate() {
                watch.step("explaining", block * BLOCK, rows.len())?;
                let class = self.class.as_deref();
                for of in model.explain(&cohort, rows_of, class, DEFAULT_MAX_MISSING)? {
                    let unwritten =
                        |source| FileError::Write { name: CONTRIBUTIONS.into(), source };
                    of.write_lines(out).map_err(unwritten)?;
                    ranking.add(&of);
                    if !self.samples.is_empty() {
                        samples.push(of);
                    }
                }
            }
            Ok(())
        };
        if self.contributions {
            // What fails in explaining is said as it is, not as a failure to write.
            let mut failed = None;
            let written = outputs.write(CONTRIBUTIONS, |out| {
                out.write_all(Explanation::HEADING.as_bytes())?;
                explain(out).map_err(|error| {
                    failed = Some(error);
                    io::Error::other("interrupted")
                })
            });
            match failed {
                Some(error) => return Err(error),
                None => written?,
            }
        } else {
            explain(&mut io::sink())?;
        }
        let (ranked, stability) = self.ranked(&ranking, inputs)?;
        if self.ranked {
            outputs.write("ranked.tsv", |out| write_ranked(&ranked, stability.is_some(), out))?;
        }
        Ok(Explained { model, n: ranking.samples(), ranked, stability, samples })
    }

    /// The miRNAs in order, and how often each is among the first of a fit.
    fn ranked(
        &self,
        ranking: &RankedMirnas,
        inputs: &Inputs,
    ) -> Result<(Vec<RankedMirna>, Option<Stability>), Error> {
        let ranked = ranking.ranked();
        let (mut shares, mut stability) = (None, None);
        if inputs.has(RANKINGS) {
            let name = || inputs.shown(RANKINGS).display().to_string();
            let table = inputs.bytes(RANKINGS)?;
            let unread = |error: String| ExplainError::Rankings {
                name: name(),
                source: io::Error::other(error),
            };
            let fits = Rankings::read_tsv(&*table).map_err(|error| unread(error.to_string()))?;
            let mirnas: Vec<&str> = ranked.iter().map(|(mirna, _)| *mirna).collect();
            shares = fits.shares(&mirnas, self.top);
            if shares.is_none() {
                return Err(ExplainError::Unranked { name: name() }.into());
            }
            let (fits, top, overlap) = (fits.fits(), self.top, fits.overlap(self.top));
            stability = Some(Stability { fits, top, overlap });
        }
        let mirna = |(place, (mirna, mean)): (usize, &(&str, f64))| RankedMirna {
            mirna: (*mirna).to_owned(),
            mean_contribution: *mean,
            share_among_top: shares.as_ref().and_then(|shares| shares.get(place).copied()),
        };
        Ok((ranked.iter().enumerate().map(mirna).collect(), stability))
    }
}

const CONTRIBUTIONS: &str = "contributions.tsv";
const RANKINGS: &str = "mirnas.tsv";

/// `rank` from 1, `mirna`, `mean_contribution`, and with an evaluation `share_among_top`.
fn write_ranked(ranked: &[RankedMirna], shares: bool, out: &mut dyn Write) -> io::Result<()> {
    let more = if shares { "\tshare_among_top" } else { "" };
    writeln!(out, "rank\tmirna\tmean_contribution{more}")?;
    for (place, of) in ranked.iter().enumerate() {
        let RankedMirna { mirna, mean_contribution, share_among_top } = of;
        let share = share_among_top.map(|share| format!("\t{share}")).unwrap_or_default();
        writeln!(out, "{}\t{mirna}\t{mean_contribution}{share}", place + 1)?;
    }
    Ok(())
}
