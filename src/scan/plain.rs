//! What a text says, however it is written: its letters and digits, small, with one space for all
//! that stands between two words. Two texts are compared in this form, so `Birch &amp; Cole`,
//! `birch-cole`, `Birch%20%26%20Cole` and `BIRCH\u0020Cole` are one.
//!
//! What is encoded is decoded, as often as it was encoded: the entities of HTML and XML (by number,
//! and the five of XML by name), percent signs of addresses, and what a backslash begins in JSON,
//! JavaScript and calendars, whose folded lines are joined. Not decoded are packed files (fonts,
//! PNG, PDF, office documents), base64, quoted-printable (a draft says what its page does), UTF-16, other entities by name, and the numbers of CSS.

/// The longest encoded character, in bytes: more than any of those above has, with zeros before it.
const LONGEST: usize = 40;

/// What some bytes say, as far as it is written.
#[derive(Default)]
pub(super) struct Plain {
    /// With room behind, so that most bytes are written without a look at what they are.
    buffer: Vec<u8>,
    length: usize,
}

impl Plain {
    /// What some bytes say. Those that are no UTF-8 stand for a space.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut plain = Self::default();
        plain.push(bytes);
        plain
    }

    /// What is said so far.
    pub(super) fn said(&self) -> &[u8] {
        &self.buffer[..self.length]
    }

    /// Adds what some more bytes say.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.write(bytes, usize::MAX);
    }

    /// Writes what some bytes say, up to the letter at a place of it, and gives that letter's byte.
    fn write(&mut self, bytes: &[u8], place: usize) -> usize {
        self.buffer.resize(self.length + bytes.len(), b' ');
        let mut at = 0;
        let mut start = 0;
        while at < bytes.len() && self.length <= place {
            start = at;
            let small = SMALL[usize::from(bytes[at])];
            if small == OTHER {
                at += self.write_other(&bytes[at..]);
            } else {
                self.put(small);
                at += 1;
            }
        }
        start
    }

    /// Writes a byte, but no second space after a space, nor one before all else.
    #[inline]
    fn put(&mut self, byte: u8) {
        let is_second = byte == b' ' && (self.length == 0 || self.buffer[self.length - 1] == b' ');
        self.buffer[self.length] = byte;
        self.length += usize::from(!is_second);
    }

    /// Writes what is encoded, or no ASCII, at the beginning of some bytes; says how many it took.
    fn write_other(&mut self, bytes: &[u8]) -> usize {
        let Some((letter, length)) = read(bytes) else {
            self.put(b' ');
            return 1;
        };

        match letter {
            Letter::Is(letter) if letter.is_alphanumeric() => {
                for letter in letter.to_lowercase() {
                    let mut encoded = [0; 4];
                    let encoded = letter.encode_utf8(&mut encoded).as_bytes();
                    // A small letter may be longer than the large one.
                    let room = self.buffer.len() + encoded.len();
                    self.buffer.resize(room, b' ');
                    encoded.iter().for_each(|byte| self.put(*byte));
                }
            }
            Letter::Is(_) => self.put(b' '),
            Letter::Nothing => {}
        }
        length
    }
}

/// The byte that a place in what [`Plain`] says comes from.
pub(super) fn source_of(bytes: &[u8], place: usize) -> usize {
    Plain::default().write(bytes, place)
}

/// What has to be looked at: what begins something encoded, and all that is no ASCII.
const OTHER: u8 = 0;

/// The small letter of each letter of ASCII, and each digit; a space for all else of it.
const SMALL: [u8; 256] = {
    let mut small = [OTHER; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        small[byte as usize] = match byte {
            b'&' | b'%' | b'\\' | b'\r' => OTHER,
            _ if byte.is_ascii_alphanumeric() => byte.to_ascii_lowercase(),
            _ => b' ',
        };
        byte += 1;
    }
    small
};

/// What some bytes stand for.
enum Letter {
    Is(char),
    /// For the end of a line that goes on in the next.
    Nothing,
}

/// What the first bytes of some stand for, and how many they are; none where each is what it is.
fn read(bytes: &[u8]) -> Option<(Letter, usize)> {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    let (letter, length) = match bytes[0] {
        b'&' => entity(bytes)?,
        b'%' => percent(bytes)?,
        b'\\' => backslash(bytes)?,
        b'\r' if bytes.starts_with(b"\r\n ") => return Some((Letter::Nothing, 3)),
        128.. => first_char(bytes)?,
        _ => return None,
    };
    Some((Letter::Is(letter), length))
}

/// `&amp;`, `&#38;`, `&#x26;`; and `&amp;amp;`, which was encoded twice.
fn entity(bytes: &[u8]) -> Option<(char, usize)> {
    let mut at = 1;
    while bytes[at..].starts_with(b"amp;") {
        at += 4;
    }

    let name_end = bytes[at..].iter().position(|byte| *byte == b';');
    let known = name_end.and_then(|end| {
        let letter = match &bytes[at..at + end] {
            b"lt" => '<',
            b"gt" => '>',
            b"quot" => '"',
            b"apos" => '\'',
            [b'#', b'x' | b'X', digits @ ..] => number(digits, 16)?,
            [b'#', digits @ ..] => number(digits, 10)?,
            _ => return None,
        };
        Some((letter, at + end + 1))
    });
    known.or((at > 1).then_some(('&', at)))
}

