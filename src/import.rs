//! `import`: brings a handbook of another tool over. What it makes always builds.
//!
//! ```text
//!  find ──► settings ──► addresses ──► order ──► text ──► links ──► build ──► write ──► report
//!  Tree     Settings     Page::to      Nav       Line     Draft     Verdict   on disk
//! ```
//!
//! One file for each tool, in `sources/`: how it is told, where its pages are, in what order, and
//! which rules of `text/` its pages are written by. What is no Markdown, such as a document of
//! Word, is read as `prose/`, and becomes Markdown before the first stage that looks at texts. The
//! stages are the same for all. The source is only read, nothing of it is run, and nothing outside
//! of it is looked at.

mod addresses;
mod archive;
mod check;
mod data;
mod drafts;
mod front;
mod lines;
mod links;
mod literal;
mod markup;
mod notes;
mod order;
mod pages;
mod prose;
mod report;
mod site;
mod sources;
mod text;
mod tree;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::schema::Schema;
use crate::url::folder_of;
use crate::words::is_language_tag;
use drafts::{Draft, FirmFile, HandbookFile};
use links::LinkTable;
use notes::{Advice, Notes};
use site::{Nav, Site};
use sources::{Source, Texts, named, told};
use tree::{Tree, TreeError};
use write::{Content, Target};

/// What is wanted of an import.
#[derive(Debug)]
pub struct ImportRequest<'p> {
    /// The folder of the old handbook, a ZIP file with all of it, or a Word document.
    pub from: &'p Path,
    /// The folder of the new one.
    pub into: &'p Path,
    /// The tool whose site it is; none if that is to be found out.
    pub source: Option<&'p str>,
    /// Whether nothing is to be written.
    pub dry_run: bool,
}

/// Why nothing was brought over.
#[derive(Debug)]
pub enum ImportError {
    /// What was asked for cannot be done.
    Usage(String),
    /// The file system said no.
    Io(PathBuf, io::Error),
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Io(path, error) => write!(f, "cannot write {}: {error}", path.display()),
        }
    }
}

impl std::error::Error for ImportError {}

/// What was brought over.
#[derive(Debug, Default)]
pub struct Imported {
    /// The tool, for people.
    pub source: &'static str,
    /// The file by which it was told.
    pub told_by: Option<String>,
    /// Pages of the old handbook.
    pub pages: usize,
    /// Opening pages made for chapters that had none.
    pub made: usize,
    /// Pictures and documents.
    pub assets: usize,
    /// Earlier addresses that lead to their pages.
    pub aliases: usize,
    /// Links that lead nowhere.
    pub dead_links: usize,
    /// Places that a person must look at.
    pub places: usize,
    /// Things that were left out.
    pub left: usize,
    /// Warnings that a build has; errors it has none.
    pub warnings: usize,
    /// What became of the files.
    pub written: Written,
}

/// What became of the files of the new handbook.
#[derive(Debug, Default)]
pub struct Written {
    /// Files that were not there.
    pub new: usize,
    /// Files that were as an earlier import had left them, and differ now.
    pub renewed: usize,
    /// Files that were there with the same bytes.
    pub unchanged: usize,
    /// Files that a person changed, deleted or made, left as they are.
    pub edited: Vec<String>,
    /// Files that an earlier import wrote and that have nothing in the source any more.
    pub vanished: Vec<String>,
}

/// The names that a tool may have.
pub fn source_names() -> Vec<&'static str> {
    sources::SOURCES.iter().map(|source| source.name).collect()
}

static UNCLEAR: Advice = Advice {
    found: "Left over",
    todo: "A build still refuses this. Please tell the makers of mentorbook.",
};

/// Where there is no page at all, so many reasons are named.
const MOST_REASONS: usize = 3;

/// So much of a picture tells what it is, in bytes; and so much is read of a drawing.
const HEAD: u64 = 64 << 10;
const DRAWING: u64 = 4 << 20;

