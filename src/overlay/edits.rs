//! What a layer says about a page below it, as data. Nothing is decided here: whether an edit may
//! be done is for [`policy`](super::policy), to do it for [`apply`](super::apply).

use std::ops::Range;
use std::sync::Arc;

use super::page::Page;
use crate::diagnostic::{Diagnostic, Place, Span, checks};
use crate::load::LayerId;
use crate::parse::attributes::Operation;
use crate::parse::{Document, LEAD};
use crate::project::{Grounds, HiddenPath};

/// A page, and what a layer says about it.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The layer that says it.
    pub layer: LayerId,
    /// The page as it is in the layers below: what the edits were written against.
    pub below: Arc<Page>,
    /// What the layer says, whether it may or not.
    pub edits: Edits,
}

/// What a layer says about a page that is not in the layers below.
#[derive(Debug, Clone)]
pub enum Lost {
    /// A file with `override:`.
    File(Arc<Document>),
    /// A path under `hide:`.
    Hidden(LayerId, Arc<HiddenPath>),
}

/// What a file, or a line of a layer's configuration, changes on a page below it.
#[derive(Debug, Clone)]
pub enum Edits {
    /// `override: page`: the file takes the place of the page, and its front matter of the page's.
    Page(Arc<Document>),
    /// `override: sections`: the file changes some sections, and of the front matter what it gives.
    Sections(Arc<Document>, Vec<SectionEdit>),
    /// `hide:` takes the page out of the layer's editions.
    Hide(Arc<HiddenPath>),
}

/// A heading with an operation, and what stands under it.
#[derive(Debug, Clone)]
pub struct SectionEdit {
    /// What is done.
    pub operation: Operation,
    /// The section that it names, perhaps by an earlier id.
    pub target: Arc<str>,
    /// The segments of that section on the page below; none where the page has no such section.
    pub at: Option<Range<usize>>,
    /// The document's own sections: the one with the operation, and those below it.
    pub own: Range<usize>,
    /// Bytes of the file: the heading with the operation.
    pub span: Span,
    /// Why, and until when: what the heading says, and for lack of it the file.
    pub grounds: Grounds,
}

/// How an operation works. A further one is a line in [`SectionEdit::work`], and one where
/// operations are spelled (`parse/attributes.rs`).
pub(super) struct Work {
    pub(super) effect: Effect,
    pub(super) brings: Brings,
    /// Where on the page that goes.
    pub(super) slot: Slot,
}

/// What an operation does to the section it names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It is not there any more, or not as it was.
    Takes,
    /// It has more text: what the document has, without the first one's heading.
    Adds,
    /// It stays as it is.
    Keeps,
}

/// What an operation puts on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Brings {
    /// The document's own sections.
    Sections,
    /// The section that the operation names.
    Target,
    Nothing,
}

/// Where something goes, seen from a section.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// The last of its text.
    End,
    After,
    Before,
    /// The first of its text, below the heading.
    Begin,
}

impl SectionEdit {
    /// All that there is to know about each operation.
    pub(super) fn work(&self) -> Work {
        let (effect, brings, slot) = match self.operation {
            Operation::Replace => (Effect::Takes, Brings::Sections, Slot::Before),
            Operation::Remove => (Effect::Takes, Brings::Nothing, Slot::Before),
            Operation::MoveBefore(_) => (Effect::Takes, Brings::Target, Slot::Before),
            Operation::MoveAfter(_) => (Effect::Takes, Brings::Target, Slot::After),
            Operation::Append => (Effect::Adds, Brings::Sections, Slot::End),
            Operation::Prepend => (Effect::Adds, Brings::Sections, Slot::Begin),
            Operation::Before(_) => (Effect::Keeps, Brings::Sections, Slot::Before),
            Operation::After(_) => (Effect::Keeps, Brings::Sections, Slot::After),
        };
        Work { effect, brings, slot }
    }

    /// The first id it names that is no section of the page below.
    pub fn missing(&self, below: &Page) -> Option<&str> {
        if self.at.is_none() {
            return Some(&self.target);
        }
        let beside = self.beside();
        below.find(beside).is_none().then_some(beside)
    }

