//! `question`, `worksheet-field` and `collection-kind`: what of a question, a form or a collection
//! can only be seen with all layers in place.

use super::{each_reference, each_widget, found};
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::Edition;
use crate::link::{Reference, Resolved};
use crate::overlay::Page;
use crate::parse::front_matter::PageKind;
use crate::parse::widget::{MAX_REPEAT, Question, TimelineShape, TimelineView, Widget, amount};

/// So many letters of what is no figure are shown.
const MAX_SHOWN: usize = 40;

pub(super) fn questions(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    each_widget(edition, &mut |page, document, widget| {
        let Widget::Question(question) = widget else { return };

        // An option is right if the rule that it links to is fixed for this firm.
        let mut options = question.options.iter();
        if question.computed && !options.any(|choice| edition.shell.is_fixed(document, choice)) {
            let place = Place::at(&document.file, question.span);
            diagnostics.push(no_right_answer(edition, page, question).at(place));
        }
    });
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
    each_widget(edition, &mut |page, document, widget| match widget {
        Widget::Form(form) => {
            let Some(repeat) = &form.repeat else { return };
            let times = repeat.fill(edition.shell.values());
            let count = times.trim().parse::<u32>();
            if count.is_ok_and(|count| (1..=MAX_REPEAT).contains(&count)) {
                return;
            }

            let message = format!("a form cannot be there `{times}` times");
            let wrong = found(&checks::WORKSHEET_FIELD, document, form.span, message);
            diagnostics.push(wrong.help(format!(
                "give a number from 1 to {MAX_REPEAT}, or a variable that is one: \
                 `repeat=\"{{{{ cadence.sessions }}}}\"`"
            )));
        }
        Widget::SelfCheck(check) => {
            for statement in &check.statements {
                let section = &statement.section;
                if page.find(section).is_some() || page.outline().is_removed(section) {
                    continue;
                }

                let message = format!("this page has no section `{section}` to count for");
                let wrong = found(&checks::WORKSHEET_FIELD, document, statement.span, message);
                let known = page.sections().map(|(_, id)| &**id);
                diagnostics.push(wrong.nearest_after(diagnostics.len(), section, known));
            }
        }
        Widget::Cost(cost) => {
            let values = edition.shell.values();
            let wrong = cost.figures().filter(|(_, figure, _)| amount(figure, values).is_none());
            for (key, figure, span) in wrong {
                let text: String = figure.text.chars().take(MAX_SHOWN).collect();
                let message = match figure.uses.is_empty() {
                    true => format!("`{key}={text}` is no figure to work with"),
                    false => format!("what `{key}=` says for this firm is no figure to work with"),
                };
                let wrong = found(&checks::WORKSHEET_FIELD, document, span, message);
                let help = "give a number from 0 to 1000000, such as `18` or `17.5`, or a variable \
                            that is one";
                diagnostics.push(wrong.help(help));
            }
        }
        _ => {}
    });
}

pub(super) fn collections(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let map = &edition.shell.map;
    each_reference(edition, &mut |shown| {
        let is_table = |view: &TimelineView| view.shape == TimelineShape::Table;
        let also = match shown.reference {
            Reference::Timeline(view) if is_table(view) => Some(PageKind::Messages),
            _ => None,
        };
        let wanted = match shown.reference {
            Reference::Collection(list) if list.shape.is_for_rules() || list.fixed => {
                PageKind::Rules
            }
            Reference::Timeline(_) => PageKind::Timeline,
            _ => return,
        };

        // A section that another page shows resolves as on its own.
        let home = map.find(&shown.document.path).unwrap_or(shown.from);
        // What leads to no page is for `broken-link` to judge.
        let Resolved::Page(page, _) = map.resolve(shown.target, home) else { return };
        let kind = map.facts(page).kind();
        if kind == wanted || Some(kind) == also {
            return;
        }

        let (kind, wanted) = (kind.name(), wanted.name());
        let message =
            format!("this needs a page of kind `{wanted}`, and that one is of kind `{kind}`");

        let wrong = shown.found(&checks::COLLECTION_KIND, message);
        let help = format!("name a page with `kind: {wanted}` in its front matter");
        diagnostics.push(wrong.help(help));
    });
}
