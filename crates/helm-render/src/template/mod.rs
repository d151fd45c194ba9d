//! Go's template language, as Helm sets it up.
//!
//! [`Templates`] is a parsed set: immutable, reusable, shared between threads. An [`Engine`] is one render: it
//! executes templates of a set against data and asks a [`World`](crate::World) for everything else.
//!
//! ```
//! use helm_render::Value;
//! use helm_render::template::{Engine, Options, Templates};
//! use helm_render::world::FixedWorld;
//!
//! let templates = Templates::parse([("greeting", r#"{{ printf "Hello, %s" .name | upper }}"#)])?;
//! let data = Value::from_iter([("name", Value::from("you"))]);
//! let output = Engine::new(&templates, &FixedWorld, Options::default()).execute("greeting", &data)?;
//! assert_eq!(output, b"HELLO, YOU");
//! # Ok::<(), helm_render::Error>(())
//! ```
//!
//! Stages: `lexer` → `parser` → `ast`; then `engine` and its evaluation, one file per concern. Failures are raised
//! without a position and located once, in `failure`.

mod ast;
mod builtins;
mod engine;
mod failure;
mod halves;
mod lexer;
mod names;
mod number;
mod parser;
mod precompiled;
mod runes;
mod set;
mod show;
mod stack;
mod token;
mod trace;

pub use builtins::builtin_names;
pub use engine::{Engine, Options};
pub use set::Templates;
pub(crate) use set::{Precompiled, SourceFile};
pub use trace::{Position, Read, Segment, Trace};
