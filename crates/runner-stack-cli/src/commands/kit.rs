//! `runner-stack kit`.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::bail;
use helm_render::release::{Crds, RenderOptions};
use helm_render::world::SystemWorld;
use runner_stack::companion::{KitFile, KitOptions, NoKit, kit};

use crate::args::Kit;
use crate::commands::render;
use crate::exit::Findings;
use crate::{files, report, sources};

/// Writes everything that a stack needs.
pub(crate) fn run(args: &Kit) -> anyhow::Result<()> {
    let input = sources::checked_input(&args.values)?;
    let release = sources::release_options(&args.name, &args.release);
    let capabilities = sources::capabilities(&args.release)?;
    let rendered = render::stack(&input, &args.name, &args.release, RenderOptions::default())?;
    let options = KitOptions {
        quota: args.quota.clone(),
        expire_days: args.expire_days,
        tags: args.tags.clone(),
        package: args.package,
        crds: if args.release.include_crds { Crds::Included } else { Crds::Skipped },
    };
    let kit = match kit(&input, &rendered, &release, &capabilities, &SystemWorld::new(), &options) {
        Ok(kit) => kit,
        Err(NoKit::Render(error)) => {
            report::render_error(&error);
            bail!(Findings);
        }
        Err(other) => return Err(other.into()),
    };
    let contents: BTreeMap<PathBuf, &KitFile> =
        kit.files.iter().map(|file| (args.output.join(&file.path), file)).collect();
    if !args.force {
        // Credentials on their way into the cluster stay when the kit is written again.
        let secrets = args.output.join("secrets");
        files::refuse_content(&args.output, |path| {
            contents.contains_key(path) || path.starts_with(&secrets)
        })?;
    }
    for (path, file) in &contents {
        if file.executable {
            files::write_script(path, &file.bytes)?;
        } else {
            files::write(path, &file.bytes)?;
        }
    }
    if kit.holds_secrets {
        report::warning(
            "the values hold tokens or keys, and manifests/ and the chart now hold them too: do not publish these",
        );
    }
    say(&args.output)
}

fn say(folder: &Path) -> anyhow::Result<()> {
    writeln!(
        io::stdout().lock(),
        "wrote {}; start with {}",
        folder.display(),
        folder.join("VERIFY.md").display()
    )?;
    Ok(())
}
