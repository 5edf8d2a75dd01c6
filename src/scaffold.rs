//! `init`, `new firm`, `new page`: writes new files, and never over old ones but schemas.

mod schemas;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::digest::Digest;
use crate::file_name::{NameFault, portable};
use crate::load::{LayerId, Origin, PageSource, TextFile, is_firm_id};
use crate::overlay::title_of;
use crate::parse::parse;
use crate::project::{Declaration, Project, VariableKind};
use crate::schema::Schema;
use crate::url;
use crate::words::is_language_tag;

pub use schemas::write_schemas;

/// The small handbook that `init` writes.
static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/handbook");

/// Why nothing was written.
#[derive(Debug)]
pub enum ScaffoldError {
    /// The words given cannot be used.
    Usage(String),
    /// The file system said no.
    Io(PathBuf, io::Error),
}

impl std::fmt::Display for ScaffoldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Io(path, error) => write!(f, "cannot write {}: {error}", path.display()),
        }
    }
}

impl std::error::Error for ScaffoldError {}

/// The handbook on reverse mentoring that ships with the program.
static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/content");

/// What a new handbook begins as.
#[derive(Debug)]
pub enum NewHandbook {
    /// A few pages and one firm.
    Small(SmallHandbook),
    /// The handbook that ships with the program, with its firms.
    Example,
}

/// What is known of a small handbook; none for what it usually is.
#[derive(Debug, Default)]
pub struct SmallHandbook {
    /// Its title.
    pub title: Option<String>,
    /// Its language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The name of its first firm, as readers see it.
    pub firm: Option<String>,
}

/// Refuses a folder that holds a handbook already.
///
/// # Errors
/// Where there is a `content` in it.
pub fn free_folder(folder: &Path) -> Result<(), ScaffoldError> {
    if !folder.join("content").exists() {
        return Ok(());
    }
    let message =
        format!("{} already holds a `content` folder; nothing was written", folder.display());
    Err(ScaffoldError::Usage(message))
}

/// Writes a handbook that builds at once. Gives the files written.
///
/// # Errors
/// Where the folder already holds a handbook, a word given for it cannot be used, or a file cannot
/// be written.
pub fn init(folder: &Path, new: &NewHandbook) -> Result<Vec<PathBuf>, ScaffoldError> {
    free_folder(folder)?;
    let mut files = match new {
        NewHandbook::Small(small) => small_handbook(small)?,
        NewHandbook::Example => {
            let files = files_of(&EXAMPLE).into_iter();
            files.map(|(path, bytes)| (Path::new("content").join(path), bytes)).collect()
        }
    };
    // The example has some, too; these are certainly what this program reads.
    files.retain(|(path, _)| !path.starts_with(Schema::FOLDER));
    files.extend(schemas::files());

    let mut written = Vec::new();
    let ignore = folder.join(".gitignore");
    // The folder may be a repository already, whose own list stays as it is.
    if !ignore.exists() {
        written.push(write_new(ignore, b"/public\n/packages\n")?);
    }
    for (path, bytes) in files {
        written.push(write_new(folder.join(path), &bytes)?);
    }
    Ok(written)
}

/// Files that are to be written, by their paths from the new handbook's folder.
type NewFiles = Vec<(PathBuf, Vec<u8>)>;

/// The files of the small handbook, with what is known of it.
fn small_handbook(small: &SmallHandbook) -> Result<NewFiles, ScaffoldError> {
    let language = small.language.as_deref().unwrap_or("en");
    if !is_language_tag(language) {
        return Err(no_language_tag(language));
    }
    let id = small.firm.as_deref().map_or_else(|| "example".to_owned(), url::segment);
    if !is_firm_id(&id) {
        let message = format!("`{id}` cannot be a firm's folder; call the firm otherwise");
        return Err(ScaffoldError::Usage(message));
    }

    let title = text(small.title.as_deref().unwrap_or("Mentoring handbook"));
    let files = files_of(&STARTER).into_iter().map(|(path, bytes)| {
        let path = match path.strip_prefix("content/firms/example") {
            Ok(below) => Path::new("content/firms").join(&id).join(below),
            Err(_) => path,
        };
        let bytes = match path.file_name().and_then(|name| name.to_str()) {
            Some("handbook.yaml") => {
                with_line(&with_line(&bytes, "title: ", &title), "language: ", language)
            }
            Some("firm.yaml") => match &small.firm {
                Some(firm) => with_line(&bytes, "name: ", &text(firm)),
                None => bytes,
            },
            _ => bytes,
        };
        (path, bytes)
    });
    Ok(files.collect())
}

