//! `runner-stack images`.

use std::io::{self, Write as _};

use anyhow::Context as _;
use helm_render::{Value, json};
use runner_stack::images::{ImageUse, images};
use runner_stack::stack::View;

use crate::args::{Images, ImagesFormat};
use crate::commands::render::rendered;

/// Prints the images.
pub(crate) fn run(args: &Images) -> anyhow::Result<()> {
    let rendered = rendered(&args.name, &args.values, &args.release)?;
    let texts: Vec<_> = rendered.manifests.iter().map(|manifest| manifest.text.to_str()).collect();
    let images = images(&View::read(&texts).context("the rendered stack cannot be read back")?);
    let text = match args.format {
        ImagesFormat::Text => columns(&images),
        ImagesFormat::Json => array(&images)?,
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}

fn columns(images: &[ImageUse]) -> String {
    let width = images.iter().map(|image| image.image.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for image in images {
        let architecture =
            if image.architecture.is_empty() { String::new() } else { format!(" ({})", image.architecture) };
        let line =
            format!("{:<width$}  {:<7}  {}{architecture}", image.image, image.role.name(), image.owner);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn array(images: &[ImageUse]) -> anyhow::Result<String> {
    let items = images.iter().map(|image| {
        let item = Value::map();
        if let Some(map) = item.as_map() {
            map.insert("image", image.image.as_str());
            map.insert("role", image.role.name());
            map.insert("owner", image.owner.as_str());
            map.insert("architecture", image.architecture.as_str());
            map.insert("variables", Value::strings(image.open.iter().map(String::as_str)));
        }
        item
    });
    let text = json::to_pretty_json(&Value::list(items.collect()))
        .map_err(|fault| anyhow::anyhow!("the images cannot be written as JSON: {fault}"))?;
    Ok(format!("{text}\n"))
}
