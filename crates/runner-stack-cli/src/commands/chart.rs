//! `runner-stack chart`.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::bail;
use runner_stack::stack::{self, Identity};

use crate::args::Chart;
use crate::{files, report, sources};

/// Writes the chart as a folder or an archive.
pub(crate) fn run(args: &Chart) -> anyhow::Result<()> {
    let input = sources::checked_input(&args.values)?;
    let identity = Identity {
        name: args.name.clone(),
        version: args.version.clone(),
        app_version: args.app_version.clone(),
    };
    let chart = stack::publish(&input, &identity)?;
    if chart.comments_lost {
        report::warning(
            "the comments of your values are not in the chart: anchors, flow maps or repeated keys cannot be merged as text",
        );
    }
    if input.holds_literal_secrets() {
        report::warning(
            "the values hold tokens or keys, and the chart's values.yaml now holds them too: do not publish it",
        );
    }
    if args.package {
        let target = args.output.join(format!("{}-{}.tgz", chart.name, chart.version));
        if target.exists() && !args.force {
            bail!("{} exists; nothing was written: --force replaces it", target.display());
        }
        files::write(&target, &chart.archive())?;
        return say(&target);
    }
    let folder = args.output.join(&chart.name);
    let targets: Vec<(PathBuf, &[u8])> =
        chart.files.iter().map(|(path, bytes)| (folder.join(path), bytes.as_slice())).collect();
    let is_taken = fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_taken && !args.force {
        bail!(
            "the folder {} exists; nothing was written: --force replaces the chart in it",
            folder.display()
        );
    }
    for (path, bytes) in &targets {
        files::write(path, bytes)?;
    }
    say(&folder)
}

fn say(target: &std::path::Path) -> anyhow::Result<()> {
    writeln!(io::stdout().lock(), "wrote {}", target.display())?;
    Ok(())
}
