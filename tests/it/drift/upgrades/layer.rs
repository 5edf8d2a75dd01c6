//! A layer over the base, and what becomes of its overrides: from the definitions alone, by
//! comparing texts that a model keeps.

use std::collections::{BTreeMap, BTreeSet};

use mentorbook::DriftState;

use super::base::{BasePage, Inner, Section, address, page_of};
use crate::harness::Files;

/// What a section of an override does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Replace,
    Append,
    Prepend,
    Remove,
    Before(String),
    After(String),
    MoveBefore(String),
    MoveAfter(String),
}

#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub(super) way: Way,
    /// The section it names; for what is put beside one, an id of its own.
    pub(super) id: String,
    pub(super) heading: String,
    pub(super) text: String,
}

#[derive(Debug, Clone)]
pub(super) enum Change {
    Sections(Vec<Edit>),
    /// All of the page: a heading and a text.
    Page(String, String),
}

#[derive(Debug, Clone)]
pub(super) struct OverrideFile {
    pub(super) path: String,
    pub(super) change: Change,
    pub(super) description: Option<String>,
}

/// What an override is called in the lock.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    path: String,
    part: Part,
}

/// As [`mentorbook::OverridePart`], so that both look the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Page,
    Hidden,
    Key(String),
    Section(String, Way),
    Asset,
}

/// A firm, or a shared layer.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    pub(super) files: Vec<OverrideFile>,
    pub(super) hides: Vec<String>,
    pub(super) note: Option<String>,
    /// What each override was written against.
    pub(super) lock: BTreeMap<Name, String>,
}

/// An override, and what it stands over and puts there.
struct Said<'p> {
    name: Name,
    /// The page it is about, if that is there.
    page: Option<&'p BasePage>,
    below: Option<String>,
    own: Option<String>,
}

impl Name {
    fn new(path: &str, part: Part) -> Self {
        Self { path: path.to_owned(), part }
    }

    /// As the program's subject is written by [`super::name_of`].
    pub(super) fn shown(&self) -> String {
        format!("{} {:?}", self.path, self.part)
    }

    /// The same for all names that mean one thing on a page.
    fn means(&self, page: &BasePage) -> (bool, Part) {
        let now = |id: &str| page.section(id).map_or(id, |section| &section.id).to_owned();
        let part = match &self.part {
            Part::Section(id, Way::Before(beside)) => {
                Part::Section(id.clone(), Way::Before(now(beside)))
            }
            Part::Section(id, Way::After(beside)) => {
                Part::Section(id.clone(), Way::After(now(beside)))
            }
            Part::Section(id, Way::MoveBefore(beside)) => {
                Part::Section(now(id), Way::MoveBefore(now(beside)))
            }
            Part::Section(id, Way::MoveAfter(beside)) => {
                Part::Section(now(id), Way::MoveAfter(now(beside)))
            }
            Part::Section(id, way) => Part::Section(now(id), way.clone()),
            part => part.clone(),
        };
        let was = |alias: &String| alias == address(&self.path);
        (self.path == page.path || page.aliases.iter().any(was), part)
    }
}

impl Edit {
    /// The sections that must be there.
    pub(super) fn named(&self) -> Vec<&String> {
        match &self.way {
            Way::Before(beside) | Way::After(beside) => vec![beside],
            Way::MoveBefore(beside) | Way::MoveAfter(beside) => vec![&self.id, beside],
            _ => vec![&self.id],
        }
    }

    /// Gives what it names other names.
    pub(super) fn rename(&mut self, now: impl Fn(&str) -> String) {
        match &mut self.way {
            Way::Before(beside) | Way::After(beside) => *beside = now(beside),
            Way::MoveBefore(beside) | Way::MoveAfter(beside) => {
                *beside = now(beside);
                self.id = now(&self.id);
            }
            _ => self.id = now(&self.id),
        }
    }

    /// Whether it has words of its own on the page.
    pub(super) fn brings(&self) -> bool {
        !matches!(self.way, Way::Remove | Way::MoveBefore(_) | Way::MoveAfter(_))
    }

    pub(super) fn section(&self) -> Section {
        let Self { id, heading, text, .. } = self.clone();
        Section { id, formerly: Vec::new(), heading, text, inner: Vec::new() }
    }

    fn markdown(&self) -> String {
        let Self { way, id, heading, text } = self;
        let (words, text) = match way {
            Way::Replace => ("replace".to_owned(), text.as_str()),
            Way::Append => ("append".to_owned(), text.as_str()),
            Way::Prepend => ("prepend".to_owned(), text.as_str()),
            Way::Remove => ("remove".to_owned(), ""),
            Way::Before(beside) => (format!("before={beside}"), text.as_str()),
            Way::After(beside) => (format!("after={beside}"), text.as_str()),
            Way::MoveBefore(beside) => (format!("move before={beside}"), ""),
            Way::MoveAfter(beside) => (format!("move after={beside}"), ""),
        };
        format!("## {heading} {{#{id} {words}}}\n\n{text}\n\n")
    }
}