/// A text in which the first line that begins so goes on otherwise.
fn with_line(text: &[u8], key: &str, value: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().scan(false, |done, line| {
        let is_it = !*done && line.starts_with(key);
        *done |= is_it;
        Some(if is_it { format!("{key}{value}\n") } else { format!("{line}\n") })
    });
    lines.collect::<String>().into_bytes()
}

/// All files of an embedded folder.
fn files_of(folder: &Dir<'_>) -> NewFiles {
    let own = folder.files().map(|file| (file.path().to_owned(), file.contents().to_owned()));
    own.chain(folder.dirs().flat_map(files_of)).collect()
}

/// Writes a file that must not exist yet.
fn write_new(path: PathBuf, bytes: &[u8]) -> Result<PathBuf, ScaffoldError> {
    let io = |error| ScaffoldError::Io(path.clone(), error);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(io)?;
    }

    // Fails where there is a file, be it put there in this moment.
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&path).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    Ok(path)
}

/// What is known of a firm that is new.
#[derive(Debug, Default)]
pub struct NewFirm {
    /// Its name as readers see it; none if it is to follow from the folder's.
    pub name: Option<String>,
    /// The shared layers under it, by folder, the lowest first.
    pub layers: Vec<String>,
    /// Its language as a BCP 47 tag; none for the handbook's own.
    pub language: Option<String>,
}

/// Writes a firm's folder with a `firm.yaml` that lists what is to be filled in.
///
/// # Errors
/// Where the folder's name is not allowed or taken, a layer is not there, or a file cannot be
/// written.
pub fn new_firm(root: &Path, id: &str, firm: &NewFirm) -> Result<PathBuf, ScaffoldError> {
    let folder = free_firm(root, id)?;
    if let Some(language) = firm.language.as_deref().filter(|tag| !is_language_tag(tag)) {
        return Err(no_language_tag(language));
    }

    let known = shared_layers(root);
    if let Some(layer) = firm.layers.iter().find(|layer| !known.contains(layer)) {
        let there_are = if known.is_empty() {
            "there are none in content/layers".to_owned()
        } else {
            format!("content/layers has {}", known.join(", "))
        };
        return Err(ScaffoldError::Usage(format!("there is no layer `{layer}`; {there_are}")));
    }
    write_schemas(root)?;
    write_new(folder.join("firm.yaml"), firm_yaml(root, id, firm).as_bytes())
}

/// The folders that firms may name as layers, in order.
pub fn shared_layers(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root.join("content/layers")).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> =
        folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

fn no_language_tag(language: &str) -> ScaffoldError {
    ScaffoldError::Usage(format!(
        "`{language}` is no language tag; write it like `en`, `en-GB` or `pt-BR`"
    ))
}

/// The folder of a firm that is not there yet.
///
/// # Errors
/// Where the name is not allowed or taken.
pub fn free_firm(root: &Path, id: &str) -> Result<PathBuf, ScaffoldError> {
    if !is_firm_id(id) {
        let candidate = url::segment(id);
        let hint =
            if is_firm_id(&candidate) { format!("; try `{candidate}`") } else { String::new() };
        return Err(ScaffoldError::Usage(format!(
            "`{id}` cannot be a firm's folder: use small letters, digits and hyphens, \
             and not `base`{hint}"
        )));
    }

    refuse_links(root, "content/firms")?;
    let folder = root.join("content/firms").join(id);
    if folder.exists() {
        return Err(ScaffoldError::Usage(format!(
            "there is a firm `{id}` already; nothing was written"
        )));
    }
    Ok(folder)
}

/// Refuses a folder of the handbook that is, or lies in, a symbolic link: nothing behind one is
/// read, and it may lead out of the handbook.
fn refuse_links(root: &Path, folder: &str) -> Result<(), ScaffoldError> {
    let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
    for known in ends.map(|end| &folder[..end]) {
        if root.join(known).is_symlink() {
            return Err(ScaffoldError::Usage(format!(
                "{known} is a symbolic link, and nothing behind one is read; nothing was \
                 written.\n  = help: put a folder in its place"
            )));
        }
    }
    Ok(())
}

/// The name that a firm has for lack of another.
pub fn name_of_firm(id: &str) -> String {
    title_of(&format!("{id}.md"))
}

