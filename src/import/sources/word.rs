//! Word: one document, or a folder of them, each of which is a chapter.
//!
//! Only the text is read, by the standard of `.docx` files. No macro is run, and nothing that a
//! document says is elsewhere is looked for.

mod body;
mod fields;
mod numbering;
mod package;
mod pages;
mod runs;
mod styles;

use std::collections::{BTreeMap, BTreeSet};

use super::super::front::Front;
use super::super::lines::Line;
use super::super::notes::Notes;
use super::super::order::titled;
use super::super::prose::anchors::{self, PageText};
use super::super::prose::{Block, BlockKind, SpanKind, each_span, written};
use super::super::site::{self, Page, Settings, join, numbered};
use super::super::tree::Tree;
use super::{Order, Source, Texts, dialects, in_its_place};
use crate::url::{self, file_of, folder_of};
use body::{Document, Reader, Text};
use numbering::Numbering;
use package::{Package, Part, Relations, unpack};
use pages::{Cut, Pages, add_notes, cut};
use runs::note_name;
use styles::Styles;

pub(super) static SOURCE: Source = Source {
    name: "word",
    title: "a handbook in Word",
    told_by,
    texts: Texts::Made { read, kinds: "`.docx`" },
    settings: |_, _| Settings::default(),
    no_page: |_, _| None,
    place: in_its_place,
    addresses: |_, _| Vec::new(),
    // The pages have their places already.
    order: |_, _, _| Order::default(),
    keys: &[],
    dialect: &dialects::OURS,
    drops_numbers: false,
};

/// Of a comment, so many characters are told.
const MOST_TOLD: usize = 80;
/// Neighbours are so far apart, so that a page can be put between two of them.
const STEP: i64 = 10;

/// The first document, where nothing is Markdown.
fn told_by(tree: &Tree) -> Option<String> {
    let has_pages = tree.below("").any(site::is_page);
    documents(tree).into_iter().next().filter(|_| !has_pages)
}

/// All documents; those that Word makes while one is open begin with `~$`.
fn documents(tree: &Tree) -> Vec<String> {
    let is_document = |path: &&str| {
        let path = path.to_ascii_lowercase();
        let is_hidden = file_of(&path).starts_with(['~', '.']);
        !is_hidden && (path.ends_with(".docx") || path.ends_with(".docm"))
    };
    tree.below("").filter(is_document).map(str::to_owned).collect()
}

/// A document that was read, and what of it is shown.
struct Brought {
    file: String,
    pages: Pages,
    /// The parts of its pictures, and what those are called.
    pictures: BTreeMap<String, String>,
    language: Option<String>,
}

fn read(tree: &mut Tree, settings: &mut Settings, notes: &mut Notes) -> Vec<Page> {
    for old in tree.below("").filter(|path| path.to_ascii_lowercase().ends_with(".doc")) {
        notes.left_out("Documents in the older form of Word (.doc): save them as .docx", old);
    }
    let files = documents(tree);
    let is_alone = files.len() == 1;
    let places = places(&files);

    let mut pages = Vec::new();
    let mut texts = Vec::new();
    for file in files {
        // A document by itself is the handbook, and needs no chapter around it.
        let place = places.get(&file);
        let folder =
            place.filter(|_| !is_alone).map(|place| place.folder.clone()).unwrap_or_default();
        let brought = match document(tree, &file, &folder, notes) {
            Ok(brought) => brought,
            Err(why) => {
                notes.left_out("Documents that cannot be read", format!("{file}: {why}"));
                continue;
            }
        };

        if is_alone {
            settings.title = brought.pages.title.clone();
        }
        // Which country it is for says nothing of the words.
        let language = brought.language.as_deref().and_then(|tag| tag.split('-').next());
        settings.language = settings.language.take().or_else(|| language.map(str::to_owned));

        let weight = place.filter(|_| !is_alone).map(|place| place.weight);
        push(brought, &folder, weight, &mut pages, &mut texts);
    }
    if !is_alone {
        pages.extend(chapters(&places));
    }

    anchors::settle(&mut texts, notes);
    for (page, text) in pages.iter_mut().zip(texts) {
        page.body = lines(&text.blocks);
    }
    pages
}

