//! Stage 2: a Markdown file → [`Document`]. Once per file, whatever the number of firms.
//!
//! A document is compiled as far as it can be without knowing a firm: its body is HTML with
//! [`Hole`](html::Hole)s where a firm's values, links, assets and conditions go. What is left for
//! each firm is to fill the holes, which costs little more than copying the text.
//!
//! Parsing never fails; it collects diagnostics. It looks at one file alone: whether a link leads
//! anywhere is seen later.

pub(crate) mod attributes;
pub(crate) mod blocks;
mod compile;
mod dialect;
pub(crate) mod front_matter;
pub(crate) mod html;
pub(crate) mod ids;
mod mask;
pub(crate) mod passage;
mod raw_html;
pub(crate) mod references;
mod speller;
pub(crate) mod target;
pub(crate) mod widget;

pub(crate) use compile::github_id as heading_id;
pub use dialect::{Dialect, dialect};
pub(crate) use raw_html::{AddressUse, ShownPage, ShownPart, addresses, shown_page};

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use crate::diagnostic::{Diagnostic, Place, Span, checks};
use crate::digest::Digest;
use crate::load::{LayerId, PageSource};
use crate::project::{Project, VarId};
use crate::spelling::{Respelled, Spelling};
use crate::text_digest::TextDigest;
use attributes::Attributes;
use blocks::Block;
use front_matter::{FrontMatter, Override};
use html::{Html, Interpolated, Slice};
use ids::ConditionId;
use passage::Condition;
use speller::Speller;
use target::Target;
use widget::Widget;

/// Id of the section that is the text before the first heading.
pub(crate) const LEAD: &str = "_lead";

/// More problems of one file are not told.
const MAX_DIAGNOSTICS: usize = 500;

/// One Markdown file, compiled.
#[derive(Debug, Default, Clone)]
pub struct Document {
    /// Path inside its layer: `ground-rules/confidentiality.md`.
    pub(crate) path: Arc<str>,
    /// Path relative to the root.
    pub file: Arc<str>,
    /// The layer it belongs to.
    pub layer: LayerId,
    /// Digest of the source text.
    pub(crate) digest: Digest,
    /// What stands between the `---` fences.
    pub front: Arc<FrontMatter>,
    /// A level-1 heading that opens the body: the page's heading, no section.
    pub(crate) heading: Option<Heading>,
    /// The id that code hosts give that heading.
    pub(crate) heading_id: Option<Arc<str>>,
    /// The body, cut at each heading outside of containers, quotes and lists. The first is the
    /// lead.
    pub(crate) sections: Vec<Section>,
    /// What the sections consist of.
    pub(crate) blocks: Vec<Block>,
    /// HTML of all sections.
    pub(crate) body: Html,
    /// HTML of the footnotes.
    pub(crate) notes: Html,
    /// The footnotes.
    pub(crate) footnotes: Vec<Footnote>,
    /// Links, by the order of the text.
    pub(crate) links: Vec<Link>,
    /// Images, by the order of the text.
    pub(crate) images: Vec<Image>,
    /// Addresses in raw HTML, by the order of the text.
    pub(crate) attributes: Vec<AddressAttribute>,
    /// Conditions of `:::only`.
    pub(crate) conditions: Vec<Condition>,
    /// Questions, fields, includes and the like, by the order of the text.
    pub(crate) widgets: Vec<Widget>,
    /// HTML of what they are made of: options, labels, items of lists.
    pub(crate) extras: Html,
    /// Whether some section begins a scenario.
    pub(crate) has_scenarios: bool,
    /// Whether some section is for certain audiences only.
    pub(crate) has_audiences: bool,
    /// Headings inside containers, quotes and lists: link targets, but no sections.
    pub(crate) inner_headings: Vec<InnerHeading>,
    /// Ids that raw HTML brings.
    pub(crate) raw_ids: Vec<String>,
    /// Where each variable is used.
    pub(crate) uses: Vec<(VarId, Span)>,
    /// The words that are spelled in another way than they were written, sorted.
    pub(crate) respelled: Vec<Respelled>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it stands in for a file that cannot be read: its content is what the file last held.
    pub(crate) stands_in: bool,
}

