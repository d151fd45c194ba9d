//! `helm template` on files in memory: the arguments of a case, and what Helm does with them.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use helm_render::release::{
    Crds, FileWrite, Hooks, Notes, PrintOptions, SchemaCheck, WriteMode, template_name,
};
use helm_render::{
    Capabilities, Chart, Error, ReleaseOptions, RenderOptions, ValuesOptions, World, render_with,
};

use super::case::Case;

/// The folder of a case, as recorded output shows it.
///
/// `--set-file` reads braces as a list, so runs have a name without them.
const SHOWN_FOLDER: &str = "{dir}";

/// The folder of a case, as the command line has it.
const FOLDER: &str = "/folder-of-the-case";

/// The bytes of stack that a run may use; memory that is never touched costs nothing.
pub(crate) const STACK: usize = 2 << 30;

/// What a run printed and wrote.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    pub(crate) failed: bool,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Outcome {
    fn fail(&mut self, error: &str) {
        self.stderr.extend_from_slice(format!("Error: {error}\n").as_bytes());
        self.failed = true;
    }
}

/// The flags of a case.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
struct Flags {
    positional: Vec<String>,
    values: ValuesOptions,
    print: PrintOptions,
    render: RenderOptions,
    namespace: Option<String>,
    name_template: String,
    generate_name: bool,
    is_upgrade: bool,
    kube_version: String,
    api_versions: Vec<String>,
    output_dir: String,
    release_name: bool,
    debug: bool,
}

/// Runs a case.
pub(crate) fn run(case: &Case) -> Outcome {
    let mut outcome = Outcome::default();
    let mut args: Vec<String> = case.name.iter().cloned().collect();
    args.push(format!("{FOLDER}/{}", case.chart));
    args.extend(case.args.iter().map(|arg| arg.replace(SHOWN_FOLDER, FOLDER)));
    if let Err(error) = execute(case, &args, &mut outcome) {
        outcome.fail(&error);
    }
    outcome.stdout = shown(&outcome.stdout);
    outcome.stderr = shown(&outcome.stderr);
    outcome
}

fn execute(case: &Case, args: &[String], outcome: &mut Outcome) -> Result<(), String> {
    let mut flags = Flags::parse(args)?;
    flags.render.limits.stack = STACK - (1 << 20);
    let mut capabilities =
        Capabilities::default().with_api_versions(flags.api_versions.iter().map(String::as_str));
    if !flags.kube_version.is_empty() {
        capabilities = capabilities.with_kube_version(&flags.kube_version).map_err(|error| text(&error))?;
    }
    let (name, chart_path) = flags.name_and_chart()?;
    let read = |path: &str| read_file(case, path);
    let chart_file = case.files.get(relative(&chart_path));
    if chart_file.is_none()
        && !case.files.keys().any(|path| path.starts_with(&format!("{}/", relative(&chart_path))))
    {
        return Err(format!("path \"{chart_path}\" not found"));
    }
    let values = flags.values.merge(read).map_err(|error| text(&error))?;
    let chart = if let Some(archive) = chart_file {
        Chart::from_named_archive(&chart_path, archive)
    } else {
        let prefix = format!("{}/", relative(&chart_path));
        let files =
            case.files.iter().filter_map(|(path, data)| Some((path.strip_prefix(&prefix)?, data.clone())));
        Chart::from_files(files)
    }
    .map_err(|error| text(&error))?;
    let release = ReleaseOptions {
        namespace: flags
            .namespace
            .clone()
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "default".to_owned()),
        is_upgrade: flags.is_upgrade,
        ..ReleaseOptions::new(name)
    };
    let warn = |outcome: &mut Outcome, warnings: &[String]| {
        for warning in warnings {
            outcome.stderr.extend_from_slice(warning.as_bytes());
            outcome.stderr.push(b'\n');
        }
    };
    match render_with(&chart, &values, &release, &capabilities, flags.render, &TestWorld) {
        Ok(rendered) => {
            warn(outcome, &rendered.warnings);
            if flags.output_dir.is_empty() {
                outcome.stdout.extend(rendered.print(&flags.print).map_err(|error| text(&error))?);
            } else {
                let release_name = flags.release_name.then_some(release.name.as_str());
                for write in rendered.writes(&flags.print, release_name) {
                    write_file(outcome, &flags.output_dir, write);
                }
                outcome.stdout.extend(rendered.print_rest(&flags.print).map_err(|error| text(&error))?);
            }
            Ok(())
        }
        Err(failure) => {
            warn(outcome, &failure.warnings);
            match failure.partial_output {
                Some(output) if flags.debug => {
                    outcome.stdout.extend_from_slice(output.as_bytes().trim_ascii());
                    outcome.stdout.push(b'\n');
                    Err(failure.error.to_string())
                }
                Some(_) => Err(format!("{}\n\nUse --debug flag to render out invalid YAML", failure.error)),
                None => Err(failure.error.to_string()),
            }
        }
    }
}

/// The output as it is recorded.
fn shown(output: &[u8]) -> Vec<u8> {
    let mut shown = Vec::new();
    let mut rest = output;
    while let Some(at) = rest.windows(FOLDER.len()).position(|window| window == FOLDER.as_bytes()) {
        shown.extend_from_slice(&rest[..at]);
        shown.extend_from_slice(SHOWN_FOLDER.as_bytes());
        rest = &rest[at + FOLDER.len()..];
    }
    shown.extend_from_slice(rest);
    shown
}

