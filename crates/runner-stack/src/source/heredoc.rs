//! A `config.toml` inside a script: the here-document that a shell writes to a file.

/// A script that writes a `config.toml`, in its two parts. Both are as long as the script and have everything where it
/// stood, with blanks for the other part.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parted {
    /// The here-documents that hold runners.
    pub(crate) toml: String,
    /// The commands.
    pub(crate) commands: String,
    /// Whether the first runner is only continued, without a header of its own.
    pub(crate) continues: bool,
}

/// The parts of a script; nothing when none of its here-documents holds runners.
pub(crate) fn toml_in_script(script: &str) -> Option<Parted> {
    let mut parted = Parted {
        toml: String::with_capacity(script.len()),
        commands: String::with_capacity(script.len()),
        continues: false,
    };
    let mut any = false;
    let mut lines = script.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let opening = parted.toml.len();
        parted.put(line, Part::Command);
        let Some((word, indented)) = opened(line) else { continue };
        let mut body: Vec<&str> = Vec::new();
        for inner in lines.by_ref() {
            let content = inner.trim_end_matches(['\n', '\r']);
            let end = if indented { content.trim_start_matches('\t') } else { content };
            body.push(inner);
            if end == word {
                break;
            }
        }
        let Some((end, inside)) = body.split_last() else { break };
        let mut headers = inside.iter().map(|line| line.trim_start()).filter(|line| line.starts_with('['));
        let holds_runners =
            match headers.find_map(|line| line.trim_start_matches('[').strip_prefix("runners")) {
                // What is appended to the file belongs to the runner that `gitlab-runner register` wrote there.
                // Behind that, more of it needs no header.
                Some(rest) if rest.starts_with('.') => any || parted.begin_runner(opening, line),
                rest => rest.is_some_and(|rest| rest.starts_with("]]")),
            };
        any |= holds_runners;
        for line in inside {
            parted.put(line, if holds_runners { Part::Toml } else { Part::Command });
        }
        parted.put(end, if holds_runners { Part::Neither } else { Part::Command });
    }
    any.then_some(parted)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Toml,
    Command,
    Neither,
}

/// The header of a runner.
const RUNNER: &str = "[[runners]]";

impl Parted {
    /// Puts the header of a runner in place of the command at `at`, if the line is long enough.
    fn begin_runner(&mut self, at: usize, line: &str) -> bool {
        let fits = line.trim_end().len() >= RUNNER.len();
        if fits {
            self.continues = true;
            self.toml.replace_range(at..at + RUNNER.len(), RUNNER);
        }
        fits
    }

    fn put(&mut self, line: &str, part: Part) {
        for (mine, text) in [(Part::Toml, &mut self.toml), (Part::Command, &mut self.commands)] {
            if part == mine {
                text.push_str(line);
            } else {
                // Each byte stays one byte.
                text.extend(
                    line.bytes()
                        .map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }),
                );
            }
        }
    }
}

/// The word that ends the here-document which a line opens, and whether tabs may stand before it.
fn opened(line: &str) -> Option<(&str, bool)> {
    let (_, rest) = line.split_once("<<")?;
    // `<<<` gives a word as input.
    let (indented, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    let rest = rest.trim_start_matches([' ', '\t']).trim_start_matches(['\'', '"', '\\']);
    let length = rest.find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_')).unwrap_or(rest.len());
    (length > 0).then(|| (&rest[..length], indented))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_runners_are_left_where_they_stood() {
        let script = "#!/bin/sh\ncat <<EOF >notes\nx [[ y\nEOF\ncat > config.toml <<-'END'\n\tconcurrent = 4\n\t[[runners]]\n\tEND\nexec run\n";
        let Parted { toml, commands, continues } = toml_in_script(script).expect("it holds runners");
        assert!(!continues);
        assert_eq!((toml.len(), commands.len()), (script.len(), script.len()));
        let kept: Vec<(usize, &str)> =
            toml.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).collect();
        assert_eq!(kept, [(5, "\tconcurrent = 4"), (6, "\t[[runners]]")]);
        assert_eq!(commands.lines().map(str::trim).filter(|line| !line.is_empty()).count(), 6);
    }

    #[test]
    fn what_is_appended_belongs_to_a_runner() {
        let script = "run register\ncat >> config.toml <<EOF\n  [[runners.kubernetes.volumes.pvc]]\n    name = \"a\"\nEOF\nrun\n";
        let Parted { toml, commands, continues } =
            toml_in_script(script).expect("it holds a part of a runner");
        assert!(continues);
        assert_eq!((toml.len(), commands.len()), (script.len(), script.len()));
        let kept: Vec<&str> = toml.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(kept, ["[[runners]]", "[[runners.kubernetes.volumes.pvc]]", "name = \"a\""]);
    }

    #[test]
    fn what_is_appended_later_belongs_to_the_same_runner() {
        let part = "cat >> config.toml <<EOF\n  [runners.kubernetes]\nEOF\n";
        let Parted { toml, .. } = toml_in_script(&part.repeat(2)).expect("it holds parts of a runner");
        assert_eq!(toml.matches("[[runners]]").count(), 1);
    }

    #[test]
    fn a_script_without_runners_has_none() {
        assert_eq!(toml_in_script("cat <<EOF\nhello\nEOF\n"), None);
        assert_eq!(toml_in_script("[[runners]]\nname = \"<<\"\n"), None);
        assert_eq!(toml_in_script("cat <<EOF\n[[runners]]\n"), None);
    }
}
