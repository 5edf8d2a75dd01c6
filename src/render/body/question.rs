//! Questions of knowledge checks. Without script, the answer opens below the question; with it, the
//! theme makes of the same HTML something to click through.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::BodyWriter;
use crate::digest::Digest;
use crate::link::Resolved;
use crate::overlay::{Page, Scenario, Segment};
use crate::parse::Document;
use crate::parse::widget::{Choice, Question, QuestionKind};
use crate::words::Word;

impl BodyWriter<'_, '_> {
    pub(super) fn question(&mut self, document: &Arc<Document>, question: &Question) {
        let _ = write!(self.out, "<div class=\"question\" data-type=\"{}\"", question.kind.name());
        self.attribute("data-id", &question.id);
        if !question.counts {
            self.out.push_str(" data-counts=\"no\"");
        }
        self.out.push_str(">\n");

        match question.kind {
            QuestionKind::Ordering => self.ordering(document, question),
            QuestionKind::Matching => self.matching(document, question),
            QuestionKind::Reflection => {
                self.out.push_str("<textarea class=\"reflection\" rows=\"5\"");
                self.attribute("aria-label", self.shell.word(Word::YourAnswer));
                self.out.push_str("></textarea>\n");
                if !question.feedback.is_empty() {
                    self.open_answer(Word::ToCompareWith);
                    self.close_answer(document, question);
                }
            }
            QuestionKind::Single | QuestionKind::Multiple | QuestionKind::TrueFalse => {
                self.options(document, question);
            }
        }
        self.out.push_str("</div>\n");
    }

    fn open_answer(&mut self, summary: Word) {
        self.word_in("<details class=\"answer\"><summary>", summary, "</summary>\n");
    }

    fn close_answer(&mut self, document: &Arc<Document>, question: &Question) {
        if !question.feedback.is_empty() {
            self.extra_in("<div class=\"feedback\">", document, question.feedback, "</div>\n");
        }
        self.out.push_str("</details>\n");
    }

