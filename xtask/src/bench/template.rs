//! `cargo xtask bench template [CHART...]`: `template` of any chart against `helm template`.

use std::ffi::OsString;
use std::path::Path;

use super::generated;
use super::measure::{self, Comparison, Cost};
use crate::tools::{root, say};

/// How many templates, each with its values, the generated charts have.
const SIZES: &[usize] = &[1, 10, 100, 1000];

/// Measures the charts, or generated ones of growing size.
pub(super) fn run(comparison: &Comparison<'_>, charts: &[String]) -> Result<(), String> {
    measure::head("chart");
    if !charts.is_empty() {
        for chart in charts {
            let path = std::path::absolute(chart).map_err(|error| format!("{chart}: {error}"))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            compare(comparison, &name, &path)?;
        }
        return Ok(());
    }
    let folder = root().join("target/bench");
    let mut costs = Vec::new();
    for &size in SIZES {
        let chart = folder.join(format!("generated-{size}"));
        generated::write(&chart, size).map_err(|error| format!("{}: {error}", chart.display()))?;
        costs.push((size, compare(comparison, &format!("{size} templates"), &chart)?));
    }
    say("\ncost of one more template with its values\n\n");
    say("from   to             helm        ours      helm RSS    ours RSS\n");
    for pair in costs.windows(2) {
        let [(from, before), (to, after)] = pair else { continue };
        #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
        let more = (to - from) as f64;
        let time = |pick: fn(&(Cost, Cost)) -> f64| (pick(after) - pick(before)) / more;
        say(&format!(
            "{from:<6} {to:<6} {:>7.1} us {:>8.1} us   {:>6.1} KiB  {:>6.1} KiB\n",
            time(|(helm, _)| helm.seconds) * 1e6,
            time(|(_, ours)| ours.seconds) * 1e6,
            time(|(helm, _)| helm.mebibytes) * 1024.0,
            time(|(_, ours)| ours.mebibytes) * 1024.0,
        ));
    }
    Ok(())
}

fn compare(comparison: &Comparison<'_>, name: &str, chart: &Path) -> Result<(Cost, Cost), String> {
    let args: Vec<OsString> = ["template".into(), "rel".into(), chart.into()].into();
    comparison.row(name, &args, &args)
}
