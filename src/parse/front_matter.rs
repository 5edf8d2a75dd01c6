//! What stands between the `---` fences at the top of a page.

mod foreign;
mod given;
pub(crate) mod keys;
mod kinds;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

pub(crate) use given::GivenKey;
pub(crate) use kinds::{Minutes, ModuleId, ModuleKeys, PassMark, Start, TimelineKeys};

use super::html::Interpolated;
use super::speller::Speller;
use crate::diagnostic::{Diagnostic, Place, Span, Spanned, checks, nearest};
use crate::file_name::{NameFault, portable};
use crate::load::PageSource;
use crate::project::{Grounds, Project};
use crate::url;
use crate::yaml::{self, Fields, Key, Keys, Node, Value, YamlEntry, unknown_key};

/// A page's front matter. What is not given is `None` or empty, so that an override's keys can be
/// told from the base's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FrontMatter {
    /// The title in navigation, search and the browser's tab.
    pub title: Option<Interpolated>,
    /// One sentence on the page.
    pub description: Option<Interpolated>,
    /// Order among its neighbours: small numbers first.
    pub weight: Option<i64>,
    /// The last part of the address, instead of the file's name.
    pub slug: Option<Spanned<String>>,
    /// Earlier addresses, which lead here.
    pub aliases: Vec<Spanned<String>>,
    /// Left out of the output unless drafts are asked for.
    pub draft: Option<bool>,
    /// Free words.
    pub tags: Option<Vec<String>>,
    /// File name of the template.
    pub template: Option<Spanned<String>>,
    /// What sort of page it is.
    pub kind: Option<PageKind>,
    /// Whom it is for; nobody named means everybody.
    pub audience: Option<Vec<String>>,
    /// Whether it can be found by searching.
    pub search: Option<bool>,
    /// Published, but not in the navigation.
    pub hidden: Option<bool>,
    /// Date of the last change, `YYYY-MM-DD`.
    pub updated: Option<String>,
    /// Date of the last review, `YYYY-MM-DD`.
    pub reviewed: Option<String>,
    /// Such as `6 months`.
    pub review_every: Option<String>,
    /// Who answers for the page.
    pub owner: Option<String>,
    /// What the page does to the one of the same path below.
    pub overrides: Option<Override>,
    /// Where it says so.
    pub override_span: Option<Span>,
    /// Why it does, and until when.
    pub grounds: Grounds,
    /// Sections that no layer may override, with the reason.
    pub locked: BTreeMap<String, String>,
    /// The keys of a training module.
    pub module: ModuleKeys,
    /// The keys of a timeline.
    pub timeline: TimelineKeys,
    /// Free data for the theme.
    pub extra: Option<Value>,
    /// The keys that are given, but for those that say what the file does.
    pub given: Vec<GivenKey>,
    /// Everything between the fences.
    pub whole: Span,
}

/// What sort of page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PageKind {
    /// The home page.
    Home,
    /// Reading, as most pages are.
    #[default]
    Guide,
    /// Each section is a ground rule.
    Rules,
    /// A training module.
    Module,
    /// To be filled in.
    Worksheet,
    /// A letter or text to be copied.
    Template,
    /// To be looked things up in.
    Reference,
    /// Each section is a term.
    Glossary,
    /// Dates of the program.
    Timeline,
    /// Each section is a message to be sent.
    Messages,
}

/// The kinds by name.
pub(crate) const KINDS: [(&str, PageKind); 10] = [
    ("home", PageKind::Home),
    ("guide", PageKind::Guide),
    ("rules", PageKind::Rules),
    ("module", PageKind::Module),
    ("worksheet", PageKind::Worksheet),
    ("template", PageKind::Template),
    ("reference", PageKind::Reference),
    ("glossary", PageKind::Glossary),
    ("timeline", PageKind::Timeline),
    ("messages", PageKind::Messages),
];

impl PageKind {
    /// The kind's name.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("guide", |(name, _)| name)
    }
}

/// What a page may do to the one below, by name.
pub(crate) const OVERRIDES: [(&str, Override); 2] =
    [("page", Override::Page), ("sections", Override::Sections)];

/// What a page does to the one of the same path in the layers below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Override {
    /// Takes its place as a whole.
    Page,
    /// Changes some of its sections.
    Sections,
}

