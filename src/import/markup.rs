//! Markup: the elements of an HTML page or of an XML file, as a tree without cycles.
//!
//! Both readers stop at bounds, so that whoever walks a tree may do so by calling itself.

pub(super) mod html;
pub(super) mod xml;

/// Elements within each other; what lies deeper is not looked at.
const MAX_DEPTH: usize = 200;
/// So many nodes has a tree at most.
const MAX_NODES: usize = 2_000_000;

/// A tree of elements and texts. Its first node is the document.
#[derive(Debug)]
pub(super) struct Markup {
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    parent: Option<usize>,
    children: Vec<usize>,
    depth: usize,
    line: usize,
}

#[derive(Debug)]
enum Kind {
    Element { name: String, attributes: Vec<Attribute> },
    Text(String),
}

#[derive(Debug)]
struct Attribute {
    name: String,
    value: String,
}

/// An element of a tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'m> {
    markup: &'m Markup,
    at: usize,
    /// How many elements the walk came through. What a node says of that may be too little, where
    /// the parser put it elsewhere.
    depth: usize,
}

/// What stands in an element.
#[derive(Clone, Copy, Debug)]
pub(super) enum Child<'m> {
    Element(Element<'m>),
    Text(&'m str),
}

impl Markup {
    fn new() -> Self {
        // The document is an element without a name, so that all walks can begin at it.
        let kind = Kind::Element { name: String::new(), attributes: Vec::new() };
        let document = Node { kind, parent: None, children: Vec::new(), depth: 0, line: 1 };
        Self { nodes: vec![document] }
    }

    /// The document, in which all else is.
    pub(super) fn document(&self) -> Element<'_> {
        Element { markup: self, at: 0, depth: 0 }
    }

    fn add(&mut self, kind: Kind, line: usize) -> usize {
        self.nodes.push(Node { kind, parent: None, children: Vec::new(), depth: 0, line });
        self.nodes.len() - 1
    }

    fn append(&mut self, parent: usize, child: usize) {
        self.nodes[child].parent = Some(parent);
        self.nodes[child].depth = self.nodes[parent].depth + 1;
        self.nodes[parent].children.push(child);
    }

    /// Adds to the text that ends an element, or begins one there.
    fn append_text(&mut self, parent: usize, text: &str, line: usize) {
        let last = self.nodes[parent].children.last().copied();
        if let Some(Kind::Text(before)) = last.map(|last| &mut self.nodes[last].kind) {
            before.push_str(text);
            return;
        }

        let child = self.add(Kind::Text(text.to_owned()), line);
        self.append(parent, child);
    }
}

impl<'m> Element<'m> {
    fn node(self) -> &'m Node {
        &self.markup.nodes[self.at]
    }

    /// Its name; that of the document is empty.
    pub(super) fn name(self) -> &'m str {
        match &self.node().kind {
            Kind::Element { name, .. } => name,
            Kind::Text(_) => "",
        }
    }

    /// The line on which it begins, counted from 1.
    pub(super) fn line(self) -> usize {
        self.node().line
    }

    /// The value of an attribute.
    pub(super) fn attribute(self, name: &str) -> Option<&'m str> {
        let Kind::Element { attributes, .. } = &self.node().kind else { return None };

        let found = attributes.iter().find(|attribute| attribute.name == name)?;
        Some(&found.value)
    }

    /// Whether one of its classes is this.
    pub(super) fn has_class(self, class: &str) -> bool {
        self.classes().any(|known| known == class)
    }

    /// Its classes.
    pub(super) fn classes(self) -> impl Iterator<Item = &'m str> {
        self.attribute("class").unwrap_or_default().split_whitespace()
    }

    /// What stands in it, in order. Nothing, where that lies too deep.
    pub(super) fn children(self) -> impl Iterator<Item = Child<'m>> {
        let markup = self.markup;
        let node = self.node();

        // Whoever walks calls itself for what is inside.
        let depth = self.depth + 1;
        let shown = if depth <= MAX_DEPTH { &node.children[..] } else { &[] };
        shown.iter().map(move |at| match &markup.nodes[*at].kind {
            Kind::Element { .. } => Child::Element(Self { markup, at: *at, depth }),
            Kind::Text(text) => Child::Text(text),
        })
    }

    /// The elements that stand in it.
    pub(super) fn elements(self) -> impl Iterator<Item = Self> {
        self.children().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The first element of a name that stands in it.
    pub(super) fn child(self, name: &str) -> Option<Self> {
        self.elements().find(|element| element.name() == name)
    }

    /// All elements below it, in order.
    pub(super) fn descendants(self) -> Vec<Self> {
        let mut found = Vec::new();
        let mut open: Vec<Self> = self.elements().collect();
        open.reverse();

        // The last one is the next one, so each element's own come in turn before its neighbours.
        while let Some(element) = open.pop() {
            found.push(element);
            let start = open.len();
            open.extend(element.elements());
            open[start..].reverse();
        }
        found
    }

    /// The first element below it of which something holds.
    pub(super) fn first(self, is_it: impl Fn(Self) -> bool) -> Option<Self> {
        self.descendants().into_iter().find(|element| is_it(*element))
    }

    /// All texts below it.
    pub(super) fn text(self) -> String {
        let mut text = String::new();
        let mut open: Vec<Child<'m>> = vec![Child::Element(self)];

        while let Some(child) = open.pop() {
            match child {
                Child::Text(words) => text.push_str(words),
                Child::Element(element) => {
                    let start = open.len();
                    open.extend(element.children());
                    open[start..].reverse();
                }
            }
        }
        text
    }
}