    /// Whether the text of the section below is shown no more: others, or none, stand in its place.
    pub(crate) fn is_instead(&self) -> bool {
        let work = self.work();
        work.effect == Effect::Takes && work.brings != Brings::Target
    }

    /// Whether nothing else can be done to these segments beside it, or, where that `adds` to them,
    /// to the first of them. What adds in the same way is one edit with it.
    pub(crate) fn is_in_the_way(&self, wanted: &Range<usize>, adds: Option<&Operation>) -> bool {
        let Some(at) = &self.at else { return false };
        let wanted = if adds.is_some() { wanted.start..wanted.start + 1 } else { wanted.clone() };
        match self.work().effect {
            Effect::Takes => at.start < wanted.end && wanted.start < at.end,
            Effect::Adds => {
                wanted.contains(&at.start) && adds.is_none_or(|adds| *adds == self.operation)
            }
            Effect::Keeps => {
                adds.is_none() && wanted.contains(&at.start) && at.start > wanted.start
            }
        }
    }

    /// The section beside which it puts what it brings: the one it names, or where that moves to.
    pub(super) fn beside(&self) -> &str {
        match &self.operation {
            Operation::MoveBefore(id) | Operation::MoveAfter(id) => id,
            _ => &self.target,
        }
    }
}

impl Edits {
    /// Why the layer does this, and until when, as the file says of itself or the line of `hide:`.
    pub fn grounds(&self) -> &Grounds {
        match self {
            Self::Page(document) | Self::Sections(document, _) => &document.front.grounds,
            Self::Hide(hidden) => &hidden.grounds,
        }
    }

    /// Reads the operations off a file's headings.
    pub(crate) fn sections(
        below: &Page,
        document: &Arc<Document>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut edits = Vec::new();
        let mut next = 0;

        // Sections lie flat, so an operation's own are those up to the next of its level.
        while let Some(section) = document.sections.get(next) {
            let start = next;
            next += 1;
            let Some(heading) = &section.heading else {
                if section.words > 0 {
                    diagnostics.push(stray_text(document, section.span));
                }
                continue;
            };

            let place = Place::at(&document.file, heading.span);
            let rest = document.sections[next..].iter();
            for inner in rest.take_while(|inner| inner.level > section.level) {
                next += 1;
                if let Some(heading) = &inner.heading
                    && heading.attributes().operation.is_some()
                {
                    diagnostics.push(nested(Place::at(&document.file, heading.span), &place));
                }
            }

            let Some(operation) = heading.attributes().operation.clone() else {
                diagnostics.push(no_operation(place));
                continue;
            };

            // `before=` and `after=` name a section below; all others carry its id as their own.
            let target = match &operation {
                Operation::Before(id) | Operation::After(id) => id.clone(),
                _ => section.id.clone(),
            };
            let at = below.find(&target).map(|start| below.extent(start));
            let grounds = heading.attributes().grounds.or(&document.front.grounds);
            let (own, span) = (start..next, heading.span);
            edits.push(SectionEdit { operation, target, at, own, span, grounds });
        }
        Self::Sections(document.clone(), edits)
    }
}

fn stray_text(document: &Document, span: Span) -> Diagnostic {
    Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, "this text belongs to no operation")
        .at(Place::at(&document.file, span.start..span.start + 1))
        .help(format!(
            "put it under a heading that says what it does, such as `## Note {{#{LEAD} replace}}` \
             for the text before the first heading"
        ))
}

fn nested(inner: Place, outer: &Place) -> Diagnostic {
    Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, "an operation stands inside another one's text")
        .at(inner)
        .label(outer.clone(), "this one")
        .help("write both headings with the same number of `#`")
}

fn no_operation(place: Place) -> Diagnostic {
    Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, "this section does not say what it does")
        .at(place)
        .help(
            "add one of `replace`, `append`, `prepend`, `remove`, `move before=ID`, `before=ID`, \
             `after=ID`: `## Heading {#id replace}`",
        )
}
