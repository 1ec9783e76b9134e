//! Other RNAs and control probes beside miRNAs, by how they are called.
//!
//! Small-RNA libraries list piRNAs, fragments of tRNA and snoRNA; panels of PCR and arrays hold reference
//! genes, spike-ins and control probes. None is a miRNA of the sample, and none is a fact about it.

use serde::Serialize;

/// What a name that is no miRNA's stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OtherRna {
    /// RNA bound by PIWI proteins: `hsa_piR_000001`, `piR-36249`.
    Pirna,
    /// tRNA and its fragments: `tRF-17-…`, `tRNA-Ala-AGC-1-1`, `tiRNA-5033-…`.
    Trna,
    /// Small nucleolar and Cajal-body RNA: `SNORD44`, `RNU48`, `scaRNA17`.
    Snorna,
    /// Small nuclear RNA: `U6`, `RNU6-1`.
    Snrna,
    /// Y RNA: `RNY4`, `hY3`.
    YRna,
    /// Ribosomal RNA: `18S`, `5.8S rRNA`.
    Rrna,
    /// miRNA of a virus: `ebv-miR-BART1-3p`.
    Viral,
    /// RNA added to the sample: `UniSp6`, `ERCC-00002`, `cel-miR-39-3p`.
    SpikeIn,
    /// A reference gene: `ACTB`, `GAPDH`.
    Housekeeping,
    /// A control of the array or panel: `POS_A(128)`, `DarkCorner`, `miRTC`.
    Control,
}

impl OtherRna {
    /// What it is called, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Pirna => "piRNA",
            Self::Trna => "tRNA and fragments",
            Self::Snorna => "snoRNA",
            Self::Snrna => "snRNA",
            Self::YRna => "Y RNA",
            Self::Rrna => "rRNA",
            Self::Viral => "viral miRNA",
            Self::SpikeIn => "spike-in",
            Self::Housekeeping => "reference gene",
            Self::Control => "control probe",
        }
    }

    /// What a name that is no miRNA's stands for, where that is known.
    pub fn of(name: &str) -> Option<Self> {
        let name = without_assay(name.trim()).to_ascii_lowercase();
        // Without the species that databases and kits put before or behind: `SNORD95 (hsa)`.
        let bare = name.split(['(', ',']).next().unwrap_or_default().trim();
        let bare = ["hsa-", "hsa_", "mmu-", "rno-", "human_"]
            .iter()
            .find_map(|species| bare.strip_prefix(species))
            .unwrap_or(bare);
        let starts = |known: &[&str]| known.iter().any(|start| bare.starts_with(start));
        let number_behind = |known: &[&str]| known.iter().any(|start| numbered(bare, start));
        let is = |known: &[&str]| known.contains(&bare);
        if is_viral(&name) {
            Some(Self::Viral)
        } else if number_behind(&["pir", "pirna"]) || starts(&["pir-hsa", "pir-mmu", "pir-rno"]) {
            Some(Self::Pirna)
        } else if starts(TRNA) || is(&["trna"]) {
            Some(Self::Trna)
        } else if starts(&["u6 ", "u6-", "u6_", "rnu6", "rnu1-", "rnu2-", "rnu4-", "rnu5"])
            || is(&["u6", "u1", "u2", "u4", "u5", "snrna"])
        {
            Some(Self::Snrna)
        } else if number_behind(&["snord", "snora", "scarna", "snou", "rnu", "u", "hbii"])
            || is(&["snorna", "snorna202", "snorna135", "z30"])
        {
            Some(Self::Snorna)
        } else if number_behind(&["rny", "y_rna", "hy", "yrna"]) || is(&["y_rna", "y rna", "yrna"])
        {
            Some(Self::YRna)
        } else if is(RIBOSOMAL)
            || starts(&["rrna", "rn18s", "rna5s", "rna18s", "rna28s", "5s_rrna"])
        {
            Some(Self::Rrna)
        } else if number_behind(&["unisp", "sp", "spike", "spikein", "ercc"])
            || starts(&["spike", "ercc-", "lig_", "qspike"])
            || is_plant_or_worm(&name)
        {
            Some(Self::SpikeIn)
        } else if is(REFERENCE_GENES) {
            Some(Self::Housekeeping)
        } else if starts(CONTROLS)
            || is(&["blank", "empty", "ppc", "mirtc", "rtc", "ntc", "gdc", "hgdc", "ipc"])
        {
            Some(Self::Control)
        } else {
            None
        }
    }

    /// Whether a miRNA's canonical name is that of one that laboratories add to samples of man, mouse or
    /// rat: of a worm or a plant that has no like in mammals.
    pub(in super::super) fn is_spike_in(canonical: &str) -> bool {
        SPIKED.iter().any(|spiked| {
            canonical.strip_prefix(spiked).is_some_and(|rest| matches!(rest, "" | "-3p" | "-5p"))
        })
    }
}

