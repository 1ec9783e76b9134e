//! Encodings of texts other than UTF-8: UTF-16, which shows itself, and those that a detector tells by how
//! often letters stand beside each other (`chardetng`, as browsers use): Shift-JIS, Latin-1, and others.

use std::fmt;
use std::str::FromStr;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// An encoding that is stated by name.
///
/// ```
/// use exoscope_import::TextEncoding;
///
/// for name in ["shift-jis", "CP932", "sjis"] {
///     assert_eq!(name.parse::<TextEncoding>()?.to_string(), "Shift_JIS");
/// }
/// assert_eq!("latin1".parse::<TextEncoding>()?.to_string(), "windows-1252");
/// assert!("ebcdic".parse::<TextEncoding>().is_err());
/// # Ok::<(), exoscope_import::UnknownEncoding>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(&'static Encoding);

/// A word that names no encoding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no encoding; known are utf-8, utf-16le, utf-16be, shift_jis, euc-jp, latin1, windows-1250 to \
     -1258, iso-8859-2 to -16, macintosh, gb18030, big5, euc-kr and others of the WHATWG's list"
)]
pub struct UnknownEncoding(pub String);

impl FromStr for TextEncoding {
    type Err = UnknownEncoding;

    /// By the names and labels of the WHATWG, and Windows' code pages as `cp1252`.
    fn from_str(text: &str) -> Result<Self, UnknownEncoding> {
        let name = text.trim().to_ascii_lowercase().replace(' ', "-");
        let page = name.strip_prefix("cp").or_else(|| name.strip_prefix("code-page-"));
        let of_page = page.map(|page| match page {
            "932" => "shift_jis".to_owned(),
            "936" => "gbk".to_owned(),
            "949" => "euc-kr".to_owned(),
            "950" => "big5".to_owned(),
            "65001" => "utf-8".to_owned(),
            other => format!("windows-{other}"),
        });
        let label = match name.as_str() {
            "utf8-sig" | "utf-8-sig" => "utf-8".to_owned(),
            _ => of_page.unwrap_or(name),
        };
        Encoding::for_label_no_replacement(label.as_bytes())
            .map(Self)
            .ok_or_else(|| UnknownEncoding(text.to_owned()))
    }
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

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

/// Few bytes above ASCII that are letters of Latin-1 too: `Größe` is read as Chinese by how often letters stand beside
/// each other.
fn is_unsure(encoding: &'static Encoding, first: &[u8]) -> bool {
    const FEW: usize = 64;
    let above = first.iter().filter(|byte| !byte.is_ascii()).count();
    encoding != WINDOWS_1252 && above < FEW && is_plausible(WINDOWS_1252, first)
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
        let told = is_plausible(encoding, first) && !is_unsure(encoding, first);
        told.then(|| Self::new(encoding))
    }

    /// What is stated. UTF-8 needs no decoding; a mark at the start says more than a name, as that of
    /// UTF-16 does of the order of its bytes.
    pub(super) fn stated(encoding: TextEncoding, first: &[u8]) -> Option<Self> {
        let marked = Encoding::for_bom(first).map(|(marked, _)| marked);
        let utf16 = [UTF_16LE, UTF_16BE];
        let encoding = match marked {
            Some(marked) if utf16.contains(&marked) && utf16.contains(&encoding.0) => marked,
            _ => encoding.0,
        };
        (encoding != encoding_rs::UTF_8).then(|| Self::new(encoding))
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
