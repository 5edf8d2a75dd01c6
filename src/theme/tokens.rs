//! Tokens: a theme's named design values, and the stylesheet they become for a brand.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::color::Color;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::project::Brand;
use crate::yaml::{Fields, Value};

/// A named design value.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it holds.
    pub kind: TokenKind,
    /// The value on light pages.
    pub light: String,
    /// The value on dark pages, where it differs.
    pub dark: Option<String>,
    /// Where it is named.
    pub place: Place,
}

/// What a token holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A colour.
    Color,
    /// A list of font families.
    Font,
    /// A length or other value of CSS.
    Size,
}

const KINDS: [(&str, TokenKind); 3] =
    [("color", TokenKind::Color), ("font", TokenKind::Font), ("size", TokenKind::Size)];

/// Two tokens that meet as text (or a control) and background.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The token in front.
    pub text: String,
    /// The token behind it.
    pub on: String,
    /// The contrast ratio they must reach: 4.5, or 3 for large text and controls.
    pub minimum: f64,
    /// Where the pair is seen, for the message.
    pub used: String,
    /// Where it is declared.
    pub place: Place,
}

/// A brand's colours and fonts over a theme's: token, light and dark value.
pub type Colored = BTreeMap<String, (String, String)>;

/// Reads `tokens:`.
pub(super) fn read(fields: &mut Fields<'_>, file: &Arc<str>) -> BTreeMap<String, Token> {
    let mut tokens = BTreeMap::new();
    for entry in fields.map("tokens") {
        let mut diagnostics = Vec::new();
        let mut token = Fields::of(&entry.value, &entry.key, file, &mut diagnostics);
        let word = token.text("type").unwrap_or_else(|| "color".to_owned());
        let kind = KINDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind);
        let value = token.text("value");
        let light = token.text("light").or(value);
        let dark = token.text("dark");
        token.text("description");
        token.finish();
        let place = Place::at(file, entry.key_span);
        match (kind, light) {
            (Some(kind), Some(light)) if is_token_name(&entry.key) => {
                for color in
                    std::iter::once(&light).chain(&dark).filter(|_| kind == TokenKind::Color)
                {
                    if Color::read(color).is_none() {
                        diagnostics.push(not_a_color(color, place.clone()));
                    }
                }
                tokens.insert(entry.key.clone(), Token { kind, light, dark, place });
            }
            _ => {
                let message = format!("the token `{}` is not complete", entry.key);
                let help = "write `{type: color, light: \"#1f4e79\", dark: \"#9ec1e6\"}` or `{type: font, value: …}`";
                diagnostics
                    .push(Diagnostic::new(&checks::WRONG_TYPE, message).at(place).help(help));
            }
        }
        diagnostics.into_iter().for_each(|diagnostic| fields.report(diagnostic));
    }
    tokens
}

/// Reads `pairs:`.
pub(super) fn read_pairs(fields: &mut Fields<'_>, file: &Arc<str>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for node in fields.list("pairs") {
        let mut diagnostics = Vec::new();
        let mut pair = Fields::of(node, "pairs", file, &mut diagnostics);
        let (text, on) = (pair.text("text"), pair.text("on"));
        let minimum = match pair.node("minimum").map(|node| &node.value) {
            Some(Value::Integer(minimum, _)) => *minimum as f64,
            Some(Value::Float(minimum, _)) => minimum.0,
            _ => 4.5,
        };
        let used = pair.text("where").unwrap_or_default();
        pair.finish();
        diagnostics.into_iter().for_each(|diagnostic| fields.report(diagnostic));
        if let (Some(text), Some(on)) = (text, on) {
            pairs.push(Pair { text, on, minimum, used, place: Place::at(file, node.span) });
        }
    }
    pairs
}

