//! `question-craft`: a module whose questions can be answered by how they are made. Whoever always
//! takes the longest option need not have read it.
//!
//! The advice is that of Haladyna, Downing and Rodriguez (2002), *A Review of Multiple-Choice
//! Item-Writing Guidelines for Classroom Assessment* (doi 10.1207/S15324818AME1503_5): options of
//! one length, the key in every place about as often.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::edition::{Edition, Shell};
use crate::overlay::Page;
use crate::parse::Document;
use crate::parse::html::{Fill, Filling};
use crate::parse::widget::{Choice, QuestionKind};

/// So many questions a habit must have held in: fewer may be chance.
const LEAST: usize = 3;
/// The share of a module's questions that a habit may answer, in percent.
const MOST_SHARE: usize = 75;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let shell = &*edition.shell;
    for module in &shell.catalog.modules {
        let page = edition.page(module.page);
        let asked = asked(page, shell);
        diagnostics.extend(length(page, &asked));
        diagnostics.extend(place(page, &asked));
        diagnostics.extend(truth(page, &asked));
    }
}

/// A graded question with one right option, as far as its form is concerned.
struct Asked {
    id: Arc<str>,
    kind: QuestionKind,
    /// Letters of each option.
    lengths: Vec<usize>,
    /// The place of the right one.
    key: usize,
}

impl Asked {
    /// Whether the right option is longer than each of the others by more than a letter or two, as
    /// the eye sees it.
    fn has_longest_key(&self) -> bool {
        let key = self.lengths[self.key];
        let others = self.lengths.iter().enumerate().filter(|(at, _)| *at != self.key);
        others.map(|(_, length)| length).all(|other| key * 10 > other * 11)
    }
}

fn asked(page: &Page, shell: &Shell) -> Vec<Asked> {
    let graded = page.questions().filter(|(.., question)| question.counts);
    let asked = graded.filter_map(|(_, document, question)| {
        if !matches!(question.kind, QuestionKind::Single | QuestionKind::TrueFalse) {
            return None;
        }
        let is_right = |choice: &Choice| shell.is_right(document, question, choice);
        Some(Asked {
            id: question.id.clone(),
            kind: question.kind,
            lengths: question.options.iter().map(|it| letters(shell, document, it)).collect(),
            key: question.options.iter().position(is_right)?,
        })
    });
    asked.collect()
}

/// How many letters an option has for readers.
fn letters(shell: &Shell, document: &Document, choice: &Choice) -> usize {
    let fill = |fill: Fill| match fill {
        Fill::Variable(id) => Filling::Plain(shell.values().text(id)),
        _ => Filling::None,
    };
    document.extras.plain_text(choice.whole(), "", &fill).chars().count()
}

fn length(page: &Page, asked: &[Asked]) -> Option<Diagnostic> {
    let asked = of_several(asked);
    let told: Vec<&Asked> = asked.iter().copied().filter(|it| it.has_longest_key()).collect();
    let message = format!(
        "in {} of {} questions with one right option that option is the longest",
        told.len(),
        asked.len()
    );
    let help =
        "make the wrong options as long and as careful as the right one, or cut that one short";
    is_habit(told.len(), asked.len()).then(|| complaint(page, message, help, &told))
}

fn place(page: &Page, asked: &[Asked]) -> Option<Diagnostic> {
    let asked = of_several(asked);
    let places = asked.iter().map(|it| it.key).max()?;
    (0..=places).find_map(|place| {
        let told: Vec<&Asked> = asked.iter().copied().filter(|it| it.key == place).collect();
        let message = format!(
            "in {} of {} questions with one right option that option is number {}",
            told.len(),
            asked.len(),
            place + 1
        );
        let help =
            "put the right option elsewhere: on paper all see the order in which it is written";
        is_habit(told.len(), asked.len()).then(|| complaint(page, message, help, &told))
    })
}

fn truth(page: &Page, asked: &[Asked]) -> Option<Diagnostic> {
    let told: Vec<&Asked> = asked.iter().filter(|it| it.kind == QuestionKind::TrueFalse).collect();
    let first = told.first()?.key;
    let message = format!("all {} true-or-false questions have the same answer", told.len());
    let help = "turn some of the statements round, so that the other answer is right";
    let is_habit = told.len() >= LEAST && told.iter().all(|it| it.key == first);
    is_habit.then(|| complaint(page, message, help, &told))
}

/// The questions with more than two options to choose from.
fn of_several(asked: &[Asked]) -> Vec<&Asked> {
    let several = |it: &&Asked| it.kind == QuestionKind::Single && it.lengths.len() > 2;
    asked.iter().filter(several).collect()
}

fn is_habit(held: usize, of: usize) -> bool {
    of >= LEAST && held * 100 >= of * MOST_SHARE
}

fn complaint(page: &Page, message: String, help: &str, told: &[&Asked]) -> Diagnostic {
    let ids: Vec<&str> = told.iter().map(|it| &*it.id).collect();
    Diagnostic::new(&checks::QUESTION_CRAFT, message)
        .at(Place::file(&page.top().file))
        .help(help)
        .note(format!("these questions: {}", ids.join(", ")))
}
