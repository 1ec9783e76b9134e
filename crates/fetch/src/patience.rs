//! How long and how often a server is asked.

use std::time::Duration;

/// How long and how often a server is asked before it is given up.
///
/// | | default | |
/// |---|---|---|
/// | `stall` | 60 s | without a byte, a connection counts as lost |
/// | `tries` | 6 | in a row that bring nothing |
/// | `first_wait` | 2 s | before the second try; doubled before each other |
/// | `longest_wait` | 5 min | a server that asks for more (`Retry-After`) is given up |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How long a connection may bring nothing.
    pub stall: Duration,
    /// How many tries in a row may bring nothing.
    pub tries: u32,
    /// The wait before the second try.
    pub first_wait: Duration,
    /// The longest wait.
    pub longest_wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            stall: Duration::from_mins(1),
            tries: 6,
            first_wait: Duration::from_secs(2),
            longest_wait: Duration::from_mins(5),
        }
    }
}

impl Patience {
    /// The wait after `failed` tries (from 1), twice the last one; `None` after the last try, and
    /// where the server asks for a longer wait than the longest.
    pub(crate) fn wait(&self, failed: u32, asked: Option<Duration>) -> Option<Duration> {
        if failed >= self.tries || asked.is_some_and(|asked| asked > self.longest_wait) {
            return None;
        }
        let doubled = 2_u32.saturating_pow(failed.saturating_sub(1));
        let own = self.first_wait.saturating_mul(doubled).min(self.longest_wait);
        Some(asked.map_or(own, |asked| asked.max(own)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_the_longest_and_end() {
        let secs = Duration::from_secs;
        let patience = Patience { tries: 10, ..Patience::default() };
        let waits: Vec<_> = (1..12).map_while(|failed| patience.wait(failed, None)).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 300].map(secs));
        assert_eq!(patience.wait(1, Some(secs(30))), Some(secs(30)));
        assert_eq!(patience.wait(4, Some(secs(3))), Some(secs(16)));
        assert_eq!(patience.wait(1, Some(secs(301))), None);
    }
}
