//! `question`, `worksheet-field` and `collection-kind`: what of a question, a form or a collection
//! can only be seen with all layers in place.

use std::sync::Arc;

use super::each_reference;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::link::{Reference, Resolved};
use crate::overlay::Page;
use crate::parse::Document;
use crate::parse::front_matter::PageKind;
use crate::parse::html::{Fill, Region};
use crate::parse::widget::{MAX_REPEAT, Question, Widget};

/// Calls a function with each widget that a page shows.
pub(super) fn each_widget<'a>(page: &'a Page, call: &mut dyn FnMut(&'a Arc<Document>, &'a Widget)) {
    for segment in page.segments.iter().filter(|segment| segment.shows_text()) {
        let document = page.document(segment);
        for hole in document.body.holes_of(page.section(segment).body) {
            if let Fill::Widget(id) | Fill::Open { region: Region::Form(id), .. } = hole.fill {
                call(document, document.widget(id));
            }
        }
    }
}

pub(super) fn questions(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    for page in edition.pages() {
        each_widget(page, &mut |document, widget| {
            let Widget::Question(question) = widget else { return };
            // An option is right if the rule that it links to is fixed for this firm.
            let mut options = question.options.iter();
            if question.computed && !options.any(|choice| edition.shell.is_fixed(document, choice))
            {
                diagnostics.push(
                    no_right_answer(edition, page, question)
                        .at(Place::at(&document.file, question.span)),
                );
            }
        });
    }
}

fn no_right_answer(edition: &Edition, page: &Page, question: &Question) -> Diagnostic {
    let firm = &edition.shell.firm;
    let diagnostic = Diagnostic::new(
        &checks::QUESTION,
        "no answer to this question is right: none of its rules is fixed here",
    );
    if edition.is_base {
        return diagnostic.help("link an option to a rule that is `.fixed`");
    }
    diagnostic.help(format!(
        "take it away for {}: in content/firms/{}/{}, with `override: sections`, write \
         `## Label {{#{} remove}}`",
        firm.name, firm.id, page.path, question.id
    ))
}

pub(super) fn fields(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    for page in edition.pages() {
        each_widget(page, &mut |document, widget| match widget {
            Widget::Form(form) => {
                let Some(repeat) = &form.repeat else { return };
                let times = repeat.fill(edition.shell.values());
                let count = times.trim().parse::<u32>();
                if count.is_ok_and(|count| (1..=MAX_REPEAT).contains(&count)) {
                    return;
                }

                let message = format!("a form cannot be there `{times}` times");
                diagnostics.push(
                    Diagnostic::new(&checks::WORKSHEET_FIELD, message)
                        .at(Place::at(&document.file, form.span))
                        .help(format!(
                            "give a number from 1 to {MAX_REPEAT}, or a variable that is one: \
                             `repeat=\"{{{{ cadence.sessions }}}}\"`"
                        )),
                );
            }
            Widget::SelfCheck(check) => {
                for statement in &check.statements {
                    let section = &statement.section;
                    if page.find(section).is_some() || page.outline().is_removed(section) {
                        continue;
                    }

                    let message = format!("this page has no section `{section}` to count for");
                    diagnostics.push(
                        Diagnostic::new(&checks::WORKSHEET_FIELD, message)
                            .at(Place::at(&document.file, statement.span))
                            .nearest(section, page.sections().map(|(_, id)| &**id)),
                    );
                }
            }
            _ => {}
        });
    }
}

pub(super) fn collections(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let map = &edition.shell.map;
    each_reference(edition, &mut |id, document, reference| {
        let (target, span, wanted) = match reference {
            Reference::Collection(collection)
                if collection.shape.is_for_rules() || collection.fixed =>
            {
                (&collection.from, collection.span, PageKind::Rules)
            }
            Reference::Timeline(view) => (&view.from, view.span, PageKind::Timeline),
            _ => return,
        };

        // A section that another page shows resolves as on its own.
        let home = map.find(&document.path).unwrap_or(id);
        // What leads to no page is for `broken-link` to judge.
        let Resolved::Page(page, _) = map.resolve(target, home) else { return };
        let found = map.facts(page).kind();
        if found == wanted {
            return;
        }

        let (found, wanted) = (found.name(), wanted.name());
        let message =
            format!("this needs a page of kind `{wanted}`, and that one is of kind `{found}`");
        diagnostics.push(
            Diagnostic::new(&checks::COLLECTION_KIND, message)
                .at(Place::at(&document.file, span))
                .help(format!("name a page with `kind: {wanted}` in its front matter")),
        );
    });
}
