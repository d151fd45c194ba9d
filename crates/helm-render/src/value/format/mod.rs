//! How Go's `fmt` prints values.

use super::{Str, Value};

/// The text of one value, as `%v` and template output print it.
pub fn display(value: &Value) -> Str {
    let mut out = Vec::new();
    write_display(value, &mut out);
    Str::from(out)
}

/// Appends the text of one value, as `%v` prints it.
pub fn write_display(value: &Value, out: &mut Vec<u8>) {
    let _ = (value, out);
}

/// `fmt.Sprintf`.
pub fn sprintf(format: &[u8], args: &[Value]) -> Vec<u8> {
    let _ = (format, args);
    Vec::new()
}

/// `fmt.Sprint`: a blank between neighbours when neither is a string.
pub fn sprint(args: &[Value]) -> Vec<u8> {
    let _ = args;
    Vec::new()
}

/// `fmt.Sprintln`: a blank between all, and a line end.
pub fn sprintln(args: &[Value]) -> Vec<u8> {
    let _ = args;
    Vec::new()
}
