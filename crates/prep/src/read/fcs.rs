//! Flow Cytometry Standard files, 3.0 to 3.2: list mode, integers of 8 to 64 bits, floats, doubles, in either byte order.
//!
//! Events are streamed: the file is never held in memory. Floats are never clipped to `$PnR`.

mod header;
mod layout;
mod place;
mod quantiles;
mod settings;
mod statistics;
mod stream;
mod text;

use std::fs::File;
use std::path::Path;

use exoscope_core::store::Checksum;

use self::header::Header;
use self::layout::Layout;
use self::statistics::Statistics;
use self::stream::stream;
use self::text::Keywords;
use super::Parts;
use crate::error::{Fault, Problem, ReadError};
use crate::export::{Contents, EventFile, Flag};

pub(super) fn matches(head: &[u8]) -> bool {
    head.starts_with(b"FCS")
}

/// Header, keywords and the place of the events.
fn open(file: &mut File) -> Result<(Header, Keywords, Layout, Vec<Flag>), Fault> {
    let size = file.metadata().map_err(Problem::Io)?.len();
    let header = Header::read(file)?;
    let mut flags = Vec::new();
    let keywords = Keywords::read(file, &header, size, &mut flags)?;
    let layout = Layout::of(&header, &keywords, size, &mut flags)?;
    Ok((header, keywords, layout, flags))
}

pub(super) fn read(file: &mut File) -> Result<(Parts, Checksum), Fault> {
    let (header, keywords, layout, mut flags) = open(file)?;
    let (statistics, sum) =
        stream(file, &layout, || Statistics::new(&layout), Statistics::add, Statistics::merge)?;
    let channels = statistics.channels(&layout);
    if channels.iter().any(|channel| channel.not_finite > 0) {
        flags.push(Flag::warning(
            "some values are NaN or infinite: they are left out of the statistics",
        ));
    }
    let volume = keywords.number("$VOL")?;
    match volume {
        Some(0.0) => flags.push(Flag::warning("$VOL is 0: the file states no volume")),
        Some(volume) if volume < 0.0 => {
            let found = volume.to_string();
            return Err(Problem::OutOfRange { field: "$VOL".into(), found, why: "below 0" }.into());
        }
        _ => {}
    }
    for (keyword, what) in [("$ABRT", "in coincidence"), ("$LOST", "as the computer was busy")] {
        let missed = keywords.get(keyword).and_then(|text| text.trim().parse::<u64>().ok());
        if let Some(missed) = missed.filter(|missed| *missed > 0) {
            let share = 100.0 * missed as f64 / (missed as f64 + layout.events as f64);
            flags.push(Flag::warning(format!(
                "{missed} events were not recorded, {what} ({keyword}): {share:.1} % of all, which counts leave out"
            )));
        }
    }
    if keywords.get("$NEXTDATA").is_some_and(|next| next.parse::<u64>().is_ok_and(|next| next > 0))
    {
        flags
            .push(Flag::warning("the file holds further data sets ($NEXTDATA): the first is read"));
    }
    if layout.events == 0 {
        flags.push(Flag::warning("no event was recorded"));
    }
    let events = EventFile {
        version: header.version,
        events: layout.events,
        volume_nl: volume.filter(|volume| *volume > 0.0),
        channels,
        settings: settings::settings(&keywords, &layout),
        spillover: settings::spillover(&keywords, &layout),
    };
    let mut parts = Parts::new("FCS list mode", Contents::Events(events));
    parts.software = keywords
        .text("SWVER")
        .or_else(|| keywords.text("CREATOR"))
        .or_else(|| keywords.text("$SYS"));
    parts.instrument = keywords.text("$CYT");
    parts.serial = keywords.text("$CYTSN").or_else(|| keywords.text("CYTNUM"));
    parts.sample = keywords
        .text("TUBE NAME")
        .or_else(|| keywords.text("TBNM"))
        .or_else(|| keywords.text("$SRC"));
    parts.date = keywords.text("$DATE");
    parts.flags = flags;
    Ok((parts, sum))
}

/// A gate: events above a threshold in one channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Short or long name of the channel.
    pub channel: String,
    /// Events with a larger value are inside.
    pub above: f64,
}

/// Numbers of events inside the gate and of all events with a finite value there.
///
/// # Errors
///
/// Where the file cannot be read or has no such channel.
pub fn gate_counts(path: &Path, gate: &Gate) -> Result<(u64, u64), ReadError> {
    let add = |counts: &mut (u64, u64), value: f64| {
        counts.1 += 1;
        counts.0 += u64::from(value > gate.above);
    };
    fold_channel(path, &gate.channel, || (0, 0), add, |a, b| (a.0 + b.0, a.1 + b.1))
}

/// Finite values of one channel, increasing.
///
/// # Errors
///
/// Where the file cannot be read or has no such channel.
pub fn channel_values(path: &Path, channel: &str) -> Result<Vec<f64>, ReadError> {
    let join = |mut a: Vec<f64>, b: Vec<f64>| {
        a.extend(b);
        a
    };
    let mut values = fold_channel(path, channel, Vec::new, Vec::push, join)?;
    values.sort_by(f64::total_cmp);
    Ok(values)
}

/// Folds the finite values of one channel, named by its short or long name.
fn fold_channel<T: Send>(
    path: &Path,
    channel: &str,
    new: impl Fn() -> T + Sync,
    add: impl Fn(&mut T, f64) + Sync,
    merge: impl Fn(T, T) -> T,
) -> Result<T, ReadError> {
    let failed = |fault: Fault| fault.of(path.to_owned());
    let mut file = File::open(path).map_err(|error| failed(Problem::Io(error).into()))?;
    let (_, _, layout, _) = open(&mut file).map_err(failed)?;
    let column = layout.channel(channel).ok_or_else(|| {
        let known: Vec<&str> =
            layout.channels.iter().map(|channel| channel.name.as_str()).collect();
        failed(Problem::NoChannel { name: channel.to_owned(), known: known.join(", ") }.into())
    })?;
    let add = |total: &mut T, layout: &Layout, block: &[u8]| {
        layout.each_value(block, column, |value| {
            if value.is_finite() {
                add(total, value);
            }
        });
    };
    let folded = stream(&mut file, &layout, new, add, merge);
    folded.map(|(folded, _)| folded).map_err(failed)
}
