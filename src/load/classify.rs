//! What a file is, by its path alone.

use std::sync::Arc;

use super::{HANDBOOK, LayerId};
use crate::diagnostic::nearest;
use crate::file_name::NameFault;
use crate::letters::composed;

/// The part a file plays.
#[derive(Clone, Debug)]
pub(super) enum FileSlot {
    Handbook,
    Page(LayerId, Arc<str>),
    Asset(LayerId, Arc<str>),
    /// A page that is written for another tool.
    ForeignPage(LayerId, ForeignPage),
    LayerConfig(LayerId),
    /// What a layer's overrides were written against.
    Lock(LayerId),
    /// A file in a folder whose name, from the root, no firm or layer may have.
    BadFolderName(String),
    /// A file that would be read for this slot if some systems did not refuse its name, or that of
    /// a folder that it lies in: the path down to the first such name.
    Unportable(Box<FileSlot>, String),
    /// A file that would be read if it were called this.
    Misnamed(Option<LayerId>, String),
    ThemeConfig(ThemeOwner),
    Template(ThemeOwner, String),
    Static(ThemeOwner, Arc<str>),
    /// The words of the interface in a language, by its tag in small letters.
    Words(ThemeOwner, String),
}

/// Who brings a template or a static file.
#[derive(Clone, Debug)]
pub(super) enum ThemeOwner {
    Theme(String),
    Firm(Arc<str>),
}

impl FileSlot {
    /// The firm a file belongs to, if it belongs to one.
    pub(super) fn firm(&self) -> Option<&str> {
        match self {
            Self::Page(LayerId::Firm(firm), _)
            | Self::Asset(LayerId::Firm(firm), _)
            | Self::ForeignPage(LayerId::Firm(firm), _)
            | Self::LayerConfig(LayerId::Firm(firm))
            | Self::Lock(LayerId::Firm(firm))
            | Self::Misnamed(Some(LayerId::Firm(firm)), _)
            | Self::ThemeConfig(ThemeOwner::Firm(firm))
            | Self::Template(ThemeOwner::Firm(firm), _)
            | Self::Static(ThemeOwner::Firm(firm), _)
            | Self::Words(ThemeOwner::Firm(firm), _) => Some(firm),
            Self::Unportable(slot, _) => slot.firm(),
            _ => None,
        }
    }
}

/// Names that mean a firm, and file systems that fold case or forbid letters still tell apart:
/// `[a-z0-9][a-z0-9-]*`, not `base`, which names the base's own edition, and no device of Windows.
pub(crate) fn is_firm_id(id: &str) -> bool {
    id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        && !id.is_empty()
        && !id.starts_with('-')
        && id != "base"
        // With an edition's name after it, it must fit into a folder's name.
        && id.len() <= 100
        && NameFault::of(id).is_none()
}

/// The firm whose folder a path is, or lies in, by a name that a firm may have.
pub(crate) fn firm_of(path: &str) -> Option<&str> {
    let name = path.strip_prefix("content/firms/")?.split('/').next()?;
    is_firm_id(name).then_some(name)
}

/// Whether a path, seen from the root, is that of a file that is read.
pub(crate) fn is_input(file: &str) -> bool {
    slot(file).is_some()
}

/// The slot of a file, or none for files that are nobody's: hidden ones, editors' backups, notes
/// beside the layers.
pub(super) fn slot(file: &str) -> Option<FileSlot> {
    if file.split('/').any(is_ignored) {
        return None;
    }
    if file == HANDBOOK {
        return Some(FileSlot::Handbook);
    }

    let (top, rest) = file.split_once('/')?;
    let slot = match top {
        "content" => content(rest),
        "themes" => {
            let (theme, rest) = rest.split_once('/')?;
            theme_file(ThemeOwner::Theme(theme.to_owned()), rest)
        }
        _ => None,
    }?;
    // Either is told to be renamed as it is.
    if matches!(
        slot,
        FileSlot::BadFolderName(_) | FileSlot::Misnamed(..) | FileSlot::ForeignPage(..)
    ) {
        return Some(slot);
    }
    Some(match unportable(file) {
        Some(path) => FileSlot::Unportable(Box::new(slot), path.to_owned()),
        None => slot,
    })
}

/// The path down to the first name on it that some systems refuse.
fn unportable(file: &str) -> Option<&str> {
    let mut start = 0;
    file.split('/').find_map(|name| {
        let end = start + name.len();
        start = end + 1;
        NameFault::of(name).map(|_| &file[..end])
    })
}

