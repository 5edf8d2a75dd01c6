//! A body's HTML before it is written: what in it is none, and what would swallow the page.
//!
//! Markdown knows no elements, only brackets, so to it `<first name>` is a tag and a remark that is
//! never closed goes on to the end of the file. Where a page has such, it is mended and read again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::events::EventSpan;
use super::foreign;
use crate::diagnostic::checks::{self, Check};
use crate::parse::MAX_DIAGNOSTICS;
use crate::parse::html;
use crate::parse::mask::{Marker, Masked, Mend};
use crate::parse::raw_html::{self, End, Foreign, Piece, PieceKind, Unclosed};

/// A body is read so often at most; one mending seldom shows that another is needed.
pub(super) const MOST_READINGS: usize = 16;

/// More of a tag is not repeated in a message, in characters.
const MOST_SHOWN: usize = 60;

/// The elements whose text the parser takes for HTML up to their end, blank lines and all.
const WHOLE: [&str; 4] = ["script", "pre", "style", "textarea"];

/// What a reading of a body's HTML shows.
#[derive(Default)]
pub(super) struct Markup {
    /// What to change before the next reading.
    pub(super) mends: Vec<Mend>,
    /// Problems that are not seen again once that is done.
    pub(super) mended: Vec<HtmlProblem>,
    /// All others.
    pub(super) problems: Vec<HtmlProblem>,
    /// Where a `<` in a block of HTML begins text.
    pub(super) as_text: HashSet<usize>,
    /// The events of inline HTML that are text.
    pub(super) texts: Vec<usize>,
}

/// Something wrong with the HTML.
pub(super) struct HtmlProblem {
    pub(super) check: &'static Check,
    pub(super) message: String,
    pub(super) help: String,
    /// Bytes of the body.
    pub(super) range: Range<usize>,
    /// The name that it is about, where that is no element's, in small letters.
    unknown: Option<String>,
}

/// The lines of a block of HTML, without what stands before them in a quote or list.
pub(super) struct HtmlLines {
    pub(super) html: String,
    /// Where each line begins: here, and in the body.
    starts: Vec<(usize, usize)>,
}

