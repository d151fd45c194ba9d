//! Values as bytes, for charts that a program carries.

use super::frozen::Frozen;
use crate::stored::{Input, put_count, put_number, put_text};
use crate::value::Str;

impl Frozen {
    pub(crate) fn write(&self, to: &mut Vec<u8>) {
        match self {
            Self::Nil => put_number(to, 0),
            Self::Bool(false) => put_number(to, 1),
            Self::Bool(true) => put_number(to, 2),
            Self::Int64(number) => {
                put_number(to, 3);
                to.extend_from_slice(&number.to_le_bytes());
            }
            Self::Float(number) => {
                put_number(to, 4);
                to.extend_from_slice(&number.to_le_bytes());
            }
            Self::String(text) => {
                put_number(to, 5);
                put_text(to, text.as_bytes());
            }
            Self::List(items) => {
                put_number(to, 6);
                put_count(to, items.len());
                for item in items {
                    item.write(to);
                }
            }
            Self::Map(map) => {
                put_number(to, 7);
                put_count(to, map.0.len());
                for (key, value) in &map.0 {
                    put_text(to, key.as_bytes());
                    value.write(to);
                }
            }
        }
    }

    /// `None` if the bytes are damaged.
    pub(crate) fn read(from: &mut Input) -> Option<Self> {
        Some(match from.number()? {
            0 => Self::Nil,
            1 => Self::Bool(false),
            2 => Self::Bool(true),
            3 => Self::Int64(i64::from_le_bytes(from.take(8)?.try_into().ok()?)),
            4 => Self::Float(f64::from_le_bytes(from.take(8)?.try_into().ok()?)),
            5 => Self::String(Str::of_program(from.text()?)),
            6 => {
                let count = from.count()?;
                let mut items = Vec::with_capacity(count.min(from.left()));
                for _ in 0..count {
                    items.push(Self::read(from)?);
                }
                Self::List(items)
            }
            7 => {
                let count = from.count()?;
                let mut entries = Vec::with_capacity(count.min(from.left()));
                for _ in 0..count {
                    entries.push((Str::of_program(from.text()?), Self::read(from)?));
                }
                Self::Map(entries.into_iter().collect())
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Frozen;
    use crate::stored::Input;
    use crate::yaml;

    #[test]
    fn what_is_read_is_what_was_written() {
        let text =
            "a: ~\nb: [true, false, 1, -1.5, text, '']\nc: {}\nd: {a name longer than short texts: []}\n";
        let mut values =
            Frozen::table(yaml::parse(text.as_bytes()).expect("it is YAML")).expect("it is a map");
        if let Frozen::Map(map) = &mut values {
            map.insert("integer".into(), Frozen::Int64(i64::MIN));
        }
        let mut bytes = Vec::new();
        values.write(&mut bytes);
        let mut input = Input { bytes: bytes.leak(), at: 0 };
        assert_eq!(Frozen::read(&mut input), Some(values));
        assert_eq!(input.left(), 0);
        for end in 0..input.bytes.len() {
            assert_eq!(Frozen::read(&mut Input { bytes: &input.bytes[..end], at: 0 }), None, "cut at {end}");
        }
    }
}
