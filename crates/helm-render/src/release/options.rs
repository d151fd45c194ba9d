//! What a release is called and how it is rendered.

use crate::chart::metadata::quote;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::template::{Engine, Options, Templates, Trace};
use crate::value::Value;
use crate::world::World;

/// The longest name a release may have.
const MAX_NAME: usize = 53;

/// What the release is called and what happens to it.
///
/// ```
/// use helm_render::ReleaseOptions;
///
/// let upgrade = ReleaseOptions {
///     namespace: "shops".to_owned(),
///     revision: 7,
///     is_upgrade: true,
///     ..ReleaseOptions::new("geneva")
/// };
/// upgrade.validate()?;
/// assert!(ReleaseOptions::new("Geneva").validate().is_err());
/// # Ok::<(), helm_render::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseOptions {
    /// `.Release.Name`.
    pub name: String,
    /// `.Release.Namespace`.
    pub namespace: String,
    /// `.Release.Revision`.
    pub revision: i64,
    /// `.Release.IsUpgrade`; `.Release.IsInstall` is the opposite.
    pub is_upgrade: bool,
}

impl Default for ReleaseOptions {
    /// What `helm template CHART` takes: `release-name` in `default`.
    fn default() -> Self {
        Self::new("release-name")
    }
}

impl ReleaseOptions {
    /// A first installation into the namespace `default`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), namespace: "default".to_owned(), revision: 1, is_upgrade: false }
    }

    /// Refuses names that Kubernetes or Helm cannot take; [`render`](super::render) asks this itself.
    pub fn validate(&self) -> Result<(), Error> {
        let message = if self.name.is_empty() {
            "no name provided"
        } else if self.name.len() > MAX_NAME || !is_valid_name(&self.name) {
            "invalid release name, must match regex \
             ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than 53"
        } else {
            return Ok(());
        };
        let text = format!("release name {}: {message}", quote(&self.name));
        Err(Error::new(ErrorKind::Other, message).with_text(text))
    }
}

/// Labels of lower-case letters, digits and inner hyphens, with dots between them.
fn is_valid_name(name: &str) -> bool {
    name.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    })
}

/// How a chart is rendered; the default is `helm template` without flags.
#[derive(Debug, Clone, Copy, Default)]
pub struct RenderOptions {
    /// Whether `values.schema.json` counts: `--skip-schema-validation`.
    pub schema: SchemaCheck,
    /// Which notes to keep: `--render-subchart-notes`.
    pub notes: Notes,
    /// What to do after the first error.
    pub errors: OnError,
    /// How much the render may use.
    pub limits: Limits,
    /// What to note while rendering.
    pub trace: Trace,
}

/// Whether values are checked against the charts' schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SchemaCheck {
    /// Values that do not fit are refused.
    #[default]
    Enforced,
    /// Schemas are ignored.
    Skipped,
}

/// Which `NOTES.txt` are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Notes {
    /// The root chart's.
    #[default]
    Root,
    /// Those of all charts.
    All,
}

/// What to do after the first error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnError {
    /// Stop, as Helm does.
    #[default]
    Stop,
    /// Render what can be rendered and collect the errors.
    Collect,
}

/// The release name that a template gives: `--name-template`.
///
/// ```
/// use helm_render::release::template_name;
/// use helm_render::world::FixedWorld;
///
/// assert_eq!(template_name(r#"shop-{{ add 1 2 }}"#, &FixedWorld)?, "shop-3");
/// # Ok::<(), helm_render::Error>(())
/// ```
pub fn template_name(template: &str, world: &dyn World) -> Result<String, Error> {
    execute_alone("name-template", template, &Value::Nil, world)
}

/// What a template that belongs to no chart prints.
pub(super) fn execute_alone(
    name: &str,
    template: &str,
    data: &Value,
    world: &dyn World,
) -> Result<String, Error> {
    let templates = Templates::parse([(name, template.as_bytes())]).map_err(|error| {
        // Charts' templates get other words for this.
        let line = error.location().map_or(1, |location| location.line);
        let text = format!("template: {name}:{line}: {}", error.message());
        error.with_text(text)
    })?;
    let output = Engine::new(&templates, world, Options::default()).execute(name, data)?;
    Ok(String::from_utf8_lossy(&output).into_owned())
}
