//! Stage 1: folders → [`Sources`]. The only reader of inputs.
//!
//! What is not a regular file inside the root is refused, symbolic links included: a link in one
//! firm's folder could otherwise bring another firm's words into its edition. A refused file is a
//! diagnostic of its layer, so it stops only the editions that would miss it.

mod classify;
mod firm_asset;
mod origin;
mod read;
mod tree;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::digest::Digest;
use classify::Slot;

pub use classify::{is_firm_id, is_input};
pub use origin::{Origin, TOPS};
pub use read::{MAX_PAGE_BYTES, MAX_TEMPLATE_BYTES, open};
pub use tree::{Changes, Touched, Tree};

/// The file that makes a folder a handbook's, seen from its root.
const HANDBOOK: &str = "content/handbook.yaml";

/// Everything a build reads, in memory but for the bytes of assets.
pub struct Sources {
    /// Where the files come from, for those who must read one again: excerpts and assets.
    pub origin: Origin,
    /// `content/handbook.yaml`.
    pub handbook: TextFile,
    /// The base first, then the shared layers, then the firms, each group by name.
    pub layers: Vec<Arc<LayerFiles>>,
    /// The themes, by name; `default` is built in where the handbook brings none of that name.
    pub themes: BTreeMap<String, Arc<ThemeFiles>>,
    /// What was refused and belongs to no layer, so that no edition misses it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Which layer a file belongs to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum LayerId {
    /// `content/base`
    #[default]
    Base,
    /// `content/layers/<name>`
    Shared(Arc<str>),
    /// `content/firms/<id>`
    Firm(Arc<str>),
}

impl fmt::Display for LayerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base => "base",
            Self::Shared(name) | Self::Firm(name) => name,
        })
    }
}

/// The files of one layer.
#[derive(Clone)]
pub struct LayerFiles {
    /// Which layer.
    pub id: LayerId,
    /// `layer.yaml` or `firm.yaml`.
    pub config: Option<TextFile>,
    /// Its Markdown files, by path.
    pub pages: Vec<PageSource>,
    /// Its other files, by path.
    pub assets: Vec<AssetSource>,
    /// A firm's own `theme/` folder.
    pub theme: ThemeFiles,
    /// What was refused.
    pub diagnostics: Vec<Diagnostic>,
}

impl LayerFiles {
    fn new(id: LayerId) -> Self {
        Self {
            id,
            config: None,
            pages: Vec::new(),
            assets: Vec::new(),
            theme: ThemeFiles::default(),
            diagnostics: Vec::new(),
        }
    }
}

/// The files of one theme, or of a firm's additions to it.
#[derive(Default, Clone)]
pub struct ThemeFiles {
    /// `theme.yaml`
    pub config: Option<TextFile>,
    /// Template name (`page.html`) and text.
    pub templates: Vec<(String, TextFile)>,
    /// What lies under `static/`, by path below it.
    pub statics: Vec<AssetSource>,
    /// What was refused.
    pub diagnostics: Vec<Diagnostic>,
}

impl ThemeFiles {
    /// Whether there is nothing, not even something that was refused.
    pub fn is_empty(&self) -> bool {
        self.config.is_none()
            && self.templates.is_empty()
            && self.statics.is_empty()
            && self.diagnostics.is_empty()
    }
}

/// A configuration file or a template.
#[derive(Clone, Debug)]
pub struct TextFile {
    /// Path relative to the root.
    pub file: Arc<str>,
    /// Its text, valid UTF-8.
    pub text: Arc<str>,
    /// Digest of the text.
    pub digest: Digest,
}

/// A Markdown file.
#[derive(Clone, Debug)]
pub struct PageSource {
    /// Path inside its layer, with `/`: `ground-rules/confidentiality.md`.
    pub path: Arc<str>,
    /// Path relative to the root.
    pub file: Arc<str>,
    /// Its text, valid UTF-8.
    pub text: Arc<str>,
    /// Digest of the text.
    pub digest: Digest,
}

/// A file that is copied as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetSource {
    /// Path inside its layer or below `static/`.
    pub path: Arc<str>,
    /// Path relative to the root.
    pub file: Arc<str>,
    /// Digest of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Why nothing could be loaded at all.
