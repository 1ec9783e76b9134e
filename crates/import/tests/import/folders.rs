//! Folders of per-sample files, and sheets that say whose they are.

use std::path::{Path, PathBuf};

use exoscope_core::Cohort;
use exoscope_core::sample::{Field, SampleId};
use exoscope_import::{CountsSettings, ImportError, counts};

use super::{Folder, message, says};

/// A download of the GDC: a folder a file, its sample sheet and the cart's metadata beside them.
fn gdc(samples: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    let mut sheet = String::from(
        "File ID\tFile Name\tData Category\tData Type\tProject ID\tCase ID\tSample ID\tSample Type\n",
    );
    let mut metadata = Vec::new();
    for (number, (sample, aliquot)) in samples.iter().enumerate() {
        let id = format!("0000-{number}");
        let name = format!("{id}.mirbase21.mirnas.quantification.txt");
        let case = sample.get(..12).unwrap();
        sheet.push_str(&format!(
            "{id}\t{name}\tTranscriptome Profiling\tmiRNA Expression Quantification\tTCGA-BRCA\t{case}\t{sample}\tPrimary Tumor\n"
        ));
        metadata.push(format!(
            r#"{{"file_name":"{name}","file_size":50,"associated_entities":[{{"entity_submitter_id":"{aliquot}"}}]}}"#
        ));
        let text = format!(
            "miRNA_ID\tread_count\treads_per_million_miRNA_mapped\tcross-mapped\nhsa-let-7a-1\t{}\t5.5\tN\nhsa-mir-21\t{}\t9.5\tY\n",
            100 + number,
            900 * number
        );
        std::fs::create_dir(folder.0.path().join(&id)).unwrap();
        folder.file(&format!("{id}/{name}"), text);
        folder.file(&format!("{id}/annotations.txt"), "id\tsubmitter_id\nx\ty\n");
    }
    folder.file("gdc_sample_sheet.2026-11-27.tsv", sheet);
    folder.file("metadata.cart.2026-11-27.json", format!("[{}]", metadata.join(",\n")));
    folder.file("MANIFEST.txt", "id\tfilename\n");
    folder
}

fn read(path: &Path) -> Result<Cohort, ImportError> {
    counts(&[path.to_owned()], &CountsSettings::default()).map(|read| read.cohort)
}

fn facts(cohort: &Cohort, name: &str) -> Vec<String> {
    let column = cohort.metadata().column(name).unwrap_or_else(|e| panic!("{e}"));
    column.texts().map(|text| text.unwrap_or_default().into_owned()).collect()
}

fn samples(cohort: &Cohort) -> Vec<&str> {
    cohort.samples().iter().map(SampleId::as_str).collect()
}

#[test]
fn a_download_of_the_gdc_is_one_cohort_with_its_batches() {
    let folder = gdc(&[
        ("TCGA-E9-A1NI-01A", "TCGA-E9-A1NI-01A-11R-A14L-13"),
        ("TCGA-A1-A0SP-11A", "TCGA-A1-A0SP-11A-11R-A085-13"),
    ]);
    let cohort = read(folder.0.path()).unwrap_or_else(|e| panic!("{}", message(&e)));
    assert_eq!(samples(&cohort), ["TCGA-E9-A1NI-01A", "TCGA-A1-A0SP-11A"]);
    let values: Vec<Vec<f64>> = (0..2).map(|row| cohort.values().row(row).collect()).collect();
    assert_eq!(values, [[100.0, 0.0], [101.0, 900.0]]);
    assert_eq!(facts(&cohort, "plate"), ["A14L", "A085"]);
    assert_eq!(facts(&cohort, "centre"), ["13", "13"]);
    assert_eq!(facts(&cohort, "tissue_source_site"), ["E9", "A1"]);
    assert_eq!(facts(&cohort, "sample_type"), ["Primary Solid Tumor", "Solid Tissue Normal"]);
    assert_eq!(facts(&cohort, "Project ID"), ["TCGA-BRCA", "TCGA-BRCA"]);
    for (field, column) in
        [(Field::Person, "person"), (Field::Site, "tissue_source_site"), (Field::Slide, "plate")]
    {
        assert_eq!(
            cohort.metadata().field(field).map(exoscope_core::sample::Column::name),
            Some(column)
        );
    }
}

