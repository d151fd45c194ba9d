//! `runner-stack render`.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::bail;
use helm_render::Limits;
use helm_render::release::{Crds, Hooks, PrintOptions, RenderOptions, Rendered, SourceLine};
use helm_render::world::SystemWorld;
use runner_stack::stack::{self, Input, Stack};

use crate::args::{Release, Render, Secrets, Values};
use crate::exit::Findings;
use crate::{beyond_helm, files, report, sources};

/// Prints the manifests, or writes them to a folder.
pub(crate) fn run(args: &Render, limits: Limits) -> anyhow::Result<()> {
    if let (false, Some(folder)) = (args.each.is_empty(), &args.output_dir) {
        return super::render_each::run(args, folder);
    }
    let (rendered, is_whole) = rendered_as_asked(args, limits)?;
    if args.notes {
        writeln!(io::stderr().lock(), "{}", rendered.notes)?;
    }
    let options = print_options(args);
    match &args.output_dir {
        Some(folder) => write_folder(folder, args, &rendered, &options)?,
        None => print(args, &rendered, &options)?,
    }
    if is_whole { Ok(()) } else { bail!(Findings) }
}

fn print(args: &Render, rendered: &Rendered, options: &PrintOptions) -> anyhow::Result<()> {
    let text = match rendered.print(options) {
        Ok(text) => text,
        Err(error) => {
            report::render_error(&error);
            bail!(Findings);
        }
    };
    let mut stdout = io::stdout().lock();
    if mask(&args.secrets, Destination::Stdout) {
        let text = String::from_utf8_lossy(&text);
        let masked = stack::mask_documents(&text);
        stdout.write_all(masked.as_bytes())?;
        if masked != text && !args.secrets.mask_secrets {
            stdout.flush()?;
            writeln!(
                io::stderr(),
                "note: the data of Secrets is masked on a terminal; a pipe or file gets it, --show-secrets shows it"
            )?;
        }
    } else {
        stdout.write_all(&text)?;
    }
    beyond_helm::map_print(&args.beyond_helm, rendered, options)
}

/// What is printed or written, from the arguments.
pub(super) fn print_options(args: &Render) -> PrintOptions {
    PrintOptions {
        crds: if args.release.include_crds { Crds::Included } else { Crds::Skipped },
        hooks: Hooks::All,
        show_only: args.show_only.clone(),
    }
}

fn write_folder(
    folder: &Path,
    args: &Render,
    rendered: &Rendered,
    options: &PrintOptions,
) -> anyhow::Result<()> {
    write_files(folder, args, rendered, options)?;
    let mut stdout = io::stdout().lock();
    for write in rendered.writes(options, None) {
        writeln!(stdout, "wrote {}", folder.join(&write.path).display())?;
    }
    let mut map: BTreeMap<String, Vec<SourceLine>> = BTreeMap::new();
    let mapped = beyond_helm::written_lines(&args.beyond_helm, rendered, options);
    for (write, lines) in rendered.writes(options, None).iter().zip(mapped) {
        map.entry(folder.join(&write.path).display().to_string()).or_default().extend(lines);
    }
    beyond_helm::map_files(&args.beyond_helm, map)
}

/// Writes the manifests below a folder; how many files they make.
pub(super) fn write_files(
    folder: &Path,
    args: &Render,
    rendered: &Rendered,
    options: &PrintOptions,
) -> anyhow::Result<usize> {
    // Several documents of one template go to one file, as Helm has it.
    let mut contents: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    for write in rendered.writes(options, None) {
        contents.entry(folder.join(&write.path)).or_default().extend_from_slice(&write.text);
    }
    if !args.force {
        let ours: Vec<PathBuf> = contents.keys().cloned().collect();
        files::refuse_other_content(folder, &ours)?;
    }
    if mask(&args.secrets, Destination::Files) {
        for text in contents.values_mut() {
            *text = stack::mask_documents(&String::from_utf8_lossy(text)).into_bytes();
        }
    }
    for (path, text) in &contents {
        files::write(path, text)?;
    }
    Ok(contents.len())
}

/// The rendered stack, for commands that print no manifests; what is wrong with the input has been reported.
pub(crate) fn rendered(name: &str, values: &Values, release: &Release) -> anyhow::Result<Rendered> {
    quietly(&sources::checked_input(values)?, name, release, RenderOptions::default())
}

/// What was rendered, and whether that is all; what is wrong with the input has been reported.
fn rendered_as_asked(args: &Render, limits: Limits) -> anyhow::Result<(Rendered, bool)> {
    let (input, is_sound) = if args.beyond_helm.partial {
        sources::readable_input(&args.values)?
    } else {
        (sources::checked_input(&args.values)?, true)
    };
    let options = RenderOptions { limits, ..RenderOptions::default() };
    let options = beyond_helm::render_options(&args.beyond_helm, options);
    let rendered = stack(&input, &args.name, &args.release, options)?;
    beyond_helm::report_unused(&args.beyond_helm, &rendered, input.values());
    rendered.errors.iter().for_each(report::render_error);
    let is_whole = is_sound && rendered.errors.is_empty();
    Ok((rendered, is_whole))
}

/// The rendered stack of values that have been checked, its warnings reported.
pub(crate) fn stack(
    input: &Input,
    name: &str,
    release: &Release,
    options: RenderOptions,
) -> anyhow::Result<Rendered> {
    let rendered = quietly(input, name, release, options)?;
    rendered.warnings.iter().for_each(|warning| report::warning(warning));
    Ok(rendered)
}

fn quietly(input: &Input, name: &str, release: &Release, options: RenderOptions) -> anyhow::Result<Rendered> {
    let release_options = sources::release_options(name, release);
    let capabilities = sources::capabilities(release)?;
    match Stack::embedded().render_with(input, &release_options, &capabilities, options, &SystemWorld::new())
    {
        Ok(rendered) => Ok(rendered),
        Err(failure) => {
            report::render_error(&failure.error);
            bail!(Findings)
        }
    }
}

/// Where output goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Destination {
    /// Standard output, which may be a terminal.
    Stdout,
    /// Files, which nobody looks over the shoulder at.
    Files,
}

/// Whether secret data is to be masked: as told, else on a terminal.
pub(crate) fn mask(args: &Secrets, destination: Destination) -> bool {
    let seen = destination == Destination::Stdout && io::stdout().is_terminal();
    args.mask_secrets || (seen && !args.show_secrets)
}
