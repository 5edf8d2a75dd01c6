//! `question`, `worksheet-field` and `collection-kind`: what of a question, a form or a collection can only be
//! seen with all layers in place.

use std::sync::Arc;

use super::Subject;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::link::{PageId, Reference, Resolved, each_reference};
use crate::overlay::Page;
use crate::parse::Document;
use crate::parse::front_matter::PageKind;
use crate::parse::html::{Fill, Region};
use crate::parse::widget::{MAX_REPEAT, Question, Widget};

/// Calls a function with each widget that a page shows.
pub(super) fn each_widget<'a>(page: &'a Page, call: &mut dyn FnMut(&'a Arc<Document>, &'a Widget)) {
    for placed in page.segments.iter().filter(|placed| placed.shows_text()) {
        let document = page.document(placed);
        for hole in document.body.holes_of(page.section(placed).body) {
            if let Fill::Widget(id) | Fill::Open { region: Region::Form(id), .. } = hole.fill {
                call(document, document.widget(id));
            }
        }
    }
}

pub(super) fn questions(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for facts in &subject.map.pages {
        each_widget(&facts.page, &mut |document, widget| {
            let Widget::Question(question) = widget else { return };
            if question.computed && !any_fixed(subject, document, question) {
                let message =
                    "no answer to this question is right: none of its rules is fixed here";
                let diagnostic = Diagnostic::new(&checks::QUESTION, message)
                    .at(Place::at(&document.file, question.span));
                diagnostics.push(if subject.is_base {
                    diagnostic.help("link an option to a rule that is `.fixed`")
                } else {
                    let file = format!("content/firms/{}/{}", subject.firm.id, facts.page.path);
                    let heading = format!("## Label {{#{} remove}}", question.id);
                    diagnostic.help(format!(
                        "take it away for {}: in {file}, with `override: sections`, write `{heading}`",
                        subject.firm.name
                    ))
                });
            }
        });
    }
}

fn any_fixed(subject: &Subject<'_>, document: &Document, question: &Question) -> bool {
    let (map, handbook) = (subject.map, subject.handbook);
    question.options.iter().any(|choice| subject.catalog.is_fixed(map, handbook, document, choice))
}

pub(super) fn fields(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for facts in &subject.map.pages {
        let page = &facts.page;
        each_widget(page, &mut |document, widget| match widget {
            Widget::Form(form) => {
                let Some(repeat) = &form.repeat else { return };
                let times = repeat.fill(&subject.handbook.values);
                if !times.trim().parse::<u32>().is_ok_and(|times| (1..=MAX_REPEAT).contains(&times))
                {
                    diagnostics.push(
                        Diagnostic::new(&checks::WORKSHEET_FIELD, format!("a form cannot be there `{times}` times"))
                            .at(Place::at(&document.file, form.span))
                            .help(format!("give a number from 1 to {MAX_REPEAT}, or a variable that is one: `repeat=\"{{{{ cadence.sessions }}}}\"`")),
                    );
                }
            }
            Widget::SelfCheck(check) => {
                let gone = |id: &str| page.removed.iter().any(|removed| **removed == *id);
                let lost = check
                    .statements
                    .iter()
                    .filter(|statement| page.find(&statement.section).is_none());
                for statement in lost.filter(|statement| !gone(&statement.section)) {
                    let ids = page.sections().map(|(_, id)| &**id);
                    let message =
                        format!("this page has no section `{}` to count for", statement.section);
                    diagnostics.push(
                        Diagnostic::new(&checks::WORKSHEET_FIELD, message)
                            .at(Place::at(&document.file, statement.span))
                            .nearest(&statement.section, ids),
                    );
                }
            }
            _ => {}
        });
    }
}

pub(super) fn collections(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for id in subject.map.ids() {
        let kind = |target, from: PageId| match subject.map.resolve(target, from, subject.handbook)
        {
            Resolved::Page(page, _) => Some(subject.map.facts(page).page.front.kind()),
            _ => None,
        };
        each_reference(
            &subject.map.facts(id).page,
            subject.handbook,
            &mut |document, reference| {
                let (target, span, wanted) = match reference {
                    Reference::Collection(collection)
                        if collection.shape.is_for_rules() || collection.fixed =>
                    {
                        (&collection.from, collection.span, PageKind::Rules)
                    }
                    Reference::Timeline(view) => (&view.from, view.span, PageKind::Timeline),
                    _ => return,
                };
                let home = subject.map.find(&document.path).unwrap_or(id);
                let Some(found) = kind(target, home).filter(|found| *found != wanted) else {
                    return;
                };
                let (found, wanted) = (found.name(), wanted.name());
                diagnostics.push(
                Diagnostic::new(
                    &checks::COLLECTION_KIND,
                    format!("this needs a page of kind `{wanted}`, and that one is of kind `{found}`"),
                )
                .at(Place::at(&document.file, span))
                .help(format!("name a page with `kind: {wanted}` in its front matter")),
            );
            },
        );
    }
}
