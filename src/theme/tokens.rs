//! Tokens: a theme's named design values, and the stylesheet they become for a brand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::color::Color;
use super::derived::{self, Derivation, Recipe};
use super::keys::{self, DERIVED, GIVEN};
use crate::diagnostic::{Checked, Diagnostic, Place, Span, checks};
use crate::project::{Brand, FontFile, TokenSetting};
use crate::yaml::{Fields, Value, YamlEntry};

/// A theme's design: what firms may set, and how it looks where they do not.
#[derive(Default)]
pub(crate) struct Design {
    /// Named design values, by name; a child's take the place of its parent's.
    pub tokens: Tokens,
    /// Compositions that a firm chooses from, each with the tokens that are different in it.
    pub looks: BTreeMap<String, Tokens>,
    /// Which tokens meet as text and background, and how far they must differ.
    pub pairs: Vec<Pair>,
}

/// Tokens by name.
pub(crate) type Tokens = BTreeMap<String, Token>;

/// A named design value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    /// What it holds.
    pub kind: TokenKind,
    /// Its value.
    pub value: TokenValue,
    /// Where it is named.
    pub place: Place,
}

/// What a token is where no brand sets it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenValue {
    /// What the theme says.
    Given(Shades),
    /// A colour that follows from another one.
    Derived(Derivation),
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

/// The kinds by name.
pub(super) const KINDS: [(&str, TokenKind); 3] =
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Shades {
    /// On light pages, and on paper.
    pub light: String,
    /// On dark pages.
    pub dark: String,
}

/// A brand's colours and fonts over a theme's, by token.
pub(crate) type Colored = BTreeMap<String, Shades>;

impl Design {
    /// Reads `tokens:`, `looks:` and `pairs:`.
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let tokens = fields.map(keys::TOKENS);
        let tokens = read_tokens(tokens, fields);
        let mut looks = BTreeMap::new();
        for look in fields.map(keys::LOOKS) {
            let entries = fields.entries_of(&look.key, &look.value);
            looks.insert(look.key.clone(), read_tokens(entries, fields));
        }
        Self { tokens, looks, pairs: read_pairs(fields) }
    }

    /// Puts a child's design over that of its parent.
    pub(super) fn append(&mut self, mut child: Self) {
        self.tokens.append(&mut child.tokens);
        self.pairs.append(&mut child.pairs);
        for (look, mut tokens) in child.looks {
            self.looks.entry(look).or_default().append(&mut tokens);
        }
    }

    /// Takes out what names a token that there is not, and tells. A pair or a derived colour may
    /// name a token of a parent or a child, so this is seen only when all are together.
    pub(super) fn tell_unknown(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let given: BTreeSet<String> = self
            .tokens
            .iter()
            .filter(|(_, token)| token.is_given())
            .map(|(name, _)| name.clone())
            .collect();
        let known: BTreeSet<String> = self.tokens.keys().cloned().collect();

        self.pairs.retain(|pair| {
            let mut missing = [&pair.text, &pair.on].into_iter();
            let missing = missing.find(|name| !known.contains(*name));
            diagnostics.extend(missing.map(|name| unknown_token(name, &pair.place, &known)));
            missing.is_none()
        });
        for tokens in std::iter::once(&mut self.tokens).chain(self.looks.values_mut()) {
            tokens.retain(|_, token| {
                let TokenValue::Derived(derivation) = &token.value else { return true };
                let found = given.contains(&derivation.from);
                if !found {
                    diagnostics.push(unknown_token(&derivation.from, &token.place, &given));
                }
                found
            });
        }
    }
}

fn unknown_token(name: &str, place: &Place, known: &BTreeSet<String>) -> Diagnostic {
    let message = format!("there is no token `{name}`");
    let unknown = Diagnostic::new(&checks::UNKNOWN_KEY, message).at(place.clone());
    unknown.nearest(name, known.iter().map(String::as_str))
}

impl Token {
    fn is_given(&self) -> bool {
        matches!(self.value, TokenValue::Given(_))
    }
}

fn read_tokens<'a>(entries: &'a [YamlEntry], fields: &mut Fields<'a>) -> Tokens {
    let read = entries.iter().map(|entry| Some((entry.key.clone(), read_token(entry, fields)?)));
    read.flatten().collect()
}

