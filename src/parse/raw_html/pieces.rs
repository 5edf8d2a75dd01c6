//! HTML cut at its tags and remarks, as a browser cuts it.

use std::ops::Range;

use crate::parse::html::end_tag;

/// A stretch of HTML that is one thing to a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::parse) struct Piece<'h> {
    /// What it is.
    pub(in crate::parse) kind: PieceKind<'h>,
    /// Its bytes.
    pub(in crate::parse) bytes: Range<usize>,
}

/// What a stretch of HTML is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum PieceKind<'h> {
    /// Text; also that of a script or stylesheet, in which nothing is a tag.
    Text,
    /// `<` that begins nothing.
    Stray,
    /// `<!-- … -->`
    Comment,
    /// `<?…?>` or `<!…>`, which browsers take for comments.
    Instruction,
    /// `<![CDATA[…]]>`: text in a picture or formula, else a comment.
    Cdata,
    /// `<name …>`
    Start(&'h str),
    /// `</name>`
    End(&'h str),
    /// What begins here never ends; it is all the rest.
    Open(Unclosed),
}

/// What never ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Unclosed {
    Comment,
    Instruction,
    Cdata,
    Declaration,
    Tag,
}

impl Unclosed {
    /// What it begins with.
    pub(in crate::parse) fn sign(self) -> &'static str {
        match self {
            Self::Comment => "<!--",
            Self::Instruction => "<?",
            Self::Cdata => "<![CDATA[",
            Self::Declaration => "<!",
            Self::Tag => "<",
        }
    }

    /// What it ends with.
    pub(in crate::parse) fn end(self) -> &'static str {
        match self {
            Self::Comment => "-->",
            Self::Instruction => "?>",
            Self::Cdata => "]]>",
            Self::Declaration | Self::Tag => ">",
        }
    }
}

/// Cuts some HTML. Each byte is in one piece.
pub(in crate::parse) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { html, at: 0, raw: None }
}

/// The pieces of some HTML, in turn.
pub(in crate::parse) struct Pieces<'h> {
    html: &'h str,
    at: usize,
    /// The element whose content is no HTML.
    raw: Option<&'h str>,
}

impl<'h> Iterator for Pieces<'h> {
    type Item = Piece<'h>;

    fn next(&mut self) -> Option<Piece<'h>> {
        let start = self.at;
        let rest = &self.html[start..];
        if rest.is_empty() {
            return None;
        }

        let (kind, length) = match self.raw.take().map(|name| end_tag(rest, name)) {
            Some(None) => (PieceKind::Text, rest.len()),
            Some(Some(end)) if end.start > 0 => (PieceKind::Text, end.start),
            _ => piece(rest),
        };
        if let PieceKind::Start(name) = kind
            && ["script", "style"].iter().any(|raw| raw.eq_ignore_ascii_case(name))
        {
            self.raw = Some(name);
        }
        self.at += length;
        Some(Piece { kind, bytes: start..self.at })
    }
}

/// The first piece, and its length.
fn piece(html: &str) -> (PieceKind<'_>, usize) {
    let Some(inside) = html.strip_prefix('<') else {
        return (PieceKind::Text, html.find('<').unwrap_or(html.len()));
    };

    let closed = |kind: PieceKind<'static>, opened: Unclosed| {
        let sign = opened.sign().len();
        let end = html[sign..].find(opened.end());
        end.map_or((PieceKind::Open(opened), html.len()), |at| {
            (kind, sign + at + opened.end().len())
        })
    };
    let mut signs = inside.chars();
    match signs.next() {
        Some('!') if inside.starts_with("!--") => match comment_length(html) {
            Some(length) => (PieceKind::Comment, length),
            None => (PieceKind::Open(Unclosed::Comment), html.len()),
        },
        Some('!') if inside.starts_with("![CDATA[") => closed(PieceKind::Cdata, Unclosed::Cdata),
        Some('!') => closed(PieceKind::Instruction, Unclosed::Declaration),
        // What stands for a line of three bytes.
        Some('?') if inside.starts_with("?>") => (PieceKind::Instruction, "<?>".len()),
        Some('?') => closed(PieceKind::Instruction, Unclosed::Instruction),
        Some('/') if signs.next().is_some_and(|c| c.is_ascii_alphabetic()) => tag(html, 2),
        Some(c) if c.is_ascii_alphabetic() => tag(html, 1),
        _ => (PieceKind::Stray, 1),
    }
}

