//! Registration scripts: what their commands say about runners. Understands simple commands, not the whole shell.

/// One simple command: its words with quotes removed. Variables stay as `$NAME` or `${NAME}`.
pub(super) type Command = Vec<String>;

/// The simple commands of a script, in order.
pub(super) fn commands(script: &str) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut command: Command = Vec::new();
    let mut word: Option<String> = None;
    let mut signs = script.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('\n') => end_word(&mut word, &mut command),
                Some(next) => word.get_or_insert_default().push(next),
                None => {}
            },
            '\'' => {
                let word = word.get_or_insert_default();
                for sign in signs.by_ref().take_while(|sign| *sign != '\'') {
                    word.push(sign);
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                while let Some(sign) = signs.next() {
                    match sign {
                        '"' => break,
                        '\\' if matches!(signs.peek(), Some('"' | '\\' | '$' | '`' | '\n')) => {
                            if let Some(next) = signs.next()
                                && next != '\n'
                            {
                                word.push(next);
                            }
                        }
                        other => word.push(other),
                    }
                }
            }
            '#' if word.is_none() => {
                for sign in signs.by_ref() {
                    if sign == '\n' {
                        break;
                    }
                }
                end_command(&mut word, &mut command, &mut commands);
            }
            '\n' | ';' | '&' | '|' | '(' | ')' => end_command(&mut word, &mut command, &mut commands),
            blank if blank.is_whitespace() => end_word(&mut word, &mut command),
            other => word.get_or_insert_default().push(other),
        }
    }
    end_command(&mut word, &mut command, &mut commands);
    commands
}

fn end_word(word: &mut Option<String>, command: &mut Command) {
    command.extend(word.take());
}

fn end_command(word: &mut Option<String>, command: &mut Command, commands: &mut Vec<Command>) {
    end_word(word, command);
    if !command.is_empty() {
        commands.push(std::mem::take(command));
    }
}

/// The options of a `gitlab-runner register` call: names without dashes, and values.
pub(super) fn registration(command: &Command) -> Option<Vec<(String, String)>> {
    let at = command.iter().position(|word| {
        let name = word.rsplit('/').next().unwrap_or(word);
        name == "gitlab-runner" || name == "gitlab-ci-multi-runner" || name == "entrypoint"
    })?;
    if command.get(at + 1).map(String::as_str) != Some("register") {
        return None;
    }
    let mut options = Vec::new();
    let mut words = command[at + 2..].iter().peekable();
    while let Some(word) = words.next() {
        let Some(name) = word.strip_prefix("--").or_else(|| word.strip_prefix('-')) else { continue };
        let (name, value) = match name.split_once('=') {
            Some((name, value)) => (name, value.to_owned()),
            None => match words.peek() {
                Some(next) if !next.starts_with('-') => (name, words.next().cloned().unwrap_or_default()),
                _ => (name, "true".to_owned()),
            },
        };
        let name = match name {
            "u" => "url",
            "r" => "registration-token",
            "t" => "token",
            "n" => "non-interactive",
            "c" => "config",
            "description" => "name",
            other => other,
        };
        options.push((name.to_owned(), value));
    }
    Some(options)
}

/// What a `sed` call writes into a file as `key = value`.
pub(super) fn replaced_setting(command: &Command) -> Option<(String, String)> {
    if command.first().map(String::as_str) != Some("sed") {
        return None;
    }
    command.iter().find_map(|word| {
        let rest = word.strip_prefix('s')?;
        let delimiter = rest.chars().next().filter(|sign| !sign.is_alphanumeric())?;
        let mut parts = rest[delimiter.len_utf8()..].split(delimiter);
        let (from, to) = (parts.next()?, parts.next()?);
        let (key, value) = to.split_once('=')?;
        let key = key.trim();
        let known = !key.is_empty()
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        (known && from.contains(key)).then(|| (key.to_owned(), value.trim().trim_matches('"').to_owned()))
    })
}

/// What a command appends to a `config.toml`, as far as it says so itself; nothing when it does not.
pub(super) fn appended(command: &Command) -> Option<String> {
    let at = command.iter().position(|word| word.starts_with(">>"))?;
    let target = match command[at].trim_start_matches('>') {
        "" => command.get(at + 1).map_or("", String::as_str),
        glued => glued,
    };
    if !target.ends_with("config.toml") {
        return None;
    }
    let says = matches!(command.first().map(String::as_str), Some("echo" | "printf"));
    let words = command[1..at].iter().filter(|word| says && !word.starts_with('-'));
    Some(words.cloned().collect::<Vec<_>>().join(" "))
}

/// A text as `key = value`.
pub(super) fn setting(text: &str) -> Option<(String, String)> {
    let (key, value) = text.split_once('=')?;
    Some((key.trim().to_owned(), value.trim().trim_matches('"').to_owned()))
}

/// The name of the variable that a word is, as in `$NAME` or `${NAME}`.
pub(super) fn variable(word: &str) -> Option<&str> {
    let name = word.strip_prefix('$')?;
    let name = name.strip_prefix('{').map_or(Some(name), |name| name.strip_suffix('}'))?;
    let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    plain.then_some(name)
}
