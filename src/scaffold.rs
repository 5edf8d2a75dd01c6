//! `init`, `new firm`, `new page`: writes new files, and never over old ones.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::digest::Digest;
use crate::load::{LayerId, Origin, PageSource, TextFile, is_firm_id};
use crate::parse::parse;
use crate::project::Project;
use crate::url;

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

/// Writes a small handbook that builds at once. Gives the files written.
///
/// # Errors
/// Where the folder already holds a handbook, or a file cannot be written.
pub fn init(folder: &Path) -> Result<Vec<PathBuf>, ScaffoldError> {
    if folder.join("content").exists() {
        let message =
            format!("{} already holds a `content` folder; nothing was written", folder.display());
        return Err(ScaffoldError::Usage(message));
    }
    let mut written = Vec::new();
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        write_new(&ignore, "/public\n", &mut written)?;
    }
    write_all(&STARTER, folder, &mut written)?;
    Ok(written)
}

fn write_all(
    from: &Dir<'_>,
    folder: &Path,
    written: &mut Vec<PathBuf>,
) -> Result<(), ScaffoldError> {
    for file in from.files() {
        write_new(&folder.join(file.path()), file.contents_utf8().unwrap_or_default(), written)?;
    }
    from.dirs().try_for_each(|below| write_all(below, folder, written))
}

/// Writes a file that must not exist yet.
fn write_new(path: &Path, text: &str, written: &mut Vec<PathBuf>) -> Result<(), ScaffoldError> {
    let io = |error| ScaffoldError::Io(path.to_path_buf(), error);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(io)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)?;
    written.push(path.to_path_buf());
    Ok(())
}

/// Writes a firm's folder with a `firm.yaml` that lists what is to be filled in.
///
/// # Errors
/// Where the name is not allowed or taken, or a file cannot be written.
pub fn new_firm(root: &Path, id: &str) -> Result<PathBuf, ScaffoldError> {
    if !is_firm_id(id) {
        let candidate = url::slug(id);
        let hint =
            if is_firm_id(&candidate) { format!("; try `{candidate}`") } else { String::new() };
        let message = format!(
            "`{id}` cannot be a firm's folder: use small letters, digits and hyphens, and not `base`{hint}"
        );
        return Err(ScaffoldError::Usage(message));
    }
    let folder = root.join("content/firms").join(id);
    if folder.exists() {
        return Err(ScaffoldError::Usage(format!(
            "there is a firm `{id}` already; nothing was written"
        )));
    }
    let file = folder.join("firm.yaml");
    write_new(&file, &firm_yaml(root, id), &mut Vec::new())?;
    Ok(file)
}

fn firm_yaml(root: &Path, id: &str) -> String {
    let title = crate::overlay::title_of(&format!("{id}.md"));
    let mut yaml = format!(
        "# The firm's name as readers see it.\nname: {title}\n\n# Shared layers under this firm, such as a country's: the folders in content/layers.\n# layers: [uk]\n\n\
         # The brand. Paths are seen from this folder.\n# brand:\n#   logo: assets/logo.svg\n#   logo_alt: {title}\n#   colors: {{accent: \"#23527c\"}}\n"
    );
    let project = project(root);
    let (required, optional): (Vec<_>, Vec<_>) = project
        .variables
        .iter()
        .filter(|(_, declared)| declared.place.is_some() && &*declared.name != "firm.name")
        .partition(|(_, declared)| declared.required);
    if required.is_empty() && optional.is_empty() {
        return yaml;
    }
    yaml.push_str("\n# Words of this firm's own. Fill in the empty ones; take the `#` away from another to set it.\n");
    yaml.push_str(if required.is_empty() { "# variables:\n" } else { "variables:\n" });
    for (mark, list) in [("", required), ("# ", optional)] {
        for (_, declared) in list {
            let value = declared.default.as_ref().map_or("", |setting| &setting.text);
            if !declared.description.is_empty() {
                yaml.push_str(&format!("  # {}\n", declared.description));
            }
            let value = match declared.kind {
                crate::project::VariableKind::List => {
                    let items = declared
                        .default
                        .as_ref()
                        .map(|setting| setting.items.as_slice())
                        .unwrap_or_default();
                    format!(
                        "[{}]",
                        items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ")
                    )
                }
                crate::project::VariableKind::Number => value.to_owned(),
                _ => quoted(value),
            };
            // What each firm must set stays empty, so that a build asks for it until it is filled in.
            let value = if !declared.required {
                value
            } else if value.is_empty() || value == "\"\"" {
                String::new()
            } else {
                format!("  # such as {value}")
            };
            let space = if value.is_empty() || value.starts_with(' ') { "" } else { " " };
            yaml.push_str(&format!("  {mark}{}:{space}{value}\n", declared.name));
        }
    }
    yaml
}

