//! What a layer may not take away: locked sections, and fixed rules without a reason. And what it may not break: a
//! question must stay one.

use std::sync::Arc;

use super::page::Page;
use super::section::{Change, Effect};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::parse::attributes::Operation;
use crate::parse::front_matter::PageKind;
use crate::parse::{Document, Heading, LEAD, Section};

/// A fixed rule may be reworded or removed with a reason, which is told; and what replaces a question must be
/// one.
pub(super) fn check_change(
    below: &Page,
    document: &Document,
    section: &Section,
    change: &Change<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let target = &below.segments[change.target.start];
    let Some(heading) = &section.heading else { return };
    let added =
        &document.body.text[section.body.text.start as usize..section.body.text.end as usize];
    let adds_options = added.contains("<li class=\"task\">") || added.contains("<table");
    if change.effect() == Effect::Adds
        && adds_options
        && below.attribute(target, "question").is_some()
    {
        let message = format!("options cannot be added to the question `{}`", section.id);
        let help = "put the whole question here, with `replace`";
        diagnostics
            .push(Diagnostic::new(&checks::QUESTION, message).at(change.place.clone()).help(help));
    }
    if change.effect() != Effect::Takes || change.to.is_some() {
        return;
    }
    if *change.operation == Operation::Replace
        && below.attribute(target, "question").is_some()
        && heading.attributes().get("question").is_none()
    {
        let message = format!("this section replaces the question `{}`, and is none", section.id);
        let help = "say in its heading how it is answered: `question=single`";
        diagnostics
            .push(Diagnostic::new(&checks::QUESTION, message).at(change.place.clone()).help(help));
    }
    let is_rule = |at: &usize| {
        let segment = &below.segments[*at];
        below.front.kind() == PageKind::Rules && segment.id.is_some() && below.is_fixed(segment)
    };
    let fixed = change.target.clone().filter(is_rule);
    for rule in fixed {
        let rule = below.segments[rule].id.as_deref().unwrap_or_default();
        let removed = *change.operation == Operation::Remove;
        let done = if removed { "removed" } else { "reworded" };
        reworded(below, document, rule, done, heading, change.place.clone(), diagnostics);
    }
}

/// Tells of the reason for changing a fixed rule, or asks for one.
fn reworded(
    below: &Page,
    document: &Document,
    rule: &str,
    done: &str,
    heading: &Heading,
    place: Place,
    diagnostics: &mut Vec<Diagnostic>,
) {
    diagnostics.push(
        match heading.attributes().get("reason").filter(|reason| !reason.trim().is_empty()) {
            Some(reason) => {
                let message =
                    format!("{} {done} the fixed rule `{rule}`: {reason}", document.layer);
                Diagnostic::new(&checks::CHANGED_RULE, message).at(place)
            }
            None => fixed_rule(below, rule, done, place),
        },
    );
}

/// A page that takes another's place must have its fixed rules, and give a reason for wording them anew.
pub(super) fn check_page(
    below: &Page,
    document: &Arc<Document>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for rule in below.fixed_rules() {
        let heading = document
            .sections
            .iter()
            .find(|section| section.id == *rule)
            .and_then(|section| section.heading.as_ref());
        let Some(heading) = heading else {
            diagnostics.push(
                fixed_rule(below, rule, "left out", super::override_place(document))
                    .help("or write `override: sections` and change rules one by one"),
            );
            continue;
        };
        reworded(
            below,
            document,
            rule,
            "reworded",
            heading,
            Place::at(&document.file, heading.span),
            diagnostics,
        );
    }
}

/// Front matter must not do what no operation may: take a locked section or a fixed rule out of an edition.
pub(super) fn check_front(below: &Page, document: &Document, page: &Page) -> Vec<Diagnostic> {
    let (old, new) = (&below.front, &page.front);
    let narrower = |audiences: &[String]| {
        !audiences.is_empty()
            && (old.audience().is_empty()
                || old.audience().iter().any(|name| !audiences.contains(name)))
    };
    let hides = new.draft == Some(true) && old.draft != Some(true) || narrower(new.audience());
    let unfixes = old.kind() == PageKind::Rules && new.kind() != PageKind::Rules;
    let place = super::override_place(document);
    let mut found = Vec::new();
    if hides && let Some((index, reason)) = below.first_lock() {
        found.push(
            locked_section(below, index, &reason, place.clone())
                .help("take `draft:` and `audience:` away here"),
        );
    }
    if (hides || unfixes)
        && let Some(rule) = below.fixed_rules().next()
    {
        found.push(
            fixed_rule(below, rule, "taken out of its edition", place)
                .help("take `draft:`, `audience:` and `kind:` away here; a rule goes by `remove`, with a reason"),
        );
    }
    found
}

pub(super) fn fixed_rule(below: &Page, rule: &str, done: &str, place: Place) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(
        &checks::FIXED_RULE,
        format!("the rule `{rule}` is fixed, and is {done} without a reason"),
    )
    .at(place)
    .help(format!(
        "say why in the heading, for whoever answers for the rules: `{{#{rule} … reason=\"…\"}}`"
    ));
    if let Some(at) = below.find(rule)
        && let Some(heading) = &below.section(&below.segments[at]).heading
    {
        let file = &below.document(&below.segments[at]).file;
        diagnostic = diagnostic.label(Place::at(file, heading.span), "fixed here");
    }
    diagnostic
}

/// The complaint about an override of a locked section.
pub(super) fn locked_section(below: &Page, index: usize, reason: &str, place: Place) -> Diagnostic {
    let segment = &below.segments[index];
    let id = segment.id.as_deref().unwrap_or(LEAD);
    let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    let mut diagnostic = Diagnostic::new(
        &checks::LOCKED_SECTION,
        format!("the section `{id}` may not be changed{why}"),
    )
    .at(place)
    .help("take this operation away; text beside the section goes in with `before=` or `after=`");
    if let Some(heading) = &below.section(segment).heading {
        diagnostic =
            diagnostic.label(Place::at(&below.document(segment).file, heading.span), "locked here");
    }
    diagnostic
}
