//! Reads what `template` names: the chart and the values, with Helm's meaning.

use std::cell::Cell;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::bail;
use helm_render::{Chart, Values, ValuesOptions};

use crate::args;
use crate::exit::{CouldNotRun, Findings};
use crate::{reading, report};

/// Where the chart is: a folder or an archive on this machine, or an error that says how to get it here.
pub(crate) fn locate(chart: &str) -> anyhow::Result<PathBuf> {
    let name = chart.trim();
    let path = Path::new(name);
    if path.exists() {
        return Ok(std::path::absolute(path)?);
    }
    let download = |command: String| {
        format!(
            "template does not download; fetch the chart first (`{command}`) and give the folder or the .tgz file"
        )
    };
    if let Some((scheme, _)) = name.split_once("://") {
        let (what, command) = match scheme {
            "oci" => ("in a registry", format!("helm pull {name}")),
            _ => ("behind a URL", format!("curl -fLO {name}")),
        };
        report::failure(&format!("the chart {name} is {what}"), &[download(command)]);
    } else if path.is_absolute() || name.starts_with('.') || name.is_empty() {
        report::failure(
            &format!("path \"{name}\" not found"),
            &["give the folder of a chart, which holds Chart.yaml, or a packaged chart (.tgz)".to_owned()],
        );
    } else {
        report::failure(
            &format!("path \"{name}\" not found, and charts of repositories are not looked up"),
            &[download(format!("helm pull {name} --untar"))],
        );
    }
    bail!(CouldNotRun)
}

/// Loads the chart; what is wrong with it has been reported.
pub(crate) fn load(path: &Path) -> anyhow::Result<Chart> {
    let chart = if path.is_dir() {
        Chart::from_dir_on_demand(path)
    } else {
        match reading::file(path) {
            Ok(archive) => Chart::from_named_archive(&path.display().to_string(), &archive),
            Err(cause) => {
                report::failure(&go_words("open", &path.display().to_string(), &cause), &[]);
                bail!(CouldNotRun);
            }
        }
    };
    chart.map_err(|error| {
        report::failure(&error.to_string(), error.hints());
        anyhow::Error::new(Findings)
    })
}

/// Merges values files and flags in Helm's order; what is wrong with them has been reported.
pub(crate) fn values(files: &[PathBuf], args: &args::Values) -> anyhow::Result<Values> {
    let options = ValuesOptions {
        files: files.iter().map(|file| file.to_string_lossy().into_owned()).collect(),
        json: args.set_json.clone(),
        set: args.set.clone(),
        string: args.set_string.clone(),
        file: args.set_file.clone(),
        literal: args.set_literal.clone(),
    };
    let unreadable = Cell::new(None);
    let merged = options.merge(|name| {
        read(name).map_err(|(message, hint)| {
            unreadable.set(Some(hint));
            message
        })
    });
    merged.map_err(|error| {
        if let Some(hint) = unreadable.take() {
            report::failure(&error.to_string(), hint.as_slice());
            return anyhow::Error::new(CouldNotRun);
        }
        report::failure(&error.to_string(), error.hints());
        anyhow::Error::new(Findings)
    })
}

/// The content of a file or of standard input; on failure the reason in Go's words, and what to do.
fn read(name: &str) -> Result<Vec<u8>, (String, Option<String>)> {
    if name.trim() == "-" {
        return reading::standard_input().map_err(|cause| (format!("{cause:#}"), None));
    }
    if ["http://", "https://", "oci://"].iter().any(|scheme| name.starts_with(scheme)) {
        let hint =
            format!("template does not download; `curl -fsSL {name} | runner-stack template … -f -` does");
        return Err((format!("{name} is a URL, and files are read from this machine only"), Some(hint)));
    }
    reading::file(name).map_err(|cause| {
        let operation = if cause.kind() == io::ErrorKind::IsADirectory { "read" } else { "open" };
        (go_words(operation, name, &cause), None)
    })
}

/// An error of the system in the words of Go's `*PathError`.
pub(crate) fn go_words(operation: &str, path: &str, cause: &io::Error) -> String {
    format!("{operation} {path}: {}", go_reason(cause))
}

/// The reason alone.
pub(crate) fn go_reason(cause: &io::Error) -> String {
    // Rust has no kind for a file that is no program.
    const EXEC_FORMAT: i32 = 8;
    match cause.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a directory".to_owned(),
        io::ErrorKind::NotADirectory => "not a directory".to_owned(),
        _ if cfg!(unix) && cause.raw_os_error() == Some(EXEC_FORMAT) => "exec format error".to_owned(),
        _ => cause.to_string(),
    }
}
