//! What is done to a body before the Markdown parser sees it, without moving a byte.
//!
//! - `{{ name }}` becomes a word of the same length that the parser passes on untouched, even as
//!   the target of a link, where spaces would end it.
//! - A line that opens or closes a container (`:::`) becomes a processing instruction `<?…?>` of
//!   the same length, which is a block of its own wherever it stands, in lists and quotes too.
//! - Spaces in a heading's quoted attributes become a control character.
//! - Where the parser's first reading shows that a browser would read something else, it reads a
//!   second time: [`Masked::mend`].
//!
//! In code, [`Masked::restore`] and the original text bring back what was written.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::attributes::{self, Pairs};
use super::html::{self, Interpolated};
use crate::diagnostic::{Diagnostic, Place, Span, checks};
use crate::load::PageSource;
use crate::project::{VarId, Variables, variables};

/// Begins the word that stands for a variable. A noncharacter, so no text may hold it; where one
/// does all the same, it is shown as U+FFFD, of the same length.
pub(super) const SENTINEL: char = '\u{FDD0}';
/// Stands for a space in a heading's quoted attribute.
pub(super) const SPACE: char = '\u{1}';
/// Stands for a `<` that begins text, where the parser would take it for HTML.
pub(super) const LESS: char = '\u{2}';
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Two digits name a use of a variable, so a file can have this many.
const MAX_USES: usize = 62 * 62;

/// A body ready for the Markdown parser, of the same length as the text it stands for.
pub(super) struct Masked<'t> {
    /// The body's text as written, but for remarks that the parser does not see as such.
    pub(super) original: Cow<'t, str>,
    /// The body as the parser is to see it.
    pub(super) text: Cow<'t, str>,
    /// Where the body begins in its file.
    pub(super) offset: usize,
    /// Uses of variables, by the number that stands in their word.
    pub(super) uses: Vec<Use>,
    /// Container lines, by their offset in the body.
    pub(super) markers: HashMap<usize, Marker>,
    /// What stands in braces at the end of items in forms, by the item's offset in the body.
    pub(super) braces: BTreeMap<usize, Pairs>,
}

/// What to change of a body so that the parser reads it as browsers do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mend {
    /// The `<` here begins text.
    Text(usize),
    /// These bytes are a remark.
    Remark(Range<usize>),
    /// These bytes are an end as browsers know it, but not the parser, which knows this one.
    End(Range<usize>, String),
}

/// One `{{ name }}`.
pub(super) struct Use {
    pub(super) span: Range<usize>,
    pub(super) name: String,
    pub(super) variable: Option<VarId>,
}

/// A line of three colons or more.
pub(super) enum Marker {
    Open(Opening),
    Close,
}

/// The line that opens a container.
pub(super) struct Opening {
    pub(super) name: String,
    pub(super) attributes: Pairs,
    pub(super) span: Span,
}

impl Opening {
    /// An attribute's value.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        attributes::value_of(&self.attributes, key)
    }
}

/// How a container is written.
#[derive(Clone, Copy, Default)]
pub(super) struct ContainerSyntax {
    /// Whether the items of the lists inside may end in `{…}`.
    pub(super) item_braces: bool,
    /// The attribute that may stand without its name.
    pub(super) title: Option<&'static str>,
}

/// How the container of a name is written; none where there is no such container.
pub(super) type FindSyntax = fn(&str) -> Option<ContainerSyntax>;

/// Prepares the part of a file after its front matter.
pub(super) fn mask<'t>(
    source: &'t PageSource,
    offset: usize,
    variables: &Variables,
    find_syntax: FindSyntax,
    diagnostics: &mut Vec<Diagnostic>,
) -> Masked<'t> {
    let original = &source.text[offset..];

    let mut masked = Masked {
        original: Cow::Borrowed(original),
        text: Cow::Borrowed(original),
        offset,
        uses: Vec::new(),
        markers: HashMap::new(),
        braces: BTreeMap::new(),
    };

    // Most bodies have none of these and are not copied.
    if original.contains(SENTINEL) {
        masked.text = Cow::Owned(original.replace(SENTINEL, "\u{FFFD}"));
    }
    if original.contains("{{") {
        masked.variables(&source.file, variables, diagnostics);
    }
    // Two colons tell enough, and are found several bytes at a time; three equal ones are not.
    if original.contains("::") {
        masked.containers(&source.file, find_syntax, diagnostics);
    }
    // After the variables: their braces and blanks would mislead the search for quotes.
    if original.contains("\"}") || original.contains("\" ") {
        masked.heading_quotes();
    }
    masked
}

