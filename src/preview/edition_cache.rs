//! One edition as it is shown: its pages, rendered when they are asked for and kept while nothing they are made
//! from changes.

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
use crate::render::{Content, outputs};
use crate::sync::lock;

/// More pages are not kept.
const MOST_PAGES: usize = 512;

/// An edition.
pub(super) struct EditionCache {
    /// The digest of everything it is made from.
    pub(super) inputs: Digest,
    pub(super) prepared: Prepared,
    by_url: OnceLock<Arc<HashMap<Arc<str>, PageId>>>,
    outputs: OnceLock<Result<HashMap<String, Content>, Box<Diagnostic>>>,
    pages: Mutex<HashMap<Arc<str>, CacheEntry>>,
    /// What rendering a page found wrong, by address.
    found: Mutex<BTreeMap<Arc<str>, Diagnostic>>,
    news: AtomicBool,
}

/// A page that was rendered.
#[derive(Clone)]
struct CacheEntry {
    key: Option<Digest>,
    shows: Vec<PageId>,
    bytes: Bytes,
}

/// What stands at an address of an edition.
pub(super) enum Resource {
    Page(PageId),
    Bytes(Bytes),
    Copy(AssetSource),
    Nothing,
}

/// A page, or why there is none.
pub(super) enum CachedPage {
    Fresh(Bytes),
    /// It cannot be rendered now; this is how it last was.
    LastGood(Bytes),
    Failed,
}

impl EditionCache {
    /// Makes an edition ready; what has not changed since `before` is taken over.
    pub(super) fn new(version: &Version, edition: &str, before: Option<&Self>) -> Option<Self> {
        let prepared = version.prepare(edition, before.map(|before| &before.prepared))?;
        let by_url = OnceLock::new();
        if let Some(before) = before.filter(|before| prepared.has_shell_of(&before.prepared))
            && let Some(known) = before.by_url.get()
        {
            // Nobody else has set it.
            let _ = by_url.set(known.clone());
        }
        Some(Self {
            inputs: version.inputs(edition)?,
            prepared,
            by_url,
            outputs: OnceLock::new(),
            pages: Mutex::new(before.map(|before| lock(&before.pages).clone()).unwrap_or_default()),
            found: Mutex::default(),
            news: AtomicBool::new(false),
        })
    }

    /// The page at an address of the edition, such as `ground-rules/index.html`.
    pub(super) fn page_at(&self, url: &str) -> Option<PageId> {
        let edition = self.prepared.edition.as_ref()?;
        let by_url = self.by_url.get_or_init(|| {
            Arc::new(edition.map.ids().map(|id| (edition.map.facts(id).url.clone(), id)).collect())
        });
        by_url.get(url).copied()
    }

    /// What stands at an address of the edition.
    pub(super) fn at(&self, url: &str, version: &Version) -> Resource {
        if let Some(page) = self.page_at(url) {
            return Resource::Page(page);
        }
        if url == "manifest.json" {
            return self.manifest(version).map_or(Resource::Nothing, Resource::Bytes);
        }
        match self.outputs().and_then(|outputs| outputs.get(url)) {
            Some(Content::Bytes(bytes)) => Resource::Bytes(Bytes::copy_from_slice(bytes)),
            Some(Content::Copy(source)) => Resource::Copy(source.clone()),
            None => Resource::Nothing,
        }
    }

    /// The files that are not pages.
    fn outputs(&self) -> Option<&HashMap<String, Content>> {
        let edition = self.prepared.edition.as_ref()?;
        let made = self.outputs.get_or_init(|| {
            outputs::all(edition).map(|outputs| {
                outputs.into_iter().map(|output| (output.path, output.content)).collect()
            })
        });
        made.as_ref().ok()
    }

    /// Renders a page, or finds it rendered.
    pub(super) fn page(&self, id: PageId, version: &Version) -> CachedPage {
        let Some(edition) = &self.prepared.edition else { return CachedPage::Failed };
        let url = &edition.map.facts(id).url;
        let known = lock(&self.pages).get(url).cloned();
        if let Some(kept) = &known
            && kept.key.is_some()
            && kept.key == self.prepared.page_key(id, &kept.shows)
        {
            return CachedPage::Fresh(kept.bytes.clone());
        }
        version.counts().rendered.fetch_add(1, Ordering::Relaxed);
        let failed = || {
            Box::new(Diagnostic::new(
                &checks::INTERNAL,
                "mentorbook failed while rendering this page",
            ))
        };
        let rendered =
            catch_unwind(AssertUnwindSafe(|| edition.page(id))).unwrap_or_else(|_| Err(failed()));
        match rendered {
            Ok(rendered) => {
                let Content::Bytes(bytes) = rendered.output.content else {
                    return CachedPage::Failed;
                };
                let bytes = Bytes::from(bytes);
                let key = self.prepared.page_key(id, &rendered.shows);
                let mut pages = lock(&self.pages);
                if pages.len() >= MOST_PAGES {
                    pages.clear();
                }
                pages.insert(
                    url.clone(),
                    CacheEntry { key, shows: rendered.shows, bytes: bytes.clone() },
                );
                CachedPage::Fresh(bytes)
            }
            Err(diagnostic) => {
                let before = lock(&self.found).insert(url.clone(), (*diagnostic).clone());
                if before.is_none_or(|before| before != *diagnostic) {
                    self.news.store(true, Ordering::Relaxed);
                }
                known.map_or(CachedPage::Failed, |kept| CachedPage::LastGood(kept.bytes))
            }
        }
    }

    /// Whether rendering found something wrong since the last time this was asked.
    pub(super) fn has_news(&self) -> bool {
        self.news.swap(false, Ordering::Relaxed)
    }

    /// What rendering found wrong so far.
    pub(super) fn found(&self) -> Vec<Diagnostic> {
        let of_outputs = self
            .outputs
            .get()
            .and_then(|made| made.as_ref().err())
            .map(|diagnostic| (**diagnostic).clone());
        lock(&self.found).values().cloned().chain(of_outputs).collect()
    }

    /// `manifest.json`, for which every file must be made.
    fn manifest(&self, version: &Version) -> Option<Bytes> {
        let edition = self.prepared.edition.as_ref()?;
        let mut files: BTreeMap<String, Digest> = BTreeMap::new();
        for id in edition.map.ids() {
            let rendered = edition.page(id).ok()?;
            version.counts().rendered.fetch_add(1, Ordering::Relaxed);
            files.insert(rendered.output.path, rendered.output.content.digest());
        }
        files
            .extend(self.outputs()?.iter().map(|(path, content)| (path.clone(), content.digest())));
        let files = files.iter().map(|(path, digest)| (path.as_str(), *digest));
        crate::publish::manifest(files, env!("CARGO_PKG_VERSION")).ok().map(Bytes::from)
    }
}
