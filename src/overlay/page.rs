//! A complete page: sections from one layer or several, in order, each with its origin.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place};
use crate::parse::attributes::Attributes;
use crate::parse::front_matter::{FrontMatter, PageKind};
use crate::parse::html::Interpolated;
use crate::parse::{Document, Heading, LEAD, Section};
use crate::project::EditionKind;

/// Deeper than any heading: a segment that belongs to whatever section it stands in.
const TEXT_LEVEL: u8 = 7;

/// A page of an edition.
#[derive(Debug, Clone)]
pub struct Page {
    /// Path inside the stack.
    pub path: Arc<str>,
    /// Front matter, with what overrides give put over the base's.
    pub front: Arc<FrontMatter>,
    /// The files it is made of, the lowest layer's first.
    pub documents: Vec<Arc<Document>>,
    /// Its text, in order.
    pub segments: Vec<Segment>,
    /// What layers replaced.
    pub replaced: Vec<Replaced>,
    /// The document whose level-1 heading it shows, if any has one.
    pub heading: Option<u16>,
    /// Sections that a layer took away, or that are for others.
    pub removed: Vec<Arc<str>>,
    /// Of those, the ones that are for others.
    pub hidden_sections: Option<Box<[Arc<str>]>>,
    /// Ids that can be linked to, sorted.
    pub anchors: Vec<(Arc<str>, Anchor)>,
}

/// A section of some document, in its place on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Index into the page's documents: the origin.
    pub document: u16,
    /// Index into that document's sections.
    pub section: u32,
    /// What of the layers below it stands for, as a number into the page's list from 1 on; 0 for nothing.
    pub replaced: u16,
    /// Id on this page; none for text that was added to a section.
    pub id: Option<Arc<str>>,
    /// Level on this page; 0 for the lead, more than 6 for text that was added to a section.
    pub level: u8,
    /// Whether its heading is shown.
    pub heading: bool,
    /// Whether its text is shown.
    pub body: bool,
}

/// A section that a layer replaced: its attributes still hold where the new heading gives none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// Index into the page's documents.
    pub document: u16,
    /// Index into that document's sections.
    pub section: u32,
    /// What it stood for itself, likewise.
    pub below: u16,
}

/// What an id belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anchor {
    /// A section, and its index into the segments.
    Section(u32),
    /// A heading that is no section: document and index of its inner headings.
    Inner(u16, u32),
    /// An id in raw HTML.
    Raw,
}

impl Page {
    /// A page as its file has it.
    pub fn new(document: &Arc<Document>) -> Self {
        let segments = (0..document.sections.len() as u32)
            .map(|section| Segment::whole(document, 0, section, 0))
            .collect();
        let mut page = Self {
            path: document.path.clone(),
            front: document.front.clone(),
            heading: document.heading.as_ref().map(|_| 0),
            documents: vec![document.clone()],
            segments,
            removed: Vec::new(),
            replaced: Vec::new(),
            hidden_sections: None,
            anchors: Vec::new(),
        };
        page.index();
        page
    }

    /// This page with another file in its place.
    pub(super) fn replaced_by(
        &self,
        document: &Arc<Document>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        super::guard::check_page(self, document, diagnostics);
        if let Some((index, reason)) = self.first_lock() {
            diagnostics.push(super::guard::locked_section(
                self,
                index,
                &reason,
                super::override_place(document),
            ));
            return self.clone();
        }
        let mut page = Self::new(document);
        page.front = self.front.overridden_by(&document.front).into();
        // A whole new page brings its own title, or takes it from its heading.
        if document.front.title.is_none() && document.heading.is_some() {
            Arc::make_mut(&mut page.front).title = None;
        }
        page.removed = page.gone_since(self);
        page
    }

    /// What could be linked to on the page below and cannot any more.
    pub(super) fn gone_since(&self, below: &Self) -> Vec<Arc<str>> {
        let before = below.removed.iter().chain(below.anchors.iter().map(|(id, _)| id));
        before.filter(|id| self.anchor(id).is_none()).cloned().collect()
    }

    /// Rebuilds the list of ids; to be called after the segments changed.
    pub(super) fn index(&mut self) {
        let mut anchors: Vec<(Arc<str>, Anchor)> = Vec::new();
        for (at, segment) in self.segments.iter().enumerate() {
            if let Some(id) = &segment.id {
                anchors.push((id.clone(), Anchor::Section(at as u32)));
            }
            if !segment.body {
                continue;
            }
            let headings = &self.documents[segment.document as usize].inner_headings;
            let first = headings.partition_point(|inner| inner.section < segment.section);
            let here =
                headings[first..].iter().take_while(|inner| inner.section == segment.section);
            anchors.extend(here.enumerate().map(|(index, inner)| {
                (inner.id.clone(), Anchor::Inner(segment.document, (first + index) as u32))
            }));
        }
        let raw = self.documents.iter().flat_map(|document| document.raw_ids.iter());
        anchors.extend(raw.map(|id| (Arc::from(id.as_str()), Anchor::Raw)));
        anchors.sort();
        self.anchors = anchors;
    }

