//! Files of words → [`Words`]: the words of the interface in a language, as the themes of a stack
//! and a firm have them.
//!
//! English comes first, and says which words there are and what stands in their braces; then the
//! files of the language, the most general tag first; then the firm's own words. Of each the built-in
//! theme's file is the lowest, so that a theme needs no words, and one from before a word came to be
//! has it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use super::keys;
use crate::diagnostic::{Checked, Diagnostic, Place, checks};
use crate::load::{TextFile, ThemeFiles};
use crate::project::Firm;
use crate::words::{PLURAL_FORMS, Phrase, PluralForm, Words, blanks, fallbacks, forms};
use crate::yaml::{self, Fields, Value, YamlEntry};

/// Longest word of the interface, in bytes: it may stand on every page, again and again.
const MAX_WORD: usize = 1_000;
/// So many missing words are told by name.
const MAX_NAMED: usize = 8;

/// Reads the words of a language from the themes of a stack, the topmost first, and a firm's own.
pub(super) fn read(language: &str, stack: &[&ThemeFiles], firm: &Firm) -> Checked<Words> {
    let built_in = ThemeFiles::built_in_words();
    let mut reading = Reading { forms: forms(language), ..Reading::default() };
    for tag in fallbacks(language) {
        // From the lowest to the topmost, so that what comes later wins.
        for theme in std::iter::once(&built_in).chain(stack.iter().rev().copied()) {
            let files = theme.words.iter().filter(|(written, _)| *written == tag);
            files.for_each(|(_, file)| reading.add_file(&tag, file));
        }
    }

    if let Some(file) = &firm.file {
        let source = Source { file, declares: None, is_foreign: !is_english(language) };
        firm.words.iter().for_each(|entry| reading.add(entry, &source));
    }

    let is_written = is_english(language) || reading.foreign.is_some();
    reading.tell_missing();
    let Reading { phrases, diagnostics, .. } = reading;
    Checked::new(Words::new(language, phrases, is_written), diagnostics)
}

fn is_english(tag: &str) -> bool {
    tag.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"))
}

/// Where a word is read.
struct Source<'f> {
    file: &'f Arc<str>,
    /// Whether a word may be new here, and then, whether scripts may ask for it.
    declares: Option<bool>,
    is_foreign: bool,
}

/// Words that are being read.
#[derive(Default)]
struct Reading {
    phrases: BTreeMap<String, Phrase>,
    /// What may stand in the braces of each.
    blanks: BTreeMap<String, BTreeSet<String>>,
    /// Those that are in the language itself.
    translated: BTreeSet<String>,
    /// The forms that words of the language have with numbers.
    forms: BTreeSet<PluralForm>,
    /// The topmost file of the language, where that is not English.
    foreign: Option<Arc<str>>,
    diagnostics: Vec<Diagnostic>,
}

impl Reading {
    fn add_file(&mut self, tag: &str, source: &TextFile) {
        let file = &source.file;
        let is_foreign = !is_english(tag);
        if is_foreign {
            self.foreign = Some(file.clone());
        }
        let Some(root) = yaml::parse_config(&source.text, file, &mut self.diagnostics) else {
            return;
        };

        let mut told = Vec::new();
        let mut fields = Fields::of(&root, "a file of words", keys::WORDS, file, &mut told);
        let (pages, scripts) = (fields.map(keys::OF_PAGES), fields.map(keys::OF_SCRIPTS));

        // English itself is the one that declares words; its kinds only have them another way.
        for (entries, is_for_scripts) in [(pages, false), (scripts, true)] {
            let declares = (tag == "en").then_some(is_for_scripts);
            let source = Source { file, declares, is_foreign };
            entries.iter().for_each(|entry| self.add(entry, &source));
        }
        self.diagnostics.append(&mut told);
    }

