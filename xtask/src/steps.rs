//! The steps of `cargo xtask test` and `check`.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Instant;

use crate::heard::{self, Lane};
use crate::npm::BINDGEN;
use crate::tools::{self, Tools, cargo, root, run, say};

type Step = (&'static str, fn(&Context) -> Result<(), String>);

/// The step that builds the command which others run.
const BUILDS: &str = "test";

/// In the order of what fails fastest.
const STEPS: &[Step] = &[
    ("fmt", |_| fmt()),
    ("clippy", |_| clippy()),
    ("lint", |context| lint(context.tools()?)),
    ("scripts", |context| scripts(context.tools()?)),
    (BUILDS, test_workspace),
    ("doc", |_| doc()),
];

/// The step that builds the package, which the page uses.
const PACKAGES: &str = "npm";

/// What runs beside [`STEPS`] and beside each other: compiling the module has long parts that keep one processor busy,
/// and so have the tests in browsers.
const BESIDE: &[Step] = &[(PACKAGES, npm), ("web", web)];

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

    /// The steps that were asked for.
    fn chosen(&self, steps: &[Step]) -> Vec<Step> {
        let is_chosen = |name: &str| self.only.is_empty() || self.only.iter().any(|only| only == name);
        steps.iter().filter(|(name, _)| is_chosen(name)).copied().collect()
    }
}

/// What steps share.
struct Context {
    options: Options,
    tools: OnceLock<Result<Tools, String>>,
    /// Set as soon as [`Options::binary`] is as good as it gets.
    is_built: OnceLock<()>,
    /// Set as soon as the package is as good as it gets.
    is_packaged: OnceLock<()>,
}

impl Context {
    /// What the tests compare with, installed by whoever asks first.
    fn tools(&self) -> Result<&Tools, String> {
        self.tools.get_or_init(tools::install).as_ref().map_err(Clone::clone)
    }

    // Only the first call of each has something to tell.

    fn binary_is_built(&self) {
        let _ = self.is_built.set(());
    }

    fn package_is_built(&self) {
        let _ = self.is_packaged.set(());
    }
}

pub(crate) fn test(args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    let (steps, beside) = (options.chosen(STEPS), options.chosen(BESIDE));
    let (tools, is_built, is_packaged) = Default::default();
    let context = Context { options, tools, is_built, is_packaged };
    if !steps.iter().any(|(name, _)| *name == BUILDS) {
        context.binary_is_built();
    }
    if !beside.iter().any(|(name, _)| *name == PACKAGES) {
        context.package_is_built();
    }
    let failed = if steps.is_empty() || beside.is_empty() {
        run_steps(&[steps, beside].concat(), &context)
    } else {
        run_beside(&steps, &beside, &context)
    };
    for (name, last) in &failed {
        say(&format!(
            "==> {name} failed; what it said of that, and its last lines:\n{}",
            String::from_utf8_lossy(last)
        ));
    }
    let failed: Vec<_> = failed.iter().map(|(name, _)| *name).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("failed steps: {}", failed.join(", "))) }
}

/// A step that failed, and what there is to be said again of it.
type Failed = (&'static str, Vec<u8>);

/// Runs steps one after the other; those that failed.
fn run_steps(steps: &[Step], context: &Context) -> Vec<Failed> {
    let mut failed = Vec::new();
    for (name, step) in steps {
        say(&format!("==> {name}\n"));
        let start = Instant::now();
        heard::take();
        let result = step(context);
        say(&format!("<== {name}: {:.0} s\n", start.elapsed().as_secs_f64()));
        if let Err(message) = result {
            tools::complain(&message);
            failed.push((*name, heard::take()));
        }
    }
    failed
}

/// Runs steps, and others beside them that print when the first are done; those that failed.
fn run_beside(steps: &[Step], beside: &[Step], context: &Context) -> Vec<Failed> {
    let names: Vec<_> = beside.iter().map(|(name, _)| *name).collect();
    say(&format!("{} run beside the other steps; what they print follows\n", names.join(" and ")));
    std::thread::scope(|scope| {
        let others: Vec<_> = beside
            .iter()
            .map(|step| {
                let lane = Lane::held();
                let own = lane.clone();
                let run = move || {
                    own.enter();
                    run_steps(std::slice::from_ref(step), context)
                };
                (lane, scope.spawn(run))
            })
            .collect();
        // The first steps do without them; those that do not say it when they cannot be installed.
        scope.spawn(|| context.tools().is_ok());
        let mut failed = run_steps(steps, context);
        for (lane, other) in others {
            lane.release();
            match other.join() {
                Ok(others) => failed.extend(others),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        failed
    })
}

fn npm(context: &Context) -> Result<(), String> {
    let packaged = || context.package_is_built();
    let result = crate::npm::test(&context.options.binary(), packaged, || *context.is_built.wait());
    // Who waits for it does without it when it could not be built.
    packaged();
    result
}

fn web(context: &Context) -> Result<(), String> {
    context.is_packaged.wait();
    crate::playground::test(&context.tools()?.helm, &context.options.binary(), || *context.is_built.wait())
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
                if !STEPS.iter().chain(BESIDE).any(|(name, _)| *name == only) {
                    return Err(format!("there is no step {only}"));
                }
                options.only.push(only);
            }
            other => return Err(format!("unknown option {other}")),
        }
    }
    Ok(options)
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

fn test_workspace(context: &Context) -> Result<(), String> {
    let options = &context.options;
    let built = if options.release {
        run(cargo().args(["build", "--release", "--quiet", "--package", "runner-stack-cli"]))
    } else {
        // With everything that is tested, so that nothing is built twice.
        run(cargo().args(["build", "--quiet", "--workspace", "--exclude", BINDGEN, "--bins", "--tests"]))
    };
    context.binary_is_built();
    built?;
    let tools = context.tools()?;
    let mut command = cargo();
    command
        .args(["test", "--workspace", "--exclude", BINDGEN, "--no-fail-fast"])
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
    run(cargo()
        .args(["doc", "--workspace", "--exclude", BINDGEN, "--no-deps", "--quiet"])
        .env("RUSTDOCFLAGS", "-D warnings"))
}
