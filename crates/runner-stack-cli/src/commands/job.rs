//! `runner-stack job`.

use std::io::{self, Write as _};

use anyhow::{Context as _, bail};
use helm_render::yaml;
use runner_stack::job::{JobOptions, NoPod, job};
use runner_stack::stack::View;

use crate::args::Job;
use crate::commands::render::rendered;
use crate::exit::Findings;

/// Prints the pod of a job, or why the runner would refuse it.
pub(crate) fn run(args: &Job) -> anyhow::Result<()> {
    let mut options = JobOptions {
        runner: args.runner.clone(),
        image: args.image.clone(),
        services: args.services.clone(),
        pull_policies: args.pull_policies.clone(),
        user: args.user.clone(),
        variables: Vec::new(),
    };
    for variable in &args.variables {
        let (name, value) = variable
            .split_once('=')
            .with_context(|| format!("--variable {variable}: give it as NAME=VALUE"))?;
        options.variables.push((name.to_owned(), value.to_owned()));
    }
    let rendered = rendered(&args.name, &args.values, &args.release)?;
    let texts: Vec<_> = rendered.manifests.iter().map(|manifest| manifest.text.to_str()).collect();
    let view = View::read(&texts).context("the rendered stack cannot be read back")?;
    let pod = match job(&view, &options) {
        Ok(pod) => pod,
        Err(reason) => {
            writeln!(io::stderr().lock(), "error: {}", message(&reason))?;
            bail!(Findings);
        }
    };
    let text = yaml::to_yaml(&pod.pod)
        .map_err(|fault| anyhow::anyhow!("the pod cannot be written as YAML: {fault}"))?;
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()?;
    let mut stderr = io::stderr().lock();
    for note in &pod.notes {
        writeln!(stderr, "note: {note}")?;
    }
    Ok(())
}

/// The reason, with the flag that helps.
fn message(reason: &NoPod) -> String {
    match reason {
        NoPod::NoRunner { asked, known } if asked.is_empty() && !known.is_empty() => {
            format!("{reason} (`--runner NAME`)")
        }
        _ => reason.to_string(),
    }
}
