//! `runner-stack render --each`: many values files in one run, each its own stack in a folder of its own.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::num::NonZero;
use std::path::{Path, PathBuf, absolute};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context as _, anyhow, bail};
use helm_render::release::PrintOptions;
use helm_render::world::SystemWorld;
use runner_stack::diagnostic::Severity;
use runner_stack::stack::{Capabilities, Input, ReleaseOptions, Stack};

use super::render;
use crate::args::Render;
use crate::exit::{Findings, Mistake};
use crate::{report, sources};

/// Writes the stack of every values file to a folder below `folder` that is named like the file.
pub(crate) fn run(args: &Render, folder: &Path) -> anyhow::Result<()> {
    let jobs = jobs(args, folder)?;
    let mut base = Input::new();
    for file in sources::files(&args.values)? {
        sources::add_file(&mut base, &file)?;
    }
    let shared = Shared {
        args,
        base,
        release: sources::release_options(&args.name, &args.release),
        capabilities: sources::capabilities(&args.release)?,
        options: render::print_options(args),
    };
    let outcomes = in_parallel(&jobs, |job| shared.stack(job));
    print(&jobs, &outcomes)
}

/// A values file and the folder that its stack is written to.
struct Job {
    file: PathBuf,
    folder: PathBuf,
}

/// What all stacks have in common.
struct Shared<'a> {
    args: &'a Render,
    base: Input,
    release: ReleaseOptions,
    capabilities: Capabilities,
    options: PrintOptions,
}

/// What became of a job.
struct Outcome {
    /// How many files were written.
    result: anyhow::Result<usize>,
    /// What standard error gets to see.
    report: Vec<u8>,
}

impl Shared<'_> {
    fn stack(&self, job: &Job) -> Outcome {
        let mut report = Vec::new();
        let result = self.write(job, &mut report);
        Outcome { result, report }
    }

    fn write(&self, job: &Job, report: &mut Vec<u8>) -> anyhow::Result<usize> {
        let mut input = self.base.clone();
        sources::add_file(&mut input, &job.file)?;
        sources::add_flags(&mut input, &self.args.values)?;
        let findings = input.check();
        report::write_findings(report, &findings, input.sources())?;
        if findings.iter().any(|finding| finding.diagnostic.severity == Severity::Error) {
            bail!(Findings);
        }
        match Stack::embedded().render(&input, &self.release, &self.capabilities, &SystemWorld::new()) {
            Ok(rendered) => {
                for warning in &rendered.warnings {
                    writeln!(report, "warning: {}: {warning}", job.file.display())?;
                }
                render::write_files(&job.folder, self.args, &rendered, &self.options)
            }
            Err(error) => {
                report::write_render_error(report, &error)?;
                writeln!(report, "  --> {}\n", job.file.display())?;
                bail!(Findings)
            }
        }
    }
}

/// The values files that the arguments name.
fn jobs(args: &Render, folder: &Path) -> anyhow::Result<Vec<Job>> {
    let shared = sources::files(&args.values)?;
    let base: Vec<PathBuf> = shared.iter().filter_map(|file| absolute(file).ok()).collect();
    let mut taken: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    for path in &args.each {
        let mut found = Vec::new();
        if path.is_dir() {
            if absolute(folder)?.starts_with(absolute(path)?) {
                bail!(
                    "the output folder {} lies in {}, so the next run would take its files for values; \
                     give a folder elsewhere",
                    folder.display(),
                    path.display()
                );
            }
            collect(path, Path::new(""), &mut found)?;
            // What every stack builds on is no stack.
            found.retain(|(file, _)| !absolute(file).is_ok_and(|file| base.contains(&file)));
            if found.is_empty() {
                bail!("there are no values files (*.yaml, *.yml) in {}", path.display());
            }
        } else {
            let name = path.file_stem().with_context(|| format!("{} names no file", path.display()))?;
            found.push((path.clone(), PathBuf::from(name)));
        }
        for (file, name) in found {
            if let Some(other) = taken.get(&name)
                && *other != file
            {
                bail!(
                    "{} and {} would both be written to {}; rename one of them",
                    other.display(),
                    file.display(),
                    folder.join(name).display()
                );
            }
            taken.insert(name, file);
        }
    }
    // In this order a folder comes right before what lies in it.
    for (outer, inner) in taken.keys().zip(taken.keys().skip(1)) {
        if inner.starts_with(outer) {
            bail!(
                "{} would be written to a folder inside that of {}; rename one of them",
                taken[inner].display(),
                taken[outer].display()
            );
        }
    }
    Ok(taken.into_iter().map(|(name, file)| Job { file, folder: folder.join(name) }).collect())
}

/// The values files below a folder, with their path from there, without the ending; hidden ones are left alone.
fn collect(folder: &Path, name: &Path, found: &mut Vec<(PathBuf, PathBuf)>) -> anyhow::Result<()> {
    let unreadable = || format!("could not read the folder {}", folder.display());
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        let (Some(file), Some(stem)) = (path.file_name(), path.file_stem()) else { continue };
        if file.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if path.is_dir() {
            collect(&path, &name.join(file), found)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            let name = name.join(stem);
            found.push((path, name));
        }
    }
    Ok(())
}

/// Works on all cores; the results are in the order of the jobs.
fn in_parallel<J: Sync, R: Send>(jobs: &[J], work: impl Fn(&J) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(at) else { return done };
            done.push((at, work(job)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(jobs.len());
    let mut results = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
        let mut results = take();
        for other in others {
            results.extend(other.join().expect("work reports its failures as results"));
        }
        results
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

fn print(jobs: &[Job], outcomes: &[Outcome]) -> anyhow::Result<()> {
    let (mut stdout, mut stderr) = (io::stdout().lock(), io::stderr().lock());
    let (mut mistaken, mut failed) = (0, 0);
    for (job, outcome) in jobs.iter().zip(outcomes) {
        stderr.write_all(&outcome.report)?;
        match &outcome.result {
            Ok(1) => writeln!(stdout, "wrote {} (1 file)", job.folder.display())?,
            Ok(files) => writeln!(stdout, "wrote {} ({files} files)", job.folder.display())?,
            Err(error) if error.is::<Findings>() => mistaken += 1,
            Err(error) => {
                writeln!(stderr, "error: {error:#}")?;
                *(if error.is::<Mistake>() { &mut mistaken } else { &mut failed }) += 1;
            }
        }
    }
    let total = jobs.len();
    if failed > 0 {
        let rest = if mistaken > 0 { format!("; {mistaken} have mistakes") } else { String::new() };
        return Err(anyhow!("{failed} of {total} values files could not be rendered{rest}"));
    }
    if mistaken > 0 {
        let have = if mistaken == 1 { "has" } else { "have" };
        writeln!(stderr, "{mistaken} of {total} values files {have} mistakes; nothing was written for them")?;
        bail!(Findings);
    }
    Ok(())
}
