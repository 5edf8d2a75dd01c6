//! A complete page: sections from one layer or several, in order, each with its origin.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::Outline;
use crate::diagnostic::Place;
use crate::digest::{Digest, DigestBuilder};
use crate::parse::attributes::{self, Attributes, EarlierIds};
use crate::parse::front_matter::{FrontMatter, PageKind};
use crate::parse::html::Fill;
use crate::parse::widget::{Question, Widget};
use crate::parse::{Document, Heading, LEAD, Section, heading_id};
use crate::text_digest::TextDigest;

/// Sections of a page that are named where there is another.
const MOST_LISTED: usize = 12;

/// A page of an edition.
#[derive(Debug)]
pub struct Page {
    /// Path inside the stack.
    pub path: Arc<str>,
    /// Front matter, with what overrides give put over the base's.
    pub(crate) front: Arc<FrontMatter>,
    /// The files it is made of, the lowest layer's first.
    pub(crate) documents: Vec<Arc<Document>>,
    /// Its text, in order.
    pub segments: Vec<Segment>,
    /// The document whose level-1 heading it shows, if any has one.
    pub(crate) heading: Option<u16>,
    /// Ids by which links mean the page as a whole, after its headings and titles in layers below.
    pub(crate) former_ids: Vec<Arc<str>>,
    /// Sections that a layer took away, or that are for others.
    pub removed: Vec<Arc<str>>,
    /// Of those, the ones that are for others.
    pub(crate) hidden_sections: BTreeSet<Arc<str>>,
    /// Ids that can be linked to, sorted.
    pub(crate) anchors: Arc<[(Arc<str>, Anchor)]>,
    /// Made when it is asked for first.
    pub(super) outline: OnceLock<Arc<Outline>>,
}

/// What a page shows of one section of a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Segment {
    /// The section.
    pub(crate) origin: SourceSection,
    /// What of the layers below it stands for.
    pub(crate) replaced: Option<Arc<Replaced>>,
    /// Id on this page; none for text that was added to a section.
    pub id: Option<Arc<str>>,
    /// Ids that the section had before, in this layer and those below.
    pub(super) earlier: Option<EarlierIds>,
    /// What it is on this page.
    pub(crate) role: Role,
    /// How much of the section is shown here.
    pub(crate) shows: Shows,
}

/// A section of one of a page's documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SourceSection {
    /// Index into the page's documents.
    pub document: u16,
    /// Index into that document's sections.
    pub section: u32,
}

/// What a segment is on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    /// The text before the first heading.
    Lead,
    /// A section, with its level on this page, 1 to 6.
    Section {
        /// 1 is the highest.
        level: u8,
    },
    /// Text that belongs to whatever section it stands in.
    Added,
}

/// How much of its section a segment shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Shows {
    /// The heading, if there is one, and the text.
    All,
    /// The heading alone; the text follows in a segment of its own.
    Heading,
    /// The text alone.
    Text,
}

/// A section that a layer replaced: its attributes still hold where the new heading gives none.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Replaced {
    /// The section.
    pub origin: SourceSection,
    /// What it stood for itself.
    pub below: Option<Arc<Self>>,
}

/// What an id belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Anchor {
    /// A section, and its index into the segments.
    Section(u32),
    /// A section that was called so before, by its index into the segments.
    Earlier(u32),
    /// A heading that is no section: document and index of its inner headings.
    Inner(u16, u32),
    /// An id in raw HTML.
    Raw,
}

impl Page {
    /// A page as its file has it.
    pub fn new(document: &Arc<Document>) -> Self {
        let sections = (0..).zip(&document.sections);
        let segments: Vec<Segment> = sections
            .map(|(section, source)| {
                Segment::of(source, SourceSection { document: 0, section }, source.level)
            })
            .collect();
        let documents = vec![document.clone()];

        Self {
            path: document.path.clone(),
            front: document.front.clone(),
            heading: document.heading.as_ref().map(|_| 0),
            former_ids: Vec::new(),
            removed: Vec::new(),
            hidden_sections: BTreeSet::new(),
            anchors: anchors(&documents, &segments),
            outline: OnceLock::new(),
            documents,
            segments,
        }
    }

