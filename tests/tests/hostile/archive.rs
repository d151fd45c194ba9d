//! Gzipped tar files that no packer would write, an entry on each line.
//!
//! | line | entry |
//! |---|---|
//! | `file NAME COUNT "PART"` | a file with a repeated part |
//! | `text NAME "TEXT"` | a file |
//! | `copies COUNT NAME "TEXT"` | as many files, `{}` in name and text is the number |
//! | `link NAME TARGET`, `hardlink NAME TARGET` | a link |
//! | `device NAME`, `pipe NAME`, `folder NAME` | what it says |
//! | `declared NAME SIZE` | a header that announces more than there is |
//! | `nested COUNT NAME` | as many packaged charts inside each other |
//! | `charts COUNT FOLDER` | as many packaged charts in a folder |
//! | `cut COUNT` | the last bytes of the compressed archive are missing |

use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

use crate::made::unescaped;

type Archive = Builder<GzEncoder<Vec<u8>>>;

/// The bytes of the archive.
pub(crate) fn bytes(lines: &str) -> Result<Vec<u8>, String> {
    let mut archive = start();
    let mut cut = 0;
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<_> = line.splitn(2, ' ').collect();
        let [kind, rest] = words[..] else { return Err(format!("nothing behind `{line}`")) };
        if kind == "cut" {
            cut = rest.parse().map_err(|_| format!("no count in `{line}`"))?;
            continue;
        }
        entry(&mut archive, kind, rest).map_err(|error| format!("`{line}`: {error}"))?;
    }
    let mut bytes = finish(archive).map_err(|error| error.to_string())?;
    bytes.truncate(bytes.len() - cut);
    Ok(bytes)
}

fn entry(archive: &mut Archive, kind: &str, rest: &str) -> io::Result<()> {
    let bad = || io::Error::other("not understood");
    let number = |text: &str| text.parse::<u64>().map_err(|_| bad());
    let text = |text: &str| {
        let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).ok_or_else(bad)?;
        unescaped(text).map_err(io::Error::other)
    };
    let mut words = rest.splitn(3, ' ');
    let mut word = || words.next().ok_or_else(bad);
    match kind {
        "file" => {
            let (name, count, part) = (word()?, number(word()?)?, text(word()?)?);
            let size = count * part.len() as u64;
            let content = io::Read::take(Repeated { part: &part, at: 0 }, size);
            archive.append(&header(name, EntryType::Regular, size)?, content)
        }
        "text" => {
            let (name, content) = rest.split_once(' ').ok_or_else(bad)?;
            append(archive, name, &text(content)?)
        }
        "copies" => {
            let (count, name, content) = (number(word()?)?, word()?, text(word()?)?);
            let content = String::from_utf8_lossy(&content).into_owned();
            (0..count).map(|copy| copy.to_string()).try_for_each(|copy| {
                append(archive, &name.replace("{}", &copy), content.replace("{}", &copy).as_bytes())
            })
        }
        "link" | "hardlink" => {
            let (name, target) = (word()?, word()?);
            let kind = if kind == "link" { EntryType::Symlink } else { EntryType::Link };
            let mut header = header(name, kind, 0)?;
            header.set_link_name_literal(target)?;
            header.set_cksum();
            archive.append(&header, io::empty())
        }
        "device" => archive.append(&header(rest, EntryType::Char, 0)?, io::empty()),
        "pipe" => archive.append(&header(rest, EntryType::Fifo, 0)?, io::empty()),
        "folder" => archive.append(&header(rest, EntryType::Directory, 0)?, io::empty()),
        "declared" => {
            let (name, size) = (word()?, number(word()?)?);
            archive.append(&header(name, EntryType::Regular, size)?, io::empty())
        }
        "nested" => {
            let (count, name) = (number(word()?)?, word()?);
            let mut inner = packaged(0, None)?;
            for level in 1..count {
                inner = packaged(level, Some(&inner))?;
            }
            append(archive, name, &inner)
        }
        "charts" => {
            let (count, folder) = (number(word()?)?, word()?);
            (0..count)
                .try_for_each(|at| append(archive, &format!("{folder}/c{at}.tgz"), &packaged(at, None)?))
        }
        _ => Err(bad()),
    }
}

/// A packaged chart, perhaps with another one in it.
fn packaged(number: u64, inner: Option<&[u8]>) -> io::Result<Vec<u8>> {
    let mut archive = start();
    let metadata = format!("apiVersion: v2\nname: c{number}\nversion: 0.1.0\n");
    append(&mut archive, &format!("c{number}/Chart.yaml"), metadata.as_bytes())?;
    if let Some(inner) = inner {
        append(&mut archive, &format!("c{number}/charts/c.tgz"), inner)?;
    }
    finish(archive)
}

fn start() -> Archive {
    Builder::new(GzEncoder::new(Vec::new(), Compression::fast()))
}

fn finish(archive: Archive) -> io::Result<Vec<u8>> {
    let mut compressed = archive.into_inner()?;
    compressed.flush()?;
    compressed.finish()
}

fn append(archive: &mut Archive, name: &str, content: &[u8]) -> io::Result<()> {
    archive.append(&header(name, EntryType::Regular, content.len() as u64)?, content)
}

/// A header with the name as it is; the library refuses the ones that matter here.
fn header(name: &str, kind: EntryType, size: u64) -> io::Result<Header> {
    let name = unescaped(name).map_err(io::Error::other)?;
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header
        .as_old_mut()
        .name
        .get_mut(..name.len())
        .ok_or_else(|| io::Error::other("too long"))?
        .copy_from_slice(&name);
    header.set_cksum();
    Ok(header)
}

/// A part, without end.
struct Repeated<'a> {
    part: &'a [u8],
    at: usize,
}

impl io::Read for Repeated<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for byte in &mut *buffer {
            *byte = self.part[self.at % self.part.len()];
            self.at += 1;
        }
        Ok(buffer.len())
    }
}
