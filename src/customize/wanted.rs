//! Which page and sections are meant, and whether they may be changed.

use std::ops::Range;
use std::sync::Arc;

use super::{Customization, CustomizeError, Customizer, Request};
use crate::diagnostic::{Place, nearest};
use crate::load::LayerId;
use crate::overlay::{Anchor, Edits, Exclusion, Locks, Page, SectionEdit, Segment};
use crate::parse::front_matter::Override;
use crate::parse::{Document, LEAD};
use crate::shell::quoted;

/// What is to be changed, and may be.
pub(super) struct Wanted<'c> {
    /// The page as the layers below have it.
    pub(super) page: &'c Page,
    /// The segments of each section; none where it is the page as a whole.
    pub(super) sections: Vec<Range<usize>>,
    /// The layer's own file of the page.
    pub(super) own: Option<&'c Arc<Document>>,
    /// How many `#` a heading with an operation has in that file.
    pub(super) level: u8,
}

/// A page that can be customized.
#[derive(Debug)]
pub struct ListedPage {
    /// Its path.
    pub path: String,
    /// Its title.
    pub title: String,
}

/// A section of a page, for those who look for one.
#[derive(Debug)]
pub struct ListedSection {
    /// By which it is named.
    pub id: String,
    /// Its heading; empty for the text before the first one.
    pub title: String,
    /// How deep it stands, 1 to 6; 0 for the text before the first heading.
    pub level: u8,
    /// The layer that it comes from.
    pub layer: String,
    /// The file and line that it comes from.
    pub place: String,
    /// Why it cannot be changed, if it cannot; empty where nobody says why.
    pub locked: Option<String>,
    /// Whether each firm has to replace it.
    pub required: bool,
    /// Whether it is a rule that is changed only for a reason.
    pub fixed: bool,
    /// Where the layer changes it already.
    pub changed: Option<String>,
}

impl<'c> Wanted<'c> {
    /// Finds what a request means.
    ///
    /// # Errors
    /// Where it is not there, or may not be changed, or is changed already.
    pub(super) fn find(
        customizer: &'c Customizer,
        request: &Request<'_>,
    ) -> Result<Self, CustomizeError> {
        let page = customizer.page(request.page)?;
        let own = customizer.own(&page.path);
        let edits = customizer.edits(page, own)?;
        if request.how == Customization::Page {
            return whole(customizer, page, own, request);
        }

        let mut sections = Vec::new();
        for id in request.sections {
            let section = section(page, id)?;
            may_change(page, &section, request)?;
            let adds = request.how.adds();
            let known = edits.iter().find(|it| it.is_in_the_way(&section, adds.as_ref()));
            if let Some(known) = known {
                let file = own.map(|own| own.file.clone()).unwrap_or_default();
                let place = customizer.places().of(&Place::at(&file, known.span));
                return Err(CustomizeError::Refused(format!(
                    "{} changes the section `{id}` already: {place}\n  = help: edit it there",
                    customizer.layer
                )));
            }
            sections.push(section);
        }

        // One that stands deeper would belong to the operation before it.
        let headings = own.into_iter().flat_map(|own| &own.sections);
        let levels = headings.map(|section| section.level).filter(|level| *level > 0);
        Ok(Self { page, sections, own, level: levels.min().unwrap_or(2).min(2) })
    }

    /// What is to be told where other firms have other layers below the same one.
    pub(super) fn differs_elsewhere(&self, customizer: &Customizer) -> Option<String> {
        let [first, others @ ..] = customizer.belows.as_slice() else { return None };
        let wanted: Vec<_> = self.texts(self.page);
        let other = others.iter().find(|below| {
            let page = below.map.find(&self.page.path).map(|id| below.handbook.page(id));
            page.is_none_or(|page| self.texts(page) != wanted)
        })?;

        Some(format!(
            "in {}, another layer below changes this, too; what was written is the text as it is \
             in {}",
            other.editions.first()?.name,
            first.editions.first()?.name
        ))
    }

    /// The texts of the sections on a page, which may be of other layers.
    fn texts(&self, page: &Page) -> Vec<Option<crate::digest::Digest>> {
        if self.sections.is_empty() {
            return vec![Some(page.whole_source())];
        }

        let ids = self.sections.iter().map(|section| &self.page.segments[section.start].id);
        ids.map(|id| {
            let at = page.find(id.as_deref()?)?;
            Some(page.source(&page.segments[page.extent(at)]))
        })
        .collect()
    }
}

