//! `runner-stack check`: one case file per rule, below `tests/check/`, and what holds for all rules and formats.
//!
//! Sections of a case: `fails NAME` (files in which the rule finds something), `want` (the reports about them, whole),
//! `passes NAME` (files in which the rule finds nothing), `arguments` (more of the command line).

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use runner_stack_tests::case::Case;
use runner_stack_tests::tools::{self, Output, files_below, first_difference, root, run, run_with_input};
use serde_json::Value;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = root().join("tests/check");
    let cases = files_below(&folder, ".txt");
    let mut trials: Vec<Trial> = cases
        .iter()
        .map(|file| {
            let path = folder.join(file);
            Trial::test(format!("rule/{}", file.display()), move || rule(&path))
        })
        .collect();
    trials.extend([
        Trial::test("every-rule-has-a-case", move || every_rule_has_a_case(&cases)),
        Trial::test("not-utf-8", not_utf_8),
        Trial::test("too-large", too_large),
        Trial::test("the-guide", the_guide),
        Trial::test("fifty-mistakes", fifty_mistakes),
        Trial::test("a-folder", a_folder),
        Trial::test("formats/json", json),
        Trial::test("formats/sarif", sarif),
        Trial::test("formats/gitlab", gitlab),
        Trial::test("formats/short", short),
        Trial::test("formats/links", links),
        Trial::test("allowed", allowed),
        Trial::test("exit-codes", exit_codes),
        Trial::test("positions-inside-strings", positions_inside_strings),
    ]);
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Runs `check` on a file with this content.
fn check(name: &str, content: &[u8], arguments: &str) -> Result<Output, Failed> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join(name), content)?;
    Ok(run(tools::runner_stack()
        .current_dir(folder.path())
        .arg("check")
        .args(arguments.split_whitespace())
        .arg(name)))
}

fn rule(path: &Path) -> Result<(), Failed> {
    let code = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mark = format!("[{code}]");
    let case = Case::parse(&fs::read_to_string(path)?);
    let arguments = case.get("arguments").unwrap_or_default();
    let mut have = String::new();
    let (mut failing, mut passing) = (0, 0);
    for (section, content) in &case.sections {
        if let Some(name) = section.strip_prefix("fails ") {
            failing += 1;
            let output = check(name, content.as_bytes(), arguments)?;
            if !output.stdout.contains(&mark) {
                return Err(
                    format!("{name} has no finding {mark}:\n{}{}", output.stdout, output.stderr).into()
                );
            }
            have.push_str(&output.stdout);
        } else if let Some(name) = section.strip_prefix("passes ") {
            passing += 1;
            let output = check(name, content.as_bytes(), arguments)?;
            if output.stdout.contains(&mark) || !output.stdout.contains("1 file checked") {
                return Err(format!("{name} is to pass:\n{}{}", output.stdout, output.stderr).into());
            }
        }
    }
    if failing == 0 || passing == 0 {
        return Err("a case needs a failing and a passing file".into());
    }
    let want = case.get("want").unwrap_or_default();
    // The last blank line of a section belongs to the case file.
    if want.trim_end() == have.trim_end() {
        return Ok(());
    }
    Err(format!(
        "the report differs, {}\nall of it:\n{have}",
        first_difference(want.trim_end(), have.trim_end())
    )
    .into())
}

fn every_rule_has_a_case(cases: &[PathBuf]) -> Result<(), Failed> {
    let list = run(tools::runner_stack().args(["check", "--list"])).stdout;
    let codes: Vec<&str> =
        list.lines().filter_map(|line| line.strip_prefix("| [`")?.split('`').next()).collect();
    if codes.len() < 40 {
        return Err(format!("only {} rules are listed", codes.len()).into());
    }
    for code in codes {
        let is_here = matches!(code, "not-utf-8" | "too-large");
        if !is_here && !cases.iter().any(|case| case.file_stem().is_some_and(|stem| stem == code)) {
            return Err(format!("there is no tests/check/{code}.txt").into());
        }
        let page = run(tools::runner_stack().args(["check", "--explain", code])).stdout;
        let committed = fs::read_to_string(root().join("docs/rules").join(format!("{code}.md")))?;
        for heading in ["## What it does", "## Why", "## Example", "## Use instead"] {
            if !page.contains(heading) {
                return Err(format!("the page of {code} has no {heading:?}").into());
            }
        }
        if page != committed {
            return Err(format!("docs/rules/{code}.md is not what --explain prints").into());
        }
    }
    Ok(())
}

