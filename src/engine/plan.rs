//! What is to be built: one plan for each edition, with the digest of everything it is made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Engine;
use crate::diagnostic::{Diagnostic, Place, Spanned, checks};
use crate::digest::{Digest, DigestBuilder};
use crate::load::{LayerFiles, LayerId, ThemeFiles};
use crate::project::EditionKind;

/// One edition to be built.
pub(super) struct Plan {
    /// The edition's folder.
    pub(super) name: String,
    pub(super) kind: EditionKind,
    /// Indexes of its layers, the base first.
    pub(super) stack: Vec<usize>,
    /// Index of the firm's layer; none for the base's own edition.
    pub(super) firm: Option<usize>,
    /// Complaints about the stack itself.
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) theme: ThemeKey,
    /// The digest of all its inputs.
    pub(super) inputs: Digest,
}

/// What tells one theme from another: its name, and the firm whose additions lie on top.
pub(super) type ThemeKey = (String, Option<Arc<str>>);

impl Engine {
    /// The selected editions.
    pub(super) fn plans(&self) -> Vec<Plan> {
        let wanted = |name: &str| {
            self.selection.firms.is_empty() || self.selection.firms.iter().any(|firm| firm == name)
        };
        let base = self.layers.iter().position(|layer| layer.id == LayerId::Base).unwrap_or(0);
        let mut plans = Vec::new();
        let firms = self
            .heads
            .iter()
            .enumerate()
            .filter(|(_, head)| head.firm.is_some())
            .map(|(at, _)| Some(at));
        for firm in std::iter::once(None).chain(firms) {
            let id = firm
                .map_or("base", |at| self.heads[at].firm.as_ref().map_or("base", |firm| &firm.id));
            if !wanted(id) {
                continue;
            }
            for kind in &self.project.editions {
                plans.push(self.plan(id, firm, base, kind));
            }
        }
        plans
    }

    fn plan(&self, id: &str, firm: Option<usize>, base: usize, kind: &EditionKind) -> Plan {
        let mut diagnostics = Vec::new();
        let mut stack = vec![base];
        let own = firm.and_then(|at| self.heads[at].firm.as_deref());
        if let (Some(own), Some(at)) = (own, firm) {
            for Spanned { value: name, span } in &own.layers {
                match self
                    .layers
                    .iter()
                    .position(|layer| layer.id == LayerId::Shared(name.as_str().into()))
                {
                    Some(layer) => stack.push(layer),
                    None => {
                        let shared = self
                            .layers
                            .iter()
                            .filter(|layer| matches!(layer.id, LayerId::Shared(_)));
                        let names: Vec<String> = shared.map(|layer| layer.id.to_string()).collect();
                        let file = own.file.clone().unwrap_or_default();
                        diagnostics.push(
                            Diagnostic::new(
                                &checks::UNKNOWN_TARGET,
                                format!("there is no layer `{name}`"),
                            )
                            .at(Place::at(&file, *span))
                            .nearest(name, names.iter().map(String::as_str))
                            .help(format!(
                                "layers are the folders in content/layers: {}",
                                names.join(", ")
                            )),
                        );
                    }
                }
            }
            stack.push(at);
            if !self.layers[at].theme.is_empty()
                && !self.project.trusted_themes.iter().any(|trusted| trusted == id)
            {
                let folder: Arc<str> = format!("content/firms/{id}/theme").into();
                diagnostics.push(
                    Diagnostic::new(
                        &checks::UNTRUSTED_THEME,
                        format!("{} brings a theme of its own, which is not trusted", own.name),
                    )
                    .at(Place::file(&folder))
                    .help(format!(
                        "read it, then add `{id}` to `trusted_themes:` in content/handbook.yaml; or delete the folder"
                    )),
                );
            }
        }
        let name = own
            .and_then(|own| own.theme.as_ref())
            .map_or(&self.project.theme, |theme| &theme.value)
            .clone();
        let trusted = self.project.trusted_themes.iter().any(|trusted| trusted == id);
        let theme = (name, own.filter(|_| trusted).map(|own| own.id.clone()));
        let mut inputs = DigestBuilder::default();
        inputs
            .part(env!("CARGO_PKG_VERSION").as_bytes())
            .digest(self.selection.build_id)
            .digest(self.project_digest);
        inputs.part(self.selection.today.as_deref().unwrap_or_default().as_bytes());
        inputs
            .part(kind.name.as_bytes())
            .part(&[u8::from(self.selection.drafts), u8::from(self.selection.strict)]);
        stack.iter().for_each(|layer| {
            inputs.part(self.layers[*layer].id.to_string().as_bytes()).digest(self.digests[*layer]);
        });
        inputs.digest(self.themes_digest);
        Plan {
            name: kind.folder(id),
            kind: kind.clone(),
            stack,
            firm,
            diagnostics,
            theme,
            inputs: inputs.finish(),
        }
    }
}

pub(super) fn layer_digest(layer: &LayerFiles) -> Digest {
    let mut digest = DigestBuilder::default();
    if let Some(config) = &layer.config {
        digest.digest(config.digest);
    }
    for page in &layer.pages {
        digest.part(page.path.as_bytes()).digest(page.digest);
    }
    for asset in &layer.assets {
        digest.part(asset.path.as_bytes()).digest(asset.digest);
    }
    told(&mut digest, &layer.diagnostics);
    digest.digest(theme_digest(&layer.theme)).finish()
}

pub(super) fn theme_digest(files: &ThemeFiles) -> Digest {
    let mut digest = DigestBuilder::default();
    for text in files.config.iter().chain(files.templates.iter().map(|(_, text)| text)) {
        digest.part(text.file.as_bytes()).digest(text.digest);
    }
    for asset in &files.statics {
        digest.part(asset.path.as_bytes()).digest(asset.digest);
    }
    told(&mut digest, &files.diagnostics);
    digest.finish()
}

pub(super) fn themes_digest(themes: &BTreeMap<String, Arc<ThemeFiles>>) -> Digest {
    let mut digest = DigestBuilder::default();
    for (name, files) in themes {
        digest.part(name.as_bytes()).digest(theme_digest(files));
    }
    digest.finish()
}

/// Adds what was told of files that were refused.
fn told(digest: &mut DigestBuilder, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        digest.part(diagnostic.message.as_bytes());
        digest.part(diagnostic.place.as_ref().map_or(&[], |place| place.file.as_bytes()));
    }
}