/// What a firm's configuration begins as: what is known of it, and what else could be set.
fn firm_yaml(root: &Path, id: &str, firm: &NewFirm) -> String {
    let title = text(firm.name.as_deref().unwrap_or(&name_of_firm(id)));
    let layers = match firm.layers.as_slice() {
        [] => "# layers: [uk]".to_owned(),
        layers => format!("layers: [{}]", layers.join(", ")),
    };
    let language = match &firm.language {
        None => "# language: en-GB".to_owned(),
        Some(language) => format!("language: {language}"),
    };

    let mut yaml = format!(
        "{}\
         # The firm's name as readers see it.\n\
         name: {title}\n\n\
         # Shared layers under this firm, such as a country's: the folders in content/layers.\n\
         {layers}\n\n\
         # The language of its texts, where that is not the handbook's.\n\
         {language}\n\n\
         # The brand. Paths are seen from this folder.\n\
         # brand:\n\
         #   logo: assets/logo.svg\n\
         #   logo_alt: {title}\n\
         #   colors: {{accent: \"#23527c\"}}\n",
        Schema::Firm.line()
    );

    let project = project(root);
    let (required, optional): (Vec<_>, Vec<_>) = project
        .variables
        .iter()
        .map(|(_, declared)| declared)
        // The built-in ones follow from the folder and from `name:` above.
        .filter(|declared| declared.place.is_some() && &*declared.name != "firm.name")
        .partition(|declared| declared.required);
    if required.is_empty() && optional.is_empty() {
        return yaml;
    }

    yaml.push_str(
        "\n# Words of this firm's own. Fill in the empty ones; \
         take the `#` away from another to set it.\n",
    );
    yaml.push_str(if required.is_empty() { "# variables:\n" } else { "variables:\n" });
    required.into_iter().for_each(|declared| push_variable(&mut yaml, "", declared));
    optional.into_iter().for_each(|declared| push_variable(&mut yaml, "# ", declared));
    yaml
}

/// A variable's lines in a firm's configuration; the mark comes before its name.
fn push_variable(yaml: &mut String, mark: &str, declared: &Declaration) {
    for line in declared.description.lines() {
        yaml.push_str(&format!("  # {line}\n"));
    }

    // What each firm must set stays empty, so that a build asks for it until it is filled in.
    let value = match default_of(declared).as_str() {
        "" | "\"\"" if declared.required => String::new(),
        value if declared.required => format!(" # such as {value}"),
        value => value.to_owned(),
    };

    let line = format!("  {mark}{}: {value}", declared.name);
    yaml.push_str(line.trim_end());
    yaml.push('\n');
}

/// A variable's usual value, as YAML takes it.
fn default_of(declared: &Declaration) -> String {
    let value = declared.default.clone().unwrap_or_default();
    match declared.kind {
        VariableKind::List => {
            let items: Vec<String> = value.items.iter().map(|item| quoted(item)).collect();
            format!("[{}]", items.join(", "))
        }
        VariableKind::Number => value.text.to_string(),
        // Of Markdown, what was written.
        _ => quoted(value.items.first().map_or("", String::as_str)),
    }
}

