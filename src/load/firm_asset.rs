//! Which files of layers may be published, by their names and by what they hold: none that a web
//! server or a browser could take for something that runs.
//!
//! An ending alone is not enough. A server that does not know it looks at the first bytes, and so
//! do browsers where a server says nothing.

/// What a file is by its ending, and how such files begin.
struct AssetKind {
    name: &'static str,
    endings: &'static [&'static str],
    /// One of these opens the file; a dot stands for any byte. None: the file is text.
    openings: &'static [&'static [u8]],
}

/// Files that browsers show, play or save, but never run. Within a kind any opening will do: a
/// picture whose ending is that of another sort of picture is shown all the same.
const KINDS: [AssetKind; 7] = [
    AssetKind {
        name: "an image",
        endings: &["png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "bmp"],
        openings: &[
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
            b"GIF87a",
            b"GIF89a",
            b"RIFF....WEBP",
            b"\0\0..ftyp",
            b"\0\0\x01\0",
            b"BM....\0\0\0\0",
        ],
    },
    AssetKind {
        name: "a font",
        endings: &["woff", "woff2", "ttf", "otf"],
        openings: &[b"wOFF", b"wOF2", b"\0\x01\0\0", b"OTTO", b"true\0", b"ttcf\0"],
    },
    AssetKind {
        name: "sound or film",
        endings: &[
            "mp3", "m4a", "ogg", "oga", "opus", "wav", "flac", "mp4", "m4v", "webm", "ogv", "mov",
        ],
        openings: &[
            b"ID3",
            b"\xff\xe2",
            b"\xff\xe3",
            b"\xff\xf1",
            b"\xff\xf2",
            b"\xff\xf3",
            b"\xff\xf9",
            b"\xff\xfa",
            b"\xff\xfb",
            b"OggS\0",
            b"RIFF....WAVE",
            b"RF64....WAVE",
            b"fLaC",
            b"\0\0..ftyp",
            // Films of QuickTime may begin without saying what they are.
            b"\0...moov",
            b"\0...mdat",
            b"\0...wide",
            b"\0...free",
            b"\0...skip",
            b"\0...pnot",
            b"\x1aE\xdf\xa3",
        ],
    },
    AssetKind {
        name: "a PDF",
        endings: &["pdf"],
        // Some programs put an empty line or a byte order mark first.
        openings: &[b"%PDF-", b"\n%PDF-", b"\r\n%PDF-", b"\xef\xbb\xbf%PDF-"],
    },
    AssetKind {
        name: "an office document",
        endings: &["docx", "dotx", "xlsx", "pptx", "potx", "odt", "ods", "odp", "epub"],
        // With a password, they are not packed as ZIP.
        openings: &[b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
    },
    AssetKind { name: "an RTF document", endings: &["rtf"], openings: &[b"{\\rtf"] },
    AssetKind { name: "text", endings: &["txt", "csv", "ics", "vtt", "srt", "vcf"], openings: &[] },
];

/// So many bytes of a file are looked at as its beginning.
const HEAD: usize = 4 << 10;

/// What the module for MIME types of Apache takes for HTML wherever it stands as a word.
const HTML_WORDS: [&[u8]; 8] =
    [b"<html>", b"<head>", b"<title>", b"<body>", b"<h1>", b"<script>", b"<svg>", b"<!doctype"];

/// What the lines of an Apache type map begin with. Those in a row after `content-type` give a
/// variant of the document; any other name is passed over.
const TYPE_MAP: [&[u8]; 7] = [
    b"uri",
    b"content-type",
    b"content-language",
    b"content-encoding",
    b"content-length",
    b"body",
    b"mime-version",
];

/// Why what a file holds does not go with its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Disguise {
    /// It is not what its ending says.
    No(&'static str),
    /// A text that something could take for this.
    Like(&'static str),
    /// A text in UTF-16, in which a browser would read other letters than we do.
    Utf16,
    /// A text with a NUL byte in it.
    Nul,
}

/// Whether a firm may publish files with this ending, if they hold what it says.
pub(super) fn is_harmless(path: &str) -> bool {
    kind(path).is_some()
}

/// Whether a file for which nobody vouches may be published, by its name and its beginning; of an
/// SVG image, all is looked at.
pub(crate) fn is_harmless_asset(path: &str, head: &[u8]) -> bool {
    if is_svg(path) {
        return std::str::from_utf8(head).is_ok_and(|svg| super::svg::problem(svg).is_none());
    }
    Inspection::of(path).is_some_and(|mut inspection| {
        inspection.see(head);
        inspection.disguise().is_none()
    })
}

/// Whether a file is an SVG image, whose content decides.
pub(super) fn is_svg(path: &str) -> bool {
    ending(path).is_some_and(|ending| ending == "svg")
}

/// Whether a file is a font, by its ending.
pub(super) fn is_font(path: &str) -> bool {
    kind(path).is_some_and(|kind| kind.name == "a font")
}

/// Whether a file is a picture of pixels whose size can be told by its first bytes.
pub(super) fn is_picture(path: &str) -> bool {
    let known = ["png", "jpg", "jpeg", "gif", "webp", "avif"];
    ending(path).is_some_and(|ending| known.contains(&ending.as_str()))
}

/// Whether a file says by its name that it is a picture with a size.
pub(crate) fn tells_size(path: &str) -> bool {
    is_svg(path) || is_picture(path)
}

fn ending(path: &str) -> Option<String> {
    path.rsplit('/').next()?.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

fn kind(path: &str) -> Option<&'static AssetKind> {
    let ending = ending(path)?;
    KINDS.iter().find(|kind| kind.endings.contains(&ending.as_str()))
}

/// A look at a file while it is read, piece by piece.
pub(super) struct Inspection {
    kind: &'static AssetKind,
    head: Vec<u8>,
    has_nul: bool,
}

impl Inspection {
    /// For a file whose ending says what it holds.
    pub(super) fn of(path: &str) -> Option<Self> {
        Some(Self { kind: kind(path)?, head: Vec::new(), has_nul: false })
    }

    /// Looks at the next piece.
    pub(super) fn see(&mut self, piece: &[u8]) {
        let room = HEAD - self.head.len();
        self.head.extend_from_slice(&piece[..piece.len().min(room)]);
        self.has_nul |= self.kind.openings.is_empty() && piece.contains(&0);
    }

    /// What is wrong, now that all was seen. An empty file is nothing that could run.
    pub(super) fn disguise(&self) -> Option<Disguise> {
        let Self { kind, head, has_nul } = self;
        if head.is_empty() {
            None
        } else if kind.openings.is_empty() {
            // What it is like is the more exact answer, for a NUL may stand anywhere.
            disguise_of_text(head).or(has_nul.then_some(Disguise::Nul))
        } else {
            let begins = kind.openings.iter().any(|opening| opens(head, opening));
            (!begins).then_some(Disguise::No(kind.name))
        }
    }
}

fn opens(head: &[u8], opening: &[u8]) -> bool {
    head.len() >= opening.len()
        && opening.iter().zip(head).all(|(expected, byte)| *expected == b'.' || expected == byte)
}

/// What a text could be taken for, by how it begins.
fn disguise_of_text(head: &[u8]) -> Option<Disguise> {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Some(Disguise::Utf16);
    }

    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = text.iter().position(|byte| *byte > b' ').unwrap_or(text.len());
    let like = match &text[start..] {
        [b'<', next, ..] if next.is_ascii_alphabetic() || b"!?/%".contains(next) => "HTML or XML",
        text if text.starts_with(b"%PDF-") => "PDF",
        text if text.starts_with(b"%!PS-") => "PostScript",
        text if is_type_map(text) => "a type map of the Apache web server",
        text if has_html_word(text) => "HTML",
        _ => return None,
    };
    Some(Disguise::Like(like))
}

fn has_html_word(text: &[u8]) -> bool {
    let mut words = text.split(u8::is_ascii_whitespace);
    words.any(|word| HTML_WORDS.iter().any(|html| word.eq_ignore_ascii_case(html)))
}

/// Whether a text begins as a type map does, or holds a whole variant of one further down.
fn is_type_map(text: &[u8]) -> bool {
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut names = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#")).map(|line| {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        // A line without a colon has no name.
        let name = if name.len() == line.len() { &[] } else { name.trim_ascii() };
        TYPE_MAP.iter().position(|known| name.eq_ignore_ascii_case(known))
    });

    let first = names.next().flatten();
    let all: Vec<usize> = first.into_iter().chain(names.flatten()).collect();
    let has = |name: &[u8]| all.iter().any(|at| TYPE_MAP[*at] == name);
    first.is_some() || has(b"content-type") && (has(b"body") || has(b"uri"))
}

