//! The values of a text, from the parser's own events, each with its place.
//!
//! What is refused is refused here, by what the parser sees: there is no second reading of the text
//! that could be led astray.

use std::ops::Range;

use granit_parser::{
    ErrorKind, Event, Parser, ScalarStyle, ScanError, StrInput, StructureStyle, options,
};

use super::{Node, Value, YamlEntry, scalar};
use crate::diagnostic::Span;

/// Lists and groups of keys inside each other. Nobody nests this deep, and whoever walks through a
/// value may do so by calling itself.
const MAX_DEPTH: usize = 64;
/// Keys and values of one text, empty ones too: `[,,,]` asks for many times its own size.
const MAX_NODES: usize = 250_000;

/// Why a text is not read, and the bytes of it where that shows.
pub(super) struct Refused {
    pub(super) problem: Problem,
    pub(super) at: Range<usize>,
}

/// What is wrong with a text.
pub(super) enum Problem {
    /// Not YAML, in the words of the parser.
    Syntax(String),
    /// A tab where only spaces may indent.
    Tab,
    /// Too many lists and groups inside each other.
    Deep,
    /// Too many keys and values.
    Many,
    /// A name for a value, or a value by its name.
    Anchor,
    /// A type for a value.
    Tag,
}

/// What becomes of types that are named before values, such as `!x`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    /// The text is refused.
    Refused,
    /// The value is what it would be without.
    PassedOver,
}

/// Reads a text that stands at `offset` in its file. A text without anything in it is nothing.
pub(super) fn read(text: &str, offset: usize, tags: Tags) -> Result<Node, Refused> {
    let options = options! {
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        // So that an alias is told apart from other mistakes, whatever it names.
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        // One that the parser does not know would take its line with it, and nobody be told.
        disallow_directives: true,
        // As most tools read it.
        block_scalar_eof_without_line_feed: true,
    };
    let events = Parser::new_from_str_with_options(text, options);
    Reader { text, offset, tags, events, open: Vec::new(), nodes: 0 }.document()
}

fn syntax(words: &str, at: Range<usize>) -> Refused {
    Refused { problem: Problem::Syntax(words.to_owned()), at }
}

struct Reader<'t> {
    text: &'t str,
    offset: usize,
    tags: Tags,
    events: Parser<'t, StrInput<'t>>,
    /// The lists and groups of keys that are not closed yet.
    open: Vec<StructureStyle>,
    /// Keys and values so far.
    nodes: usize,
}

impl<'t> Reader<'t> {
    fn document(&mut self) -> Result<Node, Refused> {
        let whole = Span::from(0..self.text.trim_end().len()).shifted(self.offset);
        let mut root: Option<Node> = None;
        loop {
            let (event, at) = self.event()?;
            match event {
                Event::StreamEnd => break,
                Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(..) if root.is_none() => {}
                Event::DocumentStart(..) => {
                    return Err(syntax("a second document begins here, and only one is read", at));
                }
                event => root = Some(self.node(event, &at, whole)?),
            }
        }
        Ok(Node { value: root.map_or(Value::Null, |root| root.value), span: whole })
    }

    /// The next event and the bytes that it was read from. Whatever has an anchor or a tag, or is
    /// an alias, ends here.
    fn event(&mut self) -> Result<(Event<'t>, Range<usize>), Refused> {
        let end = self.text.len();
        let Some(next) = self.events.next() else { return Ok((Event::StreamEnd, end..end)) };
        let (event, span) = next.map_err(|error| self.refused(&error))?;
        let at = span.byte_range().unwrap_or(end..end);

        if event.is_alias() {
            return Err(Refused { problem: Problem::Anchor, at });
        }
        if event.anchor_id().is_some() {
            // It is told after the value that it names.
            let named = self.events.next().and_then(Result::ok);
            let at = named.and_then(|(_, span)| span.byte_range()).unwrap_or(at);
            return Err(Refused { problem: Problem::Anchor, at });
        }
        if event.tag().is_some() && self.tags == Tags::Refused {
            let at = span.tag_span().and_then(|span| span.byte_range()).unwrap_or(at);
            return Err(Refused { problem: Problem::Tag, at });
        }
        // In brackets, other tools take what follows these for a key or a value of its own.
        if let Event::Scalar(text, ScalarStyle::Plain, ..) = &event
            && text.starts_with(['?', ':'])
            && self.open.last() == Some(&StructureStyle::Flow)
        {
            return Err(syntax("a text that begins with `?` or `:` needs quotes here", at));
        }
        Ok((event, at))
    }

