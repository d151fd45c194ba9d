//! Reads a command line as Helm's flag library (pflag) does, mistakes included, and writes it down so plainly that
//! it has one reading: the flags as `--name=value`, then the arguments behind `--`.

use std::ffi::{OsStr, OsString};

use clap::{Arg, Command};
use helm_render::functions::{check_duration, check_float32, check_integer, quoted};
use runner_stack::schema::nearest_value;

use crate::{go_flags, post_renderer};

/// A command line that cannot be read: Helm's words, and what to do.
#[derive(Debug)]
pub(crate) struct Mistake {
    pub(crate) text: String,
    pub(crate) hint: Option<String>,
}

/// The arguments of `command`, plainly; the first mistake ends the reading.
pub(crate) fn plain(
    command: &Command,
    args: impl IntoIterator<Item = OsString>,
) -> Result<Vec<OsString>, Mistake> {
    let flags = Flags { command };
    let mut args = args.into_iter();
    let mut plain = Vec::new();
    let mut rest = Vec::new();
    while let Some(arg) = args.next() {
        if arg == "--" {
            rest.extend(args);
            break;
        }
        let text = arg.to_string_lossy().into_owned();
        if let Some(flag) = text.strip_prefix("--") {
            let (name, value) =
                flag.split_once('=').map_or((flag, None), |(name, value)| (name, Some(value)));
            if name.is_empty() || name.starts_with('-') {
                return Err(Mistake { text: format!("bad flag syntax: {text}"), hint: Some(flags.hint()) });
            }
            let flag = flags.long(name)?;
            if value.is_some() && arg.to_str().is_none() {
                // A path that is no text.
                plain.push(arg);
                continue;
            }
            let value = match value {
                Some(value) => Some(OsString::from(value)),
                None if flag.is_switch => None,
                None => Some(args.next().ok_or_else(|| flag.without_value(&text))?),
            };
            flag.write(value.as_ref(), &mut plain)?;
        } else if text.len() > 1 && text.starts_with('-') {
            if arg.to_str().is_none() {
                plain.push(arg);
                continue;
            }
            shorthands(&flags, &text[1..], &mut args, &mut plain)?;
        } else {
            rest.push(arg);
        }
    }
    plain.push("--".into());
    plain.extend(rest);
    Ok(plain)
}

/// One argument of shorthands: `-gnfoo` is `-g -n foo`.
fn shorthands(
    flags: &Flags<'_>,
    text: &str,
    args: &mut impl Iterator<Item = OsString>,
    plain: &mut Vec<OsString>,
) -> Result<(), Mistake> {
    let mut text = text;
    while let Some(&byte) = text.as_bytes().first() {
        let letter = char::from(byte);
        let flag = flags.short(letter, text)?;
        let behind = text.get(1..).unwrap_or_default();
        let (value, next) = match behind.strip_prefix('=').filter(|value| !value.is_empty()) {
            Some(value) => (Some(OsString::from(value)), ""),
            None if flag.is_switch => (None, behind),
            None if !behind.is_empty() => (Some(OsString::from(behind)), ""),
            None => {
                (Some(args.next().ok_or_else(|| flag.without_value(&format!("'{letter}' in -{text}")))?), "")
            }
        };
        flag.write(value.as_ref(), plain)?;
        text = next;
    }
    Ok(())
}

/// The flags of a command.
struct Flags<'a> {
    command: &'a Command,
}

/// A flag.
struct Flag<'a> {
    /// Nothing for `--help`, which every command has.
    arg: Option<&'a Arg>,
    name: &'a str,
    short: Option<char>,
    /// Whether it may stand without a value.
    is_switch: bool,
}

impl<'a> Flags<'a> {
    fn all(&self) -> impl Iterator<Item = Flag<'a>> {
        let help = Flag { arg: None, name: "help", short: Some('h'), is_switch: true };
        let given = self.command.get_arguments().filter_map(|arg| {
            Some(Flag {
                arg: Some(arg),
                name: arg.get_long()?,
                short: arg.get_short(),
                is_switch: arg.get_num_args().is_some_and(|count| count.min_values() == 0),
            })
        });
        given.chain([help])
    }

    fn long(&self, name: &str) -> Result<Flag<'a>, Mistake> {
        self.all().find(|flag| flag.name == name).ok_or_else(|| Mistake {
            text: format!("unknown flag: --{name}"),
            hint: match nearest_value(name, self.all().map(|flag| flag.name)) {
                Some(known) => Some(format!("did you mean --{known}?")),
                None => Some(self.hint()),
            },
        })
    }

    fn short(&self, letter: char, text: &str) -> Result<Flag<'a>, Mistake> {
        self.all().find(|flag| flag.short == Some(letter)).ok_or_else(|| Mistake {
            text: format!("unknown shorthand flag: '{letter}' in -{text}"),
            hint: Some(self.hint()),
        })
    }

    fn hint(&self) -> String {
        format!("`runner-stack {} --help` lists the flags", self.command.get_name())
    }
}

