//! What learning systems know modules by. A module that gets another identity is another module to
//! them, and what was recorded of the old one is lost or stays behind.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sha1_smol::Sha1;

use super::listing::KnownPackages;
use super::problem;
use crate::catalog::Module;
use crate::diagnostic::{Diagnostic, Place};
use crate::edition::{Edition, Shell};
use crate::link::PageId;
use crate::parse::front_matter::ModuleId;
use crate::url::{file_of, folder_of, is_landing, without_ending};

/// A module and its identities.
#[derive(Debug)]
pub(super) struct Identity<'m> {
    pub(super) module: &'m Module,
    pub(super) id: ModuleId,
    /// What its own heading says; the navigation may have a shorter title.
    pub(super) title: String,
    /// The edition, in names and identifiers.
    edition: String,
}

impl Identity<'_> {
    /// `m1-essentials.acme`: the module first, since some systems show no more than 15 characters.
    /// No identifier of XML begins with a digit.
    pub(super) fn manifest(&self) -> String {
        format!("{}.{}", self.item(), self.edition)
    }

    /// `m1-essentials`
    pub(super) fn item(&self) -> String {
        let id = self.id.as_str();
        let prefix = if id.starts_with(|c: char| c.is_ascii_digit()) { "m-" } else { "" };
        format!("{prefix}{id}")
    }

    /// What cmi5 knows it by: an IRI below the firm's own, else one that is made of its names. Never
    /// of the address the handbook is published at, which may come later or change.
    pub(super) fn iri(&self, shell: &Shell, part: &str) -> String {
        let id = &self.id;
        if let Some(own) = &shell.firm.lms.id {
            return format!("{own}/{}/{id}/{part}", self.edition);
        }
        let name = format!("mentorbook/{}/{id}/{part}", self.edition);
        urn_of(&name)
    }
}

/// The URN of a name: a UUID of version 5 in the namespace of URLs. Source: RFC 9562, 5.5 and 6.6.
fn urn_of(name: &str) -> String {
    const NAMESPACE: [u8; 16] = 0x6ba7b811_9dad_11d1_80b4_00c04fd430c8_u128.to_be_bytes();
    let hash = Sha1::from([&NAMESPACE[..], name.as_bytes()].concat()).digest().bytes();

    let mut uuid = [0; 16];
    uuid.copy_from_slice(&hash[..16]);
    uuid[6] = uuid[6] & 0x0f | 0x50;
    uuid[8] = uuid[8] & 0x3f | 0x80;

    let digits = format!("{:032x}", u128::from_be_bytes(uuid));
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &digits[part]);
    format!("urn:uuid:{}", parts.join("-"))
}

/// The identities of some modules.
///
/// # Errors
/// `module-plan` where one has none, or two have the same.
pub(super) fn of_all<'m>(
    modules: impl Iterator<Item = &'m Module>,
    edition: &Edition,
    name: &str,
) -> Result<Vec<Identity<'m>>, Box<Diagnostic>> {
    let shell = &*edition.shell;
    let mut found: BTreeMap<ModuleId, PageId> = BTreeMap::new();
    let mut identities = Vec::new();
    for module in modules {
        let id = id_of(module.page, shell)?;
        if let Some(other) = found.insert(id.clone(), module.page) {
            let other = shell.map.facts(other).path();
            let message =
                format!("learning systems would know this module by the same name as {other}");
            let help = format!("give one of them another name: `module_id: {id}-2`");
            let twice = problem(message, place_of(module.page, shell));
            return Err(Box::new(twice.help(help)));
        }
        let title = title_of(module.page, edition);
        identities.push(Identity { module, id, title, edition: name.to_owned() });
    }
    Ok(identities)
}

fn title_of(page: PageId, edition: &Edition) -> String {
    let shell = &edition.shell;
    let heading = edition.page(page).own_heading();
    let heading = heading.map(|(_, heading)| heading.text.fill(shell.values()));
    let heading = heading.filter(|text| !text.trim().is_empty());
    heading.map_or_else(|| shell.map.facts(page).title.to_string(), Cow::into_owned)
}

/// What a page says it is known by, else what its file is called.
fn id_of(page: PageId, shell: &Shell) -> Result<ModuleId, Box<Diagnostic>> {
    let facts = shell.map.facts(page);
    if let Some(id) = &facts.front().module.id {
        return Ok(id.clone());
    }

    let path = facts.path();
    let file = file_of(path);
    let name = if is_landing(file) { file_of(folder_of(path)) } else { without_ending(file) };
    ModuleId::of(&name.to_ascii_lowercase()).ok_or_else(|| {
        let message =
            format!("`{name}` cannot be the name by which learning systems know this module");
        let help = "give it one of small letters, digits and hyphens: `module_id: m1-essentials`";
        Box::new(problem(message, place_of(page, shell)).help(help))
    })
}

/// Refuses what would make a learning system lose records: a module that was packed before and would
/// be so no more, or by another name. Where only `some` modules are asked for, others are not missed.
///
/// # Errors
/// `module-plan`.
pub(super) fn keep(
    modules: &[Identity<'_>],
    known: &KnownPackages,
    shell: &Shell,
    some: bool,
) -> Result<(), Box<Diagnostic>> {
    let has = |id: &str| modules.iter().any(|module| module.id.as_str() == id);
    for (id, path) in known.modules().filter(|(id, _)| !has(id)) {
        let same =
            modules.iter().find(|module| **shell.map.facts(module.module.page).path() == *path);
        let (message, place, help) = match same {
            Some(now) => (
                format!(
                    "learning systems know this module as `{id}`; it would become `{}`",
                    now.id
                ),
                place_of(now.module.page, shell),
                format!("keep its name with `module_id: {id}`"),
            ),
            None if some => continue,
            None => (
                format!("the module `{id}` ({path}) was packed before, and would be no more"),
                Place::file(shell.firm.file.as_ref().unwrap_or(&"content/handbook.yaml".into())),
                format!("if its page was renamed, write `module_id: {id}` into it"),
            ),
        };
        let lost = "or say `--new-ids`: to learning systems it is another module then, and what they \
                    have recorded of the old one does not count for it";
        return Err(Box::new(problem(message, place).help(help).help(lost)));
    }
    Ok(())
}

fn place_of(page: PageId, shell: &Shell) -> Place {
    Place::file(shell.map.facts(page).outline.file())
}
