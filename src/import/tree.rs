//! Find: what lies in the folder that is brought over. It is only read, and no link is followed.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chardetng::EncodingDetector;
use encoding_rs::Encoding;

use super::notes::{Advice, Notes};
use crate::load::{Kind, MAX_PAGE_BYTES, OpenFolder};

/// Folders of tools, which hold nothing that anybody wrote.
const PASSED_OVER: [&str; 12] = [
    ".git",
    ".hg",
    ".svn",
    ".idea",
    ".vscode",
    ".cache",
    ".docusaurus",
    ".astro",
    ".venv",
    "__pycache__",
    "node_modules",
    "venv",
];
/// Deeper folders than this are left out.
const MAX_DEPTH: usize = 60;
/// More files than this are not looked at: then the folder is not that of a handbook.
const MAX_FILES: usize = 300_000;

static NOT_UTF8: Advice = Advice {
    found: "Texts that were not UTF-8",
    todo: "The encoding was guessed. Read the page once: are all letters right?",
};

/// The files below a folder, by their paths in it.
#[derive(Debug)]
pub(super) struct Tree {
    root: PathBuf,
    open: OpenFolder,
    files: BTreeSet<String>,
}

impl Tree {
    /// Lists all files below a folder.
    ///
    /// # Errors
    /// Where it cannot be opened; a folder in it that cannot be listed is told and left out.
    pub(super) fn list(root: &Path, notes: &mut Notes) -> io::Result<Self> {
        let open = OpenFolder::open(root)?;
        let mut tree = Self { root: root.to_path_buf(), open, files: BTreeSet::new() };
        tree.open.list(root)?;
        tree.walk(root, 0, notes);
        Ok(tree)
    }

    fn walk(&mut self, folder: &Path, depth: usize, notes: &mut Notes) {
        let entries = match self.open.list(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let name = self.name(folder).unwrap_or_default();
                notes.left_out("Folders that cannot be read", format!("{name}: {error}"));
                return;
            }
        };

        for entry in entries {
            let Some(name) = self.name(&entry.path) else {
                let name = entry.path.to_string_lossy().into_owned();
                let name = name.rsplit('/').next().unwrap_or_default().to_owned();
                notes.left_out("Files whose names are not UTF-8", name);
                continue;
            };
            let last = name.rsplit('/').next().unwrap_or(&name);
            match entry.kind {
                Kind::Folder if PASSED_OVER.contains(&last) => {}
                Kind::Folder if depth >= MAX_DEPTH => {
                    notes.left_out("Folders that are nested too deep", name);
                }
                Kind::Folder => self.walk(&entry.path, depth + 1, notes),
                Kind::File if self.files.len() >= MAX_FILES => {
                    notes.left_out("Files beyond the first 300,000", "all others");
                    return;
                }
                Kind::File => drop(self.files.insert(name)),
                Kind::Link => notes.left_out(
                    "Symbolic links: nothing behind one is read, it may lead elsewhere",
                    name,
                ),
                Kind::Other => notes.left_out("Pipes, sockets and devices", name),
            }
        }
    }

    /// A path as seen from the root, with `/`.
    fn name(&self, path: &Path) -> Option<String> {
        let name = path.strip_prefix(&self.root).ok()?.to_str()?;
        Some(name.replace(std::path::MAIN_SEPARATOR, "/"))
    }

    /// Whether there is a file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// The files in a folder and below, in order; all of them for the empty name.
    pub(super) fn below<'t>(&'t self, folder: &str) -> impl Iterator<Item = &'t str> + use<'t> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let from = self.files.range(start.clone()..);
        from.map(String::as_str).take_while(move |path| path.starts_with(&start))
    }

    /// The bytes of a file, at most so many.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn bytes(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open(path)?.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Opens a file to read it. What was put in its place since it was listed is refused if it is a
    /// link.
    ///
    /// # Errors
    /// What the file system says; `NotFound` for what was not listed.
    pub(super) fn open(&self, path: &str) -> io::Result<std::fs::File> {
        if !self.has(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        self.open.file(&self.root.join(path))
    }

    /// The text of a file, with `\n` at the ends of its lines; none where it is no text, which is
    /// told.
    pub(super) fn text(&self, path: &str, notes: &mut Notes) -> Option<String> {
        let bytes = match self.bytes(path, MAX_PAGE_BYTES + 1) {
            Ok(bytes) => bytes,
            Err(error) => {
                notes.left_out("Files that cannot be read", format!("{path}: {error}"));
                return None;
            }
        };
        if bytes.len() as u64 > MAX_PAGE_BYTES {
            notes.left_out("Texts of more than 4 MiB: split them", path);
            return None;
        }

        let text = self.decoded(bytes, path, notes);
        if text.contains('\0') {
            notes.left_out("Files that are called texts, but hold other bytes", path);
            return None;
        }
        if !text.contains('\r') {
            return Some(text);
        }
        Some(text.replace("\r\n", "\n").replace('\r', "\n"))
    }

    /// Bytes as text: UTF-8, or what they most likely are.
    fn decoded(&self, bytes: Vec<u8>, path: &str, notes: &mut Notes) -> String {
        let marked = Encoding::for_bom(&bytes).map(|(encoding, _)| encoding);
        let bytes = match (marked, String::from_utf8(bytes)) {
            (_, Ok(text)) => return text.trim_start_matches('\u{feff}').to_owned(),
            (_, Err(error)) => error.into_bytes(),
        };

        let encoding = marked.unwrap_or_else(|| {
            let mut detector = EncodingDetector::new();
            detector.feed(&bytes, true);
            detector.guess(None, true)
        });
        let (text, _, _) = encoding.decode(&bytes);
        notes.look_at_file(&NOT_UTF8, path, &format!("read as {}", encoding.name()));
        text.into_owned()
    }
}
