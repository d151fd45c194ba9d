//! The outside as JavaScript sees it: the factory of `pkg/src` passes an object `host`.

use std::sync::Once;

use helm_render::World;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[wasm_bindgen(js_namespace = host, js_name = now)]
    fn host_now() -> f64;

    /// Fills the buffer with random bytes, fit for keys.
    #[wasm_bindgen(js_namespace = host, js_name = fillRandom)]
    fn host_fill_random(buffer: &mut [u8]);

    /// The zone of that name (the local one when empty): offset from UTC in seconds, a blank, and the abbreviation.
    /// Empty when there is none.
    #[wasm_bindgen(js_namespace = host, js_name = zone)]
    fn host_zone(name: &str, unix: f64) -> String;

    /// Calls the caller's function with a path; throws the message of what that throws, as a string.
    #[wasm_bindgen(catch, js_namespace = host, js_name = readFile)]
    fn host_read_file(read: &JsValue, path: &str) -> Result<Vec<u8>, JsValue>;

    /// Hears of a defect of the engine, right before the instance ends.
    #[wasm_bindgen(js_namespace = host, js_name = panicked)]
    fn host_panicked(message: &str);
}

/// The world of a page or a process; the caller may stop its clock.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct HostWorld {
    /// Milliseconds since 1970; the host's clock when absent.
    pub(crate) now: Option<f64>,
}

impl World for HostWorld {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole seconds and their rest"
    )]
    fn now(&self) -> (i64, u32) {
        let milliseconds = self.now.unwrap_or_else(host_now);
        let seconds = (milliseconds / 1e3).floor();
        (seconds as i64, ((milliseconds - seconds * 1e3) * 1e6) as u32)
    }

    fn local_zone(&self, unix: i64) -> (String, i32) {
        zone("", unix).unwrap_or_else(|| ("UTC".to_owned(), 0))
    }

    fn zone(&self, name: &str, unix: i64) -> Option<(String, i32)> {
        zone(name, unix)
    }

    fn random(&self, buffer: &mut [u8]) {
        host_fill_random(buffer);
    }
}

#[expect(clippy::cast_precision_loss, reason = "JavaScript's dates end long before")]
fn zone(name: &str, unix: i64) -> Option<(String, i32)> {
    let answer = host_zone(name, unix as f64);
    let (offset, abbreviation) = answer.split_once(' ')?;
    Some((abbreviation.to_owned(), offset.parse().ok()?))
}

/// Lets the host hear of panics: the message would be lost otherwise.
#[wasm_bindgen(start)]
pub(crate) fn start() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| host_panicked(&panic.to_string())));
    });
}

/// What the caller's function gives for a path.
pub(crate) fn read_file(read: &JsValue, path: &str) -> Result<Vec<u8>, String> {
    host_read_file(read, path).map_err(|error| {
        error.as_string().unwrap_or_else(|| format!("open {path}: no such file or directory"))
    })
}
