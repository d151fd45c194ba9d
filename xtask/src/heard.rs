//! What a step printed of failures, and what it printed last, to be said again at the end: a log is read from there, and
//! often cut to it.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};

/// How many of the last lines are kept.
const LAST: usize = 20;

/// How many lines about failures are kept, the first ones.
const FAILURES: usize = 100;

/// How many lines belong to a failure, with the one that names it.
const FAILURE: usize = 12;

/// What test runners write of a failure: Rust's, Node's, Vitest.
const MARKS: [&str; 4] = [" FAILED", "panicked at", "not ok ", "FAIL "];

static HEARD: Mutex<Heard> =
    Mutex::new(Heard { failures: Vec::new(), belonging: 0, lines: 0, last: VecDeque::new() });

struct Heard {
    failures: Vec<u8>,
    /// How many of the next lines belong to a failure.
    belonging: usize,
    /// How many lines the failures have.
    lines: usize,
    last: VecDeque<Vec<u8>>,
}

impl Heard {
    fn add(&mut self, line: Vec<u8>) {
        let text = String::from_utf8_lossy(&line);
        if MARKS.iter().any(|mark| text.contains(mark)) {
            self.belonging = FAILURE;
        }
        if self.belonging > 0 && self.lines < FAILURES {
            self.belonging -= 1;
            self.lines += 1;
            self.failures.extend_from_slice(&line);
        }
        if self.last.len() == LAST {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }
}

/// Runs a command with its output passed on; into a log, its last lines are kept as well.
pub(crate) fn status(command: &mut Command) -> std::io::Result<ExitStatus> {
    if std::io::stdout().is_terminal() {
        return command.status();
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (out, errors) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(|| out.map(|out| pass_on(out, std::io::stdout())));
        scope.spawn(|| errors.map(|errors| pass_on(errors, std::io::stderr())));
    });
    child.wait()
}

/// Forgets what was heard and gives it.
pub(crate) fn take() -> Vec<u8> {
    let mut heard = heard();
    let mut text = std::mem::take(&mut heard.failures);
    (heard.belonging, heard.lines) = (0, 0);
    text.extend(heard.last.drain(..).flatten());
    text
}

fn pass_on(from: impl Read, mut to: impl Write) {
    let mut from = BufReader::new(from);
    loop {
        let mut line = Vec::new();
        // What cannot be read or written is not heard; the command's end tells what became of it.
        if !from.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            return;
        }
        let _ = to.write_all(&line).and_then(|()| to.flush());
        heard().add(line);
    }
}

fn heard() -> std::sync::MutexGuard<'static, Heard> {
    HEARD.lock().unwrap_or_else(PoisonError::into_inner)
}
