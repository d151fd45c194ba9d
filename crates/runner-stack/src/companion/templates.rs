//! The templates, and quoting for each kind of file.

use std::fmt::Write as _;
use std::sync::OnceLock;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonTruthy, Output, RenderContext, RenderError,
    RenderErrorReason, Renderable, ScopedJson, TemplateError, no_escape, to_json,
};
use serde::Serialize;

const TEMPLATES: &[(&str, &str)] = &[
    ("VERIFY.md", include_str!("../../companion/VERIFY.md.hbs")),
    ("aws.sh", include_str!("../../companion/aws.sh.hbs")),
    ("azure-lifecycle.json", include_str!("../../companion/azure-lifecycle.json.hbs")),
    ("azure.sh", include_str!("../../companion/azure.sh.hbs")),
    ("copies", include_str!("../../companion/copies.hbs")),
    ("create-secrets.sh", include_str!("../../companion/create-secrets.sh.hbs")),
    ("gcs-lifecycle.json", include_str!("../../companion/gcs-lifecycle.json.hbs")),
    ("gcs.sh", include_str!("../../companion/gcs.sh.hbs")),
    ("keep", include_str!("../../companion/keep.hbs")),
    ("minio.sh", include_str!("../../companion/minio.sh.hbs")),
    ("mirror-images.sh", include_str!("../../companion/mirror-images.sh.hbs")),
    ("pipeline.yml", include_str!("../../companion/pipeline.yml.hbs")),
    ("s3-lifecycle.json", include_str!("../../companion/s3-lifecycle.json.hbs")),
    ("s3-policy.json", include_str!("../../companion/s3-policy.json.hbs")),
    ("tags", include_str!("../../companion/tags.hbs")),
];

/// Renders one of the templates, with the fields of a context.
pub(super) fn render(name: &str, context: &impl Serialize) -> String {
    static TEMPLATES: OnceLock<Handlebars<'_>> = OnceLock::new();
    #[cfg(test)]
    tests::note(name, context);
    TEMPLATES
        .get_or_init(|| parsed().expect("the templates are valid; a test renders each"))
        .render(name, context)
        .expect("the templates name only what their contexts have; a test goes into each branch")
}

/// The templates, for which a name that does not exist is an error everywhere: handlebars itself takes it for false in
/// conditions and for nothing as an argument.
fn parsed() -> Result<Handlebars<'static>, TemplateError> {
    let mut templates = Handlebars::new();
    templates.set_strict_mode(true);
    // These are no pages of HTML; each kind of file has its quoting.
    templates.register_escape_fn(no_escape);
    templates.register_helper("if", Box::new(Condition(|holds| (holds, !holds))));
    templates.register_helper("unless", Box::new(Condition(|holds| (!holds, holds))));
    templates.register_helper("sh", Box::new(Quoting(shell_quoted)));
    templates.register_helper("word", Box::new(Quoting(one_line_word)));
    templates.register_helper("json", Box::new(Quoting(json_quoted)));
    templates.register_helper("line", Box::new(Quoting(one_line)));
    templates.register_helper("text", Box::new(Quoting(markdown_text)));
    templates.register_helper("code", Box::new(Quoting(markdown_code)));
    for (name, text) in TEMPLATES {
        templates.register_template_string(name, text)?;
    }
    Ok(templates)
}

/// The only argument of a helper.
fn argument<'a>(helper: &'a Helper<'_>) -> Result<&'a handlebars::JsonValue, RenderError> {
    match helper.params().as_slice() {
        [argument] if argument.is_value_missing() => Err(RenderError::strict_error(argument.relative_path())),
        [argument] => Ok(argument.value()),
        _ => Err(RenderErrorReason::Other(format!("{} takes one argument", helper.name())).into()),
    }
}

/// `{{#if name}}` and `{{#unless name}}`: whether the block and what follows its `{{else}}` are written, from whether the
/// name holds.
struct Condition(fn(bool) -> (bool, bool));

impl HelperDef for Condition {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        templates: &'reg Handlebars<'reg>,
        context: &'rc Context,
        state: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let (block, otherwise) = (self.0)(argument(helper)?.is_truthy(false));
        let branches = [helper.template().filter(|_| block), helper.inverse().filter(|_| otherwise)];
        branches.into_iter().flatten().try_for_each(|branch| branch.render(templates, context, state, out))
    }
}

/// `{{sh name}}`: the name as a word of a shell, and so on.
struct Quoting(fn(&str) -> String);

