//! `toYaml`, `fromYaml` and their JSON and TOML siblings.

use super::Entry;

pub(super) static TABLE: &[Entry] = &[];
