//! The last steps to a values file: tokens, registrations, and the keys in their order.

use super::config;
use super::notes::Notes;
use super::registration::{Registration, Source};
use super::shell;
use super::tree::{Data, Item, Table};

/// What to do about a credential that was in a `ConfigMap`.
pub(super) const ROTATE: &str = "whoever may read ConfigMaps has seen it: replace it with a new one";

/// How to get from a registration token to an authentication token.
pub(super) const NEW_TOKEN: &str = "GitLab 18 refuses registration tokens unless an administrator allows them: in GitLab, \
     under Settings > CI/CD > Runners of the group or project (Admin > CI/CD > Runners for the instance), choose `Create \
     runner`, set tags and limits there, and put the glrt- token it shows into `runnerToken` instead; then remove \
     `runnerRegistrationToken` and the old runner";

/// Puts in what variables stand for in secret keys of `config.toml`; what comes from a Secret becomes `<key>From`.
pub(super) fn tokens_from_variables(config: &mut Table, resolve: &mut dyn FnMut(&str) -> Option<Source>) {
    let Some(runners) = config.get_mut("runners") else { return };
    for runner in runners.items_mut() {
        if let Some(runner) = runner.as_map_mut() {
            put_in(runner, resolve);
        }
    }
}

fn put_in(table: &mut Table, resolve: &mut dyn FnMut(&str) -> Option<Source>) {
    for (key, item) in &mut table.entries {
        if let Data::Map(inner) = &mut item.data {
            put_in(inner, resolve);
            continue;
        }
        let secret = crate::config::keys().iter().any(|known| known.secret && known.name() == key);
        let Some(name) = item.as_text().and_then(shell::variable).filter(|_| secret) else { continue };
        match resolve(name) {
            Some(Source::Literal { text, .. }) => item.data = Data::Text(text),
            Some(Source::Secret { name, key: entry }) => {
                key.push_str("From");
                item.data = Data::Map(reference(&name, &entry));
            }
            None => {}
        }
    }
}

fn reference(secret: &str, key: &str) -> Table {
    let mut table = Table::default();
    table.set("secretName", Item::text(secret));
    table.set("key", Item::text(key));
    table
}

/// Adds what a table has not yet.
pub(super) fn fill(table: &mut Table, more: Table) {
    for (key, item) in more.entries {
        match (table.get_mut(&key), item.data) {
            (None, data) => table.set(&key, Item { data, ..item }),
            (Some(Item { data: Data::Map(old), .. }), Data::Map(new)) => fill(old, new),
            _ => {}
        }
    }
}

/// Lays one table over another.
pub(super) fn lay_over(table: &mut Table, more: Table) {
    for (key, item) in more.entries {
        match (table.get_mut(&key), item.data) {
            (Some(Item { data: Data::Map(old), .. }), Data::Map(new)) => lay_over(old, new),
            (_, data) => table.set(&key, Item { data, ..item }),
        }
    }
}

/// What a registration adds to its runner: options win over the template.
pub(super) fn register(
    runner: &mut Table,
    registration: Registration,
    values: &mut Table,
    notes: &mut Notes,
) {
    lay_over(runner, registration.runner);
    match registration.token {
        None => {}
        Some(Source::Literal { text, place, holder }) => {
            notes.credential(place, &format!("the runner's token is in {holder}"), &text);
            let item = Item { place, ..Item::text(text) };
            if registration.old_token {
                notes.warn_with_help(
                    "registration-token",
                    place,
                    "the runner registers with a registration token",
                    NEW_TOKEN,
                );
                values.set("runnerRegistrationToken", item);
            } else {
                runner.set("token", item);
            }
        }
        Some(Source::Secret { name, key }) if registration.old_token => {
            let place = registration.server_settings.first().map(|(_, item)| item.place).unwrap_or_default();
            notes.warn_with_help(
                "registration-token",
                place,
                format!("the runner registers with a registration token, from the Secret {name}"),
                NEW_TOKEN,
            );
            if key != "runner-registration-token" {
                let message = format!(
                    "the chart looks for the key runner-registration-token in the Secret {name}, not for {key}"
                );
                notes.warn_with_help(
                    "other-key",
                    place,
                    message,
                    "add the key to the Secret, or use an authentication token",
                );
            }
            values.table("runners").set("secret", Item::text(name));
        }
        Some(Source::Secret { name, key }) => runner.set("tokenFrom", Item::map(reference(&name, &key))),
    }
    for (key, item) in registration.server_settings {
        if registration.old_token {
            values.table("runners").set(key, item);
        } else {
            let message =
                format!("`{key}` of a runner with an authentication token is set in GitLab; it is left out");
            notes.warn("ignored-key", item.place, message);
        }
    }
}

/// Puts the configuration into the values, what most people look for first.
pub(super) fn into_values(mut config: Table, values: &mut Table, notes: &mut Notes) {
    let _ = notes;
    let (mut url, mut token) = (None, None);
    if let Some(runners) = config.get_mut("runners") {
        let runners = runners.items_mut();
        let urls: Vec<Option<&str>> = runners.iter().map(|runner| runner.text_at(&["url"])).collect();
        if urls.first().copied().flatten().is_some() && urls.iter().all(|found| found == &urls[0]) {
            for runner in runners.iter_mut().filter_map(Item::as_map_mut) {
                let taken = runner.take("url");
                url = url.or(taken);
            }
        }
        if let [only] = runners
            && let Some(runner) = only.as_map_mut()
        {
            token = runner.take("token").filter(|token| token.as_text().is_some_and(|text| !text.is_empty()));
        }
    }
    if let Some(set) = values.take("config")
        && let Data::Map(set) = set.data
    {
        fill(&mut config, set);
    }
    config::last(&mut config, "runners");
    if !config.is_empty() {
        values.set_first("config", Item::map(config));
    }
    if let Some(old) = values.take("runnerRegistrationToken") {
        values.set_first("runnerRegistrationToken", old);
    }
    if let Some(token) = token {
        values.set_first("runnerToken", token);
    }
    if let Some(url) = url {
        values.set_first("gitlabUrl", url);
    }
}
