//! Stage 3: a stack of layers → [`Handbook`], complete pages with an origin for each section.
//!
//! First the page, then the section, then the variable: a layer adds or replaces pages, changes
//! sections of those below it, and sets values. What a page links to is not looked at here.

mod apply;
mod base_index;
mod edits;
mod filter;
mod outline;
mod page;
mod policy;
mod renames;
mod scenario;
mod titles;
mod values;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Bound;
use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic, Place, checks};
use crate::load::{AssetSource, LayerFiles, LayerId};
use crate::parse::Document;
use crate::parse::front_matter::Override;
use crate::project::{EditionKind, Firm, HiddenPath, LayerConfig, Project, VarId};
use crate::url;
use crate::words::Words;

pub(crate) use base_index::BaseIndex;
pub use edits::{Edited, Edits, Lost, SectionEdit};
pub(crate) use outline::{
    HandbookOutline, Outline, PageId, Reference, SourceFile, each_reference, text_for_all,
};
pub(crate) use page::{Anchor, Role};
pub use page::{Page, Segment};
pub(crate) use policy::{Locks, override_place};
pub(crate) use renames::EarlierPaths;
pub(crate) use scenario::{RIGHT_END, Scenario, Scene, SceneBranch};
pub(crate) use titles::title_of;

/// What a layer says of itself, read before any of its pages.
#[derive(Default)]
pub struct LayerHead {
    /// Its variables, hidden pages and navigation changes, where it is a shared layer's.
    pub config: LayerConfig,
    /// The firm, where it is a firm's.
    pub firm: Option<Arc<Firm>>,
    /// What was wrong with its configuration and files, their content aside.
    pub diagnostics: Vec<Diagnostic>,
}

impl LayerHead {
    /// Reads a layer's configuration.
    pub fn read(files: &LayerFiles, project: &Project) -> Self {
        let mut head = Self { diagnostics: files.diagnostics.clone(), ..Self::default() };
        match (&files.id, &files.config) {
            (LayerId::Firm(id), source) => {
                let firm =
                    Firm::read(id, source.as_ref(), &project.variables, &mut head.diagnostics);
                head.firm = Some(Arc::new(firm));
            }
            (_, Some(source)) => {
                head.config = LayerConfig::read(source, &project.variables, &mut head.diagnostics)
            }
            (_, None) => {}
        }
        head
    }

    /// What the layer sets and changes, wherever it says so.
    pub fn config(&self) -> &LayerConfig {
        self.firm.as_ref().map_or(&self.config, |firm| &firm.config)
    }
}

/// A layer with its files compiled.
pub struct Layer {
    /// Which layer.
    pub id: LayerId,
    /// What it says of itself.
    pub head: Arc<LayerHead>,
    /// Its pages, by path.
    pub documents: Vec<Arc<Document>>,
    /// Its assets, by path.
    pub assets: Vec<Arc<AssetSource>>,
}

impl Layer {
    /// A layer of these files and documents.
    pub fn new(files: &LayerFiles, head: Arc<LayerHead>, documents: Vec<Arc<Document>>) -> Self {
        let assets = files.assets.iter().cloned().map(Arc::new).collect();
        Self { id: files.id.clone(), head, documents, assets }
    }

    /// What the layer sets and changes.
    pub fn config(&self) -> &LayerConfig {
        self.head.config()
    }
}

/// Everything one edition is made of, before anybody knows an address.
pub struct Handbook {
    /// What is known of it without the texts of its pages.
    pub outline: Arc<HandbookOutline>,
    pages: Vec<Arc<Page>>,
    /// Pages as they were before anything on them was left out for its audience.
    unfiltered: BTreeMap<Arc<str>, Arc<Page>>,
    /// Where a layer sets a variable.
    pub set_at: HashMap<VarId, Place>,
    /// What layers say about the pages below them, in the order in which it is done.
    pub edits: Vec<Edited>,
    /// What they say about pages that are not there.
    pub lost: Vec<Lost>,
}

impl Handbook {
    /// A page with its text.
    pub fn page(&self, id: PageId) -> &Arc<Page> {
        &self.pages[id.index()]
    }

    /// All pages with their texts.
    pub fn pages(&self) -> &[Arc<Page>] {
        &self.pages
    }