impl HtmlLines {
    pub(super) fn of(lines: &[EventSpan<'_>], original: &str) -> Self {
        let mut html = String::new();
        let mut starts = Vec::with_capacity(lines.len());
        for (_, line) in lines {
            starts.push((html.len(), line.start));
            html.push_str(&original[line.clone()]);
        }
        Self { html, starts }
    }

    /// The lines as written, but for uses of variables, each of which is one word.
    pub(super) fn with_words(&self, masked: &Masked<'_>) -> String {
        let mut html = self.html.clone();
        for (at, (start, place)) in self.starts.iter().enumerate() {
            let end = self.starts.get(at + 1).map_or(html.len(), |(next, _)| *next);
            let uses = masked.uses_within(*place..*place + end - start);
            for span in uses {
                let (word, at) = (&masked.text[span.clone()], start + span.start - place);
                html.replace_range(at..at + word.len(), word);
            }
        }
        html
    }

    /// Where a part of the block stands in the body.
    pub(super) fn range(&self, part: &Range<usize>) -> Range<usize> {
        let start = self.place(part.start);
        // Not behind the line's end, which may be another line's beginning here.
        let end = part.end.checked_sub(1).filter(|last| *last >= part.start);
        start..end.map_or(start, |last| self.place(last) + 1)
    }

    /// Where a byte of the block stands in the body.
    pub(super) fn place(&self, at: usize) -> usize {
        let line = self.starts.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.starts.get(line).map_or(at, |(here, there)| there + at - here)
    }
}

impl Markup {
    /// Reads the HTML among the events of a body. `known` are problems that were mended before.
    pub(super) fn of(
        events: &[EventSpan<'_>],
        masked: &Masked<'_>,
        is_trusted: bool,
        known: &[HtmlProblem],
    ) -> Self {
        // Neither tag nor remark.
        if !masked.text.contains('<') {
            return Self::default();
        }

        let mut reader = HtmlReader {
            original: &masked.original,
            markers: &masked.markers,
            is_trusted,
            foreign: Foreign::default(),
            open: BTreeMap::new(),
            unknown: known.iter().filter_map(|problem| problem.unknown.clone()).collect(),
            remark_end: 0,
            found: Self::default(),
        };
        reader.read(events);
        reader.never_closed();
        reader.found
    }
}

/// Makes text of those events that are no HTML.
pub(super) fn make_texts(events: &mut [EventSpan<'_>], texts: &[usize]) {
    for at in texts {
        if let (event @ Event::InlineHtml(_), _) = &mut events[*at]
            && let Event::InlineHtml(html) = std::mem::replace(event, Event::SoftBreak)
        {
            *event = Event::Text(match raw_html::cdata(&html) {
                Some(text) => text.to_owned().into(),
                None => html,
            });
        }
    }
}

/// An element that is open.
struct OpenElement {
    /// The body's bytes of its tag.
    range: Range<usize>,
    /// Its event, where it stands within a line.
    event: Option<usize>,
}

struct HtmlReader<'m> {
    original: &'m str,
    markers: &'m HashMap<usize, Marker>,
    is_trusted: bool,
    foreign: Foreign,
    /// Elements that are open, by their names in small letters.
    open: BTreeMap<String, Vec<OpenElement>>,
    /// Names of no element that were told, in small letters.
    unknown: HashSet<String>,
    /// Where the last remark ends that is to be taken out.
    remark_end: usize,
    found: Markup,
}

impl HtmlReader<'_> {
    fn read(&mut self, events: &[EventSpan<'_>]) {
        let mut at = 0;
        while let Some((event, range)) = events.get(at) {
            at += 1;
            match event {
                Event::Start(Tag::CodeBlock(_)) => {
                    at += length_to(&events[at..], TagEnd::CodeBlock);
                }
                Event::Start(Tag::HtmlBlock) => {
                    let lines = &events[at..at + length_to(&events[at..], TagEnd::HtmlBlock)];
                    at += lines.len();
                    let first = lines.first().map(|(_, line)| line.start);
                    if first.is_some_and(|first| !self.markers.contains_key(&first)) {
                        self.block(&HtmlLines::of(lines, self.original));
                    }
                }
                Event::InlineHtml(html) => {
                    match raw_html::pieces(html).next().map(|piece| piece.kind) {
                        Some(kind @ (PieceKind::Start(_) | PieceKind::End(_))) => {
                            self.tag(kind, range.clone(), Some(at - 1));
                        }
                        Some(PieceKind::Cdata) if self.foreign.is_open() => {
                            self.found.texts.push(at - 1);
                        }
                        _ => {}
                    }
                }
                Event::Text(_) => self.text(range),
                _ => {}
            }
        }
    }

    /// A block of HTML. Where it has to be read again as something else, no more of it is looked
    /// at.
    fn block(&mut self, lines: &HtmlLines) {
        let html = &lines.html;
        let mut opens_block = true;
        for Piece { kind, bytes } in raw_html::pieces(html) {
            let source = &html[bytes.clone()];
            let place = lines.place(bytes.start);
            let range = place..place + source.lines().next().unwrap_or_default().len();
            match kind {
                PieceKind::Text if source.trim().is_empty() => continue,
                PieceKind::Text | PieceKind::Instruction => {}
                PieceKind::Cdata if !self.foreign.is_open() => {}
                PieceKind::Stray | PieceKind::Cdata => drop(self.found.as_text.insert(place)),
                PieceKind::Comment if holds_another(source) => return self.unclosed_comment(place),
                PieceKind::Comment if opens_block && source.ends_with("--!>") => {
                    let end = lines.place(bytes.end - "--!>".len());
                    let mend = Mend::End(end..end + "--!>".len(), " -->".to_owned());
                    return self.found.mends.push(mend);
                }
                PieceKind::Comment => {}
                PieceKind::Open(Unclosed::Comment) => return self.comment(place),
                PieceKind::Open(opened) => return self.never_ends(opened, range, opens_block),
                PieceKind::Start(name) | PieceKind::End(name) => {
                    if opens_block && !self.foreign.knows(name) {
                        if let Some(problem) = self.unknown_tag(kind, range) {
                            push(&mut self.found.mended, problem);
                        }
                        return self.found.mends.push(Mend::Text(place));
                    }
                    if opens_block
                        && self.goes_on(name, &html[bytes.end..], &range, |at| {
                            lines.place(bytes.end + at)
                        })
                    {
                        return;
                    }
                    self.tag(kind, range, None);
                }
            }
            opens_block = false;
        }
    }

    /// Whether the parser does not see where the element ends that a block begins with.
    fn goes_on(
        &mut self,
        name: &str,
        rest: &str,
        range: &Range<usize>,
        place: impl Fn(usize) -> usize,
    ) -> bool {
        let name = name.to_ascii_lowercase();
        if !WHOLE.contains(&name.as_str()) {
            return false;
        }

        let Some(end) = html::end_tag(rest, &name) else {
            push(&mut self.found.mended, never_closed(&name, range.clone()));
            self.found.mends.push(Mend::Text(range.start));
            return true;
        };
        let (written, known) = (&rest[end.clone()], format!("</{name}>"));
        // An attribute or a line break is nothing that would fit into the same room.
        let fits = written.trim_end_matches('>').trim_end().len() + 1 == known.len();
        if written == known || !fits || written.contains('\n') {
            return false;
        }
        let at = place(end.start);
        let known = format!("{known:<length$}", length = written.len());
        self.found.mends.push(Mend::End(at..at + written.len(), known));
        true
    }

    fn tag(&mut self, kind: PieceKind<'_>, range: Range<usize>, event: Option<usize>) {
        let (PieceKind::Start(name) | PieceKind::End(name)) = kind else { return };
        if !self.foreign.knows(name) {
            self.make_text(range.start, event);
            if let Some(problem) = self.unknown_tag(kind, range) {
                push(&mut self.found.problems, problem);
            }
            return;
        }

        let lower = name.to_ascii_lowercase();
        if matches!(kind, PieceKind::End(_)) {
            self.foreign.close(name);
            if let Some(open) = self.open.get_mut(&lower) {
                open.pop();
            }
            return;
        }

        let was_foreign = self.foreign.is_open();
        let holds_nothing = self.original[range.clone()].ends_with("/>");
        if holds_nothing && (was_foreign || ["svg", "math"].contains(&lower.as_str())) {
            return;
        }
        self.foreign.open(name);
        // What a firm opens is closed for it, and a picture's elements end with it.
        if self.is_trusted && !was_foreign && raw_html::end_of(name) != End::NotNeeded {
            self.open.entry(lower).or_default().push(OpenElement { range, event });
        }
    }

    /// The complaint about a tag of no element.
    fn unknown_tag(&mut self, kind: PieceKind<'_>, range: Range<usize>) -> Option<HtmlProblem> {
        let (PieceKind::Start(name) | PieceKind::End(name)) = kind else { return None };
        let is_new = self.unknown.insert(name.to_ascii_lowercase());
        // Whoever mends the start mends the end.
        if !is_new && matches!(kind, PieceKind::End(_)) {
            return None;
        }
        // Told as such.
        if foreign::is_component_at(self.original, range.start) {
            return None;
        }

        let tag = shown(&self.original[range.clone()]);
        let inside = tag.trim_start_matches('<').trim_end_matches('>');
        Some(HtmlProblem {
            check: &checks::RAW_HTML,
            message: format!("`{tag}` is no HTML element: it is shown as it is written"),
            help: format!("write `&lt;{inside}&gt;`, or put it between backticks"),
            range,
            unknown: Some(name.to_ascii_lowercase()),
        })
    }

    /// A run of text: a remark in it is cut by a blank line or a cell, or is never closed.
    fn text(&mut self, range: &Range<usize>) {
        for (at, _) in self.original[range.clone()].match_indices('<') {
            let at = range.start + at;
            let (before, rest) = self.original.split_at(at);
            let is_escaped = (before.len() - before.trim_end_matches('\\').len()) % 2 == 1;
            if rest.starts_with(Unclosed::Comment.sign()) && !is_escaped {
                self.comment(at);
            }
        }
    }

    /// A remark that the parser has not found the end of. It may stand after a blank line.
    fn comment(&mut self, at: usize) {
        if at < self.remark_end {
            return;
        }

        let rest = &self.original[at..];
        let sign = Unclosed::Comment.sign();
        // Not beyond the next one, whose end it would be.
        let next = rest[sign.len()..].find(sign).map_or(rest.len(), |next| sign.len() + next);
        match raw_html::comment_length(&rest[..next]) {
            Some(length) => self.remark(at..at + length),
            None => self.unclosed_comment(at),
        }
    }

    fn remark(&mut self, range: Range<usize>) {
        self.remark_end = range.end;
        self.found.mends.push(Mend::Remark(range));
    }

    fn unclosed_comment(&mut self, at: usize) {
        let length = self.original[at..].lines().next().unwrap_or_default().trim_end().len();
        let range = at..at + length;
        let problem = HtmlProblem {
            check: &checks::UNCLOSED_HTML,
            message: "this remark is never closed: it would go on to the end of the page"
                .to_owned(),
            help: "put `-->` at its end; to show the signs themselves, write `&lt;!--`".to_owned(),
            range: range.clone(),
            unknown: None,
        };
        push(&mut self.found.mended, problem);
        self.remark(range);
    }

    fn never_ends(&mut self, opened: Unclosed, range: Range<usize>, opens_block: bool) {
        let (sign, end) = (opened.sign(), opened.end());
        let what = shown(&self.original[range.clone()]);
        let problem = HtmlProblem {
            check: &checks::UNCLOSED_HTML,
            message: format!("`{what}` is never closed: it would go on to the next `{end}`"),
            help: format!(
                "put `{end}` at its end; to show it, write `{}`",
                sign.replace('<', "&lt;")
            ),
            range: range.clone(),
            unknown: None,
        };
        if opens_block {
            push(&mut self.found.mended, problem);
            self.found.mends.push(Mend::Text(range.start));
        } else {
            push(&mut self.found.problems, problem);
            self.found.as_text.insert(range.start);
        }
    }

    /// The elements that are open at the end of the page.
    fn never_closed(&mut self) {
        let open = std::mem::take(&mut self.open).into_iter();
        let mut open: Vec<(String, OpenElement)> = open
            .flat_map(|(name, open)| open.into_iter().map(move |element| (name.clone(), element)))
            .collect();
        open.sort_by_key(|(_, element)| element.range.start);

        for (name, OpenElement { range, event }) in open {
            if raw_html::end_of(&name) != End::Vital {
                push(&mut self.found.problems, left_open(&name, range));
                continue;
            }
            self.make_text(range.start, event);
            push(&mut self.found.problems, never_closed(&name, range));
        }
        self.found.problems.sort_by_key(|problem| problem.range.start);
    }

    /// A `<` begins text: that of an event, or of a block.
    fn make_text(&mut self, at: usize, event: Option<usize>) {
        match event {
            Some(event) => self.found.texts.push(event),
            None => drop(self.found.as_text.insert(at)),
        }
    }
}

/// Adds a problem; no more of a page than will be told.
fn push(problems: &mut Vec<HtmlProblem>, problem: HtmlProblem) {
    if problems.len() <= MAX_DIAGNOSTICS {
        problems.push(problem);
    }
}

/// Whether a remark holds a blank line and, after it, the beginning of another: most likely its own
/// end was forgotten.
fn holds_another(comment: &str) -> bool {
    let mut lines = comment.lines();
    lines.any(|line| line.trim().is_empty())
        && lines.any(|line| line.contains(Unclosed::Comment.sign()))
}

fn never_closed(name: &str, range: Range<usize>) -> HtmlProblem {
    HtmlProblem {
        check: &checks::UNCLOSED_HTML,
        message: format!(
            "`<{name}>` is never closed: browsers would take the rest of the page for part of it"
        ),
        help: format!(
            "put `</{name}>` at its end; to show the word itself, write `&lt;{name}&gt;`"
        ),
        range,
        unknown: None,
    }
}

fn left_open(name: &str, range: Range<usize>) -> HtmlProblem {
    HtmlProblem {
        check: &checks::RAW_HTML,
        message: format!("`<{name}>` is HTML, which readers do not see, and it is never closed"),
        help: format!(
            "put `</{name}>` at its end; to show the word itself, write `&lt;{name}&gt;`"
        ),
        range,
        unknown: None,
    }
}

/// A tag as it is repeated in a message.
fn shown(tag: &str) -> String {
    let line = tag.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// The number of events before an end.
fn length_to(events: &[EventSpan<'_>], end: TagEnd) -> usize {
    let found = events.iter().position(|(event, _)| *event == Event::End(end));
    found.unwrap_or(events.len())
}
