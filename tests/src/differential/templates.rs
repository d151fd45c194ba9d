//! Random templates: actions, blocks, variables and trim markers around random expressions.

use super::ast::{Expr, Node, text};
use super::expressions::Expressions;
use crate::random::Random;

const TEXTS: &[&str] = &[
    "a",
    " b ",
    "\n",
    "\n  c: ",
    "  ",
    " \t\n\n",
    "{",
    "}}",
    "日本",
    "{{/* comment */}}",
    "x\n{{- /* trimmed */ -}}\ny",
    "$",
    "{{ `raw }}` }}",
    "'",
    "\r\n",
    "{ {",
    "-}}",
];

/// Draws templates.
pub(crate) struct Templates {
    expressions: Expressions,
    names: usize,
    in_range: bool,
    /// Templates that a candidate has defined.
    defined: Vec<String>,
}

impl Templates {
    pub(crate) fn new() -> Self {
        Self { expressions: Expressions::new(), names: 0, in_range: false, defined: Vec::new() }
    }

    /// One template: `id` keeps the names it defines apart from those of others.
    pub(crate) fn candidate(&mut self, id: usize, random: &mut Random) -> Vec<Node> {
        self.expressions.variables = vec!["$".to_owned()];
        self.defined.clear();
        self.in_range = false;
        self.names = 0;
        let mut nodes = Vec::new();
        for index in 0..random.below(3).saturating_sub(1) {
            let name = format!("c{id}.{index}");
            let body = self.scoped(random, 1);
            nodes.push(Node::Block {
                keyword: format!("define \"{name}\""),
                expr: None,
                body,
                otherwise: None,
            });
            self.defined.push(name);
        }
        let count = 1 + random.below(3);
        nodes.extend((0..count).map(|_| self.node(random, 2)));
        nodes
    }

    /// Nodes whose variables end with them.
    fn scoped(&mut self, random: &mut Random, depth: usize) -> Vec<Node> {
        let known = self.expressions.variables.len();
        let nodes = (0..=random.below(2)).map(|_| self.node(random, depth)).collect();
        self.expressions.variables.truncate(known);
        nodes
    }

    fn node(&mut self, random: &mut Random, depth: usize) -> Node {
        let roll = random.below(100);
        match roll {
            0..=13 => Node::Text((*random.pick(TEXTS)).to_owned()),
            14..=23 => self.declaration(random),
            24..=29 => self.nested_template(random, depth),
            30..=49 if depth > 0 => self.block(random, depth),
            50..=51 if self.in_range => Node::Text(
                (*random.pick(&["{{ break }}", "{{ continue }}", "{{- if . }}{{ break }}{{ end }}"]))
                    .to_owned(),
            ),
            _ => {
                let kind = *random
                    .pick(&['S', 'S', 'A', 'A', 'F', 'L', 'D', 'B', 'J', 'Y', 'O', 'U', 'P', 't', 'I']);
                let depth = 1 + random.below(3);
                self.action(String::new(), self.expressions.of(kind, depth, random), random)
            }
        }
    }

    #[expect(clippy::unused_self, reason = "reads as the others")]
    fn action(&self, before: String, expr: Expr, random: &mut Random) -> Node {
        Node::Action { trim_left: random.chance(20), trim_right: random.chance(20), before, expr }
    }

    fn declaration(&mut self, random: &mut Random) -> Node {
        let kind = *random.pick(&['A', 'S', 'I', 'L', 'D']);
        let expr = self.expressions.of(kind, 2, random);
        let known = self.expressions.variables.len();
        if known > 1 && random.chance(35) {
            let name = self.expressions.variables[1 + random.below(known - 1)].clone();
            return self.action(format!("{name} = "), expr, random);
        }
        let name = format!("$v{}", self.names);
        self.names += 1;
        self.expressions.variables.push(name.clone());
        self.action(format!("{name} := "), expr, random)
    }

