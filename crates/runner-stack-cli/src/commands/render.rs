//! `runner-stack render`.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::bail;
use helm_render::release::{Crds, Hooks, PrintOptions, Rendered};
use runner_stack::stack::{self, Stack};

use crate::args::{Release, Render, Secrets, Values};
use crate::exit::Findings;
use crate::world::SystemWorld;
use crate::{files, report, sources};

/// Prints the manifests, or writes them to a folder.
pub(crate) fn run(args: &Render) -> anyhow::Result<()> {
    if let (false, Some(folder)) = (args.each.is_empty(), &args.output_dir) {
        return super::render_each::run(args, folder);
    }
    let rendered = rendered(&args.name, &args.values, &args.release)?;
    if args.notes {
        writeln!(io::stderr().lock(), "{}", rendered.notes)?;
    }
    let options = print_options(args);
    if let Some(folder) = &args.output_dir {
        return write_folder(folder, args, &rendered, &options);
    }
    let text = match rendered.print(&options) {
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
    Ok(())
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
    Ok(())
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

/// The rendered stack; whatever is wrong with the input has been reported.
pub(crate) fn rendered(name: &str, values: &Values, release: &Release) -> anyhow::Result<Rendered> {
    let input = sources::checked_input(values)?;
    let options = sources::release_options(name, release);
    let capabilities = sources::capabilities(release)?;
    match Stack::embedded().render(&input, &options, &capabilities, &SystemWorld) {
        Ok(rendered) => {
            for warning in &rendered.warnings {
                report::warning(warning);
            }
            Ok(rendered)
        }
        Err(error) => {
            report::render_error(&error);
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