    /// The paths of the pages that stand in files, those too that are left out of this edition.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let pages = self.pages.iter().filter(|page| !page.is_made()).map(|page| &*page.path);
        pages.chain(self.outline.excluded.keys().map(|path| &**path))
    }

    /// A page as it was before anything on it was left out for its audience.
    pub fn unfiltered(&self, id: PageId) -> &Arc<Page> {
        let page = self.page(id);
        self.unfiltered.get(&page.path).unwrap_or(page)
    }
}

/// Why a page of a lower layer is not in an edition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Exclusion {
    /// A layer hides it, here.
    Hidden(Place),
    /// It is a draft.
    Draft,
    /// It is for others.
    Audience,
}

/// The pages of the base, made once and shared by all editions.
pub(crate) type BasePages = BTreeMap<Arc<str>, Arc<Page>>;

/// Makes the base's pages; those of `before` whose file is the same are taken over.
pub fn base_pages(base: &Layer, before: Option<&BasePages>) -> BasePages {
    let mut pages = BasePages::new();
    for document in &base.documents {
        let known = before.and_then(|pages| pages.get(&document.path));
        let page = known.filter(|page| Arc::ptr_eq(page.top(), document)).cloned();
        let page = page.unwrap_or_else(|| Arc::new(Page::new(document)));
        pages.insert(document.path.clone(), page);
    }
    pages
}

/// For whom the layers are laid over each other, and how.
pub struct Showing<'a> {
    /// Which of a firm's editions it is.
    pub kind: &'a EditionKind,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The words that dates are written with.
    pub words: &'a Words,
}

/// Lays the layers of a stack, lowest first, over the base's pages.
pub fn overlay(
    base: &BasePages,
    stack: &[&Layer],
    showing: &Showing<'_>,
    project: &Project,
) -> Checked<Handbook> {
    let Showing { kind, drafts, words } = *showing;
    let mut diagnostics = Vec::new();
    // All editions share the pages themselves; only the map of them is this edition's own.
    let mut stacked = Stacked { pages: base.clone(), ..Stacked::default() };
    if base.is_empty() {
        diagnostics.push(no_pages());
    }

    for page in base.values() {
        diagnostics.extend(renames::claimed_ids(page, page.top()));
    }

    let mut hidings = Vec::new();
    for layer in stack.iter().filter(|layer| layer.id != LayerId::Base) {
        // What is below a layer is known by what it was called there.
        stacked.earlier_paths.take();
        let hides = layer.config().hide.iter();
        hidings.extend(hides.map(|hidden| (&layer.id, hidden, stacked.meant(&hidden.path))));
        for document in &layer.documents {
            stacked.lay(document, &mut diagnostics);
        }
    }

    // A layer may hide what one above it adds.
    stacked.earlier_paths.take();
    for (layer, hidden, below) in hidings {
        stacked.hide(layer, hidden, &below, &mut diagnostics);
    }

    // After all layers, since any of them may change a page's audience or make it a draft.
    stacked.filter(kind, drafts);

    let language = project.language_of(stack.iter().map(|layer| layer.config()));
    let values = values::of(stack, words, project, &stacked, &mut diagnostics);

    // Only what is left can be without a page of its folder.
    let beside_folders = stacked.add_landing_pages();

    let Stacked { pages, excluded, unfiltered, excluded_pages, edits, lost, .. } = stacked;
    let pages: Vec<Arc<Page>> = pages.into_values().collect();

    let unpublished = unfiltered.values().chain(&excluded_pages);
    let assets = stack.iter().flat_map(|layer| &layer.assets);
    let settings = stack.iter().flat_map(|layer| &layer.config().settings);
    let firm = stack.iter().find_map(|layer| layer.head.firm.as_deref());
    let outline = HandbookOutline {
        pages: pages.iter().map(|page| page.outline()).cloned().collect(),
        excluded,
        unpublished: unpublished.map(|page| page.outline()).cloned().collect(),
        beside_folders,
        // Lowest layer first, so of several files with one path the topmost layer's stays.
        assets: assets.map(|asset| (asset.path.clone(), asset.clone())).collect(),
        brand: firm.map(|firm| firm.brand.assets()).unwrap_or_default(),
        values,
        kind: kind.clone(),
        nav: stack.iter().flat_map(|layer| layer.config().nav.iter().cloned()).collect(),
        language: language.to_owned(),
    };
    let handbook = Handbook {
        outline: Arc::new(outline),
        pages,
        unfiltered,
        // The topmost layer's value counts, so its place is where a complaint belongs.
        set_at: settings.map(|(id, _, place)| (*id, place.clone())).collect(),
        edits,
        lost,
    };
    Checked::new(handbook, diagnostics)
}

