//! Colours and how well they can be told apart.

use std::fmt;

/// An opaque sRGB colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Color(pub [u8; 3]);

impl Color {
    /// Reads `#rgb` or `#rrggbb`.
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?.chars();
        let digits: Option<Vec<u8>> = digits.map(|c| Some(c.to_digit(16)? as u8)).collect();
        match *digits? {
            // `#abc` is short for `#aabbcc`.
            [r, g, b] => Some(Self([r, g, b].map(|digit| digit * 17))),
            [r, s, g, h, b, c] => Some(Self([r * 16 + s, g * 16 + h, b * 16 + c])),
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
        Self([0, 1, 2].map(|channel| {
            let (from, to) = (u16::from(self.0[channel]), u16::from(other.0[channel]));
            // Half of the divisor is added, so that the division rounds to the nearest.
            ((from * (255 - amount) + to * amount + 127) / 255) as u8
        }))
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