    /// Adds a word, if it is one.
    fn add(&mut self, entry: &YamlEntry, source: &Source<'_>) {
        let name = &entry.key;
        // Nothing after the colon: a line to be filled in.
        if entry.value.value == Value::Null {
            return;
        }
        if source.declares.is_none() && !self.phrases.contains_key(name) {
            return self.tell_unknown(entry, source.file);
        }
        let Some(mut phrase) = self.phrase(entry, source.file) else { return };

        let before = self.phrases.get(name).map(|phrase| phrase.is_for_scripts);
        phrase.is_for_scripts = before == Some(true) || source.declares == Some(true);
        if before.is_none() {
            let all = phrase.texts().flat_map(blanks).map(str::to_owned).collect();
            self.blanks.insert(name.clone(), all);
        }
        self.check_blanks(entry, &phrase, source.file);

        self.phrases.insert(name.clone(), phrase);
        if source.is_foreign {
            self.translated.insert(name.clone());
            self.tell_missing_forms(name, source.file);
        }
    }

    /// Tells of a word that lacks a form which its language has.
    fn tell_missing_forms(&mut self, name: &str, file: &Arc<str>) {
        let Some(phrase) = self.phrases.get(name).filter(|phrase| phrase.has_forms()) else {
            return;
        };
        let own = |wanted: &&str| phrase.forms.iter().all(|(form, _)| form_name(*form) != *wanted);
        let wanted = self.forms.iter().map(|form| form_name(*form)).filter(|name| *name != "other");
        let missing: Vec<&str> = wanted.filter(own).collect();
        if missing.is_empty() {
            return;
        }

        let message = format!("`{name}` lacks forms of this language: {}", missing.join(", "));
        let help = "add a line for each; until then, `other` is taken";
        let missing = Diagnostic::new(&checks::MISSING_WORDS, message).at(Place::file(file));
        self.diagnostics.push(missing.help(help));
    }

    /// Reads what a word says: a text, or one for each form that it has with a number.
    fn phrase(&mut self, entry: &YamlEntry, file: &Arc<str>) -> Option<Phrase> {
        let node = &entry.value;
        let Value::Map(entries) = &node.value else {
            let text = self.text(&entry.key, entry, file)?;
            return Some(Phrase { text, ..Phrase::default() });
        };

        let mut phrase = Phrase::default();
        let mut has_other = false;
        for each in entries {
            let known = PLURAL_FORMS.iter().find(|(name, _)| *name == each.key);
            let Some((_, form)) = known else {
                let names = PLURAL_FORMS.map(|(name, _)| name);
                let message = format!("there is no form `{}` of a word", each.key);
                self.diagnostics.push(
                    Diagnostic::new(&checks::UNKNOWN_KEY, message)
                        .at(Place::at(file, each.key_span))
                        .nearest(&each.key, names)
                        .note(format!("known forms: {}", names.join(", "))),
                );
                continue;
            };
            let Some(text) = self.text(&entry.key, each, file) else { continue };
            match form {
                PluralForm::Other => {
                    has_other = true;
                    phrase.text = text;
                }
                form => phrase.forms.push((*form, text)),
            }
        }

        if !has_other {
            let message = format!("`{}` says nothing for most numbers", entry.key);
            let diagnostic = Diagnostic::new(&checks::WRONG_TYPE, message);
            let help = "add a line `other: …` to its forms";
            self.diagnostics.push(diagnostic.at(Place::at(file, entry.key_span)).help(help));
            return None;
        }
        Some(phrase)
    }

    /// The text of a word or of one of its forms.
    fn text(&mut self, name: &str, entry: &YamlEntry, file: &Arc<str>) -> Option<String> {
        let place = Place::at(file, entry.value.span);
        let Some(text) = entry.value.value.scalar() else {
            let found = entry.value.value.kind();
            let message = format!("`{name}` takes text, not {found}");
            let help = "a word is a text, or a group of texts `one: …`, `other: …`";
            let wrong = Diagnostic::new(&checks::WRONG_TYPE, message).at(place);
            self.diagnostics.push(wrong.help(help));
            return None;
        };

        if text.len() > MAX_WORD {
            let message = format!("a word of the interface has at most {MAX_WORD} bytes");
            self.diagnostics.push(Diagnostic::new(&checks::TOO_LARGE, message).at(place));
            return None;
        }
        Some(text.trim().to_owned())
    }

    fn tell_unknown(&mut self, entry: &YamlEntry, file: &Arc<str>) {
        let name = &entry.key;
        let message = format!("there is no word `{name}`");
        let known = self.phrases.keys().map(String::as_str);
        let unknown = Diagnostic::new(&checks::UNKNOWN_KEY, message);
        self.diagnostics.push(
            unknown.at(Place::at(file, entry.key_span)).nearest(name, known).help(
                "the words there are stand in words/en.yaml of the theme; a new one begins there",
            ),
        );
    }

