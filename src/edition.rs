//! One edition of one firm, complete: what checks examine and what is rendered.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::budget::Budget;
use crate::catalog::{Catalog, Module};
use crate::link::{PageId, PublishedAsset, Resolved, SiteMap};
use crate::overlay::{BaseIndex, Handbook, Page};
use crate::parse::Document;
use crate::parse::html::Interpolated;
use crate::parse::widget::{Choice, Question};
use crate::project::{EditionKind, Firm, Project, Values};
use crate::spelling::Spelling;
use crate::theme::tokens::Colored;
use crate::theme::{BY_LETTER, Theme};
use crate::words::{Word, Words};

/// Words a reader takes in per minute: the lower end of what Brysbaert (2019, doi
/// 10.1016/j.jml.2019.104047) gives for silent reading of non-fiction, since handbooks are worked
/// with.
const WORDS_PER_MINUTE: u32 = 200;

/// An edition: what its pages have in common, and their texts.
pub(crate) struct Edition {
    /// Everything but the texts.
    pub shell: Arc<Shell>,
    pub handbook: Handbook,
    /// What all editions look for in the base when a link leads nowhere.
    pub base: Arc<BaseIndex>,
    /// Whether it is the base's own edition, which no firm fills.
    pub is_base: bool,
    /// The day it is looked at, `YYYY-MM-DD`; none where nobody says. Only checks may ask.
    pub today: Option<String>,
}

/// All that a page is rendered from, beside its own text and that of the pages it shows. Where the
/// shells of two versions of an edition are equal, a page whose texts are the same is the same.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Shell {
    pub firm: Arc<Firm>,
    /// Title, description and language for lack of the firm's own.
    pub project: Arc<Project>,
    /// What is known of its pages without their texts, and their addresses.
    pub map: Arc<SiteMap>,
    /// What its pages of a kind mean together.
    pub catalog: Arc<Catalog>,
    /// How it looks.
    pub theme: Arc<Theme>,
    /// The theme's tokens in the firm's colours.
    pub colors: Colored,
    /// What it may take.
    pub budget: Budget,
    /// Pages that were translated from a text that has changed since, by path.
    pub behind: BTreeSet<Arc<str>>,
    /// How its texts are spelled; none where they stay as they were written.
    pub spelling: Option<Arc<Spelling>>,
}

impl Edition {
    /// A page with its text.
    pub(crate) fn page(&self, id: PageId) -> &Arc<Page> {
        self.handbook.page(id)
    }

    /// All pages that are published.
    pub(crate) fn pages(&self) -> impl Iterator<Item = &Arc<Page>> {
        self.shell.map.ids().map(|id| self.page(id))
    }
}

impl Shell {
    /// The language of the edition, as a BCP 47 tag.
    pub(crate) fn language(&self) -> &str {
        &self.map.outline.language
    }

    /// Whether readers can search in it.
    pub(crate) fn has_search(&self) -> bool {
        self.firm.search.unwrap_or(self.project.has_search)
    }

    /// Whether it has a page of headings and terms by letter.
    pub(crate) fn has_letters(&self) -> bool {
        self.has_search() && self.theme.templates.has(BY_LETTER)
    }

    /// A text of a heading's attributes, with the variables' values; none where it would have more
    /// bytes than this.
    pub(crate) fn filled(&self, text: &str, most: usize) -> Option<String> {
        Interpolated::filled(text, &self.project.variables, self.values(), most)
    }

    /// The words of the interface.
    pub(crate) fn words(&self) -> &Words {
        &self.theme.words
    }

    /// A word of the interface in its language.
    pub(crate) fn word(&self, word: Word) -> &str {
        self.words().text(word)
    }

    /// The variables' values.
    pub(crate) fn values(&self) -> &Values {
        &self.map.outline.values
    }

    /// Which of the firm's editions it is.
    pub(crate) fn kind(&self) -> &EditionKind {
        &self.map.outline.kind
    }

    /// The audiences that the home page can speak to one by one: those that have a date or a module
    /// of their own, or a way into the handbook. None where there are not two of them.
    pub(crate) fn roles(&self) -> Vec<&str> {
        let catalog = &self.catalog;
        let ways = &self.map.facts(self.map.home).outline.ways;
        let mut concerned: BTreeSet<&str> = ways.iter().map(|way| way.audience.as_str()).collect();
        for timeline in &catalog.timelines {
            concerned.extend(timeline.audiences.iter().map(String::as_str));
        }
        for module in &catalog.modules {
            concerned.extend(module.required_for.iter().map(String::as_str));
        }

        let names = catalog.audiences.iter().map(|(name, _)| name.as_str());
        let here = names.filter(|name| concerned.contains(name) && self.kind().shows_one(name));
        Some(here.collect()).filter(|roles: &Vec<&str>| roles.len() > 1).unwrap_or_default()
    }

    /// The address that it will be published at, with a slash at its end, where its firm says so.
    /// That is the address of a firm's first edition; where the others lie nobody says.
    pub(crate) fn published_at(&self) -> Option<String> {
        let url = self.firm.url.as_deref().filter(|_| self.kind().name.is_empty())?;
        // Firms write it with a slash at its end or without.
        Some(format!("{}/", url.trim_end_matches('/')))
    }

    /// Whether readers may say which of the roles is theirs.
    pub(crate) fn has_my_page(&self) -> bool {
        self.firm.my_page.or(self.project.my_page).unwrap_or(true)
    }

    /// Minutes that a page of so many words takes: a module's own, else those for reading it.
    pub(crate) fn minutes(&self, page: PageId, words: u32) -> u32 {
        let module = self.catalog.module(page).map(Module::total).filter(|total| *total > 0);
        module.unwrap_or_else(|| words.div_ceil(WORDS_PER_MINUTE).max(1))
    }

    /// Whether an option is right for the firm.
    pub(crate) fn is_right(
        &self,
        document: &Document,
        question: &Question,
        choice: &Choice,
    ) -> bool {
        if question.computed { self.is_fixed(document, choice) } else { choice.right }
    }

    /// Whether an option links to a rule that a pair may not drop.
    pub(crate) fn is_fixed(&self, document: &Document, choice: &Choice) -> bool {
        let links = choice.links.start.index()..choice.links.end.index();
        // Wherever a question is shown, its links are those of the page it was written on.
        let from = self.map.find(&document.path).unwrap_or(self.map.home);

        document.links.get(links).unwrap_or_default().iter().any(|link| {
            match self.map.resolve(&link.target, from) {
                Resolved::Page(page, Some(rule)) => {
                    self.catalog.fixed.contains(&(page, Arc::from(&*rule)))
                }
                _ => false,
            }
        })
    }

    /// A firm's asset by its path, as `brand:` names it.
    pub(crate) fn brand_asset(&self, path: &str) -> Option<&PublishedAsset> {
        self.map.assets.get(path.trim_start_matches('/'))
    }
}
