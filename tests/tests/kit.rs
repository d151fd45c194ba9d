//! `runner-stack kit`: one case file per stack, below `tests/kit/cases/`.
//!
//! Sections of a case: `values`, `arguments` (one on a line, without the output folder), `input PATH` (a file put into the kit
//! before its scripts run), `environment` (`NAME=VALUE` lines for the scripts), and what must come out:
//!
//! - `calls SCRIPT` and `calls-again SCRIPT`: the programs that a script calls in its first and its second run, a JSON
//!   array each, with `{kit}` for the kit's folder. They run with `sh` and with what
//!   `shells` names, against stand-ins (`stand_in.py`);
//! - `refused SCRIPT`: what a script says that ends before it calls anything;
//! - `jobs`: name, stage and tags of each job of the pipeline;
//! - `access FOLDER`: what the key of an object storage may do on a server with Amazon's API (`access.py`);
//! - `lines PATH`: lines that a file must have; `absent`: paths that must not exist;
//! - `secret`: texts that no file may have, except those of manifests and chart.
//!
//! Whatever the case, all scripts are clean for shellcheck, the pipeline is valid for GitLab's schema, a second `kit` to
//! the same folder writes the same bytes, and nothing in the values is run as a command (no file `pwned` comes up).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use runner_stack_tests::case::Case;
use runner_stack_tests::tools::{self, Output, files_below, first_difference, python, root, run};

const PROGRAMS: &[&str] = &["mc", "gcloud", "az", "kubectl", "skopeo"];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = root().join("tests/kit/cases");
    let mut trials = Vec::new();
    for file in files_below(&folder, ".txt") {
        let case = Case::parse(&fs::read_to_string(folder.join(&file)).expect("the case was listed"));
        let name = file.with_extension("").display().to_string();
        for (section, table) in &case.sections {
            if let Some(storage) = section.strip_prefix("access ") {
                let (case, storage, table) = (case.clone(), storage.to_owned(), table.clone());
                trials.push(Trial::test(format!("{name} (access)"), move || access(&case, &storage, &table)));
            }
        }
        trials.push(Trial::test(name, move || check(&case)));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// A kit in a folder of its own.
struct Kit {
    folder: tempfile::TempDir,
}

impl Kit {
    fn write(case: &Case) -> Result<Self, Failed> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("values.yaml"), case.get("values").ok_or("no values")?)?;
        let kit = Self { folder };
        kit.again(case)?;
        Ok(kit)
    }

    fn again(&self, case: &Case) -> Result<(), Failed> {
        let output = run(tools::runner_stack()
            .current_dir(self.folder.path())
            .args(["kit", "-n", "cicd", "-f", "values.yaml", "-o", "kit"])
            .args(case.lines("arguments")));
        succeeded("kit", &output)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("kit")
    }

    fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let path = self.path();
        files_below(&path, "")
            .into_iter()
            .map(|file| (file.clone(), fs::read(path.join(file)).expect("it was listed")))
            .collect()
    }
}

fn succeeded(what: &str, output: &Output) -> Result<(), Failed> {
    match output.code {
        0 => Ok(()),
        code => Err(format!("{what} ended with {code}:\n{}{}", output.stdout, output.stderr).into()),
    }
}

fn check(case: &Case) -> Result<(), Failed> {
    let kit = Kit::write(case)?;
    let before = kit.contents();
    kit.again(case)?;
    if kit.contents() != before {
        return Err("a second run wrote other bytes".into());
    }
    for (name, want) in &case.sections {
        if let Some(path) = name.strip_prefix("lines ") {
            let have =
                fs::read_to_string(kit.path().join(path)).map_err(|error| format!("{path}: {error}"))?;
            for line in want.lines() {
                if !have.lines().any(|have| have.trim_end() == line) {
                    return Err(format!("{path} has no line `{line}`:\n{have}").into());
                }
            }
        }
    }
    for path in case.lines("absent") {
        if kit.path().join(path).exists() {
            return Err(format!("{path} was written").into());
        }
    }
    hides(case, &before)?;
    fences(&kit)?;
    lint(&kit)?;
    let pipeline = run(python()
        .arg(root().join("tests/kit/pipeline.py"))
        .arg(".gitlab-ci.yml")
        .current_dir(kit.path().join("test-pipeline")));
    succeeded("the check of the pipeline", &pipeline)?;
    if let Some(want) = case.get("jobs")
        && want != pipeline.stdout
    {
        return Err(format!("other jobs, {}", first_difference(want, &pipeline.stdout)).into());
    }
    run_scripts(case, "sh")?;
    for shell in case.lines("shells") {
        run_scripts(case, shell)?;
    }
    Ok(())
}

/// No file but manifests and chart holds a secret of the values.
fn hides(case: &Case, files: &BTreeMap<PathBuf, Vec<u8>>) -> Result<(), Failed> {
    for secret in case.lines("secret") {
        let mut seen = false;
        for (path, bytes) in files {
            let holds = String::from_utf8_lossy(bytes).contains(secret);
            if path.starts_with("manifests") || path.starts_with("chart") {
                seen |= holds;
            } else if holds {
                return Err(format!("{} holds `{secret}`", path.display()).into());
            }
        }
        if !seen {
            return Err(format!("`{secret}` is nowhere, so the test shows nothing").into());
        }
    }
    Ok(())
}

