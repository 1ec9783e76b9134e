//! One file, asked for until it is whole.

use std::cell::Cell;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use exoscope_core::store::{PartialFile, WriteError};

use crate::client::{Answer, Client, Condition, ContentRange, NoAnswer};
use crate::receipt::{self, Begun, Receipt, Version};
use crate::{Accession, Event, FetchError, Patience, Watch, check};

/// How a server is asked for what belongs to a series.
pub(crate) struct Asking<'a> {
    pub(crate) client: &'a Client,
    pub(crate) patience: Patience,
    pub(crate) accession: &'a Accession,
    pub(crate) watch: &'a dyn Watch,
    /// Whether the server has ever answered: one that has is worth waiting for.
    pub(crate) reached: Cell<bool>,
}

/// Why a try brought nothing, or not all.
enum Trouble {
    /// Asking again may help.
    Again { why: String, asked: Option<Duration> },
    /// There is no network, or a server that is not to be trusted.
    Hopeless { why: String },
    /// Nothing helps.
    Final(FetchError),
}

impl From<WriteError> for Trouble {
    fn from(error: WriteError) -> Self {
        Self::Final(error.into())
    }
}

/// From so many bytes on a try that was cut off counts as having brought something.
const PROGRESS: u64 = 1 << 20;

/// A page that lists a folder is smaller than this.
const PAGE_BYTES: u64 = 16 << 20;

