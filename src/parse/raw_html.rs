//! Raw HTML: passed on where the base wrote it, cleaned where a firm did.
//!
//! Blocks go through ammonia's allow-list. Inline tags come one by one, which ammonia would close
//! at once, so a few harmless ones without attributes are let through and kept balanced here.

mod attributes;
mod elements;
mod pieces;
mod shown;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::LazyLock;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::url;

pub(crate) use attributes::AddressUse;
pub(super) use attributes::{ValueKind, attributes, candidates, value_kind};
pub(super) use elements::{End, Foreign, end_of};
pub(super) use pieces::{Piece, PieceKind, Unclosed, comment_length, pieces};
pub(super) use shown::decoded;
pub(crate) use shown::{ShownPage, ShownPart, shown_page};

/// Inline tags that a firm may use; none takes an attribute.
const INLINE: [&str; 14] = [
    "abbr", "b", "br", "cite", "em", "i", "kbd", "mark", "s", "small", "strong", "sub", "sup",
    "wbr",
];
/// Those of them that are never closed.
const VOID: [&str; 2] = ["br", "wbr"];

/// A block larger than this is shown as text, in bytes: the HTML parser is quadratic in some of
/// them.
const MAX_BLOCK_BYTES: usize = 64 << 10;
/// So is one with more tags open at once.
const MAX_NESTING: usize = 64;

/// Longer ids are nobody's.
const MAX_ID_BYTES: usize = 200;

/// What becomes of one inline tag of a firm's.
pub(super) enum InlineTag {
    /// Written out, and to be closed.
    Open(&'static str),
    /// Written out.
    Void(&'static str),
    /// Closes the innermost of its name.
    Close(&'static str),
    /// Shown as text.
    Refused,
}

/// Judges an inline tag such as `<kbd>` or `</sup>`.
pub(super) fn inline_tag(html: &str) -> InlineTag {
    let inside = html.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim();
    let known = |name: &str| INLINE.iter().find(|known| known.eq_ignore_ascii_case(name)).copied();
    match inside.strip_prefix('/') {
        Some(name) => known(name.trim()).map_or(InlineTag::Refused, InlineTag::Close),
        // A tag with attributes has no name that is known, and is so refused as a whole.
        None => match known(inside) {
            Some(name) if VOID.contains(&name) => InlineTag::Void(name),
            Some(name) => InlineTag::Open(name),
            None => InlineTag::Refused,
        },
    }
}

/// Whether a piece of HTML within a line is one of those that readers never see.
pub(super) fn is_remark(html: &str) -> bool {
    html.starts_with("<!") || html.starts_with("<?")
}

/// Whether a tag begins a new line.
pub(super) fn is_line_break(tag: &str) -> bool {
    let kind = pieces(tag).next().map(|piece| piece.kind);
    matches!(kind, Some(PieceKind::Start(name)) if name.eq_ignore_ascii_case("br"))
}

/// Some text without its remarks.
pub(super) fn without_remarks(text: &str) -> Cow<'_, str> {
    if !text.contains("<!") && !text.contains("<?") {
        return Cow::Borrowed(text);
    }
    let kept = pieces(text).filter(|piece| match piece.kind {
        PieceKind::Comment | PieceKind::Instruction | PieceKind::Cdata => false,
        PieceKind::Open(opened) => opened != Unclosed::Comment,
        _ => true,
    });
    Cow::Owned(kept.map(|piece| &text[piece.bytes]).collect())
}

/// The text that some character data stands for; none where it is something else.
pub(super) fn cdata(html: &str) -> Option<&str> {
    html.strip_prefix(Unclosed::Cdata.sign())?.strip_suffix(Unclosed::Cdata.end())
}

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = ammonia::Builder::default();
    // Without `None`, ammonia adds a `rel` to each link, and `clean` would report a loss.
    cleaner.url_schemes(HashSet::from(url::SCHEMES)).link_rel(None);
    // An image or form of another host would tell it who reads the page.
    cleaner.attribute_filter(|element, attribute, value| {
        let loads = matches!(
            (element, attribute),
            ("img", "src" | "srcset") | (_, "background" | "poster")
        );
        let refused = !url::is_safe(value) && matches!(attribute, "href" | "src" | "cite");
        if refused || (loads && url::scheme(value).is_some()) { None } else { Some(value.into()) }
    });
    cleaner
});

