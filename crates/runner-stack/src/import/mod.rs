//! From hand-written manifests, `config.toml` files and values of the official chart to values of this chart.
//!
//! ```
//! use runner_stack::import::{File, import};
//!
//! let text = "concurrent = 4\n[[runners]]\nurl = \"https://gitlab.example.com\"\ntoken = \"glrt-EXAMPLE\"\n";
//! let imported = import(&[File::new("config.toml", text)]);
//! assert!(imported.values.contains("gitlabUrl: https://gitlab.example.com"));
//! ```

mod access;
mod claims;
mod compare;
mod config;
mod credentials;
mod emit;
mod finish;
mod holders;
mod kubeconfig;
mod manifest;
mod manifests;
mod notes;
mod official;
mod origin;
mod read;
mod read_toml;
mod references;
mod registration;
mod shell;
mod tree;
mod workload;
mod wrapped;

use manifest::Manifest;
use notes::Notes;
use origin::Origin;
use tree::{Data, Item, Place, Table};

use crate::check;
use crate::credentials::{Known, masked};
use crate::diagnostic::{Severity, Span};
use crate::documents::documents;
use crate::model::{Kind, Model as _};
use crate::schema::likeness::{self, Likeness};
use crate::source::Language;
use crate::stack::{Finding, Input, not_yaml};
use crate::values::{Values, removed};

pub use compare::Counterpart;

/// A file to import.
#[derive(Debug, Clone)]
pub struct File {
    /// Its name, for messages.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it was only found in a folder, so that a file of another kind is no mistake.
    pub found: bool,
}

impl File {
    /// A file that the user named.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into(), found: false }
    }
}

/// What an import comes to.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The values file; empty when the input has mistakes.
    pub values: String,
    /// What there is to say; sources are indices of the files.
    pub findings: Vec<Finding>,
    /// What differs, object by object.
    pub objects: Vec<Counterpart>,
    /// What the values still lack to be rendered.
    pub lacks: Option<String>,
    /// Credentials that the input holds in plain text, for those who show parts of it.
    pub credentials: Known,
    /// Name of the release under which the objects keep their names.
    pub release: String,
    /// Namespace of the manager; empty when the input names none.
    pub namespace: String,
}

impl Imported {
    /// Whether the input has mistakes, so that there are no values.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.diagnostic.severity == Severity::Error)
    }
}

/// Everything that was read.
#[derive(Default)]
struct Read {
    manifests: Vec<Manifest>,
    configs: Vec<Item>,
    values: Vec<Item>,
}

/// Imports files: manifests and `config.toml` files of one stack, or values files.
pub fn import(files: &[File]) -> Imported {
    let texts: Vec<&str> =
        files.iter().map(|file| std::str::from_utf8(&file.bytes).unwrap_or_default()).collect();
    let mut notes = Notes::new(texts.iter().copied());
    let mut read = Read::default();
    let mut comments = Vec::new();
    for (index, file) in files.iter().enumerate() {
        read_file(index, file, texts[index], &mut read, &mut notes);
    }
    read.values.extend(wrapped::of_releases(&mut read.manifests, &mut notes));
    comments.extend(read.values.iter().chain(&read.configs).flat_map(Item::comments));
    comments.extend(read.manifests.iter().flat_map(|manifest| manifest.item.comments()));
    comments.extend(manifests::comments_of_texts(&read.manifests, &notes));
    let stack = !read.manifests.is_empty() || !read.configs.is_empty();
    if let (true, Some(values)) = (stack, read.values.first()) {
        let message = "this is a values file, beside manifests or a config.toml";
        let help = Some("import values files on their own".to_owned());
        notes.error("mixed-input", Place { line: 1, exact: None, ..values.place }, message, help);
    }
    if !stack && read.values.is_empty() && !notes.has_errors() {
        let message = "there is nothing to import: no manifest, config.toml or values file";
        notes.error("unknown-kind", Place { line: 1, ..Place::default() }, message, None);
    }
    let mut imported = Imported {
        values: String::new(),
        findings: Vec::new(),
        objects: Vec::new(),
        lacks: None,
        credentials: Known::default(),
        release: "gitlab-runner".to_owned(),
        namespace: String::new(),
    };
    if !notes.has_errors() {
        if stack {
            import_stack(read, &mut imported, &mut notes);
        } else {
            import_values(read.values, &mut imported, &mut notes);
        }
    }
    if notes.has_errors() {
        imported.values.clear();
    } else {
        comments.append(&mut notes.comments);
        warn_of_comments(&comments, &imported.values, &mut notes);
    }
    imported.credentials = Known::new(notes.secrets.iter().map(String::as_str));
    imported.findings = notes.found;
    for Finding { diagnostic, .. } in &mut imported.findings {
        for text in std::iter::once(&mut diagnostic.message).chain(&mut diagnostic.help) {
            *text = imported.credentials.masked(text);
        }
        diagnostic.make_printable();
    }
    imported
}

