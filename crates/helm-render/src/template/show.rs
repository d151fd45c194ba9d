//! Nodes as Go prints them in messages.

use super::ast::{
    Branch, Command, Id, Name, Node, Operand, OperandKind, Parts, Pipeline, Source, Span, TemplateCall, Tree,
};
use super::runes::quote;

/// The offset and the text of the node `id`.
pub(super) fn find(tree: &Tree, id: Id) -> Option<(u32, String)> {
    Printer { source: &tree.source, parts: &tree.parts }.in_list(tree.root, id)
}

/// Prints parts of one tree.
pub(super) struct Printer<'t> {
    pub(super) source: &'t Source,
    pub(super) parts: &'t Parts,
}

impl Printer<'_> {
    /// An operand as Go prints it.
    pub(super) fn operand(&self, operand: &Operand) -> String {
        let mut out = String::new();
        self.write_operand(operand, &mut out);
        out
    }

    fn in_list(&self, nodes: Span<Node>, id: Id) -> Option<(u32, String)> {
        nodes.of(&self.parts.nodes).iter().find_map(|node| match node {
            Node::Action(pipeline) => self.in_pipeline(pipeline, id),
            Node::If(branch) | Node::With(branch) | Node::Range(branch) => {
                self.in_branch(&self.parts.branches[*branch as usize], id)
            }
            Node::Template(call) => {
                let call = &self.parts.calls[*call as usize];
                if call.id == id {
                    return Some((call.offset, self.template_call(call)));
                }
                call.pipeline.as_ref().and_then(|pipeline| self.in_pipeline(pipeline, id))
            }
            Node::Text(_) | Node::Break | Node::Continue => None,
        })
    }

    fn in_branch(&self, branch: &Branch, id: Id) -> Option<(u32, String)> {
        self.in_pipeline(&branch.pipeline, id)
            .or_else(|| self.in_list(branch.body, id))
            .or_else(|| self.in_list(branch.otherwise, id))
    }

    fn in_pipeline(&self, pipeline: &Pipeline, id: Id) -> Option<(u32, String)> {
        if pipeline.id == id {
            let mut out = String::new();
            self.write_pipeline(pipeline, &mut out);
            return Some((pipeline.offset, out));
        }
        pipeline.commands.of(&self.parts.commands).iter().find_map(|command| self.in_command(command, id))
    }

    fn in_command(&self, command: &Command, id: Id) -> Option<(u32, String)> {
        if command.id == id {
            let mut out = String::new();
            self.write_command(command, &mut out);
            return Some((command.offset, out));
        }
        command.operands.of(&self.parts.operands).iter().find_map(|operand| self.in_operand(operand, id))
    }

    fn in_operand(&self, found: &Operand, id: Id) -> Option<(u32, String)> {
        if found.id == id {
            return Some((found.offset, self.operand(found)));
        }
        match &found.kind {
            OperandKind::Pipeline(pipeline) => {
                self.in_pipeline(&self.parts.pipelines[*pipeline as usize], id)
            }
            OperandKind::Chain(inner, _) => self.in_operand(&self.parts.operands[*inner as usize], id),
            _ => None,
        }
    }

    fn template_call(&self, call: &TemplateCall) -> String {
        let mut out = format!("{{{{template {}", quote(call.name.as_bytes()));
        if let Some(pipeline) = &call.pipeline {
            out.push(' ');
            self.write_pipeline(pipeline, &mut out);
        }
        out.push_str("}}");
        out
    }

    fn write_pipeline(&self, pipeline: &Pipeline, out: &mut String) {
        for (index, variable) in pipeline.variables.of(&self.parts.declared).iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            out.push_str(&variable.name.to_str());
        }
        if !pipeline.variables.is_empty() {
            out.push_str(if pipeline.is_assignment { " = " } else { " := " });
        }
        for (index, command) in pipeline.commands.of(&self.parts.commands).iter().enumerate() {
            if index > 0 {
                out.push_str(" | ");
            }
            self.write_command(command, out);
        }
    }

    fn write_command(&self, command: &Command, out: &mut String) {
        for (index, operand) in command.operands.of(&self.parts.operands).iter().enumerate() {
            if index > 0 {
                out.push(' ');
            }
            self.write_argument(operand, out);
        }
    }

    fn write_argument(&self, argument: &Operand, out: &mut String) {
        if let OperandKind::Pipeline(_) = argument.kind {
            out.push('(');
            self.write_operand(argument, out);
            out.push(')');
        } else {
            self.write_operand(argument, out);
        }
    }

    fn write_operand(&self, operand: &Operand, out: &mut String) {
        match &operand.kind {
            OperandKind::Dot => out.push('.'),
            OperandKind::Nil => out.push_str("nil"),
            OperandKind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            OperandKind::Number(number) => out.push_str(&number.text),
            OperandKind::String(_, Some(end)) => {
                let constant = &self.source.text.as_bytes()[operand.offset as usize..end.get() as usize];
                out.push_str(&String::from_utf8_lossy(constant));
            }
            OperandKind::String(text, None) => {
                out.push('"');
                out.push_str(&text.to_str());
                out.push('"');
            }
            OperandKind::Field(fields) => self.write_fields(*fields, out),
            OperandKind::Variable(name, _) => out.push_str(&name.to_str()),
            OperandKind::VariableField(variable) => {
                let variable = &self.parts.variables[*variable as usize];
                out.push_str(&variable.name.to_str());
                self.write_fields(variable.fields, out);
            }
            OperandKind::Function(callee) => out.push_str(callee.name()),
            OperandKind::Pipeline(pipeline) => {
                self.write_pipeline(&self.parts.pipelines[*pipeline as usize], out);
            }
            OperandKind::Chain(inner, fields) => {
                self.write_argument(&self.parts.operands[*inner as usize], out);
                self.write_fields(*fields, out);
            }
        }
    }

    fn write_fields(&self, fields: Span<Name>, out: &mut String) {
        for field in fields.of(&self.parts.names) {
            out.push('.');
            out.push_str(&field.text.to_str());
        }
    }
}
