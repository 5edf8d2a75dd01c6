//! Stage 3: a stack of layers → [`Handbook`], complete pages with an origin for each section.
//!
//! First the page, then the section, then the variable: a layer adds or replaces pages, changes
//! sections of those below it, and sets values. What a page links to is not looked at here.

mod guard;
mod page;
mod section;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::diagnostic::{Checked, Diagnostic, Place, checks};
use crate::digest::{Digest, DigestBuilder};
use crate::load::{AssetSource, LayerFiles, LayerId};
use crate::parse::Document;
use crate::parse::front_matter::Override;
use crate::project::{EditionKind, Firm, LayerConfig, Patch, Project, Values, VarId, VariableKind};

pub(crate) use page::title_of;
pub use page::{Anchor, Page, Segment};

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
    /// Digest of its configuration file.
    config: Option<Digest>,
    /// Digest of everything but the words of its pages, once somebody asks.
    outline: OnceLock<Digest>,
}

impl Layer {
    /// A layer of these files and documents.
    pub fn new(files: &LayerFiles, head: Arc<LayerHead>, documents: Vec<Arc<Document>>) -> Self {
        let assets = files.assets.iter().cloned().map(Arc::new).collect();
        let config = files.config.as_ref().map(|config| config.digest);
        Self { id: files.id.clone(), head, documents, assets, config, outline: OnceLock::new() }
    }

    /// The digest of everything but the words of its pages: of its configuration, its assets, and its files'
    /// [outlines](Document::outline).
    pub fn outline(&self) -> Digest {
        *self.outline.get_or_init(|| {
            let outlines: Vec<Digest> =
                self.documents.par_iter().map(|document| document.outline()).collect();
            let mut digest = DigestBuilder::default();
            digest.part(self.id.to_string().as_bytes()).digest(self.config.unwrap_or_default());
            for (document, outline) in self.documents.iter().zip(outlines) {
                digest.part(document.path.as_bytes()).digest(outline);
            }
            for asset in &self.assets {
                digest.part(asset.path.as_bytes()).digest(asset.digest);
            }
            digest.finish()
        })
    }

    /// What the layer sets and changes, wherever it says so.
    pub fn config(&self) -> &LayerConfig {
        self.head.firm.as_ref().map_or(&self.head.config, |firm| &firm.config)
    }
}

/// Everything one edition is made of, before anybody knows an address.
#[derive(Default)]
pub struct Handbook {
    /// Pages by path.
    pub pages: BTreeMap<Arc<str>, Arc<Page>>,
    /// Pages that a layer below had, and why they are not here.
    pub excluded: HashMap<Arc<str>, Exclusion>,
    /// The same pages as they were before anything on them was left out for its audience.
    pub unfiltered: HashMap<Arc<str>, Arc<Page>>,
    /// Pages that are left out.
    pub excluded_pages: Vec<Arc<Page>>,
    /// Assets by path, the topmost layer's.
    pub assets: BTreeMap<Arc<str>, Arc<AssetSource>>,
    /// The assets that the firm's brand names: logos and the icon.
    pub brand: Vec<String>,
    /// The variables' values.
    pub values: Values,
    /// Where a layer sets a variable.
    pub set_at: HashMap<VarId, Place>,
    /// Which edition it is.
    pub kind: EditionKind,
    /// Changes to the navigation, lowest layer first.
    pub nav: Vec<Patch>,
}

/// Why a page of a lower layer is not in an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exclusion {
    /// A layer hides it, here.
    Hidden(Place),
    /// It is a draft.
    Draft,
    /// It is for others.
    Audience,
}

/// The pages of the base, made once and shared by all editions.
pub type BasePages = BTreeMap<Arc<str>, Arc<Page>>;

/// Makes the base's pages; those of `before`, a layer and its pages, whose file is the same are taken over.
pub fn base_pages(base: &Layer, before: Option<(&Layer, &BasePages)>) -> BasePages {
    let new = |document: &Arc<Document>| (document.path.clone(), Arc::new(Page::new(document)));
    let all = || base.documents.iter().map(new).collect();
    let Some((layer, pages)) =
        before.filter(|(layer, _)| layer.documents.len() == base.documents.len())
    else {
        return all();
    };
    let pairs = layer.documents.iter().zip(&base.documents);
    let changed: Vec<_> = pairs.filter(|(old, new)| !Arc::ptr_eq(old, new)).collect();
    if changed.iter().any(|(old, new)| old.path != new.path) {
        return all();
    }
    let mut pages = pages.clone();
    pages.extend(changed.into_iter().map(|(_, document)| new(document)));
    pages
}

