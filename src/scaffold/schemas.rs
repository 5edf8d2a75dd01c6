//! The schemas of a handbook's files, beside them.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{NewFiles, ScaffoldError, refuse_links};
use crate::load::OpenFolder;
use crate::schema::Schema;

/// The schemas as files of a new handbook.
pub(super) fn files() -> NewFiles {
    let files = Schema::ALL.into_iter();
    files.map(|schema| (schema.file().into(), schema.text().into_bytes())).collect()
}

/// Writes the schemas of all files into the hidden folder of a handbook, each as a whole. Those that
/// are there as they would be written stay untouched. Gives the files written.
///
/// # Errors
/// Where the folder is a symbolic link, or a file cannot be written.
pub fn write_schemas(root: &Path) -> Result<Vec<PathBuf>, ScaffoldError> {
    refuse_links(root, Schema::FOLDER)?;
    let folder = root.join(Schema::FOLDER);
    let at_folder = |error| ScaffoldError::Io(folder.clone(), error);
    let open = OpenFolder::open(root).map_err(at_folder)?;
    open.make_folders(&folder).map_err(at_folder)?;

    let mut written = Vec::new();
    let mut held = None;
    for (path, bytes) in files() {
        let path = root.join(path);
        let at_file = |error| ScaffoldError::Io(path.clone(), error);
        if is_current(&open, &path, &bytes) {
            continue;
        }
        if held.is_none() {
            held = Some(open.hold(&path).map_err(at_file)?);
        }
        open.replace(&path, &bytes).map_err(at_file)?;
        written.push(path);
    }
    Ok(written)
}

/// Whether a file is there with these bytes.
fn is_current(open: &OpenFolder, path: &Path, bytes: &[u8]) -> bool {
    let read = || -> io::Result<Vec<u8>> {
        let mut there = Vec::new();
        // No more than tells that it is another.
        open.file(path)?.take(bytes.len() as u64 + 1).read_to_end(&mut there)?;
        Ok(there)
    };
    read().is_ok_and(|there| there == bytes)
}
