//! Checks values against a schema, with gojsonschema's words, order and choice of what to report.

use super::compile::{Additional, Compiled, Dependency, Id, Items, Node, Type};
use super::decimal::Decimal;
use crate::value::{Map, Value};

/// How deep values and schemas may nest together.
const MAX_DEPTH: usize = 2_000;

/// How often schemas may be looked at in one check; combinations of references multiply.
const MAX_STEPS: u64 = 50_000_000;

/// What is wrong with `value`, one `field: description` each.
pub(super) fn check(schema: &Compiled, value: &Value) -> Vec<String> {
    let mut outcome = Outcome::default();
    let mut checker = Checker { schema, steps: 0, depth: 0 };
    checker.node(schema.root, value, &Context { head: Step::Root, tail: None }, &mut outcome);
    if checker.steps > MAX_STEPS {
        outcome.errors.push(format!("(root): schema needs more than {MAX_STEPS} steps"));
    }
    outcome.errors
}

/// The errors found, and how well the value fits, for `anyOf` and `oneOf` to choose what to report.
#[derive(Default)]
struct Outcome {
    errors: Vec<String>,
    score: i64,
}

impl Outcome {
    fn error(&mut self, context: &Context<'_>, description: impl std::fmt::Display) {
        self.errors.push(format!("{context}: {description}"));
        self.score -= 2;
    }

    fn merge(&mut self, other: Self) {
        self.errors.extend(other.errors);
        self.score += other.score;
    }

    fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }
}

/// The way to a value.
struct Context<'a> {
    head: Step<'a>,
    tail: Option<&'a Context<'a>>,
}

enum Step<'a> {
    Root,
    Key(&'a crate::value::Str),
    Index(usize),
}

impl Context<'_> {
    fn below<'a>(&'a self, head: Step<'a>) -> Context<'a> {
        Context { head, tail: Some(self) }
    }
}

impl std::fmt::Display for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(tail) = self.tail.filter(|tail| !matches!(tail.head, Step::Root)) {
            write!(f, "{tail}.")?;
        }
        match self.head {
            Step::Root => f.write_str("(root)"),
            Step::Key(key) => write!(f, "{key}"),
            Step::Index(index) => write!(f, "{index}"),
        }
    }
}

struct Checker<'s> {
    schema: &'s Compiled,
    steps: u64,
    depth: usize,
}

