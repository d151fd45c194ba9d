//! `cargo xtask bench check`: what `check` costs, for one long file and for folders of files on one core and on all.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::steps::release_binary;
use crate::tools::{Tools, root, say};

/// The same values as the benchmark inside the library measures.
#[path = "../../../crates/runner-stack/benches/long_values/mod.rs"]
mod long_values;

use long_values::values;

/// How often each command runs; odd, so that the median is a measurement.
const RUNS: usize = 21;
/// Lines of the long file.
const LINES: usize = 1_000;
/// Sizes of the folders.
const FOLDERS: [usize; 3] = [250, 500, 1_000];

/// Measures processor time, which other work on the machine changes little, and wall time, which shows the cores.
pub(crate) fn run(tools: &Tools) -> Result<(), String> {
    let folder = root().join("target/bench-check");
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(failed)?;
    let long = folder.join("long.yaml");
    fs::write(&long, values(LINES)).map_err(failed)?;
    say(&format!(
        "medians of {RUNS} runs, and the fastest, which other work on the machine changes least\n\n"
    ));
    say("                          processor    fastest       wall    fastest\n");
    line(tools, "start and end only", &["--version".as_ref()], false)?;
    line(tools, &format!("a file of {LINES} lines"), &["check".as_ref(), &long], false)?;
    let one_core = Command::new("taskset").arg("--version").output().is_ok();
    for count in FOLDERS {
        let files = folder.join(count.to_string());
        fs::create_dir_all(&files).map_err(failed)?;
        for number in 0..count {
            fs::write(files.join(format!("{number}.yaml")), values(60)).map_err(failed)?;
        }
        let check = ["check".as_ref(), files.as_path()];
        line(tools, &format!("{count} files"), &check, false)?;
        if one_core {
            line(tools, &format!("{count} files, one core"), &check, true)?;
        }
    }
    Ok(())
}

fn line(tools: &Tools, name: &str, args: &[&Path], one_core: bool) -> Result<(), String> {
    const SCRIPT: &str = "import resource, statistics, subprocess, sys, time\n\
        def used():\n\
        \x20   usage = resource.getrusage(resource.RUSAGE_CHILDREN)\n\
        \x20   return usage.ru_utime + usage.ru_stime, time.perf_counter()\n\
        runs = []\n\
        for _ in range(int(sys.argv[1])):\n\
        \x20   before = used()\n\
        \x20   subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, check=True)\n\
        \x20   runs.append([after - start for start, after in zip(before, used())])\n\
        for figures in zip(*runs):\n\
        \x20   print(statistics.median(figures) * 1000, min(figures) * 1000)";
    let mut command = Command::new(&tools.python);
    command.args(["-c", SCRIPT, &RUNS.to_string()]);
    if one_core {
        command.args(["taskset", "-c", "0"]);
    }
    let output = command.arg(release_binary()).args(args).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let figures: Vec<f64> = text.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
    let [processor, least_processor, wall, least_wall] = figures[..] else {
        return Err(format!("{name}: no figures in {text:?}"));
    };
    say(&format!(
        "{name:<24} {processor:>7.1} ms {least_processor:>7.1} ms {wall:>7.1} ms {least_wall:>7.1} ms\n"
    ));
    Ok(())
}