/// Lays the layers of a stack, lowest first, over the base's pages.
pub fn overlay(
    base: &BasePages,
    stack: &[&Layer],
    kind: &EditionKind,
    project: &Project,
    drafts: bool,
) -> Checked<Handbook> {
    let mut diagnostics = Vec::new();
    let mut handbook = Handbook { pages: base.clone(), kind: kind.clone(), ..Handbook::default() };
    for layer in stack {
        if layer.id != LayerId::Base {
            for document in &layer.documents {
                handbook.lay(document, &mut diagnostics);
            }
        }
        handbook
            .assets
            .extend(layer.assets.iter().map(|asset| (asset.path.clone(), asset.clone())));
        handbook.nav.extend(layer.config().nav.iter().cloned());
    }
    let firm = stack.iter().find_map(|layer| layer.head.firm.as_deref());
    handbook.brand = firm.map(|firm| firm.brand.assets()).unwrap_or_default();
    if base.is_empty() {
        diagnostics.push(
            Diagnostic::new(&checks::EMPTY_HANDBOOK, "the base has not one page")
                .at(Place::file(&"content/base".into()))
                .help("put a file `index.md` there, with a line of text"),
        );
    }
    for layer in stack {
        for (path, place) in &layer.config().hide {
            handbook.hide(path, place, &mut diagnostics);
        }
    }
    handbook.leave_out(drafts);
    for layer in stack {
        handbook
            .set_at
            .extend(layer.config().settings.iter().map(|(id, _, place)| (*id, place.clone())));
    }
    handbook.values = values(stack, project, &handbook, &mut diagnostics);
    let language = firm.and_then(|firm| firm.language.as_deref()).unwrap_or(&project.language);
    write_dates(&mut handbook.values, project, language);
    Checked::new(handbook, diagnostics)
}

impl Handbook {
    /// Lays one document over what is there.
    fn lay(&mut self, document: &Arc<Document>, diagnostics: &mut Vec<Diagnostic>) {
        let below = self.pages.get(&document.path);
        let page = match (below, document.front.overrides) {
            (None, None) => Page::new(document),
            (None, Some(_)) => {
                diagnostics.push(nothing_below(document, self.pages.keys()));
                return;
            }
            (Some(below), None) => {
                diagnostics.push(same_path(document, below));
                return;
            }
            (Some(below), Some(Override::Page)) => below.replaced_by(document, diagnostics),
            (Some(below), Some(Override::Sections)) => {
                section::change(below, document, diagnostics)
            }
        };
        if let Some(below) = below {
            diagnostics.extend(guard::check_front(below, document, &page));
        }
        self.pages.insert(document.path.clone(), Arc::new(page));
    }

    /// Hides a page or a folder.
    fn hide(&mut self, path: &str, place: &Place, diagnostics: &mut Vec<Diagnostic>) {
        let folder = format!("{path}/");
        let hidden: Vec<Arc<str>> = self
            .pages
            .keys()
            .filter(|page| ***page == *path || page.starts_with(&folder))
            .cloned()
            .collect();
        if hidden.is_empty() && !self.excluded.contains_key(path) {
            diagnostics.push(
                Diagnostic::new(
                    &checks::UNKNOWN_TARGET,
                    format!("there is no page or folder `{path}` to hide"),
                )
                .at(place.clone())
                .nearest(path, self.pages.keys().map(|page| &**page)),
            );
        }
        for page in hidden {
            if let Some(diagnostic) =
                self.pages.get(&page).and_then(|page| page.refuses_to_go(place))
            {
                diagnostics.push(diagnostic);
                continue;
            }
            self.excluded_pages.extend(self.pages.remove(&page));
            self.excluded.insert(page, Exclusion::Hidden(place.clone()));
        }
    }