#[cfg(test)]
mod tests {
    use super::{Disguise, Inspection, KINDS, is_harmless};

    fn disguise(path: &str, bytes: &[u8]) -> Option<Disguise> {
        let mut look = Inspection::of(path)?;
        // In pieces, as files are read.
        bytes.chunks(3).for_each(|piece| look.see(piece));
        look.disguise()
    }

    #[test]
    fn files_that_are_what_they_say_pass() {
        let good: [(&str, &[u8]); 26] = [
            ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            // Named after another sort of picture, as happens in every folder of pictures.
            ("a.jpg", b"RIFF\x10\0\0\0WEBPVP8 "),
            ("A.JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF"),
            ("a.gif", b"GIF89a\x01\0\x01\0"),
            ("a.avif", b"\0\0\0\x1cftypavif"),
            ("a.bmp", b"BM\x36\x10\0\0\0\0\0\0\x36\0"),
            ("favicon.ico", b"\x89PNG\r\n\x1a\n"),
            ("a.woff2", b"wOF2\0\x01\0\0"),
            ("a.ttf", b"\0\x01\0\0\0\x0b"),
            ("a.mp3", b"ID3\x03\0"),
            ("a.mp3", b"\xff\xfb\x90\x64"),
            ("a.ogv", b"OggS\0\x02"),
            ("a.mov", b"\0\0\0\x08wide"),
            ("a.m4a", b"\0\0\0\x20ftypM4A "),
            ("a.pdf", b"%PDF-1.3\n%\xc4\xe5"),
            ("a.docx", b"PK\x03\x04\x14\0"),
            ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"),
            ("a.rtf", b"{\\rtf1\\ansi"),
            ("a.txt", b"\xef\xbb\xbf<3 you. Type a:\n<html\nContent-type: see below\n"),
            ("latin.csv", b"Gr\xf6\xdfe;Ma\xdf\r\n"),
            ("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hello <i>you</i>\n"),
            ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\n<b>Hello</b>\n"),
            ("a.ics", b"BEGIN:VCALENDAR\r\nDESCRIPTION:Body: mind\r\nURL:https://a.example\r\n"),
            ("a.vcf", b"BEGIN:VCARD\r\nFN:Ann\r\n"),
            ("empty.png", b""),
            ("empty.txt", b""),
        ];
        for (path, bytes) in good {
            assert!(is_harmless(path), "{path}");
            assert_eq!(disguise(path, bytes), None, "{path}");
        }
    }

