//! Asking a server, once.

use std::io::{self, Read};
use std::time::Duration;

use ureq::http::HeaderMap;
use ureq::{Agent, Body, BodyReader};

use crate::receipt::Version;
use crate::{FetchError, Patience, tls};

/// What asks a server.
pub(crate) struct Client {
    agent: Agent,
    https: bool,
}

/// A server's answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HeaderMap,
    body: Body,
}

/// On what a request depends.
#[derive(Clone, Copy)]
pub(crate) enum Condition<'a> {
    /// From this byte on, if the file is still of this state; else all of it.
    Rest { from: u64, of: &'a str },
    /// Only if it is not of this state.
    Newer(&'a Version),
}

/// Why there is no answer.
pub(crate) struct NoAnswer {
    /// What went wrong, in words.
    pub(crate) why: String,
    /// Whether it will stay so: nobody is there, or somebody who is not to be trusted.
    pub(crate) hopeless: bool,
}

/// What the header `Content-Range` says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ContentRange {
    /// The first byte; `None` where the range that was asked for is not there.
    pub(crate) first: Option<u64>,
    /// The length of the whole.
    pub(crate) total: Option<u64>,
}

/// How long a name may be looked up, and a server may take to let us in.
const CONNECT: Duration = Duration::from_secs(30);

impl Client {
    pub(crate) fn new(patience: &Patience) -> Result<Self, FetchError> {
        let tls = tls::config()?;
        let https = tls.is_some();
        let user_agent = concat!(
            "exoscope/",
            env!("CARGO_PKG_VERSION"),
            " (",
            env!("CARGO_PKG_REPOSITORY"),
            ")"
        );
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .user_agent(user_agent)
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(patience.stall))
            .timeout_per_read(Some(patience.stall));
        config = match tls {
            Some(tls) => config.tls_config(tls),
            // Nothing may lead to https where there is none.
            None => config.max_redirects(0),
        };
        Ok(Self { agent: config.build().new_agent(), https })
    }

    /// Whether a URL can be asked for.
    pub(crate) fn can_ask(&self, url: &str) -> bool {
        self.https || !url.starts_with("https:")
    }

    /// Asks for a URL, or for what it has beyond what has come.
    pub(crate) fn get(
        &self,
        url: &str,
        condition: Option<Condition<'_>>,
    ) -> Result<Answer, NoAnswer> {
        // The bytes are counted and summed as they are stored, not as a server may pack them.
        let mut request = self.agent.get(url).header("Accept-Encoding", "identity");
        match condition {
            Some(Condition::Rest { from, of }) => {
                request = request.header("Range", format!("bytes={from}-")).header("If-Range", of);
            }
            Some(Condition::Newer(Version { etag, last_modified })) => {
                for (name, value) in [("If-None-Match", etag), ("If-Modified-Since", last_modified)]
                {
                    if let Some(value) = value {
                        request = request.header(name, value);
                    }
                }
            }
            None => {}
        }
        let response = request.call().map_err(|error| NoAnswer::of(&error))?;
        let (parts, body) = response.into_parts();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim)
    }

    /// What tells this state of the file from another.
    pub(crate) fn version(&self) -> Version {
        let header = |name| self.header(name).map(str::to_owned);
        Version { etag: header("etag"), last_modified: header("last-modified") }
    }

    /// The length of what comes.
    pub(crate) fn length(&self) -> Option<u64> {
        self.header("content-length")?.parse().ok()
    }

    /// Which part of the whole comes.
    pub(crate) fn range(&self) -> Option<ContentRange> {
        ContentRange::of(self.header("content-range")?)
    }

    /// How long the server wants to be left alone, in whole seconds. A date is not read: the waits of
    /// our own do then.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.header("retry-after")?.parse().ok().map(Duration::from_secs)
    }

    /// What comes.
    pub(crate) fn reader(self) -> BodyReader<'static> {
        self.body.into_reader()
    }

    /// What comes, as text of at most `limit` bytes.
    pub(crate) fn text(self, limit: u64) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.reader().take(limit).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl ContentRange {
    /// Reads `bytes 10-99/100`, `bytes 10-99/*` or `bytes */100`.
    fn of(text: &str) -> Option<Self> {
        let (range, total) = text.strip_prefix("bytes")?.trim().split_once('/')?;
        let first = match range.trim() {
            "*" => None,
            range => Some(range.split_once('-')?.0.trim().parse().ok()?),
        };
        Some(Self { first, total: total.trim().parse().ok() })
    }
}

impl NoAnswer {
    fn of(error: &ureq::Error) -> Self {
        let (why, hopeless) = match error {
            ureq::Error::HostNotFound => ("no such host: is there a network?".to_owned(), true),
            ureq::Error::Timeout(_) => ("the server does not answer in time".to_owned(), false),
            ureq::Error::Io(error) => {
                // Certificates that do not hold come as invalid data.
                let hopeless = [io::ErrorKind::ConnectionRefused, io::ErrorKind::InvalidData];
                (error.to_string(), hopeless.contains(&error.kind()))
            }
            ureq::Error::ConnectionFailed | ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
                (error.to_string(), true)
            }
            error => (error.to_string(), false),
        };
        Self { why, hopeless }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        let range = |first, total| Some(ContentRange { first, total });
        assert_eq!(ContentRange::of("bytes 10-99/100"), range(Some(10), Some(100)));
        assert_eq!(ContentRange::of("bytes 0-0/*"), range(Some(0), None));
        assert_eq!(ContentRange::of("bytes */100"), range(None, Some(100)));
        for text in ["", "bytes", "items 1-2/3", "bytes x-2/3", "bytes 1-2"] {
            assert_eq!(ContentRange::of(text), None, "{text}");
        }
    }
}