impl OverrideFile {
    fn markdown(&self) -> String {
        let description = self.description.as_ref();
        let description = description.map(|text| format!("description: {text}\n"));
        let description = description.unwrap_or_default();
        match &self.change {
            Change::Page(heading, text) => {
                format!("---\noverride: page\n{description}---\n# {heading}\n\n{text}\n")
            }
            Change::Sections(edits) => {
                let edits: String = edits.iter().map(Edit::markdown).collect();
                format!("---\noverride: sections\n{description}---\n{edits}")
            }
        }
    }

    fn said<'p>(&self, pages: &'p [BasePage]) -> Vec<Said<'p>> {
        let page = page_of(pages, &self.path);
        let named = |part| Name::new(&self.path, part);
        let mut all = Vec::new();

        match &self.change {
            Change::Page(heading, text) => all.push(Said {
                name: named(Part::Page),
                page,
                below: page.map(BasePage::written),
                own: Some(format!("{heading}\n{text}\n")),
            }),
            Change::Sections(edits) => all.extend(edits.iter().map(|edit| {
                let mut ids = edit.named().into_iter();
                let is_there = page.filter(|page| ids.all(|id| page.section(id).is_some()));
                let target = is_there.and_then(|page| page.section(edit.named()[0]));
                Said {
                    name: named(Part::Section(edit.id.clone(), edit.way.clone())),
                    page,
                    below: target.map(Section::written),
                    own: (edit.way == Way::Replace).then(|| edit.section().written()),
                }
            })),
        }

        let own = self.description.clone();
        all.extend(own.map(|own| Said {
            name: named(Part::Key("description".to_owned())),
            page,
            below: page.map(|page| page.description.clone()),
            // A page in another's place gives its keys anew, whatever they were.
            own: Some(own).filter(|_| matches!(self.change, Change::Sections(_))),
        }));
        all
    }
}

impl Layer {
    pub(super) fn files(&self, folder: &str) -> Files {
        let texts = self.files.iter().map(|file| (file.path.clone(), file.markdown()));
        let note = self.note.iter().map(|note| ("note.txt".to_owned(), note.clone()));
        let all = texts.chain(note);
        all.map(|(path, text)| (format!("{folder}/{path}"), text.into_bytes())).collect()
    }

    /// What the layers above stand over.
    pub(super) fn over(&self, pages: &[BasePage]) -> Vec<BasePage> {
        let mut made = pages.to_vec();
        for file in &self.files {
            let Some(page) = page_of(pages, &file.path) else { continue };
            let page = made.iter_mut().find(|made| made.path == page.path).expect("there");
            page.description = file.description.clone().unwrap_or(page.description.clone());
            let Change::Sections(edits) = &file.change else { continue };
            for edit in edits {
                let Some(id) = page.section(&edit.id).map(|section| section.id.clone()) else {
                    continue;
                };
                edit.work(page, &id);
            }
        }
        made
    }

