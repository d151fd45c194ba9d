//! From trees to bytes.

use std::collections::HashMap;

use super::{MAX_DEPTH, kind};
use crate::stored::{narrow, put_count, put_number, put_text};
use crate::template::ast::{
    Callee, Command, Declared, Name, Node, Operand, OperandKind, Parts, Pipeline, Place, Span, Tree,
};
use crate::value::Str;

/// Writes the trees of files with these names and lengths. A file whose trees are too deep is left out.
pub(in crate::template) fn write(files: &[(&str, usize, Vec<Tree>)], bytes: &mut Vec<u8>) {
    let mut writer = Writer::default();
    let mut index = Vec::new();
    let mut count = 0;
    for (name, length, trees) in files {
        let known = writer.bytes.len();
        let Some(entries) = writer.file(trees) else {
            writer.bytes.truncate(known);
            continue;
        };
        count += 1;
        put_text(&mut index, name.as_bytes());
        put_count(&mut index, *length);
        put_count(&mut index, trees.len());
        entries.iter().flatten().for_each(|number| put_number(&mut index, *number));
    }
    put_count(bytes, writer.functions.len());
    writer.functions.iter().for_each(|function| put_text(bytes, function.name().as_bytes()));
    put_count(bytes, writer.texts.len());
    writer.texts.iter().for_each(|text| put_text(bytes, text));
    put_number(bytes, count);
    bytes.append(&mut index);
    bytes.append(&mut writer.bytes);
}

/// The trees so far, and what they name.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    /// The place in the source that was written last.
    offset: u32,
    depth: u32,
    texts: Vec<Box<[u8]>>,
    places: HashMap<Box<[u8]>, u32>,
    functions: Vec<Callee>,
}

impl Writer {
    /// The name, the emptiness and the length of each tree; nothing if one is too deep.
    fn file(&mut self, trees: &[Tree]) -> Option<Vec<[u32; 3]>> {
        let mut entries = Vec::new();
        for tree in trees {
            let start = self.bytes.len();
            self.offset = 0;
            self.tree(tree)?;
            // The tree of the file itself bears the name that the file has in a release.
            let is_file = tree.name == tree.source.name;
            let name = if is_file { 0 } else { self.text_place(tree.name.as_bytes()) + 1 };
            entries.push([name, u32::from(tree.is_empty), narrow(self.bytes.len() - start)]);
        }
        Some(entries)
    }

    fn tree(&mut self, tree: &Tree) -> Option<()> {
        let Parts { nodes, branches, calls, pipelines, declared, commands, operands, variables, names } =
            &tree.parts;
        self.number(tree.slots);
        let counts = [
            nodes.len(),
            branches.len(),
            calls.len(),
            pipelines.len(),
            declared.len(),
            commands.len(),
            operands.len(),
            variables.len(),
            names.len(),
        ];
        for count in counts {
            put_count(&mut self.bytes, count);
        }
        self.nodes(tree.root, &tree.parts)
    }

    fn nodes(&mut self, nodes: Span<Node>, parts: &Parts) -> Option<()> {
        self.go_deeper()?;
        let nodes = nodes.of(&parts.nodes);
        put_count(&mut self.bytes, nodes.len());
        for node in nodes {
            self.node(node, parts)?;
        }
        self.depth -= 1;
        Some(())
    }

    fn node(&mut self, node: &Node, parts: &Parts) -> Option<()> {
        let (branch, branch_kind) = match node {
            Node::Text(range) => {
                self.head(kind::TEXT, range.start);
                self.number(range.end - range.start);
                self.offset = range.end;
                return Some(());
            }
            Node::Action(pipeline) => {
                self.head(kind::ACTION, pipeline.offset);
                return self.pipeline(pipeline, parts);
            }
            Node::Template(call) => {
                let call = &parts.calls[*call as usize];
                let with_data =
                    if call.pipeline.is_some() { kind::TEMPLATE_WITH_DATA } else { kind::TEMPLATE };
                self.head(with_data, call.offset);
                self.text(&call.name);
                return match &call.pipeline {
                    Some(pipeline) => self.pipeline(pipeline, parts),
                    None => Some(()),
                };
            }
            Node::Break => {
                self.head(kind::BREAK, self.offset);
                return Some(());
            }
            Node::Continue => {
                self.head(kind::CONTINUE, self.offset);
                return Some(());
            }
            Node::If(branch) => (branch, kind::IF),
            Node::With(branch) => (branch, kind::WITH),
            Node::Range(branch) => (branch, kind::RANGE),
        };
        let branch = &parts.branches[*branch as usize];
        self.head(branch_kind, branch.pipeline.offset);
        self.pipeline(&branch.pipeline, parts)?;
        self.nodes(branch.body, parts)?;
        self.nodes(branch.otherwise, parts)
    }

