//! Reads flags as Helm's flag library (pflag) does, for the commands that stand in for Helm's.

use std::ffi::{OsStr, OsString};

use clap::{ArgAction, Command, builder::ValueParser};
use helm_render::functions::quoted;

use crate::pflag::{self, Mistake};

/// The commands that stand in for Helm's.
const COMMANDS: [&str; 2] = ["template", "version"];

/// The arguments of a command that stands in for one of Helm's: switches may be given a value (`--no-hooks=false`).
pub(crate) fn apply(command: Command) -> Command {
    command.mut_args(|arg| match arg.get_action() {
        ArgAction::SetTrue => arg
            .action(ArgAction::Set)
            .num_args(0..=1)
            .require_equals(true)
            .value_name("BOOL")
            .hide_possible_values(true)
            .value_parser(ValueParser::from(boolean))
            .default_missing_value("true")
            .default_value("false")
            .hide_default_value(true),
        _ => arg,
    })
}

/// Go's `strconv.ParseBool`.
pub(crate) fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(format!("strconv.ParseBool: parsing {}: invalid syntax", quoted(text))),
    }
}

/// The arguments of a command that stands in for one of Helm's, as clap reads them; others are as they were.
pub(crate) fn plain(command: &Command, args: Vec<OsString>) -> Result<Vec<OsString>, Mistake> {
    let ours = args.get(1).filter(|name| COMMANDS.iter().any(|known| *name == OsStr::new(known)));
    match ours.and_then(|name| command.find_subcommand(name)) {
        Some(ours) => {
            let mut plain: Vec<_> = args.iter().take(2).cloned().collect();
            plain.extend(pflag::plain(ours, args.into_iter().skip(2))?);
            Ok(plain)
        }
        None => Ok(args),
    }
}

/// Puts flags that stand before the command behind it, as in `helm --namespace cicd template …`.
pub(crate) fn command_first(args: Vec<OsString>) -> Vec<OsString> {
    let mut at = 1;
    while let Some(flag) = args.get(at).and_then(|arg| arg.to_str()).filter(|arg| arg.starts_with('-')) {
        at += match flag {
            "--debug" | "--kube-insecure-skip-tls-verify" => 1,
            _ if flag.contains('=') => 1,
            "-n"
            | "--namespace"
            | "--kubeconfig"
            | "--kube-context"
            | "--burst-limit"
            | "--kube-apiserver"
            | "--kube-as-group"
            | "--kube-as-user"
            | "--kube-ca-file"
            | "--kube-tls-server-name"
            | "--kube-token"
            | "--qps"
            | "--registry-config"
            | "--repository-cache"
            | "--repository-config" => 2,
            _ => return args,
        };
    }
    let is_ours = args.get(at).is_some_and(|name| COMMANDS.iter().any(|known| name == OsStr::new(known)));
    let mut args = args;
    if is_ours && at > 1 {
        args[1..=at].rotate_right(1);
    }
    args
}

#[cfg(test)]
mod tests {
    use super::command_first;

    #[test]
    fn flags_move_behind_the_command() {
        for (given, wanted) in [
            ("x template a", "x template a"),
            ("x --debug template a", "x template --debug a"),
            ("x -n b --kube-context=c template a", "x template -n b --kube-context=c a"),
            ("x --debug render", "x --debug render"),
            ("x --help template", "x --help template"),
            ("x -n", "x -n"),
        ] {
            let args = given.split(' ').map(Into::into).collect();
            let moved: Vec<_> =
                command_first(args).into_iter().map(|arg| arg.into_string().expect("text")).collect();
            assert_eq!(moved.join(" "), wanted);
        }
    }
}