fn read_token<'a>(entry: &'a YamlEntry, fields: &mut Fields<'a>) -> Option<Token> {
    let told = fields.told();
    let is_derived = is_derived(&entry.value.value);
    let mut token = fields.group(entry, if is_derived { DERIVED } else { GIVEN });
    let word = token.text(keys::TYPE).unwrap_or_else(|| "color".to_owned());

    let kind = KINDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind);
    let value = match (is_derived, kind) {
        (true, Some(TokenKind::Color)) => Derivation::read(&mut token).map(TokenValue::Derived),
        // A font or a size is made from no other.
        (true, _) => None,
        (false, _) => read_shades(&mut token).map(TokenValue::Given),
    };

    let place = fields.place(entry.key_span);
    let (Some(kind), Some(value), true) = (kind, value, is_token_name(&entry.key)) else {
        let message = format!("the token `{}` is not complete", entry.key);
        let wrong = Diagnostic::new(&checks::WRONG_TYPE, message).at(place);
        // What is inside may have been told already, and better.
        if fields.told() == told {
            fields.report(wrong.help(
                "write `{type: color, light: \"#1f4e79\", dark: \"#9ec1e6\"}`, \
                 `{type: color, from: accent, light: {l: 0.97, c: 0.01}, dark: {l: 0.25, c: 0.01}}` or \
                 `{type: font, value: …}`",
            ));
        }
        return None;
    };

    if let (TokenKind::Color, TokenValue::Given(shades)) = (kind, &value) {
        for color in BTreeSet::from([&shades.light, &shades.dark]) {
            if Color::read(color).is_none() {
                // The token stays, so that what names it is not reported, too.
                fields.report(not_a_color(color).at(place.clone()));
            }
        }
    }
    Some(Token { kind, value, place })
}

/// Whether a token says what it is made from.
fn is_derived(token: &Value) -> bool {
    matches!(token, Value::Map(entries) if entries.iter().any(|entry| entry.key == keys::FROM.name))
}

fn read_shades(token: &mut Fields<'_>) -> Option<Shades> {
    let value = token.text(keys::VALUE);
    // A font or size is the same on light and on dark pages.
    let light = token.text(keys::LIGHT).or(value);
    let dark = token.text(keys::DARK).or_else(|| light.clone());
    Some(Shades { light: light?, dark: dark? })
}

/// Reads `pairs:`.
fn read_pairs(fields: &mut Fields<'_>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for node in fields.list(keys::PAIRS) {
        let mut pair = fields.item(node, keys::PAIRS);
        let (text, on) = (pair.text(keys::IN_FRONT), pair.text(keys::BEHIND));
        // WCAG's for text of the usual size.
        let minimum = derived::number(&mut pair, keys::MINIMUM).unwrap_or(4.5);
        let used = pair.text(keys::USED).unwrap_or_default();

        if let (Some(text), Some(on)) = (text, on) {
            pairs.push(Pair { text, on, minimum, used, place: fields.place(node.span) });
        }
    }
    pairs
}

/// What a brand sets that its theme has, by token.
struct Settings<'a> {
    light: BTreeMap<&'a str, &'a str>,
    dark: BTreeMap<&'a str, &'a str>,
}

