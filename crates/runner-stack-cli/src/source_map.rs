//! `--source-map`: which template line made each line of output, as JSON.

use std::path::Path;

use helm_render::release::SourceLine;
use helm_render::template::Position;
use serde::Serialize;

use crate::files;

/// Changes when a program that reads the file has to change.
const VERSION: u32 = 1;

/// The lines of one output: standard output (`-`), or a file.
pub(crate) struct Output {
    pub(crate) path: String,
    pub(crate) lines: Vec<SourceLine>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Made<'a> {
    template: String,
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    called_from: Option<Caller>,
    values: &'a [String],
}

#[derive(Serialize)]
struct Caller {
    template: String,
    line: u32,
}

/// Writes the map: an entry per line of output, each on a line of its own.
pub(crate) fn write(path: &Path, outputs: &[Output]) -> anyhow::Result<()> {
    let mut text = format!("{{\n  \"version\": {VERSION},\n  \"outputs\": [");
    for (at, output) in outputs.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let name = serde_json::to_string(&output.path)?;
        text.extend([comma, "\n    {\n      \"path\": ", &name, ",\n      \"lines\": ["]);
        for (at, line) in output.lines.iter().enumerate() {
            text.push_str(if at == 0 { "\n        " } else { ",\n        " });
            text.push_str(&serde_json::to_string(&entry(line))?);
        }
        text.push_str("\n      ]\n    }");
    }
    text.push_str("\n  ]\n}\n");
    files::write(path, text.as_bytes())
}

/// What stands for a line; nothing for one that no template made.
fn entry(line: &SourceLine) -> Option<Made<'_>> {
    let Position { template, line: number, .. } = line.position.as_ref()?;
    Some(Made {
        template: template.to_string(),
        line: *number,
        called_from: line
            .callers
            .last()
            .map(|caller| Caller { template: caller.template.to_string(), line: caller.line }),
        values: &line.values,
    })
}
