//! What loading and parsing a chart finds out, as bytes: a program that carries the chart need not find it out again.

use super::Chart;
use crate::error::Error;
use crate::stored::{Input, put_count};
use crate::template;
use crate::values::Frozen;

/// What the bytes start with. They have things as this version does, and the number counts changes of the form.
const HEAD: &str = concat!("helm-render ", env!("CARGO_PKG_VERSION"), " chart 1\n");

/// What was found out.
#[derive(Debug)]
pub(super) struct Precompiled {
    pub(super) values: KnownValues,
    pub(super) templates: template::Precompiled,
}

/// What is in `values.yaml`, and how many bytes of text that has.
#[derive(Debug, Default)]
pub(super) struct KnownValues {
    length: Option<usize>,
    values: Frozen,
}

impl KnownValues {
    /// The values, if they are those of a text that has so many bytes.
    pub(super) fn take(&mut self, length: usize) -> Option<Frozen> {
        (self.length == Some(length)).then(|| std::mem::take(&mut self.values))
    }
}

pub(super) fn write(chart: &Chart) -> Result<Vec<u8>, Error> {
    let mut bytes = HEAD.as_bytes().to_vec();
    put_count(&mut bytes, chart.values_text.as_ref().map_or(0, |text| text.as_bytes().len()));
    chart.values.write(&mut bytes);
    let names: Vec<_> = chart.templates.iter().map(|file| file.name.to_str()).collect();
    let files = names.iter().zip(&chart.templates).map(|(name, file)| (&**name, file.data.clone()));
    template::Precompiled::write(files, &mut bytes)?;
    Ok(bytes)
}

/// `None` if another version wrote the bytes, or they are damaged.
pub(super) fn read(bytes: &'static [u8]) -> Option<Precompiled> {
    let rest = bytes.strip_prefix(HEAD.as_bytes())?;
    let mut input = Input { bytes, at: bytes.len() - rest.len() };
    let values = KnownValues { length: Some(input.count()?), values: Frozen::read(&mut input)? };
    Some(Precompiled { values, templates: template::Precompiled::read(input)? })
}

#[cfg(test)]
mod tests {
    use super::{Chart, HEAD};
    use crate::release::{Capabilities, ReleaseOptions, render};
    use crate::values::Values;
    use crate::world::FixedWorld;

    const FILES: [(&str, &str); 3] = [
        ("Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n"),
        ("values.yaml", "name: one\n"),
        ("templates/a.yaml", "name: {{ .Values.name }}\n"),
    ];

    fn bytes() -> Vec<u8> {
        Chart::from_files(FILES).and_then(|chart| chart.precompile()).expect("the chart is valid")
    }

    fn rendered(files: [(&str, &str); 3]) -> String {
        let chart = Chart::from_precompiled(files, bytes().leak()).expect("this version wrote it");
        let (release, capabilities) = (ReleaseOptions::new("web"), Capabilities::default());
        let rendered = render(&chart, &Values::new(), &release, &capabilities, &FixedWorld);
        rendered.expect("the chart renders").manifests[0].text.to_string()
    }

    #[test]
    fn what_is_precompiled_is_not_parsed() {
        assert_eq!(rendered(FILES), "name: one");
        // Not so in earnest: the bytes and the files belong together.
        let others =
            [FILES[0], ("values.yaml", "name: two\n"), ("templates/a.yaml", "nome: {{ .Values.name }}\n")];
        assert_eq!(rendered(others), "nome: one");
    }

    #[test]
    fn files_of_another_length_are_parsed() {
        let others =
            [FILES[0], ("values.yaml", "name: other\n"), ("templates/a.yaml", "other: {{ .Values.name }}\n")];
        assert_eq!(rendered(others), "other: other");
    }

    #[test]
    fn bytes_of_another_version_are_refused() {
        let other = [b"helm-render 0.0.1 chart 1\n", &bytes()[HEAD.len()..]].concat();
        for bytes in [other, Vec::new()] {
            assert!(Chart::from_precompiled(FILES, bytes.leak()).is_err());
        }
    }
}
