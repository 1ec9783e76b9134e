//! Thousands of made-up files with known contents, in the layouts, scales, spellings and encodings that people have:
//! none goes in as something else.

use exoscope_core::{Cohort, Scale};
use exoscope_import::{TableSettings, table};

use super::{mirnas, samples};
use crate::Folder;

/// A fixed sequence (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize
    }

    fn below(&mut self, bound: usize) -> usize {
        self.next() % bound
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Headings beside samples: known ones, and such as no list can hold.
const HEADINGS: &[&str] = &[
    "logFC",
    "log2FoldChange",
    "PValue",
    "padj",
    "adj.P.Val",
    "AveExpr",
    "Length",
    "Chr",
    "total",
    "Total reads",
    "mean",
    "RPM",
    "S1(norm)",
    "S1_norm",
    "Case Avg",
    "Sequence",
    "Rank",
    "X17",
    "X18",
    "X19",
    "X20",
    "X21",
    "X22",
];
/// RNAs that are no miRNAs of the sample.
const OTHERS: &[&str] = &[
    "hsa_piR_000123",
    "tRF-17-79MP9PP",
    "SNORD44",
    "U6",
    "RNY4",
    "ebv-miR-BART1-3p",
    "UniSp6",
    "cel-miR-39-3p",
    "ACTB",
    "POS_A(128)",
];
/// A miRNA by its name, in other spellings, by an older name, and in full width.
const NAMES: &[[&str; 8]] = &[
    [
        "hsa-miR-21-5p",
        "hsa.miR.21.5p",
        "hsa_miR_21_5p",
        "miR-21-5p",
        "MIMAT0000076",
        "hsa-miR-21-5p|0.01",
        "hsa-miR-21",
        "ｈｓａ－ｍｉＲ－２１－５ｐ",
    ],
    [
        "hsa-miR-16-5p",
        "hsa.miR.16.5p",
        "hsa_miR_16_5p",
        "miR-16-5p",
        "MIMAT0000069",
        "hsa-miR-16-5p (MIMAT0000069)",
        "hsa-miR-16",
        "ｈｓａ－ｍｉＲ－１６－５ｐ",
    ],
    [
        "hsa-let-7a-5p",
        "hsa.let.7a.5p",
        "hsa_let_7a_5p",
        "let-7a-5p",
        "MIMAT0000062",
        "hsa-let-7a-5p/mmu-let-7a-5p",
        "hsa-let-7a",
        "ｈｓａ－ｌｅｔ－７ａ－５ｐ",
    ],
    [
        "hsa-miR-451a",
        "hsa.miR.451a",
        "hsa_miR_451a",
        "miR-451a",
        "MIMAT0001631",
        "HSA-miR-451a",
        "hsa-miR-451",
        "ｈｓａ－ｍｉＲ－４５１ａ",
    ],
    [
        "hsa-miR-122-5p",
        "hsa.miR.122.5p",
        "hsa_miR_122_5p",
        "miR-122-5p",
        "MIMAT0000421",
        "hsa-miR-122-5p_MIMAT0000421_Homo_sapiens_miR-122-5p",
        "hsa-miR-122a",
        "ｈｓａ－ｍｉＲ－１２２－５ｐ",
    ],
    [
        "hsa-miR-223-3p",
        "hsa.miR.223.3p",
        "hsa_miR_223_3p",
        "miR-223-3p",
        "MIMAT0000280",
        "hsa-miR-223_3p",
        "miR-223",
        "ｈｓａ－ｍｉＲ－２２３－３ｐ",
    ],
];
/// Names of several miRNAs, and how they are compared.
const JOINED: &[(&str, &str)] = &[
    ("hsa-miR-320a/b/c", "hsa-miR-320a-3p,hsa-miR-320b,hsa-miR-320c"),
    ("hsa-miR-199a-3p+hsa-miR-199b-3p", "hsa-miR-199a-3p,hsa-miR-199b-3p"),
    ("hsa-miR-103a-3p/107", "hsa-miR-103a-3p,hsa-miR-107"),
];

struct Made {
    bytes: Vec<u8>,
    text: String,
    settings: TableSettings,
    scale: Scale,
    mirnas: Vec<String>,
    /// A list of values a sample, NaN where missing.
    values: Vec<Vec<f64>>,
    labels: Option<[&'static str; 3]>,
}

/// Values of three samples on a scale.
fn values(scale: Scale, count: usize, dice: &mut Dice) -> Vec<Vec<f64>> {
    let mut sample = || -> Vec<f64> {
        let mut raw: Vec<f64> = (0..count).map(|_| (dice.below(9_000) + 1) as f64).collect();
        let sum: f64 = raw.iter().sum();
        for value in &mut raw {
            *value = match scale {
                Scale::Counts => *value + 70.0,
                Scale::Fraction => *value / sum,
                Scale::Percent => *value / sum * 100.0,
                Scale::Cpm => *value / sum * 1e6,
                Scale::Ct => 21.0 + (*value / 500.0),
                _ => 2.0 + (*value / 700.0),
            };
        }
        raw
    };
    (0..3).map(|_| sample()).collect()
}

/// What a column beside the samples holds of a miRNA.
fn other(
    heading: &str,
    row: usize,
    (scale, values): (Scale, &[Vec<f64>]),
    dice: &mut Dice,
) -> String {
    let sum: f64 = values.iter().map(|sample| sample[row]).filter(|v| !v.is_nan()).sum();
    let there = values.iter().filter(|sample| !sample[row].is_nan()).count() as f64;
    let highest = |row: usize| values.iter().map(|sample| sample[row]).fold(f64::NAN, f64::max);
    let median = |row: usize| {
        let of_row = values.iter().map(|sample| sample[row]);
        let mut sorted: Vec<f64> = of_row.filter(|v| !v.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
    };
    // Where one sample has all of them, they are a second file of it.
    let no_samples = |summary: &dyn Fn(usize) -> f64| {
        let differs = |sample: &Vec<f64>| {
            (0..sample.len()).any(|row| sample[row] < summary(row) || sample[row] > summary(row))
        };
        values.iter().all(differs)
    };
    match heading {
        "Length" => (20 + dice.below(4)).to_string(),
        "Chr" => format!("chr{}", 1 + dice.below(22)),
        "Rank" => (1 + row).to_string(),
        "Sequence" => "UAGCUUAUCAGACUGAUGUUGA".to_owned(),
        "total" | "Total reads" | "X17" => sum.to_string(),
        "X18" => {
            let digits = if scale == Scale::Counts { 1.0 } else { 1e4 };
            ((sum / there * digits).round() / digits).to_string()
        }
        "X19" if no_samples(&median) => median(row).to_string(),
        "X20" if no_samples(&highest) => highest(row).to_string(),
        "X21" => (1 + row % 2).to_string(),
        "X22" => match scale {
            Scale::Counts => (10.5 + dice.below(90) as f64).to_string(),
            Scale::Cpm => (sum / there).to_string(),
            _ => (200.5 + dice.below(90) as f64).to_string(),
        },
        "mean" | "AveExpr" | "Case Avg" | "X19" | "X20" => (sum / there).to_string(),
        "logFC" | "log2FoldChange" => (dice.next() as f64 % 800.0 / 100.0 - 4.0).to_string(),
        "RPM" | "S1(norm)" | "S1_norm" => (values[0][row] * 3.5).to_string(),
        _ => (dice.next() as f64 % 1000.0 / 1001.0).to_string(),
    }
}

/// A value as the file has it; what is not there by a word for that.
fn cell(value: f64, gap: &str, comma: bool) -> String {
    if value.is_nan() {
        return gap.to_owned();
    }
    let text = value.to_string();
    if comma { text.replace('.', ",") } else { text }
}

#[allow(clippy::too_many_lines)] // one file, from its first line to its last
fn made(dice: &mut Dice) -> Made {
    let scales = [
        Scale::Counts,
        Scale::Fraction,
        Scale::Percent,
        Scale::Cpm,
        Scale::Ct,
        Scale::Log2Intensity,
    ];
    let scale = dice.of(&scales);
    let spelling = dice.below(8);
    let mut written: Vec<String> = NAMES.iter().map(|names| names[spelling].to_owned()).collect();
    let mut expected: Vec<String> = NAMES.iter().map(|names| names[0].to_owned()).collect();
    if dice.one_in(3) {
        let (name, canonical) = dice.of(JOINED);
        written.push(name.to_owned());
        expected.push(canonical.to_owned());
    }
    let mut values = values(scale, written.len(), dice);
    let gap = dice.of(&["", "NA", "#N/A", "NaN"]);
    let (mut gap_is, mut scale_is) = (f64::NAN, scale);
    let mut gap = gap;
    if dice.one_in(4) {
        values[1][2] = f64::NAN;
        if scale == Scale::Ct && dice.one_in(2) {
            gap = dice.of(&["Undetermined", "ND", "No Ct", "<LOD"]);
            gap_is = 40.0;
        } else if dice.one_in(3) {
            // What may be a mark of missing values is asked about.
            gap = dice.of(&["-9", "-99", "-999"]);
            gap_is = gap.parse().unwrap();
            scale_is = Scale::Unknown;
        }
    }
    let mut settings = TableSettings::default();
    let comma = dice.one_in(5);
    let delimiter = if comma { dice.of(&["\t", ";"]) } else { dice.of(&[",", "\t", ";"]) };
    if comma || delimiter == ";" {
        // A table between semicolons is asked about where all its numbers have three decimals.
        let mark = if comma { "," } else { "." };
        settings.decimal = Some(mark.parse().unwrap());
    }
    let quoted = |name: &str| {
        if name.contains([',', ';']) { format!("\"{name}\"") } else { name.to_owned() }
    };
    let labels = dice.one_in(3).then_some(["胃がん", "健常者", "大腸がん"]);
    let mut labelled = None;
    let mut lines: Vec<Vec<String>> = Vec::new();
    let cell = |value: f64| cell(value, gap, comma);
    if dice.one_in(3) {
        let index = dice.one_in(3);
        let start = |number: usize| if index { vec![number.to_string()] } else { Vec::new() };
        let first =
            if index { vec![dice.of(&["", "Unnamed: 0", "index"]).to_owned()] } else { vec![] };
        let rna = dice.one_in(3).then(|| dice.of(OTHERS));
        let names = written.iter().map(|name| quoted(name));
        let mut heading: Vec<String> =
            first.into_iter().chain(["sample".to_owned()]).chain(names).collect();
        heading.extend(rna.map(str::to_owned));
        heading.extend(labels.map(|_| "診断".to_owned()));
        lines.push(heading);
        for (number, sample) in values.iter().enumerate() {
            let mut line = start(number);
            line.push(format!("S{}", number + 1));
            line.extend(sample.iter().map(|value| cell(*value)));
            line.extend(rna.map(|_| cell(22.5 + number as f64)));
            line.extend(labels.map(|labels| labels[number].to_owned()));
            lines.push(line);
        }
        labelled = labels;
        if !index && rna.is_none() && labels.is_none() && dice.one_in(2) {
            let totals = (0..written.len()).map(|row| other("total", row, (scale, &values), dice));
            let totals = totals.map(|total| if comma { total.replace('.', ",") } else { total });
            lines.push(std::iter::once("Total".to_owned()).chain(totals).collect());
        }
    } else {
        // Summaries stand before or behind what they sum up.
        let mut others: Vec<(usize, &str)> = Vec::new();
        for _ in 0..dice.below(4) {
            let (at, text) = (1 + dice.below(3), dice.of(HEADINGS));
            let at = match (text.starts_with('X'), at) {
                (true, 1) => 1,
                (true, _) => 4 + others.len(),
                _ => at,
            };
            others.push((at, text));
        }
        let mut heading: Vec<String> = ["miRNA", "S1", "S2", "S3"].map(str::to_owned).into();
        for (at, text) in &others {
            heading.insert(*at, (*text).to_owned());
        }
        lines.push(heading);
        for (row, name) in written.iter().enumerate() {
            let mut cells: Vec<String> = vec![quoted(name)];
            cells.extend(values.iter().map(|sample| cell(sample[row])));
            for (at, text) in &others {
                let text = other(text, row, (scale, &values), dice);
                cells.insert(*at, if comma { text.replace('.', ",") } else { text });
            }
            lines.push(cells);
        }
        for _ in 0..dice.below(3) {
            let width = lines[0].len();
            let rna = dice.of(OTHERS).to_owned();
            let at = 1 + dice.below(lines.len());
            let cells = (1..width).map(|_| cell(27.5)).collect::<Vec<String>>();
            lines.insert(at, std::iter::once(rna).chain(cells).collect());
        }
        if dice.one_in(4) {
            for line in &mut lines {
                line.push(String::new());
            }
        }
    }
    let end = dice.of(&["\n", "\r\n"]);
    let mut text: String = lines.iter().map(|cells| cells.join(delimiter) + end).collect();
    match dice.below(8) {
        0 => text.insert_str(0, &format!("# Program:x v2; Command:\"a\"{end}")),
        1 => text.insert_str(0, &format!("sep={delimiter}{end}")),
        2 => text.push_str(&(delimiter.repeat(lines[0].len() - 1) + end)),
        _ => {}
    }
    let bytes = match dice.below(5) {
        0 => {
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
        }
        1 if labelled.is_some() => {
            settings.encoding = Some("shift_jis".parse().unwrap());
            encoding_rs::SHIFT_JIS.encode(&text).0.into_owned()
        }
        2 => format!("\u{feff}{text}").into_bytes(),
        _ => text.clone().into_bytes(),
    };
    for value in values.iter_mut().flatten().filter(|value| value.is_nan()) {
        *value = gap_is;
    }
    Made { bytes, text, settings, scale: scale_is, mirnas: expected, values, labels: labelled }
}

fn is_right(made: &Made, cohort: &Cohort) -> bool {
    let stored =
        |value: f64| if cohort.scale().is_exact() { value } else { f64::from(value as f32) };
    let same = |(row, sample): (usize, &Vec<f64>)| {
        let pairs = cohort.values().row(row).zip(sample.iter().map(|value| stored(*value)));
        cohort.values().dim().1 == sample.len() && { pairs }
            .all(|(found, value)| found == value || found.is_nan() && value.is_nan())
    };
    let labels = || {
        let column = cohort.metadata().column("診断").ok()?;
        Some(column.texts().map(|text| text.unwrap_or_default().into_owned()).collect::<Vec<_>>())
    };
    cohort.scale() == made.scale
        && samples(cohort) == ["S1", "S2", "S3"]
        && mirnas(cohort) == made.mirnas
        && made.values.iter().enumerate().all(same)
        && made.labels.is_none_or(|all| labels().is_some_and(|found| found == all))
}

#[test]
fn no_file_goes_in_as_another_cohort() {
    let (mut dice, folder) = (Dice(15), Folder::new());
    let (mut right, mut refused) = (0, 0);
    for number in 0..6000 {
        let made = made(&mut dice);
        match table(&[folder.file("t.csv", &made.bytes)], &made.settings) {
            Ok(read) => {
                assert!(
                    is_right(&made, &read.cohort),
                    "{number}: {:?}\n{:?}\n{}",
                    read.report,
                    made.values,
                    made.text
                );
                right += 1;
            }
            Err(error) => {
                assert!(error.to_string().contains("t.csv"), "{error}");
                refused += 1;
                if std::env::var_os("EXOSCOPE_SAY_REFUSED").is_some() {
                    println!("{number}: {}\n{}", crate::message(&error), made.text);
                }
            }
        }
    }
    println!("{right} right, {refused} refused, 0 wrong");
    assert!(right > 4000, "{right} right, {refused} refused");
}