/// A theme's tokens in the look that a brand chooses, with its colours and fonts put over them, and
/// the colours that follow from those. A colour that the brand sets for light pages only is made
/// light enough for dark ones.
pub(crate) fn colored(design: &Design, brand: &Brand, file: Option<&Arc<str>>) -> Checked<Colored> {
    let mut diagnostics = Vec::new();
    let mut tokens: BTreeMap<&str, &Token> =
        design.tokens.iter().map(|(name, token)| (name.as_str(), token)).collect();
    if let Some(look) = &brand.look {
        match design.looks.get(&look.value) {
            Some(look) => tokens.extend(look.iter().map(|(name, token)| (name.as_str(), token))),
            None => diagnostics.push(unknown_look(design, &look.value).at(place(file, look.span))),
        }
    }
    let settings = settings(&tokens, brand, file, &mut diagnostics);

    let texts: BTreeSet<&str> = design.pairs.iter().map(|pair| pair.text.as_str()).collect();
    let mut colored = Colored::new();
    for (name, token) in &tokens {
        if let TokenValue::Given(shades) = &token.value {
            let light = settings.light.get(name).copied();
            let dark = settings.dark.get(name).copied().or(light);
            colored.insert((*name).to_owned(), shades.or(light, dark));
        }
    }

    for FontFile { token, path, .. } in &brand.font_files {
        match has_token(token, TokenKind::Font, &tokens) {
            Ok(()) => set_own_font(token, &mut colored),
            Err(problem) => diagnostics.push(problem.at(place(file, path.span))),
        }
    }

    // What stands behind text comes first, since text is made to be read on it.
    derive(&tokens, |name| !texts.contains(name), &design.pairs, &settings, &mut colored);
    brighten(|name| tokens[name].is_given(), &design.pairs, &settings, &mut colored);
    derive(&tokens, |name| texts.contains(name), &design.pairs, &settings, &mut colored);
    brighten(|name| !tokens[name].is_given(), &design.pairs, &settings, &mut colored);
    Checked::new(colored, diagnostics)
}

fn unknown_look(design: &Design, look: &str) -> Diagnostic {
    let known: Vec<&str> = design.looks.keys().map(String::as_str).collect();
    Diagnostic::new(&checks::UNKNOWN_KEY, format!("the theme has no look `{look}`"))
        .note(format!("it has: {}", known.join(", ")))
        .nearest(look, known)
}

/// What of a brand's settings the theme has a token for; the others are told.
fn settings<'a>(
    tokens: &BTreeMap<&str, &Token>,
    brand: &'a Brand,
    file: Option<&Arc<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Settings<'a> {
    let mut fitting = |settings: &'a [TokenSetting], kind| {
        let mut values = BTreeMap::new();
        for setting in settings {
            match fits(setting, kind, tokens) {
                Ok(()) => {
                    values.insert(setting.name.as_str(), setting.value.value.as_str());
                }
                Err(problem) => diagnostics.push(problem.at(place(file, setting.value.span))),
            }
        }
        values
    };

    let mut light = fitting(&brand.colors, TokenKind::Color);
    let dark = fitting(&brand.colors_dark, TokenKind::Color);
    light.append(&mut fitting(&brand.fonts, TokenKind::Font));
    Settings { light, dark }
}

/// Makes the derived colours of a kind.
fn derive(
    tokens: &BTreeMap<&str, &Token>,
    is_meant: impl Fn(&str) -> bool,
    pairs: &[Pair],
    settings: &Settings<'_>,
    colored: &mut Colored,
) {
    for (name, token) in tokens.iter().filter(|(name, _)| is_meant(name)) {
        let TokenValue::Derived(derivation) = &token.value else { continue };
        let Some(from) = colored.get(&derivation.from) else { continue };

        let make = |recipe: Recipe, from: &str, shade: fn(&Shades) -> &String| {
            let behind = pairs.iter().filter(|pair| pair.text == *name).filter_map(|pair| {
                let color = Color::read(shade(colored.get(&pair.on)?))?;
                Some((color, pair.minimum.max(derivation.contrast)))
            });
            // A brand's colour that is none was told; the theme's stands in for it.
            let from = Color::read(from).unwrap_or(Color([0x80; 3]));
            recipe.color(from, &behind.collect::<Vec<_>>()).to_string()
        };
        let light = make(derivation.light, &from.light, |shades| &shades.light);
        let dark = make(derivation.dark, &from.dark, |shades| &shades.dark);

        let made = Shades { light, dark };
        let (light, dark) = (settings.light.get(name), settings.dark.get(name));
        colored.insert((*name).to_owned(), made.or(light.copied(), dark.copied()));
    }
}

/// Makes colours that a brand sets for light pages only light enough for dark ones.
fn brighten(
    is_meant: impl Fn(&str) -> bool,
    pairs: &[Pair],
    settings: &Settings<'_>,
    colored: &mut Colored,
) {
    for (name, value) in &settings.light {
        if !is_meant(name) || settings.dark.contains_key(name) {
            continue;
        }
        let dark = Color::read(value).filter(|_| pairs.iter().any(|pair| pair.text == *name));
        let dark = dark.and_then(|color| for_dark_pages(name, color, pairs, colored));
        if let (Some(dark), Some(shades)) = (dark, colored.get_mut(*name)) {
            shades.dark = dark.to_string();
        }
    }
}