impl FrontMatter {
    /// This front matter with what another gives put over it.
    pub fn overridden_by(&self, over: &Self) -> Self {
        let over = over.clone();
        let base = self.clone();

        // A key of the file on top hides the same key below, so that each is given once.
        let mut given = base.given;
        let above: HashSet<&str> = over.given.iter().map(|given| &*given.key).collect();
        given.retain(|below| !above.contains(&*below.key));
        given.extend(over.given.iter().cloned());
        Self {
            title: over.title.or(base.title),
            description: over.description.or(base.description),
            weight: over.weight.or(base.weight),
            slug: over.slug.or(base.slug),
            aliases: if over.aliases.is_empty() { base.aliases } else { over.aliases },
            draft: over.draft.or(base.draft),
            tags: over.tags.or(base.tags),
            template: over.template.or(base.template),
            kind: over.kind.or(base.kind),
            audience: over.audience.or(base.audience),
            search: over.search.or(base.search),
            hidden: over.hidden.or(base.hidden),
            updated: over.updated.or(base.updated),
            reviewed: over.reviewed.or(base.reviewed),
            review_every: over.review_every.or(base.review_every),
            owner: over.owner.or(base.owner),
            // The two are one complete page now, which overrides nothing any more.
            overrides: None,
            grounds: Grounds::default(),
            override_span: over.override_span,
            // A lock holds for every layer above: one can add locks, but take none away.
            locked: over.locked.into_iter().chain(base.locked).collect(),
            module: base.module.overridden_by(over.module),
            timeline: base.timeline.overridden_by(over.timeline),
            extra: over.extra.or(base.extra),
            given,
            whole: over.whole,
        }
    }

    /// A key, if it is given.
    pub fn gives(&self, key: &str) -> Option<&GivenKey> {
        self.given.iter().find(|given| *given.key == *key)
    }

    /// The page's kind.
    pub fn kind(&self) -> PageKind {
        self.kind.unwrap_or_default()
    }

    /// The last part of the page's address, where its file or folder has this name.
    pub fn slug(&self, name: &str) -> String {
        self.slug.as_ref().map_or_else(|| url::segment(name), |slug| slug.value.clone())
    }

    /// Whom the page is for.
    pub fn audience(&self) -> &[String] {
        self.audience.as_deref().unwrap_or_default()
    }
}

/// Splits a file into front matter and body: the bytes between the fences, and where the body
/// begins. A file without fences is all body.
fn split(text: &str) -> Result<(Option<Range<usize>>, usize), usize> {
    // Some editors write a byte order mark, which would hide the fence.
    let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let mut lines = text[start..].split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else {
        return Ok((None, start));
    };

    let begin = start + first.len();
    let mut at = begin;
    for line in lines {
        // `...` is how YAML itself ends a document.
        if matches!(line.trim_end(), "---" | "...") {
            return Ok((Some(begin..at), at + line.len()));
        }
        at += line.len();
    }

    Err(begin)
}

/// Where the body of a file begins.
pub(super) fn body_start(text: &str) -> usize {
    match split(text) {
        Ok((_, body)) | Err(body) => body,
    }
}

/// Keys that no text begins with; what stands after them would be published if it were taken for
/// text.
const TELLTALE: [&Key; 9] = [
    keys::TITLE,
    keys::DESCRIPTION,
    keys::OVERRIDE,
    keys::DRAFT,
    keys::AUDIENCE,
    keys::KIND,
    keys::WEIGHT,
    keys::ALIASES,
    keys::HIDDEN,
];
/// Front matter is looked for in so many lines.
const TELLTALE_LINES: usize = 40;

/// The complaint about front matter that stands where none is looked for: below an empty line, or
/// without its first fence.
fn misplaced(source: &PageSource, body: usize) -> Option<Diagnostic> {
    let mut at = body;
    let mut lines = source.text[body..].split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        (start, line.trim())
    });

    let (start, first) = lines.find(|(_, line)| !line.is_empty())?;

    let is_fence = |line: &str| line.len() >= 3 && line.bytes().all(|byte| byte == b'-');
    let is_key = |line: &str| {
        line.split_once(':').is_some_and(|(name, _)| TELLTALE.iter().any(|key| key.name == name))
    };
    let rest: Vec<&str> = lines.take(TELLTALE_LINES).map(|(_, line)| line).collect();
    // A text may begin with such a word, too; only a fence below makes it front matter.
    let end = rest.iter().position(|line| is_fence(line))?;

    let keys =
        if is_fence(first) { rest[..end].iter().any(|line| is_key(line)) } else { is_key(first) };
    keys.then(|| {
        let message = "this looks like front matter, but it does not begin on the first line";
        let help = "put a line `---`, three hyphens and nothing else, first in the file, and \
                    another after the keys";
        unreadable(source, message, help, start..start + first.len())
    })
}

