//! What is known of pages without their text: all that [`crate::link`] reads, and all that one page
//! may know of another.
//!
//! Outlines are compared, not digested by hand: where those of two versions of a handbook are
//! equal, so are their site maps.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::page::find;
use super::titles::filled_title;
use super::{Anchor, Exclusion, Page, Segment};
use crate::load::AssetSource;
use crate::parse::front_matter::FrontMatter;
use crate::parse::html::{Fill, Filling, Html, Interpolated, Region, Slice};
use crate::parse::passage::{Collection, Condition, Include, Operand};
use crate::parse::target::Target;
use crate::parse::widget::{TimelineView, Widget};
use crate::parse::{Address, AddressAttribute, Document, Image, Link};
use crate::project::{EditionKind, Patch, Values};
use crate::url;

/// Path of the home page.
const HOME: &str = "index.md";
/// What stands before an item of a list where it is no more than words.
const SPACE: &str = " ";

/// Index of a page in an edition: pages are in the order of their paths.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize,
)]
pub struct PageId(pub u32);

impl PageId {
    /// As an index into a list of all pages.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A handbook without the texts of its pages: everything that its site map is made from.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct HandbookOutline {
    /// By [`PageId`].
    pub pages: Vec<Arc<Outline>>,
    /// Pages that a layer below had, and why they are not here.
    pub excluded: BTreeMap<Arc<str>, Exclusion>,
    /// Those pages, and pages as they were before anything on them was left out for its audience.
    pub(crate) unpublished: Vec<Arc<Outline>>,
    /// The paths of the pages that are a folder's own by standing beside it, as `rules.md` beside
    /// `rules/` does where the folder has no other.
    pub(crate) beside_folders: BTreeSet<Arc<str>>,
    /// Assets by path, the topmost layer's.
    pub assets: BTreeMap<Arc<str>, Arc<AssetSource>>,
    /// The assets that the firm's brand names: logos, the icon, fonts.
    pub brand: Vec<String>,
    /// The variables' values.
    pub values: Values,
    /// Which edition it is.
    pub kind: EditionKind,
    /// Changes to the navigation, lowest layer first.
    pub nav: Vec<Patch>,
    /// Its language, as a BCP 47 tag: the topmost layer's that has one, else the handbook's.
    pub language: String,
}

impl HandbookOutline {
    /// The folder whose own page a page is; the root is the empty name.
    pub(crate) fn folder_of<'p>(&self, path: &'p str) -> Option<&'p str> {
        if url::is_landing(url::file_of(path)) {
            return Some(url::folder_of(path));
        }
        // The folder that it stands beside.
        self.beside_folders.contains(path).then(|| url::without_ending(path))
    }

    /// Whether a passage is shown.
    pub fn holds(&self, condition: &Condition) -> bool {
        condition.0.iter().all(|test| {
            let equal = match test.operand {
                Operand::Audience => self.kind.shows_one(&test.value),
                Operand::Variable(id) => {
                    self.values.get(id).is_some_and(|value| value.has(&test.value))
                }
            };
            equal != test.negated
        })
    }

    /// The first paragraph of a section that its readers see, as plain text; all they see of it
    /// where it has none.
    pub(crate) fn first_paragraph(&self, page: &Page, segment: &Segment) -> String {
        let all = || self.plain_text(page.document(segment), page.section(segment).body);
        self.paragraph(page, segment).unwrap_or_else(all)
    }

    /// The first paragraph that readers see of a segment; none where it has none.
    pub(crate) fn paragraph(&self, page: &Page, segment: &Segment) -> Option<String> {
        let (document, section) = (page.document(segment), page.section(segment));
        let is_shown = |condition: &Condition| self.holds(condition);
        let paragraph = document.blocks(section).first_paragraph(&is_shown)?;
        Some(self.plain_text(document, paragraph))
    }

    /// A part of a document's body as its readers see it, without tags: with the variables' values,
    /// and without passages for others.
    pub(crate) fn plain_text(&self, document: &Document, html: Slice) -> String {
        self.text(document, html, SPACE)
    }

    /// The same with a sign before each item of a list.
    pub(crate) fn listed_text(&self, document: &Document, html: Slice) -> String {
        self.text(document, html, " · ")
    }

    /// The bytes that a part of a document's body has with the variables' values: as a text it has
    /// no more.
    pub(crate) fn most_bytes(&self, document: &Document, html: Slice) -> usize {
        let holes = document.body.holes_of(html).iter();
        let values = holes.map(|hole| match hole.fill {
            Fill::Variable(id) => self.values.text(id).len(),
            _ => 0,
        });
        html.text().len() + values.sum::<usize>()
    }

    /// The same as the text of a letter; `address` gives what stands behind the words of a link.
    pub(crate) fn letter_text(
        &self,
        document: &Document,
        html: Slice,
        address: &dyn Fn(&Target) -> Option<String>,
    ) -> String {
        document.body.letter_text(html, &|fill| match fill {
            Fill::LinkOpen(id) => {
                address(&document.links[id.index()].target).map_or(Filling::None, Filling::LinkTo)
            }
            fill => self.filling(document, fill),
        })
    }

    fn text(&self, document: &Document, html: Slice, item: &str) -> String {
        document.body.plain_text(html, item, &|fill| self.filling(document, fill))
    }

    /// What stands for a hole where a text is read.
    fn filling(&self, document: &Document, fill: Fill) -> Filling<'_> {
        match fill {
            Fill::Variable(id) => Filling::Plain(self.values.text(id)),
            Fill::Open { region: Region::Only(id), .. }
                if !self.holds(&document.conditions[id.index()]) =>
            {
                Filling::LeftOut
            }
            _ => Filling::None,
        }
    }

    /// Whether all of some passages, one within the other, are shown.
    pub(crate) fn all_hold<'c>(&self, conditions: impl IntoIterator<Item = &'c Condition>) -> bool {
        conditions.into_iter().all(|condition| self.holds(condition))
    }
}