impl Customizer {
    /// The pages that can be customized.
    pub fn pages(&self) -> Vec<ListedPage> {
        let values = &self.belows[0].handbook.outline.values;
        let pages = self.belows[0].handbook.pages().iter();
        let written = pages.filter(|page| self.is_written(page));
        written
            .map(|page| ListedPage { path: page.path.to_string(), title: page.title_in(values) })
            .collect()
    }

    /// The sections of a page, in order.
    ///
    /// # Errors
    /// Where there is no such page.
    pub fn sections(&self, page: &str) -> Result<Vec<ListedSection>, CustomizeError> {
        let page = self.page(page)?;
        let own = self.own(&page.path);
        // One whose file cannot be changed by sections is listed all the same.
        let edits = self.edits(page, own).unwrap_or_default();
        let locks = Locks::of(page);
        let mut places = self.places();

        let listed = page.sections().map(|(segment, id)| {
            let at = page.find(id).unwrap_or_default();
            let section = page.extent(at);
            let lock = locks.on(&section);
            let changed = edits.iter().find(|edit| edit.is_in_the_way(&section, None)).zip(own);
            let values = &self.belows[0].handbook.outline.values;
            let heading = page.shown_heading(segment);

            ListedSection {
                id: id.to_string(),
                title: heading.map(|it| it.text.fill(values).into_owned()).unwrap_or_default(),
                level: segment.level().unwrap_or(0),
                layer: page.document(segment).layer.to_string(),
                place: places.of(&page.place(segment)),
                locked: lock.map(|lock| lock.reason.to_owned()),
                required: is_required(page, segment),
                fixed: page.fixed_rule(segment).is_some(),
                changed: changed.map(|(edit, own)| places.of(&Place::at(&own.file, edit.span))),
            }
        });
        Ok(listed.collect())
    }

    /// The page that a name means.
    fn page(&self, written: &str) -> Result<&Page, CustomizeError> {
        let below = &self.belows[0];
        let slashes = written.trim().replace('\\', "/");
        let own_folder = format!("{}/", self.layer.folder());
        let path = slashes.trim_start_matches("./");
        let path = path.strip_prefix("content/base/").unwrap_or(path);
        let path = path.strip_prefix(&own_folder).unwrap_or(path).trim_start_matches('/');

        if let Some(id) = below.map.find(path).or_else(|| below.map.at(path)) {
            let page = below.handbook.page(id);
            if self.is_written(page) {
                return Ok(page);
            }
            return Err(CustomizeError::Refused(format!(
                "no file has the page `{}`: it is made for its folder, and has no sections\n  = \
                 help: write one with `mentorbook new page {}`",
                page.path,
                quoted(page.path.trim_end_matches(".md"))
            )));
        }
        Err(CustomizeError::Refused(self.no_page(path)))
    }

    /// Why there is no such page in the layers below.
    fn no_page(&self, path: &str) -> String {
        let with_ending = format!("{}.md", path.trim_end_matches('/').trim_end_matches(".md"));
        if let Some(own) = self.own(&with_ending) {
            return format!(
                "the page `{with_ending}` is {}'s own\n  = help: edit {}",
                self.layer, own.file
            );
        }

        let below = &self.belows[0].handbook;
        if let Some(exclusion) = below.outline.excluded.get(with_ending.as_str()) {
            let why = match exclusion {
                Exclusion::Hidden(place) => format!("{} hides it", self.places().of(place)),
                Exclusion::Draft | Exclusion::Audience => "it is for others".to_owned(),
            };
            return format!("the page `{with_ending}` is not there for {}: {why}", self.layer);
        }

        let near = nearest(&with_ending, below.paths());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "pages are named by their path in content/base; leave it out at a terminal to \
                     see which there are"
                .to_owned(),
        };
        format!("there is no page `{path}` in the layers below\n  = help: {help}")
    }

    /// Whether some layer below has a file of a page.
    fn is_written(&self, page: &Page) -> bool {
        let stack = self.stack();
        let mut documents = stack.iter().flat_map(|layer| &layer.documents);
        documents.any(|known| Arc::ptr_eq(known, page.top()))
    }

    /// What the layer's own file of a page does to its sections.
    ///
    /// # Errors
    /// Where it is no file that changes sections.
    fn edits(
        &self,
        page: &Page,
        own: Option<&Arc<Document>>,
    ) -> Result<Vec<SectionEdit>, CustomizeError> {
        let Some(own) = own else { return Ok(Vec::new()) };
        let file = &own.file;
        if !own.is_readable() {
            return Err(CustomizeError::Refused(format!(
                "the front matter of {file} cannot be read\n  = help: mend it first; `mentorbook \
                 check` says what is wrong"
            )));
        }

        // What is wrong with it is told by every build.
        match own.front.overrides {
            Some(Override::Sections) => match Edits::sections(page, own, &mut Vec::new()) {
                Edits::Sections(_, edits) => Ok(edits),
                Edits::Page(_) | Edits::Hide(_) => Ok(Vec::new()),
            },
            Some(Override::Page) => Err(CustomizeError::Refused(format!(
                "{file} stands for the whole page already\n  = help: edit it there"
            ))),
            None => Err(CustomizeError::Refused(format!(
                "{file} lies at the path of this page and does not say what it does to it\n  = \
                 help: add `override: sections` or `override: page` to its front matter first"
            ))),
        }
    }
}

