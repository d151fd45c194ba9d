//! Gzip around deflate. The tables of the usual crate for it weigh 16 KB, which nothing compresses, in a module that is
//! loaded over networks; `crc` has one of 1 KB.

use std::io::{self, Read};

use crc::{CRC_32_ISO_HDLC, Crc, Digest};
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

/// What gzip files start with, and the one method there is.
pub(crate) const MAGIC: &[u8] = b"\x1f\x8b\x08";

/// A gzip file of one member, as small as deflate gets it, without name and time.
///
/// ```
/// let packed = helm_render::gzip::compress(b"text");
/// assert_eq!(&packed[..4], b"\x1f\x8b\x08\x00");
/// ```
pub fn compress(bytes: &[u8]) -> Vec<u8> {
    // No time, the best compression, no system.
    let mut file = [MAGIC, b"\x00\x00\x00\x00\x00\x02\xff"].concat();
    file.extend(miniz_oxide::deflate::compress_to_vec(bytes, 9));
    let mut checksum = Checksum::default();
    checksum.add(bytes);
    file.extend(checksum.trailer());
    file
}

/// Unpacks the members of a gzip file, one after another, with Go's words for what is wrong.
pub(crate) struct Gunzip<'a> {
    rest: &'a [u8],
    state: Box<InflateState>,
    checksum: Checksum,
    /// Whether a member has begun and not ended.
    inside: bool,
}

impl<'a> Gunzip<'a> {
    pub(crate) fn new(file: &'a [u8]) -> Self {
        Self {
            rest: file,
            state: InflateState::new_boxed(DataFormat::Raw),
            checksum: Checksum::default(),
            inside: false,
        }
    }

    fn take(&mut self, count: usize) -> io::Result<&'a [u8]> {
        let (taken, rest) =
            self.rest.split_at_checked(count).ok_or(io::Error::from(io::ErrorKind::UnexpectedEof))?;
        self.rest = rest;
        Ok(taken)
    }

    /// The header of a member, up to its data.
    fn header(&mut self) -> io::Result<()> {
        let fixed = self.take(10)?;
        if !fixed.starts_with(MAGIC) {
            return Err(broken("gzip: invalid header"));
        }
        let flags = fixed[3];
        if flags & 4 != 0 {
            let length = self.take(2)?;
            self.take(usize::from(u16::from_le_bytes([length[0], length[1]])))?;
        }
        // A name, a comment.
        for flag in [8, 16] {
            if flags & flag != 0 {
                while self.take(1)? != [0] {}
            }
        }
        if flags & 2 != 0 {
            self.take(2)?;
        }
        self.state.reset(DataFormat::Raw);
        self.checksum = Checksum::default();
        self.inside = true;
        Ok(())
    }

    fn trailer(&mut self) -> io::Result<()> {
        let wanted = std::mem::take(&mut self.checksum).trailer();
        self.inside = false;
        if self.take(8)? == wanted { Ok(()) } else { Err(broken("gzip: invalid checksum")) }
    }
}

impl Read for Gunzip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() {
            if !self.inside {
                if self.rest.is_empty() {
                    return Ok(0);
                }
                self.header()?;
            }
            let step = inflate(&mut self.state, self.rest, buffer, MZFlush::None);
            self.take(step.bytes_consumed)?;
            self.checksum.add(&buffer[..step.bytes_written]);
            match step.status {
                Ok(MZStatus::StreamEnd) => self.trailer()?,
                Ok(_) if step.bytes_consumed + step.bytes_written > 0 => {}
                // It wants more.
                Ok(_) | Err(MZError::Buf) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Err(_) => return Err(broken("flate: corrupt input")),
            }
            if step.bytes_written > 0 {
                return Ok(step.bytes_written);
            }
        }
        Ok(0)
    }
}

fn broken(message: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

static CRC_32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// CRC-32 and length of a member's data.
struct Checksum {
    digest: Digest<'static, u32>,
    length: u32,
}

impl Default for Checksum {
    fn default() -> Self {
        Self { digest: CRC_32.digest(), length: 0 }
    }
}

impl Checksum {
    fn add(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
        #[expect(clippy::cast_possible_truncation, reason = "gzip counts modulo 2³²")]
        let length = bytes.len() as u32;
        self.length = self.length.wrapping_add(length);
    }

    /// What stands behind the data.
    fn trailer(self) -> [u8; 8] {
        let trailer = u64::from(self.digest.finalize()) | u64::from(self.length) << 32;
        trailer.to_le_bytes()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::{Gunzip, compress};

    fn unpacked(file: &[u8]) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        Gunzip::new(file).read_to_end(&mut bytes).map(|_| bytes).map_err(|error| error.to_string())
    }

    /// As another implementation packs it, with a header that has everything.
    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::GzBuilder::new()
            .filename("name")
            .comment("comment")
            .extra(b"extra".as_slice())
            .write(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory")
    }

    #[test]
    fn members_follow_each_other() {
        let text: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        let file = [packed(b"first, "), packed(b""), packed(&text)].concat();
        assert_eq!(unpacked(&file), Ok([b"first, ".as_slice(), &text].concat()));
    }

    #[test]
    fn what_is_packed_here_others_unpack() {
        let text = b"as it was ".repeat(10_000);
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(compress(&text).as_slice()).read_to_end(&mut bytes).expect("gzip");
        assert_eq!(bytes, text);
    }

    #[test]
    fn broken_files_are_refused() {
        let file = packed(b"some text");
        for end in 1..file.len() {
            assert_eq!(unpacked(&file[..end]), Err("unexpected end of file".to_owned()), "{end}");
        }
        let changed = |at: usize| {
            let mut changed = file.clone();
            changed[at] ^= 0x40;
            unpacked(&changed)
        };
        assert_eq!(changed(0), Err("gzip: invalid header".to_owned()));
        assert_eq!(changed(file.len() - 1), Err("gzip: invalid checksum".to_owned()));
        assert_eq!(changed(file.len() - 8), Err("gzip: invalid checksum".to_owned()));
        let behind = [file.as_slice(), b"more than ten bytes"].concat();
        assert_eq!(unpacked(&behind), Err("gzip: invalid header".to_owned()));
    }
}
