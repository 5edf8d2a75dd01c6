//! Find: what lies in the folder that is brought over, or is packed in the file. It is only read,
//! and no link is followed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use chardetng::EncodingDetector;
use encoding_rs::Encoding;

use super::archive::{Archive, Member, Packed, Unreadable};
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
    files: BTreeMap<String, Place>,
    archives: Vec<Archive>,
}

/// Where a file is.
#[derive(Clone, Copy, Debug)]
enum Place {
    Disk,
    /// In this archive, at this number.
    Packed {
        archive: usize,
        number: usize,
    },
}

/// Why there is no tree.
#[derive(Debug)]
pub(super) enum TreeError {
    Io(io::Error),
    /// A file that cannot be looked into, and what to do.
    Unreadable(String),
}

impl From<io::Error> for TreeError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Tree {
    /// Lists all files below a folder, those in a ZIP file, or a document that is there alone.
    ///
    /// # Errors
    /// Where it cannot be opened; a folder in it that cannot be listed is told and left out.
    pub(super) fn list(root: &Path, notes: &mut Notes) -> Result<Self, TreeError> {
        // What was named may be a link; what lies in it may not.
        let root = fs::canonicalize(root)?;
        if root.is_dir() {
            let mut tree = Self::empty(root)?;
            tree.open.list(&tree.root.clone())?;
            tree.walk(&tree.root.clone(), 0, notes);
            return Ok(tree);
        }

        let folder = root.parent().map(Path::to_path_buf).unwrap_or_default();
        let name = root.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());

        let mut tree = Self::empty(folder)?;
        tree.files.insert(name.clone(), Place::Disk);
        match ending.as_deref() {
            // It is unpacked only by whoever reads documents.
            Some("docx" | "docm") => Ok(tree),
            Some("zip") => tree.unpacked(&name, notes),
            _ => Err(TreeError::Unreadable(
                "it is a file, and neither a ZIP file (`.zip`) nor a Word document (`.docx`); give \
                 the folder that holds the pages"
                    .to_owned(),
            )),
        }
    }

    fn empty(root: PathBuf) -> io::Result<Self> {
        let open = OpenFolder::open(&root)?;
        Ok(Self { root, open, files: BTreeMap::new(), archives: Vec::new() })
    }

    /// What is packed in the one file of this tree, in its place. A folder that all of it lies in
    /// is only the name of the archive once more.
    fn unpacked(mut self, name: &str, notes: &mut Notes) -> Result<Self, TreeError> {
        let packed = self.pack(name, notes);
        let members = packed.map_err(|Unreadable(why)| TreeError::Unreadable(why))?;
        self.files.clear();

        let top = members.first().and_then(|member| member.path.split_once('/'));
        let top = top.map(|(top, _)| format!("{top}/")).unwrap_or_default();
        let is_common = members.iter().all(|member| member.path.starts_with(&top));
        let top = if is_common { top } else { String::new() };

        for member in members {
            let path = member.path[top.len()..].to_owned();
            let is_tool = path.split('/').any(|part| PASSED_OVER.contains(&part));
            if !is_tool {
                self.files.insert(path, self.last_packed(&member));
            }
        }
        Ok(self)
    }

    /// Opens an archive that is a file of this tree, and lists what is in it.
    ///
    /// # Errors
    /// Where it is none, or too large.
    pub(super) fn pack(
        &mut self,
        path: &str,
        notes: &mut Notes,
    ) -> Result<Vec<Member>, Unreadable> {
        let file = self
            .open_file(path)
            .map_err(|error| Unreadable(format!("it cannot be read: {error}")))?;
        let (archive, members) = Archive::open(file, path, notes)?;
        self.archives.push(archive);
        Ok(members)
    }

    /// What an archive that was opened last has at some number, as a file of this tree.
    pub(super) fn add_packed(&mut self, path: String, member: &Member) {
        let place = self.last_packed(member);
        self.files.insert(path, place);
    }

    /// The bytes of a file in the archive that was opened last, at most so many.
    ///
    /// # Errors
    /// Where it cannot be unpacked.
    pub(super) fn packed_bytes(&self, member: &Member, limit: u64) -> io::Result<Vec<u8>> {
        let archive = self.archives.last().ok_or(io::ErrorKind::NotFound)?;
        archive.bytes(member.number, limit)
    }

    fn last_packed(&self, member: &Member) -> Place {
        Place::Packed { archive: self.archives.len().saturating_sub(1), number: member.number }
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
                Kind::File => drop(self.files.insert(name, Place::Disk)),
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
        self.files.contains_key(path)
    }

    /// The files in a folder and below, in order; all of them for the empty name.
    pub(super) fn below<'t>(&'t self, folder: &str) -> impl Iterator<Item = &'t str> + use<'t> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let from = self.files.range(start.clone()..);
        from.map(|(path, _)| path.as_str()).take_while(move |path| path.starts_with(&start))
    }

    /// The bytes of a file, at most so many.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn bytes(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        if let Some(Place::Packed { archive, number }) = self.files.get(path) {
            return self.archives[*archive].bytes(*number, limit);
        }

        let mut bytes = Vec::new();
        self.open(path)?.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Opens a file to read it. What was put in its place since it was listed is refused if it is a
    /// link.
    ///
    /// # Errors
    /// What the file system says; `NotFound` for what was not listed.
    pub(super) fn open(&self, path: &str) -> io::Result<Box<dyn Read>> {
        match self.files.get(path) {
            Some(Place::Packed { archive, number }) => self.archives[*archive].reader(*number),
            Some(Place::Disk) => Ok(Box::new(self.open.file(&self.root.join(path))?)),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn open_file(&self, path: &str) -> io::Result<Box<dyn Packed>> {
        match self.files.get(path) {
            Some(Place::Disk) => Ok(Box::new(self.open.file(&self.root.join(path))?)),
            // A document in an archive: what it takes in memory has a bound.
            Some(Place::Packed { .. }) => Ok(Box::new(Cursor::new(self.bytes(path, u64::MAX)?))),
            None => Err(io::ErrorKind::NotFound.into()),
        }
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
