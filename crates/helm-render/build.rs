//! Packs what regular expressions need of Unicode into a few kilobytes: regex-syntax's own tables have ten times the
//! size, and the engine is loaded over networks as WebAssembly.

use std::path::{Path, PathBuf};
use std::{env, fs};

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

#[path = "src/functions/regex/names.rs"]
mod names;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/functions/regex/names.rs");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    write(&out.join("categories.bin"), &partition(names::CATEGORIES, "gc"));
    write(&out.join("scripts.bin"), &partition(names::SCRIPTS, "sc"));
    write(&out.join("folding.bin"), &folding());
}

fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("cargo's output folder is writable");
}

/// All code points as runs of one property value each: the length, and the value's place among the names from 1, or 0
/// for none of them. A run of two values that take turns is one run: 255, its length, and both.
fn partition(names: &[&str], property: &str) -> Vec<u8> {
    let mut ranges: Vec<(u32, u32, u8)> = Vec::new();
    for (idx, name) in names.iter().enumerate() {
        let value = u8::try_from(idx + 1).expect("there are fewer names than bytes");
        for range in class(&format!(r"\p{{{property}={name}}}")).iter() {
            ranges.push((u32::from(range.start()), u32::from(range.end()) + 1, value));
        }
    }
    ranges.sort_unstable();
    let mut runs: Vec<(u32, u8)> = Vec::new();
    let mut at = 0;
    for (start, end, value) in ranges {
        if start > at {
            runs.push((start - at, 0));
        }
        runs.push((end - start, value));
        at = end;
    }
    let mut bytes = Vec::new();
    let mut rest = &runs[..];
    while let Some((first, after)) = rest.split_first() {
        let turns = match after.first() {
            Some(second) => rest
                .chunks_exact(2)
                .take_while(|pair| pair[0] == (1, first.1) && pair[1] == (1, second.1))
                .count(),
            None => 0,
        };
        if turns > 1 {
            bytes.push(255);
            number(&mut bytes, u32::try_from(turns).expect("there are few runs"));
            bytes.extend([first.1, after[0].1]);
            rest = &rest[2 * turns..];
        } else {
            bytes.push(first.1);
            number(&mut bytes, first.0);
            rest = after;
        }
    }
    bytes
}

/// The sets of characters that are equal but for their case: each as the distance of its first from that of the set
/// before, and the distances of the others, doubled, and odd when one more follows.
fn folding() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut before = 0;
    for first in '\0'..=char::MAX {
        let mut class = ClassUnicode::new([ClassUnicodeRange::new(first, first)]);
        class.case_fold_simple();
        let mut set: Vec<u32> =
            class.iter().flat_map(|range| range.start()..=range.end()).map(u32::from).collect();
        set.sort_unstable();
        if set.len() == 1 || set[0] != u32::from(first) {
            continue;
        }
        number(&mut bytes, set[0] - before);
        before = set[0];
        for (idx, pair) in set.windows(2).enumerate() {
            number(&mut bytes, (pair[1] - pair[0]) << 1 | u32::from(idx + 2 < set.len()));
        }
    }
    bytes
}

fn class(pattern: &str) -> ClassUnicode {
    match regex_syntax::parse(pattern).expect("regex-syntax knows the names").into_kind() {
        HirKind::Class(Class::Unicode(class)) => class,
        HirKind::Literal(literal) => {
            // A property of a single character.
            let text = String::from_utf8(literal.0.to_vec()).expect("a character is UTF-8");
            ClassUnicode::new(text.chars().map(|only| ClassUnicodeRange::new(only, only)))
        }
        kind => panic!("{pattern} is no class: {kind:?}"),
    }
}

/// LEB128.
fn number(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}