impl Checker<'_> {
    fn sub(&mut self, id: Id, value: &Value, context: &Context<'_>) -> Outcome {
        let mut outcome = Outcome::default();
        self.node(id, value, context, &mut outcome);
        outcome
    }

    fn node(&mut self, id: Id, value: &Value, context: &Context<'_>, outcome: &mut Outcome) {
        self.steps += 1;
        if self.depth > MAX_DEPTH || self.steps > MAX_STEPS {
            outcome.error(context, "schema and values are nested too deep");
            return;
        }
        self.depth += 1;
        self.node_within_limits(&self.schema.nodes[id], value, context, outcome);
        self.depth -= 1;
    }

    fn node_within_limits(
        &mut self,
        node: &Node,
        value: &Value,
        context: &Context<'_>,
        outcome: &mut Outcome,
    ) {
        if let Some(pass) = node.pass {
            if !pass {
                outcome.error(context, "False always fails validation");
            }
            return;
        }
        if let Some(reference) = node.reference {
            self.node(reference, value, context, outcome);
            return;
        }
        let given = type_of(value);
        let fits =
            node.types.contains(&given) || (given == Type::Integer && node.types.contains(&Type::Number));
        if !node.types.is_empty() && !fits {
            outcome.error(
                context,
                format_args!("Invalid type. Expected: {}, given: {}", Types(&node.types), given.name()),
            );
            return;
        }
        self.combinations(node, value, context, outcome);
        match value {
            Value::Nil => common(node, value, context, outcome),
            Value::List(list) => {
                self.array(node, list.items(), context, outcome);
                common(node, value, context, outcome);
            }
            Value::Map(map) => {
                self.object(node, map, context, outcome);
                common(node, value, context, outcome);
                for (key, id) in &node.properties {
                    if let Some(value) = map.get(key) {
                        self.node(*id, &value, &context.below(Step::Key(key)), outcome);
                    }
                }
            }
            Value::String(text) => {
                common(node, value, context, outcome);
                string(node, text, context, outcome);
            }
            _ => {
                if let Some(number) = Decimal::of(value) {
                    check_number(node, number, context, outcome);
                }
                common(node, value, context, outcome);
            }
        }
        outcome.score += 1;
    }

    fn combinations(&mut self, node: &Node, value: &Value, context: &Context<'_>, outcome: &mut Outcome) {
        if !node.any_of.is_empty() {
            self.any_of(node, value, context, outcome);
        }
        if !node.one_of.is_empty() {
            self.one_of(node, value, context, outcome);
        }
        if !node.all_of.is_empty() {
            let mut valid = 0;
            for id in &node.all_of {
                let result = self.sub(*id, value, context);
                valid += usize::from(result.is_valid());
                outcome.merge(result);
            }
            if valid != node.all_of.len() {
                outcome.error(context, "Must validate all the schemas (allOf)");
            }
        }
        if node.not.is_some_and(|id| self.sub(id, value, context).is_valid()) {
            outcome.error(context, "Must not validate the schema (not)");
        }
        if let Value::Map(map) = value {
            for (key, dependency) in &node.dependencies {
                if !map.contains_key(key) {
                    continue;
                }
                match dependency {
                    Dependency::Keys(keys) => {
                        for key in keys.iter().filter(|key| !map.contains_key(key)) {
                            outcome.error(context, format_args!("Has a dependency on {key}"));
                        }
                    }
                    Dependency::Schema(id) => self.node(*id, value, context, outcome),
                }
            }
        }
        if let Some(condition) = node.condition {
            let holds = self.sub(condition, value, context).is_valid();
            let (branch, message) = if holds {
                (node.then, "Must validate \"then\" as \"if\" was valid")
            } else {
                (node.otherwise, "Must validate \"else\" as \"if\" was not valid")
            };
            if let Some(branch) = branch {
                let result = self.sub(branch, value, context);
                if !result.is_valid() {
                    outcome.error(context, message);
                    outcome.merge(result);
                }
            }
        }
        outcome.score += 1;
    }

    fn any_of(&mut self, node: &Node, value: &Value, context: &Context<'_>, outcome: &mut Outcome) {
        let mut best: Option<Outcome> = None;
        for id in &node.any_of {
            let result = self.sub(*id, value, context);
            if result.is_valid() {
                return;
            }
            if best.as_ref().is_none_or(|best| result.score > best.score) {
                best = Some(result);
            }
        }
        outcome.error(context, "Must validate at least one schema (anyOf)");
        if let Some(best) = best {
            outcome.merge(best);
        }
    }

    fn one_of(&mut self, node: &Node, value: &Value, context: &Context<'_>, outcome: &mut Outcome) {
        let mut valid = 0;
        let mut best: Option<Outcome> = None;
        for id in &node.one_of {
            let result = self.sub(*id, value, context);
            if result.is_valid() {
                valid += 1;
            } else if valid == 0 && best.as_ref().is_none_or(|best| result.score > best.score) {
                best = Some(result);
            }
        }
        if valid != 1 {
            outcome.error(context, "Must validate one and only one schema (oneOf)");
            if let Some(best) = best.filter(|_| valid == 0) {
                outcome.merge(best);
            }
        }
    }

    fn array(&mut self, node: &Node, items: &[Value], context: &Context<'_>, outcome: &mut Outcome) {
        match &node.items {
            Items::Any => {}
            Items::Each(id) => self.items(*id, items, 0, context, outcome),
            Items::List(ids) => {
                for (index, (id, item)) in ids.iter().zip(items).enumerate() {
                    let result = self.sub(*id, item, &context.below(Step::Index(index)));
                    outcome.merge(result);
                }
                if !ids.is_empty() && ids.len() < items.len() {
                    match node.additional_items {
                        Additional::Allowed => {}
                        Additional::Refused => outcome.error(context, "No additional items allowed on array"),
                        Additional::Schema(id) => {
                            self.items(id, &items[ids.len()..], ids.len(), context, outcome);
                        }
                    }
                }
            }
        }
        if let Some(min) = node.min_items.filter(|min| count(items.len()) < *min) {
            outcome.error(context, format_args!("Array must have at least {min} items"));
        }
        if let Some(max) = node.max_items.filter(|max| count(items.len()) > *max) {
            outcome.error(context, format_args!("Array must have at most {max} items"));
        }
        if node.unique_items {
            let mut seen = std::collections::BTreeMap::new();
            for (index, item) in items.iter().enumerate() {
                if let Some(earlier) = seen.insert(super::canonical(item), index) {
                    outcome.error(context, format_args!("array items[{earlier},{index}] must be unique"));
                }
            }
        }
        if let Some(contains) = node.contains {
            self.contains(contains, items, context, outcome);
        }
        outcome.score += 1;
    }

    fn items(
        &mut self,
        id: Id,
        items: &[Value],
        offset: usize,
        context: &Context<'_>,
        outcome: &mut Outcome,
    ) {
        for (index, item) in items.iter().enumerate() {
            let result = self.sub(id, item, &context.below(Step::Index(offset + index)));
            outcome.merge(result);
        }
    }

    fn contains(&mut self, id: Id, items: &[Value], context: &Context<'_>, outcome: &mut Outcome) {
        let mut best: Option<Outcome> = None;
        for (index, item) in items.iter().enumerate() {
            let result = self.sub(id, item, &context.below(Step::Index(index)));
            if result.is_valid() {
                return;
            }
            if best.as_ref().is_none_or(|best| result.score > best.score) {
                best = Some(result);
            }
        }
        outcome.error(context, "At least one of the items must match");
        if let Some(best) = best {
            outcome.merge(best);
        }
    }

    fn object(&mut self, node: &Node, map: &Map, context: &Context<'_>, outcome: &mut Outcome) {
        if let Some(min) = node.min_properties.filter(|min| count(map.len()) < *min) {
            outcome.error(context, format_args!("Must have at least {min} properties"));
        }
        if let Some(max) = node.max_properties.filter(|max| count(map.len()) > *max) {
            outcome.error(context, format_args!("Must have at most {max} properties"));
        }
        for key in &node.required {
            if map.contains_key(key) {
                outcome.score += 1;
            } else {
                outcome.error(context, format_args!("{key} is required"));
            }
        }
        let has_patterns = !node.pattern_properties.is_empty();
        if has_patterns || !matches!(node.additional_properties, Additional::Allowed) {
            for (key, value) in map.entries().iter() {
                let is_known = node.properties.iter().any(|(known, _)| known == key);
                let mut matches_pattern = false;
                for (pattern, id) in &node.pattern_properties {
                    if pattern.is_match(key) {
                        matches_pattern = true;
                        let result = self.sub(*id, value, &context.below(Step::Key(key)));
                        outcome.merge(result);
                    }
                }
                outcome.score += i64::from(matches_pattern);
                if is_known || matches_pattern {
                    continue;
                }
                match node.additional_properties {
                    Additional::Allowed => {}
                    Additional::Refused => {
                        outcome.error(context, format_args!("Additional property {key} is not allowed"));
                    }
                    Additional::Schema(id) => {
                        let result = self.sub(id, value, &context.below(Step::Key(key)));
                        outcome.merge(result);
                    }
                }
            }
        }
        if let Some(id) = node.property_names {
            for key in map.entries().keys() {
                let result = self.sub(id, &Value::String(key.clone()), context);
                if !result.is_valid() {
                    outcome.error(context, format_args!("Property name of \"{key}\" does not match"));
                    outcome.merge(result);
                }
            }
        }
        outcome.score += 1;
    }
}

