//! The compact form of a JSON schema.

use super::typed::Later;
use crate::model::Format;

/// What a value must be like.
#[derive(Debug)]
pub(super) struct Rule {
    /// The types that it can have.
    pub(super) types: Types,
    /// The allowed texts; empty allows all.
    pub(super) one_of: &'static [&'static str],
    /// The form of a text.
    pub(super) format: Option<Format>,
    /// Smallest whole number.
    pub(super) min: i64,
    /// Largest whole number.
    pub(super) max: i64,
    /// Whether an empty text is refused.
    pub(super) not_empty: bool,
    /// Keys that a map must have.
    pub(super) required: &'static [&'static str],
    /// Known keys of a map, sorted.
    pub(super) props: &'static [Prop],
    /// The keys of a map instead of these two, when they are found out only for values that have the map.
    pub(super) later: Option<&'static Later>,
    /// What a map's other keys may hold.
    pub(super) additional: Additional,
    /// What a list holds.
    pub(super) items: Option<&'static Rule>,
}

impl Rule {
    /// Everything is allowed.
    pub(super) const ANY: Self = Self {
        types: Types(0),
        one_of: &[],
        format: None,
        min: i64::MIN,
        max: i64::MAX,
        not_empty: false,
        required: &[],
        props: &[],
        later: None,
        additional: Additional::Any,
        items: None,
    };

    /// The keys of a map.
    pub(super) fn keys(&self) -> Keys {
        self.later.map_or(Keys { required: self.required, props: self.props }, Later::keys)
    }
}

/// The keys that a map can have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    /// Those that it must have.
    pub(super) required: &'static [&'static str],
    /// Those that are known, sorted.
    pub(super) props: &'static [Prop],
}

impl Keys {
    /// The rule of a known key.
    pub(super) fn prop(&self, key: &str) -> Option<&'static Prop> {
        self.props.binary_search_by(|prop| prop.0.cmp(key)).ok().map(|idx| &self.props[idx])
    }
}

/// A known key: its name, its rule, whether it is deprecated.
#[derive(Debug)]
pub(super) struct Prop(pub(super) &'static str, pub(super) &'static Rule, pub(super) bool);

/// What the keys of a map that are not known may hold.
#[derive(Debug)]
pub(super) enum Additional {
    /// There can be none.
    None,
    /// Anything.
    Any,
    /// What the rule says.
    Rule(&'static Rule),
}

/// A set of types; the empty one stands for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Types(pub(super) u8);

impl Types {
    pub(super) const NULL: u8 = 1;
    pub(super) const BOOLEAN: u8 = 2;
    pub(super) const INTEGER: u8 = 4;
    pub(super) const NUMBER: u8 = 8;
    pub(super) const STRING: u8 = 16;
    pub(super) const ARRAY: u8 = 32;
    pub(super) const OBJECT: u8 = 64;

    /// Whether one of `types` is allowed.
    pub(super) const fn allow(self, types: u8) -> bool {
        self.0 == 0 || self.0 & types != 0
    }

    /// The types in words, without null.
    pub(super) fn words(self) -> String {
        const WORDS: [(u8, &str); 6] = [
            (Types::STRING, "a string"),
            (Types::INTEGER, "an integer"),
            (Types::NUMBER, "a number"),
            (Types::BOOLEAN, "a boolean"),
            (Types::ARRAY, "a list"),
            (Types::OBJECT, "a map"),
        ];
        let words: Vec<&str> =
            WORDS.iter().filter(|(bit, _)| self.0 & bit != 0).map(|(_, word)| *word).collect();
        match words.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
            None => "null".to_owned(),
        }
    }
}
