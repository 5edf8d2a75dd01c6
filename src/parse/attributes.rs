//! What stands in `{…}` after a heading or a container's name.

use std::sync::Arc;

use super::front_matter::PageKind;
use crate::diagnostic::{Diagnostic, Place, checks, nearest};
use crate::project::Grounds;

/// Words in a heading's braces that mean something here, for telling slips of the pen.
const FLAGS: [&str; 9] =
    ["replace", "move", "append", "prepend", "remove", "before", "after", "locked", "required"];

/// Keys that mean something here, and on pages of which kinds; none named means on all.
pub(crate) const KEYS: [(&str, &[PageKind]); 23] = [
    ("after", &[]),
    ("aliases", &[PageKind::Glossary]),
    ("applies", &[PageKind::Rules]),
    ("at", &[PageKind::Timeline, PageKind::Messages]),
    ("audience", &[]),
    ("before", &[]),
    ("every", &[PageKind::Timeline]),
    ("for", &[PageKind::Timeline]),
    ("formerly", &[]),
    ("key", &[]),
    ("link", &[PageKind::Glossary]),
    ("locked", &[]),
    ("minutes", &[PageKind::Module, PageKind::Timeline]),
    ("promise", &[]),
    ("question", &[]),
    ("reason", &[]),
    ("search", &[]),
    ("see", &[PageKind::Glossary]),
    ("subject", &[PageKind::Messages]),
    ("time", &[PageKind::Timeline]),
    ("times", &[PageKind::Timeline]),
    ("to", &[PageKind::Messages]),
    ("until", &[]),
];

/// Those of them whose value is text that readers come to see.
pub(super) const TEXTS: [&str; 3] = ["aliases", "search", "subject"];

/// What people write for a key or class, too far from it to be found by its letters.
const MEANT: [(&str, &str); 11] = [
    ("alias", "aliases="),
    ("renamed", "formerly="),
    ("synonyms", "aliases="),
    ("see-also", "see="),
    ("date", "at="),
    ("duration", "minutes="),
    ("lock", "locked="),
    ("fixed", ".fixed"),
    ("optional", ".optional"),
    ("activity", ".activity"),
    ("class", ".name"),
];

/// Classes that mean something here; others are for style sheets.
const CLASSES: [&str; 3] = ["activity", "fixed", "optional"];

/// Classes by which a rule says whether a pair may drop it.
const FIRMNESS: [&str; 2] = ["fixed", "optional"];

/// Each earlier id is looked for on the page, so they have a bound.
const MOST_EARLIER: usize = 50;

/// A heading's attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Attributes {
    /// `#id`, where one is given.
    pub id: Option<Arc<str>>,
    /// `.class`
    pub classes: Vec<String>,
    /// What the section does to the layers below.
    pub operation: Option<Operation>,
    /// The reason why no layer may override the section; empty where none is given.
    pub locked: Option<String>,
    /// Whether each firm must replace the section.
    pub required: bool,
    /// Ids that the section had before; none of them twice.
    pub formerly: Option<EarlierIds>,
    /// Why the section does what it does to the layers below, and until when.
    pub grounds: Grounds,
    /// `key=value` of any other kind.
    pub data: Pairs,
}

/// Ids that a section had before: at least one, and none of them twice.
pub(crate) type EarlierIds = Arc<[Arc<str>]>;

/// What a section of an override does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Takes the place of the section.
    Replace,
    /// Adds to its end.
    Append,
    /// Adds to its beginning, after its heading.
    Prepend,
    /// Takes it away.
    Remove,
    /// A section of one's own before another.
    Before(Arc<str>),
    /// A section of one's own after another.
    After(Arc<str>),
    /// The section goes before another.
    MoveBefore(Arc<str>),
    /// The section goes after another.
    MoveAfter(Arc<str>),
}

impl Operation {
    /// Its name, the section beside it aside.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Replace => "replace",
            Self::Append => "append",
            Self::Prepend => "prepend",
            Self::Remove => "remove",
            Self::Before(_) => "before",
            Self::After(_) => "after",
            Self::MoveBefore(_) => "move before",
            Self::MoveAfter(_) => "move after",
        }
    }

    /// The section beside which it puts something.
    pub fn beside(&self) -> Option<&Arc<str>> {
        match self {
            Self::Before(id) | Self::After(id) | Self::MoveBefore(id) | Self::MoveAfter(id) => {
                Some(id)
            }
            Self::Replace | Self::Append | Self::Prepend | Self::Remove => None,
        }
    }

    /// The operation of a name, and the section beside it where there must be one.
    pub fn named(name: &str, beside: Option<&str>) -> Option<Self> {
        match name.strip_prefix("move ") {
            Some("before") => Some(Self::MoveBefore(beside?.into())),
            Some("after") => Some(Self::MoveAfter(beside?.into())),
            Some(_) => None,
            None => operation(name, beside),
        }
    }
}

