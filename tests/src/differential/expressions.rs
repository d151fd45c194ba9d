//! Random expressions: mostly of the kinds that functions want, now and then of any other.

use super::ast::Expr;
use super::data::{self, literal, quoted};
use super::functions::{Signature, signatures};
use crate::random::Random;

/// All kinds that an argument of the wrong kind may be of; none of them makes a bomb.
const OTHER_KINDS: &[char] = &['S', 'B', 'L', 'D', 'F', 'A', 'K'];

/// Draws expressions.
pub(crate) struct Expressions {
    signatures: Vec<Signature>,
    /// Of an argument, in a hundred.
    pub(crate) implausible: usize,
    /// The variables in scope.
    pub(crate) variables: Vec<String>,
}

impl Expressions {
    pub(crate) fn new() -> Self {
        Self { signatures: signatures(), implausible: 4, variables: Vec::new() }
    }

    /// An expression of a kind, nested at most `depth` times.
    pub(crate) fn of(&self, kind: char, depth: usize, random: &mut Random) -> Expr {
        if kind == 'M' {
            // Maps that functions change are always new: candidates share their values.
            return if random.chance(50) {
                Expr::call("deepCopy", vec![self.of('D', depth.saturating_sub(1), random)])
            } else {
                Expr::atom(literal('M', random))
            };
        }
        if kind == 'i' {
            return Expr::atom(literal('i', random));
        }
        let roll = random.below(100);
        if depth > 0 && roll < 55 {
            return self.call(kind, depth, random);
        }
        if roll < 62 && !self.variables.is_empty() && matches!(kind, 'A' | 'S' | 'F') {
            return Expr::atom(random.pick(&self.variables).clone());
        }
        let fields = data::fields(kind);
        if !fields.is_empty() && roll < 85 {
            return Expr::atom(*random.pick(fields));
        }
        if kind == 'A' {
            let kind = *random.pick(&['S', 'I', 'F', 'B', 'L', 'D', 't']);
            return Expr::atom(literal(kind, random));
        }
        Expr::atom(literal(kind, random))
    }

    /// A call, a pipeline, or something built in whose result is of a kind.
    fn call(&self, kind: char, depth: usize, random: &mut Random) -> Expr {
        if random.chance(12)
            && let Some(special) = self.special(kind, depth, random)
        {
            return special;
        }
        let fitting: Vec<&Signature> = self
            .signatures
            .iter()
            .filter(|signature| {
                kind == 'A' || signature.result == kind || (kind == 'F' && signature.result == 'I')
            })
            .collect();
        if fitting.is_empty() {
            return Expr::atom(literal(kind, random));
        }
        let signature = *random.pick(&fitting);
        let mut args = self.args(signature, depth, random);
        if !args.is_empty() && random.chance(35) {
            let last = args.pop().unwrap_or_else(|| Expr::atom("nil"));
            return Expr::Pipe(vec![last, Expr::call(signature.name, args)]);
        }
        Expr::call(signature.name, args)
    }

    fn args(&self, signature: &Signature, depth: usize, random: &mut Random) -> Vec<Expr> {
        let mut args = Vec::new();
        for (kind, repeats) in &signature.params {
            for _ in 0..if *repeats { random.below(4) } else { 1 } {
                let kind = if random.chance(self.implausible) && *kind != 'M' {
                    *random.pick(OTHER_KINDS)
                } else {
                    *kind
                };
                args.push(self.of(kind, depth - 1, random));
            }
        }
        if random.chance(1) {
            args.pop();
        }
        if random.chance(1) {
            args.push(self.of('A', 0, random));
        }
        args
    }

    /// What is no plain call.
    fn special(&self, kind: char, depth: usize, random: &mut Random) -> Option<Expr> {
        let text = match kind {
            'S' => *random.pick(&[
                ".Files.Get \"config/a.conf\"",
                ".Files.Get \"none\"",
                "(.Files.Glob \"config/*\").AsConfig",
                "(.Files.Glob \"**.yaml\").AsSecrets",
                "print .Files.AsConfig",
                "keys .Values.m0 | sortAlpha | join \",\"",
                "values .Values.ms | sortAlpha | toJson",
                ".Chart.Type",
                ".Capabilities.KubeVersion.Minor",
                ".Capabilities.KubeVersion",
                "printf \"%s\" .Chart.AppVersion",
                ".Capabilities.KubeVersion.GitVersion",
                "include \"case.name\" .",
            ]),
            'L' => *random.pick(&[
                ".Files.Lines \"config/a.conf\"",
                "keys .Values.m0 | sortAlpha",
                "values .Values.ms | sortAlpha",
                "keys .Values.ms .Values.m0 | sortAlpha",
            ]),
            'B' => *random.pick(&[
                ".Capabilities.APIVersions.Has \"apps/v1\"",
                ".Capabilities.APIVersions.Has \"x/v1\"",
                ".Values.b0",
                ".Capabilities.APIVersions.Has \"v1/Pod\"",
            ]),
            'D' => *random.pick(&[
                ".Values.AsMap",
                "(.Values.Table \"m0.deep\").AsMap",
                ".Values.Table \"m0\"",
                "fromYaml .Values.YAML",
            ]),
            'A' => {
                let inner = self.of('D', depth - 1, random);
                return Some(Expr::Chain(
                    Box::new(inner),
                    (*random.pick(&[".a", ".name", ".deep.a", ".none.x", ".list"])).to_owned(),
                ));
            }
            _ => return None,
        };
        Some(Expr::atom(format!("({text})")))
    }

    /// A `tpl` of a text.
    pub(crate) fn tpl(text: &str, random: &mut Random) -> Expr {
        Expr::call(
            "tpl",
            vec![
                Expr::atom(quoted(text, random)),
                Expr::atom(*random.pick(&[".", "$", "(dict \"Template\" .Template)", ".Values"])),
            ],
        )
    }
}
