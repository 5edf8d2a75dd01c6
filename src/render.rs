//! Stage 7: a page and the [`SiteMap`] and the theme → [`Output`]: body HTML first, then the template.
//!
//! Rendering is a pure function of an [`Edition`]; nothing here reads or writes a file. Pages can be
//! rendered in any order, on any thread, one alone or all.

mod body;
mod ics;
mod nav;
pub mod outputs;
pub mod view;

use std::sync::Arc;
use std::sync::OnceLock;

use tera::Value;

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Spanned, checks};
use crate::digest::Digest;
use crate::link::{PageId, SiteMap};
use crate::load::AssetSource;
use crate::overlay::Handbook;
use crate::project::{Firm, Project};
use crate::theme::Theme;
use crate::theme::tokens::Colored;
use crate::words::Word;

use nav::ChapterNav;

/// Everything one edition is rendered from.
pub struct Edition {
    /// The firm.
    pub firm: Arc<Firm>,
    /// Title, description and language for lack of the firm's own.
    pub project: Arc<Project>,
    /// Its pages.
    pub handbook: Arc<Handbook>,
    /// Their addresses.
    pub map: Arc<SiteMap>,
    /// What its pages of a kind mean together.
    pub catalog: Arc<Catalog>,
    /// How it looks.
    pub theme: Arc<Theme>,
    /// The theme's tokens in the firm's colours.
    pub colors: Arc<Colored>,
    /// What templates see of the edition as a whole.
    site: Value,
    /// Root-relative address of the stylesheet with the tokens.
    tokens_url: String,
    /// The navigation of each folder, made when its first page is rendered.
    navs: Vec<OnceLock<Result<ChapterNav, Box<Diagnostic>>>>,
}

/// A rendered page.
#[derive(Debug)]
pub struct Rendered {
    /// Its file.
    pub output: Output,
    /// Other pages whose text it shows.
    pub shows: Vec<PageId>,
}

/// A file of an edition.
#[derive(Debug)]
pub struct Output {
    /// Root-relative address.
    pub path: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a file of an edition.
#[derive(Debug)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of an input that is copied.
    Copy(AssetSource),
}

impl Content {
    /// The digest of the file.
    pub fn digest(&self) -> Digest {
        match self {
            Self::Bytes(bytes) => Digest::of(bytes),
            Self::Copy(source) => source.digest,
        }
    }
}

impl Edition {
    /// Puts an edition together; the part that all its pages share is made here.
    pub fn new(
        firm: Arc<Firm>,
        project: Arc<Project>,
        handbook: Arc<Handbook>,
        map: Arc<SiteMap>,
        catalog: Arc<Catalog>,
        theme: Arc<Theme>,
        colors: Arc<Colored>,
    ) -> Self {
        let tokens = crate::theme::tokens::stylesheet(&colors);
        let tokens_url = format!("_assets/tokens.{}.css", Digest::of(tokens.as_bytes()).short());
        let mut edition = Self {
            firm,
            project,
            handbook,
            navs: map.pages.iter().map(|_| OnceLock::new()).collect(),
            map,
            catalog,
            theme,
            colors,
            site: Value::none(),
            tokens_url,
        };
        edition.site = view::site(&edition);
        edition
    }

    /// Renders one page.
    ///
    /// # Errors
    /// `template-error`
    pub fn page(&self, id: PageId) -> Result<Rendered, Box<Diagnostic>> {
        let facts = self.map.facts(id);
        let nav = self.nav(id).as_ref().map_err(Clone::clone)?;
        let mut body = body::body(self, id)?;
        let shows = std::mem::take(&mut body.shows);
        let template = self.template(id)?;
        let nav = nav.html(&crate::url::to_root(&facts.url), id);
        let expected = body.html.len() + nav.len() + 6_000;
        let context = view::page(self, id, &body, &nav);
        let bytes = self.theme.templates.render(&template, &context, expected)?;
        Ok(Rendered {
            output: Output { path: facts.url.to_string(), content: Content::Bytes(bytes) },
            shows,
        })
    }

    /// The language of an edition.
    pub fn language(&self) -> &str {
        self.firm.language.as_deref().unwrap_or(&self.project.language)
    }

    /// A word of the interface in its language.
    pub(crate) fn word(&self, word: Word) -> &'static str {
        word.text(self.language())
    }

    /// The template of a page: its own choice, else one named after its kind, else the usual.
    fn template(&self, id: PageId) -> Result<String, Box<Diagnostic>> {
        let facts = self.map.facts(id);
        let templates = &self.theme.templates;
        if let Some(Spanned { value: name, span }) = &facts.page.front.template {
            if templates.has(name) {
                return Ok(name.clone());
            }
            let asks = |document: &&Arc<crate::parse::Document>| document.front.template.is_some();
            let document =
                facts.page.documents.iter().rev().find(asks).unwrap_or_else(|| facts.page.top());
            let place = crate::diagnostic::Place::at(&document.file, *span);
            return Err(Box::new(
                Diagnostic::new(
                    &checks::TEMPLATE_ERROR,
                    format!("the theme has no template `{name}`"),
                )
                .at(place)
                .nearest(name, templates.names()),
            ));
        }
        let usual = if id == self.map.home {
            "home.html"
        } else if facts.is_landing {
            "chapter.html"
        } else {
            "page.html"
        };
        let kind = format!("{}.html", facts.page.front.kind().name());
        let names = [kind.as_str(), usual, "page.html"];
        let name = names.into_iter().find(|name| templates.has(name)).unwrap_or("page.html");
        Ok(name.to_owned())
    }

    /// The navigation as the pages of one folder show it: made once for them all.
    fn nav(&self, id: PageId) -> &Result<ChapterNav, Box<Diagnostic>> {
        let facts = self.map.facts(id);
        let chapter = if facts.is_landing { id } else { facts.parent.unwrap_or(self.map.home) };
        self.navs[chapter.0 as usize].get_or_init(|| nav::chapter(self, chapter))
    }
}

/// The published address of a firm's asset by its path, as `brand:` names it.
pub(crate) fn brand_asset<'e>(edition: &'e Edition, path: &str) -> Option<&'e Arc<str>> {
    edition.map.assets.get(path.trim_start_matches('/')).map(|asset| &asset.url)
}
