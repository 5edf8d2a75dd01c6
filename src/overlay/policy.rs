//! What a layer may not do to the layers below it, decided here alone, for every kind of edit:
//! locked sections stay, fixed rules go with a reason, a question stays one, and no two operations
//! meet.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::edits::{Brings, Effect, SectionEdit};
use super::page::{Page, Segment};
use super::renames;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::parse::front_matter::PageKind;
use crate::parse::{Document, Heading, LEAD, Section};

/// Whether a file may take the place of a whole page.
pub(super) fn admits_page(
    below: &Page,
    document: &Document,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    keeps_rules(below, document, diagnostics);
    let Some(lock) = first_lock(below) else {
        // Asked only where the file is admitted: a refused one can hide nothing.
        keeps_shown(below, document, diagnostics);
        return true;
    };
    diagnostics.push(locked_section(below, &lock).at(override_place(document)));
    false
}

/// Sections whose authors gave them an id that the page had already, so that they have another one.
pub(super) fn taken_ids(page: &Page, document: &Arc<Document>) -> Vec<Diagnostic> {
    let own = page.segments.iter().filter(|segment| Arc::ptr_eq(page.document(segment), document));
    own.filter_map(|segment| {
        let Section { id: wanted, heading, .. } = page.section(segment);
        // An id that is made of the heading's text may get a number: nobody chose it.
        let heading = heading.as_ref().filter(|heading| heading.attributes().id.is_some())?;
        let given = segment.id.as_ref().filter(|given| *given != wanted)?;
        // What takes the place of a section has the id that this has now.
        if page.renamed(wanted) == Some(given) {
            return None;
        }

        let taken = match page.renamed(wanted) {
            Some(now) => renames::retired_id(page, wanted, now),
            None => {
                let message = format!("the page already has a section `{wanted}`");
                Diagnostic::new(&checks::DUPLICATE_ID, message)
            }
        };
        let taken = taken.at(Place::at(&document.file, heading.span));
        Some(taken.help("give the new section an id of its own"))
    })
    .collect()
}

/// The edits of sections that may be done; a refused one leaves the others as they are.
pub(super) fn admitted<'e>(
    below: &Page,
    document: &Document,
    edits: &'e [SectionEdit],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<&'e SectionEdit> {
    let parents = parents(below);
    // A refused edit is in nobody's way.
    let mut claims = Admissions::default();

    for edit in edits {
        // Whether there ever was such a section is not known here, so `drift` tells of it.
        if edit.missing(below).is_some() {
            continue;
        }

        let mut found = Vec::new();
        let refusal = misplaced(below, edit)
            .or_else(|| touches_lock(below, edit, &parents))
            .or_else(|| claims.clash(edit, document));
        match refusal {
            Some(refusal) => found.push(refusal),
            None => {
                found.extend(keeps_question(below, document, edit));
                gives_reason(below, document, edit, &mut found);
                found.extend(lost_text(document, edit));
                found.extend(renames::renamed_sections(below, edit));
                claims.add(edit);
            }
        }

        let found = found.into_iter();
        diagnostics.extend(found.map(|found| found.at(Place::at(&document.file, edit.span))));
    }

    keeps_shown(below, document, diagnostics);
    claims.admitted
}

/// Refuses a move to where the section cannot go.
fn misplaced(below: &Page, edit: &SectionEdit) -> Option<Diagnostic> {
    // Only a move names a second section; all others go beside the one they name.
    if edit.work().brings != Brings::Target {
        return None;
    }

    let target = edit.at.as_ref()?;
    let id = edit.beside();
    let beside = below.find(id)?;
    // A section keeps its level as it moves, so elsewhere it would end up inside another one.
    let is_beside = below.segments[beside].role == below.segments[target.start].role;
    if is_beside && !target.contains(&beside) {
        return None;
    }

    let message =
        format!("a section cannot be moved to `{id}`: it goes beside another of its own level");
    let help = "name a section with as many `#` as the one that moves";
    Some(Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, message).help(help))
}

