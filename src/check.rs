//! Stage 6: an [`Edition`] → diagnostics.
//!
//! All checks are declared in [`checks`]. Most are made by the stage that has the file at hand;
//! those that need a whole edition are here, a file each and a line in the table of runners.

mod brand_font;
mod broken_link;
mod due;
mod external_embed;
mod external_image;
mod heading_order;
mod include_cycle;
mod lms_promise;
mod logo_text;
mod low_contrast;
mod meant;
mod misplaced_key;
mod missing_alt;
mod missing_asset;
mod missing_words;
mod question_craft;
mod required_section;
mod scenarios;
mod unreachable_page;
mod unreadable_picture;
mod unsafe_url;
mod unused_asset;
mod widgets;

use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::checks::{self, Check};
use crate::diagnostic::{Diagnostic, Place, Severity, Span};
use crate::edition::Edition;
use crate::link::{PageId, Reference, Resolved};
use crate::overlay::{self, Page};
use crate::parse::html::{Fill, Region};
use crate::parse::target::Target;
use crate::parse::widget::Widget;
use crate::parse::{AddressUse, Document};
use crate::project::Project;

/// Looks for one thing in an edition.
type Runner = fn(&Edition, &mut Vec<Diagnostic>);

/// The checks that examine a whole edition; all others are reported by the stage that has the file
/// at hand.
static RUNNERS: [(&Check, Runner); 28] = [
    (&checks::BRAND_FONT, brand_font::run),
    (&checks::BROKEN_ANCHOR, broken_link::anchors),
    (&checks::BROKEN_LINK, broken_link::run),
    (&checks::COLLECTION_KIND, widgets::collections),
    (&checks::EXPIRED_ANNOUNCEMENT, due::expired_announcements),
    (&checks::EXPIRED_OVERRIDE, due::expired_overrides),
    (&checks::EXTERNAL_EMBED, external_embed::run),
    (&checks::EXTERNAL_IMAGE, external_image::run),
    (&checks::HEADING_ORDER, heading_order::run),
    (&checks::INCLUDE_CYCLE, include_cycle::run),
    (&checks::LMS_PROMISE, lms_promise::run),
    (&checks::LOGO_TEXT, logo_text::run),
    (&checks::LOW_CONTRAST, low_contrast::run),
    (&checks::MISSING_ALT, missing_alt::run),
    (&checks::MISSING_ASSET, missing_asset::run),
    (&checks::MISSING_WORDS, missing_words::run),
    (&checks::OVERDUE_REVIEW, due::overdue_reviews),
    (&checks::QUESTION, widgets::questions),
    (&checks::QUESTION, scenarios::run),
    (&checks::QUESTION_CRAFT, question_craft::run),
    (&checks::REQUIRED_SECTION, required_section::run),
    (&checks::STALE_FACT, due::stale_facts),
    (&checks::UNKNOWN_KEY, misplaced_key::run),
    (&checks::UNREACHABLE_PAGE, unreachable_page::run),
    (&checks::UNREADABLE_PICTURE, unreadable_picture::run),
    (&checks::UNSAFE_URL, unsafe_url::run),
    (&checks::UNUSED_ASSET, unused_asset::run),
    (&checks::WORKSHEET_FIELD, widgets::fields),
];

/// Runs the checks that examine a whole edition, but for those that are off.
pub(crate) fn check(edition: &Edition) -> Vec<Diagnostic> {
    RUNNERS
        .par_iter()
        .filter(|(check, _)| level(check, &edition.shell.project).is_some())
        .flat_map_iter(|(_, run)| {
            let mut diagnostics = Vec::new();
            run(edition, &mut diagnostics);
            diagnostics
        })
        .collect()
}

/// A problem with some bytes of a document.
fn found(
    check: &'static Check,
    document: &Document,
    span: Span,
    message: impl Into<String>,
) -> Diagnostic {
    Diagnostic::new(check, message).at(Place::at(&document.file, span))
}

