//! `customize`: writes into a layer's own file what the layers below say in a section, so that it
//! can be changed there.
//!
//! For readers nothing changes by it. That is tried before anything is written: the page is
//! rendered as it is and as it would be.

mod companions;
mod trial;
mod wanted;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::diagnostic::report::{Lines, start};
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::digest::Digest;
use crate::drift::source::{OverrideHeading, override_markdown, page_override_markdown};
use crate::drift::{self, LockEntry, LockError, SourceTexts, Subject, file_of};
use crate::engine::host::Snapshot;
use crate::engine::{Analysis, EngineError, Selection};
use crate::io_error;
use crate::link::{SiteMap, link};
use crate::load::{LayerId, OpenFolder, Origin, PageSource, Sources, load};
use crate::overlay::{Handbook, Layer, Showing, overlay};
use crate::parse::Document;
use crate::parse::attributes::{Operation, spelled};
use crate::project::EditionKind;
use crate::render::made_files;
use companions::Companions;
use trial::Trial;
use wanted::Wanted;

pub use wanted::{ListedPage, ListedSection};

/// What is to be done with a section, or a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Customization {
    /// The layer's own text stands for it.
    Replace,
    /// The layer's own text comes at its end.
    Append,
    /// The layer's own text comes at its beginning.
    Prepend,
    /// It is taken away.
    Remove,
    /// The layer's own file stands for the page as a whole.
    Page,
}

impl Customization {
    /// The operation, where it only adds to a section.
    fn adds(self) -> Option<Operation> {
        match self {
            Self::Append => Some(Operation::Append),
            Self::Prepend => Some(Operation::Prepend),
            Self::Replace | Self::Remove | Self::Page => None,
        }
    }
}

/// What a layer wants to have for itself.
#[derive(Debug)]
pub struct Request<'r> {
    /// The page, as people write it: its path, with or without `.md`, or its address.
    pub page: &'r str,
    /// The ids of sections; none for the page as a whole.
    pub sections: &'r [&'r str],
    /// What is to be done.
    pub how: Customization,
    /// Why, for whoever looks after the handbook.
    pub reason: Option<&'r str>,
}

/// Why nothing was written.
#[derive(Debug)]
pub enum CustomizeError {
    /// The handbook cannot be read.
    Engine(EngineError),
    /// It cannot be done, for this reason.
    Refused(String),
}

impl From<String> for CustomizeError {
    fn from(message: String) -> Self {
        Self::Refused(message)
    }
}

/// A file as it would be written.
#[derive(Debug)]
pub struct Proposal {
    /// Path relative to the root.
    pub file: String,
    /// All of its text.
    pub text: Arc<str>,
    /// What whoever edits it should know.
    pub notes: Vec<String>,
    /// What would be found in the layer's editions that is not found now.
    pub found: Vec<Diagnostic>,
    /// The digest of what it holds now; none where it is new.
    before: Option<Digest>,
    layer: LayerId,
    /// What its overrides are written against.
    entries: Vec<(Subject, LockEntry)>,
}

/// A handbook as one layer of it finds it.
pub struct Customizer {
    sources: Sources,
    snapshot: Snapshot,
    layer: LayerId,
    /// By the layers that stand below it: where firms build on a shared layer, these can differ.
    belows: Vec<Below>,
}

/// What the layers below come to, in some editions of one firm.
struct Below {
    editions: Vec<KnownEdition>,
    handbook: Handbook,
    map: SiteMap,
}

/// An edition with the layer as it is now.
struct KnownEdition {
    name: String,
    analysis: OnceLock<Option<Analysis>>,
}

impl KnownEdition {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), analysis: OnceLock::new() }
    }

    /// Made when it is asked for first.
    fn analysis(&self, snapshot: &Snapshot) -> Option<&Analysis> {
        self.analysis.get_or_init(|| snapshot.analyze(&self.name, None)).as_ref()
    }
}

