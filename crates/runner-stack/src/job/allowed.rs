//! Images and pull policies that the runner lets a job use.

use std::collections::BTreeMap;

use super::services::JobService;
use super::{Job, Refusal};
use crate::model::StringOrList;

/// Which list an image is looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListOf {
    Images,
    Services,
}

/// Refuses an image that the runner's list does not have.
pub(super) fn image(
    job: &Job<'_>,
    image: &str,
    list: ListOf,
    helper_repository: &str,
) -> Result<(), Refusal> {
    let (key, name, patterns) = match list {
        ListOf::Images => ("allowed_images", "images", &job.kubernetes.allowed_images),
        ListOf::Services => ("allowed_services", "services", &job.kubernetes.allowed_services),
    };
    let patterns = patterns.as_deref().unwrap_or_default();
    let own = job.variables.expand(job.kubernetes.image.as_deref().unwrap_or_default());
    let is_internal = image == own || image == helper_repository;
    if patterns.is_empty() || is_internal || patterns.iter().any(|pattern| matches(pattern, image)) {
        return Ok(());
    }
    let mut refusal = Refusal::new(
        "disallowed image",
        format!("take an image that matches, or add it to `{key}` in [runners.kubernetes]"),
    );
    refusal.log.push(format!("The {image:?} image is not present on list of allowed {name}:"));
    refusal.log.extend(patterns.iter().map(|pattern| format!("- {pattern}")));
    Err(refusal)
}

/// The pull policy of each container; none for those that follow the cluster.
pub(super) fn pull_policies(
    job: &Job<'_>,
    services: &BTreeMap<String, JobService>,
) -> Result<BTreeMap<String, &'static str>, Refusal> {
    let configured = match &job.kubernetes.pull_policy {
        Some(StringOrList::One(policy)) => vec![policy.clone()],
        Some(StringOrList::Many(policies)) => policies.clone(),
        None => Vec::new(),
    };
    let allowed = job.kubernetes.allowed_pull_policies.as_deref().unwrap_or_default();
    let convert_own = |name: &str| {
        let own = convert(&configured, "`pull_policy` in [runners.kubernetes]")
            .map_err(|refusal| refusal.during(&format!("{name}pull_policy config")))?;
        Ok(if own.is_empty() { vec![""] } else { own })
    };
    let allowed = if allowed.is_empty() {
        convert_own("getting allowed pull policies: ")?
    } else {
        convert(allowed, "`allowed_pull_policies` in [runners.kubernetes]").map_err(|refusal| {
            refusal.during("getting allowed pull policies: allowed_pull_policies config")
        })?
    };
    let asked = &job.options.pull_policies;
    let mut policies = BTreeMap::new();
    let of_job = ["build", "helper", "init-permissions"].map(|name| (name.to_owned(), asked.as_slice()));
    for (container, asked) in of_job.into_iter().chain(services.keys().map(|name| (name.clone(), &[][..]))) {
        let of_image = convert(asked, "the job's pull_policy").map_err(|refusal| {
            refusal.during(&format!(
                "converting pull policy for container {container:?}: conversion to Kubernetes policy"
            ))
        })?;
        let wanted = if of_image.is_empty() { convert_own("")? } else { of_image };
        let effective = wanted.iter().find(|policy| allowed.contains(policy));
        let Some(effective) = effective else {
            let source = match (asked.is_empty(), configured.is_empty()) {
                (false, _) => "GitLab pipeline config",
                (true, false) => "Runner config",
                (true, true) => "Runner config (default)",
            };
            return Err(Refusal::new(
                format!(
                    "invalid pull policy for container {container:?}: pull_policy ([{}]) defined in {source} is not \
                     one of the allowed_pull_policies ([{}])",
                    wanted.join(" "),
                    allowed.join(" ")
                ),
                "take an allowed policy, or add it to `allowed_pull_policies` in [runners.kubernetes]",
            ));
        };
        if !effective.is_empty() {
            policies.insert(container, *effective);
        }
    }
    Ok(policies)
}

/// The policies in Kubernetes' words.
fn convert(policies: &[String], place: &str) -> Result<Vec<&'static str>, Refusal> {
    let convert = |policy: &String| match policy.as_str() {
        "" => Ok(""),
        "always" => Ok("Always"),
        "never" => Ok("Never"),
        "if-not-present" => Ok("IfNotPresent"),
        _ => Err(Refusal::new(
            format!("unsupported pull policy: {policy:?}"),
            format!("{place} can be always, if-not-present or never"),
        )),
    };
    policies.iter().map(convert).collect()
}

/// Whether an image matches a pattern with `*`, `**`, `?`, `[…]` and `{a,b}`, as the runner's library reads them.
fn matches(pattern: &str, image: &str) -> bool {
    let image: Vec<char> = image.chars().collect();
    alternatives(pattern).iter().any(|pattern| {
        let pattern: Vec<char> = pattern.chars().collect();
        let mut budget = 100_000_usize;
        matches_from(&pattern, &image, true, &mut budget)
    })
}