/// A text in double quotes, as YAML and JSON both take it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn project(root: &Path) -> Project {
    let text = Origin::Disk(root.to_path_buf()).text("content/handbook.yaml").unwrap_or_default();
    let digest = Digest::of(text.as_bytes());
    Project::read(&TextFile { file: "content/handbook.yaml".into(), digest, text: text.into() })
        .value
}

/// What a firm's file over a page of the base begins as: it changes nothing, and says what it could.
fn override_text(root: &Path, path: &str) -> String {
    let file = format!("content/base/{path}.md");
    let text = Origin::Disk(root.to_path_buf()).text(&file).unwrap_or_default();
    let digest = Digest::of(text.as_bytes());
    let source = PageSource {
        path: format!("{path}.md").into(),
        file: file.as_str().into(),
        text: text.into(),
        digest,
    };
    let below = parse(&source, &LayerId::Base, &project(root));
    let ids: Vec<&str> = below.sections.iter().map(|piece| &*piece.id).collect();
    format!(
        "---\noverride: sections\n---\n\n<!--\nWrite a heading for each section that this firm changes, with what it does to it:\n\n\
         ## Heading {{#id replace}}      also: append, prepend, remove\n## Heading {{#own-id after=id}}  also: before=id\n\n\
         The sections of {file}: {}\n-->\n",
        ids.join(", ")
    )
}

/// Writes a page with a title made of its name, to the base or to a firm.
///
/// # Errors
/// Where the path is not allowed or taken, the firm unknown, or the file cannot be written.
pub fn new_page(root: &Path, path: &str, firm: Option<&str>) -> Result<PathBuf, ScaffoldError> {
    let layer = match firm {
        Some(firm) if !is_firm_id(firm) || !root.join("content/firms").join(firm).is_dir() => {
            return Err(ScaffoldError::Usage(format!(
                "there is no firm `{firm}`; make it with `mentorbook new firm {firm}`"
            )));
        }
        Some(firm) => format!("content/firms/{firm}"),
        None => "content/base".to_owned(),
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".md").unwrap_or(path);
    let parts: Vec<&str> = path.split('/').collect();
    if parts
        .iter()
        .any(|part| part.is_empty() || part.starts_with('.') || part.contains(['\\', '\0', ':']))
    {
        let message = format!(
            "`{path}` cannot be the path of a page; write it like `ground-rules/confidentiality`"
        );
        return Err(ScaffoldError::Usage(message));
    }
    let file = root.join(&layer).join(format!("{path}.md"));
    if file.exists() {
        return Err(ScaffoldError::Usage(format!(
            "{layer}/{path}.md exists already; nothing was written"
        )));
    }
    let below = firm.is_some() && root.join(format!("content/base/{path}.md")).exists();
    let title = quoted(&crate::overlay::title_of(&format!("{path}.md")));
    let text = if below {
        override_text(root, path)
    } else {
        format!(
            "---\ntitle: {title}\ndescription: One sentence on what this page is for.\nweight: 100\ndraft: true\n---\n\n## First section\n\nText.\n"
        )
    };
    write_new(&file, &text, &mut Vec::new())?;
    Ok(file)
}
