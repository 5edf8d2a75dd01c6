//! ZIP files, such as an export or a Word document: what is packed in them, read within bounds.
//!
//! Nothing is unpacked to a disk, and no name in an archive is ever a path outside of it.

use std::io::{self, Cursor, Read, Seek};
use std::sync::{Mutex, PoisonError};

use zip::ZipArchive;
use zip::result::ZipError;

use super::notes::Notes;

/// So much may be in one archive in all, unpacked, in bytes.
const MAX_UNPACKED: u64 = 2 << 30;
/// So large may one file in it be, unpacked, in bytes.
const MAX_FILE: u64 = 256 << 20;
/// So many files may be in one archive.
const MAX_FILES: usize = 100_000;

/// What an archive is read from.
pub(super) trait Packed: Read + Seek + Send {}

impl<T: Read + Seek + Send> Packed for T {}

/// An open ZIP file.
pub(super) struct Archive {
    zip: Mutex<ZipArchive<Box<dyn Packed>>>,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Archive")
    }
}

/// A file in an archive: its path there, and its number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Member {
    pub(super) path: String,
    pub(super) number: usize,
}

/// Why an archive is not read, for people.
#[derive(Debug)]
pub(super) struct Unreadable(pub(super) String);

impl Archive {
    /// Opens a ZIP file and lists what may be read in it; what may not is told.
    ///
    /// # Errors
    /// Where it is no ZIP file, or too much is packed in it.
    pub(super) fn open(
        packed: Box<dyn Packed>,
        name: &str,
        notes: &mut Notes,
    ) -> Result<(Self, Vec<Member>), Unreadable> {
        let mut zip = ZipArchive::new(packed).map_err(broken)?;
        if zip.len() > MAX_FILES {
            return Err(Unreadable(format!(
                "more than {MAX_FILES} files are packed in it; unpack it, and import the folder"
            )));
        }

        // What an archive says of itself is asked before anything is unpacked.
        let mut unpacked: u64 = 0;
        let mut members = Vec::new();
        for number in 0..zip.len() {
            let file = zip.by_index_raw(number).map_err(broken)?;
            let path = file.name().to_owned();
            unpacked = unpacked.saturating_add(file.size());
            if file.is_dir() {
                // Files name the folders that they lie in.
                continue;
            }

            let told = format!("{name}: {path}");
            if !is_inside(&path) {
                notes.left_out("Names in a ZIP file that lead out of it", told);
            } else if file.is_symlink() {
                notes.left_out("Links in a ZIP file: nothing behind one is read", told);
            } else if file.encrypted() {
                notes.left_out("Files in a ZIP file that are locked with a password", told);
            } else if file.size() > MAX_FILE {
                notes.left_out("Files in a ZIP file of more than 256 MiB: unpack it", told);
            } else {
                members.push(Member { path, number });
            }
        }

        if unpacked > MAX_UNPACKED {
            return Err(Unreadable(
                "unpacked it has more than 2 GiB; if that is right, unpack it, and import the \
                 folder"
                    .to_owned(),
            ));
        }
        Ok((Self { zip: Mutex::new(zip) }, members))
    }

    /// The bytes of a file, at most so many.
    ///
    /// # Errors
    /// Where it cannot be unpacked, or holds more than the archive says.
    pub(super) fn bytes(&self, number: usize, limit: u64) -> io::Result<Vec<u8>> {
        let mut zip = self.zip.lock().unwrap_or_else(PoisonError::into_inner);
        let file = zip.by_index(number).map_err(io::Error::other)?;
        let size = file.size().min(MAX_FILE);

        // An archive may say less than there is: the bound was kept for what it says.
        let mut bytes = Vec::new();
        file.take(limit.min(size + 1)).read_to_end(&mut bytes)?;

        if bytes.len() as u64 > size {
            return Err(io::Error::other("it holds more than the ZIP file says"));
        }
        Ok(bytes)
    }

    /// A file, to be read.
    ///
    /// # Errors
    /// As for its bytes.
    pub(super) fn reader(&self, number: usize) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(Cursor::new(self.bytes(number, u64::MAX)?)))
    }
}

fn broken(error: ZipError) -> Unreadable {
    let why = match error {
        ZipError::UnsupportedArchive(why) => {
            format!("it is packed in a way not known here ({why})")
        }
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
            format!("it cannot be read ({error})")
        }
        _ => "it is no ZIP file, or a damaged one".to_owned(),
    };
    Unreadable(format!("{why}; open it in the program that made it, and save it again"))
}

/// Whether a name in an archive is a path in it and nowhere else, on any system.
fn is_inside(path: &str) -> bool {
    let is_name = |part: &str| !["", ".", ".."].contains(&part);

    // Windows takes these for the signs of folders and disks.
    path.split('/').all(is_name) && !path.contains(['\\', '\0', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_are_known() {
        for inside in ["a.html", "a/b.html", "a..b/c", "ä/…"] {
            assert!(is_inside(inside), "{inside}");
        }
        for outside in ["/a", "../a", "a/../b", "a\\b", "C:/a", "a//b", "./a", "", "a\0"] {
            assert!(!is_inside(outside), "{outside}");
        }
    }

    #[test]
    fn what_is_no_archive_is_refused_with_what_to_do() {
        let packed = Box::new(Cursor::new(b"PK\x03\x04 and no more".to_vec()));
        let Err(Unreadable(why)) = Archive::open(packed, "a.zip", &mut Notes::default()) else {
            panic!("that is no archive");
        };
        assert!(why.contains("save it again"), "{why}");
    }
}