/// The patterns that braces stand for, up to a sensible number.
fn alternatives(pattern: &str) -> Vec<String> {
    const MOST: usize = 256;
    let mut done = Vec::new();
    let mut open = vec![pattern.to_owned()];
    while let Some(pattern) = open.pop() {
        if done.len() + open.len() > MOST {
            break;
        }
        let Some((start, end, commas)) = first_braces(&pattern) else {
            done.push(pattern);
            continue;
        };
        let mut from = start + 1;
        for to in commas.into_iter().chain([end]) {
            open.push(format!("{}{}{}", &pattern[..start], &pattern[from..to], &pattern[end + 1..]));
            from = to + 1;
        }
    }
    done
}

/// The places of the first pair of braces and of the commas in it.
fn first_braces(pattern: &str) -> Option<(usize, usize, Vec<usize>)> {
    let (mut start, mut depth, mut commas, mut is_escaped) = (None, 0_usize, Vec::new(), false);
    for (at, char) in pattern.char_indices() {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '{' => {
                start = start.or(Some(at));
                depth += 1;
            }
            '}' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    return Some((start?, at, commas));
                }
            }
            ',' if depth == 1 => commas.push(at),
            _ => {}
        }
    }
    None
}

fn matches_from(pattern: &[char], text: &[char], at_start: bool, budget: &mut usize) -> bool {
    *budget = budget.saturating_sub(1);
    if *budget == 0 {
        return false;
    }
    match pattern {
        [] => text.is_empty(),
        // `**` spans slashes where it is a whole part of the path.
        ['*', '*', '/', rest @ ..] if at_start => {
            matches_from(rest, text, true, budget)
                || text
                    .iter()
                    .enumerate()
                    .any(|(at, char)| *char == '/' && matches_from(rest, &text[at + 1..], true, budget))
        }
        ['*', '*'] if at_start => true,
        // `a/**` matches `a` as well.
        ['/', '*', '*'] if text.is_empty() => true,
        ['*', rest @ ..] => {
            let end = text.iter().position(|char| *char == '/').unwrap_or(text.len());
            (0..=end).any(|skip| matches_from(rest, &text[skip..], false, budget))
        }
        ['?', rest @ ..] => {
            text.first().is_some_and(|char| *char != '/') && matches_from(rest, &text[1..], false, budget)
        }
        ['[', rest @ ..] => {
            let Some(first) = text.first().filter(|char| **char != '/') else { return false };
            let Some((is_in, after)) = class(rest, *first) else { return false };
            is_in && matches_from(&rest[after..], &text[1..], false, budget)
        }
        ['\\', char, rest @ ..] | [char, rest @ ..] => {
            text.first() == Some(char) && matches_from(rest, &text[1..], *char == '/', budget)
        }
    }
}

/// Whether a class, from behind its bracket, has the character, and how long it is; nothing when it does not end.
fn class(pattern: &[char], char: char) -> Option<(bool, usize)> {
    let mut at = 0;
    let is_negated = matches!(pattern.first(), Some('!' | '^'));
    if is_negated {
        at = 1;
    }
    let (first, mut found) = (at, false);
    loop {
        let mut low = *pattern.get(at)?;
        if low == ']' && at > first {
            return Some((found != is_negated, at + 1));
        }
        if low == '\\' {
            at += 1;
            low = *pattern.get(at)?;
        }
        at += 1;
        let mut high = low;
        if pattern.get(at) == Some(&'-') && pattern.get(at + 1).is_some_and(|next| *next != ']') {
            high = pattern[at + 1];
            at += 2;
        }
        found |= (low..=high).contains(&char);
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    /// The answers are those of the documentation of the runner (advanced configuration, `allowed_images`) and of the
    /// library that it uses, doublestar 4.
    #[test]
    fn patterns() {
        for (pattern, image, want) in [
            ("ruby:*", "ruby:3.3", true),
            ("ruby:*", "registry.example.com/ruby:3.3", false),
            ("registry.example.com/*:*", "registry.example.com/a:1", true),
            ("registry.example.com/*:*", "registry.example.com/a/b:1", false),
            ("registry.example.com/**", "registry.example.com/a/b:1", true),
            ("**/ruby:*", "a/b/ruby:3", true),
            ("**/ruby:*", "ruby:3", true),
            ("**", "a/b:1", true),
            ("a/**", "a", true),
            ("postgres:1[5-7]", "postgres:16", true),
            ("postgres:1[5-7]", "postgres:14", false),
            ("postgres:1[!5-7]", "postgres:14", true),
            ("{redis,postgres}:*", "postgres:17", true),
            ("{redis,postgres}:*", "mysql:9", false),
            ("alpine:?.2", "alpine:3.2", true),
            ("a\\*", "a*", true),
            ("a\\*", "ab", false),
            ("[", "a", false),
        ] {
            assert_eq!(matches(pattern, image), want, "{pattern} {image}");
        }
    }
}
