//! Commented values to YAML text.

use helm_render::Value;
use helm_render::json;
use helm_render::yaml;

use super::tree::{Data, Item, Table};

/// Flow lists longer than this are written line by line.
const SHORT: usize = 60;

/// The whole of a values file: keys in the order given, a blank line around what takes several lines.
pub(super) fn write(table: &Table) -> String {
    let mut out = String::new();
    let mut before_was_long = false;
    for (index, (key, item)) in table.entries.iter().enumerate() {
        let mut text = String::new();
        entry(key, item, 0, &mut text);
        let long = text.matches('\n').count() > 1;
        if index > 0 && (long || before_was_long) {
            out.push('\n');
        }
        out.push_str(&text);
        before_was_long = long;
    }
    out
}

fn entry(key: &str, item: &Item, indent: usize, out: &mut String) {
    comments(&item.above, indent, out);
    push_indent(indent, out);
    out.push_str(&scalar(key));
    out.push(':');
    value(item, indent, out);
    comments(&item.below, indent, out);
}

fn comments(lines: &[String], indent: usize, out: &mut String) {
    for comment in lines {
        push_indent(indent, out);
        out.push_str(comment);
        out.push('\n');
    }
}

fn beside(item: &Item, out: &mut String) {
    if let Some(comment) = &item.beside {
        out.push(' ');
        out.push_str(comment);
    }
    out.push('\n');
}

/// What follows a `:` or `-`, to the end of the line or of the block.
fn value(item: &Item, indent: usize, out: &mut String) {
    match &item.data {
        Data::Null => beside(item, out),
        Data::Plain(text) => {
            out.push(' ');
            out.push_str(text);
            beside(item, out);
        }
        Data::Text(text) if text.contains('\n') => block(text, item, indent, out),
        Data::Text(text) => {
            out.push(' ');
            out.push_str(&scalar(text));
            beside(item, out);
        }
        Data::List(items) if items.is_empty() => {
            out.push_str(" []");
            beside(item, out);
        }
        Data::Map(table) if table.is_empty() => {
            out.push_str(" {}");
            beside(item, out);
        }
        Data::List(items) => {
            if let Some(flow) = flow(items) {
                out.push(' ');
                out.push_str(&flow);
                return beside(item, out);
            }
            beside(item, out);
            for item in items {
                list_item(item, indent + 2, out);
            }
        }
        Data::Map(table) => {
            beside(item, out);
            for (key, item) in &table.entries {
                entry(key, item, indent + 2, out);
            }
        }
    }
}

fn list_item(item: &Item, indent: usize, out: &mut String) {
    comments(&item.above, indent, out);
    match &item.data {
        Data::Map(table) if !table.is_empty() => {
            // The first key stands beside the dash, its comments above it.
            let mut text = String::new();
            for (key, item) in &table.entries {
                entry(key, item, indent + 2, &mut text);
            }
            let first = table.entries.first().map_or(0, |(_, item)| item.above.len());
            let length: usize = text.split_inclusive('\n').take(first).map(str::len).sum();
            let (above, rest) = text.split_at(length);
            for line in above.lines() {
                push_indent(indent, out);
                out.push_str(line.trim_start());
                out.push('\n');
            }
            push_indent(indent, out);
            out.push_str("- ");
            out.push_str(rest.get(indent + 2..).unwrap_or(rest));
        }
        _ => {
            push_indent(indent, out);
            out.push('-');
            value(item, indent, out);
        }
    }
    comments(&item.below, indent, out);
}

/// A short list of scalars without comments, on one line.
fn flow(items: &[Item]) -> Option<String> {
    let mut parts = Vec::with_capacity(items.len());
    for item in items {
        if !item.above.is_empty() || item.beside.is_some() || !item.below.is_empty() {
            return None;
        }
        parts.push(match &item.data {
            Data::Plain(text) => text.clone(),
            Data::Text(text) if !text.contains('\n') => {
                let plain = scalar(text);
                // Inside brackets some signs mean more than outside.
                if plain == *text && text.contains([',', '[', ']', '{', '}', '#', ':']) {
                    quoted(text)
                } else {
                    plain
                }
            }
            _ => return None,
        });
    }
    let text = format!("[{}]", parts.join(", "));
    (text.len() <= SHORT).then_some(text)
}

/// A text in several lines.
fn block(text: &str, item: &Item, indent: usize, out: &mut String) {
    let body = text.trim_end_matches('\n');
    let trailing = text.len() - body.len();
    let odd = |sign: char| sign.is_control() && sign != '\n' && sign != '\t';
    if body.is_empty() || text.contains(odd) || text.contains(['\u{85}', '\u{2028}', '\u{2029}', '\u{feff}'])
    {
        out.push(' ');
        out.push_str(&quoted(text));
        return beside(item, out);
    }
    // A first line that starts with blanks would set the indentation.
    let hint = if body.starts_with([' ', '\n', '\t']) { "2" } else { "" };
    let chomp = match trailing {
        0 => "-",
        1 => "",
        _ => "+",
    };
    out.extend([" |", hint, chomp]);
    beside(item, out);
    for line in body.split('\n').chain(std::iter::repeat_n("", trailing.saturating_sub(1))) {
        if !line.is_empty() {
            push_indent(indent + 2, out);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// A text on one line, quoted where YAML would take it for something else.
fn scalar(text: &str) -> String {
    let written = yaml::to_yaml_pretty(&Value::from(text)).map(|text| text.to_string()).unwrap_or_default();
    let written = written.trim_end_matches('\n');
    let back = yaml::from_yaml(format!("a: {written}\n").as_bytes());
    let same = back.is_ok_and(|back| {
        back.as_map()
            .and_then(|map| map.get("a"))
            .is_some_and(|found| found.as_str().is_some_and(|found| found == text))
    });
    if same && !written.contains('\n') { written.to_owned() } else { quoted(text) }
}

/// A JSON string is a YAML string, whatever is in it.
fn quoted(text: &str) -> String {
    json::to_raw_json(&Value::from(text)).map(|text| text.to_string().trim().to_owned()).unwrap_or_default()
}

fn push_indent(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}
