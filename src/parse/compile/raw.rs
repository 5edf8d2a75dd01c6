//! Raw HTML as it goes into a page: addresses in it are left open for each edition, variables are
//! filled where their values can do no harm, and a firm's is cleaned.

use std::cell::Cell;
use std::collections::HashSet;
use std::ops::Range;

use super::Compiler;
use super::events::EventSpan;
use super::markup::HtmlLines;
use crate::diagnostic::checks;
use crate::parse::html::{Fill, push_text};
use crate::parse::ids::AttributeId;
use crate::parse::mask::{LESS, Marker, MaskedChunk, SENTINEL};
use crate::parse::raw_html::{
    self, AddressUse, End, InlineTag, Piece, PieceKind, Unclosed, ValueKind,
};
use crate::parse::target::Target;
use crate::parse::{Address, AddressAttribute};
use crate::url;

/// Elements of a firm's that may hold Markdown: blank lines and all.
const MAY_STAY_OPEN: [&str; 7] =
    ["article", "aside", "blockquote", "center", "details", "div", "figure"];

/// So many of them at once.
const MOST_OPEN: usize = 32;

/// Elements whose text is no HTML.
const SCRIPTS: [&str; 2] = ["script", "style"];
/// Those whose text is shown as it is written, too.
const VERBATIM: [&str; 4] = ["pre", "script", "style", "textarea"];

/// What is open within a line.
#[derive(Default)]
pub(super) struct InlineHtml {
    /// Elements of a firm's.
    pub(super) open: Vec<&'static str>,
    /// Whether what follows is a script or stylesheet of the base's.
    pub(super) in_script: bool,
}

/// The elements of a firm's that are open.
#[derive(Default)]
pub(super) struct OpenHtml {
    tags: Vec<OpenTag>,
    /// How many of them were opened around what is read.
    outside: usize,
}

/// An element of a firm's that is open.
struct OpenTag {
    /// Its name in small letters.
    name: String,
    /// Its tag.
    tag: Range<usize>,
}

impl OpenHtml {
    /// Whether the innermost element that may be closed has this name.
    fn innermost(&self, name: &str) -> bool {
        let inside = &self.tags[self.outside..];
        inside.last().is_some_and(|tag| tag.name.eq_ignore_ascii_case(name))
    }
}

/// Some HTML, in which each use of a variable is one word, and where it was written.
struct RawHtml<'h> {
    html: &'h str,
    written: Written<'h>,
}