/// Where the body of a file begins whose front matter stands between lines `+++`.
fn toml_end(text: &str) -> Option<usize> {
    let is_fence = |line: &str| line.trim_end() == "+++";
    let mut lines = text.split_inclusive('\n');
    let mut at = lines.next().filter(|line| is_fence(line))?.len();
    for line in lines {
        at += line.len();
        if is_fence(line) {
            return Some(at);
        }
    }
    None
}

/// The complaint about such front matter: what it keeps from readers would be published without.
fn toml(source: &PageSource, start: usize) -> Diagnostic {
    let message = "this front matter is TOML, as Hugo and Zola have it, and is not read";
    let help = "write `---` for `+++`, and `title: Matching` for `title = \"Matching\"`";
    unreadable(source, message, help, start..start + "+++".len())
}

fn unreadable(source: &PageSource, message: &str, help: &str, range: Range<usize>) -> Diagnostic {
    let place = Place::at(&source.file, range);
    Diagnostic::new(&checks::YAML_SYNTAX, message).at(place).help(help)
}

/// Reads a file's front matter; the number is where the body begins.
pub(super) fn read(
    source: &PageSource,
    project: &Project,
    speller: &mut Speller<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (FrontMatter, usize) {
    let (range, body) = match split(&source.text) {
        Ok((Some(range), body)) => (range, body),
        Ok((None, body)) => {
            if let Some(end) = toml_end(&source.text[body..]) {
                diagnostics.push(toml(source, body));
                return (FrontMatter::default(), body + end);
            }
            diagnostics.extend(misplaced(source, body));
            return (FrontMatter::default(), body);
        }
        Err(begin) => {
            let help = "put a line `---` after the last of its keys";
            let message = "the front matter is never closed";
            diagnostics.push(unreadable(source, message, help, 0..begin.min(3)));
            return (FrontMatter::default(), begin);
        }
    };

    let text = &source.text[range.clone()];
    match yaml::parse(text, range.start, &source.file, yaml::MAX_FRONT_MATTER_BYTES) {
        Ok(root) => (fields(&root, range.into(), source, project, speller, diagnostics), body),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            // The body is read all the same, so that its own problems are told in the same run.
            (FrontMatter::default(), body)
        }
    }
}

