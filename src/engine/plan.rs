//! What is to be built: one plan for each edition, with the digest of everything it is made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Engine, LayerIdx};
use crate::diagnostic::{Diagnostic, Place, Spanned, checks};
use crate::digest::{Digest, DigestBuilder};
use crate::load::{LayerFiles, LayerId, LockFile, ThemeFiles};
use crate::project::{EditionKind, Firm, spelling_of};
use crate::spelling::Spelling;

/// One edition to be built.
pub(super) struct Plan {
    /// The edition's folder.
    pub(super) name: String,
    pub(super) kind: EditionKind,
    /// Its layers, the base first.
    pub(super) stack: Vec<LayerIdx>,
    /// The firm's layer; none for the base's own edition.
    pub(super) firm: Option<LayerIdx>,
    /// Complaints about the stack itself.
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) theme: ThemeKey,
    /// How its texts are spelled; none where they stay as they were written.
    pub(super) spelling: Option<Arc<Spelling>>,
    /// The digest of all its inputs.
    pub(super) inputs: Digest,
}

/// What tells one built theme from another. Editions with equal keys share one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ThemeKey {
    pub(super) name: String,
    /// The language of its words.
    pub(super) language: String,
    /// The firm whose additions lie on top, or whose own words it has.
    pub(super) own: Option<OwnTheme>,
}

/// What a firm has of its own in a theme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OwnTheme {
    pub(super) firm: Arc<str>,
    /// Whether its `theme/` folder is used, and not its words alone.
    pub(super) is_trusted: bool,
}

impl Engine {
    /// The selected editions.
    pub(super) fn plans(&self) -> Vec<Plan> {
        let firms = self.layers.iter().enumerate().filter_map(|(at, layer)| {
            let firm = layer.head.firm.as_deref()?;
            Some((&*firm.id, Some((LayerIdx(at), firm))))
        });

        let base = std::iter::once(("base", None));
        let wanted = base.chain(firms).filter(|(id, _)| self.selection.wants(id));

        let kinds = &self.project.editions;
        wanted
            .flat_map(|(id, own)| kinds.iter().map(move |kind| self.plan(id, own, kind)))
            .collect()
    }

    fn plan(&self, id: &str, own: Option<(LayerIdx, &Firm)>, kind: &EditionKind) -> Plan {
        let mut diagnostics = Vec::new();
        let mut stack = vec![self.layer(&LayerId::Base).unwrap_or_default()];
        // A theme runs scripts in readers' browsers: whoever owns the handbook must know of it.
        let trusted = self.project.trusted_themes.iter().any(|trusted| trusted == id);

        if let Some((at, firm)) = own {
            for name in &firm.layers {
                match self.layer(&LayerId::Shared(name.value.as_str().into())) {
                    Some(layer) => stack.push(layer),
                    None => diagnostics.push(self.no_layer(firm, name)),
                }
            }
            stack.push(at);
            if !self.layers[at.0].files.theme.is_empty() && !trusted {
                diagnostics.push(untrusted(firm));
            }
        }

        let firm = own.map(|(_, firm)| firm);
        let theme = self.theme_key(firm, &stack, trusted);
        let spelling =
            spelling_of(stack.iter().map(|at| &self.layers[at.0].head.config().spelling));
        Plan {
            name: kind.folder(id),
            kind: kind.clone(),
            inputs: self.inputs(kind, &stack, &|at| self.lock_digest(at)),
            stack,
            firm: own.map(|(at, _)| at),
            diagnostics,
            theme,
            spelling: spelling.map(|(spelling, _)| Arc::new(spelling)),
        }
    }

    fn theme_key(&self, firm: Option<&Firm>, stack: &[LayerIdx], is_trusted: bool) -> ThemeKey {
        let chosen = firm.and_then(|firm| firm.theme.as_ref());
        let configs = stack.iter().map(|at| self.layers[at.0].head.config());
        // Firms with nothing of their own share a theme.
        let own = firm.filter(|firm| is_trusted || !firm.words.is_empty());
        ThemeKey {
            name: chosen.map_or(&self.project.theme, |theme| &theme.value).clone(),
            language: self.project.language_of(configs).to_owned(),
            own: own.map(|firm| OwnTheme { firm: firm.id.clone(), is_trusted }),
        }
    }

    /// The layer of an id.
    fn layer(&self, id: &LayerId) -> Option<LayerIdx> {
        self.layers.iter().position(|layer| layer.files.id == *id).map(LayerIdx)
    }