    /// This page with other segments of these documents.
    pub(super) fn remade(&self, documents: Vec<Arc<Document>>, segments: Vec<Segment>) -> Self {
        let anchors = anchors(&documents, &segments);
        Self {
            path: self.path.clone(),
            front: self.front.clone(),
            heading: self.heading,
            former_ids: self.former_ids.clone(),
            removed: self.missing_from(&anchors),
            hidden_sections: BTreeSet::new(),
            anchors,
            outline: OnceLock::new(),
            documents,
            segments,
        }
    }

    /// What could be linked to on this page, or below it, and cannot on one with these anchors.
    pub(super) fn missing_from(&self, anchors: &[(Arc<str>, Anchor)]) -> Vec<Arc<str>> {
        let before = self.removed.iter().chain(self.anchors.iter().map(|(id, _)| id));
        before.filter(|id| find(anchors, id).is_none()).cloned().collect()
    }

    /// What an id on this page belongs to.
    pub fn anchor(&self, id: &str) -> Option<Anchor> {
        find(&self.anchors, id)
    }

    /// The document of a segment.
    pub fn document(&self, segment: &Segment) -> &Arc<Document> {
        &self.documents[segment.origin.document as usize]
    }

    /// The topmost layer's file of the page.
    pub fn top(&self) -> &Arc<Document> {
        // A page is made of one file at least.
        &self.documents[self.documents.len() - 1]
    }

    /// Whether it stands in no file: the page of a folder that has none of its own.
    pub fn is_made(&self) -> bool {
        self.top().digest == Digest::default()
    }

    /// The section of a segment.
    pub fn section(&self, segment: &Segment) -> &Section {
        self.origin(segment.origin)
    }

    /// The document of the section that a segment replaced.
    pub fn replaced_in(&self, segment: &Segment) -> Option<&Arc<Document>> {
        let replaced = segment.replaced.as_ref()?;
        Some(&self.documents[replaced.origin.document as usize])
    }

    /// Where the heading of a segment's section stands; its file, if there is none.
    pub fn place(&self, segment: &Segment) -> Place {
        let span = self.section(segment).heading.as_ref().map(|heading| heading.span);
        Place { file: self.document(segment).file.clone(), span }
    }

    /// A section of one of its documents.
    fn origin(&self, origin: SourceSection) -> &Section {
        &self.documents[origin.document as usize].sections[origin.section as usize]
    }

