//! What was called otherwise before: sections by `formerly=`, pages by `aliases:`. What layers say
//! about it by an earlier name goes on to hold, and is told.

use std::collections::HashMap;
use std::sync::Arc;

use super::Outline;
use super::edits::SectionEdit;
use super::page::{Anchor, Page};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::parse::Document;
use crate::url;

/// The pages of earlier paths, as far as their authors name these.
#[derive(Debug, Default)]
pub(crate) struct EarlierPaths {
    by_address: HashMap<String, RenamedPage>,
}

/// Where the page of an earlier path is now.
#[derive(Debug)]
pub(crate) struct RenamedPage {
    /// Its path.
    pub path: Arc<str>,
    /// Where the earlier address is given.
    said: Place,
}

impl EarlierPaths {
    /// The earlier paths of some pages. Of two pages that name the same the first counts;
    /// [`crate::link`] tells that there are two.
    pub(crate) fn of<'p>(pages: impl Iterator<Item = &'p Arc<Outline>>) -> Self {
        let mut by_address = HashMap::new();
        for page in pages {
            // A layer may have given it other aliases: what it was called is true all the same.
            let of_files = page.files.iter().rev().flat_map(|file| {
                let aliases = file.front.aliases.iter();
                aliases.map(|alias| (&alias.value, Place::at(&file.file, alias.span)))
            });
            let own = page.front.aliases.iter();
            let own = own.map(|alias| (&alias.value, Place::file(page.file())));
            for (alias, said) in of_files.chain(own) {
                let address = by_address.entry(alias.clone());
                address.or_insert_with(|| RenamedPage { path: page.path.clone(), said });
            }
        }
        Self { by_address }
    }

    /// The page that had a path before.
    pub(crate) fn find(&self, path: &str) -> Option<&RenamedPage> {
        self.by_address.get(&address_of(path))
    }
}

/// The address of the page of a path, as `aliases:` gives it: `rules/secrecy.md` and
/// `rules/secrecy/index.md` are both at `rules/secrecy`.
fn address_of(path: &str) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let page = if url::is_landing(file) { folder } else { path.trim_end_matches(".md") };
    page.split('/').map(url::segment).collect::<Vec<_>>().join("/")
}

impl RenamedPage {
    /// What is meant by its earlier path: the page, or where that was a folder's, the folder.
    pub(crate) fn now(&self, named: &str) -> &str {
        let (folder, file) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        let is_folder = !named.ends_with(".md") && url::is_landing(file) && !folder.is_empty();
        if is_folder { folder } else { &self.path }
    }

    /// Tells that what a layer names by its earlier path is elsewhere by now.
    pub(super) fn told(&self, named: &str) -> Diagnostic {
        renamed(named, self.now(named), self.said.clone())
    }

    /// The same, where the path stands in a line of a layer's configuration.
    pub(crate) fn told_in_line(&self, named: &str, line: &Place) -> Diagnostic {
        let help = format!("write the new path: `{}`", self.now(named));
        self.told(named).at(line.clone()).help(help)
    }
}

fn renamed(named: &str, now: &str, said: Place) -> Diagnostic {
    let message = format!("`{named}` is now called `{now}`; what is said here follows it");
    Diagnostic::new(&checks::RENAMED_TARGET, message).label(said, "renamed here")
}

/// Tells that sections which an edit names are called otherwise by now.
pub(super) fn renamed_sections<'e>(
    below: &'e Page,
    edit: &'e SectionEdit,
) -> impl Iterator<Item = Diagnostic> + 'e {
    // Only a move names two.
    let beside = Some(edit.beside()).filter(|beside| *beside != &*edit.target);
    let named = std::iter::once(&*edit.target).chain(beside);
    named.filter_map(|named| renamed_section(below, named))
}

/// Tells that sections which a whole page has in common with the one below are called otherwise by
/// now.
pub(super) fn renamed_on_page(below: &Page, page: &Page) -> Vec<Diagnostic> {
    let sections = page.sections().filter_map(|(segment, id)| {
        let written = &page.section(segment).id;
        let told = renamed_section(below, written).filter(|_| written != id)?;
        Some(told.at(page.place(segment)))
    });
    sections.collect()
}

fn renamed_section(below: &Page, named: &str) -> Option<Diagnostic> {
    let now = below.renamed(named)?;
    let said = below.place_of_rename(&below.segments[below.find(named)?], named);
    Some(renamed(named, now, said).help(format!("write the new id: `{now}`")))
}

/// The complaint about an id that another section of the page had before.
pub(super) fn retired_id(page: &Page, wanted: &str, now: &str) -> Diagnostic {
    let message =
        format!("the section `{now}` was called `{wanted}` before, and is still found by that id");
    let retired = Diagnostic::new(&checks::DUPLICATE_ID, message);
    let Some(at) = page.find(wanted) else { return retired };
    retired.label(page.place_of_rename(&page.segments[at], wanted), "said here")
}

/// Earlier ids in a file's headings that belong to something else on the page.
pub(super) fn claimed_ids(page: &Page, document: &Arc<Document>) -> Vec<Diagnostic> {
    let mut claimed = Vec::new();
    for (at, segment) in (0..).zip(&page.segments) {
        let heading = page.section(segment).heading.as_ref();
        let heading = heading.filter(|_| Arc::ptr_eq(page.document(segment), document));
        // Text that is added to a section has no id, so it had none before.
        let (Some(heading), Some(id)) = (heading, &segment.id) else { continue };

        let place = Place::at(&document.file, heading.span);
        let mut own = heading.attributes().formerly.iter().flat_map(|ids| &**ids);
        // One of them: when it is mended, the next is told.
        let problem = own.find_map(|earlier| {
            match page.all_of(earlier).find(|anchor| *anchor != Anchor::Earlier(at))? {
                Anchor::Earlier(other) => two_claims(page, earlier, other, &place),
                other => Some(living_id(page, (earlier, id), other)),
            }
        });
        claimed.extend(problem.map(|problem| problem.at(place)));
    }
    claimed
}

/// The complaint about an earlier id that another section had as well, unless it is told there.
fn two_claims(page: &Page, earlier: &str, other: u32, place: &Place) -> Option<Diagnostic> {
    let said = page.place_of_rename(&page.segments[other as usize], earlier);
    if said.file == place.file && said > *place {
        return None;
    }
    let message = format!("two sections of the page are said to have been `{earlier}`");
    let help = "keep it in the `formerly=` of one of them: a link leads to one place only";
    let claims = Diagnostic::new(&checks::DUPLICATE_ID, message).help(help);
    Some(claims.label(said, "the other one"))
}

/// The complaint about an earlier id that something has at present.
fn living_id(page: &Page, (earlier, id): (&str, &str), other: Anchor) -> Diagnostic {
    let message = format!("`{id}` cannot have been `{earlier}`: the page has that id at present");
    let help = "take it out of `formerly=`, or give what has it an id of its own";
    let living = Diagnostic::new(&checks::DUPLICATE_ID, message).help(help);
    match other {
        Anchor::Section(at) => {
            living.label(page.place(&page.segments[at as usize]), "it has the id")
        }
        Anchor::Earlier(_) | Anchor::Inner(..) | Anchor::Raw => living,
    }
}
