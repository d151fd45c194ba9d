//! What a template is after parsing: immutable, without references into anything, shareable between threads.
//!
//! The shapes and positions are Go's, because its error messages show them. Every node that a message can show has
//! an [`Id`], unique within its source file; positions are looked up by it when something fails.
//!
//! A tree is flat: its parts lie in one list for each kind, and name each other by their places there. A chart has tens of
//! thousands of parts; allocating each by itself took longer than parsing it.

use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::engine::ValuesMethod;
use super::number::Number;
use crate::chart::Content;
use crate::functions::Function;
use crate::lines::Lines;
use crate::value::{Near, Str};

/// Tells nodes of one source apart.
pub(super) type Id = u32;

/// A file of templates.
#[derive(Debug)]
pub(super) struct Source {
    /// The name in messages and source maps.
    pub(super) name: Str,
    pub(super) text: Content,
    /// Made when the first position is asked for.
    lines: OnceLock<Lines>,
}

impl Source {
    pub(super) fn new(name: Str, text: Content) -> Self {
        Self { name, text, lines: OnceLock::new() }
    }

    /// The line, from 1, and the column in bytes, from 0, of a byte.
    pub(super) fn position(&self, offset: u32) -> (u32, u32) {
        let offset = offset.min(u32::try_from(self.text.as_bytes().len()).unwrap_or(u32::MAX));
        let (line, start) = self.lines.get_or_init(|| Lines::of(self.text.as_bytes())).find(offset);
        (line, offset - start)
    }
}

/// One template: a whole file or a `define`.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) name: Str,
    pub(super) source: Arc<Source>,
    pub(super) root: Span<Node>,
    pub(super) parts: Parts,
    /// How many variables it can have at once, `$` included.
    pub(super) slots: u32,
    /// Whether there is nothing but blanks; such a template never replaces another.
    pub(super) is_empty: bool,
}

/// What a tree is made of.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) nodes: Vec<Node>,
    pub(super) branches: Vec<Branch>,
    pub(super) calls: Vec<TemplateCall>,
    /// Those between parentheses.
    pub(super) pipelines: Vec<Pipeline>,
    pub(super) declared: Vec<Declared>,
    pub(super) commands: Vec<Command>,
    pub(super) operands: Vec<Operand>,
    pub(super) variables: Vec<Variable>,
    pub(super) names: Vec<Name>,
}

impl Parts {
    /// The parts so far, with just the memory they need; nothing is left.
    pub(super) fn take(&mut self) -> Self {
        Self {
            nodes: self.nodes.drain(..).collect(),
            branches: self.branches.drain(..).collect(),
            calls: self.calls.drain(..).collect(),
            pipelines: self.pipelines.drain(..).collect(),
            declared: self.declared.drain(..).collect(),
            commands: self.commands.drain(..).collect(),
            operands: self.operands.drain(..).collect(),
            variables: self.variables.drain(..).collect(),
            names: self.names.drain(..).collect(),
        }
    }

    /// What is called, and with what.
    #[inline(always)]
    pub(super) fn command(&self, command: &Command) -> (&Operand, &[Operand]) {
        let operands = command.operands.of(&self.operands);
        operands.split_first().expect("the parser gives every command an operand")
    }
}

/// Where some neighbours are in a list of all of a kind.
pub(super) struct Span<T> {
    start: u32,
    len: u32,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Span<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Span<T> {}

impl<T> std::fmt::Debug for Span<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Where nothing is does not matter.
        let start = if self.is_empty() { 0 } else { self.start };
        (start..start + self.len).fmt(f)
    }
}

impl<T> Default for Span<T> {
    fn default() -> Self {
        Self { start: 0, len: 0, kind: PhantomData }
    }
}

impl<T> Span<T> {
    /// Moves what is behind `start` in one list to the end of another.
    pub(super) fn moved(from: &mut Vec<T>, start: usize, to: &mut Vec<T>) -> Self {
        let place = to.len();
        to.extend(from.drain(start..));
        Self::from(place, to)
    }

    /// What is in a list from `start` on.
    pub(super) fn from(start: usize, all: &[T]) -> Self {
        Self { start: place(start), len: place(all.len() - start), kind: PhantomData }
    }

    /// Puts one at the end of a list.
    pub(super) fn one(part: T, to: &mut Vec<T>) -> Self {
        to.push(part);
        Self::from(to.len() - 1, to)
    }

    pub(super) fn start(self) -> usize {
        self.start as usize
    }

    pub(super) fn of(self, all: &[T]) -> &[T] {
        &all[self.start as usize..][..self.len as usize]
    }