impl Customizer {
    /// Loads a handbook for a firm or a shared layer, by the name of its folder.
    ///
    /// # Errors
    /// Where the handbook cannot be read, or there is no such layer, or no firm uses it.
    pub fn load(origin: Origin, name: &str) -> Result<Self, CustomizeError> {
        let path = name.trim_matches('/').trim_start_matches("content/");
        let (group, id) = match path.split_once('/') {
            Some((group @ ("firms" | "layers"), id)) => (group, id),
            _ => ("", path),
        };
        // Of a firm nobody else's files are read; a shared layer is there for any of them.
        let known = crate::load::firms(&origin);
        let is_firm = group != "layers" && known.iter().any(|firm| firm == id);
        let firms = if is_firm { vec![id.to_owned()] } else { Vec::new() };
        let sources = load(origin, &|firm| !is_firm || firm == id);
        let sources = sources.map_err(EngineError::Load).map_err(CustomizeError::Engine)?;

        let layer = match is_firm {
            true => LayerId::Firm(id.into()),
            false => LayerId::Shared(id.into()),
        };
        if !sources.layers.iter().any(|known| known.id == layer) {
            return Err(CustomizeError::Refused(no_layer(name, &sources.origin)));
        }

        let selection = Selection { firms, drafts: true, ..Selection::default() };
        let snapshot = Snapshot::new(sources.clone(), selection, None, Arc::default());
        let snapshot = snapshot.map_err(CustomizeError::Engine)?;
        let belows = belows(&snapshot, &layer);
        if belows.is_empty() {
            return Err(CustomizeError::Refused(format!(
                "no firm builds on the layer `{layer}`, so there is nothing that it would change\n  \
                 = help: add it to `layers:` in the firm.yaml of one"
            )));
        }
        Ok(Self { sources, snapshot, layer, belows })
    }

    /// A firm that the layer is part of: itself, or the first that builds on it.
    pub fn firm(&self) -> &str {
        let edition = self.belows.first().and_then(|below| below.editions.first());
        let firm = edition.and_then(|edition| self.snapshot.firm(&edition.name));
        firm.map_or("", |(firm, _)| &firm.id)
    }

    /// What would be written for a request.
    ///
    /// # Errors
    /// Where there is no such page or section, or it must not be changed, or is changed already.
    pub fn propose(&self, request: &Request<'_>) -> Result<Proposal, CustomizeError> {
        if let Some(reason) = request.reason.filter(|reason| !can_stand_in_braces(reason)) {
            return Err(CustomizeError::Refused(format!(
                "the reason `{reason}` cannot stand in the braces of a heading\n  = help: write it \
                 on one line, without quotes, backslashes and braces"
            )));
        }
        let target = Wanted::find(self, request)?;
        let texts = SourceTexts::new(&self.sources.origin);
        let (mut text, mut notes) = self.override_text(&target, request, &texts)?;

        let mut before = None;
        if let Some(own) = target.own {
            let known = texts.of(own).ok_or_else(changed_meanwhile)?;
            before = Some(own.digest);
            text = extended(&known, &text);
        }

        let file = format!("{}/{}", self.layer.folder(), target.page.path);
        let mut page = page_source(&target, &file, text);
        let mut trial = Trial::run(self, &target, &page)?;

        let project = &self.snapshot.engine.project;
        if let Some(plain) = trial::without_broken_links(&trial.found, &page, project) {
            notes.push(
                "links to what is not in the edition are written as plain text, as readers see them"
                    .to_owned(),
            );
            page = page_source(&target, &file, plain);
            trial = Trial::run(self, &target, &page)?;
        }
        trial.refuse_errors()?;

        if request.how != Customization::Remove && trial.differs {
            notes.push(
                "the page does not come out the same to the byte: see it with `mentorbook serve`"
                    .to_owned(),
            );
        }
        notes.extend(target.differs_elsewhere(self));

        let entries = trial.overrides.into_iter().filter_map(|status| {
            let entry = status.entry_of_today(&texts)?;
            Some((status.subject, entry))
        });
        let entries = entries.collect();
        let (layer, found) = (self.layer.clone(), trial.found);
        Ok(Proposal { file, text: page.text, notes, found, before, layer, entries })
    }

