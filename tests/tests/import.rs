//! `runner-stack import`: what it makes of the guide's manifests and of values of the official chart.
//!
//! The judges are not ours: the guide's manifests, the recorded facts of the official chart, and Python's TOML reader.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use runner_stack_tests::tools::{self, Output, files_below, root, run};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = root().join("tests/import/official");
    let files = files_below(&folder, ".yaml");
    let enough = files.len() >= 30;
    let mut trials: Vec<Trial> = files
        .into_iter()
        .map(|file| {
            let path = folder.join(&file);
            Trial::test(format!("official/{}", file.display()), move || official(&path))
        })
        .collect();
    trials.extend([
        Trial::test("enough-files", move || if enough { Ok(()) } else { Err("fewer than 30 files".into()) }),
        Trial::test("the-guide", the_guide),
        Trial::test("as-the-official-chart", as_the_official_chart),
        Trial::test("a-loss-is-found", a_loss_is_found),
        Trial::test("not-utf-8", not_utf_8),
    ]);
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn expect(output: &Output, code: i32) -> Result<(), Failed> {
    if output.code == code {
        return Ok(());
    }
    Err(format!("exit code {} instead of {code}\n{}{}", output.code, output.stdout, output.stderr).into())
}

/// Imports into `target`, and holds that the result passes the check.
fn import(from: &Path, target: &Path) -> Result<Output, Failed> {
    let output = run(tools::runner_stack().arg("import").arg(from).arg("-o").arg(target));
    expect(&output, 0)?;
    expect(&run(tools::runner_stack().arg("check").arg(target)), 0)?;
    Ok(output)
}

/// Compares one file with what was made of it.
fn compare(original: &Path, values: &Path, folder: &Path) -> Result<Output, Failed> {
    let config = run(tools::runner_stack()
        .args(["config", "ci", "--namespace", "gitlab-runners", "--show-secrets", "--values"])
        .arg(values));
    expect(&config, 0)?;
    let file = folder.join("config.toml");
    fs::write(&file, config.stdout)?;
    Ok(run(tools::python().arg(root().join("tests/import/compare.py")).arg(original).arg(values).arg(file)))
}

fn official(path: &Path) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let values = folder.path().join("values.yaml");
    import(path, &values)?;
    expect(&compare(path, &values, folder.path())?, 0)
}

fn a_loss_is_found() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let original = root().join("tests/import/official/overwrites.yaml");
    let values = folder.path().join("values.yaml");
    import(&original, &values)?;
    let text = fs::read_to_string(&values)?;
    let changed = text
        .replace("poll_timeout: 600", "poll_timeout: 601")
        .replace("        helper_cpu_limit: 500m\n", "");
    fs::write(&values, changed)?;
    let output = compare(&original, &values, folder.path())?;
    expect(&output, 1)?;
    for key in ["poll_timeout", "helper_cpu_limit"] {
        if !output.stdout.contains(key) {
            return Err(format!("{key} is missing in {}", output.stdout).into());
        }
    }
    Ok(())
}

fn the_guide() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let (values, rendered) = (folder.path().join("values.yaml"), folder.path().join("rendered.yaml"));
    let guide = root().join("tests/guide");
    import(&guide.join("manifests"), &values)?;
    let output = run(tools::runner_stack().args(["render", "-n", "cicd", "-f"]).arg(&values));
    expect(&output, 0)?;
    fs::write(&rendered, output.stdout)?;
    let output = run(tools::python()
        .arg(guide.join("compare.py"))
        .arg(guide.join("differences.yaml"))
        .arg(guide.join("manifests"))
        .arg(&rendered));
    expect(&output, 0)
}

/// What the import makes of each values file does what the official chart did with that file.
fn as_the_official_chart() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let values = folder.path().join("values.yaml");
    let official: PathBuf = root().join("tests/official");
    for name in files_below(&official.join("values"), ".yaml") {
        let imported = run(tools::runner_stack()
            .args(["import", "--force", "-o"])
            .arg(&values)
            .arg(official.join("values").join(&name)));
        let (ending, text) = if imported.code == 0 {
            let output = run(tools::runner_stack()
                .args(["render", "ci", "--namespace", "gitlab-runners", "--api-versions"])
                .args(["monitoring.coreos.com/v1", "--values"])
                .arg(&values));
            if output.code == 0 { ("yaml", output.stdout) } else { ("err", output.stderr) }
        } else {
            ("err", imported.stderr)
        };
        fs::write(folder.path().join(name.with_extension(ending)), text)?;
    }
    let output = run(tools::python()
        .arg(official.join("compare.py"))
        .arg("--also")
        .arg(root().join("tests/import/differences.yaml"))
        .arg(folder.path()));
    expect(&output, 0)
}

fn not_utf_8() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("values.yaml"), b"gitlabUrl: a\nrunnerToken: \xff\n")?;
    let output = run(tools::runner_stack().current_dir(folder.path()).args(["import", "values.yaml"]));
    expect(&output, 1)?;
    if output.stderr.contains("values.yaml:2:14")
        && output.stderr.contains("is not UTF-8")
        && output.stdout.is_empty()
    {
        return Ok(());
    }
    Err(output.stderr.into())
}
