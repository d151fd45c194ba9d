//! The chart and the presets that the binary carries.

/// A file of the chart: its path below `chart/`, with `/`, and its bytes.
pub type File = (&'static str, &'static [u8]);

/// The files of `chart/`, the only description of the stack, but for the schema and the README, which
/// [`publish`](super::publish) makes of the typed values.
pub const CHART: &[File] = include!(concat!(env!("OUT_DIR"), "/chart.rs"));

/// What parsing the chart finds out.
pub(super) const PRECOMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/chart.bin"));

const EXAMPLES: &[File] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// The JSON Schema of the values.
pub const SCHEMA: &str = "values.schema.json";

/// The presets: name and text of the values file, in the order of their names.
pub fn presets() -> impl Iterator<Item = (&'static str, &'static str)> {
    EXAMPLES
        .iter()
        .filter_map(|(path, bytes)| Some((path.strip_suffix(".yaml")?, std::str::from_utf8(bytes).ok()?)))
}
