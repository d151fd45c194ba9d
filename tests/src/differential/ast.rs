//! Templates as trees, so that a difference can shrink.

use std::fmt::Write as _;

/// What stands in an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// A field, a variable or a constant, as it is written.
    Atom(String),
    /// A function with its arguments.
    Call(String, Vec<Expr>),
    /// A pipeline: each stage is the last argument of the next.
    Pipe(Vec<Expr>),
    /// Fields of a parenthesised expression: `(expr).a.b`.
    Chain(Box<Expr>, String),
}

/// How an expression is written where only operands may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    /// As a whole pipeline.
    Pipeline,
    /// As an argument: in parentheses when it is more than an atom.
    Argument,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Text between actions, or an action that has no parts worth shrinking.
    Text(String),
    /// `{{ before expr }}` with trim markers; `before` is empty, a declaration or an assignment.
    Action {
        /// Whether blanks before it go.
        trim_left: bool,
        /// Whether blanks behind it go.
        trim_right: bool,
        /// `$x := `, `$x = ` or nothing.
        before: String,
        /// What it prints.
        expr: Expr,
    },
    /// `{{ keyword expr }} body {{ else… }} otherwise {{ end }}`.
    Block {
        /// `if`, `with`, `range $i, $v := `, `define "name"`…
        keyword: String,
        /// The pipeline, which `define` has not.
        expr: Option<Expr>,
        /// What stands before the `else`.
        body: Vec<Node>,
        /// What stands behind the `else`; no `else` when it is `None`.
        otherwise: Option<Vec<Node>>,
    },
}

impl Expr {
    /// An atom.
    pub fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    /// A call.
    pub fn call(name: impl Into<String>, args: Vec<Self>) -> Self {
        Self::Call(name.into(), args)
    }

    /// Appends the expression as it is written.
    pub fn write(&self, out: &mut String, place: Operand) {
        let brackets = place == Operand::Argument && matches!(self, Self::Call(..) | Self::Pipe(_));
        if brackets {
            out.push('(');
        }
        match self {
            Self::Atom(text) => out.push_str(text),
            Self::Call(name, args) => {
                out.push_str(name);
                for arg in args {
                    out.push(' ');
                    arg.write(out, Operand::Argument);
                }
            }
            Self::Pipe(stages) => {
                for (index, stage) in stages.iter().enumerate() {
                    if index > 0 {
                        out.push_str(" | ");
                    }
                    stage.write(out, Operand::Pipeline);
                }
            }
            Self::Chain(inner, fields) => {
                out.push('(');
                inner.write(out, Operand::Pipeline);
                out.push(')');
                out.push_str(fields);
            }
        }
        if brackets {
            out.push(')');
        }
    }
}

/// The text of a template.
pub(crate) fn text(nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        node.write(&mut out);
    }
    out
}

impl Node {
    fn write(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Action { trim_left, trim_right, before, expr } => {
                out.push_str(if *trim_left { "{{- " } else { "{{ " });
                out.push_str(before);
                expr.write(out, Operand::Pipeline);
                out.push_str(if *trim_right { " -}}" } else { " }}" });
            }
            Self::Block { keyword, expr, body, otherwise } => {
                let _ = write!(out, "{{{{ {keyword}");
                if let Some(expr) = expr {
                    out.push(' ');
                    expr.write(out, Operand::Pipeline);
                }
                out.push_str(" }}");
                for node in body {
                    node.write(out);
                }
                if let Some(otherwise) = otherwise {
                    out.push_str("{{ else }}");
                    for node in otherwise {
                        node.write(out);
                    }
                }
                out.push_str("{{ end }}");
            }
        }
    }
}