#[test]
fn neighbours_and_second_files_of_a_sample_are_refused() {
    let folder = gdc(&[
        ("TCGA-E9-A1NI-01A", "TCGA-E9-A1NI-01A-11R-A14L-13"),
        ("TCGA-E9-A1NI-01A", "TCGA-E9-A1NI-01A-12R-A14L-13"),
    ]);
    let twice = "sample TCGA-E9-A1NI-01A is there twice";
    says(&read(folder.0.path()).unwrap_err(), &[twice, "0000-0.mirbase21", "0000-1.mirbase21"]);

    let folder = gdc(&[("TCGA-E9-A1NI-01A", "TCGA-E9-A1NI-01A-11R-A14L-13")]);
    folder.file("x.isoforms.quantification.txt", "miRNA_ID\n");
    let kinds = "1 (GDC, miRNAs), 1 (GDC, isoforms)";
    says(&read(folder.0.path()).unwrap_err(), &[kinds, "name the files of one kind"]);

    let folder = gdc(&[("TCGA-E9-A1NI-01A", "TCGA-E9-A1NI-01A-11R-A14L-13")]);
    let other =
        "miRNA_ID\tread_count\treads_per_million_miRNA_mapped\tcross-mapped\nhsa-mir-21\t9\t1\tN\n";
    folder.file("y.mirnas.quantification.txt", other);
    says(
        &read(folder.0.path()).unwrap_err(),
        &["y.mirnas.quantification.txt is not in gdc_sample_sheet"],
    );

    let folder = Folder::new();
    folder.file("S1.txt", "hsa-miR-21-5p\t400\nhsa-miR-16-5p\t50\n");
    folder.file("S2.txt", "hsa-miR-21-5p\t0.4\nhsa-miR-16-5p\t0.6\n");
    says(&read(folder.0.path()).unwrap_err(), &["S2.txt", "not counts"]);
    says(&read(Folder::new().0.path()).unwrap_err(), &["no table is in this folder"]);
}

#[test]
fn a_sheet_names_the_samples_of_any_files_and_brings_facts() {
    let folder = Folder::new();
    let text = |count: u32| format!("hsa-miR-21-5p\t{count}\nhsa-miR-16-5p\t50\n__no_feature\t3\n");
    folder.file("a.counts", text(400));
    folder.file("b.counts", text(500));
    let sheet = folder.file(
        "sheet.csv",
        "file,sample,diagnosis,batch\na.counts,P1,cancer,x\nb.counts,P2,control,y\n",
    );
    let files: Vec<PathBuf> =
        ["a", "b"].map(|name| folder.0.path().join(format!("{name}.counts"))).into();
    let settings = CountsSettings { sheets: vec![sheet], ..CountsSettings::default() };
    let cohort = counts(&files, &settings).unwrap_or_else(|e| panic!("{}", message(&e))).cohort;
    assert_eq!(samples(&cohort), ["P1", "P2"]);
    assert_eq!(facts(&cohort, "diagnosis"), ["cancer", "control"]);
    assert_eq!(facts(&cohort, "batch"), ["x", "y"]);
    for (text, pieces) in [
        ("name,sample\na.counts,P1\n", &["sheet.csv:1", "File Name or file"][..]),
        (
            "file,sample\na.counts,P1\na.counts,P2\n",
            &["sheet.csv:3:2", "P2 here, and of P1 before"],
        ),
        ("file,sample\na.counts,P1\n", &["b.counts is not in sheet.csv"]),
    ] {
        let settings = CountsSettings {
            sheets: vec![folder.file("sheet.csv", text)],
            ..CountsSettings::default()
        };
        says(&counts(&files, &settings).map(|read| read.report).unwrap_err(), pieces);
    }
}

#[test]
fn each_pipelines_folder_is_one_command() {
    for (name, text) in [
        (
            "S1/mature_sense.grouped",
            "name\tunique reads\tread count\tread count (mult. map. adj.)\tRPM (lib)\tRPM (total)\nhsa-miR-21-5p\t2\t9\t9\t1\t1\n",
        ),
        (
            "S1/readCounts_miRNAmature_sense.txt",
            "ReferenceID\tuniqueReadCount\ttotalReadCount\tmultimapAdjustedReadCount\tmultimapAdjustedBarcodeCount\nhsa-miR-21-5p:MIMAT0000076:Homo:sapiens:miR-21-5p\t2\t9\t9\t0\n",
        ),
        (
            "S1/quant.sf",
            "Name\tLength\tEffectiveLength\tTPM\tNumReads\nhsa-miR-21-5p\t22\t3\t1000000\t9\n",
        ),
        ("S1.counts", "hsa-miR-21-5p\t9\n"),
        (
            "S1.mirna",
            "seq\tname\tfreq\tmir\tstart\tend\tmism\tadd\tt5\tt3\nACGT\tx\t9\thsa-miR-21-5p\t1\t4\t0\t0\t0\t0\n",
        ),
    ] {
        let folder = Folder::new();
        for sample in ["S1", "S2"] {
            let name = name.replace("S1", sample);
            let path = folder.0.path().join(&name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            folder.file(&name, text);
        }
        folder.file("logs.html", "<html>");
        let cohort = read(folder.0.path()).unwrap_or_else(|e| panic!("{name}: {}", message(&e)));
        assert_eq!(samples(&cohort), ["S1", "S2"], "{name}");
        assert_eq!(cohort.values().row(1).collect::<Vec<_>>(), [9.0], "{name}");
    }
}
