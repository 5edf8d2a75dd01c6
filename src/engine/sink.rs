//! Where editions go: a folder, memory, or nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock};

use super::EditionResult;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::drift::OverrideStatus;
use crate::edition::Edition;
use crate::load::{AssetSource, Origin};
use crate::publish::{CopySource, OutDir, PublishError, Published, Record, Staging};
use crate::render::{Content, Output};
use crate::sync::lock;
use crate::url::MANIFEST;

/// The files of an edition, by address.
pub type EditionFiles = BTreeMap<String, Vec<u8>>;

/// Takes the files of one edition, from several threads.
pub(crate) trait Sink: Sync {
    /// Takes a file. The manifest comes last.
    fn put(&self, output: Output) -> Result<(), PublishError>;

    /// What the last build remembered of what its files are made from; none where nothing is
    /// remembered.
    fn recorded_files(&self) -> Option<&str> {
        None
    }

    /// Takes the file that lies at an address already, where it holds what this digest says: its
    /// length, or nothing where there is no such file.
    fn keep(&self, _path: &str, _digest: Digest) -> Result<Option<u64>, PublishError> {
        Ok(None)
    }

    /// The digests of all files taken so far, by address.
    fn digests(&self) -> BTreeMap<String, Digest>;

    /// The edition has all its files.
    fn finish(self: Box<Self>, whole: Whole<'_>) -> Finished;
}

/// What an edition is that has all its files.
pub(crate) struct Whole<'a> {
    /// The addresses of its files, listed before the first one was made.
    pub(crate) files: &'a BTreeSet<String>,
    /// The digest of what it is made from.
    pub(crate) inputs: Digest,
    /// What was found in it.
    pub(crate) diagnostics: &'a [Diagnostic],
    /// What is to be remembered of what they are made from.
    pub(crate) made_from: String,
    /// The edition that they show.
    pub(crate) edition: &'a Edition,
}

/// How far an edition is.
pub(crate) enum Finish {
    /// This is what became of it.
    Done(EditionResult),
    /// It is published with others: [`Destination::settle`] knows what became of it.
    Waits,
}

/// A sink for one edition.
pub(crate) type Begun<'a> = Result<Box<dyn Sink + 'a>, PublishError>;

/// How far the edition is, or why it cannot be published.
pub(crate) type Finished = Result<Finish, PublishError>;

/// Where the editions of a run go.
pub(crate) trait Destination: Sync {
    /// Begins an edition. `origin` is where its copied files are read.
    fn begin<'a>(&'a self, edition: &str, origin: &'a Origin) -> Begun<'a>;

    /// What was found in an edition, where it lies there already as it would be made of these
    /// inputs.
    fn unchanged(&self, _edition: &str, _inputs: Digest) -> Option<Vec<Diagnostic>> {
        None
    }

    /// Whether an edition is rendered although its errors will keep it from being published: where
    /// only what is found in it is wanted.
    fn takes_refused(&self) -> bool {
        false
    }

    /// Whether what it takes is published, so that overrides count as written against what they
    /// stand over now.
    fn keeps_locks(&self) -> bool {
        false
    }

    /// Hears what became of the overrides of an edition, before it is begun.
    fn hear_overrides(&self, _edition: &str, _overrides: &[OverrideStatus]) {}

    /// What became of the editions that waited for each other, by name.
    fn settle(&self) -> BTreeMap<String, EditionResult> {
        BTreeMap::new()
    }
}

/// An output folder.
impl Destination for OutDir {
    fn begin<'a>(&'a self, edition: &str, origin: &'a Origin) -> Begun<'a> {
        let staging = self.edition(edition)?;
        Ok(Box::new(Folder { out: self, staging, manifest: OnceLock::new(), origin }))
    }

    fn unchanged(&self, edition: &str, inputs: Digest) -> Option<Vec<Diagnostic>> {
        let record = self.recorded(edition, inputs)?;
        // A report that cannot be read is no error: the edition is built again.
        serde_json::from_str(&record.report).ok()
    }

    fn keeps_locks(&self) -> bool {
        true
    }

    fn settle(&self) -> BTreeMap<String, EditionResult> {
        let all = OutDir::settle(self).into_iter();
        all.map(|Published { name, result }| {
            (name, result.map_or_else(EditionResult::Failed, EditionResult::Published))
        })
        .collect()
    }
}

