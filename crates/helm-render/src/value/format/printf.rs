//! `fmt.Sprintf`: flags, widths, argument numbers and the texts Go puts in for mistakes.

use super::number::append_float;
use super::quote::{can_backquote, characters, is_print, lossy, quote, quote_ascii, quote_rune};
use super::{ADDRESS, MAX_TEXT, check_limits, element_type, value_type};
use crate::fault::Fault;
use crate::value::{Field, Kind, List, ListType, Map, Object, Value};

/// The largest width, precision and argument number Go accepts.
const LARGEST: i64 = 1_000_000;

#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "these are the flags of a verb")]
struct Flags {
    width: Option<usize>,
    precision: Option<usize>,
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    /// `%+v`.
    plus_v: bool,
    /// `%#v`.
    sharp_v: bool,
}

pub(super) struct Printer {
    pub(super) out: Vec<u8>,
    flags: Flags,
    reordered: bool,
    good_arg: bool,
    /// Whether a mistake is being told: Go calls no methods then.
    telling_mistake: bool,
}

impl Printer {
    pub(super) fn new() -> Self {
        Self {
            out: Vec::with_capacity(super::USUAL_LENGTH),
            flags: Flags::default(),
            reordered: false,
            good_arg: true,
            telling_mistake: false,
        }
    }

    pub(super) fn format(&mut self, format: &[u8], args: &[Value]) -> Result<(), Fault> {
        let mut arg = 0;
        let mut at = 0;
        self.reordered = false;
        while at < format.len() {
            self.good_arg = true;
            let text = format[at..].iter().position(|&byte| byte == b'%').map_or(format.len(), |to| at + to);
            self.out.extend_from_slice(&format[at..text]);
            if text >= format.len() {
                break;
            }
            at = text + 1;
            self.flags = Flags::default();
            at = self.read_flags(format, at);
            let mut numbered;
            (arg, at, numbered) = self.argument_number(arg, format, at, args.len());
            if format.get(at) == Some(&b'*') {
                at += 1;
                let width;
                (width, arg) = number_argument(args, arg);
                match width {
                    None => self.out.extend_from_slice(b"%!(BADWIDTH)"),
                    Some(width) => {
                        if width < 0 {
                            self.flags.minus = true;
                            self.flags.zero = false;
                        }
                        self.flags.width = usize::try_from(width.unsigned_abs()).ok();
                    }
                }
                numbered = false;
            } else {
                (self.flags.width, at) = read_number(format, at, format.len());
                if numbered && self.flags.width.is_some() {
                    self.good_arg = false;
                }
            }
            if format.get(at) == Some(&b'.') {
                at += 1;
                if numbered {
                    self.good_arg = false;
                }
                (arg, at, numbered) = self.argument_number(arg, format, at, args.len());
                if format.get(at) == Some(&b'*') {
                    at += 1;
                    let precision;
                    (precision, arg) = number_argument(args, arg);
                    self.flags.precision = precision.and_then(|number| usize::try_from(number).ok());
                    if self.flags.precision.is_none() {
                        self.out.extend_from_slice(b"%!(BADPREC)");
                    }
                    numbered = false;
                } else {
                    let precision;
                    (precision, at) = read_number(format, at, format.len());
                    self.flags.precision = Some(precision.unwrap_or(0));
                }
            }
            if !numbered {
                (arg, at, _) = self.argument_number(arg, format, at, args.len());
            }
            if at >= format.len() {
                self.out.extend_from_slice(b"%!(NOVERB)");
                break;
            }
            let (verb, length) = first_character(&format[at..]);
            at += length;
            if verb == '%' {
                self.out.push(b'%');
            } else if !self.good_arg {
                self.mistake(verb, "(BADINDEX)");
            } else if let Some(value) = args.get(arg) {
                if matches!(verb, 'v' | 'w') {
                    self.flags.sharp_v = std::mem::take(&mut self.flags.sharp);
                    self.flags.plus_v = std::mem::take(&mut self.flags.plus);
                }
                self.arg(value, verb)?;
                arg += 1;
            } else {
                self.mistake(verb, "(MISSING)");
            }
        }
        if !self.reordered && arg < args.len() {
            self.extra(&args[arg..])?;
        }
        Ok(())
    }