fn expect(output: &Output, code: i32, part: &str) -> Result<(), Failed> {
    if output.code == code && output.stdout.contains(part) {
        return Ok(());
    }
    Err(format!(
        "not exit code {code} with {part:?}, but {}:\n{}{}",
        output.code, output.stdout, output.stderr
    )
    .into())
}

fn not_utf_8() -> Result<(), Failed> {
    let output =
        check("values.yaml", b"gitlabUrl: https://gitlab.example.com\n# caf\xE9\n", "--format short")?;
    expect(
        &output,
        1,
        "values.yaml:2:6: error[not-utf-8]: the byte 0xE9 is not UTF-8 (save the file as UTF-8) – runner-stack check --explain not-utf-8\n",
    )?;
    let output = check("values.yaml", "gitlabUrl: https://gitlab.example.com\n# café\n".as_bytes(), "")?;
    expect(&output, 0, "1 file checked")
}

fn too_large() -> Result<(), Failed> {
    let mut content = b"# filler\n".repeat(1 << 20);
    let output = check("values.yaml", &content, "--format short")?;
    expect(&output, 1, "values.yaml:1:1: error[too-large]: the file has 9 MiB, and at most 8 are read")?;
    content.truncate(4 << 20);
    content.extend_from_slice(b"\nrunners: { secret: x }\n");
    let output = check("values.yaml", &content, "--format short")?;
    if output.stdout.contains("too-large") { Err("4 MiB are fine".into()) } else { Ok(()) }
}

/// The manifests that this project grew out of, with all that is known to be wrong with them.
fn the_guide() -> Result<(), Failed> {
    let folder = root().join("tests/guide/manifests");
    let output = run(tools::runner_stack().current_dir(&folder).args(["check", "--format", "short", "."]));
    let have: Vec<&str> =
        output.stdout.lines().filter_map(|line| line.strip_prefix("./")?.split("]:").next()).collect();
    let want = [
        "10-config.yaml:9:21: note[tls-off",
        "10-config.yaml:10:23: warning[plain-secret",
        "10-config.yaml:23:23: warning[plain-secret",
        "10-config.yaml:25:23: warning[plain-secret",
        "10-config.yaml:28:22: note[tls-off",
        "10-config.yaml:32:17: warning[mutable-image-tag",
        "10-config.yaml:38:22: warning[pod-security",
        "10-config.yaml:38:22: warning[privileged-jobs",
        "10-config.yaml:55:24: warning[runtime-socket",
        "10-config.yaml:59:25: warning[kubeconfig-in-jobs",
        "20-register-script.yaml:8:5: warning[invalid-shebang",
        "30-rbac.yaml:14:17: warning[wildcard-rbac",
        "40-deployment.yaml:4:9: note[pod-security",
        "40-deployment.yaml:39:13: warning[post-start-race",
    ];
    if have == want { Ok(()) } else { Err(format!("{have:#?}").into()) }
}

fn findings(output: &Output) -> Result<Vec<Value>, Failed> {
    let value: Value = serde_json::from_str(&output.stdout)?;
    value.as_array().cloned().ok_or_else(|| "no array".into())
}

fn fifty_mistakes() -> Result<(), Failed> {
    // Each line that holds a mistake, by a look at the text alone.
    let mut text = String::from("[[runners]]\n");
    let mut want = Vec::new();
    for number in 0..50 {
        let line = ["unheard_of", "log_lines", "kubernets", "memory_limt", "cache_typ"][number % 5];
        let value = ["1", "\"x\"", "{}", "\"1Gi\"", "[]"][number % 5];
        let _ = writeln!(text, "  # mistake {number}\n  {line}_{number} = {value}");
        want.push(3 + 2 * number as u64);
    }
    let output = check("config.toml", text.as_bytes(), "--format json")?;
    let have: Vec<u64> = findings(&output)?
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .filter_map(|finding| finding["line"].as_u64())
        .collect();
    if have == want { Ok(()) } else { Err(format!("the lines {have:?}").into()) }
}

