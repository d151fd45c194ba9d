//! `invalid-shebang`.

use super::context::Place;
use super::Context;

rule! {
    /// A first line that looks like `#!` and is a comment.
    ///
    /// ## What it does
    ///
    /// Reports scripts in ConfigMaps that start with `# !/bin/sh`, or have blanks or blank lines before `#!`.
    ///
    /// ## Why
    ///
    /// The kernel only takes `#!` as the first two bytes. Otherwise the line is a comment: started directly, the script
    /// runs in whatever shell the caller has, or not at all ("exec format error").
    ///
    /// ## Example
    ///
    /// ```sh
    /// # !/bin/bash
    /// gitlab-runner register
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```sh
    /// #!/bin/bash
    /// gitlab-runner register
    /// ```
    "invalid-shebang", Warning, File, check
}

fn check(ctx: &mut Context<'_>) {
    for (at, object) in ctx.objects() {
        for text in &object.texts {
            let blanks = text.content.len() - text.content.trim_start().len();
            let line = text.content[blanks..].lines().next().unwrap_or_default();
            let Some(rest) = line.strip_prefix('#') else { continue };
            let spaced = rest.len() > rest.trim_start().len();
            let Some(program) = rest.trim_start().strip_prefix('!') else { continue };
            if !(spaced || blanks > 0) || !program.trim_start().starts_with('/') {
                continue;
            }
            let path = object.path_of(&format!("data[{:?}]", text.key));
            ctx.report(
                Place { document: at, span: text.span(blanks, line.len()), path },
                format!("{line:?} is a comment, not the script's interpreter"),
                format!("write \"#!{}\" as the first line", program.trim()),
            );
        }
    }
}
