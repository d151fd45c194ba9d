//! The steps of `cargo xtask test` and `check`.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::tools::{self, Tools, root, run, say};

type Step = (&'static str, fn(&Tools, &Options) -> Result<(), String>);

/// In the order of what fails fastest.
const STEPS: &[Step] = &[
    ("fmt", |_, _| fmt()),
    ("clippy", |_, _| clippy()),
    ("lint", |tools, _| lint(tools)),
    ("scripts", |tools, _| scripts(tools)),
    ("test", test_workspace),
    ("npm", |_, options| crate::npm::test(&options.binary())),
    ("web", |tools, options| crate::playground::test(&tools.helm, &options.binary())),
    ("doc", |_, _| doc()),
];

#[derive(Default)]
struct Options {
    random: Option<String>,
    seed: Option<String>,
    only: Vec<String>,
    /// Whether the tests of the command line run the binary that users get.
    release: bool,
}

impl Options {
    /// The command that the tests run.
    fn binary(&self) -> PathBuf {
        if self.release { release_binary() } else { built("debug/runner-stack") }
    }
}

pub(crate) fn test(args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    let tools = tools::install()?;
    let mut failed = Vec::new();
    for (name, step) in STEPS {
        if !options.only.is_empty() && !options.only.iter().any(|only| only == name) {
            continue;
        }
        say(&format!("==> {name}\n"));
        let start = Instant::now();
        crate::heard::take();
        let result = step(&tools, &options);
        say(&format!("<== {name}: {:.0} s\n", start.elapsed().as_secs_f64()));
        if let Err(message) = result {
            tools::complain(&message);
            failed.push((*name, crate::heard::take()));
        }
    }
    for (name, last) in &failed {
        say(&format!(
            "==> {name} failed; what it said of that, and its last lines:\n{}",
            String::from_utf8_lossy(last)
        ));
    }
    let failed: Vec<_> = failed.iter().map(|(name, _)| *name).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("failed steps: {}", failed.join(", "))) }
}

pub(crate) fn check() -> Result<(), String> {
    fmt()?;
    clippy()
}

fn parse(args: &[String]) -> Result<Options, String> {
    let mut options = Options::default();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().cloned().ok_or_else(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--random" => options.random = Some(value()?),
            "--seed" => options.seed = Some(value()?),
            "--release" => options.release = true,
            "--only" => {
                let only = value()?;
                if !STEPS.iter().any(|(name, _)| *name == only) {
                    return Err(format!("there is no step {only}"));
                }
                options.only.push(only);
            }
            other => return Err(format!("unknown option {other}")),
        }
    }
    Ok(options)
}

fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

fn fmt() -> Result<(), String> {
    run(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<(), String> {
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))
}

fn lint(tools: &Tools) -> Result<(), String> {
    run(Command::new(&tools.helm).current_dir(root()).args(["lint", "--strict", "chart"]))
}

fn scripts(tools: &Tools) -> Result<(), String> {
    run(Command::new(&tools.python)
        .current_dir(root())
        .arg("tests/scripts/run.py")
        .arg("--busybox")
        .arg(&tools.busybox)
        .arg("--shellcheck")
        .arg(&tools.shellcheck))
}

fn test_workspace(tools: &Tools, options: &Options) -> Result<(), String> {
    if options.release {
        run(cargo().args(["build", "--release", "--quiet", "--package", "runner-stack-cli"]))?;
    } else {
        // With everything that is tested, so that nothing is built twice.
        run(cargo().args(["build", "--quiet", "--workspace", "--bins", "--tests"]))?;
    }
    let mut command = cargo();
    command
        .args(["test", "--workspace", "--no-fail-fast"])
        .env("HELM", &tools.helm)
        .env("PYTHON", &tools.python)
        .env("RUNNER_STACK", options.binary());
    if let Some(count) = &options.random {
        command.env("RANDOM_COUNT", count);
    }
    if let Some(seed) = &options.seed {
        command.env("RANDOM_SEED", seed);
    }
    run(&mut command)
}

/// Where cargo puts the release build.
pub(crate) fn release_binary() -> PathBuf {
    built("release/runner-stack")
}

/// A file in the folder where cargo builds.
fn built(path: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join(path)
}

fn doc() -> Result<(), String> {
    run(cargo().args(["doc", "--workspace", "--no-deps", "--quiet"]).env("RUSTDOCFLAGS", "-D warnings"))
}
