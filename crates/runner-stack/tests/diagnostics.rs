//! What is said about wrong values.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use runner_stack::schema::validate;
use serde_json::json;

/// One finding per line: `code path: message (help)`.
fn report(value: &serde_json::Value) -> String {
    let lines: Vec<String> = validate(&support::node(value))
        .iter()
        .map(|problem| {
            let help = problem.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
            format!("{} {}: {}{help}", problem.code, problem.path, problem.message)
        })
        .collect();
    lines.join("\n")
}

macro_rules! cases {
    ($($name:ident: $value:tt => $want:literal;)+) => { $(
        #[test]
        fn $name() {
            assert_eq!(report(&json!($value)), $want);
        }
    )+ };
}

cases! {
    nothing_wrong: {"config": {"concurrent": 4, "runners": [{"tokenFrom": {"secretName": "t"}, "kubernetes": {"cpu_limit": "1"}}]}} => "";
    misspelt_at_the_top: {"concurent": 3} =>
        "unknown-key concurent: unknown key `concurent` (did you mean `concurrent`?)";
    misspelt_in_depth: {"config": {"runners": [{"kubernetes": {"cpu_limt": "1"}}]}} =>
        "unknown-key config.runners[0].kubernetes.cpu_limt: unknown key `cpu_limt` (did you mean `cpu_limit`?)";
    another_case: {"config": {"CONCURRENT": 3}} =>
        "unknown-key config.CONCURRENT: unknown key `CONCURRENT` (did you mean `concurrent`?)";
    another_style: {"config": {"runners": [{"kubernetes": {"nodeSelector": {}}}]}} =>
        "unknown-key config.runners[0].kubernetes.nodeSelector: unknown key `nodeSelector` (did you mean `node_selector`? `nodeSelector` belongs to the top level)";
    in_the_wrong_table: {"config": {"runners": [{"concurrent": 3, "cpu_limit": "1"}]}} =>
        "unknown-key config.runners[0].concurrent: unknown key `concurrent` (`concurrent` belongs to `config` or the top level)\nunknown-key config.runners[0].cpu_limit: unknown key `cpu_limit` (`cpu_limit` belongs to `config.runners[].kubernetes`)";
    misspelt_in_kubernetes: {"affinity": {"nodeAfinity": {}}} =>
        "unknown-key affinity.nodeAfinity: unknown key `nodeAfinity` (did you mean `nodeAffinity`?)";
    misspelt_flag: {"config": {"runners": [{"feature_flags": {"FF_USE_FASTZIPP": true}}]}} =>
        "unknown-key config.runners[0].feature_flags.FF_USE_FASTZIPP: unknown key `FF_USE_FASTZIPP` (did you mean `FF_USE_FASTZIP`?)";
    bare_duration: {"config": {"connection_max_age": 900}} =>
        "wrong-type config.connection_max_age: found the integer 900, expected a duration with a unit, such as \"30s\", \"15m\" or \"1h30m\" (add the unit: \"900s\" for seconds; GitLab Runner would read a bare number as nanoseconds)";
    quoted_bare_duration: {"config": {"connection_max_age": "900"}} =>
        "wrong-format config.connection_max_age: found \"900\", expected a duration with a unit, such as \"30s\", \"15m\" or \"1h30m\" (add the unit: \"900s\" for seconds)";
    fraction_for_integer: {"config": {"concurrent": 1.5}} =>
        "wrong-type config.concurrent: found the number 1.5, expected an integer";
    text_for_integer: {"config": {"concurrent": "10"}} =>
        "wrong-type config.concurrent: found the string \"10\", expected an integer (write it without quotes: 10)";
    number_for_text: {"config": {"runners": [{"kubernetes": {"cpu_limit": 1}}]}} =>
        "wrong-type config.runners[0].kubernetes.cpu_limit: found the integer 1, expected a quantity, such as \"500m\", \"2\" or \"1Gi\" (write it in quotes: \"1\")";
    number_in_label: {"config": {"runners": [{"kubernetes": {"pod_labels": {"a": 1}}}]}} =>
        "wrong-type config.runners[0].kubernetes.pod_labels.a: found the integer 1, expected a string (write it in quotes: \"1\")";
    list_for_map: {"config": {"runners": [{"kubernetes": {"node_selector": ["a"]}}]}} =>
        "wrong-type config.runners[0].kubernetes.node_selector: found a list, expected a map";
    text_for_list: {"config": {"runners": [{"kubernetes": {"allowed_images": "ruby"}}]}} =>
        "wrong-type config.runners[0].kubernetes.allowed_images: found the string \"ruby\", expected a list (write it as a list: [ruby])";
    map_for_list: {"config": {"runners": {"name": "a"}}} =>
        "wrong-type config.runners: found a map, expected a list (put a dash in front of each item)";
    not_allowed: {"config": {"log_level": "warnin"}} =>
        "not-allowed config.log_level: found \"warnin\", expected one of \"panic\", \"fatal\", \"error\", \"warn\", \"warning\", \"info\", \"debug\" or \"trace\" (did you mean \"warning\"?)";
    kubernetes_spelling: {"config": {"runners": [{"kubernetes": {"pull_policy": "IfNotPresent"}}]}} =>
        "not-allowed config.runners[0].kubernetes.pull_policy: found \"IfNotPresent\", expected one of \"always\", \"if-not-present\" or \"never\" (did you mean \"if-not-present\"?)";
    numbers_without_limits: {"extraEnv": {"I": 12_345_678_901_234_567_890_u64, "F": 1e300, "N": (-1e300)}} => "";
    out_of_range: {"config": {"concurrent": 0}, "metrics": {"port": 70000}} =>
        "out-of-range config.concurrent: found 0, expected at least 1\nout-of-range metrics.port: found 70000, expected 1 to 65535";
    missing: {"volumes": [{"emptyDir": {}}]} =>
        "missing-key volumes[0]: the key `name` is missing (add `name:`)";
    null_where_required: {"volumes": [{"name": null}]} =>
        "wrong-type volumes[0].name: found null, expected a string (give it a value, or remove the key)";
    deprecated: {"rbac": {"serviceAccountName": "x"}} =>
        "deprecated-key rbac.serviceAccountName: the key `serviceAccountName` is deprecated (use `serviceAccount.name`)";
    strange_keys: {"podLabels": {"a.b/c": 1, "": 2}} =>
        "wrong-type podLabels[\"a.b/c\"]: found the integer 1, expected a string (write it in quotes: \"1\")\nwrong-type podLabels[\"\"]: found the integer 2, expected a string (write it in quotes: \"2\")";
    values_are_a_map: [1] =>
        "wrong-type : found a list, expected a map";
}

#[test]
fn duplicates_are_found() {
    use runner_stack::schema::{Node, NodeKind};
    let entry = || ("replicas".to_owned(), Node::new(NodeKind::Integer(1)));
    let problems = validate(&Node::new(NodeKind::Map(vec![entry(), entry()])));
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, "duplicate-key");
    assert_eq!(problems[0].message, "the key `replicas` is given twice");
}
