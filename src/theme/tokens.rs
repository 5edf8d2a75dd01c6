//! Tokens: a theme's named design values, and the stylesheet they become for a brand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::color::Color;
use crate::diagnostic::{Checked, Diagnostic, Place, Span, checks};
use crate::project::{Brand, FontFile, TokenSetting};
use crate::yaml::{Fields, Value, YamlEntry};

/// A named design value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    /// What it holds.
    pub kind: TokenKind,
    /// Its value.
    pub shades: Shades,
    /// Where it is named.
    pub place: Place,
}

/// What a token holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
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
pub(crate) struct Pair {
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

/// A token's value on light and on dark pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shades {
    /// On light pages, and on paper.
    pub light: String,
    /// On dark pages.
    pub dark: String,
}

/// A brand's colours and fonts over a theme's, by token.
pub(crate) type Colored = BTreeMap<String, Shades>;

/// Reads `tokens:`.
pub(super) fn read(fields: &mut Fields<'_>) -> BTreeMap<String, Token> {
    let mut tokens = BTreeMap::new();
    for entry in fields.map("tokens") {
        if let Some(token) = read_token(entry, fields) {
            tokens.insert(entry.key.clone(), token);
        }
    }
    tokens
}

fn read_token<'a>(entry: &'a YamlEntry, fields: &mut Fields<'a>) -> Option<Token> {
    let mut token = fields.inside(&entry.value, &entry.key);
    let word = token.text("type").unwrap_or_else(|| "color".to_owned());
    let value = token.text("value");
    // A font or size is the same on light and on dark pages.
    let light = token.text("light").or(value);
    let dark = token.text("dark").or_else(|| light.clone());
    // For those who read theme.yaml.
    token.text("description");
    token.finish();

    let place = fields.place(entry.key_span);
    let kind = KINDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind);
    let (Some(kind), Some(light), Some(dark), true) =
        (kind, light, dark, is_token_name(&entry.key))
    else {
        let message = format!("the token `{}` is not complete", entry.key);
        let wrong = Diagnostic::new(&checks::WRONG_TYPE, message).at(place);
        fields.report(wrong.help(
            "write `{type: color, light: \"#1f4e79\", dark: \"#9ec1e6\"}` or \
             `{type: font, value: …}`",
        ));
        return None;
    };

    if kind == TokenKind::Color {
        for color in BTreeSet::from([&light, &dark]) {
            if Color::read(color).is_none() {
                // The token stays, so that what names it is not reported, too.
                fields.report(not_a_color(color).at(place.clone()));
            }
        }
    }
    Some(Token { kind, shades: Shades { light, dark }, place })
}

/// Reads `pairs:`.
pub(super) fn read_pairs(fields: &mut Fields<'_>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for node in fields.list("pairs") {
        let mut pair = fields.inside(node, "pairs");
        let (text, on) = (pair.text("text"), pair.text("on"));
        let minimum = match pair.node("minimum").map(|node| &node.value) {
            Some(Value::Integer(minimum, _)) => *minimum as f64,
            Some(Value::Float(minimum, _)) => minimum.0,
            // WCAG's for text of the usual size.
            _ => 4.5,
        };

        let used = pair.text("where").unwrap_or_default();
        pair.finish();

        if let (Some(text), Some(on)) = (text, on) {
            pairs.push(Pair { text, on, minimum, used, place: fields.place(node.span) });
        }
    }
    pairs
}

/// On which pages a setting counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pages {
    Light,
    Dark,
    All,
}

/// A theme's tokens with a brand's colours and fonts put over them. A colour that the brand sets
/// for light pages only is made light enough for dark ones.
pub(crate) fn colored(
    tokens: &BTreeMap<String, Token>,
    pairs: &[Pair],
    brand: &Brand,
    file: Option<&Arc<str>>,
) -> Checked<Colored> {
    let mut diagnostics = Vec::new();
    let mut colored: Colored =
        tokens.iter().map(|(name, token)| (name.clone(), token.shades.clone())).collect();

    for (settings, kind, pages) in [
        (&brand.colors, TokenKind::Color, Pages::Light),
        (&brand.colors_dark, TokenKind::Color, Pages::Dark),
        (&brand.fonts, TokenKind::Font, Pages::All),
    ] {
        for setting in settings {
            if let Err(problem) = fits(setting, kind, tokens) {
                diagnostics.push(problem.at(place(file, setting.value.span)));
                continue;
            }

            let Some(shades) = colored.get_mut(&setting.name) else { continue };
            if pages != Pages::Dark {
                shades.light.clone_from(&setting.value.value);
            }
            if pages != Pages::Light {
                shades.dark.clone_from(&setting.value.value);
            }
        }
    }

    for FontFile { token, path, .. } in &brand.font_files {
        match has_token(token, TokenKind::Font, tokens) {
            Ok(()) => set_own_font(token, &mut colored),
            Err(problem) => diagnostics.push(problem.at(place(file, path.span))),
        }
    }

    // After all settings, since what stands behind a colour may be one of the brand's, too.
    let dark = brand.colors_dark.iter();
    let dark: BTreeSet<&str> = dark.map(|setting| setting.name.as_str()).collect();
    for TokenSetting { name, value } in &brand.colors {
        if dark.contains(name.as_str()) {
            continue;
        }
        let dark = Color::read(&value.value)
            .and_then(|color| for_dark_pages(name, color, pairs, &colored));
        if let (Some(dark), Some(shades)) = (dark, colored.get_mut(name)) {
            shades.dark = dark.to_string();
        }
    }
    Checked::new(colored, diagnostics)
}

