//! `cargo xtask site` and `playground`: builds the page in `web/`, serves it, and runs its tests.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::tools::{self, root, run, say};

/// The port that is tried first.
const PORT: u16 = 8347;

/// The most that a request may weigh; browsers send a few hundred bytes.
const MAX_REQUEST: u64 = 64 << 10;

/// Builds the package and the page, and says where the static files are.
pub(crate) fn site() -> Result<(), String> {
    crate::npm::package_for_site()?;
    let dist = build()?;
    say(&format!("{}\n", dist.display()));
    Ok(())
}

/// Builds everything, serves the page on this machine alone, and says the address.
pub(crate) fn playground() -> Result<(), String> {
    crate::npm::package_for_site()?;
    let dist = build()?;
    let listener = TcpListener::bind(("127.0.0.1", PORT))
        .or_else(|_| TcpListener::bind(("127.0.0.1", 0)))
        .map_err(|error| format!("cannot listen on 127.0.0.1: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    say(&format!("http://{address}/ (Ctrl-C ends it)\n"));
    for stream in listener.incoming().flatten() {
        // A browser opens several connections; one that says nothing must not hold up the others.
        let dist = dist.clone();
        std::thread::spawn(move || {
            // Who hangs up early is no mistake of ours.
            let _ = answer(&stream, &dist);
        });
    }
    Ok(())
}

/// Checks, builds and tests the page on the package that is in `pkg/dist`, against the native command once that is there.
pub(crate) fn test(helm: &Path, native: &Path, wait_for_native: impl FnOnce()) -> Result<(), String> {
    if !root().join("pkg/dist/runner_stack.wasm").is_file() {
        crate::npm::package_for_site()?;
    }
    let web = install()?;
    let chromium = tools::system_package("chromium", "chromium")?;
    tools::chinese_font()?;
    run(npm(&web).args(["run", "--silent", "check"]))?;
    build()?;
    wait_for_native();
    run(npm(&web)
        .args(["run", "--silent", "e2e"])
        .env("HELM", helm)
        .env("RUNNER_STACK", native)
        .env("CHROMIUM", chromium))
}

fn build() -> Result<PathBuf, String> {
    let web = install()?;
    run(npm(&web).args(["run", "--silent", "build"]).stdout(Stdio::null()))?;
    Ok(web.join("dist"))
}

fn npm(web: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(web);
    command
}

/// Installs what `web/package-lock.json` names, unless it is there.
fn install() -> Result<PathBuf, String> {
    let web = root().join("web");
    tools::npm_packages(&web, "what builds and tests the page")?;
    Ok(web)
}

/// Answers one request with a file below `dist`.
fn answer(stream: &TcpStream, dist: &Path) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.take(MAX_REQUEST));
    let mut request = String::new();
    reader.read_line(&mut request)?;
    // The headers are read and say nothing that matters.
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let target = request.split(' ').nth(1).unwrap_or("/");
    let path = target.split(['?', '#']).next().unwrap_or("/").trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let is_inside = path.split('/').all(|part| !part.is_empty() && part != ".." && !part.contains('\\'));
    let found = is_inside.then(|| fs::read(dist.join(path)).ok()).flatten();
    let (status, body) = found.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n",
        content_type(path),
        body.len(),
    )?;
    stream.write_all(&body)
}

fn content_type(path: &str) -> &'static str {
    match Path::new(path).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