/// A reference that an edition shows.
struct ShownReference<'a> {
    edition: &'a Edition,
    /// The page it is seen from.
    from: PageId,
    document: &'a Document,
    reference: Reference<'a>,
    target: &'a Target,
    span: Span,
}

impl<'a> ShownReference<'a> {
    /// Where it leads.
    fn resolve(&self) -> Resolved<'a> {
        self.edition.shell.map.resolve(self.target, self.from)
    }

    /// Whether a picture is shown there.
    fn is_picture(&self) -> bool {
        match self.reference {
            Reference::Image(_) => true,
            Reference::Address(attribute, _) => attribute.used_for == AddressUse::Picture,
            _ => false,
        }
    }

    /// Whether its address has nothing in it. Browsers would take it for that of the page itself.
    fn is_empty(&self) -> bool {
        match self.target {
            Target::File(file) => file.path.is_empty() && file.section.is_none(),
            Target::Dynamic(dynamic) => {
                dynamic.address.fill(self.edition.shell.values()).trim().is_empty()
            }
            Target::External(_) | Target::Unsafe(_) => false,
        }
    }

    /// A problem with it.
    fn found(&self, check: &'static Check, message: impl Into<String>) -> Diagnostic {
        found(check, self.document, self.span, message)
    }
}

/// Calls a function with each reference that an edition shows.
fn each_reference<'a>(edition: &'a Edition, call: &mut dyn FnMut(ShownReference<'a>)) {
    let map = &edition.shell.map;
    for from in map.ids() {
        overlay::each_reference(edition.page(from), &mut |document, reference, conditions| {
            if !map.outline.all_hold(conditions.iter().copied()) {
                return;
            }
            let (target, span) = match reference {
                Reference::Link(link) => (&link.target, link.span),
                Reference::Image(image) => (&image.target, image.span),
                Reference::Address(_, address) => (&address.target, address.span),
                Reference::Include(include) => (&include.from, include.span),
                Reference::Collection(collection) => (&collection.from, collection.span),
                Reference::Timeline(view) => (&view.from, view.span),
            };
            call(ShownReference { edition, from, document, reference, target, span });
        });
    }
}

/// Calls a function with each widget that the pages of an edition show, its page and its document.
fn each_widget<'a>(
    edition: &'a Edition,
    call: &mut dyn FnMut(&'a Page, &'a Arc<Document>, &'a Widget),
) {
    for page in edition.pages() {
        for segment in page.segments.iter().filter(|segment| segment.shows_text()) {
            let document = page.document(segment);
            for hole in document.body.holes_of(page.section(segment).body) {
                if let Fill::Widget(id) | Fill::Open { region: Region::Form(id), .. } = hole.fill {
                    call(page, document, &document.widgets[id.index()]);
                }
            }
        }
    }
}

/// The level of a check: the handbook's choice, else its usual one; none where it is off.
fn level(check: &Check, project: &Project) -> Option<Severity> {
    let set = project.levels.get(check.name).filter(|_| !check.is_fatal());
    set.map_or(Some(check.level), |set| set.level)
}

/// Gives each diagnostic the severity of its check's level; those that are off go.
pub(crate) fn levels(diagnostics: &mut Vec<Diagnostic>, project: &Project) {
    diagnostics.retain_mut(|diagnostic| {
        let level = level(diagnostic.check, project);
        diagnostic.severity = level.unwrap_or(diagnostic.severity);
        level.is_some()
    });
}

/// Complaints about levels set for checks that do not exist.
pub(crate) fn unknown_names(project: &Project) -> Vec<Diagnostic> {
    let unknown = project.levels.iter().filter(|(name, _)| checks::find(name).is_none());

    unknown
        .map(|(name, set)| {
            Diagnostic::new(&checks::UNKNOWN_CHECK, format!("there is no check `{name}`"))
                .at(set.place.clone())
                .nearest(name, checks::CHECKS.iter().map(|check| check.name))
                .help("`mentorbook explain` lists them all")
        })
        .collect()
}
