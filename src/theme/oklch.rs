//! Colours by lightness, chroma and hue as people see them.
//!
//! The matrices are Björn Ottosson's, "A perceptual color space for image processing" (2020),
//! <https://bottosson.github.io/posts/oklab/>, which CSS Color 4 took over.

use super::color::Color;

/// A colour in OKLCH.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Oklch {
    /// 0 (black) to 1 (white).
    pub lightness: f64,
    /// 0 (grey) to about 0.3.
    pub chroma: f64,
    /// In degrees: about 30 is red, 110 yellow, 145 green, 250 blue, 305 violet.
    pub hue: f64,
}

impl Oklch {
    /// A colour's lightness, chroma and hue.
    pub(super) fn of(color: Color) -> Self {
        let [r, g, b] = color.0.map(|channel| to_linear(f64::from(channel) / 255.0));
        let [l, m, s] = [
            0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b,
            0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b,
            0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b,
        ]
        .map(f64::cbrt);

        let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        Self {
            lightness: 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            chroma: a.hypot(b),
            hue: b.atan2(a).to_degrees().rem_euclid(360.0),
        }
    }

    /// The nearest colour that screens can show: as light, of the same hue, as colourful as may be.
    pub(super) fn color(self) -> Color {
        let (mut least, mut most) = (0.0, self.chroma);
        let shown = Self { lightness: self.lightness.clamp(0.0, 1.0), ..self };
        if let Some(color) = shown.exact() {
            return color;
        }

        // Twenty halvings are finer than the steps of a channel.
        for _ in 0..20 {
            let chroma = (least + most) / 2.0;
            match (Self { chroma, ..shown }).exact() {
                Some(_) => least = chroma,
                None => most = chroma,
            }
        }
        Color(Self { chroma: least, ..shown }.channels().map(to_byte))
    }

    fn exact(self) -> Option<Color> {
        let channels = self.channels();
        // Half of a channel's step outside still rounds to what can be shown.
        let shown = channels.iter().all(|channel| (-0.002..=1.002).contains(channel));
        shown.then(|| Color(channels.map(to_byte)))
    }

    fn channels(self) -> [f64; 3] {
        let (sin, cos) = self.hue.to_radians().sin_cos();
        let (a, b) = (self.chroma * cos, self.chroma * sin);
        let [l, m, s] = [
            self.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b,
            self.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b,
            self.lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b,
        ]
        .map(|value| value.powi(3));

        [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ]
        .map(from_linear)
    }
}

/// Source: CSS Color 4, <https://www.w3.org/TR/css-color-4/#color-conversion-code>.
fn to_linear(value: f64) -> f64 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// The way back.
fn from_linear(value: f64) -> f64 {
    if value <= 0.003_130_8 { value * 12.92 } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 }
}

fn to_byte(channel: f64) -> u8 {
    (channel.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_colours_are_where_css_has_them() {
        // CSS Color 4 gives oklch(0.628 0.258 29.23) for red and oklch(0.452 0.313 264.05) for blue.
        let red = Oklch::of(Color([255, 0, 0]));
        assert!((red.lightness - 0.628).abs() < 0.001 && (red.chroma - 0.258).abs() < 0.001);
        assert!((red.hue - 29.23).abs() < 0.1);
        let blue = Oklch::of(Color([0, 0, 255]));
        assert!((blue.lightness - 0.452).abs() < 0.001 && (blue.hue - 264.05).abs() < 0.1);
    }

    #[test]
    fn there_and_back_is_the_same_colour() {
        for color in [[0, 0, 0], [255, 255, 255], [18, 52, 86], [143, 58, 28], [250, 240, 10]] {
            assert_eq!(Oklch::of(Color(color)).color(), Color(color));
        }
    }

    #[test]
    fn what_no_screen_shows_loses_colour_and_keeps_its_hue() {
        let wanted = Oklch { lightness: 0.9, chroma: 0.3, hue: 250.0 };
        let shown = Oklch::of(wanted.color());
        assert!((shown.lightness - 0.9).abs() < 0.01 && shown.chroma < 0.1);
        assert!((shown.hue - 250.0).abs() < 3.0);
    }
}