fn a_folder() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let write = |name: &str, text: &str| -> Result<(), Failed> {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it lies in the folder"))?;
        fs::write(path, text)?;
        Ok(())
    };
    for number in 0..100 {
        write(&format!("team-{number:03}/config.toml"), "concurent = 1\n")?;
    }
    write("pipeline.yaml", "stages: [build]\n")?;
    write(".hidden/values.yaml", "concurent: 1\n")?;
    write("chart/Chart.yaml", "apiVersion: v2\nname: x\nversion: 0.1.0\n")?;
    write("chart/values.yaml", "concurent: 1\n")?;
    write("chart/templates/a.yaml", "{{ .Values.x }}: {{ .y }}\n")?;
    let output =
        run(tools::runner_stack().current_dir(folder.path()).args(["check", "--format", "json", "."]));
    let files: Vec<String> =
        findings(&output)?.iter().filter_map(|finding| Some(finding["file"].as_str()?.to_owned())).collect();
    let mut want = vec!["./chart/values.yaml".to_owned()];
    want.extend((0..100).map(|number| format!("./team-{number:03}/config.toml")));
    if files == want { Ok(()) } else { Err(format!("{files:?}").into()) }
}

const MIXED: &str = "concurrent = \"10\"\nlog_levl = \"info\"\n[[runners]]\n  request_concurrency = 1\n  [runners.cache]\n    type = \"s3\"\n    [runners.cache.s3]\n      BucketName = \"ü\"\n      bucket = \"x\"\n";

fn json() -> Result<(), Failed> {
    let found = findings(&check("config.toml", MIXED.as_bytes(), "--format json")?)?;
    let want: Value = serde_json::json!({
        "code": "wrong-type",
        "severity": "error",
        "message": "found the string \"10\", expected an integer",
        "help": "write it without quotes: 10",
        "url": "docs/rules/wrong-type.md",
        "file": "config.toml",
        "line": 1,
        "column": 14,
        "endLine": 1,
        "endColumn": 18,
        "path": "concurrent",
    });
    if found[0] != want {
        return Err(format!("{:#}", found[0]).into());
    }
    let last = found.last().expect("there are several");
    if last["path"] != "runners[0].cache.s3.bucket" || last["line"] != 9 {
        return Err(format!("{last:#}").into());
    }
    Ok(())
}

/// A model that others made from SARIF's JSON schema takes the log.
fn sarif() -> Result<(), Failed> {
    const SCRIPT: &str = "import sys\n\
        from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log\n\
        log = Log.model_validate_json(sys.stdin.read(), strict=False)\n\
        run = log.runs[0]\n\
        print(log.version.value if hasattr(log.version, 'value') else log.version, len(run.results))\n\
        for result in run.results: print(result.ruleId, result.locations[0].physicalLocation.region.startLine)\n";
    for (name, content) in [("config.toml", MIXED), ("clean.toml", "concurrent = 1\n"), ("empty.toml", "")] {
        let log = check(name, content.as_bytes(), "--format sarif")?;
        let output = run_with_input(tools::python().args(["-c", SCRIPT]), log.stdout.as_bytes());
        if output.code != 0 || !output.stdout.starts_with("2.1.0 ") {
            return Err(format!("{name}: {}{}\n{}", output.stdout, output.stderr, log.stdout).into());
        }
        if name == "config.toml" && !output.stdout.contains("wrong-type 1\nunknown-key 2\n") {
            return Err(output.stdout.into());
        }
    }
    // A backslash is a character of a name like others, but for Windows.
    let log = check(r"été\50% & #1.toml", MIXED.as_bytes(), "--format sarif")?;
    let uri = "%C3%A9t%C3%A9%5C50%25%20%26%20%231.toml";
    expect(&log, 1, &format!("\"uri\": \"{uri}\""))
}

