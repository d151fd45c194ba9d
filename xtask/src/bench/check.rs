//! `cargo xtask bench check`: what `check` costs, for one long file and for folders of files on one core and on all.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::tools::{Tools, root, say};

/// The same values as the benchmark inside the library measures.
#[path = "../../../crates/runner-stack/benches/long_values/mod.rs"]
mod long_values;

use long_values::values;

/// How often a command for one file runs, and one for a folder; odd, so that the median is a measurement.
const RUNS: (usize, usize) = (201, 21);
/// Lines of the long file.
const LINES: usize = 1_000;
/// Sizes of the folders.
const FOLDERS: [usize; 3] = [250, 500, 1_000];

/// Measures processor time, which other work on the machine changes little, and wall time, which shows the cores.
pub(crate) fn run(tools: &Tools, ours: &Path) -> Result<(), String> {
    let measure = |name: &str, runs: usize, args: &[&Path], one_core: bool| {
        line(tools, name, runs, &[&[ours], args].concat(), one_core)
    };
    let (single, several) = RUNS;
    let folder = root().join("target/bench-check");
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(failed)?;
    let long = folder.join("long.yaml");
    fs::write(&long, values(LINES)).map_err(failed)?;
    say(&format!(
        "medians of {single} runs, {several} for folders, and the fastest, which other work on the machine changes least\n\n"
    ));
    say("                          processor    fastest       wall    fastest\n");
    measure("start and end only", single, &["--version".as_ref()], false)?;
    measure(&format!("a file of {LINES} lines"), single, &["check".as_ref(), &long], false)?;
    for count in FOLDERS {
        let files = folder.join(count.to_string());
        fs::create_dir_all(&files).map_err(failed)?;
        for number in 0..count {
            fs::write(files.join(format!("{number}.yaml")), values(60)).map_err(failed)?;
        }
        let check = ["check".as_ref(), files.as_path()];
        measure(&format!("{count} files"), several, &check, false)?;
        // Other systems do not let a program choose its cores.
        if cfg!(target_os = "linux") {
            measure(&format!("{count} files, one core"), several, &check, true)?;
        }
    }
    Ok(())
}

fn line(tools: &Tools, name: &str, runs: usize, command: &[&Path], one_core: bool) -> Result<(), String> {
    // Spawned and waited for by hand: what the measuring program does to start another one is not what is measured.
    const SCRIPT: &str = "import os, statistics, sys, time\n\
        count, cores, *command = sys.argv[1:]\n\
        if cores == 'one':\n\
        \x20   os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n\
        quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]\n\
        runs = []\n\
        for _ in range(int(count)):\n\
        \x20   start = time.perf_counter()\n\
        \x20   child = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)\n\
        \x20   _, status, usage = os.wait4(child, 0)\n\
        \x20   runs.append([usage.ru_utime + usage.ru_stime, time.perf_counter() - start])\n\
        \x20   if status != 0:\n\
        \x20       sys.exit(f'it ended with status {status}')\n\
        for figures in zip(*runs):\n\
        \x20   print(statistics.median(figures) * 1000, min(figures) * 1000)";
    let output = Command::new(&tools.python)
        .args(["-c", SCRIPT, &runs.to_string(), if one_core { "one" } else { "all" }])
        .args(command)
        .output()
        .map_err(|error| error.to_string())?;
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