impl Attributes {
    /// A `key=value`.
    pub fn get(&self, key: &str) -> Option<&str> {
        value_of(&self.data, key)
    }

    /// The items of a `key="a, b"`; none where the key is not there.
    pub fn list(&self, key: &str) -> Vec<&str> {
        items(self.get(key).unwrap_or_default()).collect()
    }

    /// Whether `.name` stands there.
    pub fn has_class(&self, name: &str) -> bool {
        self.classes.iter().any(|class| class == name)
    }

    /// Takes over what a section that this one replaced says, and this one does not.
    pub(crate) fn inherit(&mut self, below: &Self) {
        for (key, value) in &below.data {
            // What is for themes stands in the HTML of its own heading alone.
            if !key.starts_with("data-") && self.get(key).is_none() {
                self.data.push((key.clone(), value.clone()));
            }
        }

        if !self.has_class("fixed") && !self.has_class("optional") {
            let either = below.classes.iter().find(|class| FIRMNESS.contains(&class.as_str()));
            self.classes.extend(either.cloned());
        }
        self.formerly = all_earlier(&below.formerly, &self.formerly);
    }

    /// What is said of the section, in words that can stand in braces: not its id, nor what the
    /// section does to the layers below.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = self.classes.iter().map(|class| format!(".{class}")).collect();
        words.extend(self.required.then(|| "required".to_owned()));
        words.extend(self.locked.as_ref().map(|reason| match reason.as_str() {
            "" => "locked".to_owned(),
            reason => spelled("locked", reason),
        }));

        words.extend(self.formerly.iter().map(|ids| spelled("formerly", &ids.join(", "))));
        words.extend(self.data.iter().map(|(key, value)| spelled(key, value)));
        words
    }

    /// Of those, the words that a section which takes its place does not inherit.
    pub(crate) fn words_of_its_own(&self) -> Vec<String> {
        let is_own = |key: &str| ["question", "key"].contains(&key) || key.starts_with("data-");
        let classes = self.classes.iter().map(|class| format!(".{class}"));
        let data = self.data.iter().filter(|(key, _)| is_own(key));
        classes.chain(data.map(|(key, value)| spelled(key, value))).collect()
    }

    /// What only a section's heading can say, if it is said here.
    pub(super) fn meant_for_a_section(&self) -> Option<String> {
        // A `data-` key means nothing to this program anywhere, so it cannot be out of place.
        let key = self.data.iter().find(|(key, _)| !key.starts_with("data-"));
        let class = self.classes.iter().find(|class| CLASSES.contains(&class.as_str()));
        let locked = self.locked.is_some().then(|| "locked".to_owned());
        let required = self.required.then(|| "required".to_owned());
        let reason = self.grounds.reason.is_some().then(|| "reason=".to_owned());
        let formerly = self.formerly.is_some().then(|| "formerly=".to_owned());
        let until = self.grounds.until.is_some().then(|| "until=".to_owned());
        key.map(|(key, _)| format!("{key}="))
            .or(class.map(|class| format!(".{class}")))
            .or(locked)
            .or(required)
            .or(reason)
            .or(until)
            .or(formerly)
    }

    /// Reads what the Markdown parser found in the braces.
    pub(super) fn read(
        id: Option<&str>,
        classes: Vec<String>,
        words: Vec<(String, Option<String>)>,
        place: &Place,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut attributes = Self { id: id.map(Arc::from), classes, ..Self::default() };
        for class in &attributes.classes {
            diagnostics.extend(misspelt_class(class, place));
        }

        // It may stand before or after what it goes with.
        let mut moves = false;
        for (word, value) in words {
            if word == "move" && value.is_none() {
                moves = true;
            } else if let Some(operation) = operation(&word, value.as_deref()) {
                if attributes.operation.is_some() {
                    let message = "this heading asks for two operations";
                    diagnostics.push(ambiguous(message, "keep one of them", place));
                }
                attributes.operation = Some(operation);
            } else {
                attributes.add(word, value, place, diagnostics);
            }
        }

        if moves {
            attributes.operation = moved(attributes.operation.take(), place, diagnostics);
        }
        attributes
    }

    /// Adds a word that is no operation.
    fn add(
        &mut self,
        word: String,
        value: Option<String>,
        place: &Place,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        match (word.as_str(), value) {
            ("locked", reason) => self.locked = Some(reason.unwrap_or_default()),
            ("required", None) => self.required = true,
            ("formerly", Some(ids)) => self.formerly = earlier_ids(&ids, place, diagnostics),
            (key, Some(value)) if self.grounds.set(key, &value, place, diagnostics) => {}
            (key, Some(value)) if key.starts_with("data-") || is_key(key) => {
                self.data.push((word, value));
            }
            (key, Some(_)) => diagnostics.push(unknown_key(key, place)),
            (word, None) => diagnostics.push(unknown_word(word, place)),
        }
    }
}

