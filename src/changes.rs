//! What publishing now would change for readers: each edition as it would be made, against the one
//! that is published.
//!
//! ```text
//! a file of an edition ─► the same bytes? ─► nothing more is done
//!                          └► a page: both texts, section by section
//! all of its files ─────► what is new, gone, hidden, moved; in the order of reading
//! all editions ─────────► what the base changed and a firm has overridden
//! ```
//!
//! The published page is asked for its words, never for what it was made from, and the one of today
//! is read in the same way. Files are compared as they are made: no edition is in memory as a whole.

mod compared;
mod edition;
mod note;
mod order;
mod overridden;
mod sections;
mod wording;

use serde::Serialize;

use crate::engine::{Engine, Observer, Run};
use crate::publish::PublishedFolder;
use compared::Comparison;

pub use note::note;
pub use wording::Rewording;

/// What publishing would change.
#[derive(Debug)]
pub struct ChangeReport {
    /// What became of the editions. Errors keep one from being compared, as from being published.
    pub run: Run,
    /// Those that could be made, by name, the base's first.
    pub editions: Vec<EditionChanges>,
    /// How many pages were read and compared.
    pub compared: usize,
    /// Whether firms override something of a base that was not published here, so that nobody can
    /// tell what changed below them.
    pub base_is_unknown: bool,
}

/// What changes for the readers of one edition.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct EditionChanges {
    /// Its folder's name.
    pub edition: String,
    /// The firm's name for people.
    pub firm: String,
    /// What changes.
    #[serde(flatten)]
    pub state: EditionState,
}

/// How an edition stands to the published one.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum EditionState {
    /// It would be published as it is.
    Same,
    /// Nothing of it was published yet.
    New {
        /// The handbook's title.
        title: String,
        /// How many pages it has.
        pages: usize,
    },
    /// Some files differ; which need not be of any interest to readers.
    Changed(Box<ReaderChanges>),
}

/// What changes for the readers of an edition that was published before.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReaderChanges {
    /// The handbook's title.
    pub title: String,
    /// Pages, in the order in which they are read.
    pub pages: Vec<PageChange>,
    /// Pictures and other files.
    pub files: Vec<FileChange>,
    /// Whether dates in a calendar file change.
    pub calendar: bool,
    /// Whether the theme or its colours change.
    pub look: bool,
    /// The version of mentorbook that made the published edition, where it is another one.
    pub was_made_by: Option<String>,
    /// Pages that change in links, navigation or look alone.
    pub only_in_form: usize,
    /// Published files that are not as a build left them.
    pub edited_by_hand: Vec<HandEdit>,
    /// What the base changes, and the firm has words of its own for.
    pub overridden: Vec<PageChange>,
}

/// What changes about a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct PageChange {
    /// The chapter that it stands in, as readers know it.
    pub chapter: Option<String>,
    /// Its title.
    pub title: String,
    /// Its root-relative address.
    pub address: String,
    /// What becomes of the page.
    #[serde(flatten)]
    pub news: PageNews,
    /// What changes on it, in its order.
    pub sections: Vec<SectionChange>,
}

/// What becomes of a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum PageNews {
    /// It has other words.
    Reworded {
        /// The title it had, where it has another.
        was_title: Option<String>,
    },
    /// It is new.
    New {
        /// What it is about: its description, or else its first words.
        about: String,
    },
    /// It has another address.
    Moved {
        /// The title it had.
        was_title: String,
        /// The chapter that it stood in.
        was_chapter: Option<String>,
    },
    /// It is published no more.
    Gone {
        /// The page to which its address leads now.
        leads_to: Option<String>,
    },
    /// A layer hides it, it is a draft again, or it is for others.
    Hidden,
}

/// What changes about a section.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct SectionChange {
    /// Its id; none for what stands before the first heading.
    pub id: Option<String>,
    /// Its heading.
    pub title: String,
    /// At least one.
    pub news: Vec<SectionNews>,
}

