//! A published page as its readers have it: the text of its `<main>`, or of all of it where a theme
//! has none, cut at the headings.
//!
//! Only what stands there is asked, never what it was made from, so that a page from before and one
//! of today are read alike. What leads elsewhere is left out (`<nav>`, `<footer>`, lists of pages
//! under a heading of their own), and of a `<header>` all but the title.

use std::borrow::Cow;

use html5ever::tokenizer::Token;
use unicode_normalization::UnicodeNormalization;

use super::pieces::{PieceKind, pieces};
use super::tokens;

/// The text of a page.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct ShownPage {
    /// Its first heading of level 1.
    pub(crate) title: String,
    /// What stands under its headings; first what stands before them, where there is anything.
    pub(crate) parts: Vec<ShownPart>,
}

/// What stands under one heading, up to the next.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct ShownPart {
    /// The id of the heading, or what names a part without one; none before the first heading.
    pub(crate) id: Option<String>,
    /// The heading.
    pub(crate) title: String,
    /// The text below it: words with single spaces, blank lines between paragraphs, items and cells.
    pub(crate) text: String,
}

/// Elements within a paragraph. All others begin one and end it.
const INLINE: [&str; 28] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
    "wbr",
];

/// Elements whose text is none of the page's.
const LEFT_OUT: [&str; 7] = ["footer", "head", "nav", "noscript", "script", "style", "template"];

/// A tag that is longer has no attributes that anybody asks for, in bytes.
const MAX_TAG_BYTES: usize = 8 << 10;

/// Reads a page. None where it has neither a `<main>` nor a title, as a page that only leads on.
pub(crate) fn shown_page(html: &str) -> Option<ShownPage> {
    let mut reading = PageReading::default();
    let mut has_main = false;
    for piece in pieces(html) {
        let text = &html[piece.bytes];
        match piece.kind {
            PieceKind::Start(name) if name.eq_ignore_ascii_case("main") => {
                // What came before is around the text.
                reading = PageReading::default();
                has_main = true;
            }
            PieceKind::End(name) if has_main && name.eq_ignore_ascii_case("main") => break,
            PieceKind::Start(name) => reading.start(&name.to_ascii_lowercase(), text),
            PieceKind::End(name) => reading.end(&name.to_ascii_lowercase()),
            PieceKind::Text | PieceKind::Stray => reading.text(&decoded(text)),
            _ => {}
        }
    }
    let page = reading.finish();
    (has_main || !page.title.is_empty()).then_some(page)
}

/// A page that is being read.
#[derive(Default)]
struct PageReading {
    page: ShownPage,
    part: ShownPart,
    /// Parts that go on once the section that stands in them is read.
    around: Vec<Option<ShownPart>>,
    /// The element that is left out, and how many of its name are open.
    left_out: Option<(String, usize)>,
    headers: usize,
    heading: Option<OpenHeading>,
    has_title: bool,
    gap: Gap,
}

/// A heading whose end is yet to come.
struct OpenHeading {
    is_title: bool,
    id: Option<String>,
    text: String,
}

/// What stands between two words.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Paragraph,
}

impl PageReading {
    fn start(&mut self, name: &str, tag: &str) {
        if let Some((open, count)) = &mut self.left_out {
            *count += usize::from(*open == name);
            return;
        }
        if !INLINE.contains(&name) {
            self.gap = Gap::Paragraph;
        }

        match name {
            "section" => self.section(tag),
            "header" => self.headers += 1,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let is_title = name == "h1" && !self.has_title;
                let id = attribute(tag, "id").filter(|_| !is_title);
                self.heading = Some(OpenHeading { is_title, id, text: String::new() });
                self.gap = Gap::None;
            }
            "img" => {
                self.text(&attribute(tag, "alt").unwrap_or_default());
                self.gap = Gap::Paragraph;
            }
            _ if LEFT_OUT.contains(&name) => self.left_out = Some((name.to_owned(), 1)),
            _ => {}
        }
    }

    /// One with a label is a part of its own; one that takes its heading for that is a list of
    /// pages that the theme adds.
    fn section(&mut self, tag: &str) {
        if attribute(tag, "aria-labelledby").is_some() {
            self.left_out = Some(("section".to_owned(), 1));
            return;
        }

        let inner = attribute(tag, "aria-label").map(|label| ShownPart {
            id: Some(format!("section: {label}")),
            title: label,
            text: String::new(),
        });
        self.around.push(inner.map(|inner| std::mem::replace(&mut self.part, inner)));
    }

    fn end(&mut self, name: &str) {
        if let Some((open, count)) = &mut self.left_out {
            *count -= usize::from(*open == name);
            if *count == 0 {
                self.left_out = None;
            }
            return;
        }
        if !INLINE.contains(&name) {
            self.gap = Gap::Paragraph;
        }

        match name {
            "section" => {
                if let Some(Some(around)) = self.around.pop() {
                    let inner = std::mem::replace(&mut self.part, around);
                    self.put(inner);
                }
            }
            "header" => self.headers = self.headers.saturating_sub(1),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.end_heading(),
            _ => {}
        }
    }

    fn end_heading(&mut self) {
        let Some(OpenHeading { is_title, id, text }) = self.heading.take() else { return };
        if is_title {
            self.page.title = text;
            self.has_title = true;
        } else if let Some(id) = id {
            let part = ShownPart { id: Some(id), title: text, text: String::new() };
            let before = std::mem::replace(&mut self.part, part);
            self.put(before);
        } else {
            // Nobody can link to it, so it is a line of the text around it.
            self.text(&text);
        }
        self.gap = Gap::Paragraph;
    }

    fn text(&mut self, text: &str) {
        let is_shown = self.headers == 0 || self.heading.is_some();
        if !is_shown || self.left_out.is_some() {
            return;
        }

        let out = match &mut self.heading {
            Some(heading) => &mut heading.text,
            None => &mut self.part.text,
        };
        let before = out.len();
        for word in text.split_inclusive(char::is_whitespace) {
            let trimmed = word.trim_end();
            if !trimmed.is_empty() {
                match self.gap {
                    Gap::Space if !out.is_empty() => out.push(' '),
                    Gap::Paragraph if !out.is_empty() => out.push_str("\n\n"),
                    _ => {}
                }
                out.push_str(trimmed);
                self.gap = Gap::None;
            }
            if trimmed.len() < word.len() {
                self.gap = self.gap.max(Gap::Space);
            }
        }
        // The same letter may be written in two ways.
        if !out[before..].is_ascii() {
            let composed: String = out[before..].nfc().collect();
            out.replace_range(before.., &composed);
        }
    }

    /// Keeps a part that says anything.
    fn put(&mut self, part: ShownPart) {
        if part.id.is_some() || !part.text.is_empty() {
            self.page.parts.push(part);
        }
    }

    fn finish(mut self) -> ShownPage {
        // A page that was cut off ends within them.
        self.end_heading();
        while let Some(around) = self.around.pop() {
            if let Some(around) = around {
                let inner = std::mem::replace(&mut self.part, around);
                self.put(inner);
            }
        }
        let last = std::mem::take(&mut self.part);
        self.put(last);
        self.page
    }
}