/// `const` and `enum`.
fn common(node: &Node, value: &Value, context: &Context<'_>, outcome: &mut Outcome) {
    if let Some(constant) = &node.constant
        && super::canonical(value) != *constant
    {
        outcome.error(context, format_args!("{context} does not match: {constant}"));
    }
    if !node.choices.is_empty() && !node.choices.contains(&super::canonical(value)) {
        let choices: Vec<_> = node.choices.iter().map(|choice| choice.to_str()).collect();
        outcome
            .error(context, format_args!("{context} must be one of the following: {}", choices.join(", ")));
    }
    outcome.score += 1;
}

fn string(node: &Node, text: &crate::value::Str, context: &Context<'_>, outcome: &mut Outcome) {
    if node.min_length.is_some() || node.max_length.is_some() {
        let length = count(text.to_str().chars().count());
        if let Some(min) = node.min_length.filter(|min| length < *min) {
            outcome.error(context, format_args!("String length must be greater than or equal to {min}"));
        }
        if let Some(max) = node.max_length.filter(|max| length > *max) {
            outcome.error(context, format_args!("String length must be less than or equal to {max}"));
        }
    }
    if let Some(pattern) = node.pattern.as_ref().filter(|pattern| !pattern.is_match(text)) {
        outcome.error(context, format_args!("Does not match pattern '{}'", pattern.source()));
    }
    if let Some(format) = node.format.filter(|format| !format.matches(&text.to_str())) {
        outcome.error(context, format_args!("Does not match format '{}'", format.name()));
    }
    outcome.score += 1;
}

