//! Whose table it is.

use std::fmt;

use serde::Serialize;

use super::super::lines::Block;
use super::super::sniff;

/// Whose count table a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountsFormat {
    /// miRge: a matrix with totals.
    Mirge,
    /// mirtop: a line an isomiR.
    Mirtop,
    /// sRNAbench: a file a sample.
    Srnabench,
    /// exceRpt: a file a sample, `readCounts_miRNAmature_sense.txt`.
    Excerpt,
    /// miRDeep2: a line a miRNA and precursor.
    Mirdeep2,
    /// GDC: a line an isoform, `isoforms.quantification.txt`.
    GdcIsoforms,
    /// miraligner (seqbuster): a line an isomiR, a file a sample.
    Seqbuster,
    /// A matrix without marks of a pipeline, such as those of edgeR and exceRpt.
    Matrix,
}

/// Which columns a format has, by their headings.
pub(super) struct Columns {
    /// The miRNA.
    pub(super) name: &'static str,
    /// What a line is about, where a second line about the same does not count.
    pub(super) id: Option<&'static str>,
    /// The counts.
    pub(super) counts: Counts,
}

/// What the GDC writes before the accession of a mature miRNA.
pub(super) const MATURE: &str = "mature,";

impl Columns {
    /// The region of a precursor that an isoform lies in, where it is no mature miRNA's.
    pub(super) fn region_without_mirna<'a>(&self, name: &'a str) -> Option<&'a str> {
        (self.name == GDC[3] && !name.starts_with(MATURE)).then_some(name)
    }
}

/// Where counts stand.
pub(super) enum Counts {
    /// In the first of these that is there; the sample is named by the file's folder.
    OneOf(&'static [&'static str]),
    /// In every column but these, a sample each; those with `id` and `iso_…` must all be there.
    AllBut(&'static [&'static str]),
}

/// What mirtop writes of an isomiR besides its counts.
const ISOMIR: &[&str] = &[
    "UID",
    "Read",
    "miRNA",
    "Variant",
    "iso_5p",
    "iso_3p",
    "iso_add3p",
    "iso_add5p",
    "iso_add",
    "iso_snp",
    "iso_snv",
    "iso_5p_nt",
    "iso_3p_nt",
    "iso_add3p_nt",
    "iso_add5p_nt",
    "iso_add_nt",
    "iso_snp_nt",
    "iso_snv_nt",
];
/// What marks a table of sRNAbench.
const GROUPED: &[&str] = &["unique reads", "read count", "RPM (lib)", "RPM (total)", ADJUSTED[0]];
/// Counts of sRNAbench: of reads that map to several miRNAs, a share for each.
const ADJUSTED: &[&str] = &["read count (mult. map. adj.)", "read count (SA)"];

/// Counts of exceRpt: of reads that map to several, a share for each.
const EXCERPT: &str = "multimapAdjustedReadCount";
/// What marks the isoforms of the GDC.
const GDC: &[&str] = &["miRNA_ID", "isoform_coords", "read_count", "miRNA_region"];
/// What marks a table of miraligner.
const SEQBUSTER: &[&str] = &["seq", "freq", "mir", "mism", "add", "t5", "t3"];
/// What miRDeep2 writes besides the counts of its samples, which it repeats as `S1(norm)`.
const MIRDEEP2: &[&str] = &["#miRNA", "read_count", "precursor", "total"];

impl CountsFormat {
    /// Whether a miRNA that a file of this format does not list was looked for and had no read: these
    /// pipelines list what they found.
    pub(super) fn lists_what_it_found(self) -> bool {
        !matches!(self, Self::Matrix)
    }

    /// Whether several lines about a miRNA count the same reads, as those of its precursors do in miRDeep2:
    /// then the largest is taken, not the sum.
    pub(super) fn repeats_reads(self) -> bool {
        self == Self::Mirdeep2
    }

    /// Told from the first lines.
    pub(super) fn of(first: &Block) -> Self {
        let mut lines = first.lines();
        lines.drain(..sniff::comments(&lines));
        let line = |number: usize| lines.get(number).map_or("", |(_, line)| *line);
        // By more than one heading and whatever the delimiter: a table that someone has changed is
        // to be refused as one of its format, not read as a matrix of something else.
        let headings: Vec<&str> = line(0).split(['\t', ',', ';']).map(str::trim).collect();
        let holds = |known: &[&str]| headings.iter().filter(|h| known.contains(h)).count();
        if holds(ISOMIR) > 2 {
            Self::Mirtop
        } else if holds(GROUPED) > 1 {
            Self::Srnabench
        } else if holds(GDC) == GDC.len() {
            Self::GdcIsoforms
        } else if holds(SEQBUSTER) == SEQBUSTER.len() {
            Self::Seqbuster
        } else if headings.contains(&EXCERPT) {
            Self::Excerpt
        } else if headings.first() == Some(&"#miRNA") && headings.contains(&"precursor") {
            Self::Mirdeep2
        } else if line(0).starts_with("miRNA") && line(1).starts_with("miRNAtotal") {
            Self::Mirge
        } else {
            Self::Matrix
        }
    }

    /// The columns of tables whose lines are added up.
    pub(super) fn columns(self) -> Option<Columns> {
        match self {
            Self::Mirtop => {
                Some(Columns { name: "miRNA", id: Some("UID"), counts: Counts::AllBut(ISOMIR) })
            }
            Self::Srnabench => {
                Some(Columns { name: "name", id: None, counts: Counts::OneOf(ADJUSTED) })
            }
            Self::Excerpt => {
                Some(Columns { name: "ReferenceID", id: None, counts: Counts::OneOf(&[EXCERPT]) })
            }
            Self::Mirdeep2 => {
                Some(Columns { name: "#miRNA", id: None, counts: Counts::AllBut(MIRDEEP2) })
            }
            Self::GdcIsoforms => Some(Columns {
                name: "miRNA_region",
                id: None,
                counts: Counts::OneOf(&["read_count"]),
            }),
            Self::Seqbuster => {
                Some(Columns { name: "mir", id: None, counts: Counts::OneOf(&["freq"]) })
            }
            Self::Mirge | Self::Matrix => None,
        }
    }
}

impl fmt::Display for CountsFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mirge => "miRge",
            Self::Mirtop => "mirtop, isomiRs added up by miRNA",
            Self::Srnabench => "sRNAbench, counts adjusted for reads that map to several",
            Self::Excerpt => "exceRpt, counts adjusted for reads that map to several",
            Self::Mirdeep2 => "miRDeep2, the largest count of a miRNA's precursors",
            Self::GdcIsoforms => "GDC, isoforms added up by mature miRNA; precursor, stem-loop and unannotated left out",
            Self::Seqbuster => "miraligner, isomiRs added up by miRNA",
            Self::Matrix => "a matrix",
        })
    }
}
