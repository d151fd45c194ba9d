//! Renders with the engine.

use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use helm_render::release::PrintOptions;
use helm_render::{Capabilities, Chart, ReleaseOptions, RenderOptions, Values, World, render_with};

/// Standard output, or the error as Helm prints it.
pub(super) fn template(chart: &Path, values: Option<&Path>) -> Result<Vec<u8>, String> {
    let shown = |error: &dyn std::fmt::Display| format!("Error: {error}\n");
    let mut merged = Values::new();
    if let Some(path) = values {
        let text = fs::read(path).map_err(|error| shown(&error))?;
        merged.add_file(path.display().to_string(), text).map_err(|error| shown(&error))?;
    }
    let chart = if chart.is_file() {
        let archive = fs::read(chart).map_err(|error| shown(&error))?;
        Chart::from_named_archive(&chart.display().to_string(), &archive)
    } else {
        Chart::from_dir(chart)
    }
    .map_err(|error| shown(&error))?;
    let mut options = RenderOptions::default();
    options.limits.stack = super::STACK / 2;
    let (release, capabilities) = (ReleaseOptions::new("rel"), Capabilities::default());
    let rendered =
        render_with(&chart, &merged, &release, &capabilities, options, &Clock).map_err(|failure| {
            let hint = if failure.partial_output.is_some() {
                "\n\nUse --debug flag to render out invalid YAML"
            } else {
                ""
            };
            format!("Error: {}{hint}\n", failure.error)
        })?;
    rendered.print(&PrintOptions::default()).map_err(|error| shown(&error))
}

/// The real clock, and numbers that are random enough to compare with.
struct Clock;

impl World for Clock {
    fn now(&self) -> (i64, u32) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        (i64::try_from(now.as_secs()).unwrap_or_default(), now.subsec_nanos())
    }

    fn random(&self, buffer: &mut [u8]) {
        let mut state = u64::from(self.now().1) | 1;
        for byte in buffer {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = state.to_le_bytes()[3];
        }
    }
}
