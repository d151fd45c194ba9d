//! Reads what the arguments name: values files, standard input, files of `--set-file`.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use runner_stack::diagnostic::Severity;
use runner_stack::stack::{Capabilities, Finding, Flag, Input, ReleaseOptions};

use crate::args::{self, Release};
use crate::exit::{Findings, Mistake};
use crate::{comma_list, reading, report};

/// Reads the values and checks them. Findings are printed; errors among them end the command.
pub(crate) fn checked_input(args: &args::Values) -> anyhow::Result<Input> {
    let input = input(args)?;
    let findings = input.check();
    report::findings(&findings, input.sources())?;
    if findings.iter().any(|finding| finding.diagnostic.severity == Severity::Error) {
        bail!(Findings);
    }
    Ok(input)
}

/// Reads the values and checks them, for a partial render: findings are printed, but only what cannot be read ends the
/// command. Whether there was no error comes back.
pub(crate) fn readable_input(args: &args::Values) -> anyhow::Result<(Input, bool)> {
    let input = input(args)?;
    let findings = input.check();
    let is_error = |finding: &Finding| finding.diagnostic.severity == Severity::Error;
    if findings.iter().any(|finding| ["invalid-yaml", "invalid-values"].contains(&finding.diagnostic.code)) {
        report::findings(&findings, input.sources())?;
        bail!(Findings);
    }
    report::write_each(&mut io::stderr().lock(), &findings, input.sources())?;
    Ok((input, !findings.iter().any(is_error)))
}

/// Helm's order: files, then flags.
pub(crate) fn input(args: &args::Values) -> anyhow::Result<Input> {
    let mut input = Input::new();
    for file in files(args)? {
        add_file(&mut input, &file)?;
    }
    add_flags(&mut input, args)?;
    Ok(input)
}

/// The values files that the arguments name.
pub(crate) fn files(args: &args::Values) -> anyhow::Result<Vec<PathBuf>> {
    comma_list::paths("-f, --values", &args.files).map_err(anyhow::Error::msg)
}

/// Adds a values file; `-` is standard input.
pub(crate) fn add_file(input: &mut Input, file: &Path) -> anyhow::Result<()> {
    if file == Path::new("-") {
        let text = reading::standard_input()?;
        input.add_file("standard input", utf8(Path::new("standard input"), text)?);
    } else {
        input.add_file(file.display().to_string(), text(file)?);
    }
    Ok(())
}

/// Adds the flags, in Helm's order: `--set-json`, `--set`, `--set-string`, `--set-file`, `--set-literal`.
pub(crate) fn add_flags(input: &mut Input, args: &args::Values) -> anyhow::Result<()> {
    for line in &args.set_json {
        input.add_flag(Flag::SetJson, line);
    }
    for line in &args.set {
        input.add_flag(Flag::Set, line);
    }
    for line in &args.set_string {
        input.add_flag(Flag::SetString, line);
    }
    for line in &args.set_file {
        let mut failure = None;
        input.add_file_flag(line, |path| {
            reading::file(path).map_err(|error| {
                let message = format!("could not read {path}: {error}");
                failure.get_or_insert(message.clone());
                message
            })
        });
        if let Some(message) = failure {
            bail!("--set-file {line}: {message}");
        }
    }
    for line in &args.set_literal {
        input.add_flag(Flag::SetLiteral, line);
    }
    Ok(())
}

/// The text of a file.
pub(crate) fn text(file: &Path) -> anyhow::Result<String> {
    let bytes = reading::file(file).with_context(|| format!("could not read {}", file.display()))?;
    utf8(file, bytes)
}

/// Bytes as text, or where they are none.
pub(crate) fn utf8(file: &Path, text: Vec<u8>) -> anyhow::Result<String> {
    String::from_utf8(text).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = String::from_utf8_lossy(&error.as_bytes()[..at]).matches('\n').count() + 1;
        Mistake(format!("{}: line {line} is not UTF-8; save the file as UTF-8", file.display())).into()
    })
}

/// What the templates see of the release, from the arguments.
pub(crate) fn release_options(name: &str, args: &Release) -> ReleaseOptions {
    ReleaseOptions { namespace: namespace(args).to_owned(), ..ReleaseOptions::new(name) }
}

/// The namespace of the release. An empty one counts as none, as with Helm.
pub(crate) fn namespace(args: &Release) -> &str {
    if args.namespace.is_empty() { "default" } else { &args.namespace }
}

/// What the cluster can do, from the arguments.
pub(crate) fn capabilities(args: &Release) -> anyhow::Result<Capabilities> {
    let mut capabilities = Capabilities::default();
    if let Some(version) = &args.kube_version {
        capabilities = capabilities
            .with_kube_version(version)
            .map_err(|error| anyhow::anyhow!("--kube-version {version}: {error}"))?;
    }
    let api_versions =
        comma_list::values("-a, --api-versions", &args.api_versions).map_err(anyhow::Error::msg)?;
    if !api_versions.is_empty() {
        capabilities = capabilities.with_api_versions(api_versions.iter().map(String::as_str));
    }
    Ok(capabilities)
}
