//! Candidates of one chart, through Helm and through the engine.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;

use helm_render::release::PrintOptions;
use helm_render::{Capabilities, Chart, ReleaseOptions, RenderOptions, Values, World, render_with};

use super::ast::{self, Node};
use super::data;
use super::templates::Templates;
use super::yaml_text::YamlText;
use crate::random::Random;
use crate::tools;

/// Failing candidates of a batch, in a hundred: each costs a process of Helm.
const FAILING: usize = 35;

/// What templates do with a document of their own.
const CODECS: &[&str] = &[
    "fromYaml | toJson",
    "fromYaml | toYaml",
    "fromYamlArray | toJson",
    "fromYaml | toYamlPretty",
    "fromYaml | toToml",
    "fromYaml | print",
    "fromYaml | toYaml | fromYaml | toYaml",
    "fromYamlArray | toYaml",
    "fromYaml | toPrettyJson",
];

const CHART: &str = "apiVersion: v2\nname: case\nversion: 0.1.0\nappVersion: \"1.16\"\ndescription: of random templates\ntype: application\nkeywords: [a, b]\n\
    maintainers: [{name: one, email: one@example.com}]\nannotations: {x: \"1\", y: <b>}\ndependencies: [{name: sub, version: 0.1.0}]\n";

/// One template with the files that only it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Keeps its names apart from those of others.
    pub id: usize,
    /// The template.
    pub nodes: Vec<Node>,
    /// Paths inside the chart and texts.
    pub files: Vec<(String, String)>,
}

/// What a run printed: standard output, or the error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It rendered.
    Rendered(String),
    /// It failed.
    Failed(String),
}

/// A candidate on which Helm and the engine disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The entries of `values.yaml`.
    pub values: Vec<String>,
    /// The template.
    pub candidate: Candidate,
    /// What Helm printed.
    pub helm: Outcome,
    /// What the engine printed.
    pub ours: Outcome,
}

/// Candidates that share values.
#[derive(Debug)]
pub struct Batch {
    values: Vec<String>,
    rendering: Vec<Candidate>,
    failing: Vec<(Candidate, Outcome)>,
}

impl Batch {
    /// Draws `size` candidates.
    pub fn draw(seed: u64, size: usize) -> Self {
        let mut random = Random::new(seed);
        let mut batch =
            Self { values: data::values(&mut random), rendering: Vec::new(), failing: Vec::new() };
        // Values that are refused would fail every candidate: those are a candidate of their own.
        while let failed @ Outcome::Failed(_) = run_ours(&chart(&batch.values, &[])) {
            if batch.failing.is_empty() {
                let candidate = Candidate {
                    id: 0,
                    nodes: Vec::new(),
                    files: vec![("values.yaml".to_owned(), batch.values.concat())],
                };
                batch.failing.push((candidate, failed));
            }
            batch.values = data::values(&mut random);
        }
        let mut templates = Templates::new();
        while batch.rendering.len() + batch.failing.len() < size {
            let id = batch.rendering.len() + batch.failing.len();
            let candidate = draw_candidate(id, &mut templates, &mut random);
            match run_ours(&chart(&batch.values, std::slice::from_ref(&candidate))) {
                Outcome::Rendered(_) => batch.rendering.push(candidate),
                failed @ Outcome::Failed(_) if batch.failing.len() * 100 < size * FAILING => {
                    batch.failing.push((candidate, failed));
                }
                Outcome::Failed(_) => {}
            }
        }
        batch
    }

    /// How many candidates rendered and how many failed.
    pub fn counts(&self) -> (usize, usize) {
        (self.rendering.len(), self.failing.len())
    }

