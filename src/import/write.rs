//! Write: into a new folder, or one that an import made. What a person changed is left as it is.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::tree::Tree;
use super::{ImportError, Written};
use crate::digest::{Digest, DigestBuilder};
use crate::load::{Kind, OpenFolder};

/// The record of what an import wrote.
pub(super) const RECORD: &str = ".import.json";
/// Of what this program writes; another one may write it otherwise.
const FORMAT: u32 = 1;

/// A file as it is to be.
#[derive(Debug)]
pub(super) enum Content {
    Text(String),
    /// A copy of this file of the source.
    Copy(String),
}

/// What an earlier import wrote: the digest of each file, by its path from the root.
#[derive(Default, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    format: u32,
    files: BTreeMap<String, Digest>,
}

/// A folder into which an import may write.
#[derive(Debug)]
pub(super) struct Target {
    root: PathBuf,
    record: Record,
    /// Whether an import wrote here before.
    pub(super) is_renewal: bool,
}

impl Target {
    /// Looks whether a folder may be written into.
    ///
    /// # Errors
    /// [`ImportError::Usage`] where it is not empty and no import made it, or where one of the two
    /// folders lies in the other.
    pub(super) fn find(from: &Path, into: &Path) -> Result<Self, ImportError> {
        let source = fs::canonicalize(from).map_err(|error| no_source(from, &error))?;
        let place = real_place(into)?;
        if place.starts_with(&source) || source.starts_with(&place) {
            return Err(ImportError::Usage(format!(
                "{} and {} lie in each other; name a folder beside the old handbook, so that \
                 nothing of it is touched",
                from.display(),
                into.display()
            )));
        }

        let mut target = Self { root: place, record: Record::default(), is_renewal: false };
        let is_empty = match fs::read_dir(&target.root) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(error) => return Err(ImportError::Io(target.root, error)),
        };
        if is_empty {
            return Ok(target);
        }

        let record = fs::read(target.root.join(RECORD)).ok();
        let record = record.and_then(|bytes| serde_json::from_slice::<Record>(&bytes).ok());
        match record.filter(|record| record.format == FORMAT) {
            Some(record) => {
                target.record = record;
                target.is_renewal = true;
                Ok(target)
            }
            None => Err(ImportError::Usage(format!(
                "{} is not empty, and no import made it; nothing was written. Name a new folder",
                into.display()
            ))),
        }
    }

    /// What the files would come to, without writing any.
    pub(super) fn preview(&self, files: &BTreeMap<String, Content>) -> Written {
        let vanished = self.vanished(files);
        Written { new: files.len(), vanished, ..Written::default() }
    }

    /// Files that an earlier import wrote, and this one has not.
    fn vanished(&self, files: &BTreeMap<String, Content>) -> Vec<String> {
        let known = self.record.files.keys();
        known.filter(|path| !files.contains_key(*path)).cloned().collect()
    }

    /// Writes the files. Of those that are there, those are renewed that nobody changed.
    ///
    /// # Errors
    /// What the file system says of the first file that cannot be written.
    pub(super) fn write(
        mut self,
        files: &BTreeMap<String, Content>,
        tree: &Tree,
    ) -> Result<Written, ImportError> {
        let io = |path: &Path| {
            let path = path.to_path_buf();
            move |error| ImportError::Io(path, error)
        };
        fs::create_dir_all(&self.root).map_err(io(&self.root))?;
        let open = OpenFolder::open_unlinked(&self.root).map_err(io(&self.root))?;
        let mut written = Written { vanished: self.vanished(files), ..Written::default() };
        // From now on the folder is one that an import made, also if this one is stopped.
        self.save(&open)?;

        for (path, content) in files {
            let file = self.root.join(path);
            let wanted = digest(content, tree).map_err(io(&file))?;
            let there = on_disk(&open, &file).map_err(io(&file))?;
            let known = self.record.files.get(path).copied();
            match (there, known) {
                (Some(there), _) if there == wanted => written.unchanged += 1,
                (Some(there), Some(known)) if there == known => {
                    renew(&open, &file, content, tree).map_err(io(&file))?;
                    written.renewed += 1;
                }
                (None, None) => {
                    self.create(&open, &file, content, tree).map_err(io(&file))?;
                    written.new += 1;
                }
                // Deleted by somebody, changed, or somebody's own.
                (_, known) => {
                    written.edited.push(path.clone());
                    if known.is_none() {
                        continue;
                    }
                }
            }
            let is_edited = written.edited.last() == Some(path);
            if !is_edited {
                self.record.files.insert(path.clone(), wanted);
            }
        }

        self.save(&open)?;
        Ok(written)
    }

    /// Writes a file that is not there yet, in folders that may not be there either.
    fn create(
        &self,
        open: &OpenFolder,
        file: &Path,
        content: &Content,
        tree: &Tree,
    ) -> io::Result<()> {
        // The top is there, and nothing above it is touched.
        if let Some(folder) = file.parent().filter(|folder| *folder != self.root) {
            open.make_folders(folder)?;
        }
        let mut new = open.create(file)?;
        match content {
            Content::Text(text) => new.write_all(text.as_bytes()),
            Content::Copy(from) => io::copy(&mut tree.open(from)?, &mut new).map(drop),
        }
    }

    fn save(&self, open: &OpenFolder) -> Result<(), ImportError> {
        let path = self.root.join(RECORD);
        let record = Record { format: FORMAT, files: self.record.files.clone() };
        let mut text = serde_json::to_string_pretty(&record).unwrap_or_default();
        text.push('\n');
        open.replace(&path, text.as_bytes()).map_err(|error| ImportError::Io(path, error))
    }
}