impl Masked<'_> {
    /// A range of the body's text as written.
    pub(super) fn written(&self, range: &Range<usize>) -> &str {
        &self.original[range.start..range.end]
    }

    fn variables(
        &mut self,
        file: &Arc<str>,
        variables: &Variables,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let mut at = 0;
        while let Some(found) = self.text[at..].find("{{").map(|found| at + found) {
            at = found + 2;
            // The backslash is left to the parser, to which `\{` is a brace and nothing more.
            let escaped = self.text[..found].ends_with('\\');
            let used = html::in_braces(&self.text[found..]);
            let used = used.map(|(name, length)| (name.trim_matches(' '), found + length));
            let named = used.filter(|(name, _)| !escaped && variables::is_name(name));
            let Some((name, end)) = named else { continue };

            if self.uses.len() == MAX_USES {
                let span = Span::from(found..end).shifted(self.offset);
                diagnostics.push(too_many_uses(Place::at(file, span)));
                break;
            }

            let word = use_word(self.uses.len(), end - found);
            let variable = variables.find(name);
            self.uses.push(Use { span: found..end, name: name.to_owned(), variable });
            self.text.to_mut().replace_range(found..end, &word);
            at = end;
        }
    }

    fn containers(
        &mut self,
        file: &Arc<str>,
        find_syntax: FindSyntax,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let text = self.text.to_mut();
        let mut at = 0;
        let mut open: Vec<Option<ContainerSyntax>> = Vec::new();
        // The text as written, since a variable in an attribute is read from it later on.
        for line in self.original.split_inclusive('\n') {
            // A container may stand in a list or quote, so whatever comes before the colons is
            // kept.
            let prefix = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
            let content = line[prefix..].trim_end();
            let start = at + prefix;
            at += line.len();

            if !content.starts_with(":::") {
                let may_end_in_braces =
                    open.last().is_some_and(|inside| inside.is_some_and(|it| it.item_braces));
                if may_end_in_braces && let Some((braces, pairs)) = trailing_braces(content) {
                    let blank = " ".repeat(braces.len());
                    text.replace_range(start + braces.start..start + braces.end, &blank);
                    self.braces.insert(start, pairs);
                }
                continue;
            }

            let span = Span::from(start..start + content.len()).shifted(self.offset);
            let marker = match opened(content) {
                None => {
                    open.pop();
                    Marker::Close
                }
                Some((name, rest)) => {
                    let syntax = find_syntax(name);
                    open.push(syntax);
                    let attributes = attributes_after(name, rest, syntax).unwrap_or_else(|| {
                        // Of a container that is not there, this is told.
                        diagnostics.extend(syntax.map(|_| no_attributes(file, span)));
                        Pairs::default()
                    });
                    Marker::Open(Opening { name: name.to_owned(), attributes, span })
                }
            };

            // In a block of code this does no harm: its text is taken from the original.
            text.replace_range(start..start + content.len(), &instruction(content.len()));
            self.markers.insert(start, marker);
        }
    }

    fn heading_quotes(&mut self) {
        // The parser cuts the attributes of a heading at each space, in quotes or not.
        let mut edits = Vec::new();
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let content = line.trim_end();
            if !content.trim_start().starts_with('#') || !content.ends_with('}') {
                continue;
            }

            let Some(open) = content.rfind('{') else { continue };
            let mut quoted = false;
            for (position, byte) in content.bytes().enumerate().skip(open) {
                quoted ^= byte == b'"';
                if quoted && byte == b' ' {
                    edits.push(start + position);
                }
            }
        }

        // What stands for a space has one byte as well, so the other positions stay right.
        for at in edits {
            self.text.to_mut().replace_range(at..=at, SPACE.encode_utf8(&mut [0; 1]));
        }
    }

    /// Makes the parser read a body otherwise. Nothing moves by it. The remarks are in the order of
    /// the text.
    pub(super) fn mend(&mut self, mends: &[Mend]) {
        let mut remarks: Vec<&Range<usize>> = Vec::new();
        for mend in mends {
            match mend {
                Mend::Text(at) => {
                    let text = self.text.to_mut();
                    text.replace_range(*at..=*at, LESS.encode_utf8(&mut [0; 1]));
                }
                Mend::End(range, end) => self.text.to_mut().replace_range(range.clone(), end),
                Mend::Remark(range) => {
                    self.blank(range);
                    remarks.push(range);
                }
            }
        }

        // A line of colons in a remark opens and closes nothing.
        self.markers.retain(|at, _| {
            let next = remarks.partition_point(|remark| remark.end <= *at);
            remarks.get(next).is_none_or(|remark| *at < remark.start)
        });
    }

    /// Puts what readers never see in the place of some lines or part of one.
    fn blank(&mut self, range: &Range<usize>) {
        let mut at = range.start;
        for line in self.written(range).to_owned().split_inclusive('\n') {
            let content = line.trim_start_matches([' ', '\t', '>']);
            let start = at + line.len() - content.len();
            at += line.len();

            let length = content.trim_end().len();
            let filled = if length < 3 { " ".repeat(length) } else { instruction(length) };
            for text in [&mut self.text, &mut self.original] {
                text.to_mut().replace_range(start..start + length, &filled);
            }
        }
    }

    /// Whether a text of the parser's holds nothing that stands for something else.
    pub(super) fn is_plain(&self, text: &str) -> bool {
        self.uses.is_empty() && !text.contains(LESS)
    }

    /// Cuts a text of the parser's into plain stretches and uses of variables.
    pub(super) fn chunks<'s>(&'s self, text: &'s str) -> impl Iterator<Item = MaskedChunk<'s>> {
        let mut rest = text;
        std::iter::from_fn(move || {
            let stands_in = |c: char| c == LESS || (c == SENTINEL && !self.uses.is_empty());
            // What either begins with: hardly any text has it, and bytes are passed over faster.
            let passed = rest.bytes().take_while(|byte| ![0x02, 0xEF].contains(byte)).count();
            let at = rest[passed..].find(stands_in).map_or(rest.len(), |at| passed + at);
            if at > 0 {
                let (plain, after) = rest.split_at(at);
                rest = after;
                return Some(MaskedChunk::Plain(plain));
            }
            if let Some(after) = rest.strip_prefix(LESS) {
                rest = after;
                return Some(MaskedChunk::Plain("<"));
            }

            let number = use_number(rest.strip_prefix(SENTINEL)?);
            let found = number.and_then(|number| Some((number, self.uses.get(number)?)));
            // An entity such as `&#xFDD0;` gives a sentinel that was never put there by masking.
            let Some((number, used)) = found else {
                rest = &rest[SENTINEL.len_utf8()..];
                return Some(MaskedChunk::Plain(""));
            };

            rest = rest.get(used.span.len()..).unwrap_or_default();
            Some(MaskedChunk::Use(number))
        })
    }

    /// Appends a text of the parser's, with its variables.
    pub(super) fn append(&self, text: &str, to: &mut Interpolated) {
        for chunk in self.chunks(text) {
            match chunk {
                MaskedChunk::Plain(plain) => to.text.push_str(plain),
                MaskedChunk::Use(number) => match self.uses[number].variable {
                    Some(id) => to.uses.push((to.text.len() as u32, id)),
                    None => to.text.push_str(self.written(&self.uses[number].span)),
                },
            }
        }
    }

    /// Where variables are used in a stretch of the body, as far as readers see it.
    pub(super) fn uses_within(&self, range: Range<usize>) -> impl Iterator<Item = &Range<usize>> {
        let first = self.uses.partition_point(|used| used.span.start < range.start);
        let within = self.uses[first..].iter().map(|used| &used.span);
        within
            .take_while(move |span| span.end <= range.end)
            .filter(|span| self.text[span.start..].starts_with(SENTINEL))
    }

    /// The uses of variables in a text of the parser's.
    pub(super) fn uses_in<'s>(&'s self, text: &'s str) -> impl Iterator<Item = usize> + 's {
        self.chunks(text).filter_map(|chunk| match chunk {
            MaskedChunk::Plain(_) => None,
            MaskedChunk::Use(number) => Some(number),
        })
    }

    /// A text of the parser's as it was written.
    pub(super) fn restore<'s>(&'s self, text: &'s str) -> Cow<'s, str> {
        if !text.contains([SENTINEL, SPACE, LESS]) {
            return Cow::Borrowed(text);
        }

        let chunks = self.chunks(text).map(|chunk| match chunk {
            MaskedChunk::Plain(text) => text,
            MaskedChunk::Use(number) => self.written(&self.uses[number].span),
        });
        Cow::Owned(chunks.collect::<String>().replace(SPACE, " "))
    }
}

