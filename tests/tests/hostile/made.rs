//! Texts that are too large to be written down: `COUNT "PART"` on each line, the part with escapes, that often.
//!
//! In a part `{}` stands for the number of the copy, from 0.

/// The bytes that the lines describe.
pub(crate) fn bytes(lines: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let (count, part) = line.trim().split_once(' ').ok_or_else(|| format!("no part in `{line}`"))?;
        let count: usize = count.parse().map_err(|_| format!("no count in `{line}`"))?;
        let part = part.trim().strip_prefix('"').and_then(|part| part.strip_suffix('"'));
        let part = unescaped(part.ok_or_else(|| format!("no quotes in `{line}`"))?)?;
        append(&mut bytes, count, &part);
    }
    Ok(bytes)
}

fn append(bytes: &mut Vec<u8>, count: usize, part: &[u8]) {
    let Some(at) = part.windows(2).position(|pair| pair == b"{}") else {
        bytes.extend(part.iter().copied().cycle().take(count * part.len()));
        return;
    };
    for copy in 0..count {
        bytes.extend_from_slice(&part[..at]);
        bytes.extend_from_slice(copy.to_string().as_bytes());
        bytes.extend_from_slice(&part[at + 2..]);
    }
}

/// A text with `\n`, `\t`, `\\`, `\"` and `\xHH` resolved.
pub(crate) fn unescaped(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next() {
            Some(b'n') => b'\n',
            Some(b't') => b'\t',
            Some(b'x') => {
                let digits: Vec<u8> = rest.by_ref().take(2).collect();
                let digits = String::from_utf8_lossy(&digits).into_owned();
                u8::from_str_radix(&digits, 16).map_err(|_| format!("`\\x{digits}` is no byte"))?
            }
            Some(other) => other,
            None => return Err("a text ends in `\\`".to_owned()),
        });
    }
    Ok(bytes)
}
