//! Named character classes.

use regex_syntax::hir::{Class, ClassUnicode, HirKind};

/// The POSIX classes, and Perl's idea of a space, which lacks the vertical tab.
pub(super) fn posix(name: &[u8]) -> Option<&'static [(char, char)]> {
    Some(match name {
        b"alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        b"alpha" => &[('A', 'Z'), ('a', 'z')],
        b"ascii" => &[('\0', '\x7F')],
        b"blank" => &[('\t', '\t'), (' ', ' ')],
        b"cntrl" => &[('\0', '\x1F'), ('\x7F', '\x7F')],
        b"digit" => &[('0', '9')],
        b"graph" => &[('!', '~')],
        b"lower" => &[('a', 'z')],
        b"perl space" => &[('\t', '\n'), ('\x0C', '\r'), (' ', ' ')],
        b"print" => &[(' ', '~')],
        b"punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        b"space" => &[('\t', '\r'), (' ', ' ')],
        b"upper" => &[('A', 'Z')],
        b"word" => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        b"xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    })
}

/// The Unicode category or script of exactly that name.
pub(super) fn unicode(name: &str) -> Option<ClassUnicode> {
    let property = match name {
        "Any" => r"\p{any}".to_owned(),
        _ if is_category(name) => format!(r"\p{{gc={name}}}"),
        _ if is_script(name) => format!(r"\p{{sc={name}}}"),
        _ => return None,
    };
    match regex_syntax::parse(&property).ok()?.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class),
        _ => None,
    }
}

fn is_category(name: &str) -> bool {
    matches!(
        name,
        "C" | "Cc"
            | "Cf"
            | "Co"
            | "L"
            | "Ll"
            | "Lm"
            | "Lo"
            | "Lt"
            | "Lu"
            | "M"
            | "Mc"
            | "Me"
            | "Mn"
            | "N"
            | "Nd"
            | "Nl"
            | "No"
            | "P"
            | "Pc"
            | "Pd"
            | "Pe"
            | "Pf"
            | "Pi"
            | "Po"
            | "Ps"
            | "S"
            | "Sc"
            | "Sk"
            | "Sm"
            | "So"
            | "Z"
            | "Zl"
            | "Zp"
            | "Zs"
    )
}

// Go knows scripts by their long names only, and only as Unicode writes them. The tables know short names and any
// spelling; the short ones have four letters.
fn is_script(name: &str) -> bool {
    let words = name.split('_').all(|word| {
        word.starts_with(|first: char| first.is_ascii_uppercase())
            && word.chars().all(|letter| letter.is_ascii_alphabetic())
    });
    let is_long =
        name.len() != 4 || matches!(name, "Ahom" | "Cham" | "Kawi" | "Lisu" | "Newa" | "Thai" | "Toto");
    words && is_long && !name.chars().skip(1).all(|letter| letter.is_ascii_uppercase())
}
