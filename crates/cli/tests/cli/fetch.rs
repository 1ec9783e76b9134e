//! Series from a server with GEO's folders.

use crate::program::{Desk, stderr, stdout};
use crate::server::{Server, Site};

fn site() -> Site {
    let folder = "/geo/series/GSE1nnn/GSE1234";
    Site::default()
        .with(&format!("{folder}/matrix/GSE1234_series_matrix.txt"), "!Series_title\t\"a\"\n")
        .with(&format!("{folder}/suppl/GSE1234_RAW.tar"), vec![0; 1024])
        .with(&format!("{folder}/suppl/a%20b.txt"), "a b\n")
}

#[test]
fn paths_go_to_standard_output_and_all_else_elsewhere() {
    let (desk, server) = (Desk::new(), Server::of(site()));
    let fetch = ["fetch", "gse1234", "--mirror", &server.url, "--cache", "cache"];
    let output = desk.run(0, &[fetch.as_slice(), &["--only", "series,raw"]].concat());
    let folder = "cache/geo/GSE1234";
    let expected = format!("{folder}/GSE1234_series_matrix.txt\n{folder}/GSE1234_RAW.tar\n");
    assert_eq!(stdout(&output), expected);
    assert!(stderr(&output).contains("2 files") && stderr(&output).contains("fetched"));
    let answer = desk.json(&[fetch.as_slice(), &["--quiet"]].concat());
    assert_eq!(answer["files"][0]["origin"], "cache");
    assert_eq!(answer["files"][1]["name"], "a b.txt");
    assert_eq!(answer["files"][1]["length"], 4);
    // Nobody is asked any more.
    let asked = server.asked().len();
    desk.run(0, &fetch);
    assert_eq!(server.asked().len(), asked);
}

#[test]
fn wrong_use_and_unknown_series_are_told_apart() {
    let (desk, server) = (Desk::new(), Server::of(site()));
    for (args, says) in [
        (["GSM12", "--mirror", "http://h"], "GSM is one sample"),
        (["GSE12", "--mirror", "ftp://h"], "no URL of a server"),
        (["GSE12", "--only", "everything"], "known are series, raw, supplementary, filelist"),
    ] {
        let said = stderr(&desk.run(2, &[["fetch"].as_slice(), &args].concat()));
        assert!(said.contains(says), "{said}");
    }
    let fetch = ["fetch", "GSE99", "--mirror", &server.url, "--cache", "cache"];
    let said = stderr(&desk.run(1, &fetch));
    assert!(said.contains("GSE99 is not there: http") && said.contains("hint: is it public?"));
    let taken = desk.write("cache2", "a file");
    let taken = taken.to_string_lossy();
    let fetch = ["fetch", "GSE99", "--mirror", &server.url, "--cache", &taken];
    assert!(stderr(&desk.run(1, &fetch)).contains("cannot write in"));
}