/// A name without the number of its TaqMan assay: `RNU48-001006`.
fn without_assay(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((body, number)) if number.len() == 6 && number.bytes().all(|b| b.is_ascii_digit()) => {
            // `piR-000123` and `ERCC-000001` have no other number.
            if body.bytes().any(|b| b.is_ascii_digit()) { body } else { name }
        }
        _ => name,
    }
}

/// Whether digits stand behind `start`, after separators if any.
fn numbered(name: &str, start: &str) -> bool {
    let rest = name.strip_prefix(start).map(|rest| rest.trim_start_matches(['-', '_', ' ']));
    rest.is_some_and(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let behind = rest.get(digits..).unwrap_or_default();
        // `SNORD38B`, `UniSp3 IPC`, `RNU6-2`: a letter or a word behind, not `sp1_day3`.
        digits > 0 && (behind.len() <= 2 || behind.starts_with(['-', ' ', '@', '.']))
    })
}

/// `ebv-miR-BART1-3p`, `hsv1-miR-H1`, `kshv-miR-K12-10a`.
fn is_viral(name: &str) -> bool {
    let Some((species, rest)) = name.split_once(['-', '_', '.']) else { return false };
    VIRUSES.contains(&species) && rest.starts_with("mir")
}

/// `ath-mir159a`, `cel-mir-39`: names of known spike-ins in no spelling of miRBase.
fn is_plant_or_worm(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    SPIKED.iter().any(|spiked| {
        let spiked: String =
            spiked.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        plain.strip_prefix(&spiked).is_some_and(|rest| matches!(rest, "" | "3p" | "5p"))
    })
}

/// Species of miRBase that are viruses.
const VIRUSES: &[&str] = &[
    "ebv", "kshv", "hcmv", "hsv1", "hsv2", "hhv6b", "hiv1", "hvt", "jcv", "bkv", "sv40", "mcv",
    "hbv", "rlcv", "mcmv", "mghv", "mdv1", "mdv2", "bhv1", "bhv5", "bfv", "blv", "iltv", "prv",
    "rrv", "bpcv1", "bpcv2", "dev", "hsa_ebv", "tttv",
];
/// How tRNA, its halves and fragments are called.
const TRNA: &[&str] = &[
    "trf-", "trf_", "trfs", "tirna", "tsrna", "trna-", "trna_", "trna1", "trna2", "trna3", "trna4",
    "trna5", "trna6", "trna7", "trna8", "trna9", "mt-trna", "nm-trna", "nmt-trna", "5'trf",
    "3'trf", "5-trf", "3-trf", "i-trf", "5'half", "trfdb", "tdr-", "as-tdr",
];
/// Ribosomal RNA.
const RIBOSOMAL: &[&str] = &[
    "5s",
    "18s",
    "28s",
    "5.8s",
    "12s",
    "16s",
    "45s",
    "5s rrna",
    "18s rrna",
    "28s rrna",
    "5.8s rrna",
    "18srrna",
    "5srrna",
    "28srrna",
    "5.8srrna",
];
/// Genes of the codesets and panels of miRNA that are taken to be steady.
const REFERENCE_GENES: &[&str] = &[
    "actb", "gapdh", "b2m", "rpl19", "rplp0", "rpl13a", "rpl27", "rps9", "hprt1", "hprt", "gusb",
    "tbp", "ubc", "pgk1", "ppia", "tfrc", "ywhaz", "cltc", "sdha", "hmbs", "tubb", "polr2a",
    "ldha",
];
/// How arrays and panels call their control probes.
const CONTROLS: &[&str] = &[
    "pos_",
    "neg_",
    "affx",
    "darkcorner",
    "brightcorner",
    "ge_brightcorner",
    "mirnabrightcorner",
    "scorner",
    "negativecontrol",
    "negative control",
    "negative_control",
    "positive control",
    "positive_control",
    "(+)e1a",
    "(-)3xslv",
    "3xslv",
    "structuralnegative",
    "hyb_control",
    "corner",
    "dmr_",
    "dmr-",
    "blank ",
    "empty ",
    "mr_",
    "ngp",
    "nc1_",
    "nc2_",
];
/// miRNAs of the worm, thale cress and rice that kits and laboratories add.
const SPIKED: &[&str] = &[
    "cel-miR-39",
    "cel-miR-54",
    "cel-miR-238",
    "cel-miR-2",
    "cel-miR-248",
    "cel-miR-254",
    "cel-lin-4",
    "ath-miR-159a",
    "ath-miR-159",
    "ath-miR-167d",
    "ath-miR-172a",
    "ath-miR-173",
    "osa-miR-414",
    "osa-miR-442",
];

