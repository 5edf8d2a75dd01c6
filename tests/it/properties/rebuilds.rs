//! A build after another makes what has changed, and nothing else; and what lies there in the end
//! is what a clean build makes, whatever happened to the sources, to the published files and to
//! what the build before remembered.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::Ordering;
use std::time::Duration;

use mentorbook::publish::{Durability, OutDir};
use mentorbook::{Digest, EditionResult, Engine, EngineError, Observer, Origin, Run, Selection};

use super::incremental::{Storm, handbook};
use crate::harness::{Files, Folder, Random, contents, program};

const STORMS: usize = 3;
/// So many builds in each storm.
const BUILDS: usize = 10;

/// Three firms. Birch has a page of its own in the place of the base's; the hub shows a section of
/// another page.
const BOOK: &str = r"
//- handbook.yaml
title: Handbook
search: false
//- base/index.md
# Home
//- base/hub.md
# Hub

:::include {from=two.md#notes}
:::
//- base/two.md
# Two

Of two.

## Notes {#notes}

What is said here stays here.
//- base/alone.md
# Alone
//- firms/acme/firm.yaml
name: Acme
//- firms/birch/firm.yaml
name: Birch
//- firms/birch/hub.md
---
override: page
---
# Birch's hub
//- firms/cole/firm.yaml
name: Cole
";
const EDITIONS: usize = 4;
const PAGES: usize = 4;

/// A handbook with an output folder beside it.
struct Desk {
    folder: Folder,
    selection: Selection,
}

/// What one build did.
struct Built {
    run: Run,
    rendered: usize,
    kept: usize,
}

impl Desk {
    fn new(text: &str) -> Self {
        Self::of(Folder::with(text))
    }

    fn of(folder: Folder) -> Self {
        Self { folder, selection: Selection::default() }
    }

    /// One that was built.
    fn built(text: &str) -> Self {
        let desk = Self::new(text);
        desk.build();
        desk
    }

    fn load(&self) -> Result<Engine, EngineError> {
        Engine::load(Origin::Disk(self.folder.root().to_path_buf()), self.selection.clone())
    }

    fn build(&self) -> Built {
        self.build_with(self.load().expect("a handbook"))
    }

    fn build_with(&self, engine: Engine) -> Built {
        let root = self.folder.root();
        let sources = ["content", "themes"].map(|source| root.join(source));
        let out = OutDir::open(&root.join("public"), root, &sources, Durability::Unsynced);
        let run = engine.build(&out.expect("an output folder"), &Quiet);
        let rendered = run.counts.rendered.load(Ordering::Relaxed);
        let kept = run.counts.kept.load(Ordering::Relaxed);
        Built { run, rendered, kept }
    }

    /// Builds, and proves that all is as a clean build makes it: says how many pages were rendered,
    /// and how many were kept.
    #[track_caller]
    fn rebuilt(&self) -> [usize; 2] {
        let built = self.build();
        self.assert_as_clean(&built, "");
        [built.rendered, built.kept]
    }

    #[track_caller]
    fn assert_as_clean(&self, built: &Built, when: &str) {
        let (_, clean) = self.load().expect("a handbook").build_in_memory();
        for outcome in &built.run.outcomes {
            let name = &outcome.name;
            if matches!(outcome.result, EditionResult::Published(_) | EditionResult::Unchanged) {
                let published = contents(&self.folder.path(&format!("public/{name}")));
                assert_same(&published, &clean[name], &format!("{when}, edition {name}"));
            } else {
                assert!(!clean.contains_key(name), "{when}, {name}: {:?}", outcome.result);
            }
        }
    }

    fn edit(&self, page: &str, from: &str, to: &str) {
        let path = format!("content/{page}");
        let text = self.folder.read(&path);
        assert!(text.contains(from), "{from} is not in {path}");
        self.folder.put(&path, text.replace(from, to));
    }

    /// The state of an edition.
    fn state(&self, edition: &str) -> PathBuf {
        let states = self.folder.path(&format!("public/.mentorbook/state/{edition}"));
        let mut states = fs::read_dir(states).expect("states");
        states.next().expect("a state").expect("an entry").path()
    }
}

/// Hears nothing.
struct Quiet;

impl Observer for Quiet {}

#[track_caller]
fn assert_same(published: &Files, clean: &Files, when: &str) {
    for (path, bytes) in clean {
        let there = published.get(path).map(|bytes| String::from_utf8_lossy(bytes));
        let expected = String::from_utf8_lossy(bytes);
        assert_eq!(there.as_deref(), Some(&*expected), "{path} {when}");
    }
    let more: Vec<&String> = published.keys().filter(|path| !clean.contains_key(*path)).collect();
    assert!(more.is_empty(), "{more:?} {when}");
}

#[test]
fn a_sentence_costs_the_pages_that_show_it() {
    let desk = Desk::new(BOOK);
    assert_eq!(desk.rebuilt(), [EDITIONS * PAGES, 0]);
    assert_eq!(desk.rebuilt(), [0, 0], "whole editions are left alone");

    desk.edit("base/two.md", "stays here", "remains here");
    // The page itself in all editions, and the hub in those that have the base's.
    let changed = EDITIONS + (EDITIONS - 1);
    assert_eq!(desk.rebuilt(), [changed, EDITIONS * PAGES - changed]);

    desk.edit("base/two.md", "Of two.", "Of two or three.");
    // The hub looks at the whole page of which it shows a section.
    assert_eq!(desk.rebuilt(), [changed, EDITIONS * PAGES - changed]);

    desk.edit("base/alone.md", "# Alone\n", "# Alone\n\nStill.\n");
    assert_eq!(desk.rebuilt(), [EDITIONS, EDITIONS * (PAGES - 1)]);
    desk.edit("firms/birch/hub.md", "# Birch's hub\n", "# Birch's hub\n\nOurs.\n");
    assert_eq!(desk.rebuilt(), [1, PAGES - 1], "the other editions are left alone");
}

#[test]
fn what_all_pages_show_costs_all_pages() {
    let desk = Desk::built(BOOK);
    // A title stands in the navigation.
    desk.edit("base/alone.md", "# Alone", "# By oneself");
    assert_eq!(desk.rebuilt(), [EDITIONS * PAGES, 0]);
    // A firm's name may stand anywhere.
    desk.edit("firms/cole/firm.yaml", "Cole", "Cole & Sons");
    assert_eq!(desk.rebuilt()[1], 0);
    desk.edit("handbook.yaml", "title: Handbook", "title: The handbook");
    assert_eq!(desk.rebuilt(), [EDITIONS * PAGES, 0]);
    desk.folder.put("themes/default/static/style.css", "body { color: navy }");
    assert_eq!(desk.rebuilt(), [EDITIONS * PAGES, 0]);
}

#[test]
fn what_was_changed_and_changed_back_is_made_again() {
    let desk = Desk::built(BOOK);
    let first = contents(&desk.folder.path("public/acme"));
    desk.edit("base/alone.md", "# Alone\n", "# Alone\n\nStill.\n");
    desk.build();
    desk.edit("base/alone.md", "\nStill.\n", "");
    assert_eq!(desk.rebuilt(), [EDITIONS, EDITIONS * (PAGES - 1)]);
    assert_eq!(contents(&desk.folder.path("public/acme")), first);
}

#[test]
fn a_firm_of_another_name_is_another_firm() {
    let desk = Desk::built(BOOK);
    let firms = desk.folder.path("content/firms");
    fs::rename(firms.join("acme"), firms.join("ackroyd")).expect("renamed");
    assert_eq!(desk.rebuilt()[1], 0, "nothing is known of it");
    // With what one firm's edition left, another's is not made.
    let public = desk.folder.path("public");
    fs::rename(firms.join("ackroyd"), firms.join("dean")).expect("renamed");
    for folder in ["", ".mentorbook/state", ".mentorbook/spare"] {
        let folder = public.join(folder);
        let _ = fs::rename(folder.join("ackroyd"), folder.join("dean"));
    }
    assert_eq!(desk.rebuilt()[1], 0);
}

#[test]
fn one_firm_after_all_and_all_after_one() {
    let mut desk = Desk::built(BOOK);
    desk.edit("base/alone.md", "# Alone\n", "# Alone\n\nStill.\n");
    desk.selection.firms = vec!["acme".to_owned()];
    // Without other firms there is nothing to look for, so what was looked at counts for nothing.
    assert_eq!(desk.rebuilt(), [PAGES, 0]);
    desk.edit("base/alone.md", "Still.", "Yet.");
    assert_eq!(desk.rebuilt(), [1, PAGES - 1]);

    desk.selection.firms.clear();
    assert_eq!(desk.rebuilt(), [EDITIONS - 1, (EDITIONS - 1) * (PAGES - 1)]);
    desk.edit("base/alone.md", "Yet.", "And yet.");
    // What nobody looked at is made again, to be looked at; of the others a page has changed.
    assert_eq!(desk.rebuilt(), [PAGES + EDITIONS - 1, (EDITIONS - 1) * (PAGES - 1)]);
}

#[test]
fn what_a_firm_calls_its_own_later_on_is_looked_for_in_pages_that_stay() {
    let book = BOOK.replace("search: false", "language: en-GB\nsearch: false");
    let desk = Desk::new(&format!(
        "{book}
//- base/date.md
---
title: Dates
kind: timeline
start: 2027-06-07
---
:::timeline {{as=table}}
:::

## The first meeting {{at=0w}}
"
    ));
    desk.build();
    // The date in words is in no source, so it could be a firm's; and the edition says so by itself.
    desk.edit("firms/cole/firm.yaml", "name: Cole", "name: Cole\ncanary: [7 June 2027]");
    desk.edit("base/alone.md", "# Alone\n", "# Alone\n\nStill.\n");
    let built = desk.build();
    desk.assert_as_clean(&built, "");
    let told = |built: &Built| {
        let mut all = built.run.report.findings.iter().map(|finding| &finding.diagnostic);
        all.any(|told| told.message.contains("`7 June 2027` is not `cole`'s own"))
    };
    assert!(desk.folder.read("public/acme/date/index.html").contains("7 June 2027"));
    assert!(told(&built), "{:#?}", built.run.report.findings);
    assert_eq!(built.kept, 0);

    // A page in which something was seen is seen again by each build, as each is to tell of it.
    desk.edit("base/alone.md", "Still.", "Yet.");
    let built = desk.build();
    assert!(told(&built), "{:#?}", built.run.report.findings);
    assert!(built.kept > 0 && built.rendered > EDITIONS, "{} {}", built.kept, built.rendered);
}

#[test]
fn what_somebody_did_to_a_published_page_is_undone() {
    let desk = Desk::built(BOOK);
    let page = |path: &str| desk.folder.path(&format!("public/acme/{path}"));
    fs::write(page("hub/index.html"), "mine").expect("written");
    fs::remove_file(page("two/index.html")).expect("removed");
    assert_eq!(desk.rebuilt(), [2, PAGES - 2], "the same edition with two pages that are gone");

    // Only its time has changed, so it is read, and is what it was.
    let text = fs::read(page("index.html")).expect("read");
    fs::write(page("index.html"), text).expect("written");
    assert_eq!(desk.rebuilt(), [0, PAGES]);
}

#[test]
fn another_program_takes_over_nothing() {
    let mut desk = Desk::built(BOOK);
    desk.selection.build_id = Digest::of(b"another");
    assert_eq!(desk.rebuilt(), [EDITIONS * PAGES, 0]);
}

#[test]
fn clean_is_clean() {
    let desk = Desk::built(BOOK);
    let built = desk.build_with(desk.load().expect("a handbook").anew());
    assert_eq!([built.rendered, built.kept], [EDITIONS * PAGES, 0]);
    desk.assert_as_clean(&built, "clean");
    // And it remembers what it made.
    desk.edit("base/alone.md", "# Alone\n", "# Alone\n\nStill.\n");
    assert_eq!(desk.rebuilt()[0], EDITIONS);

    let said = desk.folder.run(&["build", "--clean"]).assert(0);
    assert!(said.stderr.contains("4 up to date"), "{}", said.stderr);
}

#[test]
fn a_record_that_was_tampered_with_is_none() {
    let desk = Desk::built(BOOK);
    let state = desk.state("acme");
    let whole = fs::read_to_string(&state).expect("a state");
    let start = whole.find("\"made_from\":\"").expect("records") + 13;
    let end = start + whole[start..].find("}}\"").expect("their end") + 2;
    let edited = |text: String| {
        fs::write(&state, text).expect("written");
        fs::write(desk.folder.path("public/acme/alone/index.html"), "mine").expect("written");
        desk.rebuilt()
    };
    assert_eq!(edited(whole.clone()), [1, PAGES - 1]);

    // Cut off, anywhere.
    for at in (start..end).step_by(61) {
        let cut = format!("{}{}", whole[..at].trim_end_matches('\\'), &whole[end..]);
        assert_eq!(edited(cut), [PAGES, 0], "cut at {at}");
    }
    // A letter is another.
    for at in (start..end).step_by(37).filter(|at| whole.as_bytes()[*at].is_ascii_hexdigit()) {
        let mut bytes = whole.clone().into_bytes();
        bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
        let changed = String::from_utf8(bytes).expect("text");
        assert_eq!(edited(changed), [PAGES, 0], "changed at {at}");
    }
}

#[test]
fn one_flipped_bit_of_a_state_reaches_no_reader() {
    let desk = Desk::built(BOOK);
    let length = fs::metadata(desk.state("acme")).expect("a state").len() as usize;
    for round in 0..60 {
        let state = desk.state("acme");
        let mut bytes = fs::read(&state).expect("read");
        let at = (round * length / 60).min(bytes.len() - 1);
        bytes[at] ^= 1 << (round % 7);
        fs::write(&state, bytes).expect("written");
        desk.folder.put("content/base/alone.md", format!("# Alone\n\nRound {round}.\n"));
        let built = desk.build();
        let clean = &desk.load().expect("a handbook").build_in_memory().1["acme"];
        let mut published = contents(&desk.folder.path("public/acme"));
        // A state that names another file does not know this one, which is then somebody's own.
        published.retain(|path, _| clean.contains_key(path));
        assert_same(&published, clean, &format!("round {round}: {:?}", built.run.outcomes));
    }
}

#[test]
fn after_every_storm_a_build_of_what_changed_is_a_clean_build() {
    let [mut rendered, mut kept, mut killed] = [0, 0, 0];
    for number in 0..STORMS {
        let desk = Desk::of(Folder::of(&handbook()));
        let mut random = Random::new(0xD1B5_4A32_D192_ED03 ^ (number as u64 + 1));
        let done = std::sync::Mutex::new(Vec::new());
        let mut storm = Storm::new(desk.folder.root(), Random::new(number as u64 + 77), &done);

        for round in 0..BUILDS {
            // One edit is what people build after; many are what they do in a branch.
            let many = if random.chance(30) { 8 } else { 1 };
            (0..=random.below(many)).for_each(|_| storm.operation());
            if random.chance(35) {
                killed += usize::from(is_cut_off(&desk, random.below(25_000)));
            }
            if random.chance(15) {
                spoil(&desk, &mut random);
            }

            let built = desk.build();
            let last: Vec<&str> =
                done.lock().expect("whole").iter().rev().take(9).copied().collect();
            desk.assert_as_clean(&built, &format!("storm {number}, build {round}, {last:?}"));
            rendered += built.rendered;
            kept += built.kept;
        }
    }
    assert!(kept > rendered / 20, "{kept} of {} pages were kept", kept + rendered);
    assert!(killed > 3, "{killed} builds were cut off");
}

/// Starts a build and kills it: says whether it was still at work.
fn is_cut_off(desk: &Desk, microseconds: usize) -> bool {
    let mut build = program()
        .args(["build", "--no-sync"])
        .current_dir(desk.folder.root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("begun");
    std::thread::sleep(Duration::from_micros(microseconds as u64));
    build.kill().expect("killed");
    build.wait().expect("ended").code().is_none()
}

/// Changes a published page behind the program's back.
fn spoil(desk: &Desk, random: &mut Random) {
    let public = desk.folder.path("public");
    if !public.exists() {
        return;
    }
    let pages: Vec<String> = contents(&public).into_keys().collect();
    let pages: Vec<&String> =
        pages.iter().filter(|path| path.ends_with(".html") && !path.starts_with('.')).collect();
    if let Some(page) = pages.get(random.below(pages.len().max(1))) {
        fs::write(public.join(page), "spoiled").expect("written");
    }
}