    fn pipeline(&mut self, pipeline: &Pipeline, parts: &Parts) -> Option<()> {
        self.go_deeper()?;
        let commands = pipeline.commands.of(&parts.commands);
        let variables = pipeline.variables.of(&parts.declared);
        let counts =
            narrow(commands.len()) << 3 | narrow(variables.len()) << 1 | u32::from(pipeline.is_assignment);
        self.head(counts, pipeline.offset);
        for Declared { name, place } in variables {
            self.variable(name, *place);
        }
        for Command { offset, operands, .. } in commands {
            let operands = operands.of(&parts.operands);
            self.head(narrow(operands.len()), *offset);
            for operand in operands {
                self.operand(operand, parts)?;
            }
        }
        self.depth -= 1;
        Some(())
    }

    fn operand(&mut self, operand: &Operand, parts: &Parts) -> Option<()> {
        let offset = operand.offset;
        match &operand.kind {
            OperandKind::Dot => self.head(kind::DOT, offset),
            OperandKind::Nil => self.head(kind::NIL, offset),
            OperandKind::Bool(false) => self.head(kind::FALSE, offset),
            OperandKind::Bool(true) => self.head(kind::TRUE, offset),
            OperandKind::Number(number) => {
                self.head(kind::NUMBER, offset);
                self.text(&Str::from(&*number.text));
            }
            OperandKind::String(text, None) => {
                self.head(kind::STRING, offset);
                self.text(text);
            }
            OperandKind::String(text, Some(end)) => {
                self.head(kind::STRING_UNTIL, offset);
                self.text(text);
                self.number(end.get());
            }
            OperandKind::Field(fields) => {
                self.head(kind::FIELD, offset);
                self.fields(*fields, parts);
            }
            OperandKind::Variable(name, place) => {
                self.head(kind::VARIABLE, offset);
                self.variable(name, *place);
            }
            OperandKind::VariableField(variable) => {
                let variable = &parts.variables[*variable as usize];
                self.head(kind::VARIABLE_FIELD, offset);
                self.variable(&variable.name, variable.place);
                self.fields(variable.fields, parts);
            }
            OperandKind::Function(function) => {
                self.head(kind::FUNCTION, offset);
                self.function(*function);
            }
            OperandKind::Pipeline(pipeline) => {
                self.head(kind::PIPELINE, offset);
                self.pipeline(&parts.pipelines[*pipeline as usize], parts)?;
            }
            OperandKind::Chain(term, fields) => {
                self.head(kind::CHAIN, offset);
                self.operand(&parts.operands[*term as usize], parts)?;
                self.fields(*fields, parts);
            }
        }
        Some(())
    }

    fn fields(&mut self, fields: Span<Name>, parts: &Parts) {
        let fields = fields.of(&parts.names);
        put_count(&mut self.bytes, fields.len());
        for field in fields {
            self.text(&field.text);
        }
    }

    fn variable(&mut self, name: &Str, place: Place) {
        self.text(name);
        self.number(place.slot().map_or(0, |slot| narrow(slot) + 1));
    }

    /// What comes next, and where that is in the source.
    fn head(&mut self, what: u32, offset: u32) {
        let distance = offset.wrapping_sub(self.offset);
        self.number(what << 1 | u32::from(distance != 0));
        if distance != 0 {
            // The sign goes to the lowest bit, so that a small distance is a small number in both directions.
            self.number((distance << 1) ^ (distance >> 31).wrapping_neg());
        }
        self.offset = offset;
    }

    fn number(&mut self, number: u32) {
        put_number(&mut self.bytes, number);
    }

    fn text(&mut self, text: &Str) {
        let place = self.text_place(text.as_bytes());
        self.number(place);
    }

    fn function(&mut self, function: Callee) {
        let known = self.functions.iter().position(|known| known.0 == function.0);
        let place = known.unwrap_or_else(|| {
            self.functions.push(function);
            self.functions.len() - 1
        });
        put_count(&mut self.bytes, place);
    }

    /// The place of a text among all.
    fn text_place(&mut self, text: &[u8]) -> u32 {
        if let Some(known) = self.places.get(text) {
            return *known;
        }
        let place = narrow(self.texts.len());
        self.texts.push(Box::from(text));
        self.places.insert(Box::from(text), place);
        place
    }

    fn go_deeper(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= MAX_DEPTH).then_some(())
    }
}