/// One thing that changes about a section.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum SectionNews {
    /// It is new.
    New {
        /// Its first words.
        begins: String,
    },
    /// It is gone.
    Gone,
    /// Its heading has other words.
    Renamed {
        /// The heading it had.
        was: String,
    },
    /// It stands elsewhere on its page.
    Moved,
    /// It came from another page.
    MovedFrom {
        /// That page's title.
        page: String,
    },
    /// It went to another page.
    MovedTo {
        /// That page's title.
        page: String,
    },
    /// Some of its words are others.
    Reworded {
        /// The first changes.
        shown: Vec<Rewording>,
        /// How many there are beyond.
        more: usize,
    },
    /// Most of its words are others.
    Rewritten {
        /// Its first words.
        begins: String,
    },
}

/// A picture or another file that is published beside the pages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct FileChange {
    /// Its path in the edition, without what tells its versions apart.
    pub name: String,
    /// What becomes of it.
    pub change: FileNews,
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileNews {
    /// It is new.
    New,
    /// It has another content.
    Changed,
    /// It is published no more.
    Gone,
}

/// A published file that is not as a build left it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct HandEdit {
    /// Its path in the edition.
    pub file: String,
    /// What is there now.
    #[serde(flatten)]
    pub now: HandEditNow,
}

/// What is in the place of a published file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "now", rename_all = "kebab-case")]
pub enum HandEditNow {
    /// Another content.
    Other,
    /// Nothing.
    Gone,
    /// What cannot be compared.
    Unread {
        /// The reason, in plain words.
        why: String,
    },
}

impl EditionChanges {
    /// Whether the readers of another edition of the same firm would notice the very same.
    pub fn is_like(&self, other: &Self) -> bool {
        let states = match (&self.state, &other.state) {
            (EditionState::Changed(one), EditionState::Changed(other)) => one.is_like(other),
            (one, other) => one == other,
        };
        self.firm == other.firm && states
    }

    /// Whether there is nothing that a reader would notice.
    pub fn is_nothing(&self) -> bool {
        match &self.state {
            EditionState::Same => true,
            EditionState::New { .. } => false,
            EditionState::Changed(changes) => changes.is_nothing(),
        }
    }
}

impl ReaderChanges {
    /// Whether there is nothing that a reader would notice.
    pub fn is_nothing(&self) -> bool {
        let Self { pages, files, calendar, look, .. } = self;
        pages.is_empty() && files.is_empty() && !calendar && !look
    }

    fn is_like(&self, other: &Self) -> bool {
        let Self { pages, files, calendar, look, .. } = self;
        *pages == other.pages
            && *files == other.files
            && *calendar == other.calendar
            && *look == other.look
    }
}

/// Compares the editions of these firms with those that were published, all where none is named;
/// `base` is the base's own. The engine must have been loaded with them and with the base, which is
/// what firms override.
pub fn changes(
    engine: Engine,
    firms: &[String],
    published: Option<&PublishedFolder>,
    observer: &dyn Observer,
) -> ChangeReport {
    let comparison = Comparison::new(published);
    let mut run = engine.run(&comparison, observer);
    let compared = comparison.count();
    let mut all = comparison.into_editions();
    let base_is_unknown = overridden::find(&mut all);

    run.outcomes.retain(|outcome| is_asked(&outcome.name, firms));
    run.report.findings.retain(|finding| {
        finding.editions.is_empty()
            || finding.editions.iter().any(|edition| is_asked(edition, firms))
    });

    let editions = run.outcomes.iter().filter_map(|outcome| {
        let state = match (&outcome.result, all.remove(&outcome.name)) {
            (crate::engine::EditionResult::Unchanged, _) => EditionState::Same,
            (_, edition) => edition?.state,
        };
        let (edition, firm) = (outcome.name.clone(), outcome.firm.clone());
        Some(EditionChanges { edition, firm, state })
    });
    let editions = editions.collect();
    ChangeReport { run, editions, compared, base_is_unknown }
}

/// Whether an edition is the base's own: no firm has its name.
fn is_of_base(edition: &str) -> bool {
    edition.split('.').next() == Some("base")
}

/// Whether an edition is to be told of: the base's own only where it is named, or no firm is.
fn is_asked(edition: &str, firms: &[String]) -> bool {
    !is_of_base(edition) || firms.is_empty() || firms.iter().any(|firm| firm == "base")
}
