//! `runner-stack check`.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context as _, bail};
use runner_stack::check::{self, Checked, Options, Version};
use runner_stack::diagnostic::Severity;
use runner_stack::rules;
use runner_stack::schema::nearest_value;

use crate::args::{Check, Deny, Format};
use crate::exit::Findings;
use crate::report::layout::Layout;
use crate::report::pages::Pages;
use crate::{reading, report};

/// Below this number of files, starting threads costs more than it saves.
const FILES_PER_THREAD: usize = 8;

/// Checks files and prints what was found.
pub(crate) fn run(args: &Check) -> anyhow::Result<()> {
    if let Some(code) = &args.explain {
        return explain(code);
    }
    if args.list {
        io::stdout().lock().write_all(rules::manual_table().as_bytes())?;
        return Ok(());
    }
    let options = options(args)?;
    let paths = paths(&args.files)?;
    // The process ends soon, and freeing what was read would take a tenth of its time.
    let mut files = ManuallyDrop::new(check_all(paths, &options)?);
    check::check_together(&mut files, &options);
    print(args.format, &files, Pages::new(args.rules_url.as_deref()))?;
    let worst = files.iter().flat_map(|file| &file.findings).map(|finding| finding.severity).max();
    let limit = if args.deny == Some(Deny::Warnings) { Severity::Warning } else { Severity::Error };
    if worst.is_some_and(|worst| worst >= limit) {
        bail!(Findings);
    }
    Ok(())
}

fn explain(code: &str) -> anyhow::Result<()> {
    let rule = rules::by_code(code).with_context(|| unknown_code(code))?;
    io::stdout().lock().write_all(rules::page(rule).as_bytes())?;
    Ok(())
}

fn unknown_code(code: &str) -> String {
    let near = nearest_value(code, rules::RULES.iter().map(|rule| rule.code));
    let hint = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
    format!("there is no rule {code}{hint} (`runner-stack check --list` shows all)")
}

fn options(args: &Check) -> anyhow::Result<Options> {
    let mut options = Options::default();
    if let Some(version) = &args.runner_version {
        options.runner_version = Version::parse(version).with_context(|| {
            format!("--runner-version {version}: give a version such as 18.10 or v19.4.0")
        })?;
    }
    for code in &args.allow {
        if rules::by_code(code).is_none() {
            bail!("--allow {code}: {}", unknown_code(code));
        }
        options.allow.push(code.clone());
    }
    Ok(options)
}

/// A file to check, and whether it was named or only found in a folder.
struct Target {
    path: PathBuf,
    is_named: bool,
}

fn paths(named: &[PathBuf]) -> anyhow::Result<Vec<Target>> {
    let mut targets = Vec::new();
    for path in named {
        if path.is_dir() {
            let before = targets.len();
            walk(path, &mut targets)?;
            if targets.len() == before {
                bail!("{} holds no .yaml, .yml or .toml file", path.display());
            }
        } else {
            targets.push(Target { path: path.clone(), is_named: true });
        }
    }
    Ok(targets)
}

/// Collects the files of a folder, sorted; hidden ones and templates of charts are left out.
fn walk(folder: &Path, targets: &mut Vec<Target>) -> anyhow::Result<()> {
    let read = || format!("could not read the folder {}", folder.display());
    let mut entries =
        fs::read_dir(folder).with_context(read)?.collect::<Result<Vec<_>, _>>().with_context(read)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let is_chart = entries.iter().any(|entry| entry.file_name() == "Chart.yaml");
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        // Links are not followed, so that no circle is walked.
        let Ok(kind) = entry.file_type() else { continue };
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            if !(is_chart && matches!(&*name, "templates" | "charts" | "crds")) && name != "node_modules" {
                walk(&path, targets)?;
            }
        } else if kind.is_file()
            && path.extension().is_some_and(is_ours)
            && !(is_chart && name == "Chart.yaml")
        {
            targets.push(Target { path, is_named: false });
        }
    }
    Ok(())
}

/// Whether files of a folder with this ending are looked at.
fn is_ours(ending: &OsStr) -> bool {
    ["yaml", "yml", "toml"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Reads and checks the files on all cores, and gives them back in the order given.
fn check_all(targets: Vec<Target>, options: &Options) -> anyhow::Result<Vec<Checked>> {
    let most = targets.len().div_ceil(FILES_PER_THREAD);
    // To ask for the cores is to read several files.
    let cores = if most > 1 { thread::available_parallelism().map_or(1, usize::from) } else { 1 };
    let threads = cores.min(most).max(1);
    let queue: Mutex<VecDeque<(usize, Target)>> = Mutex::new(targets.into_iter().enumerate().collect());
    let work = || {
        let mut done = Vec::new();
        loop {
            let next = queue.lock().ok().and_then(|mut queue| queue.pop_front());
            let Some((index, target)) = next else { return done };
            done.push((index, check_one(&target, options)));
        }
    };
    let mut results = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut results = work();
        for other in others {
            results.extend(other.join().unwrap_or_default());
        }
        results
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().filter_map(|(_, result)| result.transpose()).collect()
}

/// Checks one file; nothing for a file of a folder that is none of ours.
fn check_one(target: &Target, options: &Options) -> anyhow::Result<Option<Checked>> {
    let (name, bytes) = if target.path == Path::new("-") {
        ("standard input".to_owned(), reading::standard_input()?)
    } else {
        let bytes = reading::file(&target.path)
            .with_context(|| format!("could not read {}", target.path.display()))?;
        (target.path.display().to_string(), bytes)
    };
    let checked = check::check(name, bytes, options);
    let is_other =
        checked.findings.iter().any(|finding| matches!(finding.code, "unknown-kind" | "empty-file"));
    Ok((target.is_named || !is_other).then_some(checked))
}

fn print(format: Format, files: &[Checked], pages: Pages<'_>) -> anyhow::Result<()> {
    let text = match format {
        Format::Human => report::human::render(files, &Layout::of(&io::stdout()), pages),
        Format::Short => report::short::render(&report::reported::all(files), pages),
        Format::Json => report::json::render(&report::reported::all(files), pages)?,
        Format::Sarif => report::sarif::render(&report::reported::all(files), pages)?,
        Format::Gitlab => report::gitlab::render(&report::reported::all(files), pages)?,
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}