impl Shades {
    /// These, or what is set instead.
    fn or(&self, light: Option<&str>, dark: Option<&str>) -> Self {
        Self {
            light: light.unwrap_or(&self.light).to_owned(),
            dark: dark.unwrap_or(&self.dark).to_owned(),
        }
    }
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
    tokens: &BTreeMap<&str, &Token>,
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
    tokens: &BTreeMap<&str, &Token>,
) -> Result<(), Diagnostic> {
    if tokens.get(name).is_some_and(|token| token.kind == kind) {
        return Ok(());
    }
    let known = tokens.iter().filter(|(_, token)| token.kind == kind);
    let known: Vec<&str> = known.map(|(name, _)| *name).collect();

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Spanned;
    use crate::yaml;

    const THEME: &str = include_str!("../../themes/default/theme.yaml");

    fn design() -> Design {
        let file: Arc<str> = "theme.yaml".into();
        let mut diagnostics = Vec::new();
        let root = yaml::parse_config(THEME, &file, &mut diagnostics).unwrap();
        let mut fields = Fields::of(&root, "theme.yaml", keys::THEME, &file, &mut diagnostics);
        let mut design = Design::read(&mut fields);
        design.tell_unknown(&mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        design
    }

    fn brand(accent: Color, look: &str) -> Brand {
        let span = Span { start: 0, end: 0 };
        let value = Spanned::new(accent.to_string(), span);
        Brand {
            look: Some(Spanned::new(look.to_owned(), span)),
            colors: vec![TokenSetting { name: "accent".to_owned(), value }],
            ..Brand::default()
        }
    }

    /// Pairs that are not told apart, as `text on other, light or dark`.
    fn faults(design: &Design, colored: &Colored) -> Vec<String> {
        let mut faults = Vec::new();
        for pair in &design.pairs {
            let (text, on) = (&colored[&pair.text], &colored[&pair.on]);
            for (text, on) in [(&text.light, &on.light), (&text.dark, &on.dark)] {
                let [text, on] = [text, on].map(|color| Color::read(color).unwrap());
                let wanted = if pair.text == "muted" { 7.0 } else { pair.minimum };
                if text.contrast(on) < wanted {
                    faults.push(format!("{} {text} on {} {on}", pair.text, pair.on));
                }
            }
        }
        faults
    }

    /// A hundred accents by chance, always the same ones, in every look. Where an accent itself
    /// cannot be read, the build says so and offers the nearest that can; that one is taken here.
    #[test]
    fn whatever_the_accent_all_can_be_read() {
        let design = design();
        let mut state: u32 = 12;
        for _ in 0..100 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, r, g, b] = state.to_be_bytes();
            for look in design.looks.keys() {
                let mut accent = Color([r, g, b]);
                for on in ["bg", "surface", "wash"] {
                    let colored = colored(&design, &brand(accent, look), None).value;
                    let behind = Color::read(&colored[on].light).unwrap();
                    accent = accent.nearest_with_contrast(behind, 4.6).unwrap();
                }

                let checked = colored(&design, &brand(accent, look), None);
                assert!(checked.diagnostics.is_empty());
                let faults = faults(&design, &checked.value);
                assert!(faults.is_empty(), "{accent} in {look}: {faults:#?}");
            }
        }
    }

    #[test]
    fn a_grey_accent_keeps_its_surfaces_grey_and_a_red_one_does_not() {
        let design = design();
        let wash = |accent| {
            let colored = colored(&design, &brand(Color(accent), "quiet"), None).value;
            Color::read(&colored["wash"].light).unwrap().0
        };
        let [r, g, b] = wash([0x50; 3]);
        assert!(r.abs_diff(g) < 2 && g.abs_diff(b) < 2);
        let [r, g, b] = wash([0xa0, 0x20, 0x20]);
        assert!(r > g + 5 && r > b + 5);
    }
}