    /// Tells of what stands in a word's braces and is never filled in. A word's name is no
    /// exception: no word stands in another, so none can stand in itself.
    fn check_blanks(&mut self, entry: &YamlEntry, phrase: &Phrase, file: &Arc<str>) {
        let Some(known) = self.blanks.get(&entry.key) else { return };
        let unknown = phrase.texts().flat_map(blanks).find(|blank| !known.contains(*blank));
        let Some(unknown) = unknown else { return };

        let name = &entry.key;
        let help = match known.len() {
            0 => format!("write it without braces: nothing is filled into `{name}`"),
            _ => {
                let known: Vec<String> =
                    known.iter().map(|blank| format!("`{{{blank}}}`")).collect();
                format!("what is filled into `{name}`: {}", known.join(", "))
            }
        };
        let message = format!("nothing is ever put in the place of `{{{unknown}}}` here");
        let diagnostic = Diagnostic::new(&checks::UNKNOWN_KEY, message);
        let diagnostic = diagnostic.nearest(unknown, known.iter().map(String::as_str));
        self.diagnostics.push(diagnostic.at(Place::at(file, entry.value.span)).help(help));
    }

    /// Tells of words that are English in the files of another language.
    fn tell_missing(&mut self) {
        let Some(file) = &self.foreign else { return };
        let missing = self.phrases.keys().filter(|name| !self.translated.contains(*name));
        let missing: Vec<String> = missing.map(|name| format!("`{name}`")).collect();
        if missing.is_empty() {
            return;
        }

        let mut named = missing[..missing.len().min(MAX_NAMED)].join(", ");
        if missing.len() > MAX_NAMED {
            // Writing to a string cannot fail.
            let _ = write!(named, " and {} more", missing.len() - MAX_NAMED);
        }
        let message = format!("words of the interface are missing here: {named}");
        let diagnostic = Diagnostic::new(&checks::MISSING_WORDS, message).at(Place::file(file));
        self.diagnostics.push(diagnostic.help("add them; until then, readers see the English"));
    }
}

