//! `required-section`: a section that each firm must fill, and this one has not.

use super::Subject;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::load::LayerId;

pub(super) fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if subject.is_base {
        return;
    }
    for facts in &subject.map.pages {
        let page = &facts.page;
        for segment in &page.segments {
            let Some(heading) = &page.section(segment).heading else { continue };
            let document = page.document(segment);
            if !heading.attributes().required || document.layer != LayerId::Base {
                continue;
            }
            let id = segment.id.as_deref().unwrap_or_default();
            diagnostics.push(
                Diagnostic::new(&checks::REQUIRED_SECTION, format!("{} must fill the section `{id}`", subject.firm.name))
                    .at(Place::at(&document.file, heading.span))
                    .help(format!(
                        "write content/firms/{}/{} with `override: sections` and a heading `## … {{#{id} replace}}`",
                        subject.firm.id, page.path
                    )),
            );
        }
    }
}
