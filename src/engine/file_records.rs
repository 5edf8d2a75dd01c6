//! What the files of an edition were made from, remembered from one build to the next.
//!
//! A file that would be made the same again is not made again: the one that lies there is it. What
//! is remembered is digests alone, no text and no HTML, so nothing can leak from a record or get
//! into a page by it. A record that cannot be read, or is not as it was written, is as good as none.
//!
//! A file is the same where all of this is:
//!
//! - the program, and the [`Shell`](crate::edition::Shell) of the edition;
//! - what the leak scan looks for. A file is looked at as it is made, so one that is kept was
//!   searched for what was to be found then, and must not be passed over when there is more. One in
//!   which anything of another firm was seen has no record, whatever was thought of it: each build
//!   sees it again and judges it anew;
//! - the texts that were looked at when it was made, which
//!   [`Dependencies`](crate::render::Dependencies) knows of a page. Files that are made from the
//!   shell alone have none, and those of the search, which are made from all texts, have no record;
//! - the file itself: the record names its digest, and the state beside it must say that this very
//!   file is published. So no record can speak for the files of another state.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::digest::{Digest, DigestBuilder};
use crate::edition::Edition;
use crate::link::PageId;
use crate::render::text_digest;
use crate::sync::lock;

/// Of a page that shows more texts than this nothing is remembered: the records would grow with the
/// square of the pages.
const MOST_TEXTS: usize = 1_000;

/// Length of a digest as it is written.
const DIGEST_LENGTH: usize = 32;

/// The files of an edition that is being built: what is known of them, and what will be.
pub(super) struct FileRecords {
    /// The digest of what all files depend on.
    shared: Digest,
    /// The digests of the pages' texts, by page; none where a file could not be read.
    texts: Vec<Option<Digest>>,
    known: Records,
    made: Mutex<Records>,
}

/// By address.
type Records = BTreeMap<String, FileRecord>;

/// One file as it was made.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct FileRecord {
    /// Its digest.
    pub(super) file: Digest,
    /// The pages whose texts were looked at.
    looked_at: Vec<PageId>,
    /// The digest of those texts.
    texts: Digest,
}

/// All that is remembered of an edition.
#[derive(Serialize, Deserialize)]
struct Remembered {
    shared: Digest,
    files: Records,
}

impl FileRecords {
    /// The records of an edition, of which the last build left `before`. `program` tells one build
    /// of the program from another, `searched` is the digest of what the leak scan looks for.
    pub(super) fn new(
        edition: &Edition,
        program: Digest,
        searched: Option<Digest>,
        before: &str,
    ) -> Self {
        let mut shared = DigestBuilder::default();
        shared.digest(program).digest(Digest::of_value(&*edition.shell));
        if let Some(searched) = searched {
            shared.digest(searched);
        }
        let shared = shared.finish();

        let known = read(before).filter(|known| known.shared == shared);
        Self {
            shared,
            texts: edition.handbook.pages().iter().map(|page| text_digest(page)).collect(),
            known: known.map(|known| known.files).unwrap_or_default(),
            made: Mutex::default(),
        }
    }

    /// The record of a file that would be made the same again.
    pub(super) fn of_same(&self, address: &str) -> Option<&FileRecord> {
        let record = self.known.get(address)?;
        (self.texts_of(&record.looked_at) == Some(record.texts)).then_some(record)
    }

    /// Remembers a file that stays as it lies there.
    pub(super) fn keep(&self, address: &str, record: &FileRecord) {
        lock(&self.made).insert(address.to_owned(), record.clone());
    }

    /// Remembers a file that was made, by its digest and the pages whose texts were looked at.
    pub(super) fn add(&self, address: String, file: Digest, looked_at: Vec<PageId>) {
        let texts = self.texts_of(&looked_at).filter(|_| looked_at.len() <= MOST_TEXTS);
        if let Some(texts) = texts {
            lock(&self.made).insert(address, FileRecord { file, looked_at, texts });
        }
    }

    /// What is to be remembered, as a text; nothing where it cannot be written.
    pub(super) fn into_text(self) -> String {
        let files = self.made.into_inner().unwrap_or_default();
        let remembered = Remembered { shared: self.shared, files };
        let json = serde_json::to_string(&remembered).unwrap_or_default();
        format!("{}{json}", Digest::of(json.as_bytes()))
    }

    /// The digest of some pages' texts; none where one of them could not be read.
    fn texts_of(&self, pages: &[PageId]) -> Option<Digest> {
        let mut texts = DigestBuilder::default();
        for page in pages {
            texts.digest((*self.texts.get(page.index())?)?);
        }
        Some(texts.finish())
    }
}

/// What a build remembered; none where it is not as it was written.
fn read(text: &str) -> Option<Remembered> {
    let (digest, json) = text.split_at_checked(DIGEST_LENGTH)?;
    let is_whole = Digest::read(digest) == Some(Digest::of(json.as_bytes()));
    serde_json::from_str(json).ok().filter(|_| is_whole)
}
