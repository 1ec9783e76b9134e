//! A published result made again, on a stand-in.

use exoscope_core::Cohort;
use exoscope_core::sample::Field;
use serde_json::Value;

use crate::program::{Desk, stderr};
use crate::server::{Server, Site};
use crate::stand_in::{people, site};

/// Little of everything, so that it is fast.
const QUICK: [&str; 6] = ["--learner", "lda", "--draws", "1", "--permutations", "9"];

#[test]
#[ignore = "slow: simulates, audits and reads a hundred people, half a minute without optimisation"]
fn the_whole_way_on_a_stand_in() {
    let (desk, people) = (Desk::new(), people());
    let server = Server::of(site(&people));
    let reproduce = |mirror: &str, out: &str| {
        let from = ["reproduce", "gse211692", "--mirror", mirror, "--cache", "cache", "--out", out];
        desk.json(&[from.as_slice(), &QUICK].concat())
    };
    let found = reproduce(&server.url, "out");
    assert!(!server.asked().iter().any(|request| request.path.ends_with("RAW.tar")));

    // A stand-in is called one, and the published figures stand beside.
    assert_eq!(found["standing"], "stand-in");
    let why = found["why"].as_str().unwrap();
    assert!(why.starts_with("120 samples of") && why.contains("GSE211692 has 16190"), "{why}");
    assert_eq!(
        (&found["published"]["accuracy"], found["published"]["early"].as_f64()),
        (&0.88.into(), Some(0.9))
    );
    assert_eq!((&found["samples"], &found["cancers"]), (&120.into(), &60.into()));
    assert_eq!((&found["benign"], &found["controls"]), (&10.into(), &50.into()));

    // Three fifths, each a run of its own.
    let splits = found["splits"].as_array().unwrap();
    let runs: Vec<&str> = splits.iter().map(|split| split["run"].as_str().unwrap()).collect();
    assert_eq!(runs, ["random", "slide", "scan_date"]);
    for split in splits {
        let held_out = split["n"].as_u64().unwrap();
        assert!((15..35).contains(&held_out), "{split}");
        assert!(split["early"]["n"].as_u64().unwrap() > 0 && split["of_cancers"].is_number());
        desk.run(0, &["report", &format!("out/{}", split["run"].as_str().unwrap())]);
    }
    let alone: Vec<&str> =
        found["alone"].as_array().unwrap().iter().map(|a| a["by"].as_str().unwrap()).collect();
    assert!(["slide", "scan_date"].iter().all(|key| alone.contains(key)), "{alone:?}");

    // Slides and dates came from the names of the arrays, both where they stand in the series and in the
    // list of files; what the paper leaves out is left out, after haemolysis was looked at.
    let cohort = Cohort::open(desk.path("out/cohort.parquet")).unwrap();
    let of = |cohort: &Cohort, row: usize| {
        cohort.metadata().field(Field::Slide).unwrap().get(row).map(std::borrow::Cow::into_owned)
    };
    let n = cohort.n_samples();
    assert!((0..n).all(|row| of(&cohort, row) == of(&people, n - 1 - row)));
    assert!(!cohort.mirnas().iter().any(|mirna| mirna.canonical() == "hsa-miR-451a"));
    let quality = String::from_utf8(desk.read("out/quality.tsv")).unwrap();
    assert_eq!(quality.lines().count(), n + 1);

    let page = String::from_utf8(desk.read("out/report.html")).unwrap();
    for piece in
        ["A stand-in: 120 samples", "0.88", "0.87–0.90", "slide kept together", "slide alone"]
    {
        assert!(page.contains(piece), "{piece}");
    }
    let manifest: Value = serde_json::from_slice(&desk.read("out/manifest.json")).unwrap();
    assert_eq!(manifest["inputs"].as_array().unwrap().len(), 3);
    assert!(manifest["files"]["scan_date/manifest.json"].is_string());

    // Again without a server: everything is there, finished runs are kept, and the bytes are the same.
    let before = desk.read("out/reproduction.json");
    let timings = desk.read("out/slide/timings.json");
    reproduce("http://127.0.0.1:9", "out");
    assert_eq!(desk.read("out/reproduction.json"), before);
    assert_eq!(desk.read("out/slide/timings.json"), timings);
}

#[test]
fn without_the_data_it_says_what_to_put_where() {
    let (desk, empty) = (Desk::new(), Server::of(Site::default()));
    let args = ["reproduce", "gse211692", "--cache", "c", "--mirror", &empty.url, "--out", "out"];
    let said = stderr(&desk.run(1, &args));
    for piece in [
        "GSE211692 is not in the cache",
        "hint: --mirror",
        "put them into c/geo/GSE211692:",
        "https://ftp.ncbi.nlm.nih.gov/geo/series/GSE211nnn/GSE211692/matrix/GSE211692_series_matrix.txt.gz",
        "/suppl/GSE211692_processed_data_matrix.txt.gz",
        "/suppl/filelist.txt",
    ] {
        assert!(said.contains(piece), "{piece} is not in {said}");
    }
    assert!(!desk.path("out/manifest.json").exists());
    // Nobody there at all is said at once.
    let mut nobody = args;
    nobody[5] = "http://127.0.0.1:9";
    assert!(stderr(&desk.run(1, &nobody)).contains("put them into"));
}

#[test]
fn files_of_another_study_and_folders_of_another_kind_are_refused() {
    let desk = Desk::new();
    let folder = "/geo/series/GSE211nnn/GSE211692";
    let series = "!Series_title\t\"x\"\n!Sample_title\t\"a\"\t\"b\"\n\
                  !Sample_geo_accession\t\"GSM1\"\t\"GSM2\"\n\
                  !Sample_characteristics_ch1\t\"disease state: x\"\t\"disease state: y\"\n\
                  !series_matrix_table_begin\n\"ID_REF\"\t\"GSM1\"\t\"GSM2\"\n!series_matrix_table_end\n";
    let site = Site::default()
        .with(&format!("{folder}/matrix/GSE211692_series_matrix.txt"), series)
        .with(&format!("{folder}/suppl/other.txt"), "x");
    let run = |server: &Server, cache: &str| {
        let args = ["reproduce", "gse211692", "--mirror", &server.url, "--cache", cache];
        stderr(&desk.run(1, &[args.as_slice(), &["--out", "out"]].concat()))
    };
    let none = run(&Server::of(site.clone()), "c1");
    assert!(none.contains("no file GSE211692_processed_data_matrix.txt[.gz]"), "{none}");
    let matrix = format!("{folder}/suppl/GSE211692_processed_data_matrix.txt");
    let site = site.with(&matrix, "ID_REF\ta\tb\nhsa-miR-21-5p\t1.5\t2.5\n");
    let control = run(&Server::of(site.clone()), "c2");
    assert!(
        control.contains("no sample has the label \"no cancer\"; labels are x, y"),
        "{control}"
    );
    let titles = site.with(&matrix, "ID_REF\tq\tr\nhsa-miR-21-5p\t1.5\t2.5\n");
    assert!(run(&Server::of(titles.clone()), "c3").contains("GSE211692_series_matrix.txt"));
    std::fs::create_dir(desk.path("mine")).unwrap();
    desk.write("mine/thesis.txt", "all of it");
    let server = Server::of(titles);
    let taken = ["reproduce", "gse211692", "--mirror", &server.url, "--out", "mine"];
    assert!(stderr(&desk.run(1, &taken)).contains("is there already and is no run folder"));
    assert!(server.asked().is_empty());
}