    fn extra(&mut self, args: &[Value]) -> Result<(), Fault> {
        self.flags = Flags::default();
        self.out.extend_from_slice(b"%!(EXTRA ");
        for (at, arg) in args.iter().enumerate() {
            if at > 0 {
                self.out.extend_from_slice(b", ");
            }
            if !matches!(arg, Value::Nil) {
                self.out.extend_from_slice(arg.type_name().as_bytes());
                self.out.push(b'=');
            }
            self.arg(arg, 'v')?;
        }
        self.out.push(b')');
        Ok(())
    }

    fn read_flags(&mut self, format: &[u8], from: usize) -> usize {
        let mut at = from;
        loop {
            match format.get(at) {
                Some(b'#') => self.flags.sharp = true,
                Some(b'0') => self.flags.zero = true,
                Some(b'+') => self.flags.plus = true,
                Some(b'-') => self.flags.minus = true,
                Some(b' ') => self.flags.space = true,
                _ => return at,
            }
            at += 1;
        }
    }

    /// Reads `[n]`; gives the argument, the place behind it, and whether there was one.
    fn argument_number(
        &mut self,
        arg: usize,
        format: &[u8],
        at: usize,
        count: usize,
    ) -> (usize, usize, bool) {
        if format.get(at) != Some(&b'[') {
            return (arg, at, false);
        }
        self.reordered = true;
        let close = format[at..].iter().position(|&byte| byte == b']').filter(|_| format.len() - at >= 3);
        let Some(close) = close.map(|offset| at + offset) else {
            self.good_arg = false;
            return (arg, at + 1, false);
        };
        match read_number(format, at + 1, close) {
            (Some(number), end) if end == close => {
                if (1..=count).contains(&number) {
                    return (number - 1, close + 1, true);
                }
                self.good_arg = false;
                (arg, close + 1, true)
            }
            _ => {
                self.good_arg = false;
                (arg, close + 1, false)
            }
        }
    }

    fn mistake(&mut self, verb: char, what: &str) {
        self.out.extend_from_slice(b"%!");
        self.push_char(verb);
        self.out.extend_from_slice(what.as_bytes());
    }

    fn push_char(&mut self, character: char) {
        self.out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }

    /// One argument of the call.
    fn arg(&mut self, value: &Value, verb: char) -> Result<(), Fault> {
        match (verb, value) {
            ('v' | 'T', Value::Nil) => self.pad_text(b"<nil>"),
            (_, Value::Nil) => self.mistake(verb, "(<nil>)"),
            ('T', _) => {
                let text = self.truncate(value.type_name().as_bytes());
                self.pad_text(text);
            }
            ('p', _) => self.pointer(value)?,
            _ => self.value(value, verb, 0)?,
        }
        Ok(())
    }

    /// A verb that the value's type does not have.
    fn bad_verb(&mut self, value: &Value, verb: char) -> Result<(), Fault> {
        self.mistake(verb, "(");
        self.out.extend_from_slice(value.type_name().as_bytes());
        self.out.push(b'=');
        self.telling_mistake = true;
        self.value(value, 'v', 0)?;
        self.telling_mistake = false;
        self.out.push(b')');
        Ok(())
    }

