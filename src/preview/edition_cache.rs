//! One edition as it is shown: its files are made when they are asked for, and its pages are cached
//! while nothing they are made from changes.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use hyper::body::Bytes;

use super::reply::with_bar;
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

/// More files of a kind are not cached.
const MOST_FILES: usize = 512;
/// Nor are more bytes of them: some sixteen editions must find room in memory.
const MOST_BYTES: usize = 16 << 20;

/// An edition and what was made of it so far.
pub(super) struct EditionCache {
    /// The digest of everything it is made from.
    pub(super) inputs: Digest,
    pub(super) analysis: Analysis,
    renderer: Option<Renderer>,
    /// What stands at addresses that are no page's, as far as somebody asked; nothing where it
    /// cannot be made.
    outputs: Mutex<FileCache<Option<Resource>>>,
    pages: Mutex<FileCache<CacheEntry>>,
    /// Held by whoever renders a page: a few large ones at once would take all memory.
    rendering: Mutex<()>,
    /// What making a file found wrong, by address.
    found: Mutex<BTreeMap<Arc<str>, Diagnostic>>,
    has_news: AtomicBool,
}

/// A page that was rendered.
#[derive(Clone)]
struct CacheEntry {
    dependencies: Dependencies,
    /// With the preview's bar.
    bytes: Bytes,
}

/// Files by their address.
#[derive(Clone)]
struct FileCache<T> {
    files: HashMap<Arc<str>, T>,
    bytes: usize,
}

impl<T> Default for FileCache<T> {
    fn default() -> Self {
        Self { files: HashMap::new(), bytes: 0 }
    }
}

impl<T: Clone> FileCache<T> {
    fn get(&self, url: &str) -> Option<T> {
        self.files.get(url).cloned()
    }

    /// Takes a file of so many bytes.
    fn insert(&mut self, url: &Arc<str>, file: T, bytes: usize) {
        // Few handbooks have so many, and nobody looks at all of them: not worth more than this.
        if self.files.len() >= MOST_FILES || self.bytes + bytes > MOST_BYTES {
            *self = Self::default();
        }
        self.bytes += bytes;
        self.files.insert(url.clone(), file);
    }
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
            rendering: Mutex::default(),
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

    /// The page for addresses that are none, for the edition's place in the preview.
    pub(super) fn not_found(&self, root: &str) -> Option<Bytes> {
        let Ok(Content::Bytes(page)) = self.renderer.as_ref()?.not_found(root)? else {
            return None;
        };
        Some(with_bar("404.html", page))
    }

    /// A file that is not a page: from the cache, or made.
    fn output(&self, url: &str, snapshot: &Snapshot) -> Option<Resource> {
        if let Some(known) = lock(&self.outputs).get(url) {
            return known;
        }

        // Nobody else waits while it is made; two may make the same, which is as good.
        let output = self.renderer.as_ref()?.output(url)?;
        snapshot.counts.outputs.fetch_add(1, Ordering::Relaxed);
        let url = Arc::from(url);
        let (resource, bytes) = match output.make().map(|output| output.content) {
            Ok(Content::Bytes(bytes)) => {
                let bytes = with_bar(&url, bytes);
                let length = bytes.len();
                (Some(Resource::Bytes(bytes)), length)
            }
            Ok(Content::Copy(source)) => (Some(Resource::Copy(source)), 0),
            Err(diagnostic) => {
                self.report(&url, *diagnostic);
                (None, 0)
            }
        };
        lock(&self.outputs).insert(&url, resource.clone(), bytes);
        resource
    }

    /// A page: from the cache, or rendered. Where it cannot be rendered now, it is as it last was.
    ///
    /// # Errors
    /// What keeps it from being rendered, where it never was; and always where it is too large, for
    /// that does not pass by itself as a template half written does.
    pub(super) fn page(&self, id: PageId, snapshot: &Snapshot) -> Result<Bytes, Box<Diagnostic>> {
        let Some(renderer) = &self.renderer else { return Err(Box::new(no_page())) };
        let url = &renderer.edition().shell.map.facts(id).url;
        if let Some(entry) = self.cached(url, renderer) {
            return Ok(entry.bytes);
        }

        // Whoever waited for another may find that it has rendered this very page.
        let _alone = lock(&self.rendering);
        if let Some(entry) = self.cached(url, renderer) {
            return Ok(entry.bytes);
        }

        // What failed fails again: nothing it is made from is another.
        let failed = lock(&self.found).get(url).cloned();
        let rendered = match failed {
            Some(diagnostic) => Err(Box::new(diagnostic)),
            None => {
                snapshot.counts.rendered.fetch_add(1, Ordering::Relaxed);
                render(renderer, id)
            }
        };
        match rendered {
            Ok(Rendered { output, dependencies }) => {
                let Content::Bytes(bytes) = output.content else {
                    return Err(Box::new(no_page()));
                };
                let bytes = with_bar(url, bytes);
                let entry = CacheEntry { dependencies, bytes: bytes.clone() };
                lock(&self.pages).insert(url, entry, bytes.len());
                Ok(bytes)
            }
            Err(diagnostic) => {
                self.report(url, Diagnostic::clone(&diagnostic));
                let last = lock(&self.pages).get(url);
                let last = last.filter(|_| *diagnostic.check != checks::TOO_LARGE);
                last.map(|entry| entry.bytes).ok_or(diagnostic)
            }
        }
    }

    /// A page as it was rendered before, where it would come out the same.
    fn cached(&self, url: &str, renderer: &Renderer) -> Option<CacheEntry> {
        let entry = lock(&self.pages).get(url)?;
        entry.dependencies.hold_in(renderer.edition()).then_some(entry)
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

/// A mistake of ours.
fn no_page() -> Diagnostic {
    Diagnostic::new(&checks::INTERNAL, "mentorbook took something for a page that is none")
}

/// Renders a page; a panic, which is a mistake of ours, costs this page alone.
fn render(renderer: &Renderer, id: PageId) -> Result<Rendered, Box<Diagnostic>> {
    catch_unwind(AssertUnwindSafe(|| renderer.page(id))).unwrap_or_else(|_| {
        let message = "mentorbook failed while rendering this page";
        Err(Box::new(Diagnostic::new(&checks::INTERNAL, message)))
    })
}
