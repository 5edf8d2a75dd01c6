//! How large a picture is, read from its first bytes: a page that says so does not jump when the
//! picture comes.
//!
//! Written here and not taken from a crate, since those known to us do not turn a photograph that
//! says it lies on its side, as browsers do, and no more than ten lines a format are needed.

use super::firm_asset::{is_picture, is_svg};
use super::svg;

/// So many bytes of a picture are looked at: a photograph's size may stand behind a preview and a
/// colour profile.
pub(super) const MAX_HEAD: u64 = 1 << 20;

/// A picture with a longer side is none, or nothing that a browser could show.
const MAX_SIDE: u32 = 100_000;

/// The size of a picture in pixels, the right way up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PictureSize {
    /// Neither is zero.
    pub width: u32,
    /// Nor more than [`MAX_SIDE`].
    pub height: u32,
}

impl PictureSize {
    /// The size of the picture in a file that begins like this, where it tells.
    pub(super) fn of(file: &str, head: &[u8]) -> Option<Self> {
        if is_svg(file) {
            let (width, height) = svg::size(&String::from_utf8_lossy(head))?;
            // Of a side with a fraction, the whole pixel that it reaches into.
            return Self::new(width.ceil() as u32, height.ceil() as u32);
        }
        // By its bytes: browsers, too, show a picture whose ending is that of another kind.
        is_picture(file).then(|| raster(&Bytes(head))).flatten()
    }

    /// Only what can be shown is a size.
    fn new(width: u32, height: u32) -> Option<Self> {
        let sides = [width, height];
        sides.iter().all(|side| (1..=MAX_SIDE).contains(side)).then_some(Self { width, height })
    }

    /// The size of what lies on its side.
    fn turned(self) -> Self {
        Self { width: self.height, height: self.width }
    }
}

/// Bytes by their places; none where they end before.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn at<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    fn big16(&self, at: usize) -> Option<u32> {
        self.at(at).map(|bytes| u16::from_be_bytes(bytes).into())
    }

    fn big32(&self, at: usize) -> Option<u32> {
        self.at(at).map(u32::from_be_bytes)
    }

    fn little16(&self, at: usize) -> Option<u32> {
        self.at(at).map(|bytes| u16::from_le_bytes(bytes).into())
    }

    fn little32(&self, at: usize) -> Option<u32> {
        self.at(at).map(u32::from_le_bytes)
    }

    fn little24(&self, at: usize) -> Option<u32> {
        let [a, b, c] = self.at(at)?;
        Some(u32::from_le_bytes([a, b, c, 0]))
    }

    /// The bytes from one place to another, as far as there are any.
    fn part(&self, start: usize, end: usize) -> Bytes<'b> {
        let end = end.min(self.0.len());
        Bytes(self.0.get(start..end).unwrap_or_default())
    }
}

fn raster(bytes: &Bytes<'_>) -> Option<PictureSize> {
    match bytes.0 {
        [0x89, b'P', b'N', b'G', ..] => PictureSize::new(bytes.big32(16)?, bytes.big32(20)?),
        [b'G', b'I', b'F', ..] => PictureSize::new(bytes.little16(6)?, bytes.little16(8)?),
        [0xff, 0xd8, ..] => jpeg(bytes),
        [b'R', b'I', b'F', b'F', ..] => webp(bytes),
        _ if bytes.at(4)? == *b"ftyp" => avif(bytes),
        _ => None,
    }
}

/// JPEG: segments, each with its length, until one tells the size.
fn jpeg(bytes: &Bytes<'_>) -> Option<PictureSize> {
    let mut at = 2;
    let mut is_turned = false;
    loop {
        if bytes.byte(at)? != 0xff {
            return None;
        }
        at += 1;
        match bytes.byte(at)? {
            // A filling byte; the marker itself comes after it.
            0xff => continue,
            // Markers that stand alone.
            0x01 | 0xd0..=0xd8 => {
                at += 1;
                continue;
            }
            // The picture itself, or its end: no size came before.
            0xd9 | 0xda => return None,
            0xe1 => is_turned |= lies_on_its_side(&bytes.part(at + 3, usize::MAX)),
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let size = PictureSize::new(bytes.big16(at + 6)?, bytes.big16(at + 4)?)?;
                return Some(if is_turned { size.turned() } else { size });
            }
            _ => {}
        }
        // The length counts itself; less would lead back.
        at += 1 + (bytes.big16(at + 1)?.max(2) as usize);
    }
}

/// Whether a camera was held upright, by its notes (Exif): a browser then turns the picture.
fn lies_on_its_side(notes: &Bytes<'_>) -> bool {
    orientation(notes).is_some_and(|turn| (5..=8).contains(&turn))
}