/// The pages of a handbook while layers are laid over each other.
#[derive(Default)]
struct Stacked {
    pages: BTreeMap<Arc<str>, Arc<Page>>,
    excluded: BTreeMap<Arc<str>, Exclusion>,
    unfiltered: BTreeMap<Arc<str>, Arc<Page>>,
    excluded_pages: Vec<Arc<Page>>,
    edits: Vec<Edited>,
    lost: Vec<Lost>,
    /// Made when a path is not known.
    earlier_paths: OnceCell<EarlierPaths>,
}

impl Stacked {
    /// Adds a page, or puts it in the place of the one with its path.
    fn put(&mut self, page: Page) {
        self.pages.insert(page.path.clone(), Arc::new(page));
    }

    /// Lays one document over what is there.
    fn lay(&mut self, document: &Arc<Document>, diagnostics: &mut Vec<Diagnostic>) {
        let Some(over) = document.front.overrides else {
            match self.pages.get(&document.path) {
                Some(below) => diagnostics.push(same_path(document, below)),
                None => {
                    let page = Page::new(document);
                    diagnostics.extend(renames::claimed_ids(&page, document));
                    self.put(page);
                }
            }
            return;
        };

        let Some(below) = self.below(document, diagnostics) else {
            self.lost.push(Lost::File(document.clone()));
            return;
        };
        // By its path and by an earlier one, a layer can come to a page twice.
        if let Some(other) = below.documents.iter().find(|other| other.layer == document.layer) {
            diagnostics.push(second_file(document, other));
            return;
        }
        let edits = match over {
            Override::Page => Edits::Page(document.clone()),
            Override::Sections => Edits::sections(&below, document, diagnostics),
        };
        self.edit(&document.layer, below, edits, diagnostics);
    }

    /// The page that a file overrides: the one of its path, or the one that was there before.
    fn below(&self, document: &Document, diagnostics: &mut Vec<Diagnostic>) -> Option<Arc<Page>> {
        if let Some(below) = self.pages.get(&document.path) {
            return Some(below.clone());
        }
        let renamed = self.earlier_paths().find(&document.path)?;
        let below = self.pages.get(&renamed.path)?;
        let told = renamed.told(&document.path).at(policy::override_place(document));
        diagnostics.push(told.help(format!("move the file to `{}`", renamed.path)));
        Some(below.clone())
    }

    /// What pages were called before.
    fn earlier_paths(&self) -> &EarlierPaths {
        self.earlier_paths.get_or_init(|| {
            let pages = self.pages.values().chain(&self.excluded_pages);
            EarlierPaths::of(pages.map(|page| page.outline()))
        })
    }

    /// The pages that a path means, by what they are called or were called before.
    fn meant(&self, path: &str) -> Vec<Arc<Page>> {
        let named = self.named(path);
        if !named.is_empty() {
            return named;
        }
        let renamed = self.earlier_paths().find(path);
        renamed.map(|renamed| self.named(renamed.now(path))).unwrap_or_default()
    }

    /// The page of a path; of a folder's, those below it and the one beside it.
    fn named(&self, path: &str) -> Vec<Arc<Page>> {
        let below: Vec<_> = in_folder(&self.pages, path).map(|(_, page)| page).collect();
        let beside = self.pages.get(&*format!("{path}.md")).filter(|_| !below.is_empty());
        // In the order of their paths: `.` comes before `/`.
        self.pages.get(path).into_iter().chain(beside).chain(below).cloned().collect()
    }

    /// Hides a page, or all of a folder. `below`: those pages as they are in the layers below.
    fn hide(
        &mut self,
        layer: &LayerId,
        hidden: &Arc<HiddenPath>,
        below: &[Arc<Page>],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let HiddenPath { path, place, .. } = &**hidden;
        let mut pages = self.named(path);
        // One that a layer below hid already is no slip of the pen.
        if pages.is_empty() && !self.excluded.contains_key(path.as_str()) {
            match self.earlier_paths().find(path) {
                Some(renamed) => {
                    diagnostics.push(renamed.told_in_line(path, place));
                    pages = self.named(renamed.now(path));
                }
                None => self.lost.push(Lost::Hidden(layer.clone(), hidden.clone())),
            }
        }

        for page in pages {
            let at = below.binary_search_by(|below| below.path.cmp(&page.path));
            let below = at.map_or(page, |at| below[at].clone());
            self.edit(layer, below, Edits::Hide(hidden.clone()), diagnostics);
        }
    }

