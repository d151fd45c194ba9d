//! The schemas of schemas, which gojsonschema has at hand for references to json-schema.org.
//!
//! The drafts have most in common, so each is put together from one table. What says nothing of a value (titles,
//! defaults) is left out.

use std::fmt::Write as _;
use std::sync::OnceLock;

use super::compile::Draft;
use super::json::Json;

/// Where the drafts that are known have their addresses.
const ADDRESSES: [(&str, Draft); 3] = [
    ("http://json-schema.org/draft-04/schema", Draft::Four),
    ("http://json-schema.org/draft-06/schema", Draft::Six),
    ("http://json-schema.org/draft-07/schema", Draft::Seven),
];

static SCHEMAS: [OnceLock<Json>; 3] = [const { OnceLock::new() }; 3];

/// The draft that has this address, without `#`.
pub(super) fn named(address: &str) -> Option<Draft> {
    ADDRESSES.iter().find(|(known, _)| *known == address).map(|(_, draft)| *draft)
}

/// The schema at this address, without `#`, and its draft.
pub(super) fn schema(address: &str) -> Option<(&'static Json, Draft)> {
    let index = ADDRESSES.iter().position(|(known, _)| *known == address)?;
    let (address, draft) = ADDRESSES[index];
    let json = SCHEMAS[index]
        .get_or_init(|| Json::parse(text(address, draft).as_bytes()).expect("the table below is JSON"));
    Some((json, draft))
}

/// Keywords by the first and the last draft that has them so, and what their values must be. `^` is a reference to the
/// whole, `@` one to a definition, and `#` the name of the numbers from zero on.
const KEYWORDS: &[(Draft, Draft, &[&str], &str)] = {
    use Draft::{Four, Seven, Six};
    &[
        (Four, Four, &["id", "$schema"], r#"{"type":"string"}"#),
        (Six, Seven, &["$id", "$ref"], r#"{"type":"string","format":"uri-reference"}"#),
        (Six, Seven, &["$schema"], r#"{"type":"string","format":"uri"}"#),
        (Four, Seven, &["title", "description", "format"], r#"{"type":"string"}"#),
        (Seven, Seven, &["$comment", "contentMediaType", "contentEncoding"], r#"{"type":"string"}"#),
        (Four, Seven, &["default"], "{}"),
        (Six, Seven, &["const"], "{}"),
        (Six, Seven, &["examples"], r#"{"type":"array"}"#),
        (Seven, Seven, &["readOnly"], r#"{"type":"boolean"}"#),
        (Four, Four, &["multipleOf"], r#"{"type":"number","minimum":0,"exclusiveMinimum":true}"#),
        (Six, Seven, &["multipleOf"], r#"{"type":"number","exclusiveMinimum":0}"#),
        (Four, Seven, &["maximum", "minimum"], r#"{"type":"number"}"#),
        (Four, Four, &["exclusiveMaximum", "exclusiveMinimum"], r#"{"type":"boolean"}"#),
        (Six, Seven, &["exclusiveMaximum", "exclusiveMinimum"], r#"{"type":"number"}"#),
        (Four, Seven, &["maxLength", "maxItems", "maxProperties"], "@#"),
        (Four, Seven, &["minLength", "minItems", "minProperties"], "@#Default0"),
        (Four, Seven, &["pattern"], r#"{"type":"string","format":"regex"}"#),
        (Four, Four, &["additionalItems", "additionalProperties"], r#"{"anyOf":[{"type":"boolean"},^]}"#),
        (Six, Seven, &["additionalItems", "additionalProperties", "contains", "propertyNames"], "^"),
        (Four, Seven, &["items"], r#"{"anyOf":[^,@schemaArray]}"#),
        (Four, Seven, &["uniqueItems"], r#"{"type":"boolean"}"#),
        (Four, Seven, &["required"], "@stringArray"),
        (Four, Seven, &["definitions", "properties"], r#"{"type":"object","additionalProperties":^}"#),
        (Four, Six, &["patternProperties"], r#"{"type":"object","additionalProperties":^}"#),
        (
            Seven,
            Seven,
            &["patternProperties"],
            r#"{"type":"object","additionalProperties":^,"propertyNames":{"format":"regex"}}"#,
        ),
        (
            Four,
            Seven,
            &["dependencies"],
            r#"{"type":"object","additionalProperties":{"anyOf":[^,@stringArray]}}"#,
        ),
        (Four, Seven, &["enum"], r#"{"type":"array","minItems":1,"uniqueItems":true}"#),
        (
            Four,
            Seven,
            &["type"],
            r#"{"anyOf":[@simpleTypes,{"type":"array","items":@simpleTypes,"minItems":1,"uniqueItems":true}]}"#,
        ),
        (Four, Seven, &["allOf", "anyOf", "oneOf"], "@schemaArray"),
        (Four, Seven, &["not"], "^"),
        (Seven, Seven, &["if", "then", "else"], "^"),
    ]
};

const DEFINITIONS: &str = r##""schemaArray":{"type":"array","minItems":1,"items":^},
    "#":{"type":"integer","minimum":0},
    "#Default0":{"allOf":[@#,{}]},
    "simpleTypes":{"enum":["array","boolean","integer","null","number","object","string"]},
    "stringArray":{"type":"array","items":{"type":"string"},"uniqueItems":true"##;

fn text(address: &str, draft: Draft) -> String {
    let (id, end, kinds, count) = match draft {
        Draft::Four => (
            "id",
            r#"},"dependencies":{"exclusiveMaximum":["maximum"],"exclusiveMinimum":["minimum"]}}"#,
            r#","minItems":1}},"type":"object""#,
            "positiveInteger",
        ),
        _ => ("$id", "}}", r#"}},"type":["object","boolean"]"#, "nonNegativeInteger"),
    };
    let keywords: Vec<_> = KEYWORDS
        .iter()
        .filter(|(first, last, ..)| (*first..=*last).contains(&draft))
        .flat_map(|(_, _, names, schema)| names.iter().map(move |name| format!("\"{name}\":{schema}")))
        .collect();
    let table = format!("{DEFINITIONS}{kinds},\"properties\":{{{}{end}", keywords.join(","));
    let mut text = format!(r#"{{"$schema":"{address}#","{id}":"{address}#","definitions":{{"#);
    let mut rest = table.as_str();
    while let Some(at) = rest.find(['^', '@']) {
        text += &rest[..at].replace('#', count);
        let is_whole = rest[at..].starts_with('^');
        rest = &rest[at + 1..];
        let end = if is_whole { 0 } else { rest.find([',', '}', ']']).unwrap_or(rest.len()) };
        let path = if is_whole {
            String::new()
        } else {
            format!("/definitions/{}", rest[..end].replace('#', count))
        };
        let _ = write!(text, r##"{{"$ref":"#{path}"}}"##);
        rest = &rest[end..];
    }
    text += &rest.replace('#', count);
    text
}
