//! How Go's `fmt` prints values.

pub(crate) mod number;
mod printf;
pub(crate) mod quote;

use super::{Kind, ListType, MapType, Str, Value};
use crate::fault::{Fault, FaultKind};
use number::{append_int, append_shortest, append_uint};

/// Stands for any address: they differ from run to run in Go as well.
const ADDRESS: u64 = 0xc0_0000_0000;

/// How deep values are printed. Go would run out of stack on a map that holds itself.
const MAX_DEPTH: usize = 1000;

/// How much text one value may become; maps that hold others several times grow exponentially.
const MAX_TEXT: usize = 64 << 20;

/// Bytes for which there is room from the start where a text is put together: most are no longer.
pub(crate) const USUAL_LENGTH: usize = 64;

/// The text of one value, as `%v` and template output print it.
pub fn display(value: &Value) -> Str {
    if let Value::String(text) = value {
        return text.clone();
    }
    let mut out = Vec::with_capacity(USUAL_LENGTH);
    write_display(value, &mut out);
    Str::from(out)
}

/// Appends the text of one value, as `%v` prints it. It ends early where [`try_write_display`] fails.
pub fn write_display(value: &Value, out: &mut Vec<u8>) {
    // What fits is there already.
    let _ = try_write_display(value, out);
}

/// As [`write_display`], but fails for values that hold themselves or whose text would be too long.
pub fn try_write_display(value: &Value, out: &mut Vec<u8>) -> Result<(), Fault> {
    let limit = out.len().saturating_add(MAX_TEXT);
    write_value(value, out, 0, limit)
}

fn write_value(value: &Value, out: &mut Vec<u8>, depth: usize, limit: usize) -> Result<(), Fault> {
    check_limits(out, depth, limit)?;
    match value {
        Value::Nil => out.extend_from_slice(b"<nil>"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Int(value) | Value::Int64(value) => append_int(out, *value),
        Value::Uint8(value) => append_uint(out, u64::from(*value)),
        Value::Uint64(value) => append_uint(out, *value),
        Value::Float(value) => append_shortest(out, *value),
        Value::String(text) => out.extend_from_slice(text.as_bytes()),
        Value::List(list) => {
            out.push(b'[');
            for (at, item) in list.items().iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                write_value(item, out, depth + 1, limit)?;
            }
            out.push(b']');
        }
        Value::Map(map) => {
            out.extend_from_slice(b"map[");
            for (at, (key, value)) in map.entries().iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                out.extend_from_slice(key.as_bytes());
                out.push(b':');
                write_value(value, out, depth + 1, limit)?;
            }
            out.push(b']');
        }
        // Go follows only the outermost pointer, unless the type has a text.
        Value::Object(object)
            if depth > 0 && object.kind() == Kind::Ptr && object.hidden_fields().is_none() =>
        {
            out.extend_from_slice(format!("{ADDRESS:#x}").as_bytes());
        }
        Value::Object(object) => out.extend_from_slice(object.display().as_bytes()),
    }
    Ok(())
}

fn check_limits(out: &[u8], depth: usize, limit: usize) -> Result<(), Fault> {
    if depth > MAX_DEPTH {
        return Err(Fault::of(FaultKind::Limit, "value is nested too deeply to print"));
    }
    if out.len() > limit {
        return Err(Fault::of(FaultKind::Limit, "text of one value is too long"));
    }
    Ok(())
}

/// `fmt.Sprintf`.
pub fn sprintf(format: &[u8], args: &[Value]) -> Vec<u8> {
    let mut printer = printf::Printer::new();
    // Where it fails, the text ends.
    let _ = printer.format(format, args);
    printer.out
}

/// As [`sprintf`], but fails for values that hold themselves or whose text would be too long.
pub fn try_sprintf(format: &[u8], args: &[Value]) -> Result<Vec<u8>, Fault> {
    let mut printer = printf::Printer::new();
    printer.format(format, args)?;
    Ok(printer.out)
}

/// `fmt.Sprint`: a blank between neighbours when neither is a string.
pub fn sprint(args: &[Value]) -> Vec<u8> {
    let mut out = Vec::with_capacity(USUAL_LENGTH);
    let mut after_string = true;
    for arg in args {
        let is_string = matches!(arg, Value::String(_));
        if !after_string && !is_string {
            out.push(b' ');
        }
        write_display(arg, &mut out);
        after_string = is_string;
    }
    out
}

/// `fmt.Sprintln`: a blank between all, and a line end.
pub fn sprintln(args: &[Value]) -> Vec<u8> {
    let mut out = Vec::with_capacity(USUAL_LENGTH);
    for (at, arg) in args.iter().enumerate() {
        if at > 0 {
            out.push(b' ');
        }
        write_display(arg, &mut out);
    }
    out.push(b'\n');
    out
}

/// The Go type of the elements of a slice, where a nil can be one.
fn element_type(list_type: ListType) -> &'static str {
    list_type.name().strip_prefix("[]").unwrap_or("interface {}")
}

/// The Go type of the values of a map, where a nil can be one.
fn value_type(map_type: MapType) -> &'static str {
    match map_type {
        MapType::Strings => "string",
        _ => "interface {}",
    }
}