/// Refuses an edit of a locked section: of itself, of one in it, or of one around it.
fn touches_lock(below: &Page, edit: &SectionEdit, parents: &[Option<usize>]) -> Option<Diagnostic> {
    let target = edit.at.as_ref()?;
    // What only goes beside a section touches nothing in it.
    let end = if edit.work().effect == Effect::Keeps { target.start } else { target.end };
    let lock = lock_among(below, &(target.start..end), parents)?;
    Some(locked_section(below, &lock))
}

/// The locks of a page, for whoever asks before there is an edit.
pub(crate) struct Locks<'p> {
    page: &'p Page,
    parents: Vec<Option<usize>>,
}

impl<'p> Locks<'p> {
    pub(crate) fn of(page: &'p Page) -> Self {
        Self { page, parents: parents(page) }
    }

    /// What keeps a section from being changed: a lock of its own, of one in it, or of one around
    /// it.
    pub(crate) fn on(&self, section: &Range<usize>) -> Option<Lock<'p>> {
        lock_among(self.page, section, &self.parents)
    }
}

fn lock_among<'p>(
    page: &'p Page,
    section: &Range<usize>,
    parents: &[Option<usize>],
) -> Option<Lock<'p>> {
    // What goes beside a section still changes all those around it.
    let around = std::iter::successors(parents[section.start], |above| parents[*above]);
    section.clone().chain(around).find_map(|at| Lock::of(page, &page.segments[at]))
}

/// The section that each segment stands in.
fn parents(below: &Page) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(below.segments.len());
    for (at, segment) in below.segments.iter().enumerate() {
        while open.last().is_some_and(|above| !below.segments[*above].role.holds(segment.role)) {
            open.pop();
        }
        parents.push(open.last().copied());
        if segment.level().is_some() {
            open.push(at);
        }
    }
    parents
}

/// The edits that may be done, by the segments of the page below that they refer to.
#[derive(Default)]
struct Admissions<'e> {
    admitted: Vec<&'e SectionEdit>,
    /// Those that take a segment away.
    taken: HashMap<usize, &'e SectionEdit>,
    /// Those that add to a section.
    added: HashMap<usize, &'e SectionEdit>,
    /// Those that put something before or after one.
    beside: HashMap<usize, &'e SectionEdit>,
}

impl<'e> Admissions<'e> {
    fn add(&mut self, edit: &'e SectionEdit) {
        let Some(target) = &edit.at else { return };
        match edit.work().effect {
            Effect::Takes => {
                self.taken.extend((target.start..target.end).map(|at| (at, edit)));
            }
            Effect::Adds => self.added.extend([(target.start, edit)]),
            Effect::Keeps => self.beside.extend([(target.start, edit)]),
        }
        self.admitted.push(edit);
    }

    /// Refuses an edit that cannot be done beside an earlier one.
    fn clash(&self, edit: &SectionEdit, document: &Document) -> Option<Diagnostic> {
        let other = self.earlier(edit)?;
        let message = "two operations change the same section";
        let help = "put both into one `replace`, or let them change different sections";
        let clash = Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, message).help(help);
        Some(clash.label(Place::at(&document.file, other.span), "the other one"))
    }

    /// An earlier edit that takes away what this one refers to, or the other way round.
    fn earlier(&self, edit: &SectionEdit) -> Option<&'e SectionEdit> {
        let target = edit.at.as_ref()?;
        let start = target.start;

        match edit.work().effect {
            Effect::Adds => self.taken.get(&start).copied(),
            // Something may stand beside a section that is replaced, but not beside a part of it.
            Effect::Keeps => self
                .taken
                .get(&start)
                .copied()
                .filter(|other| other.at.as_ref().is_some_and(|taken| taken.start != start)),
            Effect::Takes => (start..target.end).find_map(|at| {
                // What stands beside the section as a whole stays when that goes.
                let beside = self.beside.get(&at).filter(|_| at != start);
                self.taken.get(&at).or_else(|| self.added.get(&at)).or(beside).copied()
            }),
        }
    }
}

