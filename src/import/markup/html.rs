//! HTML as browsers read it, without running or fetching anything.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{
    Attribute as HtmlAttribute, LocalName, Namespace, ParseOpts, QualName, parse_document,
};

use super::{Attribute, Kind, MAX_DEPTH, Markup};

/// After so many bytes it is looked whether the bounds are kept: what the parser does for each tag
/// grows with the tags that are open.
const PIECE: usize = 2 << 10;

/// So many nodes has a page at most: the parser may make many of few tags.
const MAX_NODES: usize = 400_000;

/// So many signs that may part attributes can stand in one tag; the letters of a picture in a tag
/// have few of them.
const MAX_SIGNS: usize = 20_000;

/// A page, and whether all of it was read.
#[derive(Debug)]
pub(in super::super) struct HtmlPage {
    pub(in super::super) markup: Markup,
    /// None where it was cut, since it nests too deep or has too many elements.
    pub(in super::super) is_whole: bool,
}

/// Reads a page; what is wrong with it is mended as browsers do.
pub(in super::super) fn read(html: &str) -> HtmlPage {
    let mut parser = parse_document(Sink::new(), ParseOpts::default());
    let mut rest = html;
    let mut is_whole = true;
    let mut silence = Silence::default();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE.min(rest.len())));
        parser.process(StrTendril::from_slice(piece));
        rest = after;

        let sink = &parser.tokenizer.sink.sink;
        let is_deep = sink.deepest.get() > MAX_DEPTH * 2;
        let is_large = sink.markup.borrow().nodes.len() > MAX_NODES;
        if is_deep || is_large || silence.is_too_long(piece, sink.calls.get()) {
            is_whole = false;
            break;
        }
    }

    // What is open is closed where the text was cut.
    let sink = parser.finish();
    is_whole &= sink.deepest.get() <= MAX_DEPTH;
    HtmlPage { markup: sink.markup.into_inner(), is_whole }
}

/// How much was read without anything coming of it: a tag that never ends, with attributes each of
/// which is compared with all before it.
#[derive(Default)]
struct Silence {
    calls: usize,
    signs: usize,
}

impl Silence {
    fn is_too_long(&mut self, piece: &str, calls: usize) -> bool {
        let is_sign = |c: &u8| c.is_ascii_whitespace() || b"/=\"'".contains(c);
        if calls != self.calls {
            *self = Self { calls, signs: 0 };
        }
        self.signs += piece.bytes().filter(is_sign).count();
        self.signs > MAX_SIGNS
    }
}

/// Takes the parser's elements. Its handles are the numbers of nodes.
struct Sink {
    markup: RefCell<Markup>,
    names: RefCell<Vec<Option<QualName>>>,
    line: Cell<usize>,
    deepest: Cell<usize>,
    /// How often the parser gave something.
    calls: Cell<usize>,
}

/// The name of an element, as the parser asks for it.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl Sink {
    fn new() -> Self {
        Self {
            markup: RefCell::new(Markup::new()),
            names: RefCell::new(vec![None]),
            line: Cell::new(1),
            deepest: Cell::new(0),
            calls: Cell::new(0),
        }
    }

    fn add(&self, kind: Kind, name: Option<QualName>) -> usize {
        // Texts have numbers, too, and no names.
        let at = self.markup.borrow_mut().add(kind, self.line.get());
        let mut names = self.names.borrow_mut();
        names.resize(at, None);
        names.push(name);
        at
    }

    fn insert(&self, parent: usize, before: Option<usize>, child: NodeOrText<usize>) {
        self.calls.set(self.calls.get() + 1);
        let mut markup = self.markup.borrow_mut();
        let Some(before) = before else {
            match child {
                NodeOrText::AppendText(text) => {
                    markup.append_text(parent, &text, self.line.get());
                }
                NodeOrText::AppendNode(node) => {
                    markup.append(parent, node);
                    self.deepest.set(self.deepest.get().max(markup.nodes[node].depth));
                }
            }
            return;
        };

        // What stands wrongly in a table is put before it.
        let node = match child {
            NodeOrText::AppendNode(node) => node,
            NodeOrText::AppendText(text) => {
                markup.add(Kind::Text(text.to_string()), self.line.get())
            }
        };
        markup.nodes[node].parent = Some(parent);
        markup.nodes[node].depth = markup.nodes[parent].depth + 1;
        let children = &mut markup.nodes[parent].children;
        // Nearly always it is one of the last.
        let place = children.iter().rposition(|known| *known == before).unwrap_or(children.len());
        children.insert(place, node);
    }

    fn remove(&self, node: usize) {
        let mut markup = self.markup.borrow_mut();
        if let Some(parent) = markup.nodes[node].parent.take() {
            let children = &mut markup.nodes[parent].children;
            if let Some(place) = children.iter().rposition(|child| *child == node) {
                children.remove(place);
            }
        }
    }
}

