//! `imsmanifest.xml` of SCORM 1.2 and of SCORM 2004, 3rd edition: one SCO, one resource, every file.
//!
//! There is no `masteryscore`: a system that has one overwrites what the module reports, and makes
//! `failed` of whoever has not passed yet.

use std::fmt::Write as _;

use super::xml::escaped;
use super::{Package, PackagedModule};
use crate::render::INDEX;
use crate::url;

/// Where systems look for it.
pub(super) const MANIFEST: &str = "imsmanifest.xml";

/// A version of SCORM, as far as its manifests differ from those of others.
pub(super) struct ScormVersion {
    namespaces: &'static str,
    schema_version: &'static str,
    /// How a resource says that it reports.
    sco: &'static str,
}

pub(super) const SCORM_12: ScormVersion = ScormVersion {
    namespaces: "xmlns=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\" \
                 xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\"",
    schema_version: "1.2",
    sco: "adlcp:scormtype=\"sco\"",
};

pub(super) const SCORM_2004: ScormVersion = ScormVersion {
    namespaces: "xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\" \
                 xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_v1p3\"",
    schema_version: "2004 3rd Edition",
    sco: "adlcp:scormType=\"sco\"",
};

pub(super) fn manifest(package: &Package<'_>, version: &ScormVersion, files: &[&str]) -> String {
    let PackagedModule { identity, text, .. } = package.module;
    let (title, item, revision) = (escaped(&identity.title), identity.item(), &text.revision);
    let ScormVersion { namespaces, schema_version, sco } = version;

    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <manifest identifier=\"{}\" version=\"{revision}\" {namespaces}>\n\
         <metadata><schema>ADL SCORM</schema><schemaversion>{schema_version}</schemaversion></metadata>\n\
         <organizations default=\"org\"><organization identifier=\"org\">\n\
         <title>{title}</title>\n\
         <item identifier=\"{item}\" identifierref=\"{item}.sco\"><title>{title}</title></item>\n\
         </organization></organizations>\n\
         <resources><resource identifier=\"{item}.sco\" type=\"webcontent\" {sco} href=\"{INDEX}\">\n",
        identity.manifest()
    );
    for file in files {
        // Writing to a string cannot fail.
        let _ = writeln!(xml, "<file href=\"{}\"/>", escaped(&url::encoded_path(file)));
    }
    xml + "</resource></resources>\n</manifest>\n"
}
