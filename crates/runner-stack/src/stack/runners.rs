//! The parts of a `config.toml` that belong to one runner each.

use helm_render::toml;

/// One `[[runners]]` entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunnerConfig {
    /// Its `name`; empty when it has none.
    pub name: String,
    /// The entry as it stands in the file, from its header to the next one.
    pub text: String,
}

/// The `[[runners]]` entries of a `config.toml`, in its order.
///
/// ```
/// use runner_stack::stack::runner_configs;
///
/// let runners = runner_configs("concurrent = 4\n\n[[runners]]\n  name = \"a\"\n\n[[runners]]\n  name = \"b\"\n");
/// assert_eq!(runners[1].name, "b");
/// assert_eq!(runners[1].text, "[[runners]]\n  name = \"b\"\n");
/// ```
pub fn runner_configs(config: &str) -> Vec<RunnerConfig> {
    let starts = headers(config);
    let ends = starts.iter().skip(1).copied().chain([config.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| {
            let text = without_next_heading(&config[*start..end]);
            RunnerConfig { name: name(text), text: format!("{text}\n") }
        })
        .collect()
}

/// The text without the blank lines and comments at its end, which introduce what follows.
fn without_next_heading(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some((before, last)) = text.rsplit_once('\n') {
        if !last.trim_start().starts_with('#') {
            break;
        }
        text = before.trim_end();
    }
    text
}

/// The `name` of an entry, which stands before its first table; a line that only looks like the header of one may be
/// part of a list.
fn name(entry: &str) -> String {
    if let Some(name) = plain_name(entry) {
        return name.to_owned();
    }
    let table = lines_outside_strings(entry).skip(1).find(|(_, line)| line.trim_start().starts_with('['));
    let own = table.and_then(|(at, _)| name_in(&entry[..at]));
    own.or_else(|| name_in(entry)).unwrap_or_default()
}

/// The name where the first lines are as the chart writes them, one key and its value each, which takes no reader of TOML:
/// to read the whole table takes longer than all else that is done for the configuration.
fn plain_name(entry: &str) -> Option<&str> {
    for line in entry.lines().skip(1) {
        let (key, value) = line.split_once(" = ")?;
        if key.trim_start() == "name" {
            let name = value.strip_prefix('"')?.strip_suffix('"')?;
            return (!name.contains(['"', '\\'])).then_some(name);
        }
        // A value may go on in the next line, and a header starts another table.
        if line.contains(['[', '{', '\'']) || value.starts_with("\"\"\"") {
            return None;
        }
    }
    None
}

fn name_in(entry: &str) -> Option<String> {
    let config = toml::from_toml(entry.as_bytes()).ok()?;
    let runners = config.as_map()?.get("runners")?;
    let name = runners.as_list()?.first()?.as_map()?.get("name")?;
    Some(name.as_str()?.to_string())
}

/// Where lines with the header `[[runners]]` start. Lines inside multi-line strings are no headers.
fn headers(config: &str) -> Vec<usize> {
    lines_outside_strings(config).filter(|(_, line)| is_header(line)).map(|(at, _)| at).collect()
}

/// The lines that do not start inside of a string, and where they start.
fn lines_outside_strings(config: &str) -> impl Iterator<Item = (usize, &str)> {
    let has_long_strings = ["\"\"\"", "'''"].iter().any(|delimiter| config.contains(delimiter));
    let mut open: Option<&str> = None;
    let mut next = 0;
    config.split_inclusive('\n').filter_map(move |line| {
        let (at, is_outside) = (next, open.is_none());
        if has_long_strings {
            open = after_line(line, open);
        }
        next += line.len();
        is_outside.then_some((at, line))
    })
}

fn is_header(line: &str) -> bool {
    line.trim_start()
        .strip_prefix("[[")
        .and_then(|rest| rest.trim_start().strip_prefix("runners"))
        .is_some_and(|rest| rest.trim_start().starts_with("]]"))
}

/// The multi-line string that is open behind a line.
fn after_line<'a>(line: &str, mut open: Option<&'a str>) -> Option<&'a str> {
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        if let Some(delimiter) = open {
            if delimiter.starts_with('"') && character == '\\' {
                let mut escaped = rest.chars();
                escaped.nth(1);
                rest = escaped.as_str();
            } else if let Some(behind) = rest.strip_prefix(delimiter) {
                // Up to two quotes may stand right before the closing ones.
                let quote = &delimiter[..1];
                rest = behind.trim_start_matches(quote);
                open = None;
            } else {
                rest = &rest[character.len_utf8()..];
            }
            continue;
        }
        match character {
            '#' => return None,
            '"' | '\'' => {
                let delimiter = if character == '"' { "\"\"\"" } else { "'''" };
                if let Some(behind) = rest.strip_prefix(delimiter) {
                    open = Some(delimiter);
                    rest = behind;
                } else {
                    rest = behind_string(&rest[1..], character);
                }
            }
            _ => rest = &rest[character.len_utf8()..],
        }
    }
    open
}

