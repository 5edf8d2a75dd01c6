//! One edition as it is shown: its files are made when they are asked for, and its pages are cached
//! while nothing they are made from changes.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use hyper::body::Bytes;

use crate::diagnostic::{Diagnostic, checks};
use crate::digest::Digest;
use crate::edition::Edition;
use crate::engine::Analysis;
use crate::engine::host::Snapshot;
use crate::link::PageId;
use crate::load::AssetSource;
use crate::render::{Content, Dependencies, Rendered, Renderer};
use crate::sync::lock;
use crate::url::MANIFEST;

/// More pages are not cached.
const MOST_PAGES: usize = 512;

/// An edition and what was made of it so far.
pub(super) struct EditionCache {
    /// The digest of everything it is made from.
    pub(super) inputs: Digest,
    pub(super) analysis: Analysis,
    renderer: Option<Renderer>,
    /// What stands at addresses that are no page's, as far as somebody asked; nothing where it
    /// cannot be made.
    outputs: Mutex<HashMap<String, Option<Resource>>>,
    pages: Mutex<HashMap<Arc<str>, CacheEntry>>,
    /// What making a file found wrong, by address.
    found: Mutex<BTreeMap<Arc<str>, Diagnostic>>,
    has_news: AtomicBool,
}

/// A page that was rendered.
#[derive(Clone)]
struct CacheEntry {
    dependencies: Dependencies,
    bytes: Bytes,
}

/// What stands at an address of an edition.
#[derive(Clone)]
pub(super) enum Resource {
    Page(PageId),
    Bytes(Bytes),
    /// A file that is the same as in the handbook.
    Copy(AssetSource),
}

impl EditionCache {
    /// Makes an edition ready; what has not changed since `before` is taken over.
    pub(super) fn new(snapshot: &Snapshot, name: &str, before: Option<&Self>) -> Option<Self> {
        let analysis = snapshot.analyze(name, before.map(|before| &before.analysis))?;
        let known = before.and_then(|before| before.renderer.as_ref());
        let renderer = analysis.edition.clone().map(|edition| Renderer::new(edition, known));

        // What of them is out of date is seen when it is asked for.
        let pages = before.map(|before| lock(&before.pages).clone()).unwrap_or_default();
        Some(Self {
            inputs: snapshot.inputs(name)?,
            analysis,
            renderer,
            outputs: Mutex::default(),
            pages: Mutex::new(pages),
            found: Mutex::default(),
            has_news: AtomicBool::new(false),
        })
    }

    /// The edition; none where its theme cannot be read.
    pub(super) fn edition(&self) -> Option<&Edition> {
        self.renderer.as_ref().map(Renderer::edition)
    }

    /// The page at an address of the edition, such as `ground-rules/index.html`.
    pub(super) fn page_at(&self, url: &str) -> Option<PageId> {
        let map = &self.edition()?.shell.map;
        map.ids().find(|id| *map.facts(*id).url == *url)
    }

    /// What stands at an address of the edition.
    pub(super) fn find(&self, url: &str, snapshot: &Snapshot) -> Option<Resource> {
        if let Some(page) = self.page_at(url) {
            return Some(Resource::Page(page));
        }
        if url == MANIFEST {
            return self.manifest(snapshot).map(Resource::Bytes);
        }
        self.output(url, snapshot)
    }

    /// A file that is not a page: from the cache, or made.
    fn output(&self, url: &str, snapshot: &Snapshot) -> Option<Resource> {
        if let Some(known) = lock(&self.outputs).get(url) {
            return known.clone();
        }

        // Nobody else waits while it is made; two may make the same, which is as good.
        let output = self.renderer.as_ref()?.output(url)?;
        snapshot.counts.outputs.fetch_add(1, Ordering::Relaxed);
        let resource = match output.make().map(|output| output.content) {
            Ok(Content::Bytes(bytes)) => Some(Resource::Bytes(bytes.into())),
            Ok(Content::Copy(source)) => Some(Resource::Copy(source)),
            Err(diagnostic) => {
                self.report(&url.into(), *diagnostic);
                None
            }
        };
        lock(&self.outputs).insert(url.to_owned(), resource.clone());
        resource
    }

