//! Files that are no text, or too much of it: `check`, `import` and `diff` say so, and where.

use std::fs;

use runner_stack_tests::tools::{self, Output, root, run};

/// Runs a command on a file with this content, after the arguments.
fn with_file(arguments: &[&str], content: &[u8]) -> Output {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::write(folder.path().join("file.yaml"), content).expect("a file can be written");
    run(tools::runner_stack().current_dir(folder.path()).args(arguments).arg("file.yaml"))
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
