//! `runner-stack kit`.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use helm_render::release::{Crds, Hooks, PrintOptions, RenderOptions};
use runner_stack::companion::{self, Choices};
use runner_stack::images::{images, mirror};
use runner_stack::stack::{self, Identity, Input, Secrets, View};

use crate::args::Kit;
use crate::commands::render;
use crate::exit::Findings;
use crate::world::SystemWorld;
use crate::{files, report, sources};

/// Where the mirror script copies to when neither values nor user say so.
const REGISTRY: &str = "registry.example.com";

/// A file to write.
struct Content {
    bytes: Vec<u8>,
    executable: bool,
}

/// Writes everything that a stack needs.
pub(crate) fn run(args: &Kit) -> anyhow::Result<()> {
    let input = sources::checked_input(&args.values)?;
    let options = sources::release_options(&args.name, &args.release);
    let capabilities = sources::capabilities(&args.release)?;
    let rendered = render::stack(&input, &args.name, &args.release, RenderOptions::default())?;
    let texts: Vec<_> = rendered.manifests.iter().map(|manifest| manifest.text.to_str()).collect();
    let view = View::read(&texts).context("the rendered stack cannot be read back")?;
    let chart =
        stack::publish(&input, &Identity::default()).context("the values could not become defaults")?;
    let namespace = view.manager().map(|(_, namespace)| namespace).filter(|namespace| !namespace.is_empty());
    let choices = Choices {
        release: args.name.clone(),
        namespace: namespace.unwrap_or_else(|| options.namespace.clone()),
        quota: args.quota.clone(),
        expire_days: args.expire_days,
        tags: args.tags.iter().map(|tag| split_tag(tag)).collect(),
        values_tags: value(&input, &["runners", "tags"]),
        chart: if args.package {
            format!("{}-{}.tgz", chart.name, chart.version)
        } else {
            "chart".to_owned()
        },
        literal_secrets: input.holds_literal_secrets(),
        registry: value(&input, &["imageRegistry"]).unwrap_or_else(|| REGISTRY.to_owned()),
    };
    let mirror = match mirror(&input, &options, &capabilities, &SystemWorld, &choices.registry) {
        Ok(mirror) => mirror,
        Err(error) => {
            report::render_error(&error);
            bail!(Findings);
        }
    };

    let mut contents: BTreeMap<PathBuf, Content> = BTreeMap::new();
    let mut add = |path: &str, bytes: &[u8], executable: bool| {
        let content = contents
            .entry(args.output.join(path))
            .or_insert_with(|| Content { bytes: Vec::new(), executable });
        content.bytes.extend_from_slice(bytes);
    };
    for file in companion::files(&view, &images(&view), &mirror, &choices)? {
        add(&file.path, file.text.as_bytes(), file.executable);
    }
    let print = PrintOptions {
        crds: if args.release.include_crds { Crds::Included } else { Crds::Skipped },
        hooks: Hooks::All,
        show_only: Vec::new(),
    };
    for write in rendered.writes(&print, None) {
        let name = write.path.rsplit('/').next().unwrap_or(&write.path);
        add(&format!("manifests/{name}"), &write.text, false);
    }
    let config = stack::final_config(&texts, Secrets::Mask)
        .context("the stack has no ConfigMap with a config.toml")?;
    add("config.toml", config.as_bytes(), false);
    if args.package {
        add(&choices.chart, &chart.archive(), false);
    } else {
        for (path, bytes) in &chart.files {
            add(&format!("{}/{path}", choices.chart), bytes, false);
        }
    }

    if !args.force {
        // Credentials on their way into the cluster stay when the kit is written again.
        let secrets = args.output.join("secrets");
        files::refuse_content(&args.output, |path| {
            contents.contains_key(path) || path.starts_with(&secrets)
        })?;
    }
    for (path, content) in &contents {
        if content.executable {
            files::write_script(path, &content.bytes)?;
        } else {
            files::write(path, &content.bytes)?;
        }
    }
    if choices.literal_secrets {
        report::warning(
            "the values hold tokens or keys, and manifests/ and the chart now hold them too: do not publish these",
        );
    }
    say(&args.output)
}

/// `RUNNER=TAG`, or the tag for all.
fn split_tag(tag: &str) -> (Option<String>, String) {
    match tag.split_once('=') {
        Some((runner, tag)) => (Some(runner.to_owned()), tag.to_owned()),
        None => (None, tag.to_owned()),
    }
}

/// A text in the values that is not empty.
fn value(input: &Input, path: &[&str]) -> Option<String> {
    let values = input.values().to_value();
    let found = path.iter().try_fold(values, |value, key| value.as_map()?.get(key))?;
    Some(found.as_str()?.to_string()).filter(|text| !text.is_empty())
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
