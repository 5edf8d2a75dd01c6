//! `firm.yaml` → [`Firm`].

use std::sync::Arc;

use super::fonts::{BrandFonts, FontFile, TokenSetting};
use super::keys::{self, FIRM_OWN, LAYER};
use super::lms::LearningSystem;
use super::variables::VariableValue;
use super::{Announcement, FeedbackSetting, LayerConfig, Variables};
use crate::diagnostic::{Diagnostic, Place, Spanned, checks};
use crate::load::TextFile;
use crate::yaml::{self, Fields, Key, YamlEntry};

/// A tenant: its brand, its layers, its changes.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct Firm {
    /// Folder name.
    pub id: Arc<str>,
    /// Its name for people.
    pub name: String,
    /// The shared layers under it, lowest first, each with its place.
    pub layers: Vec<Spanned<String>>,
    /// Folder name of the theme, where it differs from the handbook's.
    pub theme: Option<Spanned<String>>,
    /// Logo, colours, fonts.
    pub brand: Brand,
    /// What stands at the foot of each page.
    pub footer: Footer,
    /// Whether search engines are welcome; they are not unless the firm says so.
    pub index: bool,
    /// Whether readers may say who they are, where the firm says so itself.
    pub my_page: Option<bool>,
    /// The address the edition is published at, where that is known.
    pub url: Option<String>,
    /// Whether readers can search, where it differs from the handbook's word.
    pub search: Option<bool>,
    /// What stands at the head of each page for some days.
    pub announcement: Option<Announcement>,
    /// Where readers say what is wrong, where that is not the handbook's.
    pub feedback: Option<FeedbackSetting>,
    /// What its packages for learning systems report and hold.
    pub lms: LearningSystem,
    /// Texts that stand nowhere but here, by which a leak is known.
    pub canaries: Vec<Spanned<String>>,
    /// Words of the interface that it has its own way, as they are written.
    pub words: Vec<YamlEntry>,
    /// Variables, hidden pages, navigation.
    pub config: LayerConfig,
    /// `firm.yaml` itself; none for the base's own edition.
    pub file: Option<Arc<str>>,
}

/// How a firm looks.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct Brand {
    /// Asset paths and their places.
    pub logo: Option<Spanned<String>>,
    /// For dark pages.
    pub logo_dark: Option<Spanned<String>>,
    /// What the logo says, for those who do not see it.
    pub logo_alt: String,
    /// The icon on the browser's tab.
    pub favicon: Option<Spanned<String>>,
    /// The icon on the home screens of phones, and beside a link that is shared: a PNG image.
    pub touch_icon: Option<Spanned<String>>,
    /// Which of the theme's compositions it is set in.
    pub look: Option<Spanned<String>>,
    /// Theme tokens set for light pages.
    pub colors: Vec<TokenSetting>,
    /// Theme tokens set for dark pages.
    pub colors_dark: Vec<TokenSetting>,
    /// Theme tokens of the kind `font`: families that readers have.
    pub fonts: Vec<TokenSetting>,
    /// Font files of the firm's own, which go before those families.
    pub font_files: Vec<FontFile>,
}

/// The foot of each page.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct Footer {
    /// A line of text.
    pub text: String,
    /// Links, legal ones mostly.
    pub links: Vec<FooterLink>,
}

/// One link in the footer.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct FooterLink {
    /// What it says.
    pub title: String,
    /// Where it leads: an address of the web.
    pub url: String,
}

/// Longest name of a firm, in bytes: every page repeats it.
const MAX_NAME: usize = 1_000;

impl Firm {
    /// Reads `firm.yaml`.
    pub fn read(
        id: &Arc<str>,
        source: Option<&TextFile>,
        variables: &Variables,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let unread = Self { id: id.clone(), name: id.to_string(), ..Self::default() };
        let Some(source) = source else {
            let file: Arc<str> = format!("content/firms/{id}/firm.yaml").into();
            let help =
                format!("write one with a line `name: …`, or run `mentorbook new firm {id}`");
            let message = format!("the firm `{id}` has no firm.yaml");
            let missing = Diagnostic::new(&checks::MISSING_FIRM_FILE, message).help(help);
            diagnostics.push(missing.at(Place::file(&file)));
            return unread;
        };

        let file = &source.file;
        // What could not be read was told; the firm is still there, by its folder's name.
        let Some(root) = yaml::parse_config(&source.text, file, diagnostics) else {
            return unread;
        };

        let known = [FIRM_OWN, LAYER].concat();
        let mut fields = Fields::of(&root, "firm.yaml", &known, file, diagnostics);
        let config = LayerConfig::from_fields(&mut fields, variables);
        if config.name.len() > MAX_NAME {
            let message = format!("a firm's name has at most {MAX_NAME} bytes");
            fields.report(Diagnostic::new(&checks::TOO_LARGE, message).at(Place::file(file)));
        }
        if config.name.is_empty() {
            let nameless = Diagnostic::new(&checks::MISSING_FIRM_FILE, "this firm has no `name`")
                .help("add a line such as `name: Birch & Cole LLP`");
            fields.report(nameless.at(Place::file(file)));
        }

        Self {
            id: id.clone(),
            name: config.name.clone(),
            layers: fields.texts(keys::LAYERS),
            theme: fields.spanned_text(keys::FIRM_THEME),
            brand: fields.fields(keys::BRAND).map(Brand::read).unwrap_or_default(),
            footer: footer(&mut fields),
            index: robots(&mut fields),
            my_page: fields.bool(keys::MY_PAGE),
            url: site_url(&mut fields),
            search: fields.bool(keys::SEARCH),
            announcement: Announcement::read(&mut fields),
            feedback: FeedbackSetting::read(keys::FEEDBACK, &mut fields),
            lms: fields.fields(keys::LMS).map(LearningSystem::read).unwrap_or_default(),
            canaries: fields.texts(keys::CANARY),
            words: fields.map(keys::WORDS).to_vec(),
            config,
            file: Some(file.clone()),
        }
    }

