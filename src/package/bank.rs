//! The graded questions of all modules as a bank: GIFT and Moodle XML. Sources: the Moodle
//! documentation, *GIFT format* and *Moodle XML format*, as of Moodle 4.2.

use std::fmt::Write as _;

use super::xml::escaped;
use super::{PackageFormat, Packages, text};
use crate::parse::widget::QuestionKind;
use crate::render::{BankOption, BankQuestion, Output};

/// What the bank of a format is called.
pub(super) fn file_name(format: PackageFormat) -> &'static str {
    if format == PackageFormat::Gift { "questions.gift.txt" } else { "questions.moodle.xml" }
}

/// The bank of an edition, a category for each module.
pub(super) fn make(packages: &Packages<'_>, format: PackageFormat) -> Output {
    let mut bank = String::new();
    if format == PackageFormat::MoodleXml {
        bank.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n");
    }

    for module in &packages.modules {
        let questions = packages.page(module).questions();
        if questions.is_empty() {
            continue;
        }
        let category = Category { id: module.id.as_str(), title: &module.title };
        match format {
            PackageFormat::Gift => gift(&mut bank, &category, &questions),
            _ => moodle(&mut bank, &category, &questions),
        }
    }

    if format == PackageFormat::MoodleXml {
        bank.push_str("</quiz>\n");
    }
    text(file_name(format), bank)
}

/// What the questions of a module stand under.
struct Category<'a> {
    id: &'a str,
    title: &'a str,
}

impl Category<'_> {
    /// A slash would begin a category in it.
    fn path(&self) -> String {
        format!("$course$/top/{}", self.title.replace('/', "//").replace(['\n', '\r'], " "))
    }

    /// What a question is called: unique in the whole bank.
    fn name(&self, question: &BankQuestion) -> String {
        format!("{}/{}", self.id, question.id)
    }
}

fn gift(out: &mut String, category: &Category<'_>, questions: &[BankQuestion]) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "$CATEGORY: {}\n", category.path());
    for question in questions {
        let name = gift_text(&category.name(question));
        let _ = writeln!(out, "::{name}::[html]{}{{", gift_text(&question.text));
        for line in gift_answers(question) {
            let _ = writeln!(out, "{line}");
        }
        if !question.feedback.is_empty() {
            let _ = writeln!(out, "####{}", gift_text(&question.feedback));
        }
        out.push_str("}\n\n");
    }
}

fn gift_answers(question: &BankQuestion) -> Vec<String> {
    let shares = Shares::of(&question.options);
    let pairs = pairs(question);
    if !pairs.is_empty() {
        let pair = |(left, right): &(String, String)| {
            format!("={} -> {}", gift_text(left), gift_text(right))
        };
        return pairs.iter().map(pair).collect();
    }

    if let Some(is_true) = truth(question) {
        // What is said of the wrong answer comes first.
        let mut options: Vec<&BankOption> = question.options.iter().collect();
        options.sort_by_key(|option| option.right);
        let said = options.iter().map(|option| format!("#{}", gift_text(&option.feedback)));
        let said: String = said.collect();
        return vec![format!("{}{said}", if is_true { "TRUE" } else { "FALSE" })];
    }

    let options = question.options.iter().map(|option| {
        let sign = match (question.kind, option.right) {
            (QuestionKind::Multiple, _) => format!("~%{}%", shares.of_option(option)),
            (_, true) => "=".to_owned(),
            (_, false) => "~".to_owned(),
        };
        let feedback = match option.feedback.is_empty() {
            true => String::new(),
            false => format!("#{}", gift_text(&option.feedback)),
        };
        format!("{sign}{}{feedback}", gift_text(&option.text))
    });
    options.collect()
}