    /// The digest of a layer's lock as it was loaded; none where there is no file.
    fn lock_digest(&self, at: LayerIdx) -> Option<Digest> {
        match &self.layers[at.0].files.lock {
            LockFile::Missing => None,
            LockFile::Text(text) => Some(text.digest),
            LockFile::Refused(refusal) => Some(Digest::of(refusal.message.as_bytes())),
        }
    }

    /// The digest of all inputs of an edition, with what the locks of its layers hold by now.
    pub(super) fn inputs(
        &self,
        kind: &EditionKind,
        stack: &[LayerIdx],
        lock: &dyn Fn(LayerIdx) -> Option<Digest>,
    ) -> Digest {
        let selection = &self.selection;
        let mut inputs = DigestBuilder::default();

        // Another version of the program may make other bytes of the same texts.
        inputs.part(env!("CARGO_PKG_VERSION").as_bytes()).digest(selection.build_id);
        inputs.digest(self.project_digest);
        // Facts and reviews fall due by the day, so what was found yesterday is not today's.
        inputs.part(selection.today.as_deref().unwrap_or_default().as_bytes());
        inputs.part(kind.name.as_bytes());
        let flags = [selection.drafts, selection.strict, selection.locked];
        inputs.part(&flags.map(u8::from));
        for at in stack {
            let layer = &self.layers[at.0];
            inputs.part(layer.files.id.to_string().as_bytes()).digest(layer.digest);
            inputs.digest(lock(*at).unwrap_or_default());
        }
        inputs.digest(self.themes_digest).finish()
    }

    fn no_layer(&self, firm: &Firm, name: &Spanned<String>) -> Diagnostic {
        let Spanned { value: name, span } = name;
        let layers = self.layers.iter().map(|layer| &layer.files.id);
        let shared = layers.filter(|id| matches!(id, LayerId::Shared(_)));
        let names: Vec<String> = shared.map(ToString::to_string).collect();

        let file = firm.file.clone().unwrap_or_default();
        Diagnostic::new(&checks::UNKNOWN_TARGET, format!("there is no layer `{name}`"))
            .at(Place::at(&file, *span))
            .nearest(name, names.iter().map(String::as_str))
            .help(format!("layers are the folders in content/layers: {}", names.join(", ")))
    }
}

fn untrusted(firm: &Firm) -> Diagnostic {
    let Firm { id, name, .. } = firm;
    let folder: Arc<str> = format!("content/firms/{id}/theme").into();

    Diagnostic::new(
        &checks::UNTRUSTED_THEME,
        format!("{name} brings a theme of its own, which is not trusted"),
    )
    .at(Place::file(&folder))
    .help(format!(
        "read it, then add `{id}` to `trusted_themes:` in content/handbook.yaml; or delete the \
         folder"
    ))
}

pub(super) fn layer_digest(layer: &LayerFiles) -> Digest {
    let mut digest = DigestBuilder::default();
    if let Some(config) = &layer.config {
        digest.digest(config.digest);
    }
    add(&mut digest, layer.pages.iter().map(|page| (&*page.path, page.digest)));
    add(&mut digest, layer.assets.iter().map(|asset| (&*asset.path, asset.digest)));

    // A refused file has no digest; what was said of it stands for it.
    told(&mut digest, &layer.diagnostics);
    digest.digest(theme_digest(&layer.theme)).finish()
}

pub(super) fn theme_digest(files: &ThemeFiles) -> Digest {
    let mut digest = DigestBuilder::default();
    add(&mut digest, files.texts().map(|text| (&*text.file, text.digest)));
    add(&mut digest, files.statics.iter().map(|asset| (&*asset.path, asset.digest)));

    told(&mut digest, &files.diagnostics);
    digest.finish()
}

pub(super) fn themes_digest(themes: &BTreeMap<String, Arc<ThemeFiles>>) -> Digest {
    let mut digest = DigestBuilder::default();
    add(&mut digest, themes.iter().map(|(name, files)| (&**name, theme_digest(files))));
    digest.finish()
}

/// Adds files by their paths.
fn add<'f>(digest: &mut DigestBuilder, files: impl Iterator<Item = (&'f str, Digest)>) {
    for (path, file) in files {
        digest.part(path.as_bytes()).digest(file);
    }
}

/// Adds what was told of files that were refused.
fn told(digest: &mut DigestBuilder, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        digest.part(diagnostic.message.as_bytes());
        digest.part(diagnostic.place.as_ref().map_or(&[], |place| place.file.as_bytes()));
    }
}
