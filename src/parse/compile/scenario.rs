//! What leads on from a scene of a scenario: a list whose items end in `{to=id}`.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Tag};

use super::events::{EventSpan, Events};
use super::writer::Stream;
use super::{Compiler, Context};
use crate::diagnostic::{Span, checks};
use crate::parse::mask;
use crate::parse::widget::{Branch, Widget};

/// An item of such a list, as it was read.
struct Item<'e> {
    line: &'e [EventSpan<'e>],
    /// What follows its first paragraph.
    more: Events<'e>,
    /// Bytes of the body.
    range: &'e Range<usize>,
}

/// `{to=late}` at the end of an item.
struct Target {
    /// Where it begins in the body.
    at: usize,
    to: Arc<str>,
}

impl Compiler<'_> {
    /// Reads a list of branches, if it is one: one item with a target makes it one.
    pub(super) fn branches(
        &mut self,
        tag: &Tag<'_>,
        range: &Range<usize>,
        events: &mut Events<'_>,
    ) -> bool {
        let is_list = matches!(tag, Tag::List(_));
        if !is_list || !self.cx.masked.written(range).contains("{to") {
            return false;
        }
        let mut ahead = *events;
        let mut items = std::iter::from_fn(|| Item::read(&mut ahead));
        if !items.any(|item| target(&self.cx, &item).is_some()) {
            return false;
        }

        let before = self.out.switch(Stream::Extras);
        let mut branches = Vec::new();
        while let Some(item) = Item::read(events) {
            branches.push(self.branch(&item));
        }
        self.out.switch(before);
        self.put_widget(Widget::Branches(branches));
        true
    }

    fn branch(&mut self, item: &Item<'_>) -> Branch {
        let span = self.cx.line(item.range);
        let target = target(&self.cx, item);
        let start = self.out.mark();
        match &target {
            Some(target) => self.inline(&before(item.line, target.at)),
            None => self.inline(item.line),
        }
        let text = self.out.html().since(start);

        if target.is_none() {
            let help = "end it with the id of the scene it leads to, as the others do: `{to=late}`";
            problem(&mut self.cx, "this choice leads nowhere", help, span);
        }
        if self.compared(text).trim().is_empty() {
            let help = "write before the braces what one says or does: `- You wait. {to=late}`";
            problem(&mut self.cx, "this choice does not say what is chosen", help, span);
        }
        if item.more.peek().is_some() {
            let message = "a choice is one paragraph, and more stands below it";
            let help = "put what follows from it into the scene that it leads to";
            problem(&mut self.cx, message, help, span);
        }
        Branch { text, to: target.map_or_else(Arc::default, |target| target.to), span }
    }
}

impl<'e> Item<'e> {
    /// The next item of a list; none at its end, which is taken.
    fn read(events: &mut Events<'e>) -> Option<Self> {
        let (_, range) = events.next_start()?;
        let mut more = Events::new(events.inside());
        let line = more.first_line();
        Some(Self { line, more, range })
    }
}

fn target(cx: &Context<'_>, item: &Item<'_>) -> Option<Target> {
    let end = item.line.last().map(|(_, range)| range.end)?;
    let written = cx.masked.written(&(item.range.start..end)).trim_end();
    let (braces, pairs) = mask::trailing_braces(written)?;
    let [(key, id)] = &*pairs else { return None };
    let id = id.trim_start_matches('#');
    // In a span of code they are an example.
    let is_code = matches!(item.line.last(), Some((Event::Code(_), _)));
    let is_target = key == "to" && !id.is_empty() && !is_code;
    is_target.then(|| Target { at: item.range.start + braces.start, to: id.into() })
}

/// The part of a line that comes before a position.
fn before<'e>(line: &[EventSpan<'e>], at: usize) -> Vec<EventSpan<'e>> {
    let before = line.iter().filter(|(_, range)| range.start < at).cloned();
    let mut before: Vec<EventSpan<'e>> = before.collect();
    if let Some((Event::Text(text), range)) = before.last_mut()
        && range.end > at
    {
        let kept = text.get(..at - range.start).unwrap_or(text).trim_end().to_owned();
        *text = kept.into();
    }
    before
}

fn problem(cx: &mut Context<'_>, message: &str, help: &str, span: Span) {
    cx.problem(&checks::QUESTION, message, help, span);
}
