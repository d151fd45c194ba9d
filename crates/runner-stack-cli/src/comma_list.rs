//! Flags that hold several values, separated by commas: a line of CSV, as Helm's flag library reads it.

use std::ffi::OsString;
use std::path::PathBuf;

/// The values of all the times that a flag was given; an empty one adds none.
pub(crate) fn values(flag: &str, given: &[String]) -> Result<Vec<String>, String> {
    let mut values = Vec::new();
    for text in given {
        values.extend(list(flag, text)?);
    }
    Ok(values)
}

/// The same for paths; one that is no text is no list.
pub(crate) fn paths(flag: &str, given: &[OsString]) -> Result<Vec<PathBuf>, String> {
    let mut paths = Vec::new();
    for path in given {
        match path.to_str() {
            Some(text) => paths.extend(list(flag, text)?.into_iter().map(PathBuf::from)),
            None => paths.push(PathBuf::from(path)),
        }
    }
    Ok(paths)
}

fn list(flag: &str, text: &str) -> Result<Vec<String>, String> {
    if text.is_empty() { Ok(Vec::new()) } else { record(text).map_err(|cause| invalid(flag, text, &cause)) }
}

/// Pairs `KEY=VALUE` of all the times that a flag was given.
pub(crate) fn pairs(flag: &str, given: &[String]) -> Result<Vec<(String, String)>, String> {
    let mut pairs = Vec::new();
    for text in given {
        // With a single `=` pflag sees no list, and quotes are only trimmed.
        let parts = match text.matches('=').count() {
            0 | 1 => vec![text.trim_matches('"').to_owned()],
            _ => record(text).map_err(|cause| invalid(flag, text, &cause))?,
        };
        for part in parts {
            let Some((key, value)) = part.split_once('=') else {
                return Err(invalid(flag, text, &format!("{part} must be formatted as key=value")));
            };
            pairs.push((key.to_owned(), value.to_owned()));
        }
    }
    Ok(pairs)
}

fn invalid(flag: &str, text: &str, cause: &str) -> String {
    format!("invalid argument {text:?} for \"{flag}\" flag: {cause}")
}

/// The first record of a CSV text, with the errors of Go's `encoding/csv`.
fn record(text: &str) -> Result<Vec<String>, String> {
    let mut lines = (1..).zip(text.split_inclusive('\n').map(without_carriage_return));
    let (first, mut line) = lines.find(|(_, line)| !without_end(line).is_empty()).ok_or("EOF")?;
    let mut number = first;
    let mut column = 1;
    let failed = |number: u32, column: usize, what: &str| {
        let place = format!("parse error on line {number}, column {column}: {what} in ");
        if number == first { place } else { format!("record on line {first}; {place}") }
    };
    let mut fields = Vec::new();
    loop {
        let Some(quoted) = line.strip_prefix('"') else {
            let (field, rest) =
                line.split_once(',').map_or((line, None), |(field, rest)| (field, Some(rest)));
            if let Some(quote) = field.find('"') {
                return Err(failed(number, column + quote, "bare \"") + "non-quoted-field");
            }
            fields.push(without_end(field).to_owned());
            let Some(rest) = rest else { return Ok(fields) };
            column += field.len() + 1;
            line = rest;
            continue;
        };
        let mut field = String::new();
        line = quoted;
        column += 1;
        loop {
            if let Some((inside, rest)) = line.split_once('"') {
                field.push_str(inside);
                column += inside.len() + 1;
                line = rest;
                if let Some(rest) = line.strip_prefix('"') {
                    field.push('"');
                    column += 1;
                    line = rest;
                } else if without_end(line).is_empty() {
                    fields.push(field);
                    return Ok(fields);
                } else if let Some(rest) = line.strip_prefix(',') {
                    fields.push(field);
                    column += 1;
                    line = rest;
                    break;
                } else {
                    return Err(failed(number, column - 1, "extraneous or missing \"") + "quoted-field");
                }
            } else {
                field.push_str(line);
                column += line.len();
                let Some((next, following)) = lines.next() else {
                    return Err(failed(number, column, "extraneous or missing \"") + "quoted-field");
                };
                (number, line, column) = (next, following, 1);
            }
        }
    }
}

/// Go reads `\r\n` as `\n`, and drops a `\r` at the very end.
fn without_carriage_return(line: &str) -> &str {
    line.strip_suffix('\r').unwrap_or(line)
}

fn without_end(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::{pairs, values};

    #[test]
    fn records_are_read_as_go_reads_them() {
        for (given, wanted) in [
            ("", "[]"),
            ("a,b", r#"["a", "b"]"#),
            ("a,", r#"["a", ""]"#),
            (",", r#"["", ""]"#),
            ("\"a,b\",c", r#"["a,b", "c"]"#),
            ("\"a\"\"b\"", r#"["a\"b"]"#),
            ("\n\na,b\nc", r#"["a", "b"]"#),
            ("\"a\nb\"\n", r#"["a\nb"]"#),
            ("a\r\n", r#"["a"]"#),
            ("\"a\"\r", r#"["a"]"#),
        ] {
            let read = values("-f, --values", &[given.to_owned()]).expect("it is a record");
            assert_eq!(format!("{read:?}"), wanted, "{given:?}");
        }
    }

    #[test]
    fn errors_are_worded_as_go_words_them() {
        for (given, wanted) in [
            ("\n", "EOF"),
            ("\"a", "parse error on line 1, column 3: extraneous or missing \" in quoted-field"),
            ("é,\"a\"b", "parse error on line 1, column 6: extraneous or missing \" in quoted-field"),
            ("é\"", "parse error on line 1, column 3: bare \" in non-quoted-field"),
            (
                "\"a\nb",
                "record on line 1; parse error on line 2, column 2: extraneous or missing \" in quoted-field",
            ),
        ] {
            let error = values("-a, --api-versions", &[given.to_owned()]).expect_err("it is no record");
            assert_eq!(
                error,
                format!("invalid argument {given:?} for \"-a, --api-versions\" flag: {wanted}")
            );
        }
    }

    #[test]
    fn a_single_pair_is_no_list() {
        let given = ["\"a=b,c".to_owned(), "d=e,\"f=g\"".to_owned()];
        let read = pairs("-l, --labels", &given).expect("they are pairs");
        let shown: Vec<_> = read.iter().map(|(key, value)| format!("{key}:{value}")).collect();
        assert_eq!(shown, ["a:b,c", "d:e", "f:g"]);
        assert!(pairs("-l, --labels", &["a".to_owned()]).is_err());
    }
}
