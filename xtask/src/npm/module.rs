//! What WebAssembly modules are made of: sections, functions and their names.

use std::collections::BTreeMap;

use wasmparser::{BinaryReaderError, KnownCustom, Name, Parser, Payload, TypeRef};

/// A module taken apart.
pub(super) struct Module<'a> {
    /// Numbers of all sections with their bytes; the names of functions are left out.
    pub(super) sections: Vec<(u8, &'a [u8])>,
    /// How many functions are imported; they are numbered before the module's own.
    pub(super) imported: usize,
    /// The module's own functions.
    pub(super) functions: Vec<&'a [u8]>,
    /// Names by number.
    pub(super) names: BTreeMap<usize, &'a str>,
}

impl<'a> Module<'a> {
    /// Fails if the bytes are no WebAssembly.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, String> {
        Self::parse(bytes).map_err(|error| format!("the module cannot be read: {error}"))
    }

    fn parse(bytes: &'a [u8]) -> Result<Self, BinaryReaderError> {
        let mut module =
            Self { sections: Vec::new(), imported: 0, functions: Vec::new(), names: BTreeMap::new() };
        let at = |offset: u64| usize::try_from(offset).unwrap_or(bytes.len());
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            if let Some((id, range)) = payload.as_section() {
                module.sections.push((id, &bytes[at(range.start)..at(range.end)]));
            }
            match payload {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        module.imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(function) => module.functions.push(function.as_bytes()),
                Payload::CustomSection(section) => {
                    let KnownCustom::Name(parts) = section.as_known() else { continue };
                    module.sections.pop();
                    for part in parts {
                        let Name::Function(names) = part? else { continue };
                        for naming in names {
                            let naming = naming?;
                            module.names.insert(naming.index as usize, naming.name);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(module)
    }
}