/// What a form is called in files of words, and by browsers.
pub(super) fn form_name(form: PluralForm) -> &'static str {
    let named = PLURAL_FORMS.iter().find(|(_, known)| *known == form);
    named.map_or("other", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use super::read;
    use crate::diagnostic::Diagnostic;
    use crate::digest::Digest;
    use crate::load::{TextFile, ThemeFiles};
    use crate::project::{Firm, Variables};
    use crate::words::{WORDS, Word, Words};

    /// The words of a language that the built-in theme has.
    fn built_in(language: &str) -> Words {
        let checked = read(language, &[], &Firm::default());
        assert_eq!(told(&checked.diagnostics), Vec::<String>::new(), "{language}");
        checked.value
    }

    fn told(diagnostics: &[Diagnostic]) -> Vec<String> {
        let told = diagnostics.iter().map(|told| {
            let place = told.place.as_ref().map_or("", |place| &place.file);
            format!("{} {place}: {}", told.check.name, told.message)
        });
        told.collect()
    }

    /// What is told of a theme with these files of words, for an edition in this language.
    fn problems(language: &str, files: &[(&str, &str)]) -> Vec<String> {
        told(&read(language, &[&theme(files)], &Firm::default()).diagnostics)
    }

    fn theme(files: &[(&str, &str)]) -> ThemeFiles {
        let words = files.iter().map(|(language, text)| {
            let (digest, text) = (Digest::of(text.as_bytes()), Arc::from(*text));
            let file = format!("{language}.yaml").into();
            ((*language).to_owned(), TextFile { file, text, digest })
        });
        ThemeFiles { words: words.collect(), ..ThemeFiles::default() }
    }

    /// The files of the shipped theme that ask for words.
    fn sources(folder: &str) -> Vec<String> {
        let folder = format!("{}/themes/default/{folder}", env!("CARGO_MANIFEST_DIR"));
        let files = walkdir::WalkDir::new(folder).into_iter().map(|file| file.unwrap().into_path());
        let texts =
            files.filter(|file| file.extension().is_some_and(|of| of == "html" || of == "js"));
        texts.map(|file| std::fs::read_to_string(file).unwrap()).collect()
    }

    /// The texts in quotes that begin with `before`.
    fn quoted<'t>(texts: &'t [String], before: &str) -> BTreeSet<&'t str> {
        let after = texts.iter().flat_map(|text| text.split(before).skip(1));
        let quoted = after.filter_map(|rest| {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..].split(quote).next()
        });
        quoted.collect()
    }

    #[test]
    fn whoever_asks_for_a_word_gets_it() {
        let words = built_in("en");
        for word in WORDS {
            assert!(words.named(&word.key()).is_some(), "{word:?}");
        }

        let templates = sources("templates");
        let asked = quoted(&templates, "word(name=");
        assert!(asked.len() > 40, "the templates ask for words");
        for name in asked {
            assert!(words.named(name).is_some(), "a template asks for {name}");
        }

        let scripts = sources("static");
        let asked = quoted(&scripts, "word(");
        assert!(asked.len() > 40, "the scripts ask for words");
        for name in asked {
            let word = words.named(name);
            assert!(word.is_some_and(|word| word.is_for_scripts), "a script asks for {name}");
        }
    }

    #[test]
    fn every_word_is_asked_for() {
        let (templates, scripts) = (sources("templates"), sources("static"));
        let texts: Vec<String> = templates.into_iter().chain(scripts).collect();
        let own: BTreeSet<String> = WORDS.iter().map(|word| word.key()).collect();
        for (name, _) in built_in("en").phrases() {
            let quoted = [format!("\"{name}\""), format!("'{name}'")];
            let is_asked = |text: &String| quoted.iter().any(|quoted| text.contains(quoted));
            assert!(own.contains(name) || texts.iter().any(is_asked), "nobody asks for {name}");
        }
    }

    #[test]
    fn a_theme_has_words_of_its_own_and_another_way() {
        let themes = [
            ("en", "pages: {greeting: 'Welcome, {name}', next: Onward}"),
            ("en-gb", "pages: {next: Forward}"),
        ];
        assert_eq!(problems("en", &themes), Vec::<String>::new());

        let theme = theme(&themes);
        let in_britain = read("en-GB", &[&theme], &Firm::default()).value;
        assert_eq!(in_britain.named("next").unwrap().text, "Forward");
        let greeting = in_britain.named("greeting").unwrap();
        assert_eq!(in_britain.filled(greeting, &[("name", "Ann")]), "Welcome, Ann");
        assert_eq!(in_britain.named("passed").unwrap().text, "Passed");
    }

    #[test]
    fn what_is_wrong_with_a_file_of_words_is_told() {
        for (language, text, expected) in [
            ("en-gb", "pages: {nxt: a}", "unknown-key en-gb.yaml: there is no word `nxt`"),
            ("en", "page: {next: a}", "unknown-key en.yaml: there is no key `page` here"),
            (
                "en",
                "pages: {next: 'to {next}'}",
                "unknown-key en.yaml: nothing is ever put in the place of `{next}` here",
            ),
            (
                "en",
                "pages: {source: '{sorce}'}",
                "unknown-key en.yaml: nothing is ever put in the place of `{sorce}` here",
            ),
            ("en", "pages: {next: [a]}", "wrong-type en.yaml: `next` takes text, not a list"),
            (
                "en",
                "pages: {next: {one: a}}",
                "wrong-type en.yaml: `next` says nothing for most numbers",
            ),
            (
                "en",
                "pages: {next: {ones: a, other: b}}",
                "unknown-key en.yaml: there is no form `ones` of a word",
            ),
            ("en", "pages: {next: a, next: b}", "duplicate-key en.yaml: `next` is set twice"),
        ] {
            assert_eq!(problems(language, &[(language, text)]), [expected], "{text}");
        }

        let long = format!("pages: {{next: {}}}", "a".repeat(1_001));
        let told = problems("en", &[("en", &long)]);
        assert_eq!(told, ["too-large en.yaml: a word of the interface has at most 1000 bytes"]);
        assert!(problems("en", &[("en", "pages: [")])[0].starts_with("yaml-syntax en.yaml"));
    }

    #[test]
    fn every_language_has_all_words() {
        for language in ["de", "de-AT", "fr", "es", "nl", "ar", "en-GB"] {
            assert!(built_in(language).is_written, "{language}");
        }
        let january = |language: &str| built_in(language).text(Word::January).to_owned();
        assert_eq!(
            [january("de"), january("de-AT"), january("de-CH")],
            ["Januar", "Jänner", "Januar"]
        );
    }

    /// The date formats that CLDR 48 calls long, and words with numbers.
    #[test]
    fn dates_and_numbers_are_written_as_in_the_language() {
        for (language, date, hours, questions) in [
            ("en", "May 3, 2027", "1 h 5 min", ["of 1 question", "of 2 questions"]),
            ("en-US", "May 3, 2027", "1 h 5 min", ["of 1 question", "of 2 questions"]),
            ("en-GB", "3 May 2027", "1 h 5 min", ["of 1 question", "of 2 questions"]),
            ("de", "3. Mai 2027", "1 Std. 5 Min.", ["von 1 Frage", "von 2 Fragen"]),
            ("fr", "3 mai 2027", "1 h 5 min", ["de 1 question", "de 2 questions"]),
            ("es", "3 de mayo de 2027", "1 h 5 min", ["de 1 pregunta", "de 2 preguntas"]),
            ("nl", "3 mei 2027", "1 uur 5 min.", ["van 1 vraag", "van 2 vragen"]),
            ("ar", "3 مايو 2027", "1 س 5 د", ["من سؤال واحد", "من سؤالين"]),
        ] {
            let words = built_in(language);
            assert_eq!(crate::date::written("2027-05-03", &words), date);
            assert_eq!(crate::date::written("2027-13-03", &words), "2027-13-03");
            let values = [("hours", "1"), ("minutes", "5")];
            assert_eq!(words.with(Word::HoursAndMinutes, &values), hours);
            let of_questions = words.named("of_questions").unwrap();
            let said = ["1", "2"].map(|count| words.filled(of_questions, &[("count", count)]));
            assert_eq!(said, questions, "{language}");
        }
    }

    #[test]
    fn a_firm_has_words_of_its_own() {
        let text = "name: Acme\nlanguage: de\nwords: {next: Los, nxt: x, as_of: 'am {dat}'}\n";
        let (file, digest) = ("content/firms/acme/firm.yaml".into(), Digest::of(b""));
        let source = TextFile { file, text: text.into(), digest };
        let mut diagnostics = Vec::new();
        let firm =
            Firm::read(&"acme".into(), Some(&source), &Variables::default(), &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");

        let read = read("de", &[], &firm);
        assert_eq!(read.value.named("next").unwrap().text, "Los");
        assert_eq!(read.value.named("previous").unwrap().text, "Zurück");
        let file = "unknown-key content/firms/acme/firm.yaml";
        let expected = [
            format!("{file}: there is no word `nxt`"),
            format!("{file}: nothing is ever put in the place of `{{dat}}` here"),
        ];
        assert_eq!(told(&read.diagnostics), expected);
        let helps: Vec<&str> =
            read.diagnostics.iter().flat_map(|told| &told.help).map(|help| &**help).collect();
        assert!(helps.iter().any(|help| help.contains("`next`")), "{helps:?}");
        assert!(helps.iter().any(|help| help.contains("`date`")), "{helps:?}");
    }

    #[test]
    fn what_a_language_lacks_is_told() {
        let forms = problems("ar", &[("ar", "pages: {of_questions: {one: a, other: b}}")]);
        let lacks = "`of_questions` lacks forms of this language: zero, two, few, many";
        assert_eq!(forms, [format!("missing-words ar.yaml: {lacks}")]);

        let one = problems("xx", &[("xx", "pages: {next: a}")]);
        assert_eq!(one.len(), 1);
        assert!(one[0].starts_with("missing-words xx.yaml: words of the interface are missing"));
        assert!(one[0].ends_with(" more"), "{}", one[0]);
        // Whether that is worth a word is asked where the language is named.
        assert_eq!(problems("xx", &[]), Vec::<String>::new());
        assert!(!read("xx", &[], &Firm::default()).value.is_written);
    }
}
