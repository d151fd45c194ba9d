//! Where the images of a stack go in a registry of a closed network.

use helm_render::{Error, ErrorKind, World};

use super::{ImageUse, images};
use crate::stack::{Capabilities, Flag, Input, ReleaseOptions, Stack, View};

/// One image to copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// Where it is.
    pub from: String,
    /// Where it goes.
    pub to: String,
    /// Whether the values name a registry for it themselves, so that `imageRegistry` does not redirect it.
    pub pinned: bool,
}

/// What a mirror needs of a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    /// Where the copies go, without a slash at the end.
    pub registry: String,
    /// The images as the stack names them without `imageRegistry`.
    pub originals: Vec<ImageUse>,
    /// What to copy.
    pub copies: Vec<Copy>,
}

/// The copies that bring every image of the stack to `registry`.
///
/// The stack is rendered without a registry and with this one, so the mirror has each image where the chart looks for
/// it. Images whose name only a job knows cannot be copied and are left out.
pub fn mirror(
    input: &Input,
    release: &ReleaseOptions,
    capabilities: &Capabilities,
    world: &dyn World,
    registry: &str,
) -> Result<Mirror, Error> {
    let with = |registry: &str| {
        let mut input = input.clone();
        input.add_flag(Flag::SetLiteral, &format!("imageRegistry={registry}"));
        let rendered = Stack::embedded().render(&input, release, capabilities, world)?;
        let texts: Vec<_> = rendered.manifests.iter().map(|manifest| manifest.text.to_str()).collect();
        let view = View::read(&texts).map_err(|error| Error::new(ErrorKind::Other, error.to_string()))?;
        Ok::<_, Error>(images(&view))
    };
    let (originals, redirected) = (with("")?, with(registry)?);
    let copies = copies(&originals, &redirected, registry);
    Ok(Mirror { registry: registry.trim_end_matches('/').to_owned(), originals, copies })
}

fn copies(originals: &[ImageUse], redirected: &[ImageUse], registry: &str) -> Vec<Copy> {
    let registry = registry.trim_end_matches('/');
    let mut copies: Vec<Copy> = Vec::new();
    for original in originals.iter().filter(|original| original.open.is_empty()) {
        let from = qualified(&original.image);
        if copies.iter().any(|copy| copy.from == from) {
            continue;
        }
        let to = format!("{registry}/{}", without_host(&original.image));
        let pinned = !redirected.iter().any(|target| target.image == to);
        copies.push(Copy { from, to, pinned });
    }
    copies
}

/// The reference with the host that container runtimes put in front.
fn qualified(image: &str) -> String {
    if host(image).is_some() {
        image.to_owned()
    } else if image.contains('/') {
        format!("docker.io/{image}")
    } else {
        format!("docker.io/library/{image}")
    }
}

fn host(image: &str) -> Option<&str> {
    let (host, _) = image.split_once('/')?;
    (host.contains(['.', ':']) || host == "localhost").then_some(host)
}

fn without_host(image: &str) -> &str {
    host(image).map_or(image, |host| &image[host.len() + 1..])
}