impl Flag<'_> {
    fn write(&self, value: Option<&OsString>, plain: &mut Vec<OsString>) -> Result<(), Mistake> {
        if let Some(value) = value.and_then(|value| value.to_str()) {
            self.check(value)?;
            if self.arg.is_none() && !go_flags::boolean(value).unwrap_or(true) {
                return Ok(());
            }
        }
        let mut flag = OsString::from(format!("--{}", self.name));
        if let (Some(value), Some(_)) = (value, self.arg) {
            flag.push(OsStr::new("="));
            flag.push(value);
        }
        plain.push(flag);
        Ok(())
    }

    /// Whether the flag takes the value.
    fn check(&self, value: &str) -> Result<(), Mistake> {
        let fault = |result: Result<(), helm_render::Fault>| result.map_err(|fault| fault.message);
        let name = self.name;
        let (result, takes) = match name {
            "burst-limit" => (fault(check_integer(value)), "a whole number, such as 100".to_owned()),
            "qps" => (fault(check_float32(value)), "a number, such as 5.5".to_owned()),
            "timeout" => (fault(check_duration(value)), "a duration, such as 300s or 1h5m".to_owned()),
            "post-renderer" if !value.is_empty() => (
                post_renderer::find(value).map(drop),
                "the path of a program that may be executed, or its name if it is in PATH".to_owned(),
            ),
            "dry-run" => return Ok(()),
            _ if self.is_switch => {
                (go_flags::boolean(value).map(drop), format!("true or false, or nothing: --{name}"))
            }
            _ => return Ok(()),
        };
        result.map_err(|reason| Mistake {
            text: format!("invalid argument {} for \"{}\" flag: {reason}", quoted(value), self.shown()),
            hint: Some(format!("--{name} takes {takes}")),
        })
    }

    fn without_value(&self, given: &str) -> Mistake {
        let what = self.arg.and_then(Arg::get_value_names).and_then(|names| names.first());
        let what = what.map_or("VALUE", |name| name.as_str());
        Mistake {
            text: format!("flag needs an argument: {given}"),
            hint: Some(format!("it is written --{} {what}", self.name)),
        }
    }

    /// As pflag names it.
    fn shown(&self) -> String {
        match self.short {
            Some(letter) => format!("-{letter}, --{}", self.name),
            None => format!("--{}", self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;
    use crate::args;

    fn read(line: &str) -> Result<String, String> {
        let cli = args::command(&["runner-stack".into(), "template".into()]);
        let command = cli.find_subcommand("template").expect("it is a command");
        let args = line.split(' ').filter(|word| !word.is_empty()).map(|word| word.replace('_', " ").into());
        plain(command, args)
            .map(|args| args.join(" ".as_ref()).into_string().expect("text"))
            .map_err(|mistake| mistake.text)
    }

    #[test]
    fn flags_have_one_form() {
        for (given, wanted) in [
            ("a b", "-- a b"),
            ("a --set x=y b -n c", "--set=x=y --namespace=c -- a b"),
            ("-gnc a", "--generate-name --namespace=c -- a"),
            ("-n= a", "--namespace== -- a"),
            ("-n=c a", "--namespace=c -- a"),
            ("--no-hooks a --no-hooks=F", "--no-hooks --no-hooks=F -- a"),
            ("--set --set a", "--set=--set -- a"),
            ("-f- a", "--values=- -- a"),
            ("- a -- --set -x", "-- - a --set -x"),
            ("a --help=false", "-- a"),
            ("a -h", "--help -- a"),
            ("a --dry-run=x --dry-run b", "--dry-run=x --dry-run -- a b"),
        ] {
            assert_eq!(read(given).as_deref(), Ok(wanted), "{given}");
        }
    }

    #[test]
    fn the_first_mistake_counts() {
        for (given, wanted) in [
            ("--help --bogus -z", "unknown flag: --bogus"),
            ("-gzf x --bogus", "unknown shorthand flag: 'z' in -zf"),
            ("-gf", "flag needs an argument: 'f' in -f"),
            ("a --set", "flag needs an argument: --set"),
            ("a --=x", "bad flag syntax: --=x"),
        ] {
            assert_eq!(read(given).as_ref().map_err(String::as_str), Err(wanted), "{given}");
        }
    }
}
