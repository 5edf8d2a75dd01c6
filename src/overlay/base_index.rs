//! What is looked for in the base when a link leads nowhere: made when it is asked for first, and
//! shared by all editions.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock};

use super::{BasePages, Layer, Outline, Page};
use crate::diagnostic::SharedNames;
use crate::sync::lock;

/// Pages of the base by something that they have, in the order of their paths.
type PathsBy = HashMap<Arc<str>, Vec<Arc<str>>>;

/// The names that the base has.
#[derive(Debug, Default)]
pub(crate) struct BaseIndex {
    pages: Arc<BasePages>,
    /// The paths of its assets.
    assets: BTreeSet<Arc<str>>,
    page_paths: OnceLock<SharedNames>,
    asset_paths: OnceLock<SharedNames>,
    by_file: OnceLock<PathsBy>,
    by_anchor: OnceLock<PathsBy>,
    /// By path of a page, what can be linked to on it.
    anchors: Mutex<HashMap<Arc<str>, Arc<SharedNames>>>,
}

impl BaseIndex {
    pub(crate) fn new(pages: &Arc<BasePages>, base: Option<&Layer>) -> Self {
        let assets = base.into_iter().flat_map(|base| &base.assets);
        let assets = assets.map(|asset| asset.path.clone()).collect();
        Self { pages: pages.clone(), assets, ..Self::default() }
    }

    /// The paths of its pages.
    pub(crate) fn page_paths(&self) -> &SharedNames {
        self.page_paths.get_or_init(|| SharedNames::new(self.pages.keys().cloned()))
    }

    /// The paths of its assets.
    pub(crate) fn asset_paths(&self) -> &SharedNames {
        self.asset_paths.get_or_init(|| SharedNames::new(self.assets.iter().cloned()))
    }

    /// Whether it has an asset of a path.
    pub(crate) fn has_asset(&self, path: &str) -> bool {
        self.assets.contains(path)
    }

    /// Whether it has a page of a path.
    pub(crate) fn has_page(&self, path: &str) -> bool {
        self.pages.contains_key(path)
    }

    /// Whether an edition has a page as the base has it.
    pub(crate) fn is_unchanged(&self, page: &Arc<Outline>) -> bool {
        self.pages.get(&page.path).is_some_and(|known| Arc::ptr_eq(known.outline(), page))
    }

    /// Its pages whose file has a name.
    pub(crate) fn of_file(&self, name: &str) -> &[Arc<str>] {
        let by_file = self.by_file.get_or_init(|| {
            self.paths_by(|page| page.path.rsplit('/').take(1).map(Arc::from).collect())
        });
        by_file.get(name).map_or(&[], Vec::as_slice)
    }

    /// Its pages where something of an id can be linked to.
    pub(crate) fn with_anchor(&self, id: &str) -> &[Arc<str>] {
        let by_anchor = self.by_anchor.get_or_init(|| {
            self.paths_by(|page| page.anchors.iter().map(|(id, _)| id.clone()).collect())
        });
        by_anchor.get(id).map_or(&[], Vec::as_slice)
    }

    /// What can be linked to on one of its pages.
    pub(crate) fn anchors(&self, page: &Outline) -> Arc<SharedNames> {
        let mut anchors = lock(&self.anchors);
        let known = anchors.entry(page.path.clone());
        known.or_insert_with(|| Arc::new(SharedNames::new(page.anchors().map(Arc::from)))).clone()
    }

    fn paths_by(&self, has: impl Fn(&Page) -> Vec<Arc<str>>) -> PathsBy {
        let mut paths = PathsBy::new();
        for (path, page) in &*self.pages {
            for key in has(page) {
                paths.entry(key).or_default().push(path.clone());
            }
        }
        paths
    }
}