/// A `key=value` as it can stand in braces.
pub(crate) fn spelled(key: &str, value: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    // A quote within a value can only be one that stood in a single word.
    if !value.is_empty() && (value.chars().all(is_word) || value.contains('"')) {
        format!("{key}={value}")
    } else {
        format!("{key}=\"{value}\"")
    }
}

/// The ids of a `formerly="a, b"`.
fn earlier_ids(ids: &str, place: &Place, diagnostics: &mut Vec<Diagnostic>) -> Option<EarlierIds> {
    if items(ids).nth(MOST_EARLIER).is_some() {
        let message = format!("a section has at most {MOST_EARLIER} earlier ids");
        let help = "keep those that somebody may still use";
        diagnostics.push(Diagnostic::new(&checks::TOO_LARGE, message).at(place.clone()).help(help));
    }
    if items(ids).next().is_none() {
        diagnostics.push(no_earlier_id("`formerly=` names no id", place));
    }

    let mut earlier: Vec<Arc<str>> = Vec::new();
    for item in items(ids).take(MOST_EARLIER) {
        let id = item.trim_start_matches('#');
        if id.is_empty() || id.contains(|c: char| c.is_whitespace() || c == '{' || c == '}') {
            diagnostics.push(no_earlier_id(&format!("`{item}` cannot have been an id"), place));
        } else if !earlier.iter().any(|known| **known == *id) {
            earlier.push(id.into());
        }
    }
    (!earlier.is_empty()).then(|| earlier.into())
}

/// The earlier ids of a section and of the one that it replaced.
pub(crate) fn all_earlier(
    below: &Option<EarlierIds>,
    own: &Option<EarlierIds>,
) -> Option<EarlierIds> {
    let (Some(below), Some(own)) = (below, own) else {
        return below.as_ref().or(own.as_ref()).cloned();
    };
    let further = own.iter().filter(|id| !below.contains(id));
    Some(below.iter().chain(further).cloned().collect())
}

fn no_earlier_id(message: &str, place: &Place) -> Diagnostic {
    let help = "an id has no spaces and no braces, and between two stands a comma: \
                `formerly=\"secrecy, silence\"`";
    Diagnostic::new(&checks::WRONG_TYPE, message).at(place.clone()).help(help)
}

fn is_key(word: &str) -> bool {
    KEYS.iter().any(|(key, _)| *key == word)
}

fn operation(word: &str, value: Option<&str>) -> Option<Operation> {
    // Whoever has just read `{#gr-08}` is likely to write `before=#gr-08`.
    let id = value.map(|id| id.trim_start_matches('#'));
    match (word, id) {
        ("replace", None) => Some(Operation::Replace),
        ("append", None) => Some(Operation::Append),
        ("prepend", None) => Some(Operation::Prepend),
        ("remove", None) => Some(Operation::Remove),
        ("before", Some(id)) => Some(Operation::Before(id.into())),
        ("after", Some(id)) => Some(Operation::After(id.into())),
        // `before` without a value comes out as an unknown word, and is told what it lacks.
        _ => None,
    }
}

/// What `move` makes of the operation beside it.
fn moved(
    operation: Option<Operation>,
    place: &Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Operation> {
    match operation {
        Some(Operation::Before(id)) => Some(Operation::MoveBefore(id)),
        Some(Operation::After(id)) => Some(Operation::MoveAfter(id)),
        other => {
            let help = "name the section it goes before or after: `{#gr-14 move before=gr-08}`";
            diagnostics.push(ambiguous("`move` does not say where to", help, place));
            other
        }
    }
}

fn ambiguous(message: &str, help: &str, place: &Place) -> Diagnostic {
    Diagnostic::new(&checks::AMBIGUOUS_OVERRIDE, message).at(place.clone()).help(help)
}

fn meant(word: &str) -> Option<&'static str> {
    MEANT.iter().find(|(written, _)| *written == word).map(|(_, meant)| *meant)
}

