//! gzip's format (RFC 1952) around the compressed data. The library has it too, with a table for checksums that is as
//! large as all templates of a chart together.

use std::io::{self, Read, Write as _};

use flate2::Compression;
use flate2::bufread::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// Deflate, no flags, no time, strongest compression, an unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];

/// Compresses bytes. The same bytes always give the same result.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(HEADER.to_vec(), Compression::best());
    let mut compressed =
        encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory cannot fail");
    let mut checksum = Checksum::default();
    checksum.update(bytes);
    compressed.extend(checksum.trailer());
    compressed
}

/// Reads what one or more members in a row hold.
pub(super) struct Gunzip<'a> {
    /// What follows the member that is being read.
    rest: &'a [u8],
    member: Option<(DeflateDecoder<&'a [u8]>, Checksum)>,
}

impl<'a> Gunzip<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, member: None }
    }
}

impl Read for Gunzip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let Some((mut decoder, mut checksum)) = self.member.take() else {
                if self.rest.is_empty() {
                    return Ok(0);
                }
                self.member = Some((DeflateDecoder::new(without_header(self.rest)?), Checksum::default()));
                continue;
            };
            let count = decoder.read(buffer)?;
            if count > 0 {
                checksum.update(&buffer[..count]);
                self.member = Some((decoder, checksum));
                return Ok(count);
            }
            let (trailer, rest) =
                decoder.into_inner().split_at_checked(8).ok_or(io::ErrorKind::UnexpectedEof)?;
            if trailer != checksum.trailer() {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "gzip: invalid checksum"));
            }
            self.rest = rest;
        }
    }
}

/// What follows the header of a member.
fn without_header(bytes: &[u8]) -> io::Result<&[u8]> {
    const HEADER_CHECKSUM: u8 = 1 << 1;
    const EXTRA: u8 = 1 << 2;
    const NAME: u8 = 1 << 3;
    const COMMENT: u8 = 1 << 4;
    let invalid = || io::Error::new(io::ErrorKind::InvalidData, "gzip: invalid header");
    let (header, mut rest) = bytes.split_at_checked(10).ok_or(io::ErrorKind::UnexpectedEof)?;
    if !header.starts_with(&HEADER[..3]) {
        return Err(invalid());
    }
    let flags = header[3];
    if flags & EXTRA != 0 {
        let length = rest.first_chunk().map(|length| usize::from(u16::from_le_bytes(*length)));
        rest = length.and_then(|length| rest.get(2 + length..)).ok_or(io::ErrorKind::UnexpectedEof)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let end = rest.iter().position(|byte| *byte == 0).ok_or(io::ErrorKind::UnexpectedEof)?;
            rest = &rest[end + 1..];
        }
    }
    if flags & HEADER_CHECKSUM != 0 {
        let length = bytes.len() - rest.len();
        let (found, after) = rest.split_first_chunk().ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut checksum = Checksum::default();
        checksum.update(&bytes[..length]);
        if !checksum.trailer().starts_with(found as &[u8; 2]) {
            return Err(invalid());
        }
        rest = after;
    }
    Ok(rest)
}

/// CRC-32 and length of what has been seen.
#[derive(Default)]
struct Checksum {
    crc: u32,
    length: u64,
}

impl Checksum {
    fn update(&mut self, bytes: &[u8]) {
        const TABLE: [u32; 256] = table();
        let crc = bytes
            .iter()
            .fold(!self.crc, |crc, byte| TABLE[usize::from(crc.to_le_bytes()[0] ^ byte)] ^ crc >> 8);
        self.crc = !crc;
        self.length += bytes.len() as u64;
    }

    /// The end of a member.
    fn trailer(&self) -> [u8; 8] {
        let mut trailer = [0; 8];
        trailer[..4].copy_from_slice(&self.crc.to_le_bytes());
        // The format counts modulo 2^32.
        trailer[4..].copy_from_slice(&self.length.to_le_bytes()[..4]);
        trailer
    }
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut at: u32 = 0;
    while at < 256 {
        let (mut value, mut bit) = (at, 0);
        while bit < 8 {
            value = if value & 1 == 0 { value >> 1 } else { value >> 1 ^ 0xedb8_8320 };
            bit += 1;
        }
        table[at as usize] = value;
        at += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use flate2::read::MultiGzDecoder;
    use flate2::{Compression, GzBuilder};

    use super::{Gunzip, gzip};

    fn read(bytes: &[u8]) -> Result<Vec<u8>, String> {
        let mut text = Vec::new();
        Gunzip::new(bytes).read_to_end(&mut text).map(|_| text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_library_reads_what_is_written() {
        let text = b"one two three ".repeat(1000);
        let mut found = Vec::new();
        MultiGzDecoder::new(&gzip(&text)[..]).read_to_end(&mut found).expect("it is gzip");
        assert_eq!(found, text);
    }

    #[test]
    fn members_in_a_row_with_every_field_are_read() {
        let mut encoder = GzBuilder::new()
            .filename("name")
            .comment("comment")
            .extra("extra")
            .write(Vec::new(), Compression::fast());
        encoder.write_all(b"one ").expect("memory");
        let mut bytes = encoder.finish().expect("memory");
        bytes.extend(gzip(b"two"));
        assert_eq!(read(&bytes).as_deref(), Ok(&b"one two"[..]));
    }

    #[test]
    fn damage_is_an_error() {
        let whole = gzip(b"some text");
        let mut wrong = whole.clone();
        let crc = wrong.len() - 8;
        wrong[crc] ^= 1;
        assert_eq!(read(&wrong), Err("gzip: invalid checksum".to_owned()));
        for length in 1..whole.len() {
            assert!(read(&whole[..length]).is_err(), "{length} bytes");
        }
        assert_eq!(read(b"not gzip at all"), Err("gzip: invalid header".to_owned()));
    }
}
