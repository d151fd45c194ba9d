//! `cargo xtask bench`: the command against the real Helm, in the same run, as ratios of medians; `bench npm`: the npm
//! package against its budgets; `bench check`: what `check` costs.

mod check;
mod generated;
mod many;
mod measure;
mod template;

use std::path::PathBuf;
use std::{fs, io};

use crate::steps::release_binary;
use crate::tools::{self, root, say};
use measure::{Comparison, arguments};

const EXAMPLES: &[&str] = &["minio", "multi", "airgap"];

/// Measures `render` of the examples, or `template` of charts, whole process, against `helm template` of the same.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let charts = match args.split_first() {
        None => None,
        Some((mode, charts)) if mode == "template" => Some(charts),
        Some((mode, [])) if mode == "npm" => return crate::npm::bench(),
        Some((mode, [])) if mode == "check" => {
            let tools = tools::install()?;
            return check::run(&tools, &installed()?);
        }
        Some((unknown, _)) => {
            return Err(format!(
                "unknown option {unknown}; there are `bench npm`, `bench check` and `bench template [CHART...]`"
            ));
        }
    };
    let tools = tools::install()?;
    let comparison = Comparison { tools: &tools, ours: installed()? };
    say("median of wall time and of peak memory, whole process; same chart, same values, same run\n\n");
    match charts {
        Some(charts) => template::run(&comparison, charts),
        None => examples(&comparison),
    }
}

/// The command as it gets to its users: a copy of what is built. What a linker wrote lies scattered in the system's
/// cache, and reading it from there takes a tenth of a short run.
fn installed() -> Result<PathBuf, String> {
    tools::run(tools::cargo().args(["build", "--release", "--quiet", "--package", "runner-stack-cli"]))?;
    let installed = root().join("target/bench/bin/runner-stack");
    let failed = |error: io::Error| format!("{}: {error}", installed.display());
    fs::create_dir_all(root().join("target/bench/bin")).map_err(failed)?;
    fs::copy(release_binary(), &installed).map_err(failed)?;
    Ok(installed)
}

fn examples(comparison: &Comparison<'_>) -> Result<(), String> {
    measure::head("example");
    for example in EXAMPLES {
        let values = format!("examples/{example}.yaml");
        let helm = arguments(&["template", "gitlab-runner", "chart", "-f", &values]);
        comparison.row(example, &helm, &arguments(&["render", "-f", &values]))?;
    }
    many::run(comparison)
}