fn read_file(index: usize, file: &File, text: &str, read: &mut Read, notes: &mut Notes) {
    if let Some(diagnostic) = check::unreadable(&file.bytes) {
        notes.found.push(Finding { diagnostic, source: index });
        return;
    }
    let start = Place { file: index, line: 1, exact: None };
    let other = |notes: &mut Notes, code, message: &str, help: Option<String>| {
        if file.found {
            notes.warn(code, start, format!("{message}; it is left out"));
        } else {
            let help = help.unwrap_or_else(|| {
                "give Kubernetes manifests, a config.toml, or values of the official chart".to_owned()
            });
            notes.error(code, start, message, Some(help));
        }
    };
    if text.trim_start_matches('\u{FEFF}').trim().is_empty() {
        return other(notes, "empty-file", "the file is empty", None);
    }
    if Language::is_toml(&file.name, text) {
        let origin = Origin::file(index);
        match read_toml::read_toml("the file", text, &origin) {
            Ok(item) => read.configs.push(Item { place: start, ..item }),
            Err(mistakes) => notes.not_toml(&origin, mistakes),
        }
        return;
    }
    let mut nothing = true;
    for document in documents(text) {
        let base = u32::try_from(document.start).unwrap_or(u32::MAX);
        let origin = Origin::Lines { before: Place { line: document.line, ..start }, start: base };
        let mut item = match read::read_yaml(document.text, &origin) {
            Ok(item) => item,
            Err(error) => {
                let mut diagnostic = not_yaml(document.text, &error);
                diagnostic.span =
                    Span { start: diagnostic.span.start + base, end: diagnostic.span.end + base };
                notes.found.push(Finding { diagnostic, source: index });
                return;
            }
        };
        let separator = usize::from(document.text.starts_with("---"));
        let place = Place { line: document.line + 1 + separator, ..start };
        let is_empty = match &item.data {
            Data::Map(table) => table.is_empty(),
            Data::Null => true,
            _ => false,
        };
        if is_empty {
            continue;
        }
        nothing = false;
        item.place = place;
        if let Some(found) = Manifest::all(item.clone(), place) {
            read.manifests.extend(found);
        } else {
            match likeness::of(&item) {
                Likeness::Values if item.as_map().is_some() => read.values.push(item),
                Likeness::Other { below: Some(key), .. } => {
                    read.values.extend(wrapped::of_dependency(item, &key, notes));
                }
                // Who names an overlay of a few keys means it; the official chart takes keys of one's own.
                Likeness::Other { known, .. } if !file.found && known.iter().any(|key| known_key(key)) => {
                    read.values.push(item);
                }
                likeness => {
                    let message = "this is no Kubernetes object, no config.toml and no values file";
                    other(notes, "unknown-kind", message, likeness.help());
                }
            }
        }
    }
    if nothing {
        other(notes, "empty-file", "the file holds no data", None);
    }
}

fn known_key(key: &str) -> bool {
    matches!(Values::KIND, Kind::Table(table) if table.field(key).is_some())
}

fn import_stack(mut read: Read, imported: &mut Imported, notes: &mut Notes) {
    let from_file = read.configs.iter().map(|item| item.place).next();
    let converted = manifests::convert(&mut read.manifests, read.configs, notes);
    if converted.config.get("runners").is_none() && !notes.has_errors() {
        let place = read.manifests.first().map(|manifest| manifest.place).or(from_file).unwrap_or_default();
        let help = "give the ConfigMap or Secret with config.toml, or the registration script, too";
        notes.warn_with_help("no-runner", place, "the input describes no runner", help);
    }
    imported.release.clone_from(&converted.release);
    imported.namespace.clone_from(&converted.namespace);
    let mut values = converted.values;
    settle(&mut values, notes);
    imported.values = emit::write(&values);
    match compare::make(&imported.values, &imported.release, &imported.namespace) {
        Ok(after) => {
            imported.objects =
                compare::manifests(&read.manifests, &converted.config, &after, &imported.namespace);
            if read.manifests.is_empty() {
                imported.objects.retain(|object| object.before.is_some());
                let fields = compare::configs(&compare::config_text(&converted.config), &after);
                if !fields.is_empty() {
                    let name = Some("config.toml".to_owned());
                    imported.objects.push(Counterpart {
                        before: name.clone(),
                        after: name,
                        fields,
                        reason: None,
                    });
                }
            }
        }
        Err(lacks) => imported.lacks = Some(lacks),
    }
}

