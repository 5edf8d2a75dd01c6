//! What is in an edition's index, and what must not be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use mentorbook::Selection;

use crate::harness::{Files, Site, build, files, site};

/// An index, read as a browser reads it.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) head: Value,
    pub(super) versions: BTreeSet<String>,
    /// The words, each with its sections and their levels.
    pub(super) words: BTreeMap<String, Vec<(usize, usize)>>,
    /// In how many sections a word is, where not all are listed.
    pub(super) cut: BTreeMap<String, usize>,
    pub(super) same: Vec<Vec<String>>,
    pub(super) sections: Vec<Section>,
    pub(super) dates: Value,
}

#[derive(Debug)]
pub(super) struct Section {
    /// `page/index.html#id`
    pub(super) address: String,
    pub(super) up: usize,
    pub(super) heading: String,
    pub(super) kind: String,
    pub(super) excerpt: String,
    /// What readers type, as the words of which it is known: those in it that say something.
    pub(super) phrases: Vec<Phrase>,
    pub(super) trail: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    /// How many words there are that say something, and how many that all questions have.
    counted: (usize, usize),
    /// Every form of them that the edition has.
    words: BTreeSet<String>,
}

/// A script of an index: its kind, number, version and JSON.
fn script(text: &str) -> (String, usize, String, Value) {
    let call = text.strip_prefix("handbook.search.take(\"").expect("one call");
    let call = call.strip_suffix("')\n").expect("and no more");
    let (before, json) = call.split_once(", '").expect("a JSON text in single quotes");
    let mut before = before.split(", ");
    let kind = before.next().expect("a kind").trim_end_matches('"').to_owned();
    let number = before.next().expect("a number").parse().expect("a number");
    let version = before.next().expect("a version").trim_matches('"').to_owned();

    let mut plain = String::new();
    let mut letters = json.chars();
    while let Some(c) = letters.next() {
        assert!(c != '\'' && !c.is_control(), "{c:?} would end the text");
        plain.push(if c == '\\' { letters.next().expect("what is escaped") } else { c });
    }
    (kind, number, version, serde_json::from_str(&plain).expect("JSON"))
}

