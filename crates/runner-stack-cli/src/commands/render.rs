//! `runner-stack render`.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::bail;
use helm_render::release::Rendered;
use runner_stack::stack::{self, Stack};

use crate::args::{Release, Render, Secrets, Values};
use crate::exit::Findings;
use crate::world::SystemWorld;
use crate::{files, report, sources};

/// Prints the manifests, or writes them to a folder.
pub fn run(args: &Render) -> anyhow::Result<()> {
    let rendered = rendered(&args.name, &args.values, &args.release)?;
    if args.notes {
        writeln!(io::stderr().lock(), "{}", rendered.notes)?;
    }
    if let Some(folder) = &args.output_dir {
        let mut written: Vec<(PathBuf, Vec<u8>)> = Vec::new();
        for (path, text) in rendered.files() {
            written.push((folder.join(path), text));
        }
        if !args.force {
            let ours: Vec<PathBuf> = written.iter().map(|(path, _)| path.clone()).collect();
            files::refuse_other_content(folder, &ours)?;
        }
        let masked = mask(&args.secrets, false);
        let mut stdout = io::stdout().lock();
        for (path, text) in written {
            let text = if masked { stack::mask_documents(&String::from_utf8_lossy(&text)).into_bytes() } else { text };
            files::write(&path, &text)?;
            writeln!(stdout, "wrote {}", path.display())?;
        }
        return Ok(());
    }
    let text = match rendered.to_text(&args.show_only) {
        Ok(text) => text,
        Err(error) => {
            report::error(&error.to_string());
            bail!(Findings);
        }
    };
    let mut stdout = io::stdout().lock();
    if mask(&args.secrets, true) {
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

/// The rendered stack; whatever is wrong with the input has been reported.
pub fn rendered(name: &str, values: &Values, release: &Release) -> anyhow::Result<Rendered> {
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

/// Whether secret data is to be masked: as told, else on a terminal.
pub fn mask(args: &Secrets, to_stdout: bool) -> bool {
    args.mask_secrets || (!args.show_secrets && to_stdout && io::stdout().is_terminal())
}
