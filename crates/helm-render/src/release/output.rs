//! The exact bytes that `helm template` prints or writes.

use std::ops::Range;

use super::manifests::{Manifest, split, trim};
use super::render::Rendered;
use crate::chart::pattern;
use crate::error::{Error, ErrorKind};
use crate::value::Str;

/// The flags of `helm template` that choose what is printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrintOptions {
    /// Whether custom resource definitions are printed: `--include-crds`.
    pub crds: Crds,
    /// Which hooks are printed: `--no-hooks`, `--skip-tests`.
    pub hooks: Hooks,
    /// Only these templates: `--show-only`, patterns of paths inside the chart.
    pub show_only: Vec<String>,
}

/// Whether custom resource definitions are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Crds {
    /// They are left out.
    #[default]
    Skipped,
    /// They come first: `--include-crds`.
    Included,
}

/// Which hooks are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hooks {
    /// All.
    #[default]
    All,
    /// All but tests: `--skip-tests`.
    WithoutTests,
    /// None: `--no-hooks`.
    None,
}

/// One write that `--output-dir` makes, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileWrite {
    /// The path below the output folder.
    pub path: String,
    /// What is written.
    pub text: Vec<u8>,
    /// How it is written.
    pub mode: WriteMode,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteMode {
    /// What was there is gone.
    Replace,
    /// It goes behind what this run wrote.
    Append,
    /// It goes behind what is there, whoever wrote it: what Helm does with hooks.
    AppendIfPresent,
}

impl Rendered {
    /// What `helm template` prints.
    ///
    /// # Errors
    ///
    /// When [`PrintOptions::show_only`] names a template that printed nothing, and when the file of a custom resource
    /// definition that is to be printed can no longer be read.
    ///
    /// ```
    /// use helm_render::world::FixedWorld;
    /// use helm_render::{Capabilities, Chart, PrintOptions, ReleaseOptions, Values, render};
    ///
    /// let chart = Chart::from_files([
    ///     ("Chart.yaml", "apiVersion: v2\nname: demo\nversion: 0.1.0\n"),
    ///     ("templates/a.yaml", "kind: A"),
    ///     ("templates/b.yaml", "kind: B"),
    /// ])?;
    /// let release = ReleaseOptions::new("rel");
    /// let rendered = render(&chart, &Values::new(), &release, &Capabilities::default(), &FixedWorld)?;
    /// let options = PrintOptions { show_only: vec!["templates/b*".to_owned()], ..PrintOptions::default() };
    /// assert_eq!(rendered.print(&options)?, b"---\n# Source: demo/templates/b.yaml\nkind: B\n");
    /// # Ok::<(), helm_render::Error>(())
    /// ```
    pub fn print(&self, options: &PrintOptions) -> Result<Vec<u8>, Error> {
        self.finish(self.resources(options), options)
    }

    /// The custom resource definitions and resources: what a post-renderer gets to see.
    pub fn resources(&self, options: &PrintOptions) -> Vec<u8> {
        // There may be many megabytes of them, and hooks are to follow.
        let texts = self.manifests.iter().map(|manifest| manifest.text.len() + manifest.source.len() + 16);
        let mut output = Vec::with_capacity(texts.sum());
        if options.crds == Crds::Included {
            for crd in &self.crds {
                write_document(&mut output, &crd.name.to_str(), &crd.data.to_text());
            }
        }
        for manifest in self.manifests.iter().filter(|manifest| manifest.hook.is_none()) {
            write_document(&mut output, &manifest.source, &manifest.text);
        }
        output
    }

    /// What `helm template` prints after a post-renderer has changed the resources.
    pub fn print_with(&self, resources: Vec<u8>, options: &PrintOptions) -> Result<Vec<u8>, Error> {
        self.finish(resources, options)
    }

    /// Adds the hooks to the resources, which are changed in place: there may be many megabytes of them.
    fn finish(&self, mut output: Vec<u8>, options: &PrintOptions) -> Result<Vec<u8>, Error> {
        self.check_crds(options)?;
        let kept = trim(&output);
        let start = kept.as_ptr().addr() - output.as_ptr().addr();
        let end = start + kept.len();
        output.truncate(end);
        output.drain(..start);
        output.push(b'\n');
        for hook in self.hooks(options) {
            write_document(&mut output, &hook.source, &hook.text);
        }
        show_only(output, options)
    }

