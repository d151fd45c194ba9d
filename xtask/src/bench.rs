//! `cargo xtask bench`: the command against the real Helm, in the same run, as ratios of medians.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::steps::release_binary;
use crate::tools::{self, root, say};

/// How often each command runs; odd, so that the median is a measurement.
const RUNS: usize = 41;
const EXAMPLES: &[&str] = &["minio", "multi", "airgap"];

/// Measures `render` of the examples, whole process, against `helm template` of the same chart and values.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    if let Some(unknown) = args.first() {
        return Err(format!("unknown option {unknown}"));
    }
    let tools = tools::install()?;
    tools::run(Command::new("cargo").current_dir(root()).args([
        "build",
        "--release",
        "--quiet",
        "--package",
        "runner-stack-cli",
    ]))?;
    let ours = release_binary();
    say("median of wall time and of peak memory, whole process; same chart, same values, same run\n\n");
    say("example        helm      ours     ratio     helm RSS   ours RSS   ratio\n");
    for example in EXAMPLES {
        let values = format!("examples/{example}.yaml");
        let helm: Vec<OsString> =
            ["template", "gitlab-runner", "chart", "-f", &values].iter().map(OsString::from).collect();
        let render: Vec<OsString> = ["render", "-f", &values].iter().map(OsString::from).collect();
        let (mut helm_times, mut our_times) = (Vec::new(), Vec::new());
        // Interleaved, so that whatever else the machine does hits both alike.
        for _ in 0..RUNS {
            helm_times.push(time(&tools.helm, &helm)?);
            our_times.push(time(&ours, &render)?);
        }
        let (helm_time, our_time) = (median(helm_times), median(our_times));
        let (helm_memory, our_memory) =
            (peak_memory(&tools.python, &tools.helm, &helm)?, peak_memory(&tools.python, &ours, &render)?);
        say(&format!(
            "{example:<10} {:>7.1} ms {:>6.2} ms {:>6.1} x   {:>6.1} MiB {:>6.1} MiB {:>6.1} x\n",
            helm_time * 1e3,
            our_time * 1e3,
            helm_time / our_time,
            helm_memory,
            our_memory,
            helm_memory / our_memory,
        ));
    }
    Ok(())
}

fn time(program: &Path, args: &[OsString]) -> Result<f64, String> {
    let start = Instant::now();
    let status = Command::new(program)
        .current_dir(root())
        .args(args)
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    if !status.success() {
        return Err(format!("{} {args:?} ended with {status}", program.display()));
    }
    Ok(start.elapsed().as_secs_f64())
}

/// Peak resident memory of one run in MiB, as the kernel counts it for a finished child.
fn peak_memory(python: &Path, program: &Path, args: &[OsString]) -> Result<f64, String> {
    const SCRIPT: &str = "import resource, subprocess, sys\n\
        subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n\
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
    let output = Command::new(python)
        .current_dir(root())
        .args(["-c", SCRIPT])
        .arg(program)
        .args(args)
        .output()
        .map_err(|error| format!("{}: {error}", python.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let kib: f64 = text.trim().parse().map_err(|_| format!("no memory figure for {}", program.display()))?;
    Ok(kib / 1024.0)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