impl TreeSink for Sink {
    type Handle = usize;
    type Output = Self;
    type ElemName<'a> = Name;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Name {
        let name = self.names.borrow().get(*target).cloned().flatten();
        Name(
            name.unwrap_or_else(|| QualName::new(None, Namespace::default(), LocalName::default())),
        )
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<HtmlAttribute>,
        _: ElementFlags,
    ) -> usize {
        let attributes = attributes.into_iter().map(|attribute| Attribute {
            name: attribute.name.local.to_string(),
            value: attribute.value.to_string(),
        });
        let kind = Kind::Element { name: name.local.to_string(), attributes: attributes.collect() };
        self.add(kind, Some(name))
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.add(Kind::Text(String::new()), None)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.add(Kind::Text(String::new()), None)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.insert(*parent, None, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &usize,
        previous: &usize,
        child: NodeOrText<usize>,
    ) {
        let parent = self.markup.borrow().nodes[*element].parent;
        match parent {
            Some(parent) => self.insert(parent, Some(*element), child),
            None => self.insert(*previous, None, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What is in a template is shown nowhere: it hangs on nothing.
    fn get_template_contents(&self, _: &usize) -> usize {
        self.add(Kind::Text(String::new()), None)
    }

    fn same_node(&self, one: &usize, other: &usize) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        let parent = self.markup.borrow().nodes[*sibling].parent;
        if let Some(parent) = parent {
            self.insert(parent, Some(*sibling), child);
        }
    }

    fn add_attrs_if_missing(&self, _: &usize, _: Vec<HtmlAttribute>) {}

    fn remove_from_parent(&self, target: &usize) {
        self.remove(*target);
    }

    fn reparent_children(&self, node: &usize, parent: &usize) {
        let mut markup = self.markup.borrow_mut();
        let children = std::mem::take(&mut markup.nodes[*node].children);
        for child in children {
            markup.append(*parent, child);
        }
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(usize::try_from(line).unwrap_or(usize::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::super::Child;
    use super::*;

    #[test]
    fn elements_are_where_browsers_see_them() {
        let page =
            read("<!doctype html>\n<p class='a b'>One<p>Two <b>three</i></b>\n<table>x<tr><td>y");
        assert!(page.is_whole);
        let document = page.markup.document();
        let names: Vec<&str> = document.descendants().iter().map(|found| found.name()).collect();
        let right = ["html", "head", "body", "p", "p", "b", "table", "tbody", "tr", "td"];
        assert_eq!(names, right);
        assert_eq!(document.text(), "OneTwo three\nxy");
        let first = document.first(|found| found.has_class("b")).unwrap();
        assert_eq!((first.name(), first.line()), ("p", 2));
        assert!(matches!(first.children().next(), Some(Child::Text("One"))));
    }

    #[test]
    fn nothing_nests_without_end() {
        let formats: String = (0..100_000).map(|at| format!("<b a={at}><p>")).collect();
        let nested = ["<div>", "<table><tr><td>", "<ul><li>", "<svg><g>"];
        let texts = nested.map(|open| open.repeat(200_000));
        let wide = "<i>".repeat(MAX_NODES) + "<br>".repeat(MAX_NODES).as_str();
        let tag: String = (0..100_000).map(|at| format!(" a{at}=\">\"")).collect();
        let tag = format!("<a \"=\">\"{tag}>");
        for text in texts.iter().chain([&formats, &wide, &tag]) {
            let page = read(text);
            assert!(!page.is_whole, "{}", &text[..20]);
            page.markup.document().text();
        }
        // Mended tag by tag, and read to the end.
        for mended in ["<b><p></b>", "<table>x<p></table>", "<b><table>x</b>"] {
            read(&mended.repeat(50_000)).markup.document().text();
        }
        // In a template is nothing that is shown.
        let page = read("<template><p>hidden</template><p>shown");
        assert_eq!(page.markup.document().text(), "shown");
    }
}
