//! Headings that programs write over statistics, annotation, totals and copies.

use super::ColumnKind;

/// What a column with this heading holds, where that is known; some headings (`t`, `B`, `F`) say so only
/// beside `statistics` that are known.
pub(in super::super) fn known(heading: &str, statistics: bool) -> Option<ColumnKind> {
    let key = key(heading);
    let key = key.as_str();
    let one_of = |words: &[&str]| words.contains(&key);
    if is_statistic(heading) || statistics && (one_of(BESIDE) || ends_in(heading, SPREADS)) {
        Some(ColumnKind::Statistic)
    } else if one_of(TOTALS)
        || key.strip_prefix("total").is_some_and(|rest| AMOUNTS.contains(&rest))
    {
        Some(ColumnKind::Total)
    } else if one_of(ANNOTATION) {
        Some(ColumnKind::Annotation)
    } else if is_copy(heading, key) {
        Some(ColumnKind::Copy)
    } else {
        None
    }
}

/// Whether a heading is that of a comparison's result.
pub(in super::super) fn is_statistic(heading: &str) -> bool {
    let key = key(heading);
    STATISTICS.contains(&key.as_str())
        || MEANS.contains(&key.as_str())
        || ends_in(heading, AVERAGES)
        || PIECES.iter().any(|piece| key.starts_with(piece) || key.ends_with(piece))
        || key.contains("detectionp")
}

/// How plainly a heading says that its column holds counts, 0 most; `None` where it does not.
pub(super) fn count_rank(heading: &str) -> Option<usize> {
    let key = key(heading);
    COUNTS.iter().position(|count| *count == key)
}

/// Whether a heading says that its column names samples.
pub(super) fn names_samples(heading: &str) -> bool {
    const NAMES: &[&str] = &[
        "sample",
        "samples",
        "sampleid",
        "samplename",
        "var2",
        "patient",
        "patientid",
        "subject",
        "subjectid",
        "person",
        "personid",
        "donor",
        "donorid",
        "filename",
        "file",
    ];
    NAMES.contains(&key(heading).as_str())
}

/// Whether a heading is what pandas and R write over numbers of rows, or none.
pub(super) fn is_index(heading: &str) -> bool {
    let key = key(heading);
    let unnamed =
        key.strip_prefix("unnamed").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    let tibble =
        heading.strip_prefix("...").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    unnamed
        || tibble
        || ["", "index", "level0", "x", "rowid", "rownumber", "rowname", "rownames"]
            .contains(&key.as_str())
}

/// Whether a heading is over names of precursors, beside those of mature miRNAs.
pub(super) fn is_precursor(heading: &str) -> bool {
    ["precursor", "hairpin", "precursorid", "premirna", "hairpinid"]
        .contains(&key(heading).as_str())
}

/// Whether one of these words begins or ends a heading of several: `Ct Mean`, `Case Avg (log2)`.
fn ends_in(heading: &str, words: &[&str]) -> bool {
    let heading = heading.split('(').next().unwrap_or_default().to_lowercase();
    let mut parts = heading.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let (first, last) = (parts.next(), parts.next_back());
    last.is_some() && [first, last].into_iter().flatten().any(|part| words.contains(&part))
}

/// A heading in small letters, without what separates its words.
fn key(heading: &str) -> String {
    let letters = heading.chars().filter(|c| c.is_alphanumeric() || *c == '%');
    letters.flat_map(char::to_lowercase).collect()
}

/// `RPM`, `S1(norm)`, `S1 (RPM)`.
fn is_copy(heading: &str, key: &str) -> bool {
    let heading = heading.to_lowercase();
    COPIES.contains(&key)
        || key.starts_with("readspermillion")
        || ["(norm)", "(rpm)", "(cpm)", "(tpm)"].iter().any(|ending| heading.ends_with(ending))
}

