//! Containers as they stand in a text: what each opens, holds and closes.

use std::ops::Range;

use super::containers::{self, Container, Opened};
use super::events::{EventSpan, Events};
use super::{Compiler, Inside, MAX_DEPTH, OpenContainer, Stop};
use crate::diagnostic::{Diagnostic, Span, checks};
use crate::parse::blocks::Block;
use crate::parse::html::{Fill, Region};
use crate::parse::ids::{ConditionId, ImageId, WidgetId};
use crate::parse::mask::{Marker, Opening};
use crate::parse::widget::Widget;

impl<'a> Compiler<'a> {
    /// The container's line that a block of raw HTML stands for, if it does.
    pub(super) fn marker(&self, lines: &[EventSpan<'_>]) -> Option<&'a Marker> {
        self.cx.masked.markers.get(&lines.first()?.1.start)
    }

    /// Reads a container and what is in it. One that is too deep inside others is put to the
    /// refused.
    pub(super) fn container(
        &mut self,
        opening: &Opening,
        events: &mut Events<'_>,
        inside: &Inside<'_>,
        refused: &mut Vec<Span>,
    ) {
        let container = containers::find(&mut self.cx, opening);
        if self.containers == MAX_DEPTH {
            // Told once: whatever stands inside of it is too deep as well.
            if refused.is_empty() {
                let message = format!("containers are nested more than {MAX_DEPTH} deep");
                let place = self.cx.place(opening.span);
                self.cx.report(Diagnostic::new(&checks::CONTAINER_SYNTAX, message).at(place));
            }
            refused.push(opening.span);
            return;
        }

        containers::check_attributes(&mut self.cx, container, opening);
        // What holds for an item's blocks holds for those in a container there.
        let has_bare_quotes = inside.has_bare_quotes();
        let mut open =
            OpenContainer { container, span: opening.span, widget: None, has_bare_quotes };
        match (container.open)(&mut self.cx, opening, self.out.html()) {
            Opened::Tags { foot, close } => {
                self.contents(&open, events);
                if let Some(foot) = foot {
                    self.put_widget(foot);
                }
                self.out.push(close);
            }
            Opened::Only(condition) => {
                let id = ConditionId::of_added(condition, &mut self.document.conditions);
                // Headings and footnotes inside note down under which conditions they are there.
                self.conditions.push(id);
                self.out.block(Block::Only(id));
                self.region(Region::Only(id), &open, events);
                self.out.block(Block::EndOnly);
                self.conditions.pop();
            }
            Opened::Form(form) => {
                // Without a hole of its own: the one that opens the passage names the form.
                let id = WidgetId::of_added(Widget::Form(form), &mut self.document.widgets);
                self.region(Region::Form(id), &open, events);
            }
            Opened::Widget(widget) => {
                // Before the content is read, since a list in it may add to the widget.
                open.widget = Some(self.put_widget(widget));
                self.contents(&open, events);
            }
            Opened::Voice { portrait, voice } => {
                self.out.push("<figure class=\"voice\"><figcaption>");
                if let Some(portrait) = portrait {
                    let id = ImageId::of_added(portrait, &mut self.document.images);
                    self.out.hole(Fill::Image(id));
                }
                self.put_widget(Widget::Voice(voice));
                self.out.push("</figcaption>\n<blockquote>\n");
                self.contents(&open, events);
                self.out.push("</blockquote>\n</figure>\n");
            }
            Opened::Nothing => self.contents(&open, events),
        }
    }

    /// A container whose content some editions leave out, or have several times.
    fn region(&mut self, region: Region, open: &OpenContainer, events: &mut Events<'_>) {
        let passage = self.out.html().open(region);
        self.contents(open, events);
        self.out.html().close(passage);
    }

    fn contents(&mut self, open: &OpenContainer, events: &mut Events<'_>) {
        self.containers += 1;
        let stop = self.blocks(events, &Inside::Container(open));
        self.containers -= 1;

        // A container cannot outlast the item, quote or page that it was opened in.
        if stop == Stop::End {
            self.unclosed(open.container, open.span);
        }
    }

    /// Adds a widget, and a hole for it.
    pub(super) fn put_widget(&mut self, widget: Widget) -> WidgetId {
        let id = WidgetId::of_added(widget, &mut self.document.widgets);
        self.out.block(Block::Widget(id));
        self.out.hole(Fill::Widget(id));
        id
    }

    pub(super) fn unclosed(&mut self, container: &Container, span: Span) {
        let message = format!("this `:::{}` is never closed", container.name);
        let help = "put a line `:::` after its content";
        self.cx.problem(&checks::CONTAINER_SYNTAX, message, help, span);
    }

    pub(super) fn closes_nothing(&mut self, range: &Range<usize>) {
        let help = "take it away, or open a container before it, in the same list item or quote";
        let span = self.cx.line(range);
        self.cx.problem(&checks::CONTAINER_SYNTAX, "this `:::` closes nothing", help, span);
    }
}