/// A part of a document's body as [`HandbookOutline::plain_text`] has it; none where that depends
/// on the edition.
pub(crate) fn text_for_all(document: &Document, html: Slice) -> Option<String> {
    let holes = document.body.holes_of(html);
    let depends = holes.iter().any(|hole| {
        matches!(hole.fill, Fill::Variable(_) | Fill::Open { region: Region::Only(_), .. })
    });
    (!depends).then(|| document.body.plain_text(html, SPACE, &|_| Filling::None))
}

/// A page without its text.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Outline {
    /// Path inside the stack.
    pub path: Arc<str>,
    /// Front matter, with what overrides give put over the base's.
    pub front: Arc<FrontMatter>,
    /// The titles that were written for it, that first which counts, not yet with a firm's values.
    titles: Box<[Interpolated]>,
    /// Whether it stands in no file: the page of a folder that has none of its own.
    pub is_made: bool,
    /// The files it is made of, the lowest layer's first; at least one.
    pub files: Box<[SourceFile]>,
    /// Ids by which links mean the page as a whole, beside the one that its title makes.
    pub(crate) page_ids: Box<[Arc<str>]>,
    anchors: Arc<[(Arc<str>, Anchor)]>,
    /// The ids that sections had before, sorted, each with the one that its section has now.
    renamed: Box<[(Arc<str>, Arc<str>)]>,
    /// The inner headings that only some see, sorted.
    conditional: Box<[(Anchor, Box<[Condition]>)]>,
    /// Sorted.
    removed: Box<[Arc<str>]>,
    /// What it shows that may be an asset, and the passages that stands in.
    pub(crate) shown_files: Box<[(Target, Box<[Condition]>)]>,
    /// What its files name that may be an asset, shown or not.
    pub(crate) named_files: Box<[Target]>,
    /// Of the home page, the sections that are for one audience each.
    pub(crate) ways: Box<[Way]>,
}

/// A section of the home page that leads one audience into the handbook.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Way {
    /// The section.
    pub id: Arc<str>,
    /// Its title, not yet with a firm's values.
    pub title: Interpolated,
    /// Whom it is for.
    pub audience: String,
}

/// A file that a page is made of.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct SourceFile {
    /// Path relative to the root.
    pub file: Arc<str>,
    /// Path inside its layer: the page's, or one that the page had before.
    pub path: Arc<str>,
    /// Its own front matter.
    pub front: Arc<FrontMatter>,
}

impl Outline {
    /// Its title with a firm's values.
    pub fn title_in(&self, values: &Values) -> String {
        filled_title(&self.titles, &self.path, values)
    }

    fn of(page: &Page) -> Self {
        let files = page.documents.iter().map(|document| SourceFile {
            file: document.file.clone(),
            path: document.path.clone(),
            front: document.front.clone(),
        });

        let anchors = page.anchors.iter();
        let mut conditional: Vec<_> =
            anchors.filter_map(|(_, at)| conditional(page, *at)).collect();
        conditional.sort_by_key(|(anchor, _)| *anchor);
        let earlier = page.anchors.iter().map(|(id, _)| id);
        let renamed = earlier.filter_map(|id| Some((id.clone(), page.renamed(id)?.clone())));
        let mut removed = page.removed.clone();
        removed.sort_unstable();

        Self {
            is_made: page.is_made(),
            path: page.path.clone(),
            front: page.front.clone(),
            titles: page.given_titles().cloned().collect(),
            files: files.collect(),
            page_ids: page.page_ids().into(),
            anchors: page.anchors.clone(),
            renamed: renamed.collect(),
            conditional: conditional.into(),
            removed: removed.into(),
            shown_files: shown_files(page),
            named_files: named_files(page),
            ways: ways(page),
        }
    }

