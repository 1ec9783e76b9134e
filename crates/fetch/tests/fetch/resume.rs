//! Files that come in several parts.

use std::time::Duration;

use exoscope_fetch::{FetchError, Kind, Patience};

use crate::server::{Reply, Server, tag};
use crate::{Desk, FOLDER, MATRIX, NAME, gzip, site, text};

/// The bytes from which the matrix was asked for, one a request.
fn asked(server: &Server) -> Vec<Option<u64>> {
    let of_matrix = |request: &crate::server::Request| request.path == MATRIX;
    server.asked().iter().filter(|r| of_matrix(r)).map(|request| request.from).collect()
}

#[test]
fn a_cut_connection_goes_on_where_it_was() {
    let server = Server::new(|request, number| {
        let reply = site().answer(request);
        if request.path == MATRIX && number < 2 { reply.cut(50_000) } else { reply }
    });
    let desk = Desk::new();
    desk.fetch(&server, Kind::Series).unwrap();
    assert_eq!(std::fs::read(desk.path(NAME)).unwrap(), site().0[MATRIX]);
    assert_eq!(asked(&server), [None, Some(50_000), Some(100_000)]);
    let tags: Vec<_> = server.asked().into_iter().filter_map(|request| request.if_range).collect();
    assert_eq!(tags, [tag(&site().0[MATRIX]), tag(&site().0[MATRIX])]);
    assert_eq!(*desk.waits.borrow(), [2, 4]);
    assert!(desk.whys.borrow()[0].contains("after 50000 bytes"), "{:?}", desk.whys.borrow());
}

#[test]
fn a_later_run_goes_on_where_an_earlier_one_was_cut() {
    let server = Server::new(|request, number| {
        let reply = site().answer(request);
        if request.path == MATRIX && number == 0 { reply.cut(70_000) } else { reply }
    });
    let hasty = Desk { patience: Patience { tries: 1, ..Patience::default() }, ..Desk::new() };
    let error = hasty.fetch(&server, Kind::Series).unwrap_err();
    assert!(matches!(error, FetchError::GivenUp { tries: 1, .. }), "{error}");
    assert!(!hasty.path(NAME).exists());
    assert_eq!(std::fs::read(hasty.path(&format!("{NAME}.part"))).unwrap().len(), 70_000);
    hasty.fetch(&server, Kind::Series).unwrap();
    assert_eq!(asked(&server), [None, Some(70_000)]);
    assert_eq!(std::fs::read(hasty.path(NAME)).unwrap(), site().0[MATRIX]);
}

#[test]
fn a_server_without_ranges_sends_all_of_it_again() {
    let server = Server::new(|request, number| {
        let mut reply = site().answer(&crate::server::Request { from: None, ..request.clone() });
        reply.headers.clear();
        if request.path == MATRIX && number == 0 { reply.cut(60_000) } else { reply }
    });
    let desk = Desk::new();
    desk.fetch(&server, Kind::Series).unwrap();
    // Nothing tells one state of the file from another, so no rest is asked for.
    assert_eq!(asked(&server), [None, None]);
    assert_eq!(std::fs::read(desk.path(NAME)).unwrap(), site().0[MATRIX]);
}

#[test]
fn a_file_that_changes_between_its_parts_is_never_patched_together() {
    let (longer, mut as_long) = (gzip(&text(30_000)), site().0[MATRIX].clone());
    as_long[4] ^= 1; // its time of making, which no sum of gzip covers
    for (newer, heeds_if_range) in [(&longer, true), (&longer, false), (&as_long, false)] {
        let content = newer.clone();
        let server = Server::new(move |request, number| {
            if request.path != MATRIX || number == 0 {
                let reply = site().answer(request);
                return if number == 0 && request.path == MATRIX {
                    reply.cut(50_000)
                } else {
                    reply
                };
            }
            let mut request = request.clone();
            if !heeds_if_range {
                request.if_range = None;
            }
            site().with(MATRIX, content.clone()).answer(&request)
        });
        let desk = Desk::new();
        desk.fetch(&server, Kind::Series).unwrap();
        assert_eq!(std::fs::read(desk.path(NAME)).unwrap(), *newer);
        let expected = if heeds_if_range { 2 } else { 3 };
        assert_eq!(asked(&server).len(), expected);
    }
}

#[test]
fn a_part_that_was_all_of_it_is_taken_for_whole() {
    let (desk, server) = (Desk::new(), Server::of(site()));
    desk.fetch(&server, Kind::Series).unwrap();
    // As if the run had been killed before the file took its place.
    let begun = std::fs::read_to_string(desk.path(&format!("{NAME}.receipt"))).unwrap();
    std::fs::rename(desk.path(NAME), desk.path(&format!("{NAME}.part"))).unwrap();
    std::fs::rename(
        desk.path(&format!("{NAME}.receipt")),
        desk.path(&format!("{NAME}.part.receipt")),
    )
    .unwrap();
    assert!(begun.contains("etag"));
    desk.fetch(&server, Kind::Series).unwrap();
    assert_eq!(asked(&server).len(), 2);
    assert_eq!(std::fs::read(desk.path(NAME)).unwrap(), site().0[MATRIX]);
}

#[test]
fn a_stalled_connection_is_given_up_and_gone_on_from() {
    let server = Server::new(|request, number| {
        let reply = site().answer(request);
        let stalls = request.path == MATRIX && number == 0;
        Reply { stalls, ..if stalls { reply.cut(40_000) } else { reply } }
    });
    let stall = Duration::from_millis(500);
    let desk = Desk { patience: Patience { stall, ..Patience::default() }, ..Desk::new() };
    desk.fetch(&server, Kind::Series).unwrap();
    assert_eq!(asked(&server), [None, Some(40_000)]);
    assert_eq!(std::fs::read(desk.path(NAME)).unwrap(), site().0[MATRIX]);
}

#[test]
fn a_long_file_may_be_cut_more_often_than_there_are_tries() {
    let path = format!("{FOLDER}/suppl/GSE1234_big.txt");
    let (big, asked_for) = (text(500_000), path.clone());
    let content = big.clone();
    let server = Server::new(move |request, _| {
        let reply = crate::Site::default().with(&asked_for, content.clone()).answer(request);
        if request.path == asked_for { reply.cut(1_100_000) } else { reply }
    });
    let desk = Desk { patience: Patience { tries: 2, ..Patience::default() }, ..Desk::new() };
    desk.fetch(&server, Kind::Supplementary).unwrap();
    assert!(big.len() > 5 * 1_100_000);
    assert_eq!(std::fs::read(desk.path("GSE1234_big.txt")).unwrap(), big);
}