    /// The section of a segment, then those it replaced, from the top down, with their documents.
    fn origins<'p>(
        &'p self,
        segment: &'p Segment,
    ) -> impl Iterator<Item = (&'p Arc<Document>, &'p Section)> {
        let top = segment.replaced.as_deref();
        let below = std::iter::successors(top, |replaced| replaced.below.as_deref());

        std::iter::once(segment.origin)
            .chain(below.map(|replaced| replaced.origin))
            .map(|origin| (&self.documents[origin.document as usize], self.origin(origin)))
    }

    /// The digest of what its author wrote in some of its segments: whether what an edit was
    /// written against is still the same. How it is divided among files does not count; nor do the
    /// first one's id, level and attributes, which a replacement takes over.
    pub fn source(&self, segments: &[Segment]) -> Digest {
        self.text_of(segments).digest()
    }

    /// The same of the whole page, its heading included.
    pub fn whole_source(&self) -> Digest {
        let heading = self.own_heading().map(|(_, heading)| heading.source.digest);
        heading.unwrap_or_default().then(heading_end()).then(self.text_of(&self.segments)).digest()
    }

    fn text_of(&self, segments: &[Segment]) -> TextDigest {
        let top = segments.first().and_then(Segment::level).unwrap_or_default();
        let mut text = TextDigest::default();
        for (at, segment) in segments.iter().enumerate() {
            // What was added to a section is its text, whoever wrote it.
            if let Some(level) = segment.level().filter(|_| at > 0) {
                text = text.then(TextDigest::mark(self.said(segment, level.wrapping_sub(top))));
            }
            if let Some(heading) = self.shown_heading(segment) {
                text = text.then(heading.source.digest).then(heading_end());
            }
            if segment.shows_text() {
                text = text.then(self.section(segment).source.digest);
            }
        }
        text
    }

    /// What is said of a section, its text aside, as it stands so far below another one.
    fn said(&self, segment: &Segment, depth: u8) -> Digest {
        // What it was called before says nothing of what it is, and what it is searched by is no text
        // that anybody reads.
        let mut attributes = Attributes { formerly: None, ..self.standing_attributes(segment) };
        attributes.data.retain(|(key, _)| key != "search");
        let mut words = attributes.words();
        words.sort_unstable();

        let mut digest = DigestBuilder::default();
        digest.part(&[depth]).part(segment.id.as_deref().unwrap_or_default().as_bytes());
        for word in words {
            digest.part(word.as_bytes());
        }
        digest.finish()
    }

    /// The attributes that hold for a section: its own, and of those it replaced what it does not
    /// say itself.
    pub(crate) fn standing_attributes(&self, segment: &Segment) -> Attributes {
        let mut attributes = self.attributes(segment);
        let mut standing = attributes.next().cloned().unwrap_or_default();
        for below in attributes {
            standing.inherit(below);
        }
        standing
    }

    /// The heading that a segment shows.
    pub fn shown_heading(&self, segment: &Segment) -> Option<&Heading> {
        // The heading of what replaces a lead only says so.
        let shown = segment.level().is_some() && segment.shows != Shows::Text;
        self.section(segment).heading.as_ref().filter(|_| shown)
    }

    /// Its sections, those segments that have an id.
    pub fn sections(&self) -> impl Iterator<Item = (&Segment, &Arc<str>)> {
        self.segments.iter().filter_map(|segment| Some((segment, segment.id.as_ref()?)))
    }

    /// The ids of its sections as a message lists them, a long list cut.
    pub(crate) fn listed_sections(&self) -> String {
        let ids = self.sections().map(|(_, id)| &**id);
        // For each of many sections that are not there, all that are would be too much.
        let mut ids: Vec<&str> = ids.take(MOST_LISTED + 1).collect();
        if let Some(last) = ids.get_mut(MOST_LISTED) {
            *last = "…";
        }
        ids.join(", ")
    }

    /// Where a section begins, by its id or one that it had before.
    pub fn find(&self, id: &str) -> Option<usize> {
        // Of equal ids a section's comes first.
        match self.anchor(id)? {
            Anchor::Section(at) | Anchor::Earlier(at) => Some(at as usize),
            Anchor::Inner(..) | Anchor::Raw => None,
        }
    }

    /// All that has an id on this page, first what links to it mean.
    pub(super) fn all_of(&self, id: &str) -> impl Iterator<Item = Anchor> {
        let first = self.anchors.partition_point(|(known, _)| **known < *id);
        let equal = self.anchors[first..].iter().take_while(move |(known, _)| **known == *id);
        equal.map(|(_, anchor)| *anchor)
    }

    /// The earlier ids of a section at which it can still be found.
    pub(crate) fn kept_ids<'p>(
        &'p self,
        segment: &'p Segment,
    ) -> impl Iterator<Item = &'p Arc<str>> {
        segment.earlier().iter().filter(|earlier| {
            // What has the id by right comes first; of raw HTML, it is not known where it stands.
            self.renamed(earlier) == segment.id.as_ref()
                && self.all_of(earlier).all(|anchor| anchor != Anchor::Raw)
        })
    }

    /// The id that the section of an earlier id has now; none where the id is no earlier one.
    pub fn renamed(&self, id: &str) -> Option<&Arc<str>> {
        match self.anchor(id)? {
            Anchor::Earlier(at) => self.segments[at as usize].id.as_ref(),
            _ => None,
        }
    }

    /// Where it is said that a section was called so before.
    pub(super) fn place_of_rename(&self, segment: &Segment, earlier: &str) -> Place {
        let mut headings = self
            .origins(segment)
            .filter_map(|(document, section)| Some((document, section.heading.as_ref()?)));
        let says = headings.find(|(_, heading)| {
            heading.attributes().formerly.iter().flat_map(|ids| &**ids).any(|id| **id == *earlier)
        });
        says.map_or_else(
            || self.place(segment),
            |(document, heading)| Place::at(&document.file, heading.span),
        )
    }

    /// All that belongs to the section that begins here: up to the next heading of the same or a
    /// higher level. The lead ends at the first heading.
    pub fn extent(&self, start: usize) -> Range<usize> {
        let role = self.segments[start].role;
        let rest = &self.segments[start + 1..];
        start..start + 1 + rest.iter().take_while(|segment| role.holds(segment.role)).count()
    }

    /// A `key=value` of a section's heading, or of the one it replaced.
    pub fn attribute<'p>(&'p self, segment: &'p Segment, key: &str) -> Option<&'p str> {
        self.attributes(segment).find_map(|attributes| attributes.get(key))
    }

    /// The items of a `key="a, b"`.
    pub fn items<'p>(&'p self, segment: &'p Segment, key: &str) -> Vec<&'p str> {
        attributes::items(self.attribute(segment, key).unwrap_or_default()).collect()
    }

    /// Whether a section is a rule that a pair may not drop.
    pub fn is_fixed(&self, segment: &Segment) -> bool {
        // The topmost layer that says either decides.
        self.attributes(segment)
            .find_map(|attributes| {
                let optional = attributes.has_class("optional");
                (optional || attributes.has_class("fixed")).then_some(!optional)
            })
            .unwrap_or(false)
    }

    /// The id of a rule that a pair may not drop.
    pub(crate) fn fixed_rule<'p>(&self, segment: &'p Segment) -> Option<&'p Arc<str>> {
        let is_rule = self.front.kind() == PageKind::Rules;
        segment.id.as_ref().filter(|_| is_rule && self.is_fixed(segment))
    }

    /// The rules of a page of rules that a pair may not drop.
    pub fn fixed_rules(&self) -> impl Iterator<Item = &Arc<str>> {
        self.segments.iter().filter_map(|segment| self.fixed_rule(segment))
    }

    /// The attributes of a section's heading, then of those it replaced, from the top down.
    fn attributes<'p>(&'p self, segment: &'p Segment) -> impl Iterator<Item = &'p Attributes> {
        let sections = self.origins(segment);
        sections.filter_map(|(_, section)| section.heading.as_ref().map(Heading::attributes))
    }

    /// The ids by which links mean the page as a whole: code hosts give its heading one, too. Its
    /// title makes another one.
    pub(super) fn page_ids(&self) -> Vec<Arc<str>> {
        let own = self.own_heading();
        let given = own.and_then(|(_, heading)| heading.attributes().id.as_ref());
        let made = own.and_then(|(document, _)| document.heading_id.as_ref());
        let earlier = own.and_then(|(_, heading)| heading.attributes().formerly.as_deref());
        let earlier = earlier.unwrap_or_default();
        self.former_ids.iter().chain(given).chain(made).chain(earlier).cloned().collect()
    }

    /// The same and the id that its title makes, for a layer that gives it another heading or
    /// title.
    pub(super) fn own_ids(&self) -> Vec<Arc<str>> {
        let mut ids = self.page_ids();
        ids.push(heading_id(&self.title().text).into());
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The level-1 heading it shows.
    pub fn own_heading(&self) -> Option<(&Arc<Document>, &Heading)> {
        let document = &self.documents[self.heading? as usize];
        Some((document, document.heading.as_ref()?))
    }

    /// A `key=value` of the page's own heading, or of one that it replaced.
    pub fn heading_attribute(&self, key: &str) -> Option<&str> {
        // The topmost layer that says it decides.
        let headings = self.documents.iter().rev().filter_map(|it| it.heading.as_ref());
        headings.map(Heading::attributes).find_map(|attributes| attributes.get(key))
    }

    /// The questions that it shows, each with its segment and document.
    pub(crate) fn questions(&self) -> impl Iterator<Item = (&Segment, &Arc<Document>, &Question)> {
        self.segments.iter().flat_map(|segment| {
            let questions = self.questions_of(segment);
            questions.map(move |(document, question)| (segment, document, question))
        })
    }

    /// The questions that a segment shows, each with its document.
    pub(crate) fn questions_of<'p>(
        &'p self,
        segment: &'p Segment,
    ) -> impl Iterator<Item = (&'p Arc<Document>, &'p Question)> {
        let section = self.section(segment);
        self.widgets_of(segment).filter_map(move |(document, widget)| match widget {
            Widget::Question(question) if question.id == section.id => Some((document, question)),
            _ => None,
        })
    }

    /// The widgets that a segment shows, forms aside, each with its document.
    pub(super) fn widgets_of<'p>(
        &'p self,
        segment: &'p Segment,
    ) -> impl Iterator<Item = (&'p Arc<Document>, &'p Widget)> {
        // By the section's own holes: a document has the widgets of all its sections, those too
        // that a layer replaced or removed.
        let document = self.document(segment);
        let holes = document.body.holes_of(self.section(segment).body).iter();
        let shown = holes.filter(|_| segment.shows_text());
        shown.filter_map(move |hole| match hole.fill {
            Fill::Widget(id) => Some((document, &document.widgets[id.index()])),
            _ => None,
        })
    }

    /// Words of its text.
    pub fn words(&self) -> u32 {
        let shown = self.segments.iter().filter(|segment| segment.shows_text());
        shown.map(|segment| self.section(segment).words).sum()
    }
}

