//! `overrides.lock`: what each override of a layer was written against.
//!
//! One file for each layer that overrides something, kept beside the overrides and committed with
//! them. It is YAML, an entry for each override, sorted, so that two people's entries merge as any
//! lines do. An entry is never changed by a build: only by who has looked at both texts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::subject::{OverridePart, Subject};
use crate::diagnostic::{Diagnostic, Place, Span, checks};
use crate::digest::Digest;
use crate::load::{LayerFiles, LayerId, LockFile, TextFile};
use crate::parse::attributes::Operation;
use crate::yaml::Takes::{Group, List, Text, Whole};
use crate::yaml::{self, Fields, Key, Node, TEXTS, keys};

/// The version of the file's form; a greater one was written by a newer program.
const VERSION: i64 = 1;
/// A longer text is told from others by its digest alone, in bytes.
const MAX_TEXT: usize = 64 << 10;

const HEADER: &str = "\
# What each override of this layer was written against. With it, `mentorbook drift` can tell when a
# text below has changed since. `mentorbook build` adds what is missing; keep this file beside the
# overrides, and commit it with them.
version: 1
overrides:
";
/// How YAML ends a document. Where it is missing, so is the rest of the file.
const END: &str = "...\n";

keys! {
    /// The keys of the file.
    LOCK:
    LOCK_VERSION = Key::new("version", Whole, "the version of the file's form").needed();
    OVERRIDES = Key::new("overrides", List(&Group(ENTRY)), "an entry for each override");
}

keys! {
    /// The keys of an entry.
    ENTRY:
    PAGE = Key::new("page", Text, "the page that is overridden, or some of it");
    ASSET = Key::new("asset", Text, "the file that is overridden");
    SECTION = Key::new("section", Text, "the section of the page");
    KEY = Key::new("key", Text, "the key of its front matter");
    OPERATION = Key::new("operation", Text, "what is done to it");
    BESIDE = Key::new("beside", Text, "the section beside which it is done");
    ABOVE = Key::new("above", TEXTS, "the sections that it lies in");
    DIGEST = Key::new("digest", Text, "of the text below").needed();
    TEXT = Key::new("text", Text, "that text, if it is not too long");
}

/// What the overrides of one layer were written against.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct OverridesLock {
    entries: BTreeMap<Subject, LockEntry>,
}

/// The lock of a layer as it was read.
#[derive(Debug, Clone)]
pub(crate) struct ReadLock {
    /// Its file, seen from the root, be it there or not.
    pub(crate) file: Arc<str>,
    /// Of the file's text; none where there is no file.
    pub(crate) digest: Option<Digest>,
    /// What it says; nothing without a file.
    pub(crate) entries: Result<OverridesLock, Box<Diagnostic>>,
}

impl ReadLock {
    /// The lock of a layer.
    pub(crate) fn of(layer: &LayerFiles) -> Self {
        let (digest, entries) = match &layer.lock {
            LockFile::Missing => (None, Ok(OverridesLock::default())),
            LockFile::Text(source) => (Some(source.digest), OverridesLock::read(source)),
            LockFile::Refused(refusal) => (None, Err(broken((**refusal).clone()))),
        };
        Self { file: file_of(&layer.id), digest, entries }
    }
}

/// The file of a layer's lock, seen from the root.
pub(crate) fn file_of(layer: &LayerId) -> Arc<str> {
    format!("{}/overrides.lock", layer.folder()).into()
}

/// What one override was written against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockEntry {
    /// Of the text below, white space and the like aside.
    pub digest: Digest,
    /// That text as Markdown, a front matter key's value as YAML; none of an asset, and of what was
    /// too long to be kept.
    pub text: Option<Arc<str>>,
}

impl LockEntry {
    /// An entry with as much of a text as is kept.
    pub(crate) fn new(digest: Digest, text: Option<String>) -> Self {
        let text = text.filter(|text| text.len() <= MAX_TEXT);
        Self { digest, text: text.map(Arc::from) }
    }
}

