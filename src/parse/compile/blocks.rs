//! What stands on lines of its own: paragraphs, lists, tables, code, quotes, containers, raw HTML.
//!
//! Each function reads one kind of block from the events and writes it. Where one begins, its start
//! was just read; where it ends, its end was read, too.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};

use super::alerts;
use super::containers;
use super::events::{EventSpan, Events, is_inline};
use super::{Compiler, Inside, Stop};
use crate::diagnostic::{Diagnostic, Span, checks};
use crate::parse::blocks::Block;
use crate::parse::html::{Fill, push_attribute};
use crate::parse::mask::Marker;
use crate::words::Word;

/// Quotes and lists nested deeper are read as if they were not there, their text aside: each level
/// takes room on the stack.
const MAX_NESTING: usize = 100;

impl Compiler<'_> {
    /// Reads blocks up to the end of what they stand in, which is left to the caller, or to the
    /// line that closes the container they stand in.
    pub(super) fn blocks(&mut self, events: &mut Events<'_>, inside: &Inside<'_>) -> Stop {
        // Containers too deep to be opened; their closing lines must close nothing else.
        let mut refused: Vec<Span> = Vec::new();
        let around = self.enter_html();
        let stop = loop {
            let Some((event, range)) = events.peek() else { break Stop::End };
            match event {
                Event::Start(Tag::HtmlBlock) => {
                    events.next();
                    let lines = events.inside();
                    match self.marker(lines) {
                        None => self.raw_block(lines, range),
                        Some(Marker::Open(opening)) => {
                            self.container(opening, events, inside, &mut refused);
                        }
                        Some(Marker::Close) if refused.pop().is_some() => {}
                        Some(Marker::Close) if matches!(inside, Inside::Container(_)) => {
                            break Stop::Closed;
                        }
                        Some(Marker::Close) => self.closes_nothing(range),
                    }
                }
                Event::Start(tag) if !is_inline(event) => {
                    events.next();
                    if !refused.is_empty() || !self.widget_block(tag, range, events, inside) {
                        self.block(tag, range, events, inside);
                    }
                }
                Event::End(_) if !is_inline(event) => break Stop::End,
                Event::Rule => {
                    events.next();
                    self.out.push("<hr>\n");
                }
                Event::Html(_) => drop(events.next()),
                _ => {
                    let line = events.inline();
                    self.inline(line);
                }
            }
        };

        self.leave_html(around);
        for span in refused.into_iter().rev() {
            self.unclosed(&containers::UNKNOWN, span);
        }
        stop
    }

    fn block(
        &mut self,
        tag: &Tag<'_>,
        range: &Range<usize>,
        events: &mut Events<'_>,
        inside: &Inside<'_>,
    ) {
        match tag {
            Tag::Paragraph => {
                let line = events.inside();
                self.paragraph(line);
            }
            Tag::Heading { .. } => {
                let text = events.inside();
                self.heading(tag, text, range, inside);
            }
            Tag::CodeBlock(kind) => {
                let text = events.inside();
                self.open_fence(kind, range);
                self.code(kind, text);
            }
            Tag::Table(columns) => self.table(columns, events),
            // What is read above holds no other blocks, and so takes no more of the stack.
            _ if self.depth == MAX_NESTING => self.flattened(events, range),
            _ => {
                self.depth += 1;
                match tag {
                    Tag::BlockQuote(_) => self.quote(range, events, inside),
                    Tag::List(start) => self.list(*start, events),
                    Tag::DefinitionList => self.definitions(events, inside),
                    Tag::FootnoteDefinition(label) => self.note(label, range, events),
                    _ => drop(events.inside()),
                }
                self.depth -= 1;
            }
        }
    }

    pub(super) fn paragraph(&mut self, line: &[EventSpan<'_>]) {
        let start = self.out.mark();
        self.almost_markup(line);
        self.out.push("<p>");
        self.inline(line);
        self.out.end_paragraph(start);
    }

    /// A quote or an alert. What is said about an item that readers fill in or choose needs no
    /// marks.
    fn quote(&mut self, range: &Range<usize>, events: &mut Events<'_>, inside: &Inside<'_>) {
        if inside.has_bare_quotes() && !self.is_alert(range) {
            self.within("", events, "");
            return;
        }

        if let Some(alert) = alerts::find(&mut self.cx, events) {
            self.alert(&alert, events);
            return;
        }

        self.cx.speller.open_quote();
        self.within("<blockquote>\n", events, "</blockquote>\n");
        self.cx.speller.close_quote();
    }

    /// Reads and writes the blocks that a quote, an item or the like holds, and takes its end.
    pub(super) fn within(&mut self, open: &str, events: &mut Events<'_>, close: &str) {
        self.out.push(open);
        self.blocks(events, &Inside::Block);
        events.next();
        self.out.push(close);
    }

    fn list(&mut self, start: Option<u64>, events: &mut Events<'_>) {
        match start {
            Some(1) => self.out.push("<ol>\n"),
            Some(start) => self.out.push(&format!("<ol start=\"{start}\">\n")),
            None => self.out.push("<ul>\n"),
        }
        while events.next_start().is_some() {
            self.item(events);
        }
        self.out.push(if start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn item(&mut self, events: &mut Events<'_>) {
        let mut open = "<li>";
        if begins_with_box(*events) {
            self.out.block(Block::Options);
            open = "<li class=\"task\">";
        }
        self.within(open, events, "</li>\n");
    }

    /// The box of a task.
    pub(super) fn task_box(&mut self, checked: bool) {
        // Disabled, since a tick in prose is kept nowhere; boxes for readers are fields of a form.
        let (checked, label) = if checked { (" checked", Word::Done) } else { ("", Word::ToDo) };
        self.out.push(&format!("<input type=\"checkbox\"{checked} disabled aria-label=\""));
        self.out.hole(Fill::Word(label));
        self.out.push("\"> ");
    }

    fn definitions(&mut self, events: &mut Events<'_>, inside: &Inside<'_>) {
        if matches!(inside, Inside::Page) {
            let start = self.out.mark();
            self.out.block(Block::Definitions(start));
        }
        self.out.push("<dl>\n");

        while let Some((tag, _)) = events.next_start() {
            if matches!(tag, Tag::DefinitionListTitle) {
                let term = events.inside();
                self.out.push("<dt>");
                self.inline(term);
                self.out.push("</dt>\n");
            } else {
                self.within("<dd>", events, "</dd>\n");
            }
        }

        self.out.push("</dl>\n");
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, text: &[EventSpan<'_>]) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => &**info,
            CodeBlockKind::Indented => "",
        };
        let mut words = info.split_whitespace();

        let mut open = "<pre><code".to_owned();
        if let Some(language) = words.next() {
            open.push_str(" class=\"language-");
            push_attribute(&mut open, &self.cx.masked.restore(language));
            open.push('"');
        }
        open.push('>');

        let has_variables = words.any(|word| word == "variables");

        self.out.push(&open);
        for (event, range) in text {
            match event {
                Event::Text(_) if has_variables => self.code_with_variables(range),
                Event::Text(text) => self.code_text(text, range),
                _ => {}
            }
        }
        self.out.push("</code></pre>\n");
    }

    fn table(&mut self, columns: &[Alignment], events: &mut Events<'_>) {
        self.out.block(Block::Options);
        self.out.push("<div class=\"table\"><table>\n");

        while let Some((tag, range)) = events.next_start() {
            let is_head = matches!(tag, Tag::TableHead);
            self.lost_cells(columns.len(), range);
            self.out.push(if is_head { "<thead><tr>" } else { "<tr>" });

            for column in 0.. {
                if events.next_start().is_none() {
                    break;
                }
                // A class, since pages must work under a policy that forbids styles in attributes.
                let class = match columns.get(column) {
                    Some(Alignment::Left) => " class=\"left\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    Some(Alignment::Right) => " class=\"right\"",
                    _ => "",
                };

                let cell = events.inside();
                let tag = if is_head { "<th scope=\"col\"" } else { "<td" };
                self.out.push(&format!("{tag}{class}>"));
                self.inline(cell);
                self.out.push(if is_head { "</th>" } else { "</td>" });
            }
            self.out.push(if is_head { "</tr></thead>\n<tbody>\n" } else { "</tr>\n" });
        }
        self.out.push("</tbody></table></div>\n");
    }

    /// The text of a list or quote that is nested too deep.
    fn flattened(&mut self, events: &mut Events<'_>, range: &Range<usize>) {
        let place = self.cx.place(self.cx.line(range));
        let message = format!("lists and quotes are nested more than {MAX_NESTING} deep");
        self.cx.report(Diagnostic::new(&checks::CONTAINER_SYNTAX, message).at(place));

        let flat: Vec<EventSpan<'_>> = events
            .inside()
            .iter()
            .filter_map(|(event, range)| match event {
                Event::Start(tag) if nests(tag.to_end()) => None,
                // What stood in two items must not run together.
                Event::End(TagEnd::Item) => Some((Event::SoftBreak, range.clone())),
                Event::End(tag) if nests(*tag) => None,
                _ => Some((event.clone(), range.clone())),
            })
            .collect();
        self.blocks(&mut Events::new(&flat), &Inside::Block);
    }
}

/// Whether the text of an item begins with the box of a task.
fn begins_with_box(mut events: Events<'_>) -> bool {
    // Where blank lines stand between the items, the box comes inside of a paragraph.
    if matches!(events.peek(), Some((Event::Start(Tag::Paragraph), _))) {
        events.next();
    }
    matches!(events.peek(), Some((Event::TaskListMarker(_), _)))
}

/// Whether a block holds others.
fn nests(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::FootnoteDefinition
    )
}