    /// The value that begins with an event. `above`: the key or list that it belongs to, which
    /// stands in for a value that has no bytes of its own.
    fn node(&mut self, event: Event<'t>, at: &Range<usize>, above: Span) -> Result<Node, Refused> {
        self.count(at)?;

        let mut span = self.first_line(at.clone());
        let value = match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) => scalar::plain(&text),
            Event::Scalar(text, ..) => Value::Text(text.into_owned()),
            Event::SequenceStart(style, ..) => {
                self.descend(style, at)?;
                let (items, end) = self.items(above)?;
                self.open.pop();
                span = self.first_line(at.start..end);
                Value::List(items)
            }
            Event::MappingStart(style, ..) => {
                self.descend(style, at)?;
                let (entries, end) = self.entries()?;
                self.open.pop();
                span = self.first_line(at.start..end);
                Value::Map(entries)
            }
            _ => return Err(syntax("did not find expected node content", at.clone())),
        };
        Ok(Node { value, span: if span.is_empty() { above } else { span } })
    }

    /// The items of a list up to its end, and where that is.
    fn items(&mut self, above: Span) -> Result<(Vec<Node>, usize), Refused> {
        let mut items = Vec::new();
        loop {
            let (event, at) = self.event()?;
            if event == Event::SequenceEnd {
                return Ok((items, at.end));
            }
            items.push(self.node(event, &at, above)?);
        }
    }

    /// The keys of a group and their values up to its end, and where that is.
    fn entries(&mut self) -> Result<(Vec<YamlEntry>, usize), Refused> {
        let mut entries = Vec::new();
        loop {
            let (event, at) = self.event()?;
            // Keys are names here, whatever YAML takes them for, as with `2026:` or `true:`.
            let (key, style) = match event {
                Event::MappingEnd => return Ok((entries, at.end)),
                Event::Scalar(key, style, ..) => (key.into_owned(), style),
                _ => return Err(syntax("a key must be a single word", at)),
            };
            self.count(&at)?;
            if at.is_empty() {
                return Err(syntax("a key must be a single word", at));
            }

            let key_span = self.key_span(at, style);
            let (event, at) = self.event()?;
            let has_lines = matches!(
                event,
                Event::SequenceStart(StructureStyle::Block, ..)
                    | Event::MappingStart(StructureStyle::Block, ..)
            );
            let mut value = self.node(event, &at, key_span)?;
            // Who looks for a list or group of lines looks for what stands above them.
            if has_lines {
                value.span = key_span;
            }
            entries.push(YamlEntry { key, key_span, value });
        }
    }

    fn descend(&mut self, style: StructureStyle, at: &Range<usize>) -> Result<(), Refused> {
        self.open.push(style);
        if self.open.len() > MAX_DEPTH {
            return Err(Refused { problem: Problem::Deep, at: at.clone() });
        }
        Ok(())
    }

    fn count(&mut self, at: &Range<usize>) -> Result<(), Refused> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Refused { problem: Problem::Many, at: at.clone() });
        }
        Ok(())
    }

    /// A key's own bytes, without its quotes.
    fn key_span(&self, at: Range<usize>, style: ScalarStyle) -> Span {
        let is_quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        let at = if is_quoted && at.len() >= 2 { at.start + 1..at.end - 1 } else { at };
        self.first_line(at)
    }

    /// What of a value stands on its first line, in the file: enough to find it by.
    fn first_line(&self, at: Range<usize>) -> Span {
        let shown = self.text.get(at.clone()).unwrap_or_default();
        let shown = shown.lines().next().unwrap_or_default().trim_end();
        Span::from(at.start..at.start + shown.len()).shifted(self.offset)
    }

    /// Why the parser stopped.
    fn refused(&self, error: &ScanError) -> Refused {
        let at = error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        let problem = match error.kind() {
            ErrorKind::RecursionLimitExceeded => Problem::Deep,
            ErrorKind::MissingAnchorOrAliasName => Problem::Anchor,
            ErrorKind::UndeclaredTagHandle
            | ErrorKind::InvalidTagTerminator
            | ErrorKind::MissingTagUri
            | ErrorKind::UnclosedVerbatimTag => Problem::Tag,
            ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabNotAllowed => return self.tab(at),
            ErrorKind::BomInsideDocument => Problem::Syntax(
                "an invisible byte order mark (U+FEFF) stands here, which must go".to_owned(),
            ),
            kind => Problem::Syntax(words(kind)),
        };
        let length = self.text[at..].chars().next().map_or(0, char::len_utf8);
        Refused { problem, at: at..at + length }
    }

    /// A tab that the parser stopped for: on the line it names, or on a later one of the same text.
    fn tab(&self, at: usize) -> Refused {
        let start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let mut line_start = start;
        for line in self.text[start..].split_inclusive('\n') {
            if line.trim_start_matches(' ').starts_with('\t') {
                let end = line_start + line.trim_end().len();
                return Refused { problem: Problem::Tab, at: line_start..end };
            }
            line_start += line.len();
        }
        syntax("a tab cannot stand here", at..at)
    }
}

/// What the parser complains of, in the words of an editor where they are other than its own.
fn words(kind: &ErrorKind) -> String {
    let words = match kind {
        ErrorKind::UnclosedQuotedScalar => "a quote is opened here and never closed",
        ErrorKind::InvalidTrailingSingleQuotedScalar => {
            "text follows the closing quote; a quote within the text is written `''`"
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "text follows the closing quote; a quote within the text is written `\\\"`"
        }
        ErrorKind::UnclosedFlowCollection { .. } => "a bracket is opened here and never closed",
        ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            "this bracket closes none that is open"
        }
        ErrorKind::InvalidColonPlacement => "a key stands here within brackets never closed",
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => "a value is missing here",
        ErrorKind::PlainScalarStartsWithDashFlowIndicator => "a `-` alone needs quotes here",
        ErrorKind::SimpleKeyExpected => "could not find expected ':'",
        ErrorKind::BomInsideDocument => {
            "an invisible byte order mark (U+FEFF) stands here, which must go"
        }
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
            "control characters are not allowed"
        }
        ErrorKind::DirectiveDisallowed => "% cannot begin a text without quotes",
        ErrorKind::UnexpectedCharacter { character } => {
            return format!("{character} cannot begin a text without quotes");
        }
        other => {
            let words = other.to_string();
            // What it was about to read helps only those who know its grammar.
            return match words.split_once(", ") {
                Some((about, words)) if about.starts_with("while ") => words.to_owned(),
                _ => words,
            };
        }
    };
    words.to_owned()
}
