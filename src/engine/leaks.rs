//! What of other firms is seen in an edition on its way out, and whether it is a leak.
//!
//! It is none if the edition says the same without that firm. So an edition in which something was
//! seen is made once more, with nothing at hand but its own stack, read anew; what it says then is
//! its own. That takes as long as the edition itself, and is done for no other.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock};
use std::thread;

use rayon::ThreadPoolBuilder;

use super::plan::Plan;
use super::sink::{Begun, Destination, Finish, Finished, Sink, Whole};
use super::{EditionResult, Engine, Quiet, Selection, internal};
use crate::diagnostic::{Diagnostic, checks};
use crate::digest::Digest;
use crate::load::{Origin, ThemeFiles, firm_of};
use crate::publish::PublishError;
use crate::render::{Content, Output};
use crate::scan::{LayerSources, LeakScan, TextId};
use crate::sync::lock;

/// Stack of the thread that makes an edition once more, in bytes: as much as the program gives those
/// that make it first, for deeply nested text.
const STACK_BYTES: usize = 16 << 20;

/// Says of what was seen in the editions of a run whether it is a leak.
pub(super) struct Leaks<'a> {
    engine: &'a Engine,
    scan: &'a LeakScan,
    /// What the base's own edition says.
    base: OnceLock<BTreeSet<TextId>>,
    /// The editions that turned out to say a text by themselves.
    coincidences: Mutex<BTreeMap<TextId, BTreeSet<String>>>,
}

/// Looks at the files of one edition, from several threads.
pub(super) struct LeakWatch<'a> {
    leaks: &'a Leaks<'a>,
    /// The edition's name.
    edition: &'a str,
    /// Its firm; none where it is the base's own.
    firm: Option<&'a str>,
    /// Where the texts of others were first seen.
    seen: Mutex<BTreeMap<TextId, Sighting>>,
}

/// What a look at a file found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Seen {
    /// Nothing of another firm.
    Nothing,
    /// Something that may be a leak: [`LeakWatch::verdict`] knows.
    Foreign,
}

/// Where a text was seen in an edition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sighting {
    /// The file's address.
    path: String,
    /// Where in it; none where it is the address itself that holds the text.
    at: Option<FilePlace>,
}

/// A place in a file that was made, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct FilePlace {
    byte: usize,
    line: usize,
}

impl Engine {
    /// What to look for in the editions of this run; none where it has fewer than two firms.
    pub(super) fn leak_scan(&mut self) -> Option<LeakScan> {
        let layers = self.layers.iter();
        let layers = layers
            .map(|layer| LayerSources { files: &layer.files, firm: layer.head.firm.as_deref() });
        let layers: Vec<LayerSources<'_>> = layers.collect();
        let themes: Vec<&ThemeFiles> = self.themes.values().map(|theme| &**theme).collect();

        LeakScan::new(&layers, &themes, &self.project).unwrap_or_else(|error| {
            let message = format!("the editions cannot be searched for leaks: {error}");
            self.stray.push(internal(message));
            None
        })
    }

    /// The texts that the editions of a firm say, or the base's own, if they are made with nothing
    /// at hand but what they stand on.
    fn said_alone(&self, firm: &str, scan: &LeakScan) -> BTreeSet<TextId> {
        let alone = Alone { scan, firm, said: Mutex::default() };

        // On a thread of its own: one of the pool would take up another edition while it waits.
        let pool = ThreadPoolBuilder::new().num_threads(1).stack_size(STACK_BYTES).build();
        if let Ok(pool) = pool {
            // What panics says nothing, and is told by the edition that is a leak then.
            let _ = thread::scope(|scope| {
                scope.spawn(|| pool.install(|| self.make_alone(&alone))).join()
            });
        }
        alone.said.into_inner().unwrap_or_default()
    }

    fn make_alone(&self, alone: &Alone<'_>) {
        let firms = vec![alone.firm.to_owned()];
        let selection = Selection { firms, ..self.selection.clone() };
        if let Ok(engine) = Self::load(self.origin.clone(), selection) {
            engine.run(alone, &Quiet);
        }
    }
}

impl<'a> Leaks<'a> {
    pub(super) fn new(engine: &'a Engine, scan: &'a LeakScan) -> Self {
        Self { engine, scan, base: OnceLock::new(), coincidences: Mutex::default() }
    }

    /// The digest of what is looked for.
    pub(super) fn searched(&self) -> Digest {
        self.scan.digest()
    }

    pub(super) fn watch(&'a self, plan: &'a Plan) -> LeakWatch<'a> {
        let firm = plan.firm.map(|_| &*self.engine.firm(plan).id);
        LeakWatch { leaks: self, edition: &plan.name, firm, seen: Mutex::default() }
    }

    /// On texts that are said where their firm has no part.
    pub(super) fn notices(&self) -> Vec<Diagnostic> {
        let coincidences = lock(&self.coincidences);
        coincidences.iter().map(|(text, editions)| self.notice(*text, editions)).collect()
    }

    fn notice(&self, text: TextId, editions: &BTreeSet<String>) -> Diagnostic {
        let first = editions.first().map_or("", String::as_str);
        let elsewhere = match editions.len() {
            1 => format!("the edition `{first}`"),
            count => format!("the edition `{first}` and {} more", count - 1),
        };
        self.scan.text(text).is_common(&elsewhere)
    }
}

