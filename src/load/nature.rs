//! What is seen in an asset beside its bytes, where that matters to somebody.

use super::firm_asset::{is_font, is_picture, is_svg};
use super::{picture, svg};

/// What an asset is, beyond a file that is copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AssetNature {
    /// Nothing that matters to anybody.
    #[default]
    Other,
    /// An SVG image with text in it, for which each machine takes a font that it has.
    SvgWithText,
    /// A font in the format WOFF2, of the length that it says it has.
    Woff2,
}

/// So many bytes of an SVG image are looked at.
const MAX_IMAGE_BYTES: u64 = 4 << 20;

/// Length of a WOFF2 font's header, in bytes.
const WOFF2_HEADER: usize = 48;

/// What a font may be inside of WOFF2: TrueType twice, OpenType, a collection.
const FLAVORS: [&[u8]; 4] = [b"\0\x01\0\0", b"true", b"OTTO", b"ttcf"];

impl AssetNature {
    /// How many of a file's first bytes tell what it is; none where its ending does.
    pub(super) fn told_by(file: &str) -> Option<u64> {
        if is_svg(file) {
            Some(MAX_IMAGE_BYTES)
        } else if is_picture(file) {
            Some(picture::MAX_HEAD)
        } else {
            is_font(file).then_some(WOFF2_HEADER as u64)
        }
    }

    /// What a file of so many bytes is that begins like this.
    pub(super) fn of(file: &str, head: &[u8], bytes: u64) -> Self {
        if is_svg(file) && svg::has_text(&String::from_utf8_lossy(head)) {
            Self::SvgWithText
        } else if is_font(file) && is_woff2(head, bytes) {
            Self::Woff2
        } else {
            Self::Other
        }
    }
}

/// Whether a file of so many bytes that begins like this is a whole WOFF2 font, as far as its
/// header tells.
fn is_woff2(head: &[u8], bytes: u64) -> bool {
    let (Some(b"wOF2"), Some(flavor), Some(length), Some(tables)) =
        (head.get(..4), head.get(4..8), head.get(8..12), head.get(12..14))
    else {
        return false;
    };
    let length = length.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    head.len() >= WOFF2_HEADER && FLAVORS.contains(&flavor) && length == bytes && tables != [0, 0]
}

#[cfg(test)]
mod tests {
    use super::is_woff2;

    #[test]
    fn a_font_is_as_long_as_it_says() {
        let mut font = b"wOF2\0\x01\0\0\0\0\x01\x02\0\x09".to_vec();
        font.resize(258, 0);
        assert!(is_woff2(&font, 258));
        assert!(!is_woff2(&font, 257), "cut off");
        assert!(!is_woff2(&font[..14], 258), "a header that is cut off");
        for (at, byte) in [(3, b'F'), (4, b'<'), (13, 0)] {
            let mut other = font.clone();
            other[at] = byte;
            assert!(!is_woff2(&other, 258), "{at}");
        }
    }
}
