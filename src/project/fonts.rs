//! `brand: fonts:` → families that readers have, and a firm's own font files.

use super::keys;
use crate::diagnostic::{Diagnostic, Spanned, checks};
use crate::yaml::{Fields, Key, Value, YamlEntry};

/// What a brand sets a theme token to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenSetting {
    /// Name of the token.
    pub name: String,
    /// The value, and where it stands in `firm.yaml`.
    pub value: Spanned<String>,
}

/// A font file of a firm, for one of the theme's font tokens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FontFile {
    /// Name of the token.
    pub token: String,
    /// For which letters.
    pub cut: FontCut,
    /// Path of the asset, and its place.
    pub path: Spanned<String>,
}

/// Which letters of a family a file draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FontCut {
    /// Upright and light or regular; all that have no file of their own.
    Regular,
    /// Upright and bold.
    Bold,
    /// Slanted and light or regular; bold ones, too, where those have no file.
    Italic,
    /// Slanted and bold.
    BoldItalic,
}

/// What a brand sets the font tokens of a theme to.
#[derive(Default)]
pub(super) struct BrandFonts {
    pub(super) families: Vec<TokenSetting>,
    pub(super) files: Vec<FontFile>,
}

const CUTS: [(&Key, FontCut); 4] = [
    (keys::REGULAR, FontCut::Regular),
    (keys::BOLD, FontCut::Bold),
    (keys::ITALIC, FontCut::Italic),
    (keys::BOLD_ITALIC, FontCut::BoldItalic),
];

/// By these a path is told from the name of a family, whatever is then said of the file.
const ENDINGS: [&str; 5] = ["woff2", "woff", "ttf", "otf", "ttc"];

const HELP: &str = "write `Georgia, serif`, `assets/own.woff2`, or \
                    `{regular: assets/own.woff2, bold: assets/own-bold.woff2}`";

impl BrandFonts {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let mut fonts = Self::default();
        for entry in fields.map(keys::FONTS) {
            fonts.add(entry, fields);
        }
        fonts
    }

    fn add<'a>(&mut self, entry: &'a YamlEntry, fields: &mut Fields<'a>) {
        let name = &entry.key;
        if let Value::Map(_) = entry.value.value {
            return self.add_files(entry, fields.member(entry, keys::FONTS));
        }
        let Some(value) = entry.value.value.scalar() else {
            return fields.wrong_entry(entry, HELP);
        };

        let value = Spanned::new(value, entry.value.span);
        if is_file(&value.value) {
            self.files.push(FontFile { token: name.clone(), cut: FontCut::Regular, path: value });
        } else {
            self.families.push(TokenSetting { name: name.clone(), value });
        }
    }

    fn add_files(&mut self, entry: &YamlEntry, mut fields: Fields<'_>) {
        let token = &entry.key;
        for (key, cut) in CUTS {
            let path = fields.spanned_text(key);
            self.files.extend(path.map(|path| FontFile { token: token.clone(), cut, path }));
        }
        if let Some(value) = fields.spanned_text(keys::FALLBACK) {
            self.families.push(TokenSetting { name: token.clone(), value });
        }

        // For lack of it, browsers would take another cut for running text.
        if fields.node(keys::REGULAR).is_none() {
            let message = format!("the font `{token}` has no `regular`");
            let incomplete = Diagnostic::new(&checks::WRONG_TYPE, message).help(HELP);
            fields.report(incomplete.at(fields.place(entry.key_span)));
        }
    }
}

fn is_file(value: &str) -> bool {
    let ending = value.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    !value.contains(',') && ending.is_some_and(|ending| ENDINGS.contains(&&*ending))
}
