use std::sync::Arc;

use super::{Trees, write};
use crate::limits::Limits;
use crate::stored::Input;
use crate::template::ast::{Source, Tree};
use crate::template::parser::{self, Scratch, Unfinished};
use crate::template::stack::Stack;
use crate::value::Str;

/// Every kind of node, operand and constant.
const EVERYTHING: &str = r#"{{- define "web.name" -}}{{ .Chart.Name | trunc 63 }}{{- end }}
{{ define "web.empty" }} {{ end }}text
{{- $names := list "a" "\t\"b\"" `c` nil true false 1 -2.5 0x1F 'x' 1e3 2i . }}
{{- range $index, $name := $names }}{{ if eq $index 1 }}{{ continue }}{{ else if gt $index 2 }}{{ break }}{{ end }}
{{- else }}none{{ end }}
{{- with .Values }}{{ (index .items 0).name.first }}{{ $.Values.a.b }}{{ $names = .c }}{{ else with $ }}x{{ end }}
{{ template "web.name" . }}{{ template "web.empty" }}{{ block "web.block" (dict "a name longer than short texts" 1) }}b{{ end }}
{{ print 1 | quote }}"#;

fn parsed(text: &str) -> (Arc<Source>, Vec<Tree>) {
    let source = Arc::new(Source::new(Str::from("templates/a.yaml"), text.to_owned().into()));
    let stack = Stack::start(Limits::default().stack);
    let trees = parser::parse(&source, stack, &mut Scratch::default(), &mut 10_000);
    (source, trees.expect("the template is valid"))
}

fn written(text: &str) -> (Arc<Source>, Vec<u8>) {
    let (source, trees) = parsed(text);
    let length = source.text.as_bytes().len();
    let mut bytes = Vec::new();
    write(&[("templates/a.yaml", length, trees)], &mut bytes);
    (source, bytes)
}

/// The trees without the ids, which the reader gives anew.
fn shown(trees: &[Tree]) -> String {
    format!("{trees:#?}")
        .lines()
        .filter(|line| !line.trim_start().starts_with("id: "))
        .collect::<Vec<_>>()
        .join("\n")
}

fn read(bytes: Vec<u8>) -> Option<Trees> {
    Trees::new(Input { bytes: bytes.leak(), at: 0 })
}

#[test]
fn what_is_read_is_what_was_written() {
    let (source, parsed) = parsed(EVERYTHING);
    let (_, bytes) = written(EVERYTHING);
    let trees = read(bytes).expect("it is whole");
    let length = source.text.as_bytes().len();
    let entries = trees.of_file(b"templates/a.yaml", length).expect("the file is there");
    let read: Vec<_> = entries
        .iter()
        .map(|entry| trees.tree(entry, &source, &mut Unfinished::default()).expect("it is whole"))
        .collect();
    assert_eq!(shown(&read), shown(&parsed));
    assert_eq!(read.len(), 4);
}

#[test]
fn a_file_of_another_length_has_no_trees() {
    let (source, bytes) = written(EVERYTHING);
    let trees = read(bytes).expect("it is whole");
    let length = source.text.as_bytes().len();
    assert!(trees.of_file(b"templates/a.yaml", length + 1).is_none());
    assert!(trees.of_file(b"templates/b.yaml", length).is_none());
}

#[test]
fn damaged_bytes_are_no_trees_or_name_only_parts_that_there_are() {
    let (source, bytes) = written(EVERYTHING);
    let length = source.text.as_bytes().len();
    let read_all = |bytes: Vec<u8>| {
        let trees = read(bytes)?;
        let entries = trees.of_file(b"templates/a.yaml", length)?.to_vec();
        entries
            .iter()
            .map(|entry| trees.tree(entry, &source, &mut Unfinished::default()))
            .collect::<Option<Vec<_>>>()
    };
    for place in 0..bytes.len() {
        assert!(read_all(bytes[..place].to_vec()).is_none(), "cut at {place}");
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[place] ^= 1 << bit;
            for tree in read_all(damaged).into_iter().flatten() {
                // Shows every part; a place that is none would be a panic.
                let _ = crate::template::show::find(&tree, u32::MAX);
            }
        }
    }
}