/// What replaces a question must be one; and its options are changed all at once.
fn keeps_question(below: &Page, document: &Document, edit: &SectionEdit) -> Option<Diagnostic> {
    let target = &below.segments[edit.at.as_ref()?.start];
    below.attribute(target, "question")?;

    let work = edit.work();
    let section = &document.sections[edit.own.start];
    // The right answers are told from the options as a whole.
    if work.effect == Effect::Adds && document.blocks(section).has_options() {
        let message = format!("options cannot be added to the question `{}`", edit.target);
        let help = "put the whole question here, with `replace`";
        return Some(Diagnostic::new(&checks::QUESTION, message).help(help));
    }

    // Moved or removed, it is still a question, or none at all.
    let answered = section.heading.as_ref().and_then(|own| own.attributes().get("question"));
    if work.effect != Effect::Takes || work.brings != Brings::Sections || answered.is_some() {
        return None;
    }

    let message = format!("this section replaces the question `{}`, and is none", edit.target);
    let help = "say in its heading how it is answered: `question=single`";
    Some(Diagnostic::new(&checks::QUESTION, message).help(help))
}

/// A fixed rule may be reworded or removed with a reason, which is told.
fn gives_reason(
    below: &Page,
    document: &Document,
    edit: &SectionEdit,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(target) = &edit.at else { return };
    let Some(heading) = &document.sections[edit.own.start].heading else { return };
    let work = edit.work();

    // What only moves is as it was.
    if work.effect != Effect::Takes || work.brings == Brings::Target {
        return;
    }

    let done = if work.brings == Brings::Nothing { "removed" } else { "reworded" };
    let rules = below.segments[target.start..target.end].iter();
    for rule in rules.filter_map(|segment| below.fixed_rule(segment)) {
        diagnostics.push(reason_for(below, document, rule, (done, heading)));
    }
}

/// A page that takes another's place must have its fixed rules, and a reason for wording them anew.
fn keeps_rules(below: &Page, document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    // Of equal ids the first section's counts.
    let sections = document.sections.iter().rev().map(|section| (&section.id, section));
    let sections: HashMap<&Arc<str>, &Section> = sections.collect();
    for rule in below.fixed_rules() {
        let rule_below = below.find(rule).map(|at| &below.segments[at]);
        let mut ids = rule_below.into_iter().flat_map(Segment::ids);
        let own = ids.find_map(|id| sections.get(id));
        diagnostics.push(match own.and_then(|section| section.heading.as_ref()) {
            Some(heading) => reason_for(below, document, rule, ("reworded", heading))
                .at(Place::at(&document.file, heading.span)),
            None => without_reason(below, rule, "left out")
                .at(override_place(document))
                .help("or write `override: sections` and change rules one by one"),
        });
    }
}

/// Front matter must not do what no operation may: take a locked section or a fixed rule out of an
/// edition.
fn keeps_shown(below: &Page, document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let (old, new) = (&below.front, &document.front);
    let becomes_draft = new.draft == Some(true) && old.draft != Some(true);
    let hides = becomes_draft || loses_readers(old.audience(), new.audience());
    // Rules are fixed on pages of this kind alone, so another kind would free them all.
    let unfixes =
        old.kind() == PageKind::Rules && new.kind.is_some_and(|kind| kind != PageKind::Rules);

    if hides && let Some(lock) = first_lock(below) {
        let locked = locked_section(below, &lock).at(override_place(document));
        diagnostics.push(locked.help("take `draft:` and `audience:` away here"));
    }
    if (hides || unfixes)
        && let Some(rule) = below.fixed_rules().next()
    {
        let help = "take `draft:`, `audience:` and `kind:` away here; a rule goes by `remove`, \
                    with a reason";
        let lost = without_reason(below, rule, "taken out of its edition");
        diagnostics.push(lost.at(override_place(document)).help(help));
    }
}

/// Whether somebody of an audience is not in another one; nobody named means everybody.
fn loses_readers(old: &[String], new: &[String]) -> bool {
    !new.is_empty() && (old.is_empty() || old.iter().any(|name| !new.contains(name)))
}

