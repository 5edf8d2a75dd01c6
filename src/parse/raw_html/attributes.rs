//! The attributes of a tag, as a browser cuts it, and what is known of them.

use std::ops::Range;

/// An attribute of a tag, by bytes of the tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::parse) struct Attribute {
    /// All of it, with what stands before it.
    pub(in crate::parse) whole: Range<usize>,
    /// Its name.
    pub(in crate::parse) name: Range<usize>,
    /// Its value, without the quotes; none where it has none.
    pub(in crate::parse) value: Option<Range<usize>>,
}

/// What a browser does with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum AddressUse {
    /// Goes there when somebody follows it.
    Link,
    /// Shows a picture.
    Picture,
    /// Loads something else: a page in a page, a film, a script.
    Embed,
}

/// What an attribute's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum ValueKind {
    /// An address.
    Address(AddressUse),
    /// Addresses with commas between, each of which may be followed by a size.
    Addresses(AddressUse),
    /// Words that are shown or read out, or that only name something.
    Words,
    /// Anything else: it may run, or say how something looks.
    Other,
}

/// Attributes with addresses, and the elements they are known of. Source: the HTML standard,
/// "Attributes" of its index.
const ADDRESSES: [(&str, &[&str], ValueKind); 9] = [
    ("href", &["a", "area"], ValueKind::Address(AddressUse::Link)),
    ("href", &["link"], ValueKind::Address(AddressUse::Embed)),
    ("href", &["image"], ValueKind::Address(AddressUse::Picture)),
    ("xlink:href", &["image"], ValueKind::Address(AddressUse::Picture)),
    ("src", &["img", "input"], ValueKind::Address(AddressUse::Picture)),
    (
        "src",
        &["audio", "embed", "frame", "iframe", "script", "source", "track", "video"],
        ValueKind::Address(AddressUse::Embed),
    ),
    ("srcset", &["img", "source"], ValueKind::Addresses(AddressUse::Picture)),
    ("poster", &["video"], ValueKind::Address(AddressUse::Picture)),
    ("data", &["object"], ValueKind::Address(AddressUse::Embed)),
];

/// Attributes whose values are words.
const WORDS: [&str; 14] = [
    "abbr",
    "alt",
    "class",
    "content",
    "datetime",
    "dir",
    "height",
    "label",
    "lang",
    "placeholder",
    "summary",
    "title",
    "value",
    "width",
];

/// What the value of an attribute of an element is.
pub(in crate::parse) fn value_kind(element: &str, attribute: &str) -> ValueKind {
    let of_element = |elements: &[&str]| elements.iter().any(|it| it.eq_ignore_ascii_case(element));
    let mut addresses = ADDRESSES.iter();
    let known = addresses
        .find(|(name, elements, _)| name.eq_ignore_ascii_case(attribute) && of_element(elements));
    if let Some((.., kind)) = known {
        return *kind;
    }

    // What a `<meta>` says may lead elsewhere.
    let is_meta = element.eq_ignore_ascii_case("meta");
    let begins =
        |prefix: &str| attribute.get(..5).is_some_and(|it| it.eq_ignore_ascii_case(prefix));
    if !is_meta && WORDS.iter().any(|name| name.eq_ignore_ascii_case(attribute))
        || begins("aria-")
        || begins("data-")
    {
        return ValueKind::Words;
    }
    ValueKind::Other
}

/// The attributes of a tag that begins an element of this name, in order.
pub(in crate::parse) fn attributes<'t>(tag: &'t str, name: &str) -> Attributes<'t> {
    Attributes { tag, at: 1 + name.len() }
}

/// The attributes of a tag, in turn.
pub(in crate::parse) struct Attributes<'t> {
    tag: &'t str,
    at: usize,
}

impl Attributes<'_> {
    /// Where the first byte stands, from one on, that is none of these.
    fn past(&self, from: usize, is_passed: impl Fn(u8) -> bool) -> usize {
        let rest = &self.tag.as_bytes()[from..];
        from + rest.iter().position(|byte| !is_passed(*byte)).unwrap_or(rest.len())
    }
}

