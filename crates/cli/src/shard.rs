//! Shards: part K of N of what is simulated, and whether files hold all parts.

use crate::hint::Misuse;

/// One of equal parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    part: u64,
    parts: u64,
}

impl Shard {
    /// All in one part.
    pub const WHOLE: Self = Self { part: 1, parts: 1 };

    /// In how many parts the whole is.
    pub fn parts(self) -> u64 {
        self.parts
    }

    /// The first number of this part, of `all` of `what`, and the one behind its last; refused where there are none.
    pub fn of_some(self, all: u64, what: &str) -> Result<(u64, u64), Misuse> {
        let at = |k: u64| (u128::from(all) * u128::from(k) / u128::from(self.parts)) as u64;
        let (first, end) = (at(self.part - 1), at(self.part));
        if first == end {
            let said = match all {
                0 => format!("there are no {what} to simulate: the plan has 0"),
                _ => format!(
                    "part {} of {} would be empty: there are only {all} {what}",
                    self.part, self.parts
                ),
            };
            return Err(Misuse::new(said));
        }
        Ok((first, end))
    }
}

/// `2/4`: the second of four parts.
pub fn shard(text: &str) -> Result<Shard, String> {
    let of = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    of.filter(|(part, parts)| (1..=*parts).contains(part))
        .map(|(part, parts)| Shard { part, parts })
        .ok_or_else(|| "write it as 2/4, from 1/4 to 4/4".into())
}

/// Refuses files that do not hold all of `what` that the plan has.
pub fn check_whole((first, end): (u64, u64), all: u64, what: &str) -> Result<(), Misuse> {
    if (first, end) == (0, all) {
        return Ok(());
    }
    Err(Misuse::new(format!("the files hold {what} {first} to {end}, and the plan has 0 to {all}")))
}