    /// What an id on this page belongs to.
    pub fn anchor(&self, id: &str) -> Option<Anchor> {
        let first = self.anchors.partition_point(|(known, _)| **known < *id);
        self.anchors.get(first).filter(|(known, _)| **known == *id).map(|(_, anchor)| *anchor)
    }

    /// The section of a segment.
    pub fn section(&self, segment: &Segment) -> &Section {
        &self.documents[segment.document as usize].sections[segment.section as usize]
    }

    /// A `key=value` of a section's heading, or of the one it replaced.
    pub fn attribute<'p>(&'p self, segment: &'p Segment, key: &str) -> Option<&'p str> {
        self.attributes(segment).find_map(|attributes| attributes.get(key))
    }

    /// The items of a `key="a, b"`.
    pub fn items<'p>(&'p self, segment: &'p Segment, key: &str) -> Vec<&'p str> {
        crate::parse::attributes::items(self.attribute(segment, key).unwrap_or_default()).collect()
    }

    /// Whether a section is a rule that a pair may not drop.
    pub fn is_fixed(&self, segment: &Segment) -> bool {
        let says = |class: &str| {
            self.attributes(segment).position(|attributes| attributes.has_class(class))
        };
        match (says("fixed"), says("optional")) {
            (Some(fixed), Some(optional)) => fixed < optional,
            (fixed, _) => fixed.is_some(),
        }
    }

    /// The rules of a page of rules that a pair may not drop.
    pub fn fixed_rules(&self) -> impl Iterator<Item = &Arc<str>> {
        let sections = Some(self.sections())
            .filter(|_| self.front.kind() == PageKind::Rules)
            .into_iter()
            .flatten();
        sections.filter(|(at, _)| self.is_fixed(&self.segments[*at])).map(|(_, rule)| rule)
    }

    /// The first section that may not be overridden, and why.
    pub(super) fn first_lock(&self) -> Option<(usize, String)> {
        self.sections().find_map(|(index, _)| Some((index, self.lock(index)?)))
    }

    /// The attributes of a section's heading, then of those it replaced, from the top down.
    fn attributes<'p>(&'p self, segment: &'p Segment) -> impl Iterator<Item = &'p Attributes> {
        let heading = |document: u16, section: u32| {
            self.documents[document as usize].sections[section as usize]
                .heading
                .as_ref()
                .map(Heading::attributes)
        };
        let own = heading(segment.document, segment.section);
        let behind = |number: u16| self.replaced.get(usize::from(number).checked_sub(1)?);
        let replaced =
            std::iter::successors(behind(segment.replaced), move |replaced| behind(replaced.below));
        own.into_iter().chain(
            replaced.filter_map(move |replaced| heading(replaced.document, replaced.section)),
        )
    }

    /// A page without the sections that are for other audiences.
    pub(super) fn for_audiences(&self, kind: &EditionKind) -> Option<Self> {
        let is_timeline = self.front.kind() == PageKind::Timeline;
        let hidden = |segment: &Segment| {
            let list = |key: &str| -> Vec<String> {
                self.items(segment, key).into_iter().map(str::to_owned).collect()
            };
            // A milestone is for those whose date it is.
            !kind.shows(&list("audience")) || is_timeline && !kind.shows(&list("for"))
        };
        let mut out = vec![false; self.segments.len()];
        for at in (0..self.segments.len()).filter(|at| hidden(&self.segments[*at])) {
            out[self.extent(at)].fill(true);
        }
        if !out.contains(&true) {
            return None;
        }
        let mut page = self.clone();
        let mut out = out.into_iter();
        page.segments.retain(|_| out.next() == Some(false));
        page.index();
        page.removed = page.gone_since(self);
        page.hidden_sections =
            Some(page.removed.iter().filter(|id| self.anchor(id).is_some()).cloned().collect());
        Some(page)
    }

    /// The document of a segment.
    pub fn document(&self, segment: &Segment) -> &Arc<Document> {
        &self.documents[segment.document as usize]
    }

    /// The topmost layer's file of the page.
    pub fn top(&self) -> &Arc<Document> {
        // A page is made of one file at least.
        &self.documents[self.documents.len() - 1]
    }

    /// Sections by their place in the list: those with an id.
    pub fn sections(&self) -> impl Iterator<Item = (usize, &Arc<str>)> {
        self.segments
            .iter()
            .enumerate()
            .filter_map(|(index, segment)| Some((index, segment.id.as_ref()?)))
    }

