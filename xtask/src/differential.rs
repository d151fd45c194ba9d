//! `cargo xtask differential`: random templates and values, rendered by the real Helm and by the engine.

use crate::tools::{self, run};

/// Runs the differential test with as many candidates as asked for.
pub(crate) fn compare(args: &[String]) -> Result<(), String> {
    let tools = tools::install()?;
    let mut command = tools::cargo();
    command
        .args(["test", "--quiet", "--package", "runner-stack-tests", "--test", "differential"])
        .env("HELM", &tools.helm);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let variable = match arg.as_str() {
            "--count" => "DIFFERENTIAL_COUNT",
            "--seed" => "DIFFERENTIAL_SEED",
            other => return Err(format!("unknown option {other}")),
        };
        let value = args.next().ok_or_else(|| format!("{arg} needs a value"))?;
        value.parse::<u64>().map_err(|_| format!("{arg} needs a number, not {value}"))?;
        command.env(variable, value);
    }
    run(&mut command)
}