/// A place in `firm.yaml`, which the base's own edition has not.
fn place(file: Option<&Arc<str>>, span: Span) -> Place {
    match file {
        Some(file) => Place::at(file, span),
        None => Place::file(&"content/handbook.yaml".into()),
    }
}

/// Puts a firm's own font for a token before the families that the token has.
fn set_own_font(token: &str, colored: &mut Colored) {
    let own = format!("\"{}\"", own_font(token));
    let Some(shades) = colored.get_mut(token) else { return };
    for families in [&mut shades.light, &mut shades.dark] {
        // Each cut of it is a file.
        if !families.starts_with(&own) {
            *families = format!("{own}, {families}");
        }
    }
}

/// The family that a firm's own font for a token is called by.
pub(crate) fn own_font(token: &str) -> String {
    format!("own {token}")
}

/// Whether a theme has the token that a brand sets, and the value is one for it.
fn fits(
    setting: &TokenSetting,
    kind: TokenKind,
    tokens: &BTreeMap<String, Token>,
) -> Result<(), Diagnostic> {
    let value = &setting.value.value;
    has_token(&setting.name, kind, tokens)?;

    match kind {
        TokenKind::Color if Color::read(value).is_none() => Err(not_a_color(value)),
        TokenKind::Font if !is_font_list(value) => {
            let message = format!("`{value}` is not a list of fonts");
            Err(Diagnostic::new(&checks::WRONG_TYPE, message)
                .help("write names with commas between: `Georgia, serif`"))
        }
        _ => Ok(()),
    }
}

/// Whether a theme has a token of the kind.
fn has_token(
    name: &str,
    kind: TokenKind,
    tokens: &BTreeMap<String, Token>,
) -> Result<(), Diagnostic> {
    if tokens.get(name).is_some_and(|token| token.kind == kind) {
        return Ok(());
    }
    let known = tokens.iter().filter(|(_, token)| token.kind == kind);
    let known: Vec<&str> = known.map(|(name, _)| name.as_str()).collect();

    let what = if kind == TokenKind::Color { "colour" } else { "font" };
    let message = format!("the theme has no {what} `{name}`");
    Err(Diagnostic::new(&checks::UNKNOWN_KEY, message)
        .note(format!("it has: {}", known.join(", ")))
        .nearest(name, known))
}

/// The nearest colour that can be read wherever the theme uses the token on dark pages.
fn for_dark_pages(name: &str, color: Color, pairs: &[Pair], colored: &Colored) -> Option<Color> {
    pairs.iter().filter(|pair| pair.text == name).try_fold(color, |color, pair| {
        let behind = Color::read(&colored.get(&pair.on)?.dark)?;
        color.nearest_with_contrast(behind, pair.minimum)
    })
}

/// The stylesheet of a brand: each token as a custom property, with its dark value where the reader
/// or the system asks for dark pages.
pub(crate) fn stylesheet(colored: &Colored) -> String {
    let mut light = String::new();
    let mut dark = String::new();
    for (name, shades) in colored {
        // Writing to a string cannot fail.
        let _ = writeln!(light, "  --{name}: {};", shades.light);
        // In the rules for dark pages all other tokens keep their light value.
        if shades.dark != shades.light {
            let _ = writeln!(dark, "  --{name}: {};", shades.dark);
        }
    }

    // Paper is light whatever the screen shows, so dark values are for screens alone.
    format!(
        ":root {{\n  color-scheme: light;\n{light}}}\n\
         @media screen and (prefers-color-scheme: dark) {{\n\
         :root:not([data-theme=light]) {{\n  color-scheme: dark;\n{dark}}}\n}}\n\
         @media screen {{\n:root[data-theme=dark] {{\n  color-scheme: dark;\n{dark}}}\n}}\n"
    )
}

fn not_a_color(value: &str) -> Diagnostic {
    Diagnostic::new(&checks::WRONG_TYPE, format!("`{value}` is not a colour"))
        .help("write it like `\"#1f4e79\"`, in quotes")
}

/// Whether a name can be that of a custom property, as it is.
fn is_token_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// Names with commas between, each plain or in quotes: nothing that could end the declaration it
/// stands in.
fn is_font_list(value: &str) -> bool {
    value.len() < 300 && value.split(',').all(|name| is_font(name.trim()))
}

fn is_font(name: &str) -> bool {
    let quoted =
        ['"', '\''].into_iter().find_map(|quote| name.strip_prefix(quote)?.strip_suffix(quote));
    let is_plain = |c: char| c.is_alphanumeric() || " -_.".contains(c);
    !name.is_empty() && quoted.unwrap_or(name).chars().all(is_plain)
}