    fn value(&mut self, value: &Value, verb: char, depth: usize) -> Result<(), Fault> {
        check_limits(&self.out, depth, MAX_TEXT)?;
        match value {
            Value::Nil => self.out.extend_from_slice(b"<nil>"),
            Value::Bool(truth) => match verb {
                't' | 'v' => self.pad_text(if *truth { b"true" } else { b"false" }),
                _ => self.bad_verb(value, verb)?,
            },
            #[expect(clippy::cast_sign_loss, reason = "the sign travels in the second argument")]
            Value::Int(number) | Value::Int64(number) => self.integer(value, *number as u64, true, verb)?,
            Value::Uint8(number) => self.integer(value, u64::from(*number), false, verb)?,
            Value::Uint64(number) => self.integer(value, *number, false, verb)?,
            Value::Float(number) => match verb {
                'v' => self.float(*number, b'g', None),
                'b' | 'g' | 'G' | 'x' | 'X' => self.float(*number, verb as u8, None),
                'e' | 'E' => self.float(*number, verb as u8, Some(6)),
                'f' | 'F' => self.float(*number, b'f', Some(6)),
                _ => self.bad_verb(value, verb)?,
            },
            Value::String(text) => match verb {
                'v' if self.flags.sharp_v => self.quoted(text.as_bytes()),
                's' | 'v' => {
                    let text = self.truncate(text.as_bytes());
                    self.pad_text(text);
                }
                'x' | 'X' => self.hex(text.as_bytes(), verb),
                'q' => self.quoted(text.as_bytes()),
                _ => self.bad_verb(value, verb)?,
            },
            // %w is for errors; Go notices it on everything that could be one.
            Value::List(_) | Value::Map(_) | Value::Object(_) if verb == 'w' => self.bad_verb(value, verb)?,
            Value::List(list) => self.list(list, verb, depth)?,
            Value::Map(map) => self.map(map, map.map_type().name(), verb, depth)?,
            Value::Object(object) => self.object(value, object.as_ref(), verb, depth)?,
        }
        Ok(())
    }

    #[inline(never)]
    fn object(&mut self, value: &Value, object: &dyn Object, verb: char, depth: usize) -> Result<(), Fault> {
        let is_text =
            matches!(verb, 's' | 'v' | 'x' | 'X' | 'q') && !self.flags.sharp_v && !self.telling_mistake;
        if self.flags.sharp_v
            && verb == 'v'
            && let Some(text) = object.go_string()
        {
            let text = self.truncate(text.as_bytes());
            self.pad_text(text);
            return Ok(());
        }
        if let Some(fields) = object.hidden_fields().filter(|_| !is_text) {
            return self.fields(object, fields, verb, depth);
        }
        if self.prints_fields(object, verb) {
            return self.fields(object, object.fields().unwrap_or_default(), verb, depth);
        }
        match (object.kind(), object.data()) {
            // A map or slice by another name, such as `.Files` or `.Capabilities.APIVersions`.
            (Kind::Map, Value::Map(map)) => self.map(&map, object.type_name(), verb, depth),
            (Kind::Slice, Value::List(list)) => self.items(&list, object.type_name(), verb, depth),
            #[expect(clippy::cast_sign_loss, reason = "the sign travels in the second argument")]
            (Kind::Int, Value::Int(number)) | (Kind::Int64, Value::Int64(number)) if !is_text => {
                self.integer(value, number as u64, true, verb)
            }
            _ => self.text_of(value, object, verb),
        }
    }

    /// An object that is a text to Go, or whose fields nobody sees.
    fn text_of(&mut self, value: &Value, object: &dyn Object, verb: char) -> Result<(), Fault> {
        let text = object.display();
        match verb {
            's' | 'v' => {
                let text = self.truncate(text.as_bytes());
                self.pad_text(text);
            }
            'x' | 'X' => self.hex(text.as_bytes(), verb),
            'q' => self.quoted(text.as_bytes()),
            _ => self.bad_verb(value, verb)?,
        }
        Ok(())
    }

    /// A part of a list or map, of the type `declared`.
    fn element(&mut self, value: &Value, declared: &str, verb: char, depth: usize) -> Result<(), Fault> {
        if matches!(value, Value::Nil) && self.flags.sharp_v {
            self.out.extend_from_slice(declared.as_bytes());
            self.out.extend_from_slice(b"(nil)");
            return Ok(());
        }
        self.value(value, verb, depth + 1)
    }