    /// What is to be added to the layer's file, or to stand in a new one, and what is to be told.
    fn override_text(
        &self,
        target: &Wanted<'_>,
        request: &Request<'_>,
        texts: &SourceTexts<'_>,
    ) -> Result<(String, Vec<String>), CustomizeError> {
        let page = target.page;
        let project = &self.snapshot.engine.project;
        let own = target.own.and_then(|own| companions::labels_of(own, texts, project));
        let mut companions = Companions::new(page, texts, project, own.unwrap_or_default());

        if request.how == Customization::Page {
            let mut text = page_override_markdown(page, texts, request.reason)
                .ok_or_else(changed_meanwhile)?;
            text.push_str(&companions.of(0..page.segments.len()).ok_or_else(changed_meanwhile)?);
            return Ok((text, companions.notes));
        }

        let mut text = match target.own {
            Some(_) => String::new(),
            None => "---\noverride: sections\n---\n".to_owned(),
        };
        for section in &target.sections {
            let opening = opening(request, target.level);
            let block = override_markdown(page, section.clone(), texts, &opening);

            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&block.ok_or_else(changed_meanwhile)?);
            if request.how == Customization::Replace {
                text.push_str(&companions.of(section.clone()).ok_or_else(changed_meanwhile)?);
            }
        }
        Ok((text, companions.notes))
    }

    /// The layers of the first edition that the layer is in.
    fn stack(&self) -> Vec<&Layer> {
        let edition = self.belows.first().and_then(|below| below.editions.first());
        edition.map(|edition| self.snapshot.stack(&edition.name)).unwrap_or_default()
    }

    /// The layer's own file of a page.
    fn own(&self, path: &str) -> Option<&Arc<Document>> {
        let layer = self.stack().into_iter().find(|layer| layer.id == self.layer)?;
        layer.documents.iter().find(|document| *document.path == *path)
    }

    fn places(&self) -> PlaceNames<'_> {
        PlaceNames { origin: &self.sources.origin, lines: HashMap::new() }
    }
}

/// Says where something stands, as people look for it.
struct PlaceNames<'o> {
    origin: &'o Origin,
    lines: HashMap<Arc<str>, Option<Lines>>,
}

impl PlaceNames<'_> {
    /// The file and the line.
    fn of(&mut self, place: &Place) -> String {
        let lines = self
            .lines
            .entry(place.file.clone())
            .or_insert_with(|| self.origin.text(&place.file).map(Lines::of));
        format!("{}:{}", place.file, start(place, lines.as_ref()).line)
    }
}

impl Proposal {
    /// Whether the layer had no file of this page before.
    pub fn is_new(&self) -> bool {
        self.before.is_none()
    }

    /// Writes the file below the handbook's folder, as a whole and through no link, and the entries
    /// into its layer's lock. Gives what is to be told of the lock.
    ///
    /// # Errors
    /// Where the file is not any more what it was, or cannot be written.
    pub fn write(&self, root: &Path) -> Result<Option<LockError>, CustomizeError> {
        let path = root.join(&self.file);
        let written = OpenFolder::open(root).and_then(|folder| {
            path.parent().map_or(Ok(()), |above| folder.make_folders(above))?;
            let _held = folder.hold(&path)?;

            // Whoever has it open may have saved it since it was read.
            let now = Origin::Disk(root.to_path_buf()).text(&self.file);
            if now.map(|text| Digest::of(text.as_bytes())) != self.before {
                return Ok(false);
            }
            folder.replace(&path, self.text.as_bytes())?;
            Ok(true)
        });

        match written {
            Ok(true) => Ok(drift::add(root, &file_of(&self.layer), &self.entries).err()),
            Ok(false) => Err(CustomizeError::Refused(format!(
                "{} was changed in this moment; nothing was written\n  = help: run it again",
                self.file
            ))),
            Err(error) => Err(CustomizeError::Refused(format!(
                "cannot write {}: {}",
                self.file,
                io_error::cause(&error)
            ))),
        }
    }
}

/// The layers that can have something of their own: the firms, then the shared ones.
pub fn layers(origin: &Origin) -> Vec<String> {
    [crate::load::firms(origin), crate::load::shared_layers(origin)].concat()
}

