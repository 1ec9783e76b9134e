//! Whether a file is whole, and its checksum, in one pass.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use exoscope_core::store::{Checksum, SummingReader};
use flate2::read::MultiGzDecoder;

use crate::{Damage, FetchError};

/// The length and the checksum of a file, after reading through what `name` says it is: gzip to its
/// checksum, a tar archive to its end.
pub(crate) fn whole(path: &Path, name: &str) -> Result<(u64, Checksum), FetchError> {
    let unreadable = |source| FetchError::Read { path: path.to_owned(), source };
    let damaged = |damage| FetchError::Damaged { path: path.to_owned(), damage };
    let file = File::open(path).map_err(unreadable)?;
    let mut summed = SummingReader::new(BufReader::with_capacity(1 << 18, file));
    let ending = Path::new(name).extension().unwrap_or_default().to_ascii_lowercase();
    let damage = match ending.to_str() {
        Some("gz" | "tgz") => gzip(&mut summed),
        Some("tar") => tar(&mut summed).map_err(Damage::Tar),
        _ => Ok(()),
    };
    // What follows is part of the checksum, and an error in reading the disk shows here too.
    io::copy(&mut summed, &mut io::sink()).map_err(unreadable)?;
    if summed.n_bytes() == 0 {
        return Err(damaged(Damage::Empty));
    }
    damage.map_err(damaged)?;
    Ok((summed.n_bytes(), summed.checksum()))
}

fn gzip(bytes: &mut impl Read) -> Result<(), Damage> {
    let mut magic = [0; 2];
    let head = bytes.read_exact(&mut magic);
    if head.is_err() || magic != [0x1f, 0x8b] {
        return Err(Damage::NotGzip);
    }
    let whole = io::Cursor::new(magic).chain(bytes);
    let read = io::copy(&mut MultiGzDecoder::new(whole), &mut io::sink());
    read.map(|_| ()).map_err(|error| Damage::Gzip(error.to_string()))
}

/// Reads through the entries of an archive. It ends in two empty blocks: an archive cut between two
/// entries lacks them, and the reader of archives takes it for whole.
fn tar(bytes: &mut impl Read) -> Result<(), String> {
    let mut tail = Tail { inner: bytes, zeros: 0 };
    let mut archive = tar::Archive::new(&mut tail);
    let entries = archive.entries().map_err(|error| error.to_string())?;
    for (number, entry) in entries.enumerate() {
        let mut entry = entry.map_err(|error| error.to_string())?;
        let size = entry.size();
        let read = io::copy(&mut entry, &mut io::sink()).map_err(|error| error.to_string())?;
        if read != size {
            return Err(format!("entry {} is cut short", number + 1));
        }
    }
    io::copy(&mut tail, &mut io::sink()).map_err(|error| error.to_string())?;
    if tail.zeros < 1024 { Err("its end is missing".to_owned()) } else { Ok(()) }
}

/// Counts the zeros with which what is read ends.
struct Tail<R> {
    inner: R,
    zeros: usize,
}

impl<R: Read> Read for Tail<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        let zeros = bytes.iter().rev().take_while(|&&byte| byte == 0).count();
        self.zeros = if zeros == read { self.zeros + zeros } else { zeros };
        Ok(read)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn archive() -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for name in ["a.txt", "b.txt"] {
            let mut header = tar::Header::new_gnu();
            header.set_size(600);
            header.set_cksum();
            archive.append_data(&mut header, name, [7; 600].as_slice()).unwrap();
        }
        archive.into_inner().unwrap()
    }

    #[test]
    fn every_cut_and_every_flip_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let says = |name: &str, content: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            whole(&path, name).map(|(length, _)| length)
        };
        let text = [b"text ".as_slice(); 90].concat();
        let (gz, tar) = (gzip(&text), archive());
        assert_eq!(says("a.txt.gz", &gz).unwrap(), gz.len() as u64);
        assert_eq!(says("a.tar", &tar).unwrap(), tar.len() as u64);
        for cut in 0..gz.len() {
            assert!(says("a.txt.gz", &gz[..cut]).is_err(), "{cut}");
        }
        for cut in (0..tar.len() - 1024).step_by(64) {
            assert!(says("a.tar", &tar[..cut]).is_err(), "{cut}");
        }
        for byte in 10..gz.len() {
            let mut flipped = gz.clone();
            flipped[byte] ^= 16;
            // A code that is not used may be another: the text is the same then.
            let mut same = Vec::new();
            let read = MultiGzDecoder::new(flipped.as_slice()).read_to_end(&mut same);
            let same = read.is_ok() && same == text;
            assert!(same || says("a.txt.gz", &flipped).is_err(), "{byte}");
        }
        let page = says("a.txt.gz", b"<html>log in</html>").unwrap_err();
        assert!(page.to_string().contains("no gzip file"), "{page}");
        assert!(says("a.txt", b"").is_err() && says("a.txt", b"x").is_ok());
    }
}
