//! Exit codes: 0 done, 1 findings in the input, 2 could not run. A closed pipe is done.

use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// Everything went well.
pub(crate) const DONE: u8 = 0;
/// The input has mistakes, which have been reported.
pub(crate) const FINDINGS: u8 = 1;
/// The command could not run: arguments, files.
pub(crate) const COULD_NOT_RUN: u8 = 2;

/// The input has mistakes; they are on standard error already.
#[derive(Debug)]
pub(crate) struct Findings;

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the input has mistakes")
    }
}

impl std::error::Error for Findings {}

/// A mistake in the input that nobody has seen yet.
#[derive(Debug)]
pub(crate) struct Mistake(pub(crate) String);

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Mistake {}

/// The command could not run; why is on standard error already.
#[derive(Debug)]
pub(crate) struct CouldNotRun;

impl fmt::Display for CouldNotRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the command could not run")
    }
}

impl std::error::Error for CouldNotRun {}

/// `diff` has found differences and printed them.
#[derive(Debug)]
pub(crate) struct Differences;

impl fmt::Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there are differences")
    }
}

impl std::error::Error for Differences {}

/// The exit code of a finished command; an error that nobody has seen yet is printed.
pub(crate) fn code(result: anyhow::Result<()>) -> ExitCode {
    let Err(error) = result else { return ExitCode::from(DONE) };
    if error.is::<Findings>() || error.is::<Differences>() {
        return ExitCode::from(FINDINGS);
    }
    if error.is::<CouldNotRun>() {
        return ExitCode::from(COULD_NOT_RUN);
    }
    let closed_pipe = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe);
    if closed_pipe {
        return ExitCode::from(DONE);
    }
    let _ = writeln!(io::stderr(), "error: {error:#}");
    ExitCode::from(if error.is::<Mistake>() { FINDINGS } else { COULD_NOT_RUN })
}
