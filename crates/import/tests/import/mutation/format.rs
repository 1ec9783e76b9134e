//! Every kind of file that is read, a small whole one of each.

use std::path::{Path, PathBuf};

use exoscope_core::sample::Field;
use exoscope_core::{Cohort, Scale};
use exoscope_import::{
    Annotation, ArraySettings, CountsSettings, GeoSettings, ImportError, ImportReport, Join,
    Limits, Names, NanostringSettings, TableSettings, annotate, array, counts, design, geo, head,
    nanostring, table,
};

use crate::Folder;
use crate::array::{tar, text};
use crate::counts::{EXCERPT, GROUPED, MIRGE, MIRTOP};
use crate::geo::SERIES;
use crate::nanostring::LANE;

/// A cohort, and whether its report says that the file may be cut short or of another kind.
pub type Outcome = Result<(Cohort, bool), ImportError>;

/// A file that is read, alone or among others.
pub struct Format {
    pub name: &'static str,
    /// What is damaged.
    pub text: String,
    /// A heading of it, or a name, to be called otherwise.
    pub heading: &'static str,
    /// The file's place in the folder.
    file: &'static str,
    /// The files beside it.
    beside: Vec<(&'static str, String)>,
    read: fn(&Path) -> Outcome,
}

impl Format {
    /// A folder with the files beside it.
    pub fn folder(&self) -> Folder {
        let folder = Folder::new();
        for file in self.beside.iter().map(|(file, _)| *file).chain([self.file]) {
            std::fs::create_dir_all(folder.0.path().join(file).parent().unwrap()).unwrap();
        }
        for (file, text) in &self.beside {
            folder.file(file, text);
        }
        folder
    }

    /// Reads the file with this content, in such a folder.
    pub fn read(&self, folder: &Folder, content: &[u8]) -> Outcome {
        folder.file(self.file, content);
        (self.read)(folder.0.path())
    }

    /// How many columns of facts come from one cell: an array's name says slide, cell, date, time.
    pub fn facts(&self) -> usize {
        if self.file.ends_with("instance_names.txt") { 4 } else { 1 }
    }

