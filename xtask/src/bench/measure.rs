//! Wall time and peak memory of two programs that do the same.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::tools::{Tools, root, say};

/// How often each command runs, at most and at least; odd, so that the median is a measurement.
const MOST_RUNS: usize = 41;
const FEWEST_RUNS: usize = 5;
/// How long the slower of the two may run, all in all.
const SECONDS: f64 = 10.0;

/// The two programs.
pub(super) struct Comparison<'a> {
    pub(super) tools: &'a Tools,
    pub(super) ours: PathBuf,
}

/// What one program needs for one task.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    pub(super) seconds: f64,
    pub(super) mebibytes: f64,
}

pub(super) fn arguments(args: &[&str]) -> Vec<OsString> {
    args.iter().map(OsString::from).collect()
}

/// The head of a table of [`Comparison::row`].
pub(super) fn head(first: &str) {
    say(&format!("{first:<24}     helm        ours     ratio     helm RSS   ours RSS   ratio\n"));
}

impl Comparison<'_> {
    /// The seconds of one run of Helm.
    pub(super) fn time_helm(&self, args: &[OsString]) -> Result<f64, String> {
        time(&self.tools.helm, args)
    }

    /// The seconds of one run of ours.
    pub(super) fn time_ours(&self, args: &[OsString]) -> Result<f64, String> {
        time(&self.ours, args)
    }

    /// Measures both and prints a line; what Helm and what we need.
    pub(super) fn row(
        &self,
        name: &str,
        helm: &[OsString],
        ours: &[OsString],
    ) -> Result<(Cost, Cost), String> {
        let (mut helm_times, mut our_times) = (Vec::new(), Vec::new());
        let first = time(&self.tools.helm, helm)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small positive number"
        )]
        let runs = ((SECONDS / first) as usize).clamp(FEWEST_RUNS, MOST_RUNS) | 1;
        // Interleaved, so that whatever else the machine does hits both alike.
        for _ in 0..runs {
            helm_times.push(time(&self.tools.helm, helm)?);
            our_times.push(time(&self.ours, ours)?);
        }
        let python = &self.tools.python;
        let theirs =
            Cost { seconds: median(helm_times), mebibytes: peak_memory(python, &self.tools.helm, helm)? };
        let ours = Cost { seconds: median(our_times), mebibytes: peak_memory(python, &self.ours, ours)? };
        say(&format!(
            "{name:<24} {:>7.1} ms {:>8.2} ms {:>6.1} x   {:>6.1} MiB {:>6.1} MiB {:>6.1} x\n",
            theirs.seconds * 1e3,
            ours.seconds * 1e3,
            theirs.seconds / ours.seconds,
            theirs.mebibytes,
            ours.mebibytes,
            theirs.mebibytes / ours.mebibytes,
        ));
        Ok((theirs, ours))
    }
}

fn time(program: &Path, args: &[OsString]) -> Result<f64, String> {
    let start = Instant::now();
    let status = Command::new(program)
        .current_dir(root())
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    if !status.success() {
        return Err(format!("{} {args:?} ended with {status}", program.display()));
    }
    Ok(start.elapsed().as_secs_f64())
}

/// Peak resident memory of one run in MiB, as the kernel counts it for a finished child.
///
/// It counts what the parent had when it started the child, too, which for Python is more than a small command ever takes:
/// GNU time, itself small, measures if it is there.
fn peak_memory(python: &Path, program: &Path, args: &[OsString]) -> Result<f64, String> {
    const SCRIPT: &str = "import resource, subprocess, sys\n\
        subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)\n\
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)";
    let measured = |mut command: Command| -> Option<f64> {
        let output =
            command.current_dir(root()).arg(program).args(args).stdout(Stdio::null()).output().ok()?;
        let text = String::from_utf8_lossy(&output.stderr);
        text.lines().last()?.trim().parse().ok().filter(|_| output.status.success())
    };
    let mut time = Command::new("/usr/bin/time");
    time.args(["-f", "%M"]);
    let mut script = Command::new(python);
    script.args(["-c", SCRIPT]);
    let kib = measured(time)
        .or_else(|| measured(script))
        .ok_or_else(|| format!("no memory figure for {}", program.display()))?;
    Ok(kib / 1024.0)
}

pub(super) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
