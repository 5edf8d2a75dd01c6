//! `cmi5.xml`: a course of one assignable unit.

use super::Package;
use super::xml::escaped;
use crate::render::INDEX;

/// Where systems look for it.
const COURSE: &str = "cmi5.xml";

pub(super) fn course(package: &Package<'_>) -> (&'static str, String) {
    let (module, shell) = (package.module, package.packages.shell());
    let facts = shell.map.facts(module.module.page);
    let language = escaped(shell.language());
    let said =
        |text: &str| format!("<langstring lang=\"{language}\">{}</langstring>", escaped(text));
    let title = said(&package.title());
    // It must be there; the title is true of every module.
    let description = if facts.description.is_empty() { &facts.title } else { &facts.description };
    let description = said(description);

    // Who only reads has nothing to pass.
    let (move_on, mastery) = match module.module.questions {
        0 => ("Completed", String::new()),
        _ => {
            let share = f64::from(module.module.pass_mark) / 100.0;
            ("CompletedAndPassed", format!(" masteryScore=\"{share}\""))
        }
    };
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <courseStructure xmlns=\"https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd\">\n\
         <course id=\"{}\">\n<title>{title}</title>\n<description>{description}</description>\n</course>\n\
         <au id=\"{}\" moveOn=\"{move_on}\"{mastery} launchMethod=\"AnyWindow\">\n\
         <title>{title}</title>\n<description>{description}</description>\n\
         <url>{INDEX}</url>\n</au>\n\
         </courseStructure>\n",
        escaped(&module.iri(shell, "course")),
        escaped(&module.iri(shell, "unit")),
    );
    (COURSE, xml)
}