    pub(super) fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// Puts a part at the end of a list; its place.
pub(super) fn put<T>(part: T, to: &mut Vec<T>) -> u32 {
    to.push(part);
    place(to.len() - 1)
}

/// Every part takes at least a byte of a source, and those are at most 4 GiB.
fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[derive(Debug)]
pub(super) enum Node {
    /// A part of the source, as it is.
    Text(Range<u32>),
    /// `{{ pipeline }}`.
    Action(Pipeline),
    /// One of the [`Parts::branches`], as the next two.
    If(u32),
    With(u32),
    Range(u32),
    /// One of the [`Parts::calls`].
    Template(u32),
    Break,
    Continue,
}

#[derive(Debug)]
pub(super) struct Branch {
    pub(super) pipeline: Pipeline,
    pub(super) body: Span<Node>,
    pub(super) otherwise: Span<Node>,
}

/// `{{ template "name" pipeline }}`, and what is left of a `block` where it stands.
#[derive(Debug)]
pub(super) struct TemplateCall {
    pub(super) id: Id,
    pub(super) offset: u32,
    pub(super) name: Str,
    pub(super) pipeline: Option<Pipeline>,
}

#[derive(Debug)]
pub(super) struct Pipeline {
    pub(super) id: Id,
    pub(super) offset: u32,
    pub(super) variables: Span<Declared>,
    /// `=` rather than `:=`.
    pub(super) is_assignment: bool,
    pub(super) commands: Span<Command>,
}

/// A variable that a pipeline sets.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) name: Str,
    pub(super) place: Place,
}

/// Where a variable is kept: so many places after `$`, or nowhere when it is used, but not declared. Go finds that out
/// only when it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(u32);

impl Place {
    pub(super) const UNDEFINED: Self = Self(u32::MAX);

    pub(super) fn at(slot: u32) -> Self {
        Self(slot)
    }

    pub(super) fn slot(self) -> Option<usize> {
        (self != Self::UNDEFINED).then_some(self.0 as usize)
    }
}

#[derive(Debug)]
pub(super) struct Command {
    pub(super) id: Id,
    pub(super) offset: u32,
    /// What is called, and its arguments; [`Parts::command`] tells them apart.
    pub(super) operands: Span<Operand>,
}

#[derive(Debug)]
pub(super) struct Operand {
    pub(super) id: Id,
    pub(super) offset: u32,
    pub(super) kind: OperandKind,
}

#[derive(Debug)]
pub(super) enum OperandKind {
    Dot,
    Nil,
    Bool(bool),
    Number(Box<Number>),
    /// The text, and the end of the constant in the source unless that is just the text between double quotes.
    String(Str, Option<NonZeroU32>),
    /// `.a.b`.
    Field(Span<Name>),
    /// `$x`.
    Variable(Str, Place),
    /// `$x.a.b`: one of the [`Parts::variables`].
    VariableField(u32),
    Function(Callee),
    /// `( … )`: one of the [`Parts::pipelines`].
    Pipeline(u32),
    /// `(…).a.b`: one of the [`Parts::operands`], and the fields.
    Chain(u32, Span<Name>),
}

/// A variable and fields of it.
#[derive(Debug)]
pub(super) struct Variable {
    pub(super) name: Str,
    pub(super) place: Place,
    pub(super) fields: Span<Name>,
}

/// A field of a map or object.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) text: Str,
    /// The method that hides a key of that name in Helm's own type of values.
    pub(super) method: Option<ValuesMethod>,
    /// Where maps had it the last time.
    pub(super) near: Near,
}

impl Name {
    pub(super) fn new(text: Str) -> Self {
        let method = ValuesMethod::find(&text);
        Self { text, method, near: Near::default() }
    }
}

/// A function, found when the template is parsed: its place among the builtins, or behind them among the functions.
/// Trees hold many, so it is small.
#[derive(Clone, Copy)]
pub(super) struct Callee(pub(super) u16);

