//! Go's view of text: runes decoded from bytes that may not be UTF-8, simple case mapping, character classes.

/// Go's `utf8.RuneError`, which stands for each byte that is not UTF-8.
pub(super) const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// The runes of `text`, as `for range` yields them: each invalid byte is U+FFFD.
pub(super) fn runes(text: &[u8]) -> impl Iterator<Item = char> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (rune, width) = decode(rest)?;
        rest = &rest[width..];
        Some(rune)
    })
}

/// The first rune of `text` and its width in bytes; an invalid byte is U+FFFD of width 1.
pub(super) fn decode(text: &[u8]) -> Option<(char, usize)> {
    let first = *text.first()?;
    if first < 0x80 {
        return Some((char::from(first), 1));
    }
    let width = match first {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return Some((REPLACEMENT, 1)),
    };
    let decoded = text
        .get(..width)
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .and_then(|text| text.chars().next());
    Some(decoded.map_or((REPLACEMENT, 1), |rune| (rune, width)))
}

/// Appends a rune as UTF-8.
pub(super) fn push(out: &mut Vec<u8>, rune: char) {
    out.extend_from_slice(rune.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Go's `strings.Map` with a function that always gives a rune.
pub(super) fn map(text: &[u8], mut change: impl FnMut(char) -> char) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for rune in runes(text) {
        push(&mut out, change(rune));
    }
    out
}

/// Go's `unicode.ToUpper`: one rune gives one rune.
pub(super) fn to_upper(rune: char) -> char {
    let mut mapped = rune.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(upper), None) => upper,
        // Runes whose full mapping is longer and whose simple mapping exists: Greek with iota subscript.
        _ => match rune {
            '\u{1F80}'..='\u{1F87}' | '\u{1F90}'..='\u{1F97}' | '\u{1FA0}'..='\u{1FA7}' => shifted(rune, 8),
            '\u{1FB3}' | '\u{1FC3}' | '\u{1FF3}' => shifted(rune, 9),
            _ => rune,
        },
    }
}

/// Go's `unicode.ToLower`.
pub(super) fn to_lower(rune: char) -> char {
    let mut mapped = rune.to_lowercase();
    match (mapped.next(), mapped.next()) {
        (Some(lower), None) => lower,
        // The only one: capital I with dot above.
        _ => 'i',
    }
}

/// Go's `unicode.ToTitle`.
pub(super) fn to_title(rune: char) -> char {
    match rune {
        '\u{01C4}'..='\u{01C6}' => '\u{01C5}',
        '\u{01C7}'..='\u{01C9}' => '\u{01C8}',
        '\u{01CA}'..='\u{01CC}' => '\u{01CB}',
        '\u{01F1}'..='\u{01F3}' => '\u{01F2}',
        // Georgian has capitals, but no title case.
        '\u{10D0}'..='\u{10FF}' => rune,
        _ => to_upper(rune),
    }
}

/// Go's `unicode.IsUpper`: category Lu, without the letter-like numbers and symbols that Unicode calls uppercase.
pub(super) fn is_upper(rune: char) -> bool {
    rune.is_uppercase()
        && !matches!(rune, '\u{2160}'..='\u{216F}' | '\u{24B6}'..='\u{24CF}' | '\u{1F130}'..='\u{1F189}')
}

/// Go's `unicode.IsLower`: category Ll.
pub(super) fn is_lower(rune: char) -> bool {
    rune.is_lowercase()
        && !matches!(
            rune,
            '\u{AA}' | '\u{BA}' | '\u{2B0}'..='\u{2E4}' | '\u{345}' | '\u{37A}' | '\u{10FC}' | '\u{1D2C}'..='\u{1D6A}'
                | '\u{1D78}' | '\u{1D9B}'..='\u{1DBF}' | '\u{2071}' | '\u{207F}' | '\u{2090}'..='\u{209C}'
                | '\u{2170}'..='\u{217F}' | '\u{24D0}'..='\u{24E9}' | '\u{2C7C}'..='\u{2C7D}' | '\u{A69C}'..='\u{A69D}'
                | '\u{A770}' | '\u{A7F2}'..='\u{A7F9}' | '\u{AB5C}'..='\u{AB5F}' | '\u{AB69}' | '\u{10780}'..='\u{107BA}'
                | '\u{1E030}'..='\u{1E06D}'
        )
}

/// Go's `unicode.IsTitle`: category Lt.
pub(super) fn is_title(rune: char) -> bool {
    matches!(
        rune,
        '\u{01C5}' | '\u{01C8}' | '\u{01CB}' | '\u{01F2}' | '\u{1F88}'..='\u{1F8F}' | '\u{1F98}'..='\u{1F9F}'
            | '\u{1FA8}'..='\u{1FAF}' | '\u{1FBC}' | '\u{1FCC}' | '\u{1FFC}'
    )
}

/// Go's `unicode.IsLetter`: category L. Marks and letter numbers, which Unicode counts as alphabetic, are not letters.
pub(super) fn is_letter(rune: char) -> bool {
    rune.is_ascii_alphabetic()
        || (!rune.is_ascii()
            && rune.is_alphabetic()
            && !rune.is_numeric()
            && !matches!(rune, '\u{345}' | '\u{5B0}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F189}'))
}

/// Go's `unicode.IsPunct`: category P.
pub(super) fn is_punct(rune: char) -> bool {
    match rune {
        '\0'..='\u{7F}' => {
            rune.is_ascii_punctuation()
                && !matches!(rune, '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~')
        }
        '\u{A1}' | '\u{A7}' | '\u{AB}' | '\u{B6}' | '\u{B7}' | '\u{BB}' | '\u{BF}' | '\u{37E}'
        | '\u{387}' => true,
        '\u{2044}' | '\u{2052}' => false,
        '\u{2010}'..='\u{2027}'
        | '\u{2030}'..='\u{205E}'
        | '\u{207D}'..='\u{207E}'
        | '\u{208D}'..='\u{208E}' => true,
        '\u{2308}'..='\u{230B}'
        | '\u{2329}'..='\u{232A}'
        | '\u{2768}'..='\u{2775}'
        | '\u{27E6}'..='\u{27EF}' => true,
        '\u{2983}'..='\u{2998}'
        | '\u{3001}'..='\u{3003}'
        | '\u{3008}'..='\u{3011}'
        | '\u{3014}'..='\u{301F}' => true,
        '\u{3030}' | '\u{303D}' | '\u{30A0}' | '\u{30FB}' => true,
        '\u{FE10}'..='\u{FE19}'
        | '\u{FE30}'..='\u{FE52}'
        | '\u{FE54}'..='\u{FE61}'
        | '\u{FE63}'
        | '\u{FE68}' => true,
        '\u{FF01}'..='\u{FF0F}' => !matches!(rune, '\u{FF04}' | '\u{FF0B}'),
        '\u{FF1A}'..='\u{FF20}' => !matches!(rune, '\u{FF1C}'..='\u{FF1E}'),
        '\u{FF3B}'..='\u{FF3F}' => !matches!(rune, '\u{FF3E}'),
        '\u{FF5B}' | '\u{FF5D}' | '\u{FF5F}'..='\u{FF65}' => true,
        _ => false,
    }
}

fn shifted(rune: char, by: u32) -> char {
    char::from_u32(u32::from(rune) + by).unwrap_or(rune)
}
