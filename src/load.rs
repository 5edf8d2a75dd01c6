//! Stage 1: folders → [`Sources`]. The only reader of inputs.
//!
//! What is not a regular file inside the root is refused, symbolic links included: a link in one
//! firm's folder could otherwise bring another firm's words into its edition. A refused file is a
//! diagnostic of its layer, so it stops only the editions that would miss it.

mod beneath;
mod classify;
mod firm_asset;
mod nature;
mod origin;
mod picture;
mod read;
mod refusal;
mod svg;
mod vfs;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Place, checks};
use crate::digest::Digest;
use crate::url;
use classify::{FileSlot, ThemeOwner};
use origin::Listing;
use read::Contents;
use refusal::Refusal;

pub(crate) use beneath::{Entry, Kind, OpenFolder};
pub(crate) use classify::{firm_of, is_firm_id, is_input};
pub(crate) use firm_asset::{is_harmless_asset, tells_size};
pub(crate) use nature::AssetNature;
pub use origin::Origin;
pub(crate) use origin::TOPS;
pub(crate) use picture::PictureSize;
pub(crate) use read::{MAX_LOCK_BYTES, MAX_PAGE_BYTES};
pub(crate) use vfs::{Changes, Hint, Vfs};

/// The file that makes a folder a handbook's, seen from its root.
const HANDBOOK: &str = "content/handbook.yaml";

/// Everything a build reads, in memory but for the bytes of assets.
#[derive(Clone)]
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

impl LayerId {
    /// Its folder, seen from the root.
    pub fn folder(&self) -> String {
        match self {
            Self::Base => "content/base".to_owned(),
            Self::Shared(name) => format!("content/layers/{name}"),
            Self::Firm(id) => format!("content/firms/{id}"),
        }
    }
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
#[derive(Clone, Default)]
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
    /// `overrides.lock`
    pub lock: LockFile,
    /// What was refused.
    pub diagnostics: Vec<Diagnostic>,
}

/// A layer's `overrides.lock`. One that is refused is not as good as none: nothing may be written
/// in its place.
#[derive(Clone, Default)]
pub enum LockFile {
    /// There is none.
    #[default]
    Missing,
    /// Its text.
    Text(TextFile),
    /// Why it is not read.
    Refused(Box<Diagnostic>),
}

impl LayerFiles {
    fn new(id: LayerId) -> Self {
        Self { id, ..Self::default() }
    }
}