    #[inline(never)]
    fn list(&mut self, list: &List, verb: char, depth: usize) -> Result<(), Fault> {
        if list.list_type() == ListType::Bytes {
            let bytes = list.items().iter().map(|item| if let Value::Uint8(byte) = item { *byte } else { 0 });
            let bytes: Vec<u8> = bytes.collect();
            match verb {
                's' => {
                    let text = self.truncate(&bytes);
                    self.pad_text(text);
                    return Ok(());
                }
                'x' | 'X' => {
                    self.hex(&bytes, verb);
                    return Ok(());
                }
                'q' => {
                    self.quoted(&bytes);
                    return Ok(());
                }
                _ => {}
            }
        }
        // The outermost bytes Go knows by their other name.
        let is_outermost = list.list_type() == ListType::Bytes && depth == 0;
        self.items(list, if is_outermost { "[]byte" } else { list.list_type().name() }, verb, depth)
    }

    fn items(&mut self, list: &List, type_name: &str, verb: char, depth: usize) -> Result<(), Fault> {
        let sharp = self.flags.sharp_v;
        if sharp {
            self.out.extend_from_slice(type_name.as_bytes());
            if list.is_nil() {
                self.out.extend_from_slice(b"(nil)");
                return Ok(());
            }
        }
        self.out.push(if sharp { b'{' } else { b'[' });
        let declared = element_type(list.list_type());
        for (at, item) in list.items().iter().enumerate() {
            if at > 0 {
                self.out.extend_from_slice(if sharp { b", " } else { b" " });
            }
            self.element(item, declared, verb, depth)?;
        }
        self.out.push(if sharp { b'}' } else { b']' });
        Ok(())
    }

    fn map(&mut self, map: &Map, type_name: &str, verb: char, depth: usize) -> Result<(), Fault> {
        let sharp = self.flags.sharp_v;
        if sharp {
            self.out.extend_from_slice(type_name.as_bytes());
            if map.is_nil() {
                self.out.extend_from_slice(b"(nil)");
                return Ok(());
            }
            self.out.push(b'{');
        } else {
            self.out.extend_from_slice(b"map[");
        }
        let declared = value_type(map.map_type());
        for (at, (key, value)) in map.entries().iter().enumerate() {
            if at > 0 {
                self.out.extend_from_slice(if sharp { b", " } else { b" " });
            }
            self.value(&Value::String(key.clone()), verb, depth + 1)?;
            self.out.push(b':');
            self.element(value, declared, verb, depth)?;
        }
        self.out.push(if sharp { b'}' } else { b']' });
        Ok(())
    }

    /// Whether a struct is printed field by field; a plain `%v` is left to the object.
    fn prints_fields(&self, object: &dyn Object, verb: char) -> bool {
        let plain = verb == 'v' && !self.flags.plus_v && !self.flags.sharp_v && self.flags.width.is_none();
        !plain && object.fields().is_some()
    }

    /// A pointer inside another value: Go follows only the outermost one.
    fn address(&mut self, object: &dyn Object, verb: char) -> Result<(), Fault> {
        let is_nil = object.address() == Some(0);
        let address = if is_nil { 0 } else { ADDRESS };
        match verb {
            'v' if self.flags.sharp_v && is_nil => {
                self.out.push(b'(');
                self.out.extend_from_slice(object.type_name().as_bytes());
                self.out.extend_from_slice(b")(nil)");
            }
            'v' if is_nil => self.pad_text(b"<nil>"),
            'v' if self.flags.sharp_v => {
                self.out.push(b'(');
                self.out.extend_from_slice(object.type_name().as_bytes());
                self.out.extend_from_slice(b")(");
                self.sharp_hexadecimal(address);
                self.out.push(b')');
            }
            'v' => self.sharp_hexadecimal(address),
            'b' => self.integer_in(address, 2, false, verb, false),
            'o' => self.integer_in(address, 8, false, verb, false),
            'd' => self.integer_in(address, 10, false, verb, false),
            'x' | 'X' => self.integer_in(address, 16, false, verb, verb == 'X'),
            _ => {
                self.mistake(verb, "(");
                self.out.extend_from_slice(object.type_name().as_bytes());
                self.out.push(b'=');
                if is_nil {
                    self.pad_text(b"<nil>");
                    self.out.push(b')');
                    return Ok(());
                }
                let fields = object.hidden_fields().or_else(|| object.fields()).unwrap_or_default();
                self.fields(object, fields, 'v', 0)?;
                self.out.push(b')');
            }
        }
        Ok(())
    }

