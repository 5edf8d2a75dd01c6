//! Lists, tables and quotes that are no text of their own but parts of a question, a form or a list of
//! pages: they are written to the document's extras and put together as a [`Widget`].

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Tag, TagEnd};

use super::Compiler;
use crate::diagnostic::Span;
use crate::parse::blocks::BlockKind;
use crate::parse::html::{Fill, Mark, Slice};
use crate::parse::ids::{LinkId, WidgetId};
use crate::parse::widget::{PageList, QuestionKind, Widget};

/// What is being collected.
#[derive(Default)]
pub(super) struct State {
    /// The question whose section is open.
    pub(super) question: Option<OpenQuestion>,
    /// The list or table that is open.
    list: Option<OpenList>,
    /// The quote that answers a question as a whole: where it began, and how deep.
    quote: Option<(Mark, usize)>,
    /// Names of fields so far, to tell equal ones apart.
    pub(super) names: HashSet<String>,
    /// How often each of them was wanted.
    pub(super) counts: HashMap<String, u32>,
}

impl State {
    /// Whether what is written now belongs to a widget.
    pub(super) fn writes(&self) -> bool {
        self.quote.is_some()
            || self.list.as_ref().is_some_and(|list| list.item.is_some() || list.cell.is_some())
    }
}

pub(super) struct OpenQuestion {
    pub(super) kind: QuestionKind,
    pub(super) id: Arc<str>,
    pub(super) computed: bool,
    pub(super) counts: bool,
    /// Whether its options were cut in two.
    pub(super) split: bool,
    pub(super) span: Span,
    /// Its widget, once its options are read.
    pub(super) widget: Option<WidgetId>,
}

/// What the items of a list become.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Options,
    Fields,
    Statements,
    Pages,
    /// Rows of a matching table.
    Rows,
}

pub(super) struct OpenList {
    pub(super) purpose: Purpose,
    /// Depth outside of the list.
    pub(super) depth: usize,
    pub(super) items: Vec<Item>,
    pub(super) item: Option<OpenItem>,
    /// Cells of the open row, and where the open one began.
    pub(super) cells: Vec<Slice>,
    pub(super) cell: Option<Mark>,
    /// Rows of a table, its head first.
    pub(super) rows: Vec<(Vec<Slice>, Range<usize>)>,
}

/// An item that is being read.
pub(super) struct OpenItem {
    mark: Mark,
    /// Where its first paragraph ended.
    split: Option<Mark>,
    /// Whether the tags of the open paragraph are left out.
    bare: bool,
    /// The depth of a quote whose tags are left out.
    quote: Option<usize>,
    /// The depth of a list of options, and where the open option began.
    nested: Option<usize>,
    option: Option<Mark>,
    options: Vec<Slice>,
    checked: Option<bool>,
    links: LinkId,
    range: Range<usize>,
}

/// An item that was read.
pub(super) struct Item {
    pub(super) text: Slice,
    pub(super) rest: Slice,
    pub(super) options: Vec<Slice>,
    pub(super) checked: Option<bool>,
    pub(super) links: Range<LinkId>,
    pub(super) range: Range<usize>,
}

