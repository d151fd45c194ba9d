//! `values.yaml`: every key with its documentation and default.

use std::fmt::Write as _;

use crate::model::{Field, Kind, Model, Table};
use crate::values::Values;

const WIDTH: usize = 100;

/// The text of `values.yaml`.
pub(super) fn text() -> String {
    let Kind::Table(table) = Values::KIND else { unreachable!("values are a table") };
    let mut out = String::from(HEADER);
    for field in table.fields {
        if !field.meta.section.is_empty() {
            let rule = "-".repeat(WIDTH - 5 - field.meta.section.len());
            let _ = write!(out, "\n# -- {} {rule}\n", field.meta.section);
        }
        out.push('\n');
        write_field(field, 0, &mut out);
    }
    out
}

const HEADER: &str = "\
# yaml-language-server: $schema=values.schema.json
#
# Values of the gitlab-runner chart. Every key is here: with its default, or commented out with an
# example. Generated from the typed values by `cargo xtask generate`; a misspelt key is an error.
";

fn write_table(table: &Table, indent: usize, out: &mut String) {
    for field in table.fields {
        write_field(field, indent, out);
    }
}

fn write_field(field: &Field, indent: usize, out: &mut String) {
    let meta = &field.meta;
    let pad = " ".repeat(indent);
    for paragraph in paragraphs(field.doc) {
        comment(&paragraph, indent, out);
    }
    if !meta.one_of.is_empty() {
        comment(&format!("One of: {}.", meta.one_of.join(", ")), indent, out);
    }
    if !meta.deprecated.is_empty() {
        comment(&format!("Deprecated, use {}.", meta.deprecated), indent, out);
    }
    if meta.value.is_empty() && meta.example.is_empty() {
        match field.kind {
            Kind::Table(table) => {
                let _ = writeln!(out, "{pad}{}:", field.key);
                write_table(table, indent + 2, out);
            }
            _ => {
                let _ = writeln!(out, "{pad}# {}:", field.key);
            }
        }
    } else if meta.value.is_empty() {
        write_value(field.key, meta.example, &format!("{pad}# "), out);
    } else {
        if !meta.example.is_empty() {
            let _ = writeln!(out, "{pad}# Example:");
            write_value(field.key, meta.example, &format!("{pad}#   "), out);
        }
        write_value(field.key, meta.value, &pad, out);
    }
}

fn write_value(key: &str, yaml: &str, prefix: &str, out: &mut String) {
    let mut lines = yaml.lines();
    let block = !yaml.starts_with('|') && (yaml.contains('\n') || yaml.starts_with("- ") || is_mapping(yaml));
    if block {
        let _ = writeln!(out, "{prefix}{key}:");
        for line in lines {
            let _ = writeln!(out, "{prefix}  {line}");
        }
    } else {
        let _ = writeln!(out, "{prefix}{key}: {}", lines.next().unwrap_or_default());
        for line in lines {
            let _ = writeln!(out, "{prefix}{line}");
        }
    }
}

fn is_mapping(yaml: &str) -> bool {
    !yaml.starts_with(['"', '\'', '{', '[']) && yaml.contains(": ")
}

/// Joins lines that were only broken for their length: a paragraph ends where a line ends a sentence.
fn paragraphs(doc: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    for line in doc.lines().map(str::trim) {
        match paragraphs.last_mut() {
            Some(last) if !last.ends_with('.') => {
                last.push(' ');
                last.push_str(line);
            }
            _ => paragraphs.push(line.to_owned()),
        }
    }
    paragraphs
}

fn comment(text: &str, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && indent + 2 + line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{pad}# {line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        let _ = writeln!(out, "{pad}# {line}");
    }
}