fn unknown(written: &str, place: &Place) -> Diagnostic {
    let message = format!("`{written}` means nothing in a heading's braces");
    Diagnostic::new(&checks::UNKNOWN_KEY, message).at(place.clone())
}

fn unknown_key(key: &str, place: &Place) -> Diagnostic {
    let diagnostic = unknown(&format!("{key}="), place);
    if let Some(meant) = meant(key) {
        return diagnostic.help(format!("write `{meant}`"));
    }

    let candidate = nearest(&key.to_lowercase(), KEYS.iter().map(|(key, _)| *key));
    let diagnostic = match candidate {
        Some(candidate) => diagnostic.help(format!("did you mean `{candidate}=`?")),
        None => diagnostic,
    };
    diagnostic.help(format!(
        "what is for a theme of your own begins with `data-`: `data-{}=`",
        key.to_lowercase()
    ))
}

/// A class that is nearly one that means something.
fn misspelt_class(class: &str, place: &Place) -> Option<Diagnostic> {
    // Any class may be a style sheet's, so only a near miss of ours is told.
    let candidate =
        nearest(&class.to_lowercase(), CLASSES).filter(|candidate| *candidate != class)?;
    let help = format!("did you mean `.{candidate}`?");
    Some(unknown(&format!(".{class}"), place).help(help))
}

fn unknown_word(word: &str, place: &Place) -> Diagnostic {
    let diagnostic = unknown(word, place);
    if word == "before" || word == "after" {
        return diagnostic.help(format!("name the section: `{word}=some-id`"));
    }
    if let Some(meant) = meant(word) {
        return diagnostic.help(format!("write `{meant}`"));
    }
    if is_key(word) {
        return diagnostic.help(format!("it takes a value, without spaces around `=`: `{word}=…`"));
    }
    diagnostic.nearest(word, FLAGS)
}

/// `key=value` pairs, in the order written.
pub(crate) type Pairs = Vec<(String, String)>;

/// The value of a key.
pub(super) fn value_of<'p>(pairs: &'p [(String, String)], key: &str) -> Option<&'p str> {
    pairs.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
}

/// Whether a heading's text holds what was meant to be its attributes.
pub(super) fn look_like(text: &str) -> bool {
    let after = text.match_indices('{').map(|(at, _)| &text[at + 1..]);
    let begins = |rest: &str| {
        // A heading may have braces of its own, so braces alone are no sign.
        rest.starts_with('#')
            || KEYS
                .iter()
                .any(|(key, _)| rest.strip_prefix(key).is_some_and(|rest| rest.starts_with('=')))
    };
    after.into_iter().any(|rest| begins(rest.trim_start()))
}

/// The items of a list with commas between.
pub(crate) fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// Reads `{summary="More" as=list open}`: words, and `key=value` or `key!=value` pairs with the
/// value in quotes where it has spaces. The pairs keep `!` at the end of the key. None if the
/// braces do not close.
pub(super) fn pairs(text: &str) -> Option<Pairs> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Vec::new());
    }

    let mut rest = text.strip_prefix('{')?.strip_suffix('}')?.trim();
    let mut pairs = Vec::new();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];

        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            match after.chars().next().filter(|c| *c == '"' || *c == '\'') {
                Some(quote) => {
                    let length = after[1..].find(quote)?;
                    value = after[1..=length].to_owned();
                    rest = &after[length + 2..];
                }
                None => {
                    let length = after.find(char::is_whitespace).unwrap_or(after.len());
                    value = after[..length].to_owned();
                    rest = &after[length..];
                }
            }
        }

        pairs.push((key, value));
        rest = rest.trim_start();
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn pairs_of_a_container() {
        let read = pairs(r#"{summary="More = more" region!=uk open}"#).unwrap();
        let read: Vec<(&str, &str)> =
            read.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(read, [("summary", "More = more"), ("region!", "uk"), ("open", "")]);
        assert_eq!(pairs("{summary=\"More"), None);
        assert_eq!(pairs("{a=\"b}"), None);
    }
}
