//! Names of counts, and the stock concentrations that may be stated by each.

use super::{Count, EventSeries, Sample};
use crate::export::Flag;
use crate::figure::Estimate;

impl Sample {
    /// Particles per mL of the stock by every instrument and setting that may state it, with what counted them: each sees
    /// sizes of its own, so none stands for another.
    pub fn stocks(&self) -> Vec<(String, Estimate)> {
        stocks(&self.counts, &self.event_series)
    }

    /// A name for each of `counts`: its instrument, and of several settings of one instrument what differs between them.
    pub fn count_names(&self) -> Vec<String> {
        names(&self.counts)
    }
}

/// [`Sample::stocks`] of these counts.
pub(super) fn stocks(counts: &[Count], events: &[EventSeries]) -> Vec<(String, Estimate)> {
    let counts = names(counts).into_iter().zip(counts).filter_map(|(n, c)| Some((n, c.stock?)));
    let events = events.iter().filter_map(|e| Some((e.instrument.clone(), e.concentration?)));
    counts.chain(events).collect()
}

fn names(counts: &[Count]) -> Vec<String> {
    let name = |count: &Count| {
        let others: Vec<&Count> =
            counts.iter().filter(|c| c.instrument == count.instrument && *c != count).collect();
        let shared = |part: &&str| others.iter().all(|c| parts(c).any(|other| other == *part));
        let own: Vec<&str> = parts(count).filter(|part| !shared(part)).collect();
        if own.is_empty() {
            return count.instrument.clone();
        }
        format!("{} ({})", count.instrument, own.join(", "))
    };
    counts.iter().map(name).collect()
}

/// What a setting states, one a name and value.
fn parts(count: &Count) -> impl Iterator<Item = &str> {
    count.setting.split(", ")
}

/// Instruments whose stock concentrations differ by more than this factor are said to (assumed: six laboratories' counts of
/// one plasma had a coefficient of variation of 53 %, jev.v5.31242).
const MOST_APART: f64 = 3.0;

/// A remark where instruments state stock concentrations far apart.
pub(super) fn apart(stocks: &[(String, Estimate)]) -> Option<Flag> {
    let by = |a: &&(String, Estimate), b: &&(String, Estimate)| a.1.value.total_cmp(&b.1.value);
    let (least, most) = (stocks.iter().min_by(by)?, stocks.iter().max_by(by)?);
    let fold = most.1.value / least.1.value;
    (fold > MOST_APART).then(|| {
        Flag::warning(format!(
            "{} counts {}-fold as many particles per mL of the stock as {}: they see different sizes, or one of \
             them is wrong",
            most.0,
            if fold < 1000.0 { format!("{fold:.1}") } else { format!("{fold:.1e}") },
            least.0
        ))
    })
}
