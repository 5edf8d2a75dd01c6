//! A variable's value that is Markdown: as HTML for the text of a page, and plain for titles and
//! the like.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use crate::url;

/// How a remark begins, and how it ends.
const REMARK: [&str; 2] = ["<!--", "-->"];

fn events(text: &str) -> Parser<'_> {
    // Of what pages may hold, only what fits within a line.
    Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_SMART_PUNCTUATION)
}

/// A value without the notes that its writers made for each other.
fn without_remarks(text: &str) -> Cow<'_, str> {
    let [begin, end] = REMARK;
    let (mut kept, mut rest) = (String::new(), text);
    while let Some((before, remark)) = rest.split_once(begin)
        && let Some((_, after)) = remark.split_once(end)
    {
        kept.push_str(before);
        rest = after;
    }
    if kept.is_empty() && rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// A value as clean HTML, without a paragraph around it, whoever set it; its links may lead to
/// addresses of the web only.
pub(super) fn html(text: &str) -> String {
    // Writing to a string cannot fail.
    let mut html = String::new();
    for event in events(&without_remarks(text)) {
        match event {
            // Tags are shown as they are written, since any firm may have set the value.
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                let _ = escape_html_body_text(&mut html, &text);
            }
            Event::Code(code) => {
                html.push_str("<code>");
                let _ = escape_html_body_text(&mut html, &code);
                html.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => html.push(' '),
            Event::Start(Tag::Emphasis) => html.push_str("<em>"),
            Event::End(TagEnd::Emphasis) => html.push_str("</em>"),
            Event::Start(Tag::Strong) => html.push_str("<strong>"),
            Event::End(TagEnd::Strong) => html.push_str("</strong>"),
            Event::Start(Tag::Strikethrough) => html.push_str("<del>"),
            Event::End(TagEnd::Strikethrough) => html.push_str("</del>"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                // On pages in different folders, a relative address would lead to different places.
                let leads_out = url::is_safe(&dest_url) && url::scheme(&dest_url).is_some();
                html.push_str("<a href=\"");
                let _ = escape_html(&mut html, if leads_out { &dest_url } else { "#" });
                html.push_str("\">");
            }
            Event::End(TagEnd::Link) => html.push_str("</a>"),
            Event::End(end) if ends_block(end) => html.push(' '),
            _ => {}
        }
    }
    html.truncate(html.trim_end().len());
    html
}

/// A value as plain text, for places that show no marks.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for event in events(&without_remarks(text)) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                plain.push_str(&text)
            }
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            Event::End(end) if ends_block(end) => plain.push(' '),
            _ => {}
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// A value stands within a line: blocks give their text alone, with a space between them.
fn ends_block(end: TagEnd) -> bool {
    matches!(end, TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_))
}