impl LeakWatch<'_> {
    /// Looks at a file on its way out.
    ///
    /// # Errors
    /// `foreign-text` where it is a file of another firm.
    pub(super) fn see(&self, Output { path, content }: &Output) -> Result<Seen, Box<Diagnostic>> {
        let scan = self.leaks.scan;
        let mut seen = Seen::Nothing;
        for text in scan.look(path.as_bytes(), self.firm).into_keys() {
            self.note(text, path, None);
            seen = Seen::Foreign;
        }

        match content {
            Content::Bytes(bytes) => {
                for (text, at) in scan.look(bytes, self.firm) {
                    let line = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
                    let at = Some(FilePlace { byte: at + 1, line });
                    self.note(text, path, at);
                    seen = Seen::Foreign;
                }
                Ok(seen)
            }
            // Its digest proves that it is that file, byte for byte: one that the edition stands on
            // holds nothing but what is the edition's own.
            Content::Copy(source) => match firm_of(&source.file) {
                Some(owner) if self.firm != Some(owner) => {
                    let message = format!("`{path}` is {}, which is `{owner}`'s", source.file);
                    Err(Box::new(foreign(message)))
                }
                _ => Ok(seen),
            },
        }
    }

    /// Keeps the first place where a text was seen, whichever thread comes first.
    fn note(&self, text: TextId, path: &str, at: Option<FilePlace>) {
        let seen = Sighting { path: path.to_owned(), at };
        match lock(&self.seen).entry(text) {
            Entry::Vacant(first) => {
                first.insert(seen);
            }
            Entry::Occupied(mut first) if seen < *first.get() => {
                first.insert(seen);
            }
            Entry::Occupied(_) => {}
        }
    }

    /// Whether nothing of another firm was seen, now that all files were.
    ///
    /// # Errors
    /// `foreign-text` where there was something.
    pub(super) fn verdict(&self) -> Result<(), Box<Diagnostic>> {
        let mut seen = lock(&self.seen).clone();
        if seen.is_empty() {
            return Ok(());
        }

        let Leaks { engine, scan, base, .. } = self.leaks;
        // What the base says stands in most editions, which need not be made for it.
        let base = base.get_or_init(|| engine.said_alone("base", scan));
        self.clear(&mut seen, base, "base");
        if let Some(firm) = self.firm.filter(|_| !seen.is_empty()) {
            let own = engine.said_alone(firm, scan);
            self.clear(&mut seen, &own, self.edition);
        }

        let Some((text, Sighting { path, at })) = seen.first_key_value() else { return Ok(()) };
        let text = scan.text(*text);
        let place = match at {
            Some(FilePlace { byte, line }) => format!("in line {line}, at byte {byte}"),
            None => "in its address".to_owned(),
        };
        let owner = &text.firm;
        let message = format!("`{path}` holds `{}` {place}, which is `{owner}`'s", text.text);
        let mut found = foreign(message).at(text.place.clone()).help(
            "if everybody may read it, list it under `leak_scan: {allow: […]}` in \
             content/handbook.yaml",
        );
        if seen.len() > 1 {
            found = found.note(format!("other texts found in this edition: {}", seen.len() - 1));
        }
        Err(Box::new(found))
    }

    /// Passes over what an edition says without the firm whose text it is.
    fn clear(&self, seen: &mut BTreeMap<TextId, Sighting>, said: &BTreeSet<TextId>, edition: &str) {
        let mut coincidences = lock(&self.leaks.coincidences);
        for (text, _) in seen.extract_if(.., |text, _| said.contains(text)) {
            coincidences.entry(text).or_default().insert(edition.to_owned());
        }
    }
}

/// The complaint about what is another firm's.
fn foreign(message: String) -> Diagnostic {
    Diagnostic::new(&checks::FOREIGN_TEXT, message)
        .help("please report this: no firm's text may reach another firm's edition")
}

/// Where nothing is kept but which texts the editions of a firm say.
struct Alone<'a> {
    scan: &'a LeakScan,
    firm: &'a str,
    said: Mutex<BTreeSet<TextId>>,
}

/// One of those editions.
struct AloneEdition<'a> {
    alone: &'a Alone<'a>,
    digests: Mutex<BTreeMap<String, Digest>>,
}

impl Destination for Alone<'_> {
    fn begin<'a>(&'a self, _: &str, _: &'a Origin) -> Begun<'a> {
        Ok(Box::new(AloneEdition { alone: self, digests: Mutex::default() }))
    }

    fn takes_refused(&self) -> bool {
        true
    }
}