    /// The topmost layer's file of the page.
    pub fn file(&self) -> &Arc<str> {
        &self.top().file
    }

    /// The topmost layer's file of the page, and what it says of itself.
    pub fn top(&self) -> &SourceFile {
        &self.files[self.files.len() - 1]
    }

    /// The topmost layer's file whose front matter says something.
    pub(crate) fn says(&self, says: impl Fn(&FrontMatter) -> bool) -> Option<&SourceFile> {
        self.files.iter().rev().find(|file| says(&file.front))
    }

    /// What an id on this page belongs to.
    pub fn anchor(&self, id: &str) -> Option<Anchor> {
        find(&self.anchors, id)
    }

    /// Ids that can be linked to, sorted; not those that sections had before.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        let present = self.anchors.iter().filter(|(_, at)| !matches!(at, Anchor::Earlier(_)));
        present.map(|(id, _)| &**id)
    }

    /// How many sections it has.
    pub(crate) fn section_count(&self) -> usize {
        self.sections().count()
    }

    /// The ids of its sections, sorted.
    pub(crate) fn sections(&self) -> impl Iterator<Item = &str> {
        let sections = self.anchors.iter().filter(|(_, at)| matches!(at, Anchor::Section(_)));
        sections.map(|(id, _)| &**id)
    }

    /// The id that the section of an earlier id has now; none where the id is no earlier one.
    pub fn renamed(&self, id: &str) -> Option<&Arc<str>> {
        let at = self.renamed.binary_search_by(|(earlier, _)| (**earlier).cmp(id)).ok()?;
        Some(&self.renamed[at].1)
    }

    /// The passages in which what an id belongs to stands.
    pub(crate) fn conditions(&self, anchor: Anchor) -> &[Condition] {
        let known = self.conditional.binary_search_by_key(&anchor, |(known, _)| *known);
        known.map_or(&[], |at| &self.conditional[at].1)
    }

    /// Whether a layer took a section away, or it is for others.
    pub fn is_removed(&self, id: &str) -> bool {
        self.removed.binary_search_by(|removed| (**removed).cmp(id)).is_ok()
    }
}

impl Page {
    /// What a rule says, without its reasons, which are a list of definitions: the section's own
    /// text and what layers added to it, not that of sections in it.
    pub(crate) fn rule_parts(
        &self,
        at: usize,
    ) -> impl Iterator<Item = (&Arc<Document>, Slice)> + use<'_> {
        self.extent(at).filter_map(move |index| {
            let segment = &self.segments[index];
            let is_own = segment.shows_text() && (index == at || segment.id.is_none());
            let (document, section) = (self.document(segment), self.section(segment));
            let reasons = document.blocks(section).definitions();
            let rule = reasons.map_or(section.body, |reasons| section.body.before(reasons));
            is_own.then_some((document, rule))
        })
    }

    /// What is known of the page without its text.
    pub fn outline(&self) -> &Arc<Outline> {
        self.outline.get_or_init(|| Arc::new(Outline::of(self)))
    }

    /// The audience that a section is for, where it is for one alone.
    pub(crate) fn one_audience<'p>(&'p self, segment: &'p Segment) -> Option<&'p str> {
        match self.items(segment, "audience").as_slice() {
            [audience] => Some(audience),
            _ => None,
        }
    }
}

/// An inner heading that only some see, and the passages it stands in.
fn conditional(page: &Page, anchor: Anchor) -> Option<(Anchor, Box<[Condition]>)> {
    let Anchor::Inner(document, inner) = anchor else { return None };
    let document = &page.documents[document as usize];
    let passages = &document.inner_headings[inner as usize].conditions;
    let conditions = passages.iter().map(|id| document.conditions[id.index()].clone());
    (!passages.is_empty()).then(|| (anchor, conditions.collect()))
}

fn shown_files(page: &Page) -> Box<[(Target, Box<[Condition]>)]> {
    let mut files = Vec::new();
    // Conditions are kept, not decided: firms with other values share this outline.
    each_reference(page, &mut |_, reference, conditions| {
        let target = match reference {
            Reference::Link(link) => &link.target,
            Reference::Image(image) => &image.target,
            Reference::Address(_, address) => &address.target,
            _ => return,
        };
        if may_be_asset(target) {
            let conditions = conditions.iter().map(|condition| (*condition).clone());
            files.push((target.clone(), conditions.collect()));
        }
    });
    files.into()
}

