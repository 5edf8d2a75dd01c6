//! `required-section`: a section that each firm must fill, and this one has not.

use super::found;
use crate::diagnostic::{Diagnostic, checks};
use crate::edition::Edition;
use crate::load::LayerId;

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    // Its sections wait for the firms, so none of them is missing here.
    if edition.is_base {
        return;
    }
    let firm = &edition.shell.firm;
    for page in edition.pages() {
        for segment in &page.segments {
            let Some(heading) = &page.section(segment).heading else { continue };
            // A layer above has filled it by being there.
            let document = page.document(segment);
            if !heading.attributes().required || document.layer != LayerId::Base {
                continue;
            }

            let id = segment.id.as_deref().unwrap_or_default();
            let message = format!("{} must fill the section `{id}`", firm.name);

            let missing = found(&checks::REQUIRED_SECTION, document, heading.span, message);
            diagnostics.push(missing.help(format!(
                "write content/firms/{}/{} with `override: sections` and a heading \
                 `## … {{#{id} replace}}`",
                firm.id, page.path
            )));
        }
    }
}
