//! Forms and self-checks: plain fields that belong to no `<form>`, so that nothing can be sent
//! anywhere.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::BodyWriter;
use crate::parse::Document;
use crate::parse::html::{Html, Interpolated, Slice};
use crate::parse::ids::WidgetId;
use crate::parse::widget::{Field, FieldKind, MAX_REPEAT, Scale, SelfCheck, Widget};
use crate::words::Word;

impl BodyWriter<'_, '_> {
    /// A form, as often as it is asked for.
    pub(super) fn form(
        &mut self,
        document: &Arc<Document>,
        html: &Html,
        widget: WidgetId,
        inside: Slice,
    ) {
        let Widget::Form(form) = &document.widgets[widget.index()] else { return };
        let title = self.filled(&form.title);

        self.out.push_str("<div class=\"form\" role=\"group\"");
        self.attribute("data-form", &form.slug);
        let label = if title.is_empty() { self.shell.word(Word::Form) } else { &title };
        self.attribute("aria-label", label);
        self.out.push_str(">\n");

        match &form.repeat {
            None => self.part(document, html, inside),
            Some(repeat) => {
                // A variable may hold what is no number: then the form is there once.
                let times = self.filled(repeat).trim().parse().unwrap_or(1).clamp(1, MAX_REPEAT);
                for number in 1..=times {
                    // `unique` names the fields in it after it.
                    self.repetition = Some(number);
                    let end = format!(" {number}</legend>\n");
                    self.text_in("<fieldset class=\"repeat\"><legend>", &title, &end);
                    self.part(document, html, inside);
                    self.out.push_str("</fieldset>\n");
                }
                self.repetition = None;
            }
        }
        self.out.push_str("</div>\n");
    }

    pub(super) fn filled(&self, phrase: &Interpolated) -> String {
        phrase.fill(self.shell.values()).into_owned()
    }

    /// A name that no other field of the page has.
    fn unique(&self, name: &str) -> String {
        let mut name = name.to_owned();
        if let Some(number) = self.repetition {
            let _ = write!(name, ".no-{number}");
        }

        // Each include is counted anew, so that a section shown twice does not share its fields.
        if !self.including.is_empty() {
            let _ = write!(name, ".shown-{}", self.shown);
        }
        name
    }

    pub(super) fn field(&mut self, document: &Arc<Document>, field: &Field) {
        // Fields are saved and labelled by name, so a repetition must not have that of another.
        let name = self.unique(&field.name);

        match &field.kind {
            FieldKind::Text | FieldKind::Date | FieldKind::Signature => {
                self.input(document, field, &name);
            }
            FieldKind::Lines(lines) => {
                self.label(document, field, &name, "lines");
                let _ = write!(self.out, "<textarea rows=\"{lines}\"");
                self.named(field, &name);
                self.out.push_str("></textarea></div>\n");
            }
            FieldKind::Tick => {
                self.out.push_str("<div class=\"field tick\"><label><input type=\"checkbox\"");
                self.named(field, &name);
                self.extra_in("> ", document, field.label, "</label>");
                self.help(document, field.help, &name);
                self.out.push_str("</div>\n");
            }
            FieldKind::Choice(options) | FieldKind::Choices(options) => {
                self.choices(document, field, &name, options);
            }
            FieldKind::Scale(scale) => {
                self.legend(document, field, &name, "scale");
                self.scale(scale, &name);
                self.out.push_str("</fieldset>\n");
            }
        }
    }

    fn label(&mut self, document: &Arc<Document>, field: &Field, name: &str, class: &str) {
        let _ = write!(self.out, "<div class=\"field {class}\"><label");
        self.attribute("for", name);
        self.extra_in(">", document, field.label, "</label>");
        self.help(document, field.help, name);
    }

    fn legend(&mut self, document: &Arc<Document>, field: &Field, name: &str, class: &str) {
        let _ = write!(self.out, "<fieldset class=\"field {class}\"");
        self.described(field, name);
        self.extra_in("><legend>", document, field.label, "</legend>");
        self.help(document, field.help, name);
    }

    /// What helps to fill in the field of this name.
    fn help(&mut self, document: &Arc<Document>, help: Slice, name: &str) {
        if help.is_empty() {
            return;
        }
        self.out.push_str("<div class=\"help\"");
        self.attribute("id", &format!("{name}.help"));
        self.extra_in(">\n", document, help, "</div>\n");
    }