/// Beginnings and ends of headings of edgeR, limma, DESeq2 and their kin, which add the contrast:
/// `logFC.tumour_vs_control`, `BC_pvalue`.
const PIECES: &[&str] = &[
    "logfc",
    "log2fc",
    "log2foldchange",
    "logfoldchange",
    "foldchange",
    "pvalue",
    "pval",
    "padj",
    "adjp",
    "adjpval",
    "adjpvalue",
    "qvalue",
    "qval",
    "fdr",
    "lfcse",
];
/// Headings that can be nothing else.
const STATISTICS: &[&str] = &[
    "log2ratio",
    "logratio",
    "logcpm",
    "basemean",
    "basemeana",
    "basemeanb",
    "aveexpr",
    "avgexpr",
    "averageexpression",
    "meanexpression",
    "pvalueadj",
    "pvaladj",
    "padjust",
    "padjusted",
    "adjustedp",
    "bonferroni",
    "svalue",
    "tstat",
    "tstatistic",
    "zstat",
    "zstatistic",
    "fstat",
    "fstatistic",
    "waldstat",
    "statistic",
    "teststatistic",
    "oddsratio",
    "hazardratio",
    "effectsize",
    "cohensd",
    "dispersion",
    "tagwisedispersion",
    "significant",
    "significance",
    "regulation",
    "updown",
    "standarderror",
    "stderr",
    "fstatistics",
    "log10p",
    "neglog10p",
    "minuslog10p",
    "p值",
];
/// Headings of a summary over samples.
const MEANS: &[&str] = &[
    "mean",
    "means",
    "median",
    "average",
    "avg",
    "stdev",
    "stddev",
    "standarddeviation",
    "variance",
    "coefficientofvariation",
    "rowmean",
    "rowmeans",
    "mittelwert",
    "rowvar",
    "geomean",
    "geometricmean",
];
/// Words for a mean over samples, first or last in a heading.
const AVERAGES: &[&str] = &["mean", "avg", "average", "median", "stdev", "stddev"];
/// Words for how samples spread, first or last in a heading.
const SPREADS: &[&str] = &["sd", "std", "sem", "se", "cv", "var", "variance", "min", "max"];
/// Headings that could be a sample's too, but not beside a statistic.
const BESIDE: &[&str] = &[
    "t",
    "b",
    "f",
    "lr",
    "stat",
    "stats",
    "se",
    "sd",
    "cv",
    "sem",
    "var",
    "min",
    "max",
    "p",
    "q",
    "z",
    "fc",
    "lfc",
    "auc",
    "score",
    "rank",
    "direction",
    "threshold",
    "sig",
    "contrast",
    "up",
    "down",
    "df",
    "ci",
    "cil",
    "cir",
    "cilow",
    "cihigh",
    "ratio",
    "change",
    "status",
    "group",
    "comparison",
];
/// Headings of a sum over samples.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "sum",
    "sums",
    "rowsum",
    "rowsums",
    "grandtotal",
    "gesamt",
    "summe",
    "overall",
    "allsamples",
    "mirnatotal",
];
/// What is summed, behind `total`.
const AMOUNTS: &[&str] = &[
    "copies",
    "count",
    "counts",
    "reads",
    "read",
    "rpm",
    "cpm",
    "tpm",
    "expression",
    "abundance",
    "readcounts",
    "sum",
    "samples",
];
/// Headings of what is known of the miRNA itself.
const ANNOTATION: &[&str] = &[
    "length",
    "len",
    "width",
    "mirnalength",
    "matlength",
    "chr",
    "chrom",
    "chromosome",
    "seqnames",
    "seqname",
    "start",
    "end",
    "stop",
    "strand",
    "startposition",
    "endposition",
    "coordinatestring",
    "coordinates",
    "isoformcoords",
    "genomiccoordinates",
    "sequence",
    "seq",
    "matureseq",
    "maturesequence",
    "mirbaseid",
    "mirbaseaccession",
    "mirbase",
    "accession",
    "accessionnumber",
    "mimat",
    "mimatid",
    "probe",
    "probeid",
    "probename",
    "probeset",
    "probesetid",
    "spotid",
    "systematicname",
    "controltype",
    "assayid",
    "assayname",
    "detector",
    "target",
    "targetname",
    "targetid",
    "targetsequence",
    "symbol",
    "genesymbol",
    "description",
    "annotation",
    "category",
    "class",
    "type",
    "biotype",
    "genetype",
    "codeclass",
    "geneid",
    "genename",
    "entrezid",
    "ensemblid",
    "ensembl",
    "family",
    "mirnafamily",
    "seed",
    "seedsequence",
    "arm",
    "precursor",
    "hairpin",
    "hairpinid",
    "precursorid",
    "premirna",
    "species",
    "organism",
    "taxon",
    "gc",
    "gccontent",
    "mfe",
    "crossmapped",
    "mirnaregion",
    "unnamed0",
    "rowid",
    "rownumber",
    "variant",
    "mapped",
    "mapscore",
    "effectivelength",
    "efflength",
    "transcriptid",
    "transcriptids",
    "transcriptclusterid",
    "sequencetype",
    "sequencelength",
    "sequencesource",
    "speciesscientificname",
    "specieslist",
    "alignments",
    "position",
    "well",
    "wellposition",
    "catalog",
    "catalognumber",
    "subarrayname",
    "featurenum",
    "task",
    "reporter",
    "quencher",
];
/// Headings of the same reads counted otherwise.
const COPIES: &[&str] = &[
    "rpm",
    "cpm",
    "tpm",
    "rpkm",
    "fpkm",
    "rpmlib",
    "rpmtotal",
    "rpmadjlibrary",
    "rpmadjtotal",
    "percent",
    "percentage",
    "%",
    "share",
    "fraction",
    "frequency",
    "relativeabundance",
    "uniquereads",
    "uniquereadcount",
    "norm",
    "normalized",
    "normalised",
    "normalizedcount",
    "normalizedcounts",
    "multimapadjustedbarcodecount",
    "barcodecount",
    "gtotalgeneerror",
    "gisgenedetected",
];
/// Headings of counts of one sample, the plainest count of a read first.
const COUNTS: &[&str] = &[
    "multimapadjustedreadcount",
    "readcountmultmapadj",
    "readcountsa",
    "readcount",
    "readcounts",
    "rawcount",
    "rawcounts",
    "count",
    "counts",
    "reads",
    "numreads",
    "expectedcount",
    "estcounts",
    "totalreadcount",
    "expression",
    "value",
    "intensity",
    "gtotalgenesignal",
    "gprocessedsignal",
    "avgsignal",
    "ct",
    "cq",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_annotation_totals_and_copies_are_known() {
        let kinds: &[(ColumnKind, &[&str])] = &[
            // edgeR, limma, DESeq2, and contrasts behind a point.
            (
                ColumnKind::Statistic,
                &[
                    "logFC",
                    "logCPM",
                    "PValue",
                    "FDR",
                    "AveExpr",
                    "P.Value",
                    "adj.P.Val",
                    "baseMean",
                    "log2FoldChange",
                    "lfcSE",
                    "pvalue",
                    "padj",
                    "logFC.BC_vs_VOL",
                    "BC_pvalue",
                    "Fold Change",
                    "q-value",
                    "Mean",
                    "S1.Detection Pval",
                    "Ct Mean",
                    "Case Avg (log2)",
                    "mean_control",
                ],
            ),
            (
                ColumnKind::Annotation,
                &["Length", "Chr", "Start", "Strand", "Code.Class", "Sequence"],
            ),
            (ColumnKind::Total, &["total", "Total copies", "total_reads", "Sum"]),
            (ColumnKind::Copy, &["RPM (lib)", "S1(norm)", "reads_per_million_miRNA_mapped"]),
        ];
        for (kind, headings) in kinds {
            for heading in *headings {
                assert_eq!(known(heading, false), Some(*kind), "{heading}");
            }
        }
        for sample in ["t", "B", "F", "S1", "BC_1", "patient_total_1", "GSM1", "Max", "meanwell"] {
            assert_eq!(known(sample, false), None, "{sample}");
        }
        for beside in ["t", "B", "F", "LR", "stat"] {
            assert_eq!(known(beside, true), Some(ColumnKind::Statistic), "{beside}");
        }
    }
}