#[derive(Debug)]
pub enum LoadError {
    /// No `content/handbook.yaml` in this folder (`named`) or in any above it.
    NoHandbook {
        /// Where the search began.
        start: PathBuf,
        /// Whether the folder was named with `--root`, so that only it was looked at.
        named: bool,
    },
    /// `content/handbook.yaml` is there, but cannot be used.
    Handbook(Box<Diagnostic>),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHandbook { start, named } => {
                let start = start.display();
                let above = if *named { "" } else { " or in any folder above it" };
                write!(
                    f,
                    "no handbook found: there is no `content/handbook.yaml` in {start}{above}\n  \
                     = help: go to the folder that holds `content/`, name it with `--root DIR`, \
                     or start a new handbook with `mentorbook init DIR`"
                )
            }
            Self::Handbook(diagnostic) => {
                let file =
                    diagnostic.place.as_ref().map_or("content/handbook.yaml", |place| &place.file);
                write!(f, "{file} cannot be used: {}", diagnostic.message)?;
                diagnostic.help.iter().try_for_each(|help| write!(f, "\n  = help: {help}"))
            }
        }
    }
}

impl std::error::Error for LoadError {}

/// The nearest folder from `start` upwards that holds a handbook.
///
/// # Errors
/// [`LoadError::NoHandbook`] where none does.
pub fn find_root(start: &Path) -> Result<PathBuf, LoadError> {
    let holds = |folder: &&Path| folder.join(HANDBOOK).exists();
    let found = start.ancestors().find(holds).map(Path::to_path_buf);
    found.ok_or_else(|| LoadError::NoHandbook { start: start.to_path_buf(), named: false })
}

/// The ids of all firms, loaded or not.
pub fn firms(origin: &Origin) -> Vec<String> {
    let (files, _) = origin.list().unwrap_or_default();
    let ids: std::collections::BTreeSet<String> =
        files.iter().filter_map(|file| classify::slot(file)?.firm().map(str::to_owned)).collect();
    ids.into_iter().collect()
}

