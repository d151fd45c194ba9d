//! Many values files in one command, against a `helm template` for each of them.

use std::fs;
use std::path::Path;

use super::measure::{Comparison, arguments, median};
use crate::tools::{root, say};

const FILES: usize = 1_000;

/// How often the whole folder is rendered; odd, so that the median is a measurement.
const RUNS: usize = 5;

/// Renders a thousand variants of an example into files, which both write. Helm takes one process each: their median is
/// multiplied, since all of them would take a minute and tell nothing more.
pub(super) fn run(comparison: &Comparison<'_>) -> Result<(), String> {
    let folder = root().join("target/bench/many");
    // A new folder each time: ext4 takes long to make files where some were deleted a moment ago.
    let (values, output) = (folder.join("values"), folder.join(format!("output-{}", std::process::id())));
    write(&values)?;
    let [values, output] = [&values, &output].map(|path| path.to_string_lossy().into_owned());
    let mut theirs = Vec::new();
    for index in (0..FILES).step_by(FILES / 25) {
        let file = format!("{values}/{index}.yaml");
        let output = format!("{output}/helm-{index}");
        theirs.push(comparison.time_helm(&arguments(&[
            "template",
            "gitlab-runner",
            "chart",
            "-f",
            &file,
            "--output-dir",
            &output,
        ]))?);
    }
    let mut ours = Vec::new();
    for run in 0..RUNS {
        let output = format!("{output}/{run}");
        ours.push(comparison.time_ours(&arguments(&[
            "render",
            "--each",
            &values,
            "--output-dir",
            &output,
        ]))?);
    }
    fs::remove_dir_all(&output).map_err(|error| format!("{output}: {error}"))?;
    #[expect(clippy::cast_precision_loss, reason = "a thousand")]
    let (theirs, ours) = (median(theirs) * FILES as f64, median(ours));
    say(&format!(
        "\n{FILES} values files in one command: {ours:.2} s; {FILES} runs of helm: {theirs:.1} s; {:.0} x\n",
        theirs / ours
    ));
    Ok(())
}

fn write(folder: &Path) -> Result<(), String> {
    let example = root().join("examples/minio.yaml");
    let text = fs::read_to_string(&example).map_err(|error| format!("{}: {error}", example.display()))?;
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for index in 0..FILES {
        let path = folder.join(format!("{index}.yaml"));
        let text = format!("{text}\ncommonLabels:\n  stack: \"{index}\"\n");
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}
