//! Public measurements go in as they are.

use std::path::{Path, PathBuf};

use exoscope_core::cohort::NameForm;
use exoscope_core::sample::Field;
use exoscope_core::{Cohort, Scale};
use exoscope_import::describe::Description;
use exoscope_import::{
    Annotation, Imported, Join, Orientation, TableSettings, annotate, older_names, table,
};

use crate::{message, says};

/// The files of a folder of real data, where it is there.
pub fn data(names: &[&str]) -> Option<Vec<PathBuf>> {
    names.iter().map(|name| exoscope_testkit::data(name)).collect()
}

#[track_caller]
fn imported(paths: &[PathBuf], settings: &TableSettings) -> Imported {
    table(paths, settings).unwrap_or_else(|e| panic!("{}", message(&e)))
}

/// Written and read back, a cohort is the same.
#[track_caller]
fn survives(cohort: &Cohort) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.parquet");
    cohort.save(&path).unwrap();
    assert_eq!(Cohort::open(&path).unwrap(), *cohort);
}

#[test]
fn serum_arrays_gse73002() {
    let Some(files) = data(&["gse73002/train.csv", "gse73002/test.csv"]) else { return };
    let settings =
        TableSettings { label: Some("breast cancer".into()), ..TableSettings::default() };
    let Imported { cohort, report } = imported(&files, &settings);
    assert_eq!((cohort.n_samples(), cohort.n_mirnas()), (3964, 100));
    assert_eq!((cohort.scale(), report.missing.count), (Scale::Log2Intensity, 0));
    let classes = Description::of(&cohort, 5).classes;
    let counts: Vec<_> = classes.iter().map(|c| (c.label.as_str(), c.samples)).collect();
    assert_eq!(counts, [("0", 2685), ("1", 1279)]);
    survives(&cohort);
}

#[test]
fn plasma_vesicles_gse71008() {
    let names = ["gse71008/counts.csv", "gse71008/phenotype.txt", "gse71008/batch.txt"];
    let Some(files) = data(&names) else { return };
    let Imported { cohort, report } = imported(&files[..1], &TableSettings::default());
    assert_eq!((cohort.n_samples(), cohort.n_mirnas()), (192, 1803));
    assert_eq!(cohort.scale(), Scale::Counts);
    assert_eq!(cohort.assay().map(|a| a.names), Ok(NameForm::Precursor));
    assert_eq!(report.missing.count, 0);

    let join = Join {
        from: files[1].clone(),
        key: Some("Sample".into()),
        key_map: Some("X?(.+)=Sample_$1".parse().unwrap()),
        ..Join::default()
    };
    let annotation = Annotation {
        join: Some(join),
        fields: vec![(Field::Label, "CancerType".into())],
        controls: vec!["Healthy Control".into()],
        ..Annotation::default()
    };
    let name = Path::new("ev.parquet");
    let done = annotate(cohort, name, &annotation).unwrap_or_else(|e| panic!("{}", message(&e)));
    let found = done.report.join.unwrap();
    assert_eq!((found.matched, found.samples, found.unused.len()), (192, 192, 0));
    let description = Description::of(&done.cohort, 5);
    let classes: Vec<_> =
        description.classes.iter().map(|c| (c.label.as_str(), c.samples)).collect();
    assert_eq!(
        classes,
        [
            ("Colorectal Cancer", 100),
            ("Healthy Control", 50),
            ("Prostate Cancer", 36),
            ("Pancreatic Cancer", 6),
        ]
    );
    let fields = done.cohort.metadata().fields();
    assert!(fields.contains_key(&Field::Sex) && fields.contains_key(&Field::Age));
    let totals = description.totals.unwrap();
    assert!(totals.min > 8.9e5 && totals.max < 4.8e6, "{totals:?}");

    let batch = Join { from: files[2].clone(), ..Join::default() };
    let mut annotation = Annotation { join: Some(batch), ..Annotation::default() };
    let refused = annotate(done.cohort.clone(), name, &annotation).unwrap_err();
    says(&refused, &["191 of 192 samples have a row", "Sample_4S8", "`allow-unmatched`"]);
    if let Some(join) = &mut annotation.join {
        join.allow_unmatched = true;
    }
    let batched = annotate(done.cohort, name, &annotation).unwrap();
    let found = batched.report.join.unwrap();
    assert_eq!((found.matched, found.without_row.len()), (191, 1));
    assert_eq!(found.without_row[0].name, "Sample_4S8");
    assert_eq!(batched.cohort.roles().iter().count(), 4);
    survives(&batched.cohort);
}

