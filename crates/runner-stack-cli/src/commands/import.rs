//! `runner-stack import`.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use runner_stack::diagnostic::Severity;
use runner_stack::import::{File, Imported, import};

use crate::args::Import;
use crate::commands::diff::human;
use crate::exit::Findings;
use crate::report::layout::Layout;
use crate::{files, reading, report};

/// Writes the values and says what differs.
pub(crate) fn run(args: &Import) -> anyhow::Result<()> {
    for target in args.output.iter().chain(&args.report) {
        if target.exists() && !args.force {
            bail!("{} exists; nothing was written: --force replaces it", target.display());
        }
    }
    let input = read(&args.files)?;
    let imported = import(&input);
    let layout = if args.report.is_some() { Layout::plain() } else { report::layout() };
    let text = said(&imported, &input, &layout);
    let failed = imported.has_errors();
    if !failed {
        match &args.output {
            Some(target) => files::write(target, imported.values.as_bytes())?,
            None => io::stdout().lock().write_all(imported.values.as_bytes())?,
        }
    }
    match &args.report {
        Some(target) if !failed => files::write(target, text.as_bytes())?,
        _ => io::stderr().lock().write_all(text.as_bytes())?,
    }
    if failed {
        bail!(Findings);
    }
    Ok(())
}

fn read(named: &[PathBuf]) -> anyhow::Result<Vec<File>> {
    let mut input = Vec::new();
    for path in named {
        if path == Path::new("-") {
            input.push(File::new("standard input", reading::standard_input()?));
        } else if path.is_dir() {
            let before = input.len();
            walk(path, &mut input)?;
            if input.len() == before {
                bail!("{} holds no .yaml, .yml, .json or .toml file", path.display());
            }
        } else {
            input.push(File::new(path.display().to_string(), content(path)?));
        }
    }
    Ok(input)
}

/// The files of a folder in the order of their names; hidden ones are left out.
fn walk(folder: &Path, input: &mut Vec<File>) -> anyhow::Result<()> {
    let failed = || format!("could not read the folder {}", folder.display());
    let mut entries =
        fs::read_dir(folder).with_context(failed)?.collect::<Result<Vec<_>, _>>().with_context(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // Links are not followed, so that no circle is walked.
        let Ok(kind) = entry.file_type() else { continue };
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            walk(&path, input)?;
        } else if kind.is_file()
            && path
                .extension()
                .is_some_and(|ending| ["yaml", "yml", "json", "toml"].iter().any(|known| ending == *known))
        {
            input.push(File { found: true, ..File::new(path.display().to_string(), content(&path)?) });
        }
    }
    Ok(())
}

fn content(path: &Path) -> anyhow::Result<Vec<u8>> {
    reading::file(path).with_context(|| format!("could not read {}", path.display()))
}

/// Findings, then the objects that differ, then what is to do.
fn said(imported: &Imported, input: &[File], layout: &Layout) -> String {
    let mut text = String::new();
    let contents: Vec<String> = input.iter().map(|file| hidden(&file.bytes, imported)).collect();
    for finding in &imported.findings {
        let source =
            input.get(finding.source).map(|file| (file.name.as_str(), contents[finding.source].as_str()));
        let _ = writeln!(text, "{}\n", report::show(layout, &finding.diagnostic, source));
    }
    let errors =
        imported.findings.iter().filter(|finding| finding.diagnostic.severity == Severity::Error).count();
    if errors > 0 {
        let noun = if errors == 1 { "problem" } else { "problems" };
        let _ = writeln!(text, "{errors} {noun} in the input; nothing was written");
        return text;
    }
    if let Some(lacks) = &imported.lacks {
        let _ = writeln!(text, "the values cannot be rendered yet, so nothing was compared: {lacks}");
        return text;
    }
    let mut made = String::new();
    objects(imported, &mut made);
    text + &imported.credentials.masked(&made)
}

/// The content with credentials starred out, so that positions stay.
fn hidden(bytes: &[u8], imported: &Imported) -> String {
    imported.credentials.starred(&String::from_utf8_lossy(bytes))
}

fn objects(imported: &Imported, text: &mut String) {
    if imported.objects.is_empty() {
        let _ = writeln!(text, "the values make the same as the input");
        return;
    }
    let _ = writeln!(text, "what the values make, beside the input:");
    for object in &imported.objects {
        let heading = match (&object.before, &object.after) {
            (Some(before), Some(after)) if before == after => format!("~ {before}"),
            (Some(before), Some(after)) => format!("~ {before} → {after}"),
            (Some(before), None) => format!("- {before}"),
            (None, Some(after)) => format!("+ {after}"),
            (None, None) => continue,
        };
        let reason = object.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        let _ = writeln!(text, "{heading}{reason}");
        for field in &object.fields {
            human::fields(field, text);
        }
    }
    if !imported.namespace.is_empty() {
        let _ = writeln!(
            text,
            "\nobjects keep their names in: helm install {} -n {}",
            imported.release, imported.namespace
        );
    }
}