    #[test]
    fn html_has_no_name_that_lets_it_pass() {
        let page = b"<!doctype html><script>alert(1)</script>";
        for kind in &KINDS {
            for ending in kind.endings {
                assert!(disguise(&format!("a.{ending}"), page).is_some(), "{ending}");
            }
        }
    }

    #[test]
    fn a_disguise_is_told_by_name() {
        let bad: [(&str, &[u8], Disguise); 23] = [
            ("a.png", b"GIF8 a", Disguise::No("an image")),
            ("a.avif", b"<!--ftyp--><script>", Disguise::No("an image")),
            ("a.bmp", b"BM<script>alert(1)</script>", Disguise::No("an image")),
            ("a.woff", b"true<script>", Disguise::No("a font")),
            ("a.mp4", b"<!--free--><script>", Disguise::No("sound or film")),
            ("a.pdf", b"<html>%PDF-1.4", Disguise::No("a PDF")),
            ("a.docx", b"PK no more", Disguise::No("an office document")),
            ("a.txt", b" \r\n\t\x0c<HTML", Disguise::Like("HTML or XML")),
            ("a.txt", b"\xef\xbb\xbf \n<sCript src=x>", Disguise::Like("HTML or XML")),
            ("a.csv", b"<?xml version='1.0'?>", Disguise::Like("HTML or XML")),
            ("a.vtt", b"<svg onload=alert(1)>", Disguise::Like("HTML or XML")),
            ("a.ics", b"\x0b<!-- a -->", Disguise::Like("HTML or XML")),
            ("a.srt", b"<%@ page %>", Disguise::Like("HTML or XML")),
            ("a.txt", b"Dear all,\n<TITLE> is a word", Disguise::Like("HTML")),
            ("a.txt", b"\n%PDF-1.4", Disguise::Like("PDF")),
            ("a.txt", b"%!PS-Adobe-3.0", Disguise::Like("PostScript")),
            ("a.txt", b"\xff\xfe<\0", Disguise::Utf16),
            (
                "notes.var.txt",
                b"Content-type: text/html\nContent-language: en\nBody:----x----\n",
                Disguise::Like("a type map of the Apache web server"),
            ),
            (
                "a.txt",
                b"\n# a remark\n\nuri : page.html\n",
                Disguise::Like("a type map of the Apache web server"),
            ),
            (
                "a.txt",
                b"Subject: x\r\nCONTENT-TYPE: text/html\r\nBody:x\r\n",
                Disguise::Like("a type map of the Apache web server"),
            ),
            (
                "a.txt",
                b"MIME-Version: 1.0\nFrom: <Saved by a browser>\n",
                Disguise::Like("a type map of the Apache web server"),
            ),
            ("a.txt", b"Text\0text", Disguise::Nul),
            ("a.csv", &[b'a'; 5000], Disguise::Nul),
        ];
        for (path, bytes, expected) in bad {
            let mut bytes = bytes.to_vec();
            // Far behind the head, where a text has no NUL either.
            bytes.extend(if bytes.len() == 5000 { b"\0".as_slice() } else { b"" });
            assert_eq!(disguise(path, &bytes), Some(expected), "{path}: {bytes:?}");
        }
    }
}