/// The name on a line of colons, and what follows it; none where the line closes a container.
fn opened(line: &str) -> Option<(&str, &str)> {
    let inside = line.trim_start_matches(':').trim_start();
    let is_name = |c: char| c.is_alphanumeric() || c == '-';
    let end = inside.find(|c: char| !is_name(c)).unwrap_or(inside.len());
    (!inside.is_empty()).then(|| inside.split_at(end))
}

/// The attributes on the line that opens a container, after its name.
fn attributes_after(name: &str, rest: &str, syntax: Option<ContainerSyntax>) -> Option<Pairs> {
    let rest = rest.trim();
    if name.is_empty() {
        // What other tools write; a title may follow the braces.
        return attributes::pairs(&rest[..=rest.find('}')?]);
    }
    let Some(key) = syntax.and_then(|syntax| syntax.title) else {
        return attributes::pairs(rest);
    };

    // A title without the name of its attribute, in square brackets or to the end of the line.
    let (title, braces) = match rest.strip_prefix('[') {
        Some(inside) => inside.rsplit_once(']')?,
        None if rest.starts_with('{') => ("", rest),
        // Attributes without their braces are no title.
        None if rest.split(' ').next().is_some_and(|word| word.contains('=')) => return None,
        None => (rest, ""),
    };
    let mut attributes = attributes::pairs(braces)?;
    if !title.trim().is_empty() {
        attributes.push((key.to_owned(), title.trim().to_owned()));
    }
    Some(attributes)
}