impl HelperDef for Quoting {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let text = argument(helper)?.as_str().ok_or(RenderErrorReason::InvalidParamType("string"))?;
        Ok(ScopedJson::Derived(to_json((self.0)(text))))
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
    let mut quoted = "\"".to_owned();
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(character));
            }
            _ if character.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted + "\""
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
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    use std::path::Path;

    use handlebars::{JsonValue, to_json};
    use helm_render::world::FixedWorld;
    use serde::Serialize;

    use super::super::{KitOptions, kit};
    use super::{Condition, TEMPLATES, json_quoted, markdown_code, one_line_word, parsed, shell_quoted};
    use crate::stack::{Capabilities, Input, ReleaseOptions, Stack};

    thread_local! {
        /// What has been rendered on this thread.
        static RENDERED: RefCell<Vec<(String, JsonValue)>> = const { RefCell::new(Vec::new()) };
    }

    pub(super) fn note(name: &str, context: &impl Serialize) {
        RENDERED.with_borrow_mut(|rendered| rendered.push((name.to_owned(), to_json(context))));
    }

    /// The kits of all values in a folder: files of them, and cases with them.
    fn write_kits(folder: &Path) {
        for entry in std::fs::read_dir(folder).expect("the folder is in the project") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                write_kits(&path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("it is text");
            let case = text.split_once("\n-- values --\n").map(|(_, rest)| rest.split("\n-- ").next());
            let values = case.flatten().unwrap_or(&text);
            let mut input = Input::new();
            input.add_file("values.yaml", values);
            let (release, capabilities) = (ReleaseOptions::new("gitlab-runner"), Capabilities::default());
            let rendered = Stack::embedded()
                .render(&input, &release, &capabilities, &FixedWorld)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            kit(&input, &rendered, &release, &capabilities, &FixedWorld, &KitOptions::default())
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }

    /// Whether the data holds a list of this name with something in it.
    fn has_items(data: &JsonValue, name: &str) -> bool {
        match data {
            JsonValue::Array(items) => items.iter().any(|item| has_items(item, name)),
            JsonValue::Object(fields) => fields.iter().any(|(key, value)| {
                key == name && value.as_array().is_some_and(|items| !items.is_empty())
                    || has_items(value, name)
            }),
            _ => false,
        }
    }

    #[test]
    fn every_branch_names_what_there_is() {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for folder in ["examples", "chart/ci", "tests/kit/cases"] {
            write_kits(&project.join(folder));
        }
        let rendered = RENDERED.take();
        let mut templates = parsed().expect("the templates are valid");
        for name in ["if", "unless"] {
            templates.register_helper(name, Box::new(Condition(|_| (true, true))));
        }
        for (name, data) in &rendered {
            if let Err(error) = templates.render(name, data) {
                panic!("{error}\n{data:#}");
            }
        }
        for (template, text) in TEMPLATES {
            // Those without an extension are parts of others.
            let is_part = !template.contains('.');
            let data: Vec<_> = rendered.iter().filter(|(name, _)| is_part || name == template).collect();
            assert!(!data.is_empty(), "{template} was not rendered");
            for list in text.split("{{#each ").skip(1).filter_map(|rest| rest.split("}}").next()) {
                let seen = data.iter().any(|(_, data)| has_items(data, list));
                assert!(
                    seen,
                    "{template}: {list} was empty throughout, and what is done with each of it not tried"
                );
            }
        }
    }

    #[test]
    fn a_name_that_does_not_exist_is_an_error() {
        let data = BTreeMap::from([("names", ["a", "b"])]);
        let templates = parsed().expect("the templates are valid");
        assert_eq!(
            templates
                .render_template("{{#each names}}{{#if this}}{{sh this}}{{/if}}{{/each}}", &data)
                .expect("they exist"),
            "ab"
        );
        for text in [
            "{{nome}}",
            "{{sh nome}}",
            "{{#if nome}}yes{{/if}}",
            "{{#if nome}}yes{{else}}no{{/if}}",
            "{{#unless nome}}no{{/unless}}",
            "{{#each nome}}{{this}}{{/each}}",
            "{{#each names}}{{nome}}{{/each}}",
            "{{#each names}}{{names}}{{/each}}",
            "{{#each names}}{{../nome}}{{/each}}",
            "{{> nome}}",
            "{{shell names}}",
            "{{sh names}}",
            "{{sh}}",
        ] {
            assert!(templates.render_template(text, &data).is_err(), "{text} is rendered");
        }
    }

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
