//! https, where there is cryptography for this processor.

use std::path::PathBuf;

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsConfigBuilder, parse_pem};

use crate::FetchError;

/// The settings of https; `None` where there is none.
///
/// The certificates are Mozilla's. Where SSL_CERT_FILE names others, as it does where a proxy
/// reads what passes, they take their place.
pub(crate) fn config() -> Result<Option<TlsConfig>, FetchError> {
    let Some(builder) = supported() else { return Ok(None) };
    let roots = match std::env::var_os("SSL_CERT_FILE").filter(|name| !name.is_empty()) {
        Some(path) => certificates(path.into())?,
        None => RootCerts::WebPki,
    };
    Ok(Some(builder.root_certs(roots).build()))
}

fn certificates(path: PathBuf) -> Result<RootCerts, FetchError> {
    let failed = |path, why: String| FetchError::Certificates { path, why };
    let pem = match std::fs::read(&path) {
        Ok(pem) => pem,
        Err(error) => return Err(failed(path, error.to_string())),
    };
    let certificates: Vec<Certificate<'static>> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return Err(failed(path, "there is none in it".to_owned()));
    }
    Ok(RootCerts::new_with_certs(&certificates))
}

/// https by a pure-Rust cryptography, unless the processor is older than that asks for (2013).
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn supported() -> Option<TlsConfigBuilder> {
    let provider = || std::sync::Arc::new(rustls_graviola::default_provider());
    graviola::util::is_cpu_supported()
        .then(|| TlsConfig::builder().unversioned_rustls_crypto_provider(provider()))
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn supported() -> Option<TlsConfigBuilder> {
    None
}