#[derive(Clone, Copy)]
pub(super) enum Target {
    /// One that evaluates its arguments itself or needs the engine.
    Builtin(Builtin),
    Function(&'static dyn Function),
}

impl std::fmt::Debug for Callee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The functions that this folder brings along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Builtin {
    /// Gives its first argument that is false, or the last one; what comes after the first false one is not
    /// evaluated.
    ///
    /// Signature: `(first any, others ...any) any`
    ///
    /// ```gotmpl
    /// {{ and 1 "a" }} → a
    /// {{ and 1 0 (fail "never called") }} → 0
    /// ```
    And,
    /// Gives its first argument that is true, or the last one; what comes after the first true one is not
    /// evaluated.
    ///
    /// Signature: `(first any, others ...any) any`
    ///
    /// ```gotmpl
    /// {{ or "" "default" }} → default
    /// ```
    Or,
    /// Says whether a value is false: zero, empty, nil or `false`.
    ///
    /// Signature: `(value any) bool`
    ///
    /// ```gotmpl
    /// {{ not "" }} → true
    /// ```
    Not,
    /// Says whether the first argument equals any of the others. Integers equal integers of other sizes; an
    /// integer and a float cannot be compared.
    ///
    /// Signature: `(value any, others ...any) bool`
    ///
    /// ```gotmpl
    /// {{ eq "b" "a" "b" }} → true
    /// ```
    Eq,
    /// Says whether two values differ.
    ///
    /// Signature: `(left any, right any) bool`
    ///
    /// ```gotmpl
    /// {{ ne 1 2 }} → true
    /// ```
    Ne,
    /// Says whether the first value is less: numbers by size, strings by their bytes.
    ///
    /// Signature: `(left any, right any) bool`
    ///
    /// ```gotmpl
    /// {{ lt 1 2 }} → true
    /// ```
    Lt,
    /// Says whether the first value is less or equal.
    ///
    /// Signature: `(left any, right any) bool`
    ///
    /// ```gotmpl
    /// {{ le 2 2 }} → true
    /// ```
    Le,
    /// Says whether the first value is greater.
    ///
    /// Signature: `(left any, right any) bool`
    ///
    /// ```gotmpl
    /// {{ gt "b" "a" }} → true
    /// ```
    Gt,
    /// Says whether the first value is greater or equal.
    ///
    /// Signature: `(left any, right any) bool`
    ///
    /// ```gotmpl
    /// {{ ge 1.5 2.5 }} → false
    /// ```
    Ge,
    /// Counts the items of a list or map, or the bytes of a string.
    ///
    /// Signature: `(value any) int`
    ///
    /// ```gotmpl
    /// {{ len (list 1 2) }} → 2
    /// {{ len "für" }} → 4
    /// ```
    Len,
    /// Takes an item out of a list by its number or out of a map by its key, level by level.
    ///
    /// Signature: `(value any, keys ...any) any`
    ///
    /// ```gotmpl
    /// {{ index (dict "a" (list 1 2)) "a" 1 }} → 2
    /// ```
    Index,
    /// Calls a value that is a function. Helm gives templates none, so that this always fails.
    ///
    /// Signature: `(function any, arguments ...any) any`
    ///
    /// ```gotmpl
    /// {{ if false }}{{ call nil }}{{ end }}never → never
    /// ```
    Call,
    /// Joins its arguments, with blanks between those of which neither is a string.
    ///
    /// Signature: `(values ...any) string`
    ///
    /// ```gotmpl
    /// {{ print 1 2 "a" 3 }} → 1 2a3
    /// ```
    Print,
    /// Formats its arguments with the verbs of Go: `%s`, `%d`, `%v`, `%q`, `%5.2f` and so on.
    ///
    /// Signature: `(format string, values ...any) string`
    ///
    /// ```gotmpl
    /// {{ printf "%s-%03d %q" "web" 7 "a b" }} → web-007 "a b"
    /// ```
    Printf,
    /// Joins its arguments with blanks and ends the line.
    ///
    /// Signature: `(values ...any) string`
    ///
    /// ```gotmpl
    /// {{ println "a" 1 | quote }} → "a 1\n"
    /// ```
    Println,
    /// Escapes text for HTML.
    ///
    /// Signature: `(values ...any) string`
    ///
    /// ```gotmpl
    /// {{ html "<a href=\"x\">" }} → &lt;a href=&#34;x&#34;&gt;
    /// ```
    Html,
    /// Escapes text for a string of JavaScript.
    ///
    /// Signature: `(values ...any) string`
    ///
    /// ```gotmpl
    /// {{ js "it's <b>" }} → it\'s \u003Cb\u003E
    /// ```
    Js,
    /// Escapes text for the query of a URL.
    ///
    /// Signature: `(values ...any) string`
    ///
    /// ```gotmpl
    /// {{ urlquery "a b&c" }} → a+b%26c
    /// ```
    Urlquery,
    /// Runs a named template on some data and gives what it prints, for a pipeline to go on with.
    ///
    /// Signature: `(name string, data any) string`
    ///
    /// ```gotmpl
    /// {{ define "greet" }}Hello, {{ . }}{{ end }}{{ include "greet" "you" | upper }} → HELLO, YOU
    /// ```
    Include,
    /// Runs a text as a template on some data: for values that hold templates.
    ///
    /// Signature: `(template string, data any) string`
    ///
    /// ```gotmpl
    /// {{ tpl "{{ .name | upper }}" (dict "name" "web") }} → WEB
    /// ```
    Tpl,
    /// Gives its second argument, or ends the render with a message when that is nil or an empty string.
    ///
    /// Signature: `(message string, value any) any`
    ///
    /// ```gotmpl
    /// {{ required "give a name" "web" }} → web
    /// ```
    Required,
    /// Ends the render with a message.
    ///
    /// Signature: `(message string) string`
    ///
    /// ```gotmpl
    /// {{ if eq 1 2 }}{{ fail "impossible" }}{{ end }}fine → fine
    /// ```
    Fail,
}
