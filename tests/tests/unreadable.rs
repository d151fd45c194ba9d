//! Files that are no text, or too much of it: `check`, `import` and `diff` say so, and where.

use std::fs;

use runner_stack_tests::tools::{self, Output, root, run};

/// Runs a command on a file with this content, after the arguments.
fn with_file(arguments: &[&str], content: &[u8]) -> Output {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::write(folder.path().join("file.yaml"), content).expect("a file can be written");
    run(tools::runner_stack().current_dir(folder.path()).args(arguments).arg("file.yaml"))
}

/// The commands that take values alone.
#[test]
fn what_is_not_utf_8_in_values() {
    for command in ["render", "config", "images", "job", "explain"] {
        let arguments: &[&str] =
            if command == "explain" { &[command, "--line", "1", "-f"] } else { &[command, "-f"] };
        let output = with_file(arguments, b"gitlabUrl: x\nname: caf\xe9\n");
        assert_eq!(output.code, 1, "{command}: {}", output.stderr);
        assert_eq!(output.stderr, "error: file.yaml: line 2 is not UTF-8; save the file as UTF-8\n");
    }
    let output = with_file(&["render", "--output-dir", "out", "--each"], b"gitlabUrl: x\nname: caf\xe9\n");
    assert_eq!(output.code, 1, "{}", output.stderr);
    assert!(output.stderr.contains("file.yaml: line 2 is not UTF-8"), "{}", output.stderr);
    assert!(output.stderr.ends_with("1 of 1 values files has mistakes; nothing was written for them\n"));
}

fn commands() -> [(Vec<String>, i32); 3] {
    let example = root().join("examples/minio.yaml").display().to_string();
    // diff ends with 2 for trouble, as `diff` does.
    [(vec!["check".to_owned()], 1), (vec!["import".to_owned()], 1), (vec!["diff".to_owned(), example], 2)]
}

#[test]
fn what_is_not_utf_8() {
    for content in [&b"gitlabUrl: x\nname: caf\xe9\n"[..], b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xfeg\0i\0t\0"] {
        for (arguments, code) in commands() {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let output = with_file(&arguments, content);
            let said = output.stdout.clone() + &output.stderr;
            assert_eq!(output.code, code, "{arguments:?}: {said}");
            let line = if content.starts_with(b"g") { 2 } else { 1 };
            let has_place = [format!("file.yaml:{line}:"), format!("line {line} ")]
                .iter()
                .any(|place| said.contains(place));
            assert!(has_place && said.contains("UTF-8"), "{arguments:?}: {said}");
        }
    }
}

#[test]
fn what_is_huge() {
    let content = "a".repeat(9 << 20);
    for (arguments, code) in commands() {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = with_file(&arguments, content.as_bytes());
        let said = output.stdout + &output.stderr;
        assert_eq!(output.code, code, "{arguments:?}");
        assert!(said.contains("file.yaml:1:1"), "{arguments:?}");
        assert!(said.len() < 4_000, "{arguments:?} repeats {} bytes", said.len());
    }
}

#[test]
fn what_is_neither_values_nor_objects() {
    for content in ["- a\n- b\n", "just words\n", "42\n"] {
        for (arguments, code) in commands() {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let output = with_file(&arguments, content.as_bytes());
            let said = output.stdout + &output.stderr;
            assert_eq!(output.code, code, "{arguments:?}: {said}");
            assert!(
                said.contains("unknown-kind") || said.contains("invalid-values"),
                "{arguments:?}: {said}"
            );
        }
    }
}