/// An attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    // To look for one that is written twice takes the square of their number.
    if tag.len() > MAX_TAG_BYTES || !tag.contains(name) {
        return None;
    }
    tokens(tag).into_iter().find_map(|token| match token {
        Token::TagToken(tag) => {
            let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name)?;
            Some(found.value.to_string())
        }
        _ => None,
    })
}

/// A run of text, with what is written as `&…;` in it.
pub(in crate::parse) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let characters = tokens(text).into_iter().filter_map(|token| match token {
        Token::CharacterTokens(text) => Some(text.to_string()),
        _ => None,
    });
    Cow::Owned(characters.collect())
}

#[cfg(test)]
mod tests {
    use super::{ShownPage, shown_page};

    fn read(html: &str) -> ShownPage {
        shown_page(html).expect("a page")
    }

    fn parts(html: &str) -> Vec<String> {
        let parts = read(html).parts.into_iter();
        parts.map(|it| format!("{}/{}/{}", it.id.unwrap_or_default(), it.title, it.text)).collect()
    }

    #[test]
    fn a_page_is_cut_at_the_headings_that_have_an_id() {
        let html = "<nav>no</nav><main><header><p>no</p><h1>A <b>title</b></h1></header>\n\
            <p>One\n  <em>two</em>.</p><p>Three&nbsp;&amp; four</p><h2>Inner</h2>\
            <h2 id=x>X<a class=\"anchor\" href=\"#x\"></a></h2><ul><li>a<li>b</ul>\
            <img alt='a drawing'><footer>no</footer></main><p>no";
        assert_eq!(read(html).title, "A title");
        assert_eq!(parts(html), ["//One two.\n\nThree & four\n\nInner", "x/X/a\n\nb\n\na drawing"]);
    }

    #[test]
    fn a_section_with_a_label_is_a_part_of_its_own() {
        let html = "<main><h2 id=a>A</h2>one<section aria-label=\"At a glance\">two</section>\
            <section>three</section><section aria-labelledby=l><h2 id=l>L</h2>no</section></main>";
        assert_eq!(parts(html), ["section: At a glance/At a glance/two", "a/A/one\n\nthree"]);
    }

    #[test]
    fn what_is_no_page_has_no_text() {
        assert_eq!(shown_page("<p>This page has moved: <a href=x>X</a>"), None);
        assert_eq!(parts("<title>no</title><h1>T</h1>without a main"), ["//no\n\nwithout a main"]);
        assert_eq!(parts("<head><title>no</title></head><h1>T</h1>yes"), ["//yes"]);
    }

    #[test]
    fn what_is_cut_off_or_hostile_is_read_as_far_as_it_goes() {
        assert_eq!(
            parts("<main><h2 id=a>A</h2>text <section aria-label=L>in"),
            ["section: L/L/in", "a/A/text"]
        );
        assert_eq!(parts("<main><h2 id=a>A").len(), 1);
        assert_eq!(parts("<main><script>if (a < b) '<h2 id=x>'</script>t"), ["//t"]);
        // Neither costs the square of its length.
        for hostile in ["<i ", "</i>", "<section aria-label=a>", "<nav>", "<h2 id=a>", "&", "<"] {
            let html = format!("<main>{}", hostile.repeat(200_000));
            assert!(shown_page(&html).is_some(), "{hostile}");
        }
        let names: String = (0..200_000).map(|at| format!(" a{at}")).collect();
        assert!(shown_page(&format!("<main><h2 id=x{names}>")).is_some());
    }
}
