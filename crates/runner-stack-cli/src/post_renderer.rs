//! `--post-renderer`: a program that gets the manifests and answers with others.

use std::env;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use crate::helm_input::{go_reason, go_words};

/// A program that was found.
#[derive(Debug)]
pub(crate) struct PostRenderer {
    path: PathBuf,
    args: Vec<String>,
}

/// Looks a program up, in `PATH` unless it is a path; on failure why, in Helm's words.
pub(crate) fn find(program: &str) -> Result<PathBuf, String> {
    let unable = |reason: &str| format!("unable to find binary at {program}: exec: \"{program}\": {reason}");
    if program.contains('/') {
        let path = PathBuf::from(program);
        check_executable(&path).map_err(|cause| match cause.kind() {
            io::ErrorKind::IsADirectory | io::ErrorKind::PermissionDenied => unable(&go_reason(&cause)),
            _ => unable(&go_words("stat", program, &cause)),
        })?;
        return Ok(path);
    }
    env::var_os("PATH")
        .and_then(|path| {
            env::split_paths(&path)
                .map(|folder| folder.join(program))
                .find(|path| check_executable(path).is_ok())
        })
        .ok_or_else(|| unable("executable file not found in $PATH"))
}

impl PostRenderer {
    /// The program at a path that [`find`] gave, with its arguments.
    pub(crate) fn new(path: &Path, args: &[String]) -> Self {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self { path, args: args.to_vec() }
    }

    /// What the program makes of the manifests.
    pub(crate) fn run(&self, manifests: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        let mut child = Command::new(&self.path)
            .args(&self.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|cause| {
                self.failed("", &go_words("fork/exec", &self.path.display().to_string(), &cause))
            })?;
        let stdin = child.stdin.take();
        let writer = thread::spawn(move || {
            // A program that ends without reading everything is free to do so.
            stdin.map(|mut stdin| stdin.write_all(&manifests))
        });
        let output = child.wait_with_output().map_err(|cause| self.failed("", &cause.to_string()))?;
        let _ = writer.join();
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(self.failed(&String::from_utf8_lossy(&output.stderr), &ending(output.status)))
    }

    fn failed(&self, stderr: &str, cause: &str) -> anyhow::Error {
        anyhow::anyhow!(
            "error while running post render on files: error while running command {}. error output:\n{stderr}: {cause}",
            self.path.display()
        )
    }
}

/// How a program ended, as Go says it.
fn ending(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("exit status {code}"),
        None => signal(status).unwrap_or_else(|| status.to_string()),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<String> {
    use std::os::unix::process::ExitStatusExt as _;
    let number = status.signal()?;
    let name = match number {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        6 => "aborted",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        _ => return None,
    };
    Some(format!("signal: {name}{}", if status.core_dumped() { " (core dumped)" } else { "" }))
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<String> {
    None
}

fn check_executable(path: &Path) -> io::Result<()> {
    let metadata = path.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if may_be_executed(&metadata) { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

#[cfg(unix)]
fn may_be_executed(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn may_be_executed(_: &std::fs::Metadata) -> bool {
    true
}