impl Segment {
    /// A section with its own id, heading and text; the level is that on the page, 0 for a lead.
    pub(super) fn of(section: &Section, origin: SourceSection, level: u8) -> Self {
        let role = if section.level == 0 { Role::Lead } else { Role::Section { level } };
        let heading = section.heading.as_ref();
        Self {
            origin,
            replaced: None,
            id: Some(section.id.clone()),
            earlier: heading.and_then(|heading| heading.attributes().formerly.clone()),
            role,
            shows: Shows::All,
        }
    }

    /// A section's text alone, to be added to another section.
    pub(super) fn added(origin: SourceSection) -> Self {
        Self {
            origin,
            replaced: None,
            id: None,
            earlier: None,
            role: Role::Added,
            shows: Shows::Text,
        }
    }

    /// A section's text alone, in place of the lead.
    pub(super) fn lead(origin: SourceSection) -> Self {
        Self { id: Some(LEAD.into()), role: Role::Lead, ..Self::added(origin) }
    }

    /// The level of a section on this page, 1 to 6.
    pub fn level(&self) -> Option<u8> {
        match self.role {
            Role::Section { level } => Some(level),
            Role::Lead | Role::Added => None,
        }
    }

    /// Its id and its earlier ones.
    pub(super) fn ids(&self) -> impl Iterator<Item = &Arc<str>> {
        self.id.iter().chain(self.earlier())
    }

