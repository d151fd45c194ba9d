//! Slash-separated paths.

use super::Entry;
use super::signature::typed;
use crate::value::Str;

/// Gives the last element of a path.
///
/// ```gotmpl
/// {{ base "foo/bar/baz" }} → baz
/// ```
fn base(path: &Str) -> Str {
    let bytes = path.as_bytes();
    if bytes.is_empty() {
        return ".".into();
    }
    let end = bytes.iter().rposition(|byte| *byte != b'/').map_or(0, |at| at + 1);
    let trimmed = &bytes[..end];
    if trimmed.is_empty() {
        return "/".into();
    }
    after_last_slash(trimmed).into()
}

/// Gives all but the last element of a path.
///
/// ```gotmpl
/// {{ dir "foo/bar/baz" }} → foo/bar
/// ```
fn dir(path: &Str) -> Str {
    let bytes = path.as_bytes();
    cleaned(&bytes[..bytes.len() - after_last_slash(bytes).len()])
}

/// Gives the shortest path that means the same.
///
/// ```gotmpl
/// {{ clean "foo//bar/../baz/." }} → foo/baz
/// ```
fn clean(path: &Str) -> Str {
    cleaned(path.as_bytes())
}

/// Gives the extension of the last element.
///
/// ```gotmpl
/// {{ ext "foo/bar.tar.gz" }} → .gz
/// ```
fn ext(path: &Str) -> Str {
    let name = after_last_slash(path.as_bytes());
    name.iter().rposition(|byte| *byte == b'.').map_or_else(Str::default, |at| name[at..].into())
}

/// Says whether a path begins at the root.
///
/// ```gotmpl
/// {{ isAbs "/etc" }} → true
/// ```
fn is_abs(path: &Str) -> bool {
    path.as_bytes().starts_with(b"/")
}

// The `os` functions follow the system; Helm's output is compared on systems with slashes.
pub(super) static TABLE: &[Entry] = &[
    ("base", &typed(base)),
    ("clean", &typed(clean)),
    ("dir", &typed(dir)),
    ("ext", &typed(ext)),
    ("isAbs", &typed(is_abs)),
    ("osBase", &typed(base)),
    ("osClean", &typed(clean)),
    ("osDir", &typed(dir)),
    ("osExt", &typed(ext)),
    ("osIsAbs", &typed(is_abs)),
];

fn after_last_slash(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
}

fn cleaned(path: &[u8]) -> Str {
    let is_rooted = path.starts_with(b"/");
    let mut kept: Vec<&[u8]> = Vec::new();
    for element in path.split(|byte| *byte == b'/') {
        match element {
            b"" | b"." => {}
            b".." => match kept.last() {
                Some(last) if *last != b".." => {
                    kept.pop();
                }
                _ if is_rooted => {}
                _ => kept.push(element),
            },
            _ => kept.push(element),
        }
    }
    let joined = kept.join(&b'/');
    match (is_rooted, joined.is_empty()) {
        (true, _) => [b"/", joined.as_slice()].concat().into(),
        (false, true) => ".".into(),
        (false, false) => joined.into(),
    }
}