    fn sharp_hexadecimal(&mut self, number: u64) {
        let sharp = std::mem::replace(&mut self.flags.sharp, true);
        self.integer_in(number, 16, false, 'v', false);
        self.flags.sharp = sharp;
    }

    fn fields(
        &mut self,
        object: &dyn Object,
        fields: Vec<Field>,
        verb: char,
        depth: usize,
    ) -> Result<(), Fault> {
        let pointer = object.kind() == Kind::Ptr;
        if pointer && depth > 0 {
            return self.address(object, verb);
        }
        if pointer {
            self.out.push(b'&');
        }
        if self.flags.sharp_v {
            let name = object.type_name();
            self.out.extend_from_slice(name.strip_prefix('*').unwrap_or(name).as_bytes());
        }
        self.out.push(b'{');
        for (at, field) in fields.into_iter().enumerate() {
            if at > 0 {
                self.out.extend_from_slice(if self.flags.sharp_v { b", " } else { b" " });
            }
            if self.flags.sharp_v || self.flags.plus_v {
                self.out.extend_from_slice(field.name.as_bytes());
                self.out.push(b':');
            }
            self.element(&field.value, "interface {}", verb, depth)?;
        }
        self.out.push(b'}');
        Ok(())
    }

    /// `%p`.
    fn pointer(&mut self, value: &Value) -> Result<(), Fault> {
        match value.kind() {
            Kind::Map | Kind::Slice | Kind::Ptr | Kind::Func => {
                self.flags.sharp = !self.flags.sharp;
                self.integer_in(ADDRESS, 16, false, 'v', false);
                Ok(())
            }
            _ => self.bad_verb(value, 'p'),
        }
    }

