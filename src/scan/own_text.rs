//! What a firm may call its own: its names, contacts and values, the names of its files, and the
//! words under `canary:`.

use std::sync::Arc;

use super::plain::Plain;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::load::LayerFiles;
use crate::project::{Firm, VariableKind, Variables};
use crate::url::slug;

/// A shorter text may stand anywhere by chance, in characters.
const LEAST: usize = 8;
/// Of a longer text, so much of its beginning is looked for, in bytes.
const LONGEST: usize = 64;
/// So many texts of a firm are looked for, its canaries first.
const MOST: usize = 200;

/// A text that may be of one firm alone.
#[derive(Debug)]
pub(crate) struct OwnText {
    /// As the firm writes it.
    pub(crate) text: String,
    /// The id of the firm.
    pub(crate) firm: Arc<str>,
    /// Where the firm says so.
    pub(crate) place: Place,
    pub(super) is_canary: bool,
    /// What it says, which is looked for.
    pub(super) plain: Vec<u8>,
}

/// Collects the texts of one firm.
struct Collector<'a> {
    firm: &'a Firm,
    texts: Vec<OwnText>,
}

/// The texts of a firm, of whom these are the files; the most distinctive first.
pub(super) fn of_firm(
    firm: &Firm,
    files: &LayerFiles,
    variables: &Variables,
    notices: &mut Vec<Diagnostic>,
) -> Vec<OwnText> {
    let mut collector = Collector { firm, texts: Vec::new() };
    collector.canaries(notices);
    collector.settings(variables);
    collector.file_names(files);
    collector.texts
}

impl Collector<'_> {
    fn canaries(&mut self, notices: &mut Vec<Diagnostic>) {
        let Some(file) = &self.firm.file else { return };
        for canary in &self.firm.canaries {
            let place = Place::at(file, canary.span);
            if !self.add(&canary.value, &place, true) {
                let message = format!("`{}` is of no use as a canary", canary.value);
                let notice = Diagnostic::new(&checks::COMMON_CANARY, message).at(place);
                notices.push(notice.help(format!(
                    "take up to {MOST} texts of {LEAST} characters or more, with letters or digits"
                )));
            }
        }
    }

    /// What `firm.yaml` says of the firm.
    fn settings(&mut self, variables: &Variables) {
        let firm = self.firm;
        let Some(file) = &firm.file else { return };
        for text in [&*firm.id, &firm.name].into_iter().chain(firm.url.as_deref()) {
            self.add(text, &Place::file(file), false);
        }

        for (id, value, place) in &firm.config.settings {
            match variables.declaration(*id).kind {
                // These are of nobody, whoever sets them.
                VariableKind::Date | VariableKind::Number => {}
                VariableKind::List => {
                    value.items.iter().for_each(|item| {
                        self.add(item, place, false);
                    });
                }
                _ => {
                    self.add(&value.text, place, false);
                }
            }
        }
    }

    /// The names of files and folders, as they are and as they stand in addresses.
    fn file_names(&mut self, files: &LayerFiles) {
        let pages = files.pages.iter().map(|page| (&page.path, &page.file));
        let assets = files.assets.iter().chain(&files.theme.statics);
        let assets = assets.map(|asset| (&asset.path, &asset.file));
        for (path, file) in pages.chain(assets) {
            for name in path.split('/') {
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                self.add(stem, &Place::file(file), false);
                self.add(&slug(stem), &Place::file(file), false);
            }
        }
    }

    /// Adds a text, where it can tell a firm from others; says whether it is among them now.
    fn add(&mut self, text: &str, place: &Place, is_canary: bool) -> bool {
        let text = text.trim();
        let plain = said_by(text);
        if text.chars().nth(LEAST - 1).is_none() || plain.is_empty() {
            return false;
        }
        if self.texts.iter().any(|known| known.plain == plain) {
            return true;
        }
        if self.texts.len() >= MOST {
            return false;
        }

        let (text, firm) = (shown(text), self.firm.id.clone());
        self.texts.push(OwnText { text, firm, place: place.clone(), is_canary, plain });
        true
    }
}

/// What a text says, without what stands around it; of a long one, the beginning.
fn said_by(text: &str) -> Vec<u8> {
    // What is encoded may be longer than what it says.
    let plain = Plain::of(&text.as_bytes()[..text.floor_char_boundary(16 * LONGEST)]);
    let said = plain.said();
    said[..said.len().min(LONGEST)].trim_ascii().to_vec()
}

/// A text as messages quote it, in one line.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short = &line[..line.floor_char_boundary(LONGEST)];
    if short.len() < text.len() { format!("{short}…") } else { short.to_owned() }
}
