//! Values of the official chart: what of them becomes structured, and what has no effect.

use super::config;
use super::credentials;
use super::manifests::warn_of_secrets;
use super::notes::Notes;
use super::read_toml::read_toml;
use super::tree::{Data, Item, Place, Table};
use crate::values::removed;

/// Keys of a template that a registration sets itself.
const REGISTRATION_WINS: &[&str] = &["name", "url", "token", "executor"];

/// The values with `runners.config` as entries of `config.runners`, and what is to be said about that.
///
/// Nothing when there is no such text, or when its template actions have no structured form.
pub(super) fn structured(values: &Table, notes: &mut Notes) -> Option<Table> {
    let item = values.get("runners")?.at(&["config"])?;
    let text = item.as_text().filter(|text| !text.trim().is_empty())?;
    if values.get("config").and_then(Item::as_map).is_some_and(|config| config.get("runners").is_some()) {
        return None;
    }
    let plain = without_namespace(text);
    if plain.contains("{{") {
        let message = "runners.config has template actions, so it stays a text; the chart evaluates it";
        notes.warn_with_help(
            "kept-text",
            item.place,
            message,
            "write it as `config.runners` to have it checked key by key",
        );
        return None;
    }
    let origin = notes.origin(item, text);
    let read = match read_toml("runners.config", &plain, &origin) {
        Ok(read) => read,
        Err(mistakes) => {
            notes.not_toml(&origin, mistakes);
            return None;
        }
    };
    notes.comments.extend(read.comments());
    let Data::Map(mut table) = read.data else { return None };
    config::normalise(&mut table, notes);
    let mut runners = table.take("runners")?;
    let Data::List(mut entries) = std::mem::take(&mut runners.data) else { return None };
    for (key, item) in &table.entries {
        let message = format!(
            "`{key}` in runners.config is outside of [[runners]], where a registration ignores it; it is left out"
        );
        notes.warn_with_help("ignored-key", item.place, message, "write it under `config:` if it was meant");
    }
    let mut result = values.clone();
    if let [only] = entries.as_mut_slice() {
        let place = only.place;
        single(only.as_map_mut()?, &mut result, place, notes);
    }
    warn_of_secrets(&as_config(&entries), "runners.config", notes);
    credentials::in_config(&as_config(&entries), notes);
    if entries.len() > 1 {
        several(&mut entries, &mut result, notes);
    }
    let mut comments = item.clone();
    comments.beside = None;
    let list = Item::list(entries).with_comments_of(&runners).with_comments_of(&comments);
    result.table("runners").take("config");
    let emptied = result.get("runners").and_then(Item::as_map).is_some_and(Table::is_empty);
    let comments = if emptied { result.take("runners") } else { None };
    result.table("config").set("runners", list);
    if let (Some(comments), Some(config)) = (comments, result.get_mut("config")) {
        config.adopt(&comments);
    }
    Some(result)
}

/// The text with the release's namespace, which the chart puts in by itself, as no value.
fn without_namespace(text: &str) -> String {
    let is_default = |line: &&str| {
        let Some((key, value)) = line.split_once('=') else { return true };
        let value: String = value.chars().filter(|sign| !sign.is_whitespace()).collect();
        !(key.trim() == "namespace"
            && matches!(value.as_str(), "\"{{.Release.Namespace}}\"" | "{{.Release.Namespace|quote}}"))
    };
    text.split_inclusive('\n').map(|line| if is_default(&line) { line } else { "\n" }).collect()
}

fn as_config(entries: &[Item]) -> Table {
    let mut table = Table::default();
    table.set("runners", Item::list(entries.to_vec()));
    table
}

