//! The templates, and quoting for each kind of file.

use std::any::Any;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::OnceLock;

use helm_render::functions::GoType;
use helm_render::template::{Engine, Options, Templates};
use helm_render::value::{Method, Object};
use helm_render::world::FixedWorld;
use helm_render::{Fault, Value};

const TEMPLATES: &[(&str, &str)] = &[
    ("VERIFY.md", include_str!("../../companion/VERIFY.md.tpl")),
    ("aws.sh", include_str!("../../companion/aws.sh.tpl")),
    ("azure-lifecycle.json", include_str!("../../companion/azure-lifecycle.json.tpl")),
    ("azure.sh", include_str!("../../companion/azure.sh.tpl")),
    ("copies", include_str!("../../companion/copies.tpl")),
    ("create-secrets.sh", include_str!("../../companion/create-secrets.sh.tpl")),
    ("gcs-lifecycle.json", include_str!("../../companion/gcs-lifecycle.json.tpl")),
    ("gcs.sh", include_str!("../../companion/gcs.sh.tpl")),
    ("keep", include_str!("../../companion/keep.tpl")),
    ("minio.sh", include_str!("../../companion/minio.sh.tpl")),
    ("mirror-images.sh", include_str!("../../companion/mirror-images.sh.tpl")),
    ("pipeline.yml", include_str!("../../companion/pipeline.yml.tpl")),
    ("s3-lifecycle.json", include_str!("../../companion/s3-lifecycle.json.tpl")),
    ("s3-policy.json", include_str!("../../companion/s3-policy.json.tpl")),
    ("tags", include_str!("../../companion/tags.tpl")),
];

/// Renders one of the templates, with the fields of a context. A line with nothing but a control action leaves no line.
pub(super) fn render(name: &str, context: &impl Data) -> String {
    static TEMPLATES: OnceLock<Templates> = OnceLock::new();
    let templates = TEMPLATES.get_or_init(parsed);
    let data = context.to_value();
    if let Value::Map(fields) = &data {
        fields.insert("as", Value::Object(Rc::new(Quoting)));
    }
    let options = Options { strict: true, ..Options::default() };
    let bytes = Engine::new(templates, &FixedWorld, options)
        .execute(name, &data)
        .expect("the templates name only what their contexts have; a test renders each");
    String::from_utf8_lossy(&bytes).into_owned()
}

fn parsed() -> Templates {
    let sources = self::TEMPLATES.iter().map(|(name, text)| (name, without_control_lines(text)));
    Templates::parse(sources).expect("the templates are valid; a test renders each")
}

/// The template with each line that holds nothing but a control action reduced to that.
fn without_control_lines(text: &str) -> String {
    let is_control = |line: &str| {
        let action = line.trim().strip_prefix("{{").and_then(|action| action.strip_suffix("}}"));
        action.is_some_and(|action| {
            let keyword = action.split(' ').next().unwrap_or_default();
            !action.contains("}}") && ["if", "else", "end", "range", "template"].contains(&keyword)
        })
    };
    text.split_inclusive('\n').map(|line| if is_control(line) { line.trim() } else { line }).collect()
}

/// What a template can read.
pub(super) trait Data {
    /// The value as templates see it.
    fn to_value(&self) -> Value;
}

impl Data for String {
    fn to_value(&self) -> Value {
        Value::str(self.as_str())
    }
}

impl Data for &str {
    fn to_value(&self) -> Value {
        Value::str(*self)
    }
}

impl Data for bool {
    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Data for u32 {
    fn to_value(&self) -> Value {
        Value::Int(i64::from(*self))
    }
}

impl<T: Data> Data for Vec<T> {
    fn to_value(&self) -> Value {
        Value::list(self.iter().map(Data::to_value).collect())
    }
}

/// Makes the fields of a struct readable for templates.
macro_rules! fields {
    ($name:ty: $($field:ident),+ $(,)?) => {
        impl $crate::companion::templates::Data for $name {
            fn to_value(&self) -> helm_render::Value {
                let value = helm_render::Value::map();
                if let helm_render::Value::Map(map) = &value {
                    $(map.insert(
                        stringify!($field),
                        $crate::companion::templates::Data::to_value(&self.$field),
                    );)+
                }
                value
            }
        }
    };
}
pub(super) use fields;

/// `as` in templates: `{{$.as.sh .name}}` is the name as a word of a shell.
#[derive(Debug)]
struct Quoting;

impl Quoting {
    fn of(name: &str) -> Option<fn(&str) -> String> {
        match name {
            "sh" => Some(shell_quoted),
            "word" => Some(one_line_word),
            "json" => Some(json_quoted),
            "line" => Some(one_line),
            "text" => Some(markdown_text),
            "code" => Some(markdown_code),
            _ => None,
        }
    }
}

impl Object for Quoting {
    fn type_name(&self) -> &'static str {
        "companion.Quoting"
    }

    fn method(&self, name: &str) -> Option<Method> {
        Self::of(name).map(|_| Method { params: &[GoType::String], variadic: false })
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, Fault> {
        match (Self::of(name), args) {
            (Some(quote), [Value::String(text)]) => Ok(quote(&text.to_str()).into()),
            _ => Err(Fault::new(format!("there is no quoting {name} of this"))),
        }
    }

    fn display(&self) -> String {
        String::new()
    }

    fn as_any(&self) -> &dyn Any {
        self
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
