//! What HR has: an export of Confluence, and documents of Word. Nothing is lost, and nothing that
//! was not for readers is published.

mod bad_input;
mod confluence;
mod word;

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::Brought;
use crate::harness::{Folder, contents};

/// A ZIP file with these in it.
fn zipped<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(path, SimpleFileOptions::default()).expect("begun");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("closed").into_inner()
}

/// A file in a ZIP file.
fn unzipped(bytes: &[u8], path: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a ZIP file");
    let mut text = String::new();
    zip.by_name(path).expect("there").read_to_string(&mut text).expect("text");
    text
}

/// Brings a file over, which must do, and builds what comes of it, which must do as well.
#[track_caller]
fn bring_file(name: &str, bytes: &[u8]) -> Brought {
    let desk = Folder::empty();
    desk.put(name, bytes);
    let done = desk.run(&["import", name, "new"]).assert(0);
    let built = desk.run(&["build", "--root", "new"]).assert(0);
    assert!(!built.stderr.contains("error"), "{}", built.stderr);
    Brought { desk, done }
}

/// None of these words is in the handbook, nor in what is published.
#[track_caller]
fn assert_nowhere(brought: &Brought, words: &[&str]) {
    for (path, bytes) in contents(&brought.desk.path("new")) {
        let text = String::from_utf8_lossy(&bytes);
        let is_report = path == "import-report.md";
        for word in words.iter().filter(|_| !is_report) {
            assert!(!text.contains(word), "{word:?} is in {path}");
        }
    }
}