/// One entry: what a registration sets wins over the template.
fn single(runner: &mut Table, values: &mut Table, place: Place, notes: &mut Notes) {
    let mut given = Table::default();
    for key in REGISTRATION_WINS {
        if let Some(item) = runner.take(key) {
            given.set(key, item);
        }
    }
    let empty = |values: &Table, key: &str| values.get(key).and_then(Item::as_text).is_none_or(str::is_empty);
    let left = |key: &str, item: &Item, notes: &mut Notes| {
        if key == "token" {
            notes.secrets.extend(item.as_text().map(str::to_owned));
        }
        let place = if item.place.line > 0 { item.place } else { place };
        let message = format!("`{key}` in runners.config is overruled by the registration; it is left out");
        notes.warn_with_help(
            "ignored-key",
            place,
            message,
            "set it by the chart's own key, or under `config.runners`",
        );
    };
    for (key, item) in &given.entries {
        match key.as_str() {
            "url" if empty(values, "gitlabUrl") => values.set_first("gitlabUrl", item.clone()),
            "token"
                if empty(values, "runnerToken")
                    && empty(values, "runnerRegistrationToken")
                    && values.get("runners").and_then(|runners| runners.at(&["secret"])).is_none() =>
            {
                notes.credential(
                    item.place,
                    "the runner's token is in runners.config",
                    item.as_text().unwrap_or_default(),
                );
                values.set("runnerToken", item.clone());
            }
            "executor" => {
                let used = values
                    .get("runners")
                    .and_then(|runners| runners.text_at(&["executor"]))
                    .unwrap_or("kubernetes");
                if item.as_text() != Some(used) {
                    left(key, item, notes);
                }
            }
            "url" if values.get("gitlabUrl").and_then(Item::as_text) == item.as_text() => {}
            _ => left(key, item, notes),
        }
    }
}

/// Several entries, which no registration template may have: each needs a token of its own.
fn several(entries: &mut [Item], values: &mut Table, notes: &mut Notes) {
    let token = values.take("runnerToken");
    let secret = values.get("runners").and_then(|runners| runners.at(&["secret"])).cloned();
    let mut lent = 0;
    for entry in entries.iter_mut() {
        let place = entry.place;
        let Some(runner) = entry.as_map_mut() else { continue };
        if runner.get("token").is_some() || runner.get("tokenFrom").is_some() {
            continue;
        }
        lent += 1;
        if let Some(token) = &token {
            runner.set("token", Item { above: Vec::new(), below: Vec::new(), ..token.clone() });
        } else if let Some(secret) = &secret {
            let mut reference = Table::default();
            reference.set("secretName", Item { data: secret.data.clone(), ..Item::default() });
            reference.set("key", Item::text("runner-token"));
            runner.set("tokenFrom", Item::map(reference));
        } else {
            let message = "this runner has no token";
            notes.warn_with_help(
                "missing-token",
                place,
                message,
                "set `token` or `tokenFrom` in its entry of `config.runners`",
            );
        }
    }
    if lent > 1 && (token.is_some() || secret.is_some()) {
        let place = entries.first().map(|entry| entry.place).unwrap_or_default();
        let message = "several runners share one token, so GitLab sees them as one runner";
        notes.warn_with_help(
            "shared-token",
            place,
            message,
            "create a runner in GitLab for each, and set its token in its entry of `config.runners`",
        );
    }
}

/// Moves keys of the user's own, which templates read, to `global`: the chart knows its keys by name.
pub(super) fn own_keys_to_global(values: &mut Table, known: &dyn Fn(&str) -> bool, notes: &mut Notes) {
    let text = super::emit::write(values);
    let own: Vec<String> = values
        .entries
        .iter()
        .map(|(key, _)| key.clone())
        .filter(|key| !known(key) && reads(&text, key))
        .collect();
    for key in own {
        let Some(item) = values.take(&key) else { continue };
        let message =
            format!("`{key}` is no key of the chart, but templates read it: it moves to global.{key}");
        notes.warn("moved", item.place, message);
        values.table("global").set(&key, item);
        for (_, item) in &mut values.entries {
            rename(item, &key);
        }
    }
}

fn reads(text: &str, key: &str) -> bool {
    text.match_indices(&format!(".Values.{key}")).any(|(at, found)| ends_word(&text[at + found.len()..]))
}

fn ends_word(rest: &str) -> bool {
    rest.chars().next().is_none_or(|sign| !(sign.is_alphanumeric() || sign == '_'))
}