fn content(rest: &str) -> Option<FileSlot> {
    let (group, rest) = rest.split_once('/')?;
    // The base has no configuration of its own, so only a page can be misnamed there.
    if group == "base" {
        return Some(
            misnamed(&LayerId::Base, "", rest).unwrap_or_else(|| layer_file(LayerId::Base, rest)),
        );
    }
    let (named, config): (fn(Arc<str>) -> LayerId, _) = match group {
        "layers" => (LayerId::Shared, "layer"),
        "firms" => (LayerId::Firm, "firm"),
        _ => {
            // `Firms` or `layer` would be left out in silence; any other folder is somebody's own.
            let folders = ["base", "layers", "firms"];
            let right = nearest(&group.to_lowercase(), folders)?;
            return Some(FileSlot::Misnamed(None, format!("content/{right}/{rest}")));
        }
    };

    let (name, rest) = rest.split_once('/')?;
    if !is_firm_id(name) {
        return Some(FileSlot::BadFolderName(format!("content/{group}/{name}")));
    }

    let layer = named(name.into());
    match (group, rest) {
        ("firms", "firm.yaml") | ("layers", "layer.yaml") => Some(FileSlot::LayerConfig(layer)),
        (_, "overrides.lock") => Some(FileSlot::Lock(layer)),
        ("firms", rest) if rest.starts_with("theme/") => {
            theme_file(ThemeOwner::Firm(name.into()), &rest["theme/".len()..])
        }
        _ => Some(misnamed(&layer, config, rest).unwrap_or_else(|| layer_file(layer, rest))),
    }
}

/// Endings that other programs and habits give to Markdown and YAML.
const PAGE_LIKE: [&str; 4] = [".mdown", ".mkd", ".md.txt", ".md "];
const CONFIG_LIKE: [&str; 3] = [".yml", ".yaml", ".yaml.txt"];

/// A page or configuration file with nearly the right name.
fn misnamed(layer: &LayerId, config: &str, path: &str) -> Option<FileSlot> {
    let small = path.to_lowercase();
    let is_config = !config.is_empty()
        && small.strip_prefix(config).is_some_and(|rest| CONFIG_LIKE.contains(&rest));
    // Lower case may be longer than what was written, and its length then no place to cut.
    let stem = || PAGE_LIKE.iter().find_map(|ending| path.get(..small.strip_suffix(ending)?.len()));
    let right = if is_config { format!("{config}.yaml") } else { format!("{}.md", stem()?) };
    let name = right.rsplit('/').next().unwrap_or(&right).to_owned();
    Some(FileSlot::Misnamed(Some(layer.clone()), name))
}

fn layer_file(layer: LayerId, path: &str) -> FileSlot {
    let path = composed(path);
    match path.rsplit_once('.') {
        Some((stem, ending)) if ending.eq_ignore_ascii_case("markdown") => {
            FileSlot::Page(layer, format!("{stem}.md").into())
        }
        Some((_, ending)) if ending.eq_ignore_ascii_case("md") => {
            FileSlot::Page(layer, path.into())
        }
        _ => match ForeignPage::of(&path) {
            Some(foreign) => FileSlot::ForeignPage(layer, foreign),
            None => FileSlot::Asset(layer, path.into()),
        },
    }
}

/// A page in another language than Markdown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ForeignPage {
    /// The language.
    pub(super) language: &'static str,
    /// What the file would be called as a page.
    pub(super) right: String,
}

impl ForeignPage {
    const ENDINGS: [(&str, &str); 5] = [
        (".mdx", "MDX"),
        (".md.erb", "Middleman"),
        (".adoc", "AsciiDoc"),
        (".rst", "reStructuredText"),
        (".rmd", "R Markdown"),
    ];

    fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let small = name.to_ascii_lowercase();
        let (ending, language) =
            Self::ENDINGS.iter().find(|(ending, _)| small.ends_with(ending))?;
        let stem = &name[..name.len() - ending.len()];
        Some(Self { language, right: format!("{stem}.md") })
    }
}

fn theme_file(owner: ThemeOwner, path: &str) -> Option<FileSlot> {
    if path == "theme.yaml" {
        return Some(FileSlot::ThemeConfig(owner));
    }
    let (folder, rest) = path.split_once('/')?;
    match folder {
        "templates" => Some(FileSlot::Template(owner, rest.to_owned())),
        "static" => Some(FileSlot::Static(owner, rest.into())),
        "words" => words_file(owner, rest),
        _ => None,
    }
}

fn words_file(owner: ThemeOwner, name: &str) -> Option<FileSlot> {
    let small = name.to_lowercase();
    let language = CONFIG_LIKE.iter().find_map(|ending| small.strip_suffix(ending))?;
    if small.ends_with(".yaml") {
        return Some(FileSlot::Words(owner, language.to_owned()));
    }
    let layer = match owner {
        ThemeOwner::Theme(_) => None,
        ThemeOwner::Firm(firm) => Some(LayerId::Firm(firm)),
    };
    Some(FileSlot::Misnamed(layer, format!("{language}.yaml")))
}

/// Hidden files, editors' backups and lock files, and what desktops leave behind.
fn is_ignored(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
        || (name.starts_with('#') && name.ends_with('#'))
        || name.starts_with("~$")
        || name.eq_ignore_ascii_case("thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
}
