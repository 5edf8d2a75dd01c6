//! What became of each override since it was written: whether its target is still there, and the
//! text below still what it was written against.
//!
//! A layer's `overrides.lock` says what that was ([`lock`]). [`judge`] compares it with what is
//! there now. A build writes entries for overrides that have none, and changes no other; whoever
//! has looked at both texts moves an entry on, with `mentorbook drift`.

mod candidates;
mod carry;
mod content;
mod earlier;
mod judge;
mod labels;
mod lock;
pub(crate) mod merge;
pub(crate) mod source;
mod state;
mod store;
mod subject;
mod tell;
pub(crate) mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::Checked;
use crate::load::LayerId;
use crate::overlay::{Handbook, Layer};
use candidates::Finder;

pub use carry::{Carry, Rewrite, carry, carry_over, override_texts};
pub use content::Overridable;
pub(crate) use judge::LockedLayer;
pub use lock::{LockEntry, OverridesLock};
pub(crate) use lock::{ReadLock, file_of};
pub use source::{SourceTexts, front_value, page_markdown, section_markdown};
pub use state::{DriftState, OverrideStatus};
pub use store::{LockError, LockReport, accept};
pub(crate) use store::{LockStore, add};
pub use subject::{OverridePart, Subject};

/// The pages whose translation is of a text that has changed since, by path: those on which a layer
/// in another language than the base's stands over what it was not written for.
pub(crate) fn behind(
    overrides: &[OverrideStatus],
    stack: &[&Layer],
    base_language: &str,
) -> BTreeSet<Arc<str>> {
    let translated = stack.iter().filter(|layer| {
        let language = layer.config().language.as_ref();
        language.is_some_and(|language| is_translation(&language.value, base_language))
    });
    let translated: Vec<&LayerId> = translated.map(|layer| &layer.id).collect();

    let drifted = overrides.iter().filter(|status| status.state == DriftState::Drifted);
    drifted
        .filter(|status| translated.contains(&&status.layer))
        .map(|status| status.subject.path.clone())
        .collect()
}

/// Whether texts in this language are a translation of those in the base's.
pub(crate) fn is_translation(language: &str, base_language: &str) -> bool {
    primary(language) != primary(base_language)
}

/// The language of a tag, its region and script aside: British English is no translation.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// What became of the overrides of an edition, by layer, lowest first. `wants_entries`: whether
/// each override must have an entry already.
pub(crate) fn overrides(
    handbook: &Handbook,
    stack: &[LockedLayer<'_>],
    texts: &SourceTexts<'_>,
    wants_entries: bool,
) -> Checked<Vec<OverrideStatus>> {
    let statuses = judge::judge(handbook, stack, &mut Finder::new(handbook, texts));

    let broken = stack.iter().filter_map(|layer| layer.lock.entries.as_ref().err());
    let mut diagnostics: Vec<_> = broken.map(|broken| (**broken).clone()).collect();
    diagnostics.extend(statuses.iter().filter_map(|status| tell::of_status(status, wants_entries)));
    diagnostics.extend(statuses.iter().filter_map(tell::of_earlier_name));
    diagnostics.extend(stack.iter().filter_map(|layer| tell::of_no_lock(layer, &statuses)));
    diagnostics.extend(tell::missing_targets(handbook, &statuses));
    Checked::new(statuses, diagnostics)
}
