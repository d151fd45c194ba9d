//! `runner-stack template`: `helm template` for any chart.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use helm_render::functions::quoted;
use helm_render::release::{
    Crds, FileWrite, Hooks, Notes, PrintOptions, RenderFailure, RenderOptions, Rendered, SchemaCheck,
    SourceLine, WriteMode, template_name,
};
use helm_render::{Capabilities, Chart, Limits, ReleaseOptions, render_with};

use crate::args::Template;
use crate::exit::{CouldNotRun, Findings};
use crate::post_renderer::{self, PostRenderer};
use crate::template_error::Advice;
use crate::world::TemplateWorld;
use crate::{
    beyond_helm, certificates, comma_list, dependency_update, files, go_flags, go_path, helm_input,
    kubeconfig, report, template_error,
};

/// Renders a chart and prints it, or writes it to a folder.
pub(crate) fn run(args: &Template, limits: Limits) -> anyhow::Result<()> {
    let files = comma_list::paths("-f, --values", &args.values.files).map_err(|error| unusable(&error))?;
    let api_versions = comma_list::values("-a, --api-versions", &args.release.api_versions)
        .map_err(|error| unusable(&error))?;
    let labels = comma_list::pairs("-l, --labels", &args.release.labels).map_err(|error| unusable(&error))?;
    refuse(args)?;
    let world = TemplateWorld::new(args.release.enable_dns);
    let capabilities = capabilities(args, &api_versions)?;
    certificates::check(&args.without_effect).map_err(|error| unusable(&error))?;
    let post_renderer = match args.output.post_renderer.as_deref().filter(|program| !program.is_empty()) {
        Some(program) => {
            let path = post_renderer::find(program).map_err(|error| unusable(&error))?;
            Some(PostRenderer::new(&path, &args.output.post_renderer_args))
        }
        None => None,
    };
    let diary = Diary { is_on: is_debug(args) };
    let version = args.refused.version.as_deref().unwrap_or_default();
    diary.note(&format!("Original chart version: {}", quoted(version)));
    if version.is_empty() && args.without_effect.devel {
        diary.note("setting version to >0.0.0-0");
    }
    let (name, chart) = name_and_chart(args, &world)?;
    let path = helm_input::locate(&chart)?;
    diary.note(&format!("CHART PATH: {}\n", go_path::clean(&path.display().to_string())));
    let values = helm_input::values(&files, &args.values)?;
    let chart = with_dependencies(args, &path, helm_input::load(&path)?)?;
    check_release(args, &labels)?;
    let release = ReleaseOptions {
        namespace: kubeconfig::namespace(&args.global),
        is_upgrade: args.release.is_upgrade,
        ..ReleaseOptions::new(name)
    };
    let options = RenderOptions {
        schema: if args.release.skip_schema_validation {
            SchemaCheck::Skipped
        } else {
            SchemaCheck::Enforced
        },
        notes: if args.output.render_subchart_notes { Notes::All } else { Notes::Root },
        limits,
        ..RenderOptions::default()
    };
    let options = beyond_helm::render_options(&args.beyond_helm, options);
    let result = render_with(&chart, &values, &release, &capabilities, options, &world);
    let warnings = match &result {
        Ok(rendered) => &rendered.warnings,
        Err(failure) => &failure.warnings,
    };
    report::helm_warnings(warnings);
    if world.was_asked_for_the_cluster() && asks_the_cluster(args) {
        report::failure(
            "a template calls lookup, and --dry-run asks a cluster",
            &["template talks to no cluster; with --dry-run=client, lookup finds nothing".to_owned()],
        );
        bail!(CouldNotRun);
    }
    match result {
        Ok(rendered) => {
            beyond_helm::report_unused(&args.beyond_helm, &rendered, &values);
            for error in &rendered.errors {
                template_error::report(error, &chart, Advice::None, &download_hint(args, &chart));
            }
            print(args, &release, &rendered, post_renderer.as_ref())?;
            let is_whole = rendered.errors.is_empty();
            // The process ends here; to free every node of the templates first takes time and gives nothing.
            std::mem::forget((rendered, values, chart));
            if is_whole { Ok(()) } else { bail!(Findings) }
        }
        Err(failure) => fail(args, &chart, &failure),
    }
}