/// The code blocks of the page begin and end where its template has them.
fn fences(kit: &Kit) -> Result<(), Failed> {
    let page = fs::read_to_string(kit.path().join("VERIFY.md"))?;
    let fences: Vec<&str> = page.lines().filter(|line| line.trim_start().starts_with("```")).collect();
    match fences.chunks(2).find(|pair| *pair != ["```sh", "```"]) {
        Some(pair) => Err(format!("a value ends a code block of VERIFY.md: {pair:?}\n{page}").into()),
        None => Ok(()),
    }
}

/// The scripts of a kit, in the order in which `VERIFY.md` has them.
fn scripts(kit: &Path) -> Vec<PathBuf> {
    let mut scripts: Vec<PathBuf> = files_below(kit, ".sh")
        .into_iter()
        .filter(|path| !path.starts_with("chart") && !path.starts_with("manifests"))
        .collect();
    scripts.sort_by_key(|path| !path.starts_with("object-storage"));
    scripts
}

fn lint(kit: &Kit) -> Result<(), Failed> {
    let scripts = scripts(&kit.path());
    let output = run(tools::shellcheck().args(&scripts).current_dir(kit.path()));
    succeeded("shellcheck", &output)
}

/// Runs each script twice against the stand-ins.
fn run_scripts(case: &Case, shell: &str) -> Result<(), Failed> {
    let kit = Kit::write(case)?;
    let folder = kit.folder.path();
    for (name, text) in &case.sections {
        if let Some(path) = name.strip_prefix("input ") {
            let path = kit.path().join(path);
            fs::create_dir_all(path.parent().expect("it lies in the kit"))?;
            fs::write(path, text)?;
        }
    }
    stand_ins(folder)?;
    for script in scripts(&kit.path()) {
        let name = script.display();
        // aws.sh runs with the real client; see `access`.
        if script.ends_with("aws.sh") {
            continue;
        }
        for section in [format!("calls {name}"), format!("calls-again {name}")] {
            let log = folder.join("log");
            let _ = fs::remove_file(&log);
            let refused = case.get(&format!("refused {name}"));
            let mut command = Command::new(shell);
            command.arg(kit.path().join(&script));
            // Values without a registry leave it to whoever runs the script.
            let names_it = case.get("values").is_some_and(|values| values.contains("imageRegistry"));
            if script.ends_with("mirror-images.sh") && !names_it && refused.is_none() {
                command.arg("registry.example.com");
            }
            let output = run(environment(&mut command, folder, case));
            if let Some(want) = refused {
                if output.code == 0 || output.stderr != want || log.exists() {
                    return Err(
                        format!("{name} ended with {} and said:\n{}", output.code, output.stderr).into()
                    );
                }
                continue;
            }
            succeeded(&format!("{shell} {name} ({section})"), &output)?;
            let calls = fs::read_to_string(&log).unwrap_or_default();
            let calls = calls.replace(&*kit.path().to_string_lossy(), "{kit}");
            if let Some(want) = case.get(&section)
                && want != calls
            {
                return Err(format!(
                    "{shell}: {section}, {}\nall of it:\n{calls}",
                    first_difference(want, &calls)
                )
                .into());
            }
        }
    }
    for file in files_below(folder, "") {
        if file.file_name().is_some_and(|name| name == "pwned") {
            return Err(format!("{shell} made {} from a value", file.display()).into());
        }
    }
    private(&kit, case)
}

/// What the scripts wrote to `secrets/` is for nobody else.
#[cfg(unix)]
fn private(kit: &Kit, case: &Case) -> Result<(), Failed> {
    use std::os::unix::fs::PermissionsExt as _;
    let secrets = kit.path().join("secrets");
    for file in files_below(&secrets, "") {
        let given = case.get(&format!("input secrets/{}", file.display())).is_some();
        let mode = fs::metadata(secrets.join(&file))?.permissions().mode();
        if !given && mode & 0o077 != 0 {
            return Err(format!("{} has the mode {mode:o}", file.display()).into());
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn private(_: &Kit, _: &Case) -> Result<(), Failed> {
    Ok(())
}

/// Puts the stand-ins into `folder/bin`.
fn stand_ins(folder: &Path) -> Result<(), Failed> {
    let bin = folder.join("bin");
    fs::create_dir_all(&bin)?;
    let program = python().get_program().to_owned();
    for name in PROGRAMS {
        let text = format!(
            "#!/bin/sh\nexec '{}' -I -S '{}' '{log}' '{state}' {name} \"$@\"\n",
            Path::new(&program).display(),
            root().join("tests/kit/stand_in.py").display(),
            log = folder.join("log").display(),
            state = folder.join("state").display(),
        );
        let path = bin.join(name);
        fs::write(&path, text)?;
        succeeded("chmod", &run(Command::new("chmod").arg("+x").arg(&path)))?;
    }
    Ok(())
}

fn environment<'a>(command: &'a mut Command, folder: &Path, case: &Case) -> &'a mut Command {
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", folder.join("bin").display())).current_dir(folder);
    for line in case.lines("environment") {
        let (name, value) = line.split_once('=').expect("NAME=VALUE");
        command.env(name, value);
    }
    command
}

/// What the key of an object storage may do.
fn access(case: &Case, storage: &str, table: &str) -> Result<(), Failed> {
    let kit = Kit::write(case)?;
    let script = root().join("tests/kit/access.py");
    succeeded("the check of access", &run(python().arg(script).arg(kit.path()).args([storage, table])))
}
