//! `packages.json`: what was exported, for those who look after it and for the next export.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::identity::Identity;
use super::{Package, PackagedModule, Packages};
use crate::digest::Digest;

/// What the list is called.
pub const LISTING: &str = "packages.json";

/// What an export made of an edition, as its list says.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownPackages {
    edition: String,
    /// Every module that was ever packed and may have records, by id, with its page.
    modules: BTreeMap<String, String>,
    packages: Vec<ListedPackage>,
}

/// A package in the list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ListedPackage {
    file: String,
    format: String,
    /// The module's id.
    id: String,
    /// Its page.
    page: String,
    pub(super) title: String,
    /// Changes when the module's text does.
    version: String,
    /// Of the archive.
    digest: String,
    bytes: u64,
    report: String,
    questions: usize,
    /// Percent.
    pass_mark: u8,
    minutes: u32,
}

impl KnownPackages {
    /// The list in this text; none where it is no such list.
    pub fn read(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    /// The modules in it, by id, with the paths of their pages.
    pub(super) fn modules(&self) -> impl Iterator<Item = (&str, &str)> {
        self.modules.iter().map(|(id, page)| (id.as_str(), page.as_str()))
    }
}

impl ListedPackage {
    /// What is known of a package before it is packed.
    pub(super) fn new(package: &Package<'_>) -> Self {
        let PackagedModule { packages, identity, text, .. } = package.module;
        let module = identity.module;
        Self {
            file: package.file_name(),
            format: package.format.name().to_owned(),
            id: identity.id.to_string(),
            page: packages.shell().map.facts(module.page).path().to_string(),
            title: identity.title.clone(),
            version: text.revision.clone(),
            digest: String::new(),
            bytes: 0,
            report: packages.report().name().to_owned(),
            questions: module.questions,
            pass_mark: module.pass_mark,
            minutes: module.total(),
        }
    }

    /// The same with its archive.
    pub(super) fn with(self, archive: &[u8]) -> Self {
        let digest = Digest::of(archive).to_string();
        Self { digest, bytes: archive.len() as u64, ..self }
    }

    /// Whether it is one of a module's.
    pub(super) fn is_of(&self, module: &Identity<'_>) -> bool {
        self.id == module.id.as_str()
    }

    /// How long it takes and what has to be right, for people.
    pub(super) fn facts(&self) -> String {
        let mut facts = vec![format!("file {}", self.file)];
        if self.minutes > 0 {
            facts.push(format!("{} min", self.minutes));
        }
        facts.push(match self.questions {
            0 => "to be read, without questions".to_owned(),
            1 => format!("1 question, passed with {} %", self.pass_mark),
            many => format!("{many} questions, passed with {} %", self.pass_mark),
        });
        facts.join("; ")
    }
}

/// The list as a file.
pub(super) fn text(packages: &Packages<'_>, made: Vec<ListedPackage>) -> String {
    let known = packages.request.known.get(&packages.edition);
    // Those that were not asked for this time are still known to learning systems.
    let mut modules = match (known, packages.request.new_ids) {
        (Some(known), false) => known.modules.clone(),
        _ => BTreeMap::new(),
    };
    let page = |module: &Identity<'_>| packages.shell().map.facts(module.module.page).path();
    let now = packages.modules.iter();
    modules.extend(now.map(|module| (module.id.to_string(), page(module).to_string())));

    let list = KnownPackages { edition: packages.edition.clone(), modules, packages: made };
    serde_json::to_string_pretty(&list).unwrap_or_default() + "\n"
}
