//! Writes the JavaScript side of a WebAssembly module, in the two forms that the package is made of:
//! `xtask-bindgen MODULE NAME FOLDER` fills `FOLDER/no-modules` and `FOLDER/web`.
//!
//! It is the library behind the command `wasm-bindgen`. That command also brings a server and a client for tests in
//! browsers, which take longer to compile than all that is needed here; and the library cannot have another version
//! than the crate whose calls it writes.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when that fails.
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{error:#}\n"));
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<()> {
    let [module, name, folder] = args else {
        bail!("three arguments are needed: the module, the name of the result and its folder");
    };
    let (module, folder) = (Path::new(module), Path::new(folder));
    // The glue is a function that makes instances, as many as needed; its types come in the form that modules have.
    let mut bindgen = Bindgen::new();
    bindgen
        .no_modules(true)?
        .input_path(module)
        .out_name(name)
        .typescript(true)
        .omit_default_module_path(false);
    bindgen
        .generate(folder.join("no-modules"))
        .with_context(|| format!("{}: no-modules", module.display()))?;
    let mut bindgen = Bindgen::new();
    bindgen.web(true)?.input_path(module).out_name(name).typescript(true).omit_default_module_path(false);
    bindgen.generate(folder.join("web")).with_context(|| format!("{}: web", module.display()))
}
