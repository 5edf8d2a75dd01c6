//! HTML as the text of a letter: a blank line between paragraphs, a sign before each item, the
//! address of a link behind its words.

use std::borrow::Cow;

use super::{Fill, Filling, Html, HtmlToken, Slice, Tag, tokens, unescaped};

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 22] = [
    "article",
    "aside",
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
];

impl Html {
    /// A slice as the text of a letter; `fill` gives the words for a hole, as for
    /// [`Html::plain_text`].
    pub(crate) fn letter_text<'v>(
        &self,
        slice: Slice,
        fill: &dyn Fn(Fill) -> Filling<'v>,
    ) -> String {
        let html = self.filled_html(slice, fill);
        let mut letter = Letter::default();
        for token in tokens(&html) {
            match token {
                HtmlToken::Text(run) => letter.words(&unescaped(&html[run])),
                HtmlToken::Tag(tag) => letter.tag(&tag),
            }
        }
        letter.text
    }
}

/// What goes between two words, the wider the later.
#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

/// A letter that is being written.
#[derive(Default)]
struct Letter {
    text: String,
    /// What goes before the next word.
    gap: Gap,
    /// The sign of an item that has no word yet.
    sign: Option<String>,
    /// The lists that are open, each with the number of its next item, where items have numbers.
    lists: Vec<Option<u32>>,
    /// Where the text of an open link begins, and its address.
    link: Option<(usize, String)>,
}

impl Letter {
    fn words(&mut self, run: &str) {
        for c in run.chars() {
            if c.is_whitespace() {
                self.widen(Gap::Space);
            } else {
                self.bridge();
                self.text.push(c);
            }
        }
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Writes what goes before the next word.
    fn bridge(&mut self) {
        let gap = std::mem::take(&mut self.gap);
        let sign = self.sign.take();
        let depth = self.lists.len() - usize::from(sign.is_some());
        if !self.text.is_empty() {
            self.text.push_str(match gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        if gap >= Gap::Line {
            self.text.extend(std::iter::repeat_n("  ", depth));
        }
        self.text.extend(sign);
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        match tag.name {
            "a" if tag.closes => self.close_link(),
            "a" => {
                let address = tag.attribute("href").map(unescaped).map(Cow::into_owned);
                self.link = address.map(|address| (self.text.len(), address));
            }
            "br" | "tr" => self.widen(Gap::Line),
            "ul" | "ol" if tag.closes => {
                self.lists.pop();
                self.end_list();
            }
            "ul" | "ol" => {
                self.end_list();
                let first = tag.attribute("start").and_then(|start| start.parse().ok());
                self.lists.push((tag.name == "ol").then(|| first.unwrap_or(1)));
            }
            "li" if tag.closes => self.sign = None,
            "li" => {
                self.widen(Gap::Line);
                self.sign = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let sign = format!("{number}. ");
                        *number = number.saturating_add(1);
                        sign
                    }
                    _ => "- ".to_owned(),
                });
            }
            name if BLOCKS.contains(&name) => self.widen(Gap::Paragraph),
            _ if tag.is_within_words() => {}
            _ => self.widen(Gap::Space),
        }
    }

    /// What goes around a list: one in another begins on the next line.
    fn end_list(&mut self) {
        self.widen(if self.lists.is_empty() { Gap::Paragraph } else { Gap::Line });
    }

    fn close_link(&mut self) {
        let Some((start, address)) = self.link.take() else { return };
        // What is an address already needs none behind it.
        if !self.text[start..].contains(&address) {
            self.text.push_str(" (");
            self.text.push_str(&address);
            self.text.push(')');
        }
    }
}
