//! Installs what the tests compare with into `.tools/`, and finds it there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::heard::{self, Stream};

/// Where each outside tool is.
pub(crate) struct Tools {
    pub(crate) helm: PathBuf,
    pub(crate) python: PathBuf,
    pub(crate) shellcheck: PathBuf,
    pub(crate) busybox: PathBuf,
}

impl Tools {
    pub(crate) fn print(&self) {
        for (name, path) in [
            ("helm", &self.helm),
            ("python", &self.python),
            ("shellcheck", &self.shellcheck),
            ("busybox", &self.busybox),
        ] {
            say(&format!("{name}: {}\n", path.display()));
        }
    }
}

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().expect("xtask lies in the root folder").to_path_buf()
}

/// The cargo that runs this, in the root of the checkout.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Installs what is missing. A second run does nothing.
pub(crate) fn install() -> Result<Tools, String> {
    let venv = root().join(".tools/venv");
    let requirements = root().join("tests/requirements.txt");
    let wanted =
        fs::read_to_string(&requirements).map_err(|error| format!("tests/requirements.txt: {error}"))?;
    let stamp = venv.join("installed.txt");
    if fs::read_to_string(&stamp).ok().as_deref() != Some(&wanted) {
        say("installing the Python tools into .tools/venv\n");
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv)).map_err(|error| {
            format!("{error}\nPython 3.9 or newer with the venv module is needed (Debian: apt-get install python3-venv)")
        })?;
        run(Command::new(venv.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .arg(&requirements))?;
        fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    }
    let bin = venv.join("bin");
    let tools = Tools {
        helm: bin.join("helm"),
        python: bin.join("python"),
        shellcheck: bin.join("shellcheck"),
        busybox: system_package("busybox", "busybox")?,
    };
    // The shells and awks of the images that the start scripts run in.
    for program in ["bash", "dash", "mawk", "gawk"] {
        system_package(program, program)?;
    }
    Ok(tools)
}

/// A program that only the system's packages offer: installed as root, else asked for.
pub(crate) fn system_package(program: &str, package: &str) -> Result<PathBuf, String> {
    if let Some(path) = find(program) {
        return Ok(path);
    }
    if install_package(package)?
        && let Some(path) = find(program)
    {
        return Ok(path);
    }
    Err(format!("the tests need `{program}`; install it (Debian: apt-get install {package}) and run again"))
}

/// A font for Chinese, without which the page's lines are of other lengths and heights.
pub(crate) fn chinese_font() -> Result<(), String> {
    const PACKAGE: &str = "fonts-wqy-microhei";
    system_package("fc-list", "fontconfig")?;
    let has = || Command::new("fc-list").arg(":lang=zh").output().is_ok_and(|list| !list.stdout.is_empty());
    if has() || (install_package(PACKAGE)? && has()) {
        return Ok(());
    }
    Err(format!(
        "the tests need a font for Chinese; install one (Debian: apt-get install {PACKAGE}) and run again"
    ))
}

/// Installs a package of the system if that is possible: as root, with apt-get.
fn install_package(package: &str) -> Result<bool, String> {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0\n"));
    if !is_root || find("apt-get").is_none() {
        return Ok(false);
    }
    say(&format!("installing {package} with apt-get\n"));
    let install = || {
        run(Command::new("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "-y", "-qq", package]))
    };
    if install().is_err() {
        run(Command::new("apt-get").args(["update", "-qq"]))?;
        install()?;
    }
    Ok(true)
}

/// Installs what the `package-lock.json` of a folder names into its `node_modules/`, unless it is there.
pub(crate) fn npm_packages(folder: &Path, what: &str) -> Result<PathBuf, String> {
    needs("npm", "npm, which comes with Node (Debian: apt-get install npm)")?;
    let lock = folder.join("package-lock.json");
    let wanted = fs::read_to_string(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    let modules = folder.join("node_modules");
    let stamp = modules.join("installed.json");
    if fs::read_to_string(&stamp).ok().as_deref() != Some(&wanted) {
        say(&format!(
            "installing {what} into {}\n",
            modules.strip_prefix(root()).unwrap_or(&modules).display()
        ));
        run(Command::new("npm").current_dir(folder).args(["ci", "--silent", "--ignore-scripts"]))?;
        fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    }
    Ok(modules)
}

/// Whether the compiler has the sources of the standard library; rustup gets them when it can.
pub(crate) fn has_rust_sources() -> bool {
    let has = || {
        let output = Command::new("rustc").current_dir(root()).args(["--print", "sysroot"]).output();
        let sysroot =
            output.ok().and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
        Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file()
    };
    if has() {
        return true;
    }
    say("installing the sources of the standard library with rustup\n");
    let _ = run(Command::new("rustup").current_dir(root()).args(["component", "add", "rust-src"]));
    has()
}

/// An error that says how to get a program, unless it is there.
pub(crate) fn needs(program: &str, how: &str) -> Result<(), String> {
    match find(program) {
        Some(_) => Ok(()),
        None => Err(format!("`{program}` is missing; install {how} and run again")),
    }
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

/// Runs a command, its output on the terminal; an error names the command.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let status = heard::status(command).map_err(|error| format!("could not run {command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} ended with {status}")) }
}

/// Writes to standard output.
pub(crate) fn say(text: &str) {
    heard::print(Stream::Output, text);
}

/// Writes a message to standard error.
pub(crate) fn complain(text: &str) {
    heard::print(Stream::Errors, &format!("{}\n", text.trim_end()));
}