/// A folder of the output folder.
struct Folder<'a> {
    out: &'a OutDir,
    staging: Staging,
    manifest: OnceLock<Vec<u8>>,
    origin: &'a Origin,
}

impl Sink for Folder<'_> {
    fn put(&self, Output { path, content }: Output) -> Result<(), PublishError> {
        match content {
            Content::Bytes(bytes) if path == MANIFEST => {
                // Held back: `commit` takes it together with the record.
                self.manifest.get_or_init(|| bytes);
                Ok(())
            }
            Content::Bytes(bytes) => self.staging.put(&path, &bytes),
            Content::Copy(source) => match (self.origin, self.origin.on_disk(&source.file)) {
                (Origin::Disk(root), Some(file)) => {
                    let from = CopySource { root, path: &file, digest: source.digest };
                    self.staging.put_file(&path, &from)
                }
                _ => self.staging.put(&path, &copied(self.origin, &source)),
            },
        }
    }

    fn recorded_files(&self) -> Option<&str> {
        Some(self.staging.recorded_files())
    }

    fn keep(&self, path: &str, digest: Digest) -> Result<Option<u64>, PublishError> {
        self.staging.keep(path, digest)
    }

    fn digests(&self) -> BTreeMap<String, Digest> {
        self.staging.digests()
    }

    fn finish(self: Box<Self>, whole: Whole<'_>) -> Finished {
        // An empty report does not read as one, so the next run would build the edition again.
        let report = serde_json::to_string(whole.diagnostics).unwrap_or_default();
        let manifest = self.manifest.into_inner().unwrap_or_default();
        let record = Record { inputs: whole.inputs, report, made_from: whole.made_from };
        self.out.publish(self.staging.seal(whole.files, record, &manifest)?);
        Ok(Finish::Waits)
    }
}

/// Editions in memory, by name.
#[derive(Default)]
pub(super) struct Memory(Mutex<BTreeMap<String, EditionFiles>>);

impl Memory {
    pub(super) fn into_editions(self) -> BTreeMap<String, EditionFiles> {
        self.0.into_inner().unwrap_or_default()
    }
}

impl Destination for Memory {
    fn begin<'a>(&'a self, edition: &str, origin: &'a Origin) -> Begun<'a> {
        let name = edition.to_owned();
        Ok(Box::new(InMemory { name, files: Mutex::default(), editions: &self.0, origin }))
    }
}

/// An edition in memory. It is seen among the others when it is whole.
struct InMemory<'a> {
    name: String,
    files: Mutex<EditionFiles>,
    editions: &'a Mutex<BTreeMap<String, EditionFiles>>,
    origin: &'a Origin,
}

impl Sink for InMemory<'_> {
    fn put(&self, Output { path, content }: Output) -> Result<(), PublishError> {
        let bytes = match content {
            Content::Bytes(bytes) => bytes,
            Content::Copy(source) => copied(self.origin, &source),
        };

        lock(&self.files).insert(path, bytes);
        Ok(())
    }

    fn digests(&self) -> BTreeMap<String, Digest> {
        let files = lock(&self.files);
        files.iter().map(|(path, bytes)| (path.clone(), Digest::of(bytes))).collect()
    }

    fn finish(self: Box<Self>, _: Whole<'_>) -> Finished {
        let files = self.files.into_inner().unwrap_or_default();
        lock(self.editions).insert(self.name, files);
        Ok(Finish::Done(EditionResult::Checked))
    }
}

/// Nowhere: only what is found in the editions is wanted.
pub(super) struct Nowhere;

impl Destination for Nowhere {
    fn begin<'a>(&'a self, _: &str, _: &'a Origin) -> Begun<'a> {
        Ok(Box::new(Self))
    }

    fn takes_refused(&self) -> bool {
        true
    }
}

impl Sink for Nowhere {
    fn put(&self, _: Output) -> Result<(), PublishError> {
        Ok(())
    }

    fn digests(&self) -> BTreeMap<String, Digest> {
        BTreeMap::new()
    }

    fn finish(self: Box<Self>, _: Whole<'_>) -> Finished {
        Ok(Finish::Done(EditionResult::Checked))
    }
}

/// A file that is not on disk: it is part of the program, or of a handbook in memory.
pub(super) fn copied(origin: &Origin, source: &AssetSource) -> Vec<u8> {
    origin.read(&source.file, u64::MAX).unwrap_or_default()
}