/// Why there is no layer of a name.
fn no_layer(name: &str, origin: &Origin) -> String {
    if name == "base" {
        return "the base is not customized: it is what all others start from\n  = help: edit its \
                pages in content/base"
            .to_owned();
    }

    let known = layers(origin);
    let near = nearest(name, known.iter().map(String::as_str));
    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    format!(
        "there is no firm or shared layer `{name}`\n  = help: {near}there are: {}",
        known.join(", ")
    )
}

/// What the layers below one come to, in one firm's editions for each row of them that there is.
fn belows(snapshot: &Snapshot, id: &LayerId) -> Vec<Below> {
    let mut rows: Vec<(Vec<&LayerId>, &str)> = Vec::new();
    let mut belows: Vec<Below> = Vec::new();

    for edition in snapshot.editions() {
        let stack = snapshot.stack(edition);
        let Some(at) = stack.iter().position(|layer| layer.id == *id) else { continue };
        let row: Vec<&LayerId> = stack[..at].iter().map(|layer| &layer.id).collect();
        let firm = snapshot.firm(edition).map_or("", |(firm, _)| &*firm.id);
        // What is below is the same whatever the firm and the edition are.
        if let Some(known) = rows.iter().position(|(known, _)| *known == row) {
            if rows[known].1 == firm {
                belows[known].editions.push(KnownEdition::new(edition));
            }
            continue;
        }

        rows.push((row, firm));
        belows.push(Below::of(snapshot, &stack[..at], edition));
    }
    belows
}

impl Below {
    fn of(snapshot: &Snapshot, stack: &[&Layer], edition: &str) -> Self {
        let project = &snapshot.engine.project;
        // All pages and passages, for whomever they are.
        let (kind, words) = (EditionKind::default(), snapshot.words(edition));
        let showing = Showing { kind: &kind, drafts: true, words: &words };
        let handbook = overlay(&snapshot.base(edition), stack, &showing, project).value;
        let map = link(&handbook.outline, made_files(project)).value;
        Self { editions: vec![KnownEdition::new(edition)], handbook, map }
    }
}

/// The layer's own file of a page with this text.
fn page_source(target: &Wanted<'_>, file: &str, text: String) -> PageSource {
    PageSource {
        path: target.page.path.clone(),
        file: file.into(),
        digest: Digest::of(text.as_bytes()),
        text: text.into(),
    }
}

fn can_stand_in_braces(reason: &str) -> bool {
    !reason.trim().is_empty() && !reason.contains(|c: char| c.is_control() || "\"\\{}".contains(c))
}

/// The heading that a section's override begins with.
fn opening(request: &Request<'_>, level: u8) -> OverrideHeading<'static> {
    let (word, instead) = match request.how {
        Customization::Append => ("append", Some(APPEND_HINT)),
        Customization::Prepend => ("prepend", Some(PREPEND_HINT)),
        Customization::Remove => ("remove", Some("")),
        Customization::Replace | Customization::Page => ("replace", None),
    };

    let reason = request.reason.map(|reason| spelled("reason", reason));
    let operation = [word.to_owned()].into_iter().chain(reason).collect();
    OverrideHeading { level, operation, instead }
}

/// Readers see nothing of it.
const APPEND_HINT: &str = "<!-- Write here what comes at the end of the section. -->";
const PREPEND_HINT: &str = "<!-- Write here what comes first in the section. -->";

/// A file with more at its end, in lines that end as its own do.
fn extended(known: &str, more: &str) -> String {
    let end = if known.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = known.to_owned();
    if !text.ends_with('\n') {
        text.push_str(end);
    }

    // An empty line between, if there is none yet.
    if !text.trim_end_matches([' ', '\t']).ends_with(&end.repeat(2)) {
        text.push_str(end);
    }
    text.push_str(&more.replace('\n', end));
    text
}

fn changed_meanwhile() -> CustomizeError {
    let message = "a file of this page was changed in this moment; nothing was written\n  = help: \
                   run it again";
    CustomizeError::Refused(message.to_owned())
}
