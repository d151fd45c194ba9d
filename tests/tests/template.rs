//! `runner-stack template` against `helm template`: the same arguments, run by both, one case file per behaviour.
//!
//! A case below `tests/template/cases` has the sections `run` (the arguments, quoted as in a shell), `env` (a line
//! `NAME=VALUE` each), `file PATH`, `program PATH` (a file that may be executed), `stdin`, and `package` (folders that
//! become `FOLDER.tgz`). Both commands run in folders of their own that hold these files and the charts of
//! `tests/template/charts`. Compared are standard output, every file afterwards, success or failure, and standard
//! error, where our words may go on after Helm's. Where ours differ on purpose, the case says how: `code` is our exit
//! code when it is not 1 after a failure, `error` the first line of our standard error, and `not-helm` is a reason
//! why Helm's output is not compared. With `any-order`, the documents on standard output may come in any order, as
//! Helm prints them when it takes them from a Go map. `helm-first` is a command that Helm runs in its folder before,
//! and whose files ours does not make.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode};

use libtest_mimic::Failed;
use runner_stack_tests::case::{Case, run_cases};
use runner_stack_tests::tools::{self, Output, files_below, first_difference, root, run, run_with_input};

fn main() -> ExitCode {
    run_cases("tests/template/cases", check)
}

fn check(path: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(path)?;
    let case = Case::parse(&text);
    let ours = Run::new(tools::runner_stack(), &case, None)?;
    let code: i32 = case.get("code").map_or(Ok(1), |code| code.trim().parse())?;
    if let Some(wanted) = case.get("error") {
        let first = ours.output.stderr.lines().next().unwrap_or_default();
        if first != wanted.trim_end() {
            return Err(format!("the error is\n{}instead of\n{wanted}", ours.output.stderr).into());
        }
    }
    if case.get("not-helm").is_some() {
        return if ours.output.code == code { Ok(()) } else { Err(ours.output.describe().into()) };
    }
    let helm = Run::new(tools::helm(), &case, case.get("helm-first"))?;
    let wanted_code = if helm.output.code == 0 { 0 } else { code };
    if ours.output.code != wanted_code {
        return Err(format!(
            "exit code {} instead of {wanted_code}; Helm:\n{}ours:\n{}",
            ours.output.code,
            helm.output.describe(),
            ours.output.describe()
        )
        .into());
    }
    let is_any_order = case.get("any-order").is_some();
    let arranged = |run: &Run| {
        if is_any_order { in_fixed_order(&run.output.stdout) } else { run.output.stdout.clone() }
    };
    let (wanted, printed) = (arranged(&helm), arranged(&ours));
    if wanted != printed {
        return Err(format!("stdout differs, {}", first_difference(&wanted, &printed)).into());
    }
    let helm_words = without_debug_lines(&helm.output.stderr);
    let is_same = if helm.output.code == 0 {
        ours.output.stderr == helm_words
    } else {
        ours.output.stderr.starts_with(helm_words.trim_end())
    };
    if case.get("error").is_none() && !is_same {
        return Err(format!("stderr differs, {}", first_difference(&helm_words, &ours.output.stderr)).into());
    }
    if helm.files != ours.files {
        return Err(format!("files differ\nHelm: {:#?}\nours: {:#?}", helm.files, ours.files).into());
    }
    Ok(())
}

/// The documents, sorted.
fn in_fixed_order(stdout: &str) -> String {
    let mut documents: Vec<_> = stdout.trim_end().split("---\n# Source: ").map(str::trim_end).collect();
    documents.sort_unstable();
    documents.join("\n---\n# Source: ")
}

/// What Helm says with `--debug`, but for the times and lines of its source, and without its own calls.
fn without_debug_lines(stderr: &str) -> String {
    let mut kept = String::new();
    let mut is_debug = false;
    for line in stderr.split_inclusive('\n') {
        if let Some((_, said)) = line.split_once(" [debug] ") {
            let is_ours = ["Original chart version:", "setting version to", "CHART PATH:"]
                .iter()
                .any(|start| said.starts_with(start));
            if is_ours {
                kept.push_str("template: [debug] ");
                kept.push_str(said);
            }
            is_debug = !is_ours;
        } else if ["Error:", "WARNING:"].iter().any(|start| line.starts_with(start)) || !is_debug {
            is_debug = false;
            kept.push_str(line);
        }
    }
    kept
}

