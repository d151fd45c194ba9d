//! `config.toml`: keys as the runner knows them, and what of it becomes a key of the values.

use super::notes::Notes;
use super::tree::{Data, Item, Place, Table};
use crate::config::{self, Config, Key};
use crate::model::{Kind, Model};
use crate::schema::nearest_value;

/// Spells keys as the runner's documentation does, and leaves out what the runner does not know or what says nothing.
pub(super) fn normalise(config: &mut Table, notes: &mut Notes) {
    if let Kind::Table(model) = Config::KIND {
        table(config, model, "", notes);
    }
}

fn table(found: &mut Table, model: &'static crate::model::Table, path: &str, notes: &mut Notes) {
    let mut result: Vec<(String, Item)> = Vec::with_capacity(found.entries.len());
    for (key, mut item) in std::mem::take(&mut found.entries) {
        let field = model
            .field(&key)
            .or_else(|| model.fields.iter().find(|field| field.key.eq_ignore_ascii_case(&key)));
        let Some(field) = field else {
            let near = nearest_value(&key, model.fields.iter().map(|field| field.key));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "it had no effect; remove it, or look up its name with `runner-stack schema`".to_owned()
                }
            };
            let place = if path.is_empty() { "config.toml".to_owned() } else { path.to_owned() };
            let message =
                format!("`{key}` is no key of {place}: GitLab Runner ignores it, so it is left out");
            notes.warn_with_help("ignored-key", item.place, message, help);
            continue;
        };
        let inner = if path.is_empty() { field.key.to_owned() } else { format!("{path}.{}", field.key) };
        match (field.kind, &mut item.data) {
            (Kind::Table(model), Data::Map(map)) => {
                table(map, model, &inner, notes);
                // `register` writes many empty tables.
                if map.is_empty() && item.above.is_empty() && item.below.is_empty() {
                    continue;
                }
            }
            (Kind::List(Kind::Table(model)), Data::List(items)) => {
                for item in items {
                    if let Data::Map(map) = &mut item.data {
                        table(map, model, &inner, notes);
                    }
                }
            }
            (Kind::Text(crate::model::Format::Duration), Data::Plain(number))
                if number.parse::<i64>().is_ok() =>
            {
                let message = format!("`{inner} = {number}` means {number} nanoseconds to GitLab Runner");
                notes.warn_with_help(
                    "bare-duration",
                    item.place,
                    message,
                    "write the unit that was meant, such as \"30s\"",
                );
                item.data = Data::Text(format!("{number}ns"));
            }
            _ => {}
        }
        result.push((field.key.to_owned(), item));
    }
    found.entries = result;
}

/// Where a secret stands in `config.toml`, and where in the input.
pub(super) struct Secret {
    pub(super) path: String,
    pub(super) value: String,
    pub(super) place: Place,
}

/// The credentials in a `config.toml`.
pub(super) fn secrets(config: &Table) -> Vec<Secret> {
    let mut found = Vec::new();
    for key in config::keys().iter().filter(|key| key.secret) {
        let parts: Vec<&str> = key.path.split('.').collect();
        collect(&Item::map(config.clone()), &parts, String::new(), &mut found);
    }
    found
}

fn collect(item: &Item, parts: &[&str], path: String, found: &mut Vec<Secret>) {
    let Some((part, rest)) = parts.split_first() else {
        if let Some(value) = item.as_text()
            && !value.is_empty()
        {
            found.push(Secret { path, value: value.to_owned(), place: item.place });
        }
        return;
    };
    let name = part.trim_end_matches("[]");
    let Some(inner) = item.as_map().and_then(|map| map.get(name)) else { return };
    let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    if part.ends_with("[]") {
        for (index, item) in inner.items().iter().enumerate() {
            collect(item, rest, format!("{path}[{index}]"), found);
        }
    } else {
        collect(inner, rest, path, found);
    }
}

/// Lays a further `config.toml` over what is there: runners are added, other keys must not contradict.
pub(super) fn absorb(config: &mut Table, more: Item, notes: &mut Notes) {
    let place = more.place;
    let Data::Map(more) = more.data else { return };
    for (key, item) in more.entries {
        if key == "runners" {
            if let Some(Item { data: Data::List(old), .. }) = config.get_mut("runners") {
                let Data::List(new) = item.data else { continue };
                old.extend(new);
                continue;
            }
        } else if let Some(old) = config.get(&key)
            && !same(old, &item)
        {
            let message = format!("`{key}` is set twice with different values; the first one is used");
            notes.warn("contradiction", if item.place.line > 0 { item.place } else { place }, message);
            continue;
        }
        config.set(&key, item);
    }
}

pub(super) fn same(left: &Item, right: &Item) -> bool {
    let written = |item: &Item| helm_render::yaml::to_yaml(&item.to_value()).ok();
    written(left) == written(right)
}

/// The keys that an option of `gitlab-runner register` or its environment variable sets, below `runners[]`.
///
/// `kubernetes-cpu-limit` and `KUBERNETES_CPU_LIMIT` are `kubernetes.cpu_limit`, `cache-s3-bucket-name` is
/// `cache.s3.BucketName`.
pub(super) fn key_of_option(option: &str) -> Option<&'static Key> {
    let folded = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_lowercase()).collect()
    };
    let wanted = folded(option);
    let own = wanted.strip_prefix("runner").map(str::to_owned);
    config::keys().iter().find(|key| {
        let Some(below) = key.path.strip_prefix("runners[].") else { return false };
        if below.contains("[]") {
            return false;
        }
        let name = folded(below);
        name == wanted || own.as_deref() == Some(name.as_str())
    })
}

/// The value that a text is for a key, if it can be one.
pub(super) fn typed(key: &Key, text: &str) -> Option<Item> {
    typed_as(key.toml_type, text)
}

/// The value of this type of TOML that a text is, read as the options of GitLab Runner are.
pub(super) fn typed_as(toml_type: &str, text: &str) -> Option<Item> {
    let list = |parts: Vec<Item>| Item::list(parts);
    let parts = || text.split(',').map(str::trim);
    match toml_type {
        // What Go's strconv.ParseBool takes.
        "boolean" => match text {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(Item::plain("true")),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(Item::plain("false")),
            _ => None,
        },
        "integer" => text.trim().parse::<i64>().ok().map(|number| Item::plain(number.to_string())),
        "float" => text.trim().parse::<f64>().ok().map(|_| Item::plain(text.trim())),
        "array<integer>" => parts().map(|part| typed_as("integer", part)).collect::<Option<_>>().map(list),
        "array<string>" => Some(list(parts().map(Item::text).collect())),
        _ => Some(Item::text(text)),
    }
}

/// Sets a key below one runner from text, with the type that the runner's model has; says whether the text has it.
pub(super) fn set(runner: &mut Table, key: &Key, text: &str, place: Place) -> bool {
    let below = key.path.trim_start_matches("runners[].");
    let mut table = runner;
    let mut parts: Vec<&str> = below.split('.').collect();
    let Some(last) = parts.pop() else { return true };
    let Some(mut item) = typed(key, text) else { return false };
    for part in parts {
        table = table.table(part);
    }
    if key.toml_type.starts_with("map<") {
        let (name, value) = text.split_once([':', '=']).unwrap_or((text, ""));
        let map = table.table(last);
        map.set(name, Item { place, ..Item::text(value) });
        return true;
    }
    item.place = place;
    table.set(last, item);
    true
}

/// Moves a key to the end.
pub(super) fn last(table: &mut Table, key: &str) {
    if let Some(item) = table.take(key) {
        table.entries.push((key.to_owned(), item));
    }
}
