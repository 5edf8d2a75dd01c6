//! `:::form {title="Session" repeat="{{ cadence.sessions }}"}`: fields to fill in, one for each
//! item of the lists inside. What is filled in stays on the page.

use super::{Container, Opened, Opening};
use crate::diagnostic::{Diagnostic, Span, checks};
use crate::parse::attributes::{items, value_of};
use crate::parse::compile::{Apart, Compiler, Context, Events, ListItem, github_id};
use crate::parse::html::Slice;
use crate::parse::ids::WidgetId;
use crate::parse::raw_html;
use crate::parse::widget::{Field, FieldKind, Form, Scale, Widget};

/// Lines of a field of several lines.
const MAX_LINES: u8 = 60;
/// Steps of a scale.
const MAX_STEP: u8 = 20;

pub(super) const FORM: Container = Container {
    list: Some(read),
    item_braces: true,
    ..Container::new("form", &["title", "repeat"], |cx, opening, _| Opened::Form(form(cx, opening)))
};

fn form(cx: &mut Context<'_>, opening: &Opening) -> Form {
    let title = cx.attribute(opening.get("title").unwrap_or_default(), opening.span);
    let repeat = opening.get("repeat").map(|text| cx.attribute(text, opening.span));
    Form { title, repeat, slug: cx.names.unique("form"), span: opening.span }
}

fn read(compiler: &mut Compiler<'_>, events: &mut Events<'_>, _: Option<WidgetId>) {
    for item in compiler.items(events, Apart::Lists) {
        let field = compiler.field(&item);
        compiler.put_widget(Widget::Field(field));
    }
}

impl Compiler<'_> {
    fn field(&mut self, item: &ListItem) -> Field {
        let span = self.cx.line(&item.range);
        if self.compared(item.text).trim().is_empty() {
            let help = "say before the braces what is to be filled in: `- First date {date}`";
            problem(&mut self.cx, "this field has no label", help, span);
        }

        // Named by the text as typed, which is the same in every firm whatever a variable's value.
        let typed = raw_html::without_remarks(self.cx.masked.written(&item.range));
        let name = self.cx.names.unique(&slug(&typed));
        let kind = self.field_kind(item, span);
        Field { label: item.text, help: item.more, name, kind }
    }

    fn field_kind(&mut self, item: &ListItem, span: Span) -> FieldKind {
        let braces = self.cx.braces(&item.range);
        if item.checked.is_some() {
            if !braces.is_empty() {
                let message = "a box to tick is no other kind of field as well";
                problem(&mut self.cx, message, "take the braces away, or the `[ ]`", span);
            }
            return FieldKind::Tick;
        }
        let Some((word, value)) = braces.first() else { return FieldKind::Text };

        let low = value_of(braces, "low").unwrap_or_default();
        let high = value_of(braces, "high").unwrap_or_default();
        for (key, _) in braces {
            let is_end = word == "scale" && ["low", "high"].contains(&key.as_str());
            if key != word && !is_end {
                let message = format!("`{key}` means nothing in a field of kind `{word}`");
                problem(&mut self.cx, message, "take it away", span);
            }
        }

        match word.as_str() {
            "text" => FieldKind::Text,
            "date" => FieldKind::Date,
            "signature" => FieldKind::Signature,
            "lines" => FieldKind::Lines(lines(&mut self.cx, value, span)),
            "scale" => FieldKind::Scale(scale(&mut self.cx, value, low, high, span)),
            "choice" => FieldKind::Choice(self.choice(item, value, span)),
            "choices" => FieldKind::Choices(self.choice(item, value, span)),
            _ => {
                // Parsing goes on whatever is wrong, and a line of text can take any answer.
                unknown_kind(&mut self.cx, word, span);
                FieldKind::Text
            }
        }
    }

    /// The options of a field: those of the list under it, and those in its braces.
    fn choice(&mut self, item: &ListItem, value: &str, span: Span) -> Vec<Slice> {
        let mut options = item.options.clone();
        for option in items(value) {
            let option = self.cx.attribute(option, span);
            let start = self.out.extras.mark();
            self.out.extras.interpolated(&option);
            options.push(self.out.extras.since(start));
        }

        if options.len() < 2 {
            let help = "write `{choice=\"One, Another\"}`, or put a list of them under the field";
            problem(&mut self.cx, "a choice needs two options or more", help, span);
        }
        options
    }
}

/// What names a field: the first line of its item as it is written.
fn slug(item: &str) -> String {
    let line = item.lines().next().unwrap_or_default();
    let text = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    github_id(text.split(" {").next().unwrap_or_default())
}

fn lines(cx: &mut Context<'_>, value: &str, span: Span) -> u8 {
    let lines = value.parse::<u8>().ok().filter(|lines| (1..=MAX_LINES).contains(lines));
    lines.unwrap_or_else(|| {
        problem(cx, format!("`{value}` is no number of lines"), "write `{lines=4}`", span);
        3
    })
}

/// `1-5`, and what its ends mean.
pub(super) fn scale(cx: &mut Context<'_>, range: &str, low: &str, high: &str, span: Span) -> Scale {
    // Some editors make a dash of a hyphen between two numbers.
    let ends = range.split_once(['-', '–']).and_then(|(from, to)| {
        let (from, to) = (from.trim().parse::<u8>().ok()?, to.trim().parse::<u8>().ok()?);
        (from < to && to <= MAX_STEP).then_some((from, to))
    });
    if ends.is_none() {
        problem(cx, format!("`{range}` is no scale"), "write its ends: `{scale=1-5}`", span);
    }

    let (from, to) = ends.unwrap_or((1, 5));
    Scale { from, to, low: cx.attribute(low, span), high: cx.attribute(high, span) }
}

fn unknown_kind(cx: &mut Context<'_>, word: &str, span: Span) {
    const KINDS: [&str; 7] = ["text", "lines", "date", "scale", "choice", "choices", "signature"];
    cx.report(
        Diagnostic::new(&checks::WORKSHEET_FIELD, format!("there is no kind of field `{word}`"))
            .at(cx.place(span))
            .nearest(word, KINDS)
            .note(format!("there are: {}, and `- [ ]` for a box to tick", KINDS.join(", "))),
    );
}

pub(super) fn problem(cx: &mut Context<'_>, message: impl Into<String>, help: &str, span: Span) {
    cx.problem(&checks::WORKSHEET_FIELD, message, help, span);
}