    /// Does to a page what a layer says about it, as far as it may.
    fn edit(
        &mut self,
        layer: &LayerId,
        below: Arc<Page>,
        edits: Edits,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        match &edits {
            Edits::Page(document) => {
                if policy::admits_page(&below, document, diagnostics) {
                    let page = apply::replace_page(&below, document);
                    diagnostics.extend(renames::renamed_on_page(&below, &page));
                    diagnostics.extend(renames::claimed_ids(&page, document));
                    self.put(page);
                }
            }
            Edits::Sections(document, sections) => {
                let admitted = policy::admitted(&below, document, sections, diagnostics);
                let page = apply::change_sections(&below, document, &admitted);
                diagnostics.extend(policy::taken_ids(&page, document));
                diagnostics.extend(renames::claimed_ids(&page, document));
                self.put(page);
            }
            Edits::Hide(hidden) => {
                // As it is by now: the layer itself may have taken a rule away, with a reason.
                let page = self.pages.get(&below.path);
                match page.and_then(|page| policy::not_to_hide(page)) {
                    Some(refusal) => diagnostics.push(refusal.at(hidden.place.clone())),
                    None => self.exclude(&below.path, Exclusion::Hidden(hidden.place.clone())),
                }
            }
        }

        // What was refused is kept, too: it was written against this page all the same.
        self.edits.push(Edited { layer: layer.clone(), below, edits });
    }

    /// Gives each folder that has pages, but none of its own, an empty one; and the handbook a
    /// home page. A page that stands beside its folder is the folder's own, and told.
    fn add_landing_pages(&mut self) -> BTreeSet<Arc<str>> {
        // The root is among them even where no file stands in it: a handbook has a home page.
        let mut folders = HashSet::from([""]);
        let mut landed = HashSet::new();
        for path in self.pages.keys() {
            let mut folder = url::folder_of(path);
            if url::is_landing(url::file_of(path)) {
                landed.insert(folder);
            }
            // Above a folder that is known all are known, so the way up ends there.
            while !folder.is_empty() && folders.insert(folder) {
                folder = url::folder_of(folder);
            }
        }

        let mut beside_folders = BTreeSet::new();
        for path in self.pages.keys() {
            let folder = url::without_ending(path);
            if folders.contains(folder) && landed.insert(folder) {
                beside_folders.insert(path.clone());
            }
        }

        let missing = folders.into_iter().filter(|folder| !landed.contains(folder));
        let missing: Vec<Page> = missing.map(landing_page).collect();
        missing.into_iter().for_each(|page| self.put(page));
        beside_folders
    }
}

/// What a map by path has below a folder.
pub(crate) fn in_folder<'m, T>(
    map: &'m BTreeMap<Arc<str>, T>,
    folder: &str,
) -> impl Iterator<Item = (&'m Arc<str>, &'m T)> {
    // With the slash, so that `rules` leaves `rules-more` alone.
    let folder = format!("{folder}/");
    let from = map.range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded));
    from.take_while(move |(path, _)| path.starts_with(&folder))
}

/// An empty page for a folder; the root is the empty name.
fn landing_page(folder: &str) -> Page {
    let (path, title) = if folder.is_empty() {
        ("index.md".to_owned(), "Home".to_owned())
    } else {
        let path = format!("{folder}/index.md");
        let title = title_of(&path);
        (path, title)
    };
    Page::new(&Arc::new(Document::synthetic(path.into(), &title)))
}

fn no_pages() -> Diagnostic {
    Diagnostic::new(&checks::EMPTY_HANDBOOK, "the base has not one page")
        .at(Place::file(&"content/base".into()))
        .help("put a file `index.md` there, with a line of text")
}

fn second_file(document: &Document, other: &Document) -> Diagnostic {
    let message = format!("{} overrides this page with another file as well", document.layer);
    Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, message)
        .at(policy::override_place(document))
        .label(Place::file(&other.file), "the other file")
        .help("put all that the layer says about the page into one file")
}

fn same_path(document: &Document, below: &Page) -> Diagnostic {
    let message =
        format!("`{}` exists below; this file does not say what it does to it", document.path);
    Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, message)
        .at(Place::file(&document.file))
        .label(Place::file(&below.documents[0].file), "the page below")
        .help(
            "add `override: page` to its front matter to replace the whole page, or `override: \
             sections` to change some of its sections",
        )
}
