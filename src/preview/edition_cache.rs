//! One edition as it is shown: its pages, rendered when they are asked for and cached while nothing
//! they are made from changes.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use hyper::body::Bytes;

use crate::diagnostic::{Diagnostic, checks};
use crate::digest::Digest;
use crate::engine::Prepared;
use crate::engine::workshop::Version;
use crate::link::PageId;
use crate::load::AssetSource;
use crate::render::{Content, Edition, Rendered, outputs};
use crate::sync::lock;

/// More pages are not cached.
const MOST_PAGES: usize = 512;

/// An edition and what was made of it so far.
pub(super) struct EditionCache {
    /// The digest of everything it is made from.
    pub(super) inputs: Digest,
    pub(super) prepared: Prepared,
    by_url: OnceLock<Arc<HashMap<Arc<str>, PageId>>>,
    outputs: OnceLock<Result<HashMap<String, Content>, Box<Diagnostic>>>,
    pages: Mutex<HashMap<Arc<str>, CacheEntry>>,
    /// What rendering a page found wrong, by address.
    found: Mutex<BTreeMap<Arc<str>, Diagnostic>>,
    has_news: AtomicBool,
}

/// A page that was rendered.
#[derive(Clone)]
struct CacheEntry {
    /// What it was made from; without, it is rendered each time.
    key: Option<Digest>,
    /// Other pages that were looked at for it.
    shows: Vec<PageId>,
    bytes: Bytes,
}

/// What stands at an address of an edition.
pub(super) enum Resource {
    Page(PageId),
    Bytes(Bytes),
    /// A file that is the same as in the handbook.
    Copy(AssetSource),
}

impl EditionCache {
    /// Makes an edition ready; what has not changed since `before` is taken over.
    pub(super) fn new(snapshot: &Version, name: &str, before: Option<&Self>) -> Option<Self> {
        let prepared = snapshot.prepare(name, before.map(|before| &before.prepared))?;
        let same_shell = before.filter(|before| prepared.has_shell_of(&before.prepared));
        let by_url = same_shell.map(|before| before.by_url.clone()).unwrap_or_default();
        let pages = before.map(|before| lock(&before.pages).clone()).unwrap_or_default();
        Some(Self {
            inputs: snapshot.inputs(name)?,
            prepared,
            by_url,
            outputs: OnceLock::new(),
            pages: Mutex::new(pages),
            found: Mutex::default(),
            has_news: AtomicBool::new(false),
        })
    }

    /// The page at an address of the edition, such as `ground-rules/index.html`.
    pub(super) fn page_at(&self, url: &str) -> Option<PageId> {
        let map = &self.prepared.edition.as_ref()?.map;
        let by_url = self.by_url.get_or_init(|| {
            Arc::new(map.ids().map(|id| (map.facts(id).url.clone(), id)).collect())
        });
        by_url.get(url).copied()
    }

    /// What stands at an address of the edition.
    pub(super) fn find(&self, url: &str, snapshot: &Version) -> Option<Resource> {
        if let Some(page) = self.page_at(url) {
            return Some(Resource::Page(page));
        }
        if url == "manifest.json" {
            return self.manifest(snapshot).map(Resource::Bytes);
        }

        Some(match self.outputs()?.get(url)? {
            Content::Bytes(bytes) => Resource::Bytes(Bytes::copy_from_slice(bytes)),
            Content::Copy(source) => Resource::Copy(source.clone()),
        })
    }

    /// The files that are not pages.
    fn outputs(&self) -> Option<&HashMap<String, Content>> {
        let edition = self.prepared.edition.as_ref()?;
        let made = self.outputs.get_or_init(|| {
            let outputs = outputs::all(edition)?.into_iter();
            Ok(outputs.map(|output| (output.path, output.content)).collect())
        });
        made.as_ref().ok()
    }

    /// A page: from the cache, or rendered. Where it cannot be rendered now, it is as it last was;
    /// none where it never was.
    pub(super) fn page(&self, id: PageId, snapshot: &Version) -> Option<Bytes> {
        let edition = self.prepared.edition.as_ref()?;
        let url = &edition.map.facts(id).url;
        let cached = lock(&self.pages).get(url).cloned();
        if let Some(entry) = cached.as_ref().filter(|entry| self.is_valid(id, entry)) {
            return Some(entry.bytes.clone());
        }

        snapshot.counts().rendered.fetch_add(1, Ordering::Relaxed);
        match render(edition, id) {
            Ok(rendered) => {
                let Content::Bytes(bytes) = rendered.output.content else { return None };
                let bytes = Bytes::from(bytes);
                let key = self.prepared.page_key(id, &rendered.shows);
                self.insert(url, CacheEntry { key, shows: rendered.shows, bytes: bytes.clone() });
                Some(bytes)
            }
            Err(diagnostic) => {
                self.report(url, *diagnostic);
                cached.map(|entry| entry.bytes)
            }
        }
    }

    /// Whether a page is made from the same as when it was cached.
    fn is_valid(&self, id: PageId, entry: &CacheEntry) -> bool {
        entry.key.is_some() && entry.key == self.prepared.page_key(id, &entry.shows)
    }

    fn insert(&self, url: &Arc<str>, entry: CacheEntry) {
        let mut pages = lock(&self.pages);
        // Few handbooks have so many, and nobody looks at all of them: not worth more than this.
        if pages.len() >= MOST_PAGES {
            pages.clear();
        }
        pages.insert(url.clone(), entry);
    }

    /// Notes what rendering a page found wrong.
    fn report(&self, url: &Arc<str>, diagnostic: Diagnostic) {
        let mut found = lock(&self.found);
        if found.get(url) != Some(&diagnostic) {
            found.insert(url.clone(), diagnostic);
            self.has_news.store(true, Ordering::Relaxed);
        }
    }

    /// Whether rendering found something wrong since the last time this was asked.
    pub(super) fn take_news(&self) -> bool {
        self.has_news.swap(false, Ordering::Relaxed)
    }

    /// What rendering found wrong so far.
    pub(super) fn found(&self) -> Vec<Diagnostic> {
        let of_outputs = self.outputs.get().and_then(|made| made.as_ref().err());
        let of_pages = lock(&self.found);
        of_pages.values().chain(of_outputs.map(|diagnostic| &**diagnostic)).cloned().collect()
    }

    /// `manifest.json`, for which every file must be made.
    fn manifest(&self, snapshot: &Version) -> Option<Bytes> {
        let edition = self.prepared.edition.as_ref()?;
        let mut files: BTreeMap<String, Digest> = BTreeMap::new();
        for id in edition.map.ids() {
            let rendered = edition.page(id).ok()?;
            snapshot.counts().rendered.fetch_add(1, Ordering::Relaxed);
            files.insert(rendered.output.path, rendered.output.content.digest());
        }

        let others = self.outputs()?.iter();
        files.extend(others.map(|(path, content)| (path.clone(), content.digest())));
        let files = files.iter().map(|(path, digest)| (path.as_str(), *digest));
        crate::publish::manifest(files, env!("CARGO_PKG_VERSION")).ok().map(Bytes::from)
    }
}

/// Renders a page; a panic, which is a mistake of ours, costs this page alone.
fn render(edition: &Edition, id: PageId) -> Result<Rendered, Box<Diagnostic>> {
    catch_unwind(AssertUnwindSafe(|| edition.page(id))).unwrap_or_else(|_| {
        let message = "mentorbook failed while rendering this page";
        Err(Box::new(Diagnostic::new(&checks::INTERNAL, message)))
    })
}