    /// What `--output-dir` writes; `release_name` is given for `--release-name`.
    ///
    /// Helm says `wrote DIR/PATH` for each, and then prints [`Rendered::print_rest`].
    pub fn writes(&self, options: &PrintOptions, release_name: Option<&str>) -> Vec<FileWrite> {
        let mut writes: Vec<FileWrite> = Vec::new();
        let mut add = |path: String, source: &str, text: &Str, is_hook: bool| {
            let mode = if is_hook {
                WriteMode::AppendIfPresent
            } else if writes.iter().any(|write| write.path == path) {
                WriteMode::Append
            } else {
                WriteMode::Replace
            };
            let mut document = Vec::new();
            write_document(&mut document, source, text);
            writes.push(FileWrite { path, text: document, mode });
        };
        if options.crds == Crds::Included {
            for crd in &self.crds {
                let name = crd.name.to_str();
                add(name.clone().into_owned(), &name, &crd.data.to_text(), false);
            }
        }
        let path =
            |source: &str| release_name.map_or_else(|| source.to_owned(), |name| format!("{name}/{source}"));
        for manifest in self.manifests.iter().filter(|manifest| manifest.hook.is_none()) {
            add(path(&manifest.source), &manifest.source, &manifest.text, false);
        }
        for hook in self.hooks(options) {
            add(path(&hook.source), &hook.source, &hook.text, true);
        }
        writes
    }

    /// What Helm prints after it has written files.
    pub fn print_rest(&self, options: &PrintOptions) -> Result<Vec<u8>, Error> {
        self.check_crds(options)?;
        show_only(b"\n".to_vec(), options)
    }

    fn check_crds(&self, options: &PrintOptions) -> Result<(), Error> {
        match options.crds {
            Crds::Skipped => Ok(()),
            Crds::Included => self.crds.iter().try_for_each(|crd| crd.data.check()),
        }
    }

    pub(super) fn hooks(&self, options: &PrintOptions) -> impl Iterator<Item = &Manifest> {
        let hooks = options.hooks;
        self.manifests.iter().filter(move |manifest| match (&manifest.hook, hooks) {
            (None, _) | (Some(_), Hooks::None) => false,
            (Some(hook), Hooks::WithoutTests) => !hook.is_test(),
            (Some(_), Hooks::All) => true,
        })
    }
}

fn write_document(output: &mut Vec<u8>, source: &str, text: &Str) {
    output.extend_from_slice(b"---\n# Source: ");
    output.extend_from_slice(source.as_bytes());
    output.push(b'\n');
    output.extend_from_slice(text.as_bytes());
    output.push(b'\n');
}

/// Keeps the documents whose `# Source:` line fits one of the patterns.
fn show_only(output: Vec<u8>, options: &PrintOptions) -> Result<Vec<u8>, Error> {
    if options.show_only.is_empty() {
        return Ok(output);
    }
    let mut kept = Vec::new();
    for document in shown(&output, options)? {
        kept.extend_from_slice(b"---\n");
        kept.extend_from_slice(&output[document]);
        kept.push(b'\n');
    }
    Ok(kept)
}

/// Where the documents are that the patterns choose, pattern by pattern.
pub(super) fn shown(output: &[u8], options: &PrintOptions) -> Result<Vec<Range<usize>>, Error> {
    let start = output.as_ptr().addr();
    let documents = split(output);
    let mut shown = Vec::new();
    for wanted in &options.show_only {
        let before = shown.len();
        shown.extend(documents.iter().filter_map(|document| {
            let path = path_in_chart(document)?;
            let first = document.as_ptr().addr() - start;
            (pattern::matches(wanted, &path) == Some(true)).then_some(first..first + document.len())
        }));
        if shown.len() == before {
            return Err(Error::new(ErrorKind::Other, format!("could not find template {wanted} in chart")));
        }
    }
    Ok(shown)
}

/// What Helm's expression `# Source: [^/]+/(.+)` finds first.
fn path_in_chart(document: &[u8]) -> Option<String> {
    const MARK: &[u8] = b"# Source: ";
    let mut at = 0;
    while let Some(offset) = document[at..].windows(MARK.len()).position(|window| window == MARK) {
        at += offset + MARK.len();
        let rest = &document[at..];
        let slash = rest.iter().position(|byte| *byte == b'/')?;
        let path = rest[slash + 1..].split(|byte| *byte == b'\n').next().unwrap_or_default();
        if slash > 0 && !path.is_empty() {
            return Some(String::from_utf8_lossy(path).into_owned());
        }
    }
    None
}
