//! Encodings of texts other than UTF-8: UTF-16, which shows itself, and those that a detector tells by how
//! often letters stand beside each other (`chardetng`, as browsers use): Shift-JIS, Latin-1, and others.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE};

/// Decodes a text piece by piece.
pub(super) struct Decoding {
    encoding: &'static Encoding,
    decoder: Decoder,
    /// Whether the last bytes were decoded: nothing may follow.
    finished: bool,
}

/// The least bytes above ASCII that speak for an encoding of several bytes a character.
const LEAST: usize = 4;

/// Whether a text is one in this encoding, and not UTF-8 or ASCII that was damaged: a damaged delimiter is
/// no letter.
fn is_plausible(encoding: &'static Encoding, first: &[u8]) -> bool {
    if !encoding.is_single_byte() {
        return first.iter().filter(|byte| !byte.is_ascii()).count() >= LEAST;
    }
    let letter = |c: char| c.is_ascii() || c.is_alphanumeric() || "°µ±²³·\u{a0}".contains(c);
    !first.iter().any(|byte| (0x80..0xa0).contains(byte))
        && encoding
            .decode_without_bom_handling_and_without_replacement(first)
            .is_some_and(|text| text.chars().all(letter))
}

impl Decoding {
    /// UTF-16, where a text begins with its mark or has every other byte 0 as plain text in it has.
    pub(super) fn utf16(first: &[u8]) -> Option<Self> {
        let encoding = match first {
            [0xff, 0xfe, ..] => UTF_16LE,
            [0xfe, 0xff, ..] => UTF_16BE,
            [0, b, 0, d, ..] if *b != 0 && *d != 0 => UTF_16BE,
            [b, 0, d, 0, ..] if *b != 0 && *d != 0 => UTF_16LE,
            _ => return None,
        };
        Some(Self::new(encoding))
    }

    /// What the detector finds, where the first piece of a text is not UTF-8.
    pub(super) fn detected(first: &[u8]) -> Option<Self> {
        match std::str::from_utf8(first) {
            Ok(_) => return None,
            // A character may be cut at the end of the piece.
            Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => return None,
            Err(_) => {}
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(first, true);
        let encoding = detector.guess(None, Utf8Detection::Deny);
        is_plausible(encoding, first).then(|| Self::new(encoding))
    }

    fn new(encoding: &'static Encoding) -> Self {
        Self { encoding, decoder: encoding.new_decoder_with_bom_removal(), finished: false }
    }

    /// What the encoding is called.
    pub(super) fn name(&self) -> &'static str {
        self.encoding.name()
    }

    /// Appends what `raw` stands for to `text`; `None` where it stands for nothing.
    pub(super) fn append(&mut self, raw: &[u8], text: &mut Vec<u8>, last: bool) -> Option<()> {
        if self.finished {
            return raw.is_empty().then_some(());
        }
        self.finished = last;
        let room = self.decoder.max_utf8_buffer_length_without_replacement(raw.len())?;
        let before = text.len();
        text.resize(before + room, 0);
        let to = text.get_mut(before..).unwrap_or_default();
        let (result, _, written) = self.decoder.decode_to_utf8_without_replacement(raw, to, last);
        text.truncate(before + written);
        matches!(result, DecoderResult::InputEmpty).then_some(())
    }
}
