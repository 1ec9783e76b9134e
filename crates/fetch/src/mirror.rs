//! Where series come from: GEO's server, or one with the same folders.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ureq::http::Uri;

/// A server that has `geo/series/…` below this URL. By default GEO's own.
///
/// ```
/// use exoscope_fetch::Mirror;
///
/// let mirror: Mirror = "http://mirror.example/ncbi/".parse()?;
/// assert_eq!(mirror.url(&["geo/series", "a b.txt"]), "http://mirror.example/ncbi/geo/series/a%20b.txt");
/// assert!(Mirror::default().is_geo() && !mirror.is_geo());
/// # Ok::<(), exoscope_fetch::MirrorError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mirror(String);

/// A text that is no URL of a server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no URL of a server: write http://HOST/… or https://HOST/…")]
pub struct MirrorError {
    /// The text.
    pub text: String,
}

const GEO: &str = "https://ftp.ncbi.nlm.nih.gov";

impl Mirror {
    /// Whether this is GEO itself.
    pub fn is_geo(&self) -> bool {
        self.0 == GEO
    }

    /// The URL of a file or folder.
    pub fn url(&self, path: &[&str]) -> String {
        let mut url = self.0.clone();
        for piece in path {
            url.push('/');
            for byte in piece.bytes() {
                if byte.is_ascii_alphanumeric() || b"-._~/+".contains(&byte) {
                    url.push(char::from(byte));
                } else {
                    // Writing to a string does not fail.
                    let _ = write!(url, "%{byte:02X}");
                }
            }
        }
        url
    }
}

impl Default for Mirror {
    fn default() -> Self {
        Self(GEO.to_owned())
    }
}

impl FromStr for Mirror {
    type Err = MirrorError;

    fn from_str(text: &str) -> Result<Self, MirrorError> {
        let refused = || MirrorError { text: text.to_owned() };
        let uri: Uri = text.parse().map_err(|_| refused())?;
        let scheme = uri.scheme_str().is_some_and(|scheme| scheme == "http" || scheme == "https");
        let bare = uri.query().is_none() && !text.contains('#');
        if !scheme || !bare || uri.host().is_none_or(str::is_empty) {
            return Err(refused());
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}

impl fmt::Display for Mirror {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Mirror {
    type Error = MirrorError;

    fn try_from(text: String) -> Result<Self, MirrorError> {
        text.parse()
    }
}

impl From<Mirror> for String {
    fn from(mirror: Mirror) -> Self {
        mirror.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_servers_are_mirrors() {
        for text in
            ["", "mirror", "ftp://h/x", "http://", "file:///etc", "http://h/?q", "http://h/#f"]
        {
            assert!(text.parse::<Mirror>().is_err(), "{text}");
        }
    }
}