/// Reads the inputs: `content/`, `themes/`, and of the firms those that `wanted` names.
///
/// # Errors
/// [`LoadError`] where there is no usable `content/handbook.yaml`; all else is a diagnostic.
pub fn load(origin: Origin, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Result<Sources, LoadError> {
    let listing = origin.list()?;
    let handbook = read::handbook(&origin)?;
    let (good, refused) = listing;
    let slots: Vec<(Slot, String)> = good
        .into_iter()
        .filter_map(|file| classify::slot(&file).map(|slot| (slot, file)))
        .filter(|(slot, _)| slot.firm().is_none_or(wanted))
        .collect();
    let contents: Vec<_> =
        slots.into_par_iter().map(|(slot, file)| read::contents(&origin, slot, file)).collect();
    let mut assembly = Assembly::default();
    for (slot, contents) in contents {
        assembly.place(&slot, contents);
    }
    for (file, reason) in refused {
        let slot = classify::slot(&file);
        if slot
            .as_ref()
            .and_then(Slot::firm)
            .or(classify::firm_of(&file))
            .is_some_and(|firm| !wanted(firm))
        {
            continue;
        }
        assembly.leave_out(slot.as_ref(), &file, read::skipped(&file.as_str().into(), &reason));
    }
    let Assembly { layers, themes, diagnostics } = assembly.finish();
    let themes = themes.into_iter().map(|(name, files)| (name, Arc::new(files))).collect();
    let mut layers: Vec<Arc<LayerFiles>> = layers.into_iter().map(Arc::new).collect();
    if layers.first().is_none_or(|layer| layer.id != LayerId::Base) {
        layers.insert(0, Arc::new(LayerFiles::new(LayerId::Base)));
    }
    Ok(Sources { origin, handbook, layers, themes, diagnostics })
}

/// Files on their way to the layers and themes they belong to.
#[derive(Default)]
struct Assembly {
    layers: Vec<LayerFiles>,
    themes: BTreeMap<String, ThemeFiles>,
    diagnostics: Vec<Diagnostic>,
}

impl Assembly {
    fn place(&mut self, slot: &Slot, contents: Result<read::Contents, Diagnostic>) {
        match contents {
            Err(diagnostic) => self.refuse(slot, diagnostic),
            Ok(contents) => match (slot, contents) {
                (Slot::Page(layer, _), read::Contents::Page(page)) => {
                    self.layer(layer).pages.push(page)
                }
                (Slot::Asset(layer, _), read::Contents::Asset(asset)) => {
                    self.layer(layer).assets.push(asset)
                }
                (Slot::LayerConfig(layer), read::Contents::Text(text)) => {
                    self.layer(layer).config = Some(text)
                }
                (Slot::BadLayerName(layer), _) => {
                    let diagnostic = bad_name(&layer.as_str().into());
                    if !self.diagnostics.contains(&diagnostic) {
                        self.diagnostics.push(diagnostic);
                    }
                }
                (Slot::Template(owner, name), read::Contents::Text(text)) => {
                    self.theme(owner).templates.push((name.clone(), text));
                }
                (Slot::Static(owner, _), read::Contents::Asset(asset)) => {
                    self.theme(owner).statics.push(asset)
                }
                (Slot::ThemeConfig(owner), read::Contents::Text(text)) => {
                    self.theme(owner).config = Some(text)
                }
                _ => unreachable!("contents are read by slot"),
            },
        }
    }

    fn refuse(&mut self, slot: &Slot, diagnostic: Diagnostic) {
        match slot {
            Slot::Page(layer, _) | Slot::Asset(layer, _) | Slot::LayerConfig(layer) => {
                self.layer(layer).diagnostics.push(diagnostic);
            }
            Slot::Misnamed(Some(layer), _) => self.layer(layer).diagnostics.push(diagnostic),
            Slot::BadLayerName(_) | Slot::Misnamed(None, _) => self.diagnostics.push(diagnostic),
            Slot::Template(owner, _) | Slot::Static(owner, _) | Slot::ThemeConfig(owner) => {
                self.theme(owner).diagnostics.push(diagnostic);
            }
        }
    }

    /// Tells of a file or a whole folder that was left out: to whom it belongs, or to all that would miss it.
    fn leave_out(&mut self, slot: Option<&Slot>, path: &str, diagnostic: Diagnostic) {
        if let Some(slot) = slot {
            self.refuse(slot, diagnostic);
        } else if let Some(firm) = classify::firm_of(path) {
            self.layer(&LayerId::Firm(firm.into())).diagnostics.push(diagnostic);
        } else if path == "content"
            || path.starts_with("content/base")
            || path.starts_with("themes")
        {
            self.layer(&LayerId::Base).diagnostics.push(diagnostic);
        } else if path.starts_with("content/layers") || path.starts_with("content/firms") {
            self.diagnostics.push(diagnostic);
        }
    }

    fn layer(&mut self, id: &LayerId) -> &mut LayerFiles {
        let at = self.layers.iter().rposition(|layer| layer.id == *id).unwrap_or_else(|| {
            self.layers.push(LayerFiles::new(id.clone()));
            self.layers.len() - 1
        });
        &mut self.layers[at]
    }

    fn theme(&mut self, owner: &classify::ThemeOwner) -> &mut ThemeFiles {
        match owner {
            classify::ThemeOwner::Theme(name) => self.themes.entry(name.clone()).or_default(),
            classify::ThemeOwner::Firm(firm) => &mut self.layer(&LayerId::Firm(firm.clone())).theme,
        }
    }

    /// Puts everything in order.
    fn finish(mut self) -> Self {
        self.layers.sort_by(|a, b| a.id.cmp(&b.id));
        for layer in &mut self.layers {
            layer.pages.sort_by(|a, b| a.path.cmp(&b.path));
            layer.assets.sort_by(|a, b| a.path.cmp(&b.path));
        }
        self
    }
}

fn bad_name(folder: &Arc<str>) -> Diagnostic {
    Diagnostic::new(&checks::SKIPPED_FILE, "this folder's name cannot be the name of a firm or layer")
        .at(Place::file(folder))
        .help("use small letters, digits and hyphens only, beginning with a letter or digit, and not `base`")
}