    /// `include`, `template` and `tpl`.
    fn nested_template(&mut self, random: &mut Random, depth: usize) -> Node {
        if !self.defined.is_empty() && random.chance(60) {
            let name = random.pick(&self.defined).clone();
            let context = *random.pick(&[".", "$", ".Values", ".Values.m0", "(dict \"a\" 1)", "nil"]);
            if random.chance(30) {
                return Node::Text(format!("{{{{ template \"{name}\" {context} }}}}"));
            }
            let include = Expr::call("include", vec![Expr::atom(format!("\"{name}\"")), Expr::atom(context)]);
            let expr = match random.below(4) {
                0 => Expr::Pipe(vec![include, Expr::call("indent", vec![Expr::atom("2")])]),
                1 => Expr::Pipe(vec![include, Expr::atom("fromYaml"), Expr::atom("toJson")]),
                _ => include,
            };
            return self.action(String::new(), expr, random);
        }
        // Variables of the outside do not reach inside.
        let outside = std::mem::replace(&mut self.expressions.variables, vec!["$".to_owned()]);
        let in_range = std::mem::take(&mut self.in_range);
        let inner = self.scoped(random, depth.saturating_sub(1));
        self.expressions.variables = outside;
        self.in_range = in_range;
        let expr = Expressions::tpl(&text(&inner), random);
        self.action(String::new(), expr, random)
    }

    fn block(&mut self, random: &mut Random, depth: usize) -> Node {
        let (keyword, kind) = match random.below(6) {
            0 | 1 => ("if", *random.pick(&['B', 'A', 'L', 'S'])),
            2 => ("with", *random.pick(&['A', 'D', 'S', 'L'])),
            3 => ("range", *random.pick(&['L', 'D', 'A'])),
            4 => ("range $i, $v :=", *random.pick(&['L', 'D'])),
            _ => ("with $w :=", *random.pick(&['A', 'D'])),
        };
        let expr = self.expressions.of(kind, 2, random);
        let known = self.expressions.variables.len();
        let in_range = self.in_range;
        if keyword.starts_with("range") {
            self.in_range = true;
        }
        match keyword {
            "range $i, $v :=" => self.expressions.variables.extend(["$i".to_owned(), "$v".to_owned()]),
            "with $w :=" => self.expressions.variables.push("$w".to_owned()),
            _ => {}
        }
        let mut body = self.scoped(random, depth - 1);
        if !keyword.starts_with("if") && random.chance(60) {
            // The dot is not the root here.
            let dot = match random.below(4) {
                0 => Expr::call("toJson", vec![Expr::atom(".")]),
                1 => Expr::call("printf", vec![Expr::atom("\"%v %T\""), Expr::atom("."), Expr::atom(".")]),
                2 => Expr::atom(*random.pick(&[".name", ".a", ".port", ".x.y"])),
                _ => Expr::atom("."),
            };
            body.insert(0, self.action(String::new(), dot, random));
        }
        body = if keyword.starts_with("if") { body } else { rooted(body) };
        self.expressions.variables.truncate(known);
        self.in_range = in_range;
        let otherwise = random.chance(40).then(|| self.scoped(random, depth - 1));
        Node::Block { keyword: keyword.to_owned(), expr: Some(expr), body, otherwise }
    }
}

/// Makes fields of the root reachable where the dot is something else.
fn rooted(nodes: Vec<Node>) -> Vec<Node> {
    nodes
        .into_iter()
        .map(|node| match node {
            Node::Action { trim_left, trim_right, before, expr } => {
                Node::Action { trim_left, trim_right, before, expr: root_of(expr) }
            }
            Node::Block { keyword, expr, body, otherwise } => {
                let otherwise = otherwise.map(rooted);
                Node::Block { keyword, expr: expr.map(root_of), body: rooted(body), otherwise }
            }
            text @ Node::Text(_) => text,
        })
        .collect()
}

fn root_of(expr: Expr) -> Expr {
    match expr {
        Expr::Atom(text) => {
            let is_root = |field: &str| {
                [".Values", ".Chart", ".Release", ".Files", ".Capabilities", ".Template", ".Subcharts"]
                    .iter()
                    .any(|root| field.starts_with(root))
            };
            if is_root(&text) {
                Expr::Atom(format!("${text}"))
            } else {
                let mut text = text;
                for root in ["Values", "Chart", "Release", "Files", "Capabilities", "Template"] {
                    for before in [" .", "(."] {
                        text = text.replace(&format!("{before}{root}"), &format!("{}$.{root}", &before[..1]));
                    }
                }
                Expr::Atom(text)
            }
        }
        Expr::Call(name, args) => Expr::Call(name, args.into_iter().map(root_of).collect()),
        Expr::Pipe(stages) => Expr::Pipe(stages.into_iter().map(root_of).collect()),
        Expr::Chain(inner, fields) => Expr::Chain(Box::new(root_of(*inner)), fields),
    }
}
