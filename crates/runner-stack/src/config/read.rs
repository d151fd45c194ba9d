//! Reads a decoded `config.toml` into the typed model.

use helm_render::Value;

use super::Config;
use crate::model::{Model as _, WrongType};

/// The typed configuration; unknown keys are dropped, and keys in another case than the known one count, both as the
/// runner has it.
///
/// ```
/// let text = "concurrent = 4\n[[runners]]\nEXECUTOR = \"kubernetes\"\ncolour = \"blue\"\n";
/// let config = runner_stack::config::read(&helm_render::toml::from_toml(text.as_bytes())?)?;
/// assert_eq!(config.runners.unwrap()[0].executor.as_deref(), Some("kubernetes"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(value: &Value) -> Result<Config, WrongType> {
    Config::read(value)
}