/// Where some HTML was written.
enum Written<'h> {
    /// In these lines.
    Lines(&'h HtmlLines),
    /// Within a line.
    Inline(&'h Range<usize>),
    /// In these lines, but it was cleaned since. What was found last ends there.
    Cleaned(&'h HtmlLines, Cell<usize>),
}

impl<'h> RawHtml<'h> {
    fn cleaned(html: &'h str, lines: &'h HtmlLines) -> Self {
        Self { html, written: Written::Cleaned(lines, Cell::new(0)) }
    }

    /// Where a part of the HTML stands in the body.
    fn range(&self, part: &Range<usize>) -> Range<usize> {
        match &self.written {
            Written::Lines(lines) => lines.range(part),
            Written::Inline(range) if range.len() == self.html.len() => {
                range.start + part.start..range.start + part.end
            }
            Written::Inline(range) => (*range).clone(),
            Written::Cleaned(lines, last) => {
                let (written, text) = (&lines.html, &self.html[part.clone()]);
                let found = written[last.get()..].find(text).map(|at| last.get() + at);
                // What the cleaner writes in another way stands in this block all the same.
                let Some(at) = found.or_else(|| written.find(text)) else {
                    return lines.range(&(0..0));
                };
                last.set(at + text.len());
                lines.range(&(at..at + text.len()))
            }
        }
    }

    /// Whether a `<` here begins text, to a list of such places in the body.
    fn begins_text(&self, at: usize, as_text: &HashSet<usize>) -> bool {
        match &self.written {
            Written::Lines(lines) => as_text.contains(&lines.place(at)),
            Written::Inline(_) | Written::Cleaned(..) => false,
        }
    }
}

/// What becomes of a piece of HTML.
enum Passed<'h> {
    /// Nobody sees it.
    Nothing,
    /// It is shown as it is written.
    AsText(&'h str),
    /// It is HTML.
    AsHtml,
}

impl<'h> Passed<'h> {
    /// What becomes of a piece, a `<` at the beginning of which may begin text.
    fn of(kind: &PieceKind<'_>, source: &'h str, begins_text: bool) -> Self {
        match kind {
            PieceKind::Cdata if begins_text => {
                Self::AsText(raw_html::cdata(source).unwrap_or_default())
            }
            PieceKind::Comment | PieceKind::Instruction | PieceKind::Cdata => Self::Nothing,
            PieceKind::Open(Unclosed::Comment) => Self::Nothing,
            _ if begins_text => Self::AsText(source),
            _ => Self::AsHtml,
        }
    }
}

impl Compiler<'_> {
    /// A block of raw HTML, without remarks, and what is no HTML as text.
    pub(super) fn raw_block(&mut self, lines: &[EventSpan<'_>], range: &Range<usize>) {
        let lines = HtmlLines::of(lines, &self.cx.masked.original);
        // The sign that stands for a `<` elsewhere is none here, whoever wrote it.
        let html = lines.with_words(self.cx.masked).replace(LESS, " ");
        let raw = RawHtml { html: &html, written: Written::Lines(&lines) };
        self.containers_in(&raw);

        // Of a block that is a remark nothing stays, not even its line.
        let kept = self.without_remarks(&raw);
        if kept.trim().is_empty() {
            return;
        }
        match self.cx.is_trusted() {
            true => self.raw_pieces(&raw),
            false => {
                // Now, since the cleaner may write the text in another way.
                if html.contains("{{") {
                    self.no_variable(&raw.range(&(0..html.len())));
                }
                self.firm_block(&kept, &lines, range);
            }
        }
    }

    /// Tells of containers that stand in a block of HTML, where their lines are text.
    fn containers_in(&mut self, raw: &RawHtml<'_>) {
        if !raw.html.contains(":::") {
            return;
        }

        let mut verbatim: Option<&str> = None;
        for Piece { kind, bytes } in raw_html::pieces(raw.html) {
            match kind {
                PieceKind::Start(name) if verbatim.is_none() && is_one_of(&VERBATIM, name) => {
                    verbatim = Some(name);
                }
                PieceKind::End(name)
                    if verbatim.is_some_and(|open| open.eq_ignore_ascii_case(name)) =>
                {
                    verbatim = None;
                }
                PieceKind::Text if verbatim.is_none() => {
                    for (at, _) in raw.html[bytes.clone()].match_indices(":::") {
                        let at = bytes.start + at;
                        self.container_in_html(raw.range(&(at..at + ":::".len())).start);
                    }
                }
                _ => {}
            }
        }
    }

    fn container_in_html(&mut self, at: usize) {
        let Some(Marker::Open(opening)) = self.cx.masked.markers.get(&at) else { return };
        let message = format!(
            "this `:::{}` stands in a block of HTML, and is shown as it is written",
            opening.name
        );
        let help = "put a blank line before it, and one behind the `:::` that closes it";
        self.cx.problem(&checks::CONTAINER_SYNTAX, message, help, opening.span);
    }

    /// HTML that is passed on.
    fn raw_pieces(&mut self, raw: &RawHtml<'_>) {
        let mut in_script = false;
        for Piece { kind, bytes } in raw_html::pieces(raw.html) {
            let source = &raw.html[bytes.clone()];
            let begins_text = raw.begins_text(bytes.start, &self.as_text);
            match Passed::of(&kind, source, begins_text) {
                Passed::Nothing => continue,
                Passed::AsText(text) => {
                    let text = self.cx.masked.restore(text);
                    self.out.html().text(&text);
                    continue;
                }
                Passed::AsHtml => {}
            }
            match kind {
                PieceKind::Start(name) => {
                    in_script = is_one_of(&SCRIPTS, name);
                    raw_html::ids(source, &mut self.document.raw_ids);
                    self.raw_tag(raw, &bytes, name);
                }
                PieceKind::Text if !in_script => self.raw_text(raw, &bytes),
                _ => self.unfilled(source),
            }
        }
    }

    /// Text in HTML, with its variables.
    fn raw_text(&mut self, raw: &RawHtml<'_>, bytes: &Range<usize>) {
        let text = &raw.html[bytes.clone()];
        if text.contains("{{") && !matches!(raw.written, Written::Cleaned(..)) {
            self.no_variable(&raw.range(bytes));
        }

        let masked = self.cx.masked;
        for chunk in masked.chunks(text) {
            match chunk {
                // As in Markdown, a backslash is the way to show the braces themselves.
                MaskedChunk::Plain(text) => self.out.push(&text.replace("\\{{", "{{")),
                MaskedChunk::Use(number) => self.variable(number),
            }
        }
    }

    /// A tag that begins an element.
    fn raw_tag(&mut self, raw: &RawHtml<'_>, tag: &Range<usize>, name: &str) {
        let mut copied = tag.start;
        for attribute in raw_html::attributes(&raw.html[tag.clone()], name) {
            let Some(value) = attribute.value else { continue };
            let [whole, key, value] =
                [attribute.whole, attribute.name, value].map(|part| moved(part, tag.start));
            let key = &raw.html[key];

            let hole = match raw_html::value_kind(name, key) {
                ValueKind::Address(used_for) => {
                    let whole = [Candidate { address: value.clone(), size: value.end..value.end }];
                    self.addresses(raw, key, used_for, &whole)
                }
                ValueKind::Addresses(used_for) => {
                    let candidates = candidates(raw, &value);
                    self.addresses(raw, key, used_for, &candidates)
                }
                ValueKind::Words if raw.html[value.clone()].contains(SENTINEL) => {
                    self.unfilled(&raw.html[copied..whole.start]);
                    self.quoted(key, &raw.html[value]);
                    copied = whole.end;
                    continue;
                }
                ValueKind::Words | ValueKind::Other => None,
            };
            if let Some(hole) = hole {
                self.unfilled(&raw.html[copied..whole.start]);
                self.out.hole(Fill::Addresses(hole));
                copied = whole.end;
            }
        }
        self.unfilled(&raw.html[copied..tag.end]);
    }

    /// The addresses of an attribute; none where they stay as they are written, whatever the
    /// edition.
    fn addresses(
        &mut self,
        raw: &RawHtml<'_>,
        name: &str,
        used_for: AddressUse,
        candidates: &[Candidate],
    ) -> Option<AttributeId> {
        let mut addresses = Vec::with_capacity(candidates.len());
        for Candidate { address, size } in candidates {
            let written = raw_html::decoded(&raw.html[address.clone()]);
            let text = written.trim();
            let loads = used_for != AddressUse::Link;
            // What is part of the page is asked of nobody.
            let is_within = text.is_empty()
                || text.starts_with('#')
                || url::scheme(text).as_deref() == Some("data");
            if loads && is_within {
                return None;
            }

            let range = raw.range(address);
            let target = match loads && text.starts_with("//") {
                true => Target::External(text.to_owned()),
                false => self.target(text, &range),
            };
            if !loads && matches!(target, Target::External(_)) {
                return None;
            }
            let size = raw.html[size.clone()].trim_end();
            addresses.push(Address { target, size: size.into(), span: self.cx.span(&range) });
        }

        let attribute = AddressAttribute { name: name.into(), used_for, addresses };
        Some(AttributeId::of_added(attribute, &mut self.document.attributes))
    }

    /// An attribute whose value has variables in it.
    fn quoted(&mut self, name: &str, value: &str) {
        self.out.push(&format!(" {name}=\""));
        let masked = self.cx.masked;
        for chunk in masked.chunks(value) {
            match chunk {
                MaskedChunk::Plain(text) => {
                    let text = text.replace("\\{{", "{{").replace('"', "&quot;");
                    self.out.push(&text);
                }
                MaskedChunk::Use(number) => {
                    match masked.uses[number].variable {
                        Some(id) => self.out.hole(Fill::Quoted(id)),
                        None => self.out.push(masked.written(&masked.uses[number].span)),
                    }
                    self.cx.record_use(number);
                }
            }
        }
        self.out.push("\"");
    }

    /// HTML in which no variable is filled: its value could run there.
    fn unfilled(&mut self, html: &str) {
        let masked = self.cx.masked;
        for number in masked.uses_in(html) {
            let used = &masked.uses[number];
            // In a script, braces that name no variable mean something else.
            if used.variable.is_none() {
                continue;
            }
            let message = format!(
                "`{}` is not filled here: in a script, a style or such an attribute a value could \
                 run",
                masked.written(&used.span)
            );
            let help = "use it in text, in an address, or in an attribute such as `title`, `alt` \
                        or `data-name`, which a script can read";
            self.cx.problem(&checks::RAW_HTML, message, help, self.cx.span(&used.span));
        }
        self.out.push(&masked.restore(html));
    }

    /// Text within a line that belongs to a script or stylesheet.
    pub(super) fn script_text(&mut self, text: &str) {
        self.unfilled(text);
    }

    pub(super) fn inline_html(
        &mut self,
        html: &str,
        range: &Range<usize>,
        within: &mut InlineHtml,
    ) {
        // Comments are notes of the authors to each other, so none is published.
        if raw_html::is_remark(html) {
            return;
        }

        if self.cx.is_trusted() {
            match raw_html::pieces(html).next().map(|piece| piece.kind) {
                Some(PieceKind::Start(name)) => within.in_script = is_one_of(&SCRIPTS, name),
                Some(PieceKind::End(_)) => within.in_script = false,
                _ => {}
            }
            self.raw_pieces(&RawHtml { html, written: Written::Inline(range) });
            return;
        }

        // Not as it stands in the file: in a quote, its second line has a `>` in front.
        let original = &self.cx.masked.restore(html);
        match raw_html::inline_tag(original) {
            InlineTag::Void(name) => self.out.push(&format!("<{name}>")),
            InlineTag::Open(name) => {
                within.open.push(name);
                self.out.push(&format!("<{name}>"));
            }
            // Only the innermost may be closed, or two elements would overlap.
            InlineTag::Close(name) if within.open.last() == Some(&name) => {
                within.open.pop();
                self.out.push(&format!("</{name}>"));
            }
            _ => {
                self.out.html().text(original);
                self.raw_html_problem("readers see this HTML as it is written here", range);
            }
        }
    }

    fn raw_html_problem(&mut self, what: &str, range: &Range<usize>) {
        let message = format!("{what}: a firm may use simple formatting only");
        let help = "write it in Markdown, or ask the handbook's keeper to put it into the base or \
                    the theme";
        let span = self.cx.line(range);
        self.cx.problem(&checks::RAW_HTML, message, help, span);
    }
}

/// A firm's HTML.
impl Compiler<'_> {
    /// A block without its remarks, and with what begins text as such.
    fn without_remarks(&self, raw: &RawHtml<'_>) -> String {
        let mut kept = String::with_capacity(raw.html.len());
        for Piece { kind, bytes } in raw_html::pieces(raw.html) {
            let source = &raw.html[bytes.clone()];
            let begins_text = raw.begins_text(bytes.start, &self.as_text);
            match Passed::of(&kind, source, begins_text) {
                Passed::Nothing => {}
                Passed::AsText(text) => push_text(&mut kept, text),
                Passed::AsHtml => kept.push_str(source),
            }
        }
        kept
    }

    /// A block that is cleaned, part by part where it closes what another block has opened.
    fn firm_block(&mut self, html: &str, lines: &HtmlLines, range: &Range<usize>) {
        let raw = RawHtml::cleaned(html, lines);
        let mut open: Vec<OpenTag> = Vec::new();
        let mut start = 0;
        for Piece { kind, bytes } in raw_html::pieces(html) {
            match kind {
                // What is open beyond that stays open in no case.
                PieceKind::Start(name)
                    if raw_html::end_of(name) != End::NotNeeded && open.len() <= MOST_OPEN =>
                {
                    open.push(OpenTag { name: name.to_ascii_lowercase(), tag: bytes });
                }
                PieceKind::End(name) => {
                    let is_it = |tag: &OpenTag| tag.name.eq_ignore_ascii_case(name);
                    if let Some(at) = open.iter().rposition(is_it) {
                        open.truncate(at);
                    } else if self.open_html.innermost(name) {
                        self.firm_part(&html[start..bytes.start], Vec::new(), lines, range);
                        self.open_html.tags.pop();
                        self.out.push(&format!("</{}>\n", name.to_ascii_lowercase()));
                        start = bytes.end;
                    }
                }
                _ => {}
            }
        }

        let open = open.into_iter().map(|tag| OpenTag { tag: raw.range(&tag.tag), ..tag });
        let open = open.collect();
        self.firm_part(&html[start..], open, lines, range);
    }

    /// A part of a block, at the end of which some elements are open.
    fn firm_part(
        &mut self,
        html: &str,
        open: Vec<OpenTag>,
        lines: &HtmlLines,
        range: &Range<usize>,
    ) {
        if html.trim().is_empty() {
            return;
        }

        let (cleaned, lost) = raw_html::clean(html);
        // An entity may stand for the sign, too.
        let cleaned = cleaned.replace(LESS, " ");
        let left_open = self.left_open(&cleaned, &open);
        let shown = left_open.unwrap_or(&cleaned);
        self.raw_pieces(&RawHtml::cleaned(shown, lines));

        if lost {
            self.raw_html_problem("part of this HTML is left out", range);
        } else if left_open.is_some() {
            self.open_html.tags.extend(open);
        } else if let Some(OpenTag { name, tag }) = open.into_iter().next() {
            let message = format!(
                "`<{name}>` ends with its block of HTML: what follows the blank line is outside"
            );
            let help =
                format!("take the blank lines before `</{name}>` out, or write it in Markdown");
            let span = self.cx.line(&tag);
            self.cx.problem(&checks::RAW_HTML, message, help, span);
        }
    }

    /// A part that was cleaned, without the ends of elements that stay open; none where they do
    /// not.
    fn left_open<'h>(&self, cleaned: &'h str, open: &[OpenTag]) -> Option<&'h str> {
        let may_stay = |tag: &OpenTag| is_one_of(&MAY_STAY_OPEN, &tag.name);
        if open.is_empty()
            || !open.iter().all(may_stay)
            || self.open_html.tags.len() + open.len() > MOST_OPEN
        {
            return None;
        }

        raw_html::without_ends(cleaned, open.iter().rev().map(|tag| &*tag.name))
    }

    /// What is read next stands in blocks of its own. The answer is what stood around it, for
    /// [`Compiler::leave_html`].
    pub(super) fn enter_html(&mut self) -> usize {
        let inside = self.open_html.tags.len();
        std::mem::replace(&mut self.open_html.outside, inside)
    }

    /// It ends, and so do the elements that it opened.
    pub(super) fn leave_html(&mut self, around: usize) {
        self.close_html();
        self.open_html.outside = around;
    }

    /// Closes what is open: nothing outlasts a section, an item or a quote.
    pub(super) fn close_html(&mut self) {
        while self.open_html.tags.len() > self.open_html.outside {
            let Some(OpenTag { name, tag }) = self.open_html.tags.pop() else { return };
            self.out.push(&format!("</{name}>\n"));

            let message = format!(
                "`<{name}>` is not closed before the section, list item or quote ends in which it \
                 stands"
            );
            let help = match name.as_str() {
                "details" => {
                    "put `</details>` there, or write `:::details {summary=\"More\"}`".to_owned()
                }
                _ => format!("put `</{name}>` there"),
            };
            let span = self.cx.line(&tag);
            self.cx.problem(&checks::RAW_HTML, message, help, span);
        }
    }
}

/// An address in an attribute, and what follows it there.
struct Candidate {
    address: Range<usize>,
    size: Range<usize>,
}

/// The addresses of a list of them.
fn candidates(raw: &RawHtml<'_>, value: &Range<usize>) -> Vec<Candidate> {
    let candidates = raw_html::candidates(&raw.html[value.clone()]).into_iter();
    let placed = candidates.map(|(address, size)| Candidate {
        address: moved(address, value.start),
        size: moved(size, value.start),
    });
    placed.collect()
}

fn moved(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}
