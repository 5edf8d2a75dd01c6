//! Colours that follow from another one: how `theme.yaml` says it, and what comes of it.

use super::color::Color;
use super::keys;
use super::oklch::Oklch;
use crate::yaml::{Fields, Key, Value};

/// How a colour is made from another one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Derivation {
    /// The token it is made from.
    pub from: String,
    /// On light pages.
    pub light: Recipe,
    /// On dark pages.
    pub dark: Recipe,
    /// What it must reach against all that it stands on, where that is more than its pairs ask for.
    pub contrast: f64,
}

/// A colour's lightness, its chroma at most and its hue; without one it is that of what it is made
/// from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Recipe {
    lightness: f64,
    chroma: f64,
    hue: Option<f64>,
}

/// How far a hue of its own is drawn to that of the accent, in degrees: far enough that the two
/// look chosen together, not so far that a caution turns green.
const LEAN: f64 = 10.0;
/// What is less colourful than this has no hue to speak of.
const GREY: f64 = 0.02;
/// How finely a lightness is looked for.
const STEP: f64 = 0.005;

impl Derivation {
    /// Reads what a token says beside `type`; none where something is missing.
    pub(super) fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let from = fields.text(keys::FROM);
        let light = fields.fields(keys::LIGHT_RECIPE).and_then(Recipe::read);
        let dark = fields.fields(keys::DARK_RECIPE).and_then(Recipe::read);
        let contrast = number(fields, keys::CONTRAST).unwrap_or(1.0);
        Some(Self { from: from?, light: light?, dark: dark?, contrast })
    }
}

impl Recipe {
    fn read(mut fields: Fields<'_>) -> Option<Self> {
        let parts = [keys::LIGHTNESS, keys::CHROMA, keys::HUE];
        let [lightness, chroma, hue] = parts.map(|key| number(&mut fields, key));
        let recipe = Self { lightness: lightness?, chroma: chroma?, hue };
        let is_sound = (0.0..=1.0).contains(&recipe.lightness)
            && (0.0..=0.5).contains(&recipe.chroma)
            && recipe.hue.is_none_or(f64::is_finite);
        is_sound.then_some(recipe)
    }

    /// What comes of it: as it is written, or as much lighter or darker as it takes to reach a
    /// contrast with each of the colours behind it.
    pub(super) fn color(self, from: Color, behind: &[(Color, f64)]) -> Color {
        let from = Oklch::of(from);
        let hue = match self.hue {
            Some(hue) if from.chroma >= GREY => lean(hue, from.hue),
            Some(hue) => hue,
            None => from.hue,
        };
        // A grey accent keeps its surfaces grey; a hue of its own does not need one.
        let chroma = if self.hue.is_some() { self.chroma } else { self.chroma.min(from.chroma) };
        let wanted = Oklch { lightness: self.lightness, chroma, hue };

        let away = (0..=200).flat_map(|step| {
            [-1.0, 1.0].map(|side| wanted.lightness + side * STEP * f64::from(step))
        });
        let mut colors = away
            .filter(|lightness| (0.0..=1.0).contains(lightness))
            .map(|lightness| Oklch { lightness, ..wanted }.color());
        colors
            .find(|color| behind.iter().all(|(other, least)| color.contrast(*other) >= *least))
            .unwrap_or_else(|| wanted.color())
    }
}

/// A hue drawn to another one, the shorter way round.
fn lean(hue: f64, to: f64) -> f64 {
    let apart = (to - hue + 180.0).rem_euclid(360.0) - 180.0;
    hue + apart.clamp(-LEAN, LEAN)
}

pub(super) fn number(fields: &mut Fields<'_>, key: &Key) -> Option<f64> {
    match fields.node(key).map(|node| &node.value)? {
        Value::Integer(number, _) => Some(*number as f64),
        Value::Float(number, _) => Some(number.0),
        _ => fields.wrong(key.name, "a number", fields.node(key)?),
    }
}