    /// The values a firm's own name gives to the built-in variables.
    pub fn built_in(&self) -> [(&'static str, VariableValue); 2] {
        [
            ("firm.id", VariableValue::plain(self.id.to_string())),
            ("firm.name", VariableValue::plain(self.name.clone())),
        ]
    }
}

impl Brand {
    /// The paths of the logos and the icons, as they are written.
    pub fn images(&self) -> impl Iterator<Item = &Spanned<String>> {
        [&self.logo, &self.logo_dark, &self.favicon, &self.touch_icon].into_iter().flatten()
    }

    /// The paths of everything that it brings, as they are written.
    pub fn files(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.images().chain(self.font_files.iter().map(|font| &font.path))
    }

    /// The paths of everything that it brings.
    pub fn assets(&self) -> Vec<String> {
        self.files().map(|path| path.value.trim_start_matches('/').to_owned()).collect()
    }

    fn read(mut fields: Fields<'_>) -> Self {
        let fonts = BrandFonts::read(&mut fields);
        Self {
            logo: fields.spanned_text(keys::LOGO),
            logo_dark: fields.spanned_text(keys::LOGO_DARK),
            logo_alt: fields.text(keys::LOGO_ALT).unwrap_or_default(),
            favicon: fields.spanned_text(keys::FAVICON),
            touch_icon: touch_icon(&mut fields),
            look: fields.spanned_text(keys::LOOK),
            colors: tokens(&mut fields, keys::COLORS),
            colors_dark: tokens(&mut fields, keys::COLORS_DARK),
            fonts: fonts.families,
            font_files: fonts.files,
        }
    }
}

/// No phone takes another kind of image.
fn touch_icon(fields: &mut Fields<'_>) -> Option<Spanned<String>> {
    let icon = fields.spanned_text(keys::TOUCH_ICON)?;
    if icon.value.to_ascii_lowercase().ends_with(".png") {
        return Some(icon);
    }
    let message = format!("`touch_icon` takes a PNG image, not `{}`", icon.value);
    let wrong = Diagnostic::new(&checks::WRONG_TYPE, message).at(fields.place(icon.span));
    fields.report(wrong.help("save the icon as a square PNG of 180 pixels"));
    None
}

fn tokens(fields: &mut Fields<'_>, key: &Key) -> Vec<TokenSetting> {
    let mut settings = Vec::new();
    for entry in fields.map(key) {
        match entry.value.value.scalar() {
            Some(value) => settings.push(TokenSetting {
                name: entry.key.clone(),
                value: Spanned::new(value, entry.value.span),
            }),
            None => fields.wrong_entry(
                entry,
                "write it in quotes, like `\"#1f4e79\"`: without them `#` begins a remark",
            ),
        }
    }
    settings
}

fn footer(fields: &mut Fields<'_>) -> Footer {
    let mut footer = Footer::default();
    let Some(mut fields) = fields.fields(keys::FOOTER) else { return footer };
    footer.text = fields.text(keys::FOOTER_TEXT).unwrap_or_default();

    for node in fields.list(keys::FOOTER_LINKS) {
        let mut link = fields.item(node, keys::FOOTER_LINKS);
        let title = link.text(keys::FOOTER_TITLE).unwrap_or_default();
        let url = link.spanned_text(keys::FOOTER_URL);

        // A link without an address leads nowhere.
        let Some(Spanned { value: url, span }) = url else { continue };
        if crate::url::is_safe(&url) {
            footer.links.push(FooterLink { title, url });
        } else {
            fields.report(crate::url::unsafe_url(&url, fields.place(span)));
        }
    }
    footer
}

fn site_url(fields: &mut Fields<'_>) -> Option<String> {
    let Spanned { value: url, span } = fields.spanned_text(keys::URL)?;
    // The sitemap needs whole addresses, which no path can give.
    if url.starts_with("https://") || url.starts_with("http://") {
        return Some(url);
    }
    let message = format!("`{url}` is not the address of a web site");
    let diagnostic = Diagnostic::new(&checks::WRONG_TYPE, message).at(fields.place(span));
    fields.report(diagnostic.help("begin it with https://"));
    None
}

fn robots(fields: &mut Fields<'_>) -> bool {
    let Some(Spanned { value: word, span }) = fields.spanned_text(keys::ROBOTS) else {
        return false;
    };
    if word != "index" && word != "noindex" {
        let message = format!("`robots` takes `index` or `noindex`, not `{word}`");
        fields.report(Diagnostic::new(&checks::WRONG_TYPE, message).at(fields.place(span)));
    }
    // A word that is not understood keeps search engines away, as silence does.
    word == "index"
}
