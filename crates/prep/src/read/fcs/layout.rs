//! Layout of the DATA segment: how many bytes each channel takes, and how they become values.

use super::header::Header;
use super::place;
use super::text::Keywords;
use crate::error::{Fault, Problem};
use crate::export::Flag;
use crate::text::{Decimal, number};

/// Most channels; the largest instruments have some 100.
const MOST_CHANNELS: u64 = 4096;

/// How events stand in the file.
pub(super) struct Layout {
    pub(super) events: u64,
    /// First byte.
    pub(super) start: u64,
    /// Bytes of one event.
    pub(super) stride: usize,
    pub(super) channels: Vec<Channel>,
    big_endian: bool,
}

/// One channel.
pub(super) struct Channel {
    pub(super) name: String,
    pub(super) stain: Option<String>,
    at: usize,
    code: Code,
    scale: Scale,
}

/// Bytes to a number.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Code {
    Float,
    Double,
    /// Bytes, and the mask by `$PnR`.
    Integer(usize, u64),
}

/// Number to a value on a linear scale.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scale {
    /// v / gain.
    Linear(f64),
    /// 10^(decades · v / range) · offset.
    Log { per_step: f64, offset: f64 },
}

impl Layout {
    pub(super) fn of(
        header: &Header,
        keywords: &Keywords,
        size: u64,
        flags: &mut Vec<Flag>,
    ) -> Result<Self, Fault> {
        let unsupported = |text: String| -> Fault { Problem::Unsupported(text).into() };
        if let Some(mode) = keywords.get("$MODE").filter(|mode| *mode != "L") {
            return Err(unsupported(format!("$MODE {mode}: only list mode is read")));
        }
        let big_endian = match keywords.get("$BYTEORD").ok_or(Problem::Missing("$BYTEORD"))? {
            "1,2,3,4" | "1,2" | "1" | "1,2,3,4,5,6,7,8" => false,
            "4,3,2,1" | "2,1" | "8,7,6,5,4,3,2,1" => true,
            other => {
                return Err(unsupported(format!(
                    "$BYTEORD {other}: mixed byte orders are not read"
                )));
            }
        };
        let data_type = keywords.get("$DATATYPE").ok_or(Problem::Missing("$DATATYPE"))?;
        let (par, events) = (keywords.whole("$PAR")?, keywords.whole("$TOT")?);
        if par == 0 || par > MOST_CHANNELS {
            let found = par.to_string();
            return Err(
                Problem::OutOfRange { field: "$PAR".into(), found, why: "not 1 to 4096" }.into()
            );
        }
        let mut channels = Vec::with_capacity(par as usize);
        let mut stride = 0_usize;
        for number in 1..=par {
            let channel = Channel::of(keywords, number, data_type, stride, flags)?;
            stride += channel.code.bytes();
            channels.push(channel);
        }
        for (number, channel) in channels.iter().enumerate() {
            if channels.iter().skip(number + 1).any(|other| other.name == channel.name) {
                flags.push(Flag::warning(format!("two channels are named {:?}", channel.name)));
            }
        }
        let needed = events.checked_mul(stride as u64);
        let needed =
            needed.ok_or_else(|| Problem::Cut(format!("$TOT {events} exceeds any file")))?;
        let start = place::place(header, keywords, needed, size, flags)?;
        Ok(Self { events, start, stride, channels, big_endian })
    }

    /// Number of the channel with this short or long name; none where two have it.
    pub(super) fn channel(&self, name: &str) -> Option<usize> {
        let find = |of: fn(&Channel) -> Option<&str>| {
            let mut hits =
                self.channels.iter().enumerate().filter(|(_, channel)| of(channel) == Some(name));
            let first = hits.next().map(|(number, _)| number);
            first.filter(|_| hits.next().is_none())
        };
        find(|channel| Some(&channel.name)).or_else(|| find(|channel| channel.stain.as_deref()))
    }

    /// Puts the values of one channel in whole events side by side.
    pub(super) fn column(&self, block: &[u8], channel: usize, values: &mut Vec<f64>) {
        values.resize(block.len() / self.stride, 0.0);
        let mut slots = values.iter_mut();
        self.each_value(block, channel, |value| {
            if let Some(slot) = slots.next() {
                *slot = value;
            }
        });
    }