    fn options(&mut self, document: &Arc<Document>, question: &Question) {
        self.out.push_str("<ol class=\"options\">\n");
        for choice in self.shown(document, question) {
            self.extra_in("<li>", document, choice.whole(), "</li>\n");
        }
        self.out.push_str("</ol>\n");

        self.open_answer(Word::Answer);
        self.out.push_str("<ol class=\"reasons\">\n");
        for choice in self.shown(document, question) {
            let right = self.shell.is_right(document, question, choice);
            let (data, verdict) = if right { ("yes", Word::Right) } else { ("no", Word::NotRight) };
            let item = format!("<li data-right=\"{data}\"><p class=\"verdict\"><strong>");
            self.word_in(&item, verdict, ":</strong> ");
            self.extra(document, choice.text);
            self.out.push_str("</p>\n");
            self.extra(document, choice.more);
            self.extra(document, choice.feedback);
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n");
        self.close_answer(document, question);
    }

    /// The options; of a computed key, those whose rule this firm has.
    pub(super) fn shown<'q>(&self, document: &Document, question: &'q Question) -> Vec<&'q Choice> {
        let options = question.options.iter();
        options.filter(|choice| !question.computed || !self.is_of_none(document, choice)).collect()
    }

    /// Whether an option is about a rule that this firm does not have: that is its first link.
    fn is_of_none(&self, document: &Document, choice: &Choice) -> bool {
        let link = document.links.get(choice.links.start.index());
        link.filter(|_| !choice.links.is_empty()).is_some_and(|link| {
            matches!(self.shell.map.resolve(&link.target, self.home(document)), Resolved::Gone)
        })
    }

    fn ordering(&mut self, document: &Arc<Document>, question: &Question) {
        self.out.push_str("<ol class=\"options\">\n");
        // Authors write them in the right order.
        for at in shuffled(&question.id, question.options.len()) {
            let item = format!("<li data-place=\"{}\">", at + 1);
            self.extra_in(&item, document, question.options[at].whole(), "</li>\n");
        }
        self.out.push_str("</ol>\n");

        self.open_answer(Word::Answer);
        self.out.push_str("<ol class=\"solution\">\n");
        for choice in &question.options {
            self.out.push_str("<li>");
            self.extra(document, choice.whole());
            self.extra(document, choice.feedback);
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n");
        self.close_answer(document, question);
    }

    fn matching(&mut self, document: &Arc<Document>, question: &Question) {
        // Two rows may have one partner, which is there once.
        let mut partners: Vec<String> = Vec::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut answers = Vec::new();
        for choice in &question.options {
            let html = self.apart(document, &document.extras, choice.partner);
            let number = *numbers.entry(html.clone()).or_insert(partners.len());
            answers.push(number);
            if number == partners.len() {
                partners.push(html);
            }
        }

        self.out.push_str("<div class=\"table\"><table class=\"match\">\n<thead><tr>");
        for column in question.columns {
            self.extra_in("<th scope=\"col\">", document, column, "</th>");
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for (choice, answer) in question.options.iter().zip(&answers) {
            let row = format!("<tr data-answer=\"{}\"><th scope=\"row\">", answer + 1);
            self.extra_in(&row, document, choice.text, "</th><td></td></tr>\n");
        }

        self.out.push_str("</tbody></table></div>\n<ol class=\"choices\" type=\"A\">\n");
        for at in shuffled(&question.id, partners.len()) {
            let _ = writeln!(self.out, "<li data-choice=\"{}\">{}</li>", at + 1, partners[at]);
        }
        self.out.push_str("</ol>\n");

        self.open_answer(Word::Answer);
        self.out.push_str("<div class=\"table\"><table class=\"solution\"><tbody>\n");
        for choice in &question.options {
            self.extra_in("<tr><th scope=\"row\">", document, choice.text, "</th><td>");
            self.extra(document, choice.partner);
            self.extra_in("</td><td>", document, choice.feedback, "</td></tr>\n");
        }
        self.out.push_str("</tbody></table></div>\n");
        self.close_answer(document, question);
    }

    /// The right answers to the page's questions.
    pub(super) fn answer_key(&mut self) {
        self.keys += 1;
        let page = self.texts.page(self.id);
        self.out.push_str("<div class=\"table\"><table class=\"answer-key\"><caption>");
        self.word(Word::AnswerKey);
        self.out.push_str("</caption>\n<tbody>\n");

        let scenarios = page.scenarios();
        for (at, segment) in page.segments.iter().enumerate() {
            if self.is_full() {
                return;
            }
            for (document, question) in page.questions_of(segment) {
                if question.kind.is_marked() {
                    self.key_row(page, segment, |it| it.right_answers(document, question));
                }
            }
            let scenario = Scenario::at(&scenarios, at).filter(|it| it.segments.start == at);
            if let Some(scenario) = scenario.filter(|it| it.has_right_end()) {
                self.key_row(page, segment, |it| it.right_ends(page, scenario));
            }
        }
        self.out.push_str("</tbody></table></div>\n");
    }

    fn key_row(&mut self, page: &Page, segment: &Segment, answers: impl FnOnce(&mut Self)) {
        self.out.push_str("<tr><th scope=\"row\">");
        self.heading_text(page, segment);
        self.out.push_str("</th><td>");
        answers(self);
        self.out.push_str("</td></tr>\n");
    }

    fn right_answers(&mut self, document: &Arc<Document>, question: &Question) {
        let mut first = true;
        for (at, choice) in self.shown(document, question).into_iter().enumerate() {
            let label = match question.kind {
                QuestionKind::Ordering => format!("{}. ", at + 1),
                QuestionKind::Matching => String::new(),
                _ if self.shell.is_right(document, question, choice) => format!("{}) ", letter(at)),
                _ => continue,
            };
            if !first {
                self.out.push_str("<br>");
            }
            first = false;

            self.out.push_str(&label);
            self.extra(document, choice.whole());
            if question.kind == QuestionKind::Matching {
                self.out.push_str(" → ");
                self.extra(document, choice.partner);
            }
        }
    }
}

/// The letter of an option.
fn letter(at: usize) -> char {
    char::from(b'a' + (at % 26) as u8)
}

/// The numbers below `count` in an order that follows from a name, and is never their own.
fn shuffled(name: &str, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    // By digest, so that it is the same in each build and on each machine.
    order.sort_by_cached_key(|at| Digest::of(format!("{name}/{at}").as_bytes()).short());

    // In the authors' own order the question would give its answer away.
    if order.is_sorted() && count > 1 {
        order.rotate_left(1);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::shuffled;

    #[test]
    fn the_right_order_is_never_shown() {
        for name in 0..2_000 {
            for count in 2..6 {
                let order = shuffled(&name.to_string(), count);
                assert!(!order.is_sorted(), "{order:?}");
            }
        }
    }
}
