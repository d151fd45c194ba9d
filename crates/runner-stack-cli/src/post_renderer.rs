//! `--post-renderer`: a program that gets the manifests and answers with others.

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::bail;

/// A program that was found.
#[derive(Debug)]
pub(crate) struct PostRenderer {
    path: PathBuf,
    args: Vec<String>,
}

impl PostRenderer {
    /// Looks the program up, in `PATH` unless it is a path.
    pub(crate) fn find(program: &str, args: &[String]) -> anyhow::Result<Self> {
        let found = if program.contains('/') {
            Some(PathBuf::from(program)).filter(|path| is_executable(path))
        } else {
            env::var_os("PATH").and_then(|path| {
                env::split_paths(&path).map(|folder| folder.join(program)).find(|path| is_executable(path))
            })
        };
        let Some(path) = found else {
            let reason = if program.contains('/') {
                "there is no such program"
            } else {
                "executable file not found in $PATH"
            };
            bail!(
                "invalid argument \"{program}\" for \"--post-renderer\" flag: unable to find binary at {program}: {reason}; \
                 give the path of a program that may be executed"
            );
        };
        let path = std::path::absolute(&path).unwrap_or(path);
        Ok(Self { path, args: args.to_vec() })
    }

    /// What the program makes of the manifests.
    pub(crate) fn run(&self, manifests: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        let mut child = Command::new(&self.path)
            .args(&self.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|cause| self.failed("", &cause.to_string()))?;
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
        let status = match output.status.code() {
            Some(code) => format!("exit status {code}"),
            None => output.status.to_string(),
        };
        Err(self.failed(&String::from_utf8_lossy(&output.stderr), &status))
    }

    fn failed(&self, stderr: &str, cause: &str) -> anyhow::Error {
        anyhow::anyhow!(
            "error while running post render on files: error while running command {}. error output:\n{stderr}: {cause}",
            self.path.display()
        )
    }
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}
