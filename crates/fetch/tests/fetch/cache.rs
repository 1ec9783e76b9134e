//! What stays.

use exoscope_core::store::{FolderLock, checksum_bytes};
use exoscope_fetch::{FetchError, Kind, Origin, Settings, cached, fetch};

use crate::server::{Server, Site};
use crate::{Desk, FOLDER, MATRIX, NAME, gzip, series, site, text};

#[test]
fn a_series_comes_whole_and_a_second_call_asks_nobody() {
    let (desk, server) = (Desk::new(), Server::of(site()));
    let settings = desk.settings(&server.url);
    let first = fetch(&series(), &desk.cache(), &settings, &desk).unwrap();
    let names: Vec<&str> = first.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, [NAME, "filelist.txt", "GSE1234_processed data.txt.gz"]);
    assert!(first.files.iter().all(|file| file.origin == Origin::Server));
    let content = std::fs::read(desk.path(NAME)).unwrap();
    assert_eq!(content, site().0[MATRIX]);
    assert_eq!(first.files[0].receipt.sha256, checksum_bytes([content.as_slice()]));
    assert_eq!(first.files[0].receipt.url.as_deref(), Some(&*format!("{}{MATRIX}", server.url)));
    let left: Vec<_> = std::fs::read_dir(desk.path("")).unwrap().flatten().collect();
    assert!(!left.iter().any(|entry| entry.file_name().to_string_lossy().contains(".part")));

    let asked = server.asked().len();
    let second = fetch(&series(), &desk.cache(), &settings, &desk).unwrap();
    assert!(second.files.iter().all(|file| file.origin == Origin::Cache));
    assert_eq!(server.asked().len(), asked);
    assert_eq!(cached(&series(), &desk.cache(), &[], &()).unwrap().files.len(), 3);
}

#[test]
fn a_receipt_has_a_format_and_a_later_one_is_refused() {
    let (desk, server) = (Desk::new(), Server::of(site()));
    desk.fetch(&server, Kind::Series).unwrap();
    let receipt = desk.path(&format!("{NAME}.receipt"));
    let text = std::fs::read_to_string(&receipt).unwrap();
    let with = |format: &str| text.replace("\"format\": 1,", format);
    assert_ne!(with(""), text);
    std::fs::write(&receipt, with("\"format\": 2,")).unwrap();
    let later = desk.fetch(&server, Kind::Series).unwrap_err();
    assert!(later.to_string().contains("its format is 2; this Exoscope reads up to 1"), "{later}");
    // Receipts were written before they had one.
    std::fs::write(&receipt, with("")).unwrap();
    assert_eq!(desk.fetch(&server, Kind::Series).unwrap().files[0].origin, Origin::Cache);
}

#[test]
fn one_kind_alone_is_fetched_where_asked() {
    let (desk, server) = (Desk::new(), Server::of(site()));
    let fetched = desk.fetch(&server, Kind::FileList).unwrap();
    assert_eq!(fetched.files.len(), 1);
    assert!(!desk.path(NAME).exists());
    let none = desk.fetch(&server, Kind::Raw).unwrap_err();
    assert!(none.to_string().contains("no file of kind raw; it has GSE1234_series"), "{none}");
}

#[test]
fn a_fetched_file_that_has_changed_on_disk_is_fetched_again() {
    let (desk, server) = (Desk::new(), Server::of(site()));
    desk.fetch(&server, Kind::Series).unwrap();
    let whole = std::fs::read(desk.path(NAME)).unwrap();
    for damaged in [whole[..100].to_vec(), gzip(b"another"), Vec::new()] {
        std::fs::write(desk.path(NAME), damaged).unwrap();
        let again = desk.fetch(&server, Kind::Series).unwrap();
        assert_eq!(again.files[0].origin, Origin::Server);
        assert_eq!(std::fs::read(desk.path(NAME)).unwrap(), whole);
    }
}

#[test]
fn files_put_there_by_hand_count_and_must_stay_as_they_are() {
    let (desk, server) = (Desk::new(), Server::of(site()));
    assert!(cached(&series(), &desk.cache(), &[], &()).unwrap().files.is_empty());
    std::fs::create_dir_all(desk.path("")).unwrap();
    std::fs::write(desk.path(NAME), gzip(b"by hand")).unwrap();
    let here = cached(&series(), &desk.cache(), &[], &()).unwrap();
    assert_eq!((here.files[0].origin, here.files[0].kind), (Origin::Hand, Kind::Series));
    let kept = desk.fetch(&server, Kind::Series).unwrap();
    assert_eq!((kept.files[0].origin, &kept.files[0].receipt.url), (Origin::Cache, &None));
    assert!(!server.asked().iter().any(|request| request.path == MATRIX));

    std::fs::write(desk.path(NAME), gzip(b"otherwise")).unwrap();
    let changed = desk.fetch(&server, Kind::Series).unwrap_err();
    assert!(matches!(changed, FetchError::Changed { .. }) && changed.hint().is_some());
    std::fs::write(desk.path(NAME), b"<html>").unwrap();
    assert!(matches!(desk.fetch(&server, Kind::Series), Err(FetchError::Damaged { .. })));
}

#[test]
fn refreshing_brings_what_is_new_alone() {
    let (desk, server) = (Desk::new(), Server::of(site()));
    let refresh = |server: &Server| {
        let settings = Settings { refresh: true, ..desk.settings(&server.url) };
        fetch(&series(), &desk.cache(), &settings, &desk).unwrap()
    };
    refresh(&server);
    let same = refresh(&server);
    assert!(same.files.iter().all(|file| file.origin == Origin::Cache));
    let newer = Server::of(site().with(MATRIX, gzip(&text(7))));
    let origins: Vec<Origin> = refresh(&newer).files.iter().map(|file| file.origin).collect();
    assert_eq!(origins, [Origin::Server, Origin::Cache, Origin::Cache]);
    assert_eq!(std::fs::read(desk.path(NAME)).unwrap(), gzip(&text(7)));
}

#[test]
fn two_runs_do_not_write_one_folder() {
    let (desk, server) = (Desk::new(), Server::of(site()));
    let held = FolderLock::hold(&desk.path("")).unwrap();
    assert!(matches!(desk.fetch(&server, Kind::Series), Err(FetchError::Lock(_))));
    drop(held);
    desk.fetch(&server, Kind::Series).unwrap();
}

#[test]
fn names_that_leave_the_folder_bring_nothing() {
    let page = "<a href='..%2f..%2f..%2foutside.txt'>a</a><a href='%2e%2e'>b</a>\
                <a href='listing.receipt'>c</a><a href='ok.txt'>d</a>";
    let server = Server::new(move |request, _| {
        if request.path.ends_with("suppl/") {
            let site = Site::default().with(&request.path, page);
            return site.answer(request);
        }
        Site::default().with(&format!("{FOLDER}/suppl/ok.txt"), "fine").answer(request)
    });
    let desk = Desk::new();
    let fetched = desk.fetch(&server, Kind::Supplementary).unwrap();
    let names: Vec<&str> = fetched.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["ok.txt"]);
    assert_eq!(fetched.refused, ["../../../outside.txt", "..", "listing.receipt"]);
    assert!(server.asked().iter().all(|request| !request.path.contains("outside")));
}