/// What follows a string of one line whose opening quote has been read.
fn behind_string(text: &str, quote: char) -> &str {
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && quote == '"' {
            characters.next();
        } else if character == quote {
            return &text[at + 1..];
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::{RunnerConfig, runner_configs};

    #[test]
    fn strings_and_comments_hold_no_headers() {
        let config = concat!(
            "name = \"global\" # [[runners]]\n\n",
            "[[runners]] # 'first\n  name = 'a'\n  script = \"\"\"\n[[runners]]\n\\\"\"\"\n[[runners]]\n\"\"\"\n",
            "  other = '''\n[[runners]]'''\n  [runners.kubernetes]\n    image = \"#'\\\"\"\n",
            "\n# Added at start by: gitlab-runner register\n  [[ runners ]]\nexecutor = \"shell\"",
        );
        let runners = runner_configs(config);
        let names: Vec<&str> = runners.iter().map(|runner| runner.name.as_str()).collect();
        assert_eq!(names, ["a", ""], "{runners:#?}");
        assert!(runners[0].text.ends_with("image = \"#'\\\"\"\n"), "{}", runners[0].text);
        assert_eq!(runners[1].text, "  [[ runners ]]\nexecutor = \"shell\"\n");
    }

    #[test]
    fn a_name_may_stand_behind_a_list_in_several_lines() {
        let config = "[[runners]]\n  tags = [\n    [\"x\"],\n  ]\n  name = \"a\"\n  [runners.cache]\n    Type = \"s3\"\n";
        assert_eq!(runner_configs(config)[0].name, "a");
    }

    #[test]
    fn the_name_of_a_table_is_not_that_of_the_runner() {
        let config = "[[runners]]\n  [[runners.kubernetes.volumes.secret]]\n    name = \"s\"\n";
        assert_eq!(runner_configs(config)[0].name, "");
    }

    #[test]
    fn a_name_is_read_as_toml_has_it() {
        for (entry, name) in [
            ("  executor = \"shell\"\n  name = \"a\"\n", "a"),
            ("  name = \"a \\u00E9\"\n", "a é"),
            ("  name = 'a'\n", "a"),
            ("  name = \"a\" # name = \"b\"\n", "a"),
            ("  # name = \"b\"\n  name = \"a\"\n", "a"),
            ("  \"name\" = \"a\"\n", "a"),
            ("  name=\"a\"\n", "a"),
            ("  tags = [ { x = \"y\",\n  name = \"b\" } ]\n  name = \"a\"\n", ""),
            ("  script = \"\"\"\n  name = \"b\"\n\"\"\"\n  name = \"a\"\n", "a"),
            ("  limit = 1\n  [runners.\"a = b\"]\n    name = \"b\"\n", ""),
        ] {
            assert_eq!(runner_configs(&format!("[[runners]]\n{entry}"))[0].name, name, "{entry}");
        }
    }

    #[test]
    fn a_file_without_runners_has_none() {
        assert_eq!(runner_configs("concurrent = 1\n"), Vec::<RunnerConfig>::new());
    }
}
