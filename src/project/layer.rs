//! What a shared layer's `layer.yaml` and a firm's `firm.yaml` have in common.

use std::sync::Arc;

use super::keys::{self, LAYER, LAYER_OWN};
use super::spelling::SpellingConfig;
use super::variables::VariableValue;
use super::{Grounds, VarId, Variables};
use crate::diagnostic::{Diagnostic, Place, Spanned, checks};
use crate::load::TextFile;
use crate::yaml::{self, Fields, Node, Value};

/// Variables, hidden pages and navigation changes of one layer.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct LayerConfig {
    /// The layer's name for people.
    pub name: String,
    /// What it sets, and where.
    pub settings: Vec<(VarId, VariableValue, Place)>,
    /// Pages and folders that are left out.
    pub hide: Vec<Arc<HiddenPath>>,
    /// Changes to the navigation, in order.
    pub nav: Vec<Patch>,
    /// The language of its texts, as a BCP 47 tag; none where that is the one below.
    pub language: Option<Spanned<String>>,
    /// How the texts of its editions are spelled.
    pub(crate) spelling: SpellingConfig,
}

/// A page or folder that a layer leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HiddenPath {
    /// Its path.
    pub path: String,
    /// Why, and until when.
    pub grounds: Grounds,
    /// Where its path is given.
    pub place: Place,
}

/// Changes to the navigation in one layer.
const MAX_CHANGES: usize = 2_000;

/// One change to the navigation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Patch {
    /// What it does.
    pub action: PatchAction,
    /// Where it is said.
    pub place: Place,
}

/// What a change to the navigation does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PatchAction {
    /// Shows another title for a page or folder.
    Rename {
        /// Path of the page or folder.
        path: String,
        /// The title in the navigation.
        title: String,
    },
    /// Leaves a page or folder out of the navigation; it is still published.
    Hide {
        /// Path of the page or folder.
        path: String,
    },
    /// Puts a page or folder somewhere else in the navigation; its address stays.
    Move {
        /// Path of the page or folder.
        path: String,
        /// Where it goes.
        to: Spot,
    },
    /// Adds a link that is no page of the handbook.
    Insert {
        /// What it says.
        title: String,
        /// Where it leads.
        url: String,
        /// Where it goes.
        to: Spot,
    },
}

/// A position in the navigation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Spot {
    /// Just before a page or folder.
    Before(String),
    /// Just after it.
    After(String),
    /// At the end of a folder.
    Into(String),
}

impl LayerConfig {
    /// Reads `layer.yaml`.
    pub fn read(
        source: &TextFile,
        variables: &Variables,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let Some(root) = yaml::parse_config(&source.text, &source.file, diagnostics) else {
            return Self::default();
        };

        let known = [LAYER_OWN, LAYER].concat();
        let mut fields = Fields::of(&root, "layer.yaml", &known, &source.file, diagnostics);
        let mut config = Self::from_fields(&mut fields, variables);
        config.spelling = config.spelling.with_words(&mut fields);
        config
    }

    /// Reads the keys that `layer.yaml` and `firm.yaml` share.
    pub(super) fn from_fields(fields: &mut Fields<'_>, variables: &Variables) -> Self {
        let name = fields.text(keys::LAYER_NAME).unwrap_or_default();
        let set = fields.map(keys::VALUES);
        let hide = fields.items(keys::HIDE).iter();
        Self {
            name,
            settings: variables.settings("", set, fields),
            hide: hide.filter_map(|node| hidden(node, fields)).map(Arc::new).collect(),
            nav: nav(fields),
            language: fields.spanned_text(keys::LAYER_LANGUAGE),
            spelling: SpellingConfig::choice(fields),
        }
    }
}

/// An item of `hide:`: a path, or a path with why and until when it is hidden.
fn hidden<'a>(node: &'a Node, fields: &mut Fields<'a>) -> Option<HiddenPath> {
    if let Some(path) = node.value.scalar() {
        let (path, place) = (trim(&path), fields.place(node.span));
        return Some(HiddenPath { path, grounds: Grounds::default(), place });
    }
    if !matches!(node.value, Value::Map(_)) {
        return fields.wrong("hide", "paths of pages and folders", node);
    }

    let mut inside = fields.item(node, keys::HIDE);
    if inside.node(keys::HIDDEN_PAGE).is_none() {
        let help = "name a page or folder: `hide: [{page: PATH, reason: …, until: …}]`";
        let nameless = Diagnostic::new(&checks::WRONG_TYPE, "this does not say what is hidden");
        inside.report(nameless.at(inside.place(node.span)).help(help));
    }

    let page = inside.spanned_text(keys::HIDDEN_PAGE);
    let grounds = Grounds::read(keys::REASON, keys::UNTIL, &mut inside);
    page.map(|page| {
        let place = inside.place(page.span);
        HiddenPath { path: trim(&page.value), grounds, place }
    })
}

/// The changes to the navigation. Each may move all that stands beside it, so they have a bound.
fn nav(fields: &mut Fields<'_>) -> Vec<Patch> {
    let nodes = fields.list(keys::NAV);
    if let Some(node) = nodes.get(MAX_CHANGES) {
        let message = format!("a layer makes at most {MAX_CHANGES} changes to the navigation");
        let wrong = Diagnostic::new(&checks::TOO_LARGE, message).at(fields.place(node.span));
        fields.report(wrong.help("move or hide a folder instead of each of its pages"));
    }
    nodes.iter().take(MAX_CHANGES).filter_map(|node| patch(node, fields)).collect()
}

fn patch<'a>(node: &'a Node, fields: &mut Fields<'a>) -> Option<Patch> {
    let place = fields.place(node.span);
    let mut fields = fields.item(node, keys::NAV);
    let before = fields.text(keys::BEFORE).map(|path| Spot::Before(trim(&path)));
    let after = fields.text(keys::AFTER).map(|path| Spot::After(trim(&path)));
    let into = fields.text(keys::INTO).map(|path| Spot::Into(trim(&path)));
    let spot = before.or(after).or(into);

    let rename = fields.text(keys::RENAME);
    let title = fields.text(keys::NEW_TITLE);
    let hide = fields.text(keys::HIDE_IN_NAV);
    let moved = fields.text(keys::MOVE);
    let insert = fields.fields(keys::INSERT);
    let insert =
        insert.map(|mut link| (link.text(keys::INSERTED_TITLE), link.text(keys::INSERTED_URL)));

    // One change each: of two, nobody could say which is to come first.
    let action = match (rename, hide, moved, insert) {
        (Some(path), None, None, None) => {
            title.map(|title| PatchAction::Rename { path: trim(&path), title })
        }
        (None, Some(path), None, None) => Some(PatchAction::Hide { path: trim(&path) }),
        (None, None, Some(path), None) => {
            spot.map(|to| PatchAction::Move { path: trim(&path), to })
        }
        (None, None, None, Some((Some(title), Some(url)))) => {
            spot.map(|to| PatchAction::Insert { title, url, to })
        }
        _ => None,
    };

    if action.is_none() {
        let help = "write one of: `rename: PATH` with `title:`; `hide: PATH`; `move: PATH` with \
                    `before:`, `after:` or `into:`; `insert: {title: …, url: …}` with `before:`, \
                    `after:` or `into:`";
        let message = "this change to the navigation is not complete";
        let incomplete = Diagnostic::new(&checks::WRONG_TYPE, message).help(help);
        fields.report(incomplete.at(place.clone()));
    }
    action.map(|action| Patch { action, place })
}

/// Paths are compared without slashes at their ends.
fn trim(path: &str) -> String {
    path.trim_matches('/').to_owned()
}
