//! Random templates and values: the engine and the real Helm print the same or fail alike.
//!
//! `DIFFERENTIAL_COUNT` and `DIFFERENTIAL_SEED` choose how many and which. The seed of the test is fixed, so that what
//! was green stays green; `cargo xtask differential` looks for news with seeds of its own.

use std::collections::BTreeSet;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use runner_stack_tests::differential::{Batch, EXCLUDED, shrink, signatures};
#[cfg(unix)]
use runner_stack_tests::tools::{self, run};

/// The candidates of the test step.
const SEED: u64 = 1;

/// Each test draws this many candidates, so that Helm starts rarely.
const BATCH: usize = 100;

/// Differences of one batch that are shrunk and shown.
const SHOWN: usize = 5;

/// Bytes of stack for a batch: templates nest.
const STACK: usize = 64 << 20;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let count = number("DIFFERENTIAL_COUNT").and_then(|count| usize::try_from(count).ok()).unwrap_or(2_000);
    let seed = number("DIFFERENTIAL_SEED").unwrap_or(SEED);
    if !arguments.list {
        let text = format!(
            "random templates: {count}, seed {seed} (again: cargo xtask differential --count {count} --seed {seed})\n"
        );
        let _ = std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes());
    }
    let mut trials: Vec<Trial> = (0..count.div_ceil(BATCH))
        .map(|batch| {
            let size = BATCH.min(count - batch * BATCH);
            let batch_seed = seed.wrapping_add((batch as u64) << 32);
            Trial::test(format!("batch {batch} of seed {seed}"), move || compare_batch(batch_seed, size))
        })
        .collect();
    trials.push(Trial::test("the grammar knows every function", every_function_is_known));
    #[cfg(unix)]
    trials.push(Trial::test("a dangling link fails alike", a_dangling_link_fails_alike));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

fn compare_batch(seed: u64, size: usize) -> Result<(), Failed> {
    let run = move || {
        let batch = Batch::draw(seed, size);
        let (rendering, failing) = batch.counts();
        // A grammar whose templates all fail, or never do, would prove little.
        if rendering == 0 || (size > 50 && failing == 0) {
            return Err(format!("{rendering} render and {failing} fail"));
        }
        let differences = batch.compare();
        if differences.is_empty() {
            return Ok(());
        }
        let count = differences.len();
        let shown: Vec<String> =
            differences.into_iter().take(SHOWN).map(|difference| shrink(difference).to_string()).collect();
        Err(format!("{count} differences; the first are\n{}", shown.join("\n")))
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run)?;
    Ok(thread.join().map_err(|_| Failed::from("panicked"))??)
}

/// New functions have to join the grammar.
fn every_function_is_known() -> Result<(), Failed> {
    let known: BTreeSet<&str> = signatures()
        .iter()
        .map(|signature| signature.name)
        .chain(EXCLUDED.iter().map(|(name, _)| *name))
        .collect();
    let unknown: Vec<&str> = helm_render::functions::names().filter(|name| !known.contains(name)).collect();
    if unknown.is_empty() { Ok(()) } else { Err(format!("the grammar does not know {unknown:?}").into()) }
}

/// Cases of `tests/helm` cannot hold links.
#[cfg(unix)]
fn a_dangling_link_fails_alike() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let chart = std::fs::canonicalize(folder.path())?.join("case");
    std::fs::create_dir_all(chart.join("templates"))?;
    std::fs::write(chart.join("Chart.yaml"), "apiVersion: v2\nname: case\nversion: 0.1.0\n")?;
    for target in ["../missing/folder/file.yaml", "../../case/none", "/missing/file"] {
        let link = chart.join("templates/link.yaml");
        std::os::unix::fs::symlink(target, &link)?;
        let helm = run(tools::helm().args(["template", "rel"]).arg(&chart));
        let Err(ours) = helm_render::Chart::from_dir(&chart) else { return Err("it loads".into()) };
        if helm.stderr != format!("Error: {ours}\n") {
            return Err(format!("helm: {}ours: {ours}", helm.stderr).into());
        }
        std::fs::remove_file(&link)?;
    }
    Ok(())
}
