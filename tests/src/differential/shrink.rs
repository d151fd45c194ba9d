//! Makes a candidate smaller while it still shows its difference.

use super::ast::{Expr, Node};
use super::batch::{Candidate, Difference, compare_alone};

/// Runs of Helm that one shrink may take.
const BUDGET: usize = 250;

/// The smallest difference found from here; the same one when nothing smaller differs.
pub fn shrink(found: Difference) -> Difference {
    let mut best = found;
    let mut budget = BUDGET;
    loop {
        let Some(smaller) = step(&best, &mut budget) else { return best };
        best = smaller;
    }
}

/// The first smaller form that still differs.
fn step(best: &Difference, budget: &mut usize) -> Option<Difference> {
    let mut differs = |values: &[String], nodes: Vec<Node>, files: &[(String, String)]| {
        *budget = budget.checked_sub(1)?;
        let candidate = Candidate { id: best.candidate.id, nodes, files: files.to_vec() };
        compare_alone(values, &candidate)
    };
    for nodes in smaller_lists(&best.candidate.nodes) {
        if let Some(difference) = differs(&best.values, nodes, &best.candidate.files) {
            return Some(difference);
        }
    }
    for at in (0..best.values.len()).rev() {
        let mut values = best.values.clone();
        values.remove(at);
        if let Some(difference) = differs(&values, best.candidate.nodes.clone(), &best.candidate.files) {
            return Some(difference);
        }
    }
    for (index, (_, text)) in best.candidate.files.iter().enumerate() {
        for smaller in smaller_texts(text) {
            let mut files = best.candidate.files.clone();
            files[index].1 = smaller;
            if let Some(difference) = differs(&best.values, best.candidate.nodes.clone(), &files) {
                return Some(difference);
            }
        }
    }
    // The entry that holds a whole document shrinks like a file.
    for (index, entry) in best.values.iter().enumerate().filter(|(_, entry)| entry.lines().count() > 1) {
        for smaller in smaller_texts(entry) {
            let mut values = best.values.clone();
            values[index] = smaller;
            if let Some(difference) = differs(&values, best.candidate.nodes.clone(), &best.candidate.files) {
                return Some(difference);
            }
        }
    }
    None
}

/// The text without some of its lines, then without some of its characters.
fn smaller_texts(text: &str) -> Vec<String> {
    let mut smaller = Vec::new();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let chars: Vec<char> = text.chars().collect();
    let mut size = lines.len() / 2;
    while size > 0 {
        for start in (0..lines.len()).step_by(size) {
            smaller.push(without(&lines, start, size).concat());
        }
        size /= 2;
    }
    let mut size = 16.min(chars.len() / 2);
    while size > 0 {
        for start in (0..chars.len()).step_by(size) {
            smaller.push(without(&chars, start, size).into_iter().collect());
        }
        size /= 2;
    }
    smaller
}

fn without<T: Clone>(items: &[T], start: usize, size: usize) -> Vec<T> {
    let end = (start + size).min(items.len());
    [&items[..start], &items[end..]].concat()
}

/// All lists with one node gone, replaced by what it holds, or made smaller.
fn smaller_lists(nodes: &[Node]) -> Vec<Vec<Node>> {
    let mut lists = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        let mut put = |instead: Vec<Node>| {
            let mut list = nodes[..at].to_vec();
            list.extend(instead);
            list.extend_from_slice(&nodes[at + 1..]);
            lists.push(list);
        };
        put(Vec::new());
        match node {
            Node::Text(_) => {}
            Node::Action { trim_left, trim_right, before, expr } => {
                if *trim_left || *trim_right {
                    put(vec![Node::Action {
                        trim_left: false,
                        trim_right: false,
                        before: before.clone(),
                        expr: expr.clone(),
                    }]);
                }
                for expr in smaller_exprs(expr) {
                    put(vec![Node::Action {
                        trim_left: *trim_left,
                        trim_right: *trim_right,
                        before: before.clone(),
                        expr,
                    }]);
                }
            }
            Node::Block { keyword, expr, body, otherwise } => {
                put(body.clone());
                if let Some(otherwise) = otherwise {
                    put(otherwise.clone());
                    put(vec![Node::Block {
                        keyword: keyword.clone(),
                        expr: expr.clone(),
                        body: body.clone(),
                        otherwise: None,
                    }]);
                }
                for expr in expr.iter().flat_map(smaller_exprs) {
                    put(vec![Node::Block {
                        keyword: keyword.clone(),
                        expr: Some(expr),
                        body: body.clone(),
                        otherwise: otherwise.clone(),
                    }]);
                }
                for body in smaller_lists(body) {
                    put(vec![Node::Block {
                        keyword: keyword.clone(),
                        expr: expr.clone(),
                        body,
                        otherwise: otherwise.clone(),
                    }]);
                }
                for inner in otherwise.iter().flat_map(|nodes| smaller_lists(nodes)) {
                    put(vec![Node::Block {
                        keyword: keyword.clone(),
                        expr: expr.clone(),
                        body: body.clone(),
                        otherwise: Some(inner),
                    }]);
                }
            }
        }
    }
    lists
}

/// The parts of an expression, and the expression with one of its parts made smaller.
fn smaller_exprs(expr: &Expr) -> Vec<Expr> {
    let mut smaller = Vec::new();
    match expr {
        Expr::Atom(_) => {}
        Expr::Call(name, args) => {
            smaller.extend(args.iter().cloned());
            for (at, arg) in args.iter().enumerate() {
                let mut fewer = args.clone();
                fewer.remove(at);
                smaller.push(Expr::Call(name.clone(), fewer));
                for arg in smaller_exprs(arg) {
                    let mut changed = args.clone();
                    changed[at] = arg;
                    smaller.push(Expr::Call(name.clone(), changed));
                }
            }
        }
        Expr::Pipe(stages) => {
            for (at, stage) in stages.iter().enumerate() {
                if stages.len() > 1 {
                    let mut fewer = stages.clone();
                    fewer.remove(at);
                    smaller.push(if fewer.len() == 1 { fewer.remove(0) } else { Expr::Pipe(fewer) });
                }
                for stage in smaller_exprs(stage) {
                    let mut changed = stages.clone();
                    changed[at] = stage;
                    smaller.push(Expr::Pipe(changed));
                }
            }
        }
        Expr::Chain(inner, fields) => {
            smaller.push((**inner).clone());
            smaller.extend(
                smaller_exprs(inner).into_iter().map(|inner| Expr::Chain(Box::new(inner), fields.clone())),
            );
        }
    }
    smaller
}
