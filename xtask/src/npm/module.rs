//! What WebAssembly modules are made of: sections, functions and their names.

use std::collections::BTreeMap;

/// What every module starts with.
pub(super) const HEADER: usize = 8;

/// The section with the code.
const CODE: u8 = 10;

/// The section with the data.
pub(super) const DATA: u8 = 11;

const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;

/// A module taken apart.
pub(super) struct Module<'a> {
    /// Numbers of all sections with their bytes; the names of functions are left out.
    pub(super) sections: Vec<(u8, &'a [u8])>,
    /// How many functions are imported; they are numbered before the module's own.
    pub(super) imported: usize,
    /// The module's own functions, each with its length in front.
    pub(super) functions: Vec<&'a [u8]>,
    /// Names by number.
    pub(super) names: BTreeMap<usize, String>,
}

impl<'a> Module<'a> {
    /// Nothing if the bytes are not laid out as WebAssembly 1.0 has it.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut rest = Reader(bytes.get(HEADER..)?);
        let mut module =
            Self { sections: Vec::new(), imported: 0, functions: Vec::new(), names: BTreeMap::new() };
        while let Some(id) = rest.byte() {
            let size = rest.number()?;
            let bytes = rest.take(size)?;
            let mut section = Reader(bytes);
            match id {
                CUSTOM => {
                    let length = section.number()?;
                    if section.take(length)? == b"name" {
                        module.names = function_names(section)?;
                        continue;
                    }
                }
                IMPORTS => module.imported = imported_functions(section)?,
                CODE => {
                    for _ in 0..section.number()? {
                        let all = section.0;
                        let size = section.number()?;
                        section.take(size)?;
                        module.functions.push(&all[..all.len() - section.0.len()]);
                    }
                }
                _ => {}
            }
            module.sections.push((id, bytes));
        }
        Some(module)
    }
}

fn imported_functions(mut section: Reader<'_>) -> Option<usize> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        for _ in 0..2 {
            let length = section.number()?;
            section.take(length)?;
        }
        match section.byte()? {
            0 => {
                functions += 1;
                section.number()?;
            }
            // A table, a memory: flags and limits.
            kind @ (1 | 2) => {
                if kind == 1 {
                    section.byte()?;
                }
                let has_maximum = section.byte()? & 1 == 1;
                section.number()?;
                if has_maximum {
                    section.number()?;
                }
            }
            _ => {
                section.take(2)?;
            }
        }
    }
    Some(functions)
}

fn function_names(mut section: Reader<'_>) -> Option<BTreeMap<usize, String>> {
    let mut names = BTreeMap::new();
    while let Some(kind) = section.byte() {
        let size = section.number()?;
        let mut part = Reader(section.take(size)?);
        if kind == 1 {
            for _ in 0..part.number()? {
                let index = part.number()?;
                let length = part.number()?;
                names.insert(index, String::from_utf8_lossy(part.take(length)?).into_owned());
            }
        }
    }
    Some(names)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// LEB128.
    fn number(&mut self) -> Option<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }
}