fn fields(
    root: &Node,
    whole: Span,
    source: &PageSource,
    project: &Project,
    speller: &mut Speller<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> FrontMatter {
    let mut fields = Fields::with_others(root, "front matter", &source.file, diagnostics);
    // One without words is as good as none: the heading counts.
    let title =
        phrase(keys::TITLE, &mut fields, project, speller).filter(|title| !title.is_blank());
    let description = phrase(keys::DESCRIPTION, &mut fields, project, speller);
    let slug = fields.spanned_text(keys::SLUG).filter(|slug| is_slug(slug, &mut fields));

    let front = FrontMatter {
        title,
        description,
        weight: fields.integer(keys::WEIGHT),
        slug,
        override_span: fields.entry(keys::OVERRIDE).map(|entry| entry.key_span),
        aliases: aliases(&mut fields),
        draft: fields.bool(keys::DRAFT),
        tags: Some(plain(fields.texts(keys::TAGS))).filter(|tags| !tags.is_empty()),
        template: fields.spanned_text(keys::TEMPLATE),
        kind: word(&mut fields, keys::KIND, &KINDS),
        audience: audience(keys::AUDIENCE, &mut fields, project),
        search: fields.bool(keys::SEARCH),
        hidden: fields.bool(keys::HIDDEN),
        updated: fields.date(keys::UPDATED),
        reviewed: fields.date(keys::REVIEWED),
        review_every: review_every(&mut fields),
        owner: fields.text(keys::OWNER),
        overrides: word(&mut fields, keys::OVERRIDE, &OVERRIDES),
        grounds: grounds(&mut fields),
        locked: locked(&mut fields),
        extra: fields.node(keys::EXTRA).map(|node| node.value.clone()),
        given: given::keys(root, source),
        whole,
        // Whether these keys say anything depends on the kind, which is read just now.
        module: ModuleKeys::default(),
        timeline: TimelineKeys::default(),
    };

    // An override need not repeat the kind of the page below.
    let may_be = |kind| match front.kind {
        Some(known) => known == kind,
        None => front.overrides.is_some(),
    };
    let module = may_be(PageKind::Module).then(|| kinds::module(&mut fields, source, project));
    let timeline = may_be(PageKind::Timeline).then(|| kinds::timeline(&mut fields, project));
    tell_others(&mut fields, may_be);

    FrontMatter {
        module: module.unwrap_or_default(),
        timeline: timeline.unwrap_or_default(),
        ..front
    }
}

/// Tells of keys that say nothing on such a page. Those of other tools do no harm; but one that is
/// nearly ours was meant to be it, and does not do what its writer believes.
fn tell_others(fields: &mut Fields<'_>, may_be: impl Fn(PageKind) -> bool) {
    let of_kinds = kinds::KEYS.iter().filter(|(kind, _)| may_be(*kind)).map(|(_, keys)| *keys);
    let known: Vec<&Key> =
        [keys::FRONT_MATTER].into_iter().chain(of_kinds).flatten().copied().collect();
    for entry in fields.others(&known) {
        let told = kinds::stray(entry)
            .or_else(|| foreign::told(&entry.key))
            .unwrap_or_else(|| unknown(entry, &known));
        fields.report(told.at(fields.place(entry.key_span)));
    }
}

fn unknown(entry: &YamlEntry, known: &Keys) -> Diagnostic {
    match nearest(&entry.key, known.iter().map(|key| key.name)) {
        Some(meant) => unknown_key(&checks::UNKNOWN_KEY, &entry.key, known)
            .help(format!("did you mean `{meant}`?")),
        None => unknown_key(&checks::FOREIGN_KEY, &entry.key, known)
            .help("take it out, or put it under `extra:`, where the theme can use it"),
    }
}

/// The sections that no layer may change, with the reason.
fn locked(fields: &mut Fields<'_>) -> BTreeMap<String, String> {
    let mut locked = BTreeMap::new();
    for entry in fields.map(keys::LOCKED) {
        match entry.value.value.scalar() {
            // Of two with one name the first counts.
            Some(reason) => {
                locked.entry(entry.key.clone()).or_insert(reason);
            }
            None => {
                let wanted = "the reason why the section is locked";
                fields.wrong::<()>(&entry.key, wanted, &entry.value);
            }
        }
    }
    locked
}

/// A text that may use variables.
fn phrase(
    key: &Key,
    fields: &mut Fields<'_>,
    project: &Project,
    speller: &mut Speller<'_>,
) -> Option<Interpolated> {
    let Spanned { value: text, span } = fields.spanned_text(key)?;
    let mut found = Vec::new();
    let phrase = Interpolated::read(&text, &project.variables, &fields.place(span), &mut found);
    // `fields` has borrowed the list of diagnostics, so these go the way through it.
    found.into_iter().for_each(|diagnostic| fields.report(diagnostic));
    Some(speller.phrase(phrase))
}

fn plain(texts: Vec<Spanned<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

/// Reports a value that a key cannot have.
fn wrong(fields: &mut Fields<'_>, message: String, help: impl Into<String>, span: Span) {
    let place = fields.place(span);
    fields.report(Diagnostic::new(&checks::WRONG_TYPE, message).at(place).help(help));
}

/// One of some words.
fn word<T: Copy>(fields: &mut Fields<'_>, key: &Key, words: &[(&str, T)]) -> Option<T> {
    let Spanned { value: text, span } = fields.spanned_text(key)?;
    let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);

    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let message = format!("`{}` takes one of {}, not `{text}`", key.name, known.join(", "));
        let place = fields.place(span);
        fields
            .report(Diagnostic::new(&checks::WRONG_TYPE, message).at(place).nearest(&text, known));
    }
    found
}

/// Why the file overrides a page, and until when; what overrides none needs no grounds.
fn grounds(fields: &mut Fields<'_>) -> Grounds {
    let grounds = Grounds::read(keys::REASON, keys::UNTIL, fields);
    if fields.entry(keys::OVERRIDE).is_some() {
        return grounds;
    }

    for key in [keys::REASON, keys::UNTIL] {
        let Some(entry) = fields.entry(key) else { continue };
        let message = format!("`{}` says nothing here: this file overrides no page", key.name);
        let stray = Diagnostic::new(&checks::UNKNOWN_KEY, message);
        let help = "take the line away; it goes with `override:`";
        fields.report(stray.at(fields.place(entry.key_span)).help(help));
    }
    Grounds::default()
}