/// Takes over the pages of a document.
fn push(
    brought: Brought,
    folder: &str,
    weight: Option<i64>,
    pages: &mut Vec<Page>,
    texts: &mut Vec<PageText>,
) {
    let opening = join(folder, "index.md");
    let has_opening = brought.pages.cuts.iter().any(|cut| cut.to == opening);
    let is_one = !folder.is_empty() && brought.pages.cuts.len() == 1 && has_opening;
    for Cut { to, weight: own, text } in brought.pages.cuts {
        let is_opening = to == opening;
        // A document that is one page needs no chapter.
        let to = if is_one { format!("{folder}.md") } else { to };
        let label = (is_opening && !has_heading(&text.blocks)).then(|| called(&brought.file));
        pages.push(Page {
            from: brought.file.clone(),
            path: text.path.clone(),
            front: Front::default(),
            body: Vec::new(),
            to,
            weight: if is_opening { weight } else { own },
            label,
            hidden: false,
            aliases: Vec::new(),
        });
        texts.push(text);
    }
    // A chapter without a word before its first heading has only a name.
    if !has_opening && !folder.is_empty() {
        let title = brought.pages.title.unwrap_or_else(|| called(&brought.file));
        let path = format!("{}/0", brought.file);
        pages.push(Page { path: path.clone(), ..Page::made(opening, &title, weight) });
        let from = brought.file;
        texts.push(PageText { from, path, anchors: Vec::new(), blocks: Vec::new() });
    }
}

/// The number that a name begins with, as people number their files (`2 Rules`, `02-rules`), and
/// what follows it.
fn ordered(name: &str) -> (i64, &str) {
    let spaced = || {
        let (number, rest) = name.split_once(' ')?;
        Some((number.parse().ok().filter(|number| (0..1_000).contains(number))?, rest.trim()))
    };
    numbered(name).or_else(spaced).unwrap_or((i64::MAX, name))
}

/// What a document or a folder is called by its name.
fn called(path: &str) -> String {
    titled(ordered(site::stem_of(path)).1)
}

fn has_heading(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| matches!(&block.kind, BlockKind::Heading(it) if it.level == 1))
}

fn lines(blocks: &[Block]) -> Vec<Line> {
    written(blocks)
}

/// Where a document of several is to be.
#[derive(Debug)]
struct Place {
    folder: String,
    weight: i64,
}

/// The folder of each document, by its path; documents and folders stand by number, then by name.
fn places(files: &[String]) -> BTreeMap<String, Place> {
    let mut inside: BTreeMap<String, BTreeSet<(i64, String, String)>> = BTreeMap::new();
    for file in files {
        let mut path = file.as_str();
        while !path.is_empty() {
            let name = site::stem_of(path);
            let (number, rest) = ordered(name);
            let entry = (number, rest.to_lowercase(), path.to_owned());
            inside.entry(folder_of(path).to_owned()).or_default().insert(entry);
            path = folder_of(path);
        }
    }

    let mut places: BTreeMap<String, Place> = BTreeMap::new();
    // Folders come before what lies in them.
    for (folder, entries) in inside {
        let above = places.get(&folder).map(|place| place.folder.clone()).unwrap_or_default();
        let mut taken = BTreeSet::new();
        for (at, (_, _, path)) in entries.into_iter().enumerate() {
            let name = url::slug(ordered(site::stem_of(&path)).1);
            let name = if name.is_empty() { "document".to_owned() } else { name };

            let mut free = name.clone();
            let mut number = 2;
            while !taken.insert(free.clone()) {
                free = format!("{name}-{number}");
                number += 1;
            }
            let weight = STEP * (at as i64 + 1);
            places.insert(path, Place { folder: join(&above, &free), weight });
        }
    }
    places
}

/// The opening pages of the folders that documents lie in.
fn chapters(places: &BTreeMap<String, Place>) -> Vec<Page> {
    let folders: BTreeSet<&str> = places.keys().map(|path| folder_of(path)).collect();
    let named = folders.into_iter().filter_map(|path| Some((path, places.get(path)?)));
    let made = named.map(|(path, place)| {
        Page::made(join(&place.folder, "index.md"), &called(path), Some(place.weight))
    });
    made.collect()
}