    /// Ids that the section had before, in this layer and those below.
    pub fn earlier(&self) -> &[Arc<str>] {
        self.earlier.as_deref().unwrap_or_default()
    }

    /// This segment in the place of a section, whose id and earlier ones go on to hold.
    pub(super) fn called_as(self, below: &Self) -> Self {
        let earlier = attributes::all_earlier(&below.earlier, &self.earlier);
        Self { id: below.id.clone(), earlier, ..self }
    }

    /// Whether the text of its section is shown here.
    pub fn shows_text(&self) -> bool {
        self.shows != Shows::Heading
    }
}

impl Role {
    /// Whether what has this role goes on as long as segments of another follow.
    pub(super) fn holds(self, other: Self) -> bool {
        match (self, other) {
            (Self::Added, _) => false,
            (_, Self::Added) => true,
            (Self::Section { level }, Self::Section { level: other }) => other > level,
            _ => false,
        }
    }
}

/// What parts a heading from its text in a digest: one is not the other.
fn heading_end() -> TextDigest {
    TextDigest::mark(Digest::of(b"heading"))
}

/// The ids that can be linked to, sorted.
fn anchors(documents: &[Arc<Document>], segments: &[Segment]) -> Arc<[(Arc<str>, Anchor)]> {
    let mut anchors: Vec<(Arc<str>, Anchor)> = Vec::new();
    for (at, segment) in segments.iter().enumerate() {
        if let Some(id) = &segment.id {
            anchors.push((id.clone(), Anchor::Section(at as u32)));
        }
        let earlier = segment.earlier().iter().cloned();
        anchors.extend(earlier.map(|id| (id, Anchor::Earlier(at as u32))));
        // Inner headings are part of the text, which then follows in a segment of its own.
        if !segment.shows_text() {
            continue;
        }

        let SourceSection { document, section } = segment.origin;
        let headings = &documents[document as usize].inner_headings;
        let first = headings.partition_point(|inner| inner.section < section);
        let here = (first..).zip(&headings[first..]);
        anchors.extend(
            here.take_while(|(_, inner)| inner.section == section)
                .map(|(index, inner)| (inner.id.clone(), Anchor::Inner(document, index as u32))),
        );
    }

    // Raw ids are known by file, not by section, so those of replaced sections count, too.
    let raw = documents.iter().flat_map(|document| &document.raw_ids);
    anchors.extend(raw.map(|id| (Arc::from(id.as_str()), Anchor::Raw)));
    // Sorted by what they belong to as well, so that of equal ids a section's comes first.
    anchors.sort();
    anchors.into()
}

/// What an id among sorted anchors belongs to.
pub(super) fn find(anchors: &[(Arc<str>, Anchor)], id: &str) -> Option<Anchor> {
    let first = anchors.partition_point(|(known, _)| **known < *id);
    anchors.get(first).filter(|(known, _)| **known == *id).map(|(_, anchor)| *anchor)
}
