//! ZIP archives that come out the same on every machine and every day.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::load::AssetSource;
use crate::render::{Content, Output};

/// Files that several archives have, packed once.
pub(crate) struct PackedFiles {
    archive: Vec<u8>,
    /// Their paths, in order.
    paths: Vec<String>,
}

impl PackedFiles {
    /// Some files below a folder; `read` gives the bytes of one that is copied.
    pub(super) fn of(
        files: impl IntoIterator<Item = Output>,
        folder: &str,
        read: &dyn Fn(&AssetSource) -> Vec<u8>,
    ) -> Self {
        let files = files.into_iter();
        let named = files.map(|file| Output { path: format!("{folder}{}", file.path), ..file });
        let mut named: Vec<Output> = named.collect();
        named.sort_by(|a, b| a.path.cmp(&b.path));
        let paths = named.iter().map(|file| file.path.clone()).collect();
        Self { archive: archive(named, None, read), paths }
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }
}

/// An archive of some files, in their order, and of what is packed already.
pub(super) fn archive(
    files: Vec<Output>,
    packed: Option<&PackedFiles>,
    read: &dyn Fn(&AssetSource) -> Vec<u8>,
) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // Nothing tells when or where it was made, and nothing is used that a learning system was seen
    // to refuse: no folders as entries, no other method than deflate.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);

    for Output { path, content } in files {
        let bytes = match content {
            Content::Bytes(bytes) => bytes,
            Content::Copy(source) => read(&source),
        };
        // Writing to memory cannot fail, and no edition may write as much as an archive cannot hold.
        let _ = archive.start_file(path, options).and_then(|()| Ok(archive.write_all(&bytes)?));
    }
    if let Some(packed) = packed {
        let packed = Cursor::new(&packed.archive);
        // It is one of ours, so it can be read.
        let _ = ZipArchive::new(packed).and_then(|it| archive.merge_archive(it));
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}