fn import_values(files: Vec<Item>, imported: &mut Imported, notes: &mut Notes) {
    let mut values = Table::default();
    for item in files {
        if let tree::Data::Map(table) = item.data {
            finish::lay_over(&mut values, table);
        }
    }
    official::old_image(&mut values, notes);
    warn_of_registration(&values, notes);
    official::own_keys_to_global(&mut values, &known_key, notes);
    settle(&mut values, notes);
    if notes.has_errors() {
        return;
    }
    let kept = emit::write(&values);
    let before = compare::make(&kept, &imported.release, &imported.namespace);
    let mut said = Notes::like(notes);
    let structured = official::structured(&values, &mut said);
    if structured.is_none() {
        // Why there is no structured form.
        notes.append(said);
        said = Notes::like(notes);
    }
    if let Some(mut structured) = structured {
        settle(&mut structured, &mut said);
        let text = emit::write(&structured);
        let after = compare::make(&text, &imported.release, &imported.namespace);
        let equal = match (&before, &after) {
            (Ok(before), Ok(after)) => compare::same_config(&before.config, &after.config),
            // What the chart refuses as a text, for several runners, it may take as a structure.
            (Err(_), _) => !said.has_errors(),
            (Ok(_), Err(_)) => false,
        };
        if equal {
            notes.append(said);
            imported.values = text;
            match (before, after) {
                (Ok(before), Ok(after)) => imported.objects = compare::renders(&before, &after),
                (_, Err(lacks)) => imported.lacks = Some(lacks),
                _ => {}
            }
            return;
        }
        let place = values
            .get("runners")
            .and_then(|runners| runners.at(&["config"]))
            .map(|item| item.place)
            .unwrap_or_default();
        let message = "runners.config stays a text: as `config.runners` the runner would read something else";
        notes.warn("kept-text", place, message);
    }
    imported.values = kept;
    imported.lacks = before.err();
}

/// Comments that have no place in the values, a warning for each file.
fn warn_of_comments(comments: &[(Place, String)], values: &str, notes: &mut Notes) {
    let lines: Vec<&str> = values.lines().map(str::trim).collect();
    let is_there = |text: &str| lines.iter().any(|line| line.ends_with(text));
    let mut lost: Vec<&(Place, String)> = comments.iter().filter(|(_, text)| !is_there(text)).collect();
    lost.sort_by_key(|(place, _)| (place.file, place.line));
    for group in lost.chunk_by(|(left, _), (right, _)| left.file == right.file) {
        let said: Vec<String> = group.iter().map(|(_, text)| masked(text)).collect();
        let message = format!("comments have no place in the values: {}", said.join(" | "));
        notes.warn("comments", group[0].0, message);
    }
}

/// Registration tokens in values of the official chart.
fn warn_of_registration(values: &Table, notes: &mut Notes) {
    let token = values
        .get("runnerRegistrationToken")
        .filter(|item| item.as_text().is_some_and(|text| !text.is_empty()));
    if let Some(token) = token {
        notes.secrets.extend(token.as_text().map(str::to_owned));
        let message = "the runner registers with a registration token";
        notes.warn_with_help("registration-token", token.place, message, finish::NEW_TOKEN);
    }
}

/// Takes out what the chart does not know, and reports what is wrong beyond that.
fn settle(values: &mut Table, notes: &mut Notes) {
    for _ in 0..4 {
        let text = emit::write(values);
        let mut input = Input::new();
        input.add_file("values.yaml", text);
        let errors: Vec<_> = input
            .check()
            .into_iter()
            .filter(|finding| finding.diagnostic.severity == Severity::Error)
            .collect();
        let paths = |code: &str| -> Vec<String> {
            let found = errors.iter().filter(|finding| finding.diagnostic.code == code);
            found.map(|finding| finding.diagnostic.path.clone()).collect()
        };
        let (mut unknown, quoted) = (paths("unknown-key"), paths("wrong-type"));
        unknown.extend(paths("removed-key").into_iter().filter(|path| removed::home(path).is_some()));
        if !official::unquote(values, &quoted, notes) && unknown.is_empty() {
            for finding in errors {
                let diagnostic = finding.diagnostic;
                let place = place_of(values, &diagnostic.path).unwrap_or_default();
                notes.error(
                    diagnostic.code,
                    place,
                    masked(&format!("{}: {}", diagnostic.path, diagnostic.message)),
                    diagnostic.help,
                );
            }
            return;
        }
        official::drop_keys(values, &unknown, notes);
    }
}

/// Where the input says what the values have at a path.
fn place_of(values: &Table, path: &str) -> Option<Place> {
    let mut place = None;
    let mut table = Some(values);
    let mut item: Option<&Item> = None;
    for part in path.split(['.', '[', ']']).filter(|part| !part.is_empty()) {
        let next = match (table, part.parse::<usize>()) {
            (Some(table), _) => table.get(part),
            (None, Ok(index)) => item?.items().get(index),
            (None, Err(_)) => None,
        };
        let Some(next) = next else { break };
        if next.place.line > 0 {
            place = Some(next.place);
        }
        item = Some(next);
        table = next.as_map();
    }
    place
}