fn rename(item: &mut Item, key: &str) {
    match &mut item.data {
        Data::Text(text) if text.contains("{{") => {
            let (from, to) = (format!(".Values.{key}"), format!(".Values.global.{key}"));
            let mut result = String::new();
            let mut rest = text.as_str();
            while let Some(at) = rest.find(&from) {
                let (before, after) = (&rest[..at], &rest[at + from.len()..]);
                result.push_str(before);
                result.push_str(if ends_word(after) { &to } else { &from });
                rest = after;
            }
            result.push_str(rest);
            *text = result;
        }
        Data::List(items) => items.iter_mut().for_each(|item| rename(item, key)),
        Data::Map(table) => table.entries.iter_mut().for_each(|(_, item)| rename(item, key)),
        _ => {}
    }
}

/// The image as old versions of the chart had it: one text.
pub(super) fn old_image(values: &mut Table, notes: &mut Notes) {
    let Some(image) = values.get("image").filter(|image| image.as_text().is_some()).cloned() else { return };
    let user = values.get("podSecurityContext").cloned();
    super::workload::take_image(&image, values);
    if user.is_none() {
        // The official chart has users of its own for its images.
        values.take("podSecurityContext");
    }
    notes.warn("moved", image.place, "`image` is a map now: registry, image and tag");
}

/// Takes out the keys that the chart does not know. `paths` are those of the values' check.
pub(super) fn drop_keys(values: &mut Table, paths: &[String], notes: &mut Notes) {
    for path in paths {
        if let Some(item) = drop_key(values, path) {
            let message = format!("`{path}` is no key of the chart and had no effect; it is left out");
            match removed::home(path) {
                None => notes.warn("ignored-key", item.place, message),
                Some(home) => notes.warn_with_help(
                    "ignored-key",
                    item.place,
                    format!("`{path}` was a key of old versions of the chart; it is left out"),
                    format!("write it as {home}"),
                ),
            }
        }
    }
}

fn drop_key(table: &mut Table, path: &str) -> Option<Item> {
    let (key, mut rest) = first_key(table, path)?;
    if rest.is_empty() {
        return table.take(&key);
    }
    let mut item = table.get_mut(&key)?;
    while let Some(inner) = rest.strip_prefix('[') {
        let (index, after) = inner.split_once(']')?;
        item = item.items_mut().get_mut(index.parse::<usize>().ok()?)?;
        rest = after;
    }
    drop_key(item.as_map_mut()?, rest.strip_prefix('.')?)
}

/// Takes the quotes off numbers and `true`, which templates of the official chart do not mind. `paths` are those of the
/// values' check. Says whether there was any.
///
/// The text `"false"` stays: templates count it as true, so only its author knows what was meant.
pub(super) fn unquote(values: &mut Table, paths: &[String], notes: &mut Notes) -> bool {
    let mut any = false;
    for path in paths {
        let Some(item) = find(values, path) else { continue };
        let Some(text) = item.as_text().filter(|text| *text == "true" || text.parse::<i64>().is_ok()) else {
            continue;
        };
        notes.warn("unquoted", item.place, format!("`{path}` is written without quotes now"));
        item.data = Data::Plain(text.to_owned());
        any = true;
    }
    any
}

/// The item at a path of the values' check.
fn find<'a>(table: &'a mut Table, path: &str) -> Option<&'a mut Item> {
    let (key, mut rest) = first_key(table, path)?;
    let mut item = table.get_mut(&key)?;
    while let Some(inner) = rest.strip_prefix('[') {
        let (index, after) = inner.split_once(']')?;
        item = item.items_mut().get_mut(index.parse::<usize>().ok()?)?;
        rest = after;
    }
    match rest.strip_prefix('.') {
        Some(rest) => find(item.as_map_mut()?, rest),
        None => Some(item),
    }
}

/// The longest key that a path starts with, as keys may hold dots, and what follows it.
fn first_key<'a>(table: &Table, path: &'a str) -> Option<(String, &'a str)> {
    table
        .entries
        .iter()
        .filter_map(|(key, _)| Some((key.clone(), path.strip_prefix(key.as_str())?)))
        .filter(|(_, rest)| rest.is_empty() || rest.starts_with(['.', '[']))
        .max_by_key(|(key, _)| key.len())
}