/// A link leads to the page of the rule: below the address that is given, else in the project.
fn links() -> Result<(), Failed> {
    const SCRIPT: &str = "import sys\n\
        from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log\n\
        log = Log.model_validate_json(sys.stdin.read(), strict=False)\n\
        print(*[rule.helpUri for rule in log.runs[0].tool.driver.rules])\n";
    let page = "https://example.com/site/rules/wrong-type.html";
    for base in ["https://example.com/site/rules", "https://example.com/site/rules/"] {
        let arguments = format!("--rules-url {base} --format");
        let found = findings(&check("config.toml", MIXED.as_bytes(), &format!("{arguments} json"))?)?;
        if found[0]["url"] != page {
            return Err(format!("{:#}", found[0]).into());
        }
        let found = findings(&check("config.toml", MIXED.as_bytes(), &format!("{arguments} gitlab"))?)?;
        if !found[0]["description"].as_str().is_some_and(|text| text.ends_with(page)) {
            return Err(format!("{:#}", found[0]).into());
        }
        let output = check("config.toml", MIXED.as_bytes(), &format!("{arguments} human"))?;
        if !output.stdout.contains(&format!("= page: {page}\n")) {
            return Err(output.stdout.into());
        }
        let output = check("config.toml", MIXED.as_bytes(), &format!("{arguments} short"))?;
        if !output.stdout.lines().next().is_some_and(|line| line.ends_with(&format!(" – {page}"))) {
            return Err(output.stdout.into());
        }
        let log = check("config.toml", MIXED.as_bytes(), &format!("{arguments} sarif"))?;
        let output = run_with_input(tools::python().args(["-c", SCRIPT]), log.stdout.as_bytes());
        if output.code != 0 || !output.stdout.contains(page) || output.stdout.contains("None") {
            return Err(format!("{}{}", output.stdout, output.stderr).into());
        }
    }
    for found in findings(&check("config.toml", MIXED.as_bytes(), "--format json")?)? {
        let path = root().join(found["url"].as_str().unwrap_or_default());
        if !path.is_file() {
            return Err(format!("{} is no file", path.display()).into());
        }
    }
    // Without an address people are led by the command that prints the page.
    let found = findings(&check("config.toml", MIXED.as_bytes(), "--format gitlab")?)?;
    let description = found[0]["description"].as_str().unwrap_or_default();
    let command = description.rsplit(" – ").next().unwrap_or_default();
    let output = check("config.toml", MIXED.as_bytes(), "")?;
    if !output.stdout.contains(&format!("= page: {command}\n")) {
        return Err(format!("{command}\n{}", output.stdout).into());
    }
    let arguments = command.strip_prefix("runner-stack ").unwrap_or_default().split(' ');
    expect(&run(tools::runner_stack().args(arguments)), 0, "# `wrong-type`\n")?;
    for bad in ["rules/", "ftp://example.com/", "https://", "https://example.com/?page=", "javascript:x"] {
        let output = check("config.toml", MIXED.as_bytes(), &format!("--rules-url {bad}"))?;
        if output.code != 2 || !output.stderr.contains("give the address of a folder") {
            return Err(format!("{bad}: {}", output.stderr).into());
        }
    }
    Ok(())
}

fn gitlab() -> Result<(), Failed> {
    let found = findings(&check("config.toml", MIXED.as_bytes(), "--format gitlab")?)?;
    let mut fingerprints = Vec::new();
    for issue in &found {
        let has = issue["description"].is_string()
            && issue["check_name"].is_string()
            && issue["location"]["path"] == "config.toml"
            && issue["location"]["lines"]["begin"].is_u64()
            && matches!(issue["severity"].as_str(), Some("info" | "minor" | "major"));
        if !has {
            return Err(format!("{issue:#}").into());
        }
        fingerprints.push(issue["fingerprint"].as_str().unwrap_or_default().to_owned());
    }
    // A finding keeps its fingerprint when lines move.
    let moved = format!("# a comment\n{MIXED}");
    let again: Vec<String> = findings(&check("config.toml", moved.as_bytes(), "--format gitlab")?)?
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap_or_default().to_owned())
        .collect();
    let mut distinct = fingerprints.clone();
    distinct.sort();
    distinct.dedup();
    if again != fingerprints || distinct.len() != found.len() {
        return Err(format!("{fingerprints:?}\n{again:?}").into());
    }
    Ok(())
}

fn short() -> Result<(), Failed> {
    let output = check("config.toml", MIXED.as_bytes(), "--format short")?;
    expect(
        &output,
        1,
        "config.toml:2:1: error[unknown-key]: unknown key `log_levl`; GitLab Runner ignores it (did you mean `log_level`?) – runner-stack check --explain unknown-key\n",
    )?;
    // Whatever a message quotes, one finding is one line.
    let odd = "[[runners]]\n  executor = \"\"\"kuber\nnetes\u{85}\"\"\"\n";
    let found = findings(&check("config.toml", odd.as_bytes(), "--format json")?)?;
    let output = check("config.toml", odd.as_bytes(), "--format short")?;
    if found.is_empty() || output.stdout.lines().count() != found.len() {
        return Err(output.stdout.into());
    }
    Ok(())
}

