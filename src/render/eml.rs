//! The draft of a message as RFC 5322 and MIME want it: mail programs open it, and whoever sends it
//! writes down to whom. It has no day, no sender and no receiver, so its bytes follow from the
//! arguments alone.

use std::fmt::Write as _;

use crate::mail::HeaderText;

/// The most octets of a line of a text, without its end (RFC 2045, 6.7).
const WIDTH: usize = 76;
/// The most octets of a line of a header with encoded words (RFC 2047, 2).
const HEADER_WIDTH: usize = 76;
/// The most octets of an encoded word.
const WORD_WIDTH: usize = 75;

/// What stands around an encoded word.
const WORD_START: &str = "=?utf-8?Q?";
const WORD_END: &str = "?=";

/// Writes the draft of a message.
pub(super) fn draft(subject: &HeaderText, text: &str) -> String {
    let mut out = String::new();
    // Tells mail programs that it is yet to be sent.
    line(&mut out, "X-Unsent: 1");
    header(&mut out, "Subject", subject);
    line(&mut out, "MIME-Version: 1.0");
    line(&mut out, "Content-Type: text/plain; charset=utf-8");
    line(&mut out, "Content-Transfer-Encoding: quoted-printable");
    line(&mut out, "");
    for text in text.lines() {
        quoted(&mut out, text);
    }
    out
}

fn line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push_str("\r\n");
}

/// Writes a header: as it is where that is a line of ASCII, else in encoded words, one a line.
fn header(out: &mut String, name: &str, value: &HeaderText) {
    let value = value.as_str();
    let start = format!("{name}: ");
    let is_plain = value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    // What looks like an encoded word would be read as one.
    if is_plain && !value.contains("=?") && start.len() + value.len() <= HEADER_WIDTH {
        line(out, &format!("{start}{value}"));
        return;
    }

    let around = WORD_START.len() + WORD_END.len();
    let mut room = (HEADER_WIDTH - start.len()).min(WORD_WIDTH) - around;
    out.push_str(&start);
    out.push_str(WORD_START);
    for c in value.chars() {
        let encoded = encoded(c, |byte| byte.is_ascii_alphanumeric(), "_");
        // A character stands in one word as a whole.
        if encoded.len() > room {
            out.push_str(WORD_END);
            out.push_str("\r\n ");
            out.push_str(WORD_START);
            room = WORD_WIDTH - around;
        }
        room -= encoded.len();
        out.push_str(&encoded);
    }
    line(out, WORD_END);
}

/// Writes a line of a text, broken softly where it is too long.
fn quoted(out: &mut String, text: &str) {
    let mut room = WIDTH;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_last = chars.peek().is_none();
        let is_plain = |byte: u8| byte != b'=' && byte.is_ascii_graphic();
        // A blank at the end of a line is lost on the way.
        let mut encoded = encoded(c, is_plain, if is_last { "=20" } else { " " });
        // Where a line goes on, the sign that says so needs room, too.
        let needed = encoded.len() + usize::from(!is_last);
        if needed > room {
            out.push_str("=\r\n");
            room = WIDTH;
        }
        // Mail boxes and servers each take one beginning of a line for something else.
        if room == WIDTH && c == '.' {
            encoded = "=2E".to_owned();
        }
        room -= encoded.len();
        out.push_str(&encoded);
    }
    line(out, "");
}