/// Reads a document; its pictures come into the tree.
fn document(
    tree: &mut Tree,
    file: &str,
    folder: &str,
    notes: &mut Notes,
) -> Result<Brought, String> {
    let members = unpack(tree, file, notes)?;
    let mut brought = {
        let package = Package::new(tree, members.clone())?;
        text(&package, file, folder, notes)?
    };

    // What they are called is known only now; until then they have the name of their part.
    let targets: BTreeMap<String, String> = brought
        .pictures
        .values()
        .map(|name| (name.clone(), free(tree, &join(folder, &format!("pictures/{name}")))))
        .collect();
    for (part, name) in &brought.pictures {
        if let (Some(member), Some(path)) = (members.get(part), targets.get(name)) {
            tree.add_packed(path.clone(), member);
        }
    }
    for cut in &mut brought.pages.cuts {
        each_span(&mut cut.text.blocks, &mut |span| {
            if let SpanKind::Picture { target, .. } = &mut span.kind
                && let Some(path) = targets.get(target)
            {
                *target = format!("/{path}");
            }
        });
    }
    Ok(brought)
}

/// A path that no file of the tree has.
fn free(tree: &Tree, wanted: &str) -> String {
    let mut path = wanted.to_owned();
    while tree.has(&path) {
        path = join(folder_of(&path), &format!("x-{}", file_of(&path)));
    }
    path
}

fn text(
    package: &Package<'_>,
    file: &str,
    folder: &str,
    notes: &mut Notes,
) -> Result<Brought, String> {
    let main = package.part(&package.main)?;
    let styles = package.related(&main.relations, "styles");
    let styles = styles.map(|part| Styles::read(part.markup.document())).unwrap_or_default();
    let numbering = package.related(&main.relations, "numbering");
    let mut numbering =
        numbering.map(|part| Numbering::read(part.markup.document())).unwrap_or_default();
    let root = main.markup.document().child("w:document");
    let body = root.and_then(|root| root.child("w:body"));
    let body = body.ok_or("its text has no body; open it in Word, and save it again")?;

    let document = Document { package, styles: &styles, file };
    let mut pictures = BTreeMap::new();
    let mut marks = BTreeSet::new();

    let mut reader = reader(&document, &main.relations, notes, &mut numbering, &mut pictures);
    let text: Text = reader.text(body);
    marks.append(&mut reader.marks);
    let at = reader.at;

    // Notes come to the pages that they are marked on, so they are read after the cut.
    let mut pages = cut(text, file, folder);
    let mut below = BTreeMap::new();
    for (kind, name) in [("footnotes", "w:footnote"), ("endnotes", "w:endnote")] {
        let Some(part) = package.related(&main.relations, kind) else { continue };
        let mut reader =
            self::reader(&document, &part.relations, notes, &mut numbering, &mut pictures);
        reader.at = at;
        for note in part.markup.document().descendants().into_iter().filter(|it| it.name() == name)
        {
            let id = note.attribute("w:id").unwrap_or_default();
            let name = note_name(name == "w:endnote", id);
            if marks.contains(&name) {
                below.insert(name, reader.blocks(note));
            }
        }
    }
    add_notes(&mut pages.cuts, &below);
    tell_others(package, &main, file, notes);
    let language = styles.language.clone();
    Ok(Brought { file: file.to_owned(), pages, pictures, language })
}

fn reader<'r>(
    document: &'r Document<'r>,
    relations: &'r Relations,
    notes: &'r mut Notes,
    numbering: &'r mut Numbering,
    pictures: &'r mut BTreeMap<String, String>,
) -> Reader<'r> {
    Reader {
        document,
        relations,
        notes,
        numbering,
        pictures,
        at: 0,
        fields: Vec::new(),
        frames: Vec::new(),
        anchors: Vec::new(),
        marks: BTreeSet::new(),
    }
}

/// Tells what stands beside the text. Who wrote it is told nowhere.
fn tell_others(package: &Package<'_>, main: &Part, file: &str, notes: &mut Notes) {
    if let Some(comments) = package.related(&main.relations, "comments") {
        let all = comments.markup.document().descendants();
        for comment in all.into_iter().filter(|found| found.name() == "w:comment") {
            let words = comment.text().split_whitespace().collect::<Vec<_>>().join(" ");
            let words: String = words.chars().take(MOST_TOLD).collect();
            notes.left_out("Comments", format!("{file}: {words}"));
        }
    }
    for kind in ["header", "footer"] {
        for path in main.relations.parts(kind) {
            let text = package.part(&path).map(|part| part.markup.document().text());
            if text.is_ok_and(|text| !text.trim().is_empty()) {
                notes.left_out("Headers and footers, which are for paper", file);
            }
        }
    }
    if package.member("word/vbaProject.bin").is_some() {
        notes.left_out("Macros, which are programs", file);
    }
}
