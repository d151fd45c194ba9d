//! `cargo xtask npm`: builds `pkg/dist/` and leaves a tarball that can be published.
//!
//! cargo, wasm-bindgen and wasm-opt are called directly, without wasm-pack: it adds nothing but a package.json of its
//! own, which `pkg/` writes by hand, and takes minutes to install.

mod entries;
mod module;
mod order;
mod size;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::tools::{self, root, run, say};

/// The most that the module may weigh, compressed, as a browser loads it.
const SIZE_LIMIT: usize = 600 << 10;

/// What has been reached on the way there: the tests fail when the module grows beyond it. To be lowered with each step.
/// Of it, 54 KB are handlebars with its parser, for the companion files.
const SIZE_REACHED: usize = 1079 << 10;

const TARGET: &str = "wasm32-unknown-unknown";

/// The package that writes the JavaScript side.
pub(crate) const BINDGEN: &str = "xtask-bindgen";

/// What the module is called in `pkg/dist/`.
const NAME: &str = "runner_stack";

/// What rustc's own target enables; every browser and Node of the last years has it.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What is hardly longer than its call is put in its place before anything else is done, which no other switch for size
/// does. The usual measures (50, and 100 for what is marked for it) make the module 2 % bigger; these make it smaller,
/// and renders 8 % faster.
const SMALL_INLINED: &str = " -Zinline-mir=yes -Zinline-mir-threshold=15 -Zinline-mir-hint-threshold=30";

/// Loops instead of rounds that are written out.
const SMALL_CRYPTOGRAPHY: &str = "--cfg sha2_backend_soft=\"compact\" --cfg aes_backend_soft=\"compact\"";

/// Little code that all calls spend time in: the allocator, and comparing memory.
const FAST_PARTS: [&str; 2] =
    ["profile.wasm.package.dlmalloc.opt-level=3", "profile.wasm.package.compiler_builtins.opt-level=3"];

/// What wasm-opt does. Inlining functions that are called once and packing data make the module smaller, but not what
/// is left of it after gzip: functions that stand as they were written are more alike.
const OPTIMISATION: &[&str] = &[
    "-Os",
    "--one-caller-inline-max-function-size=30",
    "--skip-pass=code-folding",
    "--skip-pass=memory-packing",
    "--skip-pass=reorder-functions",
];

/// Builds the package, says where the tarball is, and fails when the module is too big.
pub(crate) fn build() -> Result<(), String> {
    let built = package()?;
    say(&format!("{}\n", built.tarball.display()));
    size::check(built.size, SIZE_LIMIT)
}

/// Builds the package for the page, which takes the module whatever it weighs.
pub(crate) fn package_for_site() -> Result<(), String> {
    let built = package()?;
    if let Err(message) = size::check(built.size, SIZE_LIMIT) {
        tools::complain(&message);
    }
    Ok(())
}

/// Builds the package, tells when that is done, and runs its tests on what was built, against the native command once
/// that is there.
pub(crate) fn test(
    native: &Path,
    packaged: impl FnOnce(),
    wait_for_native: impl FnOnce(),
) -> Result<(), String> {
    let built = package()?;
    packaged();
    let chromium = tools::system_package("chromium", "chromium")?;
    consumers()?;
    wait_for_native();
    run(Command::new("node")
        .current_dir(root().join("pkg"))
        .arg("--test")
        .args(test_files()?)
        .env("RUNNER_STACK", native)
        .env("CHROMIUM", chromium))?;
    if let Err(message) = size::check(built.size, SIZE_LIMIT) {
        tools::complain(&format!("{message}; `cargo xtask npm` fails for it"));
    }
    if !tools::has_rust_sources() {
        // With the standard library as it comes, it is bigger anyway.
        return Ok(());
    }
    size::check(built.size, SIZE_REACHED)
        .map_err(|message| format!("{message}: it has been smaller; the list above says what is in it"))
}

/// Builds the package and measures it in Node and Chromium.
pub(crate) fn bench() -> Result<(), String> {
    package_for_site()?;
    let chromium = tools::system_package("chromium", "chromium")?;
    consumers()?;
    run(Command::new("node")
        .current_dir(root().join("pkg"))
        .arg("test/bench/main.mjs")
        .env("CHROMIUM", chromium))
}

/// Installs what uses the packed package, the driver of the browser among it.
fn consumers() -> Result<PathBuf, String> {
    tools::npm_packages(&root().join("pkg/test/consumers"), "what uses the packed package")
}

