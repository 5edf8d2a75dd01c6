//! `lms-promise`: a section promises readers less than the firm's learning system is told.

use super::found;
use crate::diagnostic::{Diagnostic, checks};
use crate::edition::Edition;
use crate::project::Reporting;

/// What a heading says that readers are promised.
const PROMISE: &str = "promise";

pub(super) fn run(edition: &Edition, diagnostics: &mut Vec<Diagnostic>) {
    let firm = &edition.shell.firm;
    let Some(report) = Some(firm.lms.report).filter(|report| *report != Reporting::Completion)
    else {
        return;
    };

    for page in edition.pages() {
        for segment in &page.segments {
            // What the firm has replaced it has read.
            let Some(heading) = &page.section(segment).heading else { continue };
            let Some(promise) = heading.attributes().get(PROMISE) else { continue };
            if promise == report.name() {
                continue;
            }

            let message = format!(
                "readers are promised `{promise}` here, and packages of {} report `{}`",
                firm.name,
                report.name()
            );
            let id = segment.id.as_deref().unwrap_or_default();
            let help = format!(
                "say what is reported: content/firms/{}/{} with `override: sections` and a heading \
                 `## … {{#{id} replace promise={}}}`",
                firm.id,
                page.path,
                report.name()
            );
            let document = page.document(segment);
            let broken = found(&checks::LMS_PROMISE, document, heading.span, message);
            diagnostics.push(broken.help(help));
        }
    }
}