/// A tag whose name begins so many bytes in.
fn tag(html: &str, name_at: usize) -> (PieceKind<'_>, usize) {
    let name = &html[name_at..];
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '<');
    let name = &name[..name.find(is_end).unwrap_or(name.len())];

    let bytes = html.as_bytes();
    let mut at = name_at + name.len();
    // A quote is one only where a value begins.
    let mut is_value = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' if name_at == 1 => return (PieceKind::Start(name), at + 1),
            b'>' => return (PieceKind::End(name), at + 1),
            // Whoever writes this has not closed the tag before.
            b'<' => return (PieceKind::Stray, 1),
            b'"' | b'\'' if is_value => {
                let quote = char::from(*byte);
                let Some(end) = html[at + 1..].find(quote) else { break };
                at += end + 1;
                is_value = false;
            }
            b'=' => is_value = true,
            byte if byte.is_ascii_whitespace() => {}
            _ => is_value = false,
        }
        at += 1;
    }
    (PieceKind::Open(Unclosed::Tag), html.len())
}

/// The length of the comment that a text begins with.
pub(in crate::parse) fn comment_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("<!--")?;
    for short in [">", "->"] {
        if inside.starts_with(short) {
            return Some("<!--".len() + short.len());
        }
    }
    // One way through for both ends: either may be missing from all of a long text.
    let mut at = 0;
    while let Some(found) = inside[at..].find("--") {
        at += found;
        let after = &inside[at + 2..];
        if let Some(end) = [">", "!>"].iter().find(|end| after.starts_with(**end)) {
            return Some("<!--".len() + at + 2 + end.len());
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{PieceKind, Unclosed, pieces};

    fn cut(html: &str) -> Vec<(PieceKind<'_>, &str)> {
        pieces(html).map(|piece| (piece.kind, &html[piece.bytes])).collect()
    }

    #[test]
    fn comments_end_where_browsers_end_them() {
        for comment in
            ["<!-->", "<!--->", "<!---->", "<!----->", "<!-- a --!>", "<!-- a --->", "<!--a-- b-->"]
        {
            let html = format!("{comment}x -->");
            assert_eq!(
                cut(&html),
                [(PieceKind::Comment, comment), (PieceKind::Text, "x -->")],
                "{comment}"
            );
        }
        assert_eq!(cut("<!-- a --"), [(PieceKind::Open(Unclosed::Comment), "<!-- a --")]);
    }

    #[test]
    fn a_bracket_in_quotes_ends_no_tag() {
        assert_eq!(
            cut("<a title=\"x > <y>\" b='>'>z</a >"),
            [
                (PieceKind::Start("a"), "<a title=\"x > <y>\" b='>'>"),
                (PieceKind::Text, "z"),
                (PieceKind::End("a"), "</a >"),
            ]
        );
        assert_eq!(cut("<p a='x>"), [(PieceKind::Open(Unclosed::Tag), "<p a='x>")]);
        assert_eq!(cut("a < b <c</p>")[1].0, PieceKind::Stray);
    }

    #[test]
    fn scripts_are_one_text() {
        assert_eq!(
            cut("<script>a < b; \"<!-- </p>\"</SCRIPT>x"),
            [
                (PieceKind::Start("script"), "<script>"),
                (PieceKind::Text, "a < b; \"<!-- </p>\""),
                (PieceKind::End("SCRIPT"), "</SCRIPT>"),
                (PieceKind::Text, "x"),
            ]
        );
    }
}
