//! The overrides of an edition beside the locks of its layers.

use std::collections::HashSet;
use std::sync::Arc;

use super::candidates::Finder;
use super::content::Overridable;
use super::earlier::{EarlierNames, Meant};
use super::lock::{OverridesLock, ReadLock};
use super::state::{DriftState, OverrideStatus};
use super::subject::{OverridePart, Subject};
use crate::diagnostic::Place;
use crate::load::{AssetSource, LayerId};
use crate::overlay::{Edited, Edits, Handbook, Layer, Lost, Page, SectionEdit, override_place};
use crate::parse::Document;
use crate::parse::attributes::Operation;
use crate::parse::front_matter::Override;
use crate::project::{Grounds, HiddenPath};

/// A layer of a stack, with its lock.
pub(crate) struct LockedLayer<'a> {
    pub(crate) layer: &'a Layer,
    pub(crate) lock: &'a ReadLock,
}

/// What became of each override of an edition, by layer.
pub(super) fn judge(
    handbook: &Handbook,
    stack: &[LockedLayer<'_>],
    finder: &mut Finder<'_>,
) -> Vec<OverrideStatus> {
    let mut statuses = Vec::new();
    for (at, layer) in stack.iter().enumerate().skip(1) {
        // What cannot be read tells nothing; that it cannot is an error of its own.
        let Ok(lock) = &layer.lock.entries else { continue };
        let under = layers_between(layer.layer, &stack[1..at]);
        let mut judge = Judge {
            layer: layer.layer,
            file: &layer.lock.file,
            lock,
            under: &under,
            earlier: EarlierNames::new(handbook, lock, &under),
            seen: HashSet::new(),
            finder: &mut *finder,
            statuses: &mut statuses,
        };

        judge.edits(handbook);
        judge.lost(handbook);
        judge.assets(&stack[..at]);
        judge.unused();
    }
    statuses
}

/// The shared layers that a shared one lies over here. A firm has one stack, which may change.
fn layers_between(layer: &Layer, below: &[LockedLayer<'_>]) -> Vec<Arc<str>> {
    if !matches!(layer.id, LayerId::Shared(_)) {
        return Vec::new();
    }
    below.iter().map(|below| below.layer.id.to_string().into()).collect()
}

/// Keys that speak of the file they stand in, and not of what is below it.
const OF_THE_FILE: [&str; 4] = ["reason", "reviewed", "until", "updated"];

/// Goes through what one layer overrides.
struct Judge<'a, 'f> {
    layer: &'a Layer,
    /// The lock's file.
    file: &'a Arc<str>,
    lock: &'a OverridesLock,
    under: &'a [Arc<str>],
    earlier: EarlierNames<'a>,
    /// Entries of the lock whose override is there.
    seen: HashSet<&'a Subject>,
    finder: &'a mut Finder<'f>,
    statuses: &'a mut Vec<OverrideStatus>,
}

/// What is known of an override before it is compared with the lock.
struct FoundOverride {
    path: Arc<str>,
    part: OverridePart,
    place: Place,
    grounds: Grounds,
    meant: Meant,
    below: Option<Overridable>,
    own: Option<Overridable>,
    /// Whether it cannot but repeat what it keeps: the front matter of a page that takes
    /// another's place.
    repeats: bool,
}

impl FoundOverride {
    /// What a file says of a part of a page, before it is known over what.
    fn of_file(document: &Document, part: OverridePart, meant: Meant) -> Self {
        Self {
            path: document.path.clone(),
            part,
            place: override_place(document),
            grounds: document.front.grounds.clone(),
            meant,
            below: None,
            own: None,
            repeats: false,
        }
    }
}

impl<'a> Judge<'a, '_> {
    fn edits(&mut self, handbook: &Handbook) {
        // A line of `hide:` is one override, however many pages it takes out.
        let mut hidden: Vec<(&Arc<HiddenPath>, Vec<&Arc<Page>>)> = Vec::new();
        for Edited { layer, below, edits } in &handbook.edits {
            if *layer != self.layer.id {
                continue;
            }
            match edits {
                Edits::Page(document) => self.page(below, document),
                Edits::Sections(document, edits) => self.sections(below, document, edits),
                Edits::Hide(path) => match hidden.last_mut() {
                    Some((last, pages)) if Arc::ptr_eq(last, path) => pages.push(below),
                    _ => hidden.push((path, vec![below])),
                },
            }
        }

        for (hidden, pages) in hidden {
            self.hidden(hidden, &pages);
        }
    }

    fn hidden(&mut self, hidden: &HiddenPath, pages: &[&Arc<Page>]) {
        let [first, ..] = pages else { return };
        let path = self.earlier.path_of(&hidden.path, first);
        let below = if first.path == path {
            Overridable::Page(Arc::clone(first))
        } else {
            // As they are called there: the folder itself may be called otherwise by now.
            let inside = pages.iter().filter_map(|page| page.path.strip_prefix(&*path));
            Overridable::Folder(inside.map(Arc::from).collect())
        };
        self.add(hidden_by(hidden, Meant::Path(path), Some(below)));
    }

    fn page(&mut self, below: &Arc<Page>, document: &Arc<Document>) {
        let own = Arc::new(Page::new(document));
        let meant = Meant::Page(below.clone());
        self.add(FoundOverride {
            below: Some(Overridable::Page(below.clone())),
            own: Some(Overridable::Page(own.clone())),
            ..FoundOverride::of_file(document, OverridePart::Page, meant)
        });
        self.keys(below, &own);
    }

    fn sections(&mut self, below: &Arc<Page>, document: &Arc<Document>, edits: &[SectionEdit]) {
        let own = Arc::new(Page::new(document));
        for edit in edits {
            let (operation, is_missing) = (&edit.operation, edit.missing(below).is_some());
            let id = match operation {
                Operation::Before(_) | Operation::After(_) => &document.sections[edit.own.start].id,
                _ => &edit.target,
            };
            let at = edit.at.clone().filter(|_| !is_missing);
            let brings = !matches!(
                operation,
                Operation::Remove | Operation::MoveBefore(_) | Operation::MoveAfter(_)
            );

            self.add(FoundOverride {
                path: document.path.clone(),
                part: OverridePart::Section(id.clone(), operation.clone()),
                place: Place::at(&document.file, edit.span),
                grounds: edit.grounds.clone(),
                meant: Meant::Page(below.clone()),
                below: at.map(|at| Overridable::Section(below.clone(), at)),
                own: brings.then(|| Overridable::Section(own.clone(), edit.own.clone())),
                repeats: false,
            });
        }
        self.keys(below, &own);
    }

    /// The keys of front matter that a file gives; `own` is that file as a page.
    fn keys(&mut self, below: &Arc<Page>, own: &Arc<Page>) {
        let document = own.top();
        for key in keys(document) {
            let (part, meant) = (OverridePart::Key(key.into()), Meant::Page(below.clone()));
            self.add(FoundOverride {
                below: Some(Overridable::Key(below.clone(), key.into())),
                own: Some(Overridable::Key(own.clone(), key.into())),
                repeats: document.front.overrides == Some(Override::Page),
                ..FoundOverride::of_file(document, part, meant)
            });
        }
    }

    /// What it says of pages that are not there: all that the lock knows of them.
    fn lost(&mut self, handbook: &Handbook) {
        for lost in &handbook.lost {
            match lost {
                Lost::File(document) if document.layer == self.layer.id => {
                    self.lost_file(document);
                }
                Lost::Hidden(layer, hidden) if *layer == self.layer.id => {
                    self.add(hidden_by(hidden, Meant::Gone, None));
                }
                _ => {}
            }
        }
    }

    fn lost_file(&mut self, document: &Document) {
        let page = document.front.overrides.filter(|over| *over == Override::Page);
        let mut parts: Vec<OverridePart> = page.map(|_| OverridePart::Page).into_iter().collect();
        parts.extend(document.sections.iter().filter_map(|section| {
            let operation = section.heading.as_ref()?.attributes().operation.clone()?;
            Some(OverridePart::Section(section.id.clone(), operation))
        }));
        parts.extend(keys(document).map(|key| OverridePart::Key(key.into())));

        for part in parts {
            self.add(FoundOverride::of_file(document, part, Meant::Gone));
        }
    }

    /// Its files in the place of others' files.
    fn assets(&mut self, below: &[LockedLayer<'_>]) {
        for asset in &self.layer.assets {
            // The topmost below is the one that would be there without it.
            let replaced = below.iter().rev().find_map(|below| find(&below.layer.assets, asset));

            if let Some(replaced) = replaced {
                self.add(FoundOverride {
                    path: asset.path.clone(),
                    part: OverridePart::Asset,
                    place: Place::file(&asset.file),
                    grounds: Grounds::default(),
                    meant: Meant::Path(asset.path.clone()),
                    below: Some(Overridable::Asset(replaced.digest)),
                    own: Some(Overridable::Asset(asset.digest)),
                    repeats: false,
                });
            }
        }
    }

    /// Compares an override with the lock.
    fn add(&mut self, said: FoundOverride) {
        let FoundOverride { path, part, place, grounds, meant, below, own, repeats } = said;
        let subject = Subject { path, part, under: self.under.to_vec() };
        let own_entry = self.lock.known(&subject);
        let known = own_entry.or_else(|| self.earlier.find(&subject, &meant));
        let kept_as = known.map(|(kept_as, _)| kept_as);
        self.seen.extend(kept_as);

        let entry = known.map(|(_, entry)| entry);
        let kept_as = kept_as.filter(|kept_as| **kept_as != subject).cloned();

        let (state, candidates) = match (&below, entry) {
            (Some(below), _) => {
                let own = own.as_ref().filter(|_| !repeats);
                (DriftState::of(&subject.part, entry, below, own), Vec::new())
            }
            (None, Some(entry)) => (DriftState::Orphaned, self.finder.find(&subject, entry)),
            // There never was such a thing, as far as anybody knows; that is told elsewhere.
            (None, None) => return,
        };

        self.statuses.push(OverrideStatus {
            layer: self.layer.id.clone(),
            subject,
            place,
            grounds,
            state,
            entry: entry.cloned(),
            kept_as,
            below,
            own,
            candidates,
        });
    }

    /// Entries whose override is gone.
    fn unused(&mut self) {
        let unused = self
            .lock
            .entries()
            .filter(|(subject, _)| subject.under == self.under && !self.seen.contains(subject));

        self.statuses.extend(unused.map(|(subject, entry)| OverrideStatus {
            layer: self.layer.id.clone(),
            subject: subject.clone(),
            place: Place::file(self.file),
            grounds: Grounds::default(),
            state: DriftState::Unused,
            entry: Some(entry.clone()),
            kept_as: None,
            below: None,
            own: None,
            candidates: Vec::new(),
        }));
    }
}

/// The file of the same path among sorted ones.
fn find<'a>(assets: &'a [Arc<AssetSource>], wanted: &AssetSource) -> Option<&'a Arc<AssetSource>> {
    let at = assets.binary_search_by(|asset| asset.path.cmp(&wanted.path)).ok()?;
    assets.get(at)
}

/// The keys by which a file changes a page's front matter.
fn keys(document: &Document) -> impl Iterator<Item = &str> {
    let keys = document.front.given.iter().map(|given| &*given.key);
    keys.filter(|key| !OF_THE_FILE.contains(key))
}

fn hidden_by(hidden: &HiddenPath, meant: Meant, below: Option<Overridable>) -> FoundOverride {
    FoundOverride {
        path: hidden.path.as_str().into(),
        part: OverridePart::Hidden,
        place: hidden.place.clone(),
        grounds: hidden.grounds.clone(),
        meant,
        below,
        own: None,
        repeats: false,
    }
}
