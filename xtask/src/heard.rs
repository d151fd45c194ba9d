//! What a step printed of failures, and what it printed last, to be said again at the end: a log is read from there, and
//! often cut to it. Steps that run beside others are heard apart from them, and what they print waits for its turn.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Read, Write as _};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many of the last lines are kept.
const LAST: usize = 20;

/// How many lines about failures are kept, the first ones.
const FAILURES: usize = 100;

/// How many lines belong to a failure, with the one that names it.
const FAILURE: usize = 12;

/// What test runners write of a failure: Rust's, Node's, Vitest.
const MARKS: [&str; 4] = [" FAILED", "panicked at", "not ok ", "FAIL "];

thread_local! {
    static LANE: RefCell<Lane> = RefCell::default();
}

/// What is printed by steps that run one after the other.
#[derive(Clone, Default)]
pub(crate) struct Lane(Arc<Mutex<Heard>>);

#[derive(Default)]
struct Heard {
    failures: Vec<u8>,
    /// How many of the next lines belong to a failure.
    belonging: usize,
    /// How many lines the failures have.
    lines: usize,
    last: VecDeque<Vec<u8>>,
    /// What is printed when the lane is released; `None` when everything is printed at once.
    held: Option<Vec<u8>>,
}

#[derive(Clone, Copy)]
pub(crate) enum Stream {
    Output,
    Errors,
}

impl Lane {
    /// One that prints nothing before it is released.
    pub(crate) fn held() -> Self {
        Self(Arc::new(Mutex::new(Heard { held: Some(Vec::new()), ..Heard::default() })))
    }

    /// From now on the thread prints here.
    pub(crate) fn enter(self) {
        LANE.set(self);
    }

    /// Prints what was held back, and from now on everything at once.
    pub(crate) fn release(&self) {
        if let Some(text) = self.lock().held.take() {
            write(Stream::Output, &text);
        }
    }

    fn of_thread() -> Self {
        LANE.with_borrow(Self::clone)
    }

    fn print(&self, stream: Stream, text: &[u8]) {
        match &mut self.lock().held {
            Some(held) => held.extend_from_slice(text),
            None => write(stream, text),
        }
    }

    fn pass_on(&self, from: impl Read, stream: Stream) {
        let mut from = BufReader::new(from);
        loop {
            let mut line = Vec::new();
            // What cannot be read is not heard; the command's end tells what became of it.
            if !from.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
                return;
            }
            self.print(stream, &line);
            self.lock().add(line);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
    let lane = Lane::of_thread();
    if lane.lock().held.is_none() && std::io::stdout().is_terminal() {
        return command.status();
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (out, errors) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(|| out.map(|out| lane.pass_on(out, Stream::Output)));
        scope.spawn(|| errors.map(|errors| lane.pass_on(errors, Stream::Errors)));
    });
    child.wait()
}

/// Prints a text of this program.
pub(crate) fn print(stream: Stream, text: &str) {
    Lane::of_thread().print(stream, text.as_bytes());
}

/// Forgets what was heard and gives it.
pub(crate) fn take() -> Vec<u8> {
    let lane = Lane::of_thread();
    let mut heard = lane.lock();
    let mut text = std::mem::take(&mut heard.failures);
    (heard.belonging, heard.lines) = (0, 0);
    text.extend(heard.last.drain(..).flatten());
    text
}

/// A closed pipe is no error.
fn write(stream: Stream, text: &[u8]) {
    let _ = match stream {
        Stream::Output => {
            let mut output = std::io::stdout().lock();
            output.write_all(text).and_then(|()| output.flush())
        }
        Stream::Errors => std::io::stderr().write_all(text),
    };
}
