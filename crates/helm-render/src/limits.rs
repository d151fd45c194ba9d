//! How much one render may use before it ends with an error.

/// Bounds of one render. Reaching one is an [`Error`](crate::Error) of kind [`Limit`](crate::ErrorKind::Limit).
///
/// The defaults fit any chart and a thread with 2 MiB of stack.
///
/// ```
/// use helm_render::world::FixedWorld;
/// use helm_render::{Capabilities, Chart, ErrorKind, Limits, ReleaseOptions, RenderOptions, Values, render_with};
///
/// let chart = Chart::from_files([
///     ("Chart.yaml", "apiVersion: v2\nname: demo\nversion: 0.1.0\n"),
///     ("templates/a.yaml", "{{ range until 1000000 }}{{ . }}{{ end }}"),
/// ])?;
/// let limits = Limits { steps: 100_000, ..Limits::default() };
/// let options = RenderOptions { limits, ..RenderOptions::default() };
/// let release = ReleaseOptions::new("rel");
/// let failure =
///     render_with(&chart, &Values::new(), &release, &Capabilities::default(), options, &FixedWorld).unwrap_err();
/// assert_eq!(failure.error.kind(), ErrorKind::Limit);
/// # Ok::<(), helm_render::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of native stack that nested actions, `include`, `template` and `tpl` may use.
    pub stack: usize,
    /// How deep `template` calls may nest; Go stops at 100,000.
    pub depth: u32,
    /// How often `include` may be inside itself under one name; Helm stops at 1,000.
    pub include_depth: u32,
    /// Bytes of output, captured output and texts made by functions that one render may produce.
    pub output: usize,
    /// Nodes of templates that may be evaluated.
    pub steps: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { stack: 640 << 10, depth: 100_000, include_depth: 1_000, output: 1 << 29, steps: 1 << 28 }
    }
}
