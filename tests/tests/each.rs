//! `render --each`: every stack is, byte for byte, what `render` writes for its values file alone.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use runner_stack_tests::tools::{files_below, first_difference, root, run, runner_stack};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let all = Arc::new(tempfile::tempdir().expect("a temporary folder"));
    let output = run(runner_stack()
        .current_dir(root())
        .args(["render", "--each", "examples"])
        .args(["--output-dir".as_ref(), all.path().as_os_str()]));
    assert_eq!(output.code, 0, "render --each failed: {}", output.stderr);
    let trials = files_below(&root().join("examples"), ".yaml")
        .into_iter()
        .map(|file| {
            let all = Arc::clone(&all);
            Trial::test(file.display().to_string(), move || {
                check(&file, &all.path().join(file.with_extension("")))
            })
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn check(example: &Path, have: &Path) -> Result<(), Failed> {
    let alone = tempfile::tempdir()?;
    let output = run(runner_stack()
        .current_dir(root())
        .arg("render")
        .arg("-f")
        .arg(Path::new("examples").join(example))
        .arg("--output-dir")
        .arg(alone.path()));
    if output.code != 0 {
        return Err(output.stderr.into());
    }
    let (wanted, found) = (files_below(alone.path(), ""), files_below(have, ""));
    if wanted.is_empty() || wanted != found {
        return Err(format!("wanted the files {wanted:?}, found {found:?}").into());
    }
    for file in wanted {
        let (want, have) =
            (fs::read_to_string(alone.path().join(&file))?, fs::read_to_string(have.join(&file))?);
        if want != have {
            return Err(format!("{}: {}", file.display(), first_difference(&want, &have)).into());
        }
    }
    Ok(())
}