impl Iterator for Attributes<'_> {
    type Item = Attribute;

    fn next(&mut self) -> Option<Attribute> {
        let start = self.at;
        let is_blank = |byte: u8| byte.is_ascii_whitespace();
        let named = self.past(start, |byte| is_blank(byte) || byte == b'/');
        if self.tag[named..].is_empty() || self.tag[named..].starts_with('>') {
            return None;
        }

        // A name may begin with `=`, but not go on with one.
        let is_named = |byte: u8| !is_blank(byte) && !matches!(byte, b'/' | b'>' | b'=');
        let first = self.tag[named..].chars().next().map_or(1, char::len_utf8);
        let end = self.past(named + first, is_named);
        let sign = self.past(end, is_blank);
        if !self.tag[sign..].starts_with('=') {
            self.at = end;
            return Some(Attribute { whole: start..end, name: named..end, value: None });
        }

        let begins = self.past(sign + 1, is_blank);
        let quote = self.tag.as_bytes().get(begins).copied();
        let (value, whole_end) = match quote.filter(|byte| matches!(byte, b'"' | b'\'')) {
            Some(quote) => {
                let value_end = self.past(begins + 1, |byte| byte != quote);
                (begins + 1..value_end, (value_end + 1).min(self.tag.len()))
            }
            None => {
                let value_end = self.past(begins, |byte| !is_blank(byte) && byte != b'>');
                (begins..value_end, value_end)
            }
        };
        self.at = whole_end;
        Some(Attribute { whole: start..whole_end, name: named..end, value: Some(value) })
    }
}

/// The addresses of a `srcset`, and what follows each, by bytes of the value. Source: the HTML
/// standard, "Parsing a srcset attribute".
pub(in crate::parse) fn candidates(value: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = &value[at..];
        let skipped = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        let start = at + rest.len() - skipped.len();
        if skipped.is_empty() {
            return found;
        }

        let length = skipped.find(|c: char| c.is_ascii_whitespace()).unwrap_or(skipped.len());
        // A comma right behind an address ends it: no size follows.
        let address = skipped[..length].trim_end_matches(',');
        let end = start + length;
        let size_end = match address.len() == length {
            true => end + value[end..].find(',').unwrap_or(value.len() - end),
            false => end,
        };
        found.push((start..start + address.len(), end..size_end));
        at = size_end;
    }
}

#[cfg(test)]
mod tests {
    use super::{attributes, candidates};

    #[test]
    fn attributes_are_cut_as_browsers_cut_them() {
        let cut = |tag: &'static str| -> Vec<(&str, Option<&str>)> {
            let cut = attributes(tag, "a");
            cut.map(|it| (&tag[it.name], it.value.map(|value| &tag[value]))).collect()
        };
        assert_eq!(
            cut("<a href=\"b c\"title='d>' e = f/g h/i>"),
            [
                ("href", Some("b c")),
                ("title", Some("d>")),
                ("e", Some("f/g")),
                ("h", None),
                ("i", None)
            ]
        );
        assert_eq!(cut("<a =b= c==d é=ü>"), [("=b", Some("c==d")), ("é", Some("ü"))]);
        assert_eq!(cut("<a / >"), []);
        assert_eq!(cut("<a href=>"), [("href", Some(""))]);
    }

    #[test]
    fn addresses_of_a_set_are_cut_as_browsers_cut_them() {
        let cut = |value: &'static str| -> Vec<(&str, &str)> {
            let cut = candidates(value).into_iter();
            cut.map(|(address, size)| (&value[address], &value[size])).collect()
        };
        assert_eq!(
            cut("a.png, b.png 2x , c,d.png 3x"),
            [("a.png", ""), ("b.png", " 2x "), ("c,d.png", " 3x")]
        );
        assert_eq!(cut(" ,, "), []);
    }
}
