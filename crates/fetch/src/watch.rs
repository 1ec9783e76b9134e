//! Who hears what happens, and who waits.

use std::time::Duration;

/// What happens while a series is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A folder of the server is looked through.
    Looking {
        /// Its URL.
        url: &'a str,
    },
    /// A file comes, or what is missing of it.
    Started {
        /// Its name.
        name: &'a str,
        /// Bytes that are there already.
        from: u64,
        /// Its length in bytes, where the server says it.
        length: Option<u64>,
    },
    /// More of it has come.
    Received {
        /// How many bytes.
        bytes: u64,
    },
    /// A file is read through, for its checksum.
    Checking {
        /// Its name.
        name: &'a str,
    },
    /// The server is asked again after a while.
    Again {
        /// What was asked for.
        url: &'a str,
        /// What went wrong.
        why: &'a str,
        /// How long is waited.
        after: Duration,
    },
}

/// Hears what happens, and waits.
pub trait Watch {
    /// Told of everything that happens, in order.
    fn hear(&self, event: &Event<'_>);

    /// Waits before the server is asked again.
    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// Nobody listens.
impl Watch for () {
    fn hear(&self, _: &Event<'_>) {}
}