    /// Gives every value of one channel in whole events to `visit`.
    #[inline]
    pub(super) fn each_value(&self, block: &[u8], channel: usize, mut visit: impl FnMut(f64)) {
        let Some(channel) = self.channels.get(channel) else { return };
        let (at, big) = (channel.at, self.big_endian);
        match (channel.code, channel.scale) {
            (Code::Float, Scale::Linear(gain)) => {
                let raw = |bytes: [u8; 4]| {
                    f64::from(if big {
                        f32::from_be_bytes(bytes)
                    } else {
                        f32::from_le_bytes(bytes)
                    })
                };
                let values = block
                    .chunks_exact(self.stride)
                    .filter_map(|event| event.get(at..).and_then(<[u8]>::first_chunk::<4>));
                if gain.total_cmp(&1.0).is_eq() {
                    values.for_each(|bytes| visit(raw(*bytes)));
                } else {
                    values.for_each(|bytes| visit(raw(*bytes) / gain));
                }
            }
            (code, scale) => {
                for event in block.chunks_exact(self.stride) {
                    if let Some(bytes) = event.get(at..at + code.bytes()) {
                        visit(scale.of(code.value(bytes, big)));
                    }
                }
            }
        }
    }
}

impl Channel {
    fn of(
        keywords: &Keywords,
        n: u64,
        data_type: &str,
        at: usize,
        flags: &mut Vec<Flag>,
    ) -> Result<Self, Fault> {
        let key = |letter: &str| format!("$P{n}{letter}");
        let name = keywords.text(&key("N")).unwrap_or_else(|| format!("P{n}"));
        let stain = keywords.text(&key("S")).filter(|stain| *stain != name);
        let bits = keywords.whole(&key("B"))?;
        let data_type = keywords.get(&key("DATATYPE")).unwrap_or(data_type);
        let range = keywords.number(&key("R"))?;
        let code = match (data_type, bits) {
            ("F", 32) => Code::Float,
            ("D", 64) => Code::Double,
            ("I", bits @ (8 | 16 | 24 | 32 | 40 | 48 | 56 | 64)) => {
                let all = if bits == 64 { u64::MAX } else { (1 << bits) - 1 };
                let used = match range {
                    Some(range) if range >= 1.0 && range < u64::MAX as f64 => (range as u64)
                        .checked_next_power_of_two()
                        .map_or(all, |power| power.max(2) - 1),
                    Some(_) | None => all,
                };
                Code::Integer((bits / 8) as usize, all & used)
            }
            (kind, bits) => {
                let text = format!("channel {name:?}: type {kind} of {bits} bits is not read");
                return Err(Problem::Unsupported(text).into());
            }
        };
        let pair = keywords.get(&key("E")).map_or(Some((0.0, 0.0)), |text| {
            let (decades, offset) = text.split_once(',')?;
            Some((number(decades, Decimal::Point)?, number(offset, Decimal::Point)?))
        });
        let Some((decades, offset)) = pair else {
            let found = keywords.text(&key("E")).unwrap_or_default();
            return Err(Problem::NotANumber { field: key("E"), found }.into());
        };
        let gain = keywords.number(&key("G"))?.filter(|gain| *gain != 0.0).unwrap_or(1.0);
        // Floats are linear by the standard; decades beside them are a fault of the writer.
        let float = matches!(code, Code::Float | Code::Double);
        if float && decades != 0.0 {
            flags.push(Flag::warning(format!(
                "{name}: {} is {decades} decades for floating-point values, which are linear: it is not applied",
                key("E")
            )));
        }
        let scale = if decades == 0.0 || float {
            Scale::Linear(gain)
        } else {
            let range = range.filter(|range| *range > 0.0);
            let range = range.ok_or_else(|| Problem::Cut(format!("keyword $P{n}R is missing")))?;
            Scale::Log {
                per_step: decades / range,
                offset: if offset == 0.0 { 1.0 } else { offset },
            }
        };
        Ok(Self { name, stain, at, code, scale })
    }
}

impl Code {
    fn bytes(self) -> usize {
        match self {
            Self::Float => 4,
            Self::Double => 8,
            Self::Integer(bytes, _) => bytes,
        }
    }

    fn value(self, bytes: &[u8], big: bool) -> f64 {
        let fold = |value: u64, byte: &u8| (value << 8) | u64::from(*byte);
        let bits = if big { bytes.iter().fold(0, fold) } else { bytes.iter().rev().fold(0, fold) };
        match self {
            Self::Float => f64::from(f32::from_bits(bits as u32)),
            Self::Double => f64::from_bits(bits),
            Self::Integer(_, mask) => (bits & mask) as f64,
        }
    }
}

impl Scale {
    fn of(self, value: f64) -> f64 {
        match self {
            Self::Linear(gain) => value / gain,
            Self::Log { per_step, offset } => offset * 10_f64.powf(per_step * value),
        }
    }
}
