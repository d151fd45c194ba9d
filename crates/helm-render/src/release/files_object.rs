//! `.Files`: the files of a chart that are neither templates nor charts.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use super::glob::Glob;
use crate::chart::{Content, File};
use crate::fault::Fault;
use crate::functions::{self, GoType};
use crate::value::{Kind, List, Map, Method, Object, Str, Value, format};
use crate::world::FixedWorld;
use crate::yaml;

/// `.Files` of a chart.
pub(super) fn files_value(files: &Arc<[File]>) -> Value {
    Value::Object(Rc::new(FilesObject { files: Arc::clone(files), selection: None }))
}

/// `engine.files`.
#[derive(Debug)]
struct FilesObject {
    files: Arc<[File]>,
    /// The indices that a pattern selected; all files without one.
    selection: Option<Vec<usize>>,
}

impl FilesObject {
    fn iter(&self) -> Box<dyn DoubleEndedIterator<Item = &File> + '_> {
        match &self.selection {
            None => Box::new(self.files.iter()),
            Some(indices) => Box::new(indices.iter().filter_map(|index| self.files.get(*index))),
        }
    }

    fn get(&self, name: &[u8]) -> Option<&Content> {
        self.iter().rev().find(|file| file.name.as_bytes() == name).map(|file| &file.data)
    }

    #[inline(never)]
    fn glob(&self, pattern: &Str) -> Value {
        let pattern = pattern.to_str();
        let glob = Glob::new(&pattern).or_else(|| Glob::new("**"));
        let selection = self
            .files
            .iter()
            .enumerate()
            .filter(|(index, _)| self.selection.as_ref().is_none_or(|selection| selection.contains(index)))
            .filter(|(_, file)| glob.as_ref().is_some_and(|glob| glob.matches(&file.name.to_str())))
            .map(|(index, _)| index)
            .collect();
        Value::Object(Rc::new(Self { files: Arc::clone(&self.files), selection: Some(selection) }))
    }

    #[inline(never)]
    fn lines(&self, name: &Str) -> Result<Value, Fault> {
        let Some(data) = self.get(name.as_bytes()) else { return Ok(Value::strings(Vec::<Str>::new())) };
        if data.as_bytes().is_empty() {
            // Helm looks at the last byte without asking whether there is one.
            return Err(Fault::new("runtime error: index out of range [-1]"));
        }
        let data = data.as_bytes();
        let data = data.strip_suffix(b"\n").unwrap_or(data);
        Ok(Value::strings(data.split(|byte| *byte == b'\n').map(Str::from)))
    }

    /// The YAML of base names and contents.
    #[inline(never)]
    fn to_yaml(&self, convert: impl Fn(&Str) -> Value) -> Value {
        let entries: Map =
            self.iter().map(|file| (base_name(&file.name), convert(&file.data.to_text()))).collect();
        let text = yaml::to_yaml(&Value::Map(entries)).unwrap_or_default();
        let bytes = text.as_bytes();
        Value::str(bytes.strip_suffix(b"\n").unwrap_or(bytes))
    }
}

impl Object for FilesObject {
    fn type_name(&self) -> &'static str {
        "engine.files"
    }

    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn field(&self, name: &str) -> Option<Value> {
        // As in any Go map, the value of a missing key is the zero value.
        Some(bytes(self.get(name.as_bytes()).unwrap_or(&Content::default())))
    }

    fn method(&self, name: &str) -> Option<Method> {
        match name {
            "Get" | "GetBytes" | "Glob" | "Lines" => {
                Some(Method { params: &[GoType::String], variadic: false })
            }
            "AsConfig" | "AsSecrets" => Some(Method { params: &[], variadic: false }),
            _ => None,
        }
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, Fault> {
        match (name, args) {
            ("Get", [Value::String(name)]) => {
                Ok(Value::String(self.get(name.as_bytes()).map(Content::to_text).unwrap_or_default()))
            }
            ("GetBytes", [Value::String(name)]) => {
                Ok(bytes(self.get(name.as_bytes()).unwrap_or(&Content::default())))
            }
            ("Glob", [Value::String(pattern)]) => Ok(self.glob(pattern)),
            ("Lines", [Value::String(name)]) => self.lines(name),
            ("AsConfig", []) => Ok(self.to_yaml(|data| Value::String(data.clone()))),
            ("AsSecrets", []) => Ok(self.to_yaml(base64)),
            _ => Err(Fault::new(format!("engine.files has no method {name}"))),
        }
    }

    fn display(&self) -> String {
        format::display(&self.data()).to_str().into_owned()
    }

    fn data(&self) -> Value {
        Value::Map(self.iter().map(|file| (file.name.clone(), bytes(&file.data))).collect::<Map>())
    }

    fn is_true(&self) -> bool {
        self.iter().next().is_some()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A `[]byte`.
fn bytes(data: &Content) -> Value {
    Value::List(Rc::new(List::bytes(data.as_bytes())))
}

fn base64(data: &Str) -> Value {
    functions::lookup("b64enc")
        .and_then(|function| function.call(&FixedWorld, &[Value::String(data.clone())]).ok())
        .unwrap_or_default()
}

/// Go's `path.Base`.
fn base_name(path: &Str) -> Str {
    let bytes = path.as_bytes();
    bytes.rsplit(|byte| *byte == b'/').next().map_or_else(|| path.clone(), Str::from)
}
