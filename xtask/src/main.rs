//! Project chores: `cargo xtask test`, `generate`, `bench`.

mod generate;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        _ => bail!("unknown task; known are: generate [--check]"),
    }
}