fn check_number(node: &Node, number: Decimal, context: &Context<'_>, outcome: &mut Outcome) {
    if let Some(multiple) = node.multiple_of.filter(|multiple| !number.is_multiple_of(*multiple)) {
        outcome.error(context, format_args!("Must be a multiple of {multiple}"));
    }
    if let Some(max) = node.maximum.filter(|max| number.compare(*max).is_gt()) {
        outcome.error(context, format_args!("Must be less than or equal to {max}"));
    }
    if let Some(max) = node.exclusive_maximum.filter(|max| number.compare(*max).is_ge()) {
        outcome.error(context, format_args!("Must be less than {max}"));
    }
    if let Some(min) = node.minimum.filter(|min| number.compare(*min).is_lt()) {
        outcome.error(context, format_args!("Must be greater than or equal to {min}"));
    }
    if let Some(min) = node.exclusive_minimum.filter(|min| number.compare(*min).is_le()) {
        outcome.error(context, format_args!("Must be greater than {min}"));
    }
    // gojsonschema 1.2.0 hands numbers to the format checkers, which know only text.
    if let Some(format) = node.format {
        outcome.error(context, format_args!("Does not match format '{}'", format.name()));
    }
    outcome.score += 1;
}

fn type_of(value: &Value) -> Type {
    match value {
        Value::Nil => Type::Null,
        Value::Bool(_) => Type::Boolean,
        Value::String(_) => Type::String,
        Value::List(_) => Type::Array,
        Value::Map(_) | Value::Object(_) => Type::Object,
        Value::Float(float) if float.fract() != 0.0 => Type::Number,
        _ => Type::Integer,
    }
}

struct Types<'a>(&'a [Type]);

impl std::fmt::Display for Types<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            [one] => f.write_str(one.name()),
            several => {
                let names: Vec<_> = several.iter().map(|each| each.name()).collect();
                write!(f, "[{}]", names.join(","))
            }
        }
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