/// What `--debug` tells on standard error, as Helm does, without Helm's times.
struct Diary {
    is_on: bool,
}

impl Diary {
    fn note(&self, text: &str) {
        if self.is_on {
            // Who reads no diary has lost nothing else.
            let _ = writeln!(io::stderr(), "template: [debug] {text}");
        }
    }
}

/// Refuses what needs a cluster, a network or keys.
fn refuse(args: &Template) -> anyhow::Result<()> {
    let refused = if args.refused.validate {
        Some((
            "--validate asks a cluster, and template talks to none",
            "without a cluster, pipe the output to a schema validator such as kubeconform; \
             with one, to `kubectl apply --dry-run=server -f -`",
        ))
    } else if args.refused.verify {
        Some((
            "--verify checks signatures, which template does not",
            "check the archive first: `helm verify CHART.tgz`, or gpg with its .prov file",
        ))
    } else if args.beyond_helm.source_map.is_some()
        && args.output.post_renderer.as_ref().is_some_and(|program| !program.is_empty())
    {
        Some((
            "--source-map knows the lines that templates print, not those of a post-renderer",
            "leave out one of --source-map and --post-renderer",
        ))
    } else {
        None
    };
    let Some((text, hint)) = refused else { return Ok(()) };
    report::failure(text, &[hint.to_owned()]);
    bail!(CouldNotRun)
}

/// Whether the templates' `lookup` would ask a cluster.
fn asks_the_cluster(args: &Template) -> bool {
    matches!(args.release.dry_run.as_deref(), Some("server" | "none" | "false"))
}

#[expect(clippy::needless_pass_by_value, reason = "it maps errors")]
fn could_not_run(error: anyhow::Error) -> anyhow::Error {
    report::failure(&format!("{error:#}"), &[]);
    anyhow::Error::new(CouldNotRun)
}

fn input_error(error: &helm_render::Error) -> anyhow::Error {
    report::failure(&error.to_string(), error.hints());
    anyhow::Error::new(Findings)
}

fn unusable(text: &str) -> anyhow::Error {
    report::failure(text, &[]);
    anyhow::Error::new(CouldNotRun)
}

/// What is only checked, since nothing is installed.
fn check_release(args: &Template, labels: &[(String, String)]) -> anyhow::Result<()> {
    if let Some(mode) = &args.release.dry_run
        && !["", "false", "true", "none", "client", "server"].contains(&mode.as_str())
    {
        return Err(unusable(
            "Invalid dry-run flag. Flag must one of the following: false, true, none, client, server",
        ));
    }
    let is_reserved =
        |key: &str| ["name", "owner", "status", "version", "createdAt", "modifiedAt"].contains(&key);
    if labels.iter().any(|(key, _)| is_reserved(key)) {
        return Err(unusable(
            "user supplied labels contains system reserved label name. \
             System labels: [name owner status version createdAt modifiedAt]",
        ));
    }
    Ok(())
}

fn capabilities(args: &Template, api_versions: &[String]) -> anyhow::Result<Capabilities> {
    let mut capabilities = Capabilities::default().with_api_versions(api_versions.iter().map(String::as_str));
    if let Some(version) = args.release.kube_version.as_ref().filter(|version| !version.is_empty()) {
        capabilities =
            capabilities.with_kube_version(version).map_err(|error| unusable(&error.to_string()))?;
    }
    Ok(capabilities)
}

