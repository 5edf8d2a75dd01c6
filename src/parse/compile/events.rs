//! The Markdown parser's events as a list that is read from the front.

use std::cell::Cell;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// An event, and the bytes of the body that it comes from.
pub(crate) type EventSpan<'e> = (Event<'e>, Range<usize>);

/// Room for more events than these is given back, so that one huge file does not hold memory for
/// good.
const MOST_KEPT: usize = 64 << 10;

thread_local! {
    /// Room for the events of the next document: to ask the system for it anew, page by page, takes
    /// as long as reading them.
    static ROOM: Cell<Vec<EventSpan<'static>>> = const { Cell::new(Vec::new()) };
}

/// An empty list with the room that the last document of this thread needed.
pub(super) fn room<'e>() -> Vec<EventSpan<'e>> {
    emptied(ROOM.take())
}

/// Keeps the room of a list for the next document.
pub(super) fn keep_room(events: Vec<EventSpan<'_>>) {
    if events.capacity() <= MOST_KEPT {
        ROOM.set(emptied(events));
    }
}

/// An empty list of events of another text, in the same place in memory.
fn emptied<'b>(mut events: Vec<EventSpan<'_>>) -> Vec<EventSpan<'b>> {
    events.clear();
    // Collecting what a vector held into one of the same layout takes over its memory.
    events.into_iter().map_while(|_| None).collect()
}

/// Events that are still to be read.
#[derive(Clone, Copy)]
pub(crate) struct Events<'e>(&'e [EventSpan<'e>]);

impl<'e> Events<'e> {
    pub(crate) fn new(events: &'e [EventSpan<'e>]) -> Self {
        Self(events)
    }

    /// The next event, left where it is.
    pub(crate) fn peek(&self) -> Option<&'e EventSpan<'e>> {
        self.0.first()
    }

    /// The next event.
    pub(crate) fn next(&mut self) -> Option<&'e EventSpan<'e>> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    /// The start tag that comes next, if one does. Whatever comes is taken: after the last of a
    /// list's items, that is the end of the list.
    pub(crate) fn next_start(&mut self) -> Option<(&'e Tag<'e>, &'e Range<usize>)> {
        match self.next()? {
            (Event::Start(tag), range) => Some((tag, range)),
            _ => None,
        }
    }

    /// What stands between a start that was just read and its end; the end is taken, too.
    pub(crate) fn inside(&mut self) -> &'e [EventSpan<'e>] {
        let length = whole_length(self.0, 1);
        let inside = self.take(length.saturating_sub(1));
        self.next();
        inside
    }

    /// The events up to the next that is no part of a line of text.
    pub(crate) fn inline(&mut self) -> &'e [EventSpan<'e>] {
        let length = self.0.iter().position(|(event, _)| !is_inline(event));
        self.take(length.unwrap_or(self.0.len()))
    }

    /// An item's first paragraph, or its text where no paragraphs are told apart: only items with
    /// blank lines between them have their text in one.
    pub(crate) fn first_line(&mut self) -> &'e [EventSpan<'e>] {
        match self.peek() {
            Some((Event::Start(Tag::Paragraph), _)) => {
                self.next();
                self.inside()
            }
            _ => self.inline(),
        }
    }

    /// The next block with all that is in it, or the next line of text.
    pub(crate) fn whole(&mut self) -> &'e [EventSpan<'e>] {
        match self.peek() {
            Some((event, _)) if is_inline(event) => self.inline(),
            _ => self.take(whole_length(self.0, 0)),
        }
    }

    /// The next so many events.
    fn take(&mut self, length: usize) -> &'e [EventSpan<'e>] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    /// The events from where another list begins, which was read from on, to where this one is now.
    pub(crate) fn since(&self, before: Self) -> &'e [EventSpan<'e>] {
        &before.0[..before.0.len() - self.0.len()]
    }
}

/// The number of events up to where everything is closed, with so many elements open at the start.
fn whole_length(events: &[EventSpan<'_>], mut open: usize) -> usize {
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            _ => {}
        }
        if open == 0 {
            return at + 1;
        }
    }
    events.len()
}

/// Whether an event belongs to a line of text rather than to a block.
pub(crate) fn is_inline(event: &Event<'_>) -> bool {
    let tag = match event {
        Event::Start(tag) => tag.to_end(),
        Event::End(tag) => *tag,
        Event::Rule | Event::Html(_) => return false,
        _ => return true,
    };
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

#[cfg(test)]
mod tests {
    use super::{EventSpan, emptied};

    #[test]
    fn the_room_of_events_is_kept() {
        let events: Vec<EventSpan<'_>> = Vec::with_capacity(1_000);
        assert!(emptied(events).capacity() >= 1_000);
    }
}