/// A firm's HTML without what could run or call home; the flag tells whether anything is gone.
pub(super) fn clean(html: &str) -> (String, bool) {
    if html.len() > MAX_BLOCK_BYTES || nesting(html) > MAX_NESTING {
        let mut shown = String::new();
        super::html::push_text(&mut shown, html);
        return (shown, true);
    }

    let cleaned = CLEANER.clean(html).to_string();
    let lost = bare(html) != bare(&cleaned);
    (cleaned, lost)
}

/// Some HTML without the end tags of these elements that are the last in it; none where others
/// are.
pub(super) fn without_ends<'h, 'n>(
    html: &'h str,
    mut names: impl Iterator<Item = &'n str>,
) -> Option<&'h str> {
    names.try_fold(html, |html, name| {
        html.trim_end().strip_suffix('>')?.strip_suffix(name)?.strip_suffix("</")
    })
}

/// The most tags that are open at once, void ones taken for open.
fn nesting(html: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    let voids =
        |tag: &str| ["br", "hr", "img", "wbr", "col"].iter().any(|void| tag.starts_with(void));
    for (at, _) in html.match_indices('<') {
        let tag = &html[at + 1..];
        if tag.starts_with('/') {
            open = open.saturating_sub(1);
        } else if tag.starts_with(|c: char| c.is_ascii_alphabetic()) && !voids(tag) {
            open += 1;
        }
        most = most.max(open);
    }
    most
}

/// HTML without what a parser and writer may change in it: quotes, slashes, white space, case,
/// closing tags.
fn bare(html: &str) -> String {
    let mut bare = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("</") {
        bare.push_str(&rest[..at]);
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    bare.push_str(rest);
    bare.retain(|c| !c.is_whitespace() && !"\"'/".contains(c));
    // The HTML parser puts a `<tbody>` into every table that has none.
    bare.replace("<tbody>", "").to_lowercase()
}

/// Appends the values of `id` and `name` attributes: raw HTML's own link targets.
pub(super) fn ids(html: &str, ids: &mut Vec<String>) {
    // Most inline tags have no attributes.
    if !html.contains('=') {
        return;
    }

    // A tokenizer, because values stand in either quotes or none, and may hold entities.
    for token in tokens(html) {
        if let Token::TagToken(tag) = token {
            let named = tag.attrs.iter().filter(|it| matches!(&*it.name.local, "id" | "name"));
            let values = named.map(|attribute| attribute.value.to_string());
            ids.extend(values.filter(|id| !id.is_empty() && id.len() < MAX_ID_BYTES));
        }
    }
}

/// The addresses in some HTML, as a browser reads them: those that it goes to, shows or loads, and
/// whatever stands in `data-…`, which scripts may go to.
pub(crate) fn addresses(html: &str) -> Vec<String> {
    let mut addresses = Vec::new();
    for token in tokens(html) {
        let Token::TagToken(tag) = token else { continue };
        for attribute in &tag.attrs {
            let value = &*attribute.value;
            match value_kind(&tag.name, &attribute.name.local) {
                ValueKind::Address(_) => addresses.push(value.trim().to_owned()),
                ValueKind::Addresses(_) => {
                    let listed = candidates(value).into_iter();
                    addresses.extend(listed.map(|(address, _)| value[address].to_owned()));
                }
                _ if attribute.name.local.starts_with("data-") => addresses.push(value.to_owned()),
                ValueKind::Words | ValueKind::Other => {}
            }
        }
    }
    addresses
}

/// Some HTML as a browser cuts it.
fn tokens(html: &str) -> Vec<Token> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Collected::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.take()
}

/// Keeps the tokens that it is given.
#[derive(Default)]
struct Collected(RefCell<Vec<Token>>);

impl TokenSink for Collected {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        self.0.borrow_mut().push(token);
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_runs_or_calls_home_is_cut() {
        for html in [
            "<script>alert(1)</script>",
            "<div onclick=\"x()\">a</div>",
            "<a href=\"java&#115;cript:x()\">a</a>",
            "<img src=\"https://example.com/pixel.png\">",
            "<iframe src=\"a.html\"></iframe>",
            "<svg><script>x()</script></svg>",
            "<form action=\"https://example.com\"><input></form>",
            "<p style=\"background:url(https://example.com)\">a</p>",
        ] {
            let (cleaned, lost) = clean(html);
            assert!(lost, "{html} → {cleaned}");
            assert!(
                !cleaned.contains("script") && !cleaned.contains("example.com"),
                "{html} → {cleaned}"
            );
        }
        assert!(!clean("<p>a <b>c</b><br/></p>").1);
    }
}