    fn integer(&mut self, value: &Value, number: u64, signed: bool, verb: char) -> Result<(), Fault> {
        match verb {
            'v' if self.flags.sharp_v && !signed => self.sharp_hexadecimal(number),
            'v' | 'd' => self.integer_in(number, 10, signed, verb, false),
            'b' => self.integer_in(number, 2, signed, verb, false),
            'o' | 'O' => self.integer_in(number, 8, signed, verb, false),
            'x' => self.integer_in(number, 16, signed, verb, false),
            'X' => self.integer_in(number, 16, signed, verb, true),
            'c' => {
                let character = to_character(number);
                self.pad_text(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            'q' => {
                let mut text = Vec::new();
                quote_rune(to_character(number), self.flags.plus, &mut text);
                self.pad_text(&text);
            }
            'U' => self.unicode(number),
            _ => self.bad_verb(value, verb)?,
        }
        Ok(())
    }

    fn integer_in(&mut self, number: u64, base: u64, signed: bool, verb: char, upper: bool) {
        #[expect(clippy::cast_possible_wrap, reason = "the number was an int64 before")]
        let negative = signed && (number as i64) < 0;
        let mut rest = if negative { number.wrapping_neg() } else { number };
        let mut least = 0;
        if let Some(precision) = self.flags.precision {
            least = precision;
            if precision == 0 && rest == 0 {
                let zero = std::mem::take(&mut self.flags.zero);
                self.pad(self.flags.width.unwrap_or(0));
                self.flags.zero = zero;
                return;
            }
        } else if self.flags.zero && !self.flags.minus {
            least = self.flags.width.unwrap_or(0);
            if negative || self.flags.plus || self.flags.space {
                least = least.saturating_sub(1);
            }
        }
        // Backwards, as the digits come.
        let mut text = Vec::new();
        let digits: &[u8; 16] = if upper { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
        loop {
            text.push(usize::try_from(rest % base).map_or(b'0', |digit| digits[digit]));
            rest /= base;
            if rest == 0 {
                break;
            }
        }
        while text.len() < least {
            text.push(b'0');
        }
        if self.flags.sharp {
            match base {
                2 => text.extend_from_slice(b"b0"),
                8 if text.last() != Some(&b'0') => text.push(b'0'),
                16 => text.extend_from_slice(if upper { b"X0" } else { b"x0" }),
                _ => {}
            }
        }
        if verb == 'O' {
            text.extend_from_slice(b"o0");
        }
        if negative {
            text.push(b'-');
        } else if self.flags.plus {
            text.push(b'+');
        } else if self.flags.space {
            text.push(b' ');
        }
        text.reverse();
        let zero = std::mem::take(&mut self.flags.zero);
        self.pad_text(&text);
        self.flags.zero = zero;
    }

    fn unicode(&mut self, number: u64) {
        let digits = self.flags.precision.unwrap_or(4).max(4);
        let mut text = format!("U+{number:0digits$X}").into_bytes();
        let character = u32::try_from(number).ok().and_then(char::from_u32);
        if let Some(character) = character.filter(|&character| self.flags.sharp && is_print(character)) {
            text.extend_from_slice(format!(" '{character}'").as_bytes());
        }
        let zero = std::mem::take(&mut self.flags.zero);
        self.pad_text(&text);
        self.flags.zero = zero;
    }

    #[inline(never)]
    fn float(&mut self, number: f64, verb: u8, default: Option<usize>) {
        let precision = self.flags.precision.or(default);
        let mut text = Vec::new();
        append_float(&mut text, number, verb, precision);
        if !matches!(text.first(), Some(b'-' | b'+')) {
            text.insert(0, b'+');
        }
        if self.flags.space && text[0] == b'+' && !self.flags.plus {
            text[0] = b' ';
        }
        if !number.is_finite() {
            let zero = std::mem::take(&mut self.flags.zero);
            let unsigned = number.is_nan() && !self.flags.space && !self.flags.plus;
            self.pad_text(if unsigned { &text[1..] } else { &text });
            self.flags.zero = zero;
            return;
        }
        if self.flags.sharp && verb != b'b' {
            force_point(&mut text, verb, precision);
        }
        if self.flags.plus || text[0] != b'+' {
            if let Some(width) = self.flags.width
                && self.flags.zero
                && !self.flags.minus
                && width > text.len()
            {
                self.out.push(text[0]);
                self.pad(width - text.len());
                self.out.extend_from_slice(&text[1..]);
                return;
            }
            self.pad_text(&text);
            return;
        }
        self.pad_text(&text[1..]);
    }

    /// `%x` of text.
    #[inline(never)]
    fn hex(&mut self, bytes: &[u8], verb: char) {
        let length = self.flags.precision.map_or(bytes.len(), |precision| precision.min(bytes.len()));
        let Flags { sharp, space, minus, width, .. } = self.flags;
        let mut total = 2 * length;
        if total == 0 {
            self.pad(width.unwrap_or(0));
            return;
        }
        if space {
            total = total * if sharp { 2 } else { 1 } + length - 1;
        } else if sharp {
            total += 2;
        }
        let padding = width.map_or(0, |width| width.saturating_sub(total));
        if !minus {
            self.pad(padding);
        }
        let prefix = if verb == 'X' { b"0X" } else { b"0x" };
        let digits: &[u8; 16] = if verb == 'X' { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
        for (at, byte) in bytes[..length].iter().enumerate() {
            if space && at > 0 {
                self.out.push(b' ');
            }
            if sharp && (space || at == 0) {
                self.out.extend_from_slice(prefix);
            }
            self.out.extend_from_slice(&[digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
        }
        if minus {
            self.pad(padding);
        }
    }

    fn quoted(&mut self, text: &[u8]) {
        let text = self.truncate(text);
        let mut quoted = Vec::new();
        if self.flags.sharp && can_backquote(text) {
            quoted.push(b'`');
            quoted.extend_from_slice(text);
            quoted.push(b'`');
        } else if self.flags.plus {
            quote_ascii(text, &mut quoted);
        } else {
            quote(text, &mut quoted);
        }
        self.pad_text(&quoted);
    }

    /// The text up to the precision, in characters.
    fn truncate<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        let Some(precision) = self.flags.precision else { return text };
        let length: usize = characters(text).take(precision).map(|part| part.map_or(1, char::len_utf8)).sum();
        &text[..length]
    }

    fn pad_text(&mut self, text: &[u8]) {
        let padding = match self.flags.width {
            None | Some(0) => 0,
            Some(width) => width.saturating_sub(lossy(text).chars().count()),
        };
        if self.flags.minus {
            self.out.extend_from_slice(text);
            self.pad(padding);
        } else {
            self.pad(padding);
            self.out.extend_from_slice(text);
        }
    }

    fn pad(&mut self, count: usize) {
        let fill = if self.flags.zero && !self.flags.minus { b'0' } else { b' ' };
        self.out.extend(std::iter::repeat_n(fill, count));
    }
}

/// The `#` flag of floats: always a point, and as many digits as the precision says.
fn force_point(text: &mut Vec<u8>, verb: u8, precision: Option<usize>) {
    let mut digits = match verb {
        b'g' | b'G' | b'x' => precision.map_or(6, |precision| i64::try_from(precision).unwrap_or(i64::MAX)),
        _ => 0,
    };
    let hex = matches!(verb, b'x' | b'X');
    let tail_at = text.iter().position(|byte| match byte {
        b'p' | b'P' => true,
        b'e' | b'E' => !hex,
        _ => false,
    });
    let tail = text.split_off(tail_at.unwrap_or(text.len()));
    let mut significant = false;
    for &byte in &text[1..] {
        if byte != b'.' {
            significant |= byte != b'0';
            digits -= i64::from(significant);
        }
    }
    if !text.contains(&b'.') {
        if text.len() == 2 && text[1] == b'0' {
            digits -= 1;
        }
        text.push(b'.');
    }
    for _ in 0..digits.clamp(0, LARGEST) {
        text.push(b'0');
    }
    text.extend_from_slice(&tail);
}

fn to_character(number: u64) -> char {
    u32::try_from(number).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn first_character(text: &[u8]) -> (char, usize) {
    match characters(&text[..text.len().min(4)]).next() {
        Some(Ok(character)) => (character, character.len_utf8()),
        _ => (char::REPLACEMENT_CHARACTER, 1),
    }
}

/// Reads digits from `from` up to `end`; a number that is too large is none and skips everything.
fn read_number(format: &[u8], from: usize, end: usize) -> (Option<usize>, usize) {
    let mut at = from;
    let mut number: i64 = 0;
    while at < end && format[at].is_ascii_digit() {
        if number > LARGEST {
            return (None, end);
        }
        number = number * 10 + i64::from(format[at] - b'0');
        at += 1;
    }
    if at == from { (None, at) } else { (usize::try_from(number).ok(), at) }
}

/// The argument for a `*`.
fn number_argument(args: &[Value], arg: usize) -> (Option<i64>, usize) {
    let number = match args.get(arg) {
        None => return (None, arg),
        Some(Value::Int(number) | Value::Int64(number)) => Some(*number),
        Some(Value::Uint8(number)) => Some(i64::from(*number)),
        Some(Value::Uint64(number)) => i64::try_from(*number).ok(),
        Some(_) => None,
    };
    (number.filter(|number| (-LARGEST..=LARGEST).contains(number)), arg + 1)
}