/// A theme's tokens with a brand's colours and fonts put over them. A colour that the brand sets for
/// light pages only is made light enough for dark ones.
pub fn colored(
    tokens: &BTreeMap<String, Token>,
    pairs: &[Pair],
    brand: &Brand,
    file: Option<&Arc<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Colored {
    let own = |(name, token): (&String, &Token)| {
        (
            name.clone(),
            (token.light.clone(), token.dark.clone().unwrap_or_else(|| token.light.clone())),
        )
    };
    let mut colored: Colored = tokens.iter().map(own).collect();
    let settings = brand.colors.iter().map(|setting| (setting, TokenKind::Color, Some(true)));
    let settings = settings
        .chain(brand.colors_dark.iter().map(|setting| (setting, TokenKind::Color, Some(false))));
    let settings =
        settings.chain(brand.fonts.iter().map(|setting| (setting, TokenKind::Font, None)));
    for ((name, value, span), kind, light) in settings {
        let place = || {
            file.map_or_else(
                || Place::file(&"content/handbook.yaml".into()),
                |file| Place::at(file, *span),
            )
        };
        if !tokens.get(name).is_some_and(|token| token.kind == kind) {
            let known = tokens
                .iter()
                .filter(|(_, token)| token.kind == kind)
                .map(|(name, _)| name.as_str());
            let what = if kind == TokenKind::Color { "colour" } else { "font" };
            let message = format!("the theme has no {what} `{name}`");
            diagnostics.push(
                Diagnostic::new(&checks::UNKNOWN_KEY, message)
                    .at(place())
                    .nearest(name, known.clone())
                    .note(format!("it has: {}", known.collect::<Vec<_>>().join(", "))),
            );
            continue;
        }
        if kind == TokenKind::Color && Color::read(value).is_none() {
            diagnostics.push(not_a_color(value, place()));
            continue;
        }
        if kind == TokenKind::Font && !is_font_list(value) {
            let message = format!("`{value}` is not a list of fonts");
            diagnostics.push(
                Diagnostic::new(&checks::WRONG_TYPE, message)
                    .at(place())
                    .help("write names with commas between: `Georgia, serif`"),
            );
            continue;
        }
        let Some(slot) = colored.get_mut(name) else { continue };
        if light != Some(false) {
            slot.0.clone_from(value);
        }
        if light != Some(true) {
            slot.1.clone_from(value);
        }
    }
    let only_light = brand
        .colors
        .iter()
        .filter(|(name, ..)| brand.colors_dark.iter().all(|(dark, ..)| dark != name));
    for (name, value, _) in only_light {
        if let Some(dark) =
            Color::read(value).and_then(|color| for_dark_pages(name, color, pairs, &colored))
            && let Some(slot) = colored.get_mut(name)
        {
            slot.1 = dark.to_string();
        }
    }
    colored
}

/// The nearest colour that can be read wherever the theme uses the token on dark pages.
fn for_dark_pages(name: &str, color: Color, pairs: &[Pair], colored: &Colored) -> Option<Color> {
    let mut color = color;
    for pair in pairs.iter().filter(|pair| pair.text == name) {
        let behind = Color::read(&colored.get(&pair.on)?.1)?;
        color = color.nearest_with_contrast(behind, pair.minimum)?;
    }
    Some(color)
}

/// The stylesheet of a brand: each token as a custom property, with its dark value where the reader
/// or the system asks for dark pages.
pub fn stylesheet(colored: &Colored) -> String {
    let mut light = String::new();
    let mut dark = String::new();
    for (name, (on_light, on_dark)) in colored {
        // Writing to a string cannot fail.
        let _ = writeln!(light, "  --{name}: {on_light};");
        if on_dark != on_light {
            let _ = writeln!(dark, "  --{name}: {on_dark};");
        }
    }
    format!(
        ":root {{\n  color-scheme: light;\n{light}}}\n\
         @media screen and (prefers-color-scheme: dark) {{\n:root:not([data-theme=light]) {{\n  color-scheme: dark;\n{dark}}}\n}}\n\
         @media screen {{\n:root[data-theme=dark] {{\n  color-scheme: dark;\n{dark}}}\n}}\n"
    )
}

fn not_a_color(value: &str, place: Place) -> Diagnostic {
    Diagnostic::new(&checks::WRONG_TYPE, format!("`{value}` is not a colour"))
        .at(place)
        .help("write it like `\"#1f4e79\"`, in quotes")
}

fn is_token_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// Names with commas between, each plain or in quotes: nothing that could end the declaration it
/// stands in.
fn is_font_list(value: &str) -> bool {
    let plain = |name: &str| name.chars().all(|c| c.is_alphanumeric() || " -_.".contains(c));
    let name = |name: &str| {
        let name = name.trim();
        let inside =
            ['"', '\''].into_iter().find_map(|quote| name.strip_prefix(quote)?.strip_suffix(quote));
        !name.is_empty() && plain(inside.unwrap_or(name))
    };
    value.len() < 300 && value.split(',').all(name)
}