fn is_slug(written: &Spanned<String>, fields: &mut Fields<'_>) -> bool {
    let Spanned { value, span } = written;
    let slug = url::segment(value);
    let fits = slug == *value;
    if !fits {
        let message = format!("`{value}` cannot be the last part of an address");
        let help = match NameFault::of(value) {
            // Other tools take whole addresses here.
            _ if value.trim_matches('/').is_empty() => {
                "the page at the root is the file `index.md` at the top: name it so".to_owned()
            }
            _ if value.contains('/') => format!(
                "its folders follow from where the file lies; write the last part, `{}`",
                url::segment(value.trim_end_matches('/').rsplit('/').next().unwrap_or_default())
            ),
            Some(NameFault::Device) => format!("it is the name of a device of Windows: `{slug}`"),
            _ => format!("use small letters, digits and hyphens: `{slug}`"),
        };
        wrong(fields, message, help, *span);
    }
    fits
}

/// Earlier addresses such as `/old/place/`, kept without slashes at their ends.
fn aliases(fields: &mut Fields<'_>) -> Vec<Spanned<String>> {
    let mut aliases = Vec::new();
    for Spanned { value: alias, span } in fields.texts(keys::ALIASES) {
        let path = alias.trim_matches('/');
        // Links in an edition end in `index.html`, so that is how old addresses are copied.
        let path = path.strip_suffix("/index.html").unwrap_or(path);

        // A redirect is a file: its name must fit any file system, and not be hidden or `..`.
        let allowed = |part: &str| {
            !part.is_empty()
                && part.len() <= 200
                && part.chars().all(|c| c.is_alphanumeric() || "-_.~".contains(c))
                && !part.starts_with('.')
                && NameFault::of(part).is_none()
        };
        if path.split('/').all(allowed) && path.len() <= 1000 {
            aliases.push(Spanned::new(path.to_owned(), span));
            continue;
        }

        let message = format!("`{alias}` cannot be an earlier address of this page");
        wrong(fields, message, alias_help(path), span);
    }
    aliases
}

/// What an earlier address can be; near what was written, where it is only Windows that refuses it.
fn alias_help(path: &str) -> String {
    let parts: Vec<String> = path.split('/').map(portable).collect();
    if path.split('/').any(|part| NameFault::of(part) == Some(NameFault::Device)) {
        format!("a name in it means a device on Windows: write `/{}/`", parts.join("/"))
    } else {
        "write it from the root of the handbook: `/old/place/`".to_owned()
    }
}

fn audience(key: &Key, fields: &mut Fields<'_>, project: &Project) -> Option<Vec<String>> {
    let entry = fields.entry(key);
    let texts = fields.texts(key);

    // An empty list could mean nobody as well as everybody, so neither is guessed in silence.
    if let Some(entry) = entry.filter(|_| texts.is_empty()) {
        let help =
            "name audiences, `[mentor, mentee]`, or take the line away: then it is for everybody";
        wrong(fields, format!("`{}` does not say for whom", key.name), help, entry.key_span);
    }

    for name in &texts {
        let place = fields.place(name.span);
        if let Some(diagnostic) = project.unknown_audience(&name.value, place) {
            fields.report(diagnostic);
        }
    }

    Some(plain(texts)).filter(|list| !list.is_empty())
}

fn review_every(fields: &mut Fields<'_>) -> Option<String> {
    let Spanned { value: text, span } = fields.spanned_text(keys::REVIEW_EVERY)?;
    let parts: Vec<&str> = text.split_whitespace().collect();
    let fits = matches!(parts.as_slice(), [count, unit]
        if count.parse::<u16>().is_ok_and(|count| count > 0)
            && ["day", "week", "month", "year"].contains(&unit.trim_end_matches('s')));
    if fits {
        return Some(text);
    }

    let message =
        format!("`review_every` takes a number and a unit, such as `6 months`, not `{text}`");
    fields.report(Diagnostic::new(&checks::WRONG_TYPE, message).at(fields.place(span)));
    None
}
