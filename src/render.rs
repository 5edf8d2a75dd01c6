//! Stage 7: an [`Edition`] → [`Output`]s: a page's body HTML first, then the template.
//!
//! Rendering is a pure function of an edition; nothing here reads or writes a file. Pages can be
//! rendered in any order, on any thread, one alone or all. What all pages have in common is at hand
//! everywhere; the text of a page is reached through `TrackedTexts` alone.

mod body;
mod eml;
mod home;
mod ics;
mod nav;
mod outputs;
mod packaged;
mod texts;
pub(crate) mod view;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use tera::{Context, Value};

use crate::diagnostic::{Diagnostic, Place, Spanned, checks};
use crate::digest::Digest;
use crate::edition::{Edition, Shell};
use crate::link::PageId;
use crate::load::AssetSource;
use crate::search::{SearchIndex, TextCache};
use crate::theme::statics::FOLDER;
use crate::url;

use nav::Navs;
use outputs::LazyIndex;
use texts::TrackedTexts;

pub(crate) use body::{BankOption, BankQuestion};
pub(crate) use outputs::{LazyOutput, made_files};
pub(crate) use packaged::{INDEX, PackageMarks, PackagedPage, PackagedText};
pub(crate) use texts::{Dependencies, text_digest};

/// Renders the files of an edition.
pub(crate) struct Renderer {
    edition: Arc<Edition>,
    frame: Arc<Frame>,
    /// Made of all texts, so for this version of the edition alone.
    index: OnceLock<Result<SearchIndex, Box<Diagnostic>>>,
    /// Texts for the index that the edition shares with others.
    texts: Option<Arc<TextCache>>,
}

/// What stands around the texts of an edition, ready for all its files.
struct Frame {
    shell: Arc<Shell>,
    /// What templates see of the edition as a whole.
    site: Value,
    /// Root-relative address of the stylesheet with the tokens.
    tokens_url: String,
    navs: Navs,
}

/// A rendered page.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub output: Output,
    /// What it was made from.
    pub dependencies: Dependencies,
}

/// A file of an edition.
#[derive(Debug)]
pub(crate) struct Output {
    /// Root-relative address.
    pub path: String,
    pub content: Content,
}

/// What is in a file of an edition.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of an input that is copied.
    Copy(AssetSource),
}

impl Content {
    /// In bytes.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Copy(source) => source.bytes,
        }
    }

    pub(crate) fn digest(&self) -> Digest {
        match self {
            Self::Bytes(bytes) => Digest::of(bytes),
            Self::Copy(source) => source.digest,
        }
    }
}

impl Renderer {
    /// Makes the part that all pages of an edition share; that of another version of it is taken
    /// over where nothing but texts changed.
    pub(crate) fn new(edition: Arc<Edition>, before: Option<&Self>) -> Self {
        // Shells that are equal are one and the same: the analysis takes over the earlier one.
        let known = before.filter(|before| Arc::ptr_eq(&before.edition.shell, &edition.shell));
        let frame = match known {
            Some(known) => known.frame.clone(),
            None => Arc::new(Frame::new(edition.shell.clone())),
        };
        Self { edition, frame, index: OnceLock::new(), texts: None }
    }

    /// The same, with texts that the edition shares with others.
    pub(crate) fn sharing(self, texts: Arc<TextCache>) -> Self {
        Self { texts: Some(texts), ..self }
    }

    pub(crate) fn edition(&self) -> &Edition {
        &self.edition
    }

    /// A page and what it was made from.
    ///
    /// # Errors
    /// `template-error`; `too-large` where what a page shows grows beyond all bounds.
    pub(crate) fn page(&self, id: PageId) -> Result<Rendered, Box<Diagnostic>> {
        let mut texts = TrackedTexts::new(&self.edition);
        let bytes = self.frame.page(id, &mut texts)?;
        let path = self.frame.shell.map.facts(id).url.to_string();
        Ok(Rendered {
            output: Output { path, content: Content::Bytes(bytes) },
            dependencies: texts.dependencies(),
        })
    }

