//! `required-section`: a section that each firm must fill, and this one has not.

use super::{Check, Subject};
use crate::diagnostic::{Diagnostic, Place};
use crate::load::LayerId;
use crate::project::Level;

pub(super) static CHECK: Check = Check {
    name: "required-section",
    level: Level::Error,
    explanation: "The base marks a section `{#id required}`: its text is only a stand-in, and each firm must put its own \
                  there with `override: sections` and a heading `{#id replace}`.",
    fails: "//- base/who.md\n## Call {#call required}\nSomebody.\n//- firms/acme/firm.yaml\nname: Acme\n",
    passes: "//- base/who.md\n## Call {#call required}\nSomebody.\n//- firms/acme/firm.yaml\nname: Acme\n\
             //- firms/acme/who.md\n---\noverride: sections\n---\n## Call {#call replace}\nAmara, 555 0100.\n",
    run: Some(run),
};

fn run(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if subject.is_base {
        return;
    }
    for facts in &subject.map.pages {
        let page = &facts.page;
        for placed in &page.placed {
            let Some(heading) = &page.piece(placed).heading else { continue };
            let document = page.document(placed);
            if !heading.attributes().required || document.layer != LayerId::Base {
                continue;
            }
            let id = placed.id.as_deref().unwrap_or_default();
            diagnostics.push(
                Diagnostic::new("required-section", format!("{} must fill the section `{id}`", subject.firm.name))
                    .at(Place::at(&document.file, heading.span.clone()))
                    .help(format!(
                        "write content/firms/{}/{} with `override: sections` and a heading `## … {{#{id} replace}}`",
                        subject.firm.id, page.path
                    )),
            );
        }
    }
}
