//! What macros of Confluence leave in an export: boxes, passages that open, code, contents.

use super::super::super::markup::Element;
use super::super::super::prose::{Block, BlockKind, Marks, Span};
use super::blocks::Reader;
use super::words;

/// The boxes, by the end of the class that names them, and what each is here.
const BOXES: [(&str, &str); 6] = [
    ("information", "info"),
    ("tip", "tip"),
    ("note", "note"),
    ("warning", "warning"),
    ("success", "tip"),
    ("error", "caution"),
];

/// Macros whose export is plain text, lists, links and tables.
const PLAIN: [&str; 16] = [
    "anchor",
    "attachments",
    "children",
    "code",
    "column",
    "excerpt",
    "expand",
    "info",
    "note",
    "panel",
    "section",
    "status",
    "tip",
    "toc",
    "view-file",
    "warning",
];

/// Macros that show who people are, or what they did.
const PEOPLE: [&str; 7] = [
    "contributors",
    "contributors-summary",
    "profile",
    "profile-picture",
    "recently-updated",
    "recently-updated-dashboard",
    "userlister",
];

/// The blocks of a macro; none where an element is no macro that is known.
pub(super) fn read(reader: &mut Reader<'_>, element: Element<'_>) -> Option<Vec<Block>> {
    let at = element.line();
    let prefix = "confluence-information-macro-";
    let kinds = element.classes().filter_map(|class| class.strip_prefix(prefix));
    let known = { kinds }.find_map(|kind| BOXES.iter().find(|(name, _)| *name == kind));
    if let Some((_, kind)) = known.filter(|_| element.has_class("confluence-information-macro")) {
        reader.notes.converted("boxes");
        let title = inside(element, "title").map(words::plain).unwrap_or_default();
        let body = inside(element, "confluence-information-macro-body").unwrap_or(element);
        let blocks = reader.blocks(body);
        return Some(vec![Block::new(BlockKind::Boxed { kind, title, blocks }, at)]);
    }

    if element.has_class("expand-container") {
        reader.notes.converted("passages that open");
        let summary = inside(element, "expand-control-text").map(words::plain).unwrap_or_default();
        // It is hidden until it is opened; its own elements are looked at, not itself.
        let body = inside(element, "expand-content")?;

        let blocks = reader.blocks(body);
        return Some(vec![Block::new(BlockKind::Details { summary, blocks }, at)]);
    }
    if element.classes().any(|class| class.contains("toc-macro")) {
        reader.notes.converted("lists of contents, which every page has here");
        return Some(Vec::new());
    }
    if element.has_class("panel") {
        return Some(panel(reader, element));
    }

    let name = element.attribute("data-macro-name");
    if let Some(name) = name.filter(|name| PEOPLE.contains(name)) {
        let told = format!("{}:{at} {name}", reader.file);
        reader.notes.left_out("Macros that show names of people", told);
        return Some(Vec::new());
    }
    if let Some(name) = name.filter(|name| !PLAIN.contains(name)) {
        reader.notes.left_out(
            "Macros that show what only Confluence knows: what the export has of them is there",
            format!("{}:{at} {name}", reader.file),
        );
    }
    None
}

/// A panel is a box, or has code in it.
fn panel(reader: &mut Reader<'_>, element: Element<'_>) -> Vec<Block> {
    let at = element.line();
    let is_code = element.has_class("code") || element.has_class("preformatted");
    let part = |name: &str| {
        let code = inside(element, &format!("code{name}"));
        code.or_else(|| inside(element, &format!("panel{name}")))
    };
    let title = part("Header").map(words::plain).unwrap_or_default();
    let blocks = part("Content").map(|body| reader.blocks(body)).unwrap_or_default();
    if !is_code {
        reader.notes.converted("boxes");
        return vec![Block::new(BlockKind::Boxed { kind: "note", title, blocks }, at)];
    }

    reader.notes.converted("pieces of code");
    let marks = Marks { strong: true, ..Marks::default() };
    let title = Block::paragraph(vec![Span { marks, ..Span::text(title) }], at);
    title.into_iter().chain(blocks).collect()
}

/// The first element of a class below one.
fn inside<'m>(element: Element<'m>, class: &str) -> Option<Element<'m>> {
    element.first(|found| found.has_class(class))
}