/// A page as a whole.
fn whole<'c>(
    customizer: &Customizer,
    page: &'c Page,
    own: Option<&'c Arc<Document>>,
    request: &Request<'_>,
) -> Result<Wanted<'c>, CustomizeError> {
    if let Some(own) = own {
        return Err(CustomizeError::Refused(format!(
            "{} changes sections of this page already: {}\n  = help: go on there, with \
             `--as replace`",
            customizer.layer, own.file
        )));
    }

    may_change(page, &(0..page.segments.len()), request)?;
    Ok(Wanted { page, sections: Vec::new(), own: None, level: 2 })
}

/// The segments of a section.
fn section(page: &Page, id: &str) -> Result<Range<usize>, CustomizeError> {
    match page.anchor(id) {
        Some(Anchor::Section(at) | Anchor::Earlier(at)) => Ok(page.extent(at as usize)),
        Some(Anchor::Inner(document, index)) => {
            let inner = &page.documents[usize::from(document)].inner_headings[index as usize];
            let around = page.segments.iter().find(|segment| {
                segment.origin.document == document && segment.origin.section == inner.section
            });
            let around = around.and_then(|segment| segment.id.as_deref()).unwrap_or(LEAD);

            Err(CustomizeError::Refused(format!(
                "the heading `{id}` stands in a container, quote or list, and begins no section\n  \
                 = help: customize the section around it: `{}#{around}`",
                page.path
            )))
        }
        Some(Anchor::Raw) => Err(CustomizeError::Refused(format!(
            "`{id}` is an id in HTML, and begins no section\n  = help: `--list` shows the sections \
             of the page"
        ))),
        None => Err(CustomizeError::Refused(unknown_section(page, id))),
    }
}

fn unknown_section(page: &Page, id: &str) -> String {
    let near = nearest(id, page.sections().map(|(_, id)| &**id));
    let near = near.map(|near| format!("did you mean `{near}`? "));
    format!(
        "the page `{}` has no section `{id}`\n  = help: {}its sections: {}",
        page.path,
        near.unwrap_or_default(),
        page.listed_sections()
    )
}

/// Refuses what policy would refuse, in the words of somebody who has not written it yet.
fn may_change(
    page: &Page,
    section: &Range<usize>,
    request: &Request<'_>,
) -> Result<(), CustomizeError> {
    if let Some(lock) = Locks::of(page).on(section) {
        let id = lock.segment.id.as_deref().unwrap_or(LEAD);
        let why = if lock.reason.is_empty() { String::new() } else { format!(": {}", lock.reason) };
        return Err(CustomizeError::Refused(format!(
            "the section `{id}` may not be changed{why}\n  = help: a section of your own can stand \
             beside it, with `before={id}` or `after={id}`"
        )));
    }

    let mut rules = page.segments[section.clone()].iter();
    let rule = rules.find_map(|segment| page.fixed_rule(segment));
    let rule = rule.filter(|_| request.how.adds().is_none());
    match (rule, request.reason) {
        (Some(rule), None) => Err(CustomizeError::Refused(format!(
            "the rule `{rule}` is fixed, and is changed only for a reason\n  = help: say which: \
             `--reason \"…\"`"
        ))),
        _ => Ok(()),
    }
}

fn is_required(page: &Page, segment: &Segment) -> bool {
    let heading = page.section(segment).heading.as_ref();
    page.document(segment).layer == LayerId::Base
        && heading.is_some_and(|heading| heading.attributes().required)
}