trait Describe {
    fn describe(&self) -> String;
}

impl Describe for Output {
    fn describe(&self) -> String {
        format!("code {}\nstdout:\n{}stderr:\n{}", self.code, self.stdout, self.stderr)
    }
}

/// A finished run and the files it left.
struct Run {
    output: Output,
    files: BTreeMap<String, Vec<u8>>,
}

impl Run {
    fn new(mut command: Command, case: &Case, first: Option<&str>) -> Result<Self, Failed> {
        let parent = tempfile::tempdir()?;
        let folder = parent.path().join("folder");
        let home = parent.path().join("home");
        fs::create_dir_all(&home)?;
        copy_folder(&root().join("tests/template/charts"), &folder)?;
        for (name, body) in &case.sections {
            let (kind, path) = name.split_once(' ').unwrap_or((name, ""));
            if ["file", "program"].contains(&kind) {
                let target = folder.join(path);
                fs::create_dir_all(target.parent().expect("it lies in the folder"))?;
                fs::write(&target, body)?;
                if kind == "program" {
                    make_executable(&target)?;
                }
            }
        }
        for name in case.lines("package") {
            package(&folder, name)?;
        }
        let shown = folder.display().to_string();
        let given = files_below(&folder, "");
        if let Some(first) = first {
            let mut first_command = tools::helm();
            let prepared =
                run(first_command.current_dir(&folder).env("HOME", &home).args(words(first.trim())));
            if prepared.code != 0 {
                return Err(prepared.describe().into());
            }
        }
        let made_first: Vec<_> =
            files_below(&folder, "").into_iter().filter(|file| !given.contains(file)).collect();
        command
            .current_dir(&folder)
            .env("HOME", &home)
            .env("TZ", "UTC")
            .env_remove("KUBECONFIG")
            .env_remove("HELM_DEBUG")
            .env_remove("HELM_NAMESPACE")
            .args(words(&case.get("run").expect("a section run").trim().replace("{dir}", &shown)));
        for line in case.lines("env") {
            let (name, value) = line.split_once('=').expect("NAME=VALUE");
            command.env(name, value);
        }
        let mut output = run_with_input(&mut command, case.get("stdin").unwrap_or_default().as_bytes());
        output.stdout = output.stdout.replace(&shown, "{dir}");
        output.stderr = output.stderr.replace(&shown, "{dir}");
        let mut files = BTreeMap::new();
        for path in files_below(&folder, "").into_iter().filter(|path| !made_first.contains(path)) {
            files.insert(path.display().to_string(), fs::read(folder.join(&path))?);
        }
        Ok(Self { output, files })
    }
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    for file in files_below(from, "") {
        let target = to.join(&file);
        fs::create_dir_all(target.parent().expect("it lies in the folder"))?;
        fs::copy(from.join(&file), target)?;
    }
    Ok(())
}

/// Makes `NAME.tgz` of the folder `NAME`.
fn package(folder: &Path, name: &str) -> io::Result<()> {
    let file = fs::File::create(folder.join(format!("{name}.tgz")))?;
    let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(file, flate2::Compression::fast()));
    // Helm and ours get archives of their own; the second in which each was packed must not show.
    archive.mode(tar::HeaderMode::Deterministic);
    archive.append_dir_all(name, folder.join(name))?;
    archive.into_inner()?.finish()?;
    Ok(())
}

#[cfg(unix)]
fn make_executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The words of a command line; both kinds of quotes keep blanks.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for char in line.chars() {
        match quote {
            Some(open) if char == open => quote = None,
            Some(_) => word.get_or_insert_default().push(char),
            None if char == '\'' || char == '"' => {
                word.get_or_insert_default();
                quote = Some(char);
            }
            None if char.is_whitespace() => words.extend(word.take()),
            None => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    words
}