/// What stands for a container's line, of the same length.
fn instruction(length: usize) -> String {
    match length.checked_sub(4) {
        Some(inside) => format!("<?{}?>", "x".repeat(inside)),
        // In three bytes `<?` and `?>` have room only if they share the question mark.
        None => "<?>".to_owned(),
    }
}

fn too_many_uses(place: Place) -> Diagnostic {
    let message =
        format!("more than {MAX_USES} uses of variables in one file; the rest is shown as written");
    Diagnostic::new(&checks::UNKNOWN_VARIABLE, message).at(place).help("split the page")
}

fn no_attributes(file: &Arc<str>, span: Span) -> Diagnostic {
    let message = "what follows the container's name is not `{key=value …}`";
    Diagnostic::new(&checks::CONTAINER_SYNTAX, message)
        .at(Place::at(file, span))
        .help("write it like `:::details {summary=\"More about this\"}`")
}

/// `{lines=4}` at the end of an item, and what it says.
pub(super) fn trailing_braces(line: &str) -> Option<(Range<usize>, Pairs)> {
    let marker = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_item = ["- ", "* ", "+ ", ". ", ") "].iter().any(|after| marker.starts_with(after));
    // Two braces at the end are those of a variable, so the item has none of its own.
    if !is_item || !line.ends_with('}') || line.ends_with("}}") {
        return None;
    }
    // `{{ name }}` inside the braces is a variable's.
    let bytes = line.as_bytes();
    let single =
        |at: &usize| bytes.get(at + 1) != Some(&b'{') && (*at == 0 || bytes[at - 1] != b'{');
    let start = line.rmatch_indices('{').map(|(at, _)| at).find(single)?;
    Some((start..line.len(), attributes::pairs(&line[start..])?))
}

/// The word that stands for a use of this number, of the length of what was written.
fn use_word(number: usize, length: usize) -> String {
    let [high, low] = [number / DIGITS.len(), number % DIGITS.len()].map(|at| DIGITS[at] as char);
    // The shortest use, `{{a}}`, has just the five bytes of the sentinel and two digits.
    let rest = "0".repeat(length - SENTINEL.len_utf8() - 2);
    format!("{SENTINEL}{high}{low}{rest}")
}

/// The number of a use, from the two digits after the sentinel.
fn use_number(after: &str) -> Option<usize> {
    let digits = after.as_bytes().first_chunk::<2>()?;
    let digit = |byte: u8| DIGITS.iter().position(|known| *known == byte);
    Some(digit(digits[0])? * DIGITS.len() + digit(digits[1])?)
}

/// Part of a text of the parser's.
pub(super) enum MaskedChunk<'s> {
    Plain(&'s str),
    Use(usize),
}