/// The files of one theme, or of a firm's additions to it.
#[derive(Default, Clone)]
pub struct ThemeFiles {
    /// `theme.yaml`
    pub config: Option<TextFile>,
    /// Template name (`page.html`) and text.
    pub templates: Vec<(String, TextFile)>,
    /// The words of the interface: the tag of a language in small letters, and its file.
    pub words: Vec<(String, TextFile)>,
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
            && self.words.is_empty()
            && self.statics.is_empty()
            && self.diagnostics.is_empty()
    }

    /// What was read as text: `theme.yaml`, the templates and the words.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &TextFile> {
        let named = self.templates.iter().chain(&self.words);
        self.config.iter().chain(named.map(|(_, text)| text))
    }

    /// The words of the built-in theme, which those of all others stand on.
    pub(crate) fn built_in_words() -> Self {
        Self { words: origin::built_in_words().collect(), ..Self::default() }
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AssetSource {
    /// Path inside its layer or below `static/`.
    pub path: Arc<str>,
    /// Path relative to the root.
    pub file: Arc<str>,
    /// Digest of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
    /// What was seen in it.
    pub nature: AssetNature,
    /// Of a picture, where it can be read.
    pub size: Option<PictureSize>,
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

impl LoadError {
    fn handbook(refusal: &Refusal) -> Self {
        Self::Handbook(Box::new(refusal.diagnostic(HANDBOOK)))
    }
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
    match start.ancestors().find(|folder| origin::is_there(folder, HANDBOOK)) {
        Some(root) => Ok(root.to_path_buf()),
        None => Err(LoadError::NoHandbook { start: start.to_path_buf(), named: false }),
    }
}

/// The ids of all firms, loaded or not.
pub(crate) fn firms(origin: &Origin) -> Vec<String> {
    let files = origin.list().files;
    let ids: BTreeSet<String> =
        files.iter().filter_map(|file| classify::slot(file)?.firm().map(str::to_owned)).collect();
    ids.into_iter().collect()
}

/// The folders of all shared layers.
pub(crate) fn shared_layers(origin: &Origin) -> Vec<String> {
    let files = origin.list().files;
    let names = files.iter().filter_map(|file| {
        let name = file.strip_prefix("content/layers/")?.split_once('/')?.0;
        is_firm_id(name).then(|| name.to_owned())
    });
    names.collect::<BTreeSet<String>>().into_iter().collect()
}

/// Reads the inputs: `content/`, `themes/`, and of the firms those that `wanted` names.
///
/// # Errors
/// [`LoadError`] where there is no usable `content/handbook.yaml`; all else is a diagnostic.
pub fn load(origin: Origin, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Result<Sources, LoadError> {
    // Missing altogether means the wrong folder, which calls for other help than a file that
    // cannot be read.
    if let Origin::Disk(root) = &origin
        && !origin::is_there(root, HANDBOOK)
    {
        return Err(LoadError::NoHandbook { start: root.clone(), named: true });
    }
    let handbook = read::handbook(&origin).map_err(|refusal| LoadError::handbook(&refusal))?;

    // Files are read on all processors, and put together in the order of their paths.
    let Listing { files, refused } = origin.list();
    let inputs: Vec<(String, FileSlot)> = files
        .into_iter()
        .filter(|file| file != HANDBOOK)
        .filter_map(|file| classify::slot(&file).map(|slot| (file, slot)))
        .filter(|(_, slot)| slot.firm().is_none_or(wanted))
        .collect();
    let contents: Vec<Result<Contents, Refusal>> =
        inputs.par_iter().map(|(file, slot)| read::contents(&origin, slot, file)).collect();

    let mut assembly = Assembly::default();
    for ((file, slot), contents) in inputs.iter().zip(contents) {
        assembly.place(file, slot, contents);
    }
    for (path, refusal) in refused {
        // A folder may have no slot and still be of a firm.
        let slot = classify::slot(&path);
        let firm = slot.as_ref().and_then(FileSlot::firm).or(classify::firm_of(&path));
        if firm.is_none_or(wanted) {
            assembly.leave_out(slot.as_ref(), &path, refusal.diagnostic(&path));
        }
    }

    let Assembly { layers, themes, diagnostics } = assembly.finish();
    let themes = themes.into_iter().map(|(name, files)| (name, Arc::new(files))).collect();
    let mut layers: Vec<Arc<LayerFiles>> = layers.into_iter().map(Arc::new).collect();
    // Every stack begins with the base, be it without a file.
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
    /// Puts what was read of a file, or why it was not, where it belongs.
    fn place(&mut self, file: &str, slot: &FileSlot, contents: Result<Contents, Refusal>) {
        let contents = match contents {
            Ok(contents) => contents,
            Err(refusal) => return self.refuse(slot, refusal.diagnostic(file)),
        };
        match (slot, contents) {
            (FileSlot::Page(layer, _), Contents::Page(page)) => self.layer(layer).pages.push(page),
            (FileSlot::Asset(layer, _), Contents::Asset(asset)) => {
                self.layer(layer).assets.push(asset)
            }
            (FileSlot::LayerConfig(layer), Contents::Text(text)) => {
                self.layer(layer).config = Some(text);
            }
            (FileSlot::Lock(layer), Contents::Text(text)) => {
                self.layer(layer).lock = LockFile::Text(text);
            }
            (FileSlot::Template(owner, name), Contents::Text(text)) => {
                self.theme(owner).templates.push((name.clone(), text));
            }
            (FileSlot::Static(owner, _), Contents::Asset(asset)) => {
                self.theme(owner).statics.push(asset);
            }
            (FileSlot::Words(owner, language), Contents::Text(text)) => {
                self.theme(owner).words.push((language.clone(), text));
            }
            (FileSlot::ThemeConfig(owner), Contents::Text(text)) => {
                self.theme(owner).config = Some(text);
            }
            // The handbook was read before all others; and nothing else is read for a slot.
            _ => {}
        }
    }

    /// Tells those who would miss a file that it was left out.
    fn refuse(&mut self, slot: &FileSlot, diagnostic: Diagnostic) {
        if let FileSlot::Lock(layer) = slot {
            self.layer(layer).lock = LockFile::Refused(diagnostic.into());
            return;
        }
        let Some(told) = self.told(slot) else { return };
        // Every file in a folder that must be renamed brings the same, one after the other.
        if told.last() != Some(&diagnostic) {
            told.push(diagnostic);
        }
    }

    /// What has been told to those who would miss a file.
    fn told(&mut self, slot: &FileSlot) -> Option<&mut Vec<Diagnostic>> {
        match slot {
            FileSlot::Page(layer, _)
            | FileSlot::Asset(layer, _)
            | FileSlot::ForeignPage(layer, _)
            | FileSlot::LayerConfig(layer)
            | FileSlot::Misnamed(Some(layer), _) => Some(&mut self.layer(layer).diagnostics),
            FileSlot::Template(owner, _)
            | FileSlot::Static(owner, _)
            | FileSlot::Words(owner, _)
            | FileSlot::ThemeConfig(owner) => Some(&mut self.theme(owner).diagnostics),
            FileSlot::Unportable(slot, _) => self.told(slot),
            FileSlot::BadFolderName(_) | FileSlot::Misnamed(None, _) => Some(&mut self.diagnostics),
            // Without it there is nothing at all, which is an error of its own; and what is wrong
            // with a lock is kept in its place.
            FileSlot::Handbook | FileSlot::Lock(_) => None,
        }
    }

    /// Tells of a file or a whole folder that was left out: to whom it belongs, or to all that
    /// would miss it.
    fn leave_out(&mut self, slot: Option<&FileSlot>, path: &str, diagnostic: Diagnostic) {
        if let Some(slot) = slot {
            self.refuse(slot, diagnostic);
        } else if let Some(firm) = classify::firm_of(path) {
            self.layer(&LayerId::Firm(firm.into())).diagnostics.push(diagnostic);
        } else if path == "content"
            || path.starts_with("content/base")
            || path.starts_with("themes")
        {
            // Every edition stands on the base, so each of them would miss it.
            self.layer(&LayerId::Base).diagnostics.push(diagnostic);
        } else if path.starts_with("content/layers") || path.starts_with("content/firms") {
            self.diagnostics.push(diagnostic);
        }
    }

    fn layer(&mut self, id: &LayerId) -> &mut LayerFiles {
        // Files come by path, so it is nearly always the last one.
        let at = self.layers.iter().rposition(|layer| layer.id == *id).unwrap_or_else(|| {
            self.layers.push(LayerFiles::new(id.clone()));
            self.layers.len() - 1
        });
        &mut self.layers[at]
    }

    fn theme(&mut self, owner: &ThemeOwner) -> &mut ThemeFiles {
        match owner {
            ThemeOwner::Theme(name) => self.themes.entry(name.clone()).or_default(),
            ThemeOwner::Firm(firm) => &mut self.layer(&LayerId::Firm(firm.clone())).theme,
        }
    }

    /// Puts everything in order.
    fn finish(mut self) -> Self {
        // By path, firms would come before the shared layers that lie under them.
        self.layers.sort_by(|a, b| a.id.cmp(&b.id));
        for layer in &mut self.layers {
            layer.pages.sort_by(|a, b| a.path.cmp(&b.path));
            layer.assets.sort_by(|a, b| a.path.cmp(&b.path));
            leave_out_doubles(layer);
        }
        self
    }
}

/// Keeps one of the files of a layer that have one path, as `größe.md` and `größe.markdown` do or
/// a name in two forms of Unicode; and one of those that would be their folder's own page.
fn leave_out_doubles(layer: &mut LayerFiles) {
    let LayerFiles { pages, assets, diagnostics, .. } = layer;
    keep_first(pages, |page| &page.path, |page| &page.file, diagnostics);
    keep_first(assets, |asset| &asset.path, |asset| &asset.file, diagnostics);

    let mut landing: BTreeMap<&str, &PageSource> = BTreeMap::new();
    let mut second: HashSet<Arc<str>> = HashSet::new();
    for page in pages.iter() {
        let folder = url::folder_of(&page.path);
        let Some(rank) = url::landing_rank(url::file_of(&page.path)) else { continue };
        let Some(other) = landing.insert(folder, page) else { continue };

        let (kept, left) = match url::landing_rank(url::file_of(&other.path)) < Some(rank) {
            true => (other, page),
            false => (page, other),
        };
        landing.insert(folder, kept);
        second.insert(left.path.clone());
        diagnostics.push(second_landing(&left.file, &kept.file));
    }
    pages.retain(|page| !second.contains(&page.path));
}

/// Keeps the first of those that have one path, and tells of the others.
fn keep_first<F>(
    files: &mut Vec<F>,
    path: fn(&F) -> &Arc<str>,
    file: fn(&F) -> &Arc<str>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    files.dedup_by(|second, first| {
        let is_double = path(second) == path(first);
        diagnostics.extend(is_double.then(|| same_path(file(second), file(first))));
        is_double
    });
}

fn same_path(file: &Arc<str>, other: &Arc<str>) -> Diagnostic {
    Diagnostic::new(&checks::DUPLICATE_URL, "this file is left out: another has the same path")
        .at(Place::file(file))
        .label(Place::file(other), "the other file")
        .help("rename one of the two")
}

fn second_landing(file: &Arc<str>, kept: &Arc<str>) -> Diagnostic {
    let name = url::file_of(kept);
    let message = format!("this file is left out: `{name}` beside it is the page of the folder");
    Diagnostic::new(&checks::SECOND_INDEX, message)
        .at(Place::file(file))
        .help("rename it, or put what it says into the other")
}