impl OverridesLock {
    /// Reads a lock.
    ///
    /// # Errors
    /// A diagnostic `overrides-lock` where it is not whole: then nothing may be written in its
    /// place, since it is all that knows of the texts before.
    pub(crate) fn read(source: &TextFile) -> Result<Self, Box<Diagnostic>> {
        if let Some(at) = conflict_mark(&source.text) {
            return Err(Box::new(in_conflict(&source.file, at)));
        }
        let root = yaml::parse(&source.text, 0, &source.file, usize::MAX).map_err(broken)?;

        let mut diagnostics = Vec::new();
        let mut fields = Fields::of(&root, "overrides.lock", LOCK, &source.file, &mut diagnostics);
        let version = fields.integer(LOCK_VERSION);
        if let Some(version) = version.filter(|version| *version > VERSION) {
            return Err(Box::new(newer(&source.file, version)));
        }

        let mut lock = Self::default();
        for node in fields.list(OVERRIDES) {
            if let Some((subject, entry)) = entry(node, &mut fields)
                && lock.entries.insert(subject, entry).is_some()
            {
                fields.report(twice(&source.file, node.span));
            }
        }

        // A file that was cut short may still be YAML.
        let is_whole = version.is_some() && source.text.trim_end().ends_with(END.trim_end());
        if !is_whole {
            diagnostics.push(cut_short(&source.file, source.text.len()));
        }

        match diagnostics.into_iter().next() {
            None => Ok(lock),
            Some(first) => Err(broken(first)),
        }
    }

    /// The entry of an override.
    pub fn get(&self, subject: &Subject) -> Option<&LockEntry> {
        self.entries.get(subject)
    }

    /// The entry of an override, with the subject that it is kept under.
    pub(crate) fn known(&self, subject: &Subject) -> Option<(&Subject, &LockEntry)> {
        self.entries.get_key_value(subject)
    }

    /// What it has of a page or asset, in order.
    pub(crate) fn subjects_at<'a>(&'a self, path: &Arc<str>) -> impl Iterator<Item = &'a Subject> {
        let first = Subject { path: path.clone(), part: OverridePart::Page, under: Vec::new() };
        let rest = self.entries.range(first..).map(|(subject, _)| subject);
        rest.take_while(move |subject| subject.path == *path)
    }

    /// All entries, in order.
    pub fn entries(&self) -> impl Iterator<Item = (&Subject, &LockEntry)> {
        self.entries.iter()
    }

    /// Puts an entry in, in the place of the one there was.
    pub(crate) fn set(&mut self, subject: Subject, entry: LockEntry) {
        self.entries.insert(subject, entry);
    }

    /// Takes an entry out.
    pub(crate) fn remove(&mut self, subject: &Subject) {
        self.entries.remove(subject);
    }

    /// The file's text. What is read from it is equal to this.
    pub fn written(&self) -> String {
        let mut text = HEADER.to_owned();
        if self.entries.is_empty() {
            text.truncate(text.len() - 1);
            text.push_str(" []\n");
        }

        for (subject, entry) in &self.entries {
            write_entry(&mut text, subject, entry);
        }
        text.push_str(END);
        text
    }
}

fn write_entry(text: &mut String, subject: &Subject, entry: &LockEntry) {
    let path = yaml::scalar_text(&subject.path);
    let (key, lines) = match &subject.part {
        OverridePart::Asset => ("asset", String::new()),
        OverridePart::Page => ("page", "  operation: page\n".to_owned()),
        OverridePart::Hidden => ("page", "  operation: hide\n".to_owned()),
        OverridePart::Key(key) => ("page", format!("  key: {}\n", yaml::scalar_text(key))),
        OverridePart::Section(id, operation) => {
            let mut lines = format!("  section: {}\n", yaml::scalar_text(id));
            let _ = writeln!(lines, "  operation: {}", operation.name());
            if let Some(beside) = operation.beside() {
                let _ = writeln!(lines, "  beside: {}", yaml::scalar_text(beside));
            }
            ("page", lines)
        }
    };

    let _ = writeln!(text, "- {key}: {path}");
    text.push_str(&lines);

    if !subject.under.is_empty() {
        let under: Vec<String> = subject.under.iter().map(|id| yaml::scalar_text(id)).collect();
        let _ = writeln!(text, "  above: [{}]", under.join(", "));
    }

    let _ = writeln!(text, "  digest: \"{}\"", entry.digest);
    if let Some(below) = &entry.text {
        let _ = writeln!(text, "  text: {}", yaml::block_text(below, 4));
    }
}

