//! Servers that refuse, send us away, or send something else.

use exoscope_fetch::{FetchError, Kind};

use crate::server::{Reply, Server, Site};
use crate::{Desk, FOLDER, MATRIX, NAME, gzip, site, text};

/// Answers so the first times that the matrix is asked for.
fn at_first(times: usize, reply: impl Fn() -> Reply + Send + Sync + 'static) -> Server {
    Server::new(move |request, number| {
        if request.path == MATRIX && number < times { reply() } else { site().answer(request) }
    })
}

fn busy(after: &str) -> Reply {
    Reply { headers: vec![("Retry-After", after.to_owned())], ..Reply::status(503) }
}

#[test]
fn a_busy_server_is_left_alone_as_long_as_it_asks() {
    let server = at_first(2, || busy("7"));
    let desk = Desk::new();
    desk.fetch(&server, Kind::Series).unwrap();
    assert_eq!(*desk.waits.borrow(), [7, 7]);
    assert_eq!(desk.whys.borrow()[0], "the server answers 503");
}

#[test]
fn waits_grow_and_end() {
    for (reply, waits) in [("soon", vec![2, 4, 8]), ("86400", vec![])] {
        let server = at_first(usize::MAX, move || busy(reply));
        let desk = Desk::new();
        let error = desk.fetch(&server, Kind::Series).unwrap_err();
        assert!(error.to_string().contains("the server answers 503"), "{error}");
        assert_eq!(*desk.waits.borrow(), waits);
        assert!(error.hint().unwrap().contains("`mirror`"));
    }
}

#[test]
fn an_unknown_series_is_named_with_its_url() {
    let (desk, server) = (Desk::new(), Server::of(Site::default()));
    let error = desk.fetch(&server, Kind::Series).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("GSE1234 is not there") && text.contains(&server.url), "{text}");
    assert!(error.hint().unwrap().contains("acc.cgi?acc=GSE1234"));
    assert!(desk.waits.borrow().is_empty());
}

#[test]
fn a_file_that_is_listed_and_missing_is_named_with_its_series() {
    let server = at_first(1, || Reply::status(404));
    let error = Desk::new().fetch(&server, Kind::Series).unwrap_err().to_string();
    assert!(error.starts_with("GSE1234: http") && error.contains(MATRIX), "{error}");
}

#[test]
fn a_refusal_is_not_asked_twice() {
    let server = at_first(usize::MAX, || Reply::status(403));
    let desk = Desk::new();
    let error = desk.fetch(&server, Kind::Series).unwrap_err();
    assert!(matches!(error, FetchError::Refused { status: 403, .. }), "{error}");
    assert!(desk.waits.borrow().is_empty() && error.hint().is_some());
}

#[test]
fn a_length_that_is_too_long_is_a_cut_and_one_too_short_damage() {
    let whole = || gzip(&text(20_000));
    let claims = move |length: usize| Reply {
        claimed: Some(length),
        ..Site::default().with(MATRIX, whole()).answer(&crate::server::Request {
            path: MATRIX.to_owned(),
            ..crate::server::Request::default()
        })
    };
    let length = whole().len();
    let desk = Desk::new();
    desk.fetch(&at_first(1, move || claims(length + 9)), Kind::Series).unwrap();
    assert_eq!(desk.waits.borrow().len(), 1);

    let desk = Desk::new();
    let short = at_first(usize::MAX, move || claims(length - 9));
    let error = desk.fetch(&short, Kind::Series).unwrap_err();
    assert!(error.to_string().contains("the gzip file is damaged"), "{error}");
    assert!(!desk.path(NAME).exists());
}

#[test]
fn a_page_in_place_of_a_file_is_not_kept() {
    let page = || Reply { body: b"<html>please log in</html>".to_vec(), ..Reply::status(200) };
    let desk = Desk::new();
    let error = desk.fetch(&at_first(1, page), Kind::Series).unwrap_err();
    assert!(error.to_string().contains("no gzip file"), "{error}");
    assert!(error.hint().unwrap().contains("proxy"));
    assert!(!desk.path(NAME).exists() && !desk.path(&format!("{NAME}.receipt")).exists());
    // The next run begins anew.
    desk.fetch(&Server::of(site()), Kind::Series).unwrap();
}

#[test]
fn without_a_network_the_server_is_named() {
    // A port on which nobody listens any more.
    let url = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let desk = Desk::new();
    let settings = desk.settings(&url);
    let error = exoscope_fetch::fetch(&crate::series(), &desk.cache(), &settings, &desk);
    let error = error.unwrap_err();
    let text = error.to_string();
    assert!(text.contains(&format!("{url}{FOLDER}/matrix/")) && text.contains("refused"), "{text}");
    assert!(desk.waits.borrow().is_empty());
}
