//! Nodes as Go prints them in messages.

use super::ast::{Branch, Command, Id, Node, Operand, OperandKind, Pipeline, TemplateCall, Tree};
use super::runes::quote;
use crate::value::Str;

/// An operand as Go prints it.
pub(super) fn operand(operand: &Operand) -> String {
    let mut out = String::new();
    write_operand(operand, &mut out);
    out
}

/// The offset and the text of the node `id`.
pub(super) fn find(tree: &Tree, id: Id) -> Option<(u32, String)> {
    in_list(&tree.root, id)
}

fn in_list(nodes: &[Node], id: Id) -> Option<(u32, String)> {
    nodes.iter().find_map(|node| match node {
        Node::Action(pipeline) => in_pipeline(pipeline, id),
        Node::If(branch) | Node::With(branch) | Node::Range(branch) => in_branch(branch, id),
        Node::Template(call) if call.id == id => Some((call.offset, template_call(call))),
        Node::Template(call) => call.pipeline.as_ref().and_then(|pipeline| in_pipeline(pipeline, id)),
        Node::Text(_) | Node::Break | Node::Continue => None,
    })
}

fn in_branch(branch: &Branch, id: Id) -> Option<(u32, String)> {
    in_pipeline(&branch.pipeline, id)
        .or_else(|| in_list(&branch.body, id))
        .or_else(|| in_list(&branch.otherwise, id))
}

fn in_pipeline(pipeline: &Pipeline, id: Id) -> Option<(u32, String)> {
    if pipeline.id == id {
        let mut out = String::new();
        write_pipeline(pipeline, &mut out);
        return Some((pipeline.offset, out));
    }
    pipeline.commands.iter().find_map(|command| in_command(command, id))
}

fn in_command(command: &Command, id: Id) -> Option<(u32, String)> {
    if command.id == id {
        let mut out = String::new();
        write_command(command, &mut out);
        return Some((command.offset, out));
    }
    std::iter::once(&command.head).chain(&command.args).find_map(|operand| in_operand(operand, id))
}

fn in_operand(found: &Operand, id: Id) -> Option<(u32, String)> {
    if found.id == id {
        return Some((found.offset, operand(found)));
    }
    match &found.kind {
        OperandKind::Pipeline(pipeline) => in_pipeline(pipeline, id),
        OperandKind::Chain(inner, _) => in_operand(inner, id),
        _ => None,
    }
}

fn template_call(call: &TemplateCall) -> String {
    let mut out = format!("{{{{template {}", quote(call.name.as_bytes()));
    if let Some(pipeline) = &call.pipeline {
        out.push(' ');
        write_pipeline(pipeline, &mut out);
    }
    out.push_str("}}");
    out
}

fn write_pipeline(pipeline: &Pipeline, out: &mut String) {
    for (index, variable) in pipeline.variables.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        out.push_str(&variable.name.to_str());
    }
    if !pipeline.variables.is_empty() {
        out.push_str(if pipeline.is_assignment { " = " } else { " := " });
    }
    for (index, command) in pipeline.commands.iter().enumerate() {
        if index > 0 {
            out.push_str(" | ");
        }
        write_command(command, out);
    }
}

fn write_command(command: &Command, out: &mut String) {
    write_argument(&command.head, out);
    for argument in &command.args {
        out.push(' ');
        write_argument(argument, out);
    }
}

fn write_argument(argument: &Operand, out: &mut String) {
    if let OperandKind::Pipeline(_) = argument.kind {
        out.push('(');
        write_operand(argument, out);
        out.push(')');
    } else {
        write_operand(argument, out);
    }
}

fn write_operand(operand: &Operand, out: &mut String) {
    match &operand.kind {
        OperandKind::Dot => out.push('.'),
        OperandKind::Nil => out.push_str("nil"),
        OperandKind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        OperandKind::Number(number) => out.push_str(&number.text),
        OperandKind::String(_, Some(constant)) => out.push_str(&constant.to_str()),
        OperandKind::String(text, None) => {
            out.push('"');
            out.push_str(&text.to_str());
            out.push('"');
        }
        OperandKind::Field(fields) => write_fields(fields, out),
        OperandKind::Variable(name, _) => out.push_str(&name.to_str()),
        OperandKind::VariableField(variable) => {
            out.push_str(&variable.name.to_str());
            write_fields(&variable.fields, out);
        }
        OperandKind::Function(callee) => out.push_str(callee.name()),
        OperandKind::Pipeline(pipeline) => write_pipeline(pipeline, out),
        OperandKind::Chain(inner, fields) => {
            write_argument(inner, out);
            write_fields(fields, out);
        }
    }
}

fn write_fields(fields: &[Str], out: &mut String) {
    for field in fields {
        out.push('.');
        out.push_str(&field.to_str());
    }
}
