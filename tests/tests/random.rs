//! Random values drawn from the schema: our `render` and the real Helm print the same or both refuse.
//!
//! `RANDOM_COUNT` and `RANDOM_SEED` choose how many and which; the seed is printed.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use libtest_mimic::{Arguments, Failed, Trial};
use runner_stack_tests::random::{Random, draw};
use runner_stack_tests::tools::{self, first_difference, root, run};
use serde_json::{Value, json};

/// Each test draws this many values, so that a run has a readable number of tests.
const BATCH: u64 = 20;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let count: u64 = number("RANDOM_COUNT").unwrap_or(240);
    let seed = number("RANDOM_SEED").unwrap_or_else(|| {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |elapsed| elapsed.as_secs())
    });
    if !arguments.list {
        let _ = std::io::stdout().write_all(
            format!("random values: {count}, seed {seed} (again: cargo xtask test --seed {seed} --random {count})\n").as_bytes(),
        );
    }
    let (_folder, chart) = tools::emitted_chart();
    let schema: Value =
        serde_json::from_slice(&fs::read(chart.join("values.schema.json")).expect("the chart has a schema"))
            .expect("the schema is JSON");
    let shared = Arc::new((chart, schema));
    let rendered = Arc::new(AtomicU64::new(0));
    let trials = (0..count.div_ceil(BATCH))
        .map(|batch| {
            let (shared, rendered) = (Arc::clone(&shared), Arc::clone(&rendered));
            let size = BATCH.min(count - batch * BATCH);
            Trial::test(format!("batch {batch} of seed {seed}"), move || {
                let random = Random::new(seed.wrapping_add(batch << 32));
                rendered.fetch_add(compare_batch(&shared.0, &shared.1, random, size)?, Ordering::Relaxed);
                Ok(())
            })
        })
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    let rendered = rendered.load(Ordering::Relaxed);
    // A generator whose values are all refused would prove nothing. What is drawn for one batch may well be.
    if !arguments.list && conclusion.num_filtered_out == 0 && rendered * 2 < count {
        let _ = writeln!(std::io::stderr(), "only {rendered} of {count} values rendered (seed {seed})");
        return ExitCode::FAILURE;
    }
    conclusion.exit_code()
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// How many of the values render.
fn compare_batch(chart: &Path, schema: &Value, mut random: Random, size: u64) -> Result<u64, Failed> {
    let folder = tempfile::tempdir()?;
    let mut rendered = 0;
    for index in 0..size {
        let values = plausible(draw(schema, schema, &mut random, 6));
        let text = serde_json::to_string_pretty(&values)?;
        let file = folder.path().join(format!("values-{index}.yaml"));
        fs::write(&file, &text)?;
        let helm = run(tools::helm().args(["template", "gitlab-runner"]).arg(chart).arg("-f").arg(&file));
        let ours = run(tools::runner_stack().current_dir(root()).arg("render").arg("-f").arg(&file));
        if (helm.code == 0) != (ours.code == 0) {
            return Err(format!(
                "helm: {}{}\nours: {}{}\nvalues:\n{text}",
                helm.code, helm.stderr, ours.code, ours.stderr
            )
            .into());
        }
        if helm.code == 0 {
            rendered += 1;
            if helm.stdout != ours.stdout {
                return Err(
                    format!("{}\nvalues:\n{text}", first_difference(&helm.stdout, &ours.stdout)).into()
                );
            }
        }
    }
    Ok(rendered)
}

/// What the chart needs besides the schema: an address and a token for every runner.
fn plausible(mut values: Value) -> Value {
    let object = values.as_object_mut().expect("values are an object");
    object.insert("gitlabUrl".to_owned(), json!("https://gitlab.example.com"));
    object.insert("runnerToken".to_owned(), json!("glrt-EXAMPLE-not-a-real-token"));
    object.remove("runnerRegistrationToken");
    values
}