fn numbers(text: &str) -> Vec<usize> {
    let mut numbers = Vec::new();
    let mut number = 0;
    for code in text.bytes().map(usize::from) {
        match code {
            93..=108 => number = number * 16 + code - 93,
            40..=91 => numbers.push(std::mem::take(&mut number) * 52 + code - 40),
            _ => panic!("{code} is no digit in {text}"),
        }
    }
    numbers
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The texts of a list in which they have spaces between.
fn spaced(value: &Value) -> Vec<String> {
    text(value).split(' ').map(str::to_owned).collect()
}

/// A group of postings: each a distance, and the phrases that have the word.
fn steps(group: &str) -> Vec<(usize, Vec<usize>)> {
    let mut steps: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut number = String::new();
    for c in group.chars() {
        if matches!(c, 'm'..='|') {
            steps.last_mut().expect("a posting").1.push(c as usize - 'm' as usize);
            continue;
        }
        number.push(c);
        if let [distance] = numbers(&number)[..] {
            steps.push((distance, Vec::new()));
            number.clear();
        }
    }
    steps
}

fn texts(value: Option<&Value>) -> Vec<String> {
    value
        .map(|list| list.as_array().expect("a list").iter().map(text).collect())
        .unwrap_or_default()
}

impl Index {
    pub(super) fn of(site: &Site, edition: &str) -> Self {
        Self::read(&site.editions[edition])
    }

    pub(super) fn read(edition: &Files) -> Self {
        let mut index = Self {
            head: Value::Null,
            versions: BTreeSet::new(),
            words: BTreeMap::new(),
            cut: BTreeMap::new(),
            same: Vec::new(),
            sections: Vec::new(),
            dates: Value::Null,
        };
        let mut parts = BTreeMap::new();
        let scripts =
            edition.iter().filter(|(path, _)| path.starts_with("search/") && path.ends_with(".js"));
        for (path, bytes) in scripts {
            let (kind, number, version, body) = script(std::str::from_utf8(bytes).expect("UTF-8"));
            index.versions.insert(version);
            match kind.as_str() {
                "head" => {
                    assert_eq!(path, "search/index.js");
                    index.head = body;
                }
                "dates" => {
                    assert_eq!(path, "search/dates.js");
                    index.dates = body["dates"].clone();
                }
                _ => {
                    assert_eq!(*path, format!("search/{kind}-{number}.js"));
                    parts.insert((kind, number), body);
                }
            }
        }
        for ((_, _), body) in parts.iter().filter(|((kind, _), _)| kind == "sections") {
            index.sections(body);
        }
        for ((_, _), body) in parts.iter().filter(|((kind, _), _)| kind == "terms") {
            index.terms(body);
        }
        assert_eq!(index.head["count"], index.sections.len());
        let starts = index.sections.iter().filter(|section| section.kind == "p").count();
        let pages = numbers(index.head["pages"].as_str().expect("numbers"));
        assert_eq!((pages.len(), pages.iter().sum()), (starts, index.sections.len()));
        index
    }

    fn terms(&mut self, body: &Value) {
        let lists = spaced(&body["postings"]);
        let (mut before, mut list, mut next) = (String::new(), 0, 0);
        for token in body["forms"].as_str().expect("forms").split(' ').filter(|it| !it.is_empty()) {
            let shared = usize::from(token.as_bytes()[0]) - 40;
            let (rest, number) = match token[1..].split_once('~') {
                Some((rest, number)) => (rest, Some(number)),
                None => (&token[1..], None),
            };
            let units: Vec<u16> = before.encode_utf16().take(shared).collect();
            let form = String::from_utf16(&units).expect("whole letters") + rest;
            list = match number {
                None => {
                    next += 1;
                    next - 1
                }
                Some("") => list,
                Some(number) => numbers(number)[0],
            };

            let (groups, cut) = lists[list].split_once('}').unwrap_or((&lists[list], ""));
            let mut postings = Vec::new();
            for (level, group) in groups.split('~').enumerate() {
                let mut section = 0;
                for (place, (distance, phrases)) in steps(group).into_iter().enumerate() {
                    assert!(place == 0 || distance > 0, "each section once");
                    section += distance;
                    postings.push((section, level));
                    for phrase in phrases {
                        self.sections[section].phrases[phrase].words.insert(form.clone());
                    }
                }
            }
            postings.sort_unstable();
            self.cut.extend(numbers(cut).first().map(|count| (form.clone(), *count)));
            assert!(self.words.insert(form.clone(), postings).is_none(), "{form} is there twice");
            before = form;
        }
        assert_eq!(next, lists.len() - usize::from(next == 0));
        self.same.extend(body["same"].as_array().expect("a list").iter().map(|it| texts(Some(it))));
    }

    fn sections(&mut self, body: &Value) {
        let (ids, ups, kinds) =
            (spaced(&body["ids"]), numbers(&text(&body["ups"])), &body["kinds"]);
        let phrases = spaced(&body["phrases"]);
        let mut at = 0;
        for page in body["pages"].as_array().expect("a list") {
            for _ in 0..page[3].as_u64().expect("a number") {
                let mark = if ids[at].is_empty() { "" } else { "#" };
                let counted = numbers(&phrases[at]).into_iter().map(|count| (count / 6, count % 6));
                let words = BTreeSet::new;
                self.sections.push(Section {
                    address: format!("{}{mark}{}", text(&page[0]), ids[at]),
                    up: ups[at],
                    heading: text(&body["headings"][at]),
                    kind: text(kinds)[at..=at].to_owned(),
                    excerpt: text(&body["excerpts"][at]),
                    phrases: counted.map(|counted| Phrase { counted, words: words() }).collect(),
                    trail: texts(Some(&page[2])),
                });
                at += 1;
            }
        }
        assert_eq!((ups.len(), text(kinds).len()), (at, at));
    }

    /// The addresses of the sections that a word is in, the best first.
    pub(super) fn find(&self, word: &str) -> Vec<&str> {
        let mut postings = self.words.get(word).cloned().unwrap_or_default();
        postings.sort_by_key(|(section, level)| (std::cmp::Reverse(*level), *section));
        postings.iter().map(|(section, _)| self.sections[*section].address.as_str()).collect()
    }

    fn section(&self, address: &str) -> &Section {
        let section = self.sections.iter().find(|section| section.address == address);
        section.unwrap_or_else(|| panic!("no {address} in {:?}", self.sections))
    }
}

/// A phrase of these words, each in one form, and none that all questions have.
fn phrase(words: &str) -> Phrase {
    let words: BTreeSet<String> = words.split(' ').map(str::to_owned).collect();
    Phrase { counted: (words.len(), 0), words }
}

/// All bytes below `search/` as one text.
fn all(site: &Site, edition: &str) -> String {
    let files = site.editions[edition].iter().filter(|(path, _)| path.starts_with("search/"));
    files.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect()
}

#[test]
fn a_section_is_found_as_the_firm_has_it() {
    let site = site(
        r"
        //- handbook.yaml
        title: T
        variables: {who: Robin}
        //- base/index.md
        # Home
        //- base/rules/index.md
        # Rules
        //- base/rules/leave.md
        # Leave

        Before anything else.

        ## Time off {#off}

        Ask {{ who }}, kindly. The walrus decides.

        ### Half days {#half}

        Mornings only.
        //- firms/acme/firm.yaml
        name: Acme
        variables: {who: Ann}
        //- firms/acme/rules/leave.md
        ---
        override: sections
        ---
        ## Half days {#half replace}

        Afternoons, rather.
        ",
    );
    site.assert_clean();

    let (base, acme) = (Index::of(&site, "base"), Index::of(&site, "acme"));
    assert_eq!(base.find("robin"), ["rules/leave/index.html#off"]);
    assert_eq!(base.find("mornings"), ["rules/leave/index.html#half"]);
    assert_eq!(acme.find("ann"), ["rules/leave/index.html#off"]);
    assert_eq!(acme.find("afternoons"), ["rules/leave/index.html#half"]);
    for gone in ["robin", "mornings"] {
        assert_eq!(acme.find(gone), [""; 0], "{gone}");
    }
    assert_eq!(base.find("walrus"), acme.find("walrus"));

    let half = acme.section("rules/leave/index.html#half");
    assert_eq!((half.up, half.heading.as_str(), half.kind.as_str()), (1, "Half days", "s"));
    assert_eq!(
        (half.excerpt.as_str(), &half.trail[..]),
        ("Afternoons, rather.", &["Rules".into()][..])
    );
    assert_eq!(acme.section("rules/leave/index.html").excerpt, "Before anything else.");
    assert_ne!(base.versions, acme.versions);
    assert_eq!(acme.versions.len(), 1, "all files of an index have one version");
}

#[test]
fn an_index_is_the_same_whether_other_firms_are_built_or_not() {
    let handbook = files(
        r#"
        //- handbook.yaml
        title: T
        variables: {who: Robin, place: {type: text, default: here}}
        //- base/index.md
        # Home

        Ask {{ who }}. Most of it is the same.

        :::only {place=there}
        There stands bandicoot.
        :::
        //- base/a.md
        # First

        ## With accents {#accents}

        A résumé, and résumés.

        ## Without {#without}

        Resume, resumes & "résumé"; resumed it all.

        ## Much {#much}

        One two three, one two, one.
        //- layers/law/b.md
        # Shared

        ## Said once {#once}

        One two three, four.
        //- firms/acme/firm.yaml
        name: Acme
        layers: [law]
        variables: {who: Ann, place: there}
        //- firms/acme/a.md
        ---
        override: sections
        ---
        ## Gone {#accents remove}

        ## More {#much append}

        Three of theirs.
        //- firms/bolt/firm.yaml
        name: Bolt
        layers: [law]
        //- firms/cone/firm.yaml
        name: Cone
        variables: {place: there}
        //- firms/dart/firm.yaml
        name: Dart
        "#,
    );
    let together = build(handbook.clone(), Selection::default());
    together.assert_clean();

    // Where few are built, each reads all texts for itself.
    for edition in ["base", "acme", "bolt", "cone", "dart"] {
        let firms = vec![edition.to_owned()];
        let alone = build(handbook.clone(), Selection { firms, ..Selection::default() });
        assert_eq!(all(&together, edition), all(&alone, edition), "{edition}");
    }
    let index = Index::of(&together, "acme");
    assert_eq!(index.words["resume"], index.words["resumes"], "as this edition writes it first");
    assert_eq!(index.find("theirs"), ["a/index.html#much"]);
    assert_eq!(index.find("bandicoot"), ["index.html"]);
}

#[test]
fn titles_count_more_than_headings_and_these_more_than_names_and_text() {
    let site = site(
        r#"
        //- base/index.md
        # Home
        //- base/a.md
        # Otter
        //- base/b.md
        # Second

        ## The otter {#heading}

        ## Third {#name search="otter, badger cub"}

        ## Fourth {#text}

        One otter.

        ## Fifth {#often}

        Otter, otter, otter, otter.
        "#,
    );
    let index = Index::of(&site, "base");
    let found = index.find("otter");
    assert_eq!(found[0], "a/index.html");
    let mut next = [found[1], found[2]];
    next.sort_unstable();
    assert_eq!(next, ["b/index.html#heading", "b/index.html#name"]);
    assert_eq!(found[3..], ["b/index.html#often", "b/index.html#text"]);

    let third = index.section("b/index.html#name");
    // A single word is found by its weight alone.
    assert_eq!((third.kind.as_str(), &third.phrases[..]), ("a", &[phrase("badger cub")][..]));
    // Words of the title and of a heading above lead to a section, too, if weakly.
    assert!(index.find("second").contains(&"b/index.html#text"));
}

#[test]
fn words_are_listed_with_the_phrases_that_they_are_of() {
    let site = site(
        r#"
        //- base/index.md
        # Home

        ## Leaving {#leaving search="how do I walk out, hand in my notice, notice period, out, what is it"}

        Notice.
        "#,
    );
    let index = Index::of(&site, "base");
    let [out, hand, period, what] = &index.section("index.html#leaving").phrases[..] else {
        panic!("a single word is no phrase: {index:?}");
    };
    let words = |phrase: &Phrase| phrase.words.iter().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!((out.counted, &*words(out)), ((2, 2), "out walk"));
    assert_eq!((hand.counted, &*words(hand)), ((2, 2), "hand notice"));
    assert_eq!((period.counted, &*words(period)), ((2, 0), "notice period"));
    // Of nothing but words that all questions have.
    assert_eq!((what.counted, &*words(what)), ((3, 0), "is it what"));
}

#[test]
fn a_page_is_found_by_what_its_heading_says_that_readers_type() {
    let site = site(
        r#"
        //- base/index.md
        # Home {search="front door, entrance, {{ house }}"}

        Text.
        //- handbook.yaml
        title: T
        variables: {house: "mansion"}
        //- firms/acme/firm.yaml
        name: Acme
        variables: {house: "tower"}
        //- firms/acme/index.md
        ---
        override: sections
        ---
        # Welcome
        "#,
    );
    for (edition, house) in [("base", "mansion"), ("acme", "tower")] {
        let index = Index::of(&site, edition);
        assert_eq!(index.find("entrance"), ["index.html"], "{edition}");
        assert_eq!(index.find(house), ["index.html"], "{edition}");
        let home = index.section("index.html");
        assert_eq!((home.kind.as_str(), &home.phrases[..]), ("p", &[phrase("front door")][..]));
    }
}

#[test]
fn what_is_for_others_is_not_in_it() {
    let site = site(
        r"
        //- handbook.yaml
        title: T
        audiences: [mentor, mentee]
        editions: {mentors: {audiences: [mentor]}, all: {audiences: [mentor, mentee]}}
        //- base/index.md
        # Home

        Everybody reads zebra.

        :::only {audience=mentee}
        Here stands aardvark.
        :::

        ## Theirs {#theirs audience=mentee}

        There stands bandicoot.
        //- base/secret.md
        ---
        search: false
        ---
        # Capybara

        Nobody finds dugong.
        //- base/aside.md
        ---
        hidden: true
        ---
        # Echidna
        //- base/later.md
        ---
        draft: true
        ---
        # Fossa
        //- base/them.md
        ---
        audience: [mentee]
        ---
        # Gerbil
        //- base/gone.md
        # Hyrax
        //- firms/acme/firm.yaml
        name: Acme
        hide: [gone.md]
        ",
    );
    let shown = all(&site, "acme.all").to_lowercase();
    let index = Index::of(&site, "acme");
    assert_eq!(index.find("zebra"), ["index.html"]);
    for word in ["capybara", "dugong", "echidna", "fossa", "hyrax"] {
        assert!(!shown.contains(word), "{word}");
    }

    let theirs = all(&site, "acme").to_lowercase();
    for word in ["aardvark", "bandicoot", "gerbil", "capybara", "dugong", "echidna", "fossa"] {
        assert!(!theirs.contains(word), "{word}");
        assert_eq!(index.find(word), [""; 0]);
    }
    assert!(shown.contains("aardvark") && shown.contains("bandicoot") && shown.contains("gerbil"));
    assert!(all(&site, "base").to_lowercase().contains("hyrax"));
}

#[test]
fn questions_are_found_and_their_answers_are_not() {
    let site = site(
        r"
        //- base/index.md
        # Home
        //- base/m.md
        ---
        title: Module
        kind: module
        ---
        ## Who feeds the ocelot? {#q1 question=single}

        Think of breakfast.

        - [x] The pangolin
          > Because of the quokka.
        - [ ] The numbat

        > The tapir knows why.

        ## In which order? {#q2 question=ordering}

        1. First serval
        2. Then vicuna

        ## Who with whom? {#q3 question=matching}

        | Left | Right |
        | --- | --- |
        | wombat | xerus |
        | yak | zorilla |

        ## Key {#key}

        :::answer-key
        :::
        ",
    );
    site.assert_clean();
    let index = Index::of(&site, "base");
    assert_eq!(index.find("ocelot"), ["m/index.html#q1"]);
    assert_eq!(index.find("breakfast"), ["m/index.html#q1"]);
    assert_eq!(index.section("m/index.html#q1").kind, "q");
    let shown = all(&site, "base").to_lowercase();
    for word in [
        "pangolin", "quokka", "numbat", "tapir", "serval", "vicuna", "wombat", "xerus", "yak",
        "zorilla",
    ] {
        assert!(!shown.contains(word), "{word}");
    }
}

#[test]
fn a_text_is_found_where_it_is_written_and_not_where_it_is_shown() {
    let site = site(
        r"
        //- base/index.md
        # Home

        :::include {from=a.md#one}
        :::
        :::collection {from=a.md as=cards}
        :::
        //- base/a.md
        # A

        ## One {#one}

        The axolotl swims.
        ",
    );
    site.assert_clean();
    assert!(site.page("base", "").contains("axolotl"));
    assert_eq!(Index::of(&site, "base").find("axolotl"), ["a/index.html#one"]);
}

#[test]
fn rules_terms_and_dates_answer() {
    let site = site(
        r#"
        //- handbook.yaml
        title: T
        audiences: {mentor: Mentors, mentee: Mentees}
        //- base/index.md
        # Home
        //- base/rules.md
        ---
        title: Rules
        kind: rules
        ---
        ## GR-01 Be on time {#gr-01 .fixed}

        Neither of you is late. Neither of you is early.

        Reason
        : Time is short.
        //- base/words.md
        ---
        title: Words
        kind: glossary
        ---
        ## No-fault ending {#nfe aliases="quitting, Early End"}

        Either may leave.

        It takes a week.
        //- base/time.md
        ---
        title: Time
        kind: timeline
        start: 2027-03-01
        ---
        ## Launch {#launch at=0w}

        It begins.

        ## Session {#session at=1w every=4w times=2 time=09:30 minutes=60 for=mentor}

        You meet.
        "#,
    );
    let index = Index::of(&site, "base");
    let rule = index.section("rules/index.html#gr-01");
    assert_eq!(rule.kind, "r");
    assert_eq!(rule.excerpt, "Neither of you is late. Neither of you is early.");
    let term = index.section("words/index.html#nfe");
    assert_eq!((term.kind.as_str(), term.excerpt.as_str()), ("t", "Either may leave."));
    let [quitting, early] = &term.phrases[..] else { panic!("{term:?}") };
    assert_eq!((quitting, early.counted), (&phrase("quitting"), (2, 0)));
    // `ending` is a form of one of its words.
    assert!(early.words.is_superset(&phrase("early end").words), "{early:?}");
    assert_eq!(index.find("quitting"), ["words/index.html#nfe"]);
    assert_eq!(
        index.same,
        [
            vec!["early end", "no fault ending"],
            vec!["no fault ending", "quitting", "early end"],
            vec!["quitting", "no fault ending"],
        ]
    );

    let session = index.sections.iter().position(|it| it.address == "time/index.html#session");
    let launch = index.sections.iter().position(|it| it.address == "time/index.html#launch");
    let session = session.expect("a session");
    assert_eq!(index.sections[session].kind, "d");
    let expected = serde_json::json!([
        ["2027-03-01", launch.expect("a launch"), "Launch"],
        ["2027-03-08", session, "Session 1", "09:30", 60, ["mentor"]],
        ["2027-04-05", session, "Session 2", "09:30", 60, ["mentor"]],
    ]);
    assert_eq!(index.dates, expected);
    assert!(texts(Some(&index.head["dates"])).contains(&"when".to_owned()));
}

#[test]
fn an_answer_that_announces_a_list_has_the_list() {
    let site = site(
        r#"
        //- base/index.md
        # Home

        ## Who to call {#call search="help"}

        You have two ways:

        - Ann, on the *third* floor
        - Ben

        ## What else {#else search="more"}

        This alone.

        And not this.

        ## A long one {#long search="much to say"}

        The first sentence says what the matter is. The second says who has to do what, and when.
        The third one is too much here.
        "#,
    );
    let index = Index::of(&site, "base");
    let said = |id: &str| index.section(&format!("index.html#{id}")).excerpt.clone();
    assert_eq!(said("call"), "You have two ways: Ann, on the third floor · Ben");
    assert_eq!(said("else"), "This alone.");
    let long = "The first sentence says what the matter is. The second says who has to do what, \
                and when.";
    assert_eq!(said("long"), long);
}

#[test]
fn forms_of_a_word_have_one_list_in_languages_with_a_stemmer() {
    let handbook = |language: &str, text: &str| {
        let site = site(&format!(
            "//- handbook.yaml\ntitle: T\nlanguage: {language}\n//- base/index.md\n# T\n\n{text}\n\
             //- base/b.md\n# U\n"
        ));
        Index::of(&site, "base").words
    };
    for (language, text, alike) in [
        ("en", "connect connected connections", "connect connected connections"),
        ("de-CH", "Häuser Hauses", "hauser hauses"),
        ("fr", "continué continuer", "continue continuer"),
        ("es", "organización organizaciones", "organizacion organizaciones"),
        ("nl", "lichamelijk lichamelijke", "lichamelijk lichamelijke"),
        ("ar", "كتاب الكتاب كِتَاب", "كتاب الكتاب"),
    ] {
        let words = handbook(language, text);
        let lists: BTreeSet<_> = alike.split(' ').map(|form| &words[form]).collect();
        assert_eq!(lists.len(), 1, "{language}: {words:?}");
        let count: usize = lists.iter().map(|list| list.len()).sum();
        assert_eq!(count, 1, "one section");
    }

    let words = handbook("cs", "connect connected 規則集 Ångström straße");
    for form in ["connect", "connected", "規則", "則集", "angstrom", "strasse"] {
        assert!(words.contains_key(form), "{form} in {words:?}");
    }
}

#[test]
fn words_are_cut_as_the_browser_cuts_them() {
    let cases: Vec<(String, Vec<String>)> =
        serde_json::from_str(include_str!("words.json")).expect("JSON");
    assert!(cases.len() > 20);
    for (text, words) in cases {
        assert_eq!(mentorbook::search_words(&text), words, "{text}");
    }
}