    /// Whether a message names one of the files.
    pub fn names_a_file(&self, message: &str) -> bool {
        let all = self.beside.iter().map(|(file, _)| *file).chain([self.file]);
        all.map(|file| Path::new(file).file_name().unwrap())
            .any(|f| message.contains(f.to_str().unwrap()))
    }
}

const ROWS: &str = "name,hsa-miR-21-5p,hsa-miR-451a,sex\na,310,22622,F\nb,418,NA,M\nc,7,12.5,F\n";
const MATRIX: &str = "ID_REF\tBC_1\tVOL_1\nhsa-miR-21-5p\t7.5\t8.25\n\
    \"hsa-miR-365a-3p, hsa-miR-365b-3p\"\t9.5\t0.1\n";
const NUMBERS: &str = "7.5,8.25\n9.5,0.1\n1.25,3.5\n";
const FEATURES: &str = "hsa-miR-21-5p\nhsa-miR-451a\n";
const LABELS: &str = "breast\nlung\nbreast\n";
const SAMPLES: &str = "BC_1\nLK_1\nBC_2\n";
const FACTS: &str = "key\tage\tsite\na\t50\tXA\nb\t61\tXB\nc\t7\tXA\n";
const LINKS: &str = "key,person\na,P001\nb,P002\nc,P001\n";
const DESIGN: &str = "sample,label,slide\na,BC,S1\nb,VOL,S2\nc,BC,S1\n";
/// Of two miRNAs by other names, one of them an accession.
const OLD_NAMES: &str = "name,MIMAT0000076,hsa-let-7b\na,310,22622\nb,418,NA\n";
const ALIASES: &str = "MIMAT0000076\thsa-miR-21;hsa-miR-21-5p;\n\
    MIMAT0000063\thsa-let-7b;hsa-let-7b-5p;\nMIMAT0000062\thsa-let-7a;hsa-let-7a-5p;\n";
const MATURE: &str = ">hsa-miR-21-5p MIMAT0000076 Homo sapiens miR-21-5p\nUAGCUUAUCAGACUGAUGUUGA\n\
    >hsa-let-7a-5p MIMAT0000062 Homo sapiens let-7a-5p\nUGAGGUAGUAGGUUGUAUAGUU\n";

pub fn formats() -> Vec<Format> {
    let of = |name, text: &str, heading, read| Format {
        name,
        text: text.to_owned(),
        heading,
        file: "t.txt",
        beside: Vec::new(),
        read,
    };
    let beside = |format: Format, files: &[(&'static str, &str)]| {
        let beside = files.iter().map(|&(file, text)| (file, text.to_owned())).collect();
        Format { beside, ..format }
    };
    let archive = tar(&[("a.txt", text(84.0).into()), ("b.txt", text(148.0).into())]);
    let archive = String::from_utf8(archive).unwrap();
    let lists =
        [("numbers.csv", NUMBERS), ("f.txt", FEATURES), ("l.txt", LABELS), ("s.txt", SAMPLES)];
    let list = |name, file: &'static str, text, heading| {
        let format = beside(of(name, text, heading, read_lists), &lists);
        Format { file, ..format }
    };
    let rows = [("rows.csv", ROWS)];
    let old = [("old.csv", OLD_NAMES)];
    let mut all = vec![
        of("table", ROWS, "name", read_table),
        of("geo-matrix", MATRIX, "ID_REF", read_table),
        list("features", "f.txt", FEATURES, "hsa-miR-21-5p"),
        list("labels", "l.txt", LABELS, "lung"),
        list("samples", "s.txt", SAMPLES, "BC_1"),
        of("geo", SERIES, "ID_REF", read_geo),
        beside(of("array", &text(84.0), "635nm", read_array), &[("0.txt", &text(84.0))]),
        Format { file: "t.tar", ..of("array archive", &archive, "635nm", read_archive) },
        of("miRge", MIRGE, "miRNA", read_counts),
        of("mirtop", MIRTOP, "UID", read_counts),
        of("sRNAbench", GROUPED, "name", read_counts),
        of("exceRpt", EXCERPT, "s1", read_counts),
        of("nCounter", LANE, "Name", read_nanostring),
        beside(of("facts", FACTS, "key", |folder| read_facts(folder, &[])), &rows),
        beside(of("links", LINKS, "person", |folder| read_facts(folder, &[Field::Person])), &rows),
        beside(
            of("facts of a series matrix", SERIES, "!Sample_title", |folder| {
                read_facts(folder, &[])
            }),
            &[("rows.csv", "name,hsa-miR-21-5p\nGSM1,7.5\nGSM2,8.25\n")],
        ),
        of("design", DESIGN, "slide", read_design),
        beside(of("aliases.txt", ALIASES, "hsa-miR-21", read_names), &old),
        beside(
            of("mature.fa", MATURE, "hsa-miR-21-5p", read_names),
            &[("old.csv", &OLD_NAMES.replace("hsa-let-7b", "MIMAT0000062"))],
        ),
    ];
    all.extend(head_files());
    all
}

/// Each file of a fold of HEAD.
fn head_files() -> Vec<Format> {
    let names = "/x/GSM10_SH1_Cell4_20150310_1539_1Color.txt\n\
        /x/GSM11_SH1_Cell5_20150310_1541_1Color.txt\n/x/GSM12_SH2_Cell1_20150311_0900_1Color.txt\n";
    let files = [
        ("feature_names.txt", FEATURES, "hsa-miR-21-5p"),
        ("label_names.txt", "BC\nLK\n", "BC"),
        ("train/feature_vectors.csv", NUMBERS, "7.5"),
        ("train/instance_names.txt", names, "GSM10"),
        ("train/labels.txt", "0\n1\n0\n", "0"),
        ("test/feature_vectors.csv", "5.5,nan\n", "5.5"),
        ("test/instance_names.txt", "/x/GSM13_SH2_Cell2_20150311_0901_1Color.txt\n", "GSM13"),
        ("test/labels.txt", "1\n", "1"),
    ];
    let read = |folder: &Path| {
        let done = head(folder, Some(Scale::Log2Intensity))?;
        Ok((done.cohort, cut(&done.report)))
    };
    let of = |(number, &(file, text, heading)): (usize, &(&'static str, &str, &'static str))| {
        let others = files.iter().enumerate().filter(|(other, _)| *other != number);
        let beside = others.map(|(_, &(file, text, _))| (file, text.to_owned())).collect();
        Format { name: file, text: text.to_owned(), heading, file, beside, read }
    };
    files.iter().enumerate().map(of).collect()
}

/// Whether a report says that a file may be cut short.
fn cut(report: &ImportReport) -> bool {
    report.files.iter().any(|file| !file.unfinished.is_empty())
}

fn damaged(folder: &Path) -> Vec<PathBuf> {
    vec![folder.join("t.txt")]
}

fn read_table(folder: &Path) -> Outcome {
    let done = table(&damaged(folder), &TableSettings::default())?;
    Ok((done.cohort, cut(&done.report)))
}

fn read_lists(folder: &Path) -> Outcome {
    let list = |name: &str| Some(folder.join(name));
    let (features, labels, samples) = (list("f.txt"), list("l.txt"), list("s.txt"));
    let settings = TableSettings { features, labels, samples, ..TableSettings::default() };
    let done = table(&[folder.join("numbers.csv")], &settings)?;
    Ok((done.cohort, cut(&done.report)))
}

fn read_counts(folder: &Path) -> Outcome {
    let done = counts(&damaged(folder), &CountsSettings::default())?;
    Ok((done.cohort, cut(&done.report.import)))
}

fn read_nanostring(folder: &Path) -> Outcome {
    let done = nanostring(&damaged(folder), &NanostringSettings::default())?;
    let report = &done.report;
    // A code of another class, or an attribute that is no more there, is listed.
    let listed = report.left_out.len() != 5 || report.columns.len() != 10;
    Ok((done.cohort, listed || !report.unfinished.is_empty()))
}

fn read_geo(folder: &Path) -> Outcome {
    let done = geo(&damaged(folder), &GeoSettings::default())?;
    // A line whose key is damaged is left out, and listed among those.
    let listed = done.report.series[0].left_out != ["contact_city"];
    Ok((done.cohort, listed || cut(&done.report.import)))
}

/// Behind a whole array, as in a study: a single one has nothing to be compared with.
fn read_array(folder: &Path) -> Outcome {
    read_arrays(&[folder.join("0.txt"), folder.join("t.txt")])
}

fn read_archive(folder: &Path) -> Outcome {
    read_arrays(&[folder.join("t.tar")])
}

fn read_arrays(paths: &[PathBuf]) -> Outcome {
    let done = array(paths, &ArraySettings::default())?;
    let report = &done.report;
    let said = [&report.unfinished, &report.older, &report.passed_over];
    Ok((done.cohort, said.iter().any(|files| !files.is_empty())))
}

/// A table, and the facts about its samples in the damaged file.
fn read_facts(folder: &Path, fields: &[Field]) -> Outcome {
    let path = folder.join("rows.csv");
    let cohort = table(std::slice::from_ref(&path), &TableSettings::default())?.cohort;
    let join = Join { from: folder.join("t.txt"), ..Join::default() };
    let fields = fields.iter().map(|field| (*field, field.to_string())).collect();
    let settings = Annotation { join: Some(join), fields, ..Annotation::default() };
    let done = annotate(cohort, &path, &settings)?;
    let said = done.report.join.is_some_and(|join| {
        let listed = !join.left_out.is_empty() && join.left_out != ["contact_city"];
        listed || join.unfinished || !join.unused.is_empty()
    });
    Ok((done.cohort, said))
}

fn read_design(folder: &Path) -> Outcome {
    let cohort = design(&folder.join("t.txt"), "label", Limits::default())?;
    // Without a column called so, lines are the names of samples.
    let said = cohort.provenance().steps[0].what.contains("no end")
        || cohort.samples()[0].as_str() == "line 2";
    Ok((cohort, said))
}

/// A table, its miRNAs called by the damaged file.
fn read_names(folder: &Path) -> Outcome {
    let names = Some(Names::open(&damaged(folder))?);
    let settings = TableSettings { names, ..TableSettings::default() };
    let done = table(&[folder.join("old.csv")], &settings)?;
    Ok((done.cohort, cut(&done.report)))
}