#[test]
fn ten_studies_without_a_heading_circulating10() {
    let names =
        ["circulating10/data.csv", "circulating10/features.csv", "circulating10/labels.csv"];
    let Some(files) = data(&names) else { return };
    let settings = TableSettings {
        features: Some(files[1].clone()),
        labels: Some(files[2].clone()),
        ..TableSettings::default()
    };
    let Imported { cohort, report } = imported(&files[..1], &settings);
    assert_eq!((cohort.n_samples(), cohort.n_mirnas()), (845, 253));
    assert_eq!(cohort.samples()[0].as_str(), "sample_001");
    assert_eq!(cohort.scale(), Scale::Log2Intensity);
    assert_eq!(Description::of(&cohort, 5).classes.len(), 10);
    // The file writes mature miRNAs and stars with the lower-case `mir` of precursors.
    let older = older_names(cohort.mirnas());
    assert_eq!((report.files[0].renamed.len(), older.len()), (84, 169));
    assert_eq!(cohort.assay().map(|a| a.names), Ok(NameForm::Mature));
    survives(&cohort);
}

#[test]
fn tissues_with_facts_in_their_names_tissue_atlas2() {
    let Some(files) = data(&["tissue_atlas2/counts.csv"]) else { return };
    let Imported { cohort, report } = imported(&files, &TableSettings::default());
    assert_eq!((cohort.n_samples(), cohort.n_mirnas()), (185, 2267));
    assert_eq!(report.files[0].orientation, Orientation::MirnasInRows);
    assert_eq!(cohort.scale(), Scale::Counts);
    let annotation = Annotation {
        derive: vec!["tissue=^([^_]+(?:_[^_]+)*)__".parse().unwrap()],
        fields: vec![(Field::Label, "tissue".into())],
        ..Annotation::default()
    };
    let done = annotate(cohort, Path::new("tissues.parquet"), &annotation)
        .unwrap_or_else(|e| panic!("{}", message(&e)));
    assert_eq!((done.report.derived[0].distinct, done.report.derived[0].unmatched.len()), (34, 0));
    survives(&done.cohort);
}

#[test]
fn plasma_of_four_studies_haemolysis() {
    let studies = [
        ("haemolysis/GSE105052.csv", 42, 896, 1),
        ("haemolysis/GSE118038.csv", 70, 1668, 0),
        ("haemolysis/GSE151341.csv", 91, 2656, 0),
        ("haemolysis/GSE153813.csv", 9, 2578, 0),
    ];
    for (name, samples, mirnas, spiked) in studies {
        let Some(files) = data(&[name]) else { return };
        let Imported { cohort, report } = imported(&files, &TableSettings::default());
        assert_eq!((cohort.n_samples(), cohort.n_mirnas()), (samples, mirnas), "{name}");
        assert_eq!(report.files[0].left_out.len(), spiked, "{name}");
        // Of GSE118038 no value but 0 is whole: counts that were scaled, whatever the file is called.
        let scale = if name.contains("GSE118038") { Scale::Unknown } else { Scale::Counts };
        assert_eq!(cohort.scale(), scale, "{name}: {}", report.scale.reason);
    }
    let Some(files) = data(&studies.map(|(name, ..)| name)) else { return };
    let stated = TableSettings { scale: Some(Scale::Counts), ..TableSettings::default() };
    let Imported { cohort, .. } = imported(&files, &stated);
    assert_eq!(cohort.n_samples(), 212);
    survives(&cohort);
}

#[test]
fn the_design_of_the_thirteen_cancer_study_as_facts() {
    let Some(files) = data(&["gse211692_design/design.tsv"]) else { return };
    let design = std::fs::read_to_string(&files[0]).unwrap();
    let arrays = design.lines().skip(1).step_by(400).filter_map(|line| line.split('\t').next());
    let mut text = String::from("file\thsa-miR-21-5p\n");
    for array in arrays {
        text.push_str(&format!("{array}\t7.5\n"));
    }
    let cohort = crate::import(text, &TableSettings::default()).unwrap().cohort;
    let join = Join { from: files[0].clone(), key: Some("file".into()), ..Join::default() };
    let annotation = Annotation {
        join: Some(join),
        controls: vec!["VOL".into()],
        benign: vec!["benign_*".into()],
        ..Annotation::default()
    };
    let done = annotate(cohort, Path::new("c.parquet"), &annotation)
        .unwrap_or_else(|e| panic!("{}", message(&e)));
    let found = done.report.join.unwrap();
    assert_eq!((found.rows, found.matched), (16_190, 41));
    let fields = done.cohort.metadata().fields();
    for field in [Field::Label, Field::Site, Field::Slide, Field::Date] {
        assert!(fields.contains_key(&field), "{field}: {:?}", done.report.fields);
    }
}

#[test]
fn particle_counts_are_no_table_of_mirnas() {
    let Some(files) = data(&["preparation/zetaview_ev_donor1.txt"]) else { return };
    says(&table(&files, &TableSettings::default()).unwrap_err(), &["is not UTF-8", "latin1"]);
}