    /// The candidates on which Helm disagrees.
    pub fn compare(&self) -> Vec<Difference> {
        let mut differences = Vec::new();
        for (candidate, ours) in &self.failing {
            let helm = run_helm(&chart(&self.values, std::slice::from_ref(candidate)));
            if helm != *ours {
                differences.extend(compare_alone(&self.values, candidate));
            }
        }
        let mut rest = self.rendering.clone();
        while !rest.is_empty() {
            let files = chart(&self.values, &rest);
            let (helm, ours) = (run_helm(&files), run_ours(&files));
            if helm == ours {
                break;
            }
            let wrong = blamed(&helm, &ours, &rest);
            for candidate in rest.iter().filter(|candidate| wrong.contains(&candidate.id)) {
                differences.extend(compare_alone(&self.values, candidate));
            }
            // Helm stops at the first error, so what is left runs again.
            let Outcome::Failed(_) = helm else { break };
            rest.retain(|candidate| !wrong.contains(&candidate.id));
            if wrong.is_empty() {
                differences.push(Difference {
                    values: self.values.clone(),
                    candidate: rest.remove(0),
                    helm,
                    ours,
                });
                break;
            }
        }
        differences
    }
}

/// Draws a template, or a template that reads a document of its own.
fn draw_candidate(id: usize, templates: &mut Templates, random: &mut Random) -> Candidate {
    if !random.chance(25) {
        return Candidate { id, nodes: templates.candidate(id, random), files: Vec::new() };
    }
    let mut yaml = YamlText::new(random);
    let document = if yaml.random.chance(60) { yaml.document() } else { yaml.damaged() };
    let codec = *random.pick(CODECS);
    let nodes = vec![Node::Text(format!("{{{{ .Files.Get \"docs/{id}.yaml\" | {codec} }}}}"))];
    Candidate { id, nodes, files: vec![(format!("docs/{id}.yaml"), document)] }
}

/// The difference that a candidate shows alone, unless Helm disagrees with itself.
pub(crate) fn compare_alone(values: &[String], candidate: &Candidate) -> Option<Difference> {
    let files = chart(values, std::slice::from_ref(candidate));
    let zones = Zones::default();
    let (helm, ours) = (run_helm(&files), run_in(&files, &zones));
    // Helm prints addresses of pointers, which mean nothing; date functions take the clock when they get no date; beyond
    // the end of a list is what COMPATIBILITY.md says.
    if helm == ours
        || helm.to_string().contains("0xc0")
        || zones.asked_clock.get()
        || ours.to_string().contains("reflect.Value.Slice: slice index out of bounds")
        || run_helm(&files) != helm
    {
        return None;
    }
    Some(Difference { values: values.to_vec(), candidate: candidate.clone(), helm, ours })
}

/// The candidates that an error names, or whose output differs.
fn blamed(helm: &Outcome, ours: &Outcome, candidates: &[Candidate]) -> Vec<usize> {
    let named = |text: &str, id: usize| text.contains(&format!("case/templates/w{id}.yaml"));
    match (helm, ours) {
        (Outcome::Rendered(helm), Outcome::Rendered(ours)) => {
            let theirs: Vec<&str> = helm.split("---\n").collect();
            let ours: Vec<&str> = ours.split("---\n").collect();
            let differing: Vec<&str> = theirs
                .iter()
                .chain(&ours)
                .filter(|part| !theirs.contains(part) || !ours.contains(part))
                .copied()
                .collect();
            candidates
                .iter()
                .map(|candidate| candidate.id)
                .filter(|id| differing.iter().any(|part| named(part, *id)))
                .collect()
        }
        (Outcome::Failed(error), _) | (_, Outcome::Failed(error)) => candidates
            .iter()
            .map(|candidate| candidate.id)
            .filter(|id| named(error, *id) || error.contains(&format!("_c{id}.txt")))
            .take(1)
            .collect(),
    }
}

/// The files of a chart with these candidates.
fn chart(values: &[String], candidates: &[Candidate]) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut add = |path: &str, text: String| files.insert(path.to_owned(), text);
    add("Chart.yaml", CHART.to_owned());
    add("values.yaml", values.concat());
    add("doc.yaml", "a: 1\nb: [x, 0755, yes]\nc: {d: ~}\n".to_owned());
    add("config/a.conf", "one\ntwo\n\nthree".to_owned());
    add("config/b.json", "{\"a\": \"<\"}\n".to_owned());
    add("charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.1.0\n".to_owned());
    add("charts/sub/values.yaml", "own: default\nnested: {a: 1}\n".to_owned());
    add(
        "templates/_names.tpl",
        "{{ define \"case.name\" }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end }}".to_owned(),
    );
    for candidate in candidates {
        let id = candidate.id;
        if !candidate.nodes.is_empty() {
            add(&format!("templates/_c{id}.txt"), ast::text(&candidate.nodes));
            // Base64 keeps every byte and is always YAML.
            add(
                &format!("templates/w{id}.yaml"),
                format!("kind: Text\nout: {{{{ include \"case/templates/_c{id}.txt\" . | b64enc }}}}\n"),
            );
        }
        for (path, text) in &candidate.files {
            add(path, text.clone());
        }
    }
    files
}