/// A stretch of the body from one heading to the next of any level.
///
/// What readers call a section is this with the following ones of deeper level.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Unique in its document; [`LEAD`] for the text before the first heading.
    pub id: Arc<str>,
    /// 0 for the lead, else the heading's level, 1 to 6.
    pub(crate) level: u8,
    /// None for the lead.
    pub(crate) heading: Option<Heading>,
    /// What follows the heading.
    pub(crate) body: Slice,
    /// The same as blocks, by index into the document's.
    pub(crate) blocks: Range<usize>,
    /// What follows the heading, as it is written.
    pub(crate) source: SourceText,
    /// Bytes of the file, heading included.
    pub span: Span,
    /// Words of the text, for the reading time.
    pub(crate) words: u32,
}

/// A text as its author wrote it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SourceText {
    /// Bytes of the file.
    pub(crate) span: Span,
    /// Whether it still says the same.
    pub(crate) digest: TextDigest,
}

/// A heading's text, HTML and attributes.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Plain text.
    pub(crate) text: Interpolated,
    /// The same with emphasis and the like.
    pub(crate) html: Slice,
    /// Bytes of the file.
    pub(crate) span: Span,
    /// Its text as it is written, without the marks around it and what stands in `{…}`.
    pub(crate) source: SourceText,
    /// What stands in `{…}`; most headings have nothing.
    attributes: Option<Box<Attributes>>,
}

impl Heading {
    /// What stands in `{…}`.
    pub fn attributes(&self) -> &Attributes {
        static NONE: LazyLock<Attributes> = LazyLock::new(Attributes::default);
        self.attributes.as_deref().unwrap_or(&NONE)
    }
}

/// A heading that is no section.
#[derive(Debug, Clone)]
pub(crate) struct InnerHeading {
    /// Unique in its document.
    pub(crate) id: Arc<str>,
    /// The section it stands in, by index into the document's sections.
    pub(crate) section: u32,
    /// The conditions of `:::only` around it, all of which must hold.
    pub(crate) conditions: Vec<ConditionId>,
}

/// A footnote.
#[derive(Debug, Clone, Default)]
pub(crate) struct Footnote {
    /// Its HTML, in `notes`.
    pub(crate) html: Slice,
    /// Whether it ends in a paragraph; the HTML is then without its end tag.
    pub(crate) ends_in_paragraph: bool,
    /// The conditions of `:::only` around it, all of which must hold.
    pub(crate) conditions: Vec<ConditionId>,
}

/// A link.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// Where it leads.
    pub(crate) target: Target,
    /// Its tooltip; most links have none.
    pub(crate) title: Option<Box<Interpolated>>,
    /// Bytes of the file: its address.
    pub(crate) span: Span,
}

/// An image.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    /// The file or address it shows.
    pub(crate) target: Target,
    /// Its text for those who do not see it.
    pub(crate) alt: Interpolated,
    /// Its tooltip.
    pub(crate) title: Interpolated,
    /// Bytes of the file: the whole image.
    pub(crate) span: Span,
}

/// An attribute of raw HTML that holds addresses.
#[derive(Debug, Clone)]
pub(crate) struct AddressAttribute {
    /// Its name.
    pub(crate) name: Box<str>,
    /// What browsers do with the addresses.
    pub(crate) used_for: AddressUse,
    /// Its addresses; more than one only where the attribute is a list of them.
    pub(crate) addresses: Vec<Address>,
}

/// An address in raw HTML.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    /// Where it leads.
    pub(crate) target: Target,
    /// What stands behind it in a list, such as ` 2x`.
    pub(crate) size: Box<str>,
    /// Bytes of the file.
    pub(crate) span: Span,
}

/// Compiles one file. A firm's file is cleaned of what could run in a reader's browser.
pub fn parse(source: &PageSource, layer: &LayerId, project: &Project) -> Document {
    parse_spelled(source, layer, project, None)
}