fn named_files(page: &Page) -> Box<[Target]> {
    let mut files = Vec::new();
    // By document, not by segment: a section that is gone must withhold its files as well.
    for document in &page.documents {
        let links = document.links.iter().map(|link| &link.target);
        let images = document.images.iter().map(|image| &image.target);
        let addresses = document.attributes.iter().flat_map(|attribute| &attribute.addresses);
        let addresses = addresses.map(|address| &address.target);
        files.extend(
            links.chain(images).chain(addresses).filter(|target| may_be_asset(target)).cloned(),
        );
    }
    files.into()
}

/// The sections of the home page that are for one audience each; other pages have none.
fn ways(page: &Page) -> Box<[Way]> {
    let sections = page.sections().filter(|_| &*page.path == HOME);
    let ways = sections.filter_map(|(segment, id)| {
        let title = page.shown_heading(segment)?.text.clone();
        let audience = page.one_audience(segment)?.to_owned();
        Some(Way { id: id.clone(), title, audience })
    });
    ways.collect()
}

/// Whether a target may be an asset. Most are Markdown files by their ending, and no asset is.
fn may_be_asset(target: &Target) -> bool {
    match target {
        Target::File(file) => !file.path.is_empty() && !file.path.ends_with(".md"),
        Target::Dynamic(_) => true,
        Target::External(_) | Target::Unsafe(_) => false,
    }
}

/// One reference of a page to something else.
pub(crate) enum Reference<'a> {
    Link(&'a Link),
    Image(&'a Image),
    /// One address of an attribute of raw HTML.
    Address(&'a AddressAttribute, &'a Address),
    /// `:::include`
    Include(&'a Include),
    /// `:::collection`
    Collection(&'a Collection),
    /// `:::timeline`
    Timeline(&'a TimelineView),
}

/// Is called with a reference, its file, and the passages it stands in, the outermost first.
type OnReference<'a, 'c> = &'c mut dyn FnMut(&'a Arc<Document>, Reference<'a>, &[&'a Condition]);

/// Calls a function with each reference of what a page shows to somebody.
pub(crate) fn each_reference<'a>(page: &'a Page, call: OnReference<'a, '_>) {
    let mut open = Vec::new();
    for segment in &page.segments {
        let document = page.document(segment);
        let section = page.section(segment);
        if let Some(heading) = page.shown_heading(segment) {
            walk((document, &document.body), heading.html.holes(), &mut open, call);
        }
        if segment.shows_text() {
            walk((document, &document.body), section.body.holes(), &mut open, call);
        }
    }

    // Which section a footnote belongs to is not known here, so all count.
    for document in &page.documents {
        let all = 0..document.notes.holes.len();
        walk((document, &document.notes), all, &mut open, call);
    }
}

fn walk<'a>(
    (document, html): (&'a Arc<Document>, &'a Html),
    holes: Range<usize>,
    open: &mut Vec<&'a Condition>,
    call: OnReference<'a, '_>,
) {
    // Called again for what stands in a widget, which must leave the passages as they were.
    let outside = open.len();
    // Where each passage ends that was opened here.
    let mut ends: Vec<usize> = Vec::new();

    for at in holes {
        while ends.pop_if(|end| *end < at).is_some() {
            open.pop();
        }
        let reference = match html.holes[at].fill {
            Fill::LinkOpen(id) => Reference::Link(&document.links[id.index()]),
            Fill::Image(id) => Reference::Image(&document.images[id.index()]),
            // Its own references stand in a text of their own, the extras.
            Fill::Widget(id) => {
                let widget = &document.widgets[id.index()];
                match widget {
                    Widget::Include(include) => call(document, Reference::Include(include), open),
                    Widget::Collection(it) => call(document, Reference::Collection(it), open),
                    Widget::Timeline(view) => call(document, Reference::Timeline(view), open),
                    _ => {}
                }
                walk((document, &document.extras), widget.holes(), open, call);
                continue;
            }
            Fill::Addresses(id) => {
                let attribute = &document.attributes[id.index()];
                for address in &attribute.addresses {
                    call(document, Reference::Address(attribute, address), open);
                }
                continue;
            }
            Fill::Open { region: Region::Only(condition), end } => {
                open.push(&document.conditions[condition.index()]);
                ends.push(end as usize);
                continue;
            }
            _ => continue,
        };
        call(document, reference, open);
    }

    // A passage that ends with the last hole is still open.
    open.truncate(outside);
}