fn entry<'a>(node: &'a Node, fields: &mut Fields<'a>) -> Option<(Subject, LockEntry)> {
    let mut fields = fields.item(node, OVERRIDES);
    let (page, asset) = (fields.text(PAGE), fields.text(ASSET));
    let (section, key) = (fields.text(SECTION), fields.text(KEY));
    let (operation, beside) = (fields.text(OPERATION), fields.text(BESIDE));
    let under = fields.texts(ABOVE).into_iter().map(|id| id.value.into()).collect();
    let digest = fields.text(DIGEST).and_then(|digest| Digest::read(&digest));
    let text = fields.text(TEXT).map(Arc::from);

    let part = match (&page, section, key, operation.as_deref()) {
        (None, None, None, None) => asset.is_some().then_some(OverridePart::Asset),
        (Some(_), None, None, Some("page")) => Some(OverridePart::Page),
        (Some(_), None, None, Some("hide")) => Some(OverridePart::Hidden),
        (Some(_), None, Some(key), None) => Some(OverridePart::Key(key.into())),
        (Some(_), Some(id), None, Some(name)) => {
            let operation = Operation::named(name, beside.as_deref());
            operation.map(|operation| OverridePart::Section(id.into(), operation))
        }
        _ => None,
    };

    let whole = part.zip(page.or(asset)).zip(digest);
    if whole.is_none() {
        let place = fields.place(node.span);
        let message = "this entry does not say which override it is of, or has no digest";
        fields.report(Diagnostic::new(&checks::OVERRIDES_LOCK, message).at(place));
    }

    let ((part, path), digest) = whole?;
    Some((Subject { path: path.into(), part, under }, LockEntry { digest, text }))
}

/// Where git left the two sides of a merge.
fn conflict_mark(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if ["<<<<<<<", ">>>>>>>", "======="].iter().any(|mark| line.starts_with(mark)) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

fn in_conflict(file: &Arc<str>, at: usize) -> Diagnostic {
    let message = "git left both sides of a merge in this file";
    Diagnostic::new(&checks::OVERRIDES_LOCK, message).at(Place::at(file, at..at + 7)).help(
        "delete the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`, keep the entries of \
         both sides, and of two for one override the later",
    )
}

fn newer(file: &Arc<str>, version: i64) -> Diagnostic {
    let message = format!("a newer mentorbook wrote this file: its version is {version}");
    Diagnostic::new(&checks::OVERRIDES_LOCK, message)
        .at(Place::file(file))
        .help("use that version of mentorbook here, too")
}

fn cut_short(file: &Arc<str>, end: usize) -> Diagnostic {
    let message = "the end of this file is missing";
    Diagnostic::new(&checks::OVERRIDES_LOCK, message).at(Place::at(file, end..end))
}

fn twice(file: &Arc<str>, span: Span) -> Diagnostic {
    let message = "there are two entries for one override";
    Diagnostic::new(&checks::OVERRIDES_LOCK, message).at(Place::at(file, span))
}

/// What is wrong with a lock, as what it means: that it cannot be used.
fn broken(problem: Diagnostic) -> Box<Diagnostic> {
    let message = format!("overrides.lock cannot be used: {}", problem.message);
    let diagnostic = Diagnostic { check: &checks::OVERRIDES_LOCK, message, ..problem };
    Box::new(diagnostic.help(
        "restore it from version control or a backup. Without any, delete it: the next build \
         writes a new one, and what changed until today is not told any more",
    ))
}