/// `%C3%A9`; and `%25C3%25A9`, which was encoded twice.
fn percent(bytes: &[u8]) -> Option<(char, usize)> {
    let mut encoded = [0; 4];
    let mut at = 0;
    for count in 0..encoded.len() {
        let (byte, length) = percent_byte(&bytes[at..])?;
        encoded[count] = byte;
        at += length;

        // Up to four bytes are one letter.
        if let Ok(text) = std::str::from_utf8(&encoded[..=count]) {
            return Some((text.chars().next()?, at));
        }
    }
    None
}

fn percent_byte(bytes: &[u8]) -> Option<(u8, usize)> {
    let mut at = 1;
    while bytes.first() == Some(&b'%') && bytes.get(at..at + 2) == Some(b"25") {
        let goes_on = bytes.get(at + 2..at + 4).is_some_and(|digits| number(digits, 16).is_some());
        if !goes_on {
            break;
        }
        at += 2;
    }
    let byte = number(bytes.get(at..at + 2).filter(|_| bytes[0] == b'%')?, 16)?;
    Some((u8::try_from(u32::from(byte)).ok()?, at + 2))
}

/// `\u00e9`, `\u{e9}`, `\xe9`, `\n`; and `\\n`, which was encoded twice.
fn backslash(bytes: &[u8]) -> Option<(char, usize)> {
    let at = bytes.iter().position(|byte| *byte != b'\\')?;
    match bytes[at] {
        b'u' if bytes.get(at + 1) == Some(&b'{') => {
            let end = bytes.iter().position(|byte| *byte == b'}')?;
            Some((number(&bytes[at + 2..end], 16)?, end + 1))
        }
        b'u' => Some((number(bytes.get(at + 1..at + 5)?, 16)?, at + 5)),
        b'x' => Some((number(bytes.get(at + 1..at + 3)?, 16)?, at + 3)),
        b'n' | b'N' | b'r' | b't' => Some((' ', at + 1)),
        _ => None,
    }
}

/// The character of a number, written in digits alone.
fn number(digits: &[u8], base: u32) -> Option<char> {
    let is_number = digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_number)?;
    char::from_u32(u32::from_str_radix(digits, base).ok()?)
}

fn first_char(bytes: &[u8]) -> Option<(char, usize)> {
    let start = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&start[..error.valid_up_to()]).ok()?,
    };
    let letter = valid.chars().next()?;
    Some((letter, letter.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::{Plain, source_of};

    fn said(text: &str) -> String {
        String::from_utf8(Plain::of(text.as_bytes()).said().to_vec()).expect("UTF-8")
    }

    #[test]
    fn one_text_is_the_same_however_it_is_written() {
        for text in [
            "Birch & Größe",
            "birch-GRÖSSE".replace("SS", "ß").as_str(),
            "Birch &amp; Gr&#246;&#xDF;e",
            "Birch &amp;amp; Gr&amp;#246;&#xdf;e",
            "Birch%20%26%20Gr%C3%B6%C3%9fe",
            "Birch%2520%2526%2520Gr%25C3%25B6%C3%9fe",
            r"Birch\n\u0026 Gr\u00f6\xdfe",
            r"Birch\\n\\u0026 Gr\\u00f6\u{df}e",
            r"Birch\, Grö\u00DFe",
            "Bir\r\n ch\tGröß\r\n e",
            "“Birch” – Größe".trim_start_matches('“'),
        ] {
            assert_eq!(said(text).trim_end(), "birch größe", "{text}");
        }
    }

    #[test]
    fn what_is_not_encoded_stays() {
        for (text, expected) in [
            ("100% & more", "100 more"),
            ("&bogus; &# &#xZ; &;", " bogus xz "),
            ("50%2", "50 2"),
            ("%zz%c3%28 %", " zz c3 "),
            (r"C:\users \ \u12 \x", "c users u12 x"),
            ("&amp;", ""),
            ("", ""),
        ] {
            assert_eq!(said(text).trim(), expected.trim(), "{text}");
        }
        assert_eq!(Plain::of(b"a\xffb\xc3").said(), b"a b ");
    }

    #[test]
    fn a_place_leads_back_to_its_byte() {
        let text = "<p>Ask &lt;Ann%20Gr\u{f6}\u{df}e&gt;";
        let at = said(text).find("ann").expect("said");
        assert_eq!(source_of(text.as_bytes(), at), text.find("Ann").expect("there"));
        let at = said(text).find("größe").expect("said");
        assert_eq!(source_of(text.as_bytes(), at), text.find("Gr").expect("there"));
    }
}
