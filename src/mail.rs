//! What mail programs are given: whatever people write into an address or a message, or a variable
//! brings, they get one address, one subject, one text. `mailto:` addresses are those of RFC 6068.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::digest::Digest;
use crate::file_name::NameFault;
use crate::url;

const SCHEME: &str = "mailto:";

/// Longest subject, in characters: more is cut off or refused on a letter's way.
const MAX_SUBJECT: usize = 120;

/// Longest name that the file of a message has of its own, in bytes.
const MAX_NAME: usize = 64;

/// A text on one line, as a header has it: the end of a line would begin another header.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct HeaderText(String);

impl HeaderText {
    /// Whatever ends a line becomes a blank.
    pub(crate) fn of(text: &str) -> Self {
        let ends_line = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        Self(text.split(ends_line).collect::<Vec<_>>().join(" ").trim().to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of the file of a message, by the id of its section.
pub(crate) fn file_name(id: &str) -> String {
    let name = format!("{id}.eml");
    let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'_';
    let is_named = (1..=MAX_NAME).contains(&id.len()) && id.bytes().all(is_plain);
    if is_named && NameFault::of(&name).is_none() {
        return name;
    }
    // With a dot before it, which no id has that is its own name.
    format!("message.{}.eml", Digest::of(id.as_bytes()).short())
}

/// What needs percent signs in a subject, a text, or the name of either.
const TEXT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');
/// What needs them in an address.
const MAILBOX: &AsciiSet = &TEXT.remove(b'+');

/// Whether an address is one to write to.
pub(crate) fn is_mail(address: &str) -> bool {
    address.trim_start().get(..SCHEME.len()).is_some_and(|start| start.eq_ignore_ascii_case(SCHEME))
}

/// A value that becomes a part of a `mailto:` address: it stays one part of it.
pub(crate) fn part(value: &str) -> String {
    utf8_percent_encode(value, TEXT).to_string()
}

/// A letter to somebody.
pub(crate) fn letter(to: &str, subject: &str, text: &str) -> String {
    let (to, subject, text) = (part(to), part(subject), part(text));
    tidied(&format!("{SCHEME}{to}?subject={subject}&body={text}"))
}

/// A `mailto:` address with all in it that needs percent signs, and a subject that letters can
/// have. Any other address is given back.
pub(crate) fn tidied(address: &str) -> String {
    if !is_mail(address) {
        return address.to_owned();
    }
    let rest = &address.trim()[SCHEME.len()..];
    let (to, headers) = rest.split_once('?').unwrap_or((rest, ""));

    let to = to.split(',').map(|to| utf8_percent_encode(&line(to), MAILBOX).to_string());
    let mut tidied = format!("{SCHEME}{}", to.collect::<Vec<_>>().join(","));

    let headers = headers.split('&').filter_map(|header| header.split_once('='));
    for (at, (name, value)) in headers.enumerate() {
        let value = match name.to_ascii_lowercase().as_str() {
            "subject" => line(value).chars().take(MAX_SUBJECT).collect(),
            "body" => lines(value),
            _ => line(value),
        };
        tidied.push(if at == 0 { '?' } else { '&' });
        tidied.extend(utf8_percent_encode(&line(name), TEXT));
        tidied.push('=');
        tidied.extend(utf8_percent_encode(&value, TEXT));
    }
    tidied
}

/// A part without its percent signs, on one line.
fn line(part: &str) -> String {
    HeaderText::of(&url::decode(part)).0
}

/// A text without its percent signs, its lines ended as in letters.
fn lines(part: &str) -> String {
    url::decode(part).replace("\r\n", "\n").replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{HeaderText, file_name, letter, part, tidied};

    #[test]
    fn what_needs_percent_signs_gets_them_once() {
        for (written, expected) in [
            ("mailto:a@b.example", "mailto:a@b.example"),
            ("MailTo: ann+work@b.example ", "mailto:ann+work@b.example"),
            ("mailto:a@b.example,c@d.example", "mailto:a@b.example,c@d.example"),
            ("mailto:jürgen@b.example", "mailto:j%C3%BCrgen@b.example"),
            (
                "mailto:a@b.example?subject=100% done? #3 + \"yes\"&body=a%26b",
                "mailto:a@b.example?subject=100%25%20done%3F%20%233%20%2B%20%22yes%22&body=a%26b",
            ),
            (
                "mailto:a@b.example?body=one%0Atwo%0D%0Athree",
                "mailto:a@b.example?body=one%0D%0Atwo%0D%0Athree",
            ),
            // A line's end in a subject or an address would begin another header.
            (
                "mailto:a@b.example%0ABcc:x@y.example?subject=a%0D%0ABcc:x@y.example",
                "mailto:a@b.example%20Bcc%3Ax@y.example?subject=a%20%20Bcc%3Ax@y.example",
            ),
            ("mailto:a@b.example?&subject=&x", "mailto:a@b.example?subject="),
            ("mailto:", "mailto:"),
            ("https://a.example/?a=b c", "https://a.example/?a=b c"),
            ("mail", "mail"),
        ] {
            let tidy = tidied(written);
            assert_eq!(tidy, expected, "{written}");
            assert_eq!(tidied(&tidy), expected, "a second time: {written}");
        }
    }

    #[test]
    fn a_value_stays_one_part() {
        let address = format!("mailto:{}?subject={}", part("a@b.example"), part("R&D? 1+1=2 ü\n!"));
        assert_eq!(
            tidied(&address),
            "mailto:a@b.example?subject=R%26D%3F%201%2B1%3D2%20%C3%BC%20%21"
        );
        let two = tidied(&format!("mailto:{}", part("a@b.example,c@d.example?cc=e@f.example")));
        assert_eq!(two, "mailto:a@b.example%2Cc@d.example%3Fcc%3De@f.example");
    }

    #[test]
    fn a_header_is_one_line() {
        let subject = HeaderText::of(" One\r\nBcc: x@y.example\u{2028}\u{b}two\t\u{85} ");
        assert_eq!(subject.as_str(), "One  Bcc: x@y.example  two");
    }

    #[test]
    fn a_message_has_a_file_name_that_every_system_takes() {
        assert_eq!(file_name("after-session_1"), "after-session_1.eml");
        let ids = ["../up", "A", "a", "con", "a.b", "", "größe", &"x".repeat(65)];
        let names: BTreeSet<String> = ids.iter().map(|id| file_name(id)).collect();
        assert_eq!(names.len(), ids.len());
        for name in names.iter().filter(|name| *name != "a.eml") {
            let stem = name.strip_prefix("message.").expect("a digest").strip_suffix(".eml");
            assert!(stem.is_some_and(|stem| stem.bytes().all(|c| c.is_ascii_hexdigit())), "{name}");
        }
    }

    #[test]
    fn a_subject_has_120_characters_at_most() {
        let letter = letter("a@b.example", &"ü".repeat(500), &"ö".repeat(500));
        assert_eq!(letter.matches("%C3%BC").count(), 120);
        assert_eq!(letter.matches("%C3%B6").count(), 500);
    }
}
