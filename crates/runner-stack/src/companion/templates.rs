//! The templates, and quoting for each kind of file.

use std::fmt::Write as _;
use std::sync::OnceLock;

use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext};

const TEMPLATES: &[(&str, &str)] = &[
    ("VERIFY.md", include_str!("../../companion/VERIFY.md.hbs")),
    ("aws.sh", include_str!("../../companion/aws.sh.hbs")),
    ("azure.sh", include_str!("../../companion/azure.sh.hbs")),
    ("copies", include_str!("../../companion/copies.hbs")),
    ("create-secrets.sh", include_str!("../../companion/create-secrets.sh.hbs")),
    ("gcs.sh", include_str!("../../companion/gcs.sh.hbs")),
    ("keep", include_str!("../../companion/keep.hbs")),
    ("minio.sh", include_str!("../../companion/minio.sh.hbs")),
    ("mirror-images.sh", include_str!("../../companion/mirror-images.sh.hbs")),
    ("pipeline.yml", include_str!("../../companion/pipeline.yml.hbs")),
    ("tags", include_str!("../../companion/tags.hbs")),
];

/// Renders one of the templates.
pub(super) fn render(name: &str, context: &impl serde::Serialize) -> String {
    static REGISTRY: OnceLock<Handlebars<'static>> = OnceLock::new();
    let registry = REGISTRY.get_or_init(registry);
    registry
        .render(name, context)
        .expect("the templates name only what their contexts have; a test renders each")
}

fn registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    // Nothing here is HTML: each place names its own quoting.
    registry.register_escape_fn(handlebars::no_escape);
    for (name, text) in TEMPLATES {
        registry.register_template_string(name, text).expect("the templates are valid; a test renders each");
    }
    registry.register_helper("sh", Box::new(Quote(shell_quoted)));
    registry.register_helper("word", Box::new(Quote(one_line_word)));
    registry.register_helper("json", Box::new(Quote(json_quoted)));
    registry.register_helper("line", Box::new(Quote(one_line)));
    registry.register_helper("text", Box::new(Quote(markdown_text)));
    registry.register_helper("code", Box::new(Quote(markdown_code)));
    registry
}

/// A helper that writes its one argument, quoted.
struct Quote(fn(&str) -> String);

impl handlebars::HelperDef for Quote {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let value = helper.param(0).map(handlebars::PathAndJson::value);
        let text = value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        out.write(&(self.0)(&text.unwrap_or_default()))?;
        Ok(())
    }
}

/// A word of a POSIX shell; what needs no quotes has none.
pub(super) fn shell_quoted(text: &str) -> String {
    let is_plain = !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"@%+:,./_-".contains(&byte));
    if is_plain { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// A word of a shell on one line, for commands that a page shows: nothing in it can end the page's code block.
pub(super) fn one_line_word(text: &str) -> String {
    if !text.contains(char::is_control) {
        return shell_quoted(text);
    }
    let mut word = "$'".to_owned();
    for character in text.chars() {
        match character {
            '\'' | '\\' => word.extend(['\\', character]),
            _ if character.is_control() => {
                let mut bytes = [0; 4];
                for byte in character.encode_utf8(&mut bytes).bytes() {
                    // Writing to a string cannot fail.
                    let _ = write!(word, "\\{byte:03o}");
                }
            }
            _ => word.push(character),
        }
    }
    word + "'"
}

/// A JSON string that is a YAML string too: YAML wants more characters escaped.
pub(super) fn json_quoted(text: &str) -> String {
    let mut quoted = String::new();
    for character in serde_json::Value::from(text).to_string().chars() {
        let is_plain = !character.is_control()
            && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
        if is_plain {
            quoted.push(character);
        } else {
            let _ = write!(quoted, "\\u{:04x}", u32::from(character));
        }
    }
    quoted
}

/// Text for a comment: no line ends, no control characters.
pub(super) fn one_line(text: &str) -> String {
    let is_break =
        |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}');
    text.chars().map(|character| if is_break(character) { ' ' } else { character }).collect()
}

/// Text of a Markdown paragraph: nothing in it is a link, an image, HTML or emphasis.
fn markdown_text(text: &str) -> String {
    let mut escaped = String::new();
    for character in one_line(text).chars() {
        if "\\`*_[]<>&#|~".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Inline code of Markdown, with a fence longer than any run of backticks inside.
fn markdown_code(text: &str) -> String {
    let text = one_line(text);
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::{json_quoted, markdown_code, one_line_word, shell_quoted};

    #[test]
    fn quotes_survive() {
        assert_eq!(shell_quoted("plain/path-1.2"), "plain/path-1.2");
        assert_eq!(shell_quoted(""), "''");
        assert_eq!(shell_quoted("it's $(a) `b`\n"), "'it'\\''s $(a) `b`\n'");
        assert_eq!(markdown_code("a`b``c"), "``` a`b``c ```");
        assert_eq!(one_line_word("it's\n```\\"), r"$'it\'s\012```\\'");
        assert_eq!(json_quoted("a\"\n\u{7f}\u{feff}"), r#""a\"\n\u007f\ufeff""#);
    }
}