    /// Where a section begins.
    pub fn find(&self, id: &str) -> Option<usize> {
        // Of equal ids a section's comes first.
        match self.anchor(id)? {
            Anchor::Section(at) => Some(at as usize),
            _ => None,
        }
    }

    /// All that belongs to the section that begins here: up to the next heading of the same or a
    /// higher level. The lead ends at the first heading.
    pub fn extent(&self, start: usize) -> Range<usize> {
        let level = self.segments[start].level;
        let belongs =
            |segment: &Segment| segment.level > level && (level > 0 || segment.level >= TEXT_LEVEL);
        let rest = &self.segments[start + 1..];
        start..start + 1 + rest.iter().take_while(|segment| belongs(segment)).count()
    }

    /// The reason why a section may not be overridden, if it may not.
    pub(super) fn lock(&self, index: usize) -> Option<String> {
        let segment = &self.segments[index];
        let id = segment.id.as_ref()?;
        let in_front = self
            .front
            .locked
            .iter()
            .find(|(locked, _)| **locked == **id)
            .map(|(_, reason)| reason.clone());
        in_front.or_else(|| self.section(segment).heading.as_ref()?.attributes().locked.clone())
    }

    /// The complaint about hiding a page with a section that nobody may take away, or with fixed rules.
    pub(super) fn refuses_to_go(&self, place: &Place) -> Option<Diagnostic> {
        if let Some((index, reason)) = self.first_lock() {
            return Some(super::guard::locked_section(self, index, &reason, place.clone()).help(
                "the page can be kept out of the navigation instead: `nav: [{hide: PATH}]`",
            ));
        }
        let rule = self.fixed_rules().next()?;
        let help = "a fixed rule goes by `remove`, with a reason, in an override of its page";
        Some(super::guard::fixed_rule(self, rule, "hidden", place.clone()).help(help))
    }

    /// The level-1 heading it shows.
    pub fn own_heading(&self) -> Option<(&Arc<Document>, &Heading)> {
        let document = &self.documents[self.heading? as usize];
        Some((document, document.heading.as_ref()?))
    }

    /// The title: the front matter's, else that of its heading, else one made of the file's name.
    pub fn title(&self) -> Interpolated {
        if let Some(title) = &self.front.title {
            return title.clone();
        }
        match self.own_heading() {
            Some((_, heading))
                if !heading.text.text.trim().is_empty() || !heading.text.uses.is_empty() =>
            {
                heading.text.clone()
            }
            _ => self.first_h1().unwrap_or_else(|| Interpolated::plain(&title_of(&self.path))),
        }
    }

    /// The text of the first level-1 heading, where something stands before it.
    fn first_h1(&self) -> Option<Interpolated> {
        let first = self.segments.iter().find(|segment| segment.level == 1)?;
        Some(self.section(first).heading.as_ref()?.text.clone())
    }

    /// Words of its text.
    pub fn words(&self) -> u32 {
        self.segments
            .iter()
            .filter(|segment| segment.body)
            .map(|segment| self.section(segment).words)
            .sum()
    }
}

impl Segment {
    /// A section with its own id, heading and text, its level shifted.
    pub(super) fn whole(document: &Document, index: u16, section: u32, shift: i8) -> Self {
        let source = &document.sections[section as usize];
        let level =
            if source.level == 0 { 0 } else { (source.level as i8 + shift).clamp(1, 6) as u8 };
        Self {
            document: index,
            section,
            replaced: 0,
            id: Some(source.id.clone()),
            level,
            heading: source.heading.is_some(),
            body: true,
        }
    }

    /// A section's text alone, to be added to a section.
    pub(super) fn text(index: u16, section: u32) -> Self {
        Self {
            document: index,
            section,
            replaced: 0,
            id: None,
            level: TEXT_LEVEL,
            heading: false,
            body: true,
        }
    }

    /// A section's text alone, in place of the lead.
    pub(super) fn lead(index: u16, section: u32) -> Self {
        Self { id: Some(LEAD.into()), level: 0, ..Self::text(index, section) }
    }
}

/// `ground-rules/how-to.md` → `How to`; a folder's own page is called after the folder.
pub(crate) fn title_of(path: &str) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let name = if crate::url::is_landing(file) && !folder.is_empty() {
        folder.rsplit('/').next().unwrap_or(folder)
    } else {
        stem
    };
    let spaced = name.replace(['-', '_'], " ");
    let mut letters = spaced.trim().chars();
    letters
        .next()
        .map_or_else(|| name.to_owned(), |first| first.to_uppercase().chain(letters).collect())
}
