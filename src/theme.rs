//! A theme's files and a firm's additions → [`Theme`]: templates ready to render, static files with
//! their addresses, tokens to be coloured by a brand.
//!
//! Made once for each distinct stack of firm additions, theme and parents.

pub(crate) mod color;
mod derived;
mod keys;
mod limits;
mod oklch;
mod scripts;
pub(crate) mod statics;
mod templates;
pub(crate) mod tokens;
mod weave;
mod words;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic, Place, checks};
use crate::digest::{Digest, DigestBuilder};
use crate::load::{Origin, TextFile, ThemeFiles};
use crate::project::Firm;
use crate::words::Words;
use crate::yaml::{self, Fields};

pub(crate) use statics::StaticFile;
pub(crate) use templates::{BY_LETTER, RECENT, Templates};
pub(crate) use tokens::{Design, Pair};

/// A theme may have a parent, which may have one; more are a circle or a mistake.
const MAX_PARENTS: usize = 8;

/// What a firm's additions are called among the themes that they lie on. No folder may have a colon
/// in its name, so no theme is called the same.
const ADDITIONS: &str = "firm:";

/// A theme, ready to use.
pub(crate) struct Theme {
    /// The templates.
    pub templates: Templates,
    /// What is copied, by path below `static/`.
    pub statics: BTreeMap<Arc<str>, StaticFile>,
    /// Named design values.
    pub design: Design,
    /// The words of the interface.
    pub words: Arc<Words>,
    /// Digest of all that it is made from.
    pub digest: Digest,
}

impl PartialEq for Theme {
    /// Templates cannot be compared; all of it follows from its files.
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Theme {}

impl Hash for Theme {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

/// What `theme.yaml` says.
#[derive(Default)]
struct Config {
    parent: Option<(String, Place)>,
    design: Design,
}

/// Which theme is built.
pub(crate) struct WantedTheme<'a> {
    /// Its name.
    pub name: &'a str,
    /// What is blamed where no theme has the name.
    pub asked: &'a Place,
    /// What lies on top of it.
    pub additions: Option<&'a ThemeFiles>,
    /// The language of its words, as a BCP 47 tag.
    pub language: &'a str,
    /// The firm whose own words it has, if it has any.
    pub firm: &'a Firm,
}

/// Builds a theme.
pub(crate) fn build(
    wanted: &WantedTheme<'_>,
    themes: &BTreeMap<String, Arc<ThemeFiles>>,
    origin: &Origin,
) -> Checked<Option<Theme>> {
    let mut diagnostics = Vec::new();
    let mut chain = chain(wanted.name, wanted.asked, themes, &mut diagnostics);
    if chain.is_empty() {
        return Checked::new(None, diagnostics);
    }

    let mut design = Design::default();
    // From the lowest to the topmost, so that what comes later wins.
    for link in chain.iter_mut().rev() {
        design.append(std::mem::take(&mut link.config.design));
    }
    design.tell_unknown(&mut diagnostics);

    let layers = chain.iter().map(|link| (link.name.as_str(), link.files));
    // Without additions, a firm's theme is equal to that of all other such firms.
    let additions = wanted.additions.filter(|files| !files.is_empty());
    let additions = additions.map(|files| (ADDITIONS, files));
    let stack: Vec<(&str, &ThemeFiles)> = additions.into_iter().chain(layers).collect();
    for (_, files) in &stack {
        diagnostics.extend(files.diagnostics.iter().cloned());
    }

    let files: Vec<&ThemeFiles> = stack.iter().map(|(_, files)| *files).collect();
    let words = words::read(wanted.language, &files, wanted.firm).into(&mut diagnostics);
    let words = Arc::new(words);
    let templates = Templates::build(&stack, &words, &mut diagnostics);

    let statics = statics::collect(&stack, &words, origin, &mut diagnostics);
    let digest = digest(&stack, &words);
    let theme = templates.map(|templates| Theme { templates, statics, design, words, digest });
    Checked::new(theme, diagnostics)
}

/// A theme on its way to be built: itself, or one of its parents.
struct ChainLink<'t> {
    name: String,
    files: &'t ThemeFiles,
    config: Config,
}

/// The theme of a name and its parents, the theme first.
fn chain<'t>(
    name: &str,
    asked: &Place,
    themes: &'t BTreeMap<String, Arc<ThemeFiles>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ChainLink<'t>> {
    let mut chain: Vec<ChainLink<'_>> = Vec::new();
    let mut next = Some((name.to_owned(), asked.clone()));
    while let Some((name, place)) = next {
        let Some(files) = themes.get(&name) else {
            let known: Vec<&str> = themes.keys().map(String::as_str).collect();
            let help =
                format!("take one of these, or make a folder themes/{name}: {}", known.join(", "));
            let message = format!("there is no theme `{name}`");
            let unknown = Diagnostic::new(&checks::TEMPLATE_ERROR, message).at(place);
            diagnostics.push(unknown.nearest(&name, known).help(help));
            break;
        };

        if chain.len() == MAX_PARENTS || chain.iter().any(|known| known.name == name) {
            let message = "these themes are each other's parents";
            let circle = Diagnostic::new(&checks::TEMPLATE_ERROR, message).at(place);
            diagnostics.push(circle.help("take one `parent:` line away"));
            break;
        }

        let mut config =
            files.config.as_ref().map(|source| config(source, diagnostics)).unwrap_or_default();
        next = config.parent.take();
        chain.push(ChainLink { name, files, config });
    }
    chain
}

/// Reads `theme.yaml`.
fn config(source: &TextFile, diagnostics: &mut Vec<Diagnostic>) -> Config {
    let Some(root) = yaml::parse_config(&source.text, &source.file, diagnostics) else {
        return Config::default();
    };

    let mut fields = Fields::of(&root, "theme.yaml", keys::THEME, &source.file, diagnostics);
    let parent =
        fields.spanned_text(keys::PARENT).map(|name| (name.value, fields.place(name.span)));
    Config { parent, design: Design::read(&mut fields) }
}

fn digest(stack: &[(&str, &ThemeFiles)], words: &Words) -> Digest {
    let mut digest = DigestBuilder::default();
    digest.part(words.language().as_bytes());
    for (name, phrase) in words.phrases() {
        digest.part(name.as_bytes());
        phrase.texts().for_each(|text| {
            digest.part(text.as_bytes());
        });
    }
    for (name, files) in stack {
        digest.part(name.as_bytes());
        for text in files.texts() {
            digest.part(text.file.as_bytes()).digest(text.digest);
        }
        for asset in &files.statics {
            digest.part(asset.path.as_bytes()).digest(asset.digest);
        }
    }
    digest.finish()
}