/// The release name and the chart, out of one or two arguments.
fn name_and_chart(args: &Template, world: &TemplateWorld) -> anyhow::Result<(String, String)> {
    let name_template = args.release.name_template.as_ref().filter(|template| !template.is_empty());
    match args.name_and_chart.as_slice() {
        [] => {
            report::failure(
                "\"runner-stack template\" requires at least 1 argument",
                &["give a chart: runner-stack template [NAME] CHART".to_owned()],
            );
            bail!(CouldNotRun)
        }
        [chart] => {
            let name = match name_template {
                Some(template) => template_name(template, world).map_err(|error| input_error(&error))?,
                None => "release-name".to_owned(),
            };
            Ok((name, chart.clone()))
        }
        [_, _] if args.release.generate_name => {
            Err(unusable("cannot set --generate-name and also specify a name"))
        }
        [_, _] if name_template.is_some() => {
            Err(unusable("cannot set --name-template and also specify a name"))
        }
        [name, chart] => Ok((name.clone(), chart.clone())),
        [_, _, rest @ ..] => Err(unusable(&format!(
            "expected at most two arguments, unexpected arguments: {}",
            rest.join(", ")
        ))),
    }
}

fn print_options(args: &Template) -> PrintOptions {
    PrintOptions {
        crds: if args.output.include_crds { Crds::Included } else { Crds::Skipped },
        hooks: match (args.output.no_hooks, args.output.skip_tests) {
            (true, _) => Hooks::None,
            (false, true) => Hooks::WithoutTests,
            (false, false) => Hooks::All,
        },
        show_only: args.output.show_only.clone(),
    }
}

fn print(
    args: &Template,
    release: &ReleaseOptions,
    rendered: &Rendered,
    post_renderer: Option<&PostRenderer>,
) -> anyhow::Result<()> {
    let options = print_options(args);
    let folder = args.output.output_dir.as_deref().filter(|folder| !folder.is_empty());
    if let Some(folder) = folder {
        let name = args.output.release_name.then_some(release.name.as_str());
        write_folder(args, folder, name, rendered, &options)?;
    }
    // With a folder there is nothing left to change, but the program runs all the same.
    let mut resources = match folder {
        Some(_) => Vec::new(),
        None => rendered.resources(&options),
    };
    let mut failure = None;
    if let Some(program) = post_renderer {
        resources = match program.run(resources) {
            Ok(changed) => changed,
            // Helm prints what the program has not seen, the hooks.
            Err(error) if is_debug(args) => {
                failure = Some(error);
                Vec::new()
            }
            Err(error) => {
                let text = format!("{error:#}\n\nUse --debug flag to render out invalid YAML");
                return Err(could_not_run(anyhow::Error::msg(text)));
            }
        };
    }
    let text = match folder {
        Some(_) if post_renderer.is_none() => rendered.print_rest(&options),
        Some(_) => rendered.print_with(resources, &PrintOptions { hooks: Hooks::None, ..options.clone() }),
        None => rendered.print_with(resources, &options),
    };
    match text {
        Ok(text) => {
            io::stdout().lock().write_all(&text)?;
            match (failure, folder) {
                (Some(error), _) => Err(could_not_run(error)),
                (None, Some(_)) => Ok(()),
                (None, None) => beyond_helm::map_print(&args.beyond_helm, rendered, &options),
            }
        }
        Err(error) => {
            report::failure(&error.to_string(), error.hints());
            bail!(Findings)
        }
    }
}