/// Brings a handbook over.
///
/// # Errors
/// [`ImportError`] where one of the folders cannot be used, there is no page, or a file cannot be
/// written.
pub fn import(request: &ImportRequest<'_>) -> Result<Imported, ImportError> {
    let target = Target::find(request.from, request.into)?;
    let mut notes = Notes::default();
    let tree = Tree::list(request.from, &mut notes);
    let mut tree = tree.map_err(|error| unreadable(request.from, &error))?;

    let (source, told_by) = match request.source {
        Some(name) => (named(name).ok_or_else(|| unknown_source(name))?, None),
        None => told(&tree),
    };
    let mut settings = (source.settings)(&tree, &mut notes);
    let pages = match source.texts {
        Texts::Markdown => pages::read(&tree, source, &settings, &mut notes),
        Texts::Made { read, .. } => read(&mut tree, &mut settings, &mut notes),
    };
    if pages.is_empty() {
        return Err(no_pages(request, source, &settings.docs, &notes));
    }
    let mut site = Site::new(settings, pages);
    if site.settings.title.is_none() {
        site.settings.title = pages::title(&site).or_else(|| named_by(request.from));
    }
    arrange(&tree, source, &mut site, &mut notes);
    let made = site.pages.iter().filter(|page| page.from.is_empty()).count();

    let all_assets = addresses::of_assets(tree.below("").map(str::to_owned), &site);
    let (mut drafts, used) = converted(&tree, source, &site, &all_assets, &mut notes);
    let firm = FirmFile::of(&site);
    let mut copies = copies(&used, &all_assets, firm.as_ref());
    let heads = heads(&tree, &copies, &mut notes);
    let mut handbook = HandbookFile {
        source: source.title,
        title: site.settings.title.clone().unwrap_or_else(|| "Handbook".to_owned()),
        description: site.settings.description.clone(),
        language: site.settings.language.clone().filter(|tag| is_language_tag(tag)),
        lowered: BTreeMap::new(),
        firm,
    };
    let verdict = check::check(&mut handbook, &mut drafts, &heads, &mut notes);
    copies.retain(|to, _| heads.contains_key(to) && handbook.keeps(to));
    if handbook.firm.is_some() {
        notes.converted("the look (logo, icon, colour), into the file of a firm");
    }
    if verdict.errors > 0 {
        notes.look_at_file(&UNCLEAR, "", &format!("{} errors", verdict.errors));
    }

    let mut imported = Imported {
        source: source.title,
        told_by,
        pages: site.pages.len() - made,
        made,
        assets: copies.len(),
        aliases: site.pages.iter().map(|page| page.aliases.len()).sum(),
        dead_links: handbook.dead_links(),
        places: notes.places(),
        left: notes.left.values().map(BTreeSet::len).sum(),
        warnings: verdict.warnings,
        written: Written::default(),
    };
    let mut files = files(&handbook, &drafts, copies);
    files.insert(report::FILE.to_owned(), Content::Text(report::text(&imported, &notes)));
    imported.written = match request.dry_run {
        true => target.preview(&files),
        false => target.write(&files, &tree)?,
    };
    Ok(imported)
}

fn unknown_source(name: &str) -> ImportError {
    let known = source_names().join(", ");
    ImportError::Usage(format!("`{name}` is no tool that is known here; there are {known}"))
}

/// What a handbook is called by its folder or file.
fn named_by(from: &Path) -> Option<String> {
    let name = from.file_name()?.to_str()?;
    let endings = [".zip", ".docx", ".docm"];
    let stem = endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    Some(order::titled(stem))
}

fn unreadable(from: &Path, error: &TreeError) -> ImportError {
    let from = from.display();
    ImportError::Usage(match error {
        TreeError::Io(error) => format!("{from} cannot be read: {error}"),
        TreeError::Unreadable(why) => format!("{from} cannot be brought over: {why}"),
    })
}

fn no_pages(
    request: &ImportRequest<'_>,
    source: &Source,
    docs: &str,
    notes: &Notes,
) -> ImportError {
    let folder =
        if docs.is_empty() { String::new() } else { format!(" (its pages lie in {docs}/)") };
    let kinds = match source.texts {
        Texts::Markdown => "`.md`, `.mdx`",
        Texts::Made { kinds, .. } => kinds,
    };
    let from = request.from.display();
    let mut message = match notes.left.is_empty() {
        true => format!(
            "{from} was taken for {}{folder}, and there is not one page in it ({}); if it is of \
             another tool, say so with `--from`",
            source.title, kinds,
        ),
        false => format!("there is no page in {from} ({}) that can be read", source.title),
    };
    for (why, what) in notes.left.iter().take(MOST_REASONS) {
        let what: Vec<&str> = what.iter().take(MOST_REASONS).map(String::as_str).collect();
        message.push_str(&format!("\n  {why}: {}", what.join("; ")));
    }
    ImportError::Usage(message)
}

