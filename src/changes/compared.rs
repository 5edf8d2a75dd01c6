//! A destination that publishes nothing: each file of an edition is compared with the published one
//! as soon as it is made, and let go.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::edition::assemble;
use super::overridden::{Shadows, Undrifted, shadows, undrifted};
use super::sections::PageDifference;
use super::{EditionState, HandEditNow};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::drift::OverrideStatus;
use crate::engine::{Begun, Destination, EditionResult, Finish, Finished, Sink, Whole};
use crate::load::Origin;
use crate::parse::{ShownPage, shown_page};
use crate::publish::{PublishError, PublishedEdition, PublishedFolder, Unreadable};
use crate::render::{Content, Output};
use crate::sync::lock;
use crate::theme::statics::FOLDER;

/// Where editions are compared.
pub(super) struct Comparison<'p> {
    published: Option<&'p PublishedFolder>,
    editions: Mutex<BTreeMap<String, ComparedEdition>>,
    /// By edition that is being made, its overrides below which nothing changed.
    undrifted: Mutex<BTreeMap<String, Undrifted>>,
    /// How many pages were read and compared.
    count: AtomicUsize,
}

/// An edition that was compared.
pub(super) struct ComparedEdition {
    pub(super) state: EditionState,
    /// What of the layers below it is not shown.
    pub(super) shadows: Shadows,
    /// The paths in the stack of the pages that differ, by address.
    pub(super) paths: BTreeMap<String, Arc<str>>,
}

/// What differs between an edition and the published one, file by file.
#[derive(Default)]
pub(super) struct Differences {
    /// Pages that both have, by address.
    pub(super) pages: BTreeMap<String, PageDifference>,
    /// Pages that the published one does not have.
    pub(super) new_pages: BTreeMap<String, ShownPage>,
    /// Copied files: the address, and the digest of the new content.
    pub(super) copies: Vec<(String, Digest)>,
    /// Addresses at which there was something else, and which lead on from now on.
    pub(super) lead_on: Vec<String>,
    /// Pages that are not as a build left them, by address.
    pub(super) by_hand: BTreeMap<String, HandEditNow>,
    pub(super) only_in_form: usize,
    pub(super) look: bool,
    pub(super) calendar: bool,
}

impl<'p> Comparison<'p> {
    pub(super) fn new(published: Option<&'p PublishedFolder>) -> Self {
        Self {
            published,
            editions: Mutex::default(),
            undrifted: Mutex::default(),
            count: AtomicUsize::default(),
        }
    }

    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    pub(super) fn into_editions(self) -> BTreeMap<String, ComparedEdition> {
        self.editions.into_inner().unwrap_or_default()
    }

    fn published(&self, edition: &str) -> Result<Option<PublishedEdition<'p>>, PublishError> {
        self.published.map_or(Ok(None), |folder| folder.edition(edition))
    }
}

impl Destination for Comparison<'_> {
    fn begin<'a>(&'a self, edition: &str, _: &'a Origin) -> Begun<'a> {
        let published = self.published(edition)?;
        let name = edition.to_owned();
        Ok(Box::new(Comparing { name, published, found: Mutex::default(), all: self }))
    }

    fn hear_overrides(&self, edition: &str, overrides: &[OverrideStatus]) {
        lock(&self.undrifted).insert(edition.to_owned(), undrifted(overrides));
    }

    fn unchanged(&self, edition: &str, inputs: Digest) -> Option<Vec<Diagnostic>> {
        let published = self.published(edition).ok()??;
        // What was found in it when it was published kept nobody from that.
        (published.record()?.inputs == inputs).then(Vec::new)
    }
}

/// An edition that is being compared.
struct Comparing<'a> {
    name: String,
    published: Option<PublishedEdition<'a>>,
    found: Mutex<Differences>,
    all: &'a Comparison<'a>,
}

impl Sink for Comparing<'_> {
    fn put(&self, Output { path, content }: Output) -> Result<(), PublishError> {
        // Of an edition that is new as a whole, nothing is told but that.
        let Some(published) = &self.published else { return Ok(()) };
        let digest = content.digest();
        if published.holds(&path, digest) {
            return Ok(());
        }

        if path.starts_with(FOLDER) {
            lock(&self.found).look = true;
        } else if path.ends_with(".ics") {
            lock(&self.found).calendar = true;
        } else {
            match content {
                Content::Copy(_) => lock(&self.found).copies.push((path, digest)),
                Content::Bytes(bytes) if path.ends_with(".html") => {
                    self.page(published, path, &bytes);
                }
                // What is left is for machines: the site map, what search engines may do.
                Content::Bytes(_) => {}
            }
        }
        Ok(())
    }

    /// Nobody reads the manifest that would list them.
    fn digests(&self) -> BTreeMap<String, Digest> {
        BTreeMap::new()
    }

    fn finish(self: Box<Self>, whole: Whole<'_>) -> Finished {
        let found = self.found.into_inner().unwrap_or_default();
        let map = &whole.edition.shell.map;
        let paths = map.pages().filter(|page| found.pages.contains_key(&*page.url));
        let paths = paths.map(|page| (page.url.to_string(), page.path().clone())).collect();

        let state = match &self.published {
            Some(published) => {
                let changes = assemble(published, &whole, found);
                EditionState::Changed(Box::new(changes))
            }
            None => {
                let title = whole.edition.shell.project.title.clone();
                EditionState::New { title, pages: map.len() }
            }
        };
        let undrifted = lock(&self.all.undrifted).remove(&self.name).unwrap_or_default();
        let shadows = shadows(&whole.edition.handbook, &undrifted);
        let compared = ComparedEdition { state, shadows, paths };
        lock(&self.all.editions).insert(self.name, compared);
        Ok(Finish::Done(EditionResult::Checked))
    }
}

impl Comparing<'_> {
    /// Compares a page whose bytes differ.
    fn page(&self, published: &PublishedEdition<'_>, path: String, bytes: &[u8]) {
        let Some(new) = shown_page(&String::from_utf8_lossy(bytes)) else {
            // It leads on to another page. Whether a page stood here is seen when all are known.
            if published.has(&path) {
                lock(&self.found).lead_on.push(path);
            }
            return;
        };
        if !published.has(&path) {
            lock(&self.found).new_pages.insert(path, new);
            return;
        }

        let old = match published.page(&path) {
            Ok(html) => shown_page(&html),
            Err(Unreadable::Gone) => {
                lock(&self.found).by_hand.insert(path.clone(), HandEditNow::Gone);
                None
            }
            Err(Unreadable::Refused(why)) => {
                lock(&self.found).by_hand.insert(path, HandEditNow::Unread { why });
                return;
            }
        };
        let Some(old) = old else {
            // It only led on, or somebody took it, or its text, away.
            lock(&self.found).new_pages.insert(path, new);
            return;
        };

        self.all.count.fetch_add(1, Ordering::Relaxed);
        let difference = PageDifference::of(&old, &new);
        let mut found = lock(&self.found);
        if difference.is_none() {
            found.only_in_form += 1;
        } else {
            found.pages.insert(path, difference);
        }
    }
}
