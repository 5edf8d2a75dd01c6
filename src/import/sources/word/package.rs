//! The parts of a Word document, and what they say of each other.

use std::collections::BTreeMap;

use super::super::super::archive::{Member, Unreadable};
use super::super::super::markup::{Markup, xml};
use super::super::super::notes::Notes;
use super::super::super::site::{join, walked};
use super::super::super::tree::Tree;
use crate::url::{file_of, folder_of};

/// So large may a part be that is read as XML, unpacked, in bytes.
const MAX_PART: u64 = 32 << 20;
/// What files begin with that are no ZIP files, but those of older programs, or locked ones.
const COMPOUND: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];

/// An open document.
pub(super) struct Package<'t> {
    tree: &'t Tree,
    members: BTreeMap<String, Member>,
    /// The part with the text.
    pub(super) main: String,
}

/// Where a relationship leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Relation {
    /// To a part of the document.
    Part(String),
    /// Out of it, to this address.
    Outside(String),
}

/// What a part is related to, by the ids that it uses.
#[derive(Default, Debug)]
pub(super) struct Relations {
    by_id: BTreeMap<String, Relation>,
    /// The last word of the kind of each, and where it leads.
    kinds: Vec<(String, Relation)>,
}

/// A part that was read.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) markup: Markup,
    pub(super) relations: Relations,
}

/// What is packed in the document of a tree, by its paths there.
///
/// # Errors
/// Where it is no document of this kind, and what to do.
pub(super) fn unpack(
    tree: &mut Tree,
    file: &str,
    notes: &mut Notes,
) -> Result<BTreeMap<String, Member>, String> {
    let head = tree.bytes(file, COMPOUND.len() as u64).unwrap_or_default();
    if head == COMPOUND {
        return Err(
            "it is locked with a password, or in the older form of Word (.doc); open it in \
                    Word, take the password away, and save it as .docx"
                .to_owned(),
        );
    }

    let members = tree.pack(file, notes).map_err(|Unreadable(why)| why)?;
    Ok(members.into_iter().map(|member| (member.path.clone(), member)).collect())
}

impl<'t> Package<'t> {
    /// The document whose parts these are.
    ///
    /// # Errors
    /// Where it has no text.
    pub(super) fn new(tree: &'t Tree, members: BTreeMap<String, Member>) -> Result<Self, String> {
        let mut package = Self { tree, members, main: String::new() };
        let main = package.relations("").part("officeDocument");
        package.main = main.unwrap_or_else(|| "word/document.xml".to_owned());
        if package.members.contains_key(&package.main) {
            return Ok(package);
        }
        Err("there is no text of a Word document in it; open it in Word or LibreOffice, and save \
             it as .docx"
            .to_owned())
    }

    /// A part, if it is there.
    pub(super) fn member(&self, path: &str) -> Option<&Member> {
        self.members.get(path)
    }

    /// The bytes of a part; none where it cannot be unpacked.
    pub(super) fn bytes(&self, path: &str, limit: u64) -> Option<Vec<u8>> {
        self.tree.packed_bytes(self.members.get(path)?, limit).ok()
    }

    /// A part with XML in it.
    ///
    /// # Errors
    /// Where it is not there, too large or damaged.
    pub(super) fn part(&self, path: &str) -> Result<Part, String> {
        let member = self.members.get(path).ok_or_else(|| format!("there is no {path} in it"))?;
        let bytes = self.tree.packed_bytes(member, MAX_PART + 1);
        let bytes = bytes.map_err(|error| {
            format!("{path} in it is damaged ({error}); open it in Word, and save it again")
        })?;
        if bytes.len() as u64 > MAX_PART {
            return Err(format!(
                "{path} in it has more than {} MiB unpacked; split the document into several",
                MAX_PART >> 20
            ));
        }

        // UTF-16 is allowed, too, and has a mark at its beginning.
        let (encoding, _) =
            encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
        let (text, _, _) = encoding.decode(&bytes);
        let markup = xml::read(&text).map_err(|why| format!("{path}: {why}"))?;
        Ok(Part { markup, relations: self.relations(path) })
    }

    /// A part of some kind that another is related to.
    pub(super) fn related(&self, relations: &Relations, kind: &str) -> Option<Part> {
        self.part(&relations.part(kind)?).ok()
    }

    fn relations(&self, path: &str) -> Relations {
        let folder = folder_of(path);
        let file = join(folder, &format!("_rels/{}.rels", file_of(path)));
        let mut relations = Relations::default();
        let text = self.bytes(&file, MAX_PART).unwrap_or_default();
        let Ok(markup) = xml::read(&String::from_utf8_lossy(&text)) else { return relations };

        for element in markup.document().descendants() {
            let [id, kind, target] =
                ["Id", "Type", "Target"].map(|key| element.attribute(key).unwrap_or_default());
            if element.name() != "Relationship" {
                continue;
            }

            let is_outside = element.attribute("TargetMode") == Some("External");
            let relation = match walked(folder, target) {
                _ if is_outside => Relation::Outside(target.to_owned()),
                Some(path) => Relation::Part(path),
                // Out of the archive, where nothing is.
                None => Relation::Outside(target.to_owned()),
            };

            // The address before the word differs between the two standards.
            let kind = kind.rsplit('/').next().unwrap_or(kind).to_owned();
            relations.kinds.push((kind, relation.clone()));
            relations.by_id.insert(id.to_owned(), relation);
        }
        relations
    }
}

impl Relations {
    /// Where an id leads.
    pub(super) fn get(&self, id: &str) -> Option<&Relation> {
        self.by_id.get(id)
    }

    /// The first part of a kind.
    pub(super) fn part(&self, kind: &str) -> Option<String> {
        self.parts(kind).next()
    }

    /// All parts of a kind.
    pub(super) fn parts(&self, kind: &str) -> impl Iterator<Item = String> {
        self.kinds.iter().filter(move |(known, _)| known == kind).filter_map(|(_, relation)| {
            match relation {
                Relation::Part(path) => Some(path.clone()),
                Relation::Outside(_) => None,
            }
        })
    }
}