/// A character with its bytes written as `=C3=A9`, but for those that are plain.
fn encoded(c: char, is_plain: impl Fn(u8) -> bool, blank: &str) -> String {
    let mut encoded = String::new();
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        match byte {
            b' ' => encoded.push_str(blank),
            byte if is_plain(byte) => encoded.push(char::from(byte)),
            // Writing to a string cannot fail.
            byte => {
                let _ = write!(encoded, "={byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::draft;
    use crate::mail::HeaderText;

    /// The lines of a draft's header and of its text.
    fn parts(subject: &str, text: &str) -> (Vec<String>, Vec<String>) {
        let draft = draft(&HeaderText::of(subject), text);
        let lines: Vec<&str> = draft.split_terminator("\r\n").collect();
        for line in &lines {
            assert!(!line.contains(['\r', '\n']), "a bare end of line: {line:?}");
            assert!(line.len() <= 76, "{} octets: {line}", line.len());
            assert!(line.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()), "{line:?}");
            assert!(!line.ends_with(' '), "{line:?}");
        }
        let end = lines.iter().position(|line| line.is_empty()).expect("the header ends");
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
        (owned(&lines[..end]), owned(&lines[end + 1..]))
    }

    /// What quoted-printable bytes say.
    fn decoded(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let (byte, length) = match rest.strip_prefix('=') {
                Some(hex) => (u8::from_str_radix(&hex[..2], 16).expect("two digits"), 3),
                None => (u8::try_from(c).expect("ASCII"), 1),
            };
            bytes.push(byte);
            rest = &rest[length..];
        }
        String::from_utf8(bytes).expect("UTF-8")
    }

    /// The subject, unfolded and decoded as RFC 2047 has it.
    fn subject(header: &[String]) -> String {
        let start = header.iter().position(|line| line.starts_with("Subject: ")).expect("there");
        let more = header[start + 1..].iter().take_while(|line| line.starts_with(' '));
        let first = header[start]["Subject: ".len()..].to_owned();
        let words: Vec<String> =
            std::iter::once(first).chain(more.map(|line| line[1..].to_owned())).collect();
        let decoded = words.iter().map(|word| {
            assert!(word.len() <= 75, "{word}");
            match word.strip_prefix("=?utf-8?Q?") {
                Some(rest) => decoded(&rest.strip_suffix("?=").expect("an end").replace('_', " ")),
                None => word.clone(),
            }
        });
        decoded.collect()
    }

    #[test]
    fn a_draft_is_written_to_the_letter() {
        let (header, text) = parts("One, two", "Dear Zoë,\n\n1+1=2 \n.");
        assert_eq!(
            header,
            [
                "X-Unsent: 1",
                "Subject: One, two",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable",
            ]
        );
        assert_eq!(text, ["Dear Zo=C3=AB,", "", "1+1=3D2=20", "=2E"]);
    }

    #[test]
    fn a_hostile_subject_is_one_header() {
        let (header, _) = parts("Hi\r\nBcc: all@firm.example\r\n\r\n<script>", "Text");
        assert_eq!(header.len(), 5);
        assert_eq!(header[1], "Subject: Hi  Bcc: all@firm.example    <script>");
        for hostile in ["=?utf-8?Q?=0ABcc:_x?=", "ü\u{85}\u{2028}\0\u{7f}\n x", "\u{202e}\t\u{b}y"]
        {
            let (header, _) = parts(hostile, "Text");
            assert_eq!(subject(&header), HeaderText::of(hostile).as_str(), "{hostile:?}");
            assert_eq!(header.iter().filter(|line| !line.starts_with(' ')).count(), 5);
        }
    }

    #[test]
    fn subjects_of_any_length_come_back_whole() {
        for length in [1, 60, 66, 67, 68, 69, 500, 2_000] {
            for letters in ["x", "é", "漢", "🙂", "x é", "?=_"] {
                let written: String = letters.chars().cycle().take(length).collect();
                let (header, _) = parts(&written, "Text");
                assert_eq!(subject(&header), written.trim(), "{length} of {letters}");
            }
        }
    }

    #[test]
    fn texts_come_back_whole() {
        for length in [1, 74, 75, 76, 77, 151, 152, 999] {
            for letters in ["x", "é", "a ", "=", "🙂.", ".", "\t\0"] {
                let written: String = letters.chars().cycle().take(length).collect();
                let (_, lines) = parts("S", &written);
                let soft: String =
                    lines.iter().map(|line| line.strip_suffix('=').unwrap_or(line)).collect();
                assert_eq!(decoded(&soft), written, "{length} of {letters}");
            }
        }
    }
}