/// A text as people write it in YAML: without quotes where it needs none.
fn text(text: &str) -> String {
    let is_plain = text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && text.chars().all(|letter| letter.is_alphanumeric() || " -".contains(letter))
        && !["true", "false", "null"].iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// A text in double quotes, as YAML and JSON both take it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The handbook's configuration, as far as it can be read.
fn project(root: &Path) -> Project {
    let text = Origin::Disk(root.to_path_buf()).text("content/handbook.yaml").unwrap_or_default();
    let digest = Digest::of(text.as_bytes());
    Project::read(&TextFile { file: "content/handbook.yaml".into(), digest, text: text.into() })
        .value
}

/// Writes a page with a title made of its name, to the base or to a firm.
///
/// # Errors
/// Where the path is not allowed or taken, the firm unknown, or the file cannot be written.
pub fn new_page(root: &Path, path: &str, firm: Option<&str>) -> Result<PathBuf, ScaffoldError> {
    let layer = layer_folder(root, firm)?;
    let path = path.trim_matches('/');
    // People write it with and without.
    let path = path.strip_suffix(".md").unwrap_or(path);
    if !path.split('/').all(is_page_name) {
        let right = portable_path(path);
        let example = right.as_deref().unwrap_or("ground-rules/confidentiality");
        return Err(ScaffoldError::Usage(format!(
            "`{path}` cannot be the path of a page; write it like `{example}`"
        )));
    }

    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    refuse_links(root, format!("{layer}/{folder}").trim_end_matches('/'))?;
    let file = root.join(&layer).join(format!("{path}.md"));
    // Asked beforehand only to say it better: the writing itself refuses, too.
    if file.exists() {
        return Err(ScaffoldError::Usage(format!(
            "{layer}/{path}.md exists already; nothing was written"
        )));
    }

    if let Some(same) = same_page(root, &layer, path) {
        return Err(ScaffoldError::Usage(format!(
            "{same} is the page of that folder already, and would have the same address; nothing \
             was written"
        )));
    }

    let is_override = firm.is_some() && root.join(format!("content/base/{path}.md")).exists();
    let text = if is_override { override_text(root, path) } else { page_text(path) };
    write_new(file, text.as_bytes())
}

/// The file of the layer or the base that is the same page as a file of this path: a folder's own
/// page under another name.
fn same_page(root: &Path, layer: &str, path: &str) -> Option<String> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let own_names = ["index", "_index", "README", "readme"];
    let candidates: Vec<String> = match own_names.contains(&file) {
        // Of a layer's own `index` there may be a twin, and the folder may have a file beside it.
        true if folder.is_empty() => Vec::new(),
        true => vec![folder.to_owned()],
        false => own_names.map(|name| format!("{path}/{name}")).into(),
    };
    let others = own_names.iter().filter(|name| own_names.contains(&file) && **name != file);
    let beside = others.map(|name| format!("{folder}/{name}").trim_start_matches('/').to_owned());

    let all: Vec<String> = candidates.into_iter().chain(beside).collect();
    let layers = [layer, "content/base"].into_iter();
    let mut files = layers.flat_map(|layer| all.iter().map(move |it| format!("{layer}/{it}.md")));
    files.find(|file| root.join(file).exists())
}

/// The folder of the base or of a firm that there is, from the root.
fn layer_folder(root: &Path, firm: Option<&str>) -> Result<String, ScaffoldError> {
    match firm {
        Some(firm) if !is_firm_id(firm) => {
            Err(ScaffoldError::Usage(format!("there is no firm `{firm}`")))
        }
        Some(firm) if !root.join("content/firms").join(firm).is_dir() => Err(ScaffoldError::Usage(
            format!("there is no firm `{firm}`; make it with `mentorbook new firm {firm}`"),
        )),
        Some(firm) => Ok(format!("content/firms/{firm}")),
        None => Ok("content/base".to_owned()),
    }
}

/// Whether a file or folder of pages can have a name: one that stays in its folder, is not hidden
/// and is allowed on every system.
fn is_page_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && NameFault::of(name).is_none()
}

/// A path that can be a page's, where names on this one would do but for some systems.
fn portable_path(path: &str) -> Option<String> {
    let names: Vec<String> = path.split('/').map(portable).collect();
    let is_near = path.split('/').all(|name| is_page_name(name) || NameFault::of(name).is_some());
    (is_near && names.iter().all(|name| is_page_name(name))).then(|| names.join("/"))
}

/// What a page begins as: a draft.
fn page_text(path: &str) -> String {
    let title = quoted(&title_of(&format!("{path}.md")));
    format!(
        "---\n\
         title: {title}\n\
         description: One sentence on what this page is for.\n\
         weight: 100\n\
         draft: true\n\
         ---\n\n\
         ## First section\n\n\
         Text.\n"
    )
}

/// What a firm's file over a page of the base begins as: it changes nothing, and says what it
/// could.
fn override_text(root: &Path, path: &str) -> String {
    let file = format!("content/base/{path}.md");
    let text = Origin::Disk(root.to_path_buf()).text(&file).unwrap_or_default();
    let source = PageSource {
        path: format!("{path}.md").into(),
        file: file.as_str().into(),
        digest: Digest::of(text.as_bytes()),
        text: text.into(),
    };

    let below = parse(&source, &LayerId::Base, &project(root));
    let ids: Vec<&str> = below.sections.iter().map(|section| &*section.id).collect();
    format!(
        "---\noverride: sections\n---\n\n<!--\n\
         Write a heading for each section that this firm changes, with what it does to it:\n\n\
         ## Heading {{#id replace}}      also: append, prepend, remove\n\
         ## Heading {{#own-id after=id}}  also: before=id\n\n\
         The sections of {file}: {}\n-->\n",
        ids.join(", ")
    )
}