/// Gives each page its file, its place and its earlier addresses.
fn arrange(tree: &Tree, source: &Source, site: &mut Site, notes: &mut Notes) {
    for page in &mut site.pages {
        let mut aliases = (source.addresses)(page, &site.settings);
        let folder = aliases.first().map(|usual| folder_of(usual).to_owned()).unwrap_or_default();
        for alias in ["aliases", "redirect_from"].iter().flat_map(|key| page.front.texts(key)) {
            let is_relative = site.settings.has_relative_aliases && !alias.starts_with('/');
            aliases.push(if is_relative { site::join(&folder, &alias) } else { alias });
        }
        page.aliases = aliases;
    }
    for (alias, path) in site.settings.redirects.clone() {
        if let Some(page) = site.meant(&path) {
            site.pages[page].aliases.push(alias);
        }
    }

    addresses::assign(site, source.drops_numbers, notes);
    let order = (source.order)(tree, site, notes);
    open_with_first(site, &order.nav);
    order::apply(site, &order.nav, order.hides_others, notes);
    pages::open_home(site);
    addresses::settle(site, notes);
    addresses::keep_aliases(site, notes);
}

/// Where no page is the home page, the first one of the navigation is what readers saw first.
fn open_with_first(site: &mut Site, nav: &[Nav]) {
    let has_home = site.pages.iter().any(|page| page.to == "index.md");
    if let Some(Nav::Page { page, .. }) = nav.first()
        && !has_home
    {
        site.pages[*page].to = "index.md".to_owned();
    }
}

/// Converts the texts of all pages; also gives the files that they show or link to.
fn converted(
    tree: &Tree,
    source: &Source,
    site: &Site,
    assets: &BTreeMap<String, String>,
    notes: &mut Notes,
) -> (Vec<Draft>, BTreeSet<String>) {
    let table = LinkTable::new(site, assets);
    let made: Vec<_> =
        site.pages.par_iter().map(|page| pages::draft(page, tree, source, site, &table)).collect();

    let mut drafts = Vec::with_capacity(made.len());
    let mut used = BTreeSet::new();
    for page in made {
        drafts.push(page.draft);
        used.extend(page.used);
        notes.add(page.notes);
    }
    let read: BTreeSet<&str> = site.pages.iter().map(|page| page.from.as_str()).collect();
    let is_look = |path: &str| site.settings.brand.pictures().any(|(_, own)| own == path);
    for path in assets.keys().filter(|path| !used.contains(*path)) {
        let is_known =
            read.contains(path.as_str()) || is_look(path) || site.settings.is_frame(path);
        if pages::is_beside_pages(path, site) && !is_known {
            notes.left_out("Files that no page shows or links to", path.as_str());
        }
    }
    (drafts, used)
}

/// The files that are copied: where each goes, and where it lies.
fn copies(
    used: &BTreeSet<String>,
    assets: &BTreeMap<String, String>,
    firm: Option<&FirmFile>,
) -> BTreeMap<String, String> {
    let shown = used.iter().filter_map(|path| Some((path, assets.get(path)?)));
    let mut copies: BTreeMap<String, String> =
        shown.map(|(path, to)| (format!("content/base/{to}"), path.clone())).collect();
    copies.extend(firm.into_iter().flat_map(FirmFile::copies));
    copies
}

/// The beginning of each file that is copied, by where it goes: enough to check it.
fn heads(
    tree: &Tree,
    copies: &BTreeMap<String, String>,
    notes: &mut Notes,
) -> BTreeMap<String, Vec<u8>> {
    let mut heads = BTreeMap::new();
    for (to, path) in copies {
        // Drawings are read to their end, since anything may be in them.
        let limit = if path.to_ascii_lowercase().ends_with(".svg") { DRAWING } else { HEAD };
        match tree.bytes(path, limit) {
            Ok(bytes) => drop(heads.insert(to.clone(), bytes)),
            Err(error) => notes.left_out("Files that cannot be read", format!("{path}: {error}")),
        }
    }
    heads
}

/// All files of the new handbook but the report.
fn files(
    handbook: &HandbookFile,
    drafts: &[Draft],
    copies: BTreeMap<String, String>,
) -> BTreeMap<String, Content> {
    let mut files = BTreeMap::new();
    files.insert(".gitignore".to_owned(), Content::Text("/public\n/packages\n".to_owned()));
    files.extend(handbook.files().into_iter().map(|(path, text)| (path, Content::Text(text))));
    files.extend(copies.into_iter().map(|(to, from)| (to, Content::Copy(from))));
    files.extend(drafts.iter().map(|draft| (draft.file(), Content::Text(draft.text()))));
    files.extend(Schema::ALL.map(|schema| (schema.file(), Content::Text(schema.text()))));
    files
}