impl Asking<'_> {
    /// The page at a URL; `None` where there is none.
    pub(crate) fn page(&self, url: &str) -> Result<Option<String>, FetchError> {
        self.watch.hear(&Event::Looking { url });
        self.patiently(url, &mut |_| {
            let answer = self.ask(url, None)?;
            match answer.status {
                200 => answer.text(PAGE_BYTES).map(Some).map_err(|e| again(e.to_string())),
                404 | 410 => Ok(None),
                _ => Err(refused(url, &answer)),
            }
        })
    }

    /// Brings the file at `url` to `path`, going on from what an earlier run brought of it, and notes
    /// its receipt there. The file stands in its place once it is whole.
    pub(crate) fn file(&self, url: &str, path: &Path) -> Result<Receipt, FetchError> {
        let mut part = PartialFile::open(path)?;
        self.patiently(url, &mut |gained| {
            let before = part.len();
            let brought = self.bring(url, path, &mut part);
            *gained = part.len() >= before.saturating_add(PROGRESS);
            brought
        })?;
        self.watch.hear(&Event::Checking { name: &name_of(path) });
        let begun: Option<Begun> = receipt::read(part.part())?;
        let version = begun.map(|begun| begun.version).unwrap_or_default();
        let checked = check::whole(part.part(), &name_of(path));
        let (length, sha256) = match checked {
            Ok(checked) => checked,
            Err(error) => {
                part.restart()?;
                return Err(error);
            }
        };
        let receipt = Receipt { url: Some(url.to_owned()), length, sha256, version };
        // Before the file is in its place: a file beside another's receipt counts as changed.
        receipt::write(path, &receipt)?;
        let begun = part.part().to_owned();
        part.finish()?;
        receipt::forget(&begun);
        Ok(receipt)
    }

    /// Whether the file at `url` is still the one of which this was said. A server that says nothing of
    /// the kind is taken to have another.
    pub(crate) fn is_unchanged(&self, url: &str, version: &Version) -> Result<bool, FetchError> {
        self.watch.hear(&Event::Looking { url });
        self.patiently(url, &mut |_| {
            let answer = self.ask(url, Some(Condition::Newer(version)))?;
            match answer.status {
                304 => Ok(true),
                200 => Ok(false),
                404 | 410 => Err(Trouble::Final(self.missing(url))),
                _ => Err(refused(url, &answer)),
            }
        })
    }

    fn missing(&self, url: &str) -> FetchError {
        FetchError::Missing { accession: self.accession.clone(), url: url.to_owned() }
    }

    /// Asks once.
    fn ask(&self, url: &str, condition: Option<Condition<'_>>) -> Result<Answer, Trouble> {
        match self.client.get(url, condition) {
            Ok(answer) => {
                self.reached.set(true);
                Ok(answer)
            }
            Err(NoAnswer { why, hopeless }) if hopeless && !self.reached.get() => {
                Err(Trouble::Hopeless { why })
            }
            Err(NoAnswer { why, .. }) => Err(again(why)),
        }
    }

    /// Tries, and waits, and tries again. `attempt` says whether it gained something, so that a long
    /// file may be cut off often.
    fn patiently<T>(
        &self,
        url: &str,
        attempt: &mut dyn FnMut(&mut bool) -> Result<T, Trouble>,
    ) -> Result<T, FetchError> {
        if !self.client.can_ask(url) {
            return Err(FetchError::NoHttps { url: url.to_owned() });
        }
        let mut failed = 0;
        loop {
            let mut gained = false;
            let (why, asked) = match attempt(&mut gained) {
                Ok(done) => return Ok(done),
                Err(Trouble::Final(error)) => return Err(error),
                Err(Trouble::Hopeless { why }) => {
                    return Err(FetchError::GivenUp { url: url.to_owned(), why, tries: 1 });
                }
                Err(Trouble::Again { why, asked }) => (why, asked),
            };
            failed = if gained { 1 } else { failed + 1 };
            let Some(after) = self.patience.wait(failed, asked) else {
                return Err(FetchError::GivenUp { url: url.to_owned(), why, tries: failed });
            };
            self.watch.hear(&Event::Again { url, why: &why, after });
            self.watch.wait(after);
        }
    }

    /// One try at a file: asks for what is missing of it and takes what comes.
    fn bring(&self, url: &str, path: &Path, part: &mut PartialFile) -> Result<(), Trouble> {
        let begun: Option<Begun> = receipt::read(part.part()).map_err(Trouble::Final)?;
        let begun = begun.filter(|begun| begun.url == url && !part.is_empty());
        let rest = begun.as_ref().and_then(|begun| {
            Some(Condition::Rest { from: part.len(), of: begun.version.validator()? })
        });
        let answer = self.ask(url, rest)?;
        match answer.status {
            200 => {}
            206 if begun.as_ref().is_some_and(|begun| is_rest(&answer, begun, part)) => {}
            206 => {
                part.restart()?;
                return Err(again("the server sends another part than it was asked for"));
            }
            // All of it has come before, or the file has become shorter.
            416 if rest.is_some() => {
                let total = answer.range().and_then(|range| range.total);
                if total == Some(part.len()) {
                    return Ok(());
                }
                part.restart()?;
                return Err(again("the file has become shorter"));
            }
            404 | 410 => return Err(Trouble::Final(self.missing(url))),
            _ => return Err(refused(url, &answer)),
        }
        if answer.status == 200 {
            part.restart()?;
            let (length, version) = (answer.length(), answer.version());
            receipt::write(part.part(), &Begun { url: url.to_owned(), length, version })?;
        }
        let length = answer.length().map(|length| length.saturating_add(part.len()));
        let name = name_of(path);
        self.watch.hear(&Event::Started { name: &name, from: part.len(), length });
        self.take(answer, part)?;
        match length {
            Some(length) if part.len() < length => {
                Err(again(format!("the connection ended at {} of {length} bytes", part.len())))
            }
            _ => Ok(()),
        }
    }

    /// Writes what comes.
    fn take(&self, answer: Answer, part: &mut PartialFile) -> Result<(), Trouble> {
        let mut reader = answer.reader();
        let mut buffer = vec![0_u8; 1 << 16];
        loop {
            let read = match reader.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    return Err(again(format!(
                        "the connection broke after {} bytes: {error}",
                        part.len()
                    )));
                }
            };
            part.append(buffer.get(..read).unwrap_or_default())?;
            self.watch.hear(&Event::Received { bytes: read as u64 });
        }
    }
}

/// Whether an answer goes on where the part ends, in the same state of the file, also where a server
/// does not heed `If-Range`.
fn is_rest(answer: &Answer, begun: &Begun, part: &PartialFile) -> bool {
    let Some(ContentRange { first, total }) = answer.range() else { return false };
    let same_length = begun.length.zip(total).is_none_or(|(ours, theirs)| ours == theirs);
    first == Some(part.len()) && same_length && !begun.version.contradicts(&answer.version())
}

fn again(why: impl Into<String>) -> Trouble {
    Trouble::Again { why: why.into(), asked: None }
}

/// What another status than was hoped for comes to: a busy server is asked again, one that refuses is
/// not.
fn refused(url: &str, answer: &Answer) -> Trouble {
    match answer.status {
        408 | 425 | 429 | 500 | 502 | 503 | 504 => Trouble::Again {
            why: format!("the server answers {}", answer.status),
            asked: answer.retry_after(),
        },
        status => Trouble::Final(FetchError::Refused { url: url.to_owned(), status }),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