/// Renders with the real Helm.
pub fn run_helm(files: &BTreeMap<String, String>) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder for the chart");
    for (path, text) in files {
        let path = folder.path().join("case").join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    // One thread and no collector: a start of Helm takes half the time.
    let output = tools::run(
        tools::helm()
            .current_dir(folder.path())
            .env("TZ", "UTC")
            .env("GOMAXPROCS", "1")
            .env("GOGC", "off")
            .args(["template", "rel", "case"]),
    );
    if output.code == 0 { Outcome::Rendered(output.stdout) } else { Outcome::Failed(output.stderr) }
}

/// Renders with the engine.
pub fn run_ours(files: &BTreeMap<String, String>) -> Outcome {
    run_in(files, &Zones::default())
}

fn run_in(files: &BTreeMap<String, String>, world: &Zones) -> Outcome {
    let rendered = Chart::from_files(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())))
        .map_err(|error| format!("Error: {error}\n"))
        .and_then(|chart| {
            let (values, release, capabilities) =
                (Values::new(), ReleaseOptions::new("rel"), Capabilities::default());
            render_with(&chart, &values, &release, &capabilities, RenderOptions::default(), world).map_err(
                |failure| {
                    let mut warnings = failure.warnings;
                    // The last line ends as the others do.
                    warnings.push(String::new());
                    let warnings = warnings.join(
                        "
",
                    );
                    let hint = if failure.partial_output.is_some() {
                        "\n\nUse --debug flag to render out invalid YAML"
                    } else {
                        ""
                    };
                    format!("{warnings}Error: {}{hint}\n", failure.error)
                },
            )
        })
        .and_then(|rendered| rendered.print(&PrintOptions::default()).map_err(|error| error.to_string()));
    match rendered {
        Ok(output) => Outcome::Rendered(String::from_utf8_lossy(&output).into_owned()),
        Err(error) => Outcome::Failed(error),
    }
}

/// A world with zones by name; the grammar leaves randomness out.
#[derive(Default)]
struct Zones {
    asked_clock: Cell<bool>,
}

impl World for Zones {
    fn now(&self) -> (i64, u32) {
        self.asked_clock.set(true);
        (0, 0)
    }

    fn random(&self, buffer: &mut [u8]) {
        buffer.fill(0);
    }

    fn zone(&self, name: &str, unix: i64) -> Option<(String, i32)> {
        let zone = jiff::tz::TimeZone::get(name).ok()?;
        let info = zone.to_offset_info(jiff::Timestamp::from_second(unix).ok()?);
        Some((info.abbreviation().to_owned(), info.offset().seconds()))
    }
}

impl fmt::Display for Difference {
    /// The difference as a case of `tests/helm`, below what both printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "=== helm\n{}=== ours\n{}=== case", self.helm, self.ours)?;
        writeln!(f, "# Found by the differential run.")?;
        let files = chart(&self.values, std::slice::from_ref(&self.candidate));
        for (path, text) in files {
            let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            let word = if end.is_empty() { "" } else { " no-newline" };
            write!(f, "-- {path}{word} --\n{text}{end}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => f.write_str(error),
            Self::Rendered(text) => {
                for line in text.lines() {
                    match line.strip_prefix("out: ").and_then(decode) {
                        Some(decoded) => writeln!(f, "out: {decoded:?}")?,
                        None => writeln!(f, "{line}")?,
                    }
                }
                Ok(())
            }
        }
    }
}

/// The text in base64.
fn decode(text: &str) -> Option<String> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in text.bytes().filter(|byte| *byte != b'=') {
        let digit = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            .iter()
            .position(|known| *known == byte)?;
        bits = bits << 6 | u32::try_from(digit).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
