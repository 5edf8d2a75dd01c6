//! Colours and how well they can be told apart.

use std::fmt;

/// An opaque sRGB colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Color(pub [u8; 3]);

impl Color {
    /// Reads `#rgb` or `#rrggbb`.
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        if !digits.is_ascii() {
            return None;
        }
        let digit = |at: usize| u8::from_str_radix(digits.get(at..=at)?, 16).ok();
        let pair = |at: usize| Some(digit(at)? * 16 + digit(at + 1)?);
        match digits.len() {
            3 => Some(Self([digit(0)? * 17, digit(1)? * 17, digit(2)? * 17])),
            6 => Some(Self([pair(0)?, pair(2)?, pair(4)?])),
            _ => None,
        }
    }

    /// Relative luminance, 0 (black) to 1 (white).
    /// Source: WCAG 2.2, <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast ratio, 1 to 21.
    /// Source: WCAG 2.2, <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The nearest colour, mixed with as little black or white as will do, that reaches a contrast
    /// with another; none if neither black nor white does.
    pub fn nearest_with_contrast(self, other: Self, minimum: f64) -> Option<Self> {
        let steps = (0..=255).flat_map(|step| [0, 255].map(|end| self.mix(Self([end; 3]), step)));
        steps.into_iter().find(|color| color.contrast(other) >= minimum)
    }

    /// This colour with `amount`/255 of another.
    fn mix(self, other: Self, amount: u16) -> Self {
        let mix = |a: u8, b: u8| {
            ((u16::from(a) * (255 - amount) + u16::from(b) * amount + 127) / 255) as u8
        };
        Self([0, 1, 2].map(|channel| mix(self.0[channel], other.0[channel])))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0[0], self.0[1], self.0[2])
    }
}

#[cfg(test)]
mod tests {
    use super::Color;

    #[test]
    fn contrast_of_known_pairs() {
        let color = |text| Color::read(text).unwrap();
        assert!((color("#000").contrast(color("#fff")) - 21.0).abs() < 1e-9);
        // WebAIM's contrast checker gives 4.48:1 for this pair.
        assert!((color("#777777").contrast(color("#ffffff")) - 4.48).abs() < 0.01);
    }

    #[test]
    fn the_nearest_colour_passes_and_is_near() {
        let near = Color([0x77; 3]).nearest_with_contrast(Color([255; 3]), 4.5).unwrap();
        assert!(near.contrast(Color([255; 3])) >= 4.5);
        assert!(near.0[0] >= 0x74);
        assert_eq!(Color::read("#12é"), None);
    }
}