    /// A page: from the cache, or rendered. Where it cannot be rendered now, it is as it last was;
    /// none where it never was.
    pub(super) fn page(&self, id: PageId, snapshot: &Snapshot) -> Option<Bytes> {
        let renderer = self.renderer.as_ref()?;
        let url = &renderer.edition().shell.map.facts(id).url;
        let cached = lock(&self.pages).get(url).cloned();
        if let Some(entry) = &cached
            && entry.dependencies.hold_in(renderer.edition())
        {
            return Some(entry.bytes.clone());
        }

        snapshot.counts.rendered.fetch_add(1, Ordering::Relaxed);
        match render(renderer, id) {
            Ok(rendered) => {
                let Content::Bytes(bytes) = rendered.output.content else { return None };
                let bytes = Bytes::from(bytes);
                let dependencies = rendered.dependencies;
                self.insert(url, CacheEntry { dependencies, bytes: bytes.clone() });
                Some(bytes)
            }
            Err(diagnostic) => {
                self.report(url, *diagnostic);
                cached.map(|entry| entry.bytes)
            }
        }
    }

    fn insert(&self, url: &Arc<str>, entry: CacheEntry) {
        let mut pages = lock(&self.pages);
        // Few handbooks have so many, and nobody looks at all of them: not worth more than this.
        if pages.len() >= MOST_PAGES {
            pages.clear();
        }
        pages.insert(url.clone(), entry);
    }

    /// Notes what making a file found wrong.
    fn report(&self, url: &Arc<str>, diagnostic: Diagnostic) {
        let mut found = lock(&self.found);
        if found.get(url) != Some(&diagnostic) {
            found.insert(url.clone(), diagnostic);
            self.has_news.store(true, Ordering::Relaxed);
        }
    }

    /// Whether making a file found something wrong since the last time this was asked.
    pub(super) fn take_news(&self) -> bool {
        self.has_news.swap(false, Ordering::Relaxed)
    }

    /// What making files found wrong so far.
    pub(super) fn found(&self) -> Vec<Diagnostic> {
        lock(&self.found).values().cloned().collect()
    }

    /// `manifest.json`, for which every file must be made.
    fn manifest(&self, snapshot: &Snapshot) -> Option<Bytes> {
        let renderer = self.renderer.as_ref()?;
        let mut files: BTreeMap<String, Digest> = BTreeMap::new();

        // Past the cache: that may hold a page as it last was, and so many would push out the ones
        // that somebody looks at.
        for id in renderer.edition().shell.map.ids() {
            let rendered = renderer.page(id).ok()?;
            snapshot.counts.rendered.fetch_add(1, Ordering::Relaxed);
            files.insert(rendered.output.path, rendered.output.content.digest());
        }

        for output in renderer.outputs() {
            let output = output.make().ok()?;
            snapshot.counts.outputs.fetch_add(1, Ordering::Relaxed);
            files.insert(output.path, output.content.digest());
        }

        let files = files.iter().map(|(path, digest)| (path.as_str(), *digest));
        crate::publish::manifest(files, env!("CARGO_PKG_VERSION")).ok().map(Bytes::from)
    }
}

/// Renders a page; a panic, which is a mistake of ours, costs this page alone.
fn render(renderer: &Renderer, id: PageId) -> Result<Rendered, Box<Diagnostic>> {
    catch_unwind(AssertUnwindSafe(|| renderer.page(id))).unwrap_or_else(|_| {
        let message = "mentorbook failed while rendering this page";
        Err(Box::new(Diagnostic::new(&checks::INTERNAL, message)))
    })
}