    /// Every file of the edition that is not a page.
    pub(crate) fn outputs(&self) -> impl Iterator<Item = LazyOutput<'_>> {
        outputs::all(&self.frame, self.index())
    }

    /// The addresses of all files that the edition will have, its manifest aside.
    pub(crate) fn addresses(&self) -> BTreeSet<String> {
        let map = &self.frame.shell.map;
        let pages = map.ids().map(|id| map.facts(id).url.to_string());
        pages.chain(self.outputs().map(|output| output.path().to_owned())).collect()
    }

    /// The page for addresses that are none, its links counted from here: `/acme/`. None where a
    /// layer brings its own.
    ///
    /// # Errors
    /// `template-error`.
    pub(crate) fn not_found(&self, root: &str) -> Option<Result<Content, Box<Diagnostic>>> {
        outputs::not_found(&self.frame, root)
    }

    /// The file at an address, where it is not that of a page.
    pub(crate) fn output(&self, path: &str) -> Option<LazyOutput<'_>> {
        outputs::at(&self.frame, self.index(), path)
    }

    fn index(&self) -> LazyIndex<'_> {
        LazyIndex::new(&self.edition, self.texts.as_deref(), &self.index)
    }
}

impl Frame {
    fn new(shell: Arc<Shell>) -> Self {
        let tokens = outputs::stylesheet(&shell);
        let tokens_url = format!("{FOLDER}tokens.{}.css", Digest::of(tokens.as_bytes()).short());
        Self { site: view::site(&shell, &tokens_url), navs: Navs::new(&shell), tokens_url, shell }
    }

    /// What every template sees.
    fn context(&self) -> Context {
        let mut context = Context::new();
        // A value is counted, so that a clone of it costs nothing.
        context.insert_value("site", self.site.clone());
        context
    }

    /// What the template of a file that is no page sees, its links counted from this address of the
    /// edition's top.
    fn context_from(&self, root: &str) -> Result<Context, Box<Diagnostic>> {
        let nav = self.navs.of(self, self.shell.map.home).as_ref().map_err(Clone::clone)?;
        let mut context = self.context();
        context.insert_value("root", Value::normal_string(root));
        context.insert_value("nav", Value::safe_string(&nav.html(root, None)));
        Ok(context)
    }

    fn page(&self, id: PageId, texts: &mut TrackedTexts<'_>) -> Result<Vec<u8>, Box<Diagnostic>> {
        let nav = self.navs.of(self, id).as_ref().map_err(Clone::clone)?;
        let body = body::body(&self.shell, id, texts)?;
        let template = self.template(id)?;

        // The nav's marks differ from page to page, so it is put together for this one.
        let nav = nav.html(&url::to_root(&self.shell.map.facts(id).url), Some(id));

        let expected = body.html.len() + nav.len() + 6_000;
        let context = view::page(self, id, &body, &nav);
        self.shell.theme.templates.render(&template, &context, expected)
    }

    /// The template of a page: its own choice, else one named after its kind, else the usual.
    fn template(&self, id: PageId) -> Result<String, Box<Diagnostic>> {
        let facts = self.shell.map.facts(id);
        let templates = &self.shell.theme.templates;
        if let Some(Spanned { value: name, span }) = &facts.front().template {
            if templates.has(name) {
                return Ok(name.clone());
            }

            // The layer that said so has the line to mend; the topmost is named where none did.
            let asks = facts.outline.says(|front| front.template.is_some());
            let file = &asks.unwrap_or_else(|| facts.outline.top()).file;
            let message = format!("the theme has no template `{name}`");
            let unknown =
                Diagnostic::new(&checks::TEMPLATE_ERROR, message).at(Place::at(file, *span));
            return Err(Box::new(unknown.nearest(name, templates.names())));
        }

        let usual = if id == self.shell.map.home {
            "home.html"
        } else if facts.is_landing {
            "chapter.html"
        } else {
            "page.html"
        };
        let kind = format!("{}.html", facts.kind().name());
        // A theme need not have more than `page.html`.
        let name = [kind.as_str(), usual].into_iter().find(|name| templates.has(name));
        Ok(name.unwrap_or("page.html").to_owned())
    }
}