/// Compiles one file, its text in the spelling of the editions that it is for.
pub(crate) fn parse_spelled(
    source: &PageSource,
    layer: &LayerId,
    project: &Project,
    spelling: Option<&Spelling>,
) -> Document {
    let mut diagnostics = Vec::new();
    let mut speller = Speller::new(spelling);
    let (front, body_start) = front_matter::read(source, project, &mut speller, &mut diagnostics);

    // `compile` imports `mask`, so what `mask` has to know of containers is handed to it.
    let masked = mask::mask(
        source,
        body_start,
        &project.variables,
        compile::container_syntax,
        &mut diagnostics,
    );

    // Where in a YAML text a use stands is not known, so the whole front matter is its place.
    let in_front = front.title.iter().chain(&front.description).flat_map(|text| &text.uses);
    let document = Document {
        path: source.path.clone(),
        file: source.file.clone(),
        layer: layer.clone(),
        digest: source.digest,
        uses: in_front.map(|(_, id)| (*id, front.whole)).collect(),
        front: front.into(),
        diagnostics,
        ..Document::default()
    };
    let mut document = compile::compile(source, masked, project, speller, document);

    // Under `override: page` nothing below is left to change, so an operation is stray there, too.
    if document.front.overrides != Some(Override::Sections) {
        let stray = document.sections.iter();
        let stray = stray.filter_map(|section| stray_operation(section, &source.file));
        document.diagnostics.extend(stray);
    }
    let headings = document
        .heading
        .iter()
        .chain(document.sections.iter().flat_map(|section| &section.heading));
    let stray = headings.filter_map(|heading| stray_until(heading, document.front.overrides));
    let stray: Vec<Diagnostic> = stray.collect();
    document.diagnostics.extend(stray);
    limit(&mut document.diagnostics, &source.file);
    document
}

/// Keeps the first problems of a file, and says that there are more.
fn limit(diagnostics: &mut Vec<Diagnostic>, file: &Arc<str>) {
    let Some(first_over) = diagnostics.get(MAX_DIAGNOSTICS) else { return };

    // Told under the check of the first one cut off, so that it is shown at the level of that one.
    let more = Diagnostic::new(first_over.check, "this file has more problems than are told here")
        .at(Place::file(file))
        .help("mend the first ones and look again");

    diagnostics.truncate(MAX_DIAGNOSTICS);
    diagnostics.push(more);
}

/// The complaint about an operation in a file that overrides nothing.
fn stray_operation(section: &Section, file: &Arc<str>) -> Option<Diagnostic> {
    let heading = section.heading.as_ref()?;
    heading.attributes().operation.as_ref()?;

    let message = "this heading changes a section, but its file overrides no page";
    let help = "add `override: sections` to the front matter, or take the operation away";
    let place = Place::at(file, heading.span);
    Some(Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, message).at(place).help(help))
}

/// The complaint about a heading that changes nothing, and says until when.
fn stray_until(heading: &Heading, overrides: Option<Override>) -> Option<Diagnostic> {
    let Attributes { operation: None, grounds, .. } = heading.attributes() else { return None };
    let place = grounds.until.as_ref()?.place.clone();

    let help = match overrides {
        Some(_) => "write `until:` into the front matter, where it holds for the whole file",
        None => "take it away: it goes with a heading that changes a section",
    };
    let message = "`until=` says nothing here: this heading changes no section";
    Some(Diagnostic::new(&checks::UNKNOWN_KEY, message).at(place).help(help))
}

impl Document {
    /// Whether the front matter could be read.
    pub(crate) fn is_readable(&self) -> bool {
        !crate::yaml::is_unreadable(&self.diagnostics)
    }

    /// This document in the place of a version of its file that cannot be read, with what is wrong
    /// with that.
    pub(crate) fn standing_in_for(&self, broken: &Self) -> Self {
        Self {
            // Of the broken version, so that the preview parses again only when the file changes.
            digest: broken.digest,
            diagnostics: broken.diagnostics.clone(),
            stands_in: true,
            ..self.clone()
        }
    }

    /// An empty page, for a folder that has none of its own.
    pub(crate) fn synthetic(path: Arc<str>, title: &str) -> Self {
        Self {
            file: format!("content/base/{path}").into(),
            path,
            front: Arc::new(FrontMatter {
                title: Some(Interpolated::plain(title)),
                ..FrontMatter::default()
            }),
            sections: vec![Section { id: LEAD.into(), ..Section::default() }],
            ..Self::default()
        }
    }
}
