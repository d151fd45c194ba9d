//! Input that is meant to hurt: the command ends with a clean error, or with Helm's bytes where Helm survives.
//!
//! A case below `tests/hostile` has the sections `run` (the arguments, a line per command), `code` (1 unless it is
//! given; 0 means that the command survives), `error` (what standard error starts with; a `...` in it stands for
//! anything), and its input: `file PATH` is a text, `made PATH` a text of
//! repeated parts (see [`made`]), `archive PATH` a gzipped tar file (see [`archive`]). With `as-helm` the real Helm
//! runs as well, and both print the same. `memory` is the address space that the command may have, in MiB, its stack of
//! 256 MiB included; every case has a limit of time, too, which is there to end a hang and says nothing of speed.
//!
//! The command must not write anything, and nothing it says may come from a panic.

#[path = "hostile/archive.rs"]
mod archive;
#[path = "hostile/made.rs"]
mod made;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::Failed;
use runner_stack_tests::case::{Case, run_cases};
use runner_stack_tests::tools::{self, Output, files_below, first_difference};

/// MiB of address space that a case has unless it says otherwise.
const MEMORY: u64 = 1024;

/// After this long a command counts as hanging.
const PATIENCE: Duration = Duration::from_mins(5);

fn main() -> ExitCode {
    run_cases("tests/hostile", check)
}

fn check(path: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(path)?;
    let case = Case::parse(&text);
    let folder = tempfile::tempdir()?;
    lay_out(&case, folder.path())?;
    let given = files_below(folder.path(), "");
    let memory = case.get("memory").map_or(Ok(MEMORY), |memory| memory.trim().parse())?;
    for line in case.lines("run") {
        let arguments: Vec<_> = line.split_whitespace().collect();
        let ours = run_limited(limited(memory).args(&arguments), folder.path(), &case)?;
        judge(&case, line, &ours)?;
        let left: Vec<_> =
            files_below(folder.path(), "").into_iter().filter(|file| !given.contains(file)).collect();
        if !left.is_empty() {
            return Err(format!("`{line}` wrote {left:?}").into());
        }
        if case.get("as-helm").is_some() {
            compare(&ours, &run_limited(tools::helm().args(&arguments), folder.path(), &case)?)?;
        }
    }
    Ok(())
}

/// Writes the input of a case.
fn lay_out(case: &Case, folder: &Path) -> Result<(), Failed> {
    for (name, body) in &case.sections {
        let Some((kind, path)) = name.split_once(' ') else { continue };
        let bytes = match kind {
            "file" => body.clone().into_bytes(),
            "made" => made::bytes(body)?,
            "archive" => archive::bytes(body)?,
            _ => return Err(format!("unknown section `{name}`").into()),
        };
        let target = folder.join(path);
        fs::create_dir_all(target.parent().expect("it lies in the folder"))?;
        fs::write(target, bytes)?;
    }
    Ok(())
}

fn judge(case: &Case, line: &str, output: &Output) -> Result<(), Failed> {
    let code: i32 = case.get("code").map_or(Ok(1), |code| code.trim().parse())?;
    let shown = || format!("`{line}` ended with {}:\n{}", output.code, beginning(&output.stderr));
    if output.code != code {
        return Err(format!("{} instead of {code}", shown()).into());
    }
    if ["panicked", "overflowed", "backtrace"].iter().any(|word| output.stderr.contains(word)) {
        return Err(shown().into());
    }
    if code != 0 && !output.stdout.is_empty() {
        return Err(format!("{}\nand printed {}", shown(), beginning(&output.stdout)).into());
    }
    match case.get("error") {
        Some(wanted) if !starts_like(&output.stderr, wanted.trim_end()) => {
            Err(format!("{} instead of\n{wanted}", shown()).into())
        }
        None if code != 0 && case.get("as-helm").is_none() => {
            Err(format!("the case says no error, which is\n{}", beginning(&output.stderr)).into())
        }
        _ => Ok(()),
    }
}

fn compare(ours: &Output, helm: &Output) -> Result<(), Failed> {
    if ours.stdout != helm.stdout {
        return Err(format!("stdout differs, {}", first_difference(&helm.stdout, &ours.stdout)).into());
    }
    let succeeded = (ours.code == 0, helm.code == 0);
    if succeeded.0 != succeeded.1 || !ours.stderr.starts_with(helm.stderr.trim_end()) {
        let (helm, ours) = (beginning(&helm.stderr), beginning(&ours.stderr));
        return Err(format!("Helm says\n{helm}and ours\n{ours}").into());
    }
    Ok(())
}

/// Whether a text starts like another, in which `...` stands for anything.
fn starts_like(text: &str, wanted: &str) -> bool {
    let mut parts = wanted.split("...");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    parts.all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

/// Our command with so many MiB of address space.
fn limited(memory: u64) -> Command {
    let command = tools::runner_stack();
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("ulimit -v {}; ulimit -c 0; exec \"$0\" \"$@\"", memory << 10));
    shell.arg(command.get_program());
    shell
}

/// Runs a command to its end, or ends it when it hangs.
fn run_limited(command: &mut Command, folder: &Path, case: &Case) -> Result<Output, Failed> {
    let input = match case.get("stdin-from") {
        Some(file) => Stdio::from(fs::File::open(folder.join(file.trim()))?),
        None => Stdio::null(),
    };
    let mut child = command
        .current_dir(folder)
        .env("TZ", "UTC")
        .env_remove("HELM_NAMESPACE")
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let stdout = read_all(child.stdout.take());
    let stderr = read_all(child.stderr.take());
    let code = wait(&mut child)?;
    let text = |reader: thread::JoinHandle<Vec<u8>>| {
        reader.join().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    };
    Ok(Output { stdout: text(stdout), stderr: text(stderr), code })
}

fn read_all(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // A pipe that breaks ends here as well; the exit code tells.
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}

fn wait(child: &mut Child) -> Result<i32, Failed> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.code().unwrap_or(-1));
        }
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Err("it hangs".into());
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// The first lines, for people.
fn beginning(text: &str) -> String {
    let lines = text.lines().take(8).map(|line| line.chars().take(300).collect::<String>() + "\n");
    lines.collect()
}
