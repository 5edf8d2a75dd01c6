//! `cmi5.xml`: a course of one assignable unit.

use super::xml::escaped;
use super::{Package, PackagedModule};
use crate::render::INDEX;

/// Where systems look for it.
pub(super) const COURSE: &str = "cmi5.xml";

pub(super) fn course(package: &Package<'_>) -> String {
    let PackagedModule { packages, identity, .. } = package.module;
    let shell = packages.shell();
    let facts = shell.map.facts(identity.module.page);
    let language = escaped(shell.language());
    let said =
        |text: &str| format!("<langstring lang=\"{language}\">{}</langstring>", escaped(text));
    let title = said(&identity.title);
    // It must be there; the title is true of every module.
    let description = if facts.description.is_empty() { &facts.title } else { &facts.description };
    let description = said(description);

    // Who only reads has nothing to pass.
    let (move_on, mastery) = match identity.module.questions {
        0 => ("Completed", String::new()),
        _ => {
            let share = f64::from(identity.module.pass_mark) / 100.0;
            ("CompletedAndPassed", format!(" masteryScore=\"{share}\""))
        }
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <courseStructure xmlns=\"https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd\">\n\
         <course id=\"{}\">\n<title>{title}</title>\n<description>{description}</description>\n</course>\n\
         <au id=\"{}\" moveOn=\"{move_on}\"{mastery} launchMethod=\"AnyWindow\">\n\
         <title>{title}</title>\n<description>{description}</description>\n\
         <url>{INDEX}</url>\n</au>\n\
         </courseStructure>\n",
        escaped(&identity.iri(shell, "course")),
        escaped(&identity.iri(shell, "unit")),
    )
}