#[cfg(test)]
mod tests {
    use super::*;
    use exoscope_core::MirnaName;

    #[test]
    fn other_rnas_are_known_by_their_names() {
        let kinds: &[(OtherRna, &[&str])] = &[
            (OtherRna::Pirna, &["hsa_piR_000001", "piR-36249", "piR-hsa-12345", "piRNA_12"]),
            (
                OtherRna::Trna,
                &["tRF-17-79MP9PP", "tRNA-Ala-AGC-1-1", "tiRNA-5033-GluTTC-1", "mt-tRNA-Val-TAC"],
            ),
            (
                OtherRna::Snorna,
                &[
                    "SNORD44",
                    "SNORD38B (hsa)",
                    "SNORA66",
                    "RNU48",
                    "U44",
                    "scaRNA17",
                    "hsa-SNORD3@",
                ],
            ),
            (OtherRna::Snrna, &["U6", "U6 snRNA (hsa, mmu, rno)", "RNU6B", "RNU6-1", "U6-snRNA"]),
            (OtherRna::YRna, &["RNY4", "hY3", "Y_RNA"]),
            (OtherRna::Rrna, &["18S", "5.8S rRNA", "RNA5S"]),
            (
                OtherRna::Viral,
                &["ebv-miR-BART1-3p", "kshv-miR-K12-10a", "hsv1-miR-H1", "hcmv_miR_UL112"],
            ),
            (
                OtherRna::SpikeIn,
                &["UniSp2", "UniSp3 IPC", "ERCC-00002", "ath-miR159a", "cel-miR39", "Spike-in 1"],
            ),
            (OtherRna::Housekeeping, &["ACTB", "GAPDH", "B2M"]),
            (
                OtherRna::Control,
                &[
                    "POS_A(128)",
                    "NEG_C(0)",
                    "DarkCorner",
                    "AFFX-BioB-5_at",
                    "miRTC",
                    "Negative Control 2",
                ],
            ),
        ];
        for (kind, names) in kinds {
            for name in *names {
                assert_eq!(OtherRna::of(name), Some(*kind), "{name}");
            }
        }
        for other in [
            "TP53", "age", "Sex", "site", "S1", "us_1", "spleen", "sp1_day3", "hyper", "unit",
            "PIRB", "marker",
        ] {
            assert_eq!(OtherRna::of(other), None, "{other}");
        }
    }

    #[test]
    fn no_name_of_a_human_mirna_is_one() {
        for name in
            ["hsa-miR-21-5p", "hsa-let-7a-5p", "hsa-mir-486-1", "MIR21", "miR-16", "hsa-miR-39"]
        {
            assert!(name.parse::<MirnaName>().is_ok_and(|m| !OtherRna::is_spike_in(m.canonical())));
        }
        assert!(OtherRna::is_spike_in("cel-miR-39-3p") && OtherRna::is_spike_in("ath-miR-159a"));
        assert!(!OtherRna::is_spike_in("cel-miR-392") && !OtherRna::is_spike_in("cel-miR-2b"));
    }
}