impl Sink for AloneEdition<'_> {
    fn put(&self, Output { path, content }: Output) -> Result<(), PublishError> {
        let Alone { scan, firm, said } = self.alone;
        let mut found = scan.look(path.as_bytes(), Some(firm));
        if let Content::Bytes(bytes) = &content {
            found.extend(scan.look(bytes, Some(firm)));
        }

        lock(said).extend(found.into_keys());
        lock(&self.digests).insert(path, content.digest());
        Ok(())
    }

    /// They stand in the manifest.
    fn digests(&self) -> BTreeMap<String, Digest> {
        lock(&self.digests).clone()
    }

    fn finish(self: Box<Self>, _: Whole<'_>) -> Finished {
        Ok(Finish::Done(EditionResult::Checked))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Engine, Leaks};
    use crate::digest::Digest;
    use crate::engine::Selection;
    use crate::load::{AssetNature, AssetSource, Origin};
    use crate::render::{Content, Output};

    const BOOK: [(&str, &str); 7] = [
        ("content/handbook.yaml", "title: Handbook\nleak_scan: {allow: [The Golden Goose]}\n"),
        ("content/base/index.md", "# Home of {{ firm.name }}\n\nAsk at the *front desk*.\n"),
        ("content/firms/acme/firm.yaml", "name: Acme & Daughters\ncanary: [acme-canary-bird]\n"),
        ("content/firms/acme/own/secret-recipes.md", "# Own\n"),
        ("content/firms/acme/own/plan.png", "\u{89}"),
        (
            "content/firms/birch/firm.yaml",
            "name: Birch Räder\ncanary: [The front desk, golden goose]\n",
        ),
        ("content/firms/birch/own/index.md", "# Own: 1\n"),
    ];

    /// What is said of a file that leaves for the readers of a firm.
    fn said_of(firm: &str, path: &str, content: Content) -> Option<String> {
        let files = BOOK.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let origin = Origin::memory(BTreeMap::from(files));
        let mut engine = Engine::load(origin, Selection::default()).expect("loaded");
        let scan = engine.leak_scan().expect("two firms");

        let leaks = Leaks::new(&engine, &scan);
        let plans = engine.plans();
        let plan = plans.iter().find(|plan| plan.name == firm).expect("an edition");
        let watch = leaks.watch(plan);
        let output = Output { path: path.to_owned(), content };
        let error = watch.see(&output).and_then(|_| watch.verdict()).err();
        error.map(|diagnostic| diagnostic.message)
    }

    fn said_of_text(firm: &str, text: &str) -> Option<String> {
        said_of(firm, "a/index.html", Content::Bytes(text.as_bytes().to_vec()))
    }

    #[test]
    fn what_is_of_another_firm_is_named_with_its_place_and_owner() {
        let text = "<p>One\n<p>Two &middot; Acme &amp; Daughters";
        assert_eq!(
            said_of_text("birch", text).as_deref(),
            Some(
                "`a/index.html` holds `Acme & Daughters` in line 2, at byte 24, which is `acme`'s"
            )
        );
        assert_eq!(said_of_text("acme", text), None);

        for (firm, text) in [
            ("birch", "{\"u\": \"Acme \\u0026 Daughters\"}"),
            ("birch", "<a href=\"?q=acme%20%26%20daughters\">"),
            ("birch", ".acme-canary-bird { color: red }"),
            ("base", "<svg><title>Acme &#38; Daughters</title>"),
            ("base", "<a href=\"../own/secret-recipes/\">"),
            ("acme", "SUMMARY:Birch Rä\r\n der"),
            ("acme", "Birch R%C3%A4der"),
        ] {
            assert!(said_of_text(firm, text).is_some(), "{firm}: {text}");
        }
    }

    #[test]
    fn addresses_are_looked_at_too() {
        let found = said_of("birch", "own/secret-recipes/index.html", Content::Bytes(Vec::new()));
        let expected = "`own/secret-recipes/index.html` holds `secret-recipes` in its address, \
                        which is `acme`'s";
        assert_eq!(found.as_deref(), Some(expected));
    }

    #[test]
    fn a_file_that_is_copied_is_known_by_where_it_lies() {
        let copy = |firm: &str| {
            let file = "content/firms/acme/own/plan.png".into();
            let nature = AssetNature::Other;
            let path = "plan.png".into();
            let asset = AssetSource { path, file, digest: Digest(7), bytes: 2, nature, size: None };
            said_of(firm, "own/plan.png", Content::Copy(asset))
        };
        let expected = "`own/plan.png` is content/firms/acme/own/plan.png, which is `acme`'s";
        assert_eq!(copy("birch").as_deref(), Some(expected));
        assert_eq!(copy("base").as_deref(), Some(expected));
        assert_eq!(copy("acme"), None);
    }

    #[test]
    fn what_is_said_or_allowed_by_others_is_of_nobody() {
        for text in ["Ask at the front desk.", "<p>The golden goose", "Own: 1", "nothing"] {
            assert_eq!(said_of_text("acme", text), None, "{text}");
        }
    }
}