fn no_source(from: &Path, error: &io::Error) -> ImportError {
    let from = from.display();
    ImportError::Usage(match error.kind() {
        io::ErrorKind::NotFound => format!("there is no folder or file {from}"),
        _ => format!("{from} cannot be read: {error}"),
    })
}

/// Where a folder lies, or would lie if it were there.
fn real_place(folder: &Path) -> Result<PathBuf, ImportError> {
    let io = |error| ImportError::Io(folder.to_path_buf(), error);
    let whole = std::path::absolute(folder).map_err(io)?;
    let mut above = whole.as_path();
    loop {
        match fs::canonicalize(above) {
            Ok(real) => {
                let rest = whole.strip_prefix(above).unwrap_or(Path::new(""));
                // An empty rest would put a slash at the end.
                let is_whole = rest.as_os_str().is_empty();
                return Ok(if is_whole { real } else { real.join(rest) });
            }
            Err(error) => above = above.parent().ok_or(error).map_err(io)?,
        }
    }
}

/// Puts a file in the place of the one that is there.
fn renew(open: &OpenFolder, file: &Path, content: &Content, tree: &Tree) -> io::Result<()> {
    match content {
        Content::Text(text) => open.replace(file, text.as_bytes()),
        Content::Copy(from) => open.replace_from(file, &mut tree.open(from)?),
    }
}

/// The digest of a file as it is to be. Those of copies are made without holding them.
fn digest(content: &Content, tree: &Tree) -> io::Result<Digest> {
    match content {
        Content::Text(text) => digest_of(&mut text.as_bytes()),
        Content::Copy(from) => digest_of(&mut tree.open(from)?),
    }
}

fn digest_of(reader: &mut dyn io::Read) -> io::Result<Digest> {
    let mut digest = DigestBuilder::default();
    let mut buffer = vec![0; 64 << 10];
    loop {
        // Whole parts, so that the digest does not depend on how much a read gives.
        let mut filled = 0;
        while filled < buffer.len() {
            match reader.read(&mut buffer[filled..])? {
                0 => break,
                count => filled += count,
            }
        }
        if filled == 0 {
            return Ok(digest.finish());
        }
        digest.part(&buffer[..filled]);
    }
}

/// The digest of a file that is there; none where there is none.
fn on_disk(open: &OpenFolder, file: &Path) -> io::Result<Option<Digest>> {
    match open.kind(file) {
        Some(Kind::File) => digest_of(&mut open.file(file)?).map(Some),
        Some(_) => Err(io::Error::other("something that is no file is in its place")),
        None => Ok(None),
    }
}