/// A text in which nothing means anything to GIFT.
fn gift_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.trim().chars() {
        match c {
            '\n' | '\r' => escaped.push(' '),
            '~' | '=' | '#' | '{' | '}' | ':' | '\\' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

fn moodle(out: &mut String, category: &Category<'_>, questions: &[BankQuestion]) {
    let path = escaped(&category.path()).into_owned();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<question type=\"category\"><category><text>{path}</text></category></question>"
    );
    for question in questions {
        let pairs = pairs(question);
        let kind = match (truth(question), pairs.is_empty()) {
            (Some(_), _) => "truefalse",
            (None, true) => "multichoice",
            (None, false) => "matching",
        };
        let name = escaped(&category.name(question)).into_owned();
        let _ = writeln!(
            out,
            "<question type=\"{kind}\">\n<name><text>{name}</text></name>\n<idnumber>{name}</idnumber>\n\
             {}\n{}\n<defaultgrade>1</defaultgrade><penalty>0</penalty>\n\
             <shuffleanswers>1</shuffleanswers>",
            html("questiontext", &question.text),
            html("generalfeedback", &question.feedback),
        );

        if pairs.is_empty() {
            moodle_options(out, question);
        }
        for (left, right) in pairs {
            let _ = writeln!(
                out,
                "<subquestion format=\"html\"><text>{}</text><answer><text>{}</text></answer>\
                 </subquestion>",
                escaped(&left),
                escaped(&right)
            );
        }
        out.push_str("</question>\n");
    }
}

fn moodle_options(out: &mut String, question: &BankQuestion) {
    let shares = Shares::of(&question.options);
    let is_single = question.kind != QuestionKind::Multiple;
    let truth = truth(question);
    let _ = writeln!(out, "<single>{is_single}</single><answernumbering>none</answernumbering>");
    for option in &question.options {
        let share = match (is_single, option.right) {
            (false, _) => shares.of_option(option),
            (true, true) => "100",
            (true, false) => "0",
        };
        let text = match truth {
            Some(is_true) if is_true == option.right => "true",
            Some(_) => "false",
            None => &option.text,
        };
        let _ = writeln!(
            out,
            "<answer fraction=\"{share}\" format=\"html\"><text>{}</text>\n{}</answer>",
            escaped(text),
            html("feedback", &option.feedback)
        );
    }
}

/// An element with HTML in it.
fn html(element: &str, html: &str) -> String {
    format!("<{element} format=\"html\"><text>{}</text></{element}>", escaped(html))
}

/// Whether True is right where a question has True and False, in this order, which systems then
/// call by their own names. An option that says more than that would lose it.
fn truth(question: &BankQuestion) -> Option<bool> {
    let is_bare = |option: &BankOption| !option.text.trim().contains(char::is_whitespace);
    match &question.options[..] {
        [yes, no] if question.kind == QuestionKind::TrueFalse && yes.right != no.right => {
            (is_bare(yes) && is_bare(no)).then_some(yes.right)
        }
        _ => None,
    }
}

/// What belongs together in a question of pairs; none in others. Moodle has no questions about
/// order, so places and what belongs there become pairs.
fn pairs(question: &BankQuestion) -> Vec<(String, String)> {
    let options = question.options.iter();
    match question.kind {
        QuestionKind::Matching => {
            options.map(|option| (option.text.clone(), option.partner.clone())).collect()
        }
        QuestionKind::Ordering => {
            let places = options.zip(1..);
            places.map(|(option, place)| (format!("{place}."), option.text.clone())).collect()
        }
        _ => Vec::new(),
    }
}

/// What each option of several is worth: all right ones together 100, all wrong ones together
/// −100, in the shares that Moodle lists.
struct Shares {
    right: &'static str,
    wrong: &'static str,
}

/// A hundredth as Moodle writes it, by how many share it. Eleven and more no list of Moodle's has;
/// it then takes the nearest that it knows.
const SHARES: [&str; 10] =
    ["100", "50", "33.33333", "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10"];
const LOSSES: [&str; 10] = [
    "-100",
    "-50",
    "-33.33333",
    "-25",
    "-20",
    "-16.66667",
    "-14.28571",
    "-12.5",
    "-11.11111",
    "-10",
];

impl Shares {
    fn of(options: &[BankOption]) -> Self {
        let right = options.iter().filter(|option| option.right).count();
        let share = |table: &[&'static str; 10], count: usize| table[count.clamp(1, 10) - 1];
        Self { right: share(&SHARES, right), wrong: share(&LOSSES, options.len() - right) }
    }

    fn of_option(&self, option: &BankOption) -> &'static str {
        if option.right { self.right } else { self.wrong }
    }
}