    /// Names what is filled in, and says where the help for it is.
    fn named(&mut self, field: &Field, name: &str) {
        self.attribute("id", name);
        self.attribute("name", name);
        self.described(field, name);
    }

    /// Says where the help for a field is.
    fn described(&mut self, field: &Field, name: &str) {
        if !field.help.is_empty() {
            self.attribute("aria-describedby", &format!("{name}.help"));
        }
    }

    fn input(&mut self, document: &Arc<Document>, field: &Field, name: &str) {
        let (class, kind) = match field.kind {
            FieldKind::Date => ("date", "date"),
            FieldKind::Signature => ("signature", "text"),
            _ => ("text", "text"),
        };

        self.label(document, field, name, class);
        let _ = write!(self.out, "<input type=\"{kind}\"");
        self.named(field, name);
        self.out.push_str(" autocomplete=\"off\"></div>\n");
    }

    fn choices(&mut self, document: &Arc<Document>, field: &Field, name: &str, options: &[Slice]) {
        let (class, kind) = match field.kind {
            FieldKind::Choices(_) => ("choices", "checkbox"),
            _ => ("choice", "radio"),
        };

        self.legend(document, field, name, class);
        for (number, option) in options.iter().enumerate() {
            let _ = write!(self.out, "<label><input type=\"{kind}\" value=\"{}\"", number + 1);
            self.attribute("name", name);
            self.extra_in("> ", document, *option, "</label> ");
        }
        self.out.push_str("</fieldset>\n");
    }

    fn scale(&mut self, scale: &Scale, name: &str) {
        self.scale_end("low", &scale.low);
        for step in scale.from..=scale.to {
            let _ = write!(self.out, "<label><input type=\"radio\" value=\"{step}\"");
            self.attribute("name", name);
            let _ = write!(self.out, "> {step}</label> ");
        }
        self.scale_end("high", &scale.high);
    }

    /// What an end of a scale means.
    fn scale_end(&mut self, class: &str, phrase: &Interpolated) {
        let text = self.filled(phrase);
        if !text.is_empty() {
            self.text_in(&format!("<span class=\"{class}\">"), &text, "</span> ");
        }
    }

    /// Statements and a table to add them up; what counts for a section that this firm does not
    /// have is left out.
    pub(super) fn self_check(&mut self, document: &Arc<Document>, check: &SelfCheck) {
        // It scores sections of the page it was written on, wherever it is shown.
        let home = self.home(document);
        let page = self.texts.page(home);
        let _ = writeln!(
            self.out,
            "<div class=\"self-check\" data-max=\"{}\">\n<ol class=\"statements\">",
            check.scale.to
        );

        let mut sections: Vec<(&str, Vec<u32>)> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        let statements = check.statements.iter();
        let shown = statements.filter(|statement| page.find(&statement.section).is_some());
        for (statement, number) in shown.zip(1..) {
            let place = *places.entry(&statement.section).or_insert(sections.len());
            if place == sections.len() {
                sections.push((&statement.section, Vec::new()));
            }
            sections[place].1.push(number);

            self.out.push_str("<li><fieldset");
            self.attribute("data-for", &statement.section);
            self.extra_in("><legend>", document, statement.text, "</legend>");
            let name = self.unique(&format!("{}.{number}", check.slug));
            self.help(document, statement.help, &name);
            self.scale(&check.scale, &name);
            self.out.push_str("</fieldset></li>\n");
        }

        self.out.push_str("</ol>\n<div class=\"table\"><table class=\"scores\"><caption>");
        self.word(Word::YourScore);
        self.out.push_str("</caption>\n<thead><tr>");
        self.column_heads(&[Word::WhatItIsAbout, Word::Statements, Word::Score, Word::ReadOn]);
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for (section, numbers) in sections {
            let heading =
                page.find(section).and_then(|at| page.section(&page.segments[at]).heading.as_ref());
            let title = heading.map_or_else(String::new, |heading| self.filled(&heading.text));
            self.out.push_str("<tr");
            self.attribute("data-for", section);
            self.text_in("><th scope=\"row\">", &title, "</th><td>");

            let sum: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            self.out.push_str(&sum.join(" + "));
            self.out.push_str("</td><td class=\"score\"></td><td><a");

            self.attribute("href", &self.section_address(home, section));
            self.attribute("aria-label", &self.worded(Word::WhatToDoFor, &[("title", &title)]));
            self.word_in(">", Word::WhatToDo, "</a></td></tr>\n");
        }
        self.out.push_str("</tbody></table></div>\n</div>\n");
    }
}