/// Writes the files, each in one step, and says so in Helm's words.
fn write_folder(
    args: &Template,
    folder: &str,
    release_name: Option<&str>,
    rendered: &Rendered,
    options: &PrintOptions,
) -> anyhow::Result<()> {
    let writes = rendered.writes(options, release_name);
    let target = |write: &FileWrite| {
        let is_crd = rendered.crds.iter().any(|crd| crd.name == *write.path.as_str());
        match release_name {
            // Helm joins folder and release name, which tidies the path, but not for definitions.
            Some(name) if !is_crd => {
                let below = write.path.strip_prefix(name).unwrap_or(&write.path);
                format!("{}{below}", go_path::clean(&format!("{folder}/{name}")))
            }
            _ => format!("{folder}/{}", write.path),
        }
    };
    let mut contents: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut map: BTreeMap<String, Vec<SourceLine>> = BTreeMap::new();
    let mut mapped = beyond_helm::written_lines(&args.beyond_helm, rendered, options).into_iter();
    for write in &writes {
        let path = target(write);
        let content = match write.mode {
            WriteMode::AppendIfPresent if !contents.contains_key(&path) => {
                let present = fs::read(&path).unwrap_or_default();
                let lines = present.split(|byte| *byte == b'\n').skip(1).count();
                map.insert(path.clone(), vec![SourceLine::default(); lines]);
                contents.entry(path.clone()).or_insert(present)
            }
            WriteMode::Replace => {
                map.remove(&path);
                let content = contents.entry(path.clone()).or_default();
                content.clear();
                content
            }
            _ => contents.entry(path.clone()).or_default(),
        };
        content.extend_from_slice(&write.text);
        map.entry(path).or_default().extend(mapped.next().unwrap_or_default());
    }
    for (path, text) in &contents {
        lead_to(path).map_err(could_not_run)?;
        files::write(Path::new(path), text).map_err(could_not_run)?;
    }
    beyond_helm::map_files(&args.beyond_helm, map)?;
    let mut stdout = io::stdout().lock();
    for write in &writes {
        writeln!(stdout, "wrote {}", target(write))?;
    }
    Ok(())
}

/// Makes the folder of a file as Helm does: it makes the tidied one, and opens the path as it is, so that `missing/../there`
/// leads nowhere.
fn lead_to(path: &str) -> anyhow::Result<()> {
    let Some((folder, _)) =
        path.rsplit_once('/').filter(|(folder, _)| folder.split('/').any(|part| part == ".."))
    else {
        return Ok(());
    };
    let tidied = go_path::clean(folder);
    fs::create_dir_all(&tidied).with_context(|| format!("could not create the folder {tidied}"))?;
    fs::metadata(folder).with_context(|| {
        format!("could not write {path}: a folder before `..` is not there; the same without it is {tidied}")
    })?;
    Ok(())
}

/// `--debug`, else `HELM_DEBUG`.
fn is_debug(args: &Template) -> bool {
    args.global.debug.unwrap_or_else(|| {
        env::var("HELM_DEBUG").is_ok_and(|value| go_flags::boolean(&value).unwrap_or(false))
    })
}

fn fail(args: &Template, chart: &Chart, failure: &RenderFailure) -> anyhow::Result<()> {
    let debug = is_debug(args);
    if let Some(output) = failure.partial_output.as_ref().filter(|_| debug) {
        let mut stdout = io::stdout().lock();
        stdout.write_all(output.as_bytes().trim_ascii())?;
        stdout.write_all(b"\n")?;
        stdout.flush()?;
    }
    let advice = if failure.partial_output.is_some() && !debug { Advice::Debug } else { Advice::None };
    template_error::report(&failure.error, chart, advice, &download_hint(args, chart));
    bail!(Findings)
}

/// The chart, with its dependencies if they are asked for and can be found here.
fn with_dependencies(args: &Template, folder: &Path, chart: Chart) -> anyhow::Result<Chart> {
    let is_asked_for = args.refused.dependency_update && chart.check_type().is_ok();
    if !is_asked_for || chart.check_dependencies().is_ok() || !dependency_update::is_local(&chart) {
        return Ok(chart);
    }
    dependency_update::apply(folder, &chart).map_err(|error| {
        report::failure(&format!("{error:#}"), &[]);
        anyhow::Error::new(Findings)
    })
}

fn download_hint(args: &Template, chart: &Chart) -> Vec<String> {
    if !args.refused.dependency_update || chart.check_dependencies().is_ok() {
        return Vec::new();
    }
    vec![
        "--dependency-update would download them, which template does not; run `helm dependency build` first"
            .to_owned(),
    ]
}