fn allowed() -> Result<(), Failed> {
    let text = "# runner-stack: allow(wrong-type)\nconcurrent = \"10\"\nlog_levl = 1 # runner-stack: allow(key-spelling, unknown-key)\nlog_levl2 = 1\n";
    let lines = |output: &Output| -> Result<Vec<u64>, Failed> {
        Ok(findings(output)?.iter().filter_map(|finding| finding["line"].as_u64()).collect())
    };
    let have = lines(&check("config.toml", text.as_bytes(), "--format json")?)?;
    if have != [4] {
        return Err(format!("{have:?}").into());
    }
    let yaml = "gitlabUrl: https://gitlab.example.com\nrunners:\n  secret: x\n  config: |\n    [[runners]]\n      # runner-stack: allow(unknown-key)\n      foo = 1\n      bar = 1\n";
    let have = lines(&check("values.yaml", yaml.as_bytes(), "--format json --allow pod-security")?)?;
    if have != [8] {
        return Err(format!("{have:?}").into());
    }
    let output = check("config.toml", text.as_bytes(), "--allow unknown-kee")?;
    if output.code != 2 || !output.stderr.contains("did you mean unknown-key?") {
        return Err(output.stderr.into());
    }
    expect(&check("config.toml", text.as_bytes(), "--allow unknown-key,wrong-type")?, 0, "nothing found")
}

fn exit_codes() -> Result<(), Failed> {
    let warning = b"user = \"x\"\n";
    expect(&check("config.toml", warning, "")?, 0, "1 file checked: 1 warning\n")?;
    expect(&check("config.toml", warning, "--deny warnings")?, 1, "1 file checked: 1 warning\n")?;
    expect(
        &check("config.toml", b"concurrent = 1\n", "--deny warnings")?,
        0,
        "1 file checked: nothing found\n",
    )?;
    expect(&check("config.toml", b"foo = 1\n", "")?, 1, "1 file checked: 1 error\n")?;
    let missing = run(tools::runner_stack().args(["check", "no-such-file.toml"]));
    if missing.code != 2 || !missing.stderr.contains("no-such-file.toml") {
        return Err(missing.stderr.into());
    }
    let stdin = run_with_input(
        tools::runner_stack().args(["check", "-", "--format", "short"]),
        b"[[runners]]\n  foo = 1\n",
    );
    expect(&stdin, 1, "standard input:2:3: error[unknown-key]")?;
    let stdin =
        run_with_input(tools::runner_stack().args(["check", "-", "--format", "short"]), b"concurent: 1\n");
    expect(&stdin, 1, "standard input:1:1: error[unknown-key]: unknown key `concurent`")
}

/// The same TOML in strings of every YAML style: the report points at the word itself.
fn positions_inside_strings() -> Result<(), Failed> {
    let styles = [
        "  config: |\n    [[runners]]\n      foo = 1\n",
        "  config: |-\n          [[runners]]\n          foo = 1",
        "  config: \"[[runners]]\\n\\\n    foo = 1\\n\"\n",
        "  config: '[[runners]]\n\n    foo = 1\n\n    '\n",
        "  config: >\n    [[runners]]\n\n    foo = 1\n",
        "  { config: \"[[runners]]\\nfoo = 1\" }\n",
    ];
    for style in styles {
        let text = format!("gitlabUrl: https://gitlab.example.com\nrunners:\n{style}");
        let output = check("values.yaml", text.as_bytes(), "--format json")?;
        let found = findings(&output)?;
        let Some(finding) = found.iter().find(|finding| finding["code"] == "unknown-key") else {
            return Err(format!("nothing found in\n{text}\n{}", output.stdout).into());
        };
        let number =
            |key: &str| usize::try_from(finding[key].as_u64().unwrap_or_default()).unwrap_or_default();
        let line = text.lines().nth(number("line").saturating_sub(1)).unwrap_or_default();
        let word = line.get(number("column").saturating_sub(1)..number("endColumn").saturating_sub(1));
        if word != Some("foo") {
            return Err(format!("{word:?} in\n{text}").into());
        }
    }
    Ok(())
}