impl Compiler<'_> {
    /// Adds a widget, and a hole for it.
    pub(in crate::parse) fn put_widget(&mut self, widget: Widget) -> WidgetId {
        let id = self.add_widget(widget);
        let start = self.html().mark();
        self.html().hole(Fill::Widget(id));
        self.leaf(BlockKind::Widget(id), start);
        id
    }

    /// Adds a widget without a hole of its own.
    pub(in crate::parse) fn add_widget(&mut self, widget: Widget) -> WidgetId {
        let widgets = &mut self.document.special().widgets;
        widgets.push(widget);
        WidgetId::new(widgets.len() - 1)
    }

    /// What a list or table that begins here is for.
    fn purpose(&self, tag: &Tag<'_>) -> Option<Purpose> {
        if let Some((container, depth, _)) = self.containers.last() {
            let here = *depth == self.depth && matches!(tag, Tag::List(_));
            return match container.name {
                "form" if here => Some(Purpose::Fields),
                "self-check" if here => Some(Purpose::Statements),
                "pages" if here => Some(Purpose::Pages),
                _ => None,
            };
        }
        let question = self
            .collect
            .question
            .as_ref()
            .filter(|question| question.widget.is_none() && self.depth == 0)?;
        match (question.kind, tag) {
            (QuestionKind::Matching, Tag::Table(_)) => Some(Purpose::Rows),
            (QuestionKind::Ordering, Tag::List(Some(_))) => Some(Purpose::Options),
            (QuestionKind::Matching | QuestionKind::Ordering | QuestionKind::Reflection, _) => None,
            (_, Tag::List(_)) => Some(Purpose::Options),
            _ => None,
        }
    }

    /// Whether a block that begins is collected; then nothing more is to be done for it.
    pub(super) fn collect_open(&mut self, tag: &Tag<'_>, range: &Range<usize>) -> bool {
        if self.in_note || self.collect.quote.is_some() {
            return false;
        }
        let Some(list) = &self.collect.list else { return self.begin_collecting(tag, range) };
        if list.purpose == Purpose::Rows {
            return self.open_in_table(tag);
        }
        let inside = self.depth - list.depth;
        let purpose = list.purpose;
        let mark = self.document.extras().mark();
        let links = LinkId::new(self.document.links.len());
        let is_alert = matches!(tag, Tag::BlockQuote(_)) && self.is_alert(range);
        let Some(list) = &mut self.collect.list else { return false };
        let Some(item) = &mut list.item else {
            if !matches!(tag, Tag::Item) {
                return false;
            }
            list.item = Some(OpenItem {
                mark,
                split: None,
                bare: false,
                quote: None,
                nested: None,
                option: None,
                options: Vec::new(),
                checked: None,
                links,
                range: range.clone(),
            });
            self.depth += 1;
            return true;
        };
        if item.nested.is_some() {
            return match tag {
                Tag::Item if item.option.is_none() => {
                    item.option = Some(mark);
                    self.depth += 1;
                    true
                }
                Tag::Paragraph => {
                    item.bare = true;
                    true
                }
                _ => false,
            };
        }
        if inside != 2 {
            return false;
        }
        match tag {
            Tag::Paragraph if item.split.is_none() => {
                item.bare = true;
                return true;
            }
            Tag::BlockQuote(_) if !is_alert && purpose != Purpose::Fields => {
                item.split.get_or_insert(mark);
                item.quote = Some(self.depth + 1);
                self.depth += 1;
                return true;
            }
            Tag::List(_) if purpose == Purpose::Fields => {
                item.split.get_or_insert(mark);
                item.nested = Some(self.depth);
                self.depth += 1;
                return true;
            }
            _ => {}
        }
        item.split.get_or_insert(mark);
        false
    }

    fn begin_collecting(&mut self, tag: &Tag<'_>, range: &Range<usize>) -> bool {
        if matches!(tag, Tag::BlockQuote(_)) {
            return self.begin_feedback(range);
        }
        if self.depth == 0 && self.containers.is_empty() && matches!(tag, Tag::List(_)) {
            self.check_split(range);
        }
        let Some(purpose) = self.purpose(tag) else { return false };
        self.collect.list = Some(OpenList {
            purpose,
            depth: self.depth,
            items: Vec::new(),
            item: None,
            cells: Vec::new(),
            cell: None,
            rows: Vec::new(),
        });
        self.depth += 1;
        true
    }

    /// A quote after a question's options answers it as a whole.
    fn begin_feedback(&mut self, range: &Range<usize>) -> bool {
        if self.depth > 0 || !self.containers.is_empty() || self.is_alert(range) {
            return false;
        }
        let Some(question) = &self.collect.question else { return false };
        let reflection = question.kind == QuestionKind::Reflection && question.widget.is_none();
        if reflection && let Some(mut question) = self.collect.question.take() {
            question.widget = Some(self.put_question(&question, Vec::new(), Default::default()));
            self.collect.question = Some(question);
        }
        let widget = self.collect.question.as_ref().and_then(|question| question.widget);
        let Some(Widget::Question(question)) = widget.map(|widget| self.document.widget(widget))
        else {
            return false;
        };
        if question.feedback != Slice::default() {
            return false;
        }
        self.depth += 1;
        self.collect.quote = Some((self.document.extras().mark(), self.depth));
        true
    }

    fn is_alert(&self, range: &Range<usize>) -> bool {
        self.masked.original[range.clone()].trim_start_matches(['>', ' ', '\t']).starts_with("[!")
    }

    fn open_in_table(&mut self, tag: &Tag<'_>) -> bool {
        let mark = self.document.extras().mark();
        let Some(list) = &mut self.collect.list else { return false };
        match tag {
            Tag::TableHead | Tag::TableRow => list.cells.clear(),
            Tag::TableCell => list.cell = Some(mark),
            _ => return false,
        }
        true
    }

    /// Whether a block that ends was collected.
    pub(super) fn collect_close(&mut self, tag: &TagEnd, range: &Range<usize>) -> bool {
        if self.in_note {
            return false;
        }
        if let Some((mark, depth)) = self.collect.quote {
            if !matches!(tag, TagEnd::BlockQuote(_)) || depth != self.depth {
                return false;
            }
            self.close_containers();
            self.depth -= 1;
            let feedback = self.document.extras().since(mark);
            self.collect.quote = None;
            let widget = self.collect.question.as_ref().and_then(|question| question.widget);
            if let Some(Widget::Question(question)) =
                widget.and_then(|widget| self.document.special().widgets.get_mut(widget.index()))
            {
                question.feedback = feedback;
            }
            return true;
        }
        match &self.collect.list {
            None => false,
            Some(list) if list.purpose == Purpose::Rows => self.close_in_table(tag, range),
            Some(_) => self.close_in_list(tag),
        }
    }

    fn close_in_table(&mut self, tag: &TagEnd, range: &Range<usize>) -> bool {
        match tag {
            TagEnd::TableCell => {
                self.close_inline_tags();
                let Some(list) = &mut self.collect.list else { return false };
                if let Some(mark) = list.cell.take() {
                    list.cells.push(self.document.extras().since(mark));
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let Some(list) = &mut self.collect.list else { return false };
                list.rows.push((std::mem::take(&mut list.cells), range.clone()));
            }
            TagEnd::Table => {
                self.depth -= 1;
                let Some(list) = self.collect.list.take() else { return false };
                self.finish_matching(list);
            }
            _ => return false,
        }
        true
    }

    fn close_in_list(&mut self, tag: &TagEnd) -> bool {
        let Some(list) = &self.collect.list else { return false };
        let (outside, item_open) = (list.depth, list.item.is_some());
        let Some(item) = list.item.as_ref() else {
            if !matches!(tag, TagEnd::List(_)) {
                return false;
            }
            self.depth -= 1;
            if let Some(list) = self.collect.list.take() {
                self.finish_list(list);
            }
            return true;
        };
        let (bare, quote, nested, option) = (item.bare, item.quote, item.nested, item.option);
        match tag {
            TagEnd::Paragraph if bare => {
                self.close_inline_tags();
                let mark = self.document.extras().mark();
                if let Some(item) = self.open_item() {
                    item.bare = false;
                    if nested.is_none() {
                        item.split.get_or_insert(mark);
                    }
                }
            }
            TagEnd::BlockQuote(_) if quote == Some(self.depth) => {
                self.close_containers();
                self.depth -= 1;
                if let Some(item) = self.open_item() {
                    item.quote = None;
                }
            }
            TagEnd::Item
                if option.is_some() && nested.is_some_and(|nested| self.depth == nested + 2) =>
            {
                self.close_inline_tags();
                self.close_containers();
                self.depth -= 1;
                let part =
                    option.map(|mark| self.document.extras().since(mark)).unwrap_or_default();
                if let Some(item) = self.open_item() {
                    item.option = None;
                    item.options.push(part);
                }
            }
            TagEnd::List(_) if nested.is_some_and(|nested| self.depth == nested + 1) => {
                self.depth -= 1;
                if let Some(item) = self.open_item() {
                    item.nested = None;
                }
            }
            TagEnd::Item if item_open && self.depth == outside + 2 => {
                self.close_inline_tags();
                self.close_containers();
                self.depth -= 1;
                self.finish_item();
            }
            _ => return false,
        }
        true
    }

    fn open_item(&mut self) -> Option<&mut OpenItem> {
        self.collect.list.as_mut()?.item.as_mut()
    }

    fn finish_item(&mut self) {
        let extras = self.document.extras();
        let links = LinkId::new(self.document.links.len());
        let Some(list) = &mut self.collect.list else { return };
        let Some(open) = list.item.take() else { return };
        let whole = extras.since(open.mark);
        let (text, rest) = match open.split {
            Some(split) => {
                (Slice { start: whole.start, end: split }, Slice { start: split, end: whole.end })
            }
            None => (whole, Slice::default()),
        };
        let empty = extras.text[rest.text()].trim().is_empty();
        let rest = if empty && rest.holes().is_empty() { Slice::default() } else { rest };
        list.items.push(Item {
            text,
            rest,
            options: open.options,
            checked: open.checked,
            links: open.links..links,
            range: open.range,
        });
    }

    /// Whether a task's box belongs to an item that is collected.
    pub(super) fn collect_task(&mut self, checked: bool) -> bool {
        match self.open_item() {
            Some(item) if item.split.is_none() && item.nested.is_none() => {
                item.checked = Some(checked);
                true
            }
            _ => false,
        }
    }

    fn finish_list(&mut self, list: OpenList) {
        match list.purpose {
            Purpose::Options => self.finish_options(list.items),
            Purpose::Fields => list.items.into_iter().for_each(|item| self.finish_field(item)),
            Purpose::Statements => self.finish_statements(list.items),
            Purpose::Pages => {
                let first = |links: &Range<LinkId>| Some(links.start).filter(|_| !links.is_empty());
                let item = |item: Item| {
                    (Slice { start: item.text.start, end: item.end() }, first(&item.links))
                };
                let items = list.items.into_iter().map(item).collect();
                self.put_widget(Widget::Pages(PageList { items }));
            }
            Purpose::Rows => {}
        }
    }

    /// A part of the extras as text, for comparing and naming.
    pub(super) fn written_part(&self, part: &Slice) -> String {
        let extras = self.document.extras();
        let mut text = extras.text[part.text()].to_owned();
        for hole in extras.holes_of(*part) {
            if let Fill::Variable(id) = hole.fill {
                text.push_str(&self.project.variables.declaration(id).name);
            }
        }
        text
    }

    /// What stands in braces at the end of an item's first line.
    pub(super) fn braces(&self, range: &Range<usize>) -> Vec<(String, String)> {
        let line = self.heading_line(range);
        self.masked
            .braces
            .range(line.start..line.end.max(line.start + 1))
            .next()
            .map(|(_, pairs)| pairs.clone())
            .unwrap_or_default()
    }

    /// The first line of a range of the body, as bytes of the file.
    pub(super) fn line(&self, range: &Range<usize>) -> Span {
        self.span(self.heading_line(range))
    }
}

impl Item {
    fn end(&self) -> Mark {
        if self.rest.is_empty() { self.text.end } else { self.rest.end }
    }
}
