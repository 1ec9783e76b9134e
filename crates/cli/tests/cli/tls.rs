//! https, from end to end: a server whose certificate an authority of these tests has signed.
//!
//! The certificates are for 127.0.0.1 until 2126; the key of the authority was thrown away.

use std::net::TcpStream;
use std::sync::Arc;

use assert_cmd::Command;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::program::{Desk, stderr};
use crate::server::{Line, Server, Site};

const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/tls/authority.pem");

/// A server that speaks https alone.
fn server(site: Site) -> Server {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/server.key.pem")).unwrap();
    let provider = Arc::new(rustls_graviola::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    let config = Arc::new(config.unwrap());
    let open = move |stream: TcpStream| -> std::io::Result<Box<dyn Line>> {
        let connection =
            ServerConnection::new(Arc::clone(&config)).map_err(std::io::Error::other)?;
        Ok(Box::new(StreamOwned::new(connection, stream)))
    };
    Server::over("https", open, move |request, _| site.answer(request))
}

#[test]
fn certificates_are_checked_and_can_be_named() {
    let content = vec![b'x'; 300_000];
    let matrix = "/geo/series/GSE1nnn/GSE1234/matrix/GSE1234_series_matrix.txt";
    let (desk, server) = (Desk::new(), server(Site::default().with(matrix, content.clone())));
    let fetch = |certificates: &str| {
        let mut program = Command::cargo_bin("exoscope").unwrap();
        let args = ["fetch", "GSE1234", "--cache", "c", "--mirror", &server.url];
        let program = program.current_dir(desk.path("")).args(args);
        program.env("SSL_CERT_FILE", certificates).output().unwrap()
    };
    let unknown = fetch("");
    assert_eq!(unknown.status.code(), Some(1));
    assert!(stderr(&unknown).contains("UnknownIssuer"), "{}", stderr(&unknown));
    assert!(server.asked().is_empty());

    let none = desk.write("none.pem", "nothing");
    let none = fetch(&none.to_string_lossy());
    assert!(stderr(&none).contains("there is none in it"), "{}", stderr(&none));

    let known = fetch(AUTHORITY);
    assert_eq!(known.status.code(), Some(0), "{}", stderr(&known));
    assert_eq!(desk.read("c/geo/GSE1234/GSE1234_series_matrix.txt"), content);
}