    fn said<'p>(&self, base_note: Option<&String>, pages: &'p [BasePage]) -> Vec<Said<'p>> {
        let files = self.files.iter().flat_map(|file| file.said(pages));
        let hides = self.hides.iter().map(|path| hidden(path, pages));
        // Without a namesake below, a file is the layer's own.
        let note = self.note.as_ref().zip(base_note).map(|(own, below)| Said {
            name: Name::new("note.txt", Part::Asset),
            page: None,
            below: Some(below.clone()),
            own: Some(own.clone()),
        });
        files.chain(hides).chain(note).collect()
    }

    /// The entry of an override: under the name that it has, else under one that means the same.
    fn entry(&self, said: &Said<'_>) -> Option<(&Name, &String)> {
        let same = || {
            let page = said.page?;
            let (_, wanted) = said.name.means(page);
            self.lock.iter().find(|(name, _)| {
                let (is_here, part) = name.means(page);
                let is_here = is_here || name.path == said.name.path;
                is_here && part == wanted
            })
        };
        self.lock.get_key_value(&said.name).or_else(same)
    }

    /// The words that it brings, and whether they are to be in its edition.
    pub(super) fn words(&self, pages: &[BasePage]) -> Vec<(String, bool)> {
        let hidden = self.hidden_pages(pages);
        let mut words = Vec::new();
        for file in &self.files {
            let page = page_of(pages, &file.path);
            let page = page.filter(|page| !hidden.contains(&page.path.as_str()));
            let has = |id: &String| page.is_some_and(|page| page.section(id).is_some());
            match &file.change {
                Change::Page(_, text) => words.push((text.clone(), page.is_some())),
                Change::Sections(edits) => {
                    let edits = edits.iter().filter(|edit| edit.brings());
                    words.extend(
                        edits.map(|edit| (edit.text.clone(), edit.named().into_iter().all(has))),
                    );
                }
            }
        }
        words
    }

    /// The paths of the pages that it hides.
    pub(super) fn hidden_pages<'p>(&self, pages: &'p [BasePage]) -> Vec<&'p str> {
        let in_folder = |page: &&BasePage| {
            self.hides.iter().any(|path| page.path.starts_with(&format!("{path}/")))
        };
        let named = self.hides.iter().filter_map(|path| page_of(pages, path));
        named.chain(pages.iter().filter(in_folder)).map(|page| page.path.as_str()).collect()
    }

    /// The files that say something of what is not there and, as far as the lock knows, never was.
    pub(super) fn unknown(&self, note: Option<&String>, pages: &[BasePage]) -> BTreeSet<String> {
        let all = self.said(note, pages).into_iter();
        let unknown = all.filter(|said| said.below.is_none() && self.entry(said).is_none());
        let file = |said: Said<'_>| match said.name.part {
            Part::Hidden => "firm.yaml".to_owned(),
            _ => said.name.path,
        };
        unknown.map(file).collect()
    }

    /// The state of each override.
    pub(super) fn states(
        &self,
        note: Option<&String>,
        pages: &[BasePage],
    ) -> BTreeMap<String, DriftState> {
        let mut states = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for said in self.said(note, pages) {
            let entry = self.entry(&said);
            seen.extend(entry.map(|(name, _)| name));
            let entry = entry.map(|(_, text)| text);
            states.extend(said.state(entry).map(|state| (said.name.shown(), state)));
        }
        let unused = self.lock.keys().filter(|name| !seen.contains(name));
        states.extend(unused.map(|name| (name.shown(), DriftState::Unused)));
        states
    }

    /// Adds an entry for each override without one, as a build does.
    pub(super) fn build(&mut self, note: Option<&String>, pages: &[BasePage]) {
        for said in self.said(note, pages) {
            if self.entry(&said).is_none()
                && let Some(below) = said.below
            {
                self.lock.insert(said.name, below);
            }
        }
    }

    /// Lets all that can be accepted count as written against what is there now.
    pub(super) fn accept(&mut self, note: Option<&String>, pages: &[BasePage]) {
        let mut lock = BTreeMap::new();
        for said in self.said(note, pages) {
            let known = self.entry(&said).map(|(name, text)| (name.clone(), text.clone()));
            match said.below {
                Some(below) => lock.extend([(said.name, below)]),
                None => lock.extend(known),
            }
        }
        self.lock = lock;
    }
}

impl Edit {
    /// Does what a shared layer says to a page.
    fn work(&self, page: &mut BasePage, id: &str) {
        let at = page.sections.iter().position(|section| section.id == id).expect("there");
        let Self { way, heading, text, .. } = self.clone();
        match way {
            Way::Replace => {
                page.sections[at] =
                    Section { heading, text, inner: Vec::new(), ..page.sections[at].clone() };
            }
            Way::Append => {
                let added = Inner { id: None, heading: String::new(), text };
                page.sections[at].inner.push(added);
            }
            Way::Remove => {
                page.sections.remove(at);
            }
            other => panic!("a shared layer does no {other:?} here"),
        }
    }
}

impl Said<'_> {
    /// None where there is no target, and never was one as far as anybody knows.
    fn state(&self, entry: Option<&String>) -> Option<DriftState> {
        let Some(below) = &self.below else { return entry.map(|_| DriftState::Orphaned) };
        Some(match (entry, &self.name.part) {
            _ if self.own.as_ref() == Some(below) => DriftState::Redundant,
            (None, _) => DriftState::New,
            (Some(entry), _) if entry == below => DriftState::Current,
            (_, Part::Section(_, Way::Append | Way::Prepend)) => DriftState::ContextChanged,
            (_, Part::Section(_, way)) if !matches!(way, Way::Replace | Way::Remove) => {
                DriftState::Current
            }
            _ => DriftState::Drifted,
        })
    }
}

/// Whether there is a page or folder of a path.
pub(super) fn is_there(path: &str, pages: &[BasePage]) -> bool {
    hidden(path, pages).below.is_some()
}

/// Whether a file is about a page, or was before the page had another name.
pub(super) fn is_of(file: &OverrideFile, page: &BasePage) -> bool {
    let of_page = page_of(std::slice::from_ref(page), &file.path).is_some();
    of_page || address(&file.path) == address(&page.path)
}

/// A line of `hide:`; of a folder it is what pages there are that counts.
fn hidden<'p>(path: &str, pages: &'p [BasePage]) -> Said<'p> {
    let page = page_of(pages, path);
    let folder = format!("{path}/");
    let mut inside: Vec<&str> =
        pages.iter().filter_map(|page| page.path.strip_prefix(&folder)).collect();
    inside.sort_unstable();
    let below = match page {
        Some(page) => Some(page.written()),
        None => Some(inside.join("\n")).filter(|all| !all.is_empty()),
    };
    Said { name: Name::new(path, Part::Hidden), page, below, own: None }
}