fn text(error: &Error) -> String {
    error.to_string()
}

/// The path below the folder of the case.
fn relative(path: &str) -> &str {
    path.strip_prefix(FOLDER).map_or(path, |rest| rest.trim_start_matches('/'))
}

fn read_file(case: &Case, path: &str) -> Result<Vec<u8>, String> {
    if path == "-" {
        return Ok(Vec::new());
    }
    let relative = relative(path).trim_start_matches("./");
    let folder = format!("{relative}/");
    match case.files.get(relative) {
        Some(content) => Ok(content.clone()),
        None if case.files.keys().any(|path| path.starts_with(&folder)) => {
            Err(format!("read {path}: is a directory"))
        }
        None => Err(format!("open {path}: no such file or directory")),
    }
}

fn write_file(outcome: &mut Outcome, folder: &str, write: FileWrite) {
    let FileWrite { path, text, mode } = write;
    let shown = format!("{folder}/{path}");
    let file = outcome.files.entry(relative(&shown).to_owned()).or_default();
    if mode == WriteMode::Replace {
        file.clear();
    }
    file.extend(text);
    outcome.stdout.extend_from_slice(format!("wrote {shown}\n").as_bytes());
}

impl Flags {
    fn parse(args: &[String]) -> Result<Self, String> {
        let mut flags = Self::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let Some(flag) = arg.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
                flags.positional.push(arg.clone());
                continue;
            };
            let (name, mut inline) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (flag, None),
            };
            let mut value = || {
                inline
                    .take()
                    .or_else(|| args.next().cloned())
                    .ok_or_else(|| format!("flag needs an argument: {arg}"))
            };
            match name {
                "-values" | "f" => flags.values.files.extend(value()?.split(',').map(str::to_owned)),
                "-set" => flags.values.set.push(value()?),
                "-set-string" => flags.values.string.push(value()?),
                "-set-json" => flags.values.json.push(value()?),
                "-set-file" => flags.values.file.push(value()?),
                "-set-literal" => flags.values.literal.push(value()?),
                "-show-only" | "s" => flags.print.show_only.push(value()?),
                "-include-crds" => {
                    if is_true(name, inline.as_deref())? {
                        flags.print.crds = Crds::Included;
                    }
                }
                "-skip-tests" => flags.print.hooks = Hooks::WithoutTests,
                "-no-hooks" => flags.print.hooks = Hooks::None,
                "-skip-schema-validation" => flags.render.schema = SchemaCheck::Skipped,
                "-render-subchart-notes" => flags.render.notes = Notes::All,
                "-namespace" | "n" => flags.namespace = Some(value()?),
                "-name-template" => flags.name_template = value()?,
                "-generate-name" | "g" => flags.generate_name = true,
                "-is-upgrade" => flags.is_upgrade = is_true(name, inline.as_deref())?,
                "-kube-version" => flags.kube_version = value()?,
                "-api-versions" | "a" => flags.api_versions.extend(value()?.split(',').map(str::to_owned)),
                "-output-dir" => flags.output_dir = value()?,
                "-release-name" => flags.release_name = true,
                "-debug" => flags.debug = true,
                "-skip-crds" => {}
                _ => return Err(format!("unknown flag: -{name}")),
            }
        }
        Ok(flags)
    }

    fn name_and_chart(&self) -> Result<(String, String), String> {
        match self.positional.as_slice() {
            [] => Err("\"helm template\" requires at least 1 argument".to_owned()),
            [chart] if !self.name_template.is_empty() => Ok((
                template_name(&self.name_template, &TestWorld).map_err(|error| text(&error))?,
                chart.clone(),
            )),
            [chart] => Ok(("release-name".to_owned(), chart.clone())),
            [_, _] if self.generate_name => {
                Err("cannot set --generate-name and also specify a name".to_owned())
            }
            [_, _] if !self.name_template.is_empty() => {
                Err("cannot set --name-template and also specify a name".to_owned())
            }
            [name, chart] => Ok((name.clone(), chart.clone())),
            [_, _, rest @ ..] => {
                Err(format!("expected at most two arguments, unexpected arguments: {}", rest.join(", ")))
            }
        }
    }
}

fn is_true(flag: &str, value: Option<&str>) -> Result<bool, String> {
    match value {
        None | Some("true" | "1" | "t" | "T" | "TRUE" | "True") => Ok(true),
        Some("false" | "0" | "f" | "F" | "FALSE" | "False") => Ok(false),
        Some(other) => Err(format!(
            "invalid argument \"{other}\" for \"-{flag}\" flag: strconv.ParseBool: parsing \"{other}\": invalid syntax",
        )),
    }
}

/// The real clock and numbers that are random enough for a test.
struct TestWorld;

impl World for TestWorld {
    fn now(&self) -> (i64, u32) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        (i64::try_from(now.as_secs()).unwrap_or_default(), now.subsec_nanos())
    }

    fn random(&self, buffer: &mut [u8]) {
        let mut state = u64::from(self.now().1) | 1;
        for byte in buffer {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = state.to_le_bytes()[3];
        }
    }
}