/// Refuses to hide a page with a section that nobody may take away, or with fixed rules.
pub(super) fn not_to_hide(below: &Page) -> Option<Diagnostic> {
    if let Some(lock) = first_lock(below) {
        let help = "the page can be kept out of the navigation instead: `nav: [{hide: PATH}]`";
        return Some(locked_section(below, &lock).help(help));
    }

    let rule = below.fixed_rules().next()?;
    let help = "a fixed rule goes by `remove`, with a reason, in an override of its page";
    Some(without_reason(below, rule, "hidden").help(help))
}

/// What stands under a heading that shows none of it.
fn lost_text(document: &Document, edit: &SectionEdit) -> Option<Diagnostic> {
    let done = match edit.work().brings {
        Brings::Target => "moved",
        Brings::Nothing => "removed",
        Brings::Sections => return None,
    };
    if document.sections[edit.own.start].words == 0 && edit.own.len() == 1 {
        return None;
    }

    let message = format!("this section is {done}, so the text under it is not shown");
    let lost = Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, message);
    Some(lost.help("take the text away, or write `replace`"))
}

/// A section that may not be overridden.
pub(crate) struct Lock<'p> {
    pub(crate) segment: &'p Segment,
    /// Why; empty where nobody says.
    pub(crate) reason: &'p str,
}

impl<'p> Lock<'p> {
    fn of(page: &'p Page, segment: &'p Segment) -> Option<Self> {
        // Added text is in a section, and has no lock of its own.
        segment.id.as_ref()?;
        // Front matter can lock what has no heading, such as the lead.
        let reason = match segment.ids().find_map(|id| page.front.locked.get(&**id)) {
            Some(reason) => reason,
            None => page.section(segment).heading.as_ref()?.attributes().locked.as_ref()?,
        };
        Some(Self { segment, reason })
    }
}

fn first_lock(page: &Page) -> Option<Lock<'_>> {
    page.segments.iter().find_map(|segment| Lock::of(page, segment))
}

fn locked_section(below: &Page, lock: &Lock<'_>) -> Diagnostic {
    let id = lock.segment.id.as_deref().unwrap_or(LEAD);
    let why = if lock.reason.is_empty() { String::new() } else { format!(": {}", lock.reason) };
    let message = format!("the section `{id}` may not be changed{why}");

    let diagnostic = Diagnostic::new(&checks::LOCKED_SECTION, message).help(
        "take this operation away; text beside the section goes in with `before=` or `after=`",
    );
    point_at(below, lock.segment, "locked here", diagnostic)
}

/// Points at the heading of a section of the page below, if it has one.
fn point_at(below: &Page, segment: &Segment, text: &str, diagnostic: Diagnostic) -> Diagnostic {
    let place = below.place(segment);
    if place.span.is_some() { diagnostic.label(place, text) } else { diagnostic }
}

/// Tells of the reason for changing a fixed rule, or asks for one.
fn reason_for(
    below: &Page,
    document: &Document,
    rule: &str,
    (done, heading): (&str, &Heading),
) -> Diagnostic {
    match &heading.attributes().grounds.reason {
        Some(reason) => {
            let message = format!("{} {done} the fixed rule `{rule}`: {reason}", document.layer);
            Diagnostic::new(&checks::CHANGED_RULE, message)
        }
        None => without_reason(below, rule, done),
    }
}

fn without_reason(below: &Page, rule: &str, done: &str) -> Diagnostic {
    let message = format!("the rule `{rule}` is fixed, and is {done} without a reason");
    let diagnostic = Diagnostic::new(&checks::FIXED_RULE, message).help(format!(
        "say why in the heading, for whoever answers for the rules: \
         `{{#{rule} … reason=\"…\"}}`"
    ));
    match below.find(rule) {
        Some(at) => point_at(below, &below.segments[at], "fixed here", diagnostic),
        None => diagnostic,
    }
}

/// The `override:` line of a document.
pub(crate) fn override_place(document: &Document) -> Place {
    Place { file: document.file.clone(), span: document.front.override_span }
}