    /// Leaves out drafts and what is for other audiences.
    fn leave_out(&mut self, drafts: bool) {
        let reason = |page: &Page| {
            if page.front.draft == Some(true) && !drafts {
                return Some(Exclusion::Draft);
            }
            (!self.kind.shows(page.front.audience())).then_some(Exclusion::Audience)
        };
        let out: Vec<_> = self
            .pages
            .iter()
            .filter_map(|(path, page)| Some((path.clone(), reason(page)?)))
            .collect();
        for (path, reason) in out {
            self.excluded_pages.extend(self.pages.remove(&path));
            self.excluded.insert(path, reason);
        }
        for (path, page) in &mut self.pages {
            if page.documents.iter().any(|document| document.has_audiences)
                && let Some(shown) = page.for_audiences(&self.kind)
            {
                let unfiltered = std::mem::replace(page, Arc::new(shown));
                self.unfiltered.insert(path.clone(), unfiltered);
            }
        }
    }
}

/// The values of a stack: defaults, then each layer's, then the firm's name.
fn values(
    stack: &[&Layer],
    project: &Project,
    handbook: &Handbook,
    diagnostics: &mut Vec<Diagnostic>,
) -> Values {
    let variables = &project.variables;
    let mut values = variables.defaults();
    let mut set = std::collections::HashSet::new();
    for layer in stack {
        for (id, setting, _) in &layer.config().settings {
            values.set(*id, setting.clone());
            set.insert(*id);
        }
    }
    let Some(firm) = stack.iter().find_map(|layer| layer.head.firm.as_ref()) else { return values };
    for (name, setting) in firm.built_in() {
        let id = variables.find(name).filter(|id| !set.contains(id));
        if let Some(id) = id {
            values.set(id, setting);
            set.insert(id);
        }
    }
    let missing =
        variables.iter().filter(|(id, declaration)| declaration.required && !set.contains(id));
    for (id, declaration) in missing {
        let users = handbook.pages.values().flat_map(|page| page.documents.iter());
        let users: std::collections::BTreeSet<&str> = users
            .filter(|document| document.uses.iter().any(|(used, _)| *used == id))
            .map(|document| &*document.file)
            .collect();
        let mut diagnostic = Diagnostic::new(
            &checks::MISSING_VARIABLE,
            format!("{} does not set `{}`", firm.name, declaration.name),
        )
        .help(format!(
            "add it under `variables:` in firm.yaml: `{}: …`{}",
            declaration.name,
            describe(&declaration.description)
        ));
        if let Some(file) = &firm.file {
            diagnostic = diagnostic.at(Place::file(file));
        }
        if let Some(place) = &declaration.place {
            diagnostic = diagnostic.label(place.clone(), "declared here as required");
        }
        if !users.is_empty() {
            diagnostic = diagnostic
                .note(format!("used in {}", users.into_iter().collect::<Vec<_>>().join(", ")));
        }
        diagnostics.push(diagnostic);
    }
    values
}

/// Writes dates as people of that language do.
fn write_dates(values: &mut Values, project: &Project, language: &str) {
    for (id, _) in project.variables.iter().filter(|(_, known)| known.kind == VariableKind::Date) {
        let Some(setting) = values.get(id) else { continue };
        let text = crate::date::written(&setting.text, language).into();
        values.set(
            id,
            crate::project::variables::VariableValue { text, items: setting.items.clone() },
        );
    }
}

fn describe(description: &str) -> String {
    if description.is_empty() { String::new() } else { format!(" ({description})") }
}

fn nothing_below<'a>(document: &Document, pages: impl Iterator<Item = &'a Arc<str>>) -> Diagnostic {
    let message = format!("there is no page `{}` in the layers below to override", document.path);
    Diagnostic::new(&checks::UNKNOWN_TARGET, message)
        .at(override_place(document))
        .nearest(&document.path, pages.map(|page| &**page))
        .help("give the file the path of a page below, or take the `override:` line away to add a page of your own")
}

fn same_path(document: &Document, below: &Page) -> Diagnostic {
    Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, format!("`{}` exists below; this file does not say what it does to it", document.path))
        .at(Place::file(&document.file))
        .label(Place::file(&below.documents[0].file), "the page below")
        .help("add `override: page` to its front matter to replace the whole page, or `override: sections` to change some of its sections")
}

/// The `override:` line of a document, for complaints.
fn override_place(document: &Document) -> Place {
    match document.front.spans.overrides {
        Some(span) => Place::at(&document.file, span),
        None => Place::file(&document.file),
    }
}