fn orientation(notes: &Bytes<'_>) -> Option<u32> {
    const ORIENTATION: u32 = 0x0112;
    if notes.at(0)? != *b"Exif\0\0" {
        return None;
    }

    let notes = notes.part(6, usize::MAX);
    let is_little = notes.at(0)? == *b"II";
    let short = |at| if is_little { notes.little16(at) } else { notes.big16(at) };
    let list = if is_little { notes.little32(4)? } else { notes.big32(4)? } as usize;

    let entries = (0..short(list)? as usize).map(|entry| list + 2 + 12 * entry);
    let mut known = entries.map_while(|at| Some((short(at)?, short(at + 8)?)));
    known.find(|(tag, _)| *tag == ORIENTATION).map(|(_, value)| value)
}

/// WebP: one of three kinds, by the name of the first chunk.
fn webp(bytes: &Bytes<'_>) -> Option<PictureSize> {
    match &bytes.at(12)? {
        b"VP8 " => PictureSize::new(bytes.little16(26)? & 0x3fff, bytes.little16(28)? & 0x3fff),
        b"VP8L" => {
            let sides = bytes.little32(21)?;
            PictureSize::new((sides & 0x3fff) + 1, (sides >> 14 & 0x3fff) + 1)
        }
        b"VP8X" => PictureSize::new(bytes.little24(24)? + 1, bytes.little24(27)? + 1),
        _ => None,
    }
}

/// AVIF: boxes in boxes. A picture may be put together of several, the largest of which is the
/// whole.
fn avif(bytes: &Bytes<'_>) -> Option<PictureSize> {
    let meta = boxes(bytes).find(|part| part.name == *b"meta")?;
    // It begins with four bytes of its own.
    let meta = meta.inside.part(4, usize::MAX);
    let described = boxes(&meta).find(|part| part.name == *b"iprp")?;
    let described = boxes(&described.inside).find(|part| part.name == *b"ipco")?;

    let sizes = boxes(&described.inside).filter(|part| part.name == *b"ispe");
    let sizes =
        sizes.filter_map(|part| PictureSize::new(part.inside.big32(4)?, part.inside.big32(8)?));
    let size = sizes.max_by_key(|size| u64::from(size.width) * u64::from(size.height))?;

    let mut turns = boxes(&described.inside).filter(|part| part.name == *b"irot");
    let is_turned = turns.any(|part| part.inside.byte(0).is_some_and(|turn| turn % 2 == 1));
    Some(if is_turned { size.turned() } else { size })
}

/// A part of a file with its name.
struct NamedBox<'b> {
    name: [u8; 4],
    inside: Bytes<'b>,
}

fn boxes<'b>(bytes: &Bytes<'b>) -> impl Iterator<Item = NamedBox<'b>> + use<'b> {
    let mut rest = bytes.part(0, usize::MAX);
    std::iter::from_fn(move || {
        let (length, name) = (rest.big32(0)? as usize, rest.at(4)?);
        // Zero means all that is left; what is shorter than its own head, or tells its length
        // elsewhere, none of those has that we look for.
        let length = if length == 0 { rest.0.len() } else { length };
        if length < 8 {
            return None;
        }
        let inside = rest.part(8, length);
        rest = rest.part(length, usize::MAX);
        Some(NamedBox { name, inside })
    })
}

#[cfg(test)]
mod tests {
    use super::PictureSize;