/// What stands beside them in the folder is not run by itself.
fn test_files() -> Result<Vec<PathBuf>, String> {
    let folder = root().join("pkg/test");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    Ok(files)
}

struct Package {
    tarball: PathBuf,
    /// Bytes of the module with gzip.
    size: usize,
}

fn package() -> Result<Package, String> {
    let node_modules = install()?;
    let work = target().join("npm");
    let dist = root().join("pkg/dist");
    for folder in [&work, &dist] {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let module = compile()?;
    // In a folder of its own: the usual one is taken by whoever compiles at the same time. It runs for seconds, so that
    // optimising it would take longer than it saves.
    run(tools::cargo()
        .args(["run", "--quiet", "--package", BINDGEN, "--config", "profile.dev.package.\"*\".opt-level=0"])
        .arg("--target-dir")
        .arg(work.join("bindgen"))
        .arg("--")
        .arg(&module)
        .arg(NAME)
        .arg(&work))?;
    let named = work.join("named.wasm");
    let wasm = dist.join(format!("{NAME}.wasm"));
    let optimise = || {
        let mut command = Command::new("node");
        command.arg(node_modules.join("binaryen/bin/wasm-opt"));
        command
    };
    run(optimise()
        .arg(work.join(format!("no-modules/{NAME}_bg.wasm")))
        .args(OPTIMISATION)
        .arg("--debuginfo")
        .args(FEATURES)
        .arg("--output")
        .arg(&named))?;
    let ordered = work.join("ordered.wasm");
    write_ordered(&named, &ordered)?;
    run(optimise()
        .arg(&ordered)
        .args([
            "--reorder-functions-by-name",
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ])
        .args(FEATURES)
        .arg("--output")
        .arg(&wasm))?;
    entries::write(&work, &dist, NAME)?;
    let size = size::report(&named, &wasm, SIZE_LIMIT)?;
    Ok(Package { tarball: pack(&work)?, size })
}

fn write_ordered(named: &Path, ordered: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let module = fs::read(named).map_err(|error| failed(named, error))?;
    let module = order::named_by_order(&module)?;
    fs::write(ordered, module).map_err(|error| failed(ordered, error))
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The module as rustc leaves it.
///
/// The standard library is compiled along, for size and without the words of panics, which nobody would read: a panic
/// ends the instance, and the package says so. For the same reason a derived `Debug` writes no more than a name; texts
/// in messages are quoted by that of `str`, which is as it always is. Cargo's switches for that are not stable yet,
/// though they work with the pinned compiler.
fn compile() -> Result<PathBuf, String> {
    let mut command = tools::cargo();
    command.args([
        "build",
        "--quiet",
        "--package",
        "runner-stack-wasm",
        "--profile",
        "wasm",
        "--target",
        TARGET,
    ]);
    let mut flags = SMALL_CRYPTOGRAPHY.to_owned();
    if tools::has_rust_sources() {
        command
            .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
            .args(FAST_PARTS.iter().flat_map(|part| ["--config", part]))
            .env("RUSTC_BOOTSTRAP", "1");
        flags.push_str(
            " -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=shallow",
        );
        flags.push_str(SMALL_INLINED);
    } else {
        tools::complain("the module gets bigger than it could be: rustup component add rust-src");
    }
    command.env("RUSTFLAGS", flags);
    run(&mut command).map_err(|error| {
        format!("{error}\nIf the target is missing: rustup target add {TARGET}, then run again")
    })?;
    Ok(target().join(TARGET).join("wasm/runner_stack_wasm.wasm"))
}

/// Installs what `pkg/package-lock.json` names, unless it is there.
fn install() -> Result<PathBuf, String> {
    tools::needs("node", "Node 20 or newer, https://nodejs.org (Debian: apt-get install nodejs)")?;
    tools::npm_packages(&root().join("pkg"), "what builds the package")
}

fn pack(work: &Path) -> Result<PathBuf, String> {
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(root().join(licence), root().join("pkg/dist").join(licence))
            .map_err(|error| format!("{licence}: {error}"))?;
    }
    run(Command::new("npm")
        .current_dir(root().join("pkg"))
        .args(["pack", "--silent", "--ignore-scripts", "--pack-destination"])
        .arg(work)
        .stdout(Stdio::null()))?;
    Ok(work.join(format!("runner-stack-{}.tgz", env!("CARGO_PKG_VERSION"))))
}
