//! The values files of `chart/ci` together set every key that `values.yaml` knows, so that the comparisons with Helm,
//! which run over them, reach every key.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use helm_render::world::FixedWorld;
use helm_render::yaml::{self, Node, NodeKind};
use runner_stack::model::{Kind, Model as _, Table};
use runner_stack::stack::{Capabilities, Input, ReleaseOptions, Secrets, Stack, final_config};
use runner_stack::values::Values;

fn add_known(table: &'static Table, prefix: &str, known: &mut BTreeSet<String>) {
    for field in table.fields {
        let path = format!("{prefix}{}", field.key);
        if let Some(inner) = field.kind.table() {
            add_known(inner, &format!("{path}."), known);
        }
        known.insert(path);
    }
}

/// List items and the free keys of a map stand for all of their kind, as in [`add_known`].
fn add_set(node: &Node, kind: Kind, prefix: &str, set: &mut BTreeSet<String>) {
    match (&node.kind, kind) {
        (NodeKind::Sequence(items), Kind::List(inner) | Kind::ListOrEmptyMap(inner)) => {
            for item in items {
                add_set(item, *inner, prefix, set);
            }
        }
        (NodeKind::Mapping(entries), Kind::Map(inner)) => {
            for (_, value) in entries {
                add_set(value, *inner, prefix, set);
            }
        }
        (NodeKind::Mapping(entries), Kind::Table(table)) => {
            for (key, value) in entries {
                let key = key.key().to_string();
                let Some(field) = table.field(&key) else { continue };
                add_set(value, field.kind, &format!("{prefix}{key}."), set);
                set.insert(format!("{prefix}{key}"));
            }
        }
        _ => {}
    }
}

#[test]
fn the_files_of_chart_ci_set_every_key() {
    let Kind::Table(values) = Values::KIND else { panic!("values are a table") };
    let mut known = BTreeSet::new();
    add_known(values, "", &mut known);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../chart/ci");
    let mut set = BTreeSet::new();
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read(entry.unwrap().path()).unwrap();
        add_set(&yaml::parse(&text).unwrap(), Values::KIND, "", &mut set);
        files += 1;
    }
    // The Prometheus operator knows files in a ServiceMonitor only; the two kinds of monitor share their type here.
    known.retain(|key| !(key.starts_with("metrics.podMonitor.tlsConfig.") && key.ends_with("File")));
    assert!(files >= 30, "only {files} files");
    assert!(known.len() > 900, "only {} keys are known", known.len());
    assert_eq!(known.difference(&set).collect::<Vec<_>>(), Vec::<&String>::new(), "in no file of chart/ci");
}

/// [`final_config`] reads parts of the manifests that it knows by their first lines; behind a comment it reads all.
#[test]
fn the_final_config_needs_no_more_of_manifests_than_it_reads() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../chart/ci");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mut input = Input::new();
        input.add_file("values.yaml", fs::read_to_string(&path).unwrap());
        let rendered = Stack::embedded()
            .render(&input, &ReleaseOptions::default(), &Capabilities::default(), &FixedWorld)
            .unwrap();
        let texts: Vec<String> =
            rendered.manifests.iter().map(|manifest| manifest.text.to_string()).collect();
        let whole: Vec<String> = texts.iter().map(|text| format!("# whole\n{text}")).collect();
        for secrets in [Secrets::Show, Secrets::Mask] {
            let config = final_config(&texts, secrets);
            assert!(config.as_ref().is_some_and(|config| config.ends_with('\n')), "{}", path.display());
            assert_eq!(config, final_config(&whole, secrets), "{}", path.display());
        }
    }
}
