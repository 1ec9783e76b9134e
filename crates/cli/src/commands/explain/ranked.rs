//! The miRNAs that calls rest on most, and how steady that is over the fits of an evaluation.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use exoscope_read::evaluate::Run;
use exoscope_read::pipeline::{FittedPipeline, RankedMirnas};
use serde::Serialize;

use crate::context::Context;
use crate::tables::table;

/// miRNAs, the largest mean contribution first.
#[derive(Serialize)]
pub struct Ranked {
    pub ranked: Vec<Line>,
    pub stability: Option<Stability>,
}

#[derive(Serialize)]
pub struct Line {
    mirna: String,
    mean_contribution: f64,
    /// Share of the run's fits in which it is among the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    share_among_top: Option<f64>,
}

/// What the shares are of.
#[derive(Serialize)]
pub struct Stability {
    run: PathBuf,
    fits: usize,
    top: usize,
    /// Share of the first of a fit that are among the first of another, on average.
    overlap: Option<f64>,
}

impl Ranked {
    /// With `run`, counts how often each miRNA is among the first `top` of a fit.
    pub fn new(
        ranking: &RankedMirnas,
        reader: &FittedPipeline,
        run: Option<&Path>,
        top: usize,
        context: &Context,
    ) -> anyhow::Result<Self> {
        let ranked = ranking.ranked();
        let (mut shares, mut stability) = (None, None);
        if let Some(run) = run {
            let of = Run::open(run)?.manifest.reader;
            if of.learner != reader.settings().learner || of.panel != reader.settings().panel {
                context.warn(format!(
                    "{}: its readers were made otherwise than this model (learner or panel)",
                    run.display()
                ));
            }
            let fits = Run::read_rankings(run)?;
            let mirnas: Vec<&str> = ranked.iter().map(|(mirna, _)| *mirna).collect();
            shares = fits.shares(&mirnas, top);
            if shares.is_none() {
                anyhow::bail!("{}: the run did not rank miRNAs: evaluate again", run.display());
            }
            let (overlap, run) = (fits.overlap(top), run.to_owned());
            stability = Some(Stability { run, fits: fits.fits(), top, overlap });
        }
        let mirna = |(place, (mirna, mean)): (usize, &(&str, f64))| {
            let share_among_top = shares.as_ref().and_then(|shares| shares.get(place).copied());
            Line { mirna: (*mirna).to_owned(), mean_contribution: *mean, share_among_top }
        };
        Ok(Self { ranked: ranked.iter().enumerate().map(mirna).collect(), stability })
    }

    /// The first `top` as a table.
    pub fn text(&self, top: usize) -> String {
        let first = self.ranked.iter().take(top);
        let Some(Stability { fits, overlap, .. }) = &self.stability else {
            let rows = first.map(|m| vec![m.mirna.clone(), format!("{:.4}", m.mean_contribution)]);
            return table(["miRNA", "mean |contribution|"], rows, true);
        };
        let rows = first.map(|m| {
            let share = m.share_among_top.unwrap_or_default();
            vec![m.mirna.clone(), format!("{:.4}", m.mean_contribution), format!("{share:.2}")]
        });
        let rows = table(["miRNA", "mean |contribution|", "of fits"], rows, true);
        let overlap = overlap.map(|overlap| format!("; two fits share {:.0} %", 100.0 * overlap));
        let overlap = overlap.unwrap_or_default();
        format!("{rows}\nof fits: share of {fits} fits with it among their first {top}{overlap}")
    }

    /// All of them: `rank` from 1, `mirna`, `mean_contribution`, and with a run `share_among_top`.
    pub fn write_tsv(&self, out: &mut dyn Write) -> io::Result<()> {
        let more = if self.stability.is_some() { "\tshare_among_top" } else { "" };
        writeln!(out, "rank\tmirna\tmean_contribution{more}")?;
        for (place, of) in self.ranked.iter().enumerate() {
            let Line { mirna, mean_contribution, share_among_top } = of;
            let share = share_among_top.map(|share| format!("\t{share}")).unwrap_or_default();
            writeln!(out, "{}\t{mirna}\t{mean_contribution}{share}", place + 1)?;
        }
        Ok(())
    }
}