    fn size(file: &str, bytes: &[u8]) -> Option<(u32, u32)> {
        PictureSize::of(file, bytes).map(|size| (size.width, size.height))
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &sides].concat()
    }

    /// A photograph of 400 × 300 pixels, with notes on how the camera was held.
    fn jpeg(turn: u8) -> Vec<u8> {
        let mut notes = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
        notes.extend(b"\x01\x0f\0\x02\0\0\0\x04Cam\0");
        notes.extend([1, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0]);
        let length = (notes.len() as u16 + 2).to_be_bytes();
        let parts: [&[u8]; 6] = [
            b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xe1",
            &length,
            &notes,
            b"\xff\xff\xdb\0\x04\0\0",
            b"\xff\xc2\0\x11\x08\x01\x2c\x01\x90\x03",
            b"\xff\xda",
        ];
        parts.concat()
    }

    fn webp(chunk: &[u8]) -> Vec<u8> {
        [b"RIFF\0\0\0\0WEBP".as_slice(), chunk].concat()
    }

    fn boxed(name: &[u8; 4], inside: &[u8]) -> Vec<u8> {
        let length = (inside.len() as u32 + 8).to_be_bytes();
        [length.as_slice(), name, inside].concat()
    }

    fn avif(turn: u8) -> Vec<u8> {
        let part = |width: u32, height: u32| {
            let sides = [[0; 4], width.to_be_bytes(), height.to_be_bytes()].concat();
            boxed(b"ispe", &sides)
        };
        let parts = [part(64, 48), part(640, 480), boxed(b"irot", &[turn])].concat();
        let described = boxed(b"iprp", &boxed(b"ipco", &parts));
        let meta = [[0; 4].as_slice(), &boxed(b"hdlr", b"pict"), &described].concat();
        [boxed(b"ftyp", b"avif\0\0\0\0"), boxed(b"meta", &meta)].concat()
    }

    fn all() -> Vec<(Vec<u8>, (u32, u32))> {
        vec![
            (png(720, 300), (720, 300)),
            (b"GIF89a\x20\x03\x58\x02".to_vec(), (800, 600)),
            (jpeg(1), (400, 300)),
            (jpeg(6), (300, 400)),
            (webp(b"VP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x20\x43\x58\x82"), (800, 600)),
            (webp(b"VP8L\0\0\0\0\x2f\x1f\xc3\x95\0"), (800, 600)),
            (webp(b"VP8X\x0a\0\0\0\0\0\0\0\x1f\x03\0\x57\x02\0"), (800, 600)),
            (avif(0), (640, 480)),
            (avif(1), (480, 640)),
        ]
    }

    #[test]
    fn a_picture_tells_its_size() {
        for (bytes, expected) in all() {
            // Whatever it is called.
            assert_eq!(size("a.jpg", &bytes), Some(expected), "{bytes:?}");
            assert_eq!(size("a.pdf", &bytes), None);
        }
    }

    #[test]
    fn what_is_cut_off_has_no_size() {
        for (bytes, expected) in all() {
            for end in 0..bytes.len() {
                let cut = size("a.png", &bytes[..end]);
                assert!(cut.is_none() || cut == Some(expected) || bytes[4..8] == *b"ftyp");
            }
        }
        assert_eq!(size("a.png", &png(720, 300)[..23]), None);
    }

    #[test]
    fn no_byte_makes_it_fail() {
        for (bytes, _) in all() {
            for at in 0..bytes.len() {
                for byte in [0, 1, 0x7f, 0x80, 0xff] {
                    let mut other = bytes.clone();
                    other[at] = byte;
                    if let Some((width, height)) = size("a.png", &other) {
                        assert!(width > 0 && height > 0 && width.max(height) <= super::MAX_SIDE);
                    }
                }
            }
        }
    }

    #[test]
    fn no_side_is_zero_or_beyond_all_screens() {
        for (width, height) in [(0, 300), (300, 0), (u32::MAX, 300), (300, 100_001)] {
            assert_eq!(size("a.png", &png(width, height)), None, "{width} × {height}");
        }
        assert_eq!(size("a.png", &png(1, 100_000)), Some((1, 100_000)));
    }

    #[test]
    fn an_svg_has_the_size_that_it_says() {
        for (svg, expected) in [
            ("<svg width='200' height='40'/>", Some((200, 40))),
            ("<svg width=\"20.2px\" height='1in' viewBox='0 0 9 9'/>", Some((21, 96))),
            ("<svg width='10mm' height='10mm'>", Some((38, 38))),
            // One side and the other by the viewBox.
            ("<svg width='100' viewBox='0 0 50 25'>", Some((100, 50))),
            ("<svg height='100' viewBox='0,0,50,25'>", Some((200, 100))),
            // As wide as the text, as browsers show it.
            ("<svg viewBox='0 0 24 12'>", Some((1200, 600))),
            ("<svg width='100%' height='100%' viewBox='0 0 2400 12'>", Some((2400, 12))),
            ("<svg xmlns='http://www.w3.org/2000/svg'/>", Some((300, 150))),
            ("<svg width='0' height='10'/>", None),
            ("<svg width='1e30' height='10'/>", None),
            ("<svg width='-5' height='NaN' viewBox='0 0 0 0'/>", Some((300, 150))),
            (
                "\u{feff}<?xml version='1.0'?><!-- <svg width='1'> --><!DOCTYPE svg PUBLIC '>' [\
                 <!ENTITY a '<svg>'>]>\n<svg:svg height='7' width='8'>",
                Some((8, 7)),
            ),
            ("", None),
            ("<html><svg width='1' height='1'>", None),
            ("<svg width='1", None),
            ("<!--", None),
        ] {
            assert_eq!(size("a.svg", svg.as_bytes()), expected, "{svg}");
        }
        assert_eq!(size("a.svg", b"\xff\xfe<\0s\0v\0g\0"), None);
    }
}
