//! Items of lists that are no text of their own: options of a question, fields of a form, links to
//! pages. What they say is written to the document's extras.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::events::{EventSpan, Events};
use super::writer::Stream;
use super::{Compiler, Inside, MAX_DEPTH};
use crate::parse::html::{Fill, Slice};
use crate::parse::ids::LinkId;
use crate::parse::mask::Marker;

/// An item of such a list.
pub(super) struct ListItem {
    /// Its first paragraph, without the tags around it.
    pub(super) text: Slice,
    /// What else it says.
    pub(super) more: Slice,
    /// The quotes in it, without their tags, if those are read apart.
    pub(super) quotes: Slice,
    /// The items of the lists in it, if those are read apart.
    pub(super) options: Vec<Slice>,
    /// Whether its box is ticked, if it begins with one.
    pub(super) checked: Option<bool>,
    /// The document's links in it.
    pub(super) links: Range<LinkId>,
    /// Bytes of the body.
    pub(super) range: Range<usize>,
}

impl ListItem {
    /// All it says, but for what is read apart.
    pub(super) fn whole(&self) -> Slice {
        Slice { start: self.text.start, end: self.more.end }
    }
}

/// What in an item is read apart from what it says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Apart {
    Nothing,
    Quotes,
    Lists,
}

impl Compiler<'_> {
    /// Reads the items of a list that begins here.
    pub(super) fn items(&mut self, events: &mut Events<'_>, apart: Apart) -> Vec<ListItem> {
        let before = self.out.switch(Stream::Extras);
        let mut items = Vec::new();
        while let Some((_, range)) = events.next_start() {
            let inside = events.inside();
            items.push(self.list_item(Events::new(inside), range, apart));
        }
        self.out.switch(before);
        items
    }

    fn list_item(
        &mut self,
        mut events: Events<'_>,
        range: &Range<usize>,
        apart: Apart,
    ) -> ListItem {
        let links = LinkId::new(self.document.links.len());
        let start = self.out.mark();

        let mut line = events.first_line();

        // The box is not written: whoever shows the item draws one that can be ticked.
        let mut checked = None;
        if let Some(((Event::TaskListMarker(is_ticked), _), rest)) = line.split_first() {
            checked = Some(*is_ticked);
            line = rest;
        }
        self.inline(line);
        let text = self.out.html().since(start);

        // One after the other, whatever their order, so that each is one slice.
        let (own, set_apart) = self.split(events, apart);
        // A quote under a field is a hint.
        let inside = if apart == Apart::Lists { Inside::Remark } else { Inside::Block };
        let more = self.written(&own, &inside);
        let quotes = match apart {
            Apart::Quotes => self.written(&set_apart, &Inside::Remark),
            _ => Slice::default(),
        };

        let mut options = Vec::new();
        for list in set_apart.iter().filter(|_| apart == Apart::Lists) {
            let mut list = Events::new(list);
            list.next();
            options.extend(self.items(&mut list, Apart::Nothing).iter().map(ListItem::whole));
        }

        let links = links..LinkId::new(self.document.links.len());
        ListItem { text, more, quotes, options, checked, links, range: range.clone() }
    }

    /// Blocks, written one after another.
    fn written(&mut self, blocks: &[&[EventSpan<'_>]], inside: &Inside<'_>) -> Slice {
        let start = self.out.mark();
        // A widget's items are not read by `block`, which counts the levels elsewhere.
        self.depth += 1;
        for block in blocks {
            self.blocks(&mut Events::new(block), inside);
        }
        self.depth -= 1;
        self.out.html().since(start)
    }

    /// The blocks of an item that it says, and those that are read apart. A container is one block
    /// with what is in it.
    fn split<'e>(
        &self,
        mut events: Events<'e>,
        apart: Apart,
    ) -> (Vec<&'e [EventSpan<'e>]>, Vec<&'e [EventSpan<'e>]>) {
        let mut own = Vec::new();
        let mut set_apart = Vec::new();
        while events.peek().is_some() {
            let block = self.whole(&mut events);
            if self.is_apart(block, apart) {
                set_apart.push(block);
            } else {
                own.push(block);
            }
        }
        (own, set_apart)
    }

    /// The next block or container.
    fn whole<'e>(&self, events: &mut Events<'e>) -> &'e [EventSpan<'e>] {
        let start = *events;
        let mut open = 0;
        loop {
            let block = events.whole();
            match self.marker(block.get(1..).unwrap_or_default()) {
                Some(Marker::Open(_)) => open += 1,
                Some(Marker::Close) if open > 0 => open -= 1,
                _ => {}
            }
            if open == 0 || events.peek().is_none() {
                return events.since(start);
            }
        }
    }

    fn is_apart(&self, block: &[EventSpan<'_>], apart: Apart) -> bool {
        match (apart, block.first()) {
            (Apart::Lists, Some((Event::Start(Tag::List(_)), _))) => true,
            (Apart::Quotes, Some(_)) => self.is_remark(block, MAX_DEPTH),
            _ => false,
        }
    }

    /// Whether a block is a quote, or a container that holds nothing else; those that it may hold
    /// in turn are counted down.
    fn is_remark(&self, block: &[EventSpan<'_>], depth: usize) -> bool {
        match block {
            [(Event::Start(Tag::BlockQuote(_)), range), ..] => !self.is_alert(range),
            [(Event::Start(Tag::HtmlBlock), _), lines @ ..] if depth > 0 => {
                let opens = matches!(self.marker(lines), Some(Marker::Open(_)));
                opens && self.holds_remarks(Events::new(block), depth - 1)
            }
            _ => false,
        }
    }

    fn holds_remarks(&self, mut container: Events<'_>, depth: usize) -> bool {
        container.whole();
        let mut quotes = 0;
        while container.peek().is_some() {
            let block = self.whole(&mut container);
            match self.marker(block.get(1..).unwrap_or_default()) {
                Some(Marker::Close) => {}
                _ if self.is_remark(block, depth) => quotes += 1,
                _ => return false,
            }
        }
        quotes > 0
    }

    /// A text of the extras, for comparing and naming.
    pub(super) fn compared(&self, slice: Slice) -> String {
        let extras = &self.out.extras;
        let mut text = extras.text[slice.text()].to_owned();
        for hole in extras.holes_of(slice) {
            // The values are not known here, but the names tell two variables apart.
            if let Fill::Variable(id) = hole.fill {
                text.push_str(&self.cx.project.variables.declaration(id).name);
            }
        }
        text
    }
}
