//! Which template line made each line of output.

use super::manifests::{Manifest, trim};
use super::output::{Crds, PrintOptions, shown};
use super::render::Rendered;
use super::report::dotted;
use crate::bytes;
use crate::chart::File;
use crate::error::Error;
use crate::lines::Lines;
use crate::template::Position;

/// Where a line of output comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceLine {
    /// The template position that printed the line, inside an included template if it came from one; nothing for
    /// lines that no file of the chart holds, such as `---` and `# Source:`.
    pub position: Option<Position>,
    /// The positions that had it included, the nearest first; the last is in the manifest's own template.
    pub callers: Vec<Position>,
    /// The values that were read for it, as dotted paths.
    pub values: Vec<String>,
}

/// The lines before a document: `---` and `# Source:`.
const HEADER: usize = 2;

impl Rendered {
    /// Where each line of a manifest comes from; needs a trace of the output, and one of reads for the values.
    pub fn source_lines(&self, manifest: &Manifest) -> Vec<SourceLine> {
        let segments = self.segments.get(&manifest.source).map(Vec::as_slice).unwrap_or_default();
        let mut start = manifest.offset;
        let mut lines = Vec::new();
        let mut rest = &segments[segments.partition_point(|segment| segment.range.end <= start)..];
        for line in bytes::lines(manifest.text.as_bytes()) {
            let end = start + line.len().max(1);
            rest = &rest[rest.partition_point(|segment| segment.range.end <= start)..];
            let on_line = &rest[..rest.partition_point(|segment| segment.range.start < end)];
            // What reads values says more about a line than the text around it.
            let made = on_line.iter().find(|segment| !segment.reads.is_empty()).or(on_line.first());
            let mut values: Vec<String> = on_line
                .iter()
                .flat_map(|segment| segment.reads.iter())
                .filter_map(|read| self.usage.as_ref()?.path(*read))
                .map(|path| dotted(&path))
                .collect();
            values.sort();
            values.dedup();
            lines.push(SourceLine {
                position: made.map(|segment| segment.position.clone()),
                callers: made.map(|segment| segment.callers.to_vec()).unwrap_or_default(),
                values,
            });
            start += line.len() + 1;
        }
        lines
    }

    /// Where each line of what [`Rendered::print`] prints comes from.
    pub fn printed_lines(&self, options: &PrintOptions) -> Result<Vec<SourceLine>, Error> {
        let mut lines = Vec::new();
        if options.crds == Crds::Included {
            self.crds.iter().for_each(|crd| add_document(&mut lines, definition_lines(crd)));
        }
        for manifest in self.manifests.iter().filter(|manifest| manifest.hook.is_none()) {
            add_document(&mut lines, self.source_lines(manifest));
        }
        // The blank lines at the end go, and what is empty is one line.
        let resources = self.resources(options);
        lines.resize(bytes::line_feeds(trim(&resources)) + 1, SourceLine::default());
        for hook in self.hooks(options) {
            add_document(&mut lines, self.source_lines(hook));
        }
        if options.show_only.is_empty() {
            return Ok(lines);
        }
        let output = self.print(&PrintOptions { show_only: Vec::new(), ..options.clone() })?;
        let starts = Lines::of(&output);
        let mut kept = Vec::new();
        for document in shown(&output, options)? {
            let first = u32::try_from(document.start).unwrap_or(u32::MAX);
            let first = starts.find(first).0 as usize - 1;
            let count = bytes::line_feeds(&output[document]) + 1;
            kept.push(SourceLine::default());
            kept.extend(lines.iter().skip(first).take(count).cloned());
        }
        Ok(kept)
    }

    /// Where each line comes from of what [`Rendered::writes`] says, write by write.
    pub fn written_lines(&self, options: &PrintOptions) -> Vec<Vec<SourceLine>> {
        let crds = if options.crds == Crds::Included { self.crds.as_slice() } else { &[] };
        let resources = self.manifests.iter().filter(|manifest| manifest.hook.is_none());
        let manifests = resources.chain(self.hooks(options)).map(|manifest| self.source_lines(manifest));
        let contents = crds.iter().map(definition_lines).chain(manifests);
        let written = contents.map(|content| {
            let mut lines = Vec::with_capacity(HEADER + content.len());
            add_document(&mut lines, content);
            lines
        });
        written.collect()
    }
}

fn add_document(lines: &mut Vec<SourceLine>, content: Vec<SourceLine>) {
    lines.extend(std::iter::repeat_n(SourceLine::default(), HEADER));
    lines.extend(content);
}

/// Custom resource definitions are printed as they are.
fn definition_lines(crd: &File) -> Vec<SourceLine> {
    let lines = (1..).zip(bytes::lines(crd.data.as_bytes()));
    lines
        .map(|(line, _)| SourceLine {
            position: Some(Position { template: crd.name.clone(), line, column: 0 }),
            ..SourceLine::default()
        })
        .collect()
}
